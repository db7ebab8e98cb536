"""A page in the user's own browser: what is remembered of it, and when it is looked at unasked.

Pure. The browser itself is the room `browser`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from trayapp.domain.check_json import surface_to_json, surfaces_from_json
from trayapp.domain.codes import CORE_SURFACES, Cause, Outcome, Says, VerdictName
from trayapp.domain.evidence import WeighedEvidence
from trayapp.domain.records import Check, Evidence, JudgedCheck, SurfaceResult
from trayapp.domain.state_json import state_from_json, state_to_json

_PROVEN_FOR = timedelta(days=30)
_LOOKED_AT_EVERY = timedelta(minutes=15)
LOOK_COUNTS_FOR = timedelta(minutes=16)
"""At most: until the next has come, so that a trouble which it alone sees is seen without a break."""
_A_DAY = timedelta(days=1)
_MOST_A_DAY = 12
_MOST_WALLS = 3

# As many as checks confirm a trouble: a single one may be a robot's.
_CONFIRMED_BY = 3


@dataclass(frozen=True, slots=True)
class PageMemory:
    """What came of looking at X through a browser, on this computer, over restarts."""

    ok_at: datetime | None = None
    """When posts were drawn last."""
    looked_at: datetime | None = None
    result: SurfaceResult | None = None
    """What came of it then; `None` if the browser failed."""
    failures: int = 0
    """In how many looks in a row X failed."""
    walls: int = 0
    """In how many looks in a row it turned us away."""
    unasked: tuple[datetime, ...] = ()
    """The looks of our own accord, of the last day."""
    counted_at: datetime | None = None
    """The check that it was in first; `None` if it waits for one."""

    def begun(self, at: datetime) -> PageMemory:
        """With a look of our own accord that begins now."""
        return replace(self, unasked=(*(past for past in self.unasked if abs(at - past) < _A_DAY), at))

    def after(self, at: datetime, result: SurfaceResult | None) -> PageMemory:
        """With what came of one more look; `result` is `None` if the browser failed."""
        known = replace(self, looked_at=at, result=result, counted_at=at if result is None else None)
        if result is None:
            return known
        has_failed = result.fails and not result.filtered
        is_wall = result.outcome in (Outcome.REFUSED, Outcome.LIMITED)
        is_ok = result.outcome is Outcome.OK
        return replace(
            known,
            ok_at=at if is_ok else self.ok_at,
            failures=self.failures + 1 if has_failed else 0,
            walls=self.walls + 1 if is_wall else 0 if is_ok or has_failed else self.walls,
        )

    def in_check(
        self, at: datetime, surfaces: tuple[SurfaceResult, ...], evidence: tuple[Evidence, ...]
    ) -> tuple[PageMemory, SurfaceResult | None]:
        """What is to be remembered from the check of this moment on, and what it adds to that check.

        A look counts in one check. One that failed counts until the next if X says in this check that it
        fails elsewhere, or a source reports trouble; or if it is the third in a row.
        """
        if (
            self.result is None
            or self.looked_at is None
            or not _is_within(LOOK_COUNTS_FOR, self.looked_at, at)
        ):
            return self, None
        is_new = self.counted_at is None
        is_agreed = any(r.fails_on_x_side and not r.is_lost for r in surfaces if r.id in CORE_SURFACES)
        is_agreed = is_agreed or WeighedEvidence(Check(at, 0, surfaces), evidence).is_trouble_confirmed
        if not (is_new or (self.failures > 0 and (is_agreed or self.failures >= _CONFIRMED_BY))):
            return self, None
        is_proven = self.ok_at is not None and _is_within(_PROVEN_FOR, self.ok_at, at)
        shown = replace(self.result, unproven=self.result.fails and not is_proven)
        return replace(self, counted_at=at) if is_new else self, shown

    def is_due(self, judged: JudgedCheck, incident_begin: datetime | None) -> bool:
        """Whether to look of our own accord after this check: on suspicion, as sources are asked.

        `incident_begin`: of the one that goes on.
        """
        verdict, at = judged.verdict, judged.check.at
        is_reported = any(e.says is Says.TROUBLE and e.kind != "status" for e in judged.evidence)
        is_suspicious = verdict.name is not VerdictName.UP or is_reported or self.failures > 0
        is_of_use = verdict.name is not VerdictName.OFFLINE and verdict.cause not in (
            Cause.NOT_WATCHED,
            Cause.OWN_TROUBLE,
        )
        looks = sum(abs(at - past) < _A_DAY for past in self.unasked)
        if not (is_suspicious and is_of_use) or looks >= _MOST_A_DAY or self.walls >= _MOST_WALLS:
            return False
        if self.looked_at is None or abs(at - self.looked_at) >= _LOOKED_AT_EVERY:
            return True
        # An incident that has begun since was not seen, unless it is this look that it began with.
        seen_at = self.counted_at or self.looked_at
        return incident_begin is not None and seen_at < incident_begin <= at

    def to_json(self) -> dict[str, Any]:
        """All of it in plain types."""
        return state_to_json(self) | {"result": [surface_to_json(self.result)] if self.result else []}

    @classmethod
    def from_json(cls, value: Any) -> PageMemory:
        """What was written; one that cannot be read is empty. Never raises."""
        written = value if isinstance(value, dict) else {}
        results = surfaces_from_json(written.get("result"))
        # Before, what is empty was written as null.
        said = {name: entry for name, entry in written.items() if entry is not None and name != "result"}
        memory = state_from_json(cls, said)
        counted_at = memory.counted_at or memory.looked_at  # by whoever looked
        return replace(memory, result=results[0] if results else None, counted_at=counted_at)


def _is_within(span: timedelta, past: datetime, at: datetime) -> bool:
    """Whether it lies that little before; not if the clock was set back since."""
    return timedelta(0) <= at - past < span
