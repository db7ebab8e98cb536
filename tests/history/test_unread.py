"""A file that cannot be read at the start, but can be later: what was known before goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.domain.made import NOW
from tests.history.made import Life, as_of_now, assert_all_is_there, loaded_state, replay
from trayapp.domain.tracker import Tracker
from trayapp.history import store
from trayapp.history.file.folder import Folder
from trayapp.history.file.reading import connect_read_only
from trayapp.history.incidents import read_tracker_state
from trayapp.history.summary import Summary


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "connect_read_only", partial(connect_read_only, busy_s=0.01))


@contextmanager
def taken_by_another_program(folder: Path) -> Iterator[None]:
    """Not even to be read."""
    with closing(sqlite3.connect(folder / "history.sqlite3", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE theirs (a)")
        yield
        other.execute("ROLLBACK")


def assert_as_if_it_had_always_been_read(life: Life) -> None:
    """The same as one tracker makes of all of these checks."""
    tracker = Tracker()
    life.events = [tracker.follow(seen) for seen in life.judged]
    assert replay(life.folder) == life.events
    with Summary(life.folder) as summary:
        recorded = summary.incidents(NOW)
        assert summary.gaps(NOW) == []
    assert [r.incident for r in recorded] == as_of_now(life.events, tracker.state.open)
    changes = [change for r in recorded for change in r.changes]
    assert changes == [event for told in life.events for event in told]
    with closing(connect_read_only(Folder(life.folder))) as connection:
        assert read_tracker_state(connection) == tracker.state


@pytest.mark.parametrize("meanwhile", ["", "d", "uu", "duudddd"])
@pytest.mark.parametrize("later", ["ddddu", "uudddd", "u"])
def test_an_open_incident_is_not_cut_in_two(tmp_path: Path, meanwhile: str, later: str) -> None:
    life = Life(tmp_path)
    life.live("uuuudddd")
    life.store.close()
    with taken_by_another_program(tmp_path):
        life.start()
        assert life.tracker.state == Tracker().state
        life.live(meanwhile)
    life.uptime_s += 15 * 60
    life.live(later)

    assert life.codes() == ["history_busy", "history_resumed"]
    assert_as_if_it_had_always_been_read(life)
    life.restart()
    life.live("uuu")
    assert_as_if_it_had_always_been_read(life)
    life.store.close()


def test_what_was_checked_meanwhile_is_written_at_the_end(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("uuuudddd")
    life.store.close()
    with taken_by_another_program(tmp_path):
        life.start()
        life.live("ddd")
    life.store.close()

    assert_as_if_it_had_always_been_read(life)


def test_the_tracker_goes_on_from_what_was_stored_once_that_can_be_read(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("uuuudddd")
    begin = life.tracker.state.open
    assert begin is not None
    life.store.close()
    with taken_by_another_program(tmp_path):
        life.start()
        life.live("d")
        assert life.tracker.state.bad_in_row == 1
    life.uptime_s += 60
    life.live("d")

    assert life.tracker.state.open == begin
    life.store.close()


def test_what_is_remembered_is_read_later_and_written_over_no_sooner(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.store.save_state("learned", "for weeks")
    life.store.close()
    found: list[str | None] = []
    with taken_by_another_program(tmp_path):
        life.start()
        life.store.load_state("learned", found.append)
        life.store.load_state("new", lambda _: life.store.save_state("new", "at once"))
        life.store.save_state("learned", "in a minute")
        life.live("d")
        assert found == []
    life.uptime_s += 60
    life.live("d")

    assert found == ["for weeks"]
    life.restart()
    assert loaded_state(life.store, "learned") == "for weeks"
    assert loaded_state(life.store, "new") == "at once"
    life.store.close()


def test_where_nothing_is_stored_the_new_tracker_stays(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    life = Life(tmp_path / "file")
    life.live("uudddd")
    (tmp_path / "file").unlink()
    life.uptime_s += 60
    life.live("d")

    assert_all_is_there(life)
    life.store.close()
