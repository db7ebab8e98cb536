"""Processor time of a check, in a process that does nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.line import to_our_internet
from tests.bench.table import Row

_CHECKS = 20
_WARM_UP = 3
_AIMS = {"light": "", "surfaces": "", "everything": "at most 60 ms"}


def measure() -> Iterator[Row]:
    """Both in turn, so that what else the machine does weighs on both alike."""
    for depth, aim in _AIMS.items():
        with to_our_internet() as line, line.checks() as checks:
            both = [(checks.ask(depth), checks.ask(f"bare {depth}")) for _ in range(_WARM_UP + _CHECKS)]
        ours, bare = zip(*both[_WARM_UP:], strict=True)
        yield Row(
            f"processor of a check, {depth}, ms",
            [check["cpu_ms"] for check in ours],
            "asyncio alone",
            [check["cpu_ms"] for check in bare],
            aim,
        )
    with to_our_internet() as line, line.checks() as checks:
        pairs = [(checks.ask("trouble"), checks.ask("everything")) for _ in range(_WARM_UP + _CHECKS)]
    trouble, calm = zip(*pairs[_WARM_UP:], strict=True)
    yield Row(
        "processor of a check, X takes no connection, ms",
        [check["cpu_ms"] for check in trouble],
        "X is well",
        [check["cpu_ms"] for check in calm],
    )
