"""One trayapp for each user and history: a second start has the first one show itself, and ends.

Who calls sends one line, `show`, `show settings` or a command, and is answered `done` or `unknown`.
"""

from __future__ import annotations

import errno
import logging
import os
import socket
import stat
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from trayapp.about import PROGRAM
from trayapp.errors import TrayappError
from trayapp.private_files import locked_file, make_private_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

_log = logging.getLogger(__name__)

DONE, UNKNOWN = b"done\n", b"unknown\n"
LONGEST_LINE = 100
"""In bytes. So short a line comes in one piece."""

# The first one answers within milliseconds, or as soon as it has drawn its icon. Whoever waits longer waits
# for a process that is stopped.
_ANSWER_WITHIN_S = 5.0
_TRIED_AGAIN_S = 0.05
_LONGEST_ADDRESS = 100  # 104 bytes somewhere, 108 on Linux


class SingleInstance:
    """Holds a place that only one process can have: a locked file, and beside it the socket that others call.

    Attributes:
        server: takes the calls of others; `None` where there are no such sockets, and nobody can call.
    """

    def __init__(self, server: socket.socket | None = None, path: Path | None = None, lock: int = -1) -> None:
        self.server = server
        self._path = path
        self._lock = lock

    def caller(self) -> socket.socket | None:
        """Somebody who calls, not to be waited for; `None` if they have gone again."""
        with suppress(OSError):
            if self.server is not None:
                caller, _ = self.server.accept()
                caller.setblocking(False)
                return caller
        return None

    def leave(self) -> None:
        """Let another one have the place."""
        if self.server is not None and self._path is not None:
            self._path.unlink(missing_ok=True)
            self.server.close()
        if self._lock >= 0:
            os.close(self._lock)
        self.server, self._lock = None, -1


def take_place(folder: Path, environ: Mapping[str, str]) -> SingleInstance | None:
    """The place for the history in `folder`; `None` if another process has it, which has then shown itself.

    Loads no Qt, so that a second start is over in no time. Never hangs.

    Raises:
        TrayappError: `running_frozen`: the other one does not answer.
    """
    if sys.platform == "win32":
        return SingleInstance()  # the history's lock still keeps two from writing
    for path in _places(folder, environ, make=True):
        with suppress(OSError):
            return _taken(path)
    _log.warning("another start will not find this one: there is no place for its socket")
    return SingleInstance()  # two icons are better than none


def _taken(path: Path) -> SingleInstance | None:
    """This place; `None` if another process has it. Raises OSError if nobody can."""
    lock = _lock_or_answer(path, "show")
    if isinstance(lock, bytes):
        return None
    with ExitStack() as undo:
        undo.callback(os.close, lock)
        os.ftruncate(lock, 0)
        os.write(lock, str(os.getpid()).encode())
        path.unlink(missing_ok=True)  # of one that was killed
        server = undo.enter_context(socket.socket(socket.AF_UNIX))
        with _address(path) as address:
            server.bind(address)
        path.chmod(0o600)
        server.listen()
        server.setblocking(False)
        undo.pop_all()
    return SingleInstance(server, path, lock)


def ask_running(folder: Path, environ: Mapping[str, str], line: str) -> bytes:
    """What the one that has the place for the history in `folder` answers. Leaves no file behind.

    Raises:
        TrayappError: `not_running`: nobody has it; `running_frozen`: who has it does not answer.
    """
    for path in _places(folder, environ, make=False):
        with suppress(OSError):
            if sys.platform != "win32" and path.with_suffix(".lock").exists():
                lock = _lock_or_answer(path, line)
                if isinstance(lock, bytes):
                    return lock
                os.close(lock)
    raise TrayappError("not_running")


def _places(folder: Path, environ: Mapping[str, str], *, make: bool) -> Iterator[Path]:
    """Where the socket may lie; the first that can be had is the place.

    In the session's folder, which is the user's alone and ends with it; without one, in the history's. Should
    others come into that, or something else lie there, in a folder of our own in it.
    """
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    parent, name = folder, PROGRAM
    if runtime.startswith("/"):
        parent = Path(runtime)
        name = f"{PROGRAM}-{zlib.crc32(os.fsencode(os.path.realpath(folder))):08x}"
    with suppress(OSError):
        if make and parent == folder:
            make_private_folder(folder)
    yield parent / f"{name}.socket"
    own = parent / f"{name}.private"
    with suppress(OSError):
        if make and os.path.exists(parent):
            make_private_folder(own)
    yield own / f"{PROGRAM}.socket"


def _require_private(folder: Path) -> None:
    """Raises OSError if others can come into it, and so call or be called in our place."""
    status = folder.lstat()
    is_ours = stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid()
    if not is_ours or status.st_mode & 0o077:
        raise PermissionError(errno.EPERM, "others come into it", str(folder))


@contextmanager
def _address(path: Path) -> Iterator[str]:
    """The path as sockets take it, which is a hundred bytes: a longer one by way of its open folder."""
    if len(os.fsencode(path)) < _LONGEST_ADDRESS:
        yield str(path)
        return
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{handle}/{path.name}"
    finally:
        os.close(handle)


def _lock_or_answer(path: Path, line: str) -> int | bytes:
    """A handle that holds the lock until it is closed, at the latest by the end of the process.

    If another process has it, its answer. One that has just begun, or is about to end, is waited for. Raises
    OSError if the lock cannot be had by anybody.
    """
    _require_private(path.parent)
    # Not the history's: beside a `trayapp watch`, which has that one, an icon may show, but only one.
    locked = path.with_suffix(".lock")
    until_s = time.monotonic() + _ANSWER_WITHIN_S
    while (lock := locked_file(locked)) is None:
        left_s = until_s - time.monotonic()
        if left_s <= 0:
            raise TrayappError("running_frozen", pid=locked.read_text(encoding="ascii", errors="replace"))
        if answer := _answer(path, line, left_s):
            return answer
        time.sleep(min(left_s, _TRIED_AGAIN_S))
    return lock


def _answer(path: Path, line: str, within_s: float) -> bytes:
    """What the other one answers; nothing if it does not."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(within_s)
        try:
            with _address(path) as address:
                connection.connect(address)
            connection.sendall(f"{line}\n".encode())
            return connection.recv(LONGEST_LINE)
        except OSError:
            return b""
