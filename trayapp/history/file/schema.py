"""The tables of the history, and how a file of an earlier version becomes one of today's."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain

DAMAGED = (ArithmeticError, AttributeError, TypeError, ValueError)
"""What reading columns raises that the tables would never have taken: a damaged page is read as anything, an
empty one as NULL."""


class BrokenFileError(Exception):
    """What lies there is no history of ours, or not a sound one."""


class NewerFileError(Exception):
    """A newer trayapp wrote this file: it is left alone."""


FILE_ERRORS = (BrokenFileError, NewerFileError, UnicodeDecodeError, MemoryError, OSError, sqlite3.Error)
"""What a look at the file raises, if not a bug does."""


@dataclass(frozen=True, slots=True)
class Step:
    """From one version of the tables to the next."""

    statements: tuple[str, ...]
    rewrites_data: bool = False
    """Whether rows are changed or dropped, or figures made for good: the file is copied before."""


# A step that was released is never edited: files are compared with what the steps make (see `check_tables`).
# For the same reason a step makes new tables rather than rename old ones: how SQLite rewrites the text of a
# renamed one differs between its versions.
#
# Moments are whole milliseconds since 1970, UTC, between the years 1 and 9999. Causes and what else may gain
# members are free text, since changing a CHECK would mean writing the whole table anew.
STEPS: tuple[Step, ...] = (
    Step(
        (
            # `id` goes up in the order in which they were made; `at_ms` does not where a clock was set back.
            """CREATE TABLE checks (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL CHECK (at_ms BETWEEN -62135596800000 AND 253402300799999),
  interval_s REAL NOT NULL CHECK (interval_s > 0),
  verdict TEXT NOT NULL CHECK (verdict IN ('up', 'degraded', 'down', 'blocked', 'offline', 'unknown')),
  cause TEXT,
  confidence TEXT NOT NULL CHECK (confidence IN ('high', 'medium', 'low')),
  watched_ms INTEGER NOT NULL DEFAULT 0 CHECK (watched_ms >= 0),
  seen BLOB NOT NULL
) STRICT""",
            # Figures are added up from this index alone, without a look at the rows.
            "CREATE INDEX checks_by_time ON checks (at_ms, verdict, watched_ms)",
            """CREATE TABLE incidents (
  id INTEGER PRIMARY KEY,
  begin_ms INTEGER NOT NULL CHECK (begin_ms BETWEEN -62135596800000 AND 253402300799999),
  end_ms INTEGER CHECK (end_ms BETWEEN begin_ms AND 253402300799999),
  verdict TEXT NOT NULL CHECK (verdict IN ('degraded', 'down', 'blocked')),
  cause TEXT,
  is_confirmed INTEGER NOT NULL CHECK (is_confirmed IN (0, 1)),
  absorbed_in INTEGER REFERENCES changes (id)
) STRICT""",
            "CREATE INDEX incidents_by_begin ON incidents (begin_ms)",
            """CREATE TABLE changes (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL REFERENCES incidents (id),
  change TEXT NOT NULL CHECK (change IN ('incident_opened', 'incident_updated', 'incident_closed')),
  at_ms INTEGER NOT NULL CHECK (at_ms BETWEEN -62135596800000 AND 253402300799999),
  end_ms INTEGER CHECK (end_ms BETWEEN -62135596800000 AND 253402300799999),
  verdict TEXT NOT NULL CHECK (verdict IN ('degraded', 'down', 'blocked')),
  cause TEXT,
  is_confirmed INTEGER NOT NULL CHECK (is_confirmed IN (0, 1)),
  recurrence INTEGER CHECK (recurrence >= 1)
) STRICT""",
            "CREATE INDEX changes_by_incident ON changes (incident)",
            """CREATE TABLE gaps (
  id INTEGER PRIMARY KEY,
  begin_ms INTEGER NOT NULL CHECK (begin_ms BETWEEN -62135596800000 AND 253402300799999),
  end_ms INTEGER NOT NULL CHECK (end_ms BETWEEN begin_ms AND 253402300799999)
) STRICT""",
            "CREATE TABLE tracker (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL) STRICT",
            # What is left of checks that were too old to be kept one by one.
            """CREATE TABLE hours (
  begin_ms INTEGER PRIMARY KEY CHECK (begin_ms % 3600000 = 0),
  checks INTEGER NOT NULL CHECK (checks > 0),
  watched_ms INTEGER NOT NULL CHECK (watched_ms >= 0),
  down_ms INTEGER NOT NULL CHECK (down_ms BETWEEN 0 AND watched_ms),
  degraded_ms INTEGER NOT NULL CHECK (degraded_ms BETWEEN 0 AND watched_ms)
) STRICT""",
        )
    ),
    Step(
        (
            """CREATE TABLE notices (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL CHECK (at_ms BETWEEN -62135596800000 AND 253402300799999),
  kind TEXT NOT NULL,
  begin_ms INTEGER CHECK (begin_ms BETWEEN -62135596800000 AND 253402300799999),
  verdict TEXT NOT NULL CHECK (verdict IN ('up', 'degraded', 'down', 'blocked', 'offline', 'unknown')),
  cause TEXT,
  is_shown INTEGER NOT NULL CHECK (is_shown IN (0, 1))
) STRICT""",
            "CREATE INDEX notices_by_time ON notices (at_ms)",
            # When the user said that they see an error.
            """CREATE TABLE marks (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL CHECK (at_ms BETWEEN -62135596800000 AND 253402300799999)
) STRICT""",
            "CREATE INDEX marks_by_time ON marks (at_ms)",
            """CREATE TABLE reports (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL CHECK (at_ms BETWEEN -62135596800000 AND 253402300799999),
  said TEXT NOT NULL
) STRICT""",
            "CREATE INDEX reports_by_time ON reports (at_ms)",
            # What parts of the program go on with after a restart, each under its name, as JSON.
            "CREATE TABLE memory (name TEXT NOT NULL PRIMARY KEY, state TEXT NOT NULL) STRICT",
        )
    ),
    # The roll-ups. Figures are made at once, of what was recorded until then; what parts of X took to answer
    # has to be unpacked check by check, which `backlog` says is still to be done.
    Step(
        (
            # A quarter of an hour is the grain of all zones there are: days, weeks and years are made of it
            # when they are read. Its time is that of the checks that were made in it. `spent`: how long parts
            # of X took to answer, see `history.histograms`.
            """CREATE TABLE quarters (
  begin_ms INTEGER PRIMARY KEY CHECK (begin_ms % 900000 = 0),
  checks INTEGER NOT NULL CHECK (checks >= 0),
  watched_ms INTEGER NOT NULL CHECK (watched_ms >= 0),
  down_ms INTEGER NOT NULL CHECK (down_ms >= 0),
  degraded_ms INTEGER NOT NULL CHECK (degraded_ms >= 0),
  spent BLOB
) STRICT""",
            # Sums of them, so that five years are read at once. In UTC, as the quarters.
            """CREATE TABLE days (
  begin_ms INTEGER PRIMARY KEY CHECK (begin_ms % 86400000 = 0),
  watched_ms INTEGER NOT NULL CHECK (watched_ms >= 0),
  down_ms INTEGER NOT NULL CHECK (down_ms >= 0),
  degraded_ms INTEGER NOT NULL CHECK (degraded_ms >= 0)
) STRICT""",
            # What was asked, light and full checks apart: histograms name it by its number.
            """CREATE TABLE asked (
  id INTEGER PRIMARY KEY,
  surface TEXT NOT NULL,
  is_full INTEGER NOT NULL CHECK (is_full IN (0, 1)),
  UNIQUE (surface, is_full)
) STRICT""",
            """CREATE TABLE day_phases (
  begin_ms INTEGER NOT NULL CHECK (begin_ms % 86400000 = 0),
  asked INTEGER NOT NULL REFERENCES asked (id),
  spent BLOB NOT NULL,
  PRIMARY KEY (begin_ms, asked)
) STRICT, WITHOUT ROWID""",
            # How much of a quarter lay in which incident: to be left out even when its checks are gone.
            """CREATE TABLE shares (
  incident INTEGER NOT NULL REFERENCES incidents (id),
  begin_ms INTEGER NOT NULL CHECK (begin_ms % 900000 = 0),
  watched_ms INTEGER NOT NULL,
  down_ms INTEGER NOT NULL,
  degraded_ms INTEGER NOT NULL,
  PRIMARY KEY (incident, begin_ms)
) STRICT, WITHOUT ROWID""",
            # What the user wrote, and whether the incident counts. One that is not here does.
            """CREATE TABLE notes (
  incident INTEGER PRIMARY KEY REFERENCES incidents (id),
  note TEXT NOT NULL,
  is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1))
) STRICT""",
            """CREATE TABLE backlog (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  after_check INTEGER NOT NULL,
  until_check INTEGER NOT NULL
) STRICT""",
            "CREATE INDEX incidents_by_end ON incidents (end_ms, absorbed_in, is_confirmed, verdict)",
            "CREATE INDEX incidents_by_parent ON incidents (absorbed_in) WHERE absorbed_in IS NOT NULL",
            "INSERT INTO backlog SELECT 1, min(id) - 1, max(id) FROM checks HAVING count(*) > 0",
            """INSERT INTO quarters
SELECT at_ms - (at_ms % 900000 + 900000) % 900000, count(*), sum(watched_ms), 0, 0, NULL
FROM checks GROUP BY 1""",
            """INSERT INTO shares SELECT id, quarter, sum(watched_ms),
  sum(iif(verdict = 'down', watched_ms, 0)), sum(iif(verdict = 'degraded', watched_ms, 0))
FROM (
  SELECT incidents.id AS id, at_ms - (at_ms % 900000 + 900000) % 900000 AS quarter,
    checks.verdict AS verdict, watched_ms,
    row_number() OVER (
      PARTITION BY checks.id ORDER BY is_confirmed DESC, begin_ms DESC, incidents.id DESC
    ) AS place
  FROM incidents JOIN checks ON at_ms >= begin_ms AND at_ms < coalesce(end_ms, 253402300800000)
  WHERE absorbed_in IS NULL
) WHERE place = 1 GROUP BY id, quarter HAVING sum(watched_ms) > 0""",
            """UPDATE quarters SET down_ms = found.down_ms, degraded_ms = found.degraded_ms
FROM (
  SELECT shares.begin_ms AS begin_ms, sum(down_ms) AS down_ms, sum(degraded_ms) AS degraded_ms
  FROM shares JOIN incidents ON incidents.id = incident WHERE is_confirmed GROUP BY 1
) AS found WHERE quarters.begin_ms = found.begin_ms""",
            """INSERT INTO days
SELECT begin_ms - (begin_ms % 86400000 + 86400000) % 86400000,
  sum(watched_ms), sum(down_ms), sum(degraded_ms) FROM quarters GROUP BY 1""",
        ),
        rewrites_data=True,
    ),
    # How many incidents ended on each day in UTC, so that those of years are counted at once.
    Step(
        (
            """CREATE TABLE incident_days (
  begin_ms INTEGER PRIMARY KEY CHECK (begin_ms % 86400000 = 0),
  incidents INTEGER NOT NULL,
  outages INTEGER NOT NULL
) STRICT""",
            """INSERT INTO incident_days
SELECT end_ms - (end_ms % 86400000 + 86400000) % 86400000, count(*), sum(is_confirmed AND verdict = 'down')
FROM incidents WHERE end_ms IS NOT NULL AND absorbed_in IS NULL GROUP BY 1""",
            """CREATE TRIGGER incident_added AFTER INSERT ON incidents
WHEN new.end_ms IS NOT NULL AND new.absorbed_in IS NULL BEGIN
  INSERT INTO incident_days VALUES (
    new.end_ms - (new.end_ms % 86400000 + 86400000) % 86400000, 1, new.is_confirmed AND new.verdict = 'down'
  ) ON CONFLICT (begin_ms) DO UPDATE SET
    incidents = incidents + excluded.incidents, outages = outages + excluded.outages;
END""",
            """CREATE TRIGGER incident_changed AFTER UPDATE ON incidents BEGIN
  UPDATE incident_days SET
    incidents = incidents - 1, outages = outages - (old.is_confirmed AND old.verdict = 'down')
  WHERE begin_ms = old.end_ms - (old.end_ms % 86400000 + 86400000) % 86400000 AND old.absorbed_in IS NULL;
  INSERT INTO incident_days
  SELECT new.end_ms - (new.end_ms % 86400000 + 86400000) % 86400000, 1,
    new.is_confirmed AND new.verdict = 'down'
  WHERE new.end_ms IS NOT NULL AND new.absorbed_in IS NULL
  ON CONFLICT (begin_ms) DO UPDATE SET
    incidents = incidents + excluded.incidents, outages = outages + excluded.outages;
END""",
        )
    ),
    # Incidents by the day in UTC on which they ended, so that those of years are counted at once.
    Step(
        (
            "DROP TRIGGER incident_added",
            "DROP TRIGGER incident_changed",
            "DROP TABLE incident_days",
            """CREATE TABLE incident_sums (
  begin_ms INTEGER NOT NULL CHECK (begin_ms % 86400000 = 0),
  verdict TEXT NOT NULL,
  is_confirmed INTEGER NOT NULL,
  incidents INTEGER NOT NULL,
  lasted_ms INTEGER NOT NULL,
  PRIMARY KEY (begin_ms, verdict, is_confirmed)
) STRICT, WITHOUT ROWID""",
            """INSERT INTO incident_sums
SELECT end_ms - (end_ms % 86400000 + 86400000) % 86400000, verdict, is_confirmed, count(*),
  sum(end_ms - begin_ms)
FROM incidents WHERE end_ms IS NOT NULL AND absorbed_in IS NULL GROUP BY 1, 2, 3""",
            """CREATE TRIGGER incident_summed AFTER INSERT ON incidents
WHEN new.end_ms IS NOT NULL AND new.absorbed_in IS NULL BEGIN
  INSERT INTO incident_sums VALUES (
    new.end_ms - (new.end_ms % 86400000 + 86400000) % 86400000, new.verdict, new.is_confirmed, 1,
    new.end_ms - new.begin_ms
  ) ON CONFLICT DO UPDATE SET incidents = incidents + 1, lasted_ms = lasted_ms + excluded.lasted_ms;
END""",
            """CREATE TRIGGER incident_summed_anew AFTER UPDATE ON incidents BEGIN
  UPDATE incident_sums SET incidents = incidents - 1, lasted_ms = lasted_ms - old.end_ms + old.begin_ms
  WHERE begin_ms = old.end_ms - (old.end_ms % 86400000 + 86400000) % 86400000
    AND verdict = old.verdict AND is_confirmed = old.is_confirmed AND old.absorbed_in IS NULL;
  DELETE FROM incident_sums WHERE incidents = 0
    AND begin_ms = old.end_ms - (old.end_ms % 86400000 + 86400000) % 86400000;
  INSERT INTO incident_sums
  SELECT new.end_ms - (new.end_ms % 86400000 + 86400000) % 86400000, new.verdict, new.is_confirmed, 1,
    new.end_ms - new.begin_ms
  WHERE new.end_ms IS NOT NULL AND new.absorbed_in IS NULL
  ON CONFLICT DO UPDATE SET incidents = incidents + 1, lasted_ms = lasted_ms + excluded.lasted_ms;
END""",
            # How long answers took on days of this computer's zone, so that those of years are read at once.
            # Made of quarters once a day is over, and anew where more is found out of it; others may lack.
            """CREATE TABLE local_days (
  end_ms INTEGER NOT NULL,
  begin_ms INTEGER NOT NULL CHECK (begin_ms < end_ms),
  asked INTEGER NOT NULL REFERENCES asked (id),
  p10_ms REAL NOT NULL,
  median_ms REAL NOT NULL,
  p90_ms REAL NOT NULL,
  PRIMARY KEY (end_ms, begin_ms, asked)
) STRICT, WITHOUT ROWID""",
        )
    ),
)

# It has each row, by columns and in an order that SQLite knows by itself: it refuses none.
_IS_PLAIN = """SELECT 1 FROM pragma_index_list(?1) WHERE name = ?2 AND NOT "unique" AND NOT partial
AND NOT EXISTS (
  SELECT 1 FROM pragma_index_xinfo(?2)
  WHERE cid = -2 OR upper(coll) NOT IN ('BINARY', 'NOCASE', 'RTRIM')
)"""

_STATISTICS = "SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite^_stat_' ESCAPE '^'"


def version_of(connection: sqlite3.Connection) -> int:
    """How many steps this file has behind it; 0 for an empty one."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def check_format(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """To be called before anything else is read.

    Raises NewerFileError if only a newer trayapp can read this file, BrokenFileError if not even SQLite can.
    """
    if version_of(connection) > len(steps):
        raise NewerFileError
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # its code for a format that never was
            raise BrokenFileError(str(error)) from error
        raise


def migrate(
    connection: sqlite3.Connection, copy: Callable[[int], None], steps: Sequence[Step] = STEPS
) -> None:
    """Take the steps that are missing, each with its version in one transaction.

    `copy` is told the version at hand and keeps a copy of the file, before a step that rewrites data. Raises
    NewerFileError, for there is no way back, and BrokenFileError if the tables are not of its version.
    """
    check_format(connection, steps)
    for kind, name, table in check_tables(connection, steps):
        # They take part in each writing, and may undo or refuse it. A plain index does neither.
        if kind == "trigger" or not connection.execute(_IS_PLAIN, (table, name)).fetchone():
            quoted = name.replace('"', '""')
            connection.execute(f'DROP {kind} "{quoted}"')
    # Counts of when there was less, by which SQLite goes through whole tables. Earlier versions made them.
    for (statistics,) in connection.execute(_STATISTICS).fetchall():
        connection.execute(f"DROP TABLE {statistics}")
    found = version_of(connection)
    for version, step in list(enumerate(steps))[found:]:
        if step.rewrites_data and found:  # a new file has nothing to lose
            copy(version)
        with transaction(connection):
            for statement in step.statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")


def fill_in(connection: sqlite3.Connection) -> None:
    """Give who only reads a file of an earlier version the tables that it lacks, made of what is there.

    In memory, and for this connection alone: until a writer opens the file, which does it once.
    """
    connection.execute("PRAGMA temp_store = MEMORY")
    for statement in chain.from_iterable(step.statements for step in STEPS[version_of(connection) :]):
        # Indexes, triggers and what is dropped are of the file, too, which is not written to.
        if not statement.startswith(("CREATE INDEX", "CREATE TRIGGER", "DROP")):
            connection.execute(statement.replace("CREATE TABLE", "CREATE TEMP TABLE", 1))


def check_tables(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> set[tuple[str, str, str]]:
    """Raises BrokenFileError unless the tables are as the steps made them, to the letter.

    Returns:
        What somebody has added to them: kinds, names and tables of indexes and triggers. All else is theirs.
    """
    version = version_of(connection)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as model:
        for statement in chain.from_iterable(step.statements for step in steps[:version]):
            model.execute(statement)
        wanted, found = _tables(model), _tables(connection)
    if not wanted <= found or (version == 0 and found):
        raise BrokenFileError("not the tables of this version")
    ours = {table for *_, table, _ in wanted}
    return {(kind, name, table) for kind, name, table, _ in found - wanted if table.lower() in ours}


def check_pages(connection: sqlite3.Connection, *, thoroughly: bool = False) -> None:
    """Raises BrokenFileError if the file is damaged; sqlite3.DatabaseError if it cannot even be read.

    Reads the whole file. `thoroughly` compares the indexes with their tables, too.
    """
    (answer,) = connection.execute(f"PRAGMA {'integrity' if thoroughly else 'quick'}_check(1)").fetchone()
    if answer != "ok":
        raise BrokenFileError(str(answer))


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. The connection must be in autocommit mode (`isolation_level=None`)."""
    connection.execute("BEGIN IMMEDIATE")  # another's lock is met here, not half way through
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # After some errors SQLite has rolled back by itself.
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _tables(connection: sqlite3.Connection) -> set[tuple[str, str, str, str]]:
    rows = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema"
        " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite^_%' ESCAPE '^'"
    )
    return {(str(kind), str(name), str(table), str(sql)) for kind, name, table, sql in rows}
