"""Another network, as the kernel tells of it."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Iterator

import pytest

from tests import virtual
from trayapp.computer import network
from trayapp.computer.network import follow_network

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody tells")


class Computer:
    """The computer's own addresses, and the kernel that tells of changes, as a test would have them."""

    def __init__(self) -> None:
        self.addresses: tuple[str | None, str | None] = ("192.0.2.10", None)
        self._kernel, self._listener = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)

    def own_addresses(self) -> tuple[str | None, str | None]:
        return self.addresses

    def listen(self) -> socket.socket:
        return self._listener

    async def tell(self, *, times: int = 1) -> None:
        """The kernel says that something changed; then time passes."""
        for _ in range(times):
            self._kernel.send(b"a message of the kernel")
        await asyncio.sleep(10)

    def close(self) -> None:
        self._kernel.close()
        self._listener.close()


@pytest.fixture
def computer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Computer]:
    fake = Computer()
    monkeypatch.setattr(network, "own_addresses", fake.own_addresses)
    yield fake
    fake.close()


def test_only_other_addresses_are_another_network(computer: Computer) -> None:
    async def scenario() -> list[str | None]:
        seen: list[str | None] = []
        following = asyncio.create_task(
            follow_network(lambda: seen.append(computer.addresses[0]), computer.listen)
        )
        await computer.tell()  # a lease was renewed
        computer.addresses = (None, None)  # the cable is pulled
        await computer.tell(times=12)
        await computer.tell()
        computer.addresses = ("198.51.100.3", None)
        await computer.tell()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        return seen

    assert virtual.run(scenario()) == [None, "198.51.100.3"]
    assert computer.listen().fileno() == -1  # closed with it


def test_the_kernel_can_be_listened_to_and_left_alone_again() -> None:
    async def scenario() -> None:
        following = asyncio.create_task(follow_network(lambda: None))
        await asyncio.sleep(0)
        assert not following.done()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)

    asyncio.run(scenario())


def test_where_the_kernel_may_not_be_listened_to_nothing_is_said() -> None:
    def forbidden() -> socket.socket:
        raise PermissionError("sandboxed")

    asyncio.run(follow_network(lambda: pytest.fail("who said that?"), forbidden))
