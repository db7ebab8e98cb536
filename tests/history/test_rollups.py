"""Checks that are too old to be kept one by one, and the figures that stay of them."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from tests.domain.made import NOW
from tests.history.made import LONG_AGO, Life, in_words, judged, replay
from trayapp.domain.tracker import Tracker
from trayapp.history.database import Entry, HistoryFile
from trayapp.history.export import export
from trayapp.history.extras import NO_EXTRAS
from trayapp.history.file.folder import Folder
from trayapp.history.summary import Summary

RETENTION = timedelta(days=90)
HOUR = timedelta(hours=1)


@pytest.fixture
def life(tmp_path: Path) -> Life:
    """Six hours in which most verdicts were met."""
    life = Life(tmp_path)
    life.live("u" * 70 + "d" * 60 + "u" * 20 + "?" * 10 + "g" * 100 + "u" * 40 + "d" + "u" * 59)
    return life


def test_figures_are_the_same_before_and_after(life: Life) -> None:
    with Summary(life.folder) as summary:
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


def rollups(life: Life) -> list[tuple[str, int]]:
    lines = export(life.folder, None, in_words)
    return [(line["begin"][11:16], line["checks"]) for line in lines if line.get("type") == "rollup"]


def test_only_whole_quarters_that_are_old_enough_go_an_hour_at_a_time(life: Life) -> None:
    limit = NOW.replace(hour=15, minute=0, second=0, microsecond=0)
    first_hour = [("13:15", 3), ("13:30", 15), ("13:45", 15), ("14:00", 15)]
    for _ in range(2):
        life.store.prune(limit + RETENTION - timedelta(minutes=40))
        assert rollups(life) == first_hour
    for _ in range(5):
        life.store.prune(limit + RETENTION)
    assert rollups(life) == [*first_hour, ("14:15", 15), ("14:30", 15), ("14:45", 15)]
    life.store.close()


def test_an_export_tells_of_what_is_gone_first(life: Life) -> None:
    life.store.prune(life.at + RETENTION)
    lines = list(export(life.folder, None, in_words))

    assert lines[0] == {
        "type": "rollup",
        "begin": "2026-02-16T13:15:00.000Z",
        "end": "2026-02-16T13:30:00.000Z",
        "checks": 3,
        "watched_s": 3 * 60.0,
        "down_s": 0.0,
        "degraded_s": 0.0,
    }
    assert [line["type"] for line in lines[:5]] == ["rollup"] * 4 + ["incident"]
    assert sum("type" not in line for line in lines) == 360 - 48
    assert replay(life.folder) == life.events[48:]
    assert "rollup" not in [line.get("type") for line in export(life.folder, NOW + 2 * HOUR, in_words)]
    life.store.close()


def test_a_quarter_whose_checks_come_in_pieces_is_one(life: Life) -> None:
    life.store.prune(life.at + RETENTION)
    now, life.at = life.at, NOW  # the clock was set back
    life.live("uuu")
    life.at = now
    life.live("u")
    assert rollups(life)[0] == ("13:15", 3)
    life.store.prune(life.at + RETENTION)

    rollup = next(export(life.folder, None, in_words))
    assert (rollup["checks"], rollup["watched_s"]) == (6, 5 * 60)
    life.store.close()
    assert life.told == []


def test_the_retention_is_a_parameter(tmp_path: Path) -> None:
    from trayapp.history.store import Store

    life = Life(tmp_path)
    life.live("u" * 100)
    life.store.close()
    store = Store(tmp_path, life.told.append, retention=timedelta(hours=1))
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


def test_an_incident_needs_no_statements_of_its_own(tmp_path: Path) -> None:
    """The connection keeps each that differs, 4 KB of it."""
    file, tracker = HistoryFile(Folder(tmp_path), is_suspect=False), Tracker()
    prepared: list[str] = []

    def note(_action: int, *what: str | None) -> int:
        prepared.append(repr(what))
        return sqlite3.SQLITE_OK

    def live(minute: int) -> None:
        for number, kind in enumerate("udddlluuuuu"):
            seen = judged(kind, NOW + timedelta(minutes=minute + number))
            file.write(Entry.of(seen, tracker.follow(seen), tracker.state, NO_EXTRAS))

    file.connection.set_authorizer(note)  # asked when a statement is prepared
    live(0)
    prepared.clear()

    live(11)

    file.connection.set_authorizer(None)
    file.close(is_clean=True)
    assert prepared == []
