"""How much of a time was watched, and how much of that X was down: added up by SQLite from the roll-ups."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from trayapp.domain.uptime import Totals
from trayapp.history.moments import DAY_MS, QUARTER_MS, to_ms
from trayapp.history.rollups import Time, read_shares


def totals_since(connection: sqlite3.Connection, since: datetime) -> Totals:
    """The figures of the checks since then, and of the incidents that had not ended by then.

    Of a quarter whose checks are gone, all counts or nothing: what began before does not. Of time before
    there were quarters the same goes for hours.
    """
    since_ms = to_ms(since)
    first_quarter = -(-since_ms // QUARTER_MS) * QUARTER_MS
    first_day = -(-first_quarter // DAY_MS) * DAY_MS
    spent = "SELECT watched_ms, down_ms, degraded_ms FROM"
    rolled_up: tuple[int, int, int] = connection.execute(
        "SELECT coalesce(sum(watched_ms), 0), coalesce(sum(down_ms), 0), coalesce(sum(degraded_ms), 0) FROM ("
        f"  {spent} hours WHERE begin_ms >= ? UNION ALL"
        f"  {spent} quarters WHERE begin_ms >= ? AND begin_ms < ? UNION ALL {spent} days WHERE begin_ms >= ?"
        ")",
        (since_ms, first_quarter, first_day, first_day),
    ).fetchone()
    time = of_checks(connection, since_ms, first_quarter) + Time(*rolled_up)
    counts = _incidents(connection, since_ms, first_day)
    return Totals(time.watched / 1000, time.down / 1000, time.degraded / 1000, *counts)


def _incidents(connection: sqlite3.Connection, since_ms: int, first_day: int) -> tuple[int, int, int]:
    """Those that had not ended by then and count, and of them the outages and the blockings."""
    kinds = "verdict, is_confirmed"
    incidents, outages, blocked = connection.execute(
        "SELECT coalesce(sum(incidents), 0),"
        " coalesce(sum(incidents) FILTER (WHERE is_confirmed AND verdict = 'down'), 0),"
        " coalesce(sum(incidents) FILTER (WHERE verdict = 'blocked'), 0) FROM ("
        f"  SELECT {kinds}, count(*) AS incidents FROM incidents"
        "  WHERE absorbed_in IS NULL AND end_ms IS NULL GROUP BY 1, 2 UNION ALL"
        f"  SELECT {kinds}, count(*) FROM incidents"
        "  WHERE absorbed_in IS NULL AND end_ms >= :since AND end_ms < :day GROUP BY 1, 2 UNION ALL"
        f"  SELECT {kinds}, incidents FROM incident_sums WHERE begin_ms >= :day UNION ALL"
        # They are few: taken away, not looked up for each, and the first to be gone through.
        f"  SELECT {kinds}, -1 FROM notes CROSS JOIN incidents ON id = incident"
        "  WHERE NOT is_counted AND absorbed_in IS NULL AND (end_ms IS NULL OR end_ms >= :since)"
        ")",
        {"since": since_ms, "day": first_day},
    ).fetchone()
    return incidents, outages, blocked


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
