"""Which facts speak for a verdict and which against it, and how sure that makes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trayapp.domain.facts import Facts, confirms, fails, is_lost, is_ok
from trayapp.domain.records import Confidence, ControlResult, Evidence, Outcome, Reason, Says, SurfaceResult


@dataclass(frozen=True, slots=True)
class Justification:
    """The facts for and against one verdict."""

    surfaces: tuple[SurfaceResult, ...] = ()
    """Surfaces that say so."""
    voices: tuple[Evidence, ...] = ()
    controls: tuple[Reason, ...] = ()
    """What hosts that are not X's add. They are asked about the line, so they never make it certain."""
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
        kinds = {voice.kind for voice in self.voices if confirms(voice)}
        are_two = len(self.surfaces) >= 2 or (self.surfaces and kinds)
        does_rest_on_losses = sum(not is_lost(result) for result in self.surfaces) < min(
            2, len(self.surfaces)
        )
        is_seen_elsewhere = any(v.says is Says.TROUBLE and confirms(v) for v in self.voices)
        if are_two and (is_seen_elsewhere or not does_rest_on_losses):
            return Confidence.HIGH
        if len(self.surfaces) + len(kinds) + len(self.controls) <= 1:
            return Confidence.LOW
        return Confidence.MEDIUM

    def reasons(self) -> Iterable[Reason]:
        for surface in self.surfaces:
            yield surface_reason(surface, speaks_for=True)
        yield from self.controls
        for voice in self.voices:
            yield voice_reason(voice, speaks_for=True)
        yield from self.remarks
        yield from self.against


def _values(**values: str | float | None) -> tuple[tuple[str, str | int | float], ...]:
    return tuple((key, value) for key, value in values.items() if value is not None)


def surface_reason(result: SurfaceResult, *, speaks_for: bool) -> Reason:
    if fails(result):
        code = "surface_failed"
    elif is_ok(result):
        code = "surface_slow" if result.outcome is Outcome.SLOW else "surface_ok"
    else:
        code = "surface_undecided"
    return Reason(code, speaks_for, _seen(result))


def lost_reasons(facts: Facts) -> tuple[Reason, ...]:
    """What was lost, and may well have been lost by the line."""
    return tuple(
        Reason("surface_lost", True, (*_seen(facts.asked[name]), ("lost", facts.asked[name].lost or 0)))
        for name in facts.asked
        if name in facts.uncounted
    )


def _seen(result: SurfaceResult) -> tuple[tuple[str, str | int | float], ...]:
    return _values(
        surface=result.id,
        outcome=result.outcome.value,
        detail=result.detail,
        http_status=result.http_status,
    )


def control_reason(control: ControlResult, *, speaks_for: bool = True) -> Reason:
    return Reason(
        "control_ok" if is_ok(control) else "control_failed",
        speaks_for,
        _values(control=control.id, outcome=control.outcome.value, detail=control.detail),
    )


def doh_reason(control: ControlResult) -> Reason:
    return Reason("resolver_says", True, _values(control=control.id, detail=control.detail))


def voice_reason(voice: Evidence, *, speaks_for: bool) -> Reason:
    return Reason(
        "voice_trouble" if voice.says is Says.TROUBLE else "voice_fine",
        speaks_for,
        _values(source=voice.source, kind=voice.kind, count=voice.count, of=voice.of),
    )


def saying(facts: Facts, says: Says) -> tuple[Evidence, ...]:
    return tuple(v for v in facts.voices if v.says is says and v.kind != "status")


def user_reasons(facts: Facts) -> tuple[Reason, ...]:
    """That the user sees an error is shown beside what it agrees with; it confirms nothing."""
    return tuple(voice_reason(v, speaks_for=True) for v in saying(facts, Says.TROUBLE) if not confirms(v))


def _explained(facts: Facts) -> tuple[Reason, ...]:
    """Status pages that report trouble: X stands behind them, so theirs may be why. They confirm nothing."""
    pages = (v for v in facts.voices if v.says is Says.TROUBLE and v.kind == "status")
    return tuple(Reason("status_trouble", True, _values(source=page.source)) for page in pages)


def outdated_reasons(facts: Facts) -> tuple[Reason, ...]:
    """Words that a newer one outweighs, with their age: shown, without weight."""
    return tuple(
        Reason(
            "voice_outdated",
            True,
            _values(source=v.source, kind=v.kind, says=v.says.value, age_s=round(facts.age_s(v))),
        )
        for v in facts.outdated
    )


def posts_read(facts: Facts) -> tuple[Reason, ...]:
    """A post that was read here speaks against "X is blocked here"."""
    if facts.posts is not None and is_ok(facts.posts):
        return (surface_reason(facts.posts, speaks_for=False),)
    return ()


def line_works(facts: Facts) -> tuple[Reason, ...]:
    """That the line carries shows that it is not at fault; it says nothing of X, so has no weight."""
    if not facts.does_line_carry:
        return ()
    fine, asked = facts.operators
    return (Reason("line_works", True, _values(fine=fine, asked=asked)),)


def justify_trouble(
    facts: Facts,
    surfaces: Iterable[SurfaceResult],
    controls: tuple[Reason, ...] = (),
    fixed: Confidence | None = None,
    remarks: tuple[Reason, ...] = (),
) -> Justification:
    """Grounds of a row that says X is in trouble.

    Vantage points ask for the site alone: that they reach it says nothing against failing pictures or posts.
    """
    surfaces = tuple(surfaces)
    is_about_web = any(result.id == "web" for result in surfaces)
    against = tuple(
        voice_reason(voice, speaks_for=False)
        for voice in saying(facts, Says.FINE)
        if voice.kind != "vantage" or is_about_web
    )
    return Justification(
        surfaces,
        saying(facts, Says.TROUBLE),
        controls,
        against=against,
        remarks=_explained(facts) + line_works(facts) + outdated_reasons(facts) + remarks,
        fixed=fixed,
    )


def justify_blocked(
    facts: Facts,
    surfaces: Iterable[SurfaceResult],
    controls: tuple[Reason, ...] = (),
    fixed: Confidence | None = None,
) -> Justification:
    """Grounds of a row that says X is kept from the user: voices of trouble elsewhere speak against it.

    The user's own word does not: somebody whose X is blocked sees an error.
    """
    troubled = tuple(v for v in saying(facts, Says.TROUBLE) if confirms(v))
    return Justification(
        tuple(surfaces),
        facts.vantages_reaching,
        controls,
        against=posts_read(facts) + tuple(voice_reason(v, speaks_for=False) for v in troubled),
        remarks=line_works(facts) + user_reasons(facts) + outdated_reasons(facts),
        fixed=fixed,
    )
