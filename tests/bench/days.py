"""What each day of a month leaves behind: memory, threads, descriptors, objects.

    python -m tests.bench.days [DAYS]

Days as in `tests/ui/test_week.py`, on which everything comes and goes: 14 troubles that end at once and two
incidents, seven openings of the window, two saves of the settings with another language, themes, a tray host
and a notification server that die, two nights of sleep, and between them eight hours with a check a minute.
Fails if more is left of anything at the end than after the second day, or more than 2 MB of memory, with all
that others share: PSS goes up and down by ten with whoever else runs Python just then.
"""

from __future__ import annotations

import sys

from tests.bench.desktop import require_tools
from tests.bench.memory import own_megabytes, resident_megabytes
from tests.ui.screen import screen
from tests.ui.week import WHOLE_DAY, Counts, week

_DAYS = 30
_MOST_GROWTH_MB = 2.0
_LAYOUT = "{:>4} {:>9} {:>9} {:>8} {:>12} {:>8} {:>12}"


def main(days: int) -> int:
    """Prints a line a day; what is to be the exit status."""
    require_tools()
    titles = ("day", "all, MB", "own, MB", "threads", "descriptors", "objects", "match rules")
    print(_LAYOUT.format(*titles))
    memory: list[float] = []
    counted: list[dict[str, int]] = []
    with screen() as shown, week(shown) as life:
        life.warm_up(WHOLE_DAY)
        for day in range(2, days + 1):
            life.live(1, WHOLE_DAY)
            counts = life.counts()
            mappings = life.mappings()
            memory.append(resident_megabytes(mappings))
            counted.append(_sums(counts))
            sums = (counted[-1][name] for name in ("threads", "descriptors", "objects of Qt", "match rules"))
            figures = (f"{figure:.1f}" for figure in (memory[-1], own_megabytes(mappings)))
            print(_LAYOUT.format(day, *figures, *sums), flush=True)
    growth = memory[-1] - memory[0]
    print(f"grown since day 2: {growth:+.1f} MB, and {_more(counted[0], counted[-1]) or 'nothing else'}")
    return int(growth > _MOST_GROWTH_MB or bool(_more(counted[0], counted[-1])))


def _sums(counts: Counts) -> dict[str, int]:
    return {name: sum(found.values()) for name, found in counts.items()}


def _more(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    # SQLite keeps what one reader has closed for the next one.
    return {name: n - before[name] for name, n in after.items() if n > before[name] + (name == "descriptors")}


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else _DAYS))
