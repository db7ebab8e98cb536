"""How long parts of X took to answer, from the roll-ups: exact to 2.5 %, and for ever.

But what is usual just now, against which single checks are held, comes from checks.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from operator import add

from trayapp.domain.latency import MedianMs, is_full
from trayapp.domain.records import Outcome
from trayapp.history.codec import COLUMNS
from trayapp.history.codec import unpack as unpack_check
from trayapp.history.histograms import BUCKETS, Histogram, percentiles_ms, unpack
from trayapp.history.moments import DAY_MS, day_of, quarter_of, to_ms
from trayapp.history.spent_times import PHASES, unpack_day

# Checks that are unpacked, evenly spread. Of a week's at one a minute every tenth.
_SAMPLE = 1000

_FEWEST_ANSWERS = 50

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
    midnights_ms = [(ms + DAY_MS // 2) // DAY_MS * DAY_MS for ms in quarters_ms]
    ragged = [
        _of_quarters(connection, min(ms, midnight_ms), max(ms, midnight_ms), asked)
        for ms, midnight_ms in zip(quarters_ms, midnights_ms, strict=True)
    ]
    found: list[ResponseTimes | None] = []
    for (begin_ms, begin_day, at_begin), (end_ms, end_day, at_end) in pairwise(
        zip(quarters_ms, midnights_ms, ragged, strict=True)
    ):
        if begin_day == end_day:  # all of it is near one midnight
            histogram = _of_quarters(connection, begin_ms, end_ms, asked)
        else:
            histogram = histogram_of(_of_days(connection, begin_day, end_day, asked, TOTAL))
            _change(histogram, at_begin, 1 if begin_ms < begin_day else -1)
            _change(histogram, at_end, -1 if end_ms < end_day else 1)
        found.append(_response_times(histogram))
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
    counts = _of_days(connection, day_of(to_ms(begin)), -(-to_ms(end) // DAY_MS) * DAY_MS, asked, slice(None))
    phases = {name: histogram_of(counts[at * BUCKETS :][:BUCKETS]) for at, name in enumerate(PHASES)}
    return {name: percentiles_ms(phase, [0.5])[0] for name, phase in phases.items() if phase}


def read_median_ms(connection: sqlite3.Connection, since: datetime) -> MedianMs:
    """How long each part of X mostly takes to answer: medians of a sample since then, of the whole time.

    What has fewer than 50 answers in it is left out. Some 50 ms, however much there is.
    """
    from statistics import median  # 4 ms to load, and most who read the history do without

    since_ms = to_ms(since)
    (count,) = connection.execute("SELECT count(*) FROM checks WHERE at_ms >= ?", (since_ms,)).fetchone()
    # On calm days every fifth check asks for more than the core: a step of 5 would see all of those or none.
    step = max(1, count // _SAMPLE)
    step += step % 5 == 0
    spent_ms: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for columns in connection.execute(
        f"SELECT {COLUMNS} FROM checks WHERE at_ms >= ? AND id % ? = 0", (since_ms, step)
    ):
        surfaces = unpack_check(*columns).check.surfaces
        in_full = is_full(surfaces)  # apart: six parts at once share a connection that two have to themselves
        for result in surfaces:
            if result.outcome is Outcome.OK and result.phases.total is not None:
                spent_ms[result.id, in_full].append(result.phases.total)
    return {asked: median(times) for asked, times in spent_ms.items() if len(times) >= _FEWEST_ANSWERS}


def _asked(connection: sqlite3.Connection, surface: str, is_full: bool) -> int | None:
    row = connection.execute(
        "SELECT id FROM asked WHERE surface = ? AND is_full = ?", (surface, is_full)
    ).fetchone()
    return None if row is None else int(row[0])


def _of_quarters(connection: sqlite3.Connection, begin_ms: int, end_ms: int, asked: int) -> Histogram:
    histogram: Histogram = Counter()
    for (spent,) in connection.execute(
        "SELECT spent FROM quarters WHERE begin_ms >= ? AND begin_ms < ?", (begin_ms, end_ms)
    ):
        _change(histogram, unpack(spent, asked).get(asked, Counter()), 1)
    return histogram


def _of_days(
    connection: sqlite3.Connection, begin_ms: int, end_ms: int, asked: int, which: slice
) -> list[int]:
    """The sums of these counts (`unpack_day`)."""
    counts = list(unpack_day(None)[which])
    for (spent,) in connection.execute(
        "SELECT spent FROM day_phases WHERE begin_ms >= ? AND begin_ms < ? AND asked = ?",
        (begin_ms, end_ms, asked),
    ):
        counts = list(map(add, counts, unpack_day(spent)[which]))
    return counts


def histogram_of(counts: Sequence[int]) -> Histogram:
    """The one of these counts, bucket by bucket."""
    return Counter({bucket: count for bucket, count in enumerate(counts) if count})


def _change(histogram: Histogram, by: Histogram, sign: int) -> None:
    for bucket, count in by.items():
        histogram[bucket] += sign * count


def _response_times(histogram: Histogram) -> ResponseTimes | None:
    histogram = +histogram  # without what came to nothing
    if not histogram:
        return None
    return ResponseTimes(histogram.total(), *percentiles_ms(histogram, (0.1, 0.5, 0.9)))
