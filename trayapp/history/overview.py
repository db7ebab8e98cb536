"""What a person is shown of a span of time: counted and grouped by SQLite, even of a quarter."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.records import JudgedCheck
from trayapp.domain.segments import Segment, segments
from trayapp.domain.tracker import Gap, Incident
from trayapp.domain.uptime import Totals
from trayapp.history.codec import COLUMNS, unpack
from trayapp.history.incidents import (
    RecordedIncident,
    newest_incident,
    read_gaps,
    read_incidents,
    read_rows,
    read_tracker_state,
)
from trayapp.history.moments import cause_or_none, from_ms, quarter_of, to_ms
from trayapp.history.rollups import totals_since

_MOST_INCIDENTS = 1000  # listed, and in the ribbon: side by side each has less than a pixel

_MOST_BLIPS = 400  # about as many as can be told apart side by side

_MOST_TROUBLED = 200  # checks of an incident of three hours; what fails in a longer one, some of them show

_CHECKS = f"SELECT {COLUMNS} FROM checks"

_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Blip:
    """Bad checks close to each other that were never confirmed."""

    at: datetime
    """The first of them."""
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """All of one span of time."""

    segments: tuple[Segment, ...]
    """From the span's begin to its end, oldest first."""
    blips: tuple[Blip, ...]
    incidents: tuple[RecordedIncident, ...]
    """Those that had not ended at its begin, newest first, and not more than the last thousand."""
    totals: Totals
    calm_since: datetime | None
    """When the last incident ended, or the first check was made; `None` while one is open."""
    watched_since: datetime | None
    """The first check that the history knows of."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring checks with the same verdict."""

    begin: datetime
    end: datetime
    """When the last of them was made."""
    count: int
    verdict: VerdictName
    cause: Cause | None


def read_overview(connection: sqlite3.Connection, begin: datetime, end: datetime) -> Overview:
    """All there is to show of the time between; `end` is now."""
    recorded = read_incidents(connection, begin, most=_MOST_INCIDENTS)
    drawn = recorded
    if len(recorded) == _MOST_INCIDENTS:  # of those before them only what can be seen is drawn
        drawn = read_incidents(connection, begin, shortest=(end - begin) / _MOST_INCIDENTS)
    begun = [each for each in drawn if each.incident.begin < end]
    incidents = [each.incident for each in begun if each.is_counted]
    watched_since = _watched_since(connection)
    gaps = [gap for gap in read_gaps(connection, begin) if gap.begin < end]
    # Before the first check nobody watched; without one, never.
    gaps.append(Gap(_EARLIEST, end if watched_since is None else watched_since))
    # What was the user's own network says nothing of X: as if nobody had watched.
    gaps += [Gap(each.incident.begin, each.incident.end or end) for each in begun if not each.is_counted]
    state = read_tracker_state(connection)
    gap_begin = None if state is None else state.unwatched_since(end)
    if gap_begin is not None:
        gaps.append(Gap(gap_begin, max(gap_begin, end)))  # a clock that was set back puts it after `end`
    row = segments(begin, end, incidents, gaps)
    is_open = any(incident.end is None for incident in incidents)
    return Overview(
        row,
        tuple(_blips(connection, begin, end, [each.incident for each in begun])),
        tuple(reversed(recorded)),
        totals_since(connection, begin),
        None if is_open else _last_end(connection) or watched_since,
        watched_since,
    )


def _watched_since(connection: sqlite3.Connection) -> datetime | None:
    # Of what was too old to be kept check by check only the quarters are left, and hours of before those.
    check_ms, *rollups_ms = connection.execute(
        "SELECT (SELECT min(at_ms) FROM checks), (SELECT min(begin_ms) FROM quarters),"
        " (SELECT min(begin_ms) FROM hours)"
    ).fetchone()
    first_ms = min((ms for ms in rollups_ms if ms is not None), default=None)
    if check_ms is not None and first_ms == quarter_of(check_ms):
        first_ms = check_ms  # the check itself says it to the millisecond
    return None if first_ms is None else from_ms(first_ms)


def _last_end(connection: sqlite3.Connection) -> datetime | None:
    (end_ms,) = connection.execute("SELECT max(end_ms) FROM incidents WHERE absorbed_in IS NULL").fetchone()
    return None if end_ms is None else from_ms(end_ms)


def _blips(
    connection: sqlite3.Connection, begin: datetime, end: datetime, incidents: Sequence[Incident]
) -> Iterator[Blip]:
    bucket_ms = max(1, (to_ms(end) - to_ms(begin)) // _MOST_BLIPS)  # what falls into one is one dot
    for since_ms, until_ms in _calm(to_ms(begin), to_ms(end), incidents):
        rows = connection.execute(
            "SELECT min(at_ms), count(*) FROM checks WHERE at_ms >= ? AND at_ms < ?"
            " AND verdict IN ('degraded', 'down', 'blocked') GROUP BY at_ms / ? ORDER BY 1",
            (since_ms, until_ms, bucket_ms),
        )
        yield from (Blip(from_ms(at_ms), count) for at_ms, count in rows)


def _calm(begin_ms: int, end_ms: int, incidents: Sequence[Incident]) -> Iterator[tuple[int, int]]:
    """The times between incidents, which stand in the order in which they began."""
    for incident in incidents:
        if begin_ms < to_ms(incident.begin):
            yield begin_ms, to_ms(incident.begin)
        begin_ms = max(begin_ms, end_ms if incident.end is None else to_ms(incident.end))
    if begin_ms < end_ms:
        yield begin_ms, end_ms


def read_incident(connection: sqlite3.Connection, begin: datetime) -> RecordedIncident | None:
    """The incident that began then, or the one that took it in since; `None` if there is none."""
    row_id = newest_incident(connection, to_ms(begin))
    return None if row_id is None else read_rows(connection, [row_id])[0]


def read_runs(connection: sqlite3.Connection, since: datetime, until: datetime) -> tuple[Run, ...]:
    """The checks from one moment to another, both included, neighbours that are alike as one."""
    # Gaps and islands: within a run both row numbers go up by one, so their difference is the run's own.
    rows = connection.execute(
        "SELECT min(at_ms), max(at_ms), count(*), verdict, cause FROM ("
        "  SELECT at_ms, verdict, cause, row_number() OVER (ORDER BY at_ms, id)"
        "    - row_number() OVER (PARTITION BY verdict, cause ORDER BY at_ms, id) AS run"
        "  FROM checks WHERE at_ms BETWEEN ? AND ?"
        ") GROUP BY verdict, cause, run ORDER BY 1",
        (to_ms(since), to_ms(until)),
    )
    return tuple(
        Run(from_ms(first_ms), from_ms(last_ms), count, VerdictName(verdict), cause_or_none(cause))
        for first_ms, last_ms, count, verdict, cause in rows
    )


def read_check(connection: sqlite3.Connection, at: datetime) -> JudgedCheck | None:
    """The check of that moment; `None` if it is no longer kept."""
    return _newest(connection.execute(f"{_CHECKS} WHERE at_ms = ? ORDER BY id DESC LIMIT 1", (to_ms(at),)))


def read_troubled(connection: sqlite3.Connection, since: datetime, until: datetime) -> list[JudgedCheck]:
    """Checks with trouble from one moment to another, both included, oldest first: evenly chosen if many."""
    moments = connection.execute(
        "SELECT at_ms FROM checks WHERE at_ms BETWEEN ? AND ? AND verdict IN ('degraded', 'down', 'blocked')"
        " ORDER BY at_ms",
        (to_ms(since), to_ms(until)),
    ).fetchall()
    chosen = moments[:: len(moments) // _MOST_TROUBLED + 1]
    found = (read_check(connection, from_ms(at_ms)) for (at_ms,) in chosen)
    return [judged for judged in found if judged is not None]


def read_last(connection: sqlite3.Connection) -> JudgedCheck | None:
    """The check that was recorded last."""
    return _newest(connection.execute(f"{_CHECKS} ORDER BY id DESC LIMIT 1"))


def _newest(found: sqlite3.Cursor) -> JudgedCheck | None:
    row = found.fetchone()
    return None if row is None else unpack(*row)
