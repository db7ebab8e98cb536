"""What a browser showed, in the window: asked for, seen and saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QDesktopServices, QImage
from PySide6.QtWidgets import QFileDialog, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.lived import MINUTE, OUTAGE, Day, found, status_of, window
from tests.ui.made import actions
from trayapp.history.page_folder import PageFolder
from trayapp.ui.window.page_pictures import PagePictures
from trayapp.ui.window.pass_on import SaveButton, png
from trayapp.ui.window.routes import CheckPage, HistoryReader, IncidentPage, Route
from trayapp.ui.window.window import HistoryWindow
from trayapp.watch.commands import Command, SeePage


def picture() -> bytes:
    image = QImage(800, 900, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    return png(image)


def opened(qtbot: QtBot, day: Day, route: Route, sent: list[Command] | None = None) -> HistoryWindow:
    does = actions(status_of(day), "en")
    does.commanded.connect((sent if sent is not None else []).append)
    made = window(qtbot, day, "en", does=does)
    with qtbot.waitSignal(found(made, HistoryReader).answered):
        made.go(route)
    return made


@pytest.mark.parametrize("route", [CheckPage(OUTAGE + MINUTE), IncidentPage(OUTAGE)], ids=["why", "incident"])
def test_a_picture_of_its_time_is_shown_opened_and_saved(
    qtbot: QtBot, day: Day, route: Route, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pictures = PageFolder(day.folder)
    pictures.add(OUTAGE + 0.5 * MINUTE, picture(), OUTAGE)
    pictures.add(OUTAGE - 60 * MINUTE, picture(), None)  # of another time
    made = opened(qtbot, day, route)
    shown = found(made, PagePictures)
    opens: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opens.append)

    small = found(shown, QToolButton)
    small.click()

    assert shown.isVisible()
    assert small.accessibleName().startswith("What a browser showed, ")
    [(_, kept)] = pictures.between(OUTAGE, OUTAGE + MINUTE)
    assert opens == [QUrl.fromLocalFile(str(kept))]
    save = found(shown, SaveButton)
    assert save.text() == "Save…"
    save.click()
    dialog = found(save, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "mine.png"))
    qtbot.waitUntil(lambda: save.text() == "Saved")
    assert (tmp_path / "mine.png").read_bytes() == kept.read_bytes()


@pytest.mark.parametrize("route", [CheckPage(OUTAGE), IncidentPage(OUTAGE)], ids=["why", "incident"])
def test_without_pictures_there_is_no_room_for_them(qtbot: QtBot, day: Day, route: Route) -> None:
    made = opened(qtbot, day, route)

    assert not found(made, PagePictures).isVisible()


@pytest.mark.parametrize("kind", [CheckPage, IncidentPage], ids=["why", "incident"])
def test_where_there_is_nothing_no_picture_of_another_stays(
    qtbot: QtBot, day: Day, kind: type[CheckPage | IncidentPage]
) -> None:
    PageFolder(day.folder).add(OUTAGE, picture(), OUTAGE)
    made = opened(qtbot, day, kind(OUTAGE))
    assert found(made, PagePictures).isVisible()

    with qtbot.waitSignal(found(made, HistoryReader).answered):
        made.go(kind(OUTAGE - 5000 * MINUTE))

    assert not found(made, PagePictures).isVisible()


def test_why_asks_a_browser(qtbot: QtBot, day: Day) -> None:
    sent: list[Command] = []
    made = opened(qtbot, day, CheckPage(), sent)

    (button,) = (
        b for b in made.findChildren(QPushButton) if b.text() == "See what a browser shows" and b.isVisible()
    )
    button.click()

    assert sent == [SeePage()]
