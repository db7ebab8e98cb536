"""Answers and links that a host should never send: they cost next to nothing, and lead nowhere else."""

from __future__ import annotations

import pytest

from tests.net.test_exchange import ask
from tests.servers import reply, sends
from trayapp.domain.codes import Outcome
from trayapp.domain.reports import https_link
from trayapp.net.answers import Answer, redirect_target
from trayapp.net.failures import Finding
from trayapp.net.x_hosts import is_x_host

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n"

FLOODS = {
    "100,000 headers": OK + b"".join(b"h%d: v\r\n" % number for number in range(100_000)) + b"\r\nx",
    "10,000 of one name": OK + b"a: b\r\n" * 10_000 + b"\r\nx",
    "5,000 cookies": OK + b"set-cookie: a=b;c\r\n" * 5_000 + b"\r\nx",
    "a cookie of dates": OK + b"set-cookie: " + b"a=b; expires=" * 7_000 + b"\r\n\r\nx",
    "a header in 20,000 lines": OK + b"a: b\r\n" + b" c\r\n" * 20_000 + b"\r\nx",
    "100,000 times 100 Continue": b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000,
    "5,000 times 102, then an answer": b"HTTP/1.1 102 Processing\r\n\r\n" * 5_000 + OK + b"\r\nx",
    "40,000 pieces": CHUNKED + b"\r\n" + b"1\r\nx\r\n" * 40_000 + b"0\r\n\r\n",
    "a piece with a long name": CHUNKED + b"\r\n1;" + b"a" * 200_000 + b"\r\nx\r\n0\r\n\r\n",
    "20,000 trailers": CHUNKED + b"\r\n1\r\nx\r\n0\r\n" + b"a: b\r\n" * 20_000 + b"\r\n",
    "two lengths": OK + b"content-length: 2\r\n\r\nx",
    "a length of 5,000 digits": b"HTTP/1.1 200 OK\r\ncontent-length: " + b"9" * 5_000 + b"\r\n\r\nx",
    "a wait of 5,000 digits": OK + b"age: -1\r\nretry-after: " + b"9" * 5_000 + b"\r\n\r\nx",
    "a reason of 5,000 odd bytes": b"HTTP/1.1 200 " + b"\xff" * 5_000 + b"\r\ncontent-length: 1\r\n\r\nx",
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_a_flood_is_an_answer_or_broken(flood: bytes) -> None:
    found = ask(sends(flood), deadline_s=30).result
    assert isinstance(found, Answer) or found.outcome is Outcome.PROTOCOL_ERROR


@pytest.mark.parametrize(
    "place",
    [
        *(
            "https://x.com:8443/",
            "https://x.com:22/",
            "https://x.com:99999/",
            "http://x.com/",
            "ftp://x.com/",
        ),
        *("https://x.com@evil.example/", "https://x.com%40evil.example/", "https://x.com:443@evil.example/"),
        *(
            "https://\u0445.com/",
            "https://x.com.evil.example/",
            "https://evil.example/x.com",
            "https://x.com\\@e/",
        ),
        *(
            "//evil.example/",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://[x/",
        ),
        *(
            "https://xn--x-7ca.com/",
            "https://x.com\u3002evil.example/",
            "https://127.0.0.1/",
            "https://x\u202e.com/",
        ),
    ],
)
def test_no_redirect_leads_off(place: str) -> None:
    assert isinstance(redirect_target("https://x.com/", {"location": place}, is_x_host), Finding)
    raw = reply(302, b"", {"location": place.encode("utf-8").decode("latin-1")})
    assert isinstance(ask(sends(raw)).result, Finding | Answer)


@pytest.mark.parametrize(
    ("link", "is_fit"),
    [
        ("https://netblocks.org/reports/x-1?a=b#c", True),
        ("https://mastodon.social:8443/@netblocks/1", True),
        ("https://xn--x-7ca.example/", True),
        ("https://x.com@evil.example/", False),
        ("https://x.com:443@evil.example/", False),
        ("https://x.com\\@evil.example/", False),
        ("https://\u0445.com/", False),
        ("https://x.com/\u202e", False),
        ("https://x.com/ a", False),
        ("https://x.com/\x1b[31m", False),
        ("http://x.com/", False),
        ("javascript:alert(1)", False),
        ("https:///x", False),
        ("https://x.com/" + "a" * 600, False),
        ("", False),
        (None, False),
        (7, False),
    ],
)
def test_a_link_that_is_opened_leads_where_it_seems_to(link: object, is_fit: bool) -> None:
    assert https_link(link) == (link if is_fit else None)
