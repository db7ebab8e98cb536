"""What the first page and the ribbon give to pass on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QToolButton
from pytestqt.qtbot import QtBot

from tests.domain.made import NOW
from tests.ui.lived import PATIENCE_MS, Day, a_day, found, now_of, window
from trayapp.domain.alerts import Modes
from trayapp.domain.update import Update
from trayapp.history.overview import Overview
from trayapp.i18n import LANGUAGES, Words
from trayapp.ui.status.board import StatusBoard
from trayapp.ui.window.page_context import LocalTime
from trayapp.ui.window.pass_on import CopyButton, SaveButton
from trayapp.ui.window.ribbon import Ribbon
from trayapp.ui.window.routes import Day as DayRoute


@pytest.fixture
def day(tmp_path: Path) -> Day:
    return a_day(tmp_path)


def test_how_x_is_now_is_copied_from_the_first_page(qtbot: QtBot, day: Day) -> None:
    day.live("ddddd")
    board = StatusBoard(Words("en"))
    board.record_check(Update(day.judged[-1], (), day.tracker.state.open))
    made = window(qtbot, day, status=board.status)
    button = next(each for each in made.findChildren(CopyButton) if each.isVisible())
    button.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("X is down: ")
    assert lines[1].startswith("Since 17 Feb, ")
    assert lines[-1].endswith("with trayapp, which is independent of X Corp.")
    assert button.text() == "Copied"


@pytest.mark.parametrize("is_paused", [True, False])
def test_an_outage_that_was_confirmed_is_passed_on_as_sure_while_nobody_watches(
    qtbot: QtBot, day: Day, is_paused: bool
) -> None:
    day.live("ddddd")
    board = StatusBoard(Words("en"))
    board.record_check(Update(day.judged[-1], (), day.tracker.state.open, is_old=not is_paused))
    if is_paused:
        board.record_modes(Modes(paused_until=day.at))
    made = window(qtbot, day, status=board.status)
    next(each for each in made.findChildren(CopyButton) if each.isVisible()).click()
    text = QGuiApplication.clipboard().text()
    assert "Since 17 Feb, " in text
    assert "Not sure" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("suffix", ["png", "csv", "json"])
@pytest.mark.parametrize("is_typed", [False, True])
def test_the_ribbon_is_saved_as_picture_and_table(
    qtbot: QtBot, day: Day, tmp_path: Path, is_typed: bool, suffix: str, language: str
) -> None:
    """As the list of formats has it, or as the suffix that is typed says, whatever the list has."""
    made = window(qtbot, day, language)
    button = found(made, SaveButton)
    save = Words(language).gettext("Save…")
    next(each for each in made.findChildren(QAction) if each.text() == save).trigger()
    dialog = found(made, QFileDialog)
    path = tmp_path / (f"ribbon.{suffix.upper()}" if is_typed else "ribbon")
    dialog.selectNameFilter(next(e for e in dialog.nameFilters() if (f"*.{suffix}" in e) is not is_typed))
    dialog.fileSelected.emit(str(path))
    dialog.reject()  # a test does not choose by hand: it stays open else
    qtbot.waitUntil(lambda: button.text() == Words(language).gettext("Saved"))
    written = path.read_bytes()
    if suffix == "png":
        image = QImage.fromData(written)
        assert image.width() == 1600
        assert image.pixelColor(2, 2) == QColor("white")
        reds = [image.pixelColor(x, image.height() // 2) for x in range(image.width())]
        assert any(each.red() > each.blue() + 80 for each in reds)
    else:
        assert written.count(b'"down"' if suffix == "json" else b",down,") == 1


@pytest.mark.parametrize("is_timed", [False, True])
@pytest.mark.parametrize("is_of_a_day", [False, True])
def test_the_picture_says_of_what_time_it_is_whatever_the_ribbon_shows(
    qtbot: QtBot, day: Day, monkeypatch: pytest.MonkeyPatch, is_of_a_day: bool, is_timed: bool
) -> None:
    titles: list[str] = []

    def draw(
        _overview: Overview, _words: Words, _local: LocalTime, title: str, *_: object, **__: object
    ) -> QImage:
        titles.append(title)
        return QImage()

    monkeypatch.setattr("trayapp.ui.window.first_page.ribbon_picture", draw)
    made = window(qtbot, day)
    if is_of_a_day:
        made.go(DayRoute(NOW, NOW + timedelta(hours=20)))
        qtbot.waitUntil(lambda: found(made, Ribbon).shown.begin == NOW, timeout=PATIENCE_MS)
    if is_timed:
        next(each for each in made.findChildren(QToolButton) if each.text() == "Response time").click()
    next(each for each in made.findChildren(QAction) if each.text() == "Save…").trigger()
    dialog = found(made, QFileDialog)
    (path,) = dialog.selectedFiles()
    dialog.reject()
    of_day = LocalTime(Words("en"), now_of(day)).day(NOW), f"x-{NOW:%Y-%m-%d}.png"
    wanted = of_day if is_of_a_day else ("The last 7 days", "x-7-days.png")
    assert (titles, Path(path).name) == ([wanted[0]], wanted[1])
