"""One trayapp for each user and history: a second start has the first one show itself, and ends."""

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

_ANSWER = b"shown\n"

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

    def answer(self) -> None:
        """Tell one caller that it was heard."""
        if self.server is None:
            return
        with suppress(OSError):  # it has gone again
            caller, _ = self.server.accept()
            with caller:
                caller.setblocking(False)
                caller.sendall(_ANSWER)

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
        lock = _taken(path)
        if lock is None:
            return None
        path.unlink(missing_ok=True)  # of one that was killed
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(path))
        server.listen()
        server.setblocking(False)
    except OSError:  # a folder that takes neither: two icons are better than none
        return SingleInstance()
    return SingleInstance(server, path, lock)


def _place(folder: Path, environ: Mapping[str, str]) -> Path:
    """In the session's folder, which is the user's alone and ends with it; without one, in the history's."""
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    if not runtime.startswith("/"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / f"{PROGRAM}.socket"
    return Path(runtime, f"{PROGRAM}-{zlib.crc32(os.fsencode(os.path.realpath(folder))):08x}.socket")


def _taken(path: Path) -> int | None:
    """A handle that holds the lock until it is closed, at the latest by the end of the process.

    `None` if another process has it and answers. One that has just begun, or is about to end, is waited for.
    """
    # Not the history's: beside a `trayapp watch`, which has that one, an icon may show, but only one.
    locked = path.with_suffix(".lock")
    until_s = time.monotonic() + _ANSWER_WITHIN_S
    while (lock := locked_file(locked)) is None:
        left_s = until_s - time.monotonic()
        if left_s <= 0:
            raise TrayappError("running_frozen", pid=locked.read_text(encoding="ascii", errors="replace"))
        if _is_heard(path, left_s):
            return None
        time.sleep(min(left_s, _TRIED_AGAIN_S))
    os.ftruncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    return lock


def _is_heard(path: Path, within_s: float) -> bool:
    """Whether the other one answers."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(within_s)
        try:
            connection.connect(str(path))
            return connection.recv(len(_ANSWER)) == _ANSWER
        except OSError:
            return False
