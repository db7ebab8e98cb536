"""What is usual: how long answers take, and which parts of X a line never lets through. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from trayapp.domain.records import CORE_SURFACES, CUSTOM_SURFACE, ControlResult, Outcome, SurfaceResult
from trayapp.domain.results import is_doh, is_https, is_lost, is_ok, is_reached, operator
from trayapp.domain.wire import read_moment, read_number, timestamp

LATENCY_WINDOW = timedelta(days=7)

SLOW_FROM_MS = 3000.0
"""Nobody calls a quicker answer slow, whatever it usually takes."""
_SLOW_RATIO = 3.0

# In trouble every check asks for everything: 50 questions in vain are an hour or a few of watching. What a
# line has not let through for a day as well is not in trouble there, the line is made that way.
_FAILURES_AT_LEAST = 50
_FAILING_FOR_AT_LEAST = timedelta(days=1)

_MOST_LINES = 32
"""Networks that are remembered. Who travels forgets the oldest."""

MedianMs = Mapping[tuple[str, bool], float]
"""Medians in milliseconds by surface and by whether it was asked in full; few samples make no median."""


def is_full(results: Iterable[SurfaceResult]) -> bool:
    """Whether these were asked in full. On calm days the core alone is asked, and for less.

    Controls do not tell: a light check asks them, too, once something is slow or lost in it. Who has
    switched all parts off has one kind of check, as far as anybody can see.
    """
    return any(result.id not in CORE_SURFACES for result in results)


def mark_slow(
    results: Iterable[SurfaceResult], controls: Iterable[ControlResult], median_ms: MedianMs
) -> tuple[SurfaceResult, ...]:
    """Answers that took over three times as long as usual, and long at that, are `slow`.

    Only beside a host that is not X's and answered over https: unless that took long, too, or anything was
    lost, which takes waiting to make up for: then it is the line.
    """
    results, controls = tuple(results), tuple(controls)
    beside = [control for control in controls if is_https(control)]
    if not beside or any(map(_took_long, beside)) or any(result.lost for result in (*results, *controls)):
        return results
    in_full = is_full(results)
    return tuple(
        replace(result, outcome=Outcome.SLOW)
        if _is_slow(result, median_ms.get((result.id, in_full)))
        else result
        for result in results
    )


def may_be_slow(results: Iterable[SurfaceResult]) -> bool:
    """Whether it is worth finding out what is usual, and how long others take."""
    return any(result.outcome is Outcome.OK and _took_long(result) for result in results)


def _took_long(result: SurfaceResult) -> bool:
    return _without_lookup_ms(result) > SLOW_FROM_MS


def _without_lookup_ms(result: SurfaceResult) -> float:
    """How long the host itself took: its name is looked up by the line's resolver."""
    return (result.phases.total or 0.0) - (result.phases.dns or 0.0)


def _is_slow(result: SurfaceResult, median_ms: float | None) -> bool:
    total_ms = _without_lookup_ms(result)
    if result.outcome is not Outcome.OK or median_ms is None:
        return False
    return total_ms > max(SLOW_FROM_MS, _SLOW_RATIO * median_ms)


@dataclass(slots=True)
class _Known:
    """How one part of X fared on one line."""

    reached_at: datetime | None = None
    failed_since: datetime | None = None
    """The first time it was asked in vain since then."""
    failures: int = 0
    """In a row."""


class Reach:
    """Which parts of X, beside its core, are not available on a line: behind a Pi-hole, in a company.

    A line is any text that tells one network from another. Only checks that read X's core count: when that
    is away, the parts say nothing of the line. Nor does a part that was lost beside something else that was.
    """

    def __init__(self) -> None:
        self._lines: dict[str, dict[str, _Known]] = {}

    def note(
        self,
        line: str,
        at: datetime,
        results: Iterable[SurfaceResult],
        controls: Iterable[ControlResult] = (),
    ) -> bool:
        """Take in one check. Whether there is something new that is worth remembering beyond this run."""
        results = tuple(results)
        core = [result for result in results if result.id in CORE_SURFACES]
        if not any(map(is_ok, core)):
            return False
        does_line_lose = any(result.lost or is_lost(result) for result in core) or _is_poor(controls)
        known = self._lines.pop(line, {})
        self._lines[line] = known  # the last one is the one seen last
        while len(self._lines) > _MOST_LINES:
            del self._lines[next(iter(self._lines))]
        is_news = False
        for result in filter(_is_optional, results):
            if does_line_lose and is_lost(result):
                continue  # as it would be behind any filter or none
            part = known.setdefault(result.id, _Known())
            if not is_reached(result):
                is_news = True
                part.failed_since = part.failed_since or at
                part.failures += 1
            # When it was reached is known to the hour, which spares writing it down with each check.
            elif part.failures or part.reached_at is None or abs(at - part.reached_at) >= timedelta(hours=1):
                is_news = True
                known[result.id] = _Known(at)
        return is_news

    def is_missing(self, line: str, at: datetime, surface: str) -> bool:
        """Whether this part was not reached once in the last 7 days on this line, though asked often."""
        part = self._lines.get(line, {}).get(surface)
        if part is None or part.failed_since is None or part.failures < _FAILURES_AT_LEAST:
            return False
        was_reached_lately = part.reached_at is not None and at - part.reached_at <= LATENCY_WINDOW
        return not was_reached_lately and at - part.failed_since >= _FAILING_FOR_AT_LEAST

    def to_json(self) -> dict[str, Any]:
        """All of it in plain types."""
        return {
            line: {
                surface: [
                    timestamp(part.reached_at) if part.reached_at else None,
                    timestamp(part.failed_since) if part.failed_since else None,
                    part.failures,
                ]
                for surface, part in known.items()
            }
            for line, known in self._lines.items()
        }

    @classmethod
    def from_json(cls, value: Any) -> Reach:
        """What was written; what cannot be read of it was never seen. Never raises."""
        reach = cls()
        for line, known in value.items() if isinstance(value, dict) else ():
            if isinstance(known, dict):
                parts = {surface: _known(entry) for surface, entry in known.items()}
                reach._lines[line] = {surface: part for surface, part in parts.items() if part}
        return reach


def _is_poor(controls: Iterable[ControlResult]) -> bool:
    """Whether hosts of several operators were lost. One may be filtered, and resolvers often are."""
    return len({operator(control) for control in controls if is_lost(control) and not is_doh(control)}) > 1


def _is_optional(result: SurfaceResult) -> bool:
    """What the user entered is asked for whatever comes: it shall not fall silent."""
    return result.id not in CORE_SURFACES and result.id != CUSTOM_SURFACE


def _known(value: Any) -> _Known | None:
    if not isinstance(value, list) or len(value) != 3:
        return None
    failures = read_number(value[2])
    return None if failures is None else _Known(read_moment(value[0]), read_moment(value[1]), int(failures))
