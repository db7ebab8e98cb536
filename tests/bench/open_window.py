"""Opens a window once, as a click does, with nothing of it loaded: `… FOLDER`, `settings`, `help` or `bare`.

Prints milliseconds: from the click until the first picture; of a folder's history also until it is in the
window, and from another click until all of its 90 days are.
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

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from trayapp.domain.update import Update
from trayapp.history.summary import Summary
from trayapp.i18n import Words
from trayapp.ui.desktop_session.urls import outage_page
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.status.actions import Actions
from trayapp.ui.status.board import StatusBoard


class _Paints(QObject):
    """Counts how often a widget is painted from now on."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


def _bare(app: QApplication) -> list[float]:
    began_s = time.perf_counter()
    window = QWidget()
    QVBoxLayout(window).addWidget(QLabel("X is up"))
    window.resize(720, 520)
    window.show()
    return [_paint(app, window) - began_s]


def _ours(app: QApplication, folder: Path) -> list[float]:
    words = Words("en")
    board = StatusBoard(words)
    with Summary.open(folder) as summary:
        last = summary.last()
    assert last is not None
    board.record_check(Update(last))
    icons = StatusIcons()
    now = last.check.at + timedelta(seconds=20)

    began_s = time.perf_counter()
    from trayapp.ui.window.window import HistoryWindow

    actions = Actions(words, board.status, outage_page(None), lambda: now)
    window = HistoryWindow(icons, words, board.status, folder, lambda: True, actions, lambda: now)
    after_answer: list[_Paints] = []
    window._reader.answered.connect(lambda *_: after_answer.append(_Paints(window._first._ribbon)))
    window.open()
    first_s = _paint(app, window)
    _process(app, lambda: bool(after_answer) and after_answer[-1].count > 0)
    full_s = time.perf_counter()
    app.processEvents()

    after_answer.clear()
    again_s = time.perf_counter()
    window._first._spans._buttons[90].click()
    _process(app, lambda: bool(after_answer) and after_answer[-1].count > 0)
    return [first_s - began_s, full_s - began_s, time.perf_counter() - again_s]


def _dialog(app: QApplication, name: str) -> list[float]:
    """That of the settings, or the help, by what the tray app does at a click: its worker is not started."""
    import asyncio  # noqa: F401 - by now the worker has loaded it

    from trayapp.settings.file import SettingsFile
    from trayapp.ui.tray_app import TrayApp

    with tempfile.TemporaryDirectory() as folder:
        tray_app = TrayApp(SettingsFile(), Words("en"), Path(folder))
        began_s = time.perf_counter()
        if name == "settings":
            tray_app.open_settings()
        else:
            tray_app.open_help()
        shown = next(each for each in app.topLevelWidgets() if each.isVisible())
        return [_paint(app, shown) - began_s]


def _paint(app: QApplication, widget: QWidget) -> float:
    """Have it painted; when that was done."""
    paints = _Paints(widget)
    _process(app, lambda: paints.count > 0)
    return time.perf_counter()


def _process(app: QApplication, is_done: Callable[[], bool]) -> None:
    while not is_done():
        app.processEvents()


def _main() -> None:
    app = QApplication(["bench"])
    match sys.argv[1]:
        case "bare":
            spent_s = _bare(app)
        case "settings" | "help" as name:
            spent_s = _dialog(app, name)
        case folder:
            spent_s = _ours(app, Path(folder))
    print(json.dumps([seconds * 1000 for seconds in spent_s]), flush=True)


if __name__ == "__main__":
    _main()
