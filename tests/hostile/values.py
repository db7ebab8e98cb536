"""A history in which stand the first year and the last, brackets alone, triggers, 300,000 incidents."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.history.test_schema import SPOILERS
from tests.hostile.program import Child, World, world
from tests.hostile.test_readers import DEEP, FIRST, LAST

Change = Callable[[sqlite3.Connection], object]

FIRST_MS, LAST_MS = -62135596800000, 253402300799999
INCIDENTS = 300_000

STATES = {
    "brackets alone": DEEP,
    "nested 900 deep": "[" * 900 + "]" * 900,
    "no number": '{"interval_s": NaN, "held": Infinity}',
    "a number of 5,000 digits": "1" + "0" * 5_000,
    "half a letter": '"\\ud800"',
    "nothing": "",
    **{
        f"of the year {at[:4]}": f'{{"last_at": "{at}", "interval_s": 60, "last_verdict": "down", '
        f'"paused_until": "{FIRST}", "muted_until": "{at}", "open": ["{at}", "down", null, null, true]}}'
        for at in (FIRST, LAST)
    },
}
ZONES = ("Pacific/Kiritimati", "Etc/GMT+12", "UTC")


def _state(text: str) -> Change:
    def change(connection: sqlite3.Connection) -> None:
        for name in ("alerts", "reachability", "drift", "crowd", "messages"):
            connection.execute("INSERT OR REPLACE INTO memory VALUES (?, ?)", (name, text))
        connection.execute("UPDATE memory SET state = ?", (text,))
        connection.execute("UPDATE tracker SET state = ?", (text,))

    return change


def _of_all_time(connection: sqlite3.Connection) -> None:
    """Something of each kind in the first and in the last millisecond of all."""
    columns = "interval_s, verdict, cause, confidence, watched_ms, seen"
    for at_ms in (FIRST_MS, LAST_MS - 5):
        row = connection.execute(
            "INSERT INTO incidents (begin_ms, end_ms, verdict, is_confirmed) VALUES (?, ?, 'down', 1)",
            (at_ms, at_ms + 5),
        ).lastrowid
        connection.execute("INSERT INTO notes VALUES (?, 'seen', 1)", (row,))
        connection.execute("INSERT INTO gaps (begin_ms, end_ms) VALUES (?, ?)", (at_ms, at_ms + 5))
        connection.execute("INSERT INTO marks (at_ms) VALUES (?)", (at_ms,))
        connection.execute(
            f"INSERT INTO checks (at_ms, {columns}) SELECT ?, {columns} FROM checks LIMIT 1",  # noqa: S608 - our own
            (at_ms,),
        )
    connection.execute("INSERT INTO gaps (begin_ms, end_ms) VALUES (?, ?)", (FIRST_MS, LAST_MS))


@pytest.fixture
def here(lived: Path) -> Iterator[World]:
    with world() as made:
        shutil.copytree(lived, made.data, dirs_exist_ok=True)
        yield made


def _changed(here: World, change: Change) -> None:
    with closing(sqlite3.connect(here.data / "history.sqlite3", isolation_level=None)) as connection:
        connection.create_collation("mine", lambda a, b: (a > b) - (a < b))  # of one of the spoilers
        connection.execute("BEGIN")
        change(connection)
        connection.execute("COMMIT")


def _checks(here: World) -> int:
    """In the history, and in what was set aside of it."""
    found = 0
    for path in here.data.glob("history*.sqlite3"):
        with closing(sqlite3.connect(path)) as connection:
            # Not by an index, which may be in an order that nobody knows.
            found += connection.execute("SELECT count(*) FROM checks NOT INDEXED").fetchone()[0]
    return found


def _held(child: Child) -> None:
    assert child.told_to_end() == 0
    assert "Traceback" not in child.stderr


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("text", STATES.values(), ids=STATES)
def test_state(here: World, text: str, zone: str) -> None:
    _changed(here, _state(text))
    here.environment["TZ"] = zone
    before = _checks(here)
    watch = here.start("watch")
    watch.wait_for(lambda: _checks(here) > before)
    _held(watch)


@pytest.mark.parametrize("added", SPOILERS)
def test_added(here: World, added: str) -> None:
    _changed(here, lambda connection: connection.execute(added.replace("id > 2", "id > 15")))
    before = _checks(here)
    watch = here.start("watch")
    watch.wait_for(lambda: _checks(here) > before)
    _held(watch)


ASKED = (
    *("status", "status --json", "status --format waybar", "status --format prometheus"),
    *("history", "history --json", "history --csv", "history --since 1y"),
    *("report", "report --format html --since 1y", "export -", "doctor --database"),
)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("asked", ASKED)
def test_asked_of_all_time(here: World, asked: str, zone: str) -> None:
    _changed(here, _of_all_time)
    here.environment["TZ"] = zone
    child = here.run_to_end(*asked.split())
    assert child.process.returncode in (0, 1, 3)
    assert child.stdout
    assert child.stderr == ""


@pytest.mark.parametrize("zone", ZONES)
def test_window_over_all_time(here: World, zone: str) -> None:
    _changed(here, _of_all_time)
    here.environment["TZ"] = zone
    app = here.start()
    for _ in range(2):
        app.wait_for(lambda: here.run_to_end("show").process.returncode == 0)
    _held(app)


@pytest.fixture(scope="module")
def many(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    shutil.copytree(lived, folder, dirs_exist_ok=True)
    with closing(sqlite3.connect(folder / "history.sqlite3", isolation_level=None)) as connection:
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO incidents (begin_ms, end_ms, verdict, is_confirmed)"
            " SELECT 1700000000000 + i * 60000, 1700000000000 + i * 60000 + 30000, 'down', 1 FROM n",
            (INCIDENTS,),
        )
    return folder


@pytest.mark.parametrize("asked", ["status", "history", "history --json", "report", "tray", "watch"])
def test_many_incidents(many: Path, asked: str) -> None:
    with world() as made:
        shutil.copytree(many, made.data, dirs_exist_ok=True)
        if asked in ("tray", "watch"):
            before = _checks(made)
            app = made.start(*(() if asked == "tray" else ("watch",)))
            app.wait_for(lambda: _checks(made) > before)
            _held(app)
        else:
            child = made.run_to_end(*asked.split())
            assert child.process.returncode in (0, 1, 3)
            assert child.stderr == ""
