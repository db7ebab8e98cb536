"""Kills what works through a history, at any moment: `python -m tests.history.kill_slices [MOMENTS]`.

A file of before there were roll-ups gets them, an export is taken in, into nothing and between what is there,
old checks are forgotten: each is killed so many times, evenly spread over all that it takes. After each kill
all that was recorded must be there, by its checks or by its figures, and the next life goes on with it.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.domain.made import NOW
from tests.history.made import LONG_AGO, Life, in_words, judged
from tests.history.test_figures import answered
from trayapp.history.export import export
from trayapp.history.file.folder import Folder
from trayapp.history.file.schema import STEPS, check_pages, check_tables, migrate
from trayapp.history.importing import take_in
from trayapp.history.store import Store
from trayapp.history.summary import Summary

MOMENTS = 100

_TENTHS = 10
_CHECKS = 2000
_STEP = timedelta(minutes=5)  # so that there are many slices of an hour
_MOST_SLICES = 200
_RETENTION = 100 * _STEP
_ROLLED_UP = 3  # the version that first had roll-ups
_TABLES = ("checks", "incidents", "changes", "gaps", "tracker", "notices", "marks", "memory")


def make(folder: Path, checks: int) -> None:
    """Some days with outages."""
    life = Life(folder)
    for number in range(checks):
        is_down = number % 200 > 190
        seen = (
            judged("d", life.at) if is_down else answered(life.at, 20 + number % 300, in_full=number % 5 == 0)
        )
        life.record(replace(seen, check=replace(seen.check, interval_s=_STEP.total_seconds())))
        life.at += _STEP
    life.store.close()


def make_as_before(folder: Path, of: Path) -> None:
    """The same as the version before there were roll-ups wrote it."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / "history.sqlite3", isolation_level=None)) as connection:
        migrate(connection, lambda version: None, STEPS[: _ROLLED_UP - 1])
        connection.execute("ATTACH ? AS made", (str(of / "history.sqlite3"),))
        for table in _TABLES:
            connection.execute(f"INSERT INTO {table} SELECT * FROM made.{table}")  # noqa: S608 - of ours


def take_in_all(folder: Path) -> None:
    with (folder / "export.jsonl").open() as file:
        take_in(folder, map(json.loads, file))


def tidy_up(folder: Path, now: datetime, **options: Any) -> None:
    """Slice by slice: what a version before left undone, and old checks forgotten."""
    store = Store(folder, lambda event: None, **options)
    for _ in range(_MOST_SLICES):
        store.prune(now)
    store.close()


def seen(folder: Path) -> Any:
    """What a history says that no slice may change."""
    with Summary(folder) as summary:
        hours = [
            NOW.replace(minute=0, second=0, microsecond=0) + timedelta(hours=n) for n in range(0, 168, 5)
        ]
        return [*map(summary.totals, (LONG_AGO, *hours))], summary.incidents(LONG_AGO)


def answers(folder: Path) -> Any:
    with Summary(folder) as summary:
        begin, end = NOW - timedelta(days=1), NOW + timedelta(days=8)
        times = summary.response_times([begin, end], "web", is_full=True)
        return times, summary.phases(begin, end, "web", is_full=False)


def _exported(folder: Path) -> list[Any]:
    with closing(sqlite3.connect(folder / "history.sqlite3")) as connection:
        is_empty = connection.execute("PRAGMA user_version").fetchone() == (0,)
    return [] if is_empty else list(export(folder, None, in_words))


@dataclass
class Victim:
    """One kind of work."""

    begin: Callable[[Path], object]
    """Makes the folder that it works in."""
    work: Callable[[Path], object]
    look: Callable[[Path], str]
    """What a killed one has left: where it was, if that can be told. Raises if anything is missing."""
    done: Callable[[Path], None]
    """The same of what is there when its lives together did what one does."""
    takes_s: float = 0.0
    tenths: Counter[int] = field(default_factory=Counter)
    """How often it was killed in which tenth of what it takes."""
    found: Counter[str] = field(default_factory=Counter)
    """How often it left what."""

    def live(self, at: Path, longest_s: float | None = None) -> float | None:
        """Let it work, and kill it after so long. How much of its time it had; `None` if it was done."""
        # A fork has all it needs loaded: its time is that of the work.
        process = multiprocessing.get_context("fork").Process(target=self.work, args=(at,))
        began_s = time.monotonic()
        process.start()
        process.join(longest_s)
        had_s = time.monotonic() - began_s
        process.kill()
        process.join()
        assert process.exitcode in (0, -9)
        if process.exitcode == 0:
            self.takes_s = self.takes_s or had_s
            return None
        return had_s / self.takes_s

    def kill(self, at: Path, part: float) -> bool:
        """Kill it after this part of what it takes, and look. Whether it lived still."""
        had = self.live(at, part * self.takes_s)
        if had is None:
            return False
        # A copy is looked at: the next life shall find what was left, not what a look has tidied up.
        shutil.copytree(at, at.with_name("copy"))
        self.found[self.look(at.with_name("copy"))] += 1
        shutil.rmtree(at.with_name("copy"))
        self.tenths[min(int(had * _TENTHS), _TENTHS - 1)] += 1
        return True


def kill_again_and_again(moments: int, seed: int, folder: Path, checks: int = _CHECKS) -> dict[str, Victim]:
    """Each kind of work, killed so many times. Raises AssertionError where anything is missing."""
    victims = _victims(folder, checks)
    chance = random.Random(seed)
    for name, victim in victims.items():
        at = folder / "work" / name
        for number in range(-1, moments):
            victim.begin(at)
            if number >= 0:
                # One moment in each of so many equal parts, and perhaps one more in the life after that.
                while not victim.kill(at, (number + chance.random()) / moments):
                    shutil.rmtree(at)
                    victim.begin(at)
                if chance.random() < 0.5:
                    victim.kill(at, chance.random())
            assert victim.live(at) is None
            victim.done(at)
            shutil.rmtree(at)
    return victims


def _victims(folder: Path, checks: int) -> dict[str, Victim]:
    made, as_before, beside = folder / "made", folder / "before", folder / "beside"
    make(made, checks)
    make_as_before(as_before, made)
    make(beside, checks // 4)
    wanted, wanted_answers, all_of_it = seen(made), answers(made), _exported(made)

    def look(at: Path) -> None:
        with closing(sqlite3.connect(at / "history.sqlite3")) as connection:
            check_tables(connection)
            check_pages(connection, thoroughly=True)

    def look_at_migrated(at: Path) -> str:
        look(at)
        assert seen(at) == wanted
        with closing(sqlite3.connect(at / "history.sqlite3")) as connection:
            if connection.execute("PRAGMA user_version").fetchone() != (len(STEPS),):
                return "as it was"
            left = connection.execute("SELECT until_check - after_check FROM backlog").fetchone()
        copy = Folder(at).copy_of(_ROLLED_UP - 1)
        if left is None:
            return "all of it made"
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("SELECT count(*) FROM checks").fetchone() == (checks,)
        return "some of it made"

    def is_migrated(at: Path) -> None:
        look(at)
        assert seen(at) == wanted
        assert not Folder(at).copy_of(_ROLLED_UP - 1).exists()
        assert answers(at) == wanted_answers

    def kept(at: Path) -> int:
        return sum("type" not in line for line in _exported(at))

    def look_at_forgotten(at: Path) -> str:
        look(at)
        assert seen(at) == wanted
        assert answers(at) == wanted_answers
        return f"{10 * -(-10 * kept(at) // checks)} % of the checks"

    def is_forgotten(at: Path) -> None:
        look_at_forgotten(at)
        assert kept(at) <= _RETENTION / _STEP + 3

    def importing(into: Path | None) -> Victim:
        before = _exported(into) if into else []

        def begin(at: Path) -> None:
            if into is None:
                at.mkdir(parents=True)
            else:
                shutil.copytree(into, at)
            (at / "export.jsonl").write_text("".join(json.dumps(line) + "\n" for line in all_of_it))

        def look_at_imported(at: Path) -> str:
            if not (at / "history.sqlite3").exists():
                assert into is None
                return "nothing yet"
            look(at)
            found = _exported(at)
            assert found in (before, all_of_it)
            return "nothing yet" if found == before else "all of it"

        def is_imported(at: Path) -> None:
            assert look_at_imported(at) == "all of it"

        return Victim(begin, take_in_all, look_at_imported, is_imported)

    return {
        "migration": Victim(
            lambda at: shutil.copytree(as_before, at),
            lambda at: tidy_up(at, NOW),
            look_at_migrated,
            is_migrated,
        ),
        "import into nothing": importing(None),
        "import into what has some of it": importing(beside),
        "retention": Victim(
            lambda at: shutil.copytree(made, at),
            lambda at: tidy_up(at, NOW + checks * _STEP, retention=_RETENTION),
            look_at_forgotten,
            is_forgotten,
        ),
    }


def main() -> None:
    moments = int(sys.argv[1]) if sys.argv[1:] else MOMENTS
    seed = random.randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        victims = kill_again_and_again(moments, seed, Path(name))
    for what, victim in victims.items():
        tenths = " ".join(str(victim.tenths[tenth]) for tenth in range(_TENTHS))
        left = ", ".join(f"{count} x {state}" for state, count in victim.found.most_common())
        print(
            f"{what}: killed {victim.tenths.total()} times in {1000 * victim.takes_s:.0f} ms,"
            f" by tenths of that {tenths}; left {left}"
        )
    print("nothing was lost")


if __name__ == "__main__":
    main()
