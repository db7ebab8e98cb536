"""What weeks of everything coming and going add to the memory that the tray app needs."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.desktop import require_tools
from tests.bench.memory import megabytes
from tests.bench.table import Row
from tests.ui.screen import screen
from tests.ui.week import WHOLE_DAY, week

_ROUNDS = 2


def measure() -> Iterator[Row]:
    """The week of `tests/ui/test_week.py` twice: in the first one caches and the window's 7 days fill.

    Raises MissingToolsError.
    """
    require_tools()
    after: list[list[float]] = [[], [], []]
    for _ in range(_ROUNDS):
        with screen() as shown, week(shown) as life:
            life.warm_up(WHOLE_DAY)
            after[0].append(megabytes(life.mappings()))
            for samples in after[1:]:
                life.live(calm_checks=WHOLE_DAY)
                samples.append(megabytes(life.mappings()))
    names = ("memory after a week, MB PSS", "memory after two weeks, MB PSS")
    yardsticks = ("after a day", "after one week")
    for name, ours, yardstick, before in zip(names, after[1:], yardsticks, after, strict=False):
        yield Row(name, ours, yardstick, before, is_difference=True)
