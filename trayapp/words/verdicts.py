"""What a check means, and why: a sentence for each verdict and each reason."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

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
from trayapp.words.catalogue import plain
from trayapp.words.names import Names


class Verdicts(Names):
    """Sentences about one check."""

    def headline(self, verdict: Verdict) -> str:
        """The verdict at hand in a few words, and none that claim more than is known."""
        if verdict.cause is Cause.UNREACHABLE and verdict.confidence is Confidence.LOW:
            return self._("X cannot be reached from here")
        if verdict.cause is Cause.PART_FAILING and _named(verdict.reasons) == [CUSTOM_SURFACE]:
            return self._("Your own address does not work")
        return self.verdict(verdict.name)

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
        """Of the core surfaces that fail the site is always one."""
        outcomes = {result.outcome for result in surfaces if result.id in named}
        match outcomes == {Outcome.SERVER_ERROR}, len(named) == 1:
            case True, True:
                return self._("X is down: the website answers with server errors.")
            case True, False:
                return self._("X is down: website and posts answer with server errors.")
            case False, True:
                return self._("X is down: the website does not work.")
            case _:
                return self._("X is down: website and posts do not work.")

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
            case "status_trouble":
                return self._("{source}: trouble").format(source=self.source(values["source"]))
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


def _named(reasons: Iterable[Reason]) -> list[str]:
    """The surfaces that speak for a verdict."""
    found = (dict(reason.values).get("surface") for reason in reasons if reason.speaks_for)
    return [surface for surface in found if isinstance(surface, str)]
