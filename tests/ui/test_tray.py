"""The icon's menu and tooltip, without a tray. What a tray makes of them: see test_app."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from tests.ui.made import first_status, status
from trayapp.domain.records import VerdictName
from trayapp.ui.icons import StatusIcons
from trayapp.ui.status import Part, Status
from trayapp.ui.tray import Tray
from trayapp.ui.tray_host import TrayHost
from trayapp.words import Words


class BusHost(TrayHost):
    """A tray on the bus, as far as it is asked."""

    def is_on_bus(self) -> bool:
        return True


def tray(shown: Status, language: str = "en", host: TrayHost | None = None) -> Tray:
    return Tray(host or TrayHost(), StatusIcons(), Words(language), shown)


def visible(menu: QMenu) -> list[QAction]:
    return [action for action in menu.actions() if action.isVisible() and not action.isSeparator()]


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in visible(menu)]


def action(made: Tray, text: str) -> QAction:
    return next(action for action in visible(made._menu) if action.text() == text)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("verdict", VerdictName)
def test_menu_and_tooltip_begin_with_what_is_the_matter(
    qtbot: QtBot, verdict: VerdictName, language: str
) -> None:
    words, shown = Words(language), status(verdict, language)
    made = tray(shown, language)

    entries = visible(made._menu)
    at = texts(made._menu).index(words.parts_of_x())
    assert " ".join(texts(made._menu)[:at]) == f"{shown.sentence} {shown.last_check}"
    assert not any(entry.isEnabled() for entry in entries[:at])
    assert made._item.toolTip().replace("\n", " ") == f"{shown.sentence} {shown.last_check}"
    assert max(map(len, made._item.toolTip().splitlines())) < 50


def test_below_stand_the_parts_and_what_can_be_done(qtbot: QtBot) -> None:
    made = tray(status(VerdictName.DEGRADED))

    assert texts(made._menu)[-4:] == ["Parts of X", "Check now", "Show details", "Quit"]
    assert texts(made._parts_menu) == [
        "website: fine",
        "posts: fine",
        "pictures: server error (from the server itself)",
    ]


def test_before_the_first_check_there_are_no_parts(qtbot: QtBot) -> None:
    made = tray(first_status())

    assert texts(made._menu) == [
        "Not known yet: the first check is running.",
        "Check now",
        "Show details",
        "Quit",
    ]


def test_a_new_status_changes_the_entries_in_place(qtbot: QtBot) -> None:
    made = tray(status(VerdictName.UP))
    kept = visible(made._menu)[-1]

    made.show_status(status(VerdictName.DOWN))
    made.show_status(first_status())
    made.show_status(status(VerdictName.UP))

    assert texts(made._menu) == texts(tray(status(VerdictName.UP))._menu)
    assert visible(made._menu)[-1] is kept


def test_the_icon_is_set_only_when_it_changes(qtbot: QtBot) -> None:
    made = tray(status(VerdictName.UP))
    before = made._item.icon().cacheKey()

    made.show_status(replace(status(VerdictName.UP), last_check="Last check: 12:00:00"))
    assert made._item.icon().cacheKey() == before

    made.show_status(status(VerdictName.DOWN))
    assert made._item.icon().cacheKey() == made._icons.icon(VerdictName.DOWN).cacheKey()


def test_while_a_check_runs_none_can_be_asked_for(qtbot: QtBot) -> None:
    made = tray(replace(status(VerdictName.UP), is_checking=True))

    assert not action(made, "Checking …").isEnabled()

    made.show_status(status(VerdictName.UP))
    assert action(made, "Check now").isEnabled()


def test_entries_and_clicks_tell_what_the_user_wants(qtbot: QtBot) -> None:
    made = tray(status(VerdictName.UP))

    with qtbot.waitSignal(made.check_requested):
        action(made, "Check now").trigger()
    with qtbot.waitSignal(made.details_requested):
        action(made, "Show details").trigger()
    with qtbot.waitSignal(made.quit_requested):
        action(made, "Quit").trigger()
    with qtbot.waitSignal(made.details_requested):
        made._item.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    with qtbot.assertNotEmitted(made.details_requested):
        made._item.activated.emit(QSystemTrayIcon.ActivationReason.MiddleClick)


@pytest.mark.parametrize(
    ("host", "label"), [(TrayHost, "redirects (my_wifi)"), (BusHost, "redirects (my__wifi)")]
)
def test_names_from_outside_keep_their_underscores(qtbot: QtBot, host: type[TrayHost], label: str) -> None:
    shown = replace(status(VerdictName.UP), parts=(Part("website", "redirects (my_wifi)", ""),))

    assert texts(tray(shown, host=host())._parts_menu) == [f"website: {label}"]


def test_a_part_that_was_asked_earlier_says_when(qtbot: QtBot) -> None:
    shown = replace(status(VerdictName.UP), parts=(Part("pictures", "fine", "14:01:07"),))

    assert texts(tray(shown)._parts_menu) == ["pictures: fine · 14:01:07"]
