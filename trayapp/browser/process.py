"""A browser as a process: started in a folder of its own, and ended whole, whatever ends us."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

from trayapp.browser import program, watchdog
from trayapp.errors import BrowserError

_log = logging.getLogger(__name__)

# Of memory that it shares with nobody: with a page it is some 100 MB.
_MOST_BYTES = 600_000_000

_LOOKED_AFTER_EVERY_S = 0.5

_WATCHDOG = (
    (sys.executable, "browser-watchdog")  # no interpreter is beside it: `cli` takes that
    if getattr(sys, "frozen", False)
    else (sys.executable, "-I", "-S", watchdog.__file__)
)

# A little longer than the watchdog takes at most.
_GONE_WITHIN_S = 6.0


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
        try:
            with ExitStack() as ending, ExitStack() as given:
                # The watchdog makes it: we may be killed at any moment.
                profile = Path(tempfile.gettempdir(), f"trayapp-browser-{secrets.token_hex(8)}")
                ending.callback(shutil.rmtree, profile, ignore_errors=True)
                commands, self.to_browser = _pipe(given, ending)
                self.from_browser, answers = _pipe(ending, given)
                line = program.command_line(browser, profile, proxy)
                self._dog = subprocess.Popen(  # noqa: S603 - this interpreter, or this program
                    [*_WATCHDOG, str(profile), str(commands), str(answers), *line],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=(commands, answers),
                    env=program.environment(profile),
                    process_group=0,  # what the terminal sends to ours is for us to answer
                )
                self._ending = ending.pop_all()
        except OSError as error:
            raise BrowserError("browser_failed") from error
        for end in (self.to_browser, self.from_browser):
            os.set_blocking(end, False)

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
        for process in watchdog.descendants(self._dog.pid):
            with suppress(OSError):
                yield [Path(f"/proc/{process}/{name}").read_bytes() for name in names]

    async def end(self) -> None:
        """End all of it and remove its profile. Never raises; a cancelling does not keep it from that."""
        await asyncio.shield(asyncio.get_running_loop().run_in_executor(None, self._tidy_up))

    def _tidy_up(self) -> None:
        """Let the watchdog do its work, and do it where that was stopped.

        Of one that was killed nobody knows any more whom it looked after, but for those of its group: the
        browser itself, which ends, too, once its pipe has no other end.
        """
        with suppress(subprocess.TimeoutExpired):
            self._dog.communicate(timeout=_GONE_WITHIN_S)  # which closes its standard input
        if self._dog.returncode != 0:
            _log.warning("the watchdog of a browser has failed")
            for process in watchdog.descendants(self._dog.pid):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            with suppress(ProcessLookupError):
                os.killpg(self._dog.pid, signal.SIGKILL)
            self._dog.wait()
        self._ending.close()


def _pipe(reads: ExitStack, writes: ExitStack) -> tuple[int, int]:
    """Both ends, each closed by whom it is given to."""
    ends = os.pipe()
    for stack, end in zip((reads, writes), ends, strict=True):
        stack.callback(os.close, end)
    return ends
