"""Another network, as the kernel tells of it."""

from __future__ import annotations

import asyncio
import socket

import pytest

from trayapp.computer import network_changes
from trayapp.computer.network_changes import NetworkChanges


class Addresses:
    """The computer's own addresses, as a test would have them."""

    def __init__(self) -> None:
        self.now: tuple[str | None, str | None] = ("192.0.2.10", None)

    def __call__(self) -> tuple[str | None, str | None]:
        return self.now


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> Addresses:
    fake = Addresses()
    monkeypatch.setattr(network_changes, "own_addresses", fake)
    monkeypatch.setattr(network_changes, "_SETTLED_AFTER_S", 0.0)
    return fake


async def the_kernel_speaks(changes: NetworkChanges, kernel: socket.socket) -> None:
    kernel.send(b"a message of the kernel")
    while changes._settling is None:  # noqa: ASYNC110 - the loop itself is what is waited for
        await asyncio.sleep(0)
    while changes._settling is not None:  # noqa: ASYNC110
        await asyncio.sleep(0)


def listening_to(changes: NetworkChanges) -> socket.socket:
    """Let changes be told by us in the kernel's place."""
    kernel, ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    ours.setblocking(False)
    changes.stop()
    changes._socket = ours
    asyncio.get_running_loop().add_reader(ours, changes._read)
    return kernel


def test_only_other_addresses_are_another_network(addresses: Addresses) -> None:
    async def scenario() -> list[str | None]:
        seen: list[str | None] = []
        changes = NetworkChanges(lambda: seen.append(addresses.now[0]))
        with listening_to(changes) as kernel:
            await the_kernel_speaks(changes, kernel)  # a lease was renewed
            addresses.now = (None, None)  # the cable is pulled
            await the_kernel_speaks(changes, kernel)
            await the_kernel_speaks(changes, kernel)
            addresses.now = ("198.51.100.3", None)
            await the_kernel_speaks(changes, kernel)
        changes.stop()
        return seen

    assert asyncio.run(scenario()) == [None, "198.51.100.3"]


def test_the_kernel_can_be_listened_to_and_left_alone_again() -> None:
    async def scenario() -> None:
        changes = NetworkChanges(lambda: None)
        changes.start()
        changes.stop()
        changes.stop()

    asyncio.run(scenario())


def test_where_the_kernel_may_not_be_listened_to_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> socket.socket:
        raise PermissionError("sandboxed")

    async def scenario() -> None:
        changes = NetworkChanges(lambda: None)
        monkeypatch.setattr(socket, "socket", forbidden)
        changes.start()
        monkeypatch.undo()
        changes.stop()

    asyncio.run(scenario())
