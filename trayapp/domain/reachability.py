"""Which parts of X are not available on a network: behind a Pi-hole, in a company. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from trayapp.domain.codes import CORE_SURFACES, CUSTOM_SURFACE
from trayapp.domain.records import ControlResult, SurfaceResult
from trayapp.domain.state_json import read_each, to_plain

# What was reached so lately is in trouble now, whatever is between.
_REACHED_WITHIN = timedelta(days=7)

# In trouble every check asks for everything: 50 questions in vain are an hour or a few of watching. What a
# network has not let through for a day as well is not in trouble there, the network is made that way.
_FAILURES_AT_LEAST = 50
_FAILING_FOR_AT_LEAST = timedelta(days=1)

# Networks that are remembered. Who travels forgets the oldest.
_MOST_NETWORKS = 32


@dataclass(slots=True)
class _Known:
    """How one part of X fared on one network."""

    reached_at: datetime | None = None
    failed_since: datetime | None = None
    """The first time it was asked in vain since then."""
    failures: int = 0
    """In a row."""


class Reachability:
    """Which parts of X, beside its core, are not available on which network, as told apart by any text."""

    def __init__(self) -> None:
        self._networks: dict[str, dict[str, _Known]] = {}

    def record(
        self,
        network: str,
        at: datetime,
        results: Iterable[SurfaceResult],
        controls: Iterable[ControlResult] = (),
    ) -> bool:
        """Take in one check. Whether there is something new that is worth remembering beyond this run."""
        results = tuple(results)
        core = [result for result in results if result.id in CORE_SURFACES]
        if not any(r.is_ok for r in core):  # while X itself is away, its parts say nothing of the network
            return False
        # Hosts of one operator may be filtered, and resolvers often are: that shows no network that loses.
        lost = {control.operator for control in controls if control.is_lost and not control.is_doh}
        does_network_lose = any(result.lost or result.is_lost for result in core) or len(lost) > 1
        known = self._networks.pop(network, {})
        self._networks[network] = known  # the last one is the one seen last
        while len(self._networks) > _MOST_NETWORKS:
            del self._networks[next(iter(self._networks))]
        is_news = False
        for result in results:
            if result.id in CORE_SURFACES or result.id == CUSTOM_SURFACE:
                continue  # what the user entered is asked for whatever comes: it shall not fall silent
            if does_network_lose and result.is_lost:
                continue  # as it would be behind any filter or none
            part = known.setdefault(result.id, _Known())
            # A failure that nobody signed may be a filter's own page.
            if not result.is_reached or (result.fails and not result.signed):
                is_news = True
                part.failed_since = part.failed_since or at
                part.failures += 1
            # When it was reached is known to the hour, which spares writing it down with each check.
            elif part.failures or part.reached_at is None or abs(at - part.reached_at) >= timedelta(hours=1):
                is_news = True
                known[result.id] = _Known(at)
        return is_news

    def is_missing(self, network: str, at: datetime, surface: str) -> bool:
        """Whether this part was not reached once in the last 7 days on this network, though asked often."""
        part = self._networks.get(network, {}).get(surface)
        if part is None or part.failed_since is None or part.failures < _FAILURES_AT_LEAST:
            return False
        was_reached_lately = part.reached_at is not None and at - part.reached_at <= _REACHED_WITHIN
        return not was_reached_lately and at - part.failed_since >= _FAILING_FOR_AT_LEAST

    def to_json(self) -> dict[str, Any]:
        """All of it in plain types."""
        written: dict[str, Any] = to_plain(self._networks)
        return written

    @classmethod
    def from_json(cls, value: Any) -> Reachability:
        """What was written; what cannot be read of it was never seen. Never raises."""
        reach = cls()
        for network, known in value.items() if isinstance(value, dict) else ():
            if isinstance(known, dict):
                reach._networks[network] = read_each(known, _Known)
        return reach
