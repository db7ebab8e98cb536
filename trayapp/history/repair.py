"""Looks whether the roll-ups say what the checks say, and makes them anew where they do not."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from trayapp.errors import HistoryLockedError
from trayapp.history.database import writing_once
from trayapp.history.file.folder import Folder
from trayapp.history.file.reading import open_to_read, reading
from trayapp.history.file.schema import check_pages, check_tables
from trayapp.history.histograms import Histogram
from trayapp.history.histograms import unpack as unpack_histograms
from trayapp.history.moments import DAY_MS, LAST_MOMENT_MS, QUARTER_MS
from trayapp.history.response_times import TOTAL, SpentTimes, day_rows, unpack_day
from trayapp.history.rollups import Share, Time, add_share, add_time, read_shares

# Sums by day that are kept beside what they are the sums of, and that.
_BY_DAY = {
    "days": """SELECT begin_ms - (begin_ms % 86400000 + 86400000) % 86400000,
  sum(watched_ms), sum(down_ms), sum(degraded_ms) FROM quarters GROUP BY 1""",
    "incident_sums": """SELECT end_ms - (end_ms % 86400000 + 86400000) % 86400000, verdict, is_confirmed,
  count(*), sum(end_ms - begin_ms)
  FROM incidents WHERE end_ms IS NOT NULL AND absorbed_in IS NULL GROUP BY 1, 2, 3""",
}

_WHOLE_DAYS = """SELECT begin_ms FROM (
  SELECT at_ms - (at_ms % 86400000 + 86400000) % 86400000 AS begin_ms, count(*) AS count
  FROM checks GROUP BY 1
) AS kept WHERE count >= (
  SELECT sum(checks) FROM quarters WHERE begin_ms >= kept.begin_ms AND begin_ms < kept.begin_ms + 86400000
)"""

_Figures = tuple[Time, int, dict[int, Time]]
"""Of a quarter: its time, its checks, and what of it lay in which incident."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What a look through the history came to."""

    wrong: int
    """Quarters of an hour, and days, whose figures or response times were not those of their checks."""
    is_mended: bool
    """Whether they are by now; else another trayapp writes the history."""
    set_aside: tuple[Path, ...]
    """Files that were found broken at some time, oldest first."""


def examine(folder: Path) -> Examination:
    """Look through all of it, and mend the figures where nobody else writes.

    Takes seconds. Raises HistoryError if it is damaged.
    """
    place = Folder(folder)
    with reading(place), closing(open_to_read(place)) as connection:
        check_tables(connection)
        check_pages(connection, thoroughly=True)
        wrong = len(_wrong_quarters(connection)) + len(_wrong_answers(connection))
        for table, query in _BY_DAY.items():
            differ = set(connection.execute(f"SELECT * FROM {table}")) ^ set(connection.execute(query))
            wrong += len({begin_ms for begin_ms, *sums in differ if any(sums)})
        wrong += sum(1 for _ in _wrong_local_days(connection))
    is_mended = not wrong or _mend(place)
    set_aside = [
        path for path in place.kept_copies() if ".broken-" in path.name and path.suffix == ".sqlite3"
    ]
    return Examination(wrong, is_mended, tuple(set_aside))


def _mend(place: Folder) -> bool:
    try:
        with reading(place), writing_once(place) as connection:
            mend(connection)
    except HistoryLockedError:
        return False
    return True


def mend(connection: sqlite3.Connection) -> None:
    """Make what is wrong anew from the checks, inside a transaction."""
    quarters = _wrong_quarters(connection)
    for quarter_ms, (time, checks, shares) in quarters.items():
        connection.execute("DELETE FROM quarters WHERE begin_ms = ?", (quarter_ms,))
        connection.execute("DELETE FROM shares WHERE begin_ms = ?", (quarter_ms,))
        add_time(connection, quarter_ms, time, checks)
        for incident, share in shares.items():
            add_share(connection, incident, quarter_ms, share)
        _answers_anew(connection, quarter_ms, QUARTER_MS)
    for day_ms in _wrong_answers(connection):
        _answers_anew(connection, day_ms, DAY_MS)
    for day in list(_wrong_local_days(connection)):
        connection.execute("DELETE FROM local_days WHERE begin_ms = ? AND end_ms = ?", day)
    for table, query in _BY_DAY.items():
        connection.execute(f"DELETE FROM {table}")
        connection.execute(f"INSERT INTO {table} {query}")


def _answers_anew(connection: sqlite3.Connection, begin_ms: int, length_ms: int) -> None:
    """How long the answers of a quarter took, or of a whole day with its phases."""
    during = (begin_ms, begin_ms + length_ms)
    spent = SpentTimes.of_checks(connection, "at_ms >= ? AND at_ms < ?", during)
    if length_ms == DAY_MS:
        connection.execute("UPDATE quarters SET spent = NULL WHERE begin_ms >= ? AND begin_ms < ?", during)
        connection.execute("DELETE FROM day_phases WHERE begin_ms = ?", (begin_ms,))
    else:
        spent.phases.clear()  # those of the day have the rest of it, too
    spent.write(connection)


def _wrong_quarters(connection: sqlite3.Connection) -> dict[int, _Figures]:
    """What each quarter must say that does not. Of one some of whose checks are gone nothing can be said."""
    shares: dict[int, dict[int, Share]] = defaultdict(dict)
    for (incident, quarter_ms), share in read_shares(connection, -LAST_MOMENT_MS).items():
        shares[quarter_ms][incident] = share
    recorded: dict[int, dict[int, Time]] = defaultdict(dict)
    for incident, quarter_ms, *spent in connection.execute("SELECT * FROM shares"):
        recorded[quarter_ms][incident] = Time(*spent)
    found: dict[int, _Figures] = {}
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
    return found


def _wrong_local_days(connection: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """Days of a zone, by their begins and ends, that are not what their quarters make of them."""
    rows: dict[tuple[int, int], set[tuple[float, ...]]] = defaultdict(set)
    for row in connection.execute("SELECT * FROM local_days"):
        rows[row[1], row[0]].add(row)
    for day, found in rows.items():
        with suppress(ValueError):  # a quarter is damaged, which is another matter
            if found != day_rows(connection, *day):
                yield day


def _wrong_answers(connection: sqlite3.Connection) -> list[int]:
    """Days whose response times cannot be read, or are not those of their quarters: with all checks kept."""
    found = []
    for (day_ms,) in connection.execute(_WHOLE_DAYS):
        try:
            of_quarters: dict[int, Histogram] = defaultdict(Counter)
            for (spent,) in connection.execute(
                "SELECT spent FROM quarters WHERE begin_ms >= ? AND begin_ms < ?", (day_ms, day_ms + DAY_MS)
            ):
                for asked, histogram in unpack_histograms(spent).items():
                    of_quarters[asked] += histogram
            of_day = {
                asked: Counter({n: count for n, count in enumerate(unpack_day(spent)[TOTAL]) if count})
                for asked, spent in connection.execute(
                    "SELECT asked, spent FROM day_phases WHERE begin_ms = ?", (day_ms,)
                )
            }
        except ValueError:
            found.append(day_ms)
        else:
            if of_day != of_quarters:
                found.append(day_ms)
    return found
