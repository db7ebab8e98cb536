"""How often a host may be asked: less and less while it turns us away, and not before the time it names."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from trayapp.clock import Now
from trayapp.domain.records import Outcome
from trayapp.probing.failures import Finding

# Down to this, however often it turns us away: an outage must not stay unseen for longer.
_LONGEST_PAUSE_S = 15 * 60.0

_TURNED_AWAY = frozenset({Outcome.REFUSED, Outcome.LIMITED})


@dataclass(slots=True)
class _Welcome:
    """What a host made of us lately."""

    pause_s: float
    """How long it is left alone when it turns us away; twice as long the next time."""
    last_word: Finding
    not_before: float = 0.0
    """By the monotonic clock."""


class Manners:
    """Remembers which hosts turned us away. One event loop.

    `monotonic` tells seconds; `pace_s` is the time between checks when all is well.
    """

    def __init__(self, monotonic: Callable[[], float], now: Now, pace_s: float) -> None:
        self._monotonic = monotonic
        self._now = now
        self._pace_s = pace_s
        self._hosts: dict[str, _Welcome] = {}

    def held_back_by(self, host: str) -> Finding | None:
        """What this host turned us away with, while it is to be left alone; `None` if it may be asked."""
        welcome = self._hosts.get(host)
        if welcome is None or self._monotonic() >= welcome.not_before:
            return None
        return welcome.last_word

    def wait_s(self, host: str) -> float:
        """Seconds for which this host is still to be left alone."""
        welcome = self._hosts.get(host)
        return 0.0 if welcome is None else max(0.0, welcome.not_before - self._monotonic())

    def leave_alone(self, host: str, found: Finding, wait_s: float) -> None:
        """Do not ask this host for so many seconds, whoever wants to: it said so, with `found`."""
        self._hosts[host] = _Welcome(self._pace_s, found, self._monotonic() + wait_s)

    def note(self, host: str, found: Finding, headers: dict[str, str]) -> None:
        """Remember what a host answered: `found` as it was read, with its headers.

        A server error is no refusal, whatever time it names: it is what is being watched.
        """
        if found.outcome not in _TURNED_AWAY or found.detail in ("http_404", "proxy"):
            self._hosts.pop(host, None)  # a post that is gone is no refusal, nor is a proxy's
            return
        welcome = self._hosts.setdefault(host, _Welcome(self._pace_s, found))
        welcome.last_word = found
        # Asked half as often each time: at twice the pace, then four times, and so on.
        welcome.pause_s = min(2 * welcome.pause_s, max(_LONGEST_PAUSE_S, self._pace_s))
        asked_for_s = wait_asked_for(headers, self._now())
        # A check begins a little before its pace is over, what with jitter: a tenth is let off.
        welcome.not_before = self._monotonic() + max(welcome.pause_s * 0.85, asked_for_s)


def wait_asked_for(
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
    return min(max(waits), _LONGEST_WAIT_S)


# How services name the requests that are left: X, then Mastodon, Reddit and Globalping, then Bluesky.
_BUDGETS = ("x-rate-limit", "x-ratelimit", "ratelimit")
_LONGEST_WAIT_S = 24 * 3600.0
_EARLIEST_UNIX_TIME_S = 1e9  # 2001: no service lets anybody wait for 30 years
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{0,9})?")


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
