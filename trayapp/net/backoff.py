"""How often a host may be asked: less and less while it turns us away, and not before the time it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from trayapp.clock import Now
from trayapp.domain.records import PROXY_DETAIL, UNSIGNED_DETAIL, Outcome
from trayapp.net.failures import Finding
from trayapp.net.limits import LONGEST_WAIT, Wait
from trayapp.net.limits_file import LimitsFile
from trayapp.net.x_hosts import is_x_host

# Down to this, however often it turns us away. X's own are left alone for no longer at a stretch, whatever
# they say: an outage must not stay unseen for longer.
_LONGEST_PAUSE_S = 15 * 60.0

# A check begins a little before its pace is over, what with jitter: a tenth is let off, and some more.
_LET_OFF = 0.85

_TURNED_AWAY = frozenset({Outcome.REFUSED, Outcome.LIMITED})
_NO_ANSWER = frozenset(
    {
        *(Outcome.DNS_FAILED, Outcome.CONNECT_FAILED, Outcome.TIMEOUT),
        *(Outcome.TLS_FAILED, Outcome.PROTOCOL_ERROR),
    }
)


class HostBackoff:
    """Knows who is to be left alone just now, whichever process was told so. One event loop.

    Attributes:
        pace_s: the time between checks when all is well.
        store: where it is written down; in memory alone if none is given.
    """

    def __init__(self, now: Now, pace_s: float, store: LimitsFile | None = None) -> None:
        self.pace_s = pace_s
        self.store = store or LimitsFile(None, now)
        self._now = now
        self._asked_despite: set[str] | None = None
        """While waits are lifted: who was asked although it is to be left alone."""

    def wait_s(self, whom: str) -> float:
        """Seconds for which this host, or whoever else has this name, is still to be left alone."""
        wait = self.store.limits.waits.get(whom)
        if wait is None:
            return 0.0
        now = self._now()
        longest_s = _longest_wait_s(whom) - (now - wait.said_at).total_seconds()
        left_s = max(0.0, min(wait.left_s(now), longest_s))
        if left_s > 0 and self._asked_despite is not None and not wait.was_lifted:
            self._asked_despite.add(whom)
            return 0.0
        return left_s

    @contextmanager
    def lifted(self) -> Iterator[None]:
        """Meanwhile everybody may be asked: the user wishes it, or the network is another.

        Once for each wait: whoever was asked is left alone afterwards for as long as it says then, or as it
        had said before, and another such wish does not change that.
        """
        self._asked_despite = set()
        try:
            yield
        finally:
            asked, self._asked_despite = self._asked_despite, None
            if asked:
                self.store.change(lambda limits: limits.lifted(asked))

    def note(self, host: str, found: Finding, headers: dict[str, str]) -> None:
        """Remember what a host answered: `found` as it was read, with its headers.

        A server error is no refusal, whatever time it names: it is what is being watched. What was lost, and
        what somebody else said in the host's place, says nothing of its wishes.
        """
        if found.outcome in _NO_ANSWER or found.detail in (PROXY_DETAIL, UNSIGNED_DETAIL):
            return
        if found.outcome not in _TURNED_AWAY or found.detail == "http_404":  # a post that is gone
            self.welcome(host)
            return
        asked_for_s = wait_asked_for(headers, self._now())
        self.back_off(host, self.pace_s, _LONGEST_PAUSE_S, asked_for_s, let_off=_LET_OFF)

    def leave_alone(self, whom: str, wait_s: float, *, despite: bool = False) -> None:
        """Do not ask this one for so many seconds: it said so."""
        before = self.store.limits.waits.get(whom)
        self._wait(whom, wait_s, before.pause_s if before else 0.0, despite=despite)

    def back_off(
        self,
        whom: str,
        pace_s: float,
        longest_s: float,
        asked_for_s: float,
        *,
        let_off: float = 1.0,
        despite: bool = False,
    ) -> None:
        """It turned us away, or failed: ask it half as often as last time, at first as at its pace.

        Down to every `longest_s` seconds, and not before the time that it asked for. `despite`: this is its
        word although it was to be left alone.
        """
        before = self.store.limits.waits.get(whom)
        last_s = before.pause_s if before is not None and before.pause_s > 0 else pace_s
        pause_s = min(2 * last_s, max(longest_s, pace_s))
        self._wait(whom, max(pause_s * let_off, asked_for_s), pause_s, despite=despite)

    def welcome(self, whom: str, *, despite: bool = False) -> None:
        """It answered: from now on it is asked as ever."""
        if whom in self.store.limits.waits:
            now, despite = self._now(), despite or self._is_asked_despite(whom)
            self.store.change(lambda limits: limits.welcomed(whom, now, despite=despite))

    def _wait(self, whom: str, wait_s: float, pause_s: float, *, despite: bool) -> None:
        now, is_lifted = self._now(), self._is_asked_despite(whom)
        until = now + timedelta(seconds=min(wait_s, _longest_wait_s(whom)))
        wait = Wait(now, until, pause_s, was_lifted=is_lifted)
        self.store.change(lambda limits: limits.told_to_wait(whom, wait, despite=despite or is_lifted))

    def _is_asked_despite(self, whom: str) -> bool:
        return self._asked_despite is not None and whom in self._asked_despite


def _longest_wait_s(whom: str) -> float:
    return _LONGEST_PAUSE_S if is_x_host(whom) else LONGEST_WAIT.total_seconds()


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
