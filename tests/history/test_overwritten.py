"""A file that is cut short or written over while it is open: nobody moved it, and SQLite does not notice."""

from __future__ import annotations

import random
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.history.made import Life, assert_all_is_there
from tests.history.test_damage import asides
from trayapp.history import store
from trayapp.history.file.folder import Folder
from trayapp.history.summary import Summary

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nobody can write into open files there")


def cut_to(size: int) -> Callable[[Path], None]:
    def cut(path: Path) -> None:
        with path.open("r+b") as file:
            file.truncate(size)

    return cut


def overwrite_first_page(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(random.Random(1).randbytes(4096))


BREAKAGES = {
    "empty": cut_to(0),
    "odd": cut_to(6001),
    "one page": cut_to(4096),
    "noise": overwrite_first_page,
}


@pytest.mark.parametrize("how", BREAKAGES)
@pytest.mark.parametrize("before", ["", "u", "dddd"])
def test_what_was_recorded_since_the_start_is_kept(tmp_path: Path, how: str, before: str) -> None:
    life = Life(tmp_path)
    life.live("uudddduuuu")
    life.restart()  # now all of that is in the database itself
    life.live(before)
    BREAKAGES[how](tmp_path / "history.sqlite3")
    life.live("dddd")

    assert life.codes() == ["history_corrupt"]
    assert len(asides(tmp_path)) == 1
    assert_all_is_there(life, since=10)
    life.restart()
    life.live("uuu")
    assert life.codes() == ["history_corrupt"]
    assert_all_is_there(life, since=10)
    life.store.close()


@pytest.mark.parametrize("how", ["empty", "noise"])
def test_a_file_that_is_all_new_is_no_exception(tmp_path: Path, how: str) -> None:
    life = Life(tmp_path)
    life.live("uudddduu")
    BREAKAGES[how](tmp_path / "history.sqlite3")
    life.live("ud")

    assert life.codes() == ["history_corrupt"]
    assert_all_is_there(life)
    life.store.close()


def test_it_is_noticed_at_the_end_too(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("uudddd")
    cut_to(0)(tmp_path / "history.sqlite3")
    life.store.close()

    assert life.codes() == ["history_corrupt"]
    assert_all_is_there(life)


def test_an_older_copy_that_is_written_into_it_is_put_aside(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("u" * 10)
    life.restart()
    path = tmp_path / "history.sqlite3"
    copy = path.read_bytes()
    life.live("u" * 150)
    life.restart()
    life.live("uu")
    path.write_bytes(copy)
    life.live("dddd")

    assert life.codes() == ["history_corrupt"]
    assert_all_is_there(life, since=160)
    life.store.close()


def test_only_so_many_checks_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_KEPT", 5)
    life = Life(tmp_path)
    life.live("dddd" + "u" * 10)
    cut_to(0)(tmp_path / "history.sqlite3")
    life.live("u")

    assert life.codes() == ["history_corrupt"]
    assert_all_is_there(life, since=9)  # the check that came upon it is kept beside those five
    life.store.close()


def test_whoever_packs_it_anew_is_no_enemy(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("u" * 40)
    with closing(sqlite3.connect(tmp_path / "history.sqlite3", isolation_level=None)) as other:
        other.execute("CREATE TABLE ballast AS SELECT randomblob(500000)")
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        life.live("u")
        size = (tmp_path / "history.sqlite3").stat().st_size
        other.execute("DROP TABLE ballast")
        other.execute("VACUUM")
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert (tmp_path / "history.sqlite3").stat().st_size < size
    life.live("dddd")

    assert life.told == []
    assert_all_is_there(life)
    life.store.close()


def test_looking_at_its_beginning_lets_no_other_program_take_it(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("uu")
    with Summary(tmp_path) as summary:
        summary.last()
    life.live("uu")
    for part in Folder(tmp_path).parts()[:3]:  # the last is of a mode that we do not use
        assert part.exists()
    with (
        closing(sqlite3.connect(tmp_path / "history.sqlite3", timeout=0)) as other,
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("PRAGMA journal_mode = DELETE")
    life.live("u")
    assert_all_is_there(life)
    life.store.close()
