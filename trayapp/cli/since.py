"""Reads how long something shall last, and how far back a command shall look."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, datetime, timedelta

from trayapp.clock import utc_now
from trayapp.i18n import Words
from trayapp.i18n.catalogue import N_

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DAYS_OF_YEAR = 365


def since(words: Words, text: str) -> datetime:
    """A moment: a stretch of time up to now (90m, 24h, 7d, 4w, 1y), or else a date or time (ISO 8601)."""
    try:
        back = _stretch(words, text)
        # A time without an offset is one of this computer's clock.
        return utc_now() - back if back is not None else datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError):  # argparse shows what it raises itself, and calls the rest invalid
        raise argparse.ArgumentTypeError(
            words.gettext("{text} is no time; it is written as 90m, 24h, 7d, 4w, 1y or 2026-02-16", text=text)
        ) from None


def until(words: Words, text: str) -> datetime:
    """The end of a stretch of time that begins now, of `LONGEST` at most."""
    from trayapp.watch.steering import LONGEST  # of what most commands can do without

    try:
        length = _stretch(words, text)
    except OverflowError:
        length = None
    if length is None or not timedelta() < length <= LONGEST:
        raise argparse.ArgumentTypeError(
            words.gettext("{text} is no length from 1m to 366d; it is written as 30m, 4h or 2d", text=text)
        )
    return utc_now() + length


def _stretch(words: Words, text: str) -> timedelta | None:
    """Its length; `None` if the text is none."""
    found = re.fullmatch(r"([0-9]{1,6})([mhdwy]?)", text.strip().lower())
    if found is None:
        return None
    count, unit = int(found[1]), found[2]
    if not unit:
        without_one = N_("{text} of what? Write {text}m, {text}h, {text}d, {text}w or {text}y")
        raise argparse.ArgumentTypeError(words.gettext(without_one, text=text))
    return timedelta(days=_DAYS_OF_YEAR * count) if unit == "y" else timedelta(**{_UNITS[unit]: count})
