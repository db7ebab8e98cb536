"""Reading the history beside the GUI's thread: who asked gets the answer, and who is gone none."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from tests.fakes import PATIENCE_S
from tests.ui.lived import a_day
from trayapp.ui.window.routes import HistoryReader, Home


@dataclass
class Query:
    """Takes as long as somebody wants."""

    says: str
    may_answer: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    route: Home = field(default_factory=Home)

    def answer(self, _summary: object) -> str:
        self.thread = threading.current_thread()
        assert self.may_answer.wait(PATIENCE_S)
        return self.says


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_day(tmp_path).folder


def test_each_reader_hands_on_its_own_answer(qtbot: QtBot, folder: Path) -> None:
    first, second = HistoryReader(folder), HistoryReader(folder)
    got: list[tuple[str, Any]] = []
    first.answered.connect(lambda _query, answer: got.append(("first", answer)))
    second.answered.connect(lambda _query, answer: got.append(("second", answer)))
    one, other = Query("one"), Query("other")

    first.ask(one)  # type: ignore[arg-type]  # by its shape
    second.ask(other)  # type: ignore[arg-type]
    with qtbot.waitSignal(second.answered):
        other.may_answer.set()
    with qtbot.waitSignal(first.answered):
        one.may_answer.set()

    assert got == [("second", "other"), ("first", "one")]


def test_a_window_that_goes_while_it_is_read_for_takes_nothing_along(qtbot: QtBot, folder: Path) -> None:
    gone, stays = HistoryReader(folder), HistoryReader(folder)
    late, other = Query("late"), Query("other")
    gone.ask(late)  # type: ignore[arg-type]  # by its shape
    qtbot.waitUntil(lambda: late.thread is not None)

    shiboken6.delete(gone)
    late.may_answer.set()
    assert late.thread is not None
    late.thread.join(PATIENCE_S)

    with qtbot.waitSignal(stays.answered) as answered:
        stays.ask(other)  # type: ignore[arg-type]
        other.may_answer.set()
    assert answered.args is not None
    assert answered.args[1] == "other"
