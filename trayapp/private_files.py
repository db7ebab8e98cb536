"""Files and folders for their owner's eyes alone, and a lock that the system frees when its holder dies."""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import suppress
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


def open_private_file(path: Path, flags: int = 0, *, may_be_link: bool = False) -> int:
    """Open for reading and writing, created if need be, for its owner alone whatever the umask.

    Raises:
        OSError: it cannot be, or is something else than a file: a pipe, a device, or a link, whose target may
            not be ours; `may_be_link` follows one, and leaves its target's rights alone.
    """
    # O_BINARY: else Windows would write "\n" as two bytes. O_NONBLOCK: a pipe would wait for somebody.
    careful = sum(getattr(os, name, 0) for name in ("O_BINARY", "O_NONBLOCK"))
    careful |= 0 if may_be_link else getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | careful | flags, _PRIVATE_FILE)
    try:
        _require_file(path, handle)
        if not path.is_symlink() and stat.S_IMODE(os.fstat(handle).st_mode) != _PRIVATE_FILE:
            path.chmod(_PRIVATE_FILE)
    except OSError:
        os.close(handle)
        raise
    return handle


def _require_file(path: Path, handle: int) -> None:
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        raise OSError(errno.EINVAL, "it is no plain file", str(path))


def replace_private_file(path: Path, content: bytes) -> None:
    """Write it anew: at any moment the old file is there or the new one, and never half of one.

    Raises:
        OSError: it cannot be written; what lay there is as it was.
    """
    new = path.with_suffix(".new")
    handle = open_private_file(new)
    try:
        with os.fdopen(handle, "wb") as file:
            file.truncate()  # of one who was killed over it
            file.write(content)
        new.replace(path)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise


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
