"""Whatever the screen is like: nothing is cut, nothing lies over anything, and all of it can be reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from tests.history.made import Life
from tests.ui.lived import OUTAGE, PATIENCE_MS, a_day, found, window
from tests.ui.made import NEWS, status
from tests.ui.test_header import CHECKS, EVIDENCE
from trayapp.domain.codes import Confidence, VerdictName
from trayapp.domain.records import JudgedCheck, Verdict
from trayapp.domain.tracker import SEVERITY, Incident
from trayapp.domain.update import Update
from trayapp.domain.uptime import Totals
from trayapp.domain.verdict import ROWS, decide
from trayapp.i18n import LANGUAGES, Words
from trayapp.ui.status.board import Status, StatusBoard
from trayapp.ui.window.first_page import FirstPage
from trayapp.ui.window.memory import WindowMemory
from trayapp.ui.window.routes import CheckPage, HistoryReader, IncidentPage, Incidents, Route, Table
from trayapp.ui.window.window import HistoryWindow

SIZES = {
    "1366x768 at 150 %": QSize(911, 512),
    "1280x800 at 200 %": QSize(640, 400),
    "1280x800 at 300 %": QSize(426, 266),
    "small": QSize(400, 450),
    "flat": QSize(1000, 170),
    "large": QSize(2560, 1440),
    "new": QSize(720, 520),
}


def settle(*, is_painted: bool = True) -> None:
    """Until all is laid out: a change of one layout asks the one around it for another."""
    for _ in range(4):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        if is_painted:
            QApplication.processEvents()


def texts(made: QWidget) -> Iterator[QWidget]:
    """All that says something, and is shown."""
    for widget in made.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, QLabel | QAbstractButton):
            yield widget


def place(widget: QWidget, whole: QWidget) -> QRect:
    return QRect(widget.mapTo(whole, widget.rect().topLeft()), widget.size())


def assert_nothing_is_cut(made: HistoryWindow) -> None:
    page = found(made, FirstPage)
    content = found(page, QScrollArea).widget()
    assert content is not None
    shown = [widget for widget in texts(content) if widget.size().width() > 0]
    at_foot = [widget for widget in texts(page) if not content.isAncestorOf(widget)]
    assert len(at_foot) > 3
    for widget in (*shown, *at_foot):
        whole = page if widget in at_foot else content
        assert whole.rect().contains(place(widget, whole)), widget
        if isinstance(widget, QLabel) and widget.wordWrap():
            assert widget.heightForWidth(widget.width()) <= widget.height(), widget.text()
        elif isinstance(widget, QAbstractButton):
            assert widget.sizeHint().width() <= widget.width() + 1, widget.text()
            assert widget.minimumSizeHint().height() <= widget.height() + 1, widget.text()
    for together, whole in ((shown, content), (at_foot, page)):
        for one, other in combinations(together, 2):
            both = place(one, whole).intersected(place(other, whole))
            assert both.isEmpty(), (one, other)


@pytest.fixture(params=[1.0, 1.5], ids=["96 dpi", "144 dpi"])
def letters(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[float]:
    before = QApplication.font()
    larger = QApplication.font()
    larger.setPointSizeF(before.pointSizeF() * request.param)
    QApplication.setFont(larger)
    yield request.param
    QApplication.setFont(before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_fits_everywhere(qtbot: QtBot, tmp_path: Path, language: str, letters: float) -> None:
    board = StatusBoard(Words(language))
    made = window(qtbot, a_day(tmp_path), language, status=status(VerdictName.DOWN, language))
    most = JudgedCheck(CHECKS["certificate"], (), decide(CHECKS["certificate"]))
    for size in SIZES.values():
        made.resize(size)
        for news in (NEWS[VerdictName.DOWN], Update(most)):
            board.record_check(news)
            made.show_status(board.status)
            settle()
            assert_nothing_is_cut(made)
            if letters == 1.0:
                assert found(made, QScrollArea).horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_however_narrow_and_new_it_is_nobody_has_to_scroll_sideways(
    qtbot: QtBot, tmp_path: Path, language: str
) -> None:
    life = Life(tmp_path)
    life.live("u")  # of the figures there is none: the longest they say
    made = window(qtbot, life, language)
    made.resize(SIZES["small"])
    area = found(made, QScrollArea)
    moved = set()
    for shown in moments(language):
        made.show_status(shown)
        settle(is_painted=False)
        if area.horizontalScrollBar().maximum():
            moved.add((shown.headline, shown.advice))

    assert moved == set()


def ribbon_top(made: HistoryWindow) -> int:
    page = found(made, FirstPage)
    return place(page.views, page).top()


@cache
def moments(language: str) -> tuple[Status, ...]:
    """Each cause with each confidence: new, days later, and after "I see an error"; what reads alike once."""
    texts = ("headline", "sentence", "explanation", "recurrence", "advice", "remedy", "is_settling", "noted")
    return tuple({tuple(getattr(each, name) for name in texts): each for each in _moments(language)}.values())


def _moments(language: str) -> Iterator[Status]:
    decided = [
        JudgedCheck(seen, said, decide(seen, said)) for seen in CHECKS.values() for said in EVIDENCE.values()
    ]
    made_up = [
        JudgedCheck(CHECKS["server errors"], (), Verdict(row.name, row.cause, sure))
        for row in ROWS
        for sure in (Confidence if row.name in SEVERITY else [None])
    ]
    for judged in (*decided, *made_up):
        at, verdict, board = judged.check.at, judged.verdict, StatusBoard(Words(language))
        for lasted in (timedelta(0), timedelta(days=3, hours=14, minutes=38)):
            incident, lately = None, Totals(600_000.0, 0, 0, 4)
            if verdict.name in SEVERITY and lasted:
                is_sure = verdict.confidence is not Confidence.LOW
                incident = Incident(at - lasted, verdict.name, verdict.cause, confirmed=is_sure)
            board.record_check(Update(judged, (), incident, 4, lately, next_at=at + timedelta(minutes=1)))
            yield board.status
        board.record_user_error(at)
        yield board.status


@pytest.mark.parametrize("size", ["1280x800 at 200 %", "new", "1366x768 at 150 %"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_said_the_ribbon_stays_where_it_is(
    qtbot: QtBot, tmp_path: Path, language: str, size: str
) -> None:
    made = window(qtbot, a_day(tmp_path), language, status=status(VerdictName.UP, language))
    made.resize(SIZES[size])
    settle()
    before = ribbon_top(made)
    moved = set()
    for shown in moments(language):
        made.show_status(shown)
        settle(is_painted=False)
        if ribbon_top(made) != before:
            moved.add((shown.sentence, shown.explanation, shown.advice))

    assert moved == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "place", [CheckPage(), IncidentPage(OUTAGE), Incidents(), Table()], ids=lambda route: type(route).__name__
)
def test_no_page_makes_the_window_larger_or_has_to_be_moved_sideways(
    qtbot: QtBot, tmp_path: Path, place: Route, language: str
) -> None:
    made = window(qtbot, a_day(tmp_path), language)
    for size in SIZES.values():
        made.resize(size)
        with qtbot.waitSignal(found(made, HistoryReader).answered, timeout=PATIENCE_MS):
            made.go(place)
        settle()
        (area,) = (each for each in made.findChildren(QScrollArea) if each.isVisible())
        assert made.size() == size
        assert area.horizontalScrollBar().maximum() == 0
        with qtbot.waitSignal(found(made, HistoryReader).answered, timeout=PATIENCE_MS):
            made.go_back()


@pytest.mark.parametrize("size", SIZES)
def test_whatever_there_is_to_remark_the_buttons_stay_in_sight(
    qtbot: QtBot, tmp_path: Path, size: str
) -> None:
    shown = status(VerdictName.DOWN, "de")
    made = window(qtbot, a_day(tmp_path), "de", status=shown)
    made.resize(SIZES[size])
    settle()
    buttons = (each for each in texts(made) if isinstance(each, QAbstractButton))
    check = next(each for each in buttons if "prüfen" in each.text())
    before = place(check, made)

    made.show_status(replace(shown, remark="Die Historie ließ sich nicht schreiben. " * 20))
    settle()

    assert place(check, made) == before
    assert made.rect().contains(before)


def test_lines_get_no_longer_than_one_can_read(qtbot: QtBot, tmp_path: Path) -> None:
    made = window(qtbot, a_day(tmp_path))
    made.resize(SIZES["large"])
    settle()

    content = found(found(made, FirstPage), QScrollArea).widget()
    assert content is not None
    assert 700 <= content.width() <= 70 * made.fontMetrics().height()
    middle = place(content, made).center().x()
    assert abs(middle - made.rect().center().x()) <= 1
    assert found(made, QStackedWidget).width() == made.width()


def test_size_and_span_are_remembered_and_fit_the_screen(qtbot: QtBot, tmp_path: Path) -> None:
    first = QWidget()
    qtbot.addWidget(first)
    first.resize(640, 480)
    WindowMemory(tmp_path).keep(first, 90)

    again, memory = QWidget(), WindowMemory(tmp_path)
    qtbot.addWidget(again)
    memory.place(again)
    assert again.size() == QSize(640, 480)
    assert memory.days((1, 7, 90), 7) == 90
    assert (tmp_path / "window.json").stat().st_mode & 0o777 == 0o600

    first.resize(9000, 9000)
    memory.keep(first, 7)
    WindowMemory(tmp_path).place(again)
    room = again.screen().availableGeometry()
    assert again.width() <= room.width()
    assert again.height() <= room.height()


@pytest.mark.parametrize("written", [b"", b"[]", b"\xff", b'{"days": "7", "geometry": 5, "told": 3}'])
def test_what_cannot_be_read_is_forgotten(qtbot: QtBot, tmp_path: Path, written: bytes) -> None:
    (tmp_path / "window.json").write_bytes(written)
    made, memory = QWidget(), WindowMemory(tmp_path)
    qtbot.addWidget(made)

    memory.place(made)

    assert memory.days((1, 7), 7) == 7
    assert made.width() > 300
    assert memory.is_first("hello")
    assert not memory.is_first("hello")
