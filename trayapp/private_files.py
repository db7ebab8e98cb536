"""Files and folders for their owner's eyes alone, and a lock that the system frees when its holder dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    _BEYOND_ITS_END = 1 << 30  # a locked stretch cannot be read, and what is in the file shall be

    def _lock(handle: int) -> None:
        os.lseek(handle, _BEYOND_ITS_END, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

    _TAKEN: tuple[type[OSError], ...] = (PermissionError,)
else:
    import fcntl

    def _lock(handle: int) -> None:
        # On a file of its own: SQLite uses fcntl's locks, and network file systems make both of one kind.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    _TAKEN = (BlockingIOError,)

_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700


def make_private_folder(path: Path) -> None:
    """Create the folder, for its owner alone whatever the umask. One that exists is left as it is."""
    # Which may be a folder of many uses that somebody named on the command line.
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(_PRIVATE_FOLDER, exist_ok=True)  # another process may be quicker
        folder.chmod(_PRIVATE_FOLDER)  # mkdir() takes away what the umask names, from the owner, too


def open_private_file(path: Path, flags: int = 0) -> int:
    """Open for reading and writing, created if need be, for its owner alone whatever the umask."""
    # O_BINARY: else Windows would write "\n" as two bytes.
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | flags, _PRIVATE_FILE)
    try:
        if os.fstat(handle).st_mode & 0o777 != _PRIVATE_FILE:
            path.chmod(_PRIVATE_FILE)
    except OSError:
        os.close(handle)
        raise
    return handle


def make_private_file(path: Path) -> None:
    """As `open_private_file`, for somebody else to open. SQLite gives its companions the same rights."""
    os.close(open_private_file(path))


def identity(path: Path) -> tuple[int, int] | None:
    """Which file lies there, whatever its name; `None` if none does."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status.st_dev, status.st_ino


def locked_file(path: Path) -> int | None:
    """The file, opened as by `open_private_file` and locked until it is closed; `None` if another has it.

    Never waits.

    Raises:
        OSError: it cannot be made, opened or locked.
    """
    while True:
        handle = open_private_file(path)
        try:
            _lock(handle)
            status = os.fstat(handle)
            if identity(path) == (status.st_dev, status.st_ino):
                return handle
        except _TAKEN:
            os.close(handle)
            return None
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # it was deleted in between: what is locked is nobody's any more
