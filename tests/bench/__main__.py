"""Prints figures beside their yardsticks: `python -m tests.bench`, or `python -m tests.bench NAME…`."""

from __future__ import annotations

import argparse

from tests.bench import browser, command, cpu, gui, history, memory, start, table, wakeups, window, wire
from tests.bench.desktop import MissingToolsError

_MODULES = (start, memory, cpu, wire, gui, wakeups, command, history, window, browser)
_FIGURES = {module.__name__.rpartition(".")[2]: module.measure for module in _MODULES}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(_FIGURES)}; all without")
    names = parser.parse_args().names or list(_FIGURES)
    if unknown := set(names) - set(_FIGURES):
        parser.error(f"no such figure: {', '.join(unknown)}")
    print(table.head())
    for name in names:
        try:
            for row in _FIGURES[name]():
                print(table.line(row), flush=True)
        except MissingToolsError as error:
            print(f"{name} {error}")


main()
