"""The thread in which the watching runs."""

from __future__ import annotations

import asyncio
import threading
from functools import partial
from queue import SimpleQueue

import pytest

from tests.fakes import PATIENCE_S
from trayapp.watch.worker_thread import WorkerThread


def test_the_worker_runs_its_work_on_a_daemon_thread_and_stops_when_told() -> None:
    began = threading.Event()
    ended = threading.Event()
    threads: list[threading.Thread] = []

    async def work() -> None:
        threads.append(threading.current_thread())
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    worker = WorkerThread(work)
    worker.start()
    assert began.wait(10)
    assert threads[0].daemon
    assert threads[0] is not threading.current_thread()
    assert worker.stop(10)
    assert ended.is_set()
    assert worker.stop(10)  # again: nothing left to do


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


def test_work_that_will_not_end_does_not_keep_stop_waiting() -> None:
    began = threading.Event()
    release = threading.Event()

    async def work() -> None:
        began.set()
        release.wait(60)  # a blocking call is the point

    worker = WorkerThread(work)
    worker.start()
    assert began.wait(10)
    assert worker.stop(0.05) is False
    release.set()
    assert worker.stop(10)


def test_a_bug_in_the_work_is_told_as_that_of_any_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    told: SimpleQueue[type[BaseException]] = SimpleQueue()
    monkeypatch.setattr(threading, "excepthook", lambda args: told.put(args.exc_type))

    async def work() -> None:
        raise ZeroDivisionError("a bug")

    worker = WorkerThread(work)
    worker.start()
    assert told.get(timeout=PATIENCE_S) is ZeroDivisionError
    assert worker.stop(PATIENCE_S)


def test_a_worker_stopped_before_it_could_begin_does_no_work() -> None:
    for _ in range(20):
        worker = WorkerThread(asyncio.Event().wait)  # type: ignore[arg-type] # returns True, which nobody reads
        worker.start()
        assert worker.stop(10)
