"""What a check means, and why: a sentence for each verdict and each reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from trayapp.domain.records import (
    CORE_SURFACES,
    CUSTOM_SURFACE,
    Cause,
    Confidence,
    JudgedCheck,
    Outcome,
    OwnTrouble,
    Reason,
    Says,
    SurfaceResult,
    Verdict,
    VerdictName,
)
from trayapp.domain.remedies import named_surfaces
from trayapp.domain.results import is_kept_away
from trayapp.i18n.catalogue import plain
from trayapp.i18n.names import Names

_NOT_COUNTED = ("voice_outdated",)
"""Reasons that are shown and have no weight, whichever way they point."""


class Verdicts(Names):
    """Sentences about one check. How sure a verdict is, is a part of its sentence."""

    def headline(self, verdict: Verdict) -> str:
        """The verdict at hand in a few words, and none that claim more than is known."""
        if verdict.cause is Cause.UNREACHABLE and verdict.confidence is Confidence.LOW:
            return self._("X cannot be reached from here")
        if verdict.cause is Cause.PART_FAILING and named_surfaces(verdict) == [CUSTOM_SURFACE]:
            return self._("Your own address does not work")
        if verdict.cause is Cause.OTHERS_REPORT and verdict.name is not VerdictName.DOWN:
            return self._("Others report trouble")
        return self.claim(verdict.name, verdict.confidence, verdict.cause)

    def summary(self, judged: JudgedCheck) -> str:
        """What is the matter, with what there is to explain of it."""
        return " ".join(filter(None, (self.brief(judged), self.explanation(judged))))

    def brief(self, judged: JudgedCheck) -> str:
        """What is the matter, in a sentence that is true of every check that leads to this verdict."""
        verdict = judged.verdict
        surfaces = named_surfaces(verdict)
        match verdict.cause:
            case None:
                return self._up(surfaces)
            case Cause.UNREACHABLE if verdict.confidence is Confidence.LOW:
                return self._unreachable(verdict)
            case Cause.PART_FAILING if surfaces == [CUSTOM_SURFACE]:
                return self._("X answers, but your own address does not work.")
            case Cause.PART_FAILING if is_site_away(judged):
                return self._("From here X's website cannot be reached, though posts can be read.")
            case Cause.PART_FAILING:
                return self._parts_failing(verdict.confidence).format(parts=self.parts(surfaces))
            case Cause.SLOW:
                return self._slow(verdict.confidence).format(parts=self.parts(surfaces))
            case Cause.OTHERS_REPORT if verdict.name is not VerdictName.DOWN:
                return self._("Others report trouble with X; from here no fault is seen.")
            case cause:
                return self._claimed(judged, cause) or self._line(cause) or self._not_known(judged, cause)

    def explanation(self, judged: JudgedCheck) -> str:
        """The sentence after it, for the few causes that need one: what may be behind it, or what to do."""
        match judged.verdict.cause:
            case Cause.TLS_INTERCEPTED:
                return self._(
                    "Either somebody is listening in, or a filter uses a certificate of its own, "
                    "or this computer's list of certificate authorities is too old."
                )
            case Cause.HTTPS_BROKEN:
                return self._("How X is cannot be told from here.")
            case Cause.OWN_TROUBLE:
                return self._own_trouble(judged.check.own_trouble)[1]
            case _:
                return ""

    def _claimed(self, judged: JudgedCheck, cause: Cause) -> str:
        """That X is in trouble or blocked, how sure that is, and why; empty if nothing is claimed of X."""
        verdict = judged.verdict
        match cause:
            case Cause.SERVER_ERRORS:
                why = self._failing_core(judged.check.surfaces, named_surfaces(verdict))
            case Cause.POSTS_UNREADABLE:
                has_web = any(result.id == "web" for result in judged.check.surfaces)
                why = self._posts_unreadable(verdict.name, has_web=has_web)
            case _:
                why = self._why(cause)
        claim = self.claim(verdict.name, verdict.confidence)
        return self._("{claim}: {why}.").format(claim=claim, why=why) if why else ""

    def _why(self, cause: Cause) -> str:
        return {
            Cause.PROXY_REFUSES: self._("the proxy refuses it and lets other sites through"),
            Cause.DNS_BLOCKED: self._("the name service (DNS) in use does not lead to it, another one does"),
            Cause.TLS_INTERCEPTED: self._("what answers in its place cannot prove that it is X"),
            Cause.PATH_BLOCKED: self._("elsewhere it can be reached"),
            Cause.EDGE_OUTAGE: self._("Cloudflare, which stands in front of it, is failing"),
            Cause.DNS_GONE: self._("its names cannot be looked up, not even elsewhere (DNS)"),
            Cause.UNREACHABLE: self._("it cannot be reached from here, and others report trouble, too"),
            Cause.SOME_USERS: self._("it fails for some users, you included, while others get the page"),
            Cause.OTHERS_REPORT: self._("it gives no useful answer here, and others report trouble"),
        }.get(cause, "")

    def _line(self, cause: Cause) -> str:
        """Of the user's own line."""
        return {
            Cause.PROXY: self._("You are offline: the proxy fails or turns this program away."),
            Cause.CAPTIVE_PORTAL: self._("You are offline: this network seems to want a login first."),
            Cause.OWN_DNS: self._("You are offline: no name can be looked up (DNS)."),
            Cause.NO_NETWORK: self._("You are offline: nothing on the internet answers as it should."),
            Cause.HTTPS_BROKEN: self._("No secure connection (https) comes about, not even to others."),
            Cause.POOR_LINE: self._("Your connection is too poor to tell how X is."),
        }.get(cause, "")

    def _not_known(self, judged: JudgedCheck, cause: Cause) -> str:
        match cause:
            case Cause.NOT_WATCHED:
                return self._("Not known: no part of X was asked.")
            case Cause.OWN_TROUBLE:
                return self._("Not known: {what}.").format(
                    what=self._own_trouble(judged.check.own_trouble)[0]
                )
            case Cause.CLOCK_WRONG:
                return self._(
                    "Not known: this computer's clock is wrong, so X's certificates cannot be checked."
                )
            case Cause.LIMITED if any(r.outcome is Outcome.LIMITED for r in judged.check.surfaces):
                return self._("Not known: X wants to be asked less often.")
            case Cause.LIMITED:
                return self._("Not known: X is left alone for now, and asked again later.")
            case Cause.REFUSED:
                return self._("Not known: this program is turned away.")
            case _:
                return self._unclear(judged)

    def _own_trouble(self, code: str | None) -> tuple[str, str]:
        """What keeps this program itself from asking, and what to do."""
        return {
            OwnTrouble.DESCRIPTORS.value: (
                self._("trayapp cannot open any more connections"),
                self._("Close other programs, or raise the limit of open files (ulimit -n)."),
            ),
            OwnTrouble.MEMORY.value: (
                self._("trayapp has no memory left to check with"),
                self._("Close other programs."),
            ),
            OwnTrouble.THREADS.value: (
                self._("trayapp cannot start any more threads"),
                self._("Close other programs, or raise the limit of processes (ulimit -u)."),
            ),
            OwnTrouble.AUTHORITIES.value: (
                self._("trayapp finds no certificate authorities that it can use, so it can trust no answer"),
                self._(
                    "Install the package ca-certificates; "
                    "if SSL_CERT_FILE or SSLKEYLOGFILE is set, correct or unset it."
                ),
            ),
            OwnTrouble.BUG.value: (
                self._("trayapp cannot check because of an error of its own"),
                self._("Please report it, with what trayapp doctor says."),
            ),
        }.get(code or "") or (
            self._("trayapp itself is kept from checking"),
            self._("Please report it, with what trayapp doctor says."),
        )

    def own_trouble(self, judged: JudgedCheck) -> str:
        """That not all could be asked, and what to do; empty if it could, or if the verdict says so."""
        if judged.check.own_trouble is None or judged.verdict.cause is Cause.OWN_TROUBLE:
            return ""
        what, remedy = self._own_trouble(judged.check.own_trouble)
        return self._("Not everything was asked: {what}. {remedy}").format(what=what, remedy=remedy)

    def _unclear(self, judged: JudgedCheck) -> str:
        reasons = (dict(r.values) for r in judged.verdict.reasons if r.code == "surface_lost")
        lost = [surface for values in reasons if (surface := str(values["surface"])) in CORE_SURFACES]
        if lost:
            text = self._("Not known: no answer came ({parts}); your own connection may be why.")
            return text.format(parts=self.parts(lost))
        core = (result for result in judged.check.surfaces if result.id in CORE_SURFACES)
        if any(result.outcome is Outcome.UNRECOGNIZED for result in core):
            return self._("Not known: X answers in a way that trayapp does not know.")
        return self._("Not known: what was seen gives no clear picture.")

    def _up(self, named: Sequence[str]) -> str:
        """Only what was truly seen: the other core surface may be switched off, or said nothing of use."""
        if "web" not in named:
            return self._("X is up: public posts can be read (seen without logging in). Not known: the site.")
        if "posts" not in named:
            return self._("X is up: the site answers (seen without logging in). Not known: posts.")
        return self._("X is up: site and public posts answer (seen without logging in).")

    def _unreachable(self, verdict: Verdict) -> str:
        """While nobody who is able to know confirms it. The user's own word is none of the others'."""
        others = {r.code for r in verdict.reasons if dict(r.values).get("kind") != "user"}
        if "voice_trouble" in others:
            return self._("X cannot be reached from here; others complain, too.")
        if "others_not_asked" in others:
            return self._("X cannot be reached from here; others could not be asked.")
        return self._("X cannot be reached from here; others see no trouble.")

    def _parts_failing(self, confidence: Confidence | None) -> str:
        match confidence:
            case Confidence.MEDIUM:
                return self._("Parts of X are probably failing: {parts}.")
            case Confidence.LOW:
                return self._("Parts of X may be failing: {parts}.")
            case _:
                return self._("Parts of X are failing: {parts}.")

    def _slow(self, confidence: Confidence | None) -> str:
        match confidence:
            case Confidence.MEDIUM:
                return self._("X is probably slow: {parts}.")
            case Confidence.LOW:
                return self._("X may be slow: {parts}.")
            case _:
                return self._("X is slow: {parts}.")

    def _failing_core(self, surfaces: Sequence[SurfaceResult], failing: Sequence[str]) -> str:
        """Of the core surfaces that fail the site is always one."""
        outcomes = {result.outcome for result in surfaces if result.id in failing}
        match outcomes == {Outcome.SERVER_ERROR}, len(failing) == 1:
            case True, True:
                return self._("the website answers with server errors")
            case True, False:
                return self._("website and posts answer with server errors")
            case False, True:
                return self._("the website does not work")
            case _:
                return self._("website and posts do not work")

    def _posts_unreadable(self, name: VerdictName, *, has_web: bool) -> str:
        match name, has_web:
            case VerdictName.DOWN, True:
                return self._("the site answers, but no post could be read, and others report trouble, too")
            case VerdictName.DOWN, False:
                return self._("no post could be read, and others report trouble, too")
            case _, True:
                return self._("the site answers, but no post could be read; nobody else reports it yet")
            case _:
                return self._("no post could be read; nobody else reports it yet")

    # ---- why

    def justification(self, verdict: Verdict) -> Iterator[tuple[str, list[str]]]:
        """What speaks for a verdict, what against it, and what does not count: each title with its facts."""
        exact = {dict(r.values)["source"] for r in verdict.reasons if r.code == "vantage_pages"}
        reasons = [
            r for r in verdict.reasons if r.code != "voice_fine" or dict(r.values)["source"] not in exact
        ]
        weighed = [reason for reason in reasons if reason.code not in _NOT_COUNTED]
        for title, facts in (
            (self._("Points to it"), [reason for reason in weighed if reason.speaks_for]),
            (self._("Points against it"), [reason for reason in weighed if not reason.speaks_for]),
            (self._("Does not count"), [reason for reason in reasons if reason.code in _NOT_COUNTED]),
        ):
            if facts:
                yield title, [self.reason(fact) for fact in facts]

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
            case "surface_lost":
                seen = SurfaceResult(values["surface"], Outcome(values["outcome"]), values.get("detail"))
                text = f"{self.surface(seen.id)}: {self.result(seen)}"
                lost = values.get("lost", 0)
                return self._("{text}, {lost} times").format(text=text, lost=lost) if lost > 1 else text
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
            case "voice_outdated":
                said = self._voice(values["says"] == Says.TROUBLE, values)
                age = self.duration(timedelta(seconds=values["age_s"]))
                return self._("{voice} (said {age} earlier)").format(voice=said, age=age)
            case "vantage_pages":
                return self._("{source}: {pages} of {of} get the page").format(
                    source=self.source(values["source"]), pages=values["pages"], of=values["of"]
                )
            case code:
                return self._about_line(code, values)

    def _about_line(self, code: str, values: dict[str, Any]) -> str:
        """One fact about what lies between here and X, or about this program."""
        match code:
            case "clock_skew":
                return self._("other clocks differ from this one by {hours} hours").format(
                    hours=round(abs(values["seconds"]) / 3600)
                )
            # Of what older records count as tests, newer ones count who runs what was asked.
            case "line_works":
                return self._("others answer from here ({fine} of {asked})").format(**values)
            case "https_none":
                return self._("no secure connection (https) with any of {operators} others").format(**values)
            case "own_trouble":
                return self._own_trouble(values["trouble"])[0]
            case "others_not_asked":
                return self._("nobody elsewhere could be asked")
            case _:
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


def is_site_away(judged: JudgedCheck) -> bool:
    """Whether all that fails is the site, with no answer to us of its own: it may be taken from us alone."""
    verdict = judged.verdict
    failing = [result for result in judged.check.surfaces if result.id in named_surfaces(verdict)]
    is_away = [result.id == "web" and is_kept_away(result) for result in failing]
    return verdict.cause is Cause.PART_FAILING and verdict.confidence is Confidence.LOW and is_away == [True]
