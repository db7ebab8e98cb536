"""How often a host may be asked: less and less while it turns us away, and not before the time it names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from trayapp.clock import Now
from trayapp.domain.codes import PROXY_DETAIL, UNSIGNED_DETAIL, Outcome
from trayapp.net.failures import Finding
from trayapp.net.limits import LONGEST_WAIT, Wait
from trayapp.net.limits_file import LimitsFile
from trayapp.net.retry_after import parse_retry_after
from trayapp.net.x_hosts import is_x_host

# Down to this, however often it turns us away. X's own are left alone for no longer at a stretch, whatever
# they say.
_LONGEST_PAUSE_S = 15 * 60.0

# A check begins a little before its pace is over, what with jitter: a tenth is let off, and some more.
_LET_OFF = 0.85

_TURNED_AWAY = frozenset({Outcome.REFUSED, Outcome.LIMITED})
_UNREACHED = (Outcome.DNS_FAILED, Outcome.CONNECT_FAILED, Outcome.TLS_FAILED)
_NO_ANSWER = frozenset({*_UNREACHED, Outcome.TIMEOUT, Outcome.PROTOCOL_ERROR})


class HostBackoff:
    """Knows who is to be left alone just now, whichever process was told so. One event loop.

    Hosts have their own names here; a source has that of `source_name`. `overrides` says that this is what
    came of a request that was made although they were to be left alone.

    Attributes:
        pace_s: the time between checks when all is well.
        store: where it is written down; in memory alone if none is given.
    """

    def __init__(self, now: Now, pace_s: float, store: LimitsFile | None = None) -> None:
        self.pace_s = pace_s
        self.store = store or LimitsFile(None, now)
        self._now = now
        # While waits are overridden: who was asked although it is to be left alone.
        self._overridden: set[str] | None = None

    def retry_after_s(self, name: str) -> float:
        """Seconds for which it is still to be left alone; 0: it may be asked.

        A day at most, and for X's own hosts a quarter of an hour: an outage must not stay unseen for longer.
        """
        wait = self.store.limits.waits.get(name)
        if wait is None:
            return 0.0
        now = self._now()
        longest_s = _longest_wait_s(name) - (now - wait.said_at).total_seconds()
        left_s = max(0.0, min(wait.left_s(now), longest_s))
        if left_s > 0 and self._overridden is not None and not wait.was_overridden:  # once a wait
            self._overridden.add(name)
            return 0.0
        return left_s

    @contextmanager
    def overridden(self) -> Iterator[None]:
        """Meanwhile everybody may be asked: the user wishes it, or the network is another.

        Once for each wait: whoever was asked is left alone afterwards for as long as it says then, or as it
        had said before, and another such wish does not change that.
        """
        self._overridden = set()
        try:
            yield
        finally:
            asked, self._overridden = self._overridden, None
            if asked:
                self.store.change(lambda limits: limits.with_overridden(asked))

    def record(self, host: str, found: Finding, headers: dict[str, str]) -> None:
        """Remember what a host answered: `found` as it was read, with its headers."""
        # What was lost, and what somebody else said in the host's place, says nothing of its wishes.
        if found.outcome in _NO_ANSWER or found.detail in (PROXY_DETAIL, UNSIGNED_DETAIL):
            return
        # A server error is no refusal, whatever time it names: it is what is being watched.
        if found.outcome not in _TURNED_AWAY or found.detail == "http_404":  # a post that is gone
            self.reset(host)
            return
        asked_for_s = parse_retry_after(headers, self._now())
        self.back_off(host, self.pace_s, _LONGEST_PAUSE_S, asked_for_s, let_off=_LET_OFF)

    def set_retry_after(self, name: str, wait_s: float, *, overrides: bool = False) -> None:
        """It is not to be asked for so many seconds: it said so."""
        before = self.store.limits.waits.get(name)
        self._wait(name, wait_s, before.pause_s if before else 0.0, overrides=overrides)

    def back_off(
        self,
        name: str,
        pace_s: float,
        longest_s: float,
        asked_for_s: float,
        *,
        let_off: float = 1.0,
        overrides: bool = False,
    ) -> None:
        """It turned us away, or failed: ask it half as often as last time, at first as at its pace.

        Down to every `longest_s` seconds, and not before the time that it asked for.
        """
        before = self.store.limits.waits.get(name)
        last_s = before.pause_s if before is not None and before.pause_s > 0 else pace_s
        pause_s = min(2 * last_s, max(longest_s, pace_s))  # never more often than at its pace
        self._wait(name, max(pause_s * let_off, asked_for_s), pause_s, overrides=overrides)

    def reset(self, name: str, *, overrides: bool = False) -> None:
        """It answered: from now on it is asked as ever."""
        if name in self.store.limits.waits:
            now, overrides = self._now(), overrides or name in (self._overridden or ())
            self.store.change(lambda limits: limits.without_wait(name, now, overrides=overrides))

    def _wait(self, name: str, wait_s: float, pause_s: float, *, overrides: bool) -> None:
        now, is_overridden = self._now(), name in (self._overridden or ())
        until = now + timedelta(seconds=min(wait_s, _longest_wait_s(name)))
        wait = Wait(now, until, pause_s, was_overridden=is_overridden)
        self.store.change(lambda limits: limits.with_wait(name, wait, overrides=overrides or is_overridden))


def _longest_wait_s(name: str) -> float:
    return _LONGEST_PAUSE_S if is_x_host(name) else LONGEST_WAIT.total_seconds()
