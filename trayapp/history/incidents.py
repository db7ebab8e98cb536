"""Incidents and gaps as rows: each in its newest form, beside every change that led there.

What writes here does so inside the transaction of its caller.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from trayapp.domain.records import VerdictName
from trayapp.domain.state_json import cause_or_none
from trayapp.domain.tracker import Change, Event, Gap, Incident, IncidentChange, TrackerState
from trayapp.history.codec import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class RecordedIncident:
    """An incident as it is now, and how it became so."""

    incident: Incident
    changes: tuple[IncidentChange, ...]
    """Oldest first. None of one that had begun before its file was lost."""


def write_event(connection: sqlite3.Connection, event: Event) -> None:
    """One thing that a check changed."""
    if isinstance(event, Gap):
        connection.execute(
            "INSERT INTO gaps (begin_ms, end_ms) VALUES (?, ?)", (to_ms(event.begin), to_ms(event.end))
        )
        return
    # One that opens is new, even where a clock that was set back makes another begin at the same moment.
    row_id = None if event.change is Change.OPENED else _newest(connection, event.incident.begin)
    row_id = _put(connection, row_id, event.incident)
    # With the incident as it was then: its own row tells how it is now.
    _, end_ms, verdict, cause, is_confirmed = _columns(event.incident)
    change_id = connection.execute(
        "INSERT INTO changes (incident, change, at_ms, end_ms, verdict, cause, is_confirmed, recurrence)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (row_id, event.change.value, to_ms(event.at), end_ms, verdict, cause, is_confirmed, event.recurrence),
    ).lastrowid
    for incident in event.absorbed:
        connection.execute(
            "UPDATE incidents SET absorbed_in = ? WHERE id = ?",
            # It may have begun at the moment of the one that takes it in: a clock was set back.
            (change_id, _newest(connection, incident.begin, besides=row_id)),
        )


def write_open(connection: sqlite3.Connection, incident: Incident) -> None:
    """The open incident as it is now: a file in place of a lost one has not heard of it."""
    _put(connection, _newest(connection, incident.begin), incident)


def settle(connection: sqlite3.Connection, state: TrackerState) -> None:
    """Make a file that was just opened agree with what the tracker knows."""
    # A new file in place of a lost one learns of the incidents that still matter.
    if connection.execute("SELECT 1 FROM tracker").fetchone() is None:
        for incident in state.closed:
            if _newest(connection, incident.begin) is None:
                _put(connection, None, incident)
    # Where the tracker's state was lost, nobody is left to close the incident that was open then: it ends
    # when it was last heard of, but not before its begin, where a clock was set back. IS NOT: with nothing
    # open this is compared with NULL, and `<>` would be true of no row.
    connection.execute(
        "UPDATE incidents SET end_ms = max(begin_ms, coalesce("
        "  (SELECT max(at_ms) FROM changes WHERE incident = incidents.id), begin_ms))"
        " WHERE end_ms IS NULL AND absorbed_in IS NULL AND begin_ms IS NOT ?",
        (None if state.open is None else to_ms(state.open.begin),),
    )


def _newest(connection: sqlite3.Connection, begin: datetime, *, besides: int | None = None) -> int | None:
    """The row of the incident that began then; the last one, should a clock have made two."""
    row = connection.execute(
        "SELECT max(id) FROM incidents WHERE begin_ms = ? AND absorbed_in IS NULL AND id IS NOT ?",
        (to_ms(begin), besides),
    ).fetchone()
    row_id: int | None = row[0]
    return row_id


def _put(connection: sqlite3.Connection, row_id: int | None, incident: Incident) -> int:
    """Write it into this row, or into a new one if there is none. Which row that is."""
    rows = connection.execute(
        "INSERT INTO incidents (id, begin_ms, end_ms, verdict, cause, is_confirmed)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET end_ms = excluded.end_ms,"
        " verdict = excluded.verdict, cause = excluded.cause, is_confirmed = excluded.is_confirmed"
        " RETURNING id",
        (row_id, *_columns(incident)),
    ).fetchall()  # all: the transaction cannot end while one is left
    return int(rows[0][0])


def _columns(incident: Incident) -> tuple[int, int | None, str, str | None, bool]:
    return (
        to_ms(incident.begin),
        None if incident.end is None else to_ms(incident.end),
        incident.verdict.value,
        incident.cause and incident.cause.value,
        incident.confirmed,
    )


def read_incidents(connection: sqlite3.Connection, since: datetime) -> list[RecordedIncident]:
    """Those that had not ended by then, in the order in which they began.

    Those that turned out to be part of another one stand in its changes only.
    """
    rows = connection.execute(
        "SELECT id, begin_ms, end_ms, verdict, cause, is_confirmed FROM incidents"
        " WHERE absorbed_in IS NULL AND (end_ms IS NULL OR end_ms >= ?) ORDER BY begin_ms, id",
        (to_ms(since),),
    ).fetchall()
    return [
        RecordedIncident(_incident(*columns), _read_changes(connection, row_id, columns[0]))
        for row_id, *columns in rows
    ]


def read_gaps(connection: sqlite3.Connection, since: datetime) -> list[Gap]:
    """Those that had not ended by then, in the order in which they ended."""
    # Where a clock was set back, earlier versions wrote gaps of no length.
    rows = connection.execute(
        "SELECT begin_ms, end_ms FROM gaps WHERE end_ms >= ? AND end_ms > begin_ms ORDER BY id",
        (to_ms(since),),
    )
    return [Gap(from_ms(begin_ms), from_ms(end_ms)) for begin_ms, end_ms in rows]


def _read_changes(
    connection: sqlite3.Connection, incident_id: int, begin_ms: int
) -> tuple[IncidentChange, ...]:
    rows = connection.execute(
        "SELECT id, change, at_ms, recurrence, end_ms, verdict, cause, is_confirmed FROM changes"
        " WHERE incident = ? ORDER BY id",
        (incident_id,),
    )
    return tuple(
        IncidentChange(
            Change(change),
            from_ms(at_ms),
            _incident(begin_ms, *columns),
            recurrence,
            _read_absorbed(connection, change_id),
        )
        for change_id, change, at_ms, recurrence, *columns in rows.fetchall()
    )


def _read_absorbed(connection: sqlite3.Connection, change_id: int) -> tuple[Incident, ...]:
    query = (
        "SELECT begin_ms, end_ms, verdict, cause, is_confirmed FROM incidents WHERE absorbed_in = ?"
        " ORDER BY begin_ms, id"
    )
    return tuple(_incident(*columns) for columns in connection.execute(query, (change_id,)))


def _incident(
    begin_ms: int, end_ms: int | None, verdict: str, cause: str | None, is_confirmed: int
) -> Incident:
    return Incident(
        from_ms(begin_ms),
        VerdictName(verdict),
        cause_or_none(cause),
        None if end_ms is None else from_ms(end_ms),
        bool(is_confirmed),
    )
