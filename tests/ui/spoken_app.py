"""The window in a process of its own, for whoever reads it by the desktop's accessibility.

Arguments: a folder for its history, a language. Each line of the input is the number of a page in `PAGES`;
each line of the output says that it is shown. -1 looks at response times on the first page.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QToolButton

from tests.ui.lived import OUTAGE, a_day, now_of, status_of
from tests.ui.made import actions
from trayapp.i18n import Words
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.window.page_context import PageContext
from trayapp.ui.window.ribbon_views import RibbonViews
from trayapp.ui.window.routes import (
    CheckPage,
    HistoryReader,
    Home,
    IncidentPage,
    Incidents,
    ResponsePage,
    Route,
    Table,
)
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
    window = HistoryWindow(
        PageContext(words, StatusIcons(), does, life.folder, now_of(life)), shown, lambda: True
    )
    for reader in window.findChildren(HistoryReader):
        reader.answered.connect(lambda *_: print("shown", flush=True))
    asked = _Asked()

    def go(number: int) -> None:
        if number < 0:
            switch = window.findChildren(RibbonViews)[0].findChildren(QToolButton)
            next(each for each in switch if not each.isChecked()).click()
        else:
            window.go(PAGES[number])

    asked.page.connect(go)

    def read() -> None:
        for line in sys.stdin:
            asked.page.emit(int(line))  # queued, for it comes from another thread

    threading.Thread(target=read, daemon=True).start()
    window.open()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
