"""A loop on which waiting costs nothing: once all is quiet, its clock goes on to the next timer.

Sockets of this machine are real, and what is done in the meantime takes no time at all.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest

T = TypeVar("T")

# What was sent on this machine has long arrived by then.
_QUIET_AFTER_S = 0.02


class _Selector(selectors.DefaultSelector):
    passed_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        events = super().select(_QUIET_AFTER_S)
        if not events:
            self.passed_s += timeout
        return events


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._timer = _Selector()
        super().__init__(self._timer)

    def time(self) -> float:
        return self._timer.passed_s


def run(scenario: Coroutine[Any, Any, T]) -> T:
    """As `asyncio.run`; `time.monotonic` tells the loop's time meanwhile."""
    with pytest.MonkeyPatch.context() as patch, asyncio.Runner(loop_factory=_Loop) as runner:
        patch.setattr(time, "monotonic", runner.get_loop().time)
        return runner.run(scenario)
