"""A connection that changes nothing, whether somebody writes meanwhile or not."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from trayapp.errors import HistoryError
from trayapp.history.file import faults, schema
from trayapp.history.file.folder import Folder
from trayapp.private_files import open_private_file

_OLDEST_SQLITE = (3, 37)  # the first that knows STRICT tables

# How long is waited for a writer that clears up after a crash; otherwise none makes a reader wait.
READER_BUSY_S = 2.0


# Readers find each other through a file beside the database, which cannot be made in a folder that is
# read-only or full.
_NO_ROOM_TO_READ = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
}

_AS_IT_IS = "immutable=1"  # nothing beside the file is opened


def connect_read_only(folder: Folder, busy_s: float = READER_BUSY_S) -> sqlite3.Connection:
    """Open the database to look at it: it never makes a writer wait, and writes nothing into the file.

    `busy_s`: how long somebody's lock is waited for; whoever is the writer itself meets none.

    Raises sqlite3.Error if it cannot be read.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:  # to which our files would look broken
        raise sqlite3.OperationalError("SQLite 3.37 or newer is needed")
    try:
        return connect(folder.database, "mode=ro", busy_s)
    except sqlite3.OperationalError as error:
        if faults.primary_code(error) not in _NO_ROOM_TO_READ or folder.has_unmerged_writes():
            raise
        return connect(folder.database, _AS_IT_IS, busy_s)  # nobody has to be found


def connect(path: Path, how: str, busy_s: float) -> sqlite3.Connection:
    """Open this database, which must exist, and have a first look at it."""
    opened = [path] if how == _AS_IT_IS else Folder(path.parent).parts()
    if any(part.exists() and not part.is_file() for part in opened):  # a pipe would keep SQLite waiting
        no_file = sqlite3.OperationalError("it is no plain file")
        no_file.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise no_file
    uri = f"{path.absolute().as_uri()}?{how}"
    with ExitStack() as undo:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=busy_s)
        undo.callback(connection.close)
        # Text that a fault of the disk has damaged shall be told by its reader, not by SQLite's.
        connection.text_factory = lambda text: text.decode(errors="replace")
        schema.version_of(connection)
        undo.pop_all()
    return connection


def open_to_read(folder: Folder, busy_s: float = READER_BUSY_S) -> sqlite3.Connection:
    """Open the history to look at it, with the tables of this version: empty ones before the first check.

    `busy_s`: as `connect_read_only`. Raises HistoryError if it cannot be read.
    """
    with reading(folder), ExitStack() as undo:
        if folder.database.exists() or folder.database.is_symlink():  # be it that it leads nowhere
            connection = connect_read_only(folder, busy_s=busy_s)
        else:
            connection = sqlite3.connect(":memory:", isolation_level=None)
        undo.callback(connection.close)
        schema.check_format(connection)
        schema.fill_in(connection)
        undo.pop_all()
    return connection


@contextmanager
def reading(folder: Folder) -> Iterator[None]:
    """Raise what can be wrong with the file as a HistoryError, which its user can mend.

    Its codes: `history_damaged`, `history_newer` or `history_unreadable`.
    """
    path = str(folder.database)
    try:
        yield
    except schema.NewerFileError:
        raise HistoryError("history_newer", path=path) from None
    except (sqlite3.Error, OSError, schema.BrokenFileError, UnicodeDecodeError) as error:
        code = faults.code_of(error, folder.path)
        if code is None:
            raise
        if code == faults.CORRUPT:
            raise _damaged(folder) from error
        raise HistoryError("history_unreadable", path=path, why=str(error)) from error
    except schema.DAMAGED as error:
        raise _damaged(folder) from error


def _damaged(folder: Folder) -> HistoryError:
    """What is raised of it. The next one to open it for writing looks through all, for the same."""
    with suppress(OSError):
        os.close(open_private_file(folder.damage_mark))
    return HistoryError("history_damaged", path=str(folder.database))
