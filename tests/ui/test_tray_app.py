"""The app's objects, joined, without a desktop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QSessionManager
from pytestqt.qtbot import QtBot

from tests.domain.made import check, judged
from trayapp.domain.records import VerdictName
from trayapp.domain.update import Update
from trayapp.settings import Settings
from trayapp.ui import tray_app
from trayapp.ui.tray_app import TrayApp
from trayapp.ui.watching import Watching
from trayapp.words import Words

NEWS = Update(judged(check(web="ok", posts="ok")))


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path) -> Iterator[TrayApp]:
    """An app whose one check says that X is up."""

    async def watch(watching: Watching) -> None:
        watching._bridge.publish(NEWS)
        await asyncio.Event().wait()

    monkeypatch.setattr(Watching, "_watch", watch)
    made = TrayApp(Settings(), Words("en"), tmp_path)
    yield made
    made.shut_down()


def test_what_the_worker_finds_reaches_tray_and_window(app: TrayApp, qtbot: QtBot) -> None:
    app.open_window()
    with qtbot.waitSignal(app._board.changed):
        app.start()

    assert app._board.status.verdict is VerdictName.UP
    assert app._tray._status is app._board.status
    assert app._window is not None
    assert app._window._first._heading.text() == app._board.status.sentence


def test_a_window_that_is_opened_later_shows_the_latest(app: TrayApp, qtbot: QtBot) -> None:
    with qtbot.waitSignal(app._board.changed):
        app.start()

    app.open_window()
    app.open_window()

    assert app._window is not None
    assert app._window._first._heading.text() == app._board.status.sentence


def test_shutting_down_ends_the_worker_and_hides_all_once(app: TrayApp, qtbot: QtBot) -> None:
    with qtbot.waitSignal(app._board.changed):
        app.start()
    app.open_window()

    app.shut_down()
    app.shut_down()

    assert not app.is_worker_left_behind
    assert "trayapp worker" not in {thread.name for thread in threading.enumerate()}
    assert not app._tray._item.isVisible()
    assert app._window is not None
    assert not app._window.isVisible()


def test_shutting_down_before_anything_began_is_no_trouble(app: TrayApp) -> None:
    app.shut_down()

    assert not app.is_worker_left_behind


def test_a_worker_that_cannot_be_stopped_is_left_behind(
    app: TrayApp, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    async def stuck(_: Watching) -> None:
        has_begun.set()
        may_end.wait()

    monkeypatch.setattr(Watching, "_watch", stuck)
    monkeypatch.setattr(tray_app, "_WAIT_FOR_WORKER_S", 0.01)
    app.start()
    qtbot.waitUntil(has_begun.is_set)

    app.shut_down()

    assert app.is_worker_left_behind
    assert "left behind" in caplog.text
    may_end.set()


def test_a_logout_is_not_objected_to_and_brings_no_second_start(app: TrayApp) -> None:
    class Manager:
        hint: QSessionManager.RestartHint | None = None

        def setRestartHint(self, hint: QSessionManager.RestartHint) -> None:
            self.hint = hint

    manager = Manager()

    app.let_session_end(manager)  # type: ignore[arg-type] # only Qt can make a real one

    assert manager.hint is QSessionManager.RestartHint.RestartNever
