"""Time of the commands that people wait for in a terminal."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

from tests.bench.line import REPOSITORY, Line, to_our_internet
from tests.bench.table import Row

_ROUNDS = 11
_BARE = ("-c", "pass")


def measure() -> Iterator[Row]:
    """All in turn; the first round fills the caches."""
    commands = ("--version", "check --help", "check")
    ours: dict[str, list[float]] = {command: [] for command in commands}
    bare: list[float] = []
    with to_our_internet() as line:
        for _ in range(_ROUNDS):
            bare.append(_run_ms(line, *_BARE))
            for command in commands:
                ours[command].append(_run_ms(line, "-m", "tests.bench.app", line.places, *command.split()))
    for command in commands:
        yield Row(f"trayapp {command}, ms", ours[command][1:], "python -c pass", bare[1:])


def _run_ms(line: Line, *arguments: str) -> float:
    began_s = time.perf_counter()
    command = [sys.executable, *arguments]
    subprocess.run(command, cwd=REPOSITORY, env=line.env, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - began_s) * 1000
