"""Whatever a service sends: no exception comes out of its reader, and what is not its shape is no trouble."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.servers import answers
from tests.sources.crowds import (
    BURST,
    bluesky_post,
    instance,
    mastodon_status,
    reddit_child,
    session,
    threads_post,
)
from tests.sources.made import NOW, reply_of
from tests.sources.samples import (
    ACCOUNT,
    CREATED,
    OUTAGE,
    everywhere,
    feed,
    measurement,
    post,
    status,
    status_page,
)
from tests.sources.test_every_source import HOSTS, sources
from trayapp.crowd.burst import Post, crowd_report
from trayapp.domain.codes import Says
from trayapp.domain.reports import Report, Vantage
from trayapp.net.answers import Answer
from trayapp.sources import bluesky, downdetector, mastodon, reddit, threads
from trayapp.sources.account import read_token
from trayapp.sources.base import Unavailable
from trayapp.sources.cloudflare_status import read_status_page
from trayapp.sources.globalping import read_ident, read_measurement, vote
from trayapp.sources.netblocks import Note, judge, read_account, read_author_feed, read_statuses
from trayapp.sources.payload import text_of_html

WHOLE: dict[str, Any] = {
    "ident": CREATED,
    "measurement": measurement(everywhere("503")),
    "account": ACCOUNT,
    "statuses": [status(OUTAGE), status("X restricted in Turkey")],
    "author feed": feed(post(OUTAGE), post("X restricted in Turkey")),
    "status page": status_page("critical"),
    "door": instance("public"),
    "timeline": [mastodon_status(said, n) for n, said in enumerate(BURST)],
    "session": session(1),
    "posts": {"posts": [bluesky_post(said, n) for n, said in enumerate(BURST)]},
    "token": {"access_token": "t", "expires_in": 3600},
    "listing": {"data": {"children": [reddit_child(said, n) for n, said in enumerate(BURST)]}},
    "threads": {"data": [threads_post(said, n) for n, said in enumerate(BURST)]},
    "company": [{"id": 10232, "slug": "twitter", "country_iso": "DE"}],
    "status": {"status": "warning"},
    "count": {"last_15": 4000},
    "incidents": [{"id": 1, "is_active": True, "peak_attribution": 3}],
}


def _netblocks(notes: Iterable[Note] | None) -> Says:
    return judge(notes or (), NOW).evidence.says


def _globalping(read: tuple[bool, tuple[Vantage, ...], int] | None) -> Says:
    return vote(read[1] if read else ())[0]


def _status_page(read: Report | None) -> Says | None:
    return read.evidence.says if read else None


def _posts(read: list[Post] | None) -> Says:
    return crowd_report("crowd", read or (), NOW).evidence.says


def _state(value: Any) -> Says:
    """The same answer at every place."""
    count = downdetector.read_count(value)
    return downdetector.judge(
        downdetector.read_status(value) or "", count, count, downdetector.read_incidents(value)
    )


READERS: dict[str, Callable[[Any], Any]] = {
    "ident": read_ident,
    "measurement": lambda value: _globalping(read_measurement(value)),
    "account": read_account,
    "statuses": lambda value: _netblocks(read_statuses(value)),
    "author feed": lambda value: _netblocks(read_author_feed(value)),
    "status page": lambda value: _status_page(read_status_page(value, NOW)),
    "door": mastodon.read_door,
    "timeline": lambda value: _posts(mastodon.read_timeline(value, "a.example")),
    "session": lambda value: bluesky.read_session(value, "https://bsky.social"),
    "posts": lambda value: _posts(bluesky.read_posts(value)),
    "token": lambda value: read_token(value, NOW),
    "listing": lambda value: _posts(reddit.read_listing(value)),
    "threads": lambda value: _posts(threads.read_posts(value)),
    "company": downdetector.read_company,
    "status": _state,
    "count": _state,
    "incidents": _state,
}


def _keys_of(whole: Any) -> set[str]:
    """Every name in an answer, however deep."""
    if isinstance(whole, dict):
        return set(whole).union(*map(_keys_of, whole.values()))
    return set().union(*map(_keys_of, whole)) if isinstance(whole, list) else set()


_KEYS = st.sampled_from(sorted(_keys_of(list(WHOLE.values())))) | st.text(max_size=5)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(
        [
            *("public", "twitter", "success", "warning", NOW.isoformat(), "X is down", "did:plc:a"),
            *("in-progress", "finished", "failed", "offline", "target", "DE", "none", "minor", "1"),
        ]
    )
    | st.text(max_size=20)
    | st.text(st.characters(categories=["Cs"]), max_size=3)
)
ANY_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(_KEYS, inner, max_size=8),
    max_leaves=30,
)


@settings(deadline=None)
@given(ANY_JSON)
def test_no_json_makes_a_reader_raise_or_see_trouble(value: Any) -> None:
    for read in READERS.values():
        assert read(value) is not Says.TROUBLE


@st.composite
def damaged(draw: st.DrawFn, whole: Any) -> Any:
    """A real answer in which anything, anywhere, has become something else or is gone."""
    if draw(st.integers(0, 9)) == 0:
        return draw(ANY_JSON)
    if isinstance(whole, dict):
        return {key: draw(damaged(value)) for key, value in whole.items() if draw(st.integers(0, 9))}
    if isinstance(whole, list):
        return [draw(damaged(value)) for value in whole if draw(st.integers(0, 9))]
    return whole


@settings(deadline=None)
@given(st.data(), st.sampled_from(sorted(WHOLE)))
def test_a_damaged_answer_makes_no_reader_raise(data: st.DataObject, name: str) -> None:
    READERS[name](data.draw(damaged(WHOLE[name])))


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_are_a_feed_with_trouble(body: bytes) -> None:
    assert _posts(reddit.read_new_posts(body)) is Says.NOTHING


def test_the_readers_know_whole_answers() -> None:
    """Else the damaged ones would prove nothing."""
    read = {name: read(WHOLE[name]) for name, read in READERS.items()}

    assert [name for name, value in read.items() if value is None] == []
    assert [name for name, value in read.items() if value is Says.TROUBLE] == [
        "measurement",
        "statuses",
        "author feed",
        "status page",
        "timeline",
        "posts",
        "listing",
        "threads",
    ]


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reading_of_json_raise(body: bytes) -> None:
    assert Answer("https://a.example/", 200, {}, body).json != b""  # anything else


@given(st.text() | st.text(alphabet="<>/&#;brp x", max_size=400))
def test_any_markup_becomes_one_line_that_can_be_written(markup: str) -> None:
    text = text_of_html(markup)
    text.encode()
    assert text == " ".join(text.split())


@settings(deadline=None, max_examples=20)
@given(st.binary(max_size=300), st.sampled_from(sorted(HOSTS)))
def test_no_bytes_make_a_source_raise_or_report_trouble(body: bytes, name: str) -> None:
    source = next(source for source in sources() if source.id == name)
    said = reply_of(source, dict.fromkeys(HOSTS[name], answers(200, body)))
    assert isinstance(said, Unavailable)
