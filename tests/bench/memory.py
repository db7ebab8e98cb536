"""What the tray app needs of the memory, after it has worked for a while."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench.desktop import SETTLE_S, Program, private_desktop
from tests.bench.line import to_our_internet
from tests.bench.table import Row

_ROUNDS = 2  # memory does not depend on what else the machine does
_CHECKS = 20
_OPENINGS = 3  # what a first one loads stays; more is left by none


def measure() -> Iterator[Row]:
    """One at a time, and the internet switched off: of a page that several processes use, each counts a part.

    Two programs side by side would seem to need half of Qt each.
    """
    ours: list[float] = []
    bare: list[float] = []
    own: list[float] = []
    closed: list[float] = []
    with private_desktop() as desktop:
        for _ in range(_ROUNDS):
            with ExitStack() as internet:
                line = internet.enter_context(to_our_internet())
                with desktop.app(line) as program:
                    program.wait_for_first_check()
                    for _ in range(_CHECKS):
                        program.check(line)
                    internet.close()
                    mappings = _mappings(program)
                    ours.append(megabytes(mappings))
                    own.append(own_megabytes(mappings))
                    for _ in range(_OPENINGS):
                        desktop.open_and_close(program)
                    closed.append(own_megabytes(_mappings(program)))
                with desktop.bare(line) as program:
                    bare.append(megabytes(_mappings(program)))
    yield Row(
        f"memory after {_CHECKS} checks, MB PSS",
        ours,
        "bare tray script",
        bare,
        "at most 27 more",
        is_difference=True,
    )
    yield Row(
        f"window closed for the {_OPENINGS}rd time, MB its own",
        closed,
        "before",
        own,
        "at most 3 more",
        is_difference=True,
    )


def _mappings(program: Program) -> str:
    time.sleep(SETTLE_S)
    (mappings,) = program.proc("smaps")
    return mappings


def megabytes(mappings: str) -> float:
    """PSS of these smaps; but Qt's libraries whole, in case somebody else uses them at this moment."""
    total_kb = 0
    is_ours = False
    for line in mappings.splitlines():
        key, *values = line.split()
        if not key.endswith(":"):  # the first line of a mapping, with the file's path at its end
            is_ours = "/PySide6/" in line
        elif key == ("Rss:" if is_ours else "Pss:"):
            total_kb += int(values[0])
    return total_kb * 1024 / 1e6


def own_megabytes(mappings: str) -> float:
    """What no file stands behind: the system can neither share it nor take it back."""
    return _sum_mb(mappings, "Anonymous:")


def resident_megabytes(mappings: str) -> float:
    """All of it that is in memory, whoever else uses it."""
    return _sum_mb(mappings, "Rss:")


def _sum_mb(mappings: str, key: str) -> float:
    lines = (line.split() for line in mappings.splitlines())
    return sum(int(line[1]) for line in lines if line[0] == key) * 1024 / 1e6
