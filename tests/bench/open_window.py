"""Opens a window once, as a click does, with nothing of it loaded: `… FOLDER`, `settings`, `help` or `bare`.

With `… FOLDER incidents` the list of all incidents behind it is opened, too.

Prints what each step took, in milliseconds by the clock and of the processor.
"""

# ruff: noqa: TID251, N802 - measures what shows something, with Qt's names

from __future__ import annotations

import builtins
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from trayapp import clock
from trayapp.domain.update import Update
from trayapp.history.summary import Summary
from trayapp.i18n import Words
from trayapp.settings.file import SettingsFile
from trayapp.ui.desktop_session.display import require_display
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


class _HistoryPaints:
    """Tells when the ribbon has been painted with what is read. To be made before any answer can come."""

    def __init__(self, window: QWidget) -> None:
        from trayapp.ui.window.ribbon import Ribbon
        from trayapp.ui.window.routes import HistoryReader

        ribbon, reader = window.findChild(Ribbon), window.findChild(HistoryReader)
        assert isinstance(ribbon, Ribbon)
        assert isinstance(reader, HistoryReader)
        self._paints: list[_Paints] = []
        reader.answered.connect(lambda *_: self._paints.append(_Paints(ribbon)))

    def wait(self, app: QApplication) -> None:
        """For the next one."""
        _process(app, lambda: bool(self._paints) and self._paints[-1].count > 0)
        self._paints.clear()


def _ours(app: QApplication, steps: _Steps, folder: Path) -> None:
    with Summary(folder) as summary:
        last = summary.last()
    assert last is not None
    now = last.check.at + timedelta(seconds=20)
    clock.utc_now = lambda: now  # before anybody has taken the true one
    from trayapp.ui.tray.tray import TrayHost
    from trayapp.ui.tray_app import TrayApp

    setattr(TrayHost, "is_there", lambda _: True)  # noqa: B010 - no type has to fit
    tray_app = TrayApp(SettingsFile(), Words("en"), folder)
    board = tray_app.findChild(StatusBoard)
    assert isinstance(board, StatusBoard)
    board.record_check(Update(last))
    app.processEvents()

    steps.begin()
    tray_app.open_window()
    history = _HistoryPaints(_shown(app))
    _paint(app, _shown(app))
    steps.end("click to first picture")
    history.wait(app)
    steps.end("click to history painted")
    if "incidents" in sys.argv:
        _list_all(app, steps)
        return

    from trayapp.ui.window.span_buttons import SpanButtons

    spans = _shown(app).findChild(SpanButtons)
    assert isinstance(spans, SpanButtons)
    steps.begin()
    spans.chosen.emit(90)
    history.wait(app)
    steps.end("90 days chosen to painted")

    _close(app)
    steps.begin()
    tray_app.open_window()
    history = _HistoryPaints(_shown(app))
    history.wait(app)
    steps.end("opened again with 90 days")


def _list_all(app: QApplication, steps: _Steps) -> None:
    from trayapp.ui.window.routes import Incidents
    from trayapp.ui.window.row_view import RowView
    from trayapp.ui.window.window import HistoryWindow

    window = _shown(app)
    assert isinstance(window, HistoryWindow)
    steps.begin()
    window.go(Incidents())
    (view,) = (each for each in window.findChildren(RowView) if each.isVisible())
    _process(app, lambda: view.model().rowCount() > 0)
    _paint(app, view)
    steps.end("all incidents")


def _shown(app: QApplication) -> QWidget:
    return next(each for each in app.topLevelWidgets() if each.isVisible())


def _close(app: QApplication) -> None:
    """And wait until it is gone: outside of an event loop nothing else deletes it."""
    _shown(app).close()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.processEvents()


def _dialog(app: QApplication, steps: _Steps, name: str) -> None:
    """That of the settings, or the help, by what the tray app does at a click: its worker is not started."""
    import asyncio  # noqa: F401 - by now the worker has loaded it

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
    builtins.__import__ = builtins.__orig_import__  # type: ignore[attr-defined]  # as trayapp.ui.app does
    require_display()  # by which the app has loaded what calls libraries
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
