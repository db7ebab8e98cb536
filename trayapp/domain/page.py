"""A page in the user's own browser: what is remembered of it, and when it is looked at unasked.

Pure. The browser itself is the room `browser`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from trayapp.domain.check_json import read_moment, surface_to_json, surfaces_from_json, timestamp
from trayapp.domain.records import Cause, JudgedCheck, Outcome, Says, SurfaceResult, VerdictName
from trayapp.domain.results import fails

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

    def after(self, at: datetime, result: SurfaceResult | None, *, is_asked_for: bool) -> PageMemory:
        """With one more look; `result` is `None` if the browser failed."""
        unasked = tuple(past for past in self.unasked if timedelta(0) <= at - past < _A_DAY)
        known = replace(
            self, looked_at=at, result=result, unasked=unasked if is_asked_for else (*unasked, at)
        )
        if result is None:
            return known
        has_failed = fails(result) and not result.filtered
        is_wall = result.outcome in (Outcome.REFUSED, Outcome.LIMITED)
        is_ok = result.outcome is Outcome.OK
        return replace(
            known,
            ok_at=at if is_ok else self.ok_at,
            failures=self.failures + 1 if has_failed else 0,
            walls=self.walls + 1 if is_wall else 0 if is_ok or has_failed else self.walls,
        )

    def result_for(self, at: datetime, *, is_new: bool) -> SurfaceResult | None:
        """What it adds to the check of this moment; `is_new`: it was not in a check yet.

        Each look counts once; one that is confirmed by those before it, until the next.
        """
        is_recent = self.looked_at is not None and _is_within(LOOK_COUNTS_FOR, self.looked_at, at)
        if self.result is None or not is_recent or not (is_new or self.failures >= _CONFIRMED_BY):
            return None
        is_proven = self.ok_at is not None and _is_within(_PROVEN_FOR, self.ok_at, at)
        return replace(self.result, unproven=fails(self.result) and not is_proven)

    def is_due(self, judged: JudgedCheck) -> bool:
        """Whether to look of our own accord after this check: on suspicion, as sources are asked."""
        verdict, at = judged.verdict, judged.check.at
        reported = [e for e in judged.evidence if e.says is Says.TROUBLE and e.kind != "status"]
        is_suspicious = verdict.name is not VerdictName.UP or bool(reported)
        is_of_use = verdict.name is not VerdictName.OFFLINE and verdict.cause not in (
            Cause.NOT_WATCHED,
            Cause.OWN_TROUBLE,
        )
        looks = sum(_is_within(_A_DAY, past, at) for past in self.unasked)
        if not (is_suspicious and is_of_use) or looks >= _MOST_A_DAY or self.walls >= _MOST_WALLS:
            return False
        if self.looked_at is None or not _is_within(_LOOKED_AT_EVERY, self.looked_at, at):
            return True
        # What was seen before it began says nothing of it. Sources say theirs again and again, users do not.
        began = [judged.check.trouble_since, *(e.at for e in reported if e.kind == "user")]
        is_another = any(since is not None and self.looked_at < since for since in began)
        return is_another or 0 < self.failures < _CONFIRMED_BY

    def to_json(self) -> dict[str, Any]:
        """All of it in plain types."""
        return {
            "ok_at": timestamp(self.ok_at) if self.ok_at else None,
            "looked_at": timestamp(self.looked_at) if self.looked_at else None,
            "result": [surface_to_json(self.result)] if self.result else [],
            "failures": self.failures,
            "walls": self.walls,
            "unasked": [timestamp(at) for at in self.unasked],
        }

    @classmethod
    def from_json(cls, value: Any) -> PageMemory:
        """What was written; one that cannot be read is empty. Never raises."""
        match value:
            case {"failures": int(failures), "walls": int(walls), "unasked": list(unasked)}:
                moments = (read_moment(at) for at in unasked[-_MOST_A_DAY:])
                results = surfaces_from_json(value.get("result"))
                return cls(
                    read_moment(value.get("ok_at")),
                    read_moment(value.get("looked_at")),
                    results[0] if results else None,
                    failures,
                    walls,
                    tuple(at for at in moments if at is not None),
                )
        return cls()


def _is_within(span: timedelta, past: datetime, at: datetime) -> bool:
    """Whether it lies that little before; not if the clock was set back since."""
    return timedelta(0) <= at - past < span
