"""The settings in a window, on files as people have them."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPushButton,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from tests.computer.secret_service import FakeSecretService
from tests.domain.made import check, judged
from tests.fakes import PATIENCE_S, FakeBus
from tests.history.made import Life
from tests.ui.lived import PATIENCE_MS
from tests.ui.made import actions, status
from trayapp.clock import utc_now
from trayapp.domain.codes import Outcome, Says, UnavailableReason, VerdictName
from trayapp.domain.records import Phases, SurfaceResult
from trayapp.domain.reports import SourceHealth
from trayapp.errors import TrayappError
from trayapp.i18n import LANGUAGES, Words
from trayapp.settings.declarations import TEAM, Page, Settings, Shape, declared
from trayapp.settings.file import SettingsFile
from trayapp.ui.desktop_session.errands import Errands
from trayapp.ui.settings_dialog.account import AccountDialog
from trayapp.ui.settings_dialog.dialog import SettingsDialog
from trayapp.ui.settings_dialog.page import SettingsPage, Surroundings
from trayapp.ui.status.actions import Actions
from trayapp.watch.worker_thread import WorkerThread

W = TypeVar("W", bound=QWidget)

BROKEN = "checks = ["


class Desk:
    """The open window and its file."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, text: str | None = "", language: str = "en") -> None:
        self.path = tmp_path / "trayapp" / "settings.toml"
        self.path.parent.mkdir(exist_ok=True)
        self.folder = tmp_path
        if text is not None:
            self.write(text)
        self.file = SettingsFile(self.path if self.path.exists() else None)
        self.actions: Actions = actions(status(VerdictName.UP))
        self.actions.show_start_at_login(is_on=True)
        self.samples = 0
        self.may_answer = threading.Event()
        self.cannot_delete: TrayappError | None = None
        self.call: Callable[[Callable[[], object]], object] | None = None
        self.errands = Errands(self.on_worker)
        around = Surroundings(
            tmp_path, self.actions, self.errands, self.ask_once, self.show_sample, self.delete_all
        )
        self.dialog = SettingsDialog(self.file, Words(language), status(VerdictName.UP), around)
        self.dialog.saved.connect(self.file.refresh)
        qtbot.addWidget(self.dialog)
        self.dialog.open()
        qtbot.waitUntil(self.is_in_front, timeout=PATIENCE_MS)

    def is_in_front(self) -> bool:
        """The window of the test before may still be taking itself away, and with it the keyboard."""
        self.dialog.activateWindow()
        return self.dialog.isActiveWindow()

    def on_worker(self, function: Callable[[], object]) -> None:
        assert self.call is not None
        self.call(function)

    async def ask_once(self, surface_id: str, settings: Settings) -> SurfaceResult:
        await asyncio.to_thread(self.may_answer.wait, PATIENCE_S)
        return FINE

    async def delete_all(self) -> bool:
        if self.cannot_delete is not None:
            raise self.cannot_delete
        (self.folder / "history.sqlite3").unlink()
        return True

    def show_sample(self) -> None:
        self.samples += 1

    def write(self, text: str) -> None:
        """As an editor does."""
        self.path.write_text(text, encoding="utf-8")

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def edit(self, text: str) -> None:
        """By hand, while the window is open."""
        self.write(text)
        self.file.refresh()
        self.dialog.refresh()

    def each(self, kind: type[W]) -> list[W]:
        return [each for each in self.dialog.findChildren(kind) if each.isVisible()]

    def editor(self, label: str, kind: type[W]) -> W:
        """The one that is called so, brought in sight."""
        for page in Page:
            self.dialog.open(page)
            for each in self.each(kind):
                if each.accessibleName() == label:
                    return each
        raise AssertionError(label)

    def box(self, label: str) -> QCheckBox:
        return self.editor(label, QCheckBox)

    def line(self, label: str) -> QLineEdit:
        return self.editor(label, QLineEdit)

    def type(self, label: str, text: str) -> None:
        """And leave with Enter."""
        line = self.line(label)
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def click(self, text: str) -> None:
        """A button of the page in sight, or below it."""
        button = next(each for each in self.each(QPushButton) if each.text().replace("&", "") == text)
        assert button.isEnabled(), text
        button.click()

    def says(self) -> str:
        """All that can be read."""
        return "\n".join(label.text() for label in self.each(QLabel) if label.text())


NewDesk = Callable[..., Desk]


@pytest.fixture
def new_desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NewDesk:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return lambda *given, **named: Desk(qtbot, tmp_path, *given, **named)


# What is chosen counts


def test_what_is_chosen_stands_in_the_file_at_once_and_can_be_undone(new_desk: NewDesk) -> None:
    desk = new_desk("# mine\nnew_in_2030 = 1\n")

    desk.box("Watch videos").click()
    assert desk.file.loaded.settings.video is False
    desk.type("Time between checks", "90")
    assert desk.file.loaded.settings.interval_s == 90
    assert desk.text == "# mine\nnew_in_2030 = 1\n\n[surfaces]\nvideo = false\n\n[checks]\ninterval_s = 90\n"

    desk.click("Undo")
    assert desk.file.loaded.settings.interval_s == 60
    desk.click("Undo")
    assert desk.file.loaded.settings == Settings()
    assert desk.box("Watch videos").isChecked()
    assert desk.text == "# mine\nnew_in_2030 = 1\n\n"


def test_the_key_for_undoing_takes_back_what_is_typed_then_what_was_saved(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.type("Time between checks", "90")
    line = desk.line("Time between checks")
    line.setFocus()
    QTest.keyClicks(line, "0")

    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (line.text(), desk.file.loaded.settings.interval_s) == ("90", 90)
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (line.text(), desk.file.loaded.settings.interval_s) == ("60", 60)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Watch videos", QCheckBox),
        ("Time between checks", QSlider),
        ("Language", QComboBox),
        ("", QListWidget),
    ],
)
def test_the_key_for_undoing_works_wherever_the_keyboard_is(
    new_desk: NewDesk, label: str, kind: type[QWidget]
) -> None:
    desk = new_desk()
    desk.box("Watch videos").click()
    focused = desk.editor(label, kind) if label else desk.each(kind)[0]
    focused.setFocus()

    QTest.keyClick(focused, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert desk.file.loaded.settings.video


def test_resetting_touches_one_page_alone_and_can_be_undone(new_desk: NewDesk) -> None:
    text = 'language = "de" # mine\n[surfaces]\nvideo = false\nlinks = false\n'
    desk = new_desk(text)

    desk.box("Watch videos")
    desk.click("Reset this page")
    assert desk.file.loaded.settings == Settings(language="de")

    desk.click("Undo")
    assert desk.file.loaded.settings == Settings(language="de", video=False, links=False)


def test_undoing_all_there_was_hands_the_keyboard_to_no_other_button(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.box("Watch videos").click()
    undo = next(each for each in desk.each(QPushButton) if each.text() == "&Undo")
    undo.setFocus()

    QTest.keyClick(undo, Qt.Key.Key_Space)

    assert isinstance(desk.dialog.focusWidget(), QListWidget)


def test_a_choice_is_made_by_keys(new_desk: NewDesk) -> None:
    desk = new_desk()
    style = desk.editor("Look of the icon", QComboBox)
    style.setFocus()

    QTest.keyClick(style, Qt.Key.Key_Down)

    assert desk.file.loaded.settings.icon_style == "mono_light"


def test_the_slider_says_what_it_costs_and_counts(new_desk: NewDesk) -> None:
    desk = new_desk()
    slider = desk.editor("Time between checks", QSlider)
    assert "about 37 MB a day" in desk.says()
    slider.setFocus()

    QTest.keyClick(slider, Qt.Key.Key_Right)

    assert desk.file.loaded.settings.interval_s == 90
    assert "about 25 MB a day" in desk.says()
    assert desk.line("Time between checks").text() == "90"


@pytest.mark.parametrize(
    ("label", "typed", "says"),
    [
        ("Time between checks", "5", "A whole number from 30 to 3600 is needed."),
        ("Time between checks", "x", "A whole number from 30 to 3600 is needed."),
        ("Country", "Germany", "Two letters are needed, such as DE."),
        ("Quiet hours from", "25:00", "A time of day is needed, such as 22:00."),
        ("An address of your own", "http://x.org", "An address like https://… is needed."),
        ("Program for messages", "tell 'me", "A quotation mark lacks its other half."),
        ("Mastodon's servers", "localhost", "One to five names of servers are needed"),
    ],
)
def test_a_wrong_value_is_not_taken_and_says_why(
    new_desk: NewDesk, label: str, typed: str, says: str
) -> None:
    desk = new_desk()

    desk.type(label, typed)

    assert desk.text == ""
    assert says in desk.says()
    line = desk.line(label)
    assert line.text() == typed
    assert says in line.accessibleDescription()
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() != typed
    assert says not in desk.says()


@pytest.mark.parametrize(
    ("label", "typed", "name", "value"),
    [
        ("Country", "de", "country", "DE"),
        ("Quiet hours from", "7:30", "quiet_from", "07:30"),
        ("Program for messages", "Tell 'a b' 'a b'", "command", ("Tell", "a b", "a b")),
        (
            "Mastodon's servers",
            "A.example b.example, a.example",
            "mastodon_servers",
            ("a.example", "b.example"),
        ),
    ],
)
def test_what_is_meant_is_understood(
    new_desk: NewDesk, label: str, typed: str, name: str, value: object
) -> None:
    desk = new_desk()

    desk.type(label, typed)

    assert getattr(desk.file.loaded.settings, name) == value


def test_of_an_incident_that_is_told_one_moment_at_least_is_left(new_desk: NewDesk) -> None:
    desk = new_desk('[messages]\nteam1 = "down"\nteam1_events = ["recovered", "worse"]\n')
    worse, end = desk.box("What the first is told: Getting worse"), desk.box("What the first is told: End")
    assert not desk.box("What the first is told: Beginning").isChecked()
    assert not desk.box("What the second is told: End").isEnabled()  # which is told nothing

    worse.click()
    assert desk.file.loaded.settings.team1_events == ("recovered",)
    end.click()
    assert desk.file.loaded.settings.team1_events == ("recovered",)
    assert end.isChecked()
    assert "At least one is needed." in desk.says()


def test_what_was_typed_counts_when_the_window_is_closed(new_desk: NewDesk) -> None:
    desk = new_desk()
    line = desk.line("Country")
    line.setFocus()
    QTest.keyClicks(line, "at")

    desk.dialog.close()

    assert desk.file.loaded.settings.country == "AT"


# The file stays the truth


def test_a_hand_edit_shows_in_the_open_window(new_desk: NewDesk) -> None:
    desk = new_desk()
    line = desk.line("Country")
    line.setFocus()
    QTest.keyClicks(line, "f")

    desk.edit('country = "DE"\n[surfaces]\nvideo = false\n')

    assert not desk.box("Watch videos").isChecked()
    assert desk.line("Country").text() == "f"  # what is being typed is left alone


def test_a_save_and_a_hand_edit_between_lose_nothing(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.write('country = "DE"  # the window has not read this yet\n')

    desk.box("Watch videos").click()

    assert desk.file.loaded.settings == Settings(country="DE", video=False)
    assert "the window has not read this yet" in desk.text
    assert desk.line("Country").text() == "DE"


def test_everything_wrong_in_the_file_is_named_beside_its_field(new_desk: NewDesk) -> None:
    desk = new_desk(
        'language = "xx"\nfoo = 1\nbar = 2\n[checks]\ninterval_s = 5\n[notices]\nquiet_from = "22:00"\n'
        '[surfaces]\nweb = "no"\n[proxy]\nmode = "manual"\n'
    )

    assert "Setting foo: there is no such setting" in desk.says()
    assert "Setting bar: there is no such setting" in desk.says()
    wrong: tuple[tuple[str, type[QWidget], str], ...] = (
        ("Language", QComboBox, 'The file says "xx", so the default is used.'),
        ("Time between checks", QLineEdit, "The file says 5, so the default is used. A whole number from 30"),
        ("Quiet hours until", QLineEdit, "Quiet hours need both a beginning and an end"),
        ("Watch the website", QCheckBox, 'The file says "no", so the default is used.'),
        (
            "Address of the proxy",
            QLineEdit,
            'by hand (proxy.mode = "manual"), but has no address; none is used.',
        ),
    )
    for label, kind, says in wrong:
        assert says in desk.editor(label, kind).accessibleDescription()
        assert says in desk.says()

    desk.type("Time between checks", "60")
    assert "The file says 5" not in desk.says()


def test_two_things_that_are_wrong_with_one_setting_are_both_named(new_desk: NewDesk) -> None:
    desk = new_desk('[notices]\nquiet_from = "25:00"\nquiet_until = "07:00"\n')

    desk.line("Quiet hours from")
    assert 'The file says "25:00", so the default is used.' in desk.says()
    assert "Quiet hours need both a beginning and an end" in desk.says()


def test_what_is_wrong_in_the_file_does_not_take_the_keyboard_from_the_pages(new_desk: NewDesk) -> None:
    desk = new_desk("nothing = 1\n")

    QTest.keyClick(desk.dialog.focusWidget(), Qt.Key.Key_Down)

    assert "Quiet hours from" in desk.says()


def test_a_file_that_is_wrong_in_a_thousand_places_leaves_room_for_the_pages(new_desk: NewDesk) -> None:
    desk = new_desk("".join(f"nothing_{number} = 1\n" for number in range(1000)))

    assert all(f"Setting nothing_{number}:" in desk.says() for number in (0, 999))
    assert desk.dialog.height() <= desk.dialog.screen().availableSize().height()
    box = desk.box("Watch the website")
    assert not box.visibleRegion().isEmpty()


def test_a_wrong_value_can_be_reset(new_desk: NewDesk) -> None:
    desk = new_desk("[checks]\ninterval_s = 5\n")
    desk.line("Time between checks")

    desk.click("Reset this page")

    assert desk.file.loaded.problems == ()


def test_a_broken_file_is_left_alone_and_named_until_it_is_mended(new_desk: NewDesk) -> None:
    desk = new_desk(BROKEN)
    assert "is not valid TOML" in desk.says()
    assert not desk.box("Watch videos").isEnabled()

    desk.edit("[surfaces]\nvideo = false\n")

    assert "is not valid TOML" not in desk.says()
    assert desk.box("Watch videos").isEnabled()
    assert not desk.box("Watch videos").isChecked()


def test_a_file_that_broke_unseen_is_not_written(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.write(BROKEN)

    desk.box("Watch videos").click()

    assert desk.text == BROKEN
    assert "is not valid TOML" in desk.says()


def test_a_link_into_dotfiles_is_written_through(new_desk: NewDesk, tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / "dotfiles" / "trayapp.toml").write_text("# dots\n")
    (tmp_path / "trayapp").mkdir()
    (tmp_path / "trayapp" / "settings.toml").symlink_to("../dotfiles/trayapp.toml")
    desk = new_desk(None)

    desk.box("Watch videos").click()

    assert desk.path.is_symlink()
    assert (tmp_path / "dotfiles" / "trayapp.toml").read_text().startswith("# dots\n")
    assert desk.file.loaded.settings.video is False


def test_where_nothing_can_be_written_it_is_said_and_the_switch_goes_back(
    new_desk: NewDesk, tmp_path: Path
) -> None:
    (tmp_path / "trayapp").mkdir()
    (tmp_path / "trayapp" / "settings.toml").symlink_to("/proc/none/settings.toml")
    desk = new_desk(None)
    box = desk.box("Watch videos")
    box_was = box.isChecked()

    box.click()

    assert "settings.toml cannot be written" in desk.says()
    assert box.isChecked() == box_was


# Every page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_has_its_place_and_its_name(new_desk: NewDesk, language: str) -> None:
    desk = new_desk(language=language)
    kinds: dict[Shape, type[QWidget]] = {Shape.SWITCH: QCheckBox, Shape.CHOICE: QComboBox}
    words = Words(language)
    for each in declared():
        label = words.settings.label(each.key)
        if each.kind.shape is Shape.LIST and each.kind.choices:
            names = [words.settings.choice(each.key, value) for value in each.kind.choices]
            assert all(desk.box(f"{label}: {name}").text() == name for name in names)
            continue
        editor = desk.editor(label, kinds.get(each.kind.shape, QLineEdit))
        if not each.kind.choices:
            assert words.settings.explanation(each.key) in editor.accessibleDescription()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_says_what_it_is(new_desk: NewDesk, language: str) -> None:
    desk = new_desk(language=language)
    for each in declared():
        if each.kind.shape is Shape.CHOICE:
            box = desk.editor(Words(language).settings.label(each.key), QComboBox)
            shown = [box.itemText(index) for index in range(box.count())]
            assert set(shown).isdisjoint(each.kind.choices)
            assert len(set(shown)) == len(each.kind.choices)


def test_nothing_but_the_window_is_shown_while_it_is_made(qtbot: QtBot, tmp_path: Path) -> None:
    """What has no parent yet is a window of its own to Qt: it would flash, and cost half a second."""
    shown: list[QObject] = []

    class Watcher(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(watched)
            return False

    watcher = Watcher()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(watcher)
    desk = Desk(qtbot, tmp_path, 'language = "xx"\nfoo = 1\n')
    app.removeEventFilter(watcher)

    assert shown == [desk.dialog]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_on_a_page_is_cut_off(new_desk: NewDesk, language: str) -> None:
    desk = new_desk(language=language)
    for page in Page:
        desk.dialog.open(page)
        QApplication.processEvents()
        for label in desk.each(QLabel):
            needed_px = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
            assert label.height() >= needed_px, label.text()
        for button in desk.each(QPushButton):
            assert button.width() >= button.minimumSizeHint().width(), button.text()


@pytest.mark.usefixtures("magnified")
@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_magnified_screen_nothing_is_out_of_reach(new_desk: NewDesk, language: str) -> None:
    desk = new_desk(language=language)
    for page in Page:
        desk.dialog.open(page)
        QApplication.processEvents()
        assert desk.dialog.width() <= desk.dialog.screen().availableSize().width()
        assert [each.horizontalScrollBar().maximum() for each in desk.each(SettingsPage)] == [0], page


@pytest.mark.parametrize("language", LANGUAGES)
def test_however_narrow_the_window_is_made_nobody_has_to_scroll_sideways(
    new_desk: NewDesk, language: str
) -> None:
    desk = new_desk(language=language)
    for page in Page:
        desk.dialog.open(page)
        desk.dialog.resize(1, 450)  # as narrow as its buttons let it be
        QApplication.processEvents()
        assert [each.horizontalScrollBar().maximum() for each in desk.each(SettingsPage)] == [0], page


def test_everything_is_reached_by_tab_and_has_a_name(new_desk: NewDesk) -> None:
    desk = new_desk()
    for page in Page:
        desk.dialog.open(page)
        seen: list[QWidget] = []
        while (focused := desk.dialog.focusWidget()) not in seen:
            assert focused is not None
            seen.append(focused)
            QTest.keyClick(focused, Qt.Key.Key_Tab)
        kinds = (QCheckBox, QComboBox, QLineEdit, QPushButton, QSlider)
        (shown,) = desk.each(SettingsPage)
        at = next(index for index, each in enumerate(seen) if isinstance(each, QListWidget))
        is_of_page = [shown.isAncestorOf(each) for each in seen[at + 1 :] + seen[:at]]
        assert is_of_page == sorted(is_of_page, reverse=True)  # from the list into the page, then below it
        wanted = [each for each in desk.each(QWidget) if isinstance(each, kinds) and each.isEnabled()]
        assert [each for each in wanted if each not in seen] == []
        assert all(each.accessibleName() or each.property("text") for each in seen)


def test_what_comes_of_what_one_does_is_said_to_who_does_not_see_it(
    new_desk: NewDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr("trayapp.ui.settings_dialog.field.announce", lambda _, text: heard.append(text))
    desk = new_desk()
    desk.errands.arguments = ("--config", str(desk.path), "--data-dir", str(desk.folder), "--lang", "en")

    desk.type("Time between checks", "5")
    desk.box("Watch videos").click()
    desk.type("Program for messages", "false")
    desk.click("Send a test")
    failed = "The program in messages.command failed, or took more than half a minute."
    qtbot.waitUntil(lambda: heard[-1:] == [failed], timeout=PATIENCE_MS)

    assert heard[:2] == ["⚠ A whole number from 30 to 3600 is needed.", "Saved: Watch videos."]


def test_a_language_that_is_chosen_is_spoken_at_once(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.dialog.saved.connect(lambda: desk.dialog.set_words(Words(desk.file.loaded.settings.language)))
    language = desk.editor("Language", QComboBox)
    language.setFocus()

    QTest.keyClick(language, Qt.Key.Key_Down)

    assert desk.file.loaded.settings.language == "de"
    assert desk.editor("Sprache", QComboBox).hasFocus()


# Beside the settings


def test_start_at_login_is_the_desktop_s_own(new_desk: NewDesk, qtbot: QtBot) -> None:
    desk = new_desk()
    box = next(each for each in desk.each(QCheckBox) if each.text() == "Start at login")
    assert box.isChecked()

    desk.actions.show_start_at_login(is_on=False)
    assert not box.isChecked()

    with qtbot.waitSignal(desk.actions.start_at_login.triggered):
        box.click()


def test_a_notice_is_shown_on_request(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.box("Popups")

    desk.click("Show one now")

    assert desk.samples == 1


FINE = SurfaceResult("web", Outcome.OK, phases=Phases(total=123.4))


@pytest.mark.parametrize(
    ("result", "says"),
    [
        (FINE, "X answers. No proxy is used for it."),
        (replace(FINE, via_proxy=True), "X answers through the proxy."),
        (SurfaceResult("web", Outcome.REFUSED, "proxy"), "The proxy wants a name and a password"),
        (
            SurfaceResult("web", Outcome.CONNECT_FAILED, "refused"),
            "X does not answer: no connection (refused).",
        ),
        (
            SurfaceResult("web", Outcome.REFUSED, None, 403, signed=True, via_proxy=True),
            "X is within reach, but does not answer as it should: access refused (HTTP 403).",
        ),
    ],
)
def test_what_came_through_the_proxy_is_a_sentence(result: SurfaceResult, says: str) -> None:
    assert says in Words("en").settings.proxy_trial(result)


@pytest.mark.parametrize(
    ("result", "says"),
    [
        (
            SurfaceResult("custom", Outcome.OK, phases=Phases(total=123.4)),
            "It answers as it should, after 123 ms.",
        ),
        (SurfaceResult("custom", Outcome.SOFT_FAILURE, None, 404), "It answers with HTTP 404, but not with"),
        (SurfaceResult("custom", Outcome.DNS_FAILED, "nxdomain"), "no address found (the name is unknown)"),
    ],
)
def test_what_came_of_the_user_s_own_address_is_a_sentence(result: SurfaceResult, says: str) -> None:
    assert says in Words("en").settings.address_trial(result)


def test_what_is_chosen_in_a_field_stays_so_while_checks_are_made(new_desk: NewDesk) -> None:
    desk = new_desk()
    line = desk.line("Mastodon's servers")
    line.setSelection(3, 4)

    desk.dialog.show_status(status(VerdictName.DOWN))

    assert (line.selectionStart(), line.selectionLength()) == (3, 4)


def test_each_source_says_what_it_said_and_what_it_is_sent(new_desk: NewDesk) -> None:
    desk = new_desk()
    now = utc_now()
    health = (
        SourceHealth("netblocks", Says.FINE, None, now - timedelta(minutes=3), now + timedelta(minutes=7)),
        SourceHealth("mastodon", Says.UNAVAILABLE, UnavailableReason.NO_ANSWER, now - timedelta(minutes=3)),
    )
    desk.box("Ask NetBlocks")

    desk.dialog.show_status(replace(status(VerdictName.UP), sources=health))

    again = Words("en").clock_time(now + timedelta(minutes=7))
    assert f"3 min ago: no trouble. Asked again after {again} at the earliest." in desk.says()
    assert "3 min ago: could not be asked (no answer in time)." in desk.says()
    assert "Sent: a list of countries, yours first, and x.com." in desk.says()
    desk.box(Words("en").settings.label("sources.enabled")).click()
    assert "3 min ago" not in desk.says()


# The history


def test_all_that_was_recorded_is_saved(new_desk: NewDesk, qtbot: QtBot) -> None:
    desk = new_desk()
    life = Life(desk.folder)
    life.record(judged(check(web="ok", posts="ok")))
    life.store.close()
    desk.errands.arguments = ("--data-dir", str(desk.folder), "--lang", "en")
    desk.line("How long checks are kept")
    assert "The history takes 0." in desk.says()

    desk.click("Save all…")
    asked = desk.dialog.findChild(QFileDialog)
    assert isinstance(asked, QFileDialog)
    asked.fileSelected.emit(str(desk.folder / "all.jsonl"))
    qtbot.waitUntil(lambda: "all.jsonl" in desk.says(), timeout=PATIENCE_MS)

    assert len((desk.folder / "all.jsonl").read_text().splitlines()) == 1
    asked.close()


@pytest.mark.parametrize("is_meant", [True, False])
def test_all_is_deleted_by_who_says_so_twice(
    new_desk: NewDesk, worker: WorkerThread, qtbot: QtBot, is_meant: bool
) -> None:
    desk = new_desk()
    desk.call = worker.call
    (desk.folder / "history.sqlite3").write_bytes(b"x" * 200_000)
    desk.line("How long checks are kept")
    assert "The history takes 0.2 MB." in desk.says()

    desk.click("Delete all…")
    question = desk.dialog.findChild(QMessageBox)
    assert isinstance(question, QMessageBox)
    assert "your notes and marks go for good" in question.informativeText()
    wanted = "Delete" if is_meant else "Cancel"
    next(each for each in question.buttons() if each.text() == wanted).click()

    if is_meant:
        qtbot.waitUntil(lambda: "There is no history yet." in desk.says(), timeout=PATIENCE_MS)
    else:
        assert (desk.folder / "history.sqlite3").exists()


def test_what_could_not_be_deleted_is_not_said_to_be(
    new_desk: NewDesk, worker: WorkerThread, qtbot: QtBot
) -> None:
    desk = new_desk()
    desk.call = worker.call
    desk.cannot_delete = TrayappError("history_undeletable", path="/h", why="in use")
    desk.line("How long checks are kept")

    desk.click("Delete all…")
    question = desk.dialog.findChild(QMessageBox)
    assert isinstance(question, QMessageBox)
    next(each for each in question.buttons() if each.text() == "Delete").click()

    failed = "The history /h cannot be deleted: in use."
    qtbot.waitUntil(lambda: failed in desk.says(), timeout=PATIENCE_MS)
    assert "Deleted" not in desk.says()


# What takes its time


def test_of_a_bug_in_what_is_awaited_one_hears(
    new_desk: NewDesk, worker: WorkerThread, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    desk = new_desk()
    desk.call = worker.call
    came: list[object] = []

    async def broken() -> None:
        raise RuntimeError("a bug")

    desk.errands.run(desk.dialog, broken, came.append)
    qtbot.waitUntil(lambda: len(came) == 1, timeout=PATIENCE_MS)

    assert [error.code for error in came if isinstance(error, TrayappError)] == ["checks_failed"]
    gc.collect()
    qtbot.waitUntil(lambda: "a bug" in caplog.text, timeout=PATIENCE_MS)


def test_nothing_is_handed_to_who_is_gone(new_desk: NewDesk, worker: WorkerThread, qtbot: QtBot) -> None:
    desk = new_desk()
    desk.call = worker.call
    came: list[object] = []
    gone, there = QObject(), QObject()

    async def answer() -> int:
        return 1

    desk.errands.run(gone, answer, came.append)
    delete(gone)
    desk.errands.run(there, answer, lambda _: came.append("later"))
    qtbot.waitUntil(lambda: bool(came), timeout=PATIENCE_MS)

    assert came == ["later"]


def test_an_answer_to_settings_of_before_is_dropped_and_one_can_ask_again(
    new_desk: NewDesk, worker: WorkerThread, qtbot: QtBot
) -> None:
    desk = new_desk()
    desk.call = worker.call
    desk.line("How long checks are kept")
    desk.click("Test")
    desk.edit("[checks]\ninterval_s = 90\n")
    assert "One moment" in desk.says()  # it goes on, and the button does not ask again meanwhile

    desk.may_answer.set()
    qtbot.waitUntil(lambda: "One moment" not in desk.says(), timeout=PATIENCE_MS)
    assert "X answers" not in desk.says()

    desk.click("Test")
    qtbot.waitUntil(lambda: "X answers" in desk.says(), timeout=PATIENCE_MS)
    desk.edit("")
    assert "X answers" not in desk.says()


# Accounts


@pytest.fixture
def worker() -> Iterator[WorkerThread]:
    thread = WorkerThread(asyncio.Event().wait)  # type: ignore[arg-type] # it never ends by itself
    thread.start()
    yield thread
    assert thread.stop(60)


class Account:
    """The dialog of one account."""

    def __init__(self, desk: Desk, source: str, worker: WorkerThread) -> None:
        desk.errands.arguments = ("--config", str(desk.path), "--data-dir", str(desk.folder), "--lang", "en")
        desk.call = worker.call
        desk.dialog.open(Page.TEAM if source in TEAM else Page.SOURCES)
        title = Words("en").sources.account_title(source)
        next(each for each in desk.each(QPushButton) if each.accessibleName() == title).click()
        found = desk.dialog.findChild(AccountDialog)
        assert isinstance(found, AccountDialog)
        self.dialog = found

    def says(self) -> str:
        return "\n".join(label.text() for label in self.dialog.findChildren(QLabel) if label.isVisible())

    def click(self, text: str) -> None:
        next(each for each in self.dialog.findChildren(QPushButton) if each.text() == text).click()

    def type(self, *values: str) -> None:
        for line, value in zip(self.dialog.findChildren(QLineEdit), values, strict=True):
            line.setText(value)


def test_an_account_goes_to_the_key_store_and_its_source_is_asked(
    new_desk: NewDesk, store_bus: FakeBus, worker: WorkerThread, qtbot: QtBot
) -> None:
    desk = new_desk()
    service = FakeSecretService(store_bus)
    account = Account(desk, "threads", worker)
    assert "threads_keyword_search" in account.says()
    qtbot.waitUntil(lambda: "key store (SecretService)" in account.says(), timeout=PATIENCE_MS)
    line = account.dialog.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    assert line.echoMode() is QLineEdit.EchoMode.Password

    account.type("t0ken")
    account.click("Save")
    qtbot.waitUntil(lambda: "The account is in the key store" in account.says(), timeout=PATIENCE_MS)

    assert [secret for _, secret in service.kept.values()] == [b'{"token": "t0ken"}']
    assert desk.file.loaded.settings.threads
    assert "t0ken" not in desk.text
    assert line.text() == ""

    account.click("Remove")
    qtbot.waitUntil(lambda: "was removed" in account.says(), timeout=PATIENCE_MS)
    assert service.kept == {}
    service.die()


def test_a_team_s_address_goes_to_the_key_store_and_is_told(
    new_desk: NewDesk, store_bus: FakeBus, worker: WorkerThread, qtbot: QtBot
) -> None:
    desk = new_desk('[messages]\nteam2 = "down"\n')
    service = FakeSecretService(store_bus)
    for name, expected in (("team1", "degraded"), ("team2", "down")):
        account = Account(desk, name, worker)
        account.type(f"slack://{name}/b/c")
        account.click("Save")
        text = "The address is in the key store, and is told from now on."
        qtbot.waitUntil(lambda: text in account.says(), timeout=PATIENCE_MS)  # noqa: B023 - at once
        assert getattr(desk.file.loaded.settings, name) == expected
        delete(account.dialog)

    assert [secret for _, secret in service.kept.values()] == [
        b'{"address": "slack://team1/b/c"}',
        b'{"address": "slack://team2/b/c"}',
    ]
    assert "slack" not in desk.text
    service.die()


def test_a_test_is_sent_to_a_program(new_desk: NewDesk, qtbot: QtBot) -> None:
    desk = new_desk()
    desk.errands.arguments = ("--config", str(desk.path), "--data-dir", str(desk.folder), "--lang", "en")
    desk.line("Program for messages")
    button = next(each for each in desk.each(QPushButton) if each.text() == "Send a test")
    assert not button.isEnabled()

    desk.type("Program for messages", f"sh -c 'cat > \"$0\"' '{desk.folder}/read it'")
    desk.click("Send a test")
    qtbot.waitUntil(lambda: "A test was sent. Has it arrived?" in desk.says(), timeout=PATIENCE_MS)

    assert '"event": "test"' in (desk.folder / "read it").read_text(encoding="utf-8")


def test_a_store_that_its_user_does_not_unlock_is_one_sentence(
    new_desk: NewDesk, store_bus: FakeBus, worker: WorkerThread, qtbot: QtBot
) -> None:
    desk = new_desk()
    service = FakeSecretService(store_bus, is_locked=True)
    account = Account(desk, "threads", worker)

    account.type("t0ken")
    account.click("Save")
    qtbot.waitUntil(lambda: "The key store is locked." in account.says(), timeout=PATIENCE_MS)

    assert not desk.file.loaded.settings.threads
    assert account.dialog.findChildren(QLineEdit)[0].text() == "t0ken"  # to try again
    service.die()


@pytest.mark.parametrize("member", ["OpenSession", "CreateItem"])
def test_a_store_that_goes_while_it_is_used_is_one_sentence_and_loses_nothing(
    new_desk: NewDesk, store_bus: FakeBus, worker: WorkerThread, qtbot: QtBot, member: str
) -> None:
    desk = new_desk()
    service = FakeSecretService(store_bus, dies_at=member)
    account = Account(desk, "threads", worker)
    account.type("t0ken")
    before = account.says()

    account.click("Save")
    qtbot.waitUntil(lambda: "key store" in _news(account.says(), before), timeout=PATIENCE_MS)
    service.die()

    assert _news(account.says(), before).startswith("The key store was here and has ended. ")
    assert "\n" not in _news(account.says(), before)
    assert "What you enter is kept in" not in account.says()
    assert not desk.file.loaded.settings.threads
    assert account.dialog.findChildren(QLineEdit)[0].text() == "t0ken"
    service = FakeSecretService(store_bus)  # it starts anew
    account.click("Save")
    qtbot.waitUntil(lambda: "The account is in the key store" in account.says(), timeout=PATIENCE_MS)
    assert [secret for _, secret in service.kept.values()] == [b'{"token": "t0ken"}']
    service.die()


def _news(says: str, before: str) -> str:
    """What a button's answer was, once it has come."""
    new = [line for line in says.splitlines() if line not in before.splitlines()]
    return "\n".join(
        line for line in new if "One moment" not in line and "What you enter is kept in" not in line
    )


def test_without_a_store_that_is_said_before_anything_is_typed(
    new_desk: NewDesk, store_bus: FakeBus, worker: WorkerThread, qtbot: QtBot
) -> None:
    account = Account(new_desk(), "bluesky", worker)

    qtbot.waitUntil(lambda: "This system has no key store" in account.says(), timeout=PATIENCE_MS)
    for label in account.dialog.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
