"""The time, as one function that is passed in: whoever needs another time in a test brings their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]
"""Tells the present moment: aware, UTC."""


def utc_now() -> datetime:
    """The system's clock."""
    return datetime.now(UTC)
