"""The app's objects, joined, without a desktop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QSessionManager
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.domain.made import FINE, NOW, check, judged
from tests.fakes import PATIENCE_S
from trayapp.clock import utc_now
from trayapp.domain.alerts import FOREVER, Modes
from trayapp.domain.records import VerdictName
from trayapp.domain.remedies import Remedy
from trayapp.domain.update import Update
from trayapp.i18n import Words
from trayapp.settings.file import SettingsFile
from trayapp.ui import tray_app
from trayapp.ui.icons.icons import draw
from trayapp.ui.status.board import StatusBoard
from trayapp.ui.tray_app import TrayApp
from trayapp.ui.window.window import HistoryWindow
from trayapp.ui.worker import SessionRunner
from trayapp.watch.commands import CheckNow, Command, Mute, Pause, TellWhenBack

NEWS = Update(judged(check(web="ok", posts="ok")))


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path) -> Iterator[TrayApp]:
    """An app whose one check says that X is up."""

    async def watch(watching: SessionRunner) -> None:
        watching._bridge.on_check(NEWS)
        await asyncio.Event().wait()

    monkeypatch.setattr(SessionRunner, "_watch", watch)
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    made = TrayApp(SettingsFile(), Words("en"), tmp_path)
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

    async def stuck(_: SessionRunner) -> None:
        has_begun.set()
        may_end.wait()

    monkeypatch.setattr(SessionRunner, "_watch", stuck)
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


class Opener(QObject):
    """In place of the desktop: notes what is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def opener(qtbot: QtBot) -> Iterator[Opener]:
    made = Opener()
    for scheme in ("file", "http", "https"):
        QDesktopServices.setUrlHandler(scheme, made, "open")  # type: ignore[arg-type] # takes no bytes
    yield made
    for scheme in ("file", "http", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


def test_the_settings_are_a_file_that_explains_itself(app: TrayApp, opener: Opener, tmp_path: Path) -> None:
    path = tmp_path / "trayapp" / "settings.toml"

    app._menu.settings_requested.emit()

    assert opener.opened == [f"file://{path}"]
    assert path.read_text() == Words("en").settings_file()

    path.write_text("# mine")
    app._menu.settings_requested.emit()
    assert path.read_text() == "# mine"


def test_settings_that_cannot_be_written_are_named(app: TrayApp, opener: Opener, tmp_path: Path) -> None:
    (tmp_path / "trayapp").write_text("in the way of the folder")

    app._menu.settings_requested.emit()

    assert opener.opened == []
    assert "settings.toml cannot be written" in app._board.status.remark


@pytest.mark.parametrize(
    ("remedy", "opened"),
    [
        (Remedy.LOGIN_PAGE, "http://detectportal.firefox.com/canonical.html"),
        (Remedy.OUTAGE_PAGE, "https://downdetector.com/status/twitter/"),
    ],
)
def test_the_step_that_helps_is_taken(
    app: TrayApp, opener: Opener, remedy: Remedy, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tray_app, "system_country", lambda: None)

    app._menu.remedy_requested.emit(remedy)

    assert opener.opened == [opened]


@pytest.mark.parametrize("is_there", [True, False], ids=["installed", "not installed"])
def test_the_clock_is_set_by_what_the_desktop_has(
    app: TrayApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, is_there: bool
) -> None:
    (tmp_path / "bin").mkdir()
    program, started = tmp_path / "bin" / "timedatectl", tmp_path / "started"
    if is_there:
        program.write_text(f"#!/bin/sh\necho $@ >{started}.new && mv {started}.new {started}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin" if is_there else str(tmp_path / "bin"))

    app._menu.remedy_requested.emit(Remedy.CLOCK)

    if is_there:
        qtbot.waitUntil(started.exists)
        assert started.read_text() == "set-ntp true\n"
        assert app._board.status.remark == ""
    else:
        assert app._board.status.remark == "Nothing here opens the settings of date and time."


def test_a_test_without_the_proxy_is_told_in_words(app: TrayApp) -> None:
    app._bridge.on_check_without_proxy(NEWS.judged)

    assert app._board.status.remark == f"Without the proxy: {Words('en').summary(NEWS.judged)}"


def test_starting_at_login_is_switched_by_the_menu(app: TrayApp, tmp_path: Path) -> None:
    entry = tmp_path / "autostart" / "io.github.trayapp.desktop"

    app._menu.login_toggled.emit(True)
    assert entry.exists()
    assert app._menu._login.isChecked()

    entry.unlink()  # by the desktop's own settings
    app._menu.menu.aboutToShow.emit()
    assert not app._menu._login.isChecked()


def test_a_start_at_login_that_cannot_be_written_is_named_and_stays_off(app: TrayApp, tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("in the way of the folder")

    app._menu.login_toggled.emit(True)

    assert "cannot be written" in app._board.status.remark
    assert not app._menu._login.isChecked()


def test_a_language_that_is_saved_is_spoken_at_once(app: TrayApp, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(app._board.changed):
        app.start()
    app.open_window()
    qtbot.waitUntil(lambda: app._settings_watch is not None)

    with qtbot.waitSignal(app._board.changed):
        (tmp_path / "trayapp").mkdir()
        (tmp_path / "trayapp" / "settings.toml").write_text('language = "de"\ncountry = "AT"\n')

    german = StatusBoard(Words("de"))
    german.note_check(NEWS)
    assert app._board.status == german.status
    assert app._tray._item.toolTip().startswith("X ist verfügbar")
    assert "Beenden" in [action.text() for action in app._menu.menu.actions()]
    assert app._window is not None
    assert app._window.windowTitle() == "X-Verfügbarkeit"
    assert app._menu._outage_page.url.startswith("https://xn--allestrungen-9ib.at/")


def test_the_command_lines_language_stays(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("")
    file = SettingsFile(path)
    made = TrayApp(file, Words("en"), tmp_path, "en")
    path.write_text('language = "de"')
    assert file.refresh()

    made._use_settings()

    assert made._board.status.headline == "Not known"


def test_a_file_broken_meanwhile_is_named_and_changes_nothing(
    app: TrayApp, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trayapp").mkdir()
    (tmp_path / "trayapp" / "settings.toml").write_text("[[[")
    sent: list[Command] = []
    monkeypatch.setattr(TrayApp, "_send", lambda _, command: sent.append(command))

    assert app._file.refresh()
    app._use_settings()

    assert "is not valid TOML" in app._board.status.remark
    assert sent == []


# --- the first start ---


def test_the_first_page_stands_beside_the_watching(app: TrayApp, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(app._board.changed):
        app.start()
        app.welcome()
    page = app._first_run
    assert page is not None
    assert app._tray._item.isVisible()
    assert app._board.status.verdict is VerdictName.UP
    app.open_window()  # a second start
    assert app._window is None

    page._start_at_login.setChecked(True)

    assert (tmp_path / "autostart" / "io.github.trayapp.desktop").exists()


@pytest.mark.parametrize("has_tray", [True, False])
def test_after_the_first_page_something_is_left_to_see(
    app: TrayApp, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, has_tray: bool
) -> None:
    monkeypatch.setattr(app._host, "is_there", lambda: has_tray)
    app.welcome()
    assert app._first_run is not None
    with qtbot.waitActive(app._first_run):
        app._first_run.open()

    QTest.keyClick(app._first_run, Qt.Key.Key_Escape)

    assert (app._window is None) is has_tray
    app.open_window()
    assert app._window is not None


@pytest.mark.parametrize("has_tray", [True, False])
def test_without_a_tray_the_window_has_its_menu(
    app: TrayApp, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, has_tray: bool
) -> None:
    monkeypatch.setattr(app._host, "is_there", lambda: has_tray)

    app.open_window()

    assert app._window is not None
    button = app._window._first._menu
    assert button.isVisible() is not has_tray
    assert button.menu() is app._menu.menu


# --- what the user wants of the watching ---


@pytest.mark.parametrize(
    ("signal", "arguments", "wanted"),
    [
        ("check_requested", (), CheckNow()),
        ("pause_requested", (NOW,), Pause(NOW)),
        ("resume_requested", (), Pause(None)),
        ("mute_requested", (FOREVER,), Mute(FOREVER)),
        ("unmute_requested", (), Mute(None)),
        ("back_toggled", (True,), TellWhenBack(True)),
    ],
)
def test_what_is_chosen_in_the_menu_reaches_the_watching(
    app: TrayApp,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    signal: str,
    arguments: tuple[object, ...],
    wanted: Command,
) -> None:
    told: SimpleQueue[Command] = SimpleQueue()
    monkeypatch.setattr(app._watching.session, "carry_out", told.put)
    with qtbot.waitSignal(app._board.changed):
        app.start()

    getattr(app._menu, signal).emit(*arguments)

    assert told.get(timeout=PATIENCE_S) == wanted


def test_a_pause_is_shown_by_icon_tooltip_and_menu(app: TrayApp, qtbot: QtBot) -> None:
    app._bridge.on_check(NEWS)
    until = utc_now() + timedelta(hours=1)

    app._bridge.on_modes(Modes(paused_until=until))

    paused = app._icons.icon(VerdictName.UP, is_paused=True)
    assert app._tray._item.icon().cacheKey() == paused.cacheKey()
    assert app._tray._item.toolTip().startswith("Paused: nothing is checked until")
    assert app._menu._resume.isVisible()


def test_a_click_on_a_notice_opens_the_window_at_its_incident(
    app: TrayApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(HistoryWindow, "open_at", lambda _, begin: opened.append(begin))

    app._bridge.open_incident(NOW, "")

    assert opened == [NOW]


def test_another_look_of_the_icon_is_shown_at_once(app: TrayApp, qtbot: QtBot, tmp_path: Path) -> None:
    app._bridge.on_check(NEWS)
    app.open_window()
    before = app._tray._item.icon().cacheKey()
    (tmp_path / "trayapp").mkdir()
    (tmp_path / "trayapp" / "settings.toml").write_text('icons.style = "high_contrast"')
    assert app._file.refresh()

    app._use_settings()

    after = app._tray._item.icon()
    assert after.cacheKey() != before
    assert after.pixmap(22).toImage() == draw(VerdictName.UP, 22, "high_contrast")


def test_the_window_offers_the_step_that_helps(app: TrayApp, opener: Opener, qtbot: QtBot) -> None:
    app._bridge.on_check(Update(judged(check(FINE, web="ok", posts="ok", images="server_error:origin"))))
    app.open_window()
    assert app._window is not None
    button = app._window._first._remedy
    assert button.isVisible()

    button.click()

    assert len(opener.opened) == 1
    app._bridge.on_check(NEWS)
    assert not button.isVisible()


def test_the_window_ends_a_pause(app: TrayApp, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Command] = []
    monkeypatch.setattr(TrayApp, "_send", lambda _, command: sent.append(command))
    app._bridge.on_check(NEWS)
    app.open_window()
    assert app._window is not None
    button = app._window._first._resume
    assert not button.isVisible()

    app._bridge.on_modes(Modes(paused_until=utc_now() + timedelta(hours=1)))
    assert button.isVisible()
    button.click()
    assert sent == [Pause(None)]

    app._bridge.on_modes(Modes())
    assert not button.isVisible()
