"""What each setting is called and what it does, and the commented file that is made of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from trayapp.domain.codes import PROXY_DETAIL, Outcome
from trayapp.domain.records import SurfaceResult
from trayapp.i18n.catalogue import N_, Group, plain
from trayapp.i18n.names import SURFACES
from trayapp.i18n.sources import SOURCES
from trayapp.settings.declarations import Declaration, Page, Problem, declared

_TEAM = {
    "team1": (N_("First address (team1)"), N_("What the first is told")),
    "team2": (N_("Second address (team2)"), N_("What the second is told")),
    "team3": (N_("Third address (team3)"), N_("What the third is told")),
}
SETTINGS: dict[str, tuple[str, str]] = {
    "language": (N_("Language"), N_('Of everything that is shown; "system" follows the desktop.')),
    "country": (
        N_("Country"),
        N_(
            "Two letters, for the page of outage reports and for what is seen near you; "
            "empty for that of the desktop's language."
        ),
    ),
    "checks.interval_s": (
        N_("Time between checks"),
        N_("In good times; in trouble the next checks come sooner."),
    ),
    "history.keep_days": (
        N_("How long checks are kept"),
        N_("Of older ones the figures of each quarter of an hour are kept."),
    ),
    "proxy.mode": (
        N_("Proxy"),
        N_('"system": the desktop\'s or the environment\'s; "manual": the one below.'),
    ),
    "proxy.url": (N_("Address of the proxy"), N_("Counts only if the proxy above is entered by hand.")),
    "icons.style": (
        N_("Look of the icon"),
        N_('"mono_light": light, for dark panels; "mono_dark": dark, for light panels.'),
    ),
    "notices.enabled": (
        N_("Popups"),
        N_("Off: what changes is recorded all the same, and shown by the icon."),
    ),
    "notices.trouble": (
        N_("When X fails"),
        N_("X is down or a part of it fails, it gets worse, or others confirm it."),
    ),
    "notices.recovery": (N_("When X is back"), N_("With how long it took.")),
    "notices.blocked": (
        N_("When X is blocked"),
        N_("Something keeps it from you, or NetBlocks reports that for your country."),
    ),
    "notices.offline": (N_("When you are offline"), N_("Once, until your connection works again.")),
    "notices.quiet_from": (
        N_("Quiet hours from"),
        N_("Nothing pops up then; one summary follows. Empty for none."),
    ),
    "notices.quiet_until": (N_("Quiet hours until"), N_("On the next day, if it is before their beginning.")),
    "messages.command": (
        N_("Program for messages"),
        N_("With its arguments; no shell reads them. It reads one JSON object from standard input."),
    ),
    **{
        f"messages.{name}": (label, N_("Its address is a secret and lies in the key store."))
        for name, (label, _) in _TEAM.items()
    },
    **{
        f"messages.{name}_events": (label, N_('Any of "opened", "worse", "confirmed", "recovered".'))
        for name, (_, label) in _TEAM.items()
    },
    "sources.enabled": (
        N_("Ask other sources"),
        N_("Off: nobody but X and a few hosts for comparison is asked, and nobody can confirm an outage."),
    ),
    "sources.globalping_per_hour": (
        N_("Globalping's computers used in an hour"),
        N_("It grants 250 to an address, which others may share."),
    ),
    "sources.globalping_account": (
        N_("Use your account with Globalping"),
        N_("It grants more computers an hour. Without a token of yours it is not used."),
    ),
    "sources.mastodon_servers": (
        N_("Mastodon's servers"),
        N_("One to five; large ones see most of what is written on the others."),
    ),
    "custom.url": (
        N_("An address of your own"),
        N_("Watched beside X and never taken for it; empty for none."),
    ),
    "custom.status": (N_("Its HTTP status"), N_("What it answers when all is well.")),
    "custom.text": (N_("Its text"), N_("What must be in its answer; empty for any.")),
    "browser.on_suspicion": (
        N_("In trouble, see what a browser shows"),
        N_(
            "By itself, with your own browser, at most 12 times a day. Off by default: X's terms allow no "
            "automated visits, and a page is some megabytes."
        ),
    ),
    "browser.program": (
        N_("Browser"),
        N_("Its name or path: Chrome, Chromium, Edge, Brave or Vivaldi; empty for the first that is found."),
    ),
    "metrics.address": (
        N_("Figures for Prometheus"),
        N_("An address of this computer, as 127.0.0.1:9464, or a port alone; empty for none."),
    ),
    "metrics.site": (
        N_("Name of this site"),
        N_("Stands in all figures, so that sites can be compared; empty for none."),
    ),
    "metrics.certificate": (
        N_("Certificate for the figures"),
        N_("A PEM file with its key; without one other computers get no answer."),
    ),
    "metrics.password_file": (
        N_("Password for the figures"),
        N_('A file that holds it; the name that goes with it is "trayapp". Empty for none.'),
    ),
    "metrics.client_authority": (
        N_("Certificate authority of those who may ask"),
        N_("A PEM file; if given, only those with a certificate from it are answered."),
    ),
    **{f"surfaces.{name}": (w.switch, w.explanation) for name, w in SURFACES.items()},
    **{f"sources.{name}": (w.switch, w.explanation) for name, w in SOURCES.items()},
}
"""What each is called, and what it does in a sentence or two."""

_CHOICES = {
    ("language", "system"): N_("As the desktop"),
    ("icons.style", "colour"): N_("Coloured"),
    ("icons.style", "mono_light"): N_("Light, for dark panels"),
    ("icons.style", "mono_dark"): N_("Dark, for light panels"),
    ("icons.style", "high_contrast"): N_("High contrast"),
    ("messages.team", "off"): N_("Not told"),
    ("messages.team", "degraded"): N_("Told when X has problems or is down"),
    ("messages.team", "down"): N_("Told when X is down"),
    ("messages.team_events", "opened"): N_("Beginning"),
    ("messages.team_events", "worse"): N_("Getting worse"),
    ("messages.team_events", "confirmed"): N_("Confirmed"),
    ("messages.team_events", "recovered"): N_("End"),
    ("proxy.mode", "system"): N_("As the desktop"),
    ("proxy.mode", "none"): N_("None"),
    ("proxy.mode", "manual"): N_("By hand: the address below"),
}
_LANGUAGE_NAMES = {"de": "Deutsch", "en": "English"}
"""In their own language, as everybody looks for theirs; others stand as their codes until they are here."""

_PAGES = {
    Page.GENERAL: N_("General"),
    Page.NOTICES: N_("Notices"),
    Page.TEAM: N_("Your team"),
    Page.WATCHED: N_("What is watched"),
    Page.SOURCES: N_("Who is asked"),
    Page.DATA: N_("Data"),
}
_REFUSALS = {
    "not_in_range": N_("A whole number from {least} to {most} is needed."),
    "not_a_time": N_("A time of day is needed, such as 22:00."),
    "not_text": N_("Text in quotes is needed."),
    "not_an_address": N_("An address like {allowed} is needed."),
    "quiet_hours_without_end": N_("Quiet hours need both a beginning and an end; there are none."),
    "proxy_url_missing": N_(
        'The proxy is to be entered by hand (proxy.mode = "manual"), but has no address; none is used.'
    ),
}
_MISTYPED = {
    "messages.command": N_("A quotation mark lacks its other half."),
    "messages.team_events": N_("At least one is needed."),
}
"""What alone can be wrong at the field of a setting; in the file it can be anything."""
_PATTERNS = {
    "country": N_("Two letters are needed, such as DE."),
    "sources.mastodon_servers": N_("One to five names of servers are needed, such as mastodon.social."),
}
"""Of settings whose values follow a pattern of their own."""

_MB_A_DAY_AT_A_MINUTE = 37
"""Measured with one check a minute while all is well (`python -m tests.bench wire`)."""

_OF_ALL = str.maketrans("", "", "123")  # takes from a key which of the team's addresses it is about

_UNITS = {"": "", "s": N_("seconds"), "days": N_("days")}


class SettingsWords(Group):
    """Words for settings, by their keys."""

    def label(self, key: str) -> str:
        """What a setting is called."""
        return self._(SETTINGS[key][0])

    def explanation(self, key: str) -> str:
        """What it does, in a sentence or two; of a source what it is sent as well."""
        source = key.removeprefix("sources.")
        sent = [self._words.sources.sent(source)] if source in SOURCES else []
        return " ".join([self._(SETTINGS[key][1]), *sent])

    def page(self, page: Page) -> str:
        """What a page of the window is called."""
        return self._(_PAGES[page])

    def choice(self, key: str, value: str) -> str:
        """One of the values that a setting can have."""
        return self._(_CHOICES.get((key.translate(_OF_ALL), value), "")) or _LANGUAGE_NAMES.get(value, value)

    def unit(self, declaration: Declaration) -> str:
        return self._(_UNITS[declaration.unit])

    def refusal(self, key: str, code: str, allowed: str, *, is_typed: bool) -> str:
        """Why a value is not taken, or does not work; `is_typed`: into its field, and not into the file."""
        unnamed = N_("Possible: {allowed}.") if allowed else code
        of_all = key.translate(_OF_ALL)
        text = _MISTYPED.get(of_all) if is_typed else None
        text = text or _REFUSALS.get(code) or _PATTERNS.get(of_all, unnamed)
        least, _, most = allowed.partition("-")
        return self._(text, allowed=allowed, least=least, most=most)

    def in_file(self, problem: Problem) -> str:
        """What the file says in place of what the field shows."""
        why = self.refusal(problem.key, problem.code, problem.allowed, is_typed=False)
        if not problem.value:  # nothing was passed over, only something is missing
            return why
        text = N_("The file says {value}, so the default is used. {why}")
        return self._(text, value=plain(problem.value), why=why)

    def proxy_trial(self, result: SurfaceResult) -> str:
        """What came of asking X through the proxy that is set."""
        names = self._words.names
        if result.is_ok:
            text = self._("X answers through the proxy.") if result.via_proxy else ""
            return text or self._("X answers. No proxy is used for it.")
        if (result.outcome, result.detail) == (Outcome.REFUSED, PROXY_DETAIL):
            return self._("The proxy wants a name and a password: put them into its address, name:password@…")
        text = N_("X does not answer: {result}.")
        if result.is_own_word:
            text = N_("X is within reach, but does not answer as it should: {result}.")
        return self._(text, result=names.result(result))

    def address_trial(self, result: SurfaceResult) -> str:
        """What came of asking the user's own address."""
        if result.is_ok:
            took_ms = round(result.phases.total or 0)
            return self._("It answers as it should, after {milliseconds} ms.", milliseconds=took_ms)
        if result.outcome is Outcome.SOFT_FAILURE and result.http_status is not None:
            text = N_("It answers with HTTP {status}, but not with the status and the text that are wanted.")
            return self._(text, status=result.http_status)
        return self._("It does not answer as it should: {result}.", result=self._words.names.result(result))

    def login_with(self, arguments: Sequence[str]) -> str:
        """What this start was given, and the one at login will be."""
        said = plain(" ".join(arguments))
        return self._("At login it starts with “{arguments}”, as it did this time.", arguments=said)

    def history_size(self, size_bytes: int) -> str:
        """What the history takes on the disk."""
        if not size_bytes:
            return self._("There is no history yet.")
        size = f"{size_bytes / 1e6:.1f}".replace(".", self._("."))
        return self._("The history takes {size} MB.", size=size)

    def saved(self, keys: Collection[str]) -> str:
        """What was just put into the file."""
        if len(keys) == 1:
            return self._("Saved: {setting}.", setting=self.label(next(iter(keys))))
        return self._("The settings of this page are saved.")

    def daily_traffic(self, interval_s: int) -> str:
        """What the checks take while all is well."""
        megabytes = max(1, round(_MB_A_DAY_AT_A_MINUTE * 60 / interval_s))
        return self._("about {megabytes} MB a day", megabytes=megabytes)

    def file(self) -> str:
        """A settings file in which everything is explained and nothing is set."""
        head = (
            self._('Settings of trayapp. Take the "#" away from the line of a setting to change it.'),
            self._("What is saved here counts at once."),
        )
        blocks = ["\n".join(f"# {line}" for line in head)]
        group = ""
        for declaration in declared():
            heading = [f"[{declaration.group}]"] if declaration.group != group else []
            group = declaration.group
            blocks.append("\n".join([*heading, *self._setting_lines(declaration)]))
        return "\n\n".join(blocks) + "\n"

    def _setting_lines(self, declaration: Declaration) -> list[str]:
        takes = " ".join(filter(None, [declaration.kind.allowed, self._(_UNITS[declaration.unit])]))
        label = self.label(declaration.key) + (f" ({takes})" if takes else "")
        return [
            f"# {label}",
            f"# {self.explanation(declaration.key)}",
            f"#{declaration.key.rpartition('.')[2]} = {_toml(declaration.default)}",
        ]


def _toml(value: str | int | tuple[str, ...]) -> str:
    """A default, as TOML writes it; none of them needs an escape."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str():
            return f'"{value}"'
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
