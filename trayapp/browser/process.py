"""A browser as a process: started in a folder of its own, and ended whole, whatever ends us."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from trayapp.browser import program
from trayapp.errors import BrowserError

_log = logging.getLogger(__name__)

# Of memory that it shares with nobody: with a page it is some 100 MB.
_MOST_BYTES = 600_000_000

_LOOKED_AFTER_EVERY_S = 0.5
_GONE_WITHIN_S = 2.0

# Reads until nobody holds the other end of its pipe any more: we are through with the browser, or dead.
# PR_SET_PDEATHSIG would not do: it fires at the end of the thread that started the browser, and is not
# inherited by the processes that the browser starts. What is being killed may still write for a moment.
_WATCHDOG = """
read -r group
read -r _
[ -z "$group" ] || kill -s KILL -- "-$group" 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do
    rm -rf -- "$1" 2>/dev/null
    [ -e "$1" ] || exit 0
    sleep 0.2
done
"""

_FIRST_FREE = 10  # beyond those that the browser is told to use


class BrowserProcess:
    """A running browser. One event loop; `end` has to be called.

    Attributes:
        to_browser, from_browser: descriptors of its two pipes, not blocking; `end` closes them.
        error: the code of what is wrong with it, once it was ended for that.
    """

    def __init__(self, browser: Path, proxy_host: str = "") -> None:
        """Start it.

        Raises:
            BrowserError: it cannot be started.
        """
        self.error: str | None = None
        self._profile: Path | None = None
        self._group = self._dog = 0
        self._open: list[int] = []
        try:
            self._start(browser, proxy_host)
        except OSError as error:
            self._kill()
            self._tidy_up()
            raise BrowserError("browser_failed") from error

    def _start(self, browser: Path, proxy_host: str) -> None:
        self._profile = Path(tempfile.mkdtemp(prefix="trayapp-browser-"))
        leash_end, self._leash = self._pipe()
        commands, self.to_browser = self._pipe()
        self.from_browser, answers = self._pipe()
        quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (1, 2)]
        dog = ["sh", "-c", _WATCHDOG, "trayapp-browser-watchdog", str(self._profile)]
        held = [(os.POSIX_SPAWN_DUP2, leash_end, 0), *quiet]
        # In groups of their own: what the terminal sends to ours is for us to answer.
        self._dog = os.posix_spawn("/bin/sh", dog, os.environ, file_actions=held, setpgroup=0)
        spoken = [(os.POSIX_SPAWN_DUP2, commands, 3), (os.POSIX_SPAWN_DUP2, answers, 4)]
        closed = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0), *quiet]
        line = program.command_line(browser, self._profile, proxy_host)
        self._group = os.posix_spawn(
            browser, line, program.environment(), file_actions=[*closed, *spoken], setpgroup=0
        )
        os.write(self._leash, f"{self._group}\n".encode())
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
        """Once it runs, and before it is shown anything.

        Raises:
            BrowserError: it runs without its sandbox.
        """
        if any(program.is_unsafe(line) for line in self._read("cmdline")):
            raise BrowserError("browser_unsafe")

    async def look_after(self) -> None:
        """End it once it takes too much memory."""
        while self._private_bytes() <= _MOST_BYTES:  # noqa: ASYNC110 - nobody announces that
            await asyncio.sleep(_LOOKED_AFTER_EVERY_S)
        self.error = "browser_memory"
        self._kill()

    def _private_bytes(self) -> int:
        page = os.sysconf("SC_PAGE_SIZE")
        numbers = (statm.split() for statm in self._read("statm"))
        return sum((int(n[1]) - int(n[2])) * page for n in numbers if len(n) > 2)

    def _read(self, name: str) -> Iterator[bytes]:
        """A file of /proc of each process of its group; nothing where there is no /proc."""
        with suppress(OSError):
            for entry in os.scandir("/proc"):
                with suppress(OSError, ValueError):
                    if os.getpgid(int(entry.name)) == self._group:
                        yield Path(entry.path, name).read_bytes()

    def _kill(self) -> None:
        if self._group:  # not reaped before it is tidied up: the number cannot be another's by then
            with suppress(ProcessLookupError):
                os.killpg(self._group, signal.SIGKILL)

    async def end(self) -> None:
        """End all of it and remove its profile. Never raises; a cancelling does not keep it from that."""
        self._kill()
        await asyncio.shield(asyncio.get_running_loop().run_in_executor(None, self._tidy_up))

    def _tidy_up(self) -> None:
        """Let the watchdog do its work, and do what it left."""
        while self._open:
            self._close(self._open[-1])
        for child in filter(None, (self._group, self._dog)):
            with suppress(ChildProcessError):  # whoever ignores SIGCHLD has no children to wait for
                os.waitpid(child, 0)
        # Its helpers are dying, too, but they are init's to wait for.
        gone_by_s = time.monotonic() + _GONE_WITHIN_S
        while self._group and any(self._read("cmdline")) and time.monotonic() < gone_by_s:
            time.sleep(0.02)
        self._group = self._dog = 0
        if self._profile is not None and self._profile.exists():
            _log.warning("the watchdog has left the browser's profile behind")
            shutil.rmtree(self._profile, ignore_errors=True)
