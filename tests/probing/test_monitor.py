"""The loop's pace, and the thread it runs in."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest

from trayapp.domain.records import Check, Confidence, JudgedCheck, Verdict, VerdictName
from trayapp.domain.tracker import Tracker
from trayapp.probing.checker import Depth
from trayapp.probing.monitor import Monitor
from trayapp.probing.worker import Worker

NOW = datetime(2026, 2, 16, 13, 27, 40, tzinfo=UTC)


class ScriptedChecker:
    """Says of each check what it is told to, and notes how it was asked."""

    def __init__(self, *verdicts: VerdictName | Exception) -> None:
        self.verdicts = list(verdicts)
        self.asked: list[Depth] = []

    async def check(self, depth: Depth) -> JudgedCheck:
        self.asked.append(depth)
        verdict = self.verdicts.pop(0) if self.verdicts else VerdictName.UP
        if isinstance(verdict, Exception):
            raise verdict
        at = NOW + timedelta(seconds=len(self.asked))
        return JudgedCheck(Check(at, 60), (), Verdict(verdict, None, Confidence.HIGH))


class Pauses:
    """Stands in for `asyncio.wait_for`: notes each pause and ends it at once, or by what is asked."""

    def __init__(self, monitor_box: list[Monitor], ask_at: int | None, end_after: int) -> None:
        self.lengths_s: list[float] = []
        self._monitor_box = monitor_box
        self._ask_at = ask_at
        self._end_after = end_after

    async def __call__(self, waiting: object, pause_s: float) -> None:
        self.lengths_s.append(pause_s)
        waiting.close()  # type: ignore[attr-defined] # the coroutine of Event.wait()
        if len(self.lengths_s) == self._end_after:
            raise asyncio.CancelledError
        if len(self.lengths_s) == self._ask_at:
            self._monitor_box[0].check_now()
            return
        raise TimeoutError


def run(
    checker: ScriptedChecker, monkeypatch: pytest.MonkeyPatch, *, checks: int, ask_after: int | None = None
) -> tuple[list[JudgedCheck], list[float]]:
    published: list[JudgedCheck] = []
    box: list[Monitor] = []
    pauses = Pauses(box, ask_after, checks)
    monkeypatch.setattr(asyncio, "wait_for", pauses)

    async def scenario() -> None:
        box.append(Monitor(checker, Tracker(), lambda judged, _: published.append(judged), lambda: NOW, 60))  # type: ignore[arg-type] # by its shape
        await box[0].run()

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(scenario())
    return published, pauses.lengths_s


def test_on_calm_days_one_check_of_five_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    checker = ScriptedChecker()
    run(checker, monkeypatch, checks=11)
    light = [Depth.LIGHT] * 4
    assert checker.asked == [Depth.EVERYTHING, *light, Depth.SURFACES, *light, Depth.SURFACES]


def test_after_anything_but_up_every_check_asks_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    up, down, offline = VerdictName.UP, VerdictName.DOWN, VerdictName.OFFLINE
    checker = ScriptedChecker(up, down, offline, VerdictName.UNKNOWN, up)
    run(checker, monkeypatch, checks=6)
    everything, light = Depth.EVERYTHING, Depth.LIGHT
    assert checker.asked == [everything, light, everything, everything, everything, light]


def test_a_check_that_was_asked_for_asks_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    checker = ScriptedChecker()
    run(checker, monkeypatch, checks=3, ask_after=1)
    assert checker.asked == [Depth.EVERYTHING, Depth.EVERYTHING, Depth.LIGHT]


def test_the_pace_is_the_interval_give_or_take_a_tenth(monkeypatch: pytest.MonkeyPatch) -> None:
    _, pauses = run(ScriptedChecker(), monkeypatch, checks=40)
    assert all(54 <= pause <= 66 for pause in pauses)
    assert len(set(pauses)) > 1


def test_a_bug_in_a_check_makes_that_moment_unknown_and_the_watching_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    published, _ = run(ScriptedChecker(ZeroDivisionError("a bug")), monkeypatch, checks=2)
    assert [judged.verdict.name for judged in published] == [VerdictName.UNKNOWN, VerdictName.UP]
    assert "a bug" in caplog.text


# ---- the worker


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

    worker = Worker(work)
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

    worker = Worker(work)
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

    worker = Worker(work)
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

    worker = Worker(work)
    worker.start()
    assert began.wait(10)
    assert worker.stop(10)
    assert "a bug" in caplog.text


def test_a_worker_stopped_before_it_could_begin_does_no_work() -> None:
    for _ in range(20):
        worker = Worker(asyncio.Event().wait)  # type: ignore[arg-type] # returns True, which nobody reads
        worker.start()
        assert worker.stop(10)
