"""`trayapp pause`, `resume`, `mute`, `unmute`, `show`: what the tray hears, and what is printed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from trayapp import cli
from trayapp.clock import utc_now
from trayapp.ui.desktop_session.single_instance import DONE, UNKNOWN, take_place
from trayapp.watch.commands import FOREVER, Mute, Pause
from trayapp.watch.steering import from_line, to_line


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr("trayapp.settings.file.config_file", lambda: tmp_path / "settings.toml")
    monkeypatch.setattr("trayapp.cli.state_folder", lambda: tmp_path / "history")
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    with TemporaryDirectory(prefix="trayapp-") as folder:  # a short path: sockets' names are short
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield


class Running:
    """One that has the place, and gives this answer to everybody."""

    def __init__(self, folder: Path, runtime: str) -> None:
        self.answer = DONE
        self.lines: list[str] = []
        instance = take_place(folder, {"XDG_RUNTIME_DIR": runtime})
        assert instance is not None
        assert instance.server is not None
        self._instance, self._server = instance, instance.server
        self._server.setblocking(True)
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._server.accept()
            except OSError:
                return
            with caller:
                self.lines.append(caller.recv(100).decode().rstrip("\n"))
                caller.sendall(self.answer)

    def stop(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._instance.leave()


@pytest.fixture
def running(tmp_path: Path, _own_environment: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    one = Running(tmp_path / "history", os.environ["XDG_RUNTIME_DIR"])
    yield one
    one.stop()


@pytest.mark.parametrize(
    ("argv", "kind", "length", "said"),
    [
        (["pause"], Pause, timedelta(hours=1), "Paused: nothing is checked until "),
        (["pause", "4h"], Pause, timedelta(hours=4), "Paused: nothing is checked until "),
        (["pause", "1y", "--lang", "de"], Pause, timedelta(days=365), "Pause: Bis "),
        (["mute", "30m"], Mute, timedelta(minutes=30), "Popups are muted until "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_pause_and_mute_end_when_they_say(
    argv: list[str],
    kind: type[Pause | Mute],
    length: timedelta,
    said: str,
    running: Running,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(argv) == 0

    (line,) = running.lines
    command = from_line(line, utc_now())
    assert isinstance(command, kind)
    assert command.until is not None
    assert abs(command.until - utc_now() - length) < timedelta(minutes=1)
    out, err = capsys.readouterr()
    assert out.startswith(said)
    assert err == ""


@pytest.mark.parametrize(
    ("argv", "line", "said"),
    [
        (["resume"], to_line(Pause(None)), "Checks go on.\n"),
        (["mute"], to_line(Mute(FOREVER)), "Popups are muted.\n"),
        (["unmute"], to_line(Mute(None)), "Popups come again.\n"),
        (["show"], "show", ""),
        (["show", "settings"], "show settings", ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_asked_is_heard(
    argv: list[str],
    line: str,
    said: str,
    running: Running,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(argv) == 0

    assert running.lines == [line]
    assert capsys.readouterr() == (said, "")


COMMANDS = [["pause", "1h"], ["resume"], ["mute"], ["unmute"], ["show"], ["show", "settings"]]


@pytest.mark.parametrize("argv", COMMANDS, ids=" ".join)
def test_where_nobody_runs_it_says_what_to_do(
    argv: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(argv) == 69

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(
        "trayapp: No trayapp is in the tray, so there is nothing to steer. Start it first: "
    )
    assert "trayapp watch" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("argv", COMMANDS, ids=" ".join)
def test_an_older_one_that_does_not_know_it_is_named(
    argv: list[str], running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    running.answer = UNKNOWN

    assert cli.main(argv) == 69

    assert capsys.readouterr() == (
        "",
        "trayapp: The trayapp in the tray is older and does not know this. Quit it and start it anew.\n",
    )


def test_one_that_does_not_answer_is_named(
    running: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("trayapp.ui.desktop_session.single_instance._ANSWER_WITHIN_S", 0.1)
    running.answer = b""

    assert cli.main(["resume"]) == 69

    assert "does not answer" in capsys.readouterr().err


def test_another_history_is_another_trayapp(running: Running, tmp_path: Path) -> None:
    assert cli.main(["resume", "--data-dir", str(tmp_path / "other")]) == 69
    assert cli.main(["resume", "--data-dir", str(tmp_path / "history")]) == 0


def test_settings_that_cannot_be_used_can_be_shown(
    running: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.toml").write_text("[[[", encoding="utf-8")

    assert cli.main(["show", "settings"]) == 0

    assert running.lines == ["show settings"]
    assert "is not valid TOML" in capsys.readouterr().err


def test_qt_is_not_loaded_for_it() -> None:
    code = (
        "import sys; from trayapp import cli; cli.main(['resume']); "
        "sys.exit(any(name.startswith(('PySide6', 'httpx')) for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr
