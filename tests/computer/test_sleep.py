"""How it is learnt that the computer slept."""

from __future__ import annotations

import asyncio
import errno
import os
import select
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.computer.services import Service, listening, on_bus, system_bus_of_our_own
from tests.fakes import FakeBus
from trayapp.computer import sleep
from trayapp.computer.sleep import Wakings, follow_sleep

LOGIND = "org.freedesktop.login1"
ANNOUNCEMENT = ("/org/freedesktop/login1", f"{LOGIND}.Manager", "PrepareForSleep", "b")


linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody knows such a timer")


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


# ---- though nobody announces it


@linux
def test_a_leap_of_the_clock_is_a_waking_if_the_computer_has_slept(monkeypatch: pytest.MonkeyPatch) -> None:
    slept_s = 100.0
    timer, leap = os.pipe()

    async def scenario() -> None:
        nonlocal slept_s
        wakings = Wakings(lambda: told.append(slept_s))
        wakings.start()
        for added_s in (0.0, 600.0, 0.0, 4.0, 600.0):  # set by somebody, slept, set, both clocks drift, slept
            slept_s += added_s
            os.write(leap, b"leap")
            while select.select([timer], [], [], 0)[0]:  # noqa: ASYNC110 - it has not been read yet
                await asyncio.sleep(0)
        wakings.stop()
        os.write(leap, b"leap")

    told: list[float] = []
    monkeypatch.setattr(sleep, "_interruptible_timer", lambda: timer)
    monkeypatch.setattr(sleep, "_boottime_ahead_s", lambda: slept_s)
    with pytest.raises(BrokenPipeError):  # stopped, and closed
        asyncio.run(scenario())
    os.close(leap)
    assert told == [700.0, 1304.0]


@linux
def test_the_kernel_is_asked_to_interrupt_the_timer_when_the_clock_leaps() -> None:
    timer = sleep._interruptible_timer()
    lines = Path(f"/proc/self/fdinfo/{timer}").read_text(encoding="utf-8").splitlines()
    about = {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}
    can_be_read = select.select([timer], [], [], 0)[0]
    os.close(timer)

    clock_on_the_wall, absolute_and_cancel_on_set = "0", "03"
    assert about["clockid"] == clock_on_the_wall
    assert about["settime flags"] == absolute_and_cancel_on_set
    assert not can_be_read


def test_where_the_kernel_gives_no_timer_the_watching_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise OSError(errno.EPERM, "not in this sandbox")

    async def scenario() -> None:
        wakings = Wakings(lambda: pytest.fail("who said that?"))
        wakings.start()
        wakings.stop()

    monkeypatch.setattr(sleep, "_interruptible_timer", refuse)
    asyncio.run(scenario())
