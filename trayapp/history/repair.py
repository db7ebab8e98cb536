"""Looks whether the roll-ups say what the checks say, and makes them anew where they do not."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from trayapp.errors import HistoryLockedError
from trayapp.history.codec import unpack
from trayapp.history.database import HistoryFile
from trayapp.history.file.folder import Folder
from trayapp.history.file.lock import WriterLock
from trayapp.history.file.reading import open_to_read, reading
from trayapp.history.file.schema import DAMAGED, check_pages, check_tables, transaction
from trayapp.history.rollups import (
    LAST_MOMENT_MS,
    QUARTER_MS,
    Share,
    SpentTimes,
    Time,
    add_share,
    add_time,
    read_shares,
)

_DAYS = """SELECT begin_ms - (begin_ms % 86400000 + 86400000) % 86400000 AS begin_ms,
  sum(watched_ms), sum(down_ms), sum(degraded_ms) FROM quarters GROUP BY 1
  HAVING sum(watched_ms) + sum(down_ms) + sum(degraded_ms) > 0"""


@dataclass(frozen=True, slots=True)
class Examination:
    """What a look through the history came to."""

    wrong: int
    """Quarters of an hour, and days, whose figures were not those of their checks."""
    is_mended: bool
    """Whether they are by now; else another trayapp writes the history."""
    set_aside: tuple[Path, ...]
    """Files that were found broken at some time, oldest first."""


def examine(folder: Path) -> Examination:
    """Look through all of it, and mend the figures where nobody else writes.

    Takes seconds. Raises HistoryError: there is none, or it is damaged.
    """
    place = Folder(folder)
    with reading(place), closing(open_to_read(place)) as connection:
        check_tables(connection)
        check_pages(connection, thoroughly=True)
        wrong = len(_wrong(connection))
    is_mended = not wrong or _mend(place)
    set_aside = [
        path for path in place.kept_copies() if ".broken-" in path.name and path.suffix == ".sqlite3"
    ]
    return Examination(wrong, is_mended, tuple(set_aside))


def _mend(place: Folder) -> bool:
    with reading(place), ExitStack() as undo:
        try:
            lock = WriterLock(place.lock)
        except HistoryLockedError:
            return False
        undo.callback(lock.release, is_clean=True)
        file = HistoryFile.open(place, is_suspect=lock.was_left)
        undo.callback(file.close, is_clean=True)
        with transaction(file.connection):
            mend(file.connection)
    return True


def mend(connection: sqlite3.Connection) -> None:
    """Make what is wrong anew from the checks, inside a transaction."""
    for quarter_ms, wanted in _wrong(connection).items():
        if wanted is not None:
            _make_anew(connection, quarter_ms, *wanted)
    connection.execute("DELETE FROM days")
    connection.execute(f"INSERT INTO days {_DAYS}")


def _make_anew(
    connection: sqlite3.Connection, quarter_ms: int, time: Time, checks: int, shares: dict[int, Time]
) -> None:
    connection.execute("DELETE FROM quarters WHERE begin_ms = ?", (quarter_ms,))
    connection.execute("DELETE FROM shares WHERE begin_ms = ?", (quarter_ms,))
    add_time(connection, quarter_ms, time, checks)
    for incident, share in shares.items():
        add_share(connection, incident, quarter_ms, share)
    spent = SpentTimes()
    for row in connection.execute(
        "SELECT at_ms, interval_s, verdict, cause, confidence, seen FROM checks"
        " WHERE at_ms >= ? AND at_ms < ?",
        (quarter_ms, quarter_ms + QUARTER_MS),
    ).fetchall():
        try:
            spent.add(unpack(*row).check)
        except DAMAGED:
            continue
    spent.phases.clear()  # those of the day have the rest of it, too
    spent.write(connection)


def _wrong(connection: sqlite3.Connection) -> dict[int, tuple[Time, int, dict[int, Time]] | None]:
    """What each quarter must say that does not; `None` for a day that is not the sum of its quarters.

    Of a quarter some of whose checks are gone nothing can be said.
    """
    shares: dict[int, dict[int, Share]] = defaultdict(dict)
    for (incident, quarter_ms), share in read_shares(connection, -LAST_MOMENT_MS).items():
        shares[quarter_ms][incident] = share
    recorded: dict[int, dict[int, Time]] = defaultdict(dict)
    for incident, quarter_ms, *spent in connection.execute("SELECT * FROM shares"):
        recorded[quarter_ms][incident] = Time(*spent)
    found: dict[int, tuple[Time, int, dict[int, Time]] | None] = {}
    for quarter_ms, checks, watched_ms, known, *spent in connection.execute(
        "SELECT kept.begin_ms, count, kept.watched_ms, checks, quarters.watched_ms, down_ms, degraded_ms"
        " FROM ("
        "  SELECT at_ms - (at_ms % 900000 + 900000) % 900000 AS begin_ms, count(*) AS count,"
        "    sum(watched_ms) AS watched_ms FROM checks GROUP BY 1"
        ") AS kept LEFT JOIN quarters ON quarters.begin_ms = kept.begin_ms"
    ):
        there = shares.get(quarter_ms, {})
        time = sum((share.weight() for share in there.values()), Time(watched_ms))
        owned = {incident: share.time for incident, share in there.items()}
        if known is not None and known > checks:
            continue
        if known != checks or Time(*spent) != time or owned != recorded.get(quarter_ms, {}):
            found[quarter_ms] = time, checks, owned
    days = {begin_ms: spent for begin_ms, *spent in connection.execute(_DAYS)}
    for begin_ms, *spent in connection.execute("SELECT begin_ms, watched_ms, down_ms, degraded_ms FROM days"):
        if days.pop(begin_ms, [0, 0, 0]) != spent:
            found.setdefault(begin_ms, None)
    return found | {begin_ms: found.get(begin_ms) for begin_ms in days}
