"""What we owe to others, in a file that all trayapps of a user share: the tray, `watch`, and each `check`."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from trayapp.clock import Now
from trayapp.net.limits import HostLimits, Use
from trayapp.net.limits_json import limits_from_json, limits_to_json
from trayapp.private_files import locked_file, make_private_folder, replace_private_file
from trayapp.reading import NothingComesError, read_json_file

_log = logging.getLogger(__name__)

Change = Callable[[HostLimits], HostLimits]

# Who holds the lock reads and writes some kilobytes.
_LOCK_WITHIN_S = 1.0
_LOCK_TRIED_EVERY_S = 0.02

# Some hundred entries are 20 KB: what is longer is not ours.
_MOST_BYTES = 256 * 1024

# Changes of hours, where nothing can be written.
_MOST_PENDING = 1000

_Stamp = tuple[int, int, int, int]


class LimitsFile:
    """What is owed as of now, and who writes down what changes. One event loop; never raises for a file.

    Each change is made to what the file says at that moment, under a lock that is held for the writing alone.
    A file that cannot be read is empty; where none can be written, what is owed is kept in memory.
    """

    def __init__(self, folder: Path | None, now: Now) -> None:
        """`folder` is the history's; `None` keeps all in memory."""
        self._folder = folder
        self._file = (folder or Path()) / "owed.json"
        self._now = now
        self._owed = HostLimits()
        self._stamp: _Stamp | None = None  # of the file as it was read last
        self._pending: deque[Change] = deque(maxlen=_MOST_PENDING)  # what the file does not know yet
        self._held: int | None = None  # the lock, while it is held for more than one writing
        self._is_failing = False

    @property
    def limits(self) -> HostLimits:
        """All that is owed, other processes' part included."""
        if self._pending and not self._is_failing:  # another process had the lock
            self._write_pending()
        if self._folder is not None and (stamp := _stamp(self._file)) not in (None, self._stamp):
            try:
                self._take_up(self._read())
            except OSError as error:
                self._record_failure(error)
            else:
                self._stamp = stamp  # of before: what was written meanwhile is read the next time
        return self._owed

    def change(self, change: Change) -> None:
        """Hold to this from now on, and write it down: at once, or with the next one if the lock is taken."""
        before = self.limits
        after = change(before)
        if after != before:
            self._owed = after.pruned(self._now())
            if self._folder is not None:
                self._pending.append(change)
                self._write_pending()

    async def take(self, budget: str, use: Use, most: int) -> bool:
        """Use a part of a budget, unless that makes more than `most` in an hour; whether it was done.

        No two processes take the same part, unless one of them finds no lock for a whole second.
        """
        async with self._holding_lock():
            used = sum(earlier.cost for earlier in self.limits.recent_uses(budget, use.at))
            if used + use.cost > most:
                return False
            self.change(lambda limits: limits.with_use(budget, use))
            return True

    async def settle(self) -> None:
        """Write down what could not be so far, waiting for the lock if need be: for a program's end."""
        if self._pending:
            async with self._holding_lock():
                self._write_pending()

    @asynccontextmanager
    async def _holding_lock(self) -> AsyncIterator[None]:
        """What is written meanwhile is written under one lock; if none is to be had, each under its own."""
        handle = self._held = await self._locked()
        try:
            yield
        finally:
            self._held = None
            _close(handle)

    def _take_up(self, there: HostLimits | None) -> None:
        if there is not None:
            for change in self._pending:
                there = change(there)
            self._owed = there.pruned(self._now())

    def _write_pending(self) -> None:
        handle = None
        try:
            handle = self._held if self._held is not None else self._lock()
            if handle is not None:
                self._take_up(self._read())
                self._write()
                self._pending.clear()
                self._is_failing = False
        except OSError as error:
            self._record_failure(error)
        finally:
            if handle != self._held:  # one that is held for more than this writing stays
                _close(handle)

    def _read(self) -> HostLimits | None:
        """What the file says; `None` if there is none that can be read, or it says nothing that is ours.

        Raises:
            OSError: it cannot be read just now.
        """
        try:
            return limits_from_json(read_json_file(self._file, _MOST_BYTES))
        except (FileNotFoundError, PermissionError, NothingComesError, ValueError):
            return None

    def _write(self) -> None:
        """Under the lock."""
        text = json.dumps(limits_to_json(self._owed), separators=(",", ":"))
        replace_private_file(self._file, text.encode())
        self._stamp = _stamp(self._file)  # what we wrote is no news

    def _lock(self) -> int | None:
        make_private_folder(self._file.parent)
        return locked_file(self._file.with_suffix(".lock"))

    async def _locked(self) -> int | None:
        """The lock, waited for; `None` if it is not to be had."""
        until_s, handle = time.monotonic() + _LOCK_WITHIN_S, None
        try:
            while self._folder is not None and (handle := self._lock()) is None:
                if time.monotonic() >= until_s:
                    break
                await asyncio.sleep(_LOCK_TRIED_EVERY_S)  # nobody tells when it is free
        except OSError as error:
            self._record_failure(error)
        return handle

    def _record_failure(self, error: OSError) -> None:
        if not self._is_failing:  # once, not with each change
            _log.warning("what is owed to others is kept in memory alone: %s", error)
        self._is_failing = True


def _stamp(path: Path) -> _Stamp | None:
    """What changes whenever the file does; `None` without one."""
    with suppress(OSError):
        status = path.stat()
        return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size
    return None


def _close(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)
