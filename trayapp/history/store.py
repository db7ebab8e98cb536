"""The one writer of the history: whatever becomes of the file, the watching goes on and nothing is lost.

It writes at once, on the thread that calls: between two checks the event loop has nothing better to do, and
the tracker's state must be written before the next check builds on it. It takes a fraction of a millisecond;
another program's lock is waited for 0.1 s, and after a fault nothing is tried again for a while.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Any, TypeVar

from trayapp.clock import Now, utc_now
from trayapp.domain.alerts import Notice
from trayapp.domain.records import JudgedCheck
from trayapp.domain.tracker import Event, Tracker, TrackerState
from trayapp.errors import HistoryEvent, TrayappError
from trayapp.history.database import BUSY_S, Entry, HistoryFile
from trayapp.history.extras import NO_EXTRAS, CheckExtras, read_memory
from trayapp.history.file import faults
from trayapp.history.file.folder import Folder, WriterLock
from trayapp.history.file.reading import connect_read_only
from trayapp.history.file.schema import FILE_ERRORS, BrokenFileError, check_format, check_pages, check_tables
from trayapp.history.incidents import NoteChange, read_tracker_state
from trayapp.history.moments import from_ms, to_ms
from trayapp.history.write_queue import WriteQueue
from trayapp.private_files import make_private_folder

_T = TypeVar("_T")

_log = logging.getLogger(__name__)

_TRACKER = "tracker"  # what is still to be read of the tracker goes by this name

RETENTION = timedelta(days=90)
"""How long checks are kept one by one."""

# Another's lock is soon let go, a full disk may stay full for days: the pause doubles between the two.
_FIRST_PAUSE_S = 15.0
_LONGEST_PAUSE_S = 15 * 60.0

# How many entries are kept after they were written, lest the file breaks: about what SQLite lets gather
# beside the database before it moves it there.
_KEPT = 360

# For how long a file in which no damage was found is not looked through again.
_INTEGRITY_PAUSE_S = 24 * 3600.0

_ATTEMPTS = 3  # at one record: the file may be gone, what lies in its place broken, and only a new one good

NotifyEvent = Callable[[HistoryEvent], None]
"""Hears what people should know of the file, on the store's thread. Must not raise."""


class MovedError(Exception):
    """The file was deleted or another took its place: what was written just now may be with the old one."""


class Store:
    """Writes checks, incidents and the tracker's state. For one thread; once it is open nothing is raised.

    Attributes:
        retention: how long checks are kept one by one.
        tracker: follows the checks, each before it is recorded, and goes on from what is stored. Where that
            can be read only later, it follows then what was checked meanwhile once more.
    """

    def __init__(
        self,
        folder: Path,
        notify: NotifyEvent,
        *,
        retention: timedelta = RETENTION,
        now: Now = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Become the writer of the history in this folder. What is wrong with it is told and tried again.

        Raises HistoryLockedError if another process is its writer.
        """
        self.tracker = Tracker()
        self._folder = Folder(folder)
        self._notify = notify
        self.retention = retention
        self._now = now
        self._monotonic = monotonic
        self._lock: WriterLock | None = None
        self._file: HistoryFile | None = None
        self._is_suspect = False
        self._waiting = WriteQueue()
        # The last ones in the file that is open; a new one in place of a broken one begins with them.
        self._written: deque[Entry] = deque(maxlen=_KEPT)
        # What is still to be read, by name, and who shall take it.
        self._unread: dict[str, tuple[Callable[[Connection], Any], Callable[[Any], None]]] = {}
        self._is_working = False
        self._told: set[str] = set()  # the faults of this time of trouble; empty while all is well
        self._pause_s = _FIRST_PAUSE_S
        self._next_try_s = 0.0
        self._next_integrity_check_s = 0.0
        with suppress(OSError):  # tried once more right below, and told there
            self._take_lock()
        self._work(self._write_waiting)  # nothing yet, but whether it can be done
        self._load_state(_TRACKER, read_tracker_state, self._go_on_from)

    def load_state(self, name: str, take: Callable[[str | None], None]) -> None:
        """Hand `take` what this part of the program knew last, as JSON; `None` if nothing was ever written.

        At once, or as soon as the file can be read. Nothing is written under this name before that: it may
        be weeks of learning that lie there, against the minutes that are known here. `take` may `save_state`.
        """
        self._load_state(name, lambda connection: read_memory(connection, name), take)

    def _load_state(self, name: str, read: Callable[[Connection], _T], take: Callable[[_T], None]) -> None:
        try:
            found = self._read(read)
        except FILE_ERRORS as error:  # the watching begins all the same, and this is tried again
            if faults.code_of(error, self._folder.path) is None:
                _log.exception("what was known of %s could not be read", name)
            self._unread[name] = read, take
        else:
            take(found)

    def _read(self, read: Callable[[Connection], _T]) -> _T:
        """What the file says, be it that it can only be read."""
        if self._file is not None:
            return read(self._file.connection)
        with closing(connect_read_only(self._folder, busy_s=BUSY_S)) as connection:
            check_format(connection)
            return read(connection)

    def save_state(self, name: str, state: str) -> None:
        """Write down at once what this part of the program knows, as JSON."""
        if name not in self._unread:
            self._write(Entry(extras=CheckExtras(memory=((name, state),))))

    def record_notices(self, notices: tuple[Notice, ...], memory: tuple[tuple[str, str], ...]) -> None:
        """Write down at once what is told between two checks, and what is remembered of it."""
        memory = tuple((name, state) for name, state in memory if name not in self._unread)
        self._write(Entry(extras=CheckExtras(notices, memory=memory)))

    def record_user_error(self, at: datetime) -> None:
        """Write down at once that the user saw an error then."""
        self._write(Entry(extras=CheckExtras(marks=(at,))))

    def forget_user_error(self, at: datetime) -> None:
        """Write down at once that they did not, after all."""
        self._write(Entry(extras=CheckExtras(unmarked=(at,))))

    def annotate(self, begin: datetime, note: str) -> None:
        """Write down at once what the user says of the incident that began then; "" takes it away."""
        self._write(Entry(extras=CheckExtras(notes=(NoteChange(to_ms(begin), note=note),))))

    def count(self, begin: datetime, *, is_counted: bool) -> None:
        """Write down at once whether the incident that began then counts, or was the user's own network."""
        self.tracker.count(begin, is_counted=is_counted)
        extras = CheckExtras(notes=(NoteChange(to_ms(begin), is_counted=is_counted),))
        self._write(Entry.of(None, (), self.tracker.state, extras))

    def delete_all(self) -> None:
        """Delete what was recorded, and what was kept of it beside, and go on in a new file.

        What goes on just now is still known, and is written into that.

        Raises:
            TrayappError: it could not be deleted, and goes on.
        """
        self._work(self._write_waiting)
        self._waiting, self._unread = WriteQueue(), {}
        self._written.clear()
        self.tracker.state.closed.clear()
        self.tracker.state.uncounted.clear()
        if self._file is not None:
            with suppress(sqlite3.Error):
                self._file.close(is_clean=True)
            self._file = None
        try:
            self._folder.delete_all()
        except OSError as error:  # Windows lets nobody delete what somebody is just reading
            self._wait_after(error)
            path = str(self._folder.database)
            raise TrayappError("history_undeletable", path=path, why=_why(error)) from error
        self._write(Entry.of(None, (), self.tracker.state, NO_EXTRAS))

    def record(self, judged: JudgedCheck, events: Sequence[Event], extras: CheckExtras = NO_EXTRAS) -> None:
        """Write down a check that `tracker` has followed, and what that changed; later, if it cannot be now.

        With it goes what is kept beside it. The same moment again is passed over, as the tracker does.
        """
        memory = tuple((name, state) for name, state in extras.memory if name not in self._unread)
        self._write(Entry.of(judged, events, self.tracker.state, replace(extras, memory=memory)))

    def _write(self, entry: Entry) -> None:
        self._waiting.add(entry)
        if self._monotonic() >= self._next_integrity_check_s and os.path.isfile(self._folder.damage_mark):
            self._next_integrity_check_s = self._monotonic() + _INTEGRITY_PAUSE_S
            self._let_go()  # a new connection looks for what a reader found, and reads all from the disk
        is_time = self._file is not None or self._monotonic() >= self._next_try_s
        if is_time and not self._is_working:
            self._work(self._write_waiting)

    def prune(self, now: datetime) -> None:
        """Forget an hour of checks that are too old to be kept one by one, if there is one.

        To be called after a check that was `up`: X's certificate says then that the clock is not years ahead,
        and nothing is thrown away by mistake.
        """
        if self._file is not None:
            self._work(lambda file: file.tidy_up(now, self.retention))

    def close(self) -> None:
        """Write what still can be written, and let others be the writer. May be called again."""
        if self._waiting or self._file is not None:
            self._work(self._write_waiting)
        is_clean = False
        if self._file is not None:
            try:
                self._file.close(is_clean=True)
                is_clean = True  # else the next writer looks through all of it
            except sqlite3.Error:
                _log.warning("the history was not closed in good order", exc_info=True)
            self._file = None
        if self._lock is not None:
            self._lock.release(is_clean=is_clean)
            self._lock = None
        if self._waiting:
            _log.warning("checks that could not be written: %d", self._waiting.checks)

    def _work(self, action: Callable[[HistoryFile], object]) -> None:
        """Do something with the file; if it is gone or broken, with a new one."""
        self._is_working = True  # who is handed what was read may want something written: it waits its turn
        try:
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    action(self._opened())
                    return self._be_well()
                except Exception as error:  # noqa: BLE001 - whatever befalls the file, the watching goes on
                    obstacle = error if attempt == _ATTEMPTS else self._mend(error)
                    if obstacle is not None:
                        return self._wait_after(obstacle)
        finally:
            self._is_working = False

    def _opened(self) -> HistoryFile:
        if self._file is None:
            self._take_lock()
            self._file = HistoryFile(self._folder, is_suspect=self._is_suspect)
            self._is_suspect = False
        for name, (read, take) in list(self._unread.items()):
            found = read(self._file.connection)
            del self._unread[name]  # before it is handed over: from then on it may be written
            take(found)
        return self._file

    def _go_on_from(self, stored: TrackerState | None) -> None:
        """Follow what was checked meanwhile once more, from what was known before."""
        if stored is not None:
            self.tracker.state = stored
            self._waiting.replace(self._followed)

    def _followed(self, entry: Entry) -> Entry:
        """Where there is no check any more, what it changed is gone, too."""
        if entry.judged is None:
            for note in entry.extras.notes:
                if note.is_counted is not None:
                    self.tracker.count(from_ms(note.begin_ms), is_counted=note.is_counted)
            return Entry(extras=entry.extras)
        events = self.tracker.follow(entry.judged)
        return Entry.of(entry.judged, events, self.tracker.state, entry.extras)

    def _take_lock(self) -> None:
        if self._lock is not None and not self._lock.is_in_place():
            # Another process may hold a new file of that name by now: what we hold keeps nobody out.
            self._lock.release(is_clean=False)
            self._lock = None
        if self._lock is None:
            make_private_folder(self._folder.path)
            self._lock = WriterLock(self._folder.lock)
            self._is_suspect |= self._lock.was_left  # by one that was killed, perhaps while it wrote

    def _check_place(self) -> None:
        """What is written into a file that lost its name is written without an error, and lost."""
        if not (self._file and self._file.is_in_place() and self._lock and self._lock.is_in_place()):
            raise MovedError
        self._file.check_intact()

    def _write_waiting(self, file: HistoryFile) -> None:
        self._check_place()
        while self._waiting:
            file.write(self._waiting.first)
            self._check_place()  # only now is it known where that went
            self._written.append(self._waiting.first)
            self._waiting.remove_first()

    def _mend(self, error: Exception) -> Exception | None:
        """Make way for another attempt; what stands in its way, if one is of no use now."""
        try:
            return None if self._make_way(error) else error
        except (OSError, sqlite3.Error) as other:
            return other

    def _make_way(self, error: Exception) -> bool:
        code = faults.code_of(error, self._folder.path)
        if isinstance(error, MovedError):
            self._make_way_after_move()
        elif code is None:
            return self._get_past(error)
        else:
            self._let_go()
            if code != faults.CORRUPT:
                self._is_suspect |= code == faults.FAILED  # an error of the disk is no good sign
                return False
            aside = self._folder.set_aside(self._now())
            self._waiting.put_back(self._written)
            self._written.clear()
            self._next_integrity_check_s = 0.0  # that was of the old file
            self._tell(faults.CORRUPT, aside=str(aside))
        return True

    def _let_go(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with suppress(sqlite3.Error):
                file.close(is_clean=False)

    def _make_way_after_move(self) -> None:
        is_same = self._file is not None and self._file.is_database_in_place()
        self._let_go()
        if is_same:  # only something beside it was deleted; what was written is in it now
            return
        self._written.clear()  # whoever deleted it meant to
        # SQLite would take what the old file left behind for a part of the new one.
        self._folder.set_aside(self._now(), companions_only=True)
        if os.path.exists(self._folder.database):
            self._is_suspect = True
            self._tell(faults.REPLACED)
        else:
            self._tell(faults.DELETED)

    def _get_past(self, error: Exception) -> bool:
        """An error in this program, if the file is sound: what met it must not hold up everything else."""
        _log.error("the history could not be written", exc_info=error)
        if self._file is None:
            return False
        try:
            check_tables(self._file.connection)
            check_pages(self._file.connection, thoroughly=True)
        except (BrokenFileError, UnicodeDecodeError, MemoryError, sqlite3.Error) as found:
            if faults.code_of(found, self._folder.path) == faults.CORRUPT:
                return self._make_way(found)
        if self._waiting:
            self._waiting.lost += self._waiting.first.judged is not None
            self._waiting.remove_first()
        return bool(self._waiting)

    def _wait_after(self, error: Exception) -> None:
        code = faults.code_of(error, self._folder.path)
        if code is None and self._file is not None:
            return  # nothing is the matter with it
        self._let_go()
        code = code or faults.FAILED
        self._next_try_s = self._monotonic() + self._pause_s
        self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
        if code not in self._told:  # once, not at every attempt
            self._told.add(code)
            self._tell(code, **({"why": _why(error)} if code == faults.FAILED else {}))

    def _be_well(self) -> None:
        lost = self._waiting.lost
        if self._told or lost:
            self._tell(faults.RESUMED_WITH_LOSS if lost else faults.RESUMED, lost=str(lost))
        self._told.clear()
        self._waiting.lost = 0
        self._pause_s = _FIRST_PAUSE_S

    def _tell(self, code: str, **values: str) -> None:
        _log.info("%s", code)
        self._notify(HistoryEvent(code, (("path", str(self._folder.database)), *values.items())))


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
