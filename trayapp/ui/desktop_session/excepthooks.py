"""Bugs that nobody caught: into the log, and on with the work."""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType

_log = logging.getLogger(__name__)


def install() -> None:
    """Log what a slot or a thread did not catch. Qt goes on with the next event by itself."""
    sys.excepthook = _log_from_slot
    threading.excepthook = _log_from_thread


def _log_from_slot(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    _log.critical("a bug in trayapp", exc_info=(kind, error, traceback))


def _log_from_thread(uncaught: threading.ExceptHookArgs) -> None:
    error = uncaught.exc_value
    if error is not None:  # it may be, says the documentation of `threading.excepthook`
        name = uncaught.thread.name if uncaught.thread is not None else "?"
        _log.critical("a bug in trayapp, thread %s", name, exc_info=(type(error), error, error.__traceback__))
