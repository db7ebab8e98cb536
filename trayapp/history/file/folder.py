"""The folder of the history: what lies in it, who may write there, and where a broken file goes."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from trayapp.errors import HistoryLockedError
from trayapp.private_files import identity, locked_file

# What SQLite keeps beside a database: what is not yet in it, and how readers find that;
# what was in it before, where it was taken out of the mode that we use.
_COMPANIONS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the history lies."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "history.sqlite3"

    @property
    def lock(self) -> Path:
        return self.path / "history.lock"

    @property
    def damage_mark(self) -> Path:
        """There while a reader has found damage, and no writer has looked for it yet."""
        return self.path / "history.damaged"

    def copy_of(self, version: int) -> Path:
        """Where the file of this version is kept before a step that rewrites data."""
        return self.path / f"history.version-{version}.sqlite3"

    def parts(self) -> list[Path]:
        """The database and its companions, whether they exist or not."""
        return [self.database, *(_beside(self.database, suffix) for suffix in _COMPANIONS)]

    def has_unmerged_writes(self) -> bool:
        """Whether something was written that is not in the database itself yet."""
        wal = _beside(self.database, "-wal")
        return wal.exists() and wal.stat().st_size > 0

    def kept_copies(self) -> list[Path]:
        """What was set aside, and what is kept of earlier versions: databases and their companions."""
        return sorted([*self.path.glob("history.broken-*"), *self.path.glob("history.version-*")])

    def delete_all(self) -> None:
        """Delete the database, which nobody must have open, and every copy that is kept of it."""
        # The database first: without it nobody takes what lies beside it for a part of it.
        for part in (*self.parts(), *self.kept_copies()):
            part.unlink(missing_ok=True)

    def set_aside(self, at: datetime, *, companions_only: bool = False) -> Path:
        """Put the database out of the way under a new name, which is given back; with it its companions.

        Nothing must have it open (Windows would not let it go). Only the holder of the writer's lock may do
        this: between the look for a free name and the renaming nobody else must take it.
        """
        stem = f"history.broken-{at:%Y%m%dT%H%M%SZ}"
        number = 1
        aside = self.path / f"{stem}.sqlite3"
        # lexists(): a link that leads nowhere has the name all the same.
        while any(os.path.lexists(part) for part in (aside, *(_beside(aside, s) for s in _COMPANIONS))):
            number += 1
            aside = self.path / f"{stem}-{number}.sqlite3"
        # The companions first: should the renaming end half way, no new database must meet old ones.
        for suffix in _COMPANIONS if companions_only else (*_COMPANIONS, ""):
            if os.path.lexists(part := _beside(self.database, suffix)):
                part.rename(_beside(aside, suffix))
        return aside


def _beside(database: Path, suffix: str) -> Path:
    return database.with_name(database.name + suffix)


def is_there(folder: Path) -> bool:
    """Whether anything was ever recorded in this folder. Where nobody can look, who reads it says so."""
    try:
        return identity(Folder(folder).database) is not None
    except OSError:
        return True


# Places and sizes: sqlite.org/fileformat.html#the_database_header.
_SIZE = 100
# What a file of SQLite begins with, and the size of its pages: as long as it is open neither changes.
_KIND = slice(0, 18)
_COUNTER = slice(24, 28)  # of changes; of those that go through the WAL not each
_PAGES = slice(28, 32)


@dataclass(frozen=True, slots=True)
class Header:
    """As the file is now, whatever SQLite still remembers of it."""

    size: int
    head: bytes

    @classmethod
    def of(cls, handle: int) -> Header:
        """Read it. Closing another handle would end the locks that SQLite holds: it must be kept."""
        os.lseek(handle, 0, os.SEEK_SET)
        return cls(os.fstat(handle).st_size, os.read(handle, _SIZE))

    def may_follow(self, before: Header) -> bool:
        """Whether SQLite can have made this of what was there before.

        It makes a file smaller only if somebody has it packed anew (VACUUM), and then counts that.
        """
        if self.head[_KIND] != before.head[_KIND]:
            return False
        if self.size >= before.size:
            return True
        page_size = int.from_bytes(self.head[16:18], "big")  # 1 stands for 65536, too large for two bytes
        is_whole = self.size == self._number(_PAGES) * (65536 if page_size == 1 else page_size)
        return is_whole and self._number(_COUNTER) > before._number(_COUNTER)

    def _number(self, where: slice) -> int:
        return int.from_bytes(self.head[where], "big")


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
