"""The icon and its tooltip, without a tray. What a tray makes of them: see test_app."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from tests.ui.lived import found
from tests.ui.made import status, tray_menu
from tests.ui.test_menu import texts
from trayapp.domain.codes import VerdictName
from trayapp.i18n import Words
from trayapp.ui.icons.icons import StatusIcons, draw
from trayapp.ui.status.board import Status, first_line
from trayapp.ui.tray.tray import Tray, TrayHost


def tray(shown: Status, language: str = "en") -> Tray:
    return Tray(TrayHost(), StatusIcons(), tray_menu(shown, language), shown, Words(language))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("verdict", VerdictName)
def test_the_tooltip_says_what_is_the_matter(qtbot: QtBot, verdict: VerdictName, language: str) -> None:
    shown = status(verdict, language)
    made = tray(shown, language)

    said = f"{first_line(shown, Words(language))} {shown.sentence} {shown.last_check}"
    assert found(made, QSystemTrayIcon).toolTip().replace("\n", " ") == said
    assert max(map(len, found(made, QSystemTrayIcon).toolTip().splitlines())) < 57


def test_a_new_status_is_shown_by_all(qtbot: QtBot) -> None:
    made = tray(status(VerdictName.UP))

    made.show_status(status(VerdictName.DOWN))

    assert found(made, QSystemTrayIcon).toolTip().startswith("X is down")
    assert texts(found(made, QSystemTrayIcon).contextMenu())[0].startswith("X is down")


def test_the_icon_is_set_only_when_it_changes(qtbot: QtBot) -> None:
    made = tray(status(VerdictName.UP))
    before = found(made, QSystemTrayIcon).icon().cacheKey()

    made.show_status(replace(status(VerdictName.UP), last_check="Last check: 12:00:00"))
    assert found(made, QSystemTrayIcon).icon().cacheKey() == before

    made.show_status(status(VerdictName.DOWN))
    assert found(made, QSystemTrayIcon).icon().pixmap(22).toImage() == draw(VerdictName.DOWN, 22)


def test_only_the_left_button_is_a_click(qtbot: QtBot) -> None:
    made = tray(status(VerdictName.UP))

    with qtbot.waitSignal(made.clicked):
        found(made, QSystemTrayIcon).activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    with qtbot.assertNotEmitted(made.clicked):
        found(made, QSystemTrayIcon).activated.emit(QSystemTrayIcon.ActivationReason.MiddleClick)
