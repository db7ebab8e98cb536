"""All that was recorded as JSON, for `trayapp import`, for `replay`, and for whoever has other plans with it.

Every line but a check has a `type`. First comes what is kept of checks that are gone, then what was made of
checks, told and said, then the checks.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from functools import partial
from itertools import chain, islice, tee
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from trayapp.domain.check_json import timestamp, to_json
from trayapp.domain.records import JudgedCheck
from trayapp.domain.uptime import is_watched
from trayapp.errors import HistoryError
from trayapp.history.codec import COLUMNS, unpack
from trayapp.history.file.folder import Folder
from trayapp.history.file.reading import open_to_read, reading
from trayapp.history.file.schema import DAMAGED
from trayapp.history.histograms import unpack as unpack_histograms
from trayapp.history.moments import (
    DAY_MS,
    HOUR_MS,
    LAST_MOMENT_MS,
    QUARTER_MS,
    day_of,
    from_ms,
    quarter_of,
    to_ms,
)
from trayapp.history.response_times import SpentTimes, unpack_day
from trayapp.history.rollups import NO_SHARE, Share, Time, kept_checks, of_checks, read_shares
from trayapp.reading import parse_json

_INCIDENTS = """SELECT own.id AS row, parent.begin_ms AS parent, taken.at_ms AS taken, own.begin_ms AS begin,
  own.end_ms AS end, own.verdict, own.cause, own.is_confirmed AS confirmed,
  coalesce(is_counted, 1) AS counted, coalesce(note, '') AS note
FROM incidents AS own LEFT JOIN changes AS taken ON taken.id = own.absorbed_in
LEFT JOIN incidents AS parent ON parent.id = taken.incident LEFT JOIN notes ON notes.incident = own.id
WHERE own.end_ms IS NULL OR own.end_ms >= ? ORDER BY own.id"""

_CHANGES = """SELECT change, at_ms AS at, end_ms AS end, verdict, cause, is_confirmed AS confirmed, recurrence
FROM changes WHERE incident = ? ORDER BY id"""

_GAPS = "SELECT end_ms AS at, begin_ms AS begin, end_ms AS end FROM gaps WHERE end_ms >= ? ORDER BY id"
_NOTICES = """SELECT at_ms AS at, kind, begin_ms AS begin, verdict, cause, is_shown AS shown
FROM notices WHERE at_ms >= ? ORDER BY id"""
_MARKS = "SELECT at_ms AS at FROM marks WHERE at_ms >= ? ORDER BY at_ms, id"

_REPORTS = "SELECT said FROM reports WHERE at_ms >= ? ORDER BY id"

_HOURS = """SELECT begin_ms, checks, watched_ms, down_ms, degraded_ms FROM hours
WHERE begin_ms >= ? ORDER BY begin_ms"""
_QUARTERS = """SELECT begin_ms, checks, watched_ms, down_ms, degraded_ms, spent FROM quarters
WHERE begin_ms >= ? ORDER BY begin_ms"""
_ASKED = "SELECT id, surface, is_full FROM asked WHERE id >= ? ORDER BY id"
_PHASES = "SELECT asked, spent FROM day_phases WHERE begin_ms = ? ORDER BY asked"
_SHARES = "SELECT begin_ms, watched_ms, down_ms, degraded_ms FROM shares WHERE incident = ? ORDER BY begin_ms"

_WATCHED = f"watched_ms, {COLUMNS}"

_T = TypeVar("_T")

_Errors = tuple[type[Exception], ...]
"""What costs a row, and not all behind it: where what the damage spares is read. Else none."""


def export(
    folder: Path, since: datetime | None, summarise: Callable[[JudgedCheck], str]
) -> Iterator[dict[str, Any]]:
    """Every line since a moment; the checks in the order in which they were made.

    `summarise` gives a verdict in words. Memory does not grow with the checks there are. For use in one
    thread. Raises HistoryError at the first line or any later one, if it cannot be read.
    """
    place = Folder(folder)
    since_ms = -LAST_MOMENT_MS if since is None else to_ms(since)
    with closing(open_to_read(place)) as connection:
        # All of it is of one moment, however slowly a pager or a pipe reads: what is forgotten meanwhile
        # would be in no line. Until its end what is written gathers beside the database, 1.5 MB an hour.
        connection.execute("BEGIN")
        for lines in (_rollups, *_BESIDE_CHECKS):
            yield from _read(place, lines(connection, since_ms))
        yield from _told(_read(place, _checks(connection, since_ms)), summarise)


def export_file(path: Path) -> Iterator[dict[str, Any]]:
    """What can be read of a database that lies somewhere else, damaged perhaps: all that the damage spares.

    It is copied beside its own, for to look at it may write. Raises OSError if that cannot be done.
    """
    with TemporaryDirectory() as name:
        place = Folder(Path(name))
        for part in place.parts():
            beside = path.with_name(path.name + part.name.removeprefix(place.database.name))
            if beside.exists():
                shutil.copyfile(beside, part)
        with suppress(HistoryError), closing(open_to_read(place)) as connection:
            for lines in (_rollups, *_BESIDE_CHECKS):
                with suppress(HistoryError), reading(place):
                    yield from lines(connection, -LAST_MOMENT_MS, (sqlite3.Error, *DAMAGED))
            yield from _told(_spared_checks(connection), lambda _judged: "")


def _told(
    checks: Iterable[tuple[JudgedCheck, int]], summarise: Callable[[JudgedCheck], str]
) -> Iterator[dict[str, Any]]:
    """Of each what it saw; and how long it watched, where it did not until the next one."""
    checks, others = tee(checks)
    for (judged, watched_ms), after in zip(checks, chain(islice(others, 1, None), [None]), strict=False):
        at, usual_ms = judged.check.at, 0
        if after and is_watched(judged.verdict.name, at, judged.check.interval_s, after[0].check.at):
            usual_ms = to_ms(after[0].check.at) - to_ms(at)
        told = {} if watched_ms == usual_ms else {"watched_s": watched_ms / 1000}
        yield to_json(judged, summarise(judged)) | told


def _spared_checks(connection: sqlite3.Connection) -> Iterator[tuple[JudgedCheck, int]]:
    for row_id in sorted(_spared_ids(connection)):
        with suppress(sqlite3.Error, *DAMAGED):
            for columns in connection.execute(f"SELECT {_WATCHED} FROM checks WHERE id = ?", (row_id,)):
                yield _unpacked(*columns)


def _spared_ids(connection: sqlite3.Connection) -> dict[int, int]:
    """Of checks, with their moments."""
    found: dict[int, int] = {}
    for where in ("INDEXED BY checks_by_time", "NOT INDEXED"):  # each knows what the other may have lost
        with suppress(sqlite3.Error):
            found.update(
                connection.execute(f"SELECT id, at_ms FROM checks {where} WHERE typeof(at_ms) = 'integer'")
            )
    return found


class _Asked(dict[int, list[Any]]):
    """What the numbers in histograms stand for: a surface, and whether in full checks."""

    def __missing__(self, number: int) -> list[Any]:
        raise ValueError("was never asked")


def _rollups(connection: sqlite3.Connection, since_ms: int, spared: _Errors = ()) -> Iterator[dict[str, Any]]:
    """Of time whose checks are gone: hours, quarters of an hour, and the phases of days."""
    for begin_ms, checks, *spent in _rows(connection, _HOURS, since_ms, spared):
        with suppress(*spared):
            yield _rollup(begin_ms, HOUR_MS, checks, Time(*spent))
    kept = (
        Counter(map(quarter_of, _spared_ids(connection).values()))
        if spared
        else kept_checks(connection, day_of(since_ms))
    )
    asked = _Asked(
        (number, [surface, bool(is_full)])
        for number, surface, is_full in _rows(connection, _ASKED, 0, spared)
    )
    gone_in: set[int] = set()
    for begin_ms, checks, *spent, packed in _rows(connection, _QUARTERS, since_ms, spared):
        with suppress(*spared):
            still = kept.get(begin_ms, 0)
            if checks <= still:
                continue
            gone_in.add(day_of(begin_ms))
            time = Time(*spent)
            if still:  # a clock was set back: what is kept goes by itself
                time -= of_checks(connection, begin_ms, begin_ms + QUARTER_MS)
            line = _rollup(begin_ms, QUARTER_MS, checks - still, time)
            with suppress(*spared):
                line |= _answers(connection, begin_ms, packed, asked, is_some_kept=still > 0)
            yield line
    for day_ms in sorted(gone_in):
        is_some_kept = any(day_ms <= ms < day_ms + DAY_MS for ms in kept)
        with suppress(*spared):
            yield from _phases(connection, day_ms, asked, spared, is_some_kept=is_some_kept)


def _answers(
    connection: sqlite3.Connection, begin_ms: int, packed: bytes | None, asked: _Asked, *, is_some_kept: bool
) -> dict[str, Any]:
    answers = unpack_histograms(packed)
    if is_some_kept:
        spent_now = _spent(connection, begin_ms, QUARTER_MS).totals[begin_ms]
        for number, histogram in answers.items():
            histogram.subtract(spent_now.get((asked[number][0], asked[number][1]), {}))
    found = [[*asked[n], _pairs(answers[n])] for n in sorted(answers, key=lambda n: asked[n])]
    return {"answers": found} if any(pairs for *_, pairs in found) else {}


def _phases(
    connection: sqlite3.Connection, day_ms: int, asked: _Asked, spared: _Errors, *, is_some_kept: bool
) -> Iterator[dict[str, Any]]:
    still = _spent(connection, day_ms, DAY_MS).phases if is_some_kept else {}
    rows = sorted(_rows(connection, _PHASES, day_ms, spared), key=lambda row: asked[row[0]])
    for number, packed in rows:
        with suppress(*spared):
            surface, is_full = asked[number]
            counts = dict(enumerate(unpack_day(packed)))
            for place, count in still.get((day_ms, surface, is_full), {}).items():
                counts[place] -= count
            if pairs := _pairs(counts):
                yield {
                    "type": "phases",
                    "begin": timestamp(from_ms(day_ms)),
                    "surface": surface,
                    "full": is_full,
                    "counts": pairs,
                }


def _pairs(counts: dict[int, int]) -> list[list[int]]:
    return [[place, count] for place, count in sorted(counts.items()) if count > 0]


def _spent(connection: sqlite3.Connection, begin_ms: int, length_ms: int) -> SpentTimes:
    return SpentTimes.of_checks(connection, "at_ms >= ? AND at_ms < ?", (begin_ms, begin_ms + length_ms))


def _rollup(begin_ms: int, length_ms: int, checks: int, time: Time) -> dict[str, Any]:
    return {
        "type": "rollup",
        "begin": timestamp(from_ms(begin_ms)),
        "end": timestamp(from_ms(begin_ms + length_ms)),
        "checks": checks,
        "watched_s": time.watched / 1000,
        "down_s": time.down / 1000,
        "degraded_s": time.degraded / 1000,
    }


def _incidents(
    connection: sqlite3.Connection, since_ms: int, spared: _Errors = ()
) -> Iterator[dict[str, Any]]:
    kept: dict[tuple[int, int], Share] | None = None
    with suppress(*spared):
        kept = read_shares(connection, since_ms)
    for line in _lines(connection, _INCIDENTS, since_ms, spared):
        row_id, *part_of = (line.pop(key) for key in ("row", "parent", "taken"))
        # What it took of quarters whose checks are gone.
        shares: list[Any] = []
        for quarter_ms, *spent in _rows(connection, _SHARES, row_id, spared):
            if kept is None:
                break
            with suppress(*spared):
                gone = Time(*spent) - kept.get((row_id, quarter_ms), NO_SHARE).time
                shares += [[_moment(quarter_ms), *gone]] if gone != Time() else []
        line["part_of"] = None if part_of[0] is None else part_of
        line["changes"] = [*_lines(connection, _CHANGES, row_id, spared)]
        yield {"type": "incident"} | line | ({"shares_ms": shares} if shares else {})


def _reports(connection: sqlite3.Connection, since_ms: int, spared: _Errors = ()) -> Iterator[dict[str, Any]]:
    for (said,) in _rows(connection, _REPORTS, since_ms, spared):
        with suppress(*spared):
            yield {"type": "report", **parse_json(said)}


def _typed(
    kind: str, query: str, connection: sqlite3.Connection, since_ms: int, spared: _Errors = ()
) -> Iterator[dict[str, Any]]:
    for line in _lines(connection, query, since_ms, spared):
        yield {"type": kind} | line


_BESIDE_CHECKS = (
    _incidents,
    partial(_typed, "gap", _GAPS),
    partial(_typed, "notice", _NOTICES),
    partial(_typed, "mark", _MARKS),
    _reports,
)
"""Incidents, gaps, and what was told, seen and said."""


def _lines(
    connection: sqlite3.Connection, query: str, value: int, spared: _Errors
) -> Iterator[dict[str, Any]]:
    """Rows whose columns are called as a line has it."""
    for row in _rows(connection, query, value, spared):
        with suppress(*spared):
            yield {name: _written(name, column) for name, column in zip(row.keys(), row, strict=True)}


def _rows(connection: sqlite3.Connection, query: str, value: int, spared: _Errors) -> Iterable[sqlite3.Row]:
    """All rows; if errors are to be spared, those before the first damaged page and behind the last one."""
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    if not spared:
        return cursor.execute(query, (value,))
    found: dict[sqlite3.Row, None] = {}
    behind: dict[sqlite3.Row, None] = {}
    with suppress(sqlite3.Error):
        found.update((row, None) for row in cursor.execute(query, (value,)))
        return found
    with suppress(sqlite3.Error):
        behind.update((row, None) for row in cursor.execute(f"{query} DESC", (value,)))
    return [*found, *(row for row in reversed(behind) if row not in found)]


def _written(name: str, value: Any) -> Any:
    if name in ("at", "begin", "end", "parent", "taken"):
        return _moment(value)
    return bool(value) if name in ("confirmed", "counted", "shown") else value


def _moment(ms: int | None) -> str | None:
    return None if ms is None else timestamp(from_ms(ms))


def _read(place: Folder, rows: Iterable[_T]) -> Iterator[_T]:
    """Raises HistoryError where they cannot be read; what is made of them is another matter."""
    with reading(place):
        yield from rows


def _checks(connection: sqlite3.Connection, since_ms: int) -> Iterator[tuple[JudgedCheck, int]]:
    for columns in connection.execute(
        f"SELECT {_WATCHED} FROM checks WHERE +at_ms >= ? ORDER BY id", (since_ms,)
    ):
        yield _unpacked(*columns)


def _unpacked(watched_ms: int, *columns: Any) -> tuple[JudgedCheck, int]:
    return unpack(*columns), watched_ms
