"""The loop's pace, and the thread it runs in."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests import virtual
from tests.computer.services import network_manager, system_bus_of_our_own
from tests.fakes import PATIENCE_S, FakeBus
from tests.sources.made import nobody_else
from trayapp.checks.checker import Depth
from trayapp.domain.records import (
    Cause,
    Check,
    Confidence,
    JudgedCheck,
    Outcome,
    Phases,
    SurfaceResult,
    Verdict,
    VerdictName,
)
from trayapp.domain.tracker import Tracker
from trayapp.net.backoff import HostBackoff
from trayapp.watch import check_loop as monitor_module
from trayapp.watch.check_loop import CheckLoop
from trayapp.watch.worker import WorkerThread

NOW = datetime(2026, 2, 16, 13, 27, 40, tzinfo=UTC)


class ScriptedChecker:
    """Says of each check what it is told to, and notes how it was asked."""

    def __init__(self, *verdicts: VerdictName | Verdict | SurfaceResult | Exception) -> None:
        self.others = nobody_else()
        self.interval_s = 60.0
        self.verdicts = list(verdicts)
        self.asked: list[Depth] = []

    async def check(self, depth: Depth) -> JudgedCheck:
        self.asked.append(depth)
        verdict = self.verdicts.pop(0) if self.verdicts else VerdictName.UP
        if isinstance(verdict, Exception):
            raise verdict
        check = Check(NOW + timedelta(seconds=len(self.asked)), self.interval_s)
        if isinstance(verdict, SurfaceResult):  # and X is up
            check, verdict = replace(check, surfaces=(verdict,)), VerdictName.UP
        if not isinstance(verdict, Verdict):
            verdict = Verdict(verdict, None, Confidence.HIGH)
        return JudgedCheck(check, (), verdict)


class Pauses:
    """Stands in for the monitor's waiting: notes each pause and ends it at once, or by what is asked."""

    def __init__(self, monitor: CheckLoop, ask_at: int | None, end_after: int) -> None:
        self.lengths_s: list[float] = []
        self._monitor = monitor
        self._ask_at = ask_at
        self._end_after = end_after

    async def __call__(self, pause_s: float) -> None:
        self.lengths_s.append(pause_s)
        if len(self.lengths_s) == self._end_after:
            raise asyncio.CancelledError
        if len(self.lengths_s) == self._ask_at:
            self._monitor.check_now()


def run(
    checker: ScriptedChecker, *, checks: int, ask_after: int | None = None
) -> tuple[list[JudgedCheck], list[float]]:
    published: list[JudgedCheck] = []
    lengths_s: list[float] = []

    async def scenario() -> None:
        monitor = CheckLoop(
            checker,  # type: ignore[arg-type] # by its shape
            Tracker(),
            lambda judged, _: published.append(judged),
            lambda: NOW,
            60,
        )
        pauses = Pauses(monitor, ask_after, checks)
        monkeypatch.setattr(monitor, "_wait", pauses)
        try:
            await monitor.run()
        finally:
            lengths_s.extend(pauses.lengths_s)

    with pytest.MonkeyPatch.context() as monkeypatch, pytest.raises(asyncio.CancelledError):
        asyncio.run(scenario())
    return published, lengths_s


def test_on_calm_days_one_check_of_five_is_full() -> None:
    checker = ScriptedChecker()
    run(checker, checks=11)
    light = [Depth.LIGHT] * 4
    assert checker.asked == [Depth.EVERYTHING, *light, Depth.SURFACES, *light, Depth.SURFACES]


def test_after_anything_but_up_every_check_asks_everything() -> None:
    up, down, offline = VerdictName.UP, VerdictName.DOWN, VerdictName.OFFLINE
    checker = ScriptedChecker(up, down, offline, VerdictName.UNKNOWN, up)
    run(checker, checks=6)
    everything, light = Depth.EVERYTHING, Depth.LIGHT
    assert checker.asked == [everything, light, everything, everything, everything, light]


def test_a_check_that_was_asked_for_asks_everything() -> None:
    checker = ScriptedChecker()
    run(checker, checks=3, ask_after=1)
    assert checker.asked == [Depth.EVERYTHING, Depth.EVERYTHING, Depth.LIGHT]


def because(cause: Cause, name: VerdictName = VerdictName.OFFLINE) -> Verdict:
    return Verdict(name, cause, None)


@pytest.mark.parametrize("cause", [Cause.POOR_LINE, Cause.HTTPS_BROKEN])
def test_a_line_that_is_too_poor_is_spared_until_x_answers(cause: Cause) -> None:
    checker = ScriptedChecker(because(cause), because(cause), because(Cause.NO_NETWORK), VerdictName.UP)
    run(checker, checks=5)
    assert checker.asked == [Depth.EVERYTHING, *[Depth.SPARING] * 3, Depth.LIGHT]


@pytest.mark.parametrize("cause", [Cause.SERVER_ERRORS, Cause.UNREACHABLE])
def test_once_the_line_carries_an_x_in_trouble_is_asked_in_full(cause: Cause) -> None:
    checker = ScriptedChecker(because(Cause.POOR_LINE), because(cause, VerdictName.DOWN))
    run(checker, checks=3)
    assert checker.asked == [Depth.EVERYTHING, Depth.SPARING, Depth.EVERYTHING]


def test_a_check_that_was_asked_for_spares_no_line() -> None:
    checker = ScriptedChecker(*[because(Cause.POOR_LINE)] * 3)
    run(checker, checks=3, ask_after=1)
    assert checker.asked == [Depth.EVERYTHING, Depth.EVERYTHING, Depth.SPARING]


SLOW = Phases(total=3500)


@pytest.mark.parametrize(
    ("result", "is_spared"),
    [
        (SurfaceResult("web", Outcome.OK, lost=1), True),
        (SurfaceResult("images", Outcome.OK, lost=1), True),
        (SurfaceResult("posts", Outcome.OK, phases=SLOW), True),
        (SurfaceResult("web", Outcome.OK, phases=Phases(total=2500)), False),
        (SurfaceResult("custom", Outcome.OK, phases=SLOW), False),
    ],
    ids=["lost and found again", "a part, too", "slow", "not that slow", "only the user's own is slow"],
)
def test_a_line_that_loses_or_is_slow_is_spared_nine_checks_of_ten(
    result: SurfaceResult, is_spared: bool
) -> None:
    checker = ScriptedChecker(*[result] * 20)
    run(checker, checks=12)
    rare, often = [Depth.SPARING] * 9, [Depth.LIGHT] * 4
    spared = [Depth.EVERYTHING, *rare, Depth.SURFACES, Depth.SPARING]
    calm = [Depth.EVERYTHING, *often, Depth.SURFACES, *often, Depth.SURFACES, Depth.LIGHT]
    assert checker.asked == (spared if is_spared else calm)


def test_what_was_lost_once_has_the_line_spared_for_ten_checks() -> None:
    checker = ScriptedChecker(SurfaceResult("web", Outcome.OK, lost=1))
    run(checker, checks=13)
    spared, light = [Depth.SPARING] * 9, [Depth.LIGHT] * 2
    assert checker.asked == [Depth.EVERYTHING, *spared, Depth.SURFACES, *light]


def test_a_line_that_is_none_is_asked_in_full() -> None:
    """What is asked over it costs nothing, and the first that comes through is to tell all."""
    checker = ScriptedChecker(because(Cause.NO_NETWORK), because(Cause.CAPTIVE_PORTAL))
    run(checker, checks=3)
    assert checker.asked == [Depth.EVERYTHING] * 3


def test_the_pace_is_the_interval_give_or_take_a_tenth() -> None:
    _, pauses = run(ScriptedChecker(), checks=40)
    assert all(54 <= pause <= 66 for pause in pauses)
    assert len(set(pauses)) > 1


@pytest.mark.parametrize(
    ("interval_s", "metered_s"), [(30, 120), (60, 240), (1200, 3600), (3600, 3600)], ids=str
)
def test_on_a_metered_line_checks_come_less_often_and_say_so(interval_s: int, metered_s: int) -> None:
    """The first to come later is the one after the first that says so: else what lies between were a gap."""

    async def scenario() -> None:
        checker = ScriptedChecker()
        checker.interval_s = interval_s

        def publish(judged: JudgedCheck, _: object) -> None:
            told_s.append(judged.check.interval_s)

        monitor = CheckLoop(checker, Tracker(), publish, lambda: NOW, interval_s)  # type: ignore[arg-type] # by its shape

        async def pause(pause_s: float) -> None:
            pauses_s.append(pause_s)
            if len(pauses_s) in (1, 3):
                monitor._note_metered(len(pauses_s) == 1)
            if len(pauses_s) == 4:
                raise asyncio.CancelledError

        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.setattr(monitor, "_wait", pause)
            await monitor.run()

    told_s: list[float] = []
    pauses_s: list[float] = []
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(scenario())
    assert told_s == [interval_s, metered_s, metered_s, interval_s]
    assert pauses_s == [pytest.approx(told, rel=0.1) for told in told_s]


def test_the_system_says_whether_the_line_is_metered() -> None:
    async def scenario(bus: FakeBus) -> None:
        checked: asyncio.Queue[float] = asyncio.Queue()

        def publish(judged: JudgedCheck, _: object) -> None:
            checked.put_nowait(judged.check.interval_s)

        monitor = CheckLoop(ScriptedChecker(), Tracker(), publish, lambda: NOW, 60)  # type: ignore[arg-type] # by its shape
        async with network_manager(bus, 1), asyncio.timeout(PATIENCE_S):
            running = asyncio.create_task(monitor.run())
            while await checked.get() != 240:
                monitor.check_now()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    with system_bus_of_our_own() as bus:
        asyncio.run(scenario(bus))


def test_trouble_on_a_metered_line_is_confirmed_as_soon_as_ever() -> None:
    checker = ScriptedChecker(VerdictName.DOWN, VerdictName.DOWN, VerdictName.DOWN)
    checker.interval_s = 240
    _, pauses = run(checker, checks=3)
    assert pauses == [15, 30, pytest.approx(240, rel=0.1)]


def test_a_line_that_is_no_longer_metered_is_not_waited_for() -> None:
    async def scenario() -> None:
        checker = ScriptedChecker()
        checker.interval_s = 3600
        monitor = CheckLoop(checker, Tracker(), lambda *_: checked.set(), lambda: NOW, 1800)  # type: ignore[arg-type] # by its shape
        running = asyncio.create_task(monitor.run())
        async with asyncio.timeout(10):
            await checked.wait()
            checked.clear()
            monitor._note_metered(False)
            await checked.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert checker.asked[-1] is Depth.LIGHT  # nothing is wrong, so no more is asked than ever

    checked = asyncio.Event()
    asyncio.run(scenario())


def test_a_bug_in_a_check_makes_that_moment_unknown_and_the_watching_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    published, _ = run(ScriptedChecker(ZeroDivisionError("a bug")), checks=2)
    assert [judged.verdict.name for judged in published] == [VerdictName.UNKNOWN, VerdictName.UP]
    assert "a bug" in caplog.text


@pytest.mark.parametrize(
    ("verdicts", "pauses"),
    [
        pytest.param("up up", [60, 60], id="calm"),
        pytest.param("up down down down down", [60, 15, 30, 60, 60], id="trouble is confirmed sooner"),
        pytest.param("up down up", [60, 15, 60], id="a blip"),
        pytest.param("down down down up up up", [15, 30, 60, 30, 60, 60], id="so is its end"),
        pytest.param("offline offline unknown", [60, 60, 60], id="nothing to confirm"),
    ],
)
def test_the_next_check_comes_sooner_where_it_confirms_something(verdicts: str, pauses: list[int]) -> None:
    checker = ScriptedChecker(*(VerdictName(name) for name in verdicts.split()))
    _, lengths_s = run(checker, checks=len(pauses))
    assert [round(pause / 15) * 15 if pause < 50 else 60 for pause in lengths_s] == pauses


def test_a_waking_does_not_swallow_the_end() -> None:
    async def scenario() -> None:
        monitor = CheckLoop(ScriptedChecker(), Tracker(), lambda *_: checked.set(), lambda: NOW, 60)  # type: ignore[arg-type] # by its shape
        running = asyncio.create_task(monitor.run())
        await checked.wait()
        await asyncio.sleep(0)
        monitor.check_now()
        running.cancel()
        async with asyncio.timeout(10):
            await asyncio.gather(running, return_exceptions=True)

    checked = asyncio.Event()
    asyncio.run(scenario())


def test_a_pause_lets_only_a_wanted_check_through() -> None:
    async def scenario() -> list[int]:
        published: list[JudgedCheck] = []
        news = asyncio.Event()

        def publish(judged: JudgedCheck, _: object) -> None:
            published.append(judged)
            news.set()

        async def next_check() -> None:
            await news.wait()
            news.clear()

        monitor = CheckLoop(ScriptedChecker(), Tracker(), publish, lambda: NOW, 3600)  # type: ignore[arg-type] # by its shape
        running = asyncio.create_task(monitor.run())
        counts = []
        async with asyncio.timeout(20):
            await next_check()
            monitor.pause(NOW + timedelta(hours=1))
            monitor._network_changed()
            for _ in range(20):
                await asyncio.sleep(0)
            counts.append(len(published))
            monitor.check_now()
            await next_check()
            counts.append(len(published))
            monitor.resume()
            await next_check()
            counts.append(len(published))
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        return counts

    assert asyncio.run(scenario()) == [1, 2, 3]


def fall_asleep_and_wake_up(monitor: CheckLoop) -> None:
    """As logind announces it."""
    monitor._sleep(True)
    monitor._note_waking()  # the clocks tell, too
    asyncio.get_running_loop().call_soon(monitor._sleep, False)


@pytest.mark.parametrize("sleep", [fall_asleep_and_wake_up, CheckLoop._note_waking], ids=["announced", "not"])
def test_a_check_over_which_the_computer_fell_asleep_says_nothing(
    sleep: Callable[[CheckLoop], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitor_module, "_LINE_TRIED_EVERY_S", 0.0)

    class SleepyChecker(ScriptedChecker):
        async def check(self, depth: Depth) -> JudgedCheck:
            if not self.asked:
                self.asked.append(depth)
                sleep(monitors[0])
                await asyncio.Event().wait()
            return await super().check(depth)

        async def is_line_up(self) -> bool:
            lines.append("tried")
            return len(lines) > 1

    async def scenario() -> list[JudgedCheck]:
        published: list[JudgedCheck] = []
        done = asyncio.Event()

        def publish(judged: JudgedCheck, _: object) -> None:
            published.append(judged)
            done.set()

        monitors.append(CheckLoop(SleepyChecker(), Tracker(), publish, lambda: NOW, 60))  # type: ignore[arg-type] # by its shape
        running = asyncio.create_task(monitors[0].run())
        async with asyncio.timeout(20):
            await done.wait()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        return published

    monitors: list[CheckLoop] = []
    lines: list[str] = []
    assert len(asyncio.run(scenario())) == 1
    assert lines == ["tried", "tried"]


def test_a_computer_that_nobody_says_is_awake_is_checked_from_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(monitor_module, "_ASLEEP_AT_MOST_S", 0.01)

    async def scenario() -> None:
        checked = asyncio.Event()
        monitor = CheckLoop(ScriptedChecker(), Tracker(), lambda *_: checked.set(), lambda: NOW, 60)  # type: ignore[arg-type] # by its shape
        monitor._sleep(True)
        running = asyncio.create_task(monitor.run())
        async with asyncio.timeout(10):
            await checked.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(scenario())


def test_where_sleep_was_announced_the_waking_will_be_too() -> None:
    monitor = CheckLoop(ScriptedChecker(), Tracker(), lambda *_: None, lambda: NOW, 60)  # type: ignore[arg-type] # by its shape

    monitor._sleep(True)
    monitor._note_waking()
    assert not monitor._is_awake.is_set()  # else one waking would make two checks


def test_a_waking_that_nobody_announced_ends_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    async def line_is_up() -> bool:
        return True

    async def scenario() -> None:
        checked = asyncio.Event()
        checker = ScriptedChecker()
        monkeypatch.setattr(checker, "is_line_up", line_is_up, raising=False)
        monitor = CheckLoop(checker, Tracker(), lambda *_: checked.set(), lambda: NOW, 3600)  # type: ignore[arg-type] # by its shape
        running = asyncio.create_task(monitor.run())
        async with asyncio.timeout(PATIENCE_S):
            await checked.wait()
            checked.clear()
            await asyncio.sleep(0)
            monitor._note_waking()
            await checked.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert checker.asked == [Depth.EVERYTHING, Depth.EVERYTHING]

    asyncio.run(scenario())


# ---- those who want to be left alone


class AskingChecker(ScriptedChecker):
    """Notes of each check whether it may ask a host that wants to be left alone for an hour."""

    def __init__(self) -> None:
        super().__init__()
        self.backoff = HostBackoff(lambda: NOW, 60)
        self.may_ask: list[bool] = []
        self.begun: Callable[[], object] = lambda: None

    async def check(self, depth: Depth) -> JudgedCheck:
        self.backoff.leave_alone("api.example", 3600)
        self.begun()
        self.may_ask.append(self.backoff.wait_s("api.example") == 0)
        return await super().check(depth)


def watched(wish: Callable[[CheckLoop], object], *, mid_check: bool = False) -> list[bool]:
    """What a wish does in the 10th second, or in the middle of the first check; and the next regular one."""

    async def scenario() -> None:
        monitor = CheckLoop(
            checker,  # type: ignore[arg-type] # by its shape
            Tracker(),
            lambda *_: None,
            lambda: NOW,
            60,
            lifted=checker.backoff.lifted,
        )
        if mid_check:
            checker.begun = lambda: checker.may_ask or wish(monitor)
        running = asyncio.create_task(monitor.run())
        await asyncio.sleep(10)
        if not mid_check:
            wish(monitor)
        await asyncio.sleep(80)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    checker = AskingChecker()
    virtual.run(scenario())
    return checker.may_ask


@pytest.mark.parametrize("mid_check", [False, True], ids=["between checks", "while one runs"])
@pytest.mark.parametrize("wish", [CheckLoop.check_now, CheckLoop.resume, CheckLoop._network_changed])
def test_a_wish_and_another_network_have_everybody_asked_in_the_next_check(
    wish: Callable[[CheckLoop], object], mid_check: bool
) -> None:
    assert watched(wish, mid_check=mid_check) == [False, True, False]


@pytest.mark.parametrize(
    "event",
    [lambda monitor: monitor._note_metered(False), lambda monitor: monitor.use(60, lambda: monitor._checker)],
    ids=["the line is not metered", "other settings"],
)
def test_nothing_else_does(event: Callable[[CheckLoop], object]) -> None:
    assert True not in watched(event)


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

    worker = WorkerThread(work)
    worker.start()
    assert began.wait(10)
    assert threads[0].daemon
    assert threads[0] is not threading.current_thread()
    assert worker.stop(10)
    assert ended.is_set()
    assert worker.stop(10)  # again: nothing left to do


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


def test_a_bug_in_the_work_is_told_as_any_thread_s(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    began = threading.Event()

    async def work() -> None:
        began.set()
        raise ZeroDivisionError("a bug")

    worker = WorkerThread(work)
    worker.start()
    assert began.wait(10)
    assert worker.stop(10)
    assert [str(uncaught.exc_value) for uncaught in told] == ["a bug"]


def test_a_worker_stopped_before_it_could_begin_does_no_work() -> None:
    for _ in range(20):
        worker = WorkerThread(asyncio.Event().wait)  # type: ignore[arg-type] # returns True, which nobody reads
        worker.start()
        assert worker.stop(10)
