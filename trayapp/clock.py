"""The time, as one function that is passed in: whoever needs another time in a test brings their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]
"""Tells the present moment: aware, UTC, in whole milliseconds."""


def utc_now() -> datetime:
    """The system's clock. Files and JSON have milliseconds: a replay shall see what was seen."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
