"""Whatever stands in what is read: no reader raises what its caller does not expect, and work goes on.

Real files, rows, lines and states, in which anything, anywhere, has become something else: the first year and
the last, numbers that no float holds, half letters, brackets nested too deep.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.domain.made import NOW
from tests.history.made import Life, in_words, judged
from trayapp import cli
from trayapp.crowd.baseline import Baseline
from trayapp.domain.alerts import Alerts, Topic
from trayapp.domain.drift import Drift
from trayapp.domain.messages import Outbox
from trayapp.domain.page import PageMemory
from trayapp.domain.reachability import Reachability
from trayapp.domain.state_json import alerts_from_json, alerts_to_json, state_from_json, state_to_json
from trayapp.domain.tracker import Tracker, TrackerState
from trayapp.errors import HistoryError, SettingsError
from trayapp.history import codec
from trayapp.history.export import export
from trayapp.history.file.folder import Folder
from trayapp.history.importing import take_in
from trayapp.history.store import Store
from trayapp.history.summary import Summary
from trayapp.i18n import Words
from trayapp.net.limits_json import limits_from_json, limits_to_json
from trayapp.settings.editing import change
from trayapp.settings.file import load
from trayapp.watch.steering import from_line

WRITTEN = Path(__file__).parents[1] / "written_before"
ENGLISH = Words("en")

FIRST, LAST = "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"
DEEP = "[" * 100_000
_DEEP = "the mark in whose place brackets are put"

_SLOW = settings(max_examples=settings().max_examples // 5)  # of real files, each of them


ODD: st.SearchStrategy[Any] = (
    st.sampled_from(
        [
            *(FIRST, LAST, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", NOW.isoformat()),
            *("", "\ud800", "\udfff", "\0", "\x1b[31m", "\u202e", _DEEP, "down", "up", "x" * 5_000),
            *(float("nan"), float("inf"), float("-inf"), 1e308, 1e15, -1e15, 10**20, -(10**20), 0, -1, 2**63),
            *(None, True, False, [], {}, [[]], {"": {}}),
        ]
    )
    | st.text(max_size=5)
    | st.integers()
    | st.floats()
)


@st.composite
def odd(draw: st.DrawFn, whole: Any) -> Any:
    """The same, with something odd in some places."""
    if draw(st.integers(0, 7)) == 0:
        return draw(ODD)
    if isinstance(whole, dict):
        return {key: draw(odd(value)) for key, value in whole.items() if draw(st.integers(0, 9))}
    if isinstance(whole, list):
        return [draw(odd(value)) for value in whole]
    return whole


def written(value: Any) -> str:
    return json.dumps(value).replace(json.dumps(_DEEP), DEEP)


def spoilt(line: str) -> st.SearchStrategy[str]:
    return odd(json.loads(line)).map(written)


@contextmanager
def a_history() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        life = Life(Path(folder))
        life.live("uuudddduuuudddd")
        life.store.record_user_error(life.at)
        life.store.close()
        yield life.folder


def read_all(folder: Path) -> None:
    """Whatever anybody reads: it is there, or one knows why it is not."""
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    reads: list[Callable[[Summary], object]] = [
        lambda s: s.last(),
        lambda s: [ENGLISH.history.incident(each.incident) for each in s.incidents(first)],
        lambda s: s.gaps(first),
        lambda s: s.totals(first),
        lambda s: s.notices(first, last),
        lambda s: s.marks(first, last),
        lambda s: s.reports(first, last),
    ]
    for read in reads:
        with suppress(HistoryError), Summary(folder) as summary:
            read(summary)
    with suppress(HistoryError):
        json.dumps(list(export(folder, None, in_words)))


_COLUMNS = [
    *("checks.at_ms", "checks.interval_s", "checks.cause", "checks.watched_ms", "checks.seen"),
    *("incidents.begin_ms", "incidents.end_ms", "incidents.cause", "changes.at_ms", "changes.recurrence"),
    *("gaps.begin_ms", "gaps.end_ms", "notices.at_ms", "notices.kind", "marks.at_ms", "reports.at_ms"),
    *(
        "reports.said",
        "tracker.state",
        "memory.state",
        "quarters.watched_ms",
        "quarters.spent",
        "days.down_ms",
    ),
    *("shares.watched_ms", "notes.note"),
]
_VALUES = st.sampled_from(
    [
        -62135596800000,
        253402300799999,
        2**63 - 1,
        -(2**63),
        0,
        1e308,
        1e-300,
        DEEP,
        "",
        "\0\x1b",
        b"",
        b"\0" * 99,
    ]
)


@_SLOW
@given(st.sampled_from(_COLUMNS), _VALUES)
def test_any_row_is_read_or_refused_and_the_next_check_is_written(column: str, value: Any) -> None:
    table, _, name = column.partition(".")
    with a_history() as folder:
        with (
            closing(sqlite3.connect(Folder(folder).database, isolation_level=None)) as connection,
            suppress(sqlite3.Error),  # some the tables themselves refuse
        ):
            connection.execute(f"UPDATE {table} SET {name} = ?", (value,))  # noqa: S608 - our own
        read_all(folder)
        store = Store(folder, lambda _: None)
        seen = judged("u", NOW + timedelta(days=1))
        store.record(seen, store.tracker.follow(seen))
        store.close()
        files = [*folder.glob("history*.sqlite3")]
        assert sum(map(_count, files)) == 16
        read_all(folder)


def _count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM checks").fetchone()[0])


def _lines() -> list[str]:
    with a_history() as folder:
        lines = [json.dumps(line) for line in export(folder, None, in_words)]
    kinds = {json.loads(line).get("type"): line for line in lines}
    return [*lines[:3], *kinds.values()]


LINES = _lines()


@_SLOW
@given(st.sampled_from(LINES).flatmap(lambda line: st.lists(spoilt(line), min_size=1, max_size=4)))
@example([DEEP, '{"a":' * 50_000, "1" + "0" * 5_000, '"\\ud800"'])
def test_any_line_is_taken_in_or_passed_over_and_what_is_there_can_be_read(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "lines.jsonl")
        source.write_text("".join(f"{line}\n" for line in [*LINES, *lines]), encoding="utf-8")
        data = Path(folder, "data")
        assert cli.main(["--data-dir", str(data), "--lang", "en", "import", str(source)]) == 0
        read_all(data)
        for asked in (["history"], ["history", "--csv"], ["status", "--json"], ["report"]):
            assert cli.main(["--data-dir", str(data), "--lang", "en", *asked]) in (0, 1, 2, 3)
        exported = list(export(data, None, in_words))
        assert take_in(Path(folder, "again"), exported).unreadable == 0


@_SLOW
@given(
    st.lists(st.sampled_from([line for line in LINES if '"type"' not in line]).flatmap(spoilt), max_size=5)
)
@example([DEEP])
def test_any_recording_is_replayed(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "lines.jsonl")
        source.write_text("\ufeff" + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        for form in ([], ["--json"]):
            assert cli.main(["--lang", "en", "replay", str(source), *form]) in (0, 65)


def _a_state() -> Any:
    tracker = Tracker()
    for number, kind in enumerate("uuudddduuuuddd"):
        tracker.follow(judged(kind, NOW + number * timedelta(minutes=1)))
    return json.loads(json.dumps(state_to_json(tracker.state)))


@given(odd(_a_state()))
def test_a_tracker_goes_on_from_any_state(value: Any) -> None:
    tracker = Tracker()
    tracker.state = state_from_json(TrackerState, value)
    for number, kind in enumerate("udddduuuu"):
        tracker.follow(judged(kind, NOW + number * timedelta(minutes=1)))
    json.dumps(state_to_json(tracker.state))


_TOLD = [NOW.isoformat(), "down", None, None, True]
_ALERTS = {
    **{name: NOW.isoformat() for name in ("paused_until", "muted_until", "last_at")},
    "interval_s": 60,
    "last_verdict": "up",
    "told": _TOLD,
    "held": 2,
    "held_about": _TOLD,
    "is_blocked_told": True,
    "was_away": True,
    "reported": "second",
}


@given(odd(_ALERTS))
def test_alerts_go_on_from_any_state(value: Any) -> None:
    alerts, tracker = Alerts(alerts_from_json(written(value))), Tracker()
    for number, kind in enumerate("udddduuuu"):
        seen = judged(kind, NOW + number * timedelta(minutes=1))
        events, wanted = tracker.follow(seen), set(Topic)
        incident = tracker.state.open
        recurrence = tracker.recurrence(incident) if incident else None
        for notice in alerts.follow(
            seen, events, incident, recurrence, is_quiet=number < 4, wanted=wanted, of_country=None
        ):
            ENGLISH.notices.title(notice)
    alerts_from_json(alerts_to_json(alerts.state))


@given(ODD | st.recursive(ODD, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=8), inner)))
def test_whatever_else_is_remembered_is_read_or_begun_anew(value: Any) -> None:
    text = written(value)
    for read in (Baseline.from_json, Outbox.from_json):
        read(text).to_json()
    for parsed in (Drift.from_json, Reachability.from_json, PageMemory.from_json):
        json.dumps(parsed(value).to_json())
    if (limits := limits_from_json(value)) is not None:
        json.dumps(limits_to_json(limits.pruned(NOW)))


_SETTINGS = (WRITTEN / "trayapp.toml").read_bytes()
_BITS = [
    b"[",
    b"]",
    b'"',
    b"\xff",
    b"\0",
    b"=",
    b"\n",
    b"[[a]]\n",
    b"1e999",
    b"-0001-01-01",
    b"9" * 5_000,
    b"nan",
]


@given(st.lists(st.tuples(st.integers(0, len(_SETTINGS)), st.sampled_from(_BITS)), max_size=6))
@example([(0, DEEP.encode()[:60_000])])
def test_any_settings_are_read_or_refused_and_changed_or_left(places: list[tuple[int, bytes]]) -> None:
    content = _SETTINGS
    for at, bits in places:
        content = content[:at] + bits + content[at:]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "settings.toml")
        path.write_bytes(content)
        with suppress(SettingsError):
            for problem in load(path, must_exist=True).problems:
                ENGLISH.troubles.problem(problem)
        try:
            change(path, {"checks.interval_s": 120})
        except SettingsError:
            assert path.read_bytes() == content


@given(
    st.text(max_size=100)
    | st.tuples(st.sampled_from(("pause", "mute", "unmute", "show")), st.text()).map(" ".join)
)
@example(f"pause {LAST}")
@example(f"mute {FIRST}")
@example("pause 0001-01-01T00:00:00+14:00")
@example("pause 9999-12-31T23:59:59-14:00")
def test_any_call_of_another_process_is_understood_or_not(line: str) -> None:
    command = from_line(line, NOW)
    if command is not None and command.until is not None:
        ENGLISH.date_and_time(command.until)


@pytest.mark.parametrize("seen", [DEEP, "[]", '{"reasons": [{"code": [], "for": {}, "values": {}}]}'])
def test_any_text_of_a_check_is_read_or_damaged(seen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "dumps", lambda *_, **__: seen)
    packed = codec.pack(judged("u"))
    monkeypatch.undo()
    with a_history() as folder:
        with closing(sqlite3.connect(Folder(folder).database, isolation_level=None)) as connection:
            connection.execute("UPDATE checks SET seen = ?", (packed,))
        read_all(folder)
