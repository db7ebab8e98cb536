"""From the start of the process to an icon in the tray."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.desktop import Program, private_desktop
from tests.bench.line import to_our_internet
from tests.bench.table import Row

_ROUNDS = 11


def measure() -> Iterator[Row]:
    """Both in turn; the first round fills the caches."""
    ours: list[Program] = []
    bare: list[Program] = []
    with to_our_internet() as line, private_desktop() as desktop:
        for _ in range(_ROUNDS):
            with desktop.app(line) as program:
                ours.append(program)
            with desktop.bare(line) as program:
                bare.append(program)
    yield Row(
        "start to icon, ms",
        [program.start_s * 1000 for program in ours[1:]],
        "bare tray script",
        [program.start_s * 1000 for program in bare[1:]],
        "at most x 1.2",
    )
    yield Row(
        "start to icon, processor ms",
        [program.start_cpu_s * 1000 for program in ours[1:]],
        "bare tray script",
        [program.start_cpu_s * 1000 for program in bare[1:]],
    )
