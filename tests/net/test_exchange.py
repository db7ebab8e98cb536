"""One exchange against real servers: what each fault of the network becomes."""

from __future__ import annotations

import asyncio
import errno
import gzip
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests import servers
from tests.servers import Internet, PlayedRequest, Serve, answers, one_host, plays, reply, sends
from trayapp.domain.codes import Outcome, OwnTrouble
from trayapp.net.answers import Answer
from trayapp.net.exchange import MOST_BODY_BYTES, Exchange, Request
from trayapp.net.failures import Finding, OwnTroubleError
from trayapp.net.sockets import NoAnswerError

URL = "https://x.com/page"


def ask(serve: Serve, request: Request | None = None, deadline_s: float = 10.0, **how: Any) -> Exchange:
    """What one request to one such host becomes."""

    async def scenario() -> Exchange:
        async with one_host(serve, **how) as internet:
            return await internet.client().ask(request or Request(URL), deadline_s)

    return asyncio.run(scenario())


def ask_broken(
    prepare: Callable[[Internet], object], request: Request | None = None, deadline_s: float = 0.3
) -> Exchange:
    """What a request becomes on an internet where x.com does not come about."""

    async def scenario() -> Exchange:
        async with Internet() as internet:
            prepare(internet)
            return await internet.client().ask(request or Request(URL), deadline_s)

    return asyncio.run(scenario())


def answer_of(exchange: Exchange) -> Answer:
    assert isinstance(exchange.result, Answer), exchange.result
    return exchange.result


def test_an_answer_comes_with_status_headers_body_address_and_every_phase() -> None:
    exchange = ask(answers(200, "hello", {"X-Thing": "1"}))

    answer = answer_of(exchange)
    assert (answer.status, answer.body, answer.headers["x-thing"]) == (200, b"hello", "1")
    assert exchange.address == "192.88.99.1"
    phases = exchange.phases
    measured = [phases.dns, phases.connect, phases.tls, phases.first_byte]
    assert all(ms is not None and ms >= 0 for ms in measured)
    assert phases.total is not None
    assert sum(ms for ms in measured if ms is not None) <= phases.total + 0.5


def test_a_plain_http_exchange_has_no_tls_phase() -> None:
    exchange = ask(answers(204), Request("http://x.com/"), port=80)
    assert answer_of(exchange).status == 204
    assert exchange.phases.tls is None


def test_the_request_says_who_asks_and_wants_nothing_packed() -> None:
    seen: list[tuple[str, dict[str, str]]] = []
    ask(servers.by_path({"/page": reply(200)}, seen))
    [(target, headers)] = seen
    assert target == "/page"
    assert headers["user-agent"].startswith("trayapp/")
    assert headers["accept-encoding"] == "identity"
    assert "cookie" not in headers


def test_a_request_with_a_body_is_posted_under_the_headers_it_brings() -> None:
    requests: list[PlayedRequest] = []
    answer = answer_of(
        ask(
            plays(lambda _: reply(202, "made"), requests),
            Request(
                URL, {"content-type": "application/json", "authorization": "Bearer abc"}, body=b'{"a": 1}'
            ),
        )
    )
    assert (answer.status, answer.body) == (202, b"made")
    [request] = requests
    assert (request.method, request.target, request.body) == ("POST", "/page", b'{"a": 1}')
    assert request.headers["content-type"] == "application/json"
    assert request.headers["authorization"] == "Bearer abc"


def test_a_long_answer_may_come_packed_and_is_as_long_as_its_cap_once_unpacked() -> None:
    page = b"0123456789" * 10_000
    packed = answers(200, gzip.compress(page), {"content-encoding": "gzip"})
    seen: list[tuple[str, dict[str, str]]] = []
    request = Request(URL, accepts_gzip=True, most_body_bytes=len(page))

    assert answer_of(ask(packed, request)).body == page
    assert ask(packed, replace(request, most_body_bytes=len(page) - 1)).result == Finding(
        Outcome.PROTOCOL_ERROR, "too_long"
    )
    ask(servers.by_path({"/page": reply(200)}, seen), request)
    assert seen[0][1]["accept-encoding"] == "gzip"


def test_reading_stops_once_it_is_enough_though_the_body_never_ends() -> None:
    exchange = ask(servers.never_ends, Request(URL, is_enough=lambda body: len(body) >= 5))
    assert answer_of(exchange).body.startswith(b"aaaaa")


@pytest.mark.parametrize(
    "serve",
    [
        answers(503, b"x" * (2 * MOST_BODY_BYTES)),
        sends(reply(503, b"some", length=1000)),
        servers.greets_then_floods(reply(503, b"some", length=10_000_000)),
    ],
    ids=["long", "cut short", "endless"],
)
def test_an_error_page_is_told_by_its_status_whatever_becomes_of_its_body(serve: Serve) -> None:
    answer = answer_of(ask(serve))
    assert (answer.status, answer.body) == (503, b"")


def test_a_body_that_is_wanted_with_an_error_is_read() -> None:
    request = Request(URL, body_wanted_with=frozenset({404}))
    assert answer_of(ask(answers(404, "no such page"), request)).body == b"no such page"


def test_marks_beyond_the_cap_do_not_count() -> None:
    page = b"x" * (MOST_BODY_BYTES + 1000) + b"mark" + b"x" * 1000
    request = Request(URL, is_enough=lambda body: b"mark" in body)
    assert ask(answers(200, page), request).result == Finding(Outcome.PROTOCOL_ERROR, "too_long")


def test_a_body_that_comes_byte_by_byte_is_not_looked_through_at_each() -> None:
    looks = []
    chunks = b"".join(b"1\r\nx\r\n" for _ in range(20_000))
    serve = sends(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", chunks, b"0\r\n\r\n")
    request = Request(URL, is_enough=lambda body: bool(looks.append(len(body))))  # type: ignore[func-returns-value]
    assert len(answer_of(ask(serve, request)).body) == 20_000
    assert len(looks) < 50


def test_headers_without_end_are_cut_off() -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" * 20_000
    assert ask(sends(hints)).result == Finding(Outcome.PROTOCOL_ERROR, "too_long")


def test_the_status_is_known_even_if_the_body_is_cut_short() -> None:
    assert ask(servers.CUT_SHORT).status == 200


def test_a_redirect_to_a_name_of_its_own_that_does_not_exist_is_x_s_fault() -> None:
    exchange = ask(servers.by_path({"/page": redirect("https://www.x.com/")}), OWN)
    assert exchange.result == Finding(Outcome.PROTOCOL_ERROR, "redirect_without_place")


@pytest.mark.parametrize("bug", [ZeroDivisionError(), UnicodeError(), LookupError()], ids=repr)
def test_what_nobody_expected_is_logged_as_trouble_of_our_own(
    bug: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither "unreachable" nor, for want of letters, a name that does not exist."""

    async def breaks(*_: object, **__: object) -> None:
        raise bug

    monkeypatch.setattr("trayapp.net.streams.Tls.shake_hands", breaks)
    with pytest.raises(OwnTroubleError) as raised:
        ask(answers(200))
    assert raised.value.trouble is OwnTrouble.BUG
    assert type(bug).__name__ in caplog.text


def test_a_body_that_was_packed_all_the_same_is_unpacked() -> None:
    exchange = ask(answers(200, gzip.compress(b"the page"), {"content-encoding": "gzip"}))
    assert answer_of(exchange).body == b"the page"


@pytest.mark.parametrize(
    ("serve", "outcome", "detail"),
    [
        pytest.param(
            servers.closes_after_reading, Outcome.PROTOCOL_ERROR, "no_answer", id="closed before an answer"
        ),
        pytest.param(
            servers.resets_after_reading, Outcome.PROTOCOL_ERROR, "no_answer", id="reset before an answer"
        ),
        pytest.param(servers.resets_in_the_body, Outcome.PROTOCOL_ERROR, "cut_short", id="reset in the body"),
        pytest.param(servers.CUT_SHORT, Outcome.PROTOCOL_ERROR, "cut_short", id="shorter than promised"),
        pytest.param(servers.GARBAGE, Outcome.PROTOCOL_ERROR, "framing", id="not http"),
        pytest.param(servers.BAD_CHUNKS, Outcome.PROTOCOL_ERROR, "framing", id="bad chunks"),
        pytest.param(servers.HUGE_HEADERS, Outcome.PROTOCOL_ERROR, "framing", id="huge headers"),
        pytest.param(servers.never_ends, Outcome.PROTOCOL_ERROR, "too_long", id="endless body"),
        pytest.param(servers.GZIP_BOMB, Outcome.PROTOCOL_ERROR, "too_long", id="gzip bomb"),
        pytest.param(servers.BAD_GZIP, Outcome.PROTOCOL_ERROR, "encoding", id="not gzip"),
        pytest.param(sends(b"HTTP/1.1 999999 X\r\n\r\n"), Outcome.PROTOCOL_ERROR, "framing", id="odd status"),
    ],
)
def test_a_fault_after_the_handshake(serve: Serve, outcome: Outcome, detail: str) -> None:
    exchange = ask(serve)
    assert exchange.result == Finding(outcome, detail)
    assert exchange.phases.tls is not None


@pytest.mark.parametrize(
    ("serve", "detail"),
    [
        pytest.param(servers.hangs_after_reading, "first_byte", id="no answer"),
        pytest.param(servers.hangs_in_the_body, "body", id="no end"),
        pytest.param(servers.drips, "body", id="drip"),
    ],
)
def test_the_deadline_is_for_the_whole_exchange_and_names_the_phase(serve: Serve, detail: str) -> None:
    assert ask(serve, deadline_s=0.5).result == Finding(Outcome.TIMEOUT, detail)


@pytest.mark.parametrize("kind", ["expired", "not_yet_valid", "wrong_host", "untrusted"])
def test_a_bad_certificate_is_named(kind: str) -> None:
    exchange = ask(answers(200), certificate=kind)
    assert exchange.result == Finding(Outcome.TLS_FAILED, kind)
    assert exchange.phases.tls is None
    assert exchange.address is not None


@pytest.mark.parametrize("kind", ["expired", "not_yet_valid", "wrong_host", "untrusted"])
def test_a_bad_certificate_is_named_though_its_host_is_gone_at_once(kind: str) -> None:
    exchange = ask(servers.resets_with_its_certificate(kind), certificate=None)
    assert exchange.result == Finding(Outcome.TLS_FAILED, kind)


@pytest.mark.parametrize(
    "serve",
    [
        pytest.param(servers.closes_at_once, id="closed"),
        pytest.param(servers.resets_at_once, id="reset"),
        pytest.param(servers.greets(b"HTTP/1.1 400 Bad Request\r\n\r\n"), id="plain http"),
        pytest.param(servers.greets(bytes(range(256)) * 8), id="garbage"),
        pytest.param(servers.greets(b"\x15\x03\x03\x00\x02\x02\x28"), id="alert"),
        pytest.param(servers.greets_without_end, id="no end"),
    ],
)
def test_a_connection_that_fails_before_the_certificate_is_a_failed_handshake(serve: Serve) -> None:
    exchange = ask(serve, certificate=None)
    assert exchange.result == Finding(Outcome.TLS_FAILED, "handshake")
    assert exchange.phases.tls is None


def test_silence_on_the_tls_port_is_a_timeout_of_the_handshake() -> None:
    exchange = ask(servers.hangs_before_reading, certificate=None, deadline_s=0.3)
    assert exchange.result == Finding(Outcome.TIMEOUT, "tls")


@pytest.mark.parametrize("reason", ["ETIMEDOUT", "ECONNREFUSED", "EHOSTUNREACH", "ENETDOWN"])
def test_whatever_breaks_a_connection_that_stood_the_host_had_been_reached(
    reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> bytes:
        raise OSError(getattr(errno, reason), "broken")

    monkeypatch.setattr("asyncio.SelectorEventLoop.sock_recv", breaks)
    exchange = ask(servers.hangs_after_reading, Request("http://x.com/"), port=80)
    assert exchange.result == Finding(Outcome.PROTOCOL_ERROR, "no_answer")


@pytest.mark.parametrize(
    ("kind", "finding"),
    [
        ("refused", Finding(Outcome.CONNECT_FAILED, "refused")),
        ("unreachable", Finding(Outcome.CONNECT_FAILED, "unreachable")),
        ("blackhole", Finding(Outcome.TIMEOUT, "connect")),
    ],
)
def test_no_connection(kind: str, finding: Finding) -> None:
    def prepare(internet: Internet) -> None:
        internet.name("x.com", "192.88.99.1")
        internet.address_fails("192.88.99.1", kind)

    exchange = ask_broken(prepare)
    assert exchange.result == finding
    assert exchange.address is None


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), "nxdomain"),
        (socket.gaierror(-5, "no address"), "nxdomain"),
        (socket.gaierror(socket.EAI_AGAIN, "failed"), "servfail"),
        (socket.gaierror(socket.EAI_FAIL, "failed"), "servfail"),
        (NoAnswerError("silent"), "no_answer"),
        (UnicodeError("label too long"), "nxdomain"),
    ],
    ids=str,
)
def test_no_address(error: BaseException, detail: str) -> None:
    exchange = ask_broken(lambda internet: internet.lookup_fails("x.com", error))
    assert exchange.result == Finding(Outcome.DNS_FAILED, detail)
    assert exchange.phases.dns is None


def test_a_resolver_that_does_not_answer_in_time_is_no_timeout() -> None:
    exchange = ask_broken(lambda internet: internet.name("x.com", "hang"))
    assert exchange.result == Finding(Outcome.DNS_FAILED, "no_answer")


@pytest.mark.parametrize("addresses", [("0.0.0.0",), ("127.0.0.1", "::1"), ("::",)], ids=str)
def test_addresses_that_are_nobodys_are_not_tried(addresses: tuple[str, ...]) -> None:
    async def scenario() -> tuple[Exchange, list[str]]:
        async with Internet() as internet:
            internet.name("x.com", *addresses)
            return await internet.client().ask(Request(URL), 1), internet.dialled

    exchange, dialled = asyncio.run(scenario())
    assert exchange.result == Finding(Outcome.DNS_FAILED, "bogus")
    assert dialled == []


PRIVATE = Request(URL, is_private_suspicious=True)


def test_a_private_address_with_the_right_certificate_is_as_good_as_any() -> None:
    exchange = ask(answers(200, "hi"), PRIVATE, addresses=("10.0.0.7",))
    assert answer_of(exchange).body == b"hi"


@pytest.mark.parametrize("certificate", ["wrong_host", "untrusted", "expired", None])
def test_a_private_address_that_cannot_prove_itself_is_bogus(certificate: str | None) -> None:
    exchange = ask(servers.closes_at_once, PRIVATE, addresses=("10.0.0.7",), certificate=certificate)
    assert exchange.result == Finding(Outcome.DNS_FAILED, "bogus")


def test_a_private_address_where_nobody_is_is_bogus() -> None:
    exchange = ask_broken(lambda internet: internet.name("x.com", "10.0.0.7"), PRIVATE)
    assert exchange.result == Finding(Outcome.DNS_FAILED, "bogus")


def test_a_proven_private_address_fails_like_any_other() -> None:
    exchange = ask(servers.closes_after_reading, PRIVATE, addresses=("10.0.0.7",))
    assert exchange.result == Finding(Outcome.PROTOCOL_ERROR, "no_answer")


def test_every_private_address_gets_its_chance() -> None:
    async def scenario() -> Exchange:
        async with Internet() as internet:
            await internet.host(
                "bad", servers.closes_at_once, certificate="untrusted", addresses=("10.0.0.1",)
            )
            await internet.host("x.com", answers(200, "hi"), addresses=("10.0.0.2",))
            internet.name("x.com", "10.0.0.1", "10.0.0.2")
            return await internet.client().ask(PRIVATE, 5)

    assert answer_of(asyncio.run(scenario())).body == b"hi"


def test_a_control_counts_as_its_private_address_answers() -> None:
    exchange = ask(servers.closes_after_reading, Request("http://x.com/"), port=80, addresses=("10.0.0.7",))
    assert exchange.result == Finding(Outcome.PROTOCOL_ERROR, "no_answer")


def test_a_dead_first_address_does_not_keep_the_others_waiting() -> None:
    async def scenario() -> tuple[Exchange, list[str]]:
        async with Internet() as internet:
            await internet.host("x.com", answers(200, "hi"), addresses=("192.88.99.9",))
            internet.name("x.com", "2a0a::7", "192.88.99.9")
            internet.address_fails("2a0a::7", "blackhole")
            return await internet.client().ask(Request(URL), 5), internet.dialled

    exchange, dialled = asyncio.run(scenario())
    assert answer_of(exchange).status == 200
    assert exchange.address == "192.88.99.9"
    assert dialled == ["2a0a::7", "192.88.99.9"]


def test_of_several_errors_the_one_that_says_most_counts() -> None:
    def prepare(internet: Internet) -> None:
        internet.name("x.com", "2a0a::7", "192.88.99.9")
        internet.address_fails("2a0a::7", "unreachable")
        internet.address_fails("192.88.99.9", "refused")

    assert ask_broken(prepare, deadline_s=5).result == Finding(Outcome.CONNECT_FAILED, "refused")


OWN = Request(URL, may_follow=lambda host: host in ("x.com", "www.x.com"))


def redirect(to: str | None, **headers: str) -> bytes:
    return reply(302, b"", {**({"location": to} if to is not None else {}), **headers})


def test_redirects_are_followed_within_own_hosts_with_the_cookies_set_on_the_way() -> None:
    seen: list[tuple[str, dict[str, str]]] = []
    chain = {
        "/page": redirect("/two", **{"set-cookie": "guest=1; Path=/; Secure"}),
        "/two": reply(200, "there"),
    }
    exchange = ask(servers.by_path(chain, seen), OWN)
    answer = answer_of(exchange)
    assert (answer.body, answer.url) == (b"there", "https://x.com/two")
    assert "cookie" not in seen[0][1]
    assert seen[1][1]["cookie"] == "guest=1"


def test_a_cookie_that_cannot_be_given_back_is_a_broken_answer() -> None:
    route = redirect("/two", **{"set-cookie": "gäst=1; Path=/; Secure"})
    exchange = ask(servers.by_path({"/page": route, "/two": reply(200)}), OWN)
    assert exchange.result == Finding(Outcome.PROTOCOL_ERROR, "framing")


def test_no_cookie_outlives_its_chain() -> None:
    seen: list[tuple[str, dict[str, str]]] = []
    chain = {
        "/page": redirect("/two", **{"set-cookie": "guest=1; Path=/; Secure"}),
        "/two": reply(200, "there"),
    }

    async def scenario() -> None:
        async with one_host(servers.by_path(chain, seen)) as internet:
            client = internet.client()
            await client.ask(OWN, 5)
            await client.ask(OWN, 5)

    asyncio.run(scenario())
    assert ["cookie" in headers for _, headers in seen] == [False, True, False, True]


@pytest.mark.parametrize(
    ("to", "finding"),
    [
        ("https://login.hotel.example/", Finding(Outcome.REDIRECTED, "login.hotel.example")),
        ("http://login.hotel.example/", Finding(Outcome.REDIRECTED, "login.hotel.example")),
        ("//evil.example/x.com", Finding(Outcome.REDIRECTED, "evil.example")),
        ("http://x.com/page", Finding(Outcome.PROTOCOL_ERROR, "redirect_to_http")),
        (None, Finding(Outcome.PROTOCOL_ERROR, "redirect_without_place")),
        ("", Finding(Outcome.PROTOCOL_ERROR, "redirect_without_place")),
        ("https://[broken", Finding(Outcome.PROTOCOL_ERROR, "redirect_without_place")),
        ("https://x.com:99999/", Finding(Outcome.PROTOCOL_ERROR, "redirect_without_place")),
        ("https://x.com:8443/", Finding(Outcome.PROTOCOL_ERROR, "redirect_without_place")),
        ("ftp://x.com/", Finding(Outcome.PROTOCOL_ERROR, "redirect_without_place")),
        ("/page", Finding(Outcome.PROTOCOL_ERROR, "redirect_loop")),
    ],
    ids=str,
)
def test_a_redirect_that_is_not_followed(to: str | None, finding: Finding) -> None:
    assert ask(servers.by_path({"/page": redirect(to)}), OWN).result == finding


def test_five_redirects_are_followed_and_a_sixth_is_not() -> None:
    routes = {f"/hop{i}/": redirect(f"/hop{i + 1}/") for i in range(6)}
    five = {**{k: v for k, v in routes.items() if k != "/hop5/"}, "/hop5/": reply(200, "there")}
    request = Request("https://x.com/hop0/", may_follow=lambda _: True)
    assert answer_of(ask(servers.by_path(five), request)).body == b"there"
    assert ask(servers.by_path(routes), request).result == Finding(Outcome.PROTOCOL_ERROR, "redirect_loop")


def test_without_leave_to_follow_a_redirect_is_an_answer() -> None:
    assert answer_of(ask(servers.by_path({"/page": redirect("/two")}))).status == 302


def test_cancelling_closes_the_connection_at_once() -> None:
    closed = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await servers.read_request(reader)
        started.set()
        await reader.read()
        closed.set()

    async def scenario() -> None:
        async with one_host(serve) as internet:
            asking = asyncio.create_task(internet.client().ask(Request(URL), 60))
            await started.wait()
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            await asyncio.wait_for(closed.wait(), 10)

    started = asyncio.Event()
    asyncio.run(scenario())
