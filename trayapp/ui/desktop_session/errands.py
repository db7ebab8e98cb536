"""What takes its time, done elsewhere: on the worker's loop, by a command of our own, in a thread."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from trayapp.errors import TrayappError

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")

Receive = Callable[[T | TrayappError], object]

_NOT_STARTED = -1


class Relay(QObject):
    """The way from any thread to what may be gone by the time that the thread is done.

    A thread must not emit a signal of something that the GUI's thread may take away at that very moment: Qt
    crashes. This one lives as long as the process.
    """

    _came = Signal(object, object, object)

    def __init__(self) -> None:
        super().__init__()
        self._came.connect(self._pass_on)  # queued, if it comes from another thread

    def hand_over(self, owner: QObject, receive: Callable[[T], object], result: T) -> None:
        """Have the GUI's thread receive this, unless its owner is gone by then. Any thread."""
        with suppress(RuntimeError):  # the process is ending
            self._came.emit(owner, receive, result)

    @Slot(object, object, object)
    def _pass_on(self, owner: QObject, receive: Callable[[T], object], result: T) -> None:
        if isValid(owner):
            receive(result)


@cache
def relay() -> Relay:
    """The one for all. To be called in the GUI's thread first, to which it belongs then."""
    return Relay()


class Errands:
    """GUI thread. `call` has the worker's loop call something.

    Attributes:
        arguments: of our own commands, so that they read what this process reads.
    """

    def __init__(self, call: Callable[[Callable[[], object]], object]) -> None:
        self.arguments: tuple[str, ...] = ()
        self._call = call
        self._tasks: set[asyncio.Task[None]] = set()
        self._relay = relay()

    def run(self, owner: QObject, errand: Callable[[], Coroutine[Any, Any, T]], receive: Receive[T]) -> None:
        """Have the worker do this, and receive what came of it, unless its owner is gone by then."""

        async def carry_out() -> None:
            try:
                result: T | TrayappError = await errand()
            except TrayappError as error:
                result = error
            except Exception:  # a bug: asyncio logs it, and nobody shall wait for what does not come
                self._relay.hand_over(owner, receive, TrayappError("checks_failed"))
                raise
            self._relay.hand_over(owner, receive, result)

        def begin() -> None:
            import asyncio  # at hand: a loop is running

            task = asyncio.create_task(carry_out())
            self._tasks.add(task)  # or it would be collected
            task.add_done_callback(self._tasks.discard)

        self._call(begin)

    def command(
        self,
        owner: QObject,
        words: Sequence[str],
        receive: Callable[[int, str], object],
        lines: Sequence[str] = (),
    ) -> None:
        """Run one of our own commands, and receive its exit status and what it printed.

        The status is -1 if it could not be run or was ended. It ends with its owner, too, in whatever it
        hangs. `lines` are what it reads: others see a command's arguments, and no one what it reads.
        """
        from PySide6.QtCore import QProcess  # for who starts one

        from trayapp.ui.desktop_session.autostart import own_command

        process = QProcess(owner)

        def end(status: int, printed: str = "") -> None:
            process.deleteLater()
            receive(status, printed)

        def tell(status: int, ended: QProcess.ExitStatus) -> None:
            if not isValid(process):  # ended with its owner
                return
            is_whole = ended is QProcess.ExitStatus.NormalExit
            printed = process.readAllStandardOutput().data() or process.readAllStandardError().data()
            end(status if is_whole else _NOT_STARTED, bytes(printed).decode(errors="replace").strip())

        def fail(error: QProcess.ProcessError) -> None:
            if error is QProcess.ProcessError.FailedToStart:
                end(_NOT_STARTED)

        process.finished.connect(tell)
        process.errorOccurred.connect(fail)
        program, *before = own_command()
        process.start(program, [*before, *self.arguments, *words])
        process.write("".join(f"{line}\n" for line in lines).encode())
        process.closeWriteChannel()
