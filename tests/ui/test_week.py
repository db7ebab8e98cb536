"""A week leaves nothing behind: there is as much of everything at its end as there was at its beginning."""

from __future__ import annotations

from tests.ui.screen import Screen
from tests.ui.week import week


def test_a_week_leaves_nothing_behind(screen: Screen) -> None:
    with week(screen) as life:
        life.warm_up()
        before = life.counts()
        changes, openings = life.changes, life.openings

        life.live()

        assert life.changes - changes >= 200
        assert life.openings - openings >= 50
        assert life.counts() == before
        assert life.end() == 0
    assert life.refused == []
