"""What is read is what was recorded, and a replay of it gives the same again."""

from __future__ import annotations

import json
import random
import sqlite3
import tempfile
import tracemalloc
import zlib
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.made import NOW
from tests.history.made import LONG_AGO, Life, as_of_now, in_words, judged, replay
from tests.history.strategies import checks
from trayapp.domain.check_json import to_json
from trayapp.domain.records import JudgedCheck
from trayapp.domain.tracker import Change, Gap, IncidentChange
from trayapp.domain.uptime import Totals, Uptime
from trayapp.history import codec
from trayapp.history.export import export
from trayapp.history.summary import Summary


@settings(deadline=None, max_examples=30)
@given(st.lists(checks, min_size=1, max_size=5, unique_by=lambda seen: seen.check.at))
def test_nothing_of_a_check_is_lost(made: list[JudgedCheck]) -> None:
    with tempfile.TemporaryDirectory() as name:
        life = Life(Path(name))
        for seen in made:
            life.store.record(seen, [])
        with Summary(life.folder) as summary:
            last = summary.last()
        exported = list(export(life.folder, None, in_words))
        life.store.close()

    assert life.told == []
    assert last == made[-1]
    assert json.dumps(exported) == json.dumps([to_json(seen, "in words") for seen in made])


def figures_of(life: Life) -> Totals:
    figures = Uptime()
    for seen, changed in zip(life.judged, life.events, strict=True):
        figures.add(seen, changed)
    return figures.totals()


lives = st.lists(
    st.tuples(st.text("uuuddlgbo?", min_size=1, max_size=7), st.sampled_from((15.0, 60.0, 66.0, 600.0))),
    min_size=1,
    max_size=40,
)
"""Stretches of checks, each with its pace: on time, late by a little, or so late that there is a gap."""


@settings(deadline=None, max_examples=40)
@given(lives, st.data())
def test_the_history_says_what_happened(segments: list[tuple[str, float]], data: st.DataObject) -> None:
    restart_before = data.draw(st.integers(0, len(segments) - 1))
    with tempfile.TemporaryDirectory() as name:
        life = Life(Path(name))
        for number, (kinds, every_s) in enumerate(segments):
            if number == restart_before:
                life.restart()
            life.live(kinds, every_s)
        with Summary(life.folder) as summary:
            incidents, gaps = summary.incidents(LONG_AGO), summary.gaps(LONG_AGO)
            totals = summary.totals(LONG_AGO)
        replayed = replay(life.folder)
        life.store.close()

    told = [event for changed in life.events for event in changed]
    assert life.told == []
    assert [recorded.incident for recorded in incidents] == as_of_now(life.events, life.tracker.state.open)
    changes = [change for recorded in incidents for change in recorded.changes]
    absorbed = {i.begin for change in changes for i in change.absorbed}
    assert sorted(changes, key=lambda change: change.at) == [
        event for event in told if isinstance(event, IncidentChange) and event.incident.begin not in absorbed
    ]
    assert gaps == [event for event in told if isinstance(event, Gap)]
    assert replayed == life.events
    expected = figures_of(life)
    assert totals.incidents == expected.incidents
    assert (totals.watched_s, totals.down_s, totals.degraded_s) == pytest.approx(
        (expected.watched_s, expected.down_s, expected.degraded_s)
    )


@pytest.mark.parametrize("seed", range(8))
def test_a_clock_that_jumps_about_confuses_nobody(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    life = Life(tmp_path)
    for _ in range(300):
        life.record(judged(chance.choice("uuddlgbo?"), life.at))
        life.at += timedelta(seconds=chance.choice((15, 60, 60, 60, 600, -40, -3600, 90_000)))
    life.restart()

    assert life.told == []
    assert replay(tmp_path) == life.events
    with Summary(tmp_path) as summary:
        assert summary.last() == life.judged[-1]
        totals = summary.totals(LONG_AGO)
    assert totals.watched_s == pytest.approx(figures_of(life).watched_s)
    assert 0 <= totals.down_s + totals.degraded_s <= totals.watched_s
    life.store.close()


def test_the_same_moment_again_is_passed_over(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("u")
    life.store.record(judged("d"), [])

    assert [line["verdict"] for line in export(tmp_path, None, in_words)] == ["up"]
    life.store.close()


def test_a_tracker_goes_on_after_a_restart_inside_an_incident(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("udddd")
    state = life.tracker.state
    life.restart()

    assert life.tracker.state is not state
    assert life.tracker.state == state
    life.live("uu")
    with Summary(tmp_path) as summary:
        (recorded,) = summary.incidents(NOW)
    assert [change.change for change in recorded.changes] == [Change.OPENED, Change.CLOSED]
    life.store.close()


def test_an_incident_that_turns_out_to_be_confirmed_says_so(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("ulll")
    with Summary(tmp_path) as summary:
        assert [recorded.incident.confirmed for recorded in summary.incidents(NOW)] == [False]
        assert summary.totals(NOW).down_s == 0
    life.live("dd")

    with Summary(tmp_path) as summary:
        (recorded,) = summary.incidents(NOW)
        assert recorded.incident.confirmed
        assert [change.incident.confirmed for change in recorded.changes] == [False, True]
        assert summary.totals(NOW).down_s == 240
    life.store.close()


def test_a_gap_of_no_length_that_an_earlier_version_wrote_is_passed_over(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("u?u")
    life.store.close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3", isolation_level=None)) as other:
        other.execute("INSERT INTO gaps (begin_ms, end_ms) SELECT end_ms, end_ms FROM gaps")
    with Summary(tmp_path) as summary:
        assert summary.gaps(NOW) == [Gap(NOW + timedelta(minutes=1), NOW + timedelta(minutes=2))]


def test_incidents_of_a_flapping_hour_are_absorbed_but_kept(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("dddu" * 4, every_s=60)
    life.live("uu" * 4 + "ddduu" * 4, every_s=60)

    with Summary(tmp_path) as summary:
        (recorded, *_) = (r for r in summary.incidents(NOW) if r.incident.cause == "unstable")
    assert len([i for change in recorded.changes for i in change.absorbed]) >= 2
    life.store.close()


def test_only_what_had_not_ended_by_then_is_shown(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("udddduu")
    life.at += timedelta(hours=2)
    life.live("uuddd")
    with Summary(tmp_path) as summary:
        first, second = summary.incidents(LONG_AGO)
        assert first.incident.end is not None
        assert summary.incidents(first.incident.end) == [first, second]
        assert summary.incidents(first.incident.end + timedelta(seconds=1)) == [second]
        assert summary.incidents(life.at + timedelta(days=9)) == [second]
        assert len(summary.gaps(NOW)) == 1
        assert summary.gaps(life.at) == []
        assert summary.totals(life.at - timedelta(minutes=3)).watched_s == 120
    life.store.close()


def test_an_export_may_begin_later(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("u" * 1234)

    lines = list(export(tmp_path, NOW + timedelta(minutes=100), in_words))

    assert len(lines) == 1134
    assert lines[0]["at"] == "2026-02-16T15:07:40.120Z"
    life.store.close()


def test_a_reader_sees_the_last_check_while_the_writer_goes_on(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("u")
    with Summary(tmp_path) as summary:
        for kind in "ddduu":
            life.live(kind)
            assert summary.last() == life.judged[-1]
    life.store.close()


def test_before_anything_was_recorded_the_history_is_empty(tmp_path: Path) -> None:
    """Without a file, with one that was made and never written, and with one that has no check."""

    def is_empty() -> bool:
        with Summary(tmp_path) as summary:
            assert summary.last() is None
            assert summary.incidents(NOW) == []
            assert summary.totals(NOW) == Totals(0, 0, 0, 0)
        return not list(export(tmp_path, None, in_words))

    assert is_empty()
    assert not list(tmp_path.iterdir())
    (tmp_path / "history.sqlite3").touch()
    assert is_empty()
    life = Life(tmp_path)
    assert is_empty()
    life.store.close()


def test_a_closed_history_can_be_read_where_nothing_may_be_written(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("uu")
    life.store.close()
    (tmp_path / "history.sqlite3-shm").mkdir()  # so that not even root can make that file

    with Summary(tmp_path) as summary:
        assert summary.last() == life.judged[-1]


def test_a_few_bytes_are_no_check_of_a_gigabyte() -> None:
    long = to_json(judged("u"), "")
    long["surfaces"] = [{"id": "web", "outcome": "ok"}] * 100_000
    with pytest.raises(ValueError, match="too long"):
        codec.pack(codec.judged_from_json(long))

    press = zlib.compressobj(9, wbits=13, memLevel=6, zdict=codec._SAMPLE)
    bomb = press.compress(b"[" * (1 << 28)) + press.flush()
    tracemalloc.start()
    with pytest.raises(ValueError, match="cut short"):
        codec.unpack(0, 60.0, "up", None, "high", bomb)
    assert tracemalloc.get_traced_memory()[1] < 1 << 23
    tracemalloc.stop()
