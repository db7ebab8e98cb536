"""All that was recorded as JSON, for `trayapp replay` and for whoever has other plans with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from trayapp.domain.check_json import timestamp, to_json
from trayapp.domain.records import JudgedCheck
from trayapp.history.codec import from_ms, to_ms, unpack
from trayapp.history.file.folder import Folder
from trayapp.history.file.reading import open_to_read, reading
from trayapp.history.file.schema import version_of
from trayapp.history.rollups import LAST_MOMENT_MS, QUARTER_MS, SINCE_VERSION, Time
from trayapp.history.totals import HOUR_MS, of_checks

ROLLUP = "rollup"
"""The `type` of a line that is no check but the figures of a time whose checks are gone."""

# Checks read at once. Between two batches nothing is held open, so that whoever reads slowly (a pager, a
# pipe) does not keep the writer from clearing up behind itself.
_BATCH = 500


def export(
    folder: Path, since: datetime | None, summarise: Callable[[JudgedCheck], str]
) -> Iterator[dict[str, Any]]:
    """Roll-ups for older time, then every check since a moment in the order in which they were made.

    `summarise` gives a verdict in words. Memory does not grow with what there is. A roll-up has no `at`, so
    that nobody takes it for a check. For use in one thread. Raises HistoryError at the first line or any
    later one, if it cannot be read.
    """
    place = Folder(folder)
    since_ms = None if since is None else to_ms(since)
    with closing(open_to_read(place)) as connection:
        with reading(place):
            rollups = [*_rollups(connection, since_ms)]
        yield from rollups
        last_id: int | None = 0
        while last_id is not None:
            with reading(place):
                last_id, checks = _checks_after(connection, last_id, since_ms)
            for judged in checks:
                yield to_json(judged, summarise(judged))


def _rollups(connection: sqlite3.Connection, since_ms: int | None) -> Iterator[dict[str, Any]]:
    """Of time whose checks are gone: hours, and quarters of an hour. A year has no more than 35,136."""
    since_ms = -LAST_MOMENT_MS if since_ms is None else since_ms
    for begin_ms, checks, *spent in connection.execute(
        "SELECT begin_ms, checks, watched_ms, down_ms, degraded_ms FROM hours"
        " WHERE begin_ms >= ? ORDER BY begin_ms",
        (since_ms,),
    ):
        yield _rollup(begin_ms, HOUR_MS, checks, Time(*spent))
    if version_of(connection) < SINCE_VERSION:
        return
    kept = dict(
        connection.execute(
            "SELECT at_ms - (at_ms % 900000 + 900000) % 900000, count(*) FROM checks"
            " WHERE at_ms >= ? GROUP BY 1",
            (since_ms,),
        )
    )
    for begin_ms, checks, *spent in connection.execute(
        "SELECT begin_ms, checks, watched_ms, down_ms, degraded_ms FROM quarters"
        " WHERE begin_ms >= ? ORDER BY begin_ms",
        (since_ms,),
    ):
        time, still = Time(*spent), kept.get(begin_ms, 0)
        if checks > still:  # some may be kept: a clock was set back
            time -= of_checks(connection, begin_ms, begin_ms + QUARTER_MS) if still else Time()
            yield _rollup(begin_ms, QUARTER_MS, checks - still, time)


def _rollup(begin_ms: int, length_ms: int, checks: int, time: Time) -> dict[str, Any]:
    return {
        "type": ROLLUP,
        "begin": timestamp(from_ms(begin_ms)),
        "end": timestamp(from_ms(begin_ms + length_ms)),
        "checks": checks,
        "watched_s": time.watched / 1000,
        "down_s": time.down / 1000,
        "degraded_s": time.degraded / 1000,
    }


def _checks_after(
    connection: sqlite3.Connection, row_id: int, since_ms: int | None
) -> tuple[int | None, list[JudgedCheck]]:
    """The next checks, and the row to go on after; `None` if these were the last."""
    # After a row, not by OFFSET: checks that are rolled up meanwhile would shift that.
    rows = connection.execute(
        "SELECT id, at_ms, interval_s, verdict, cause, confidence, seen FROM checks"
        " WHERE id > :row AND (:since IS NULL OR at_ms >= :since) ORDER BY id LIMIT :batch",
        {"row": row_id, "since": since_ms, "batch": _BATCH},
    ).fetchall()
    return rows[-1][0] if len(rows) == _BATCH else None, [unpack(*columns) for _, *columns in rows]
