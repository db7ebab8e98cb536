"""Who may write: one process at a time, told by a lock that the system frees when its holder dies."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from trayapp.errors import HistoryLockedError
from trayapp.private_files import identity, locked_file


class WriterLock:
    """A locked file. Its holder's process id stands in it, and is wiped off at a clean end."""

    def __init__(self, path: Path) -> None:
        """Take it. Raises HistoryLockedError if another process holds it, OSError if it cannot be opened."""
        handle = locked_file(path)
        if handle is None:
            raise HistoryLockedError("history_locked", path=str(path.parent))
        self._path = path
        self._handle = handle
        self.was_left = bool(os.read(self._handle, 1))
        """Whether its last holder ended without a word: what it wrote may be damaged."""
        with suppress(OSError):  # a full disk; then an unclean end goes unnoticed
            self._write(str(os.getpid()))

    def is_in_place(self) -> bool:
        """Whether the file that is locked is still the one that others would try to lock."""
        status = os.fstat(self._handle)
        return identity(self._path) == (status.st_dev, status.st_ino)

    def release(self, *, is_clean: bool) -> None:
        """Let others write. `is_clean` says that what was written was closed in good order."""
        if is_clean:
            with suppress(OSError):
                self._write("")
        os.close(self._handle)  # and with it goes the lock

    def _write(self, text: str) -> None:
        os.ftruncate(self._handle, 0)
        os.lseek(self._handle, 0, os.SEEK_SET)
        os.write(self._handle, text.encode())
