"""From every version of the tables to today's, and no further."""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.domain.made import NOW
from tests.history.made import LONG_AGO, Life, assert_all_is_there
from trayapp.history import codec
from trayapp.history.database import HistoryFile
from trayapp.history.file.folder import Folder
from trayapp.history.file.schema import STEPS, BrokenFileError, NewerFileError, Step, migrate, version_of
from trayapp.history.listing import Wanted
from trayapp.history.summary import Summary

RELEASED = {
    1: "675d3b217002885d9945a2784944d95e9f2c7a6fae9ea3ec2259c01e73404384",
    2: "fd98db4beaa2cc30377a4a2ea240231c5ebf3f7fc9d27d1266c33a400b850bc2",
    3: "5c9129b2063f6b302cb6a59e160da0dbbdb46a1fa9b20901fbac59c24812e2c1",
    4: "0e98ee6b794f008f25228b8e6d9cae7c77d0bc9a0a548a03e04d376d8bdf5264",
    5: "9b989c275cd65ea53989b3daf7d5493a15d0afc82ce0b17536a94ef3e72ad82e",
}
"""The fingerprints of the steps that made the files people have."""

ADDS_A_TABLE = Step(("CREATE TABLE later (at_ms INTEGER NOT NULL) STRICT",))
REWRITES = Step(("UPDATE gaps SET end_ms = end_ms + 1",), rewrites_data=True)
FAILS_HALF_WAY = Step(("DELETE FROM gaps", "CREATE TABLE gaps (id INTEGER) STRICT"), rewrites_data=True)
LATER = (*STEPS, ADDS_A_TABLE, REWRITES)


SAMPLE = "2cc6787a019779a24adedd8428e8aa7c03858ed2813c3b31ab281b8fde806765"
"""The fingerprint of what all rows are deflated against."""


def open_and_close(folder: Path, steps: Sequence[Step] = STEPS) -> None:
    HistoryFile(Folder(folder), is_suspect=False, steps=steps).close(is_clean=True)


def query(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.create_collation("mine", lambda a, b: (a > b) - (a < b))
        return connection.execute(statement).fetchall()


def test_released_steps_stay_as_they_are() -> None:
    made = {
        version: hashlib.sha256("\n".join(step.statements).encode()).hexdigest()
        for version, step in enumerate(STEPS, start=1)
    }

    assert made == RELEASED
    assert hashlib.sha256(codec._SAMPLE).hexdigest() == SAMPLE


@pytest.mark.parametrize("version", range(len(LATER)))
def test_a_file_of_any_version_becomes_todays(tmp_path: Path, version: int) -> None:
    if version:
        open_and_close(tmp_path, LATER[:version])
        query(tmp_path / "history.sqlite3", "INSERT INTO gaps (begin_ms, end_ms) VALUES (1, 5)")

    open_and_close(tmp_path, LATER)

    assert query(tmp_path / "history.sqlite3", "PRAGMA user_version") == [(len(LATER),)]
    assert query(tmp_path / "history.sqlite3", "SELECT begin_ms, end_ms FROM gaps") == [(1, 6)] * bool(
        version
    )
    assert query(tmp_path / "history.sqlite3", "SELECT * FROM later") == []


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
def test_who_reads_a_file_of_any_version_sees_its_incidents(tmp_path: Path, version: int) -> None:
    open_and_close(tmp_path, STEPS[:version])
    query(
        tmp_path / "history.sqlite3",
        "INSERT INTO incidents (begin_ms, end_ms, verdict, is_confirmed) VALUES (1, 5, 'down', 1)",
    )
    seen = []
    for _ in range(2):  # as it is, and as a writer has left it
        with Summary(tmp_path) as summary:
            listed = summary.listed(NOW, Wanted(), 9)
            seen.append((len(listed.incidents), listed.count, listed.outages))
        open_and_close(tmp_path)
    assert seen == [(1, 1, 1)] * 2


def test_the_file_is_copied_before_rows_are_changed(tmp_path: Path) -> None:
    open_and_close(tmp_path, LATER[:1])
    query(tmp_path / "history.sqlite3", "INSERT INTO gaps (begin_ms, end_ms) VALUES (1, 5)")
    copy = Folder(tmp_path).copy_of(len(STEPS) + 1)
    copy.write_bytes(b"of an earlier attempt that was interrupted")

    open_and_close(tmp_path, LATER)

    assert query(copy, "SELECT begin_ms, end_ms FROM gaps") == [(1, 5)]
    assert query(copy, "PRAGMA user_version") == [(len(STEPS) + 1,)]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert not Folder(tmp_path).copy_of(len(STEPS)).exists()


def test_a_step_that_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    open_and_close(tmp_path)
    query(tmp_path / "history.sqlite3", "INSERT INTO gaps (begin_ms, end_ms) VALUES (1, 5)")

    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        open_and_close(tmp_path, (*STEPS, FAILS_HALF_WAY))

    assert query(tmp_path / "history.sqlite3", "PRAGMA user_version") == [(len(STEPS),)]
    assert query(tmp_path / "history.sqlite3", "SELECT begin_ms, end_ms FROM gaps") == [(1, 5)]


def test_a_newer_file_is_not_touched(tmp_path: Path) -> None:
    open_and_close(tmp_path, LATER)
    before = (tmp_path / "history.sqlite3").read_bytes()

    with pytest.raises(NewerFileError):
        open_and_close(tmp_path)

    assert (tmp_path / "history.sqlite3").read_bytes() == before


def test_what_a_newer_trayapp_left_when_it_died_is_not_cleared_up(tmp_path: Path) -> None:
    file = HistoryFile(Folder(tmp_path), is_suspect=False, steps=LATER)
    kept = {path.name: path.read_bytes() for path in Folder(tmp_path).parts() if path.exists()}
    file.close(is_clean=True)
    for name, content in kept.items():
        (tmp_path / name).write_bytes(content)

    with pytest.raises(NewerFileError):
        open_and_close(tmp_path)

    assert (tmp_path / "history.sqlite3").read_bytes() == kept["history.sqlite3"]
    assert (tmp_path / "history.sqlite3-wal").read_bytes() == kept["history.sqlite3-wal"]


@pytest.mark.parametrize(
    "statement",
    [
        "DROP INDEX checks_by_time",
        "ALTER TABLE gaps ADD COLUMN why TEXT",
        "PRAGMA user_version = 0",
    ],
)
def test_other_tables_than_ours_are_found(tmp_path: Path, statement: str) -> None:
    open_and_close(tmp_path)
    query(tmp_path / "history.sqlite3", statement)

    with pytest.raises(BrokenFileError):
        open_and_close(tmp_path)


SPOILERS = [
    "CREATE TRIGGER t AFTER INSERT ON checks BEGIN DELETE FROM checks; END",
    "CREATE TRIGGER t BEFORE INSERT ON checks BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TRIGGER t BEFORE UPDATE ON tracker BEGIN SELECT RAISE(ABORT, 'no'); END",
    "CREATE UNIQUE INDEX i ON checks (verdict) WHERE id > 2",
    "CREATE INDEX i ON checks (iif(id > 2, json('{'), 1))",
    "CREATE INDEX i ON checks (cause COLLATE mine)",
    """CREATE TRIGGER t BEFORE INSERT ON "CHECKS" BEGIN SELECT RAISE(ABORT, 'no'); END""",
]


@pytest.mark.parametrize("added", SPOILERS)
def test_what_undoes_or_refuses_what_is_written_goes(tmp_path: Path, added: str) -> None:
    life = Life(tmp_path)
    life.live("ud")
    life.store.close()
    query(tmp_path / "history.sqlite3", added)

    life.start()
    life.live("uudd")

    assert life.told == []
    assert_all_is_there(life)
    life.store.close()


@pytest.mark.parametrize(
    "added",
    [
        ["CREATE INDEX mine ON checks (cause)"],
        ['CREATE INDEX "my own" ON checks ("cause" COLLATE NOCASE DESC, [verdict])'],
        [
            "CREATE TABLE mine (at_ms INTEGER, why TEXT UNIQUE)",
            "CREATE UNIQUE INDEX mine_once ON mine (at_ms) WHERE why IS NULL",
            "CREATE INDEX mine_short ON mine (substr(why, 1, 3))",
            "CREATE TRIGGER mine_gone AFTER DELETE ON mine BEGIN DELETE FROM mine; END",
            "CREATE VIEW seen AS SELECT * FROM mine",
            "CREATE TRIGGER into_seen INSTEAD OF INSERT ON seen BEGIN SELECT 1; END",
        ],
    ],
)
def test_what_the_user_added_is_theirs_to_keep(tmp_path: Path, added: list[str]) -> None:
    open_and_close(tmp_path)
    for statement in added:
        query(tmp_path / "history.sqlite3", statement)

    open_and_close(tmp_path)

    kept = query(tmp_path / "history.sqlite3", "SELECT sql FROM sqlite_schema")
    assert {(statement,) for statement in added} <= set(kept)


def test_values_that_nothing_can_have_are_refused_by_the_tables() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, lambda version: None)
        assert version_of(connection) == len(STEPS)
        into_checks = "INSERT INTO checks (at_ms, interval_s, verdict, confidence, seen)"
        for values in (
            "0, 60, 'fine', 'high'",
            "0, 60, 'up', 'very'",
            "0, 0, 'up', 'high'",
            "'x', 60, 'up', 'high'",
            "253402300800000, 60, 'up', 'high'",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(f"{into_checks} VALUES ({values}, x'')")
        for statement in (
            "INSERT INTO gaps (begin_ms, end_ms) VALUES (2, 1)",
            "INSERT INTO tracker (id, state) VALUES (2, '{}')",
            "INSERT INTO memory (name, state) VALUES ('alerts', NULL)",
            "INSERT INTO notices (at_ms, kind, verdict, is_shown) VALUES (1, 'trouble', 'fine', 1)",
            "INSERT INTO marks (at_ms) VALUES ('x')",
            "INSERT INTO incidents (begin_ms, end_ms, verdict, is_confirmed) VALUES (2, 1, 'down', 1)",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)


def test_a_file_of_before_there_were_roll_ups_gets_them_while_it_is_written(tmp_path: Path) -> None:
    packed = (Path(__file__).parents[1] / "written_before" / "history.sqlite3.gz").read_bytes()
    (tmp_path / "history.sqlite3").write_bytes(gzip.decompress(packed))
    with Summary(tmp_path) as summary:  # nobody has opened it to write yet
        before = summary.totals(LONG_AGO), summary.incidents(LONG_AGO), summary.gaps(LONG_AGO)
        last = summary.last()
    hours = query(tmp_path / "history.sqlite3", "SELECT * FROM hours")
    assert last is not None
    life = Life(tmp_path, begin=last.check.at + timedelta(days=1))
    copy = Folder(tmp_path).copy_of(2)
    assert copy.exists()

    def figures() -> tuple[object, ...]:
        with Summary(tmp_path) as summary:
            return summary.totals(LONG_AGO), summary.incidents(LONG_AGO), summary.gaps(LONG_AGO)

    assert figures() == before
    slices = 0
    while copy.exists():  # it is kept until all is done
        life.store.prune(last.check.at)  # nothing is old enough
        slices += 1
        assert figures() == before
        assert slices < 100
    assert query(tmp_path / "history.sqlite3", "SELECT * FROM hours") == hours
    with Summary(tmp_path) as summary:
        begin, end = last.check.at - timedelta(days=9), last.check.at + timedelta(days=1)
        (times,) = summary.response_times([begin, end], "web", is_full=True)
        assert times is not None
    life.live("uu")
    assert life.told == []
    life.store.close()
