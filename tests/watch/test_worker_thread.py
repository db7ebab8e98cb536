"""The background thread: what it is asked to call, it calls, whenever that was."""

from __future__ import annotations

import asyncio
import threading
from functools import partial

from tests.fakes import PATIENCE_S
from trayapp.watch.worker import WorkerThread


def test_what_was_to_be_called_before_the_start_is_called_first_and_in_turn() -> None:
    called: list[tuple[int, str]] = []
    all_called = threading.Event()

    def call(number: int) -> None:
        called.append((number, threading.current_thread().name))

    async def work() -> None:
        await asyncio.Event().wait()

    worker = WorkerThread(work)
    for number in range(3):
        worker.call(partial(call, number))
    worker.start()
    worker.call(all_called.set)

    assert all_called.wait(PATIENCE_S)
    assert worker.stop(PATIENCE_S)
    worker.call(partial(call, 3))  # no effect, no error
    assert called == [(number, "trayapp worker") for number in range(3)]
