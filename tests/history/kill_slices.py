"""Kills what works through a history, at any moment: `python -m tests.history.kill_slices [MOMENTS]`.

A file of before there were roll-ups gets them, an export is taken in, old checks are forgotten. After each
kill all that was recorded must be there, by its checks or by its figures, and the next life goes on with it.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.domain.made import NOW
from tests.history.made import LONG_AGO, Life, in_words
from tests.history.test_figures import answered
from trayapp.history.export import export
from trayapp.history.file.folder import Folder
from trayapp.history.file.schema import STEPS, check_pages, migrate
from trayapp.history.importing import take_in
from trayapp.history.store import Store
from trayapp.history.summary import Summary

MOMENTS = 100

_LONGEST_S = 1.5  # about what each takes, and most often less
_CHECKS = 2000
_END = NOW + timedelta(minutes=_CHECKS)
_RETENTION = timedelta(minutes=100)
_TABLES = ("checks", "incidents", "changes", "gaps", "tracker", "notices", "marks", "memory")


def make(folder: Path) -> None:
    """Some days with outages."""
    life = Life(folder)
    for number in range(_CHECKS):
        if number % 200 > 190:
            life.live("d")
        else:
            life.record(answered(life.at, 20 + number % 300, in_full=number % 5 == 0))
            life.at += timedelta(minutes=1)
    life.store.close()


def make_as_before(folder: Path, of: Path) -> None:
    """The same as the version before there were roll-ups wrote it."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / "history.sqlite3", isolation_level=None)) as connection:
        migrate(connection, lambda version: None, STEPS[:2])
        connection.execute("ATTACH ? AS made", (str(of / "history.sqlite3"),))
        for table in _TABLES:
            connection.execute(f"INSERT INTO {table} SELECT * FROM made.{table}")  # noqa: S608 - of ours


def work(what: str, folder: Path) -> None:
    """What lives until it is killed, or done."""
    print("begun", flush=True)
    if what == "import":
        with (folder / "export.jsonl").open() as file:
            take_in(folder, map(json.loads, file))
        return
    store = Store.open(folder, lambda event: print(event.code, flush=True))
    if what == "forget":
        store.retention = _RETENTION
    for _ in range(_CHECKS // 50):
        store.prune(_END if what == "forget" else NOW)
    store.close()


def seen(folder: Path) -> Any:
    """What a history says that no slice may change."""
    with Summary.open(folder) as summary:
        hours = [NOW.replace(minute=0, second=0, microsecond=0) + timedelta(hours=n) for n in range(36)]
        return [*map(summary.totals, (LONG_AGO, *hours))], summary.incidents(LONG_AGO)


def answers(folder: Path) -> Any:
    with Summary.open(folder) as summary:
        begin, end = NOW - timedelta(days=1), NOW + timedelta(days=3)
        times = summary.response_times([begin, end], "web", is_full=True)
        return times, summary.phases(begin, end, "web", is_full=False)


@dataclass(frozen=True)
class Victim:
    """One kind of work: how its folder begins, what must hold at any moment, and what when it is done."""

    begin: Callable[[Path], None]
    holds: Callable[[Path], None]
    done: Callable[[Path], None]


def kill_again_and_again(moments: int, seed: int, folder: Path) -> dict[str, int]:
    """How often each kind was killed. Raises AssertionError where anything is missing."""
    chance = random.Random(seed)
    made = folder / "made"
    make(made)
    wanted, wanted_answers, exported = seen(made), answers(made), list(export(made, None, in_words))

    def begin_import(at: Path) -> None:
        at.mkdir()
        (at / "export.jsonl").write_text("".join(json.dumps(line) + "\n" for line in exported))

    def is_sound(at: Path) -> None:
        if (at / "history.sqlite3").stat().st_size:
            with closing(sqlite3.connect(at / "history.sqlite3")) as connection:
                check_pages(connection, thoroughly=True)

    def all_there(at: Path) -> None:
        is_sound(at)
        assert seen(at) == wanted

    def all_or_nothing(at: Path) -> None:
        is_sound(at)
        if (at / "history.sqlite3").exists():
            with closing(sqlite3.connect(at / "history.sqlite3")) as connection:
                (version,) = connection.execute("PRAGMA user_version").fetchone()
                count = 0
                if version:
                    (count,) = connection.execute("SELECT count(*) FROM checks").fetchone()
            assert count in (0, _CHECKS)

    def is_migrated(at: Path) -> None:
        assert not Folder(at).copy_of(2).exists()
        assert answers(at) == wanted_answers

    def is_imported(at: Path) -> None:
        assert list(export(at, None, in_words)) == exported

    def is_forgotten(at: Path) -> None:
        assert answers(at) == wanted_answers
        checks = sum("type" not in line for line in export(at, None, in_words))
        assert checks <= _RETENTION / timedelta(minutes=1) + 15

    victims = {
        "migrate": Victim(lambda at: make_as_before(at, made), all_there, is_migrated),
        "import": Victim(begin_import, all_or_nothing, is_imported),
        "forget": Victim(lambda at: _copy(made, at), all_there, is_forgotten),
    }
    killed = dict.fromkeys(victims, 0)
    while sum(killed.values()) < moments:
        what = min(killed, key=lambda name: killed[name])
        at = folder / what
        victims[what].begin(at)
        while not _live(what, at, chance):
            killed[what] += 1
            if (at / "history.sqlite3").exists():
                victims[what].holds(at)
        victims[what].holds(at)
        victims[what].done(at)  # its lives together did what one does
        shutil.rmtree(at)
    return killed


def _copy(made: Path, at: Path) -> None:
    shutil.copytree(made, at)


def _live(what: str, at: Path, chance: random.Random) -> bool:
    """Let it work for a moment; whether it got to its end."""
    command = [sys.executable, "-m", "tests.history.kill_slices", "--work", what, str(at)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            process.wait(_LONGEST_S * chance.random() ** 2)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.returncode == 0


def main() -> None:
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2], Path(sys.argv[3]))
        return
    moments = int(sys.argv[1]) if sys.argv[1:] else MOMENTS
    seed = random.randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        killed = kill_again_and_again(moments, seed, Path(name))
    told = ", ".join(f"{what} {count} times" for what, count in killed.items())
    print(f"killed in {time.monotonic() - began_s:.0f} s: {told}; nothing was lost")


if __name__ == "__main__":
    main()
