"""Standing polls run beside the checks: not before them, not offline, not in a pause, not asleep."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from tests.checks.test_asking_sources import ScriptedSources
from tests.domain.made import DEAD, NOW, check, judged
from trayapp.checks.checker import Depth
from trayapp.domain.records import Check, JudgedCheck
from trayapp.domain.tracker import Tracker
from trayapp.watch.check_loop import CheckLoop

UP = judged(check(web="ok", posts="ok"))
OFFLINE = judged(check(DEAD, web="connect_failed:unreachable"))
NOTHING_WATCHED = judged(Check(NOW, 60))


class PolledSources(ScriptedSources):
    """Know whether they are being polled."""

    def __init__(self) -> None:
        super().__init__()
        self.polls = 0
        self.is_polled = False

    async def poll(self) -> None:
        self.polls += 1
        self.is_polled = True
        try:
            await asyncio.Event().wait()
        finally:
            self.is_polled = False


class ScriptedChecker:
    """Finds what it is told to, and then the last of it again."""

    def __init__(self, *found: JudgedCheck) -> None:
        self.sources = PolledSources()
        self._found = list(found)

    async def check(self, depth: Depth) -> JudgedCheck:
        return self._found.pop(0) if len(self._found) > 1 else self._found[0]


class Life:
    """A check loop that runs, and each of its checks when it is asked for."""

    def __init__(self, *found: JudgedCheck) -> None:
        self.checker = ScriptedChecker(*found)
        self.checked = asyncio.Event()
        self.paused_until: datetime | None = None
        self.loop = CheckLoop(
            self.checker,  # type: ignore[arg-type] # by its shape
            Tracker(),
            lambda *_: self.checked.set(),
            lambda: NOW,
            3600,
            paused_until=lambda: self.paused_until,
        )

    def pause(self, until: datetime | None) -> None:
        self.paused_until = until
        self.loop.follow_pause()

    async def is_polled_after_a_check(self) -> bool:
        await self.checked.wait()
        self.checked.clear()
        return await self.is_polled()

    async def is_polled(self) -> bool:
        for _ in range(3):  # what was begun or cancelled gets to know it
            await asyncio.sleep(0)
        return self.checker.sources.is_polled


def live(scenario: Callable[[Life], Awaitable[None]], *found: JudgedCheck) -> Life:
    lives: list[Life] = []

    async def run() -> None:
        life = Life(*found)
        lives.append(life)
        running = asyncio.create_task(life.loop.run())
        async with asyncio.timeout(60):
            await scenario(life)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert not await life.is_polled()

    asyncio.run(run())
    return lives[0]


def test_they_begin_with_the_first_check_go_on_and_end_with_the_watching() -> None:
    async def scenario(life: Life) -> None:
        assert await life.is_polled_after_a_check()
        life.loop.check_now()
        assert await life.is_polled_after_a_check()

    assert live(scenario, UP).checker.sources.polls == 1


@pytest.mark.parametrize("found", [OFFLINE, NOTHING_WATCHED], ids=["offline", "nothing to watch"])
def test_they_rest_while_they_are_of_no_use(found: JudgedCheck) -> None:
    async def scenario(life: Life) -> None:
        assert await life.is_polled_after_a_check()
        life.loop.check_now()
        assert not await life.is_polled_after_a_check()
        life.loop.check_now()
        assert await life.is_polled_after_a_check()

    live(scenario, UP, found, UP)


def test_a_pause_stops_them_and_a_check_in_it_does_not_begin_them() -> None:
    async def scenario(life: Life) -> None:
        assert await life.is_polled_after_a_check()
        life.pause(NOW + timedelta(hours=1))
        assert not await life.is_polled()
        life.loop.check_now()
        assert not await life.is_polled_after_a_check()
        life.pause(None)
        assert await life.is_polled_after_a_check()

    live(scenario, UP)


def test_under_other_settings_they_begin_anew() -> None:
    anew = ScriptedChecker(UP)

    async def scenario(life: Life) -> None:
        assert await life.is_polled_after_a_check()
        life.loop.use(3600, lambda: anew)  # type: ignore[arg-type, return-value] # by its shape
        assert not await life.is_polled_after_a_check()
        assert anew.sources.is_polled

    live(scenario, UP)
    assert anew.sources.polls == 1


def test_sleep_stops_them() -> None:
    async def scenario(life: Life) -> None:
        assert await life.is_polled_after_a_check()
        life.loop._sleep(begins=True)
        assert not await life.is_polled()

    live(scenario, UP)
