"""What went wrong with the file, as one of few codes: whatever SQLite or the system call it."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

from trayapp.errors import HistoryLockedError
from trayapp.history.file.schema import BrokenFileError, NewerFileError

CORRUPT = "history_corrupt"
NEWER = "history_newer"
FULL = "history_full"
READ_ONLY = "history_read_only"
BUSY = "history_busy"
LOCKED = "history_locked"
FAILED = "history_failed"
DELETED = "history_deleted"
REPLACED = "history_replaced"
RESUMED = "history_resumed"
RESUMED_WITH_LOSS = "history_resumed_with_loss"

_PRIMARY = 0xFF  # the part of an error code of SQLite that says which kind it is

_CODES = {
    sqlite3.SQLITE_CORRUPT: CORRUPT,
    sqlite3.SQLITE_NOTADB: CORRUPT,
    sqlite3.SQLITE_FORMAT: CORRUPT,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: READ_ONLY,  # of what lies beside the database, too
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_PROTOCOL: BUSY,  # a race that was lost too often (sqlite.org/rescode.html#protocol)
}

_ERRNOS = {
    errno.ENOSPC: FULL,
    getattr(errno, "EDQUOT", errno.ENOSPC): FULL,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.EROFS: READ_ONLY,
}


def code_of(error: Exception, folder: Path) -> str | None:
    """Which fault this is; `None` for an error in this program."""
    match error:
        case BrokenFileError() | UnicodeDecodeError():
            # What SQLite says of damaged tables quotes their names, and Python cannot read those.
            return CORRUPT
        case NewerFileError():
            return NEWER
        case HistoryLockedError():
            return LOCKED
        case MemoryError():  # SQLite's, too
            return FAILED
        case OSError():
            return _ERRNOS.get(error.errno or 0, FAILED)
        case sqlite3.Error():
            return _of_sqlite(error, folder)
        case _:
            return None


def primary_code(error: sqlite3.Error) -> int:
    """Which kind of error of SQLite it is; "misuse" for those that Python's module makes by itself."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE)
    return code & _PRIMARY


def _of_sqlite(error: sqlite3.Error, folder: Path) -> str | None:
    primary = primary_code(error)
    if primary in _CODES:
        return _CODES[primary]
    if primary == sqlite3.SQLITE_IOERR and _is_full(folder):
        return FULL  # making room for the readers' index fails with this code
    # What remains of OperationalError comes from outside (I/O errors, no memory), or from tables that
    # somebody changed under us: opening anew will tell. The other kinds are our own misuse.
    return FAILED if isinstance(error, sqlite3.OperationalError) else None


def _is_full(folder: Path) -> bool:
    try:
        return hasattr(os, "statvfs") and os.statvfs(folder).f_bavail == 0
    except OSError:
        return False
