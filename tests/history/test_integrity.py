"""A reader met damage that the writer never comes by: the writer looks through the file at once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.history.made import Life, assert_all_is_there, in_words
from tests.history.test_damage import asides
from tests.history.test_faults import locked_by_another_program
from trayapp.errors import HistoryError
from trayapp.history import store
from trayapp.history.export import export
from trayapp.history.file.schema import check_pages


def damage_old_checks(folder: Path) -> None:
    """A page in the middle of their table: nothing that is written now comes by."""
    path = folder / "history.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute(
            "SELECT pageno FROM dbstat WHERE name = 'checks' AND pagetype = 'leaf' LIMIT 1 OFFSET 1"
        ).fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(4096))


@pytest.fixture
def life(tmp_path: Path) -> Life:
    """One that was closed in good order and begun again."""
    life = Life(tmp_path)
    life.live("u" * 200)
    life.restart()
    return life


def test_a_damaged_file_is_put_aside_at_once(tmp_path: Path, life: Life) -> None:
    damage_old_checks(tmp_path)
    life.live("udddd")
    assert life.told == []
    with pytest.raises(HistoryError, match="history_damaged"):
        list(export(tmp_path, None, in_words))

    life.store.check_integrity()

    assert life.codes() == ["history_corrupt"]
    assert len(asides(tmp_path)) == 1
    assert_all_is_there(life, since=200)
    life.live("duu")
    assert_all_is_there(life, since=200)
    life.store.close()


def test_a_sound_file_is_gone_on_with(tmp_path: Path, life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[float] = []

    def noting(connection: sqlite3.Connection) -> None:
        looked.append(life.uptime_s)
        check_pages(connection)

    monkeypatch.setattr("trayapp.history.database.check_pages", noting)
    for _ in range(3):
        life.store.check_integrity()
        life.live("ud")
    assert looked == [0]
    life.uptime_s += store._INTEGRITY_PAUSE_S
    life.store.check_integrity()

    assert len(looked) == 2
    assert life.told == []
    assert_all_is_there(life)
    life.store.close()


def test_a_file_that_is_locked_is_looked_through_later(tmp_path: Path, life: Life) -> None:
    damage_old_checks(tmp_path)
    with locked_by_another_program(tmp_path, "IMMEDIATE"):
        life.live("u")
        life.store.check_integrity()
        assert life.codes() == ["history_busy"]
    life.uptime_s += 15
    life.live("u")

    assert life.codes() == ["history_busy", "history_corrupt", "history_resumed"]
    assert_all_is_there(life, since=200)
    life.store.close()
