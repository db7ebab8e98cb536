"""What the history costs: writing a check, its room on the disk, and the figures of 90 days."""

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
from trayapp.domain.check_json import to_json
from trayapp.domain.records import Check, JudgedCheck, Outcome, Phases, SurfaceResult
from trayapp.domain.verdict import decide
from trayapp.history.store import Store
from trayapp.history.summary import Summary

_WRITES = 5000
_QUARTER = 90 * 24 * 60
_MONTH = 30 * 24 * 60
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
        with Summary.open(folder) as summary, closing(sqlite3.connect(folder / "history.sqlite3")) as bare:
            figures_ms = _timed_ms(lambda: summary.totals(NOW))
            count_ms = _timed_ms(lambda: bare.execute("SELECT count(*) FROM checks").fetchone())
        yield Row("history: figures of 90 days, ms", figures_ms, "count the rows", count_ms, "under 100 ms")


def record_quarter(folder: Path) -> list[float]:
    """Ninety days of one check a minute; how long each of the last took to write."""
    store = Store.open(folder, lambda event: None)
    tracker = store.tracker
    spent_ms = []
    for judged in _checks(_QUARTER):
        events = tracker.follow(judged)
        began_s = time.perf_counter()
        store.record(judged, events)
        spent_ms.append((time.perf_counter() - began_s) * 1000)
    store.close()
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
    return json.dumps(to_json(judged, "X is up: site and public posts answer (seen without logging in)."))


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
    spent_ms = []
    for _ in range(rounds):
        began_s = time.perf_counter()
        work()
        spent_ms.append((time.perf_counter() - began_s) * 1000)
    return spent_ms


def _percentile(samples: list[float], part: float) -> float:
    return sorted(samples)[int(len(samples) * part)]
