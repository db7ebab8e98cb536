"""The way from a thread to what may be gone from the window by the time that the thread is done."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject, Signal


class Relay(QObject):
    """Lives as long as the process. Its signal may be emitted in any thread.

    A thread must not emit a signal of something that the GUI's thread may take away at that very moment: Qt
    crashes. Of this one only the receivers go, and that it looks after.

    Signals:
        ready: arguments: for what it is, by which a receiver knows its own, and what came of it.
    """

    ready = Signal(object, object)


@cache
def relay() -> Relay:
    """The one for all. To be called in the GUI's thread first, to which it belongs then."""
    return Relay()
