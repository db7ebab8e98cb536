"""The window in a process of its own, for whoever reads it by the desktop's accessibility.

Arguments: a folder for its history, a language. Each line of the input is the number of a page in `PAGES`;
each line of the output says that it is shown.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from tests.ui.lived import OUTAGE, a_day, now_of, status_of
from tests.ui.made import actions
from trayapp.i18n import Words
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.window.history_reader import HistoryReader
from trayapp.ui.window.routes import CheckPage, Home, IncidentPage, Incidents, ResponsePage, Route, Table
from trayapp.ui.window.window import HistoryWindow

PAGES: tuple[Route, ...] = (Home(), CheckPage(), IncidentPage(OUTAGE), Incidents(), Table(), ResponsePage())


class _Asked(QObject):
    page = Signal(int)


def main(folder: str, language: str) -> int:
    app = QApplication([])
    life = a_day(Path(folder))
    shown = status_of(life, language)
    does = actions(shown, language)
    words = Words(language)
    window = HistoryWindow(StatusIcons(), words, shown, life.folder, lambda: True, does, now_of(life))
    window.findChildren(HistoryReader)[0].answered.connect(lambda *_: print("shown", flush=True))
    asked = _Asked()
    asked.page.connect(lambda number: window.go(PAGES[number]))

    def read() -> None:
        for line in sys.stdin:
            asked.page.emit(int(line))  # queued, for it comes from another thread

    threading.Thread(target=read, daemon=True).start()
    window.open()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
