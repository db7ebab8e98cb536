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
from trayapp.history.totals import HOUR_MS

ROLLUP = "rollup"
"""The `type` of a line that is no check but the figures of an hour whose checks are gone."""

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
            rollups = _rollups(connection, since_ms)
        yield from rollups
        last_id: int | None = 0
        while last_id is not None:
            with reading(place):
                last_id, checks = _checks_after(connection, last_id, since_ms)
            for judged in checks:
                yield to_json(judged, summarise(judged))


def _rollups(connection: sqlite3.Connection, since_ms: int | None) -> list[dict[str, Any]]:
    """All of them: a year has no more than 8,784."""
    rows = connection.execute(
        "SELECT begin_ms, checks, watched_ms, down_ms, degraded_ms FROM hours"
        " WHERE :since IS NULL OR begin_ms >= :since ORDER BY begin_ms",
        {"since": since_ms},
    )
    return [
        {
            "type": ROLLUP,
            "begin": timestamp(from_ms(begin_ms)),
            "end": timestamp(from_ms(begin_ms + HOUR_MS)),
            "checks": checks,
            "watched_s": watched_ms / 1000,
            "down_s": down_ms / 1000,
            "degraded_s": degraded_ms / 1000,
        }
        for begin_ms, checks, watched_ms, down_ms, degraded_ms in rows
    ]


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
