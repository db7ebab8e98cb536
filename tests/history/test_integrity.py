"""A reader met damage that the writer never comes by: the writer looks through the file before it goes on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.domain.made import NOW
from tests.history.made import LONG_AGO, Life, assert_all_is_there, in_words
from tests.history.test_damage import asides
from tests.history.test_faults import locked_by_another_program
from tests.history.test_figures import answered
from trayapp.errors import HistoryError
from trayapp.history import store
from trayapp.history.export import export
from trayapp.history.file.folder import Folder
from trayapp.history.file.reading import reading
from trayapp.history.file.schema import check_pages
from trayapp.history.repair import examine
from trayapp.history.summary import Summary


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


def find_damage(folder: Path) -> None:
    """As somebody who reads, whatever there is of it."""
    with pytest.raises(HistoryError, match="history_damaged"), reading(Folder(folder)):
        raise ValueError


@pytest.fixture
def life(tmp_path: Path) -> Life:
    """One that was closed in good order and begun again."""
    life = Life(tmp_path)
    life.live("u" * 200)
    life.restart()
    return life


def test_a_damaged_file_is_put_aside_at_the_next_check(tmp_path: Path, life: Life) -> None:
    damage_old_checks(tmp_path)
    life.live("uddd")
    assert life.told == []
    with pytest.raises(HistoryError, match="history_damaged"):
        list(export(tmp_path, None, in_words))

    life.live("d")

    assert life.codes() == ["history_corrupt"]
    assert len(asides(tmp_path)) == 1
    assert_all_is_there(life, since=200)
    life.live("duu")
    assert_all_is_there(life, since=200)
    life.store.close()


def test_a_sound_file_is_gone_on_with(tmp_path: Path, life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[float] = []

    def noting(connection: sqlite3.Connection, **how: bool) -> None:
        looked.append(life.uptime_s)
        check_pages(connection, **how)

    monkeypatch.setattr("trayapp.history.file.schema.check_pages", noting)
    for _ in range(3):
        find_damage(tmp_path)
        life.live("ud")
    assert looked == [0, 0]  # all pages, and the rows with the indexes
    life.uptime_s += store._INTEGRITY_PAUSE_S
    life.live("u")

    assert len(looked) == 4
    assert life.told == []
    assert_all_is_there(life)
    life.store.close()


def look(folder: Path) -> None:
    """As window and commands do."""
    with Summary(folder) as summary:
        summary.totals(LONG_AGO)
        summary.median_ms(LONG_AGO)
        summary.phases(NOW, NOW, "web", is_full=False)
    list(export(folder, None, in_words))


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE checks SET seen = x'ff' WHERE id = 9",
        "UPDATE quarters SET spent = x'ff' WHERE begin_ms = (SELECT min(begin_ms) FROM quarters)",
        "UPDATE day_phases SET spent = x'ff'",
        "INSERT INTO reports (at_ms, said) VALUES (1, '[')",
    ],
)
@pytest.mark.parametrize("is_running", [True, False])
def test_what_any_reader_finds_damaged_is_set_aside_at_the_next_start(
    tmp_path: Path, damage: str, is_running: bool
) -> None:
    """Each page is sound, and the writer never comes by."""
    life = Life(tmp_path)
    for _ in range(60):
        life.record(answered(life.at, 100, in_full=False))
        life.at += timedelta(minutes=1)
    life.store.close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3", isolation_level=None)) as connection:
        connection.execute(damage)
    if is_running:
        life.start()
    with pytest.raises(HistoryError, match="history_damaged"):
        look(tmp_path)
    life.restart()

    assert life.codes() == ["history_corrupt"]
    life.live("u")
    look(tmp_path)
    life.restart()
    assert life.codes() == ["history_corrupt"]
    life.store.close()


def test_an_index_that_lacks_rows_is_found_at_the_next_start(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("u")
    life.store.close()
    index: tuple[object, ...] = ()
    for statement in (
        "DELETE FROM sqlite_schema WHERE name = 'marks_by_time' RETURNING *",
        "INSERT INTO marks (at_ms) VALUES (9) RETURNING *",
        "INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?) RETURNING *",
    ):
        with closing(sqlite3.connect(tmp_path / "history.sqlite3", isolation_level=None)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            (found,) = connection.execute(statement, index if "?" in statement else ()).fetchall()
            index = index or found
    with pytest.raises(HistoryError, match="history_damaged"):
        examine(tmp_path)

    life.start()

    assert life.codes() == ["history_corrupt"]
    life.store.close()


def test_what_is_not_found_again_is_looked_for_once(
    tmp_path: Path, life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bool] = []
    monkeypatch.setattr(
        "trayapp.history.file.schema.check_pages", lambda _connection, **how: looked.append(bool(how))
    )
    find_damage(tmp_path)
    for _ in range(3):
        life.restart()

    assert looked == [False, True]
    assert life.told == []
    assert_all_is_there(life)
    life.store.close()


def test_a_file_that_is_locked_is_looked_through_later(tmp_path: Path, life: Life) -> None:
    damage_old_checks(tmp_path)
    with locked_by_another_program(tmp_path, "IMMEDIATE"):
        life.live("u")
        find_damage(tmp_path)
        assert life.codes() == ["history_busy"]
    life.uptime_s += 15
    life.live("u")

    assert life.codes() == ["history_busy", "history_corrupt", "history_resumed"]
    assert_all_is_there(life, since=200)
    life.store.close()
