"""Bytes on the wire: of each kind of check, and of a calm day."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.line import Helper, Line, to_our_internet
from tests.bench.table import Row

_CHECKS = 6  # even: the two readers of posts come in turn
_CYCLES = 4
_CHECKS_A_DAY = 24 * 60
_FULL_EVERY = 5  # trayapp.watch.check_loop

# The bench's names need no server. A question for A and one for AAAA, with what comes back.
_LOOKUP_KB = 0.4


def measure() -> Iterator[Row]:
    """Beside the same requests by a program that reads every answer to its end."""
    with to_our_internet() as line, line.checks() as checks:
        calm: dict[str, list[tuple[float, float]]] = {"surfaces": [], "light": []}
        for _ in range(_CYCLES):
            for depth in ("surfaces", *["light"] * (_FULL_EVERY - 1)):
                calm[depth].append(_kilobytes(line, checks, depth))
        for depth, found in calm.items():
            yield _row(f"wire of a check, {depth}, KB", found)
        everything = [_kilobytes(line, checks, "everything") for _ in range(_CHECKS)]
        yield _row("wire of a check, everything, KB", everything)
    checks_of_cycles = [both for found in calm.values() for both in found]
    days = [
        _CHECKS_A_DAY / len(checks_of_cycles) * sum(kilobytes) / 1000
        for kilobytes in zip(*checks_of_cycles, strict=True)
    ]
    yield Row("wire of a calm day, MB", days[:1], "read to the end", days[1:], "at most 40 MB")


def _row(name: str, found: list[tuple[float, float]]) -> Row:
    ours, bare = zip(*found, strict=True)
    return Row(name, list(ours), "read to the end", list(bare))


def _kilobytes(line: Line, checks: Helper, depth: str) -> tuple[float, float]:
    """What one check took, and what the same requests take that program."""
    taken = []
    for question in (depth, f"bare {depth}"):
        before = sum(line.wire_bytes().values())
        names: int = checks.ask(question)["names"]
        taken.append((sum(line.wire_bytes().values()) - before) / 1000 + names * _LOOKUP_KB)
    return taken[0], taken[1]
