"""What a week of everything coming and going adds to the memory that the tray app needs."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.desktop import require_tools
from tests.bench.memory import megabytes
from tests.bench.table import Row
from tests.ui.screen import screen
from tests.ui.week import week

_ROUNDS = 2


def measure() -> Iterator[Row]:
    """The week of `tests/ui/test_week.py`, after a day like its own.

    Raises MissingToolsError.
    """
    require_tools()
    at_end: list[float] = []
    at_beginning: list[float] = []
    for _ in range(_ROUNDS):
        with screen() as shown, week(shown) as life:
            life.warm_up()
            at_beginning.append(megabytes(life.mappings()))
            life.live()
            at_end.append(megabytes(life.mappings()))
    yield Row(
        "memory after a week, MB PSS",
        at_end,
        "at its beginning",
        at_beginning,
        "no more",
        is_difference=True,
    )
