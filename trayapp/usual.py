"""What is usual on this computer, from its own history: joins what is seen with what was seen before."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from trayapp.domain.records import SurfaceResult
from trayapp.domain.usual import LATELY, Reach, mark_slow, may_be_slow
from trayapp.errors import HistoryError
from trayapp.history.summary import Summary
from trayapp.probing.line import line_name

_log = logging.getLogger(__name__)

REACH = "reach"
"""The name under which the history remembers what lines let through."""

# Medians of a week do not move within an hour, and finding them takes some 50 ms.
_FOUND_EVERY_S = 3600.0


class Usual:
    """Sets what a check saw beside what is usual, before it is judged. One event loop."""

    def __init__(self, folder: Path, remembered: str | None = None) -> None:
        self._folder = folder
        self._reach = Reach.from_json(_parsed(remembered))
        self._usual_ms: Mapping[str, float] = {}
        self._find_again_at_s = 0.0
        self._is_news = False
        self.missing: tuple[str, ...] = ()
        """The parts of X that the last check left out, since this line never lets them through."""

    def adapt(self, at: datetime, results: tuple[SurfaceResult, ...]) -> tuple[SurfaceResult, ...]:
        """The results as they are to be judged: slow ones marked, what is not available here left out."""
        line = line_name()
        self._is_news |= self._reach.note(line, at, results)
        self.missing = tuple(r.id for r in results if self._reach.is_missing(line, at, r.id))
        return self.mark_slow(at, tuple(r for r in results if r.id not in self.missing))

    def mark_slow(self, at: datetime, results: tuple[SurfaceResult, ...]) -> tuple[SurfaceResult, ...]:
        """The results, slow ones marked. Looks into the history only if something took long."""
        if not may_be_slow(results):
            return results
        if time.monotonic() >= self._find_again_at_s:
            self._find_again_at_s = time.monotonic() + _FOUND_EVERY_S
            self._usual_ms = _medians(self._folder, at)
        return mark_slow(results, self._usual_ms)

    def news(self) -> tuple[tuple[str, str], ...]:
        """What to remember from now on, if it is not what is remembered already."""
        if not self._is_news:
            return ()
        self._is_news = False
        return ((REACH, json.dumps(self._reach.to_json(), separators=(",", ":"))),)


def _medians(folder: Path, at: datetime) -> Mapping[str, float]:
    try:
        with Summary.open(folder) as summary:
            return summary.usual_ms(at - LATELY)
    except HistoryError as error:
        _log.info("what is usual is not known: %s", error)
        return {}


def _parsed(text: str | None) -> Any:
    with suppress(ValueError, RecursionError):
        return json.loads(text or "{}")
    return {}
