"""Requests through a proxy: what is the proxy's fault, and what is X's."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from tests import servers
from tests.servers import Internet, Serve, answers, reply, sends
from trayapp.domain.records import PROXY_DETAIL, Outcome
from trayapp.probing.answers import Answer
from trayapp.probing.exchange import Exchange, Request
from trayapp.probing.failures import Finding
from trayapp.probing.proxies import proxy_chooser
from trayapp.settings import Settings

PROXY = "http://proxy.example:3128"


def tunnelling(internet: Internet) -> Serve:
    """A CONNECT proxy that looks names up on this internet."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target, _ = await servers.read_request(reader)
        host, _, port = target.rpartition(":")
        address = internet.address_of(host)
        there_reader, there_writer = await internet.connect(address, int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        try:
            await asyncio.gather(_pump(reader, there_writer), _pump(there_reader, writer))
        finally:
            there_writer.close()

    return serve


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    writer.close()


def ask(
    proxy_serves: Serve | None,
    *,
    site: Serve | None = None,
    url: str = "https://x.com/",
    proxy: str = PROXY,
    deadline_s: float = 10.0,
    certificate: str = "good",
) -> tuple[Exchange, list[str]]:
    """What a request becomes through such a proxy, and the names that were looked up here."""

    async def scenario() -> tuple[Exchange, list[str]]:
        async with Internet() as internet:
            if site is not None:
                await internet.host("x.com", site, certificate=certificate)
            if proxy_serves is not None:
                await internet.host("proxy.example", proxy_serves, port=3128)
            else:
                await internet.host("proxy.example", tunnelling(internet), port=3128)
            exchange = await internet.client(proxy).ask(Request(url), deadline_s)
            return exchange, internet.asked_names

    return asyncio.run(scenario())


def test_the_proxy_looks_the_name_up_and_the_certificate_is_still_verified() -> None:
    exchange, names = ask(None, site=answers(200, "through"))
    assert isinstance(exchange.result, Answer)
    assert exchange.result.body == b"through"
    assert exchange.via_proxy
    assert names == ["proxy.example"]

    exchange, _ = ask(None, site=answers(200), certificate="untrusted")
    assert exchange.result == Finding(Outcome.TLS_FAILED, "untrusted")


def test_plain_http_is_forwarded() -> None:
    exchange, _ = ask(answers(204), url="http://control.example/")
    assert isinstance(exchange.result, Answer)
    assert exchange.result.status == 204


@pytest.mark.parametrize(
    ("serve", "finding"),
    [
        pytest.param(
            sends(reply(407, "", {"proxy-authenticate": "Basic"})),
            Finding(Outcome.REFUSED, PROXY_DETAIL),
            id="wants a login",
        ),
        pytest.param(
            sends(reply(502)), Finding(Outcome.CONNECT_FAILED, "proxy_refused"), id="cannot reach X"
        ),
        pytest.param(sends(reply(403)), Finding(Outcome.CONNECT_FAILED, "proxy_refused"), id="forbids X"),
        pytest.param(servers.closes_at_once, Finding(Outcome.CONNECT_FAILED, "reset"), id="closes"),
        pytest.param(servers.GARBAGE, Finding(Outcome.CONNECT_FAILED, "reset"), id="garbage"),
        pytest.param(servers.hangs_after_reading, Finding(Outcome.TIMEOUT, "connect"), id="silent"),
    ],
)
def test_a_tunnel_that_does_not_come_about_is_never_x_answering(serve: Serve, finding: Finding) -> None:
    exchange, _ = ask(serve, deadline_s=1.0)
    assert exchange.result == finding


@pytest.mark.parametrize(
    ("proxy", "outcome"),
    [
        ("http://proxy.example:1", Outcome.CONNECT_FAILED),
        ("http://nowhere.example:3128", Outcome.DNS_FAILED),
        ("socks5://proxy.example:1", Outcome.CONNECT_FAILED),
        ("gopher://proxy.example:70", Outcome.CONNECT_FAILED),
        ("http://[broken", Outcome.DNS_FAILED),
    ],
)
def test_a_proxy_that_is_not_there_is_named_as_the_culprit(proxy: str, outcome: Outcome) -> None:
    exchange, _ = ask(None, proxy=proxy)
    assert exchange.result == Finding(outcome, PROXY_DETAIL)


def test_a_wrong_certificate_of_the_proxy_itself_is_the_proxy_s_fault() -> None:
    async def scenario() -> Exchange:
        async with Internet() as internet:
            await internet.host("proxy.example", answers(200), certificate="untrusted")
            return await internet.client("https://proxy.example:443").ask(Request("https://x.com/"), 5)

    assert asyncio.run(scenario()).result == Finding(Outcome.TLS_FAILED, PROXY_DETAIL)


# ---- which proxy


@pytest.fixture
def no_proxy_variables(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        ({}, "https://x.com/", None),
        ({"https_proxy": "http://p:1"}, "https://x.com/", "http://p:1"),
        ({"https_proxy": "http://p:1"}, "http://a.example/", None),
        ({"http_proxy": "http://p:1"}, "http://a.example/", "http://p:1"),
        ({"HTTPS_PROXY": "p:1"}, "https://x.com/", "http://p:1"),
        ({"all_proxy": "socks5://p:1"}, "https://x.com/", "socks5://p:1"),
        ({"https_proxy": "http://p:1", "no_proxy": "x.com"}, "https://x.com/", None),
        ({"https_proxy": "http://p:1", "no_proxy": "x.com"}, "https://t.co/", "http://p:1"),
        ({"https_proxy": ""}, "https://x.com/", None),
    ],
    ids=str,
)
def test_the_system_s_proxy(
    no_proxy_variables: pytest.MonkeyPatch, variables: dict[str, str], url: str, proxy: str | None
) -> None:
    for name, value in variables.items():
        no_proxy_variables.setenv(name, value)
    assert proxy_chooser(Settings())(url) == proxy


def test_the_settings_may_name_a_proxy_or_none(no_proxy_variables: pytest.MonkeyPatch) -> None:
    no_proxy_variables.setenv("https_proxy", "http://environment:1")
    assert proxy_chooser(Settings(proxy="none"))("https://x.com/") is None
    assert (
        proxy_chooser(Settings(proxy="manual", proxy_url="http://mine:2"))("https://x.com/")
        == "http://mine:2"
    )
    assert proxy_chooser(Settings(proxy="manual"))("https://x.com/") is None
