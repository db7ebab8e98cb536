"""Incidents and gaps as rows, each in its newest form beside every change that led there, and what the user
wrote of incidents, such as that one was their own line and shall not count.

What writes here does so inside the transaction of its caller.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from trayapp.domain.codes import VerdictName
from trayapp.domain.state_json import state_from_json
from trayapp.domain.tracker import Change, Event, Gap, Incident, IncidentChange, TrackerState
from trayapp.domain.uptime import Totals
from trayapp.history.file.folder import Folder
from trayapp.history.file.reading import open_to_read, reading
from trayapp.history.moments import cause_or_none, from_ms, to_ms
from trayapp.history.rollups import owners_changing, totals_since
from trayapp.reading import parse_json


@dataclass(frozen=True, slots=True)
class RecordedIncident:
    """An incident as it is now, and how it became so."""

    incident: Incident
    changes: tuple[IncidentChange, ...]
    """Oldest first. None of one that had begun before its file was lost."""
    note: str = ""
    """What the user wrote of it: plain text."""
    is_counted: bool = True
    """Whether it counts: not if the user says that it was their own network."""
    seen_until: datetime | None = None
    """Of an open one: until when it was seen to go on; of one that has ended `None`."""


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
    _, *columns = _columns(event.incident)
    change = (event.change.value, to_ms(event.at), *columns, event.recurrence)
    change_id = insert_change(connection, row_id, change)
    for incident in event.absorbed:
        # It may have begun at the moment of the one that takes it in: a clock was set back.
        gone = _newest(connection, incident.begin, besides=row_id)
        if gone is not None:
            since_ms = min(to_ms(incident.begin), to_ms(event.incident.begin))
            with owners_changing(connection, since_ms, row_id, gone):
                connection.execute("UPDATE incidents SET absorbed_in = ? WHERE id = ?", (change_id, gone))
                merge_notes(connection, gone, row_id)


def insert_change(connection: sqlite3.Connection, incident: int, columns: Sequence[object]) -> int | None:
    """With the incident as it was then: its own row tells how it is now."""
    return connection.execute(
        "INSERT INTO changes (incident, change, at_ms, end_ms, verdict, cause, is_confirmed, recurrence)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (incident, *columns),
    ).lastrowid


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
    still_open_ms = None if state.open is None else to_ms(state.open.begin)
    left = "end_ms IS NULL AND absorbed_in IS NULL AND begin_ms IS NOT ?"
    (first_ms,) = connection.execute(
        f"SELECT min(begin_ms) FROM incidents WHERE {left}",
        (still_open_ms,),
    ).fetchone()
    if first_ms is not None:
        with owners_changing(connection, first_ms):
            connection.execute(
                "UPDATE incidents SET end_ms = max(begin_ms, coalesce("
                "  (SELECT max(at_ms) FROM changes WHERE incident = incidents.id), begin_ms))"
                f" WHERE {left}",
                (still_open_ms,),
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
    columns = begin_ms, end_ms, _, _, is_confirmed = _columns(incident)
    before = connection.execute(
        "SELECT end_ms, is_confirmed FROM incidents WHERE id = ?", (row_id,)
    ).fetchone()
    if before == (end_ms, is_confirmed):
        return put_row(connection, row_id, columns)
    # Where all that changes is that it ends, what was before that stays as it is.
    is_end_alone = before is not None and before[1] == is_confirmed and before[0] is None
    since_ms = end_ms if is_end_alone and end_ms is not None else begin_ms
    with owners_changing(connection, since_ms, *([] if row_id is None else [row_id])):
        return put_row(connection, row_id, columns)


def put_row(connection: sqlite3.Connection, row_id: int | None, columns: Sequence[object]) -> int:
    """The same, where it is known what becomes of its time."""
    rows = connection.execute(
        "INSERT INTO incidents (id, begin_ms, end_ms, verdict, cause, is_confirmed)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET end_ms = excluded.end_ms,"
        " verdict = excluded.verdict, cause = excluded.cause, is_confirmed = excluded.is_confirmed"
        " RETURNING id",
        (row_id, *columns),
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


def read_incidents(
    connection: sqlite3.Connection,
    since: datetime,
    *,
    shortest: timedelta = timedelta(),
    most: int | None = None,
) -> list[RecordedIncident]:
    """Those that had not ended by then, in the order in which they began.

    Those that turned out to be part of another one stand in its changes only. `shortest` leaves out what did
    not last so long, `most` all but those so many that ended last. There may be hundreds of thousands.
    """
    query = "SELECT id FROM incidents WHERE absorbed_in IS NULL AND"
    found = connection.execute(f"{query} end_ms IS NULL").fetchall()
    found += connection.execute(
        f"{query} end_ms >= ? AND end_ms - begin_ms >= ? ORDER BY end_ms DESC LIMIT ?",
        (to_ms(since), shortest // timedelta(milliseconds=1), -1 if most is None else most),
    )
    return read_rows(connection, (row_id for (row_id,) in found[:most]))


def read_rows(connection: sqlite3.Connection, row_ids: Iterable[int]) -> list[RecordedIncident]:
    """The incidents in these rows, in the order in which they began."""
    ids = (json.dumps(list(row_ids)),)
    chosen = "IN (SELECT value FROM json_each(?))"
    absorbed: dict[int, list[Incident]] = defaultdict(list)
    for change_id, *columns in connection.execute(
        "SELECT absorbed_in, begin_ms, end_ms, verdict, cause, is_confirmed FROM incidents"
        f" WHERE absorbed_in IN (SELECT id FROM changes WHERE incident {chosen}) ORDER BY begin_ms, id",
        ids,
    ):
        absorbed[change_id].append(incident_of(*columns))
    changes: dict[int, list[IncidentChange]] = defaultdict(list)
    for row_id, change_id, change, at_ms, recurrence, *columns in connection.execute(
        "SELECT incident, changes.id, change, at_ms, recurrence, begin_ms, changes.end_ms, changes.verdict,"
        " changes.cause, changes.is_confirmed FROM changes JOIN incidents ON incidents.id = incident"
        f" WHERE incident {chosen} ORDER BY changes.id",
        ids,
    ):
        changes[row_id].append(
            IncidentChange(
                Change(change),
                from_ms(at_ms),
                incident_of(*columns),
                recurrence,
                tuple(absorbed.get(change_id, ())),
            )
        )
    found = [
        RecordedIncident(incident_of(*columns), tuple(changes.get(row_id, ())), str(note), bool(is_counted))
        for row_id, note, is_counted, *columns in connection.execute(
            "SELECT id, coalesce(note, ''), coalesce(is_counted, 1), begin_ms, end_ms, verdict, cause,"
            " is_confirmed FROM incidents LEFT JOIN notes ON incident = id"
            f" WHERE id {chosen} ORDER BY begin_ms, id",
            ids,
        )
    ]
    for number, each in enumerate(found):
        if each.incident.end is None:
            state = read_tracker_state(connection)
            until = None if state is None else state.seen_until
            found[number] = replace(each, seen_until=until or each.incident.begin)
    return found


class PlainList(NamedTuple):
    """Incidents, in the order in which they began, each with its recurrence."""

    incidents: list[tuple[Incident, int | None]]
    totals: Totals
    seen_until: datetime | None
    """Until when the open one was seen to go on; `None` if there is none, or it goes on now."""


def read_plain_list(folder: Path, since: datetime, now: datetime) -> PlainList:
    """Those that had not ended by then.

    Raises HistoryError if it cannot be read.
    """
    place = Folder(folder)
    with closing(open_to_read(place)) as connection, reading(place):
        rows = connection.execute(
            "SELECT (SELECT recurrence FROM changes WHERE incident = incidents.id ORDER BY id DESC LIMIT 1),"
            " begin_ms, end_ms, verdict, cause, is_confirmed FROM incidents"
            " WHERE absorbed_in IS NULL AND (end_ms IS NULL OR end_ms >= ?)"
            # `+`: by the index of their begins SQLite would go through all there are, for a week as well.
            " ORDER BY +begin_ms, id",
            (to_ms(since),),
        )
        found = [(incident_of(*columns), recurrence) for recurrence, *columns in rows]
        return PlainList(found, totals_since(connection, since), read_out_of_sight(connection, now))


def read_gaps(connection: sqlite3.Connection, since: datetime) -> list[Gap]:
    """Those that had not ended by then, in the order in which they ended."""
    # Where a clock was set back, earlier versions wrote gaps of no length.
    rows = connection.execute(
        "SELECT begin_ms, end_ms FROM gaps WHERE end_ms >= ? AND end_ms > begin_ms ORDER BY id",
        (to_ms(since),),
    )
    return [Gap(from_ms(begin_ms), from_ms(end_ms)) for begin_ms, end_ms in rows]


def read_tracker_state(connection: sqlite3.Connection) -> TrackerState | None:
    """What the tracker knew after the last check; `None` if nothing was ever written, or it is damaged."""
    row = connection.execute("SELECT state FROM tracker").fetchone()
    if row is None:
        return None
    try:
        return state_from_json(TrackerState, parse_json(row[0]))
    except ValueError:
        return None


def read_out_of_sight(connection: sqlite3.Connection, now: datetime) -> datetime | None:
    """Until when the open incident was seen to go on; `None` if there is none, or it does so now."""
    state = read_tracker_state(connection)
    if state is None or (state.good_since is None and state.unwatched_since(now) is None):
        return None
    return state.seen_until


def incident_of(
    begin_ms: int, end_ms: int | None, verdict: str, cause: str | None, is_confirmed: int
) -> Incident:
    """An incident from the columns of its row."""
    return Incident(
        from_ms(begin_ms),
        VerdictName(verdict),
        cause_or_none(cause),
        None if end_ms is None else from_ms(end_ms),
        bool(is_confirmed),
    )


MOST_CHARACTERS = 2000
"""Of a note; what is longer is cut off."""


class NoteChange(NamedTuple):
    """What the user says of the incident that began then; `None`: as it was."""

    begin_ms: int
    note: str | None = None
    is_counted: bool | None = None


def write_note(connection: sqlite3.Connection, change: NoteChange) -> None:
    """Inside a transaction. Of an incident that nobody knows nothing is kept."""
    incident = newest_incident(connection, change.begin_ms)
    if incident is None:
        return
    note, is_counted = _read_note(connection, incident)
    note = note if change.note is None else change.note.strip()[:MOST_CHARACTERS]
    if change.is_counted is None or change.is_counted == is_counted:
        _put_note(connection, incident, note, is_counted)
        return
    (begin_ms,) = connection.execute("SELECT begin_ms FROM incidents WHERE id = ?", (incident,)).fetchone()
    with owners_changing(connection, begin_ms, incident):
        _put_note(connection, incident, note, change.is_counted)


def newest_incident(connection: sqlite3.Connection, begin_ms: int) -> int | None:
    """The row of the incident that began then, or of the one that took it in since."""
    row = connection.execute(
        # One that took others in may have been taken in itself.
        "WITH RECURSIVE up (id, absorbed_in) AS ("
        "  SELECT * FROM (SELECT id, absorbed_in FROM incidents WHERE begin_ms = ?"
        "    ORDER BY absorbed_in IS NOT NULL, id DESC LIMIT 1)"
        "  UNION SELECT incidents.id, incidents.absorbed_in FROM up"
        "    JOIN changes ON changes.id = up.absorbed_in JOIN incidents ON incidents.id = changes.incident"
        ") SELECT id FROM up WHERE absorbed_in IS NULL",
        (begin_ms,),
    ).fetchone()
    return None if row is None else int(row[0])


def merge_notes(connection: sqlite3.Connection, gone: int, into: int) -> None:
    """An incident has been taken in by another: what was said of it is said of that one.

    To be called while owners are changing.
    """
    if connection.execute("SELECT 1 FROM notes WHERE incident = ?", (gone,)).fetchone() is None:
        return
    (note, is_counted), (more, is_more_counted) = _read_note(connection, into), _read_note(connection, gone)
    if more not in note:
        note = f"{note}\n{more}".strip()[:MOST_CHARACTERS]
    _put_note(connection, into, note, is_counted and is_more_counted)
    connection.execute("DELETE FROM notes WHERE incident = ?", (gone,))


def _read_note(connection: sqlite3.Connection, incident: int) -> tuple[str, bool]:
    row = connection.execute("SELECT note, is_counted FROM notes WHERE incident = ?", (incident,)).fetchone()
    return ("", True) if row is None else (str(row[0]), bool(row[1]))


def _put_note(connection: sqlite3.Connection, incident: int, note: str, is_counted: bool) -> None:
    if not note and is_counted:
        connection.execute("DELETE FROM notes WHERE incident = ?", (incident,))
        return
    connection.execute(
        "INSERT INTO notes (incident, note, is_counted) VALUES (?, ?, ?) ON CONFLICT (incident)"
        " DO UPDATE SET note = excluded.note, is_counted = excluded.is_counted",
        (incident, note, is_counted),
    )
