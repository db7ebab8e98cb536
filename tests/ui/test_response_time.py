"""How long X takes to answer, as the second view of the ribbon and as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from tests.domain.made import NOW, check
from tests.history.made import Life
from tests.ui.lived import MINUTE, PATIENCE_MS, found, press, window
from trayapp.clock import local
from trayapp.domain.records import JudgedCheck, Phases
from trayapp.domain.verdict import decide
from trayapp.history.summary import Summary
from trayapp.i18n import LANGUAGES, Words
from trayapp.ui.window.list_page import ListPage
from trayapp.ui.window.ribbon import Ribbon
from trayapp.ui.window.ribbon_views import RibbonViews
from trayapp.ui.window.routes import HistoryQuery, ResponsePage, Timed, cell_edges
from trayapp.ui.window.row_view import RowView
from trayapp.ui.window.window import HistoryWindow


def timed(life: Life, total_ms: float, *, is_full: bool = False) -> JudgedCheck:
    phases = Phases(total_ms / 10, total_ms / 5, total_ms / 5, total_ms / 2, total_ms)
    seen = check(web="ok", posts="ok")
    if is_full:
        seen = check(web="ok", posts="ok", images="ok", links="ok")
    surfaces = tuple(replace(each, phases=phases) for each in seen.surfaces)
    made = replace(seen, at=life.at, surfaces=surfaces)
    return JudgedCheck(made, (), decide(made, ()))


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """Two hours at 150 ms, every tenth check full at 900; an outage; three hours asleep; then 400 ms."""
    lived = Life(tmp_path, begin=NOW.replace(hour=6, minute=0, second=0, microsecond=0))
    for number in range(120):
        lived.record(timed(lived, 900, is_full=True) if number % 10 == 0 else timed(lived, 150))
        lived.at += MINUTE
    lived.live("ddd" + "uuu")
    lived.at += timedelta(hours=3)
    for _ in range(30):
        lived.record(timed(lived, 400))
        lived.at += MINUTE
    yield lived
    lived.store.close()


def shown(qtbot: QtBot, life: Life, language: str = "en") -> tuple[HistoryWindow, Ribbon]:
    made = window(qtbot, life, language)
    switch = found(made, RibbonViews).findChildren(QToolButton)[1]
    switch.click()
    ribbon = found(made, Ribbon)
    qtbot.waitUntil(lambda: bool(ribbon.shown.cells), timeout=PATIENCE_MS)
    return made, ribbon


def pointed(made: HistoryWindow) -> list[str]:
    return [
        label.text() for label in made.findChildren(QLabel) if label.isVisible() and " ms" in label.text()
    ]


def test_the_keys_move_through_it_and_the_words_stand_below(qtbot: QtBot, life: Life) -> None:
    made, ribbon = shown(qtbot, life)
    ribbon.setFocus()
    press(ribbon, "Home")
    assert pointed(made) == [ribbon.accessibleDescription()] or not pointed(made)
    press(ribbon, "End")
    (text,) = pointed(made)
    assert ": 40" in text or ": 39" in text
    assert "usually 15" in text or "usually 14" in text
    assert ribbon.accessibleDescription() == text
    press(ribbon, "Left", "Left")
    assert ribbon.accessibleDescription().endswith(": nothing was timed")


def test_while_times_are_read_the_page_says_so(qtbot: QtBot, life: Life) -> None:
    made = window(qtbot, life)
    found(made, RibbonViews).findChildren(QToolButton)[1].click()

    assert "Reading the history …" in [each.text() for each in made.findChildren(QLabel) if each.isVisible()]
    qtbot.waitUntil(lambda: bool(found(made, Ribbon).shown.cells), timeout=PATIENCE_MS)


def test_with_control_the_keys_go_to_trouble(qtbot: QtBot, life: Life) -> None:
    _made, ribbon = shown(qtbot, life)
    ribbon.setFocus()
    press(ribbon, "End", "Ctrl+Left")
    begin = life.tracker.state.closed[0].begin
    quarter = local(begin - timedelta(minutes=begin.minute % 15))
    assert f", {quarter:%H:%M}: " in ribbon.accessibleDescription()


@pytest.mark.parametrize("is_full", [True, False])
def test_quick_and_full_checks_are_never_one_line(life: Life, is_full: bool) -> None:
    with Summary(life.folder) as summary:
        answer = HistoryQuery(ResponsePage("web", is_full), 1, life.at).answer(summary)
    assert isinstance(answer, Timed)
    medians = {round(cell.times.median_ms, -2) for cell in answer.cells if cell.times is not None}
    assert medians == ({900} if is_full else {100, 200, 400} & medians)
    assert (900 in medians) == is_full


def test_another_part_can_be_looked_at(qtbot: QtBot, life: Life) -> None:
    made, ribbon = shown(qtbot, life)
    parts = found(made, QComboBox)
    entries = [parts.itemText(number) for number in range(parts.count())]
    assert {"Website, quick checks", "Website, full checks", "Pictures, full checks"} <= set(entries)
    parts.activated.emit(entries.index("Pictures, full checks"))
    qtbot.waitUntil(lambda: ribbon.accessibleName() == "Response time: pictures, full checks")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_says_the_same(qtbot: QtBot, life: Life, language: str) -> None:
    made, ribbon = shown(qtbot, life, language)
    ribbon.setFocus()
    press(ribbon, "Return")
    assert made.route == ResponsePage()
    page = found(made, ListPage)
    view = found(page, RowView)
    qtbot.waitUntil(lambda: view.model().rowCount() > 2, timeout=PATIENCE_MS)
    assert any(Words(language).window.bars() in each.text() for each in page.findChildren(QLabel))
    first = view.row_at(view.model().index(0, 0))
    assert first.phases is not None  # of the day, once
    assert " ms" in first.texts[1]
    assert [view.row_at(view.model().index(n, 0)).phases for n in range(1, view.model().rowCount())].count(
        None
    ) > 0


def test_a_gap_stays_a_gap_and_an_outage_is_red_ground(qtbot: QtBot, life: Life) -> None:
    made, ribbon = shown(qtbot, life)
    found(made, RibbonViews).window().resize(1200, 600)
    image = ribbon.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    height = round(ribbon.height() * 0.8)

    def has_ink(x: int) -> bool:
        ground = image.pixelColor(1, 4)
        return any(_differs(image.pixelColor(x, y), ground) for y in range(4, height))

    texts = {x: _text_at(ribbon, x) for x in range(0, image.width(), 3)}
    gaps = [x for x, text in texts.items() if text.endswith("nothing was timed")]
    assert any(not has_ink(x) for x in gaps)
    red = [
        x for x in range(image.width()) if image.pixelColor(x, 5).red() > image.pixelColor(x, 5).blue() + 15
    ]
    assert red


def _text_at(ribbon: Ribbon, x: int) -> str:
    told: list[str] = []
    ribbon.pointed.connect(told.append)
    QTest.mouseMove(ribbon, QPoint(x, 10))
    ribbon.pointed.disconnect(told.append)
    return told[-1] if told else ""


def _differs(one: QColor, other: QColor) -> bool:
    return abs(one.lightness() - other.lightness()) > 40


@pytest.mark.parametrize(
    ("days", "count", "step"),
    [(1, 97, timedelta(minutes=15)), (7, 169, timedelta(hours=1)), (30, 121, timedelta(hours=6))],
)
def test_cells_are_as_long_as_the_span_wants(days: int, count: int, step: timedelta) -> None:
    now = datetime(2026, 3, 29, 12, 7, tzinfo=UTC)
    edges = cell_edges(now, days)
    assert len(edges) == count + 1
    assert edges[0] <= now - timedelta(days=days)
    assert edges[-2] <= now < edges[-1]
    assert {after - before for before, after in pairwise(edges)} == {step}


@pytest.mark.parametrize("days", [90, 365])
def test_long_spans_have_a_cell_a_day_whatever_the_clocks_do(
    days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    edges = cell_edges(datetime(2026, 4, 20, 12, 7, tzinfo=UTC), days)
    lengths = {round((after - before).total_seconds() / 3600) for before, after in pairwise(edges)}
    assert lengths == ({23, 24} if days == 90 else {23, 24, 25})
    monkeypatch.undo()
    time.tzset()
