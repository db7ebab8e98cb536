"""Requests through a proxy: what is the proxy's fault, and what is X's."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import servers
from tests.servers import Internet, Serve, answers, pump_both, reply, sends, tunnelling
from trayapp.domain.codes import PROXY_DETAIL, Outcome
from trayapp.i18n import LANGUAGES, Words
from trayapp.net.answers import Answer
from trayapp.net.exchange import Exchange, Request
from trayapp.net.failures import Finding
from trayapp.net.proxies import NO_SUCH_PROXY, Proxies
from trayapp.settings.declarations import PROXY_SCHEMES, Problem, Settings

PROXY = "http://proxy.example:3128"


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
        pytest.param(sends(reply(502)), Finding(Outcome.CONNECT_FAILED, "unreachable"), id="cannot reach X"),
        pytest.param(sends(reply(403)), Finding(Outcome.CONNECT_FAILED, "proxy_refused"), id="forbids X"),
        pytest.param(servers.closes_at_once, Finding(Outcome.CONNECT_FAILED, "reset"), id="closes"),
        pytest.param(servers.GARBAGE, Finding(Outcome.CONNECT_FAILED, "reset"), id="garbage"),
        pytest.param(servers.hangs_after_reading, Finding(Outcome.TIMEOUT, "connect"), id="silent"),
    ],
)
def test_a_tunnel_that_does_not_come_about_is_never_x_answering(serve: Serve, finding: Finding) -> None:
    exchange, _ = ask(serve, deadline_s=1.0)
    assert exchange.result == finding


def test_a_socks_proxy_that_closes_is_never_x_closing() -> None:
    exchange, _ = ask(servers.closes_at_once, proxy="socks5://proxy.example:3128")
    assert exchange.result == Finding(Outcome.CONNECT_FAILED, "reset")


@pytest.mark.parametrize("status", [403, 407, 502, 503])
def test_what_a_proxy_says_to_a_tunnel_is_kept(status: int) -> None:
    exchange, _ = ask(sends(reply(status)))
    assert exchange.status == status


def socks(*replies: bytes) -> Serve:
    """A SOCKS5 proxy (RFC 1928, 1929) that says this, one after the other, whatever it hears."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for said in replies:
            await reader.read(1000)
            writer.write(said)
        await reader.read(1000)

    return serve


NO_LOGIN, WITH_LOGIN = b"\x05\x00", b"\x05\x02"
NOWHERE = b"\x00\x01\x00\x00\x00\x00\x00\x00"


def socks_tunnelling(internet: Internet, said: list[bytes]) -> Serve:
    """A SOCKS5 proxy with a password, which speaks byte by byte and notes what it is told."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def dribble(reply: bytes) -> None:
            for n in range(len(reply)):
                writer.write(reply[n : n + 1])
                await writer.drain()
                await asyncio.sleep(0)

        said.append(await reader.readexactly(3))
        await dribble(WITH_LOGIN)
        said.append(await reader.readexactly(len(b"\x01\x02me\x04a:b@")))
        await dribble(b"\x01\x00")
        said.append(await reader.readexactly(len(b"\x05\x01\x00\x03\x05x.com\x01\xbb")))
        await dribble(b"\x05\x00\x00\x03\x09localhost\x00\x50")
        await pump_both(reader, writer, *await internet.connect(internet.address_of("x.com"), 443))

    return serve


def test_a_socks_proxy_with_a_password_is_gone_through() -> None:
    said: list[bytes] = []

    async def scenario() -> Exchange:
        async with Internet() as internet:
            await internet.host("x.com", answers(200, "through"))
            await internet.host("proxy.example", socks_tunnelling(internet, said), port=1080)
            return await internet.client("socks5://me:a%3Ab%40@proxy.example").ask(
                Request("https://x.com/"), 10
            )

    exchange = asyncio.run(scenario())
    assert isinstance(exchange.result, Answer)
    assert exchange.result.body == b"through"
    assert said == [b"\x05\x01\x02", b"\x01\x02me\x04a:b@", b"\x05\x01\x00\x03\x05x.com\x01\xbb"]


def noting(heard: list[str], serve: Serve) -> Serve:
    """The same host, which notes the head of what it is asked."""

    async def serve_and_note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        heard.append(head.decode())
        reader.feed_data(head)  # nothing has come behind it: who asks waits for the answer
        await serve(reader, writer)

    return serve_and_note


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("url", ["https://x.com/", "http://control.example/"])
def test_an_http_proxy_hears_the_password_and_the_host_does_not(scheme: str, url: str) -> None:
    at_proxy: list[str] = []
    at_host: list[str] = []
    proxy_port = 443 if scheme == "https" else 3128

    async def scenario() -> Exchange:
        async with Internet() as internet:
            await internet.host("x.com", noting(at_host, answers(200, "through")))
            await internet.host("control.example", answers(200, "through"), port=80)
            await internet.host("proxy.example", noting(at_proxy, tunnelling(internet)), port=proxy_port)
            proxy = f"{scheme}://me:a%3Ab%40@proxy.example:{proxy_port}"
            return await internet.client(proxy).ask(Request(url), 10)

    exchange = asyncio.run(scenario())
    assert isinstance(exchange.result, Answer)
    assert exchange.result.body == b"through"
    assert ["Proxy-Authorization: Basic bWU6YTpiQA==\r\n" in head for head in at_proxy] == [True]
    assert not any("proxy-authorization" in head.lower() for head in at_host)


def test_a_proxy_is_asked_for_the_address_where_one_is_given() -> None:
    at_proxy: list[str] = []

    async def scenario() -> tuple[Exchange, list[str]]:
        async with Internet() as internet:
            await internet.host("proxy.example", noting(at_proxy, sends(reply(403))), port=3128)
            request = Request("https://x.com/", addresses=("192.88.99.77",))
            return await internet.client(PROXY).ask(request, 10), internet.asked_names

    exchange, names = asyncio.run(scenario())
    assert exchange.result == Finding(Outcome.CONNECT_FAILED, "proxy_refused")
    assert names == ["proxy.example"]
    assert at_proxy[0].startswith("CONNECT 192.88.99.77:443 HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("replies", "login", "finding"),
    [
        ((WITH_LOGIN, b"\x01\x01"), "me:wrong@", Finding(Outcome.REFUSED, PROXY_DETAIL)),
        ((b"\x05\xff",), "", Finding(Outcome.REFUSED, PROXY_DETAIL)),
        ((WITH_LOGIN,), "", Finding(Outcome.REFUSED, PROXY_DETAIL)),
        ((NO_LOGIN, b"\x05\x02" + NOWHERE), "", Finding(Outcome.CONNECT_FAILED, "proxy_refused")),
        ((NO_LOGIN, b"\x05\x04" + NOWHERE), "", Finding(Outcome.CONNECT_FAILED, "unreachable")),
        ((NO_LOGIN, b"\x05\x05" + NOWHERE), "", Finding(Outcome.CONNECT_FAILED, "unreachable")),
        ((b"HTTP/1.1 400 Bad Request\r\n\r\n",), "", Finding(Outcome.CONNECT_FAILED, "reset")),
        ((NO_LOGIN, b"\x04\x00" + NOWHERE), "", Finding(Outcome.CONNECT_FAILED, "reset")),
        ((NO_LOGIN, b"\x05\x00\x00\x09" + NOWHERE), "", Finding(Outcome.CONNECT_FAILED, "reset")),
        ((WITH_LOGIN,), f"me:{'x' * 256}@", Finding(Outcome.REFUSED, PROXY_DETAIL)),
    ],
    ids=[
        *("wrong password", "wants another login", "wants a login", "forbids X", "no way", "X refuses"),
        *("another protocol", "another version", "another kind of address", "no room for the password"),
    ],
)
def test_what_a_socks_proxy_says(replies: tuple[bytes, ...], login: str, finding: Finding) -> None:
    exchange, _ = ask(socks(*replies), proxy=f"socks5://{login}proxy.example:3128")
    assert exchange.result == finding


@pytest.mark.parametrize(
    ("proxy", "outcome"),
    [
        ("http://proxy.example:1", Outcome.CONNECT_FAILED),
        ("http://nowhere.example:3128", Outcome.DNS_FAILED),
        ("socks5://proxy.example:1", Outcome.CONNECT_FAILED),
        ("gopher://proxy.example:70", Outcome.CONNECT_FAILED),
        (NO_SUCH_PROXY, Outcome.CONNECT_FAILED),
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


@pytest.mark.parametrize("host", ["x..com", ".x.com", f"{'x' * 64}.com"], ids=["gap", "dot", "long"])
@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_no_proxy_is_asked_for_a_name_that_cannot_be(scheme: str, host: str) -> None:
    exchange, names = ask(None, url=f"https://{host}/", proxy=f"{scheme}://proxy.example:3128")
    assert exchange.result == Finding(Outcome.DNS_FAILED, "nxdomain")
    assert names == []


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """One that names no proxy, of a desktop without settings."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "dbus_session_bus_address"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    return monkeypatch


def refreshed(settings: Settings) -> Proxies:
    proxies = Proxies(settings)
    asyncio.run(proxies.refresh())
    return proxies


@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        ({}, "https://x.com/", None),
        ({"https_proxy": "http://p:1"}, "https://x.com/", "http://p:1"),
        ({"https_proxy": "http://p:1"}, "http://a.example/", None),
        ({"http_proxy": "http://p:1"}, "http://a.example/", "http://p:1"),
        ({"HTTPS_PROXY": "p:1"}, "https://x.com/", "http://p:1"),
        ({"all_proxy": "socks5://p:1"}, "https://x.com/", "socks5://p:1"),
        ({"all_proxy": "socks://p:1/"}, "https://x.com/", "socks5://p:1"),
        ({"all_proxy": "SOCKS5H://me:s@p:1"}, "https://x.com/", "socks5h://me:s@p:1"),
        ({"https_proxy": "http://[::1]:8080"}, "https://x.com/", "http://[::1]:8080"),
        ({"https_proxy": "http://p:1", "no_proxy": "x.com"}, "https://x.com/", None),
        ({"https_proxy": "http://p:1", "no_proxy": "x.com"}, "https://t.co/", "http://p:1"),
        ({"https_proxy": ""}, "https://x.com/", None),
    ],
    ids=str,
)
def test_the_system_s_proxy(
    environment: pytest.MonkeyPatch, variables: dict[str, str], url: str, proxy: str | None
) -> None:
    for name, value in variables.items():
        environment.setenv(name, value)
    proxies = refreshed(Settings())
    assert (proxies(url), proxies.trouble) == (proxy, None)
    assert Proxies(Settings())(url) == proxy


def test_the_settings_may_name_a_proxy_or_none(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("https_proxy", "http://environment:1")
    assert refreshed(Settings(proxy="none"))("https://x.com/") is None
    for address, used in (("http://mine:2", "http://mine:2"), ("socks://mine:2", "socks5://mine:2")):
        assert refreshed(Settings(proxy="manual", proxy_url=address))("https://x.com/") == used
    assert refreshed(Settings(proxy="manual"))("https://x.com/") is None


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("socks4://p:1", "socks4://p:1"),
        ("gopher://p:70", "gopher://p:70"),
        ("http://", "http://"),
        ("http://p:port", "http://p:port"),
        ("http://p:0", "http://p:0"),
        ("http://p:65536", "http://p:65536"),
        ("http://p p:1", "http://p p:1"),
        ("http://[::1", "http://[::1"),
        ("http://[::x]:1", "http://[::x]:1"),
        ("http://p,q:1", "http://p,q:1"),
        ("http://p:1\x1b[2J", "http://p:1\x1b[2J"),
        ("x" * 99 + ":y", "x" * 59 + "…"),
        # of these the first part is somebody's, however they are cut into pieces
        ("socks4://alice:hunter2@p:1", "socks4://…@p:1"),
        ("alice:hunter2@p:port", "…@p:port"),
        ("alice:hunter2@p 8080", "…@p 8080"),
        ("http://alice:hun ter2@p:1", "http://…@p:1"),
        ("http://alice:hunter2/@p:1", "http://…@p:1"),
        ("http://alice:1#hunter2@p:1", "http://…@p:1"),
        ("http://alice:1?hunter2@p:1", "http://…@p:1"),
        ("http://alice:@hunter2 @p:1", "http://…@p:1"),
        ("http://alice:hunter2%40p:1", "http://…@p:1"),
        ("alice://hunter2@p:1", "…@p:1"),
        ("http:/alice:hunter2@p:1", "…@p:1"),
        ("http://alice:hunter2@", "http://…@"),
        ("http://alice:hunter2\n@p:1", "http://…@p:1"),
    ],
)
def test_an_address_that_is_not_understood_is_named_without_its_password_and_never_evaded(
    environment: pytest.MonkeyPatch, address: str, shown: str
) -> None:
    environment.setenv("https_proxy", address)
    proxies = refreshed(Settings())
    assert proxies.trouble == Problem("proxy.mode", "proxy_not_understood", shown)
    assert proxies("https://x.com/") == NO_SUCH_PROXY
    environment.setenv("https_proxy", "http://p:1")
    asyncio.run(proxies.refresh())
    assert proxies.trouble is None


@pytest.mark.parametrize("code", ["proxy_automatic", "proxy_not_understood"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_trouble_with_a_proxy_has_words(language: str, code: str) -> None:
    said = Words(language).troubles.problem(Problem("proxy.mode", code, "the address"))
    assert said.endswith(".")
    assert said != code
    assert ("the address" in said) == (code == "proxy_not_understood")


@given(st.text())
def test_no_address_is_too_strange(address: str) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("urllib.request.getproxies", lambda: {"https": address})
        proxies = refreshed(Settings())
        used = proxies("https://x.com/")
    assert (used == NO_SUCH_PROXY) == (proxies.trouble is not None)
    assert used is None or used.partition("://")[0] in {*PROXY_SCHEMES, "unusable"}
