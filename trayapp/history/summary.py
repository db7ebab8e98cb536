"""What the history says: for whoever shows it. Reads only, so it may be used while somebody writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from trayapp.domain.latency import MedianMs
from trayapp.domain.records import JudgedCheck
from trayapp.domain.reports import Report
from trayapp.domain.tracker import Gap
from trayapp.domain.uptime import Totals
from trayapp.history.codec import unpack
from trayapp.history.extras import (
    TABLES_SINCE_VERSION,
    RecordedNotice,
    read_marks,
    read_memory,
    read_notices,
    read_reports,
)
from trayapp.history.file.folder import Folder
from trayapp.history.file.reading import open_to_read, reading
from trayapp.history.file.schema import version_of
from trayapp.history.incidents import RecordedIncident, read_gaps, read_incidents
from trayapp.history.latency import read_median_ms
from trayapp.history.overview import (
    Blip,
    Overview,
    Run,
    read_check,
    read_incident,
    read_overview,
    read_runs,
)
from trayapp.history.totals import totals_since

__all__ = ["Blip", "Overview", "RecordedIncident", "RecordedNotice", "Run", "Summary"]

_T = TypeVar("_T")


class Summary:
    """A look at the history in this folder, for use in the thread that opened it.

    Open one for each time of looking: should the file be set aside meanwhile, an old one goes on showing
    that. All methods raise HistoryError where the file cannot be read.
    """

    def __init__(self, folder: Folder, connection: sqlite3.Connection) -> None:
        self._folder = folder
        self._connection = connection

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Raises HistoryError: nothing was ever recorded there (`history_none`), or it cannot be read."""
        return cls(Folder(folder), open_to_read(Folder(folder)))

    def last(self) -> JudgedCheck | None:
        """The check that was recorded last."""
        with reading(self._folder):
            row = self._connection.execute(
                "SELECT at_ms, interval_s, verdict, cause, confidence, seen FROM checks"
                " ORDER BY id DESC LIMIT 1"
            ).fetchone()
            return None if row is None else unpack(*row)

    def incidents(self, since: datetime) -> list[RecordedIncident]:
        """The incidents that had not ended by then, oldest first.

        Those that turned out to be part of another one stand in its changes only.
        """
        with reading(self._folder):
            return read_incidents(self._connection, since)

    def gaps(self, since: datetime) -> list[Gap]:
        """The gaps that had not ended by then, in the order in which they ended."""
        with reading(self._folder):
            return read_gaps(self._connection, since)

    def median_ms(self, since: datetime) -> MedianMs:
        """How long each part of X mostly takes to answer: medians of a sample since then.

        What has fewer than 50 answers in it is left out. Some 50 ms, however much there is.
        """
        with reading(self._folder):
            return read_median_ms(self._connection, since)

    def recall(self, name: str) -> str | None:
        """What this part of the program knew last, as JSON; `None` if nothing was ever written."""
        with reading(self._folder):
            has_tables = version_of(self._connection) >= TABLES_SINCE_VERSION
            return read_memory(self._connection, name) if has_tables else None

    def totals(self, since: datetime) -> Totals:
        """The figures of the checks since then and of the incidents that had not ended by then."""
        with reading(self._folder):
            return totals_since(self._connection, since)

    def overview(self, begin: datetime, end: datetime) -> Overview:
        """All there is to show of the time between; `end` is now."""
        with reading(self._folder):
            return read_overview(self._connection, begin, end)

    def incident(self, begin: datetime) -> RecordedIncident | None:
        """The incident that began then, or the one that took it in since; `None` if there is none."""
        with reading(self._folder):
            return read_incident(self._connection, begin)

    def runs(self, since: datetime, until: datetime) -> tuple[Run, ...]:
        """The checks from one moment to another, neighbours with the same verdict and cause as one."""
        with reading(self._folder):
            return read_runs(self._connection, since, until)

    def check(self, at: datetime) -> JudgedCheck | None:
        """The check of that moment; `None` if it is no longer kept."""
        with reading(self._folder):
            return read_check(self._connection, at)

    def notices(self, since: datetime, until: datetime) -> list[RecordedNotice]:
        """What was told or held back from one moment to another."""
        return self._read_extras(read_notices, since, until)

    def marks(self, since: datetime, until: datetime) -> list[datetime]:
        """When the user said that they see an error, from one moment to another."""
        return self._read_extras(read_marks, since, until)

    def reports(self, since: datetime, until: datetime) -> list[Report]:
        """What sources said in full, from one moment to another."""
        return self._read_extras(read_reports, since, until)

    def _read_extras(
        self,
        read: Callable[[sqlite3.Connection, datetime, datetime], list[_T]],
        since: datetime,
        until: datetime,
    ) -> list[_T]:
        with reading(self._folder):
            # A file that no writer of this version has opened yet has no such tables.
            has_tables = version_of(self._connection) >= TABLES_SINCE_VERSION
            return read(self._connection, since, until) if has_tables else []

    def close(self) -> None:
        """May be called again."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
