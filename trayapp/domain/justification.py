"""Which facts speak for a verdict and which against it, and how sure that makes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trayapp.domain.codes import Confidence, Outcome, Says
from trayapp.domain.evidence import confirms
from trayapp.domain.facts import Facts
from trayapp.domain.records import ControlResult, Evidence, Reason, SurfaceResult


@dataclass(frozen=True, slots=True)
class Justification:
    """The facts for and against one verdict."""

    surfaces: tuple[SurfaceResult, ...] = ()
    """Surfaces that say so."""
    evidence: tuple[Evidence, ...] = ()
    controls: tuple[Reason, ...] = ()
    """What hosts that are not X's add. They are asked about the network, so they never make it certain."""
    against: tuple[Reason, ...] = ()
    remarks: tuple[Reason, ...] = ()
    """Shown, but without weight."""
    fixed: Confidence | None = None
    """Where the table itself says how sure the row is."""

    def confidence(self) -> Confidence:
        """High: two independent facts agree (two surfaces, or one and a source), none speaks against, and
        what rests on losses is seen by a source, too; low: one fact, or one against."""
        if self.fixed is not None:
            return self.fixed
        if self.against:
            return Confidence.LOW
        kinds = {e.kind for e in self.evidence if confirms(e)}  # two sources of one kind are one
        are_two = len(self.surfaces) >= 2 or (self.surfaces and kinds)
        # Two surfaces may be lost at one stroke by the network; of those that answered that cannot be said.
        answered = sum(not result.is_lost for result in self.surfaces)
        does_rest_on_losses = answered < min(2, len(self.surfaces))
        is_seen_elsewhere = any(e.says is Says.TROUBLE and confirms(e) for e in self.evidence)
        if are_two and (is_seen_elsewhere or not does_rest_on_losses):
            return Confidence.HIGH
        if len(self.surfaces) + len(kinds) + len(self.controls) <= 1:
            return Confidence.LOW
        return Confidence.MEDIUM

    def reasons(self) -> Iterable[Reason]:
        for surface in self.surfaces:
            yield surface_reason(surface, speaks_for=True)
        yield from self.controls
        for evidence in self.evidence:
            yield evidence_reason(evidence, speaks_for=True)
        yield from self.remarks
        yield from self.against


def _values(**values: str | float | None) -> tuple[tuple[str, str | int | float], ...]:
    return tuple((key, value) for key, value in values.items() if value is not None)


def surface_reason(result: SurfaceResult, *, speaks_for: bool) -> Reason:
    if result.fails:
        code = "surface_failed"
    elif result.is_ok:
        code = "surface_slow" if result.outcome is Outcome.SLOW else "surface_ok"
    else:
        code = "surface_undecided"
    return Reason(code, speaks_for, _seen(result))


def lost_reasons(facts: Facts) -> tuple[Reason, ...]:
    """What was lost, and may well have been lost by the network."""
    lost = [result for result in facts.asked.values() if result.id in facts.uncounted]
    return tuple(Reason("surface_lost", True, (*_seen(r), ("lost", r.lost or 0))) for r in lost)


def _seen(result: SurfaceResult) -> tuple[tuple[str, str | int | float], ...]:
    return _values(
        surface=result.id,
        outcome=result.outcome.value,
        detail=result.detail,
        http_status=result.http_status,
    )


def control_reason(control: ControlResult) -> Reason:
    code = "control_ok" if control.is_ok else "control_failed"
    values = _values(control=control.id, outcome=control.outcome.value, detail=control.detail)
    return Reason(code, True, values)


def doh_reason(control: ControlResult) -> Reason:
    return Reason("resolver_says", True, _values(control=control.id, detail=control.detail))


def evidence_reason(evidence: Evidence, *, speaks_for: bool) -> Reason:
    return Reason(
        "voice_trouble" if evidence.says is Says.TROUBLE else "voice_fine",
        speaks_for,
        _values(source=evidence.source, kind=evidence.kind, count=evidence.count, of=evidence.of),
    )


def pages_reason(vantage: Evidence) -> Reason:
    return Reason("vantage_pages", True, _values(source=vantage.source, pages=vantage.pages, of=vantage.of))


def user_reasons(facts: Facts) -> tuple[Reason, ...]:
    """That the user sees an error is shown beside what it agrees with; it confirms nothing."""
    trouble = facts.evidence.saying(Says.TROUBLE)
    return tuple(evidence_reason(e, speaks_for=True) for e in trouble if not confirms(e))


def outdated_reasons(facts: Facts) -> tuple[Reason, ...]:
    """Evidence that newer evidence outweighs, with its age: shown, without weight."""
    return tuple(
        Reason(
            "voice_outdated",
            True,
            _values(source=e.source, kind=e.kind, says=e.says.value, age_s=round(facts.evidence.age_s(e))),
        )
        for e in facts.evidence.outdated
    )


def posts_read(facts: Facts) -> tuple[Reason, ...]:
    """A post that was read here speaks against "X is blocked here"."""
    if facts.posts is not None and facts.posts.is_ok:
        return (surface_reason(facts.posts, speaks_for=False),)
    return ()


def network_works(facts: Facts) -> tuple[Reason, ...]:
    """That the network carries shows that it is not at fault; it says nothing of X, so has no weight."""
    if not facts.network.does_carry:
        return ()
    fine, asked = facts.network.operators
    return (Reason("line_works", True, _values(fine=fine, asked=asked)),)


def justify_trouble(
    facts: Facts,
    surfaces: Iterable[SurfaceResult],
    controls: tuple[Reason, ...] = (),
    fixed: Confidence | None = None,
    remarks: tuple[Reason, ...] = (),
) -> Justification:
    """What speaks for and against a row that says X is in trouble."""
    surfaces = tuple(surfaces)
    # Vantage points ask for the site alone: that they reach it says nothing of pictures or posts.
    is_about_web = any(result.id == "web" for result in surfaces)
    against = tuple(
        evidence_reason(e, speaks_for=False)
        for e in facts.evidence.saying(Says.FINE)
        if e.kind != "vantage" or is_about_web
    )
    # X stands behind what status pages tell of: their trouble may be why, but it confirms nothing.
    pages = (e for e in facts.evidence.weighing if e.says is Says.TROUBLE and e.kind == "status")
    explained = tuple(Reason("status_trouble", True, _values(source=page.source)) for page in pages)
    return Justification(
        surfaces,
        facts.evidence.saying(Says.TROUBLE),
        controls,
        against=against,
        remarks=explained + network_works(facts) + outdated_reasons(facts) + remarks,
        fixed=fixed,
    )


def justify_blocked(
    facts: Facts, surfaces: Iterable[SurfaceResult], controls: tuple[Reason, ...] = ()
) -> Justification:
    """What speaks for and against a row that says X is kept from the user; trouble elsewhere is against."""
    # The user's own word is not against it: somebody whose X is blocked sees an error.
    troubled = (e for e in facts.evidence.saying(Says.TROUBLE) if confirms(e))
    return Justification(
        tuple(surfaces),
        facts.evidence.vantages_reaching,
        controls,
        against=posts_read(facts) + tuple(evidence_reason(e, speaks_for=False) for e in troubled),
        remarks=network_works(facts) + user_reasons(facts) + outdated_reasons(facts),
    )
