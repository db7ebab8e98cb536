"""Checks that are too old to be kept one by one, and the figures that stay of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.domain.made import NOW
from tests.history.made import LONG_AGO, Life, in_words, replay
from trayapp.history.export import export
from trayapp.history.summary import Summary

RETENTION = timedelta(days=90)


@pytest.fixture
def life(tmp_path: Path) -> Life:
    """Six hours in which most verdicts were met."""
    life = Life(tmp_path)
    life.live("u" * 70 + "d" * 60 + "u" * 20 + "?" * 10 + "g" * 100 + "u" * 40 + "d" + "u" * 59)
    return life


def test_figures_are_the_same_before_and_after(life: Life) -> None:
    with Summary.open(life.folder) as summary:
        before = summary.totals(LONG_AGO)
        for _ in range(9):
            life.store.prune(life.at + RETENTION)

            after = summary.totals(LONG_AGO)
            assert after == before
        assert before.down_s == 60 * 60
        assert before.degraded_s == 100 * 60
        assert len(summary.incidents(LONG_AGO)) == 2
    life.store.close()
    assert life.told == []


def test_only_whole_hours_that_are_old_enough_go_one_at_a_time(life: Life) -> None:
    def hours() -> list[tuple[str, int]]:
        lines = export(life.folder, None, in_words)
        return [(line["begin"], line["checks"]) for line in lines if line.get("type") == "rollup"]

    limit = NOW.replace(hour=15, minute=0, second=0, microsecond=0)
    life.store.prune(limit + RETENTION - timedelta(seconds=1))
    assert hours() == [("2026-02-16T13:00:00.000Z", 33)]
    life.store.prune(limit + RETENTION - timedelta(seconds=1))
    assert hours() == [("2026-02-16T13:00:00.000Z", 33)]
    for _ in range(5):
        life.store.prune(limit + RETENTION)
    assert hours() == [("2026-02-16T13:00:00.000Z", 33), ("2026-02-16T14:00:00.000Z", 60)]
    life.store.close()


def test_an_export_tells_of_rolled_up_hours_first(life: Life) -> None:
    life.store.prune(life.at + RETENTION)
    lines = list(export(life.folder, None, in_words))

    assert lines[0] == {
        "type": "rollup",
        "begin": "2026-02-16T13:00:00.000Z",
        "end": "2026-02-16T14:00:00.000Z",
        "checks": 33,
        "watched_s": 33 * 60.0,
        "down_s": 0.0,
        "degraded_s": 0.0,
    }
    assert all("at" in line for line in lines[1:])
    assert len(lines) == 1 + 360 - 33
    assert replay(life.folder) == life.events[33:]
    assert "rollup" not in [line.get("type") for line in export(life.folder, NOW, in_words)]
    life.store.close()


def test_an_hour_whose_checks_come_in_pieces_is_one(life: Life) -> None:
    life.store.prune(life.at + RETENTION)
    now, life.at = life.at, NOW  # the clock was set back
    life.live("uuu")
    life.at = now
    life.live("u")
    life.store.prune(life.at + RETENTION)

    rollup = next(export(life.folder, None, in_words))
    assert (rollup["checks"], rollup["watched_s"]) == (36, 35 * 60)
    life.store.close()
    assert life.told == []


def test_the_retention_is_a_parameter(tmp_path: Path) -> None:
    from trayapp.history.store import Store

    life = Life(tmp_path)
    life.live("u" * 100)
    life.store.close()
    store = Store.open(tmp_path, life.told.append, retention=timedelta(hours=1))
    for _ in range(3):
        store.prune(life.at)

    assert sum("at" in line for line in export(tmp_path, None, in_words)) == 67
    store.close()


def test_rows_that_are_gone_make_room_for_new_ones(tmp_path: Path) -> None:
    life = Life(tmp_path)
    size = 0
    for day in range(6):
        life.live("u" * 24, every_s=3600)
        for _ in range(24):
            life.store.prune(life.at + RETENTION - timedelta(days=1))
        life.restart()
        if day == 2:
            size = (tmp_path / "history.sqlite3").stat().st_size
    assert (tmp_path / "history.sqlite3").stat().st_size <= size + 4096
    life.store.close()
