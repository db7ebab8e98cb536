"""What each day of a month leaves behind: memory, threads, descriptors, objects.

    python -m tests.bench.days [DAYS]

Days as in `tests/ui/test_week.py`, on which everything comes and goes: 14 troubles that end at once and two
incidents, seven openings of the window, two saves of the settings with another language, themes, a tray host
and a notification server that die, two nights of sleep. Fails if more is left of anything at the end than
after the second day, or more than 2 MB of memory.
"""

from __future__ import annotations

import re
import sys

from tests.bench.desktop import require_tools
from tests.bench.memory import megabytes
from tests.ui.screen import screen
from tests.ui.week import Counts, week

_DAYS = 30
_MOST_GROWTH_MB = 2.0
_CHECKS_A_DAY = 1440
"""Once, on the first day: what is kept of the last checks is full then, as it is after a true day."""
_LAYOUT = "{:>4} {:>9} {:>12} {:>12} {:>8} {:>12} {:>8} {:>12}"


def main(days: int) -> int:
    """Prints a line a day; what is to be the exit status."""
    require_tools()
    titles = ("day", "PSS, MB", "private, MB", "heap, MB", "threads", "descriptors", "objects", "match rules")
    print(_LAYOUT.format(*titles))
    memory: list[float] = []
    counted: list[dict[str, int]] = []
    with screen() as shown, week(shown) as life:
        life.warm_up(_CHECKS_A_DAY)
        for day in range(2, days + 1):
            life.live(1)
            counts = life.counts()
            mappings = life.mappings()
            memory.append(megabytes(mappings))
            counted.append(_sums(counts))
            sums = (counted[-1][name] for name in ("threads", "descriptors", "objects of Qt", "match rules"))
            own = (_private(mappings), _private(mappings, "[heap]"))
            figures = (f"{figure:.1f}" for figure in (memory[-1], *own))
            print(_LAYOUT.format(day, *figures, *sums), flush=True)
    growth = memory[-1] - memory[0]
    print(f"grown since day 2: {growth:+.1f} MB, and {_more(counted[0], counted[-1]) or 'nothing else'}")
    return int(growth > _MOST_GROWTH_MB or bool(_more(counted[0], counted[-1])))


def _sums(counts: Counts) -> dict[str, int]:
    return {name: sum(found.values()) for name, found in counts.items()}


def _more(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    # SQLite keeps what one reader has closed for the next one.
    return {name: n - before[name] for name, n in after.items() if n > before[name] + (name == "descriptors")}


def _private(mappings: str, name: str = "") -> float:
    """Megabytes that nobody else has, of the mappings so named; of all without a name."""
    total = 0
    is_meant = not name
    for line in mappings.splitlines():
        if re.match(r"[0-9a-f]+-", line):
            is_meant = not name or line.endswith(name)
        elif is_meant and line.startswith("Private_Dirty:"):
            total += int(line.split()[1])
    return total / 1024


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else _DAYS))
