"""How often a host may be asked: less and less while it turns us away, and not before the time it names."""

from __future__ import annotations

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


def wait_asked_for(headers: dict[str, str], now: datetime) -> float:
    """Seconds that a host asks us to wait, by `Retry-After` (seconds or a date, RFC 9110) or X's
    `x-rate-limit-reset` (a Unix time, docs.x.com, "Rate limits"); 0 if it does not. At most a day.
    """
    waits = [0.0]
    retry_after = headers.get("retry-after", "").strip()
    if retry_after.isdecimal():
        waits.append(float(retry_after))
    elif retry_after:
        with suppress(ValueError, TypeError, OverflowError):
            waits.append((parsedate_to_datetime(retry_after) - now).total_seconds())
    if headers.get("x-rate-limit-remaining", "").strip() == "0":
        reset = headers.get("x-rate-limit-reset", "").strip()
        if reset.isdecimal() and len(reset) < 12:
            waits.append(int(reset) - now.timestamp())
    return min(max(waits), 24 * 3600.0)
