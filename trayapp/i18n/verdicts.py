"""What a check means, and why: a sentence for each verdict and each reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from trayapp.domain.codes import (
    CORE_SURFACES,
    CUSTOM_SURFACE,
    PAGE_SURFACE,
    PROXY_DETAIL,
    Cause,
    Confidence,
    Outcome,
    Says,
    VerdictName,
)
from trayapp.domain.facts import Facts
from trayapp.domain.records import JudgedCheck, Reason, SurfaceResult, Verdict
from trayapp.domain.remedies import Remedy, named_surfaces
from trayapp.i18n.catalogue import N_, Group, capital, plain
from trayapp.i18n.causes import CAUSES, OTHER_OWN_TROUBLE, OWN_TROUBLES

_FOR, _AGAINST = N_("Points to it"), N_("Points against it")
_WITHOUT_WEIGHT = {"voice_outdated": N_("Does not count"), "others_not_asked": N_("What is missing")}
"""Reasons that are shown and point nowhere, whatever they say, and the titles they stand under."""

_SURE_OF_PARTS: dict[Cause, dict[Confidence | None, str]] = {
    Cause.PART_FAILING: {
        Confidence.HIGH: N_("Parts of X are failing: {parts}."),
        Confidence.MEDIUM: N_("Parts of X are probably failing: {parts}."),
        Confidence.LOW: N_("Parts of X may be failing: {parts}."),
    },
    Cause.SLOW: {
        Confidence.HIGH: N_("X is slow: {parts}."),
        Confidence.MEDIUM: N_("X is probably slow: {parts}."),
        Confidence.LOW: N_("X may be slow: {parts}."),
    },
}
_RESOLVER_SAYS = {
    "knows": N_("knows X's address"),
    "nxdomain": N_("says that X has no address"),
}
_RESOLVER_SILENT = N_("cannot look up X")
_USER_SAYS = {
    "voice_trouble": N_("you see an error yourself"),
    "voice_fine": N_("you see no error yourself"),
}
_REASONS = {
    "voice_trouble": N_("{source}: trouble"),
    "voice_fine": N_("{source}: no trouble"),
    "status_trouble": N_("{source}: trouble"),
    "vantage_pages": N_("{source}: {pages} of {of} get the page"),
    "clock_skew": N_("other clocks differ from this one by {hours} hours"),
    # Of what older records count as tests, newer ones count who runs what was asked.
    "line_works": N_("others answer from here ({fine} of {asked})"),
    "https_none": N_("no secure connection (https) with any of {operators} others"),
    "others_not_asked": N_("nobody elsewhere could be asked"),
}
_FAILING_CORE = {
    # whether all are server errors, and whether it is the site alone
    (True, True): N_("the website answers with server errors"),
    (True, False): N_("website and posts answer with server errors"),
    (False, True): N_("the website does not work"),
    (False, False): N_("website and posts do not work"),
}
_SAY_OF_OTHERS = (Cause.UNREACHABLE, Cause.POSTS_UNREADABLE, Cause.OTHERS_REPORT, Cause.SOME_USERS)
"""Causes that are told with what others say."""

_POSTS_UNREADABLE = {
    # whether others report it, and whether the site was asked
    (True, True): N_("the site answers, but no post could be read, and others report trouble, too"),
    (True, False): N_("no post could be read, and others report trouble, too"),
    (False, True): N_("the site answers, but no post could be read; nobody else reports it yet"),
    (False, False): N_("no post could be read; nobody else reports it yet"),
}
_REMEDIES = {
    Remedy.LOGIN_PAGE: N_("Open the login page"),
    Remedy.CLOCK: N_("Set the clock"),
    Remedy.WITHOUT_PROXY: N_("Test without the proxy"),
    Remedy.OUTAGE_PAGE: N_("Open {page}"),
    Remedy.SETTINGS: N_("Open the settings"),
}


class Verdicts(Group):
    """Sentences about one check. How sure a verdict is, is a part of its sentence."""

    def headline(self, verdict: Verdict) -> str:
        """The verdict at hand in a few words, and none that claim more than is known."""
        if verdict.cause is Cause.UNREACHABLE and verdict.confidence is Confidence.LOW:
            return self._("X cannot be reached from here")
        if verdict.cause is Cause.PART_FAILING and named_surfaces(verdict) == [CUSTOM_SURFACE]:
            return self._("Your own address does not work")
        if verdict.cause is Cause.OTHERS_REPORT and verdict.name is not VerdictName.DOWN:
            return self._("Others report trouble")
        if verdict.name in (VerdictName.OFFLINE, VerdictName.UNKNOWN):  # of X they claim nothing
            return self._words.names.verdict(verdict.name, verdict.cause)
        return self._words.names.claim(verdict.name, verdict.confidence)

    def summary(self, judged: JudgedCheck) -> str:
        """What is the matter, with what there is to explain of it."""
        return " ".join(filter(None, (self.brief(judged), self.explanation(judged))))

    def brief(self, judged: JudgedCheck) -> str:
        """What is the matter, in a sentence that is true of every check that leads to this verdict."""
        return self._said(judged)[0]

    def detail(self, judged: JudgedCheck) -> str:
        """The same where the headline stands above it: what is seen, and not once more what that means."""
        return self._said(judged)[1]

    def _said(self, judged: JudgedCheck) -> tuple[str, str]:
        """Both."""
        verdict = judged.verdict
        surfaces = named_surfaces(verdict)
        parts, _ = self._words.names.parts(surfaces), self._
        match verdict.cause:
            case Cause.UNREACHABLE if verdict.confidence is Confidence.LOW:
                seen = self._unreachable(verdict)
                return f"{self.headline(verdict)}. {seen}", seen
            case Cause.PART_FAILING if surfaces == [CUSTOM_SURFACE]:
                return _("X answers, but your own address does not work."), _("X itself answers.")
            case Cause.PART_FAILING if is_site_away(judged):
                return (_("From here X's website cannot be reached, though posts can be read."),) * 2
            case Cause.PART_FAILING if surfaces == [PAGE_SURFACE]:
                return (self._page(judged),) * 2
            case Cause.PART_FAILING | Cause.SLOW as cause:
                sure = _SURE_OF_PARTS[cause][verdict.confidence or Confidence.HIGH]
                return _(sure, parts=parts), _(CAUSES[cause].notice_of_parts, parts=parts)
            case Cause.OTHERS_REPORT if verdict.name is not VerdictName.DOWN:
                brief = _("Others report trouble with X; from here no fault is seen.")
                return brief, _("From here no fault is seen.")
            case cause if cause is not None and (sentence := CAUSES[cause].sentence):
                return _(sentence), _(CAUSES[cause].notice or sentence)
            case _:
                why = self._why(judged)
                return _("{claim}: {why}.", claim=self.headline(verdict), why=why), f"{capital(why)}."

    def explanation(self, judged: JudgedCheck) -> str:
        """The sentence after it, for the few causes that need one: what may be behind it, or what to do."""
        cause = judged.verdict.cause
        if cause is Cause.OWN_TROUBLE:
            return self._own_trouble(judged.check.own_trouble)[1]
        return self._(CAUSES[cause].explanation) if cause else ""

    def advice(self, cause: Cause, parts: Sequence[str] = ()) -> str:
        """One line on what helps; `parts` are those that fail."""
        # Where the site or its posts do not show, the rest of X is of little use.
        if cause is Cause.PART_FAILING and list(parts) == [PAGE_SURFACE]:
            cause = Cause.POSTS_UNREADABLE
        elif cause is Cause.PART_FAILING and "web" in parts:
            cause = Cause.SOME_USERS
        return self._(CAUSES[cause].advice)

    def remedy(self, remedy: Remedy, outage_page: str) -> str:
        """What the button or menu entry beside the advice says; that page is meant by its name."""
        return self._(_REMEDIES[remedy]).format(page=outage_page)

    def filtered(self, results: Iterable[SurfaceResult]) -> str:
        """Which of these parts of X a filter took away; empty if none."""
        parts = [result.id for result in results if result.filtered]
        text = self._("Filtered out on this network: {parts}.")
        return text.format(parts=self._words.names.parts(parts)) if parts else ""

    def seen_through_proxy(self) -> str:
        return self._("As seen through the proxy.")

    def _why(self, judged: JudgedCheck) -> str:
        """Why the verdict is what it is, as it goes on after the headline and a colon."""
        verdict = judged.verdict
        match verdict.cause:
            case None:
                return self._up(named_surfaces(verdict))
            case Cause.SERVER_ERRORS:  # of the core surfaces that fail the site is always one
                failing = named_surfaces(verdict)
                outcomes = {r.outcome for r in judged.check.surfaces if r.id in failing}
                return self._(_FAILING_CORE[outcomes == {Outcome.SERVER_ERROR}, len(failing) == 1])
            case Cause.POSTS_UNREADABLE:
                has_web = any(result.id == "web" for result in judged.check.surfaces)
                if PAGE_SURFACE in named_surfaces(verdict):
                    return self._("no post could be read, and a browser shows none either")
                return self._(_POSTS_UNREADABLE[verdict.name is VerdictName.DOWN, has_web])
            case Cause.OWN_TROUBLE:
                return self._own_trouble(judged.check.own_trouble)[0]
            case Cause.LIMITED if any(r.outcome is Outcome.LIMITED for r in judged.check.surfaces):
                return self._("X wants trayapp to ask less often")
            case Cause.LIMITED:
                return self._("X is left alone for now, and asked again later")
            case cause:
                return self._(CAUSES[cause].why) or self._unclear(judged)

    def _page(self, judged: JudgedCheck) -> str:
        """What a browser shows, where that alone fails."""
        seen = {(r.outcome, r.detail) for r in judged.check.surfaces if r.id == PAGE_SURFACE}
        if seen & {(Outcome.SERVER_ERROR, "api"), (Outcome.SOFT_FAILURE, "error_shown")}:
            return self._("X loads, but shows an error instead of posts.")
        return self._("X answers, but shows no posts in a browser.")

    def _own_trouble(self, code: str | None) -> tuple[str, str]:
        """What keeps this program itself from asking, and what to do."""
        what, remedy = OWN_TROUBLES.get(code or "", OTHER_OWN_TROUBLE)
        return self._(what), self._(remedy)

    def own_trouble(self, judged: JudgedCheck) -> str:
        """That not all could be asked, and what to do; empty if it could, or if the verdict says so."""
        if judged.check.own_trouble is None or judged.verdict.cause is Cause.OWN_TROUBLE:
            return ""
        what, remedy = self._own_trouble(judged.check.own_trouble)
        return self._("Not everything was asked: {what}. {remedy}", what=what, remedy=remedy)

    def _unclear(self, judged: JudgedCheck) -> str:
        reasons = (dict(r.values) for r in judged.verdict.reasons if r.code == "surface_lost")
        lost = [surface for values in reasons if (surface := str(values.get("surface"))) in CORE_SURFACES]
        if lost:
            text = self._("no answer came ({parts}); your own connection may be why")
            return text.format(parts=self._words.names.parts(lost))
        core = (result for result in judged.check.surfaces if result.id in CORE_SURFACES)
        if any(result.outcome is Outcome.UNRECOGNIZED for result in core):
            return self._("X answers in a way that trayapp does not know")
        return self._("what was seen gives no clear picture")

    def _up(self, named: Sequence[str]) -> str:
        """Only what was truly seen: the other core surface may be switched off, or said nothing of use."""
        if "web" not in named:
            return self._("public posts can be read (checked without logging in); the site is not known")
        if "posts" not in named:
            return self._("the site answers (checked without logging in); posts are not known")
        return self._("site and public posts answer (checked without logging in)")

    def _unreachable(self, verdict: Verdict) -> str:
        """While nobody who is able to know confirms it."""
        others = self._others(verdict)
        if "voice_trouble" in others:
            return self._("Others complain, too.")
        if "others_not_asked" in others:
            return self._("Others could not be asked.")
        return self._("Others see no trouble.")

    @staticmethod
    def _others(verdict: Verdict) -> set[str]:
        """What others than the user say, as codes of reasons."""
        return {r.code for r in verdict.reasons if dict(r.values).get("kind") != "user"}

    def others(self, judged: JudgedCheck) -> str:
        """Whether somebody else reports a trouble that is seen here; empty where that is said already."""
        verdict = judged.verdict
        if verdict.name not in (VerdictName.DOWN, VerdictName.DEGRADED) or verdict.cause in _SAY_OF_OTHERS:
            return ""
        if "voice_trouble" in self._others(verdict):
            return self._("Others report it, too.")
        asked = (e for e in judged.evidence if e.kind != "user" and e.says is not Says.UNAVAILABLE)
        return self._("Nobody else reports it yet.") if any(asked) else ""

    def part(self, judged: JudgedCheck, result: SurfaceResult) -> str:
        """What came of a part of X in this check; and why it decides nothing, if it does not."""
        facts = Facts(judged.check, judged.evidence)
        # What a proxy cut off is known, and nobody's guess.
        if result.filtered or result.id not in facts.uncounted or result.detail == PROXY_DETAIL:
            return self._words.names.part(result)
        is_x_in_trouble = judged.verdict.name in (VerdictName.DOWN, VerdictName.BLOCKED)
        if is_x_in_trouble or any(r.is_lost for r in facts.core):
            return self._("lost; not counted")
        return self._("lost; not counted against X: your own connection may be why")

    def justification(self, verdict: Verdict) -> Iterator[tuple[str, list[str]]]:
        """What speaks for a verdict, what against it, and what for neither: each title with its facts."""
        exact = {dict(r.values).get("source") for r in verdict.reasons if r.code == "vantage_pages"}
        groups: dict[str, list[str]] = {title: [] for title in (_FOR, _AGAINST, *_WITHOUT_WEIGHT.values())}
        for reason in verdict.reasons:
            if reason.code == "voice_fine" and dict(reason.values).get("source") in exact:
                continue  # the source's own count of pages says as much, and more
            title = _WITHOUT_WEIGHT.get(reason.code) or (_FOR if reason.speaks_for else _AGAINST)
            groups[title].append(self.reason(reason))
        for title, facts in groups.items():
            if facts:
                yield self._(title), facts

    def reason(self, reason: Reason) -> str:
        """One fact for or against a verdict, in a short sentence; its code, where there are no words."""
        values = {name: plain(v) if isinstance(v, str) else v for name, v in reason.values}
        try:  # records of other versions may hold other codes and values
            return self._fact(reason.code, values) or plain(reason.code)
        except (LookupError, TypeError, ValueError, ArithmeticError):
            return plain(reason.code)

    def _fact(self, code: str, values: dict[str, Any]) -> str:
        names = self._words.names
        match code:
            case "surface_failed" | "surface_ok" | "surface_slow" | "surface_undecided" | "surface_lost":
                text = f"{names.surface(values['surface'])}: {self._outcome(values)}"
                lost = values.get("lost", 0)
                return self._("{text}, {lost} times", text=text, lost=lost) if lost > 1 else text
            case "control_ok" | "control_failed":
                return f"{names.control(values['control'])}: {self._outcome(values)}"
            case "resolver_says":
                said = _RESOLVER_SAYS.get(values.get("detail", ""), _RESOLVER_SILENT)
                return f"{names.control(values['control'])}: {self._(said)}"
            case "voice_trouble" | "voice_fine":
                return self._evidence_sentence(code, values)
            case "voice_outdated":
                code = "voice_trouble" if values["says"] == Says.TROUBLE else "voice_fine"
                age = self._words.duration(timedelta(seconds=values["age_s"]))
                return self._(
                    "{sentence} (said {age} earlier)", sentence=self._evidence_sentence(code, values), age=age
                )
            case "own_trouble":
                return self._own_trouble(values["trouble"])[0]
            case "clock_skew":
                values["hours"] = round(abs(values["seconds"]) / 3600)
            case "status_trouble" | "vantage_pages":
                values["source"] = names.source(values["source"])
        known = _REASONS.get(code)
        return self._(known).format(**values) if known else ""

    def _outcome(self, values: dict[str, Any]) -> str:
        """What came of a probe, as a reason has it."""
        seen = Outcome(values["outcome"]), values.get("detail"), values.get("http_status")
        return self._words.names.result(SurfaceResult("", *seen))

    def _evidence_sentence(self, code: str, values: dict[str, Any]) -> str:
        if values["kind"] == "user":
            return self._(_USER_SAYS[code])
        has_share = code == "voice_trouble" and "count" in values and "of" in values
        text = self._("{source}: trouble ({count} of {of})") if has_share else self._(_REASONS[code])
        return text.format(**{**values, "source": self._words.names.source(values["source"])})


def is_site_away(judged: JudgedCheck) -> bool:
    """Whether all that fails is the site, with no answer to us of its own: it may be taken from us alone."""
    verdict = judged.verdict
    failing = [result for result in judged.check.surfaces if result.id in named_surfaces(verdict)]
    is_away = [result.id == "web" and result.is_kept_away for result in failing]
    return verdict.cause is Cause.PART_FAILING and verdict.confidence is Confidence.LOW and is_away == [True]
