"""The one way from the worker's thread to the GUI's: frozen records, carried by Qt's queued signals."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from trayapp.domain.records import JudgedCheck
from trayapp.errors import TrayappError


class Bridge(QObject):
    """Lives in the GUI thread; its methods may be called from any. Receivers are @Slot methods of QObjects.

    Signals:
        check_began: a check is under way.
        checked: it is done; argument: the JudgedCheck.
        checks_failed: no check can be made at present; argument: the TrayappError.
    """

    check_began = Signal()
    checked = Signal(object)
    checks_failed = Signal(object)

    def begin(self) -> None:
        self.check_began.emit()

    def publish(self, judged: JudgedCheck) -> None:
        self.checked.emit(judged)

    def fail(self, error: TrayappError) -> None:
        self.checks_failed.emit(error)
