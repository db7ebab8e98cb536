"""How long the GUI thread is kept from its events while the worker's thread makes checks."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.bench.desktop import private_desktop
from tests.bench.line import to_our_internet
from tests.bench.table import Row

_ROUNDS = 3


def measure() -> Iterator[Row]:
    """Longest blocks, of each check. The first check's is from the start: httpx is imported meanwhile."""
    blocks_ms: dict[str, list[float]] = {"first": [], "idle": [], "checks": []}
    with to_our_internet() as line, private_desktop() as desktop:
        for _ in range(_ROUNDS):
            with desktop.app(line, "tests.bench.blocks") as program:
                assert program.process.stdout is not None
                for phase, found in json.loads(program.process.stdout.readline()).items():
                    blocks_ms[phase] += found
    for name, phase in (("in a full check", "checks"), ("until the first check", "first")):
        yield Row(
            f"GUI blocked {name}, ms",
            blocks_ms[phase],
            "worker idle",
            blocks_ms["idle"],
            "under 16 ms",
            is_difference=True,
        )
