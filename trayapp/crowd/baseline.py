"""How many accounts usually say that X is down at an hour of the week: there is always somebody. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from trayapp.domain.check_json import read_moment, read_number, timestamp

LEAST_WEEKS = 4
"""An hour of the week has a baseline once it was watched in so many weeks: one outage is then a minority."""
MOST_WEEKS = 8
"""Older ones are forgotten, so that what people talk about may change."""

_HOURS = 168
_QUARTERS = 4
_LEAST_QUARTERS = 3
"""Of an hour, for it to have been watched. A standing poll looks every 10 minutes."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a standing poll has seen so far, hour by hour of the week in UTC.

    The baseline of an hour is the median of its weeks. An outage lasts hours, so it spoils one week of each
    hour it touches, and a median does not move for one of four. To leave out the hours in which trouble was
    said would do as well on that day, but where people begin to talk more for good, every hour from then on
    would be trouble, none be learned, and the alarm would never end.
    """

    hours: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    """By hour of the week (0 is Monday, 00:00 to 01:00 UTC): the mean count of accounts in 15 minutes in
    each of the last `MOST_WEEKS` weeks in which that hour was watched, oldest first."""
    hour_at: datetime | None = None
    """The beginning of the hour that is being watched."""
    quarters: tuple[int | None, ...] = (None,) * _QUARTERS
    """The last count of each quarter of that hour; `None` where nobody looked."""

    def expected(self, at: datetime) -> float | None:
        """How many accounts are usual in 15 minutes at this hour of the week; `None` while unknown."""
        weeks = self.hours.get(_hour_of_week(at), ())
        if len(weeks) < LEAST_WEEKS:
            return None
        from statistics import median  # 4 ms to load, and the icon is waiting when this module is

        return median(weeks)

    def learned(self, at: datetime, accounts: int) -> Baseline:
        """The baseline after one more poll, which found so many accounts in the last 15 minutes."""
        hour_at = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        is_same_hour = hour_at == self.hour_at
        quarters = list(self.quarters if is_same_hour else (None,) * _QUARTERS)
        quarters[at.astimezone(UTC).minute * _QUARTERS // 60] = max(0, accounts)
        return Baseline(self.hours if is_same_hour else self._closed(), hour_at, tuple(quarters))

    def _closed(self) -> Mapping[int, tuple[float, ...]]:
        """The hours, with the one that is over if enough of it was watched."""
        counts = [count for count in self.quarters if count is not None]
        if self.hour_at is None or len(counts) < _LEAST_QUARTERS:
            return self.hours
        hour = _hour_of_week(self.hour_at)
        weeks = (*self.hours.get(hour, ()), round(sum(counts) / len(counts), 2))
        return {**self.hours, hour: weeks[-MOST_WEEKS:]}

    def to_json(self) -> str:
        """As text, at most about 10 kB."""
        written = {
            "hours": {str(hour): list(weeks) for hour, weeks in sorted(self.hours.items())},
            "hour_at": timestamp(self.hour_at) if self.hour_at else None,
            "quarters": list(self.quarters),
        }
        return json.dumps(written, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | None) -> Baseline:
        """The baseline that was written; an empty one if any of it cannot be read. Never raises."""
        try:
            value = json.loads(text or "{}")
            hours = {
                int(hour): tuple(map(_count, weeks))[-MOST_WEEKS:] for hour, weeks in value["hours"].items()
            }
            quarters = tuple(None if count is None else int(_count(count)) for count in value["quarters"])
            hour_at = None if value["hour_at"] is None else read_moment(value["hour_at"])
        except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
            return cls()
        # Written by another version, or by hand: half of it would be taken for what is usual.
        is_whole = len(quarters) == _QUARTERS and all(0 <= hour < _HOURS for hour in hours)
        return cls(hours, hour_at, quarters) if is_whole else cls()


def _count(value: Any) -> float:
    number = read_number(value)
    if number is None or not math.isfinite(number) or number < 0:
        raise ValueError("unreadable")
    return number


def _hour_of_week(at: datetime) -> int:
    utc = at.astimezone(UTC)
    return utc.weekday() * 24 + utc.hour
