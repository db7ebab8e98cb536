"""Kills a process that records as fast as it can, again and again: `python -m tests.history.kill [LIVES]`.

Each life goes on where the last one was ended. After each of them everything that was reported as recorded
must be there, the file sound, and the tracker's state and the incidents those of the checks that are there.
"""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.domain.made import NOW
from tests.history.made import as_of_now, judged
from trayapp.domain.state_json import state_to_json
from trayapp.domain.tracker import Event, Tracker
from trayapp.history.extras import CheckExtras
from trayapp.history.file.schema import STEPS
from trayapp.history.moments import from_ms, to_ms
from trayapp.history.store import Store
from trayapp.history.summary import Summary

LIVES = 200

_STEP = timedelta(minutes=1)
_RETENTION = timedelta(hours=10)  # short, so that checks are rolled up in nearly every life
_PATTERN = "uuuuuuuudddduuuggggguu?uulllluuuuodouuddduuu"

# Of one life: SQLite merges what was written into the database after about 300.
_MOST_CHECKS = 500
_AFTER_A_CHECK_S = 0.003
_AFTER_THE_START_S = 0.2
_LONG_AGO = NOW - timedelta(days=1)


def kind_at(at: datetime) -> str:
    return _PATTERN[(at - NOW) // _STEP % len(_PATTERN)]


def record(folder: Path) -> None:
    """What lives: check after check, each reported once it is recorded."""
    store = Store(folder, lambda event: print(event.code, flush=True), retention=_RETENTION)
    tracker = store.tracker
    at = tracker.state.last_at or NOW - _STEP
    while True:
        at += _STEP
        seen = judged(kind_at(at), at)
        extras = CheckExtras(marks=(at,), memory=(("alerts", str(to_ms(at))),))
        store.record(seen, tracker.follow(seen), extras)
        print(to_ms(at), flush=True)
        store.prune(at)


@dataclass
class Witness:
    """Knows what must be in the file."""

    folder: Path
    lives: int = 0
    reported: int = 0
    recorded: int = 0
    tracker: Tracker = field(default_factory=Tracker)
    events: list[list[Event]] = field(default_factory=list)

    def watch_one(self, chance: random.Random) -> None:
        """Let it live for some checks and a moment more, kill it, and look."""
        command = [sys.executable, "-m", "tests.history.kill", "--record", str(self.folder)]
        wanted = chance.choice((0, chance.randrange(20), chance.randrange(_MOST_CHECKS)))
        # Any moment of its work, or of its start.
        grace_s = chance.uniform(0, _AFTER_A_CHECK_S if wanted else _AFTER_THE_START_S)
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(wanted)]
            time.sleep(grace_s)
            process.kill()
            lines += process.stdout.readlines()
        self.lives += 1
        # What a line says that was cut off is not reported.
        self.look([int(line) for line in lines if line.endswith("\n")])

    def look(self, reported: list[int]) -> None:
        """Compare the file with what must be in it."""
        self.reported += len(reported)
        if not (self.folder / "history.sqlite3").exists():
            assert not reported
            return
        with closing(self._connect()) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            if connection.execute("PRAGMA user_version").fetchone() != (len(STEPS),):
                assert not reported
                return
            there = [ms for (ms,) in connection.execute("SELECT at_ms FROM checks ORDER BY id")]
            (counted,) = connection.execute("SELECT coalesce(sum(checks), 0) FROM quarters").fetchone()
            state = connection.execute("SELECT state FROM tracker").fetchone()
            (marks,) = connection.execute("SELECT count(*) FROM marks").fetchone()
            alerts = connection.execute("SELECT state FROM memory").fetchall()
        assert set(reported) <= set(there)
        self._follow(there)
        assert counted == self.recorded == len(self.events)
        assert self.reported <= self.recorded <= self.reported + self.lives
        # What came with a check is there if the check is, and not otherwise.
        assert marks == self.recorded
        assert alerts == ([(str(there[-1]),)] if there else [])
        assert (json.loads(state[0]) if state else {}) == _written(self.tracker)
        self._compare_incidents()

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{(self.folder / 'history.sqlite3').as_uri()}?mode=ro", uri=True)

    def _follow(self, there: list[int]) -> None:
        """The checks that are new: those reported, and perhaps one that had no time to be."""
        last_at = self.tracker.state.last_at
        for at in map(from_ms, there):
            if last_at is None or at > last_at:
                assert last_at is None or at - last_at == _STEP
                self.events.append(self.tracker.follow(judged(kind_at(at), at)))
                self.recorded += 1
                last_at = at

    def _compare_incidents(self) -> None:
        with Summary(self.folder) as summary:
            incidents = summary.incidents(_LONG_AGO)
        assert [i.incident for i in incidents] == as_of_now(self.events, self.tracker.state.open)
        assert all(i.changes for i in incidents)


def _written(tracker: Tracker) -> dict[str, Any]:
    return json.loads(json.dumps(state_to_json(tracker.state))) if tracker.state.last_at else {}


def kill_again_and_again(folder: Path, lives: int, seed: int) -> Witness:
    """What came of so many lives. Raises AssertionError where anything is missing."""
    witness = Witness(folder)
    chance = random.Random(seed)
    for _ in range(lives):
        witness.watch_one(chance)
    return witness


def main() -> None:
    if sys.argv[1:2] == ["--record"]:
        record(Path(sys.argv[2]))
    lives = int(sys.argv[1]) if sys.argv[1:] else LIVES
    seed = random.randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        witness = kill_again_and_again(Path(name), lives, seed)
    print(
        f"{witness.lives} lives ended in {time.monotonic() - began_s:.0f} s;"
        f" {witness.reported} checks reported as recorded, none of them missing, {witness.recorded} found;"
        " every file sound"
    )


if __name__ == "__main__":
    main()
