"""The loop that checks again and again: at its pace, and at once when somebody asks."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable

from trayapp.clock import Now
from trayapp.domain.records import Check, JudgedCheck, VerdictName
from trayapp.domain.verdict import decide
from trayapp.probing.checker import Checker, Depth

_log = logging.getLogger(__name__)

# Checks of many computers that were started by one morning shall not stay in step.
_JITTER_RATIO = 0.1

# On a calm day four checks of five ask only the core, and lightly.
_FULL_EVERY = 5


class Monitor:
    """Checks for as long as it runs, on one event loop. `publish` is told each check from that loop."""

    def __init__(
        self, checker: Checker, publish: Callable[[JudgedCheck], None], now: Now, interval_s: float
    ) -> None:
        self._checker = checker
        self._publish = publish
        self._now = now
        self._interval_s = interval_s
        self._is_asked = asyncio.Event()
        self._light_checks = 0
        self._last: JudgedCheck | None = None

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._last = await self._check()
            self._publish(self._last)
            pause_s = self._interval_s * random.uniform(1 - _JITTER_RATIO, 1 + _JITTER_RATIO)  # noqa: S311
            try:
                await asyncio.wait_for(self._is_asked.wait(), pause_s)
            except TimeoutError:
                continue

    def check_now(self) -> None:
        """Make the next check at once and in full. From the loop's thread; while a check runs, after it."""
        self._is_asked.set()

    async def _check(self) -> JudgedCheck:
        depth = self._depth()
        self._is_asked.clear()
        self._light_checks = self._light_checks + 1 if depth is Depth.LIGHT else 0
        at = self._now()
        try:
            return await self._checker.check(depth)
        except Exception:  # noqa: BLE001 - a bug in one check must not end the watching; nothing is known of this moment
            _log.exception("a check failed")
            nothing = Check(at, self._interval_s)
            return JudgedCheck(nothing, (), decide(nothing))

    def _depth(self) -> Depth:
        is_calm = self._last is not None and self._last.verdict.name is VerdictName.UP
        if not is_calm or self._is_asked.is_set():
            return Depth.EVERYTHING
        return Depth.LIGHT if self._light_checks < _FULL_EVERY - 1 else Depth.SURFACES
