"""Reads the history beside the GUI's thread: whatever the disk does, the window goes on answering."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from trayapp.errors import HistoryError
from trayapp.history.summary import Summary
from trayapp.ui.window.relay import relay
from trayapp.ui.window.routes import Answer, HistoryQuery

# Reading takes milliseconds. A file that somebody blocks is waited for in vain, and is left alone.
_WAIT_AT_END_S = 0.3


class HistoryReader(QObject):
    """Answers the last question it was asked; those before it no longer matter. GUI thread.

    Each is read in a thread of its own, which ends with it: a window that is closed leaves none behind.

    Signals:
        answered: arguments: the Question, and the Answer or the HistoryError.
    """

    answered = Signal(object, object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._asked: HistoryQuery | None = None
        self._threads: list[threading.Thread] = []
        self._relay = relay()
        self._relay.ready.connect(self._pass_on)  # queued, for it comes from another thread

    def ask(self, question: HistoryQuery) -> None:
        self._asked = question
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=self._answer, args=(question,), name="history reader", daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self) -> None:
        """Want no answer any more, and wait a little for whatever is being read."""
        self._asked = None
        for thread in self._threads:
            thread.join(_WAIT_AT_END_S)

    def _answer(self, question: HistoryQuery) -> None:
        answer: Answer | HistoryError
        try:
            with Summary(self._folder) as summary:  # SQLite's connections belong to their thread
                answer = question.answer(summary)
        except HistoryError as error:
            answer = error
        with suppress(RuntimeError):  # the process is ending
            self._relay.ready.emit(question, answer)

    @Slot(object, object)
    def _pass_on(self, question: object, answer: Answer | HistoryError) -> None:
        if question is not None and question is self._asked:
            self._asked = None
            self.answered.emit(question, answer)
