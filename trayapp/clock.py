"""The time, as one function that is passed in: whoever needs another time in a test brings their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from datetime import time as clock_time
from functools import lru_cache

Now = Callable[[], datetime]
"""Tells the present moment: aware, UTC, in whole milliseconds."""


def utc_now() -> datetime:
    """The system's clock."""
    now = datetime.now(UTC)
    # Files and JSON have milliseconds: a replay shall see what was seen.
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def local(at: datetime) -> datetime:
    """A moment by the clock on the wall, here and by now; one without a zone is told by that already.

    Of the first and the last day of all, which lie elsewhere in years that do not exist: in UTC.
    """
    read_zone(int(time.monotonic()))  # people travel, and set another zone while this runs
    try:
        return at.astimezone()
    except (OverflowError, ValueError):
        return at if at.tzinfo else at.replace(tzinfo=UTC)


def midnight(day: date) -> datetime:
    """When this day began by the clock on the wall. Where clocks are changed, it has not 24 hours."""
    return local(datetime.combine(day, clock_time()))


@lru_cache(maxsize=1)  # 10 us: as much as three moments take, and pages have hundreds of them
def read_zone(_second: int) -> None:
    """Once a second: the C library goes on with the zone that it read, until tzset() has it look again."""
    if hasattr(time, "tzset"):  # Windows has none, and needs none
        time.tzset()
