"""How much of a time was watched, and how much of that X was down: added up by SQLite from the roll-ups."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from trayapp.domain.uptime import Totals
from trayapp.history.codec import to_ms
from trayapp.history.file.schema import version_of
from trayapp.history.rollups import (
    DAY_MS,
    LAST_MOMENT_MS,
    QUARTER_MS,
    SINCE_VERSION,
    Time,
    quarter_of,
    read_shares,
)

HOUR_MS = 3_600_000

_SUMS = "SELECT coalesce(sum(watched_ms), 0), coalesce(sum(down_ms), 0), coalesce(sum(degraded_ms), 0) FROM"


def totals_since(connection: sqlite3.Connection, since: datetime) -> Totals:
    """The figures of the checks since then, and of the incidents that had not ended by then.

    Of a quarter whose checks are gone, all counts or nothing: what began before does not. Of time before
    there were quarters the same goes for hours.
    """
    since_ms = to_ms(since)
    time = _between(connection, since_ms, LAST_MOMENT_MS + 1)
    incidents, outages = _count(connection, "incidents", since_ms)
    uncounted = _count(connection, _uncounted(connection), since_ms)
    return _totals(time, incidents - uncounted[0], outages - uncounted[1])


def _count(connection: sqlite3.Connection, table: str, since_ms: int) -> tuple[int, int]:
    """Incidents that had not ended by then, and of them the outages."""
    count, outages = connection.execute(
        # Each half from the index alone.
        "SELECT count(*), coalesce(sum(is_outage), 0) FROM ("
        f"  SELECT is_confirmed AND verdict = 'down' AS is_outage FROM {table}"
        "  WHERE absorbed_in IS NULL AND end_ms IS NULL UNION ALL"
        f"  SELECT is_confirmed AND verdict = 'down' FROM {table} WHERE absorbed_in IS NULL AND end_ms >= ?"
        ")",
        (since_ms,),
    ).fetchone()
    return int(count), int(outages)


def figures(connection: sqlite3.Connection, now: datetime, days: Sequence[int]) -> tuple[Totals, ...]:
    """The figures of so many days up to now, each."""
    return tuple(totals_since(connection, now - timedelta(days=count)) for count in days)


def cells(connection: sqlite3.Connection, edges: Sequence[datetime]) -> tuple[Totals, ...]:
    """The figures of each stretch between neighbouring edges, which go up.

    Its incidents are those that had not ended at its begin and had begun before its end.
    """
    edges_ms = [*map(to_ms, edges)]
    incidents, outages = [0] * len(edges_ms), [0] * len(edges_ms)
    is_counted = "id NOT IN (SELECT id FROM " + _uncounted(connection) + ")"
    for begin_ms, end_ms, is_outage in connection.execute(
        "SELECT begin_ms, end_ms, is_confirmed AND verdict = 'down' FROM incidents"
        f" WHERE absorbed_in IS NULL AND (end_ms IS NULL OR end_ms >= ?) AND {is_counted}",
        (edges_ms[0] if edges_ms else 0,),
    ):
        first = max(0, bisect_left(edges_ms, begin_ms + 1) - 1)
        last = len(edges_ms) if end_ms is None else bisect_left(edges_ms, end_ms + 1)
        for place in range(first, last):
            if begin_ms < edges_ms[min(place + 1, len(edges_ms) - 1)]:
                incidents[place] += 1
                outages[place] += is_outage
    return tuple(
        _totals(_between(connection, begin_ms, end_ms), incidents[place], outages[place])
        for place, (begin_ms, end_ms) in enumerate(pairwise(edges_ms))
    )


def _totals(time: Time, incidents: int, outages: int) -> Totals:
    return Totals(time.watched / 1000, time.down / 1000, time.degraded / 1000, incidents, outages)


def _uncounted(connection: sqlite3.Connection) -> str:
    """The incidents that the user does not want counted, as a table."""
    if version_of(connection) < SINCE_VERSION:
        return "(SELECT * FROM incidents WHERE 0)"
    return "(SELECT incidents.* FROM notes JOIN incidents ON id = incident WHERE NOT is_counted)"


def _between(connection: sqlite3.Connection, since_ms: int, until_ms: int) -> Time:
    """Of the checks that were made from one moment until before another."""
    time = _sum(connection, "hours", since_ms, until_ms)
    first, last = -(-since_ms // QUARTER_MS) * QUARTER_MS, quarter_of(until_ms)
    if first >= last or version_of(connection) < SINCE_VERSION:
        return time + of_checks(connection, since_ms, until_ms)
    time += of_checks(connection, since_ms, first) + of_checks(connection, last, until_ms)
    first_day, last_day = -(-first // DAY_MS) * DAY_MS, last // DAY_MS * DAY_MS
    if first_day >= last_day:
        return time + _sum(connection, "quarters", first, last)
    return (
        time
        + _sum(connection, "quarters", first, first_day)
        + _sum(connection, "days", first_day, last_day)
        + _sum(connection, "quarters", last_day, last)
    )


def _sum(connection: sqlite3.Connection, table: str, since_ms: int, until_ms: int) -> Time:
    query = f"{_SUMS} {table} WHERE begin_ms >= ? AND begin_ms < ?"
    row: tuple[Any, ...] = connection.execute(query, (since_ms, until_ms)).fetchone()
    return Time(*row)


def of_checks(connection: sqlite3.Connection, since_ms: int, until_ms: int) -> Time:
    """Of those that are kept one by one: what the roll-ups say of all that ever were."""
    if since_ms >= until_ms:
        return Time()
    (watched_ms,) = connection.execute(
        "SELECT coalesce(sum(watched_ms), 0) FROM checks WHERE at_ms >= ? AND at_ms < ?", (since_ms, until_ms)
    ).fetchone()
    if not watched_ms:  # most often none is kept, and there is no need to look through the incidents
        return Time()
    shares = read_shares(connection, since_ms, until_ms).values()
    return sum((share.weight() for share in shares), Time(watched_ms))
