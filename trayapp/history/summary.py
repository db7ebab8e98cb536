"""What the history says: for whoever shows it. Reads only, so it may be used while somebody writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection
from typing import Concatenate, ParamSpec, Self, TypeVar

from trayapp.history.extras import read_marks, read_memory, read_notices, read_reports
from trayapp.history.file.folder import Folder
from trayapp.history.file.reading import READER_BUSY_S, open_to_read, reading
from trayapp.history.incidents import read_gaps, read_incidents
from trayapp.history.listing import read_listed
from trayapp.history.overview import (
    read_check,
    read_incident,
    read_last,
    read_overview,
    read_runs,
    read_troubled,
)
from trayapp.history.response_times import read_median_ms, read_phases, read_response_times, read_timed
from trayapp.history.rollups import totals_since

_P = ParamSpec("_P")
_T = TypeVar("_T")


def _reads(read: Callable[Concatenate[Connection, _P], _T]) -> Callable[Concatenate[Summary, _P], _T]:
    """The method that reads this. Each look at the file may be the one that finds it damaged."""

    def method(summary: Summary, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        with reading(summary.folder):
            return read(summary.connection, *args, **kwargs)

    return method


class Summary:
    """A look at the history in this folder, for use in the thread that opened it.

    Open one for each time of looking: should the file be set aside meanwhile, an old one goes on showing
    that. All methods raise HistoryError where the file cannot be read. What they give is said where it is
    read.
    """

    def __init__(self, folder: Path, busy_s: float = READER_BUSY_S) -> None:
        """Wait so long for somebody's lock. Raises HistoryError if it cannot be read."""
        self.folder = Folder(folder)
        self.connection = open_to_read(self.folder, busy_s)

    last = _reads(read_last)
    incidents = _reads(read_incidents)
    gaps = _reads(read_gaps)
    median_ms = _reads(read_median_ms)
    totals = _reads(totals_since)
    response_times = _reads(read_response_times)
    timed = _reads(read_timed)
    phases = _reads(read_phases)
    overview = _reads(read_overview)
    incident = _reads(read_incident)
    runs = _reads(read_runs)
    check = _reads(read_check)
    troubled = _reads(read_troubled)
    listed = _reads(read_listed)
    notices = _reads(read_notices)
    marks = _reads(read_marks)
    reports = _reads(read_reports)
    load_state = _reads(read_memory)

    def close(self) -> None:
        """May be called again."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
