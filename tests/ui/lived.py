"""Histories for the window: some days of a life, and the window that looks at them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.domain.made import FINE, NOW, check, evidence_of
from tests.fakes import PATIENCE_S
from tests.history.made import Life
from tests.ui.made import actions
from trayapp.domain.alerts import Notice, NoticeKind
from trayapp.domain.records import Check, JudgedCheck, Phases
from trayapp.domain.reports import Report, Vantage
from trayapp.domain.tracker import Change, IncidentChange
from trayapp.domain.update import Update
from trayapp.domain.verdict import decide
from trayapp.history.extras import CheckExtras
from trayapp.i18n import Words
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.status.actions import Actions
from trayapp.ui.status.board import Status, StatusBoard
from trayapp.ui.window.page_context import PageContext
from trayapp.ui.window.routes import HistoryReader
from trayapp.ui.window.window import HistoryWindow

Q = TypeVar("Q", bound=QObject)

PATIENCE_MS = round(1000 * PATIENCE_S)

MINUTE = timedelta(minutes=1)
OUTAGE = NOW + 60 * MINUTE
"""When the outage of `a_day` began."""

HOSTILE = "<b>X</b> & \x1b[31m is down"


class Day(Life):
    """A life whose outages are told, marked and reported."""

    def again(self, folder: Path) -> Day:
        """Another that has lived the same, in this folder; this one has ended."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        other = Day(folder, begin=self.at)
        other.judged, other.events = [*self.judged], [*self.events]
        return other

    def outage(self, count: int) -> None:
        for number in range(count):
            self.record_all(_down(self.at), number)
            self.at += MINUTE

    def record_all(self, seen: JudgedCheck, number: int) -> None:
        changed = self.tracker.follow(seen)
        notices = [
            Notice(NoticeKind.TROUBLE, self.at, change.incident.verdict, incident=change.incident)
            for change in changed
            if isinstance(change, IncidentChange) and change.change is Change.OPENED
        ]
        reports = (
            Report(
                seen.evidence[0], links=("https://netblocks.example/1", "http://plain.example"), text=HOSTILE
            ),
            Report(seen.evidence[1], (Vantage("DE", "target", 503), Vantage("JP", "reached", 200))),
        )
        marks = (self.at,) if number == 1 else ()
        self.store.record(seen, changed, CheckExtras(tuple(notices), reports, marks))


def _down(at: datetime) -> JudgedCheck:
    seen = check(FINE, web="server_error:origin", posts="server_error:origin", images="ok")
    slow = tuple(replace(result, phases=Phases(4.0, 11.0, 21.0, 80.0, 118.0)) for result in seen.surfaces)
    evidence = (
        replace(evidence_of("expert", source="netblocks", at=at), url="https://netblocks.example/1"),
        replace(evidence_of("vantage", source="globalping", at=at), count=5, of=6),
    )
    made = Check(at, 60, slow, seen.controls)
    return JudgedCheck(made, evidence, decide(made, evidence))


def a_day(folder: Path) -> Day:
    """An hour, an outage of ten minutes, ten hours asleep, a blip, parts failing, an hour."""
    life = Day(folder)
    life.live("u" * 60)
    life.outage(10)
    life.live("u" * 20)
    life.at += timedelta(hours=10)
    life.live("u" * 20 + "d" + "u" * 20 + "g" * 8 + "u" * 60)
    return life


def now_of(life: Life) -> Callable[[], datetime]:
    """Twenty seconds after its last check, whenever that is."""
    return lambda: life.at - timedelta(seconds=40)


def status_of(life: Life, language: str = "en") -> Status:
    """What the tray says after its last check."""
    board = StatusBoard(Words(language))
    board.record_check(Update(life.judged[-1], (), life.tracker.state.open))
    return board.status


def window(
    qtbot: QtBot,
    life: Life,
    language: str = "en",
    *,
    status: Status | None = None,
    has_tray: bool = True,
    does: Actions | None = None,
) -> HistoryWindow:
    """The window, open, with all that it has to show."""
    shown = status or status_of(life, language)
    does = does or actions(shown, language)
    context = PageContext(Words(language), StatusIcons(), does, life.folder, now_of(life))
    made = HistoryWindow(context, shown, lambda: has_tray)
    qtbot.addWidget(made)
    answered = found(made, HistoryReader).answered
    with qtbot.waitSignal(answered, timeout=PATIENCE_MS), qtbot.waitActive(made, timeout=PATIENCE_MS):
        made.open()
    return made


def found(parent: QObject, kind: type[Q]) -> Q:
    """Its one object of that kind."""
    child = parent.findChild(kind)
    assert isinstance(child, kind)
    return child


def press(made: QWidget, *keys: str) -> None:
    """Press keys, each by its name in Qt's words: "Ctrl+Q"."""
    from PySide6.QtGui import QKeySequence

    for key in keys:
        target = QApplication.focusWidget() or made
        QTest.keySequence(target, QKeySequence(key))


def texts(rows: Iterable[Iterable[str]]) -> list[str]:
    """Rows as lines."""
    return [" | ".join(filter(None, row)) for row in rows]
