"""All that is said of each source: a record of words for each; what it says itself; accounts with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from trayapp.domain.codes import Says, UnavailableReason
from trayapp.i18n.catalogue import N_, Group, plain
from trayapp.i18n.names import WatchedWords
from trayapp.settings.declarations import TEAM

if TYPE_CHECKING:
    from trayapp.domain.records import Evidence
    from trayapp.domain.reports import Report, SourceHealth, Vantage

SOURCES = {
    "globalping": WatchedWords(
        N_("Globalping's vantage points"),
        N_("Ask Globalping"),
        N_("On suspicion: whether computers in other countries reach x.com."),
        N_("Sent: a list of countries, yours first, and x.com."),
    ),
    "netblocks": WatchedWords(
        "NetBlocks",
        N_("Ask NetBlocks"),
        N_("Its notes on Mastodon and Bluesky about outages and blocks in whole countries."),
    ),
    "mastodon": WatchedWords(
        "Mastodon",
        N_("Ask Mastodon"),
        N_("Whether many people write there that X is down. No account is needed."),
    ),
    "bluesky": WatchedWords(
        "Bluesky",
        N_("Ask Bluesky"),
        N_("On suspicion: whether people write there that X is down. It needs an account."),
        N_("Sent: your handle and app password, and what is searched for."),
    ),
    "reddit": WatchedWords(
        "Reddit",
        N_("Ask Reddit"),
        N_("On suspicion: the feed of r/Twitter, or its search if you have credentials."),
        N_("Sent: your client id and secret, if you entered some."),
    ),
    "threads": WatchedWords(
        "Threads",
        N_("Ask Threads"),
        N_("On suspicion: whether people write there that X is down. It needs an account."),
        N_("Sent: your token, and what is searched for."),
    ),
    "downdetector": WatchedWords(
        N_("Downdetector"),
        N_("Ask Downdetector"),
        N_("Whether more people than usual report problems. It needs a contract."),
        N_("Sent: your contract's client id and secret, and your country."),
    ),
    "cloudflare_status": WatchedWords(
        N_("Cloudflare's status page"),
        N_("Ask Cloudflare's status page"),
        N_("On suspicion: it explains an outage, and never counts as proof."),
    ),
}
"""Most names are the same in every language."""

_SAYS = {
    Says.TROUBLE: N_("trouble"),
    Says.FINE: N_("no trouble"),
    Says.NOTHING: N_("says nothing of X"),
    Says.UNAVAILABLE: N_("could not be asked"),
}
_UNAVAILABLE = {
    UnavailableReason.NO_ANSWER: N_("no answer in time"),
    UnavailableReason.UNREACHABLE: N_("no connection"),
    UnavailableReason.UNREADABLE: N_("unexpected answer"),
    UnavailableReason.SERVER_ERROR: N_("server error"),
    UnavailableReason.LIMITED: N_("may not be asked more often"),
    UnavailableReason.LOGIN: N_("wants a login"),
    UnavailableReason.CLOSED: N_("turns this program away"),
    UnavailableReason.NO_ACCOUNT: N_("it needs an account: sign in in the settings"),
    UnavailableReason.KEY_STORE: N_("the key store is missing, locked or silent; see trayapp doctor"),
    UnavailableReason.GUESTS: N_("closed to who is not logged in"),
    UnavailableReason.NETWORK: N_("turns this network away"),
    UnavailableReason.REVIEW: N_("the account may only search its own posts"),
    UnavailableReason.REDIRECTED: N_("redirects elsewhere"),
    UnavailableReason.FAULT: N_("a fault of this program"),
}
_VANTAGE_OUTCOMES = {
    "reached": N_("reached"),
    "target": N_("X fails there"),
    "resolver": N_("its own name service (DNS) fails"),
    "internal": N_("could not try"),
    "offline": N_("is offline itself"),
    "in-progress": N_("not ready yet"),
}
_LONGEST_TEXT = 300
"""Of what a source said in its own words."""
_FIELDS = {
    "handle": N_("Handle, such as name.bsky.social"),
    "app_password": N_("App password"),
    "client_id": N_("Client id"),
    "client_secret": N_("Client secret"),
    "token": N_("Access token"),
    "address": N_("Address, as Apprise takes it"),
}

_ORIGINS = {
    "globalping": N_("From Globalping's dashboard, dash.globalping.io."),
    "bluesky": N_(
        "In Bluesky: Settings, Privacy and security, App passwords. Never the account's own password."
    ),
    "reddit": N_("Reddit gives out new client ids on request only."),
    "threads": N_(
        "From Meta, for an app whose “threads_keyword_search” was reviewed; "
        "without that it finds your own posts only."
    ),
    "downdetector": N_("Client id and secret come with a contract for the Downdetector Enterprise API."),
}
"""Where what an account consists of is to be had."""

_TEAM_ORIGIN = N_(
    "Such as slack://…, mmost://…, ntfys://… or mailtos://…: how each service writes its own stands at "
    "github.com/caronc/apprise. Whoever has it can write to your team."
)


class Sources(Group):
    """Words about those who are asked how X is."""

    def line(self, health: SourceHealth) -> str:
        """A source's last word: "NetBlocks: could not be asked (no answer in time)"."""
        return f"{self._words.names.source(health.source)}: {self.state(health)}"

    def state(self, health: SourceHealth) -> str:
        """The same without its name."""
        if health.says is Says.UNAVAILABLE and health.reason is not None:
            return self._("could not be asked ({reason})", reason=self.unavailable(health.reason))
        return self.says(health.says or Says.NOTHING)

    def writes(self, report: Report) -> str:
        """A source in its own words."""
        source = self._words.names.source(report.evidence.source)
        return self._("{source} writes: {text}", source=source, text=plain(report.text))

    def says(self, says: Says) -> str:
        """What a source says, as it stands after its name."""
        return self._(_SAYS[says])

    def sent(self, source_id: str) -> str:
        """What it is sent about the user."""
        return self._(SOURCES[source_id].sent) or self._("Nothing about you is sent.")

    def health(self, health: SourceHealth, now: datetime) -> str:
        """What it said, when that was, and when it may be asked again at the earliest."""
        if health.asked_at is None:
            return self._("Not asked yet.")
        age = self._words.length(max(now - health.asked_at, timedelta()))
        said = self._("{duration} ago: {state}.", state=self.state(health), duration=age)
        if health.next_at is not None and health.next_at > now:
            time = self._words.clock_time(health.next_at)
            said += " " + self._("Asked again after {time} at the earliest.", time=time)
        return said

    def unavailable(self, reason: UnavailableReason) -> str:
        """Why a source could not be asked."""
        return self._(_UNAVAILABLE[reason])

    def evidence(self, evidence: Evidence) -> str:
        """What a source said in this check, without its name."""
        if evidence.kind == "user":
            return self._("saw an error") if evidence.says is Says.TROUBLE else self._("saw no error")
        said = self.says(evidence.says)
        if evidence.count is None or evidence.says in (Says.NOTHING, Says.UNAVAILABLE):
            return said
        if evidence.of is None:
            return self._("{said} ({count})", said=said, count=evidence.count)
        if evidence.says is not Says.FINE:
            return self._("{said} ({count} of {total})", said=said, count=evidence.count, total=evidence.of)
        # The number is of those who see some all the same.
        return self._n(
            "{said} ({count} of {total} reports some)",
            "{said} ({count} of {total} report some)",
            evidence.count,
            said=said,
            total=evidence.of,
        )

    def witness(self, evidence: Evidence) -> str:
        """Whose word it is."""
        return self._("You") if evidence.kind == "user" else self._words.names.source(evidence.source)

    def vantages(self, vantages: Iterable[Vantage]) -> str:
        """What was seen where: "reached: DE, FR; X fails there: US"."""
        seen: dict[str, list[str]] = {}
        for vantage in vantages:
            known = _VANTAGE_OUTCOMES.get(vantage.outcome)
            outcome = self._(known) if known else plain(vantage.outcome)
            seen.setdefault(outcome, []).append(plain(vantage.country))
        return "; ".join(f"{outcome}: {', '.join(countries)}" for outcome, countries in seen.items())

    def quoted(self, text: str) -> str:
        """A source's own words, made plain."""
        cut = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
        return self._("“{text}”", text=plain(" ".join(cut.split())))

    def service(self, name: str) -> str:
        """Who an account is with; Globalping's source is called by what it has: vantage points."""
        if name in TEAM:
            return self._("your team ({name})", name=name)
        return "Globalping" if name == "globalping" else self._words.names.source(name)

    def account_title(self, name: str) -> str:
        """An account by whom it is with."""
        if name in TEAM:
            return self._("Your team's address ({name})", name=name)
        return self._("Your account with {service}", service=self.service(name))

    def account_field(self, name: str) -> str:
        """What is to be typed in."""
        return self._(_FIELDS[name])

    def account_origin(self, name: str) -> str:
        """Where its user gets what is asked for."""
        return self._(_TEAM_ORIGIN if name in TEAM else _ORIGINS[name])

    def value_refused(self, name: str, most: int) -> str:
        """What was typed in cannot be one."""
        return self._(
            "{field}: one line of 1 to {most} plain characters (ASCII) is needed. Nothing was changed.",
            field=self.account_field(name),
            most=most,
        )
