"""Opens a window once, as a click does, with nothing of it loaded: `… FOLDER`, `settings`, `help` or `bare`.

Prints what each step took, in milliseconds by the clock and of the processor; of a folder's history also what
memory there was before and is when the window is closed again, in MB.
"""

# ruff: noqa: TID251, N802 - measures what shows something, with Qt's names

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from tests.bench.memory import megabytes
from trayapp.domain.update import Update
from trayapp.history.summary import Summary
from trayapp.i18n import Words
from trayapp.ui.desktop_session.urls import outage_page
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.status.actions import Actions
from trayapp.ui.status.board import StatusBoard


class _Paints(QObject):
    """Counts how often a widget, or something in it, is painted from now on.

    A window that its parts cover whole is never painted itself.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        for each in (widget, *widget.findChildren(QWidget)):
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


class _Steps:
    """What came after what, in milliseconds."""

    def __init__(self) -> None:
        self.spent: dict[str, tuple[float, ...]] = {}
        self.begin()

    def begin(self) -> None:
        self._began_s = time.perf_counter(), time.process_time()

    def end(self, name: str) -> None:
        """All that was done since `begin`."""
        now_s = time.perf_counter(), time.process_time()
        self.spent[name] = tuple(
            (now - began) * 1000 for began, now in zip(self._began_s, now_s, strict=True)
        )


def _bare(app: QApplication, steps: _Steps) -> None:
    window = QWidget()
    QVBoxLayout(window).addWidget(QLabel("X is up"))
    window.resize(720, 520)
    window.show()
    _paint(app, window)
    steps.end("picture")


def _ours(app: QApplication, steps: _Steps, folder: Path) -> None:
    words = Words("en")
    board = StatusBoard(words)
    with Summary.open(folder) as summary:
        last = summary.last()
    assert last is not None
    board.record_check(Update(last))
    icons = StatusIcons()
    now = last.check.at + timedelta(seconds=20)
    before_mb = _memory_mb()

    steps.begin()
    from trayapp.ui.window.history_reader import HistoryReader
    from trayapp.ui.window.ribbon import Ribbon
    from trayapp.ui.window.span_buttons import SpanButtons
    from trayapp.ui.window.window import HistoryWindow

    actions = Actions(words, board.status, outage_page(None), lambda: now)
    window = HistoryWindow(icons, words, board.status, folder, lambda: True, actions, lambda: now)
    ribbon, spans = window.findChild(Ribbon), window.findChild(SpanButtons)
    reader = window.findChild(HistoryReader)
    assert isinstance(ribbon, Ribbon)
    assert isinstance(spans, SpanButtons)
    assert isinstance(reader, HistoryReader)
    after_answer: list[_Paints] = []
    reader.answered.connect(lambda *_: after_answer.append(_Paints(ribbon)))

    def show_history() -> None:
        _process(app, lambda: bool(after_answer) and after_answer[-1].count > 0)
        after_answer.clear()

    window.open()
    _paint(app, window)
    steps.end("click to first picture")
    show_history()
    steps.end("click to history painted")

    steps.begin()
    spans.chosen.emit(90)
    show_history()
    steps.end("90 days chosen to painted")

    window.close()
    app.processEvents()
    steps.begin()
    window.open()
    show_history()
    steps.end("opened again with 90 days")

    window.close()
    app.processEvents()
    steps.spent["memory"] = before_mb, _memory_mb()


def _memory_mb() -> float:
    return megabytes(Path("/proc/self/smaps").read_text())


def _dialog(app: QApplication, steps: _Steps, name: str) -> None:
    """That of the settings, or the help, by what the tray app does at a click: its worker is not started."""
    import asyncio  # noqa: F401 - by now the worker has loaded it

    from trayapp.settings.file import SettingsFile
    from trayapp.ui.tray_app import TrayApp

    with tempfile.TemporaryDirectory() as folder:
        tray_app = TrayApp(SettingsFile(), Words("en"), Path(folder))
        steps.begin()
        if name == "settings":
            tray_app.open_settings()
        else:
            tray_app.open_help()
        _paint(app, next(each for each in app.topLevelWidgets() if each.isVisible()))
        steps.end("picture")


def _paint(app: QApplication, widget: QWidget) -> None:
    """Have it painted."""
    paints = _Paints(widget)
    _process(app, lambda: paints.count > 0)


def _process(app: QApplication, is_done: Callable[[], bool]) -> None:
    while not is_done():
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _main() -> None:
    app = QApplication(["bench"])
    steps = _Steps()
    match sys.argv[1]:
        case "bare":
            _bare(app, steps)
        case "settings" | "help" as name:
            _dialog(app, steps, name)
        case folder:
            _ours(app, steps, Path(folder))
    print(json.dumps(steps.spent), flush=True)


if __name__ == "__main__":
    _main()
