"""What is kept beside the checks: what was told, what the user saw, what outside voices said in full."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from trayapp.domain.alerts import Notice, NoticeKind
from trayapp.domain.records import Cause, VerdictName
from trayapp.domain.reports import Report
from trayapp.domain.wire import report_from_json, report_to_json
from trayapp.history.packing import from_ms, to_ms

TABLES_SINCE_VERSION = 2
"""Of the file: an older one has none of these tables until a writer opens it."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What came with one check."""

    notices: tuple[Notice, ...] = ()
    reports: tuple[Report, ...] = ()
    mark: datetime | None = None
    """When the user said that they see an error."""
    alerts: str | None = None
    """What the alerts know from now on, as JSON; `None` if that has not changed."""

    def is_worth_keeping(self) -> bool:
        """Whether it must outlive the loss of its check: what the alerts know comes anew with each."""
        return bool(self.notices or self.reports or self.mark)


NOTHING_BESIDE = Beside()


@dataclass(frozen=True, slots=True)
class RecordedNotice:
    """One thing that was told, or held back."""

    at: datetime
    kind: NoticeKind
    begin: datetime | None
    """Of the incident that it was about."""
    verdict: VerdictName
    cause: Cause | None
    is_shown: bool


# ---- writing, inside a transaction


def write_beside(connection: sqlite3.Connection, beside: Beside) -> None:
    """All of it. That of a check is written once, together with it."""
    connection.executemany(
        "INSERT INTO notices (at_ms, kind, begin_ms, verdict, cause, is_shown) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                to_ms(notice.at),
                notice.kind.value,
                None if notice.incident is None else to_ms(notice.incident.begin),
                notice.verdict.value,
                None if notice.cause is None else notice.cause.value,
                notice.is_shown,
            )
            for notice in beside.notices
        ],
    )
    for report in beside.reports:
        if report.evidence.at is not None:
            connection.execute(
                "INSERT INTO reports (at_ms, said) VALUES (?, ?)",
                (to_ms(report.evidence.at), json.dumps(report_to_json(report), separators=(",", ":"))),
            )
    if beside.mark is not None:
        connection.execute("INSERT INTO marks (at_ms) VALUES (?)", (to_ms(beside.mark),))
    if beside.alerts is not None:
        connection.execute(
            "INSERT INTO alerts (id, state) VALUES (1, ?)"
            " ON CONFLICT (id) DO UPDATE SET state = excluded.state",
            (beside.alerts,),
        )


def drop_reports(connection: sqlite3.Connection, until: datetime) -> None:
    """Forget what outside voices said before then. One statement, a transaction of its own."""
    connection.execute("DELETE FROM reports WHERE at_ms < ?", (to_ms(until),))


# ---- reading


def read_alerts(connection: sqlite3.Connection) -> str | None:
    """What the alerts knew last, as JSON; `None` if nothing was ever written."""
    row = connection.execute("SELECT state FROM alerts").fetchone()
    return None if row is None else str(row[0])


def read_notices(connection: sqlite3.Connection, since: datetime, until: datetime) -> list[RecordedNotice]:
    """Those from one moment to another, both included, in the order in which they were told."""
    rows = connection.execute(
        "SELECT at_ms, kind, begin_ms, verdict, cause, is_shown FROM notices"
        " WHERE at_ms BETWEEN ? AND ? ORDER BY id",
        (to_ms(since), to_ms(until)),
    )
    return [
        RecordedNotice(
            from_ms(at_ms),
            NoticeKind(kind),
            None if begin_ms is None else from_ms(begin_ms),
            VerdictName(verdict),
            None if cause is None else Cause(cause),
            bool(is_shown),
        )
        for at_ms, kind, begin_ms, verdict, cause, is_shown in rows
    ]


def read_marks(connection: sqlite3.Connection, since: datetime, until: datetime) -> list[datetime]:
    """When the user said that they see an error, from one moment to another, both included."""
    rows = connection.execute(
        "SELECT at_ms FROM marks WHERE at_ms BETWEEN ? AND ? ORDER BY at_ms", (to_ms(since), to_ms(until))
    )
    return [from_ms(at_ms) for (at_ms,) in rows]


def read_reports(connection: sqlite3.Connection, since: datetime, until: datetime) -> list[Report]:
    """What outside voices said from one moment to another, both included, in the order it was asked."""
    rows = connection.execute(
        "SELECT said FROM reports WHERE at_ms BETWEEN ? AND ? ORDER BY at_ms, id",
        (to_ms(since), to_ms(until)),
    )
    read = (report_from_json(json.loads(said)) for (said,) in rows)
    return [report for report in read if report is not None]
