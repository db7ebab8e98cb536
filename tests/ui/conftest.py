"""The app as a process of its own, on a desktop of our own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

import keyring
import pytest
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.computer.keys import NoKeys
from tests.fakes import PATIENCE_S, FakeBus, FakeTrayHost, fake_bus
from tests.ui.lived import Day, a_day
from tests.ui.screen import Screen
from tests.ui.screen import screen as new_screen


class App:
    """One running trayapp."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log

    def ask_to_end(self, number: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(number)

    def ended(self) -> int:
        """Wait for the end; the exit status."""
        return self.process.wait(PATIENCE_S)

    @property
    def stderr(self) -> str:
        return self._log.read_text(encoding="utf-8")


StartApp = Callable[..., App]


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    with new_screen() as shown:
        yield shown


@pytest.fixture(scope="session")
def lived_day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """To have lived it takes as long as most tests do."""
    once = a_day(tmp_path_factory.mktemp("day"))
    once.store.close()
    return once


@pytest.fixture
def day(tmp_path: Path, lived_day: Day) -> Day:
    """A life that goes on after `a_day`."""
    return lived_day.again(tmp_path)


@pytest.fixture
def bus() -> Iterator[FakeBus]:
    with TemporaryDirectory(prefix="trayapp-") as folder, fake_bus(Path(folder)) as running:
        yield running


@pytest.fixture
def store_bus(bus: FakeBus, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBus]:
    """A session in which `keyring` has looked around already, and found nothing."""
    before = keyring.get_keyring()
    nothing: Callable[[], NoKeys] = NoKeys
    keyring.set_keyring(nothing())
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
    yield bus
    keyring.set_keyring(before)


@pytest.fixture
def new_host(bus: FakeBus) -> Iterator[Callable[[], FakeTrayHost]]:
    """Starts a tray; at the end whatever is left of them goes."""
    hosts: list[FakeTrayHost] = []

    def start() -> FakeTrayHost:
        hosts.append(FakeTrayHost(bus))
        return hosts[-1]

    yield start
    for host in hosts:
        host.die()
        assert host.refused == []


@pytest.fixture
def start_app(tmp_path: Path) -> Iterator[StartApp]:
    """Starts the app in an environment of its own, where the only way out is a proxy that refuses everything.

    It takes the display, the bus's address, arguments, and settings to use instead of that proxy; `None` for
    those of a new user.
    """
    running: list[App] = []

    def start(
        display: str = "",
        bus: str = "unix:path=/nowhere",
        arguments: tuple[str, ...] = ("--lang", "en"),
        settings: str | None = '[proxy]\nmode = "manual"\nurl = "http://127.0.0.1:9"\n',
        command: tuple[str, ...] = ("-m", "trayapp"),
        extra: Mapping[str, str] | None = None,
    ) -> App:
        config: list[str] = []
        if settings is not None:
            (tmp_path / "settings.toml").write_text(settings, encoding="utf-8")
            config = ["--config", str(tmp_path / "settings.toml")]
        (tmp_path / "run").mkdir(mode=0o700, exist_ok=True)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "LANG": "C.UTF-8",
            "XDG_RUNTIME_DIR": str(tmp_path / "run"),
            "DBUS_SESSION_BUS_ADDRESS": bus,
            "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere",
            "PYTHONWARNINGS": "error",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", ""),
            **{name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")},
            **({"DISPLAY": display} if display else {}),
            **(extra or {}),
        }
        log = tmp_path / f"stderr-{len(running)}"
        with log.open("wb") as stderr:
            process = subprocess.Popen(
                [sys.executable, "-P", *command, *config, *arguments],
                env=environment,
                stderr=stderr,
            )
        running.append(App(process, log))
        return running[-1]

    yield start
    for app in running:
        app.process.kill()
        app.process.wait()
        sys.stderr.write(app.stderr)  # shown where a test fails


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


class RefusingServer:
    """Closes each connection as soon as it is made."""

    def __init__(self, server: socket.socket) -> None:
        self.port = int(server.getsockname()[1])
        self.refused: SimpleQueue[None] = SimpleQueue()
        self._server = server
        self._thread = threading.Thread(target=self._serve, name="refusing server")
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                self._server.accept()[0].close()
            except OSError:
                return
            self.refused.put(None)

    def stop(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._thread.join()


@pytest.fixture
def refusing_server() -> Iterator[RefusingServer]:
    with socket.create_server(("127.0.0.1", 0)) as socket_of_server:
        server = RefusingServer(socket_of_server)
        yield server
        server.stop()


@pytest.fixture
def magnified(qtbot: QtBot) -> Iterator[None]:
    """A screen as a small laptop has at 300 %: of some sixty letters a line."""
    before = QApplication.font()
    larger = QApplication.font()
    letter_px = QFontMetrics(before).averageCharWidth()
    larger.setPointSizeF(
        before.pointSizeF() * QGuiApplication.primaryScreen().size().width() / letter_px / 61
    )
    QApplication.setFont(larger)
    yield
    QApplication.setFont(before)
