"""How long parts of X took to answer, from the roll-ups: exact to 2.5 %, and for ever."""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from operator import add

from trayapp.domain.latency import MedianMs
from trayapp.history.histograms import BUCKETS, percentiles_ms, unpack, unpack_one
from trayapp.history.moments import DAY_MS, QUARTER_MS, day_of, quarter_of, to_ms
from trayapp.history.spent_times import PHASES, unpack_day

_FEWEST_ANSWERS = 50

_CALM = f"""SELECT spent FROM quarters WHERE begin_ms >= ? AND NOT EXISTS (
  SELECT 1 FROM incidents WHERE absorbed_in IS NULL AND +begin_ms < quarters.begin_ms + {QUARTER_MS}
    AND (end_ms IS NULL OR end_ms > quarters.begin_ms)
)"""

TOTAL = slice(PHASES.index("total") * BUCKETS, (PHASES.index("total") + 1) * BUCKETS)
"""Where the counts of a day (`unpack_day`) are those of whole answers."""


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """How long the answers of a stretch of time took, from the first lookup to the last byte."""

    count: int
    p10_ms: float
    median_ms: float
    p90_ms: float


def read_response_times(
    connection: sqlite3.Connection, edges: Sequence[datetime], surface: str, *, is_full: bool
) -> tuple[ResponseTimes | None, ...]:
    """Of each stretch between neighbouring edges, which go up and count to the quarter of an hour.

    `is_full`: as asked in full checks, or in light ones. `None` where nothing was answered.
    """
    asked = _asked(connection, surface, is_full)
    if asked is None:
        return (None,) * (len(edges) - 1)
    # Whole days, and what lies between an edge and the midnight next to it: that is added or taken away.
    quarters_ms = [quarter_of(to_ms(edge)) for edge in edges]
    midnights_ms = [day_of(ms + DAY_MS // 2) for ms in quarters_ms]
    days = _of_days(connection, midnights_ms[0], midnights_ms[-1], asked)
    last = next(days, None)
    found: list[ResponseTimes | None] = []
    at_end: dict[int, int] | None = None
    for (begin_ms, begin_day), (end_ms, end_day) in pairwise(zip(quarters_ms, midnights_ms, strict=True)):
        counts: list[int] = []
        while last is not None and last[0] < end_day:
            counts = list(map(add, counts, last[1][TOTAL])) if counts else last[1][TOTAL].tolist()
            last = next(days, None)
        counts = counts or [0] * BUCKETS
        if begin_day == end_day:  # all of it is near one midnight
            _change(counts, _of_quarters(connection, begin_ms, end_ms, asked), 1)
            at_end = None
        else:
            at_begin = at_end or _of_quarters(connection, begin_ms, begin_day, asked)
            at_end = _of_quarters(connection, end_ms, end_day, asked)
            _change(counts, at_begin, 1 if begin_ms < begin_day else -1)
            _change(counts, at_end, -1 if end_ms < end_day else 1)
        count = sum(counts)
        found.append(ResponseTimes(count, *percentiles_ms(counts, (0.1, 0.5, 0.9))) if count else None)
    return tuple(found)


def read_timed(connection: sqlite3.Connection) -> list[tuple[str, bool]]:
    """Of what there are times: surfaces by their ids, each with whether it was asked in full checks."""
    rows = connection.execute("SELECT surface, is_full FROM asked ORDER BY id")
    return [(str(surface), bool(is_full)) for surface, is_full in rows]


def read_phases(
    connection: sqlite3.Connection, begin: datetime, end: datetime, surface: str, *, is_full: bool
) -> dict[str, float]:
    """Medians in milliseconds of each phase, of the days in UTC that the time between touches."""
    asked = _asked(connection, surface, is_full)
    if asked is None:
        return {}
    counts = [0] * len(PHASES) * BUCKETS
    for _, of_day in _of_days(connection, day_of(to_ms(begin)), day_of(to_ms(end) + DAY_MS - 1), asked):
        counts = list(map(add, counts, of_day))
    phases = {name: counts[at * BUCKETS :][:BUCKETS] for at, name in enumerate(PHASES)}
    return {name: percentiles_ms(phase, [0.5])[0] for name, phase in phases.items() if any(phase)}


def read_median_ms(connection: sqlite3.Connection, since: datetime) -> MedianMs:
    """How long each part of X mostly takes to answer since then, light and full checks apart.

    What has fewer than 50 answers in it is left out, and so are the quarters that touch an incident: all
    checks are full ones in it, and a slowness would soon be what is usual.
    """
    found: dict[int, list[int]] = defaultdict(lambda: [0] * BUCKETS)
    for (spent,) in connection.execute(_CALM, (to_ms(since),)):
        for asked, histogram in unpack(spent).items():
            _change(found[asked], histogram, 1)
    return {
        (str(surface), bool(is_full)): percentiles_ms(found[asked], [0.5])[0]
        for asked, surface, is_full in connection.execute("SELECT id, surface, is_full FROM asked")
        if sum(found[asked]) >= _FEWEST_ANSWERS
    }


def _asked(connection: sqlite3.Connection, surface: str, is_full: bool) -> int | None:
    row = connection.execute(
        "SELECT id FROM asked WHERE surface = ? AND is_full = ?", (surface, is_full)
    ).fetchone()
    return None if row is None else int(row[0])


def _of_quarters(connection: sqlite3.Connection, one_ms: int, other_ms: int, asked: int) -> dict[int, int]:
    """What lies between two moments, whichever is the earlier."""
    histogram: dict[int, int] = defaultdict(int)
    for (spent,) in connection.execute(
        "SELECT spent FROM quarters WHERE begin_ms >= ? AND begin_ms < ?",
        (min(one_ms, other_ms), max(one_ms, other_ms)),
    ):
        for bucket, count in unpack_one(spent, asked).items():
            histogram[bucket] += count
    return histogram


def _of_days(
    connection: sqlite3.Connection, begin_ms: int, end_ms: int, asked: int
) -> Iterator[tuple[int, array[int]]]:
    """Each day in UTC, and its counts (`unpack_day`)."""
    for day_ms, spent in connection.execute(
        "SELECT begin_ms, spent FROM day_phases WHERE begin_ms >= ? AND begin_ms < ? AND asked = ?"
        " ORDER BY begin_ms",
        (begin_ms, end_ms, asked),
    ):
        yield day_ms, unpack_day(spent)


def _change(counts: list[int], by: dict[int, int], sign: int) -> None:
    for bucket, count in by.items():
        counts[bucket] = max(0, counts[bucket] + sign * count)  # below nothing where a day is damaged
