"""Long spans in days: of each what was worst, and how much of it was watched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from trayapp.domain.codes import VerdictName
from trayapp.domain.segments import Segment

_WORST_LAST = (
    VerdictName.UNKNOWN,
    VerdictName.UP,
    VerdictName.BLOCKED,
    VerdictName.DEGRADED,
    VerdictName.DOWN,
)


class DayCell(NamedTuple):
    """One day."""

    begin: datetime
    end: datetime
    """The midnights around it."""
    worst: Segment
    """What is shown of it, from its begin to its end."""
    watched: float
    """The part of it that was watched, 0 to 1."""
    incidents: int


def day_cells(row: Sequence[Segment], days: Iterable[tuple[datetime, datetime]]) -> Iterator[DayCell]:
    """The days of a row of segments, of which the first and the last may be cut."""
    rest = list(reversed(row))
    for begin, end in days:
        seen: list[Segment] = []
        while rest and rest[-1].begin < end:
            seen.append(rest[-1])
            if rest[-1].end > end:  # it goes on tomorrow
                break
            rest.pop()
        if not seen:
            continue
        first, last = max(begin, row[0].begin), min(end, row[-1].end)
        worst = max(seen, key=_badness)
        watched_s = sum(
            (min(each.end, last) - max(each.begin, first)).total_seconds()
            for each in seen
            if each.verdict is not VerdictName.UNKNOWN
        )
        yield DayCell(
            begin,
            end,
            Segment(first, last, worst.verdict, worst.incident),
            watched_s / (last - first).total_seconds(),
            len({each.incident.begin for each in seen if each.incident is not None}),
        )


def _badness(segment: Segment) -> tuple[bool, int]:
    """What is certain goes before what is not, however bad that is."""
    is_certain = segment.incident is not None and segment.incident.confirmed
    return is_certain, _WORST_LAST.index(segment.verdict)
