"""A desktop of the bench's own, and programs that show an icon on it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.line import REPOSITORY, Line
from tests.fakes import FakeTrayHost, TrayItem, fake_bus
from tests.ui.screen import Screen, screen
from trayapp.i18n import Words

_WORDS = Words("en")  # the app is started in English, too

SETTLE_S = 1.0
"""By then a program has come to rest whose window was opened or closed, or that has checked."""


class MissingToolsError(Exception):
    """Programs that a desktop needs are not installed."""


@dataclass(frozen=True)
class Program:
    """A process whose icon has come to the tray."""

    process: subprocess.Popen[bytes]
    item: TrayItem
    start_s: float
    """From the start of the process to the registering of its icon."""
    start_cpu_s: float
    """Its processor time by then, all threads together."""

    def proc(self, pattern: str) -> list[str]:
        """What the kernel tells of this process: the text of each file below /proc/PID."""
        return [path.read_text() for path in sorted(Path(f"/proc/{self.process.pid}").glob(pattern))]

    def wait_for_first_check(self) -> None:
        """Of the tray app. Until then its menu says that it is checking."""
        self.item.wait_until(lambda item: item.menu.texts, lambda texts: _WORDS.gettext("Check now") in texts)

    def check(self, line: Line) -> None:
        """Have the tray app make a full check, by its menu, and wait for it."""
        asked_last = "t.co"
        before = line.wire_bytes().get(asked_last)
        self.item.choose(_WORDS.gettext("Check now"))
        while line.wire_bytes().get(asked_last) == before:
            time.sleep(0.05)
        self.item.wait_until(lambda item: item.menu.texts, lambda texts: _WORDS.gettext("Check now") in texts)


class Desktop:
    def __init__(self, env: Mapping[str, str], shown: Screen, host: FakeTrayHost) -> None:
        self.env = env
        self._screen = shown
        self._host = host

    @contextmanager
    def app(self, line: Line, module: str = "tests.bench.app") -> Iterator[Program]:
        """The tray app, or a module that starts it."""
        with self._running(line.env, module, line.places) as program:
            yield program

    @contextmanager
    def bare(self, line: Line) -> Iterator[Program]:
        """The yardstick: the least that shows in a tray."""
        with self._running(line.env, "tests.bench.bare") as program:
            yield program

    def open_and_close(self, program: Program) -> None:
        """The tray app's window, by a click on its icon, after what it shows has come."""
        program.item.click()
        window = self._screen.wait_for_window(_WORDS.app_name())
        time.sleep(SETTLE_S)
        self._screen.close_window(window)
        self._screen.wait_until_hidden(window)

    @contextmanager
    def _running(self, env: Mapping[str, str], *module_and_arguments: str) -> Iterator[Program]:
        """A Python module from the moment its icon is registered; killed afterwards."""
        command = [sys.executable, "-m", *module_and_arguments]
        began_s = time.perf_counter()
        process = subprocess.Popen(command, cwd=REPOSITORY, env={**env, **self.env}, stdout=subprocess.PIPE)
        try:
            while not self._host.has_more_items():
                if process.poll() is not None:
                    raise RuntimeError(f"{' '.join(module_and_arguments)} ended with {process.returncode}")
                time.sleep(0.0005)
            start_s, start_cpu_s = time.perf_counter() - began_s, _cpu_s(process.pid)
            yield Program(process, self._host.next_item(), start_s, start_cpu_s)
        finally:
            process.kill()
            process.wait()


def _cpu_s(pid: int) -> float:
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def require_tools() -> None:
    """Raises MissingToolsError."""
    missing = [tool for tool in ("Xvfb", "dbus-daemon") if shutil.which(tool) is None]
    if missing:
        raise MissingToolsError(f"needs {' and '.join(missing)}, which this system lacks")


@contextmanager
def private_desktop() -> Iterator[Desktop]:
    """Raises MissingToolsError."""
    require_tools()
    with TemporaryDirectory(prefix="trayapp-") as folder, screen() as shown, fake_bus(Path(folder)) as bus:
        env = {
            "DISPLAY": shown.display,
            "QT_QPA_PLATFORM": "xcb",
            "DBUS_SESSION_BUS_ADDRESS": bus.address,
            "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere",
        }
        host = FakeTrayHost(bus)
        try:
            yield Desktop(env, shown, host)
        finally:
            host.die()
