"""What `trayapp export` wrote, taken in again: nothing twice, and nothing that was recorded here is changed.

Of a quarter of an hour that is known here by its figures alone, its checks are not taken in once more, nor
its figures where they are known by checks. All of it is one transaction: whoever is killed has imported
nothing. An export goes in as it came out: its own export is the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from trayapp.domain.alerts import NoticeKind
from trayapp.domain.check_json import read_moment, read_number, report_from_json, report_to_json
from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.records import JudgedCheck
from trayapp.domain.state_json import required
from trayapp.domain.tracker import SEVERITY, Change
from trayapp.domain.uptime import is_watched
from trayapp.history.codec import judged_from_json
from trayapp.history.database import insert_check, writing_once
from trayapp.history.file.folder import Folder
from trayapp.history.file.reading import reading
from trayapp.history.file.schema import DAMAGED
from trayapp.history.histograms import BUCKETS
from trayapp.history.incidents import MOST_CHARACTERS, insert_change, put_row
from trayapp.history.moments import DAY_MS, HOUR_MS, LAST_MOMENT_MS, QUARTER_MS, from_ms, quarter_of, to_ms
from trayapp.history.response_times import PHASES, SpentTimes, catch_up
from trayapp.history.rollups import Share, Time, add_share, add_time, kept_checks, owners_changing, weigh
from trayapp.private_files import make_private_folder

UNREADABLE = (*DAMAGED, LookupError, RecursionError, sqlite3.IntegrityError)
"""What reading a line raises that no export has."""

_MOST_MS = 10 * 365 * DAY_MS  # longer than any time that one quarter's checks can have watched
_MOST_CHECKS = 10_000  # of an hour
_LONGEST_NAME = 100
_LONGEST_INTERVAL_S = 86_400

_WORDS: dict[str, frozenset[str]] = {"verdict": frozenset(VerdictName), "cause": frozenset(Cause)}

_FLUSHED = 5000  # checks of which the times are gathered before they are written


@dataclass
class Imported:
    """What came of it, counted in lines."""

    new: int = 0
    known: int = 0
    """What was there already."""
    other: int = 0
    """Of kinds that this version does not know."""
    unreadable: int = 0


class _Share(NamedTuple):
    incident: int
    quarter_ms: int
    share: Share


@dataclass
class _Importer:
    """Takes in line by line, inside a transaction of its caller's, who calls `finish` at the end."""

    connection: sqlite3.Connection
    done: Imported = field(default_factory=Imported)

    def __post_init__(self) -> None:
        execute = self.connection.execute
        self._changing = owners_changing(self.connection, -LAST_MOMENT_MS, every=True)
        self._changing.__enter__()
        self._hours = {begin_ms for (begin_ms,) in execute("SELECT begin_ms FROM hours")}
        kept = kept_checks(self.connection)
        self._quarters = dict(execute("SELECT begin_ms, checks FROM quarters"))
        # How many checks of a quarter are known by its figures alone: here before, and in the file.
        self._gone = {q: n - kept.get(q, 0) for q, n in self._quarters.items() if n > kept.get(q, 0)}
        self._gone_there: dict[int, int] = {}
        self._taken: set[int] = set()
        self._known_checks = {
            at_ms: row for row, at_ms in execute("SELECT id, at_ms FROM checks ORDER BY id DESC")
        }
        self._newest_ms = max(self._known_checks, default=None)
        self._first_between_ms: int | None = None
        self._touched: set[int] = set()
        self._spent = SpentTimes()
        self._times, self._counts = defaultdict[int, Time](Time), Counter[int]()
        self._gathered = 0
        self._before: tuple[JudgedCheck, int] | None = None
        self._shares: list[_Share] = []
        self._parts: list[tuple[int, int, int]] = []

    def take(self, value: Any) -> None:
        """One line, parsed."""
        try:
            kind = value.get("type")
            take = {
                None: self._check,
                "rollup": self._rollup,
                "phases": self._phases,
                "incident": self._incident,
                "gap": self._gap,
                "notice": self._notice,
                "mark": self._mark,
                "report": self._report,
            }.get(kind)
            if take is None:
                self.done.other += 1
            elif take(value):
                self.done.new += 1
            else:
                self.done.known += 1
        except UNREADABLE:
            if _is_newer(value):
                self.done.other += 1
            else:
                self.done.unreadable += 1

    def finish(self) -> None:
        """To be called in the same transaction."""
        if self._first_between_ms is not None:
            self._put_in_order(self._first_between_ms)
        if self._touched:
            self._join()
        self._flush()
        for incident, parent_ms, at_ms in self._parts:
            self.connection.execute(
                "UPDATE incidents SET absorbed_in = (SELECT changes.id FROM changes JOIN incidents AS parent"
                " ON parent.id = incident WHERE parent.begin_ms = ? AND changes.at_ms = ? AND parent.id <> ?"
                " LIMIT 1) WHERE id = ? AND absorbed_in IS NULL",
                (parent_ms, at_ms, incident, incident),
            )
        self._changing.__exit__(None, None, None)
        # Not before: what moves is the time of checks, and of what was known here.
        for incident, quarter_ms, there in filter(self._is_share_missing, self._shares):
            here = weigh(self.connection, [incident])[incident]._replace(time=there.time)
            add_time(self.connection, quarter_ms, here.weight() - there.weight())
            add_share(self.connection, incident, quarter_ms, there.time)

    def _is_share_missing(self, share: _Share) -> bool:
        """Whether the quarter came from the file, now or at an earlier time, but not this part of it."""
        if share.quarter_ms in self._taken:
            return True
        gone = self._gone.get(share.quarter_ms)
        if gone is None or gone != self._gone_there.get(share.quarter_ms):
            return False
        query = "SELECT 1 FROM shares WHERE incident = ? AND begin_ms = ?"
        return self.connection.execute(query, share[:2]).fetchone() is None

    def _put_in_order(self, since_ms: int) -> None:
        """Number the checks anew from then on: they go by their numbers, and others came in between."""
        self.connection.execute(
            "CREATE TEMP TABLE anew AS SELECT id AS old, row_number() OVER (ORDER BY at_ms, id)"
            " + (SELECT max(id) FROM checks) AS new FROM checks WHERE at_ms >= ?",
            (since_ms,),
        )
        self.connection.execute("UPDATE checks SET id = new FROM anew WHERE id = old")
        self.connection.execute("DROP TABLE anew")

    def _join(self) -> None:
        """Where others came in between let none of the time count twice, and none be lost.

        A check that saw something of X takes over from the one before: until that one's time is over, too,
        whoever watched it. One that saw nothing leaves it to that one.
        """
        until_ms = -LAST_MOMENT_MS
        for row, at_ms, interval_s, verdict, watched_ms, next_ms, other_ms in self.connection.execute(
            "SELECT id, at_ms, interval_s, verdict, watched_ms, next_ms, lead(at_ms) OVER (ORDER BY id) FROM"
            " (SELECT *, lead(at_ms) OVER (ORDER BY id) AS next_ms FROM checks)"
            " WHERE verdict IN ('up', 'degraded', 'down')"
        ).fetchall():
            is_old = self._touched.isdisjoint((at_ms, next_ms, other_ms)) and until_ms <= at_ms
            end_ms, until_ms = max(until_ms, at_ms + watched_ms), -LAST_MOMENT_MS
            if is_old:
                continue
            if not watched_ms and next_ms is not None:
                is_followed = is_watched(VerdictName(verdict), from_ms(at_ms), interval_s, from_ms(next_ms))
                end_ms = max(end_ms, next_ms) if is_followed else end_ms
            if other_ms is not None and at_ms < other_ms < end_ms:
                until_ms, end_ms = end_ms, other_ms
            if end_ms - at_ms != watched_ms:
                self._set_watched(row, at_ms, end_ms - at_ms, watched_ms)

    def _set_watched(self, row: int, at_ms: int, watched_ms: int, before_ms: int) -> None:
        self.connection.execute("UPDATE checks SET watched_ms = ? WHERE id = ?", (watched_ms, row))
        self._times[quarter_of(at_ms)] += Time(watched_ms - before_ms)

    def _check(self, value: Any) -> bool:
        judged = judged_from_json(value)
        if judged.check.interval_s > _LONGEST_INTERVAL_S:
            raise ValueError("no pace of ours")
        told_ms = _seconds(value["watched_s"]) if "watched_s" in value else None
        at_ms = to_ms(judged.check.at)
        quarter_ms = quarter_of(at_ms)
        row = self._known_checks.get(at_ms)
        is_new = row is None and self._is_missing(quarter_ms, at_ms)
        if is_new:
            row = insert_check(self.connection, judged)
            self._known_checks[at_ms] = row
            self._touched.add(at_ms)
            self._counts[quarter_ms] += 1
            self._spent.add(judged.check)
            if self._newest_ms is not None and at_ms < self._newest_ms:
                self._first_between_ms = min(self._first_between_ms or at_ms, at_ms)
        if self._before is not None:
            self._watched_until(*self._before, at_ms)
        self._before = None
        if told_ms is None and row is not None:
            self._before = judged, row
        elif row is not None and told_ms:
            self._watched(row, at_ms, told_ms)
        self._gathered += 1
        if self._gathered >= _FLUSHED:
            self._flush()
        return is_new

    def _is_missing(self, quarter_ms: int, at_ms: int) -> bool:
        """Whether the figures here do not have this check already."""
        if at_ms // HOUR_MS * HOUR_MS in self._hours:
            return False
        gone = self._gone.get(quarter_ms, 0)
        return quarter_ms in self._taken or gone == 0 or gone == self._gone_there.get(quarter_ms)

    def _watched_until(self, judged: JudgedCheck, row: int, until_ms: int) -> None:
        """The next check of the file was made then."""
        at_ms, verdict = to_ms(judged.check.at), judged.verdict.name
        if is_watched(verdict, from_ms(at_ms), judged.check.interval_s, from_ms(until_ms)):
            self._watched(row, at_ms, until_ms - at_ms)

    def _watched(self, row: int, at_ms: int, watched_ms: int) -> None:
        """So long from a check on, unless more is known: what others take over of it is found at the end."""
        query = "SELECT watched_ms FROM checks WHERE id = ?"
        (known_ms,) = self.connection.execute(query, (row,)).fetchone()
        if known_ms < watched_ms:
            self._set_watched(row, at_ms, watched_ms, known_ms)
            self._touched.add(at_ms)

    def _flush(self) -> None:
        for quarter_ms in {*self._times, *self._counts}:
            add_time(self.connection, quarter_ms, self._times[quarter_ms], self._counts[quarter_ms])
        self._spent.write(self.connection)
        self._times.clear()
        self._counts.clear()
        self._gathered = 0

    def _rollup(self, value: Any) -> bool:
        begin_ms, length_ms = _ms(value["begin"]), _ms(value["end"]) - _ms(value["begin"])
        checks = _whole(value["checks"], _MOST_CHECKS)
        time = Time(*(_seconds(value[key]) for key in ("watched_s", "down_s", "degraded_s")))
        if begin_ms % length_ms or checks == 0 or time.down + time.degraded > time.watched:
            raise ValueError("no roll-up")
        hour_ms = begin_ms // HOUR_MS * HOUR_MS
        if length_ms == HOUR_MS:
            is_known = any(begin_ms + n * QUARTER_MS in self._quarters for n in range(4))
            if is_known or begin_ms in self._hours:
                return False
            self.connection.execute(
                "INSERT INTO hours (begin_ms, checks, watched_ms, down_ms, degraded_ms)"
                " VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (begin_ms, checks, *time),
            )
            return True
        if length_ms != QUARTER_MS:
            raise ValueError("no roll-up")
        answers = {(_name(s), f is True): _counts(pairs, BUCKETS) for s, f, pairs in value.get("answers", ())}
        self._gone_there[begin_ms] = checks
        here = self._quarters.get(begin_ms, 0)
        if here >= checks or hour_ms in self._hours or begin_ms in self._taken:
            return False
        if here:
            # Both may have watched, one after the other; or the one knows more of the same.
            watched = self.connection.execute(
                "SELECT watched_ms, down_ms, degraded_ms FROM quarters WHERE begin_ms = ?", (begin_ms,)
            ).fetchone()
            if watched[0] + time.watched > QUARTER_MS:
                time, checks, answers = time - Time(*watched), checks - here, {}
        add_time(self.connection, begin_ms, time, checks)
        for asked, histogram in answers.items():
            self._spent.totals[begin_ms][asked] += histogram
        self._spent.write(self.connection)
        self._taken.add(begin_ms)
        return True

    def _phases(self, value: Any) -> bool:
        """Of a day of which quarters were taken in."""
        day_ms, surface = _ms(value["begin"]), _name(value["surface"])
        counts = _counts(value["counts"], len(PHASES) * BUCKETS)
        if day_ms % DAY_MS:
            raise ValueError("no day")
        if not any(day_ms + n * QUARTER_MS in self._taken for n in range(DAY_MS // QUARTER_MS)):
            return False
        self._spent.phases[day_ms, surface, value["full"] is True] += counts
        self._spent.write(self.connection)
        return True

    def _incident(self, value: Any) -> bool:
        begin_ms = _ms(value["begin"])
        end_ms, verdict, cause, is_confirmed = _incident_columns(value)
        if end_ms is not None and end_ms < begin_ms:
            raise ValueError("no incident")
        changes = [
            (
                Change(each["change"]).value,
                _ms(each["at"]),
                *_incident_columns(each),
                None if each["recurrence"] is None else max(1, _whole(each["recurrence"], 1 << 31)),
            )
            for each in value["changes"]
        ]
        note = _text(value["note"]).strip()[:MOST_CHARACTERS]
        is_counted = value["counted"] is not False
        part_of = value["part_of"] and (_ms(value["part_of"][0]), _ms(value["part_of"][1]))
        shares = [
            (_ms(moment), Share(Time(*(_whole(ms, _MOST_MS) for ms in spent)), is_confirmed, is_counted))
            for moment, *spent in value.get("shares_ms", ())
        ]
        if any(quarter_ms % QUARTER_MS for quarter_ms, _ in shares):
            raise ValueError("no quarter")
        row, known = self._find(begin_ms, changes)
        is_new = row is None or len(changes) > known
        if is_new:
            row = put_row(self.connection, row, (begin_ms, end_ms, verdict, cause, is_confirmed))
            for change in changes[known:]:
                insert_change(self.connection, row, change)
        assert row is not None  # noqa: S101 - it was found, or just made
        if part_of:  # since then, perhaps, which is no change of its own
            self._parts.append((row, *part_of))
        if note or not is_counted:
            self.connection.execute(
                "INSERT INTO notes (incident, note, is_counted) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (row, note, is_counted),
            )
        self._shares += [_Share(row, quarter_ms, share) for quarter_ms, share in shares]
        return is_new

    def _find(self, begin_ms: int, changes: list[Any]) -> tuple[int | None, int]:
        """The same incident here, and how many changes of it are known."""
        for row, first_ms, count in self.connection.execute(
            "SELECT incidents.id, min(changes.at_ms), count(changes.id) FROM incidents"
            " LEFT JOIN changes ON incident = incidents.id WHERE begin_ms = ? GROUP BY 1 ORDER BY 1",
            (begin_ms,),
        ).fetchall():
            if not changes or first_ms is None or first_ms == changes[0][1]:
                return int(row), int(count)
        return None, 0

    def _gap(self, value: Any) -> bool:
        return self._once("gaps", begin_ms=_ms(value["begin"]), end_ms=_ms(value["end"]))

    def _notice(self, value: Any) -> bool:
        return self._once(
            "notices",
            at_ms=_ms(value["at"]),
            kind=NoticeKind(value["kind"]).value,
            begin_ms=None if value["begin"] is None else _ms(value["begin"]),
            verdict=VerdictName(value["verdict"]).value,
            cause=_cause(value["cause"]),
            is_shown=value["shown"] is True,
        )

    def _mark(self, value: Any) -> bool:
        return self._once("marks", at_ms=_ms(value["at"]))

    def _report(self, value: Any) -> bool:
        report = required(report_from_json(value))
        said = json.dumps(report_to_json(report), separators=(",", ":"))
        return self._once("reports", at_ms=to_ms(required(report.evidence.at)), said=said)

    def _once(self, table: str, **columns: Any) -> bool:
        names = ", ".join(columns)
        same = " AND ".join(f"{name} IS :{name}" for name in columns)
        values = ", ".join(f":{name}" for name in columns)
        return bool(
            self.connection.execute(
                f"INSERT INTO {table} ({names}) SELECT {values}"
                f" WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE {same})",
                columns,
            ).rowcount
        )


def take_in(folder: Path, values: Iterable[Any]) -> Imported:
    """All lines of an export, each parsed; `None` for one that could not be.

    Raises HistoryLockedError where somebody writes this history, HistoryError where it cannot be written.
    What `values` raises ends it, and nothing is taken in.
    """
    place = Folder(folder)
    with reading(place):
        make_private_folder(folder)
        with writing_once(place) as connection:
            while not catch_up(connection, _FLUSHED):  # it goes by the numbers of the checks
                continue
            importer = _Importer(connection)
            for value in values:
                importer.take(value)
            importer.finish()
    return importer.done


def _is_newer(value: Any) -> bool:
    """Whether it has a verdict or a cause that this version does not know."""
    words = [(value.get(name), known) for name, known in _WORDS.items()] if isinstance(value, dict) else []
    return any(isinstance(word, str) and word not in known for word, known in words)


def _incident_columns(value: Any) -> tuple[int | None, str, str | None, bool]:
    verdict = VerdictName(value["verdict"])
    if verdict not in SEVERITY:
        raise ValueError("no incident")
    end_ms = None if value["end"] is None else _ms(value["end"])
    return end_ms, verdict.value, _cause(value["cause"]), value["confirmed"] is True


def _cause(value: Any) -> str | None:
    return None if value is None else Cause(value).value


def _ms(value: Any) -> int:
    return to_ms(required(read_moment(value)))


def _seconds(value: Any) -> int:
    return _whole(round(required(read_number(value)) * 1000), _MOST_MS)


def _whole(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError("no such number")
    return value


def _name(value: Any) -> str:
    if not 0 < len(_text(value)) <= _LONGEST_NAME:
        raise ValueError("no name")
    return str(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    value.encode()  # JSON may hold half a character, which SQLite does not take
    return value


def _counts(value: Any, places: int) -> Counter[int]:
    return Counter({_whole(place, places - 1): _whole(count, _MOST_CHECKS) for place, count in value})
