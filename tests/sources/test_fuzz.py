"""Whatever a service sends: no exception comes out of its reader, and what is not its shape is no trouble."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.servers import answers
from tests.sources.made import NOW, reply_of
from tests.sources.samples import OUTAGE, everywhere, feed, measurement, post, status, status_page
from tests.sources.test_every_source import HOSTS, sources
from trayapp.domain.records import Says
from trayapp.domain.reports import Report, Vantage
from trayapp.net.answers import Answer
from trayapp.sources.base import Unavailable
from trayapp.sources.cloudflare_status import read_status_page
from trayapp.sources.globalping import read_ident, read_measurement, vote
from trayapp.sources.netblocks import Note, judge, read_account, read_author_feed, read_statuses
from trayapp.sources.payload import as_json
from trayapp.sources.text import text_of_html

_KEYS = st.sampled_from(
    [
        *(
            "id",
            "results",
            "status",
            "probe",
            "result",
            "country",
            "statusCode",
            "timings",
            "total",
            "headers",
        ),
        *("failureSource", "reblog", "content", "created_at", "url", "feed", "post", "record", "text", "uri"),
        *("indexedAt", "reason", "indicator", "description", "location"),
    ]
) | st.text(max_size=5)
_WORDS = st.sampled_from(
    ["in-progress", "finished", "failed", "offline", "target", "DE", "none", "minor", "1"]
)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | _WORDS
    | st.text(max_size=20)
    | st.text(st.characters(categories=["Cs"]), max_size=3)
)
ANY_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(_KEYS, inner, max_size=6),
    max_leaves=30,
)


def _netblocks(notes: Iterable[Note] | None) -> Says:
    return judge(notes or (), NOW).evidence.says


def _globalping(read: tuple[bool, tuple[Vantage, ...], int] | None) -> Says:
    return vote(read[1] if read else ())[0]


def _status_page(read: Report | None) -> Says | None:
    return read.evidence.says if read else None


READERS: dict[str, Callable[[Any], Any]] = {
    "read_ident": read_ident,
    "read_measurement": lambda value: _globalping(read_measurement(value)),
    "read_account": read_account,
    "read_statuses": lambda value: _netblocks(read_statuses(value)),
    "read_author_feed": lambda value: _netblocks(read_author_feed(value)),
    "read_status_page": lambda value: _status_page(read_status_page(value, NOW)),
}


@settings(deadline=None)  # the first one loads what the others find loaded
@given(ANY_JSON)
def test_no_json_makes_a_reader_raise_or_see_trouble(value: Any) -> None:
    for read in READERS.values():
        assert read(value) is not Says.TROUBLE


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reading_of_json_raise(body: bytes) -> None:
    as_json(Answer("https://a.example/", 200, {}, body))


@st.composite
def _damaged(draw: st.DrawFn, whole: Any) -> Any:
    """A real answer in which anything, anywhere, has become something else or is gone."""
    if draw(st.integers(0, 9)) == 0:
        return draw(ANY_JSON)
    if isinstance(whole, dict):
        return {key: draw(_damaged(value)) for key, value in whole.items() if draw(st.integers(0, 9))}
    if isinstance(whole, list):
        return [draw(_damaged(value)) for value in whole if draw(st.integers(0, 9))]
    return whole


WHOLE = {
    "read_measurement": measurement(everywhere("503")),
    "read_statuses": [status(OUTAGE), status("X restricted in Turkey")],
    "read_author_feed": feed(post(OUTAGE), post("X restricted in Turkey")),
    "read_status_page": status_page("critical"),
}


@settings(deadline=None)
@given(st.data(), st.sampled_from(sorted(WHOLE)))
def test_a_damaged_answer_makes_no_reader_raise(data: st.DataObject, name: str) -> None:
    READERS[name](data.draw(_damaged(WHOLE[name])))


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
