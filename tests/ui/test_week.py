"""Days leave nothing behind: there is as much of everything at their end as there was at their beginning."""

from __future__ import annotations

import os

from tests.ui.screen import Screen
from tests.ui.week import Counts, week

DAYS = int(os.environ.get("TRAYAPP_DAYS", "2"))
"""All are alike, so what one leaves behind shows after the first; 7 are the week of the bench."""


def test_days_leave_nothing_behind(screen: Screen) -> None:
    with week(screen) as life:
        life.warm_up()
        before = life.counts()
        changes, openings = life.changes, life.openings

        life.live(DAYS)

        assert life.changes - changes >= 28 * DAYS
        assert life.openings - openings >= 7 * DAYS
        after = life.counts()
        # SQLite keeps what a reader has closed for the next one, as long as somebody writes: as many as ever
        # read at the same time, so the warming up may have seen one less.
        more = _take_database(after) - _take_database(before)
        assert after == before
        assert 0 <= more <= 1
        assert life.end() == 0
    assert life.refused == []


def _take_database(counts: Counts) -> int:
    """How many descriptors of it there are; they are counted no more."""
    (name,) = (name for name in counts["descriptors"] if name.endswith("history.sqlite"))
    return counts["descriptors"].pop(name)
