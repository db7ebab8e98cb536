"""`trayapp watch` while its settings file is edited. What is watched is made up; what is printed is not."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.domain.made import check, judged
from tests.history.made import judged as judged_as
from trayapp.cli.watch import run
from trayapp.domain.update import Update
from trayapp.errors import TrayappError
from trayapp.i18n import Words
from trayapp.settings.declarations import Settings
from trayapp.settings.file import SettingsFile
from trayapp.watch.commands import UseSettings
from trayapp.watch.session import Listener


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def watch(
    path: Path, monkeypatch: pytest.MonkeyPatch, *edits: str, metrics: str | None = None
) -> list[Settings]:
    """The settings that were in force, while the file is edited before each check but the first."""
    used: list[Settings] = []
    left = list(edits)

    def edit() -> None:
        path.write_text(left.pop(0))

    class EditedWatch:
        """Announces checks without end, and makes none."""

        def __init__(self, settings: Settings, _: Path, listener: Listener) -> None:
            used.append(settings)
            self._listener = listener

        def carry_out(self, command: UseSettings) -> None:
            if command.settings != used[-1]:
                used.append(command.settings)

        async def run(self) -> None:
            while True:
                self._listener.on_check_begin()
                await asyncio.sleep(0)
                if not left:
                    os.kill(os.getpid(), signal.SIGTERM)
                    await asyncio.Event().wait()
                edit()

    monkeypatch.setattr("trayapp.cli.watch.WatchSession", EditedWatch)
    path.write_text("")
    file = SettingsFile(path)
    options = argparse.Namespace(
        json=False, folder=None, lang=None, settings_file=file, settings=file.loaded.settings, metrics=metrics
    )
    assert run(options, Words("en")) == 0
    return used


def test_settings_that_are_saved_are_used_from_the_next_check_on(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = watch(path, monkeypatch, "checks.interval_s = 90", "checks.interval_s = 80")

    assert [settings.interval_s for settings in used] == [60, 90, 80]


def test_what_is_wrong_with_them_is_said_and_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    used = watch(path, monkeypatch, "colour = 1", "[[[", "# mended")

    assert used == [Settings()]
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "trayapp: Setting colour: there is no such setting; it is ignored."
    assert "is not valid TOML" in said[1]
    assert len(said) == 2


def test_where_figures_are_asked_for_goes_by_the_command_line_before_the_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits = ('metrics.address = "9465"', 'metrics.site = "Bonn"')
    assert [s.metrics_address for s in watch(path, monkeypatch, *edits)] == ["", "9465", ""]
    used = watch(path, monkeypatch, *edits, metrics="9464")
    assert [(s.metrics_address, s.metrics_site) for s in used] == [("9464", ""), ("9464", "Bonn")]


@pytest.mark.parametrize("is_json", [False, True])
def test_why_no_figures_are_told_is_said_once(
    *, is_json: bool, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    trouble = TrayappError("metrics_failed", what="9464", why="Address already in use")

    class TroubledWatch:
        """Makes three checks while the port is taken."""

        def __init__(self, _: Settings, __: Path, listener: Listener) -> None:
            self._listener = listener

        async def run(self) -> None:
            for _ in range(3):
                self._listener.on_check(Update(judged_as("u"), metrics_trouble=trouble))

    monkeypatch.setattr("trayapp.cli.watch.WatchSession", TroubledWatch)
    file = SettingsFile(path)
    options = argparse.Namespace(
        json=is_json, folder=None, lang=None, settings_file=file, settings=Settings(), metrics="9464"
    )
    assert run(options, Words("en")) == 0

    said = capsys.readouterr().err
    assert said.count("No figures for Prometheus: 9464 cannot be used (Address already in use).") == 1


def test_a_message_that_does_not_get_there_is_told_once(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    trouble = ("messages.team1", "message_not_sent", "team1")

    class Watch:
        """Makes checks during which a message is tried, gets there, and fails again."""

        def __init__(self, _settings: Settings, _folder: Path, listener: Listener) -> None:
            self._listener = listener

        async def run(self) -> None:
            for found in (None, trouble, trouble, None, trouble):
                self._listener.on_check(Update(judged(check(web="ok")), message_trouble=found))

    monkeypatch.setattr("trayapp.cli.watch.WatchSession", Watch)
    file = SettingsFile(path)
    options = argparse.Namespace(
        json=True, folder=None, lang=None, settings_file=file, settings=Settings(), metrics=None
    )
    assert run(options, Words("en")) == 0

    assert capsys.readouterr().err == "trayapp: A message to team1 could not be sent.\n" * 2


_WATCH = """
import asyncio, signal, sys
from trayapp.cli import main
from trayapp.watch.session import WatchSession

async def watch(_):
    print(signal.getsignal(signal.SIGHUP) is signal.SIG_IGN, flush=True)
    await asyncio.Event().wait()

WatchSession.run = watch
# Whatever the tests are run by.
signal.signal(signal.SIGHUP, signal.SIG_IGN if "nohup" in sys.argv else signal.SIG_DFL)
sys.exit(main(["watch"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such signals")
@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        ([], signal.SIGTERM),
        ([], signal.SIGINT),
        ([], signal.SIGHUP),
        (["nohup"], signal.SIGTERM),
    ],
    ids=["SIGTERM", "SIGINT", "SIGHUP", "under nohup"],
)
def test_a_signal_ends_it_well(arguments: list[str], number: int, tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": ""}
    command = [sys.executable, "-c", _WATCH, *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        outlives_its_terminal = process.stdout.readline() == "True\n"
        process.send_signal(number)

        try:
            assert process.wait() == 0
        finally:
            process.kill()  # else a test that fails would wait for it for ever
    assert outlives_its_terminal == (arguments == ["nohup"])


@pytest.mark.skipif(sys.platform == "win32", reason="there is no systemd")
@pytest.mark.parametrize("is_abstract", [False, True], ids=["path", "abstract"])
def test_a_service_manager_hears_that_it_is_ready_and_lives(
    path: Path, monkeypatch: pytest.MonkeyPatch, *, is_abstract: bool
) -> None:
    with TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        name = f"{folder}/notify"
        manager.bind(f"\0{name}" if is_abstract else name)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}" if is_abstract else name)

        watch(path, monkeypatch, "checks.interval_s = 90")

        manager.setblocking(False)
        assert [manager.recv(4096) for _ in range(2)] == [b"READY=1\nWATCHDOG=1"] * 2  # with each check
        with pytest.raises(BlockingIOError):
            manager.recv(4096)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no systemd")
@pytest.mark.parametrize("name", ["", "nonsense", "/no/such/socket", "@no-such-socket"])
def test_nobody_waits_for_a_service_manager_that_is_not_there(
    path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", name)

    assert len(watch(path, monkeypatch, "checks.interval_s = 90")) == 2
