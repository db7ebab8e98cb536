"""Every sentence that people read, in their language: one catalogue for window, notices and commands.

The domain and the settings speak in codes; here each code has its words. English is the language of the
source; `resources/translations` holds the others.
"""

from __future__ import annotations

import gettext
import locale
import os
import platform
from collections.abc import Callable, Container, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from trayapp.about import PROGRAM
from trayapp.domain.figures import Totals
from trayapp.domain.records import (
    CUSTOM_SURFACE,
    Cause,
    Confidence,
    JudgedCheck,
    Outcome,
    Reason,
    SurfaceResult,
    Verdict,
    VerdictName,
)
from trayapp.domain.tracker import Change, Event, Gap, Incident
from trayapp.errors import HistoryEvent, TrayappError
from trayapp.paths import resource
from trayapp.settings import Problem

LANGUAGES = ("en", "de")


_LONGEST_HOST_NAME = 253  # RFC 1035; a redirect may lead to any text, of any length


def plain(text: str) -> str:
    """Text from outside, so that no terminal, tooltip or label reads anything into it.

    Every character that does not print (escape sequences begin with one, changes of the writing direction
    are some) becomes a replacement character.
    """
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def system_language() -> str:
    """The language of the user's environment, or English if there are no words for it.

    As GNU gettext finds it: the first of LC_ALL, LC_MESSAGES and LANG that is not empty, and before it the
    list in LANGUAGE, unless that locale is "C".
    """
    variables = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    wanted = next(filter(None, variables), "") or _locale_of_desktop()
    if wanted in ("", "C", "POSIX"):
        return "en"
    for name in (os.environ.get("LANGUAGE") or wanted).split(":"):
        language = name.replace("-", "_").replace(".", "_").partition("_")[0].partition("@")[0].lower()
        if language in LANGUAGES:
            return language
        if language == "c":
            break
    return "en"


def _locale_of_desktop() -> str:
    """Windows and macOS start programs without LANG. Windows says "German_Germany" for "de_DE"."""
    if platform.system() not in ("Windows", "Darwin"):
        return ""
    name = locale.getlocale()[0] or ""
    return "de_DE" if name.startswith("German_") else name


class Words:
    """The catalogue in one language. Any thread."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else system_language()
        catalogue: gettext.NullTranslations = gettext.NullTranslations()
        if self.language != "en":
            with resource("translations", f"{self.language}.mo").open("rb") as file:
                catalogue = gettext.GNUTranslations(file)
        self._ = catalogue.gettext
        self._n = catalogue.ngettext

    # ---- names

    def app_name(self) -> str:
        return self._("X availability")

    def verdict(self, name: VerdictName) -> str:
        """What a verdict is called in a list or legend. For the one at hand see `headline`."""
        return {
            VerdictName.UP: self._("X is up"),
            VerdictName.DEGRADED: self._("X has problems"),
            VerdictName.DOWN: self._("X is down"),
            VerdictName.BLOCKED: self._("X is blocked here"),
            VerdictName.OFFLINE: self._("You are offline"),
            VerdictName.UNKNOWN: self._("Not known"),
        }[name]

    def headline(self, verdict: Verdict) -> str:
        """The verdict at hand in a few words, and none that claim more than is known."""
        if verdict.cause is Cause.UNREACHABLE and verdict.confidence is Confidence.LOW:
            return self._("X cannot be reached from here")
        return self.verdict(verdict.name)

    def cause(self, cause: Cause) -> str:
        """A cause in a few words, as it stands beside its verdict in a list."""
        return {
            Cause.NOT_WATCHED: self._("nothing asked"),
            Cause.CLOCK_WRONG: self._("wrong clock"),
            Cause.PROXY: self._("proxy fails"),
            Cause.CAPTIVE_PORTAL: self._("network wants a login"),
            Cause.OWN_DNS: self._("own name service (DNS) fails"),
            Cause.NO_NETWORK: self._("no internet"),
            Cause.DNS_BLOCKED: self._("blocked by the name service (DNS)"),
            Cause.TLS_INTERCEPTED: self._("wrong certificate"),
            Cause.PATH_BLOCKED: self._("blocked on the way"),
            Cause.EDGE_OUTAGE: self._("Cloudflare fails"),
            Cause.DNS_GONE: self._("names gone (DNS)"),
            Cause.UNREACHABLE: self._("out of reach"),
            Cause.SERVER_ERRORS: self._("servers fail"),
            Cause.POSTS_UNREADABLE: self._("posts unreadable"),
            Cause.PART_FAILING: self._("parts failing"),
            Cause.OTHERS_REPORT: self._("reported by others"),
            Cause.SLOW: self._("slow"),
            Cause.LIMITED: self._("requests limited"),
            Cause.REFUSED: self._("turned away"),
            Cause.UNCLEAR: self._("no clear picture"),
            Cause.UNSTABLE: self._("comes and goes"),
        }[cause]

    def surface(self, surface_id: str) -> str:
        """A part of X, as it stands in a list or sentence."""
        names = {
            "web": self._("website"),
            "posts": self._("posts"),
            "images": self._("pictures"),
            "assets": self._("page files"),
            "video": self._("videos"),
            "links": self._("links"),
            "api": self._("programming interface"),
            "custom": self._("your own address"),
        }
        return names.get(surface_id) or plain(surface_id)

    def parts(self, surfaces: Iterable[str]) -> str:
        """Several parts of X in a row: "website, posts and pictures"."""
        names = [self.surface(surface) for surface in surfaces]
        if len(names) < 2:
            return "".join(names)
        return self._("{parts} and {last_part}").format(parts=", ".join(names[:-1]), last_part=names[-1])

    def confidence(self, confidence: Confidence) -> str:
        return {
            Confidence.HIGH: self._("certain"),
            Confidence.MEDIUM: self._("probable"),
            Confidence.LOW: self._("uncertain"),
        }[confidence]

    def sureness(self, confidence: Confidence) -> str:
        """How sure a verdict is, as a sentence after it."""
        return {
            Confidence.HIGH: self._("This is certain."),
            Confidence.MEDIUM: self._("This is probable."),
            Confidence.LOW: self._("This is uncertain."),
        }[confidence]

    def control(self, control_id: str) -> str:
        """A host that is not X's. Most are names already."""
        names = {
            "google": "Google",
            "mozilla": "Mozilla",
            "microsoft": "Microsoft",
            "cloudflare": "Cloudflare",
            "doh_cloudflare": self._("Cloudflare's name service"),
            "doh_google": self._("Google's name service"),
        }
        return names.get(control_id) or plain(control_id)

    def source(self, source_id: str) -> str:
        """An outside voice. Most are names already."""
        names = {
            "globalping": self._("Globalping's vantage points"),
            "netblocks": "NetBlocks",
            "mastodon": "Mastodon",
            "bluesky": "Bluesky",
            "reddit": "Reddit",
            "threads": "Threads",
            "downdetector": self._("Downdetector"),
            "cloudflare_status": self._("Cloudflare's status page"),
        }
        return names.get(source_id) or plain(source_id)

    def outcome(self, outcome: Outcome) -> str:
        return {
            Outcome.OK: self._("fine"),
            Outcome.SLOW: self._("slow"),
            Outcome.SERVER_ERROR: self._("server error"),
            Outcome.SOFT_FAILURE: self._("unexpected answer"),
            Outcome.DNS_FAILED: self._("no address found"),
            Outcome.CONNECT_FAILED: self._("no connection"),
            Outcome.TIMEOUT: self._("no answer in time"),
            Outcome.TLS_FAILED: self._("no secure connection"),
            Outcome.PROTOCOL_ERROR: self._("broken answer"),
            Outcome.REFUSED: self._("turns this program away"),
            Outcome.LIMITED: self._("limits our requests"),
            Outcome.CACHED: self._("answer out of a cache only"),
            Outcome.REDIRECTED: self._("redirects elsewhere"),
        }[outcome]

    def detail(self, outcome: Outcome, detail: str | None) -> str:
        """A detail code in words; foreign hosts and codes without words stand as they are, made plain."""
        if detail is None:
            return ""
        if outcome is Outcome.REDIRECTED:  # the detail is a host, be it called "proxy"
            return plain(detail[:_LONGEST_HOST_NAME])
        known: dict[tuple[Outcome, str], Callable[[], str]] = {
            (Outcome.SERVER_ERROR, "edge"): lambda: self._("the server behind Cloudflare fails"),
            (Outcome.SERVER_ERROR, "edge_page"): lambda: self._("Cloudflare's own error page"),
            (Outcome.SERVER_ERROR, "origin"): lambda: self._("from the server itself"),
            (Outcome.DNS_FAILED, "nxdomain"): lambda: self._("the name is unknown"),
            (Outcome.DNS_FAILED, "servfail"): lambda: self._("the name service fails"),
            (Outcome.DNS_FAILED, "no_answer"): lambda: self._("the name service is silent"),
            (Outcome.DNS_FAILED, "bogus"): lambda: self._("the address given is unusable"),
            (Outcome.CONNECT_FAILED, "refused"): lambda: self._("refused"),
            (Outcome.CONNECT_FAILED, "reset"): lambda: self._("cut off"),
            (Outcome.CONNECT_FAILED, "unreachable"): lambda: self._("unreachable"),
            (Outcome.TIMEOUT, "dns"): lambda: self._("while looking up the name"),
            (Outcome.TIMEOUT, "connect"): lambda: self._("while connecting"),
            (Outcome.TIMEOUT, "tls"): lambda: self._("while securing the connection"),
            (Outcome.TIMEOUT, "first_byte"): lambda: self._("while waiting for the answer"),
            (Outcome.TIMEOUT, "body"): lambda: self._("in the middle of the answer"),
            (Outcome.TLS_FAILED, "expired"): lambda: self._("certificate expired"),
            (Outcome.TLS_FAILED, "not_yet_valid"): lambda: self._("certificate not yet valid"),
            (Outcome.TLS_FAILED, "wrong_host"): lambda: self._("certificate of another name"),
            (Outcome.TLS_FAILED, "untrusted"): lambda: self._("certificate not trusted"),
            (Outcome.TLS_FAILED, "handshake"): lambda: self._("broken off before the certificate"),
            (Outcome.PROTOCOL_ERROR, "framing"): lambda: self._("not proper HTTP"),
            (Outcome.PROTOCOL_ERROR, "cut_short"): lambda: self._("cut short"),
            (Outcome.PROTOCOL_ERROR, "too_long"): lambda: self._("too long"),
            (Outcome.PROTOCOL_ERROR, "encoding"): lambda: self._("broken compression"),
            (Outcome.PROTOCOL_ERROR, "redirect_loop"): lambda: self._("redirects in a circle"),
            (Outcome.PROTOCOL_ERROR, "redirect_to_http"): lambda: self._(
                "redirects to an unprotected address"
            ),
            (Outcome.PROTOCOL_ERROR, "redirect_without_place"): lambda: self._("redirects to nowhere"),
            (Outcome.PROTOCOL_ERROR, "redirect"): lambda: self._("redirects unasked"),
            (Outcome.REFUSED, "challenge"): lambda: self._("wants to see a browser"),
            (Outcome.REFUSED, "empty"): lambda: self._("empty answer"),
        }
        if detail == "proxy":
            return self._("at the proxy")
        words = known.get((outcome, detail))
        if words is not None:
            return words()
        return plain(f"HTTP {detail.removeprefix('http_')}" if detail.startswith("http_") else detail)

    def result(self, result: SurfaceResult) -> str:
        """What came of one probe: "server error (from the server itself, HTTP 503)"."""
        remarks = [self.detail(result.outcome, result.detail)]
        if result.http_status is not None and not (result.detail or "").startswith("http_"):
            remarks.append(f"HTTP {result.http_status}")
        said = ", ".join(remark for remark in remarks if remark)
        is_plain = result.outcome in (Outcome.OK, Outcome.SLOW) or not said
        outcome = self.outcome(result.outcome)
        return outcome if is_plain else f"{outcome} ({said})"

    # ---- sentences

    def summary(self, judged: JudgedCheck) -> str:
        """What is the matter, in a sentence that is true of every check that leads to this verdict."""
        verdict = judged.verdict
        surfaces = judged.check.surfaces
        named = _named(verdict.reasons)
        match verdict.name, verdict.cause:
            case VerdictName.UP, _:
                return self._up(named)
            case _, Cause.NOT_WATCHED:
                return self._("Not known: no part of X was asked.")
            case _, Cause.CLOCK_WRONG:
                return self._(
                    "Not known: this computer's clock is wrong, so X's certificates cannot be checked."
                )
            case _, Cause.PROXY:
                return self._("You are offline: the proxy fails or turns this program away.")
            case _, Cause.CAPTIVE_PORTAL:
                return self._("You are offline: this network seems to want a login first.")
            case _, Cause.OWN_DNS:
                return self._("You are offline: no name can be looked up (DNS).")
            case _, Cause.NO_NETWORK:
                return self._("You are offline: nothing on the internet answers as it should.")
            case _, Cause.DNS_BLOCKED:
                return self._(
                    "X is blocked here: the name service (DNS) in use does not lead to it, another one does."
                )
            case _, Cause.TLS_INTERCEPTED:
                return self._("X is blocked here: what answers in its place cannot prove that it is X.")
            case _, Cause.PATH_BLOCKED:
                return self._("X is blocked here: elsewhere it can be reached.")
            case _, Cause.EDGE_OUTAGE:
                return self._("X is down: Cloudflare, which stands in front of it, is failing.")
            case _, Cause.DNS_GONE:
                return self._("X is down: its names cannot be looked up, not even elsewhere (DNS).")
            case _, Cause.UNREACHABLE:
                return self._unreachable({reason.code for reason in verdict.reasons})
            case _, Cause.SERVER_ERRORS:
                return self._failing_core(surfaces, named)
            case _, Cause.POSTS_UNREADABLE:
                return self._posts_unreadable(verdict.name, has_web=any(r.id == "web" for r in surfaces))
            case _, Cause.PART_FAILING:
                if named == [CUSTOM_SURFACE]:
                    return self._("X answers, but your own address does not work.")
                return self._("Parts of X are failing: {parts}.").format(parts=self.parts(named))
            case _, Cause.OTHERS_REPORT:
                return self._("Others report trouble with X; from here no fault is seen.")
            case _, Cause.SLOW:
                return self._("X is slow: {parts}.").format(parts=self.parts(named))
            case _, Cause.LIMITED:
                return self._("Not known: X limits our requests.")
            case _, Cause.REFUSED:
                return self._("Not known: this program is turned away.")
            case _:
                return self._("Not known: what was seen gives no clear picture.")

    def _up(self, named: Sequence[str]) -> str:
        """Only what was truly seen: the other core surface may be switched off, or said nothing of use."""
        if "web" not in named:
            return self._("X is up: public posts can be read (seen without logging in). Not known: the site.")
        if "posts" not in named:
            return self._("X is up: the site answers (seen without logging in). Not known: posts.")
        return self._("X is up: site and public posts answer (seen without logging in).")

    def _unreachable(self, reasons: Container[str]) -> str:
        if "voice_trouble" in reasons and "others_not_asked" not in reasons:
            return self._("X is down: it cannot be reached from here, and others report trouble, too.")
        if "others_not_asked" not in reasons:
            return self._("X cannot be reached from here; others see no trouble.")
        return self._("X cannot be reached from here; others could not be asked.")

    def _failing_core(self, surfaces: Sequence[SurfaceResult], named: Sequence[str]) -> str:
        outcomes = {result.outcome for result in surfaces if result.id in named}
        if outcomes == {Outcome.SERVER_ERROR}:
            text = self._n(
                "X is down: {parts} answers with server errors.",
                "X is down: {parts} answer with server errors.",
                len(named),
            )
        else:
            text = self._n("X is down: {parts} does not work.", "X is down: {parts} do not work.", len(named))
        return text.format(parts=self.parts(named))

    def _posts_unreadable(self, name: VerdictName, *, has_web: bool) -> str:
        match name, has_web:
            case VerdictName.DOWN, True:
                return self._(
                    "X is down: the site answers, but no post could be read, and others report trouble, too."
                )
            case VerdictName.DOWN, False:
                return self._("X is down: no post could be read, and others report trouble, too.")
            case _, True:
                return self._(
                    "X has problems: the site answers, but no post could be read. "
                    "Others have not confirmed it."
                )
            case _:
                return self._("X has problems: no post could be read. Others have not confirmed it.")

    def reason(self, reason: Reason) -> str:
        """One fact for or against a verdict, as a short sentence."""
        values: dict[str, Any] = dict(reason.values)
        match reason.code:
            case "surface_failed" | "surface_ok" | "surface_slow" | "surface_undecided":
                outcome = Outcome(values["outcome"])
                seen = SurfaceResult(
                    values["surface"], outcome, values.get("detail"), values.get("http_status")
                )
                return f"{self.surface(seen.id)}: {self.result(seen)}"
            case "control_ok" | "control_failed":
                outcome = Outcome(values["outcome"])
                seen = SurfaceResult(values["control"], outcome, values.get("detail"))
                return f"{self.control(seen.id)}: {self.result(seen)}"
            case "resolver_says":
                return f"{self.control(values['control'])}: {self._resolver_says(values.get('detail'))}"
            case "voice_trouble" | "voice_fine":
                return self._voice(reason.code == "voice_trouble", values)
            case "clock_skew":
                return self._("other clocks differ from this one by {hours} hours").format(
                    hours=round(abs(values["seconds"]) / 3600)
                )
            case "line_works":
                return self._("your own connection works ({fine} of {asked} tests)").format(**values)
            case "others_not_asked":
                return self._("nobody elsewhere could be asked")
            case code:
                return plain(code)

    def _voice(self, is_trouble: bool, values: dict[str, Any]) -> str:
        if values["kind"] == "user":
            return self._("you see an error yourself") if is_trouble else self._("you see no error yourself")
        source = self.source(values["source"])
        if not is_trouble:
            return self._("{source}: no trouble").format(source=source)
        if "count" in values and "of" in values:
            return self._("{source}: trouble ({count} of {of})").format(
                source=source, count=values["count"], of=values["of"]
            )
        return self._("{source}: trouble").format(source=source)

    def _resolver_says(self, detail: str | None) -> str:
        match detail:
            case "knows":
                return self._("knows X's address")
            case "nxdomain":
                return self._("says that X has no address")
            case _:
                return self._("cannot look up X")

    def moment(self, at: datetime) -> str:
        """A time of today, in local time."""
        return at.astimezone().strftime("%H:%M:%S")

    def date_and_time(self, at: datetime) -> str:
        """A moment of any day, in local time, the same length each time."""
        return at.astimezone().strftime("%d.%m.%Y %H:%M:%S" if self.language == "de" else "%Y-%m-%d %H:%M:%S")

    def duration(self, length: timedelta) -> str:
        """How long something took, in the two largest units."""
        minutes, seconds = divmod(round(length.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        if days:
            text = self._n("{days} day {hours} h", "{days} days {hours} h", days)
        elif hours:
            text = self._("{hours} h {minutes} min")
        elif minutes:
            text = self._("{minutes} min {seconds} s")
        else:
            text = self._("{seconds} s")
        return text.format(days=days, hours=hours, minutes=minutes, seconds=seconds)

    # ---- over time

    def incident(self, incident: Incident) -> str:
        """An incident in a line: when, how long, what, why."""
        what = self.cause(incident.cause) if incident.cause else self.verdict(incident.verdict)
        headline = self._incident_headline(incident)
        if incident.end is None:
            text = self._("since {begin}: {what} ({why})")
        else:
            text = self._("{begin}, {duration}: {what} ({why})")
        return text.format(
            begin=self.date_and_time(incident.begin),
            duration=self.duration((incident.end or incident.begin) - incident.begin),
            what=headline,
            why=what if incident.confirmed else self._("{cause}, unconfirmed").format(cause=what),
        )

    def _incident_headline(self, incident: Incident) -> str:
        """What an incident is called; while it is unconfirmed nobody may say that X is down."""
        if incident.cause is Cause.UNREACHABLE and not incident.confirmed:
            return self._("X cannot be reached from here")
        return self.verdict(incident.verdict)

    def change(self, event: Event) -> str:
        """One confirmed change, or a gap, as a sentence."""
        if isinstance(event, Gap):
            return self._("Nobody watched from {begin} to {end}.").format(
                begin=self.date_and_time(event.begin), end=self.date_and_time(event.end)
            )
        incident = event.incident
        why = self.cause(incident.cause) if incident.cause else ""
        headline = self._incident_headline(incident)
        if event.change is Change.CLOSED and incident.end is not None:
            return self._("X is well again. It was: {what} ({why}), for {duration}.").format(
                what=headline, why=why, duration=self.duration(incident.end - incident.begin)
            )
        if not incident.confirmed:
            text = self._("Trouble since {begin}, unconfirmed: {what} ({why}).")
        elif event.change is Change.OPENED:
            text = self._("Trouble since {begin}: {what} ({why}).")
        else:
            text = self._("Now, since {begin}: {what} ({why}).")
        return text.format(begin=self.date_and_time(incident.begin), what=headline, why=why)

    def recurrence(self, count: int, watched_s: float) -> str:
        """The how-manieth outage lately, and how much of that time anybody looked."""
        return self._("Outage no. {count} within 7 days ({hours} of 168 h watched).").format(
            count=count, hours=int(watched_s // 3600)
        )

    def lately(self, totals: Totals) -> str:
        """The last 7 days in a line."""
        if totals.uptime_ratio is None:
            return ""
        text = self._n(
            "7 days: {count} incident, uptime {percent} ({hours} of 168 h watched)",
            "7 days: {count} incidents, uptime {percent} ({hours} of 168 h watched)",
            totals.incidents,
        )
        return text.format(
            count=totals.incidents,
            percent=self._percent(totals.uptime_ratio),
            hours=int(totals.watched_s // 3600),
        )

    def _percent(self, ratio: float) -> str:
        """Rounded down: 100 % shall mean that nothing was missed."""
        percent = f"{int(ratio * 10_000) / 100:.2f} %"
        return percent.replace(".", ",") if self.language == "de" else percent

    def totals(self, totals: Totals) -> str:
        """The figures of a stretch of time."""
        ratio = totals.uptime_ratio
        if ratio is None:
            return self._("Nothing was watched.")
        return self._("Uptime {percent} of {watched} watched; down {down}, problems {degraded}.").format(
            percent=self._percent(ratio),
            watched=self.duration(timedelta(seconds=totals.watched_s)),
            down=self.duration(timedelta(seconds=totals.down_s)),
            degraded=self.duration(timedelta(seconds=totals.degraded_s)),
        )

    def no_incidents(self) -> str:
        return self._("No incidents.")

    def never_watched(self) -> str:
        return self._("Not known: nothing has been recorded yet. To watch, start trayapp or trayapp watch.")

    def not_watched_since(self, age: str) -> str:
        return self._("Not known: nobody has watched for {age}.").format(age=age)

    def last_seen(self, when: str, sentence: str) -> str:
        return self._("Last seen, {when}: {sentence}").format(when=when, sentence=sentence)

    def since(self, incident: Incident) -> str:
        """Since when an open incident lasts."""
        text = self._("Since {begin}.") if incident.confirmed else self._("Since {begin}, unconfirmed.")
        return text.format(begin=self.date_and_time(incident.begin))

    def checked_ago(self, age: str) -> str:
        return self._("Checked {age} ago.").format(age=age)

    def last_check(self, at: datetime) -> str:
        return self._("Last check: {time}").format(time=self.moment(at))

    # ---- command line and menu

    def usage(self) -> str:
        """What stands before the short form of a command line."""
        return self._("Usage: ")

    def wrong_usage(self, why: str) -> str:
        return self._("Wrong usage: {why}. See: {command}").format(
            why=plain(why), command=f"{PROGRAM} --help"
        )

    def help(self, about: str) -> str:
        """One line of help on an option or command, or the name of what it takes."""
        return {
            "program": self._("Says whether X (x.com) is available. Without a command: in the system tray."),
            "options": self._("Options"),
            "commands": self._("Commands"),
            "command": self._("COMMAND"),
            "file": self._("FILE"),
            "folder": self._("FOLDER"),
            "help": self._("show this help"),
            "version": self._("show the version"),
            "config": self._("use another settings file"),
            "data_dir": self._("use another folder for the history"),
            "lang": self._("language of all output"),
            "check": self._("one full check; exit status 0 up, 1 problems, 2 down, 3 anything else"),
            "json": self._("print one line of JSON"),
            "no_sources": self._("ask no outside voices, only X and the own line"),
            "watch": self._("watch without a desktop and write the history; one line for each change"),
            "watch_json": self._("one line of JSON for each confirmed change"),
            "status": self._("the last verdict from the history, and how old it is; exit status as check"),
            "format": self._("print it as waybar takes it"),
            "history": self._("incidents and uptime"),
            "csv": self._("print the incidents as a table (CSV)"),
            "since": self._("how far back: 90m, 24h, 7d, 4w, or a date"),
            "moment": self._("TIME"),
            "export": self._("write every check as recorded into a file, one line of JSON each"),
            "export_file": self._("the file to write"),
            "replay": self._("run the checks of a file through today's rules, without network or history"),
            "replay_file": self._("a file of checks, one line of JSON each"),
            "replay_json": self._("one line of JSON for each change and gap, and one for the figures"),
            "doctor": self._("what works here; exit status 0 if all of it does"),
        }[about]

    def checking(self) -> str:
        return self._("Checking …")

    def first_check(self) -> str:
        """What is the matter before anything is known."""
        return self._("Not known yet: the first check is running.")

    def check_now(self) -> str:
        return self._("Check now")

    def show_details(self) -> str:
        return self._("Show details")

    def parts_of_x(self) -> str:
        """The title over the parts of X and what came of each."""
        return self._("Parts of X")

    def quit(self) -> str:
        return self._("Quit")

    def speaks_for(self) -> str:
        return self._("Speaks for it")

    def speaks_against(self) -> str:
        return self._("Speaks against it")

    def seen_through_proxy(self) -> str:
        return self._("As seen through the proxy.")

    def exported(self, count: int, path: str) -> str:
        return self._n("{count} line written to {path}.", "{count} lines written to {path}.", count).format(
            count=count, path=plain(path)
        )

    def examined(self, name: str) -> str:
        """What `trayapp doctor` looks at."""
        return {
            "translations": self._("translations"),
            "trust": self._("certificates"),
            "dns": self._("name service (DNS)"),
            "database": self._("history"),
            "tray": self._("tray"),
        }[name]

    def diagnosis(self, code: str, value: str) -> str:
        """What `trayapp doctor` found."""
        text = {
            "translations": self._("complete ({value})"),
            "translations_missing": self._("missing: {value}. Install trayapp anew."),
            "trust": self._("the system's authorities are used"),
            "dns": self._("finds X"),
            "dns_without_x": self._("finds others, but not X; trayapp check tells more"),
            "dns_silent": self._("finds nothing; is this computer online?"),
            "database": self._("in {value}"),
            "database_empty": self._("nothing recorded yet; it will be in {value}"),
            "database_not_writable": self._("{value} may not be written to. Check its permissions."),
            "tray": self._("there is one"),
            "no_tray": self._("there is none; trayapp shows a small window instead"),
            "no_display": self._("there is no display; use trayapp check or trayapp watch"),
            "no_session_bus": self._("there is no D-Bus session; trayapp shows a small window instead"),
        }[code]
        return text.format(value=plain(value))

    # ---- trouble around the program

    def cannot_write(self, path: str, why: str) -> str:
        return self._("{path} cannot be written: {why}. Nothing was changed.").format(
            path=plain(path), why=plain(why)
        )

    def cannot_read(self, path: str, why: str) -> str:
        return self._("{path} cannot be read: {why}.").format(path=plain(path), why=plain(why))

    def passed_over(self, line: int) -> str:
        return self._("line {line} is no check with a readable time; it is passed over").format(line=line)

    def error(self, error: TrayappError) -> str:
        """What is wrong, and what to do."""
        text = {
            "config_missing": self._(
                "The settings file {path} does not exist. Check the path after --config."
            ),
            "config_is_folder": self._("{path} is a folder. The settings are one file."),
            "config_forbidden": self._("The settings file {path} may not be read. Check its permissions."),
            "config_not_utf8": self._("The settings file {path} is not UTF-8 text. Save it as UTF-8."),
            "config_too_long": self._(
                "The settings file {path} is longer than {most_kib} KiB. Is it the right file?"
            ),
            "config_unreadable": self._("The settings file {path} cannot be read: {why}."),
            "config_broken": self._("The settings file {path} is not valid TOML: {why}. Mend or remove it."),
            "no_trust_store": self._(
                "This system has no certificate authorities, so no answer can be trusted. "
                "Install the package ca-certificates, or set SSL_CERT_FILE."
            ),
            "no_display": self._(
                "There is no display to show a tray icon on. In a terminal, use: trayapp check"
            ),
            "history_none": self._(
                "Nothing has been recorded in {path} yet. To watch, start trayapp or trayapp watch."
            ),
            "history_locked": self._(
                "Another trayapp writes the history in {path}. "
                "End that one first, or name another --data-dir."
            ),
            "history_newer": self._(
                "The history {path} was written by a newer trayapp. Use that one, or name another --data-dir."
            ),
            "history_damaged": self._(
                "The history {path} is damaged. The next start of trayapp sets it aside and begins a new one."
            ),
            "history_unreadable": self._("The history {path} cannot be read: {why}."),
            "checks_failed": self._(
                "Not known: checking fails because of an error in this program. It is tried again."
            ),
        }.get(error.code, error.code)
        return text.format(**{name: plain(value) for name, value in error.values.items()})

    def history_event(self, event: HistoryEvent) -> str:
        """What befell the history. Watching goes on in every case."""
        values = {name: plain(value) for name, value in event.values}
        text = {
            "history_corrupt": self._(
                "The history {path} was damaged. It is kept as {aside}, and a new one has begun."
            ),
            "history_newer": self._(
                "The history {path} was written by a newer trayapp and is left alone. Nothing is recorded."
            ),
            "history_full": self._("The disk is full: {path} is written again once there is room."),
            "history_read_only": self._(
                "{path} may not be written to. Check its permissions; until then nothing is recorded."
            ),
            "history_busy": self._("Another program blocks {path}; it is written once that lets go."),
            "history_locked": self._("Another trayapp writes {path}; this one records nothing."),
            "history_failed": self._("{path} cannot be written ({why}); it is tried again."),
            "history_deleted": self._("The history {path} was deleted; a new one has begun."),
            "history_replaced": self._("The history {path} was replaced; the new file is continued."),
            "history_resumed": self._("The history {path} is written again; nothing was lost."),
            "history_resumed_with_loss": self._(
                "The history {path} is written again; the oldest {lost} checks of the meantime were lost."
            ),
        }.get(event.code, event.code)
        return text.format(**values)

    def problem(self, problem: Problem) -> str:
        """A setting that was passed over, and what it takes."""
        text = {
            "unknown_key": self._("Setting {key}: there is no such setting; it is ignored."),
            "not_a_group": self._(
                "Setting {key}: {value} is not a group of settings such as {allowed}; it is ignored."
            ),
            "not_allowed": self._("Setting {key}: {value} is not one of {allowed}; the default is used."),
            "not_in_range": self._(
                "Setting {key}: {value} is not a whole number in {allowed}; the default is used."
            ),
            "not_text": self._("Setting {key}: {value} is not text in quotes; the default is used."),
            "not_an_address": self._(
                "Setting {key}: {value} is not an address like {allowed}; the default is used."
            ),
            "proxy_url_missing": self._(
                'Setting {key} is empty though proxy.mode is "manual"; no proxy is used.'
            ),
        }.get(problem.code, problem.code)
        return text.format(key=plain(problem.key), value=plain(problem.value), allowed=problem.allowed)


def _named(reasons: Iterable[Reason]) -> list[str]:
    """The surfaces that speak for a verdict."""
    found = (dict(reason.values).get("surface") for reason in reasons if reason.speaks_for)
    return [surface for surface in found if isinstance(surface, str)]
