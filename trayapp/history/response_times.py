"""How long parts of X took to answer: gathered check by check, and read exact to 2.5 %, for ever.

What writes here does so inside the transaction of its caller.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple, Self

from trayapp.clock import local, midnight
from trayapp.domain.codes import Outcome
from trayapp.domain.latency import MedianMs, is_full
from trayapp.domain.records import Check
from trayapp.history import codec
from trayapp.history.file.schema import DAMAGED
from trayapp.history.histograms import (
    BUCKETS,
    Histogram,
    bucket_of,
    median_ms,
    pack,
    pack_dense,
    percentiles_ms,
    unpack,
    unpack_dense,
    unpack_one,
)
from trayapp.history.moments import DAY_MS, QUARTER_MS, day_of, from_ms, quarter_of, to_ms

PHASES = ("dns", "connect", "tls", "first_byte", "total")
"""In the order of their numbers in the histograms of a day: part of the format of the files."""

_ANSWERS = (Outcome.OK, Outcome.SLOW)


class SpentTimes:
    """How long parts of X took to answer in some checks: gathered, and then added to what is in the file.

    Attributes:
        totals: by quarter and what was asked, the whole of it.
        phases: by day and what was asked, which of its counts (`unpack_day`) go up.
    """

    def __init__(self) -> None:
        self.totals: dict[int, dict[tuple[str, bool], Histogram]] = defaultdict(lambda: defaultdict(Counter))
        self.phases: dict[tuple[int, str, bool], Counter[int]] = defaultdict(Counter)

    @classmethod
    def of_checks(cls, connection: sqlite3.Connection, chosen: str, values: Sequence[int]) -> Self:
        """Of those that are kept and meet this condition. One that is damaged does not hold up all others."""
        spent = cls()
        for row in connection.execute(f"SELECT {codec.COLUMNS} FROM checks WHERE {chosen}", values):
            with suppress(*DAMAGED):
                spent.add(codec.unpack(*row).check)
        return spent

    def add(self, check: Check) -> None:
        at_ms, in_full = to_ms(check.at), is_full(check.surfaces)
        for result in check.surfaces:
            total = result.phases.total
            if result.outcome in _ANSWERS and total is not None:
                self.totals[quarter_of(at_ms)][result.id, in_full][bucket_of(total)] += 1
                phases = self.phases[day_of(at_ms), result.id, in_full]
                for number, name in enumerate(PHASES):
                    spent = getattr(result.phases, name)
                    if spent is not None:
                        phases[number * BUCKETS + bucket_of(spent)] += 1

    def write(self, connection: sqlite3.Connection) -> None:
        """Add it to the file, and gather anew. If that is undone, this is of no more use."""
        for quarter_ms, by_asked in self.totals.items():
            row = connection.execute(
                "SELECT spent FROM quarters WHERE begin_ms = ?", (quarter_ms,)
            ).fetchone()
            histograms = _readable(unpack, row, {})
            for asked, more in by_asked.items():
                histograms.setdefault(_number(connection, asked), Counter()).update(more)
            connection.execute(
                "INSERT INTO quarters (begin_ms, checks, watched_ms, down_ms, degraded_ms, spent)"
                " VALUES (?, 0, 0, 0, 0, ?) ON CONFLICT (begin_ms) DO UPDATE SET spent = excluded.spent",
                (quarter_ms, pack(histograms)),
            )
            connection.execute(
                "DELETE FROM local_days WHERE begin_ms <= ?1 AND end_ms > ?1 AND end_ms <= ?1 + 2 * ?2",
                (quarter_ms, DAY_MS),
            )
        for (day_ms, surface, in_full), places in self.phases.items():
            key = day_ms, _number(connection, (surface, in_full))
            row = connection.execute(
                "SELECT spent FROM day_phases WHERE begin_ms = ? AND asked = ?", key
            ).fetchone()
            counts = _readable(unpack_day, row, unpack_day(None))
            for place, count in places.items():
                counts[place] = max(0, min(65535, counts[place] + count))
            connection.execute(
                "INSERT INTO day_phases (begin_ms, asked, spent) VALUES (?, ?, ?)"
                " ON CONFLICT (begin_ms, asked) DO UPDATE SET spent = excluded.spent",
                (*key, pack_dense(counts)),
            )
        self.totals.clear()
        self.phases.clear()


def _number(connection: sqlite3.Connection, asked: tuple[str, bool]) -> int:
    """Under which number histograms keep it; a new one if they do not yet."""
    number = _asked(connection, *asked)
    if number is None:
        query = "INSERT INTO asked (surface, is_full) VALUES (?, ?) RETURNING id"
        (number,) = connection.execute(query, asked).fetchone()
    return int(number)


def unpack_day(spent: bytes | None) -> array[int]:
    """The counts of a day: of each phase in turn those of all buckets."""
    return unpack_dense(spent, len(PHASES) * BUCKETS)


def _readable(read: Callable[..., Any], row: tuple[bytes | None] | None, otherwise: Any) -> Any:
    try:
        return read(row[0]) if row else otherwise
    except ValueError:  # damaged: what it said is lost, but no check shall be
        return otherwise


def catch_up(connection: sqlite3.Connection, most: int) -> bool:
    """Unpack the next checks of before there were roll-ups, at most so many. Whether all is done."""
    row = connection.execute("SELECT after_check, until_check FROM backlog").fetchone()
    if row is None:
        return True
    after, until = row
    (last,) = connection.execute(
        "SELECT id FROM checks WHERE id > ? AND id <= ? ORDER BY id LIMIT 1 OFFSET ?",
        (after, until, most - 1),
    ).fetchone() or (until,)
    SpentTimes.of_checks(connection, "id > ? AND id <= ?", (after, last)).write(connection)
    if last == until:
        connection.execute("DELETE FROM backlog")
    else:
        connection.execute("UPDATE backlog SET after_check = ?", (last,))
    return False


_FEWEST_ANSWERS = 50

_CALM = f"""SELECT spent FROM quarters WHERE begin_ms >= ? AND NOT EXISTS (
  SELECT 1 FROM incidents WHERE absorbed_in IS NULL AND +begin_ms < quarters.begin_ms + {QUARTER_MS}
    AND (end_ms IS NULL OR end_ms > quarters.begin_ms)
)"""

TOTAL = slice(PHASES.index("total") * BUCKETS, (PHASES.index("total") + 1) * BUCKETS)
"""Where the counts of a day (`unpack_day`) are those of whole answers."""


_QUARTERS = "SELECT spent FROM quarters WHERE begin_ms >= ? AND begin_ms < ?"

# Of each day the row of what was asked, if there is one: with max() the other columns are those of its row.
_LOCAL_DAYS = """SELECT begin_ms, end_ms, max(asked = ?), p10_ms, median_ms, p90_ms FROM local_days
WHERE end_ms > ? AND end_ms <= ? GROUP BY end_ms, begin_ms"""


class ResponseTimes(NamedTuple):
    """How long the answers of a stretch of time took, from the first lookup to the last byte."""

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
    edges_ms = [quarter_of(to_ms(edge)) for edge in edges]
    days = {
        (begin_ms, end_ms): ResponseTimes(*times) if is_asked else None
        for begin_ms, end_ms, is_asked, *times in connection.execute(
            _LOCAL_DAYS, (asked, edges_ms[0], edges_ms[-1])
        )
    }
    return tuple(
        days[span] if span in days else _of_quarters(connection, span, asked) for span in pairwise(edges_ms)
    )


def _of_quarters(connection: sqlite3.Connection, span: tuple[int, int], asked: int) -> ResponseTimes | None:
    counts = [0] * BUCKETS
    for (spent,) in connection.execute(_QUARTERS, span):
        for bucket, count in unpack_one(spent, asked).items():
            counts[bucket] += count
    return _times(counts) if any(counts) else None


def _times(counts: Sequence[int]) -> ResponseTimes:
    return ResponseTimes(*percentiles_ms(counts, (0.1, 0.5, 0.9)))


def days_to_make(connection: sqlite3.Connection, now: datetime) -> Iterator[tuple[int, int]]:
    """Begins and ends of days of this computer's zone that are over and not made yet, newest first."""
    # Not one begin of each end: days of two zones may end in the same moment.
    made = set(connection.execute("SELECT DISTINCT begin_ms, end_ms FROM local_days"))
    before_ms = _midnight_ms(local(now).date())
    while True:
        while (begin_ms := _midnight_ms(local(from_ms(before_ms - 1)).date()), before_ms) in made:
            before_ms = begin_ms
        (last_ms,) = connection.execute(
            "SELECT max(begin_ms) FROM quarters WHERE begin_ms < ? AND spent IS NOT NULL", (before_ms,)
        ).fetchone()
        if last_ms is None:
            return
        day = local(from_ms(last_ms)).date()
        begin_ms, end_ms = _midnight_ms(day), _midnight_ms(day + timedelta(days=1))
        if (begin_ms, end_ms) not in made:
            yield begin_ms, end_ms
        before_ms = min(begin_ms, last_ms)


def _midnight_ms(day: date) -> int:
    return quarter_of(to_ms(midnight(day)))


def day_rows(connection: sqlite3.Connection, begin_ms: int, end_ms: int) -> set[tuple[float, ...]]:
    """What the table of days has to say of one. Raises ValueError where a quarter is damaged."""
    of_day = _by_asked(connection.execute(_QUARTERS, (begin_ms, end_ms)))
    return {(end_ms, begin_ms, asked, *_times(counts)) for asked, counts in of_day.items()}


def make_day(connection: sqlite3.Connection, begin_ms: int, end_ms: int) -> None:
    """Keep what was found of a day of this computer's zone."""
    connection.executemany(
        "INSERT INTO local_days VALUES (?, ?, ?, ?, ?, ?)", day_rows(connection, begin_ms, end_ms)
    )


def read_timed(connection: sqlite3.Connection) -> list[tuple[str, bool]]:
    """Of what there are times: surfaces by their ids, each with whether it was asked in full checks."""
    rows = connection.execute("SELECT surface, is_full FROM asked ORDER BY id")
    return [(str(surface), bool(is_full)) for surface, is_full in rows]


def read_phases(
    connection: sqlite3.Connection, begin: datetime, end: datetime, surface: str, *, is_full: bool
) -> list[tuple[date, dict[str, float]]]:
    """Medians in milliseconds of each phase, of each day in UTC that the time between touches."""
    found = []
    for day_ms, spent in connection.execute(
        "SELECT begin_ms, spent FROM day_phases WHERE begin_ms >= ? AND begin_ms < ? AND asked = ?"
        " ORDER BY begin_ms",
        (day_of(to_ms(begin)), to_ms(end), _asked(connection, surface, is_full)),
    ):
        counts = unpack_day(spent)
        phases = {name: counts[at * BUCKETS :][:BUCKETS] for at, name in enumerate(PHASES)}
        medians = {name: median_ms(phase) for name, phase in phases.items() if any(phase)}
        found.append((from_ms(day_ms).date(), medians))
    return found


def read_median_ms(connection: sqlite3.Connection, since: datetime) -> MedianMs:
    """How long each part of X mostly takes to answer since then, light and full checks apart.

    What has fewer than 50 answers in it is left out, and so are the quarters that touch an incident: all
    checks are full ones in it, and a slowness would soon be what is usual.
    """
    found = _by_asked(connection.execute(_CALM, (to_ms(since),)))
    return {
        (str(surface), bool(is_full)): _times(found[asked]).median_ms
        for asked, surface, is_full in connection.execute("SELECT id, surface, is_full FROM asked")
        if sum(found[asked]) >= _FEWEST_ANSWERS
    }


def _by_asked(quarters: Iterable[tuple[bytes | None]]) -> dict[int, list[int]]:
    """What was asked in these, with how many answers there were of each length."""
    found: dict[int, list[int]] = defaultdict(lambda: [0] * BUCKETS)
    for (spent,) in quarters:
        for asked, histogram in unpack(spent).items():
            for bucket, count in histogram.items():
                found[asked][bucket] += count
    return found


def _asked(connection: sqlite3.Connection, surface: str, is_full: bool) -> int | None:
    row = connection.execute(
        "SELECT id FROM asked WHERE surface = ? AND is_full = ?", (surface, is_full)
    ).fetchone()
    return None if row is None else int(row[0])
