"""The thread in which the watching runs."""

from __future__ import annotations

import asyncio
import threading

import pytest

from trayapp.watch.worker import WorkerThread


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


def test_calls_are_carried_over_to_the_worker_s_loop() -> None:
    called: list[str] = []
    began = threading.Event()
    done = threading.Event()

    def note() -> None:
        called.append(threading.current_thread().name)
        done.set()

    async def work() -> None:
        began.set()
        await asyncio.Event().wait()

    worker = WorkerThread(work)
    worker.call(note)  # before it runs: no effect, no error
    worker.start()
    assert began.wait(10)
    worker.call(note)
    assert done.wait(10)
    assert worker.stop(10)
    worker.call(note)  # after its end: likewise
    assert called == ["trayapp worker"]


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


def test_a_bug_in_the_work_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    began = threading.Event()

    async def work() -> None:
        began.set()
        raise ZeroDivisionError("a bug")

    worker = WorkerThread(work)
    worker.start()
    assert began.wait(10)
    assert worker.stop(10)
    assert "a bug" in caplog.text


def test_a_worker_stopped_before_it_could_begin_does_no_work() -> None:
    for _ in range(20):
        worker = WorkerThread(asyncio.Event().wait)  # type: ignore[arg-type] # returns True, which nobody reads
        worker.start()
        assert worker.stop(10)
