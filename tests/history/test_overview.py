"""What a person is shown of a span of time agrees with the checks that were recorded."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.made import NOW
from tests.history.made import Life
from trayapp.domain.codes import Cause, VerdictName
from trayapp.history.overview import Overview
from trayapp.history.summary import Summary

MINUTE = timedelta(minutes=1)
_V = VerdictName


def lived(folder: Path, *parts: str | int) -> Life:
    """Checks a minute, a letter for each; a number is so many minutes without any."""
    life = Life(folder)
    for part in parts:
        if isinstance(part, int):
            life.at += part * MINUTE
        else:
            life.live(part)
    return life


def overview(life: Life, minutes: float | None = None) -> Overview:
    """Of the minutes up to the last check, or of all that was lived."""
    now = life.at - MINUTE
    begin = NOW if minutes is None else now - timedelta(minutes=minutes)
    with Summary(life.folder) as summary:
        return summary.overview(begin, now)


def verdicts(seen: Overview) -> list[tuple[str, float]]:
    """Each stretch, and how many minutes it lasts."""
    return [(each.verdict.value, (each.end - each.begin) / MINUTE) for each in seen.segments]


def test_an_outage_stands_where_it_was(tmp_path: Path) -> None:
    life = lived(tmp_path, "uuuu", "dddd", "uuuu")

    seen = overview(life)

    assert verdicts(seen) == [("up", 4), ("down", 4), ("up", 3)]
    assert seen.calm_since == NOW + 8 * MINUTE
    assert [each.incident.verdict for each in seen.incidents] == [_V.DOWN]
    assert seen.totals.down_s == 240


def test_while_an_incident_is_open_nothing_is_calm(tmp_path: Path) -> None:
    seen = overview(lived(tmp_path, "uuuu", "dddd"))

    assert verdicts(seen) == [("up", 4), ("down", 3)]
    assert seen.calm_since is None


def test_without_incidents_it_is_calm_from_the_start(tmp_path: Path) -> None:
    seen = overview(lived(tmp_path, "uuuu"))

    assert seen.calm_since == seen.watched_since == NOW


def test_a_failed_check_that_was_never_confirmed_is_a_blip(tmp_path: Path) -> None:
    seen = overview(lived(tmp_path, "uuuu", "d", "uuuu", "dd", "uuuu", "dddd", "uuuu"))

    assert [each.verdict for each in seen.segments] == [_V.UP, _V.DOWN, _V.UP]
    assert [(blip.at, blip.count) for blip in seen.blips] == [
        (NOW + 4 * MINUTE, 1),
        (NOW + 9 * MINUTE, 1),
        (NOW + 10 * MINUTE, 1),
    ]


def test_blips_too_near_to_be_told_apart_are_one(tmp_path: Path) -> None:
    life = lived(tmp_path, "uuuu", "dd", "uuuu")

    seen = overview(life, minutes=90 * 24 * 60)

    assert [blip.count for blip in seen.blips] == [2]


@pytest.mark.parametrize("kind", ["o", "?"], ids=["offline", "unknown"])
def test_where_nothing_could_be_told_nobody_watched(tmp_path: Path, kind: str) -> None:
    seen = overview(lived(tmp_path, "uuuu", 3 * kind, "uuuu"))

    assert verdicts(seen) == [("up", 4), ("unknown", 3), ("up", 3)]


def test_a_gap_that_goes_on_is_one_already(tmp_path: Path) -> None:
    assert verdicts(overview(lived(tmp_path, "uuuu", "ooo"))) == [("up", 4), ("unknown", 2)]


def test_the_time_since_the_app_was_ended_is_a_gap(tmp_path: Path) -> None:
    life = lived(tmp_path, "uuuu", 60)

    assert verdicts(overview(life)) == [("up", 3), ("unknown", 60)]


def test_the_time_before_the_first_check_was_not_watched(tmp_path: Path) -> None:
    life = lived(tmp_path, "uuuu")

    assert verdicts(overview(life, minutes=10)) == [("unknown", 7), ("up", 3)]


def test_of_checks_that_are_gone_the_incidents_remain(tmp_path: Path) -> None:
    life = lived(tmp_path, "u" * 30, "dddd", "u" * 90)
    before = overview(life)
    for _ in range(3):
        life.store.prune(life.at + timedelta(days=200))

    after = overview(life)

    assert after.segments == before.segments
    assert after.calm_since == before.calm_since
    assert after.watched_since == NOW.replace(
        minute=15, second=0, microsecond=0
    )  # known to the quarter by now


def test_where_some_checks_are_gone_it_is_watched_since_the_first_of_their_quarters(tmp_path: Path) -> None:
    life = lived(tmp_path, "u" * 300)
    life.store.prune(life.at + timedelta(days=90) - timedelta(minutes=100))

    assert overview(life).watched_since == NOW.replace(minute=15, second=0, microsecond=0)


def test_of_many_incidents_the_last_are_shown_and_the_open_one_is_among_them(tmp_path: Path) -> None:
    life = lived(tmp_path, "ddduu", 60, "ddduu", 60, "ddduu", 60, "ddd")

    with Summary(life.folder) as summary:
        every = summary.incidents(NOW)
        assert [len(summary.incidents(NOW, most=most)) for most in (1, 2, 9)] == [1, 2, 4]
        assert summary.incidents(NOW, most=2) == every[-2:]
        assert summary.incidents(NOW, shortest=4 * MINUTE) == every[-1:]
    assert every[-1].incident.end is None


def test_an_incident_is_found_by_its_begin(tmp_path: Path) -> None:
    life = lived(tmp_path, "uuuu", "dddd", "uuuu")

    with Summary(life.folder) as summary:
        found = summary.incident(NOW + 4 * MINUTE)
        missing = summary.incident(NOW)

    assert found is not None
    assert found.incident.end == NOW + 8 * MINUTE
    assert missing is None


def test_an_incident_that_became_part_of_another_leads_to_that(tmp_path: Path) -> None:
    flapping = ["ddd", "uuu"] * 4
    life = lived(tmp_path, "uuuu", *flapping)

    with Summary(life.folder) as summary:
        found = summary.incident(NOW + 10 * MINUTE)

    assert found is not None
    assert found.incident.cause is Cause.UNSTABLE
    assert found.incident.begin == NOW + 4 * MINUTE


def test_neighbouring_checks_that_are_alike_are_a_run(tmp_path: Path) -> None:
    life = lived(tmp_path, "uuuu", "ddd", "uu", "d")

    with Summary(life.folder) as summary:
        runs = summary.runs(NOW + MINUTE, life.at)

    assert [(run.verdict.value, run.count, (run.end - run.begin) / MINUTE) for run in runs] == [
        ("up", 3, 2),
        ("down", 3, 2),
        ("up", 2, 1),
        ("down", 1, 0),
    ]


def test_a_check_is_found_by_its_moment(tmp_path: Path) -> None:
    life = lived(tmp_path, "ud")

    with Summary(life.folder) as summary:
        assert summary.check(NOW + MINUTE) == life.judged[1]
        assert summary.check(NOW + timedelta(seconds=1)) is None


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text("udgo?", min_size=1, max_size=6),
            st.integers(1, 30),
        ),
        min_size=1,
        max_size=8,
    ).filter(lambda parts: any(isinstance(part, str) for part in parts))
)
def test_the_stretches_add_up_to_the_figures(parts: list[str | int]) -> None:
    with TemporaryDirectory() as folder:
        life = lived(Path(folder), *parts, "u")
        seen = overview(life, minutes=24 * 60)
        life.store.close()

    watched = [each for each in seen.segments if each.verdict is not _V.UNKNOWN]
    assert sum((each.end - each.begin).total_seconds() for each in watched) == seen.totals.watched_s
