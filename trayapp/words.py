"""Every sentence that people read, in their language: one catalogue for window, notices and commands.

The domain and the settings speak in codes; here each code has its words. English is the language of the
source; `resources/translations` holds the others.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from trayapp.domain.records import (
    Cause,
    Confidence,
    ControlResult,
    JudgedCheck,
    Outcome,
    Reason,
    SurfaceResult,
    VerdictName,
)
from trayapp.errors import TrayappError
from trayapp.paths import resource
from trayapp.settings import Problem

LANGUAGES = ("en", "de")


def system_language() -> str:
    """The first language of the environment that there are words for, as gettext looks for it."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for wanted in os.environ.get(name, "").split(":"):
            language = wanted.partition(".")[0].partition("_")[0].partition("-")[0].lower()
            if language in LANGUAGES:
                return language
            if wanted:  # C, or a language without words here
                return "en"
    return "en"


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
        """The verdict in a word or two."""
        return {
            VerdictName.UP: self._("X is up"),
            VerdictName.DEGRADED: self._("X is degraded"),
            VerdictName.DOWN: self._("X is down"),
            VerdictName.BLOCKED: self._("X is blocked here"),
            VerdictName.OFFLINE: self._("You are offline"),
            VerdictName.UNKNOWN: self._("Not known"),
        }[name]

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
        return names.get(surface_id, surface_id)

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
        return names.get(control_id, control_id)

    def outcome(self, outcome: Outcome) -> str:
        return {
            Outcome.OK: self._("fine"),
            Outcome.SLOW: self._("slow"),
            Outcome.SERVER_ERROR: self._("server error"),
            Outcome.SOFT_FAILURE: self._("answers, but without content"),
            Outcome.DNS_FAILED: self._("no address"),
            Outcome.CONNECT_FAILED: self._("no connection"),
            Outcome.TIMEOUT: self._("no answer in time"),
            Outcome.TLS_FAILED: self._("no secure connection"),
            Outcome.PROTOCOL_ERROR: self._("broken answer"),
            Outcome.REFUSED: self._("refuses this program"),
            Outcome.LIMITED: self._("limits our requests"),
            Outcome.CACHED: self._("answers from a cache only"),
            Outcome.REDIRECTED: self._("redirects elsewhere"),
        }[outcome]

    def detail(self, outcome: Outcome, detail: str | None) -> str:
        """A detail code in words; foreign hosts and codes without words stand as they are."""
        if detail is None:
            return ""
        known: dict[tuple[Outcome, str], Callable[[], str]] = {
            (Outcome.SERVER_ERROR, "edge"): lambda: self._("Cloudflare cannot reach X"),
            (Outcome.SERVER_ERROR, "edge_page"): lambda: self._("Cloudflare's own error page"),
            (Outcome.SERVER_ERROR, "origin"): lambda: self._("from X itself"),
            (Outcome.DNS_FAILED, "nxdomain"): lambda: self._("the name is unknown"),
            (Outcome.DNS_FAILED, "servfail"): lambda: self._("the name service fails"),
            (Outcome.DNS_FAILED, "no_answer"): lambda: self._("the name service is silent"),
            (Outcome.DNS_FAILED, "bogus"): lambda: self._("the address given is not X's"),
            (Outcome.CONNECT_FAILED, "refused"): lambda: self._("turned away"),
            (Outcome.CONNECT_FAILED, "reset"): lambda: self._("cut off"),
            (Outcome.CONNECT_FAILED, "unreachable"): lambda: self._("no way there"),
            (Outcome.TIMEOUT, "connect"): lambda: self._("while connecting"),
            (Outcome.TIMEOUT, "tls"): lambda: self._("while securing the connection"),
            (Outcome.TIMEOUT, "first_byte"): lambda: self._("while waiting for the answer"),
            (Outcome.TIMEOUT, "body"): lambda: self._("in the middle of the answer"),
            (Outcome.TLS_FAILED, "expired"): lambda: self._("certificate expired"),
            (Outcome.TLS_FAILED, "not_yet_valid"): lambda: self._("certificate not yet valid"),
            (Outcome.TLS_FAILED, "wrong_host"): lambda: self._("somebody else's certificate"),
            (Outcome.TLS_FAILED, "untrusted"): lambda: self._("certificate not trusted"),
            (Outcome.TLS_FAILED, "handshake"): lambda: self._("cut off"),
            (Outcome.PROTOCOL_ERROR, "framing"): lambda: self._("not proper HTTP"),
            (Outcome.PROTOCOL_ERROR, "cut_short"): lambda: self._("cut short"),
            (Outcome.PROTOCOL_ERROR, "too_long"): lambda: self._("endless"),
            (Outcome.PROTOCOL_ERROR, "encoding"): lambda: self._("broken compression"),
            (Outcome.PROTOCOL_ERROR, "redirect_loop"): lambda: self._("redirects in a circle"),
            (Outcome.PROTOCOL_ERROR, "redirect_to_http"): lambda: self._(
                "redirects to an unprotected address"
            ),
            (Outcome.PROTOCOL_ERROR, "redirect_without_place"): lambda: self._("redirects to nowhere"),
            (Outcome.REFUSED, "challenge"): lambda: self._("asks for a browser"),
            (Outcome.REFUSED, "empty"): lambda: self._("empty answer"),
        }
        if detail == "proxy":
            return self._("the proxy does not let us through")
        words = known.get((outcome, detail))
        if words is not None:
            return words()
        return f"HTTP {detail.removeprefix('http_')}" if detail.startswith("http_") else detail

    def result(self, result: SurfaceResult | ControlResult) -> str:
        """What came of one probe: "server error (from X itself, HTTP 503)"."""
        remarks = [self.detail(result.outcome, result.detail)]
        if result.http_status is not None and not (result.detail or "").startswith("http_"):
            remarks.append(f"HTTP {result.http_status}")
        said = ", ".join(remark for remark in remarks if remark)
        is_plain = result.outcome in (Outcome.OK, Outcome.SLOW) or not said
        outcome = self.outcome(result.outcome)
        return outcome if is_plain else f"{outcome} ({said})"

    # ---- sentences

    def summary(self, judged: JudgedCheck) -> str:
        """One whole sentence: what is the matter."""
        verdict = judged.verdict
        surfaces = judged.check.surfaces
        named = _named(verdict.reasons)
        match verdict.name, verdict.cause:
            case VerdictName.UP, _:
                if len(named) < 2:
                    return self._("X is up: {parts} (seen without logging in).").format(
                        parts=self.parts(named)
                    )
                return self._("X is up: site and public posts answer (seen without logging in).")
            case _, Cause.NOT_WATCHED:
                return self._("Not known: no part of X is being watched.")
            case _, Cause.CLOCK_WRONG:
                return self._(
                    "Not known: this computer's clock is wrong, so X's certificates cannot be checked."
                )
            case _, Cause.PROXY:
                return self._("You are offline: the proxy does not let anything through.")
            case _, Cause.CAPTIVE_PORTAL:
                return self._("You are offline: this network wants you to log in first.")
            case _, Cause.OWN_DNS:
                return self._("You are offline: your name service (DNS) answers nothing.")
            case _, Cause.NO_NETWORK:
                return self._("You are offline: there is no internet connection.")
            case _, Cause.DNS_BLOCKED:
                return self._("X is blocked here: your name service (DNS) hides it.")
            case _, Cause.TLS_INTERCEPTED:
                return self._("X is blocked here: somebody on the way answers in its place.")
            case _, Cause.PATH_BLOCKED:
                return self._("X is blocked here: elsewhere it can be reached.")
            case _, Cause.EDGE_OUTAGE:
                return self._("X is down: Cloudflare, which stands in front of it, fails.")
            case _, Cause.DNS_GONE:
                return self._("X is down: its name is gone from the internet (DNS).")
            case _, Cause.UNREACHABLE:
                if verdict.confidence is Confidence.HIGH:
                    return self._("X is down: it cannot be reached from here, nor from elsewhere.")
                return self._("X cannot be reached from here; others could not be asked.")
            case _, Cause.SERVER_ERRORS:
                return self._failing_core(surfaces, named)
            case VerdictName.DOWN, Cause.POSTS_UNREADABLE:
                return self._("X is down: its page loads, but no post can be read, and others say so, too.")
            case _, Cause.POSTS_UNREADABLE:
                return self._(
                    "X is degraded: its page loads, but no post can be read. Not confirmed by others."
                )
            case _, Cause.PART_FAILING:
                return self._("X is degraded, not working: {parts}.").format(parts=self.parts(named))
            case _, Cause.OTHERS_REPORT:
                return self._("X is degraded: it answers here, but others report trouble.")
            case _, Cause.SLOW:
                return self._("X is degraded: it is slow.")
            case _, Cause.LIMITED:
                return self._("Not known: X answers, but limits our requests.")
            case _, Cause.REFUSED:
                return self._("Not known: X answers, but refuses this program.")
            case _:
                return self._("Not known: what X answers makes no clear picture.")

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
            case "voice_trouble":
                return self._("{source} reports trouble").format(source=values["source"])
            case "voice_fine":
                return self._("{source} says that X is fine").format(source=values["source"])
            case "clock_skew":
                return self._("other clocks differ from this one by {hours} hours").format(
                    hours=round(values["seconds"] / 3600)
                )
            case "line_works":
                return self._("your connection works: {fine} of {asked} other hosts answer").format(**values)
            case "others_not_asked":
                return self._("nobody elsewhere could be asked")
            case code:
                return code

    def _resolver_says(self, detail: str | None) -> str:
        match detail:
            case "knows":
                return self._("knows X's address")
            case "nxdomain":
                return self._("says that X has no address")
            case _:
                return self._("fails for X")

    def moment(self, at: datetime) -> str:
        """A time of today, in local time."""
        return at.astimezone().strftime("%H:%M:%S")

    def last_check(self, at: datetime) -> str:
        return self._("Last check: {time}").format(time=self.moment(at))

    # ---- command line and menu

    def checking(self) -> str:
        return self._("Checking …")

    def check_now(self) -> str:
        return self._("Check now")

    def quit(self) -> str:
        return self._("Quit")

    def speaks_for(self) -> str:
        return self._("Speaks for it")

    def speaks_against(self) -> str:
        return self._("Speaks against it")

    def seen_through_proxy(self) -> str:
        return self._("As seen through the proxy.")

    # ---- trouble around the program

    def error(self, error: TrayappError) -> str:
        """What is wrong, and what to do."""
        text = {
            "config_missing": self._(
                "The settings file {path} does not exist. Check the path after --config."
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
        }.get(error.code, error.code)
        return text.format(**error.values)

    def problem(self, problem: Problem) -> str:
        """A setting that was passed over, and what it takes."""
        text = {
            "unknown_key": self._("Setting {key}: there is no such setting; it is ignored."),
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
        return text.format(key=problem.key, value=problem.value, allowed=problem.allowed)


def _named(reasons: Iterable[Reason]) -> list[str]:
    """The surfaces that speak for a verdict."""
    found = (dict(reason.values).get("surface") for reason in reasons if reason.speaks_for)
    return [surface for surface in found if isinstance(surface, str)]
