"""What is usual on this computer, from its own history: joins what is seen with what was seen before."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from trayapp.computer.network import network_id
from trayapp.domain.drift import Drift
from trayapp.domain.latency import LATENCY_WINDOW, MedianMs, mark_slow, may_be_slow
from trayapp.domain.reachability import Reachability
from trayapp.domain.records import ControlResult, JudgedCheck, SurfaceResult
from trayapp.errors import HistoryError
from trayapp.history.database import BUSY_S
from trayapp.history.summary import Summary
from trayapp.reading import parse_json

_T = TypeVar("_T")

_log = logging.getLogger(__name__)

REACHABILITY = "reach"
"""The name under which the history remembers what networks let through."""

DRIFT = "drift"
"""The name under which it remembers what has answered wrongly for long."""

# Medians of a week do not move within an hour, and finding them takes some 20 ms.
_FOUND_EVERY_S = 3600.0


class Baselines:
    """Sets what a check saw beside what is usual, before it is judged. One event loop.

    `load_reachability` and `load_drift` hand it what the history remembers under these names.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reach = Reachability()
        self._drift = Drift()
        self._median_ms: MedianMs = {}
        self._find_again_at_s = 0.0
        self._unsaved: set[str] = set()
        self.missing: tuple[str, ...] = ()
        """The parts of X that the last check left out, since this network never lets them through."""
        self.needs_update = False
        """Whether X has changed so that this version cannot read it, and nobody reports trouble."""

    def load_reachability(self, remembered: str | None) -> None:
        """Go on from what is remembered. Where that comes late, what was seen meanwhile is forgotten."""
        if remembered is not None:
            self._reach = Reachability.from_json(_parsed(remembered))

    def load_drift(self, remembered: str | None) -> None:
        """The same of what has answered wrongly."""
        if remembered is not None:
            self._drift = Drift.from_json(_parsed(remembered))

    @property
    def distrusted(self) -> frozenset[str]:
        """Controls that have answered wrongly for long: to be asked, and left out of what is judged."""
        return self._drift.distrusted

    def adapt(
        self, at: datetime, surfaces: tuple[SurfaceResult, ...], controls: tuple[ControlResult, ...] = ()
    ) -> tuple[SurfaceResult, ...]:
        """The surfaces as they are to be judged: slow ones marked, what is not available here left out.

        `controls` are all that were asked, the distrusted ones too.
        """
        network = network_id()
        if self._reach.record(network, at, surfaces, controls):
            self._unsaved.add(REACHABILITY)
        if self._drift.record_controls(at, controls):
            self._unsaved.add(DRIFT)
        self.missing = tuple(r.id for r in surfaces if self._reach.is_missing(network, at, r.id))
        return tuple(r for r in self.mark_slow(at, surfaces, controls) if r.id not in self.missing)

    def mark_slow(
        self, at: datetime, surfaces: tuple[SurfaceResult, ...], controls: tuple[ControlResult, ...] = ()
    ) -> tuple[SurfaceResult, ...]:
        """The surfaces, slow ones marked. Looks into the history only if something took long."""
        if not may_be_slow(surfaces):
            return surfaces
        if time.monotonic() >= self._find_again_at_s:
            self._find_again_at_s = time.monotonic() + _FOUND_EVERY_S
            median_ms = read_history(self._folder, lambda summary: summary.median_ms(at - LATENCY_WINDOW))
            self._median_ms = median_ms or {}
        return mark_slow(surfaces, controls, self._median_ms)

    def follow(self, judged: JudgedCheck) -> None:
        """Take in a check with what others say of it."""
        if self._drift.record_pages(judged.check, judged.evidence):
            self._unsaved.add(DRIFT)
        self.needs_update = self._drift.needs_update(judged.check.at)

    def unsaved(self) -> tuple[tuple[str, str], ...]:
        """What is to be stored from now on, if it is not what is stored already."""
        known: dict[str, Drift | Reachability] = {REACHABILITY: self._reach, DRIFT: self._drift}
        unsaved, self._unsaved = self._unsaved, set()
        return tuple(
            (name, json.dumps(known[name].to_json(), separators=(",", ":"))) for name in sorted(unsaved)
        )


def distrusted_controls(folder: Path) -> frozenset[str]:
    """What `Baselines.distrusted` was when somebody last watched. Reads the history, and never raises."""
    remembered = read_history(folder, lambda summary: summary.load_state(DRIFT))
    return Drift.from_json(_parsed(remembered or "")).distrusted


def read_history(folder: Path, read: Callable[[Summary], _T]) -> _T | None:
    """What the history says; `None` if it cannot be read."""
    try:
        with Summary(folder, BUSY_S) as summary:
            return read(summary)
    except HistoryError as error:
        _log.info("the history cannot be read: %s", error)
        return None


def _parsed(text: str) -> Any:
    with suppress(ValueError):
        return parse_json(text)
    return {}
