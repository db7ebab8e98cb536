"""The app's objects, joined, without a desktop."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QSessionManager
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSystemTrayIcon,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.domain.made import FINE, NOW, check, judged
from tests.fakes import PATIENCE_S
from tests.ui.lived import found
from trayapp.clock import utc_now
from trayapp.domain.alerts import Modes
from trayapp.domain.codes import Cause, Confidence, Outcome, VerdictName
from trayapp.domain.records import SurfaceResult, Verdict
from trayapp.domain.remedies import Remedy
from trayapp.domain.tracker import Incident
from trayapp.domain.update import Update
from trayapp.errors import BrowserError
from trayapp.i18n import Words
from trayapp.settings.declarations import Page
from trayapp.settings.file import SettingsFile
from trayapp.ui import tray_app
from trayapp.ui.bridge import Bridge
from trayapp.ui.icons.drawing import PAUSED
from trayapp.ui.icons.icons import draw
from trayapp.ui.settings_dialog.dialog import SettingsDialog
from trayapp.ui.settings_watch import SettingsWatch
from trayapp.ui.status.actions import Actions, tomorrow
from trayapp.ui.status.board import StatusBoard
from trayapp.ui.tray.tray import TrayHost
from trayapp.ui.tray_app import TrayApp
from trayapp.ui.window.first_run import FirstRunPage
from trayapp.ui.window.pages import Pages
from trayapp.ui.window.window import HistoryWindow
from trayapp.watch.commands import FOREVER, CheckNow, CheckWithoutProxy, Command, Mute, Pause, TellWhenBack
from trayapp.watch.session import WatchSession

NEWS = Update(judged(check(web="ok", posts="ok")))
TROUBLE = Update(
    judged(check(FINE, web="ok", posts="ok", images="server_error:origin")),
    incident=Incident(NOW, VerdictName.DEGRADED, Cause.PART_FAILING, confirmed=True),
)

W = TypeVar("W", bound=QWidget)


class Desk:
    """What the user sees of an app and does with it, and what its worker sends."""

    def __init__(self, app: TrayApp) -> None:
        self.app = app
        self.bridge = found(app, Bridge)
        self.board = found(app, StatusBoard)

    @property
    def icon(self) -> QSystemTrayIcon:
        return found(self.app, QSystemTrayIcon)

    @property
    def menu(self) -> QMenu:
        return self.icon.contextMenu()

    def entry(self, *path: str) -> QAction:
        """The entry of the menu that begins so, in the submenus before it."""
        menu = self.menu
        for title in path[:-1]:
            menu = next(each for each in menu.findChildren(QMenu) if each.title() == title)
        return next(each for each in menu.actions() if each.isVisible() and each.text().startswith(path[-1]))

    def texts(self) -> list[str]:
        return [each.text() for each in self.menu.actions() if each.isVisible()]

    def window(self, kind: type[QWidget] = HistoryWindow) -> QWidget | None:
        """The one of that kind that is open."""
        shown = (each for each in QApplication.topLevelWidgets() if isinstance(each, kind))
        return next((each for each in shown if each.isVisible()), None)

    def heading(self) -> str:
        """What the window says first."""
        return next(label.text() for label in self._in_window(QLabel) if label.text())

    def buttons(self) -> dict[str, QPushButton]:
        """Those of the window, by their texts."""
        return {button.text().replace("&", ""): button for button in self._in_window(QPushButton)}

    def in_window(self, kind: type[W]) -> list[W]:
        window = self.window()
        assert window is not None
        return window.findChildren(kind)

    def _in_window(self, kind: type[W]) -> list[W]:
        return [each for each in self.in_window(kind) if each.isVisible()]

    def save(self, settings: str) -> None:
        """As an editor does."""
        path = Path(os.environ["XDG_CONFIG_HOME"]) / "trayapp" / "settings.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(settings)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """That of an app whose one check says that X is up."""

    async def run(session: WatchSession) -> None:
        session.listener.on_check(NEWS)
        await asyncio.Event().wait()

    monkeypatch.setattr(WatchSession, "run", run)
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    app = TrayApp(SettingsFile(), Words("en"), tmp_path)
    yield Desk(app)
    app.shut_down()


def start(desk: Desk, qtbot: QtBot) -> None:
    """Until the first check is shown."""
    with qtbot.waitSignal(desk.board.changed):
        desk.app.start()


def test_what_the_worker_finds_reaches_tray_and_window(desk: Desk, qtbot: QtBot) -> None:
    desk.app.open_window()
    start(desk, qtbot)

    assert desk.board.status.verdict is VerdictName.UP
    assert desk.icon.toolTip().startswith("X is up")
    assert desk.heading() == desk.board.status.headline


def test_a_window_that_is_opened_later_shows_the_latest(desk: Desk, qtbot: QtBot) -> None:
    start(desk, qtbot)

    desk.app.open_window()
    desk.app.open_window()

    assert desk.heading() == desk.board.status.headline


def test_a_window_that_is_closed_is_gone_and_the_next_begins_at_the_first_page(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TrayHost, "is_there", lambda _: True)
    start(desk, qtbot)
    desk.app.open_window()
    desk.buttons()["Why?"].click()
    window = desk.window()
    assert window is not None

    with qtbot.waitSignal(window.destroyed):
        window.close()
    desk.app.open_window()

    assert desk.heading() == desk.board.status.headline
    assert "Back" not in desk.buttons()


def test_shutting_down_ends_the_worker_and_hides_all_once(desk: Desk, qtbot: QtBot) -> None:
    start(desk, qtbot)
    desk.app.open_window()

    desk.app.shut_down()
    desk.app.shut_down()

    assert not desk.app.is_worker_left_behind
    assert "trayapp worker" not in {thread.name for thread in threading.enumerate()}
    assert not desk.icon.isVisible()
    assert desk.window() is None


def test_shutting_down_before_anything_began_is_no_trouble(desk: Desk) -> None:
    desk.app.shut_down()

    assert not desk.app.is_worker_left_behind


def test_a_worker_that_cannot_be_stopped_is_left_behind(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    async def stuck(_: WatchSession) -> None:
        has_begun.set()
        may_end.wait()

    monkeypatch.setattr(WatchSession, "run", stuck)
    desk.app.start()
    qtbot.waitUntil(has_begun.is_set)

    desk.app.shut_down()

    assert desk.app.is_worker_left_behind
    assert "left behind" in caplog.text
    may_end.set()


def test_a_logout_is_not_objected_to_and_brings_no_second_start(desk: Desk) -> None:
    class Manager:
        hint: QSessionManager.RestartHint | None = None

        def setRestartHint(self, hint: QSessionManager.RestartHint) -> None:
            self.hint = hint

    manager = Manager()

    desk.app.let_session_end(manager)  # type: ignore[arg-type] # only Qt can make a real one

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


def open_file_of_settings(desk: Desk) -> QWidget:
    """By the button in their window."""
    desk.entry("Settings…").trigger()
    window = desk.window(SettingsDialog)
    assert window is not None
    buttons = {each.text().replace("&", ""): each for each in window.findChildren(QPushButton)}
    buttons["Open the file"].click()
    return window


def test_what_is_set_in_the_window_counts_at_once_and_so_does_the_file(desk: Desk, qtbot: QtBot) -> None:
    start(desk, qtbot)
    desk.entry("Settings…").trigger()
    window = desk.window(SettingsDialog)
    assert window is not None
    language = next(box for box in window.findChildren(QComboBox) if box.accessibleName() == "Language")

    language.setFocus()
    QTest.keyClick(language, Qt.Key.Key_Down)
    assert "Beenden" in desk.texts()
    assert window.windowTitle() == "Einstellungen"

    with qtbot.waitSignal(desk.board.changed):
        desk.save('country = "AT"\nlanguage = "en"\nfoo = 1\n')
    country = next(line for line in window.findChildren(QLineEdit) if line.accessibleName() == "Country")
    assert country.text() == "AT"
    assert any("foo" in label.text() for label in window.findChildren(QLabel) if label.isVisible())
    assert desk.window(SettingsDialog) is window


def test_what_the_desktop_switched_shows_when_one_comes_back(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    start(desk, qtbot)
    desk.entry("Settings…").trigger()
    window = desk.window(SettingsDialog)
    assert window is not None
    box = next(each for each in window.findChildren(QCheckBox) if each.text() == "Start at login")
    box.click()
    assert box.isChecked()

    (tmp_path / "autostart" / "io.github.trayapp.desktop").unlink()  # by the desktop's own settings
    other = QWidget()
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    window.activateWindow()

    qtbot.waitUntil(lambda: not box.isChecked())
    other.close()


def test_the_file_of_the_settings_explains_itself(desk: Desk, opener: Opener, tmp_path: Path) -> None:
    path = tmp_path / "trayapp" / "settings.toml"

    open_file_of_settings(desk)

    assert opener.opened == [f"file://{path}"]
    assert path.read_text() == Words("en").settings.file()

    path.write_text("# mine")
    open_file_of_settings(desk)
    assert path.read_text() == "# mine"


def test_settings_that_cannot_be_written_are_named(desk: Desk, opener: Opener, tmp_path: Path) -> None:
    (tmp_path / "trayapp").write_text("in the way of the folder")

    window = open_file_of_settings(desk)

    assert opener.opened == []
    assert any("cannot be written" in label.text() for label in window.findChildren(QLabel))
    assert "settings.toml cannot be written" in desk.board.status.remark


@pytest.mark.parametrize(
    ("remedy", "opened"),
    [
        (Remedy.LOGIN_PAGE, "http://detectportal.firefox.com/canonical.html"),
        (Remedy.OUTAGE_PAGE, "https://downdetector.com/status/twitter/"),
    ],
)
def test_the_step_that_helps_is_taken(
    desk: Desk, opener: Opener, remedy: Remedy, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tray_app, "system_country", lambda: None)

    desk.app.take_remedy(remedy)

    assert opener.opened == [opened]


@pytest.mark.parametrize("is_there", [True, False], ids=["installed", "not installed"])
def test_the_clock_is_set_by_what_the_desktop_has(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, is_there: bool
) -> None:
    (tmp_path / "bin").mkdir()
    program, started = tmp_path / "bin" / "timedatectl", tmp_path / "started"
    if is_there:
        program.write_text(f"#!/bin/sh\necho $@ >{started}.new && mv {started}.new {started}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin" if is_there else str(tmp_path / "bin"))

    desk.app.take_remedy(Remedy.CLOCK)

    if is_there:
        qtbot.waitUntil(started.exists)
        assert started.read_text() == "set-ntp true\n"
        assert desk.board.status.remark == ""
    else:
        assert desk.board.status.remark == "Nothing here opens the settings of date and time."


def test_a_test_without_the_proxy_is_told_in_words(desk: Desk) -> None:
    desk.bridge.on_check_without_proxy(NEWS.judged)

    assert desk.board.status.remark == f"Without the proxy: {Words('en').verdicts.summary(NEWS.judged)}"


def test_accounts_are_a_page_of_the_settings(desk: Desk, qtbot: QtBot) -> None:
    found(desk.app, Actions).accounts.trigger()

    # Those of other tests may still be there, closed.
    (settings,) = [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, SettingsDialog) and each.isVisible()
    ]
    assert found(settings, Pages).row == list(Page).index(Page.SOURCES)


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (SurfaceResult("page", Outcome.OK), ": posts, as it must."),
        (
            SurfaceResult("page", Outcome.LIMITED),
            ": X does not show its posts to this browser: nothing can be",
        ),
        (BrowserError("browser_missing"), "Chrome, Chromium, Edge, Brave or Vivaldi would do."),
    ],
    ids=["posts", "a wall", "no browser"],
)
def test_what_a_browser_showed_is_told_in_words(
    desk: Desk, seen: SurfaceResult | BrowserError, told: str
) -> None:
    found(desk.app, Actions).see_page.trigger()
    assert desk.board.status.remark == "A browser is looking at X …"

    desk.bridge.on_look(seen)

    assert told in desk.board.status.remark


def test_starting_at_login_is_switched_by_the_menu(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    start(desk, qtbot)
    entry = tmp_path / "autostart" / "io.github.trayapp.desktop"

    desk.entry("Start at login").trigger()
    assert entry.exists()
    assert desk.entry("Start at login").isChecked()

    entry.unlink()  # by the desktop's own settings
    desk.menu.aboutToShow.emit()
    assert not desk.entry("Start at login").isChecked()


def test_a_start_at_login_that_cannot_be_written_is_named_and_stays_off(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    start(desk, qtbot)
    (tmp_path / "autostart").write_text("in the way of the folder")

    desk.entry("Start at login").trigger()

    assert "cannot be written" in desk.board.status.remark
    assert not desk.entry("Start at login").isChecked()


def test_a_language_that_is_saved_is_spoken_at_once(desk: Desk, qtbot: QtBot, opener: Opener) -> None:
    start(desk, qtbot)
    desk.app.open_window()

    with qtbot.waitSignal(desk.board.changed):
        desk.save('language = "de"\ncountry = "AT"\n')

    german = StatusBoard(Words("de"))
    german.record_check(NEWS)
    assert desk.board.status == german.status
    assert desk.icon.toolTip().startswith("X ist verfügbar")
    assert "Beenden" in desk.texts()
    window = desk.window()
    assert window is not None
    assert window.windowTitle() == "X-Verfügbarkeit"
    desk.entry("Allestörungen öffnen").trigger()
    assert opener.opened[0].startswith("https://allestörungen.at/")


def test_the_command_lines_language_stays(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("")
    file = SettingsFile(path)
    desk = Desk(TrayApp(file, Words("en"), tmp_path, "en"))
    watch = SettingsWatch(file)
    watch.changed.connect(desk.app.use_settings)
    watch.begin()
    path.write_text('language = "de"')

    qtbot.waitUntil(lambda: file.loaded.settings.language == "de")

    assert desk.board.status.headline == "Not known"


def test_a_file_broken_meanwhile_is_named_and_changes_nothing(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(desk, qtbot)
    told: list[Command] = []
    monkeypatch.setattr(WatchSession, "carry_out", lambda _, command: told.append(command))

    with qtbot.waitSignal(desk.board.changed):
        desk.save("[[[")

    assert "is not valid TOML" in desk.board.status.remark
    desk.app.shut_down()
    assert told == []


def test_the_first_page_stands_beside_the_watching(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(desk.board.changed):
        desk.app.start()
        desk.app.welcome()
    page = desk.window(FirstRunPage)
    assert page is not None
    assert desk.icon.isVisible()
    assert desk.board.status.verdict is VerdictName.UP
    desk.app.open_window()  # a second start
    assert desk.window() is None

    page.findChildren(QCheckBox)[0].click()

    assert (tmp_path / "autostart" / "io.github.trayapp.desktop").exists()
    assert desk.entry("Start at login").isChecked()


@pytest.mark.parametrize("has_tray", [True, False])
def test_after_the_first_page_something_is_left_to_see(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, has_tray: bool
) -> None:
    monkeypatch.setattr(TrayHost, "is_there", lambda _: has_tray)
    desk.app.welcome()
    page = desk.window(FirstRunPage)
    assert page is not None
    with qtbot.waitActive(page):
        page.activateWindow()

    QTest.keyClick(page, Qt.Key.Key_Escape)

    assert (desk.window() is None) is has_tray
    desk.app.open_window()
    assert desk.window() is not None


@pytest.mark.parametrize("has_tray", [True, False])
def test_the_window_has_all_of_the_menu_with_a_tray_and_without_one(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, has_tray: bool
) -> None:
    monkeypatch.setattr(TrayHost, "is_there", lambda _: has_tray)

    desk.app.open_window()

    (menu,) = [each for each in desk.in_window(QMenu) if not isinstance(each.parent(), QMenu)]
    entries = {each.text() for each in menu.actions()}
    of_status = {"Check now", "I see an error", "Open trayapp"}
    assert {text for text in desk.texts()[2:] if text not in of_status} <= entries


@pytest.mark.parametrize(
    ("path", "command"),
    [
        (("Check now",), CheckNow()),
        (("Pause", "Until tomorrow"), Pause(tomorrow(utc_now()))),
        (("Mute", "Until I unmute"), Mute(FOREVER)),
        (("Tell me when it is back",), TellWhenBack(True)),
    ],
    ids=str,
)
def test_what_is_chosen_in_the_menu_reaches_the_watching(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...], command: Command
) -> None:
    told: SimpleQueue[Command] = SimpleQueue()
    monkeypatch.setattr(WatchSession, "carry_out", lambda _, command: told.put(command))
    start(desk, qtbot)
    desk.bridge.on_check(TROUBLE)

    desk.entry(*path).trigger()

    assert repr(told.get(timeout=PATIENCE_S)) == repr(command)


def test_the_remedy_against_a_proxy_is_a_command_as_any_other(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: SimpleQueue[Command] = SimpleQueue()
    monkeypatch.setattr(WatchSession, "carry_out", lambda _, command: told.put(command))
    verdict = Verdict(VerdictName.OFFLINE, Cause.PROXY, Confidence.HIGH)
    desk.bridge.on_check(replace(NEWS, judged=replace(NEWS.judged, verdict=verdict)))

    desk.entry("Test without the proxy").trigger()
    start(desk, qtbot)

    assert told.get(timeout=PATIENCE_S) == CheckWithoutProxy()


def test_what_is_chosen_before_the_worker_runs_reaches_the_watching(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: SimpleQueue[Command] = SimpleQueue()
    monkeypatch.setattr(WatchSession, "carry_out", lambda _, command: told.put(command))

    desk.entry("Mute", "Until I unmute").trigger()
    start(desk, qtbot)

    assert repr(told.get(timeout=PATIENCE_S)) == repr(Mute(FOREVER))


def test_a_pause_is_shown_by_icon_tooltip_and_menu(desk: Desk, qtbot: QtBot) -> None:
    desk.bridge.on_check(NEWS)

    desk.bridge.on_modes(Modes(paused_until=utc_now() + timedelta(hours=1)))

    assert desk.icon.icon().pixmap(22).toImage() == draw(PAUSED, 22)
    assert desk.icon.toolTip().startswith("Paused until")
    assert "Resume" in desk.texts()


def test_a_click_on_a_notice_opens_the_window_at_its_incident(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(HistoryWindow, "open_at", lambda _, begin: opened.append(begin))

    desk.bridge.open_incident(NOW, "")

    assert opened == [NOW]


def test_another_look_of_the_icon_is_shown_at_once(desk: Desk, qtbot: QtBot) -> None:
    start(desk, qtbot)
    desk.app.open_window()

    desk.save('icons.style = "high_contrast"')

    wanted = draw(VerdictName.UP, 22, "high_contrast")
    qtbot.waitUntil(lambda: desk.icon.icon().pixmap(22).toImage() == wanted)


def test_the_window_offers_the_step_that_helps(desk: Desk, opener: Opener, qtbot: QtBot) -> None:
    desk.bridge.on_check(TROUBLE)
    desk.app.open_window()

    next(b for text, b in desk.buttons().items() if text.startswith("Open ")).click()

    assert len(opener.opened) == 1
    desk.bridge.on_check(NEWS)
    assert not any(text.startswith("Open ") for text in desk.buttons())


def test_the_window_ends_a_pause(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    told: SimpleQueue[Command] = SimpleQueue()
    monkeypatch.setattr(WatchSession, "carry_out", lambda _, command: told.put(command))
    start(desk, qtbot)
    desk.app.open_window()
    assert "Resume" not in desk.buttons()

    desk.bridge.on_modes(Modes(paused_until=utc_now() + timedelta(hours=1)))
    desk.buttons()["Resume"].click()
    assert repr(told.get(timeout=PATIENCE_S)) == repr(Pause(None))

    desk.bridge.on_modes(Modes())
    assert "Resume" not in desk.buttons()


_WATCHING = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from trayapp.i18n import Words
from trayapp.settings.file import SettingsFile
from trayapp.ui.bridge import Bridge
from trayapp.ui.tray_app import TrayApp

application = QApplication([])
folder = Path(sys.argv[1])
app = TrayApp(SettingsFile(folder / "settings.toml"), Words("en"), folder)
loaded = []
wait = QEventLoop()
app.findChild(Bridge).checked.connect(wait.quit)
app.start()
wait.exec()
app.findChild(QSystemTrayIcon).contextMenu().aboutToShow.emit()
app.open_window()
loaded.append(list(sys.modules))
app.open_help()
loaded.append(list(sys.modules))
app.open_settings()
loaded.append([type(each).__name__ for each in QApplication.allWidgets()])
app.shut_down()
print(json.dumps(loaded))
"""


def test_dialogs_cost_nothing_before_they_are_opened_and_their_pages_before_they_are_seen(
    tmp_path: Path,
) -> None:
    (tmp_path / "settings.toml").write_text('[proxy]\nmode = "manual"\nurl = "http://127.0.0.1:9"\n')
    done = subprocess.run(
        [sys.executable, "-c", _WATCHING, tmp_path], check=True, capture_output=True, text=True
    )
    watching, with_help, made = map(set, json.loads(done.stdout))

    rooms = ("trayapp.ui.help", "trayapp.ui.settings_dialog", "tomlkit", "keyring", "httpcore", "anyio")
    assert [name for name in watching if name.startswith(rooms)] == []
    assert [
        name for name in with_help - watching if name.startswith(("importlib.metadata", "platform"))
    ] == []
    assert made & {"GeneralPage", "TeamPage", "DataPage"} == {"GeneralPage"}
