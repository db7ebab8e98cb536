"""The calls of second starts, told to Qt."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

from trayapp.ui.desktop_session.single_instance import SingleInstance


class Activation(QObject):
    """Answers those who call at the place of the only instance, until it is left. GUI thread.

    Signals:
        received: somebody has started trayapp once more.
    """

    received = Signal()

    def __init__(self, instance: SingleInstance) -> None:
        super().__init__()
        self._instance = instance
        self._notifier: QSocketNotifier | None = None
        if instance.server is not None:  # else nobody can call, and there is only the place to leave
            self._notifier = QSocketNotifier(instance.server.fileno(), QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self._note)

    def close(self) -> None:
        """Let another one have the place."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)  # before its socket is closed, and its number another's
        self._instance.leave()

    @Slot()
    def _note(self) -> None:
        self._instance.answer()
        self.received.emit()
