"""A browser as a process: started in a folder of its own, and ended whole, whatever ends us."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from trayapp.browser import program, watchdog
from trayapp.errors import BrowserError

_log = logging.getLogger(__name__)

# Of memory that it shares with nobody: with a page it is some 100 MB.
_MOST_BYTES = 600_000_000

_LOOKED_AFTER_EVERY_S = 0.5

# A little longer than the watchdog takes at most.
_GONE_WITHIN_S = 6.0
_GONE_TRIED_EVERY_S = 0.01

_FIRST_FREE = 10  # beyond those that the browser is told to use


class BrowserProcess:
    """A running browser. One event loop; `end` has to be called.

    Attributes:
        to_browser, from_browser: descriptors of its two pipes, not blocking; `end` closes them.
    """

    def __init__(self, browser: Path, proxy: str | None = "") -> None:
        """Start it.

        Raises:
            BrowserError: it cannot be started.
        """
        self._profile: Path | None = None
        self._dog = 0
        self._open: list[int] = []
        try:
            self._start(browser, proxy)
        except OSError as error:
            self._tidy_up()
            raise BrowserError("browser_failed") from error

    def _start(self, browser: Path, proxy: str | None) -> None:
        self._profile = Path(tempfile.mkdtemp(prefix="trayapp-browser-"))
        leash_end, _ = self._pipe()
        commands, self.to_browser = self._pipe()
        self.from_browser, answers = self._pipe()
        line = [sys.executable, "-I", "-S", watchdog.__file__, str(self._profile)]
        line += program.command_line(browser, self._profile, proxy)
        given = [
            (os.POSIX_SPAWN_DUP2, mine, its) for mine, its in ((leash_end, 0), (commands, 3), (answers, 4))
        ]
        quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (1, 2)]
        # In a group of its own: what the terminal sends to ours is for us to answer.
        environment = program.environment(self._profile)
        self._dog = os.posix_spawn(
            sys.executable, line, environment, file_actions=[*given, *quiet], setpgroup=0
        )
        for end in (leash_end, commands, answers):
            self._close(end)
        for end in (self.to_browser, self.from_browser):
            os.set_blocking(end, False)

    def _pipe(self) -> tuple[int, int]:
        """Both ends, inherited by nobody who is not given them, and out of the way of the browser's own."""
        ends = []
        for low in os.pipe():
            ends.append(fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE))
            os.close(low)
        self._open += ends
        return ends[0], ends[1]

    def _close(self, end: int) -> None:
        self._open.remove(end)
        os.close(end)

    def check_sandbox(self) -> None:
        """Once there is a page, and before it is shown anything.

        Raises:
            BrowserError: it runs without its sandbox.
        """
        ours = Path("/proc/self/status").read_bytes()
        drawing = [status for line, status in self._read("cmdline", "status") if b"--type=renderer" in line]
        if not drawing or not all(program.is_sandboxed(status, ours) for status in drawing):
            raise BrowserError("browser_unsafe")

    async def look_after(self) -> None:
        """Ends once it takes too much memory.

        Raises:
            BrowserError: it does.
        """
        while self._private_bytes() <= _MOST_BYTES:  # noqa: ASYNC110 - nobody announces that
            await asyncio.sleep(_LOOKED_AFTER_EVERY_S)
        raise BrowserError("browser_memory")

    def _private_bytes(self) -> int:
        page = os.sysconf("SC_PAGE_SIZE")
        numbers = (statm.split() for (statm,) in self._read("statm"))
        return sum((int(n[1]) - int(n[2])) * page for n in numbers if len(n) > 2)

    def _read(self, *names: str) -> Iterator[list[bytes]]:
        """These files of /proc of each of its processes that is there."""
        for process in watchdog.descendants(self._dog):
            with suppress(OSError):
                yield [Path(f"/proc/{process}/{name}").read_bytes() for name in names]

    async def end(self) -> None:
        """End all of it and remove its profile. Never raises; a cancelling does not keep it from that."""
        await asyncio.shield(asyncio.get_running_loop().run_in_executor(None, self._tidy_up))

    def _tidy_up(self) -> None:
        """Let the watchdog do its work, and do what it left."""
        while self._open:
            self._close(self._open[-1])
        if self._dog:
            until_s = time.monotonic() + _GONE_WITHIN_S
            with suppress(ChildProcessError):  # whoever ignores SIGCHLD has no children to wait for
                # Not reaped before its group is ended: the number cannot be another's by then.
                while not os.waitid(os.P_PID, self._dog, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                    if time.monotonic() > until_s:
                        break
                    time.sleep(_GONE_TRIED_EVERY_S)
                with suppress(ProcessLookupError):
                    os.killpg(self._dog, signal.SIGKILL)
                os.waitpid(self._dog, 0)
            self._dog = 0
        if self._profile is not None and self._profile.exists():
            _log.warning("the watchdog has left the browser's profile behind")
            shutil.rmtree(self._profile, ignore_errors=True)
