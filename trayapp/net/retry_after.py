"""How long a host asks us to wait, by the headers of its answer."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime

from trayapp.net.limits import LONGEST_WAIT

# How services name the requests that are left: X, then Mastodon, Reddit and Globalping, then Bluesky.
_BUDGETS = ("x-rate-limit", "x-ratelimit", "ratelimit")
_EARLIEST_UNIX_TIME_S = 1e9  # 2001: no service lets anybody wait for 30 years
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{0,9})?")


def parse_retry_after(
    headers: dict[str, str], now: datetime, *, cost: int = 1, is_limited: bool = False
) -> float:
    """Seconds that a host asks us to wait, by `Retry-After` (seconds or a date, RFC 9110) or by the moment
    at which it grants new requests; 0 if it does not. At most a day.

    That moment counts if fewer requests are left than the `cost` of one like ours, or if we are told so by a
    429 (`is_limited`).
    """
    waits = [0.0]
    retry_after = headers.get("retry-after", "").strip()
    if retry_after.isdecimal():
        waits.append(float(retry_after))
    elif retry_after:
        with suppress(ValueError, TypeError, OverflowError):
            waits.append((parsedate_to_datetime(retry_after) - now).total_seconds())
    for family in _BUDGETS:
        left = _number(headers.get(f"{family}-remaining", ""))
        if is_limited or (left is not None and left < cost):  # Reddit counts "0.0"
            waits.append(_until(headers.get(f"{family}-reset", ""), now))
    return min(max(waits), LONGEST_WAIT.total_seconds())


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text := text.strip()) else None


def _until(moment: str, now: datetime) -> float:
    """Seconds until a moment in any of the forms in use: Unix time (X, Bluesky), ISO 8601 (Mastodon), or
    the seconds that are left (Reddit, Globalping). None of them can be taken for another.
    """
    number = _number(moment)
    if number is not None:
        return number - now.timestamp() if number >= _EARLIEST_UNIX_TIME_S else number
    try:
        return (datetime.fromisoformat(moment.strip()) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):  # TypeError: one without a zone could be any
        return 0.0
