"""One open database: a check and all that it changed go into it as one transaction."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Self

from trayapp.clock import local
from trayapp.domain.codes import Confidence, VerdictName
from trayapp.domain.records import JudgedCheck
from trayapp.domain.state_json import state_from_json, state_to_json
from trayapp.domain.tracker import Event, Incident, TrackerState
from trayapp.domain.uptime import is_watched
from trayapp.history.codec import COLUMNS, pack, unpack
from trayapp.history.extras import NO_EXTRAS, CheckExtras, drop_reports, read_notices, write_extras
from trayapp.history.file import schema
from trayapp.history.file.folder import Folder, Header, WriterLock
from trayapp.history.file.reading import connect, connect_read_only
from trayapp.history.histograms import unpack as unpack_histograms
from trayapp.history.incidents import incident_of, settle, write_event, write_open
from trayapp.history.moments import from_ms, quarter_of, to_ms
from trayapp.history.response_times import SpentTimes, catch_up, days_to_make, make_day, unpack_day
from trayapp.history.rollups import Time, add_time, add_watched, drop_checks
from trayapp.private_files import identity, open_private_file
from trayapp.reading import parse_json

_BEFORE_ROLLUPS = 2  # the version of the file that is kept until its roll-ups are made

# Of one slice of tidying up.
_CAUGHT_UP = 100
_DROPPED_REPORTS = 50
_MADE_DAYS = 5

# What takes any text for a cause, and any number for a moment.
_INCIDENTS = """SELECT begin_ms, end_ms, verdict, cause, is_confirmed FROM incidents
UNION ALL SELECT at_ms, end_ms, verdict, cause, is_confirmed FROM changes"""
_MOMENTS = """SELECT begin_ms + 900000 FROM quarters UNION ALL SELECT begin_ms + 3600000 FROM hours
UNION ALL SELECT begin_ms FROM day_phases UNION ALL SELECT begin_ms FROM shares"""

# How long another program's lock is waited for. The event loop stands still meanwhile.
BUSY_S = 0.1


@dataclass(frozen=True, slots=True)
class Entry:
    """One check to write down, what it changed, what the tracker knew after it, and what came with it."""

    judged: JudgedCheck | None = None
    """`None` where memory ran out: what it changed is still worth telling. Or there was none."""
    events: tuple[Event, ...] = ()
    open: Incident | None = None
    state: str | None = None
    """`None`: as it was."""
    extras: CheckExtras = NO_EXTRAS

    @classmethod
    def of(
        cls, judged: JudgedCheck | None, events: Sequence[Event], state: TrackerState, extras: CheckExtras
    ) -> Self:
        """As the state is now: it will change with the next check."""
        written = json.dumps(state_to_json(state), separators=(",", ":"))
        return cls(judged, tuple(events), state.open, written, extras)


@dataclass(frozen=True, slots=True)
class _Last:
    """The check that was written last."""

    row_id: int | None
    at: datetime
    interval_s: float
    verdict: VerdictName


class HistoryFile:
    """The database, open for its one writer, in the thread that opened it.

    Whatever SQLite or the system raises is passed on; after that only `close` is of use.
    """

    def __init__(
        self, folder: Folder, *, is_suspect: bool, steps: Sequence[schema.Step] = schema.STEPS
    ) -> None:
        """Open it, new or brought up to date. `is_suspect`: have all of it looked through for damage first.

        Once a reader has found some, every row is looked at, too, which takes seconds.

        Raises NewerFileError if a newer trayapp wrote it: nothing in it was touched; BrokenFileError if it is
        damaged, or not ours; sqlite3.Error and OSError as they come.
        """
        self._folder = folder
        self._is_settled = False
        self._open: Incident | None = None
        self._today: date | None = None
        self._to_make: Iterator[tuple[int, int]] = iter(())
        with ExitStack() as undo:
            # Also makes it: SQLite would go by the umask.
            self._handle = open_private_file(folder.database, may_be_link=True)
            undo.callback(os.close, self._handle)
            # Through a connection that cannot write: one that can clears up behind a newer trayapp that died.
            with closing(connect_read_only(folder, busy_s=BUSY_S)) as looking:
                schema.check_format(looking, steps)
            self.connection = undo.enter_context(closing(connect(folder.database, "mode=rw", BUSY_S)))
            _set_up(self.connection)
            is_marked = folder.damage_mark.is_file()
            if is_suspect or is_marked:
                schema.check_pages(self.connection)
            schema.migrate(self.connection, lambda version: _copy(self.connection, folder, version), steps)
            if is_marked:
                _check_rows(self.connection)
                folder.damage_mark.unlink(missing_ok=True)
            self._header = Header.of(self._handle)
            self._parts = {part: identity(part) for part in folder.parts()}
            self._last = _read_last(self.connection)
            undo.pop_all()  # it is open: to close it is for its holder

    def write(self, entry: Entry) -> None:
        """Write it down, all or nothing. A check of the same moment as the last one is there already."""
        judged = entry.judged
        if judged is not None and self._last is not None and to_ms(judged.check.at) == to_ms(self._last.at):
            return
        with schema.transaction(self.connection):
            last = self._last if judged is None else self._write_check(judged)
            if entry.state is not None:
                self._write_followed(entry, entry.state)
            write_extras(self.connection, entry.extras)
        self._last = last
        if entry.state is not None:
            self._open, self._is_settled = entry.open, True

    def _write_followed(self, entry: Entry, state: str) -> None:
        for event in entry.events:
            write_event(self.connection, event)
        if not self._is_settled:
            settle(self.connection, state_from_json(TrackerState, json.loads(state)))
        if entry.open is not None and entry.open != self._open:
            write_open(self.connection, entry.open)
        # Last: by the lack of this row `settle` knows that the file is a new one.
        self.connection.execute(
            "INSERT INTO tracker (id, state) VALUES (1, ?)"
            " ON CONFLICT (id) DO UPDATE SET state = excluded.state",
            (state,),
        )

    def tidy_up(self, now: datetime, retention: timedelta) -> None:
        """Forget checks that are older, a slice of them: their quarters are kept.

        What sources said in full is forgotten, too: the checks say in short what they said. In a file of
        before there were roll-ups these are made first, slice by slice; at last what is kept of local days.
        """
        # A slice holds the writer for some milliseconds; after a long time off there are many.
        with schema.transaction(self.connection):
            is_complete = catch_up(self.connection, _CAUGHT_UP)
        if is_complete:
            until = now - retention
            with schema.transaction(self.connection):
                drop_checks(self.connection, to_ms(until))
            drop_reports(self.connection, until, _DROPPED_REPORTS)
            self._make_days(now)

    def _make_days(self, now: datetime) -> None:
        """The next few; once all are made, nothing until a day is over."""
        if (today := local(now).date()) != self._today:
            self._folder.copy_of(_BEFORE_ROLLUPS).unlink(missing_ok=True)
            self._today, self._to_make = today, days_to_make(self.connection, now)
        for begin_ms, end_ms in islice(self._to_make, _MADE_DAYS):
            # Whoever reads a damaged one says so.
            with suppress(*schema.DAMAGED, sqlite3.IntegrityError), schema.transaction(self.connection):
                make_day(self.connection, begin_ms, end_ms)

    def is_in_place(self) -> bool:
        """Whether what was written went where whoever looks for the history will find it."""
        return all(identity(part) == at_opening for part, at_opening in self._parts.items())

    def check_intact(self) -> None:
        """Raises BrokenFileError if somebody cut the database short or wrote over its beginning.

        SQLite would go on with what it remembers, and all that it writes would be lost.
        """
        header = Header.of(self._handle)
        if not header.may_follow(self._header):
            raise schema.BrokenFileError("cut short or overwritten in place")
        self._header = header

    def is_database_in_place(self) -> bool:
        """The same, whatever has become of what lies beside the database."""
        database = self._folder.database
        return identity(database) == self._parts[database]

    def close(self, *, is_clean: bool) -> None:
        """`is_clean`: leave one file. Else just let go.

        Raises sqlite3.Error if the file could not be left in good order. It is closed all the same.
        """
        try:
            if is_clean:
                self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self.connection.close()
            os.close(self._handle)  # not before: it would end the locks of this process

    def _write_check(self, judged: JudgedCheck) -> _Last:
        check, verdict, last = judged.check, judged.verdict, self._last
        at = from_ms(to_ms(check.at))  # as it will be read back
        if last is not None and is_watched(last.verdict, last.at, last.interval_s, at):
            watched_ms = to_ms(at) - to_ms(last.at)
            self.connection.execute(
                "UPDATE checks SET watched_ms = ? WHERE id = ?", (watched_ms, last.row_id)
            )
            add_watched(self.connection, to_ms(last.at), last.verdict, watched_ms)
        row_id = insert_check(self.connection, judged)
        add_time(self.connection, quarter_of(to_ms(at)), Time(), checks=1)
        spent = SpentTimes()
        spent.add(check)
        spent.write(self.connection)
        return _Last(row_id, at, check.interval_s, verdict.name)


@contextmanager
def writing_once(folder: Folder) -> Iterator[sqlite3.Connection]:
    """Be its writer for one transaction. Raises HistoryLockedError if another process is."""
    with ExitStack() as undo:
        lock = WriterLock(folder.lock)
        undo.callback(lock.release, is_clean=True)
        file = HistoryFile(folder, is_suspect=lock.was_left)
        undo.callback(file.close, is_clean=True)
        with schema.transaction(file.connection):
            yield file.connection


def insert_check(connection: sqlite3.Connection, judged: JudgedCheck) -> int:
    """The row that it went into. What is kept of it for ever is added by its caller."""
    check, verdict = judged.check, judged.verdict
    row_id = connection.execute(
        "INSERT INTO checks (at_ms, interval_s, verdict, cause, confidence, seen) VALUES (?, ?, ?, ?, ?, ?)",
        (
            to_ms(check.at),
            check.interval_s,
            verdict.name.value,
            verdict.cause and verdict.cause.value,
            # The column takes no NULL; what it holds where nothing is claimed is not read.
            (verdict.confidence or Confidence.LOW).value,
            pack(judged),
        ),
    ).lastrowid
    return row_id or 0


def _set_up(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA cache_size = -256")  # KB of pages: of 2 MB most would be days old
    # Readers and the writer do not wait for each other.
    connection.execute("PRAGMA journal_mode = WAL")
    # A power cut may lose the last checks, never the file; the end of this process loses nothing.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")  # SQLite's default is off (sqlite.org/foreignkeys.html)
    connection.execute("PRAGMA cell_size_check = ON")  # find damaged pages before they are written to
    connection.execute("PRAGMA trusted_schema = OFF")  # a view that somebody added shall have no side effects


def _copy(connection: sqlite3.Connection, folder: Folder, version: int) -> None:
    to = folder.copy_of(version)
    to.unlink(missing_ok=True)  # of a time when the step after it was not finished
    os.close(open_private_file(to))  # SQLite gives its companions the same rights
    with closing(sqlite3.connect(to, isolation_level=None)) as copy:
        connection.backup(copy)


def _check_rows(connection: sqlite3.Connection) -> None:
    """Raises as `check_pages` does: of indexes, and of what the tables take as it comes.

    Of all that readers call damaged: what is not found here they would call so for ever.
    """
    schema.check_pages(connection, thoroughly=True)
    try:
        for columns in connection.execute(f"SELECT {COLUMNS} FROM checks"):
            unpack(*columns)
        for (spent,) in connection.execute("SELECT spent FROM quarters"):
            unpack_histograms(spent)
        for (spent,) in connection.execute("SELECT spent FROM day_phases"):
            unpack_day(spent)
        for (said,) in connection.execute("SELECT said FROM reports"):
            parse_json(said)
        for columns in connection.execute(_INCIDENTS):
            incident_of(*columns)
        for (ms,) in connection.execute(_MOMENTS):
            from_ms(ms)
        read_notices(connection, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    except schema.DAMAGED as error:
        raise schema.BrokenFileError("a row is damaged") from error


def _read_last(connection: sqlite3.Connection) -> _Last | None:
    # By `id`: where a clock was set back, the highest moment is not that of the last check.
    row = connection.execute(
        "SELECT id, at_ms, interval_s, verdict FROM checks ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return None
    try:
        return _Last(row[0], from_ms(row[1]), row[2], VerdictName(row[3]))
    except schema.DAMAGED as error:
        raise schema.BrokenFileError("the last check is damaged") from error
