"""Reddit's feed: what is kept of an entry, and what is no feed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.crowds import BURST, reddit_feed
from trayapp.crowd.burst import Post
from trayapp.sources.reddit import read_new_posts

FEED = reddit_feed(BURST[:2])
NS = 'xmlns="http://www.w3.org/2005/Atom"'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def test_an_entry_is_read() -> None:
    feed = f"""<feed {NS}><title>Not this</title><entry>
        <author><name>/u/ann</name><uri>https://a.example/</uri></author><link href="https://r.example/1"/>
        <link href="https://r.example/2"/><published>2026-02-16T13:00:00+00:00</published>
        <title>a &amp; b</title><content type="html">&lt;p&gt;c&lt;/p&gt;</content>
        <extra><title>nor this</title></extra></entry><entry/></feed>"""

    at = datetime(2026, 2, 16, 13, tzinfo=UTC)
    assert read_new_posts(feed.encode()) == [Post("ann", at, "a & b c", link="https://r.example/1")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!DOCTYPE html><p>whoa there, pardner!",
        b'<rss version="2.0"><channel><item/></channel></rss>',
        b"<feed><entry/></feed>",
        FEED[:-20].encode(),
        f'<!DOCTYPE feed [<!ENTITY l0 "ha">{LAUGHS}]><feed {NS}><title>&l9;</title></feed>'.encode(),
        f'<!DOCTYPE feed [<!ENTITY f SYSTEM "file:///etc/hostname">]><feed {NS}>&f;</feed>'.encode(),
        f'<!DOCTYPE feed SYSTEM "https://evil.example/x.dtd"><feed {NS}/>'.encode(),
        f'<!DOCTYPE feed [<!ENTITY % p SYSTEM "https://evil.example/p">%p;]><feed {NS}/>'.encode(),
        f'<!DOCTYPE feed [<!ENTITY a "b">]><feed {NS}/>'.encode("utf-16"),
        f"<feed {NS}>&unknown;</feed>".encode(),
        b'<?xml version="1.0" encoding="shift_jis"?><feed/>',
        b'<?xml version="1.0" encoding="no-such"?><feed/>',
    ],
    ids=lambda body: body[:40].decode("ascii", "replace"),
)
def test_what_is_no_feed(body: bytes) -> None:
    assert read_new_posts(body) is None


def test_much_too_much_is_cut_off() -> None:
    deep = "<a>" * 50_000 + "</a>" * 50_000

    entry = "<entry><author><name>ann</name></author><updated>2026-02-16T13:00:00Z</updated></entry>"
    assert len(read_new_posts(f"<feed {NS}>{deep}{entry * 500}</feed>".encode()) or []) == 200


@given(st.binary(max_size=200) | st.text(alphabet="<>/&;!?[]' entryfd=x").map(str.encode))
def test_no_bytes_make_it_raise(body: bytes) -> None:
    assert read_new_posts(body) is None


@given(st.integers(0, len(FEED)), st.integers(0, len(FEED)), st.binary(max_size=10))
def test_no_damaged_feed_makes_it_raise(start: int, end: int, put: bytes) -> None:
    body = FEED.encode()

    read_new_posts(body[:start] + put + body[end:])
