"""The one background thread: an event loop of its own, in which everything slow happens."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio


class WorkerThread:
    """Runs one coroutine function on a daemon thread's event loop until it is stopped.

    `start` and `stop` belong to one thread; `call` may come from any.
    """

    def __init__(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._work = work
        self._thread = threading.Thread(target=self._run, name="trayapp worker", daemon=True)
        self._is_stopping = threading.Event()
        self._calls: deque[Callable[[], object]] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._thread.start()

    def call(self, function: Callable[[], object]) -> None:
        """Have the loop call this, in turn and soon; what comes before the start is called after it."""
        # Put down first: either the loop is seen here, or the loop, as it begins, sees what was put down.
        self._calls.append(function)
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended
                self._loop.call_soon_threadsafe(self._call_next)

    def stop(self, wait_s: float) -> bool:
        """Cancel the work and wait for the thread, at most so many seconds. Whether it has ended."""
        self._is_stopping.set()
        if self._task is not None:
            self.call(self._task.cancel)
        if self._thread.is_alive():
            self._thread.join(wait_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        import asyncio  # in the thread: it takes its time, and whoever starts a worker is in a hurry

        with suppress(asyncio.CancelledError):
            asyncio.run(self._main())  # of a bug threading.excepthook tells, as of any thread's

    async def _main(self) -> None:
        import asyncio

        self._task = asyncio.current_task()
        self._loop = asyncio.get_running_loop()
        for _ in range(len(self._calls)):
            self._loop.call_soon(self._call_next)
        if not self._is_stopping.is_set():
            await self._work()

    def _call_next(self) -> None:
        if self._calls:  # a call on the way while the loop began is announced twice
            self._calls.popleft()()
