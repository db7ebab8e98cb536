"""What is kept beside the checks: what was told, what the user saw, what sources said in full.

And what parts of the program want to know again after a restart: JSON of their own, under a name.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from trayapp.domain.alerts import Notice, NoticeKind
from trayapp.domain.check_json import report_from_json, report_to_json
from trayapp.domain.codes import VerdictName
from trayapp.domain.reports import Report
from trayapp.history.incidents import NoteChange, write_note
from trayapp.history.moments import cause_or_none, from_ms, to_ms
from trayapp.reading import parse_json


@dataclass(frozen=True, slots=True)
class CheckExtras:
    """What came with one check."""

    notices: tuple[Notice, ...] = ()
    reports: tuple[Report, ...] = ()
    marks: tuple[datetime, ...] = ()
    """When the user said that they see an error."""
    memory: tuple[tuple[str, str], ...] = ()
    """What parts of the program know from now on: names, each with JSON. Others know what they knew."""
    unmarked: tuple[datetime, ...] = ()
    """Such moments that they take back."""
    notes: tuple[NoteChange, ...] = ()
    """What the user says of incidents."""


NO_EXTRAS = CheckExtras()


def write_extras(connection: sqlite3.Connection, extras: CheckExtras) -> None:
    """All of it, inside a transaction. That of a check is written once, together with it."""
    connection.executemany(
        "INSERT INTO notices (at_ms, kind, begin_ms, verdict, cause, is_shown) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                to_ms(notice.at),
                notice.kind.value,
                None if notice.incident is None else to_ms(notice.incident.begin),
                notice.verdict.value,
                notice.cause and notice.cause.value,
                notice.is_shown,
            )
            for notice in extras.notices
        ],
    )
    for report in extras.reports:
        if report.evidence.at is not None:  # reports are read by their moment: without one nobody would
            connection.execute(
                "INSERT INTO reports (at_ms, said) VALUES (?, ?)",
                (to_ms(report.evidence.at), json.dumps(report_to_json(report), separators=(",", ":"))),
            )
    # Once, too: a file that was moved while it was written is written again, and may be the same.
    connection.executemany(
        "INSERT INTO marks (at_ms) SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM marks WHERE at_ms = ?1)",
        [(to_ms(at),) for at in extras.marks],
    )
    connection.executemany("DELETE FROM marks WHERE at_ms = ?", [(to_ms(at),) for at in extras.unmarked])
    connection.executemany(
        "INSERT INTO memory (name, state) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET state = excluded.state",
        extras.memory,
    )
    for change in extras.notes:
        write_note(connection, change)


def drop_reports(connection: sqlite3.Connection, until: datetime, most: int) -> None:
    """Forget what sources said before then, at most so many. One statement, a transaction of its own."""
    # Theirs alone: notices and marks are few and small, and stay.
    connection.execute(
        "DELETE FROM reports WHERE id IN (SELECT id FROM reports WHERE at_ms < ? LIMIT ?)",
        (to_ms(until), most),
    )


def read_memory(connection: sqlite3.Connection, name: str) -> str | None:
    """What this part of the program knew last, as JSON; `None` if nothing was ever written."""
    row = connection.execute("SELECT state FROM memory WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def read_notices(connection: sqlite3.Connection, since: datetime, until: datetime) -> list[Notice]:
    """What was told or held back between two moments, both included, in the order in which it was told.

    Of the incident that it was about nothing is known but what is recorded of that itself.
    """
    query = (
        "SELECT kind, at_ms, verdict, cause, is_shown FROM notices WHERE at_ms BETWEEN ? AND ? ORDER BY id"
    )
    return [
        Notice(
            NoticeKind(kind),
            from_ms(at_ms),
            VerdictName(verdict),
            cause_or_none(cause),
            is_shown=bool(is_shown),
        )
        for kind, at_ms, verdict, cause, is_shown in connection.execute(query, (to_ms(since), to_ms(until)))
    ]


def read_marks(connection: sqlite3.Connection, since: datetime, until: datetime) -> list[datetime]:
    """When the user said that they see an error, from one moment to another, both included."""
    query = "SELECT at_ms FROM marks WHERE at_ms BETWEEN ? AND ? ORDER BY at_ms"
    return [from_ms(at_ms) for (at_ms,) in connection.execute(query, (to_ms(since), to_ms(until)))]


def read_reports(connection: sqlite3.Connection, since: datetime, until: datetime) -> list[Report]:
    """What sources said in full from one moment to another, both included, in the order it was asked."""
    query = "SELECT said FROM reports WHERE at_ms BETWEEN ? AND ? ORDER BY at_ms, id"
    read = (
        report_from_json(parse_json(said))
        for (said,) in connection.execute(query, (to_ms(since), to_ms(until)))
    )
    return [report for report in read if report is not None]
