"""What NetworkManager says of the network, and what is made of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests.computer.services import (
    FakeNetworkManager,
    Service,
    listening,
    network_manager,
    on_bus,
    system_bus_of_our_own,
)
from tests.fakes import PROPERTIES, FakeBus
from trayapp.computer.system_bus import follow_metered

CHANGED = (PROPERTIES, "PropertiesChanged", "sa{sv}as")
YES, NO, GUESS_YES, GUESS_NO, UNKNOWN = 1, 2, 3, 4, 0


@pytest.fixture
def bus() -> Iterator[FakeBus]:
    with system_bus_of_our_own() as running:
        yield running


async def all_is_heard(bus: FakeBus) -> None:
    """Wait until whatever was told before has come to whoever listens."""
    async with network_manager(bus, NO) as last:
        await last.has_been_asked.wait()


def test_what_it_says_is_followed_guesses_too(bus: FakeBus) -> None:
    async def scenario() -> None:
        async with listening(bus, follow_metered, "NameOwnerChanged") as (heard, _):
            async with network_manager(bus, YES) as manager:
                await manager.has_been_asked.wait()
                for value in (GUESS_YES, NO, GUESS_NO, UNKNOWN, GUESS_YES, YES, NO):
                    await manager.become(value)
            await all_is_heard(bus)
            assert heard.rest() == [True, False, True, False]

    asyncio.run(scenario())


def test_when_it_stops_nothing_is_known_and_when_it_comes_it_is_asked(bus: FakeBus) -> None:
    async def scenario() -> None:
        async with listening(bus, follow_metered, "NameOwnerChanged") as (heard, _):
            for _ in range(2):
                async with network_manager(bus, GUESS_YES):
                    assert await heard.next() is True
                assert await heard.next() is False

    asyncio.run(scenario())


def test_one_too_old_to_know_makes_no_line_metered(bus: FakeBus) -> None:
    async def scenario() -> None:
        async with listening(bus, follow_metered, "NameOwnerChanged") as (heard, _):
            async with network_manager(bus, None) as manager:
                await manager.has_been_asked.wait()
            await all_is_heard(bus)
            assert heard.rest() == []

    asyncio.run(scenario())


def test_nobody_else_and_nothing_else_is_believed(bus: FakeBus) -> None:
    async def scenario() -> None:
        name, path = FakeNetworkManager.NAME, FakeNetworkManager.PATH
        changed = {"Metered": ("u", YES)}
        async with listening(bus, follow_metered, "NameOwnerChanged") as (heard, _):
            async with (
                network_manager(bus, NO) as manager,
                on_bus(bus, Service, "org.example.Impostor") as impostor,
            ):
                await manager.has_been_asked.wait()
                await impostor.tell(path, *CHANGED, name, changed, [])
                await manager.tell(path, *CHANGED, f"{name}.Statistics", changed, [])
                await manager.tell(f"{path}/Devices/1", *CHANGED, name, changed, [])
                await manager.tell(path, *CHANGED, name, {"State": ("u", YES)}, [])
            await all_is_heard(bus)
            assert heard.rest() == []

    asyncio.run(scenario())


def test_without_a_bus_nothing_is_known_and_when_it_ends_nothing_is_any_more(bus: FakeBus) -> None:
    async def scenario() -> None:
        async with (
            network_manager(bus, YES),
            listening(bus, follow_metered, "NameOwnerChanged") as (heard, following),
        ):
            assert await heard.next() is True
            bus.die()
            await following
            assert heard.rest() == [False]
            await follow_metered(heard)
            assert heard.rest() == []

    asyncio.run(scenario())
