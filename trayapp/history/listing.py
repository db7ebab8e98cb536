"""Incidents by what somebody looks for, as many as are shown, with the sum of all: counted by SQLite."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.results import fails
from trayapp.domain.tracker import SEVERITY
from trayapp.history.incidents import RecordedIncident, read_rows
from trayapp.history.moments import from_ms, to_ms
from trayapp.history.overview import read_check

# Which part failed stands in the checks alone: the first of each incident is unpacked, 0.2 ms each.
_MOST_UNPACKED = 500
_PARTS_OF = {
    Cause.SERVER_ERRORS: frozenset({"web"}),
    Cause.POSTS_UNREADABLE: frozenset({"posts"}),
}
"""The part that a cause names itself, whatever else failed beside it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. Where nothing is said of text, causes and parts, all match."""

    verdicts: frozenset[VerdictName] = frozenset(SEVERITY)
    with_unconfirmed: bool = True
    text: str = ""
    """Part of a note, upper and lower case alike in ASCII."""
    causes: frozenset[Cause] = frozenset()
    """Whose words have this text in them."""
    parts: frozenset[str] = frozenset()
    """Of X, by their ids, whose names have it in them."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Incidents that were found."""

    incidents: tuple[RecordedIncident, ...]
    """The newest first, no more than were asked for."""
    count: int
    """Of all that match."""
    outages: int
    """Of these, the confirmed ones that count and whose verdict is down."""
    down_s: float
    """How long those lasted."""


def read_listed(
    connection: sqlite3.Connection, since: datetime, now: datetime, wanted: Wanted, most: int
) -> Listed:
    """Those that had not ended at `since` and match, at most so many; and the sum of all that match."""
    matches = "absorbed_in IS NULL AND (end_ms IS NULL OR end_ms >= ?)"
    values: list[object] = [to_ms(since)]
    if wanted.verdicts != frozenset(SEVERITY):
        matches += " AND verdict IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(sorted(wanted.verdicts)))
    if not wanted.with_unconfirmed:
        matches += " AND is_confirmed"
    if wanted.text:
        found = ["cause IN (SELECT value FROM json_each(?))", "id IN (SELECT value FROM json_each(?))"]
        of_parts = _with_parts(connection, matches, values, wanted.parts)
        values += [json.dumps(sorted(wanted.causes)), json.dumps(of_parts)]
        found.append(r"id IN (SELECT incident FROM notes WHERE note LIKE ? ESCAPE '\')")
        values.append(f"%{_literally(wanted.text)}%")
        matches += f" AND ({' OR '.join(found)})"
    count, outages, down_ms = _sums(connection, matches, [to_ms(now), *values])
    # They are few: taken away, not looked up for each.
    matches_notes = f"id IN (SELECT incident FROM notes WHERE NOT is_counted) AND {matches}"
    _, uncounted, uncounted_ms = _sums(connection, matches_notes, [to_ms(now), *values])
    outages, down_ms = outages - uncounted, down_ms - uncounted_ms
    # Few in many: to read all once is quicker than to look each up in its order until so many are found.
    how = "NOT INDEXED" if count <= most else "INDEXED BY incidents_by_begin"
    found_rows = connection.execute(
        f"SELECT id FROM incidents {how} WHERE {matches} ORDER BY begin_ms DESC, id DESC LIMIT ?",
        (*values, most),
    ).fetchall()
    incidents = read_rows(connection, (row_id for (row_id,) in found_rows))
    return Listed(tuple(reversed(incidents)), count, outages, down_ms / 1000)


def _sums(connection: sqlite3.Connection, matches: str, values: list[object]) -> tuple[int, int, int]:
    """How many match, how many of them are outages, and how long those lasted, in milliseconds."""
    outage = "is_confirmed AND verdict = 'down'"
    count, outages, down_ms = connection.execute(
        f"SELECT count(*), coalesce(sum({outage}), 0),"
        f" coalesce(sum(iif({outage}, coalesce(end_ms, ?) - begin_ms, 0)), 0)"
        f" FROM incidents NOT INDEXED WHERE {matches}",
        values,
    ).fetchone()
    return count, outages, down_ms


def _with_parts(
    connection: sqlite3.Connection, matches: str, values: list[object], parts: frozenset[str]
) -> list[int]:
    """The newest incidents in which one of these parts failed at first."""
    if not parts:
        return []
    found = []
    for row_id, begin_ms, cause in connection.execute(
        f"SELECT id, begin_ms, cause FROM incidents WHERE {matches} ORDER BY begin_ms DESC LIMIT ?",
        (*values, _MOST_UNPACKED),
    ).fetchall():
        named = _PARTS_OF.get(cause, frozenset())
        if not named & parts:
            judged = read_check(connection, from_ms(begin_ms))
            if judged is not None:
                named = frozenset(seen.id for seen in judged.check.surfaces if fails(seen))
        if named & parts:
            found.append(row_id)
    return found


def _literally(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
