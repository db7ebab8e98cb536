"""One trayapp for each user and history: a second start has the first one show itself, and ends.

Who calls sends one line, `show`, `show settings` or a command, and is answered `done` or `unknown`.
"""

from __future__ import annotations

import os
import socket
import sys
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from trayapp.about import PROGRAM
from trayapp.errors import TrayappError
from trayapp.private_files import locked_file

if TYPE_CHECKING:
    from collections.abc import Mapping

DONE, UNKNOWN = b"done\n", b"unknown\n"
LONGEST_LINE = 100
"""In bytes. So short a line comes in one piece."""

# The first one answers within milliseconds, or as soon as it has drawn its icon. Whoever waits longer waits
# for a process that is stopped.
_ANSWER_WITHIN_S = 5.0
_TRIED_AGAIN_S = 0.05


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
    try:
        path = _place(folder, environ)
        if path.parent == folder:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = _lock_or_answer(path, "show")
        if isinstance(lock, bytes):
            return None
        os.ftruncate(lock, 0)
        os.write(lock, str(os.getpid()).encode())
        path.unlink(missing_ok=True)  # of one that was killed
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(path))
        path.chmod(0o600)  # before anybody is heard: the folder may be one that others may enter
        server.listen()
        server.setblocking(False)
    except OSError:  # a folder that takes neither: two icons are better than none
        return SingleInstance()
    return SingleInstance(server, path, lock)


def ask_running(folder: Path, environ: Mapping[str, str], line: str) -> bytes:
    """What the one that has the place for the history in `folder` answers. Leaves no file behind.

    Raises:
        TrayappError: `not_running`: nobody has it; `running_frozen`: who has it does not answer.
    """
    with suppress(OSError):
        path = _place(folder, environ)
        if sys.platform != "win32" and path.with_suffix(".lock").exists():
            lock = _lock_or_answer(path, line)
            if isinstance(lock, bytes):
                return lock
            os.close(lock)
    raise TrayappError("not_running")


def _place(folder: Path, environ: Mapping[str, str]) -> Path:
    """In the session's folder, which is the user's alone and ends with it; without one, in the history's."""
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    if not runtime.startswith("/"):
        return folder / f"{PROGRAM}.socket"
    return Path(runtime, f"{PROGRAM}-{zlib.crc32(os.fsencode(os.path.realpath(folder))):08x}.socket")


def _lock_or_answer(path: Path, line: str) -> int | bytes:
    """A handle that holds the lock until it is closed, at the latest by the end of the process.

    If another process has it, its answer. One that has just begun, or is about to end, is waited for.
    """
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
            connection.connect(str(path))
            connection.sendall(f"{line}\n".encode())
            return connection.recv(LONGEST_LINE)
        except OSError:
            return b""
