"""Looking for incidents: what matches, and the sum of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.history.made import Life
from trayapp.domain.codes import Cause, VerdictName
from trayapp.history.incidents import read_rows
from trayapp.history.listing import Listed, Wanted
from trayapp.history.summary import Summary

V = VerdictName
ALL = Wanted()


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """An outage of five minutes, parts failing, one that nobody confirms, a block, and another outage."""
    lived = Life(tmp_path)
    lived.live("uuuu" + "ddddd" + "u" * 20 + "ggggg" + "u" * 20 + "lllll" + "u" * 20)
    lived.live("bbbbb" + "u" * 20 + "ddd" + "u" * 20)
    yield lived
    lived.store.close()


def listed(life: Life, wanted: Wanted = ALL, most: int = 100) -> Listed:
    with Summary(life.folder) as summary:
        return summary.listed(life.at, wanted, most)


def verdicts(found: Listed) -> list[VerdictName]:
    return [each.incident.verdict for each in found.incidents]


def test_all_are_there_the_newest_first_with_their_sum(life: Life) -> None:
    found = listed(life)
    assert verdicts(found) == [V.DOWN, V.BLOCKED, V.DOWN, V.DEGRADED, V.DOWN]
    assert (found.count, found.outages, found.down_s) == (5, 2, 8 * 60)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(verdicts=frozenset({V.DOWN})), [V.DOWN, V.DOWN, V.DOWN]),
        (Wanted(verdicts=frozenset({V.DOWN}), with_unconfirmed=False), [V.DOWN, V.DOWN]),
        (Wanted(verdicts=frozenset()), []),
        (Wanted(text="whatever"), []),
        (Wanted(text="block", causes=frozenset({Cause.DNS_BLOCKED})), [V.BLOCKED]),
        (Wanted(text="pict", parts=frozenset({"images"})), [V.DEGRADED]),
        (Wanted(text="web", parts=frozenset({"web"}), with_unconfirmed=False), [V.DOWN, V.BLOCKED, V.DOWN]),
    ],
)
def test_what_is_looked_for_is_found(life: Life, wanted: Wanted, expected: list[VerdictName]) -> None:
    found = listed(life, wanted)
    assert verdicts(found) == expected
    assert found.count == len(expected)


@pytest.mark.parametrize(
    ("text", "is_found"), [("100 %_", True), ("LUNCH", True), ("10_ %", False), ("%", True)]
)
def test_notes_are_searched_to_the_letter(life: Life, text: str, is_found: bool) -> None:
    begin = listed(life).incidents[0].incident.begin
    life.store.annotate(begin, "at lunch, 100 %_ sure")
    found = listed(life, Wanted(text=text))
    assert [each.note for each in found.incidents] == ["at lunch, 100 %_ sure"] * is_found


def test_what_does_not_count_is_listed_and_in_no_sum(life: Life) -> None:
    life.store.count(listed(life).incidents[0].incident.begin, is_counted=False)
    found = listed(life)
    assert [each.is_counted for each in found.incidents] == [False, True, True, True, True]
    assert (found.count, found.outages, found.down_s) == (5, 1, 5 * 60)


def test_no_more_are_read_than_are_shown(life: Life) -> None:
    found = listed(life, most=2)
    assert verdicts(found) == [V.DOWN, V.BLOCKED]
    assert found.count == 5


def test_reading_some_is_as_little_work_whatever_was_counted_when_there_were_few(tmp_path: Path) -> None:
    """Statistics, by SQLite's own optimizing of an earlier version, or of a user's, steer its searches."""
    life = Life(tmp_path)
    life.live("uuddduu")
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as others:
        others.execute("ANALYZE")
    steps = []
    for _ in range(2):
        with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as others, others:
            others.execute(
                "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 3000) INSERT INTO"
                " incidents (begin_ms, end_ms, verdict, is_confirmed) SELECT n, n + 1, 'down', 1 FROM n"
            )
        life.restart()
        with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as reader:
            newest = [row for (row,) in reader.execute("SELECT id FROM incidents ORDER BY id DESC LIMIT 5")]
            steps.append(0)
            reader.set_progress_handler(lambda: steps.append(steps.pop() + 1), 10)
            assert len(read_rows(reader, newest)) == 5
    life.store.close()
    assert steps[1] < 1.5 * steps[0]
