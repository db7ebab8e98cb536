"""The one way from the worker's thread to the GUI's: frozen records, carried by Qt's queued signals."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from trayapp.errors import TrayappError

if TYPE_CHECKING:  # what made it is loaded by the worker: the icon does not wait for that
    from collections.abc import Callable
    from datetime import datetime

    from trayapp.domain.alerts import Notice
    from trayapp.domain.records import JudgedCheck


class Bridge(QObject):
    """Lives in the GUI thread; its methods may be called from any. Receivers are @Slot methods of QObjects.

    Attributes:
        notify: shows a notice. It stays in the worker's thread, whose notification service sets it.

    Signals:
        check_began: a check is under way.
        checked: it is done; argument: the Update.
        history_told: the history has met with something; argument: the HistoryEvent.
        history_changed: what was recorded before is another now.
        checks_failed: no check can be made at present; argument: the TrayappError.
        tested_without_proxy: one check was made without it; argument: the JudgedCheck.
        looked: a browser has looked at X, as was asked for; argument: a SurfaceResult, or a TrayappError.
        modes_changed: what the user has asked for, at the start and when it changes; argument: the Modes.
        incident_opened: a notice was clicked; argument: when the incident began that it is about, or None.
        notice_unserved: no notification server took it; argument: the Notice.
    """

    # `object` carries a record as it is: of other types PySide makes Qt's own, which lose what does not fit.
    check_began = Signal()
    checked = Signal(object)
    history_told = Signal(object)
    history_changed = Signal()
    checks_failed = Signal(object)
    tested_without_proxy = Signal(object)
    looked = Signal(object)
    modes_changed = Signal(object)
    incident_opened = Signal(object)
    notice_unserved = Signal(object)
    _chosen = Signal(object, str)  # a click, on its way to the GUI's thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.notify: Callable[[Notice], None] | None = None
        self._chosen.connect(self._open)
        self.on_check_begin = self.check_began.emit
        self.on_check = self.checked.emit
        self.on_history_event = self.history_told.emit
        self.on_history_changed = self.history_changed.emit
        self.on_failure = self.checks_failed.emit
        self.on_look = self.looked.emit
        self.on_modes = self.modes_changed.emit
        self.on_unserved_notice = self.notice_unserved.emit

    def on_check_without_proxy(self, found: JudgedCheck | TrayappError) -> None:
        if isinstance(found, TrayappError):
            self.on_failure(found)
        else:
            self.tested_without_proxy.emit(found)

    def open_incident(self, begin: datetime | None, token: str) -> None:
        """`token`: by which a window may come to the front, under Wayland; empty without one."""
        self._chosen.emit(begin, token)

    # Without @Slot a receiver in another thread may crash since PySide6 6.8 (PYSIDE-3124).
    @Slot(object, str)
    def _open(self, begin: datetime | None, token: str) -> None:
        if token:  # where Qt looks for it when a window wants to the front
            os.environ["XDG_ACTIVATION_TOKEN"] = token
        self.incident_opened.emit(begin)
