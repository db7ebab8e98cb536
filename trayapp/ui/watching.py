"""The worker's work: put together what checks, and check for as long as the app runs."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from pathlib import Path

from trayapp.errors import TrayappError
from trayapp.settings import Settings
from trayapp.ui.bridge import Bridge

_log = logging.getLogger(__name__)


class Watching:
    """Watches X on the worker's event loop and tells the bridge. `folder` is the history's."""

    def __init__(self, settings: Settings, folder: Path, bridge: Bridge) -> None:
        self._settings = settings
        self._folder = folder
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
                async with asyncio.timeout(self._settings.interval_s):
                    await is_asked.wait()
            except TimeoutError:
                continue

    async def _watch(self) -> None:
        # Loaded here, in the worker's thread: it takes nearly as long as Qt does, and the icon is in a hurry.
        from trayapp.watching import Watch

        # What was loaded stays for good. Left out of it, the collector need not go through 40,000 objects
        # every now and then, during which the window would stand still for 30 ms. (collect() first, as is
        # usual, would be one such time.)
        gc.freeze()
        watch = Watch(
            self._settings, self._folder, self._bridge.publish, self._bridge.tell, self._bridge.begin
        )
        self._ask = watch.check_now
        await watch.run()

    def check_now(self) -> None:
        """Check at once and in full; while a check runs, after it. From the loop's thread."""
        self._ask()
