"""How much of a time was watched, and how much of that X was down: added up by SQLite, and kept for ever.

As in `domain.uptime` the time from one check to the next belongs to the earlier one. Its row holds how much
of it was watched, written when the next check comes; whether it was downtime is for the incidents to say.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from trayapp.domain.uptime import Totals
from trayapp.history.codec import to_ms
from trayapp.history.file.schema import transaction

HOUR_MS = 3_600_000

_LAST_MOMENT_MS = 253402300799999  # of the year 9999: the tables take no later one


def totals_since(connection: sqlite3.Connection, since: datetime) -> Totals:
    """The figures of the checks since then, and of the incidents that had not ended by then.

    Of an hour that was rolled up, all counts or nothing: what began before does not.
    """
    since_ms = to_ms(since)
    spent = _between(connection, since_ms, _LAST_MOMENT_MS + 1)
    older = connection.execute(
        "SELECT coalesce(sum(watched_ms), 0), coalesce(sum(down_ms), 0), coalesce(sum(degraded_ms), 0)"
        " FROM hours WHERE begin_ms >= ?",
        (since_ms,),
    ).fetchone()
    (incidents,) = connection.execute(
        "SELECT count(*) FROM incidents WHERE absorbed_in IS NULL AND (end_ms IS NULL OR end_ms >= ?)",
        (since_ms,),
    ).fetchone()
    watched_s, down_s, degraded_s = ((a + b) / 1000 for a, b in zip(spent, older, strict=True))
    return Totals(watched_s, down_s, degraded_s, incidents)


def roll_up_oldest_hour(connection: sqlite3.Connection, until: datetime) -> None:
    """Replace the checks of the oldest hour by its figures, if all of it lies before this moment."""
    (oldest_ms,) = connection.execute("SELECT min(at_ms) FROM checks").fetchone()
    if oldest_ms is None:
        return
    # One hour a call: after a long time off there are many, and the writer is not to be busy for long.
    begin_ms = oldest_ms // HOUR_MS * HOUR_MS
    end_ms = begin_ms + HOUR_MS
    if end_ms > to_ms(until):
        return
    with transaction(connection):
        spent = _between(connection, begin_ms, end_ms)
        gone = connection.execute(
            "DELETE FROM checks WHERE at_ms >= ? AND at_ms < ?", (begin_ms, end_ms)
        ).rowcount
        # The hour is there already if its checks came in pieces: a clock was set back.
        connection.execute(
            "INSERT INTO hours (begin_ms, checks, watched_ms, down_ms, degraded_ms) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (begin_ms) DO UPDATE SET checks = checks + excluded.checks,"
            " watched_ms = watched_ms + excluded.watched_ms, down_ms = down_ms + excluded.down_ms,"
            " degraded_ms = degraded_ms + excluded.degraded_ms",
            (begin_ms, gone, *spent),
        )


def _between(connection: sqlite3.Connection, since_ms: int, until_ms: int) -> tuple[int, int, int]:
    """Milliseconds watched, down and degraded: of the checks made from one moment until before another."""
    (watched_ms,) = connection.execute(
        "SELECT coalesce(sum(watched_ms), 0) FROM checks WHERE at_ms >= ? AND at_ms < ?", (since_ms, until_ms)
    ).fetchone()
    spent = {"down": 0, "degraded": 0}  # being blocked is neither: that time counts as unwatched
    for begin_ms, end_ms in _trouble(connection, since_ms, until_ms):
        for verdict, ms in connection.execute(
            "SELECT verdict, sum(watched_ms) FROM checks WHERE at_ms >= ? AND at_ms < ?"
            " AND verdict IN ('down', 'degraded') GROUP BY verdict",
            (begin_ms, end_ms),
        ):
            spent[verdict] += ms
    return watched_ms, spent["down"], spent["degraded"]


def _trouble(connection: sqlite3.Connection, since_ms: int, until_ms: int) -> list[tuple[int, int]]:
    """The stretches within that time that confirmed incidents cover, none of it twice."""
    segments: list[tuple[int, int]] = []
    for begin_ms, end_ms in connection.execute(
        "SELECT max(begin_ms, :since), min(coalesce(end_ms, :until), :until) FROM incidents"
        " WHERE is_confirmed AND absorbed_in IS NULL"
        " AND begin_ms < :until AND (end_ms IS NULL OR end_ms > :since) ORDER BY begin_ms",
        {"since": since_ms, "until": until_ms},
    ):
        covered_ms = segments[-1][1] if segments else begin_ms
        if end_ms > covered_ms:
            segments.append((max(begin_ms, covered_ms), end_ms))
    return segments
