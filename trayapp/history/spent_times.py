"""How long parts of X took to answer, gathered check by check: of each quarter of an hour, and phases by day.

What writes here does so inside the transaction of its caller.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Self

from trayapp.domain.codes import Outcome
from trayapp.domain.latency import is_full
from trayapp.domain.records import Check
from trayapp.history import codec
from trayapp.history.file.schema import DAMAGED
from trayapp.history.histograms import BUCKETS, Histogram, bucket_of, pack, pack_dense, unpack, unpack_dense
from trayapp.history.moments import DAY_MS, day_of, quarter_of, to_ms

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
    query = "SELECT id FROM asked WHERE surface = ? AND is_full = ?"
    row = connection.execute(query, asked).fetchone()
    if row is None:
        row = connection.execute(
            "INSERT INTO asked (surface, is_full) VALUES (?, ?) RETURNING id", asked
        ).fetchone()
    return int(row[0])


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
