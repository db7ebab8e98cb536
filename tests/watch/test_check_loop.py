"""The loop that checks: what begins a check, what keeps from it, and what the computer tells it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tests import virtual
from tests.computer.services import network_manager, system_bus_of_our_own
from tests.fakes import PATIENCE_S, FakeBus
from tests.sources.made import nobody_else
from trayapp.checks.checker import Depth
from trayapp.domain.codes import Confidence, VerdictName
from trayapp.domain.records import Check, JudgedCheck, Verdict
from trayapp.domain.tracker import Tracker
from trayapp.net.backoff import HostBackoff
from trayapp.watch import check_loop
from trayapp.watch.check_loop import CheckLoop

NOW = datetime(2026, 2, 16, 13, 27, 40, tzinfo=UTC)


def now() -> datetime:
    return NOW + timedelta(seconds=asyncio.get_running_loop().time())


class ScriptedChecker:
    """Finds X up, unless it is told to raise, and notes how and when it was asked."""

    def __init__(self, *errors: Exception | None, takes_s: float = 0.0) -> None:
        self.sources = nobody_else()
        self.interval_s = 60.0
        self.asked: list[Depth] = []
        self.asked_at_s: list[float] = []
        self.networks: list[bool] = []
        """Whether the network is up, each time that is asked; at last it is."""
        self.networks_tried = 0
        self._errors = list(errors)
        self._takes_s = takes_s

    async def check(self, depth: Depth) -> JudgedCheck:
        self.asked.append(depth)
        self.asked_at_s.append(asyncio.get_running_loop().time())
        at = now()
        await asyncio.sleep(self._takes_s)
        if error := self._errors.pop(0) if self._errors else None:
            raise error
        return JudgedCheck(Check(at, self.interval_s), (), Verdict(VerdictName.UP, None, Confidence.HIGH))

    async def is_network_up(self) -> bool:
        self.networks_tried += 1
        return self.networks.pop(0) if self.networks else True


class Computer:
    """What the computer tells the loop, as a test has it: of its sleep, its network, and what that costs."""

    announce_sleep: Callable[[bool], None]
    say_metered: Callable[[bool], None]
    change_network: Callable[[], None]

    def __init__(self) -> None:
        self.has_slept_unannounced = False

    async def follow_sleep(self, slept: Callable[[bool], None]) -> None:
        self.announce_sleep = slept
        await asyncio.Event().wait()

    async def follow_metered(self, changed: Callable[[bool], None]) -> None:
        self.say_metered = changed
        await asyncio.Event().wait()

    async def follow_network(self, changed: Callable[[], None]) -> None:
        self.change_network = changed
        await asyncio.Event().wait()

    def has_slept(self) -> bool:
        before, self.has_slept_unannounced = self.has_slept_unannounced, False
        return before


@pytest.fixture(autouse=True)
def computer(monkeypatch: pytest.MonkeyPatch) -> Computer:
    computer = Computer()
    monkeypatch.setattr(check_loop, "follow_sleep", computer.follow_sleep)
    monkeypatch.setattr(check_loop, "follow_metered", computer.follow_metered)
    monkeypatch.setattr(check_loop, "follow_network", computer.follow_network)
    monkeypatch.setattr(check_loop, "SleepClock", lambda: computer)
    return computer


class Watched:
    """A loop that runs, and what it published."""

    def __init__(self, checker: ScriptedChecker, interval_s: float) -> None:
        self.published: list[JudgedCheck] = []
        self.paused_until: datetime | None = None
        self.loop = CheckLoop(
            checker,  # type: ignore[arg-type] # by its shape
            Tracker(),
            lambda judged, _: self.published.append(judged),
            now,
            interval_s,
            paused_until=lambda: self.paused_until,
        )

    def pause(self, until: datetime | None) -> None:
        self.paused_until = until
        self.loop.follow_pause()


@asynccontextmanager
async def watching(checker: ScriptedChecker, interval_s: float = 60) -> AsyncIterator[Watched]:
    checker.interval_s = interval_s
    watched = Watched(checker, interval_s)
    running = asyncio.create_task(watched.loop.run())
    yield watched
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize(
    ("interval_s", "metered_s"), [(30, 120), (60, 240), (1200, 3600), (3600, 3600)], ids=str
)
def test_on_a_metered_network_checks_come_less_often_and_say_so(
    interval_s: int, metered_s: int, computer: Computer
) -> None:
    """The first to come later is the one after the first that says so: else what lies between were a gap.

    A network that is no longer metered is not waited for; nothing is wrong, so no more is asked than ever.
    """
    checker = ScriptedChecker()

    async def scenario() -> list[float]:
        async with watching(checker, interval_s) as watched:
            await asyncio.sleep(1)
            computer.say_metered(True)
            await asyncio.sleep(1.1 * (interval_s + metered_s) + 1)
            computer.say_metered(False)
            await asyncio.sleep(1)
            return [judged.check.interval_s for judged in watched.published]

    assert virtual.run(scenario()) == [interval_s, metered_s, metered_s, interval_s]
    first_s, second_s, third_s, _ = checker.asked_at_s
    assert second_s - first_s == pytest.approx(interval_s, rel=0.1)
    assert third_s - second_s == pytest.approx(metered_s, rel=0.1)
    assert checker.asked[-1] is Depth.LIGHT


def test_the_system_says_whether_the_network_is_metered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    async def scenario(bus: FakeBus) -> None:
        checked: asyncio.Queue[float] = asyncio.Queue()

        def on_check(judged: JudgedCheck, _: object) -> None:
            checked.put_nowait(judged.check.interval_s)

        loop = CheckLoop(ScriptedChecker(), Tracker(), on_check, now, 60)  # type: ignore[arg-type] # by its shape
        async with network_manager(bus, 1), asyncio.timeout(PATIENCE_S):
            running = asyncio.create_task(loop.run())
            while await checked.get() != 240:
                loop.check_now()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    with system_bus_of_our_own() as bus:
        asyncio.run(scenario(bus))


def test_a_bug_in_a_check_makes_that_moment_unknown_and_the_watching_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scenario() -> list[VerdictName]:
        async with watching(ScriptedChecker(ZeroDivisionError("a bug"))) as watched:
            await asyncio.sleep(70)
            return [judged.verdict.name for judged in watched.published]

    assert virtual.run(scenario()) == [VerdictName.UNKNOWN, VerdictName.UP]
    assert "a bug" in caplog.text


def test_a_waking_does_not_swallow_the_end() -> None:
    async def scenario() -> None:
        async with asyncio.timeout(10), watching(ScriptedChecker()) as watched:
            await asyncio.sleep(1)
            watched.loop.check_now()

    virtual.run(scenario())


def test_a_pause_lets_only_a_wanted_check_through(computer: Computer) -> None:
    checker = ScriptedChecker()

    async def scenario() -> list[int]:
        counts = []
        async with watching(checker) as watched:
            await asyncio.sleep(1)
            watched.pause(now() + timedelta(hours=1))
            for event in (computer.change_network, watched.loop.check_now, lambda: watched.pause(None)):
                event()
                await asyncio.sleep(1)
                counts.append(len(checker.asked))
        return counts

    assert virtual.run(scenario()) == [1, 2, 3]


def test_a_pause_ends_by_the_clock_on_the_wall() -> None:
    checker = ScriptedChecker()

    async def scenario() -> None:
        async with watching(checker) as watched:
            await asyncio.sleep(1)
            watched.pause(now() + timedelta(hours=1))
            await asyncio.sleep(3610)

    virtual.run(scenario())
    assert checker.asked_at_s == [0, 3601]


def test_a_check_over_which_the_computer_was_announced_to_sleep_ends_and_says_nothing(
    computer: Computer,
) -> None:
    checker = ScriptedChecker(takes_s=10)
    checker.networks = [False]

    async def scenario() -> list[JudgedCheck]:
        async with watching(checker) as watched:
            await asyncio.sleep(3)
            computer.announce_sleep(True)
            await asyncio.sleep(2)
            computer.announce_sleep(False)
            await asyncio.sleep(15)
            return watched.published

    assert [judged.check.at for judged in virtual.run(scenario())] == [NOW + timedelta(seconds=8)]
    assert checker.asked == [Depth.EVERYTHING] * 2
    assert checker.networks_tried == 2


def test_a_check_that_spans_a_sleep_nobody_announced_says_nothing(computer: Computer) -> None:
    """It is asked again at once, when the network is there: most of it was asked before the sleep."""
    checker = ScriptedChecker(takes_s=10)
    checker.networks = [False]

    async def scenario() -> list[JudgedCheck]:
        async with watching(checker) as watched:
            await asyncio.sleep(3)
            computer.has_slept_unannounced = True
            await asyncio.sleep(25)
            return watched.published

    assert [judged.check.at for judged in virtual.run(scenario())] == [NOW + timedelta(seconds=13)]
    assert checker.asked == [Depth.EVERYTHING] * 2
    assert checker.networks_tried == 2


def test_a_sleep_nobody_announced_is_noticed_at_the_next_check_at_the_latest(computer: Computer) -> None:
    checker = ScriptedChecker()
    checker.networks = [False]

    async def scenario() -> None:
        async with watching(checker):
            await asyncio.sleep(3)
            computer.has_slept_unannounced = True
            await asyncio.sleep(70)

    virtual.run(scenario())
    assert checker.networks_tried == 2
    assert checker.asked == [Depth.EVERYTHING] * 2  # and not lightly, as on a calm day


def test_a_computer_that_nobody_says_is_awake_is_checked_from_all_the_same(computer: Computer) -> None:
    checker = ScriptedChecker()

    async def scenario() -> None:
        async with watching(checker) as watched:
            await asyncio.sleep(1)
            computer.announce_sleep(True)
            await asyncio.sleep(130)
            assert len(watched.published) == 2

    virtual.run(scenario())


class AskingChecker(ScriptedChecker):
    """Notes of each check whether it may ask a host that wants to be left alone for an hour."""

    def __init__(self) -> None:
        super().__init__()
        self.backoff = HostBackoff(lambda: NOW, 60)
        self.may_ask: list[bool] = []
        self.begun: Callable[[], object] = lambda: None

    async def check(self, depth: Depth) -> JudgedCheck:
        self.backoff.set_retry_after("api.example", 3600)
        self.begun()
        self.may_ask.append(self.backoff.retry_after_s("api.example") == 0)
        return await super().check(depth)


Event = Callable[[CheckLoop, Computer], object]


def asked_despite(event: Event, computer: Computer, *, mid_check: bool = False) -> list[bool]:
    """What an event does in the 10th second, or in mid check, and the next regular check after it."""

    async def scenario() -> None:
        loop = CheckLoop(
            checker,  # type: ignore[arg-type] # by its shape
            Tracker(),
            lambda *_: None,
            lambda: NOW,
            60,
            overridden_waits=checker.backoff.overridden,
        )
        running = asyncio.create_task(loop.run())
        if mid_check:
            checker.begun = lambda: checker.may_ask or event(loop, computer)
        await asyncio.sleep(10)
        if not mid_check:
            event(loop, computer)
        await asyncio.sleep(80)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    checker = AskingChecker()
    virtual.run(scenario())
    return checker.may_ask


@pytest.mark.parametrize("mid_check", [False, True], ids=["between checks", "while one runs"])
@pytest.mark.parametrize(
    "event",
    [
        lambda loop, _: loop.check_now(),
        lambda loop, _: loop.follow_pause(),
        lambda _, computer: computer.change_network(),
    ],
    ids=["a check", "the end of a pause", "another network"],
)
def test_a_command_and_another_network_have_everybody_asked_in_the_next_check(
    event: Event, mid_check: bool, computer: Computer
) -> None:
    assert asked_despite(event, computer, mid_check=mid_check) == [False, True, False]


@pytest.mark.parametrize(
    "event",
    [lambda _, computer: computer.say_metered(False), lambda loop, _: loop.use(60, AskingChecker)],
    ids=["the network is not metered", "other settings"],
)
def test_nothing_else_does(event: Event, computer: Computer) -> None:
    assert True not in asked_despite(event, computer)
