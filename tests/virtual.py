"""An event loop whose time passes at once: when nobody has anything to do, it is the next one's moment."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


class _Skipping(selectors.DefaultSelector):
    """Never waits for a moment to come: it is that moment."""

    passed_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(timeout if timeout is None else 0)
        if not ready and timeout:
            self.passed_s += timeout
        return ready


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._skipping = _Skipping()
        super().__init__(self._skipping)

    def time(self) -> float:
        return self._skipping.passed_s


def run(main: Coroutine[Any, Any, _T]) -> _T:
    """As `asyncio.run`, in no time. For what waits for the clock alone: no threads, no other programs."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(main)
