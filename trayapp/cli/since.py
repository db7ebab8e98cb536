"""Reads how far back a command shall look."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, datetime, timedelta

from trayapp.clock import utc_now

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def since(text: str) -> datetime:
    """A moment: a stretch of time up to now (90m, 24h, 7d, 4w), or else a date or time (ISO 8601)."""
    segment = re.fullmatch(r"([0-9]{1,6})([mhdw])", text.strip().lower())
    try:
        if segment is not None:
            return utc_now() - timedelta(**{_UNITS[segment[2]]: int(segment[1])})
        # A time without an offset is one of this computer's clock.
        return datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError):  # argparse shows what it raises itself, and calls the rest invalid
        raise argparse.ArgumentTypeError(f"{text!r}: 90m, 24h, 7d, 4w, 2026-02-16") from None
