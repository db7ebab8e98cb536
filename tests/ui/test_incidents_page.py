"""All incidents: looked through, summed up, saved, and read no further than one looks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from tests.history.made import Life
from tests.ui.lived import found, press, window
from trayapp.history.moments import to_ms
from trayapp.ui.window.list_page import IncidentsPage
from trayapp.ui.window.pass_on import SaveButton
from trayapp.ui.window.routes import HistoryReader, Home, Incidents
from trayapp.ui.window.row_view import RowView
from trayapp.ui.window.window import HistoryWindow


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    lived = Life(tmp_path)
    lived.live("uuuu" + "ddddd" + "u" * 20 + "ggggg" + "u" * 20 + "lllll" + "u" * 20)
    yield lived
    lived.store.close()


def opened(qtbot: QtBot, life: Life) -> tuple[HistoryWindow, IncidentsPage]:
    made = window(qtbot, life)
    with qtbot.waitSignal(found(made, HistoryReader).answered):
        made.go(Incidents())
    return made, found(made, IncidentsPage)


def listed(page: IncidentsPage) -> list[str]:
    model = found(page, RowView).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def sum_line(page: IncidentsPage) -> str:
    return page.findChildren(QLabel)[1].text()


def toggle(page: IncidentsPage, text: str) -> QCheckBox:
    return next(each for each in page.findChildren(QCheckBox) if each.text() == text)


def test_the_sum_follows_what_is_looked_for(qtbot: QtBot, life: Life) -> None:
    made, page = opened(qtbot, life)
    answered = found(made, HistoryReader).answered
    assert listed(page) == ["Out of reach", "Problems", "Down"]
    assert sum_line(page) == "3 incidents found · 1 outage, 5 min down in all"

    with qtbot.waitSignal(answered):
        toggle(page, "Unsure").click()
    assert listed(page) == ["Problems", "Down"]
    with qtbot.waitSignal(answered):
        toggle(page, "Down").click()
    assert listed(page) == ["Problems"]
    assert sum_line(page) == "1 incident found"

    with qtbot.waitSignal(answered):
        made.go_back()
    assert made.route == Home()


def test_whatever_span_is_looked_at_all_are_found(qtbot: QtBot, life: Life) -> None:
    life.at += timedelta(days=400)
    life.live("u" * 3)
    _made, page = opened(qtbot, life)

    assert listed(page) == ["Out of reach", "Problems", "Down"]
    assert sum_line(page) == "3 incidents found · 1 outage, 5 min down in all"


@pytest.mark.parametrize(
    ("text", "expected"), [("pict", ["Problems"]), ("SERVERS F", ["Down"]), ("nothing", [])]
)
def test_words_of_causes_and_parts_are_found(
    qtbot: QtBot, life: Life, text: str, expected: list[str]
) -> None:
    made, page = opened(qtbot, life)
    press(page, "Ctrl+F")
    with qtbot.waitSignal(found(made, HistoryReader).answered):
        found(page, QLineEdit).setText(text)
    assert listed(page) == expected


def test_a_note_stands_in_the_list_and_is_found(qtbot: QtBot, life: Life) -> None:
    outage = life.tracker.state.closed[0].begin
    life.store.annotate(outage, "the night of\nthe storm")
    life.store.count(outage, is_counted=False)
    made, page = opened(qtbot, life)
    with qtbot.waitSignal(found(made, HistoryReader).answered):
        found(page, QLineEdit).setText("storm")
    model = found(page, RowView).model()
    assert listed(page) == ["Down"]
    assert model.index(0, 4).data() == "not counted · the night of the storm"
    assert sum_line(page) == "1 incident found"


def test_more_are_read_when_one_comes_to_the_end(qtbot: QtBot, life: Life) -> None:
    begin_ms = to_ms(life.at) - 2_000_000
    more = [(begin_ms - 1000 * number, begin_ms - 1000 * number + 500) for number in range(205)]
    with sqlite3.connect(life.folder / "history.sqlite3") as file:  # to live through them takes its time
        file.executemany(
            "INSERT INTO incidents (begin_ms, end_ms, verdict, is_confirmed) VALUES (?, ?, 'blocked', 1)",
            more,
        )
    made, page = opened(qtbot, life)
    made.resize(720, 520)
    view = found(page, RowView)
    assert view.model().rowCount() == 200
    assert sum_line(page).startswith("208 incidents found")

    with qtbot.waitSignal(found(made, HistoryReader).answered):
        view.scrollToBottom()

    assert view.model().rowCount() == 208


@pytest.mark.parametrize(("suffix", "begins"), [("csv", "begin,"), ("json", "[")])
def test_what_was_found_is_saved(qtbot: QtBot, life: Life, tmp_path: Path, suffix: str, begins: str) -> None:
    _made, page = opened(qtbot, life)
    button = found(page, SaveButton)
    button.click()
    dialog = found(page, QFileDialog)
    dialog.selectNameFilter(next(each for each in dialog.nameFilters() if f"*.{suffix}" in each))
    dialog.fileSelected.emit(str(tmp_path / "all"))
    dialog.reject()  # a test does not choose by hand: it stays open else
    qtbot.waitUntil(lambda: button.text() == "Saved")
    written = (tmp_path / "all").read_text(encoding="utf-8")
    assert written.startswith(begins)
    assert written.count("down") == 2
