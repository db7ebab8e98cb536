"""SIGTERM, SIGINT and SIGHUP, told to Qt."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot


class UnixSignals(QObject):
    """Tells that the process was asked to end. Made and closed in the main thread.

    Signals:
        received: once or more often; a second one comes while the first is being followed.
    """

    received = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)  # set_wakeup_fd() takes no other
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        # Python runs a signal's handler between two of its own instructions, and there are none while Qt
        # waits. But it also writes to this socket, and that wakes Qt: no timer has to look now and then.
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)  # Windows knows nothing of the last
            if number is not None and (name != "SIGHUP" or signal.getsignal(number) is not signal.SIG_IGN):
                signal.signal(number, _leave_it_to_qt)  # but under nohup it outlives its terminal

    def close(self) -> None:
        """Tell no more. The signals still do nothing else: what is ending needs no second push."""
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    @Slot()
    def _read(self) -> None:
        self._reader.recv(64)  # if there are more, Qt is woken once more
        self.received.emit()


def _leave_it_to_qt(_number: int, _frame: FrameType | None) -> None:
    """Only signals that have a handler are written to the socket."""
