"""The tray app, telling how long its GUI thread was kept from its events: `… PLACES ARGUMENTS…`.

A timer of 1 ms notes the longest time between two of its ticks, less what the thread was ready and other
processes had the processor. Prints lists of milliseconds: until the first check is done, in stretches of
idleness, and in the checks that follow each other.
"""

# ruff: noqa: TID251 - measures Qt's event loop from inside

from __future__ import annotations

import json
import os
import sys
import threading
import time

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from tests.bench import places
from trayapp.domain.records import JudgedCheck
from trayapp.ui import tray_app

_CHECKS = 20
_PAUSE_MS = 50  # about as long as a check


class _Meter(QObject):
    def __init__(self, app: tray_app.TrayApp) -> None:
        super().__init__(app)
        self._app = app
        self._longest_s = 0.0
        self._waits = os.open(f"/proc/self/task/{threading.get_native_id()}/schedstat", os.O_RDONLY)
        self._ticked_s = self._own_time_s()
        self._ticker = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=1)
        self._ticker.timeout.connect(self._tick)
        self._ticker.start()
        self._blocks_ms: dict[str, list[float]] = {"first": [], "idle": [], "checks": []}
        app._bridge.checked.connect(self._note_check)

    def _own_time_s(self) -> float:
        """A clock that stands still while the thread waits for a processor."""
        return time.perf_counter() - int(os.pread(self._waits, 100, 0).split()[1]) / 1e9

    @Slot()
    def _tick(self) -> None:
        now_s = self._own_time_s()
        self._longest_s = max(self._longest_s, now_s - self._ticked_s)
        self._ticked_s = now_s

    def _note(self, phase: str) -> None:
        self._tick()
        self._blocks_ms[phase].append(self._longest_s * 1000)
        self._longest_s = 0.0

    @Slot(object)
    def _note_check(self, _judged: JudgedCheck) -> None:
        """Called after the app's own slots, so that what these do is within the check."""
        self._note("checks" if self._blocks_ms["first"] else "first")
        QTimer.singleShot(_PAUSE_MS, self._go_on)

    @Slot()
    def _go_on(self) -> None:
        """After a time in which nothing was done."""
        self._note("idle")
        if len(self._blocks_ms["checks"]) < _CHECKS:
            self._app._actions.check.trigger()
        else:
            print(json.dumps(self._blocks_ms), flush=True)


class _MeteredApp(tray_app.TrayApp):
    def start(self) -> None:
        super().start()
        self._meter = _Meter(self)


def _main() -> int:
    places.lead_to(sys.argv[1])
    sys.argv = ["trayapp", *sys.argv[2:]]
    tray_app.TrayApp = _MeteredApp  # type: ignore[misc]
    from trayapp.__main__ import main

    return main()


if __name__ == "__main__":
    sys.exit(_main())
