"""Bytes on the wire: of each kind of check, and of a calm day."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.line import Helper, Line, to_our_internet
from tests.bench.table import Row

_CHECKS = 6  # even: the two readers of posts come in turn
_CHECKS_A_DAY = 24 * 60
_FULL_EVERY = 5  # trayapp.watch.check_loop

# The bench's names need no server. A question for A and one for AAAA, with what comes back.
_LOOKUP_KB = 0.4


def measure() -> Iterator[Row]:
    """Beside the same requests by a program that reads every answer to its end."""
    day_mb, bare_day_mb = 0.0, 0.0
    with to_our_internet() as line, line.checks() as checks:
        for depth, share in (
            ("light", 1 - 1 / _FULL_EVERY),
            ("surfaces", 1 / _FULL_EVERY),
            ("everything", 0.0),
        ):
            ours, bare = [], []
            for _ in range(_CHECKS):
                ours.append(_kilobytes(line, checks, depth))
                bare.append(_kilobytes(line, checks, f"bare {depth}"))
            yield Row(f"wire of a check, {depth}, KB", ours, "read to the end", bare)
            day_mb += sum(ours) / _CHECKS * share * _CHECKS_A_DAY / 1000
            bare_day_mb += sum(bare) / _CHECKS * share * _CHECKS_A_DAY / 1000
    yield Row("wire of a calm day, MB", [day_mb], "read to the end", [bare_day_mb], "at most 40 MB")


def _kilobytes(line: Line, checks: Helper, question: str) -> float:
    before = sum(line.wire_bytes().values())
    names: int = checks.ask(question)["names"]
    return (sum(line.wire_bytes().values()) - before) / 1000 + names * _LOOKUP_KB
