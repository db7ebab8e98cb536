"""What is kept for ever of the checks: quarters of an hour and days in UTC, made as the checks are written,
and the figures of any time that they add up to.

As in `domain.uptime` the time from one check to the next belongs to the earlier one, and to the quarter in
which that was made. Which incident it belongs to turns out later: whatever changes that stands inside
`owners_changing`, which compares the checks that are there before and after, and moves the difference. So a
quarter is right whether its checks are still kept or not.

Of checks that are gone only that is known in which incident they lay: they stay with it, whatever end it is
given later, and with it become part of the one that takes it in. What was calm between such two stays so.

What writes here does so inside the transaction of its caller.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from trayapp.domain.codes import VerdictName
from trayapp.domain.uptime import Totals
from trayapp.history.moments import DAY_MS, LAST_MOMENT_MS, QUARTER_MS, day_of, quarter_of, to_ms

_IS_COUNTED = "coalesce((SELECT is_counted FROM notes WHERE incident = incidents.id), 1)"

# Clocks that were set back make several incidents cover one check. It is then of a confirmed one, and of the
# one that began last. The order of the joins, and `+`, keep SQLite from going through all there are.
_OWNED = f"""SELECT id, quarter, is_confirmed, is_counted, sum(watched_ms),
  sum(iif(verdict = 'down', watched_ms, 0)), sum(iif(verdict = 'degraded', watched_ms, 0))
FROM (
  SELECT incidents.id AS id, is_confirmed, {_IS_COUNTED} AS is_counted, checks.verdict AS verdict, watched_ms,
    at_ms - (at_ms % 900000 + 900000) % 900000 AS quarter,
    row_number() OVER (
      PARTITION BY checks.id ORDER BY is_confirmed DESC, begin_ms DESC, incidents.id DESC
    ) AS place
  FROM incidents CROSS JOIN checks
  WHERE absorbed_in IS NULL AND +begin_ms < :until AND (end_ms IS NULL OR end_ms > :since)
    AND at_ms >= max(begin_ms, :since) AND at_ms < min(coalesce(end_ms, :until), :until)
) WHERE place = 1 GROUP BY id, quarter HAVING sum(watched_ms) > 0"""


class Time(NamedTuple):
    """Milliseconds: watched, and of that down and degraded."""

    watched: int = 0
    down: int = 0
    degraded: int = 0

    def __add__(self, other: Time) -> Time:  # type: ignore[override]  # not as tuples
        return Time(*(a + b for a, b in zip(self, other, strict=True)))

    def __sub__(self, other: Time) -> Time:
        return Time(*(a - b for a, b in zip(self, other, strict=True)))


class Share(NamedTuple):
    """How much of a quarter lay in one incident, and what that makes of it."""

    time: Time = Time()
    is_confirmed: bool = False
    is_counted: bool = True
    part_of: int | None = None
    """The incident that it is a part of, or is; where that is asked."""

    def weight(self) -> Time:
        """What it adds to the figures, in which all that was watched stands already."""
        if not self.is_counted:  # then nobody is taken to have watched
            return Time(watched=-self.time.watched)
        return self.time._replace(watched=0) if self.is_confirmed else Time()


NO_SHARE = Share()


def read_shares(
    connection: sqlite3.Connection, since_ms: int, until_ms: int = LAST_MOMENT_MS + 1
) -> dict[tuple[int, int], Share]:
    """Of the checks from one moment until before another: by incident and quarter."""
    rows = connection.execute(_OWNED, {"since": since_ms, "until": until_ms})
    return {
        (incident, quarter_ms): Share(Time(*spent), bool(is_confirmed), bool(is_counted))
        for incident, quarter_ms, is_confirmed, is_counted, *spent in rows
    }


@contextmanager
def owners_changing(
    connection: sqlite3.Connection, since_ms: int, *incidents: int, every: bool = False
) -> Iterator[None]:
    """Inside it may change which checks since then belong to which incident.

    And what the figures make of these incidents, of which nothing lies before that moment, or of every one:
    whether they count, and whether they are part of another one, which is among them.
    """
    before, weighed = read_shares(connection, since_ms), weigh(connection, incidents, every=every)
    yield
    after, weighs = read_shares(connection, since_ms), weigh(connection, incidents, every=every)
    # What one gives and another takes is added up before it is written, which goes to nothing and no further.
    moved: dict[int, Time] = defaultdict(Time)
    for key in {**before, **after}:
        less, more = before.get(key, NO_SHARE), after.get(key, NO_SHARE)
        add_share(connection, *key, more.time - less.time)
        moved[key[1]] += more.weight() - less.weight()
    # The part whose checks are gone. All of it is read before any of it goes to another incident.
    gone = [
        (number, quarter_ms, Time(*spent) - after.get((number, quarter_ms), NO_SHARE).time)
        for number in weighed
        if weighs.get(number) != weighed[number]
        for quarter_ms, *spent in connection.execute(
            "SELECT begin_ms, watched_ms, down_ms, degraded_ms FROM shares WHERE incident = ?", (number,)
        )
    ]
    for number, quarter_ms, time in gone:
        heir = weighs[number].part_of or number
        add_share(connection, number, quarter_ms, Time() - time)
        add_share(connection, heir, quarter_ms, time)
        now, was = weighs[heir]._replace(time=time), weighed[number]._replace(time=time)
        moved[quarter_ms] += now.weight() - was.weight()
    for quarter_ms, time in moved.items():
        add_time(connection, quarter_ms, time)


def weigh(
    connection: sqlite3.Connection, incidents: Sequence[int], *, every: bool = False
) -> dict[int, Share]:
    """What the figures make of these incidents, or of every one: shares of no time."""
    rows = connection.execute(
        f"SELECT id, is_confirmed, {_IS_COUNTED},"
        " coalesce((SELECT incident FROM changes WHERE changes.id = absorbed_in), id) FROM incidents"
        + ("" if every else " WHERE id IN (SELECT value FROM json_each(?))"),  # one text: each is kept
        () if every else (json.dumps(incidents),),
    )
    return {number: Share(Time(), bool(sure), bool(counts), heir) for number, sure, counts, heir in rows}


def add_watched(connection: sqlite3.Connection, at_ms: int, verdict: VerdictName, watched_ms: int) -> None:
    """The time from the check that was made then has been watched."""
    quarter_ms = quarter_of(at_ms)
    time = Time(
        watched_ms,
        watched_ms if verdict is VerdictName.DOWN else 0,
        watched_ms if verdict is VerdictName.DEGRADED else 0,
    )
    weight = Time(watched_ms)
    owner = connection.execute(
        f"SELECT id, is_confirmed, {_IS_COUNTED} FROM incidents WHERE absorbed_in IS NULL"
        " AND +begin_ms <= :at AND (end_ms IS NULL OR end_ms > :at)"
        " ORDER BY is_confirmed DESC, begin_ms DESC, id DESC LIMIT 1",
        {"at": at_ms},
    ).fetchone()
    if owner is not None:
        incident, is_confirmed, is_counted = owner
        add_share(connection, incident, quarter_ms, time)
        weight += Share(time, bool(is_confirmed), bool(is_counted)).weight()
    add_time(connection, quarter_ms, weight)


def add_time(connection: sqlite3.Connection, quarter_ms: int, time: Time, checks: int = 0) -> None:
    """To a quarter and to its day."""
    if not checks and time == Time():
        return
    # Never below nothing, which the tables would refuse: no check is to be lost for its figures.
    connection.execute(
        "INSERT INTO quarters (begin_ms, checks, watched_ms, down_ms, degraded_ms)"
        " VALUES (?1, max(0, ?5), max(0, ?2), max(0, ?3), max(0, ?4)) ON CONFLICT (begin_ms) DO UPDATE SET"
        " checks = max(0, checks + ?5), watched_ms = max(0, watched_ms + ?2),"
        " down_ms = max(0, down_ms + ?3), degraded_ms = max(0, degraded_ms + ?4)",
        (quarter_ms, *time, checks),
    )
    if time != Time():
        connection.execute(
            "INSERT INTO days (begin_ms, watched_ms, down_ms, degraded_ms)"
            " VALUES (?1, max(0, ?2), max(0, ?3), max(0, ?4)) ON CONFLICT (begin_ms) DO UPDATE SET"
            " watched_ms = max(0, watched_ms + ?2), down_ms = max(0, down_ms + ?3),"
            " degraded_ms = max(0, degraded_ms + ?4)",
            (day_of(quarter_ms), *time),
        )


def add_share(connection: sqlite3.Connection, incident: int, quarter_ms: int, time: Time) -> None:
    """To what of a quarter lay in an incident."""
    if time == Time():
        return
    connection.execute(
        "INSERT INTO shares (incident, begin_ms, watched_ms, down_ms, degraded_ms)"
        " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (incident, begin_ms) DO UPDATE SET"
        " watched_ms = watched_ms + ?3, down_ms = down_ms + ?4, degraded_ms = degraded_ms + ?5",
        (incident, quarter_ms, *time),
    )
    if time.watched < 0:
        connection.execute(
            "DELETE FROM shares WHERE incident = ? AND begin_ms = ? AND watched_ms <= 0",
            (incident, quarter_ms),
        )


def kept_checks(connection: sqlite3.Connection, since_ms: int = -LAST_MOMENT_MS) -> dict[int, int]:
    """How many checks there are of each quarter."""
    return dict(
        connection.execute(
            "SELECT at_ms - (at_ms % 900000 + 900000) % 900000, count(*) FROM checks"
            " WHERE at_ms >= ? GROUP BY 1",
            (since_ms,),
        )
    )


def drop_checks(connection: sqlite3.Connection, until_ms: int) -> None:
    """Forget the checks of the oldest hour there are any of, in quarters that lie before this moment."""
    (oldest_ms,) = connection.execute("SELECT min(at_ms) FROM checks").fetchone()
    if oldest_ms is not None:
        end_ms = min(quarter_of(oldest_ms) + 4 * QUARTER_MS, quarter_of(until_ms))
        connection.execute("DELETE FROM checks WHERE at_ms < ?", (end_ms,))


def totals_since(connection: sqlite3.Connection, since: datetime) -> Totals:
    """The figures of the checks since then, and of the incidents that had not ended by then.

    Of a quarter whose checks are gone, all counts or nothing: what began before does not. Of time before
    there were quarters the same goes for hours.
    """
    since_ms = to_ms(since)
    first_quarter = -(-since_ms // QUARTER_MS) * QUARTER_MS
    first_day = -(-first_quarter // DAY_MS) * DAY_MS
    spent = "SELECT watched_ms, down_ms, degraded_ms FROM"
    rolled_up: tuple[int, int, int] = connection.execute(
        "SELECT coalesce(sum(watched_ms), 0), coalesce(sum(down_ms), 0), coalesce(sum(degraded_ms), 0) FROM ("
        f"  {spent} hours WHERE begin_ms >= ? UNION ALL"
        f"  {spent} quarters WHERE begin_ms >= ? AND begin_ms < ? UNION ALL {spent} days WHERE begin_ms >= ?"
        ")",
        (since_ms, first_quarter, first_day, first_day),
    ).fetchone()
    time = of_checks(connection, since_ms, first_quarter) + Time(*rolled_up)
    counts = _incidents(connection, since_ms, first_day)
    return Totals(time.watched / 1000, time.down / 1000, time.degraded / 1000, *counts)


def _incidents(connection: sqlite3.Connection, since_ms: int, first_day: int) -> tuple[int, int, int]:
    """Those that had not ended by then and count, and of them the outages and the blockings."""
    kinds = "verdict, is_confirmed"
    incidents, outages, blocked = connection.execute(
        "SELECT coalesce(sum(incidents), 0),"
        " coalesce(sum(incidents) FILTER (WHERE is_confirmed AND verdict = 'down'), 0),"
        " coalesce(sum(incidents) FILTER (WHERE verdict = 'blocked'), 0) FROM ("
        f"  SELECT {kinds}, count(*) AS incidents FROM incidents"
        "  WHERE absorbed_in IS NULL AND end_ms IS NULL GROUP BY 1, 2 UNION ALL"
        f"  SELECT {kinds}, count(*) FROM incidents"
        "  WHERE absorbed_in IS NULL AND end_ms >= :since AND end_ms < :day GROUP BY 1, 2 UNION ALL"
        f"  SELECT {kinds}, incidents FROM incident_sums WHERE begin_ms >= :day UNION ALL"
        # They are few: taken away, not looked up for each, and the first to be gone through.
        f"  SELECT {kinds}, -1 FROM notes CROSS JOIN incidents ON id = incident"
        "  WHERE NOT is_counted AND absorbed_in IS NULL AND (end_ms IS NULL OR end_ms >= :since)"
        ")",
        {"since": since_ms, "day": first_day},
    ).fetchone()
    return incidents, outages, blocked


def of_checks(connection: sqlite3.Connection, since_ms: int, until_ms: int) -> Time:
    """Of those that are kept one by one: what the roll-ups say of all that ever were."""
    if since_ms >= until_ms:
        return Time()
    (watched_ms,) = connection.execute(
        "SELECT coalesce(sum(watched_ms), 0) FROM checks WHERE at_ms >= ? AND at_ms < ?", (since_ms, until_ms)
    ).fetchone()
    if not watched_ms:  # most often none is kept, and there is no need to look through the incidents
        return Time()
    shares = read_shares(connection, since_ms, until_ms).values()
    return sum((share.weight() for share in shares), Time(watched_ms))
