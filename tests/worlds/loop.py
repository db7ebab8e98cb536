"""Time that passes only when nobody has anything to do: an hour of watching in a moment."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterable
from contextlib import closing
from typing import Any, TypeVar
from unittest import mock

T = TypeVar("T")
U = TypeVar("U")


class _Skipping(selectors.SelectSelector):
    """Instead of waiting it sets the clock forward. No thread and no socket may have a part in it."""

    now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("everybody waits, and for nothing")
        self.now_s += max(0.0, timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps from one thing to do to the next."""

    def __init__(self) -> None:
        self._skipping = _Skipping()
        super().__init__(self._skipping)

    def time(self) -> float:
        return self._skipping.now_s


def run_all(scenario: Callable[[U], Coroutine[Any, Any, T]], of: Iterable[U]) -> list[T]:
    """What comes of this scenario with each of these in turn; `time.monotonic` is the loop's meanwhile."""
    with closing(VirtualLoop()) as loop, mock.patch("time.monotonic", loop.time):
        return [loop.run_until_complete(scenario(one)) for one in of]
