"""Prints figures beside their yardsticks: `python -m tests.bench`, or `python -m tests.bench NAME…`."""

from __future__ import annotations

import argparse

from tests.bench import cpu, table, wire
from tests.bench.line import to_our_internet

_FIGURES = {module.__name__.rpartition(".")[2]: module.measure for module in (cpu, wire)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(_FIGURES)}; all without")
    names = parser.parse_args().names or list(_FIGURES)
    if unknown := set(names) - set(_FIGURES):
        parser.error(f"no such figure: {', '.join(unknown)}")
    with to_our_internet() as line:
        print(table.head())
        for name in names:
            for row in _FIGURES[name](line):
                print(table.line(row), flush=True)


main()
