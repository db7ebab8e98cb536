"""Moments and causes as the tables hold them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from trayapp.domain.codes import Cause

QUARTER_MS = 900_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000
LAST_MOMENT_MS = 253402300799999  # of the year 9999: the tables take no later one

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_ms(at: datetime) -> int:
    """Whole milliseconds since 1970."""
    return (at - _EPOCH) // _MILLISECOND  # in integers: timestamp() is a float, and may be one too few


def from_ms(ms: int) -> datetime:
    """The moment, in UTC."""
    return _EPOCH + timedelta(milliseconds=ms)


def quarter_of(ms: int) -> int:
    """The quarter of an hour that it lies in."""
    return ms // QUARTER_MS * QUARTER_MS


def day_of(ms: int) -> int:
    """The day in UTC that it lies in."""
    return ms // DAY_MS * DAY_MS


def cause_or_none(value: str | None) -> Cause | None:
    """A cause, where there is one. Raises ValueError if it is none that we know."""
    return None if value is None else Cause(value)
