"""A span of time as segments: a row without holes, gaps before trouble, trouble before good times."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.made import NOW
from trayapp.domain.codes import VerdictName
from trayapp.domain.segments import Segment, segments
from trayapp.domain.tracker import Gap, Incident

LETTERS = {
    VerdictName.UP: "u",
    VerdictName.DEGRADED: "g",
    VerdictName.DOWN: "d",
    VerdictName.BLOCKED: "b",
    VerdictName.UNKNOWN: ".",
}


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def incident(begin: float, end: float | None, verdict: VerdictName = VerdictName.DOWN) -> Incident:
    return Incident(at(begin), verdict, None, None if end is None else at(end), confirmed=True)


def gap(begin: float, end: float) -> Gap:
    return Gap(at(begin), at(end))


def short(row: tuple[Segment, ...]) -> str:
    """A letter for each minute of the ten."""
    return "".join(
        LETTERS[each.verdict] * round((each.end - each.begin).total_seconds() / 60) for each in row
    )


@pytest.mark.parametrize(
    ("incidents", "gaps", "expected"),
    [
        pytest.param([], [], "uuuuuuuuuu", id="nothing"),
        pytest.param([incident(2, 4)], [], "uudduuuuuu", id="an outage"),
        pytest.param([incident(-5, 3)], [], "ddduuuuuuu", id="begun before"),
        pytest.param([incident(7, None)], [], "uuuuuuuddd", id="not over"),
        pytest.param([incident(12, None)], [], "uuuuuuuuuu", id="later"),
        pytest.param([], [gap(3, 5)], "uuu..uuuuu", id="a gap"),
        pytest.param([], [gap(3, 5), gap(5, 6), gap(4, 5)], "uuu...uuuu", id="gaps that touch"),
        pytest.param([incident(2, 8)], [gap(4, 6)], "uudd..dduu", id="a gap within an outage"),
        pytest.param([incident(4, 6)], [gap(2, 8)], "uu......uu", id="an outage within a gap"),
        pytest.param([], [gap(-99, 99)], "..........", id="never watched"),
        pytest.param(
            [incident(1, 3), incident(3, 5, VerdictName.DEGRADED)], [], "uddgguuuuu", id="one after the other"
        ),
        pytest.param(
            [incident(1, 3, VerdictName.BLOCKED), incident(2, 2)], [], "ubuuuuuuuu", id="of no length"
        ),
    ],
)
def test_ten_minutes(incidents: list[Incident], gaps: list[Gap], expected: str) -> None:
    assert short(segments(at(0), at(10), incidents, gaps)) == expected


def test_two_outages_that_touch_stay_two() -> None:
    row = segments(at(0), at(10), [incident(1, 3), incident(3, 5)], [])

    assert [each.incident for each in row] == [None, incident(1, 3), incident(3, 5), None]


minutes = st.integers(-20, 40)
lengths = st.integers(0, 20)
verdicts = st.sampled_from([VerdictName.DOWN, VerdictName.DEGRADED, VerdictName.BLOCKED])
some_incidents = st.lists(
    st.builds(
        lambda begin, length, verdict: incident(begin, None if length is None else begin + length, verdict),
        minutes,
        st.none() | lengths,
        verdicts,
    ),
    max_size=6,
)
some_gaps = st.lists(
    st.builds(lambda begin, length: gap(begin, begin + length), minutes, lengths), max_size=6
)


@given(some_incidents, some_gaps, st.integers(1, 20))
def test_they_cover_the_span_exactly_in_order(
    incidents: list[Incident], gaps: list[Gap], length: int
) -> None:
    row = segments(at(0), at(length), incidents, gaps)

    assert row[0].begin == at(0)
    assert row[-1].end == at(length)
    assert [each.end for each in row[:-1]] == [each.begin for each in row[1:]]
    assert all(each.begin < each.end for each in row)
    for each, after in pairwise(row):
        assert (each.verdict, each.incident) != (after.verdict, after.incident)


@given(some_incidents, some_gaps)
def test_each_moment_is_what_was_known_of_it(incidents: list[Incident], gaps: list[Gap]) -> None:
    for each in segments(at(0), at(20), incidents, gaps):
        middle = each.begin + (each.end - each.begin) / 2
        is_in_gap = any(gap.begin <= middle < gap.end for gap in gaps)
        assert (each.verdict is VerdictName.UNKNOWN) == is_in_gap
        if each.incident is not None:
            assert each.incident in incidents
            assert each.verdict is each.incident.verdict
            assert each.incident.begin <= middle
            assert each.incident.end is None or middle < each.incident.end
