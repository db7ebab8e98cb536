"""What was exported can be taken in again: nothing twice, nothing lost, and nothing that is none of ours."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.domain.made import NOW
from tests.history.made import LONG_AGO, Life, in_words, judged
from tests.history.test_figures import ACTIONS, FAR_AHEAD, STRETCHES, act, answered, edges
from trayapp.errors import HistoryError, HistoryLockedError
from trayapp.history.export import export, export_file
from trayapp.history.importing import Imported, take_in
from trayapp.history.repair import examine
from trayapp.history.summary import Summary

QUARTER = timedelta(minutes=15)
RETENTION = timedelta(days=90)


def lines(folder: Path) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(json.dumps(list(export(folder, None, in_words))))
    return read


def figures(folder: Path) -> Any:
    moments = edges(NOW - timedelta(days=2), NOW + timedelta(days=3), QUARTER)
    with Summary(folder) as summary:
        return (
            summary.totals(LONG_AGO),
            [summary.totals(moment) for moment in moments],
            # Until when the open one was seen is up to who watches, and not to what is imported.
            [replace(recorded, seen_until=None) for recorded in summary.incidents(LONG_AGO)],
            summary.gaps(LONG_AGO),
            summary.response_times(moments, "web", is_full=False),
            summary.phases(LONG_AGO, FAR_AHEAD, "web", is_full=True),
            summary.marks(LONG_AGO, FAR_AHEAD),
        )


def lived(folder: Path, minutes: int = 200) -> Life:
    """Outages, notes and marks; the first two hours are known by their figures alone."""
    life = Life(folder)
    life.live("u" * 20 + "dddd" + "uu" * 20 + "lll" + "uu" * 10 + "dddduu" * 4)
    for number in range(minutes):
        life.record(answered(life.at, 50 + number, in_full=number % 5 == 0))
        life.at += timedelta(minutes=1)
    with Summary(folder) as summary:
        first, *_, last = summary.incidents(LONG_AGO)
    life.store.annotate(last.incident.begin, "the router")
    life.store.count(first.incident.begin, is_counted=False)
    life.store.record_user_error(life.at)
    for _ in range(4):
        life.store.prune(life.at + RETENTION - timedelta(minutes=minutes / 2))
    return life


def test_an_export_goes_in_as_it_came_out(tmp_path: Path) -> None:
    life = lived(tmp_path / "here")
    exported = lines(life.folder)
    assert {line.get("type") for line in exported} == {
        None,
        "rollup",
        "phases",
        "incident",
        "gap",
        "mark",
    } - {"gap"}

    done = take_in(tmp_path / "there", exported)

    assert done == Imported(new=len(exported))
    assert lines(tmp_path / "there") == exported
    assert figures(tmp_path / "there") == figures(life.folder)
    assert take_in(tmp_path / "there", exported) == Imported(known=len(exported))  # once more
    assert lines(tmp_path / "there") == exported
    life.store.close()


@given(
    parts=st.lists(st.lists(st.tuples(STRETCHES, ACTIONS), min_size=1, max_size=5), min_size=2, max_size=2),
    swapped=st.booleans(),
)
@example(  # of four that flap, three are known before they become one
    parts=[
        [(("lll", 60, 0), ""), (("bbb", 60, 86_400), ""), (("ddduu" * 4, 60, 0), "")],
        [(("ddduu" * 4, 30, 0), ""), (("uuuu", 60, 0), "")],
    ],
    swapped=False,
)
@settings(max_examples=25)
def test_any_history_in_any_pieces(
    parts: list[list[tuple[tuple[str, float, float], str]]], swapped: bool
) -> None:
    with TemporaryDirectory() as name:
        life = Life(Path(name) / "here")
        exported: list[list[dict[str, Any]]] = []
        for number, part in enumerate(parts):
            for (kinds, every_s, pause_s), action in part:
                life.at += timedelta(seconds=max(pause_s, 0))  # a moment is known by its time alone
                life.live(kinds, every_s)
                # What the user says here stands, whatever a file says: it says the same in this one.
                act(life, action if number == 0 and action != "forget" else "")
            exported.append(lines(life.folder))
        there = Path(name) / "there"
        for piece in reversed(exported) if swapped else exported:  # the second has the first in it
            take_in(there, piece)

        assert [line for line in lines(there) if "type" not in line] == [
            line for line in exported[-1] if "type" not in line
        ]
        with Summary(there) as found, Summary(life.folder) as wanted:
            moments = edges(NOW, life.at + QUARTER, QUARTER)
            assert [found.totals(moment).watched_s for moment in moments] == [
                wanted.totals(moment).watched_s for moment in moments
            ]
            assert found.totals(LONG_AGO).incidents == wanted.totals(LONG_AGO).incidents
            assert {i.incident.begin for i in found.incidents(LONG_AGO)} == {
                i.incident.begin for i in wanted.incidents(LONG_AGO)
            }
        life.store.close()


def test_checks_that_come_in_between_are_put_in_order(tmp_path: Path) -> None:
    life = Life(tmp_path / "here")
    life.live("u" * 30)
    exported = lines(life.folder)
    life.store.close()
    checks = [line for line in exported if "type" not in line]
    there = tmp_path / "there"
    for part in (checks[:5] + checks[-5:], checks[5:20], exported):
        take_in(there, part)

    assert lines(there) == exported
    assert figures(there) == figures(life.folder)


@pytest.mark.parametrize("kinds", [("u" * 40, "u" * 40), ("d" * 40, "u" * 40), ("u" * 40, "gg" * 20)])
def test_time_that_two_have_watched_at_once_counts_once(tmp_path: Path, kinds: tuple[str, str]) -> None:
    """Two computers saw the same hour, each at moments of its own."""
    for name, kind, ahead_s in (("here", kinds[0], 0), ("there", kinds[1], 25)):
        life = Life(tmp_path / name, begin=NOW + timedelta(seconds=ahead_s))
        life.live(kind)
        life.store.close()
    take_in(tmp_path / "here", lines(tmp_path / "there"))

    with Summary(tmp_path / "here") as summary:
        assert summary.totals(LONG_AGO).watched_s == 39 * 60 + 25
    merged = lines(tmp_path / "here")
    take_in(tmp_path / "anew", merged)
    assert lines(tmp_path / "anew") == merged
    assert figures(tmp_path / "anew") == figures(tmp_path / "here")
    assert examine(tmp_path / "here").wrong == 0


@pytest.mark.parametrize(
    ("here", "there", "watched_s", "down_s"),
    [
        ("u 60", "o 60 25", 39 * 60 + 25, 0),
        ("d 60", "o 60 25", 39 * 60 + 25, 39 * 60 + 25),
        ("o 60", "d 60 25", 39 * 60, 39 * 60),
        (
            "u 3600",
            "u 60/3600 60",
            39 * 3600 + 60,
            0,
        ),  # one check an hour, of somebody who checks each minute
        ("u 60/3600", "u 3600 60", 39 * 3600 + 60, 0),
        ("d 3600", "o 60/3600 60", 39 * 3600 + 60, 39 * 3600 + 60),
        ("u 3600", "u 60 1800", 39 * 3600, 0),
        ("u 60 1800", "u 3600", 39 * 3600, 0),
        ("u 60", "u 90 7", 7 + 39 * 90, 0),
    ],
)
def test_time_that_one_alone_has_watched_stays(
    tmp_path: Path, here: str, there: str, watched_s: float, down_s: float
) -> None:
    """Each checked at a pace and moments of its own, and may have seen nothing of X."""
    for name, (kind, paces, *ahead_s) in (("here", here.split()), ("there", there.split())):
        pace_s, every_s = map(float, (paces + "/" + paces).split("/")[:2])
        life = Life(tmp_path / name, begin=NOW + timedelta(seconds=float(*ahead_s)))
        for _ in range(40):
            life.record(judged(kind, life.at, pace_s))
            life.at += timedelta(seconds=every_s)
        life.store.close()
    for name, folder in (("here", "there"), ("anew", "here"), ("here", "anew")):
        take_in(tmp_path / name, lines(tmp_path / folder))

        with Summary(tmp_path / name) as summary:
            totals = summary.totals(LONG_AGO)
        assert (totals.watched_s, totals.down_s) == (watched_s, down_s)
    assert lines(tmp_path / "anew") == lines(tmp_path / "here")
    assert figures(tmp_path / "anew") == figures(tmp_path / "here")
    assert examine(tmp_path / "here").wrong == 0


def test_what_is_known_by_its_figures_is_not_counted_again_by_its_checks(tmp_path: Path) -> None:
    life = lived(tmp_path / "here", 10)
    before = figures(life.folder)
    early = Life(tmp_path / "early")
    early.live("u" * 20 + "dddd" + "uu" * 20)  # as they were exported then
    checks = lines(early.folder)
    early.store.close()
    life.store.close()

    done = take_in(life.folder, checks)

    assert done.new == 0
    assert figures(life.folder) == before


def test_figures_of_what_is_known_by_its_checks_are_not_counted_again(tmp_path: Path) -> None:
    life = Life(tmp_path / "here")
    life.live("u" * 20 + "dddd" + "uu" * 60)
    before = figures(life.folder)
    with_checks = lines(life.folder)
    for _ in range(3):
        life.store.prune(life.at + RETENTION)
    by_figures = lines(life.folder)
    life.store.close()
    assert len(by_figures) < len(with_checks)
    take_in(tmp_path / "there", with_checks)

    take_in(tmp_path / "there", by_figures)

    assert figures(tmp_path / "there") == before


DAY = "2026-01-01T00:00:00Z"
ROLLUP = {
    "type": "rollup",
    "begin": DAY,
    "end": "2026-01-01T00:15:00Z",
    "checks": 5,
    "watched_s": 60,
    "down_s": 6,
    "degraded_s": 0,
}
INCIDENT: dict[str, Any] = {
    "type": "incident",
    "begin": DAY,
    "end": None,
    "verdict": "down",
    "cause": None,
    "confirmed": True,
    "counted": True,
    "note": "",
    "part_of": None,
    "changes": [],
}
CHECK = {"at": DAY, "verdict": "up", "cause": None, "confidence": None}
HOSTILE: list[Any] = [
    None,
    [],
    "text",
    {},
    {"type": "rollup"},
    {"type": ["rollup"]},
    {"at": "yesterday"},
    CHECK | {"interval_s": 1e14},
    CHECK | {"watched_s": -1},
    ROLLUP | {"end": DAY},
    ROLLUP | {"end": "2026-01-01T00:10:00Z"},
    ROLLUP | {"checks": 10**30},
    ROLLUP | {"checks": -1},
    ROLLUP | {"watched_s": float("nan")},
    ROLLUP | {"down_s": 61},
    ROLLUP | {"answers": [["web", True, [[10**9, 1]]]]},
    {"type": "phases", "begin": "2026-01-01T00:00:01Z", "surface": "web", "full": True, "counts": []},
    {"type": "mark", "at": "0000-00-00T00:00:00Z"},
    {"type": "gap", "at": DAY, "begin": "2026-01-02T00:00:00Z", "end": DAY},
    {
        "type": "notice",
        "at": DAY,
        "kind": "party",
        "begin": None,
        "verdict": "up",
        "cause": None,
        "shown": True,
    },
    {"type": "report", "says": "trouble", "at": None},
    INCIDENT | {"end": "2025-01-01T00:00:00Z"},
    INCIDENT | {"verdict": "up"},
    INCIDENT | {"changes": [{}]},
    INCIDENT | {"shares_ms": [["2026-01-01T00:00:01Z", 1, 1, 1]]},
    INCIDENT | {"note": "half a character: \ud83d"},
    ROLLUP | {"answers": [["\ud83d", True, [[1, 1]]]]},
]
NEWER: list[Any] = [
    {"type": "of a later version", "at": 1},
    CHECK | {"verdict": "splendid"},
    INCIDENT | {"cause": "splendid"},
]


def test_what_no_export_holds_is_passed_over(tmp_path: Path) -> None:
    life = lived(tmp_path / "here", 20)
    exported = lines(life.folder)
    life.store.close()

    done = take_in(tmp_path / "there", [*HOSTILE, *exported, *NEWER])

    assert done == Imported(new=len(exported), other=len(NEWER), unreadable=len(HOSTILE))
    assert lines(tmp_path / "there") == exported


@given(st.data())
@settings(max_examples=40)
def test_nothing_that_a_line_holds_breaks_the_history(data: st.DataObject) -> None:
    values: st.SearchStrategy[Any] = (
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just("down")
    )
    values |= st.just("2026-02-16T14:00:00Z") | st.lists(
        st.lists(st.integers(-3, 300), max_size=3), max_size=3
    )
    with TemporaryDirectory() as name:
        folder = Path(name)
        life = lived(folder / "here", 20)
        life.store.close()
        exported = lines(life.folder)
        chosen = data.draw(st.lists(st.sampled_from(exported), min_size=1, max_size=8))
        spoilt = [line | {data.draw(st.sampled_from(sorted(line))): data.draw(values)} for line in chosen]

        take_in(folder / "there", spoilt)
        take_in(folder / "there", exported)

        with closing(sqlite3.connect(folder / "there" / "history.sqlite3")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert lines(folder / "there")
        figures(folder / "there")


@pytest.mark.parametrize(("read", "hours"), [(1, 9), (507, 30)])
def test_what_is_forgotten_while_an_export_is_read_is_in_it(tmp_path: Path, read: int, hours: int) -> None:
    """Whoever reads may take their time: a pager, a pipe."""
    life = Life(tmp_path / "here")
    life.live("u" * 300 + "d" * 600 + "u" * 300)
    for number in range(300):
        life.record(answered(life.at, 50 + number, in_full=number % 5 == 0))
        life.at += timedelta(minutes=1)
    before = figures(life.folder)
    exporting = export(life.folder, None, in_words)
    exported = list(islice(exporting, read))
    for _ in range(hours):
        life.store.prune(life.at + RETENTION)
    exported += exporting

    take_in(tmp_path / "there", exported)

    assert figures(tmp_path / "there") == before
    life.store.close()


def test_while_somebody_writes_nothing_is_taken_in(tmp_path: Path) -> None:
    life = Life(tmp_path)
    with pytest.raises(HistoryLockedError):
        take_in(tmp_path, [])
    life.store.close()
    (tmp_path / "history.sqlite3").write_bytes(b"no database" * 1000)
    with pytest.raises(HistoryError, match="history_damaged"):
        take_in(tmp_path, [])


def test_what_ends_half_way_has_changed_nothing(tmp_path: Path) -> None:
    life = lived(tmp_path / "here", 20)
    exported = lines(life.folder)
    life.store.close()
    take_in(tmp_path / "there", exported[:9])
    before = lines(tmp_path / "there")

    def cut_off() -> Any:
        yield from exported[:-3]
        raise OSError("the stick was pulled out")

    with pytest.raises(HistoryError):
        take_in(tmp_path / "there", cut_off())

    assert lines(tmp_path / "there") == before
    take_in(tmp_path / "there", exported)
    assert lines(tmp_path / "there") == exported


ROWS_OF_EACH = (
    "INSERT INTO gaps (begin_ms, end_ms) VALUES (1, 2), (3, 4)",
    "INSERT INTO marks (at_ms) VALUES (5)",
    "INSERT INTO notices (at_ms, kind, verdict, is_shown) VALUES (1, 'back', 'up', 1), (2, 'back', 'up', 0)",
    """INSERT INTO reports (at_ms, said) VALUES (1, '{"says": "fine"}'), (2, '{"says": "trouble"}')""",
    "INSERT INTO hours VALUES (3600000, 1, 1, 0, 0), (7200000, 1, 1, 0, 0)",
)
WITH_ANSWERS = "SELECT min(begin_ms) FROM quarters WHERE length(spent) > 0"


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE quarters SET spent = x'ff' WHERE begin_ms = {first}",
        "UPDATE quarters SET spent = x'7f0100' WHERE begin_ms = {first}",
        "UPDATE quarters SET watched_ms = 1e300 WHERE begin_ms = {first}",
        "UPDATE hours SET checks = 'x' WHERE begin_ms = 3600000",
        "UPDATE day_phases SET spent = x'ff' WHERE asked = 1",
        "UPDATE incidents SET begin_ms = 1 << 60 WHERE id = 1",
        "UPDATE changes SET at_ms = 1 << 60 WHERE id = 1",
        "UPDATE shares SET begin_ms = 'x' WHERE incident = 1",
        "UPDATE gaps SET end_ms = 1 << 60 WHERE begin_ms = 1",
        "UPDATE notices SET at_ms = 'x' WHERE at_ms = 1",
        "UPDATE marks SET at_ms = 1 << 60 WHERE at_ms = 5",
        "UPDATE reports SET said = '[' WHERE at_ms = 1",
    ],
)
def test_a_damaged_row_takes_none_beside_it_along(tmp_path: Path, damage: str) -> None:
    lived(tmp_path).store.close()
    path = tmp_path / "history.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in ROWS_OF_EACH:
            connection.execute(statement)
        whole = list(export_file(path))
        # As a disk does it, which knows no types.
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET sql = replace(sql, 'STRICT, ', '')")
        connection.execute("UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')')")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        (first,) = connection.execute(WITH_ANSWERS).fetchone()
        assert connection.execute(damage.format(first=first)).rowcount >= 1

    spared = list(export_file(path))

    lost = [line for line in whole if line not in spared]
    assert len(lost) == 1
    assert len(whole) - 1 <= len(spared) <= len(whole)


def damage_page(path: Path, name: str, nth: int = 1) -> None:
    """A leaf of a table or an index, somewhere in its middle."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' LIMIT 1 OFFSET ?"
        (page,) = connection.execute(query, (name, nth)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek(size * (page - 1))
        file.write(b"\xab" * size)


def test_a_damaged_page_takes_none_behind_it_along(tmp_path: Path) -> None:
    life = lived(tmp_path, 600)
    life.store.close()
    path = tmp_path / "history.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO quarters VALUES (?, 15, 900000, 0, 0, NULL)", ((n * 900_000,) for n in range(2000))
        )
    whole = without_what_is_less_by_kept_checks(path)
    damage_page(path, "checks_by_time")  # which says what else is kept
    assert without_what_is_less_by_kept_checks(path) == whole
    damage_page(path, "quarters")
    spared = without_what_is_less_by_kept_checks(path)
    lost = [n for n, line in enumerate(whole) if line not in spared]
    assert 0 < lost[0] <= lost[-1] < 400
    assert len(lost) < 300


def without_what_is_less_by_kept_checks(path: Path) -> list[dict[str, Any]]:
    kept = [line for line in export_file(path) if line.get("type") != "phases"]
    return [{key: value for key, value in line.items() if key != "shares_ms"} for line in kept]
