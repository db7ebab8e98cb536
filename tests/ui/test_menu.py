"""The icon's menu, without a tray. What a tray makes of it: see test_app."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.domain.made import NOW
from tests.ui.made import actions, first_status, status, tray_menu
from trayapp.domain.alerts import Modes
from trayapp.domain.codes import VerdictName
from trayapp.domain.remedies import Remedy
from trayapp.i18n import LANGUAGES, Words
from trayapp.ui.status.actions import tomorrow
from trayapp.ui.status.board import Status, first_line
from trayapp.ui.status.qt_text import wrapped
from trayapp.ui.tray.tray import TrayMenu
from trayapp.watch.commands import FOREVER, CheckNow, Command, Mute, Pause, SeeError, TellWhenBack


def visible(menu: QMenu) -> list[QAction]:
    return [action for action in menu.actions() if action.isVisible() and not action.isSeparator()]


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in visible(menu)]


def action(made: TrayMenu, *path: str) -> QAction:
    """The visible entry of that text, in the submenus before it."""
    menu: QMenu | None = made
    for title in path[:-1]:
        assert menu is not None
        menu = next(entry for entry in visible(menu) if entry.text() == title).menu()  # type: ignore[assignment]
    assert menu is not None
    return next(entry for entry in visible(menu) if entry.text() == path[-1])


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("verdict", VerdictName)
def test_it_begins_with_what_is_the_matter(qtbot: QtBot, verdict: VerdictName, language: str) -> None:
    shown = status(verdict, language)
    made = tray_menu(shown, language)
    entries = visible(made)

    lines = [first_line(shown, Words(language)), *wrapped(shown.sentence)]
    assert [entry.text() for entry in entries[: len(lines)]] == lines
    assert all(entry.isEnabled() for entry in entries)


def test_what_is_the_matter_opens_the_window(qtbot: QtBot) -> None:
    does = actions(status(VerdictName.DOWN))
    made = tray_menu(status(VerdictName.DOWN), does=does)

    for entry in visible(made)[:2]:
        with qtbot.waitSignal(does.open_window.triggered):
            entry.trigger()


PAGES = ["Open trayapp", "Open X", "Open Allestörungen", "Open NetBlocks", "Open X's status page"]


def below(made: TrayMenu, shown: Status) -> list[str]:
    """The entries below what is the matter."""
    return texts(made)[1 + len(wrapped(shown.sentence)) :]


def test_in_good_times_it_offers_this(qtbot: QtBot) -> None:
    shown = status(VerdictName.UP)

    expected = ["Check now", "I see an error", "Pause", "Mute", *PAGES, "Settings…", "Help and About", "Quit"]
    assert below(tray_menu(shown), shown) == expected


def test_in_trouble_it_offers_to_tell_when_it_is_over_and_names_no_page_twice(qtbot: QtBot) -> None:
    shown = status(VerdictName.DOWN)

    expected = ["Check now", "I see an error", "Pause", "Tell me when it is back", "Mute", *PAGES]
    assert below(tray_menu(shown), shown) == [*expected, "Settings…", "Help and About", "Quit"]


@pytest.mark.parametrize(("is_on_bus", "label"), [(False, "Not working: a_b."), (True, "Not working: a__b.")])
def test_names_from_outside_keep_their_underscores(qtbot: QtBot, is_on_bus: bool, label: str) -> None:
    shown = replace(status(VerdictName.UP), sentence="Not working: a_b.")

    action(tray_menu(shown, is_on_bus=is_on_bus), label)


def test_a_new_status_changes_the_entries_in_place(qtbot: QtBot) -> None:
    does = actions(status(VerdictName.UP))
    made = tray_menu(status(VerdictName.UP), does=does)
    kept = visible(made)[-1]

    for shown in (status(VerdictName.DOWN), first_status(), status(VerdictName.UP)):
        does.show_status(shown)
        made.show_status(shown)

    assert texts(made) == texts(tray_menu(status(VerdictName.UP)))
    assert visible(made)[-1] is kept


def test_another_language_changes_the_entries_in_place(qtbot: QtBot) -> None:
    english, german = (asked_for(Modes(muted_until=NOW), VerdictName.DOWN, code) for code in ("en", "de"))
    does = actions(english)
    made = tray_menu(english, does=does)
    entries = made.actions()

    made.show_status(german)
    for speaker in (does, made):
        speaker.set_words(Words("de"))

    fresh = tray_menu(german, "de")
    assert [_whole(entry) for entry in visible(made)] == [_whole(entry) for entry in visible(fresh)]
    assert [entry for entry in made.actions() if entry in entries] == entries


def asked_for(modes: Modes, verdict: VerdictName = VerdictName.UP, language: str = "en") -> Status:
    return replace(status(verdict, language), modes=modes)


def _whole(entry: QAction) -> tuple[str, list[str]]:
    submenu: Any = entry.menu()
    return entry.text(), texts(submenu) if submenu is not None else []


def test_while_a_check_runs_none_can_be_asked_for(qtbot: QtBot) -> None:
    made = tray_menu(replace(status(VerdictName.UP), is_checking=True))

    assert not action(made, "Checking …").isEnabled()
    assert action(tray_menu(status(VerdictName.UP)), "Check now").isEnabled()


@pytest.mark.parametrize(
    ("path", "command"),
    [
        (("Check now",), CheckNow()),
        (("I see an error",), SeeError(NOW)),
        (("Pause", "For 1 hour"), Pause(NOW + timedelta(hours=1))),
        (("Pause", "For 4 hours"), Pause(NOW + timedelta(hours=4))),
        (("Pause", "Until tomorrow, 06:00"), Pause(tomorrow(NOW))),
        (("Mute", "For 1 hour"), Mute(NOW + timedelta(hours=1))),
        (("Mute", "Until I unmute"), Mute(FOREVER)),
        (("Tell me when it is back",), TellWhenBack(True)),
    ],
    ids=lambda value: " ".join(value) if type(value) is tuple else "",
)
def test_entries_ask_the_watching_for_something(
    qtbot: QtBot, path: tuple[str, ...], command: Command
) -> None:
    does = actions(status(VerdictName.DOWN))

    with qtbot.waitSignal(does.commanded) as told:
        action(tray_menu(status(VerdictName.DOWN), does=does), *path).trigger()

    assert repr(told.args) == repr([command])


@pytest.mark.parametrize(
    ("path", "url"),
    [
        (("Open X",), "https://x.com/"),
        (("Open Allestörungen",), "https://xn--allestrungen-9ib.de/stoerung/twitter/"),
        (("Open NetBlocks",), "https://netblocks.org/"),
        (("Open X's status page",), "https://developer.x.com/status"),
    ],
    ids=lambda value: value[-1],
)
def test_entries_lead_to_pages(qtbot: QtBot, path: tuple[str, ...], url: str) -> None:
    does = actions(status(VerdictName.DOWN))

    with qtbot.waitSignal(does.page_requested) as told:
        action(tray_menu(status(VerdictName.DOWN), does=does), *path).trigger()

    assert told.args == [url]


def test_an_entry_takes_the_step_that_helps(qtbot: QtBot) -> None:
    shown = replace(status(VerdictName.OFFLINE), remedy=Remedy.LOGIN_PAGE)
    does = actions(shown)
    made = tray_menu(shown, does=does)

    with qtbot.waitSignal(does.remedy_requested) as told:
        action(made, "Open the login page").trigger()

    assert told.args == [Remedy.LOGIN_PAGE]


def test_a_pause_can_only_be_ended(qtbot: QtBot) -> None:
    shown = asked_for(Modes(paused_until=NOW + timedelta(hours=1)))
    does = actions(shown)
    made = tray_menu(shown, does=does)

    assert "Pause" not in texts(made)
    with qtbot.waitSignal(does.commanded) as told:
        action(made, "Resume").trigger()
    assert repr(told.args) == repr([Pause(None)])

    usual = texts(tray_menu(asked_for(Modes())))
    assert "Pause" in usual
    assert "Resume" not in usual


@pytest.mark.parametrize("until", [NOW, FOREVER], ids=["for a time", "for good"])
def test_what_is_muted_can_be_unmuted(qtbot: QtBot, until: datetime) -> None:
    shown = asked_for(Modes(muted_until=until))
    does = actions(shown)
    made = tray_menu(shown, does=does)

    assert "Mute" not in texts(made)
    entry = next(text for text in texts(made) if text.startswith("Unmute"))
    assert ("muted until" in entry) is (until == NOW)
    with qtbot.waitSignal(does.commanded) as told:
        action(made, entry).trigger()
    assert repr(told.args) == repr([Mute(None)])


def test_what_was_asked_for_is_checked_and_can_be_taken_back(qtbot: QtBot) -> None:
    assert "Tell me when it is back" not in texts(tray_menu(status(VerdictName.UP)))
    shown = asked_for(Modes(is_back_wanted=True))
    does = actions(shown)

    entry = action(tray_menu(shown, does=does), "Tell me when it is back")
    assert entry.isChecked()
    with qtbot.waitSignal(does.commanded) as told:
        entry.trigger()
    assert repr(told.args) == repr([TellWhenBack(False)])


def test_start_at_login_is_offered_once_it_is_known(qtbot: QtBot) -> None:
    does = actions(status(VerdictName.UP))
    made = tray_menu(status(VerdictName.UP), does=does)
    assert "Start at login" not in texts(made)

    does.show_start_at_login(is_on=True)

    entry = action(made, "Start at login")
    assert entry.isChecked()
    with qtbot.waitSignal(does.start_at_login.triggered):
        entry.trigger()
    assert not entry.isChecked()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_has_a_letter_that_a_tray_would_take_for_an_access_key(qtbot: QtBot, language: str) -> None:
    does = actions(asked_for(Modes(muted_until=NOW), VerdictName.DOWN, language), language)

    assert [each.text() for each in does.findChildren(QAction) if {"_", "&"} & set(each.text())] == []


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        ("Europe/Berlin", "2026-02-16T13:27:00+00:00", "2026-02-17T05:00:00+00:00"),
        ("Europe/Berlin", "2026-02-16T23:30:00+00:00", "2026-02-18T05:00:00+00:00"),  # half past midnight
        ("Europe/Berlin", "2026-03-28T12:00:00+00:00", "2026-03-29T04:00:00+00:00"),  # summer begins
    ],
)
def test_tomorrow_is_the_next_days_morning_where_the_user_is(
    monkeypatch: pytest.MonkeyPatch, zone: str, now: str, expected: str
) -> None:
    import time

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert tomorrow(datetime.fromisoformat(now)) == datetime.fromisoformat(expected)
    finally:
        monkeypatch.undo()
        time.tzset()
