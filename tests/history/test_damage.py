"""Files that a disk, a person or another program has damaged are put aside, and the watching goes on."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.domain.made import NOW
from tests.history.made import Life
from trayapp.errors import HistoryError
from trayapp.history.database import HistoryFile
from trayapp.history.export import export
from trayapp.history.file.folder import Folder
from trayapp.history.file.schema import STEPS, BrokenFileError
from trayapp.history.moments import to_ms
from trayapp.history.summary import Summary

SEEDS = int(os.environ.get("TRAYAPP_DAMAGE_SEEDS", "2"))
"""More of them are for a patient person: each damages 20 files a test."""

NOW_MS = to_ms(NOW) - 1


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a writer leaves it that was killed: a database, and a day of checks beside it."""
    folder = tmp_path_factory.mktemp("sound")
    life = Life(folder / "alive")
    life.live("u" * 150 + "dddd" + "u" * 50 + "?" * 3 + "gggg")
    life.restart()
    life.live("g" * 10 + "u" * 40 + "dddd")
    shutil.copytree(folder / "alive", folder / "killed")
    life.store.close()
    shutil.copytree(folder / "alive", folder / "closed")
    return folder


def asides(folder: Path) -> list[Path]:
    return sorted(folder.glob("history.broken-*.sqlite3"))


def live_on(folder: Path) -> Life:
    """Go on watching there, whatever there is, and see that it was recorded."""
    life = Life(folder, begin=NOW + timedelta(days=2))
    life.live("uudddduu")
    life.store.close()
    if "history_newer" not in life.codes():
        with Summary(folder) as summary:
            assert summary.last() == life.judged[-1]
    assert set(life.codes()) <= {"history_corrupt", "history_newer"}
    assert life.codes().count("history_corrupt") == len(asides(folder)) <= 2
    return life


def look_at_everything(folder: Path) -> None:
    """A reader either tells what there is, or that it is damaged."""
    try:
        with Summary(folder) as summary:
            summary.last()
            summary.incidents(NOW)
            summary.gaps(NOW)
            summary.totals(NOW)
            summary.notices(NOW - timedelta(days=1), NOW)
        for _ in export(folder, None, lambda judged: ""):
            pass
    except HistoryError as error:
        assert error.code in {"history_damaged", "history_newer", "history_unreadable"}  # noqa: PT017


@pytest.mark.parametrize(
    ("state", "part"),
    [("closed", "history.sqlite3"), ("killed", "history.sqlite3"), ("killed", "history.sqlite3-wal")],
)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_flipped_bits_stop_nothing(tmp_path: Path, sound: Path, state: str, part: str, seed: int) -> None:
    content = (sound / state / part).read_bytes()
    for number in range(20):
        chance = random.Random(f"{state} {part} {seed} {number}")
        damaged = bytearray(content)
        # Half of the time in the first page: there are the header and the tables' definitions.
        end = len(damaged) if chance.random() < 0.5 else 4096
        for _ in range(chance.choice((1, 1, 8, 200))):
            damaged[chance.randrange(end)] ^= 1 << chance.randrange(8)
        folder = tmp_path / str(number)
        shutil.copytree(sound / state, folder)
        (folder / part).write_bytes(damaged)

        look_at_everything(folder)
        live_on(folder)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE checks SET cause = 'none' WHERE id = 7",
        "UPDATE checks SET seen = x'00' WHERE id = 7",
        "UPDATE incidents SET cause = 'none' WHERE id = 1",
        "UPDATE changes SET cause = 'none' || char(0) WHERE id = 1",
        "INSERT INTO notices VALUES (1, ?, 'opened', NULL, 'down', 'none', 1)",
        "INSERT INTO notices VALUES (1, ?, 'none', NULL, 'down', NULL, 1)",
        "INSERT INTO quarters VALUES (9223372036800000 * 900, 1, 0, 0, 0, NULL)",
        "INSERT INTO hours VALUES (9223372036800000 * 900, 1, 0, 0, 0)",
    ],
)
def test_what_a_reader_calls_damaged_is_put_aside(tmp_path: Path, sound: Path, damage: str) -> None:
    folder = tmp_path / "history"
    shutil.copytree(sound / "closed", folder)
    with closing(sqlite3.connect(folder / "history.sqlite3", isolation_level=None)) as connection:
        connection.execute(damage, [NOW_MS] * damage.count("?"))

    look_at_everything(folder)
    assert Folder(folder).damage_mark.exists()

    assert live_on(folder).codes() == ["history_corrupt"]


@pytest.mark.parametrize("state", ["closed", "killed"])
def test_files_that_were_cut_short_stop_nothing(tmp_path: Path, sound: Path, state: str) -> None:
    chance = random.Random(state)
    for number in range(15 * SEEDS):
        folder = tmp_path / str(number)
        shutil.copytree(sound / state, folder)
        for part in Folder(folder).parts()[:2]:
            if part.exists() and chance.random() < 0.7:
                with part.open("r+b") as file:
                    file.truncate(chance.randrange(part.stat().st_size + 1))

        look_at_everything(folder)
        live_on(folder)


def test_what_was_put_aside_is_all_there(tmp_path: Path, sound: Path) -> None:
    folder = tmp_path / "history"
    shutil.copytree(sound / "closed", folder)
    (folder / "history.sqlite3").write_bytes(b"not a database" * 1000)
    (folder / "history.sqlite3-wal").write_bytes(b"nor this")

    life = live_on(folder)

    (aside,) = asides(folder)
    assert [event.values for event in life.told] == [
        (("path", str(folder / "history.sqlite3")), ("aside", str(aside)))
    ]
    assert aside.name == "history.broken-20260218T132740Z.sqlite3"
    assert aside.read_bytes() == b"not a database" * 1000
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == b"nor this"


def test_the_database_of_another_program_is_put_aside(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")

    life = live_on(tmp_path)

    assert life.codes() == ["history_corrupt"]
    with closing(sqlite3.connect(asides(tmp_path)[0])) as other:
        assert other.execute("SELECT * FROM bookmarks").fetchall() == []


def test_tables_with_damaged_definitions_are_put_aside(tmp_path: Path, sound: Path) -> None:
    folder = tmp_path / "history"
    shutil.copytree(sound / "closed", folder)
    with closing(sqlite3.connect(folder / "history.sqlite3", isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET sql = replace(sql, 'watched_ms', 'watched_mz')")

    assert live_on(folder).codes() == ["history_corrupt"]


def test_a_file_from_a_newer_version_is_left_alone(tmp_path: Path, sound: Path) -> None:
    folder = tmp_path / "history"
    shutil.copytree(sound / "closed", folder)
    with closing(sqlite3.connect(folder / "history.sqlite3", isolation_level=None)) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = (folder / "history.sqlite3").read_bytes()

    life = live_on(folder)

    assert life.codes() == ["history_newer"]
    assert life.tracker.state.open is None
    assert (folder / "history.sqlite3").read_bytes() == before
    with pytest.raises(HistoryError, match="history_newer"):
        Summary(folder)


def test_all_pages_are_looked_at_only_after_an_unclean_end(tmp_path: Path, sound: Path) -> None:
    folder = tmp_path / "history"
    shutil.copytree(sound / "closed", folder)
    content = bytearray((folder / "history.sqlite3").read_bytes())
    with closing(sqlite3.connect(folder / "history.sqlite3")) as connection:
        # A page of old checks in the middle of their table: nothing that is written now comes by.
        (page,) = connection.execute(
            "SELECT pageno FROM dbstat WHERE name = 'checks' AND pagetype = 'leaf' LIMIT 1 OFFSET 3"
        ).fetchone()
    content[(page - 1) * 4096 : page * 4096] = bytes(4096)
    (folder / "history.sqlite3").write_bytes(content)

    HistoryFile(Folder(folder), is_suspect=False).close(is_clean=True)
    with pytest.raises((BrokenFileError, sqlite3.DatabaseError)):
        HistoryFile(Folder(folder), is_suspect=True)
    assert live_on(folder).codes() == []
    (folder / "history.lock").write_text("4711")  # as one that was killed leaves it
    assert live_on(folder).codes() == ["history_corrupt"]


def test_damage_that_is_met_while_watching_costs_no_check(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("u" * 200 + "dddd")
    life.restart()
    path = tmp_path / "history.sqlite3"
    # Behind the back of SQLite, which so far has seen only what it needed to go on.
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    life.live("ddd")

    assert life.codes() == ["history_corrupt"]
    with Summary(tmp_path) as summary:
        assert summary.last() == life.judged[-1]
        (recorded,) = summary.incidents(NOW)
        assert recorded.incident == life.tracker.state.open
    life.live("uu")
    with Summary(tmp_path) as summary:
        (recorded,) = summary.incidents(NOW)
        assert recorded.incident.end is not None
    life.store.close()


def test_a_new_file_learns_of_the_incidents_that_still_matter(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("dddduu" + "u" * 100 + "dddduu" + "u" * 100 + "ddd")
    with Summary(tmp_path) as summary:
        before = [recorded.incident for recorded in summary.incidents(NOW)]
    assert len(before) == 3
    for part in Folder(tmp_path).parts():
        part.unlink(missing_ok=True)
    life.live("d")

    with Summary(tmp_path) as summary:
        assert [recorded.incident for recorded in summary.incidents(NOW)] == before
    life.live("uu")
    assert life.events[-1][0].recurrence == 3  # type: ignore[union-attr]
    life.store.close()


def test_an_incident_whose_tracker_was_lost_does_not_stay_open_for_ever(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("udddd")
    life.store.close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3", isolation_level=None)) as connection:
        connection.execute("UPDATE tracker SET state = '{damaged'")
    life.start()
    assert life.tracker.state.open is None
    life.live("u")

    with Summary(tmp_path) as summary:
        (recorded,) = summary.incidents(NOW)
        assert recorded.incident.end == recorded.changes[-1].at
    life.store.close()
