"""A file that is deleted or replaced under the writer: the watching goes on in what is there then."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.domain.made import NOW
from tests.history.made import Life, as_of_now, assert_all_is_there, in_words
from tests.history.test_places import another_writer
from trayapp.domain.check_json import timestamp
from trayapp.history.export import export
from trayapp.history.summary import Summary

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let go of open files")


@pytest.mark.parametrize(
    "names", [["sqlite3"], ["sqlite3", "sqlite3-wal"], ["sqlite3", "sqlite3-wal", "sqlite3-shm", "lock"]]
)
def test_a_file_that_was_deleted_is_begun_anew(tmp_path: Path, names: list[str]) -> None:
    life = Life(tmp_path)
    life.live("uuudddd")
    for name in names:
        (tmp_path / f"history.{name}").unlink()
    life.live("dduu")

    assert life.codes() == ["history_deleted"]
    assert_all_is_there(life, since=7)
    life.restart()
    assert_all_is_there(life, since=7)
    assert life.codes() == ["history_deleted"]
    life.store.close()


def test_a_folder_that_was_deleted_is_made_anew(tmp_path: Path) -> None:
    life = Life(tmp_path / "state" / "trayapp")
    life.live("uuudddd")
    shutil.rmtree(tmp_path / "state")
    life.live("dduu")

    assert life.codes() == ["history_deleted"]
    assert_all_is_there(life, since=7)
    life.store.close()


def test_a_file_that_was_deleted_at_the_end_leaves_nothing_behind(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("uuu")
    (tmp_path / "history.sqlite3").unlink()
    life.store.close()

    assert not (tmp_path / "history.sqlite3-wal").exists()
    life.start()
    life.live("u")
    assert_all_is_there(life, since=3)
    life.store.close()


@pytest.mark.parametrize("name", ["sqlite3-wal", "sqlite3-shm", "lock"])
def test_what_lies_beside_it_may_be_deleted_without_loss(tmp_path: Path, name: str) -> None:
    life = Life(tmp_path)
    life.live("uuudddd")
    (tmp_path / f"history.{name}").unlink()
    life.live("dduu")

    assert life.told == []
    assert_all_is_there(life)
    life.restart()
    assert_all_is_there(life)
    life.store.close()


def test_a_backup_that_was_put_back_is_continued(tmp_path: Path) -> None:
    life = Life(tmp_path / "history")
    life.live("uuu")
    life.restart()
    shutil.copy(tmp_path / "history" / "history.sqlite3", tmp_path / "backup")
    life.live("uuuddd")
    (tmp_path / "backup").replace(tmp_path / "history" / "history.sqlite3")
    life.live("duu")

    assert life.codes() == ["history_replaced"]
    del life.judged[3:9]
    assert [line["at"] for line in export(life.folder, None, in_words) if "type" not in line] == [
        timestamp(seen.check.at) for seen in life.judged
    ]
    with Summary(life.folder) as summary:
        (recorded,) = summary.incidents(NOW)
    assert recorded.incident == as_of_now(life.events, None)[0]
    life.restart()
    assert life.codes() == ["history_replaced"]
    life.store.close()


def test_junk_that_was_put_in_its_place_is_put_aside(tmp_path: Path) -> None:
    life = Life(tmp_path / "history")
    life.live("uuu")
    (tmp_path / "junk").write_bytes(b"junk" * 4096)
    (tmp_path / "junk").replace(tmp_path / "history" / "history.sqlite3")
    life.live("dddd")

    assert life.codes() == ["history_replaced", "history_corrupt"]
    assert_all_is_there(life, since=3)
    life.store.close()


def test_there_is_never_a_second_writer_even_if_the_lock_is_deleted(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("uuu")
    (tmp_path / "history.lock").unlink()
    with another_writer(tmp_path):
        life.live("ddd")
        assert life.codes() == ["history_locked"]
    life.uptime_s += 15
    life.live("d")

    assert life.codes() == ["history_locked", "history_resumed"]
    assert_all_is_there(life)
    life.store.close()
