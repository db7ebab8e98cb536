"""What this process is told by others, calls and signals, heard in Qt's event loop."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal, Slot

from trayapp.ui.desktop_session.single_instance import DONE, LONGEST_LINE, UNKNOWN, SingleInstance

# Who calls sends their line at once; one that says nothing keeps the next waiting.
_SILENT_AFTER_MS = 1000


class Activation(QObject):
    """Answers those who call at the place of the only instance, until it is left. GUI thread.

    One after the other. `task_for` says what to do for a line, which is done once the caller knows; `None` if
    the line is not understood.
    """

    def __init__(
        self, instance: SingleInstance, task_for: Callable[[str], Callable[[], object] | None]
    ) -> None:
        super().__init__()
        self._instance = instance
        self._task_for = task_for
        self._caller: socket.socket | None = None
        self._silence = QTimer(self, singleShot=True, interval=_SILENT_AFTER_MS)
        self._silence.timeout.connect(self._hear)
        self._calls: QSocketNotifier | None = None
        self._lines: QSocketNotifier | None = None
        if instance.server is not None:  # else nobody can call, and there is only the place to leave
            self._calls = QSocketNotifier(instance.server.fileno(), QSocketNotifier.Type.Read, self)
            self._calls.activated.connect(self._meet)

    def close(self) -> None:
        """Let another one have the place."""
        self._part()
        if self._calls is not None:
            self._calls.setEnabled(False)  # before its socket is closed, and its number another's
        self._instance.leave()

    @Slot()
    def _meet(self) -> None:
        self._caller = self._instance.caller()
        if self._caller is None or self._calls is None:
            return
        self._calls.setEnabled(False)
        self._lines = QSocketNotifier(self._caller.fileno(), QSocketNotifier.Type.Read, self)
        self._lines.activated.connect(self._hear)
        self._silence.start()

    @Slot()
    def _hear(self) -> None:
        if self._caller is None:  # both came true at once
            return
        task = None
        with suppress(OSError):  # it says nothing, or has gone
            task = self._task_for(self._caller.recv(LONGEST_LINE).strip().decode(errors="replace"))
            self._caller.sendall(UNKNOWN if task is None else DONE)
        self._part()
        if task is not None:
            task()

    def _part(self) -> None:
        """Be done with a caller, and hear the next."""
        self._silence.stop()
        if self._lines is not None:
            self._lines.setEnabled(False)
            self._lines.deleteLater()
        if self._caller is not None:
            self._caller.close()
        self._lines = self._caller = None
        if self._calls is not None:
            self._calls.setEnabled(True)


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
