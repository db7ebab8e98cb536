"""How it is learnt that the computer slept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from tests.computer.services import Service, listening, on_bus, system_bus_of_our_own
from tests.fakes import FakeBus
from trayapp.computer.system_bus import SleepClock, follow_sleep

LOGIND = "org.freedesktop.login1"
ANNOUNCEMENT = ("/org/freedesktop/login1", f"{LOGIND}.Manager", "PrepareForSleep", "b")


@pytest.fixture
def bus() -> Iterator[FakeBus]:
    with system_bus_of_our_own() as running:
        yield running


def test_what_logind_announces_is_told(bus: FakeBus) -> None:
    async def scenario() -> None:
        async with (
            on_bus(bus, Service, LOGIND) as logind,
            listening(bus, follow_sleep, "PrepareForSleep") as (heard, _),
        ):
            for is_asleep in (True, False, True):
                await logind.tell(*ANNOUNCEMENT, is_asleep)
                assert await heard.next() is is_asleep

    asyncio.run(scenario())


def test_nobody_else_can_announce_it(bus: FakeBus) -> None:
    async def scenario() -> None:
        async with (
            on_bus(bus, Service, LOGIND) as logind,
            on_bus(bus, Service, "org.example.Impostor") as impostor,
            listening(bus, follow_sleep, "PrepareForSleep") as (heard, _),
        ):
            await impostor.tell(*ANNOUNCEMENT, True)
            await logind.tell(*ANNOUNCEMENT, False)
            assert await heard.next() is False

    asyncio.run(scenario())


def test_when_the_bus_ends_over_it_the_computer_is_taken_for_awake(bus: FakeBus) -> None:
    async def scenario() -> None:
        async with (
            on_bus(bus, Service, LOGIND) as logind,
            listening(bus, follow_sleep, "PrepareForSleep") as (heard, following),
        ):
            await logind.tell(*ANNOUNCEMENT, True)
            assert await heard.next() is True
            bus.die()
            await following
            assert heard.rest() == [False]

    asyncio.run(scenario())


@pytest.mark.parametrize("address", ["unix:path=/nowhere", "unix:", "tcp:host=127.0.0.1,port=1", "nonsense"])
def test_where_there_is_no_bus_sleep_is_not_announced(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)

    asyncio.run(follow_sleep(lambda _: pytest.fail("who said that?")))


def test_two_clocks_tell_of_a_sleep_that_nobody_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    slept_s = iter([100.0, 100.5, 700.0, 704.0])  # of the last 4 s the clocks may have drifted apart
    clocks = {time.CLOCK_BOOTTIME: lambda: 5.0 + next(slept_s), time.CLOCK_MONOTONIC: lambda: 5.0}
    monkeypatch.setattr(time, "clock_gettime", lambda clock: clocks[clock]())
    clock = SleepClock()
    assert [clock.has_slept() for _ in range(3)] == [False, True, False]
