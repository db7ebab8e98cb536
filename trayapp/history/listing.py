"""Incidents by what somebody looks for, as many as are shown, with the sum of all: counted by SQLite."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.tracker import SEVERITY
from trayapp.history.incidents import RecordedIncident, read_out_of_sight, read_rows
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


def read_listed(connection: sqlite3.Connection, now: datetime, wanted: Wanted, most: int) -> Listed:
    """Those of all times that match, at most so many; and the sum of all that match."""
    end = read_out_of_sight(connection, now) or now  # of the open one, as far as it was seen
    values = {"end": to_ms(end), "verdicts": json.dumps(sorted(wanted.verdicts)), "most": most}
    kinds = "verdict IN (SELECT value FROM json_each(:verdicts))"
    if not wanted.with_unconfirmed:
        kinds += " AND is_confirmed"
    matches = f"absorbed_in IS NULL AND {kinds}"
    each = "SELECT verdict, is_confirmed, 1 AS incidents, coalesce(end_ms, :end) - begin_ms AS lasted_ms FROM"
    if wanted.text:
        parts = _with_parts(connection, matches, values, wanted.parts)
        values |= {"causes": json.dumps(sorted(wanted.causes)), "parts": json.dumps(parts)}
        values["note"] = wanted.text
        matches += (
            " AND (cause IN (SELECT value FROM json_each(:causes))"
            " OR id IN (SELECT value FROM json_each(:parts))"
            " OR id IN (SELECT incident FROM notes WHERE instr(lower(note), lower(:note))))"
        )
        all_of_them = f"{each} incidents NOT INDEXED WHERE {matches}"
    else:
        all_of_them = (
            f"{each} incidents WHERE end_ms IS NULL AND {matches} UNION ALL"
            f" SELECT verdict, is_confirmed, incidents, lasted_ms FROM incident_sums WHERE {kinds}"
        )
    count, outages, down_ms = _sums(connection, all_of_them, values)
    # They are few: taken away, not looked up for each.
    unwanted = f"{each} incidents WHERE id IN (SELECT incident FROM notes WHERE NOT is_counted) AND {matches}"
    _, uncounted, uncounted_ms = _sums(connection, unwanted, values)
    outages, down_ms = outages - uncounted, down_ms - uncounted_ms
    # Few in many: to read all once is quicker than to look each up in its order until so many are found.
    how = "NOT INDEXED" if count <= most else "INDEXED BY incidents_by_begin"
    found_rows = connection.execute(
        f"SELECT id FROM incidents {how} WHERE {matches} ORDER BY begin_ms DESC, id DESC LIMIT :most", values
    ).fetchall()
    incidents = read_rows(connection, (row_id for (row_id,) in found_rows))
    return Listed(tuple(reversed(incidents)), count, outages, down_ms / 1000)


def _sums(connection: sqlite3.Connection, rows: str, values: dict[str, Any]) -> tuple[int, int, int]:
    """How many incidents these are, how many of them outages, and how long those lasted, in milliseconds."""
    outage = "is_confirmed AND verdict = 'down'"
    count, outages, down_ms = connection.execute(
        f"SELECT coalesce(sum(incidents), 0), coalesce(sum(iif({outage}, incidents, 0)), 0),"
        f" coalesce(sum(iif({outage}, lasted_ms, 0)), 0) FROM ({rows})",
        values,
    ).fetchone()
    return count, outages, down_ms


def _with_parts(
    connection: sqlite3.Connection, matches: str, values: dict[str, Any], parts: frozenset[str]
) -> list[int]:
    """The newest incidents in which one of these parts failed at first."""
    if not parts:
        return []
    found = []
    for row_id, begin_ms, cause in connection.execute(
        f"SELECT id, begin_ms, cause FROM incidents WHERE {matches}"
        f" ORDER BY begin_ms DESC LIMIT {_MOST_UNPACKED}",
        values,
    ).fetchall():
        named = _PARTS_OF.get(cause, frozenset())
        if not named & parts:
            judged = read_check(connection, from_ms(begin_ms))
            if judged is not None:
                named = frozenset(seen.id for seen in judged.check.surfaces if seen.fails)
        if named & parts:
            found.append(row_id)
    return found
