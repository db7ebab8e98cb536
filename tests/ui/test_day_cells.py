"""Long spans with a cell for each day: what was worst on it, how much was watched, how often it failed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.segments import Segment
from trayapp.domain.tracker import Incident
from trayapp.domain.uptime import Totals
from trayapp.history.overview import Overview
from trayapp.i18n import Words
from trayapp.ui.window.availability_cells import DayCell, availability, day_cells
from trayapp.ui.window.page_context import LocalTime
from trayapp.ui.window.routes import Day

MIDNIGHT = datetime(2026, 2, 16).astimezone()  # where clocks are not changed on these days
_V = VerdictName


def at(hours: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hours)


def part(begin: float, end: float, verdict: VerdictName = _V.UP, *, confirmed: bool = True) -> Segment:
    is_trouble = verdict not in (_V.UP, _V.UNKNOWN)
    incident = Incident(at(begin), verdict, Cause.SERVER_ERRORS, at(end), confirmed) if is_trouble else None
    return Segment(at(begin), at(end), verdict, incident)


def cells(*row: Segment, days: int = 2) -> list[DayCell]:
    return list(day_cells(row, ((at(24 * day), at(24 * day + 24)) for day in range(days))))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ([part(0, 48)], [(_V.UP, 1, 0), (_V.UP, 1, 0)]),
        ([part(0, 12), part(12, 48, _V.UNKNOWN)], [(_V.UP, 0.5, 0), (_V.UNKNOWN, 0, 0)]),
        ([part(0, 23), part(23, 25, _V.DOWN), part(25, 48)], [(_V.DOWN, 1, 1), (_V.DOWN, 1, 1)]),
        (
            [part(0, 1, _V.DEGRADED), part(1, 2, _V.DOWN), part(2, 3, _V.DEGRADED), part(3, 48)],
            [(_V.DOWN, 1, 3), (_V.UP, 1, 0)],
        ),
        (
            [part(0, 1, _V.DEGRADED), part(1, 2, _V.DOWN, confirmed=False), part(2, 48)],
            [(_V.DEGRADED, 1, 2), (_V.UP, 1, 0)],
        ),
        ([part(6, 12), part(12, 18, _V.UNKNOWN)], [(_V.UP, 0.5, 0)]),
    ],
    ids=[
        "calm",
        "watched for half a day",
        "over midnight",
        "the worst is shown",
        "what is sure goes first",
        "the first and last day are cut",
    ],
)
def test_of_each_day_the_worst_is_shown(
    row: list[Segment], told: list[tuple[VerdictName, float, int]]
) -> None:
    found = [(cell.worst.verdict, round(cell.watched, 3), cell.incidents) for cell in cells(*row)]
    assert found == told


def test_a_day_says_what_was_worst_and_opens_itself() -> None:
    row = (part(0, 1, _V.DOWN), part(1, 12), part(12, 24, _V.UNKNOWN), part(24, 48))
    overview = Overview(row, (), (), Totals(0, 0, 0, 1), None, None)
    words = Words("en")
    shown = availability(overview, words, LocalTime(words, lambda: at(48)), is_in_days=True)

    assert [cell.told() for cell in shown.cells] == [
        "Mon 16 Feb: Down, 1 incident; 12 h watched",
        "Tue 17 Feb: Up; 24 h watched",
    ]
    assert [cell.opens for cell in shown.cells] == [Day(at(0), at(24)), Day(at(24), at(48))]
