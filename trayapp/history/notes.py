"""What the user wrote beside incidents, and which of them shall not count: "it was my own line"."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from trayapp.history.rollups import owners_changing

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
    note, is_counted = _read(connection, incident)
    note = note if change.note is None else change.note.strip()[:MOST_CHARACTERS]
    if change.is_counted is None or change.is_counted == is_counted:
        _put(connection, incident, note, is_counted)
        return
    (begin_ms,) = connection.execute("SELECT begin_ms FROM incidents WHERE id = ?", (incident,)).fetchone()
    with owners_changing(connection, begin_ms, incident):
        _put(connection, incident, note, change.is_counted)


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
    (note, is_counted), (more, is_more_counted) = _read(connection, into), _read(connection, gone)
    if more not in note:
        note = f"{note}\n{more}".strip()[:MOST_CHARACTERS]
    _put(connection, into, note, is_counted and is_more_counted)
    connection.execute("DELETE FROM notes WHERE incident = ?", (gone,))


def _read(connection: sqlite3.Connection, incident: int) -> tuple[str, bool]:
    row = connection.execute("SELECT note, is_counted FROM notes WHERE incident = ?", (incident,)).fetchone()
    return ("", True) if row is None else (str(row[0]), bool(row[1]))


def _put(connection: sqlite3.Connection, incident: int, note: str, is_counted: bool) -> None:
    if not note and is_counted:
        connection.execute("DELETE FROM notes WHERE incident = ?", (incident,))
        return
    connection.execute(
        "INSERT INTO notes (incident, note, is_counted) VALUES (?, ?, ?) ON CONFLICT (incident)"
        " DO UPDATE SET note = excluded.note, is_counted = excluded.is_counted",
        (incident, note, is_counted),
    )
