"""The resolver that cannot hang us, and the race of addresses."""

from __future__ import annotations

import asyncio
import errno
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from trayapp.net import sockets
from trayapp.net.sockets import NoAnswerError, Resolver, connect


class StuckLookups:
    """A `getaddrinfo` that answers nothing until it is let go."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.asked: list[str] = []

    def __call__(self, name: str, *_: Any, **__: Any) -> list[Any]:
        self.asked.append(name)
        assert self.release.wait(60)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.88.99.1", 0))]


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[StuckLookups]:
    lookups = StuckLookups()
    monkeypatch.setattr(socket, "getaddrinfo", lookups)
    yield lookups
    lookups.release.set()


async def give_up(*lookups: asyncio.Task[Any]) -> None:
    """Let these lookups begin, then stop waiting for them."""
    await asyncio.sleep(0)
    for lookup in lookups:
        lookup.cancel()
    await asyncio.gather(*lookups, return_exceptions=True)


def test_a_hanging_lookup_is_not_repeated_and_its_answer_serves_whoever_waits(stuck: StuckLookups) -> None:
    async def scenario() -> tuple[str, ...]:
        resolver = Resolver()
        for _ in range(5):  # five checks that gave up on it
            await give_up(asyncio.create_task(resolver("x.com")))
        last = asyncio.create_task(resolver("x.com"))
        await asyncio.sleep(0)
        stuck.release.set()
        return await last

    assert asyncio.run(scenario()) == ("192.88.99.1",)
    assert stuck.asked == ["x.com"]


def test_hanging_lookups_are_bounded_whatever_is_asked(stuck: StuckLookups) -> None:
    async def scenario() -> None:
        resolver = Resolver()
        await give_up(*(asyncio.create_task(resolver(f"host{i}.x.com")) for i in range(24)))
        with pytest.raises(NoAnswerError):
            await resolver("one-more.x.com")

    asyncio.run(scenario())
    assert "one-more.x.com" not in stuck.asked


def test_a_hanging_lookup_does_not_keep_the_interpreter_alive() -> None:
    code = """
import asyncio, socket, threading
from trayapp.net.sockets import Resolver

hangs = threading.Event()

def getaddrinfo(*_, **__):
    hangs.set()
    threading.Event().wait()

async def give_up():
    lookup = asyncio.create_task(Resolver()("x.com"))
    await asyncio.to_thread(hangs.wait)
    lookup.cancel()

socket.getaddrinfo = getaddrinfo
asyncio.run(give_up())
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_name_is_asked_again_once_its_lookup_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([socket.gaierror(socket.EAI_NONAME, "unknown"), "192.88.99.5"])

    def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, 0))] * 2

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    async def scenario() -> tuple[str, ...]:
        resolver = Resolver()
        with pytest.raises(socket.gaierror):
            await resolver("x.com")
        return await resolver("x.com")

    assert asyncio.run(scenario()) == ("192.88.99.5",)


@pytest.mark.parametrize(("has_route", "raised"), [(True, socket.gaierror), (False, NoAnswerError)])
def test_a_quick_failure_is_the_resolver_s_word_only_if_packets_could_reach_it(
    monkeypatch: pytest.MonkeyPatch, has_route: bool, raised: type[Exception]
) -> None:
    def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(sockets, "own_addresses", lambda: ("192.0.2.9" if has_route else None, None))
    with pytest.raises(raised):
        asyncio.run(Resolver()("x.com"))


def test_a_slow_failure_is_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 4.0])

    def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(sockets, "lookup_clock", lambda: next(clock))
    with pytest.raises(NoAnswerError):
        asyncio.run(Resolver()("x.com"))


@pytest.mark.parametrize("place", ["getaddrinfo", "own_addresses"])
def test_who_waits_for_a_lookup_that_meets_a_bug_hears_of_it(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> list[Any]:
        raise KeyError if place == "getaddrinfo" else socket.gaierror(socket.EAI_AGAIN, "try again")

    def addresses() -> tuple[None, None]:
        raise KeyError

    told = threading.Event()
    monkeypatch.setattr(sys, "unraisablehook", lambda _: told.set())
    monkeypatch.setattr(socket, "getaddrinfo", fail)
    monkeypatch.setattr(sockets, "own_addresses", addresses)
    with pytest.raises(RuntimeError):
        asyncio.run(Resolver()("x.com"))
    assert told.wait(60)


class Dialler:
    """Addresses that answer, fail, or hang, and the order they were tried in."""

    def __init__(self, **addresses: str) -> None:
        self.addresses = addresses
        self.tried: list[str] = []
        self.given_up: list[str] = []
        self.sockets: list[socket.socket] = []

    async def __call__(self, address: str, port: int) -> socket.socket:
        self.tried.append(address)
        match self.addresses.get(address, "answers"):
            case "refuses":
                raise ConnectionRefusedError(errno.ECONNREFUSED, address)
            case "has no way":
                raise OSError(errno.ENETUNREACH, address)
            case "hangs":
                try:
                    await asyncio.Event().wait()
                except asyncio.CancelledError:
                    self.given_up.append(address)
                    raise
            case "breaks":
                raise ZeroDivisionError
        self.sockets.append(socket.socket())
        return self.sockets[-1]


def race(dialler: Dialler, *addresses: str) -> str:
    async def scenario() -> str:
        connection, address = await connect(addresses, 443, dialler)
        connection.close()
        await asyncio.sleep(0)
        return address

    return asyncio.run(scenario())


def test_the_families_take_turns_from_the_systems_first_choice() -> None:
    dialler = Dialler(**dict.fromkeys(("v6::1", "v6::2", "v6::3", "4.4.4.4", "4.4.4.5"), "refuses"))
    with pytest.raises(ExceptionGroup):
        race(dialler, "v6::1", "v6::2", "v6::3", "4.4.4.4", "4.4.4.5")
    assert dialler.tried == ["v6::1", "4.4.4.4", "v6::2", "4.4.4.5", "v6::3"]


def test_a_refusal_lets_the_next_address_in_at_once() -> None:
    dialler = Dialler(**{"v6::1": "refuses"})
    assert race(dialler, "v6::1", "4.4.4.4") == "4.4.4.4"


def test_of_thousands_of_addresses_eight_are_tried() -> None:
    many = [f"4.4.{at // 250}.{at % 250}" for at in range(4000)]
    dialler = Dialler(**dict.fromkeys(many, "refuses"))
    with pytest.raises(ExceptionGroup):
        race(dialler, *many)
    assert dialler.tried == many[:8]


def test_an_address_that_hangs_loses_and_is_given_up() -> None:
    dialler = Dialler(**{"v6::1": "hangs"})
    assert race(dialler, "v6::1", "4.4.4.4") == "4.4.4.4"
    assert dialler.given_up == ["v6::1"]


def test_every_address_s_error_is_kept() -> None:
    dialler = Dialler(**{"v6::1": "has no way", "4.4.4.4": "refuses"})
    with pytest.raises(ExceptionGroup) as raised:
        race(dialler, "v6::1", "4.4.4.4")
    assert [type(e).__name__ for e in raised.value.exceptions] == ["OSError", "ConnectionRefusedError"]


def test_the_only_address_s_error_stands_alone() -> None:
    with pytest.raises(ConnectionRefusedError):
        race(Dialler(**{"4.4.4.4": "refuses"}), "4.4.4.4")


def test_a_bug_in_dialling_is_not_taken_for_the_network() -> None:
    with pytest.raises(ZeroDivisionError):
        race(Dialler(**{"4.4.4.4": "breaks"}), "4.4.4.4")


def test_a_race_that_is_called_off_leaves_no_connection_behind() -> None:
    async def scenario() -> None:
        dialler = Dialler(**{"v6::1": "hangs"})
        racing = asyncio.create_task(connect(("v6::1",), 443, dialler))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        racing.cancel()
        await asyncio.gather(racing, return_exceptions=True)
        await asyncio.sleep(0)
        assert dialler.given_up == ["v6::1"]

    asyncio.run(scenario())


def test_a_socket_is_dialled_with_a_small_window() -> None:
    async def scenario() -> tuple[int, bool]:
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
        async with server:
            connection = await sockets.dial("127.0.0.1", server.sockets[0].getsockname()[1])
            with connection:
                return connection.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF), connection.getblocking()

    size, is_blocking = asyncio.run(scenario())
    assert size <= 2 * 8 * 1024  # Linux doubles what it is told
    assert not is_blocking


@pytest.mark.parametrize(
    ("addresses", "usable"),
    [
        (("0.0.0.0", "::"), ()),
        (("127.0.0.1", "127.9.9.9", "::1"), ()),
        (("0.0.0.0", "172.66.0.227"), ("172.66.0.227",)),
        (("10.0.0.1", "fe80::1%eth0"), ("10.0.0.1", "fe80::1%eth0")),
    ],
)
def test_which_addresses_are_worth_trying(addresses: tuple[str, ...], usable: tuple[str, ...]) -> None:
    assert sockets.usable(addresses) == usable


@pytest.mark.parametrize(
    ("addresses", "private"),
    [
        (("10.0.0.1",), True),
        (("198.18.0.7",), True),  # how some VPNs hand out made-up addresses
        (("100.64.0.1", "fd00::1"), True),
        (("10.0.0.1", "172.66.0.227"), False),
        (("2606:4700::1",), False),
    ],
)
def test_which_addresses_are_private(addresses: tuple[str, ...], private: bool) -> None:
    assert sockets.are_private(addresses) is private
