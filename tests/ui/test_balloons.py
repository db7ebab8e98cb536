"""What no notification server took, beside the tray's icon."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from tests.domain.made import NOW
from tests.ui.lived import found
from tests.ui.made import status, tray_menu
from trayapp.domain.alerts import Notice, NoticeKind
from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.tracker import Incident
from trayapp.i18n import Words
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.tray.tray import Tray, TrayHost

OUTAGE = Incident(NOW, VerdictName.DOWN, Cause.SERVER_ERRORS, confirmed=True)
TROUBLE = Notice(NoticeKind.TROUBLE, NOW, OUTAGE.verdict, OUTAGE.cause, OUTAGE)
OFFLINE = Notice(NoticeKind.OFFLINE, NOW, VerdictName.OFFLINE, Cause.NO_NETWORK)


@pytest.fixture
def tray(qtbot: QtBot) -> Tray:
    shown = status(VerdictName.DOWN)
    return Tray(TrayHost(), StatusIcons(), tray_menu(shown), shown, Words("en"))


def test_a_message_says_what_the_popup_would_and_leaves_the_icon(
    tray: Tray, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[object, ...]] = []
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _, *told: shown.append(told))
    words = Words("de")

    tray.words = words
    tray.show_balloon(TROUBLE)

    [(title, text, icon, _)] = shown
    assert (title, text) == (words.notices.title(TROUBLE), words.notices.body(TROUBLE))
    assert icon.cacheKey() == found(tray, QSystemTrayIcon).icon().cacheKey()  # type: ignore[attr-defined] # a QIcon


@pytest.mark.parametrize(
    ("notices", "begin"), [([OFFLINE, TROUBLE], NOW), ([TROUBLE, OFFLINE], None)], ids=["trouble", "offline"]
)
def test_a_click_leads_to_what_was_shown_last(
    tray: Tray, qtbot: QtBot, notices: list[Notice], begin: datetime | None
) -> None:
    for notice in notices:
        tray.show_balloon(notice)

    with qtbot.waitSignal(tray.balloon_clicked) as clicked:
        found(tray, QSystemTrayIcon).messageClicked.emit()

    assert clicked.args == [begin]
