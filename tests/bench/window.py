"""How long it takes from the click to the window: with 90 days of history in it, of the settings, of help."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.desktop import private_desktop
from tests.bench.history import add_incidents, record_quarter
from tests.bench.line import REPOSITORY
from tests.bench.table import Row

_ROUNDS = 7

_Spent = dict[str, list[float]]


def measure() -> Iterator[Row]:
    """The first opening, which loads all of it, in a process of its own each time."""
    ours: list[_Spent] = []
    bare: list[_Spent] = []
    settings: list[_Spent] = []
    about: list[_Spent] = []
    with tempfile.TemporaryDirectory() as folder, private_desktop() as desktop:
        record_quarter(Path(folder))
        usual = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        env = {**usual, **desktop.env}
        _opened(env, folder)  # it compiles what is not compiled yet
        for _ in range(_ROUNDS):
            for what, spent in ((folder, ours), ("bare", bare), ("settings", settings), ("help", about)):
                spent.append(_opened(env, what))
        add_incidents(Path(folder))
        lists = [_opened(env, folder, "incidents") for _ in range(_ROUNDS)]
    aims = {
        "click to first picture": "at most 200 ms",
        "click to history painted": "at most 200 ms",
        "90 days chosen to painted": "at most 150 ms",
        "opened again with 90 days": "at most 150 ms",
    }
    for name, aim in aims.items():
        yield from _rows(f"window: {name}", [each[name] for each in ours], bare, aim)
    listed = [each["all incidents"] for each in lists]
    yield from _rows("window: list of 300,000 incidents to its lines", listed, bare, "at most 200 ms")
    for name, spent in (("settings", settings), ("help", about)):
        yield from _rows(
            f"{name}: click to picture", [each["picture"] for each in spent], bare, "at most 200 ms"
        )


def _rows(name: str, spent: list[list[float]], bare: list[_Spent], aim: str) -> Iterator[Row]:
    """By the clock, and of the processor: other programs may be busy, too."""
    for number, unit in enumerate(("ms", "ms of CPU")):
        samples, yardstick = ([each[number] for each in one] for one in (spent, [b["picture"] for b in bare]))
        yield Row(f"{name}, {unit}", samples, "a window with a label", yardstick, aim)


def _opened(env: dict[str, str], *what: str) -> _Spent:
    command = [sys.executable, "-m", "tests.bench.open_window", *what]
    done = subprocess.run(command, cwd=REPOSITORY, env=env, check=True, stdout=subprocess.PIPE)
    spent: _Spent = json.loads(done.stdout)
    return spent
