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
from tests.bench.history import record_quarter
from tests.bench.line import REPOSITORY
from tests.bench.table import Row

_ROUNDS = 7


def measure() -> Iterator[Row]:
    """The first opening, which loads all of it, in a process of its own each time."""
    spent_ms, bare_ms = [], []
    dialogs_ms: dict[str, list[float]] = {"settings": [], "help": []}
    with tempfile.TemporaryDirectory() as folder, private_desktop() as desktop:
        record_quarter(Path(folder))
        usual = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        env = {**usual, **desktop.env}
        for _ in range(_ROUNDS):
            spent_ms.append(_opened(env, folder))
            bare_ms += _opened(env, "bare")
            for name, opened_ms in dialogs_ms.items():
                opened_ms.extend(_opened(env, name))
    names = ("click to first picture", "click to history painted", "90 days chosen to painted")
    for name, ours_ms in zip(names, zip(*spent_ms, strict=True), strict=True):
        yield Row(f"window: {name}, ms", ours_ms, "a window with a label", bare_ms, "under 150 ms")
    for name, dialog_ms in dialogs_ms.items():
        yield Row(
            f"{name}: click to picture, ms", dialog_ms, "a window with a label", bare_ms, "at most 200 ms"
        )


def _opened(env: dict[str, str], what: str) -> list[float]:
    command = [sys.executable, "-m", "tests.bench.open_window", what]
    done = subprocess.run(command, cwd=REPOSITORY, env=env, check=True, stdout=subprocess.PIPE)
    spent_ms: list[float] = json.loads(done.stdout)
    return spent_ms
