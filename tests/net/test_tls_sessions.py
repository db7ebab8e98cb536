"""Whether a host's certificate is seen: not each time, but soon, and whenever somebody else stands there."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable

import pytest

from tests.servers import Internet, answers, authority_pem, reply
from trayapp.domain.codes import Outcome
from trayapp.net import tls_sessions
from trayapp.net.answers import Answer
from trayapp.net.exchange import Client, Request
from trayapp.net.failures import Finding
from trayapp.net.tls_sessions import VERIFIED_AGAIN_AFTER_S, resuming
from trayapp.net.x_hosts import is_x_host


class Hosts:
    """Notes of each connection whether it went on from an earlier one."""

    def __init__(self) -> None:
        self.resumed: list[bool] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection: ssl.SSLObject = writer.get_extra_info("ssl_object")
        self.resumed.append(bool(connection.session_reused))
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply(200, "hello"))
        await writer.drain()


def client_of(internet: Internet) -> Client:
    context = resuming(ssl.create_default_context(cadata=authority_pem().decode()))
    return internet.client(trust=lambda: context)


def ask(client: Client, host: str) -> asyncio.Task[Answer | Finding]:
    async def result() -> Answer | Finding:
        return (await client.ask(Request(f"https://{host}/"), 10)).result

    return asyncio.ensure_future(result())


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets so many seconds pass."""
    passed = [0.0]
    real = tls_sessions.clock
    monkeypatch.setattr(tls_sessions, "clock", lambda: real() + passed[0])

    def later(seconds: float) -> None:
        passed[0] += seconds

    return later


@pytest.mark.parametrize(
    ("host", "pauses_s", "resumed"),
    [
        ("x.com", [60, 60, 60, 60], [False, True, True, True, True]),
        ("x.com", [60] * 9, [False, *[True] * 4, False, *[True] * 4]),
        ("cdn.syndication.twimg.com", [60], [False, True]),
        ("x.com", [VERIFIED_AGAIN_AFTER_S], [False, False]),
        ("www.google.com", [60], [False, False]),
    ],
)
def test_the_certificate_is_seen_again_within_minutes(
    host: str, pauses_s: list[float], resumed: list[bool], wait: Callable[[float], None]
) -> None:
    async def scenario() -> list[bool]:
        hosts = Hosts()
        async with Internet() as internet:
            await internet.host(host, hosts.serve)
            client = client_of(internet)
            for pause_s in [0.0, *pauses_s]:
                wait(pause_s)
                assert isinstance(await ask(client, host), Answer)
        return hosts.resumed

    assert asyncio.run(scenario()) == resumed
    assert is_x_host(host) or not any(resumed)


def test_two_at_once_do_not_go_on_from_the_same(wait: Callable[[float], None]) -> None:
    async def scenario() -> list[bool]:
        hosts = Hosts()
        async with Internet() as internet:
            await internet.host("x.com", hosts.serve)
            client = client_of(internet)
            await ask(client, "x.com")
            await asyncio.gather(ask(client, "x.com"), ask(client, "x.com"))
        return sorted(hosts.resumed)

    assert asyncio.run(scenario()) == [False, False, True]


@pytest.mark.parametrize("who", ["untrusted", "wrong_host", "expired", "not_yet_valid"])
def test_who_took_the_hosts_place_is_noticed_at_once(who: str, wait: Callable[[float], None]) -> None:
    async def scenario() -> Answer | Finding:
        async with Internet() as internet:
            await internet.host("x.com", answers(200, "hello"))
            client = client_of(internet)
            assert isinstance(await ask(client, "x.com"), Answer)
            await internet.host("x.com", answers(200, "hello"), certificate=who)
            return await ask(client, "x.com")

    assert asyncio.run(scenario()) == Finding(Outcome.TLS_FAILED, who)


def test_a_host_that_forgot_us_is_asked_for_its_certificate(wait: Callable[[float], None]) -> None:
    async def scenario() -> list[bool]:
        hosts = Hosts()
        async with Internet() as internet:
            await internet.host("x.com", hosts.serve)
            client = client_of(internet)
            await ask(client, "x.com")
            await internet.host("x.com", hosts.serve, certificate="good again")
            assert isinstance(await ask(client, "x.com"), Answer)
        return hosts.resumed

    assert asyncio.run(scenario()) == [False, False]
