"""The worker's work: put together what checks, and check for as long as the app runs."""

from __future__ import annotations

import logging
from collections.abc import Callable

from trayapp.errors import TrayappError
from trayapp.settings import Settings
from trayapp.ui.bridge import Bridge

_log = logging.getLogger(__name__)


class Watching:
    """Watches X on the worker's event loop and tells the bridge."""

    def __init__(self, settings: Settings, bridge: Bridge) -> None:
        self._settings = settings
        self._bridge = bridge
        self._ask: Callable[[], None] = lambda: None  # the first check comes unasked

    async def run(self) -> None:
        """Until cancelled. Trouble that keeps checks from being made is told and tried again later."""
        import asyncio  # at hand: a loop is running

        is_asked = asyncio.Event()
        while True:
            try:
                await self._watch()
            except TrayappError as error:
                self._bridge.fail(error)
            except Exception:  # noqa: BLE001 - a bug shall be seen on the icon, never leave it on its last colour
                _log.exception("cannot watch")
                self._bridge.fail(TrayappError("checks_failed"))
            is_asked.clear()
            self._ask = is_asked.set
            try:
                await asyncio.wait_for(is_asked.wait(), self._settings.interval_s)
            except TimeoutError:
                continue

    async def _watch(self) -> None:
        # Loaded here, in the worker's thread: it takes nearly as long as Qt does, and the icon is in a hurry.
        from trayapp.assembly import checker
        from trayapp.clock import utc_now
        from trayapp.domain.tracker import Tracker
        from trayapp.probing.monitor import Monitor

        monitor = Monitor(
            checker(self._settings, utc_now),
            Tracker(),
            lambda judged, _changes: self._bridge.publish(judged),
            utc_now,
            self._settings.interval_s,
            announce=self._bridge.begin,
        )
        self._ask = monitor.check_now
        await monitor.run()

    def check_now(self) -> None:
        """Check at once and in full; while a check runs, after it. From the loop's thread."""
        self._ask()
