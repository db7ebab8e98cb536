"""What the history costs: writing a check, its room on the disk, and what is read of five years."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.bench.table import Row
from tests.domain.made import FINE, NOW
from trayapp.clock import midnight
from trayapp.domain.check_json import to_json
from trayapp.domain.codes import Outcome
from trayapp.domain.records import Check, JudgedCheck, Phases, SurfaceResult
from trayapp.domain.verdict import decide
from trayapp.history.listing import Wanted
from trayapp.history.store import Store
from trayapp.history.summary import Summary

_WRITES = 5000
_QUARTER = 90 * 24 * 60
_DAY = 24 * 60
_RECORDED = 6 * _DAY  # the rest is the same again and again
_MONTH = 30 * _DAY
_YEARS = 5
_INCIDENTS = 300_000
_WEEK = timedelta(days=7)
_ROUNDS = 11
_STEP = timedelta(minutes=1)
_FULL_EVERY = 5  # trayapp.watch.check_loop
_OUTAGE_EVERY, _OUTAGE = 4000, 20

_ADDRESSES = {
    "web": "162.159.140.229",
    "posts": "172.66.0.227",
    "images": "199.232.40.159",
    "assets": "152.199.21.141",
    "video": "192.229.233.50",
    "links": "172.66.0.227",
}


def measure() -> Iterator[Row]:
    """Beside SQLite with nothing around it, and the same as lines of JSON."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        writes_ms = record_quarter(folder)
        inserts_ms = _insert(folder / "bare.sqlite3")
        yield Row("history: write a check, ms", writes_ms, "one INSERT of its JSON", inserts_ms)
        yield Row(
            "history: 99th percentile, ms",
            [_percentile(writes_ms, 0.99)],
            "one INSERT of its JSON",
            [_percentile(inserts_ms, 0.99)],
            "under 5 ms",
        )
        a_check = (folder / "history.sqlite3").stat().st_size / _QUARTER
        as_json = sum(len(_json(judged)) for judged in _checks(_FULL_EVERY * 100)) / _FULL_EVERY / 100
        yield Row("history: a check, bytes", [a_check], "a line of JSON", [as_json])
        yield Row(
            "history: 90 days, MB", [a_check * _QUARTER / 1e6], "lines of JSON", [as_json * _QUARTER / 1e6]
        )
        yield _replay(folder / "month.jsonl")
        for years in range(1, _YEARS + 1):
            yield from _after_years(folder, years)
        yield _tidying_up(folder)
        yield from _with_incidents(folder)


def _after_years(folder: Path, years: int) -> Iterator[Row]:
    """Of a history of so many years, of which 90 days are kept check by check."""
    before = (folder / "history.sqlite3").stat().st_size / 1e6
    _go_back(folder, years)
    end = NOW + _QUARTER * _STEP
    begin = end - timedelta(days=365 * years)
    days = [midnight(begin.date() + timedelta(days=day)) for day in range(365 * years)]
    elsewhere = [day + timedelta(hours=9) for day in days]
    yield _making_days(folder, years)
    with Summary(folder) as summary, closing(sqlite3.connect(folder / "history.sqlite3")) as bare:
        bare.execute("PRAGMA cache_size = -100000")
        what = dict(bare.execute("SELECT name, sum(pgsize) / 1e6 FROM dbstat GROUP BY name"))
        count_ms = _timed_ms(lambda: bare.execute("SELECT count(*) FROM quarters").fetchone())
        asked = {
            "figures": lambda: summary.totals(begin + timedelta(minutes=7)),
            "all of it, as the window shows it": lambda: summary.overview(begin, end),
            "response times of each day": lambda: summary.response_times(days, "web", is_full=False),
        }
        for name, ask in asked.items():
            aim = "" if "window" in name else "under 20 ms"
            yield Row(f"history: {years} y, {name}, ms", _timed_ms(ask), "count the quarters", count_ms, aim)
        yield Row(
            f"history: {years} y, the same where such days are not made yet, ms",
            _timed_ms(lambda: summary.response_times(elsewhere, "web", is_full=False), 3),
            "count the quarters",
            count_ms,
        )
    names = ("checks", "checks_by_time", "quarters", "day_phases", "local_days", "incidents", "changes")
    parts = f"{sum(what.values()) - before:+.1f}: " + ", ".join(f"{name} {what[name]:.1f}" for name in names)
    yield Row(f"history: {years} y, MB", [sum(what.values())], parts, [what["checks"]], "under 150 MB")
    store = Store(folder, lambda event: None)
    spent = [_record_timed(store, judged) for judged in _from(_QUARTER + (years - 1) * _DAY, _DAY)]
    store.close()
    took_ms, processor_ms = map(list, zip(*spent, strict=True))
    for part in (0.5, 0.99):
        yield Row(
            f"history: {years} y, {part:.0%} of writes within, ms",
            [_percentile(took_ms, part)],
            "of the processor",
            [_percentile(processor_ms, part)],
            "under 5 ms",
        )


def _making_days(folder: Path, years: int) -> Row:
    """How long a slice of making this computer's days holds the writer; all of them are made."""
    store = Store(folder, lambda event: None, retention=timedelta(days=365 * _YEARS))
    now = NOW + _QUARTER * _STEP
    took_ms, processor_ms = map(
        list, zip(*(_spent_ms(lambda: store.prune(now)) for _ in range(75 * years)), strict=True)
    )
    store.close()
    name = f"history: {years} y, longest slice of making days, ms"
    return Row(name, [max(took_ms)], "of the processor", [max(processor_ms)], "under 50 ms")


def add_incidents(folder: Path) -> None:
    """As many as five years of a flapping line make, each opened and closed."""
    end = NOW + _QUARTER * _STEP
    begin = end - timedelta(days=365 * _YEARS)
    with closing(sqlite3.connect(folder / "history.sqlite3")) as connection, connection:
        columns = "verdict, cause, is_confirmed"
        connection.execute(
            f"WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < {_INCIDENTS - 1})"  # noqa: S608
            f" INSERT INTO incidents (begin_ms, end_ms, {columns}) SELECT :begin + n * :each,"
            " :begin + n * :each + :each / 2, 'down', 'server_errors', n % 9 > 0 FROM n",
            {
                "begin": int(begin.timestamp() * 1000),
                "each": (end - begin) // timedelta(milliseconds=1) // _INCIDENTS,
            },
        )
        for change, at in (("incident_opened", "begin_ms"), ("incident_closed", "end_ms")):
            connection.execute(
                f"INSERT INTO changes (incident, change, at_ms, end_ms, {columns})"  # noqa: S608
                f" SELECT id, '{change}', {at}, end_ms, {columns} FROM incidents"
            )


def _with_incidents(folder: Path) -> Iterator[Row]:
    """The same with hundreds of thousands of them."""
    add_incidents(folder)
    end = NOW + _QUARTER * _STEP
    begin = end - timedelta(days=365 * _YEARS)
    command = [sys.executable, "-m", "trayapp", "--data-dir", str(folder), "history", "--since"]
    start_ms = _timed_ms(lambda: subprocess.run([*command[:3], "--version"], check=True, capture_output=True))
    with Summary(folder) as summary:
        asked = {
            "figures of 5 y": (lambda: summary.totals(begin + timedelta(minutes=7)), "under 20 ms"),
            "those in the window's list": (lambda: summary.listed(end, Wanted(), 200), "under 200 ms"),
            "those with a word in it": (lambda: summary.listed(end, Wanted(text="x"), 200), "under 200 ms"),
            "`history` of a week": (
                lambda: subprocess.run([*command, f"{end - _WEEK:%F}"], check=True, capture_output=True),
                "under 200 ms",
            ),
        }
        for name, (ask, aim) in asked.items():
            yield Row(
                f"history: {_INCIDENTS} incidents, {name}, ms", _timed_ms(ask), "--version", start_ms, aim
            )


def _from(begin: int, count: int) -> Iterator[JudgedCheck]:
    """So many checks, the first of them so many minutes after all began."""
    for judged in _checks(count):
        yield replace(judged, check=replace(judged.check, at=judged.check.at + begin * _STEP))


def _record_timed(store: Store, judged: JudgedCheck) -> tuple[float, float]:
    events = store.tracker.follow(judged)
    return _spent_ms(lambda: store.record(judged, events))


def _spent_ms(work: Callable[[], Any]) -> tuple[float, float]:
    """How many milliseconds it took, and how many of them the processor: others may have it meanwhile."""
    began_s, processor_s = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - began_s) * 1000, (time.process_time() - processor_s) * 1000


def _go_back(folder: Path, years: int) -> None:
    """Put what is kept of the first days before them again and again, until it is so many years."""
    with closing(sqlite3.connect(folder / "history.sqlite3")) as connection, connection:
        end = int((NOW + _QUARTER * _STEP).timestamp() * 1000)
        while _put_before(connection, "incidents", "gaps") > end - years * 365 * 86_400_000:
            continue


def _put_before(connection: sqlite3.Connection, *others: str) -> int:
    """The first days once more, before themselves: roll-ups and these tables. When it begins then."""
    (first,) = connection.execute("SELECT min(begin_ms) FROM days").fetchone()
    span = _RECORDED * 60_000
    for table in ("quarters", "days", "day_phases", *others):
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        columns = [name for name in columns if name != "id"]
        moved = [f"{c} - {span}" if c in ("at_ms", "begin_ms", "end_ms") else c for c in columns]
        begin = "at_ms" if "at_ms" in columns else "begin_ms"
        connection.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(moved)} FROM {table}"  # noqa: S608
            f" WHERE {begin} >= {first} AND {begin} < {first + span} ORDER BY {begin}"
        )
    return int(first) - span


def _tidying_up(folder: Path) -> Row:
    """How long a slice of forgetting holds the writer, with ten days to forget."""
    store = Store(folder, lambda event: None, retention=timedelta(days=80))
    now = NOW + _QUARTER * _STEP
    took_ms, processor_ms = map(
        list, zip(*(_spent_ms(lambda: store.prune(now)) for _ in range(240)), strict=True)
    )
    store.close()
    return Row(
        "history: longest slice of forgetting, ms",
        [max(took_ms)],
        "of the processor",
        [max(processor_ms)],
        "under 50 ms",
    )


def record_quarter(folder: Path) -> list[float]:
    """Ninety days of one check a minute; how long each of the last took to write."""
    store = Store(folder, lambda event: None)
    spent_ms = [_record_timed(store, judged)[0] for judged in _from(_QUARTER - _RECORDED, _RECORDED)]
    store.close()
    # The days before are the same once more: to record each would take minutes.
    with closing(sqlite3.connect(folder / "history.sqlite3")) as connection, connection:
        for _ in range(_RECORDED, _QUARTER, _RECORDED):
            _put_before(connection, "incidents", "gaps", "checks")
        # By their numbers they are told apart in the order in which they were made.
        connection.execute(
            "CREATE TEMP TABLE anew AS SELECT id, row_number() OVER (ORDER BY at_ms) + max(id) OVER () AS new"
            " FROM checks"
        )
        connection.execute("UPDATE checks SET id = new FROM anew WHERE anew.id = checks.id")
    return spent_ms[-_WRITES:]


def _insert(path: Path) -> list[float]:
    spent_ms = []
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("CREATE TABLE checks (id INTEGER PRIMARY KEY, value TEXT)")
        for judged in _checks(_WRITES):
            value = _json(judged)
            began_s = time.perf_counter()
            connection.execute("INSERT INTO checks (value) VALUES (?)", (value,))
            spent_ms.append((time.perf_counter() - began_s) * 1000)
    return spent_ms


def _checks(count: int) -> Iterator[JudgedCheck]:
    """Calm days with an outage now and then."""
    chance = random.Random(count)
    kinds = [_calm(chance, number) for number in range(_FULL_EVERY * 200)]
    outage = _judged(Check(NOW, 60, tuple(_failing(s) for s in kinds[0].check.surfaces), FINE))
    for number in range(count):
        is_down = number % _OUTAGE_EVERY >= _OUTAGE_EVERY - _OUTAGE
        judged = outage if is_down else kinds[number % len(kinds)]
        yield replace(judged, check=replace(judged.check, at=NOW + number * _STEP))


def _calm(chance: random.Random, number: int) -> JudgedCheck:
    asked = list(_ADDRESSES) if number % _FULL_EVERY == 0 else ["web", "posts"]
    return _judged(Check(NOW, 60, tuple(_answer(chance, surface) for surface in asked)))


def _answer(chance: random.Random, surface: str) -> SurfaceResult:
    dns, connect, tls, first_byte = (
        round(chance.uniform(low, high), 1) for low, high in ((0.5, 9), (4, 30), (8, 40), (30, 300))
    )
    phases = Phases(dns, connect, tls, first_byte, round(dns + connect + tls + first_byte, 1))
    return SurfaceResult(surface, Outcome.OK, None, 200, _ADDRESSES[surface], phases=phases)


def _failing(answer: SurfaceResult) -> SurfaceResult:
    return replace(answer, outcome=Outcome.SERVER_ERROR, detail="origin", http_status=503)


def _judged(check: Check) -> JudgedCheck:
    return JudgedCheck(check, (), decide(check))


def _json(judged: JudgedCheck) -> str:
    return json.dumps(to_json(judged, "X is up: site and public posts answer (checked without logging in)."))


def _replay(path: Path) -> Row:
    """A month of recorded checks through today's rules, as the command does it."""
    with path.open("w") as file:
        for judged in _checks(_MONTH):
            file.write(_json(judged) + "\n")
    command = [sys.executable, "-m", "trayapp", "replay", "--json", str(path)]
    lines = f"import json; [json.loads(line) for line in open({str(path)!r})]"
    return Row(
        "replay of a month, ms",
        _timed_ms(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), 3),
        "read its JSON",
        _timed_ms(lambda: subprocess.run([sys.executable, "-c", lines], check=True), 3),
        "under 5000",
    )


def _timed_ms(work: Callable[[], Any], rounds: int = _ROUNDS) -> list[float]:
    return [_spent_ms(work)[0] for _ in range(rounds)]


def _percentile(samples: list[float], part: float) -> float:
    return sorted(samples)[int(len(samples) * part)]
