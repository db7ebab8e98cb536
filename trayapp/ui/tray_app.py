"""The tray app's objects: the one place where they are made, joined and taken apart."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot
from PySide6.QtGui import QSessionManager

from trayapp.probing.worker import Worker
from trayapp.settings import Settings
from trayapp.ui.bridge import Bridge
from trayapp.ui.icons import StatusIcons
from trayapp.ui.messages import Messages
from trayapp.ui.status import StatusBoard
from trayapp.ui.tray import Tray
from trayapp.ui.tray_host import TrayHost
from trayapp.ui.watching import Watching
from trayapp.words import Words

if TYPE_CHECKING:
    from trayapp.ui.history_window import HistoryWindow

_log = logging.getLogger(__name__)

# Cancelling takes milliseconds whatever the network does. What cannot be cancelled, such as an import from a
# slow disk, is left behind: nothing is lost by it.
_WAIT_FOR_WORKER_S = 0.5


class TrayApp(QObject):
    """Worker → bridge → board → tray and window. GUI thread.

    Attributes:
        is_worker_left_behind: whether its thread was still running when it had been waited for long enough.
    """

    def __init__(self, settings: Settings, words: Words, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._folder = folder
        self._icons = StatusIcons(settings.icon_style)
        self._board = StatusBoard(words, self)
        self._host = TrayHost(self)
        self._tray = Tray(self._host, self._icons, words, self._board.status, self)
        self._messages = Messages(self._tray, words, self)
        self._window: HistoryWindow | None = None
        self._bridge = Bridge(self)
        self._watching = Watching(settings, folder, self._bridge, words)
        self._worker = Worker(self._watching.run)
        self._is_shut_down = False
        self.is_worker_left_behind = False

        self._bridge.check_began.connect(self._board.note_beginning)
        self._bridge.checked.connect(self._board.note_check)
        self._bridge.history_told.connect(self._board.note_history)
        self._bridge.checks_failed.connect(self._board.note_failure)
        self._bridge.notice_unserved.connect(self._messages.show)
        self._bridge.incident_opened.connect(self.open_incident)
        self._messages.clicked.connect(self.open_incident)
        self._board.changed.connect(self._tray.show_status)
        self._tray.check_requested.connect(self.check_now)
        self._tray.details_requested.connect(self.open_window)
        self._tray.quit_requested.connect(self.quit)
        self._host.missed.connect(self.open_window)

    def start(self) -> None:
        """Show the icon, then begin to watch: in the event loop, so that the icon is on its way first."""
        self._tray.show()
        self._host.watch()
        QTimer.singleShot(0, self._worker.start)

    @Slot()
    def check_now(self) -> None:
        self._worker.call(self._watching.check_now)

    @Slot()
    def open_window(self) -> None:
        self._made_window().open()

    @Slot(object)
    def open_incident(self, begin: datetime | None) -> None:
        """Show the incident that began then, or how things stand."""
        self._made_window().open_at(begin)

    def _made_window(self) -> HistoryWindow:
        if self._window is None:
            # Most never open it: made, and its module loaded, only now.
            from trayapp.ui.history_window import HistoryWindow

            icons = self._icons.for_windows()
            self._window = HistoryWindow(
                icons, self._words, self._board.status, self._folder, self._host.is_there
            )
            self._window.check_requested.connect(self.check_now)
            self._window.quit_requested.connect(self.quit)
            self._board.changed.connect(self._window.show_status)
        return self._window

    @Slot()
    def quit(self) -> None:
        """Have the event loop end; `shut_down` follows."""
        # Not quit(): that closes the windows first, and closing one without a tray leads here.
        QCoreApplication.exit(0)

    @Slot()
    def shut_down(self) -> None:
        """Take the app apart: first what feeds the others, then what shows it. Once, however often called."""
        if self._is_shut_down:
            return
        self._is_shut_down = True
        if not self._worker.stop(_WAIT_FOR_WORKER_S):
            self.is_worker_left_behind = True
            _log.warning("the worker was still busy after %s s and is left behind", _WAIT_FOR_WORKER_S)
        self._tray.hide()
        if self._window is not None:
            self._window.hide()

    @Slot(QSessionManager)
    def let_session_end(self, manager: QSessionManager) -> None:
        """At logout: never object, and do not be started again by the session itself."""
        manager.setRestartHint(QSessionManager.RestartHint.RestartNever)
