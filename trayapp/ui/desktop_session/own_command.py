"""trayapp's own commands, each in a process of its own: whatever one waits for, no window waits with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QProcess, Signal, Slot

from trayapp.ui.desktop_session.autostart import own_command

_NOT_STARTED = -1


class OwnCommand(QObject):
    """One run of one command. It ends with its parent, too, in whatever it hangs. GUI thread.

    `receive` gets its exit status, -1 if it could not be run or was ended, and what it printed.
    """

    _ended = Signal(int, str)

    def __init__(
        self, arguments: Sequence[str], parent: QObject, receive: Callable[[int, str], object]
    ) -> None:
        super().__init__(parent)
        self._ended.connect(receive)
        self._ended.connect(self.deleteLater)
        self._process = QProcess(self)
        program, *before = own_command()
        self._process.setProgram(program)
        self._process.setArguments([*before, *arguments])
        self._process.finished.connect(self._tell)
        self._process.errorOccurred.connect(self._fail)

    def start(self, lines: Sequence[str] = ()) -> None:
        """Run it; `lines` are what it reads: others see a command's arguments, and no one what it reads."""
        self._process.start()
        self._process.write("".join(f"{line}\n" for line in lines).encode())
        self._process.closeWriteChannel()

    @Slot(int)
    def _tell(self, status: int) -> None:
        is_whole = self._process.exitStatus() is QProcess.ExitStatus.NormalExit
        said, complained = self._process.readAllStandardOutput(), self._process.readAllStandardError()
        printed = bytes(said.data() or complained.data()).decode(errors="replace").strip()
        self._ended.emit(status if is_whole else _NOT_STARTED, printed)

    @Slot(QProcess.ProcessError)
    def _fail(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._ended.emit(_NOT_STARTED, "")
