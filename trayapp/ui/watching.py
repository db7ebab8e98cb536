"""The worker's work: put together what checks, and check for as long as the app runs."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from trayapp.errors import TrayappError
from trayapp.settings import Settings
from trayapp.ui.bridge import Bridge

if TYPE_CHECKING:
    import asyncio

_log = logging.getLogger(__name__)


class Watching:
    """Watches X on the worker's event loop and tells the bridge. `folder` is the history's."""

    def __init__(self, settings: Settings, folder: Path, bridge: Bridge) -> None:
        self._settings = settings
        self._folder = folder
        self._bridge = bridge
        self._ask: Callable[[], None] = lambda: None  # the first check comes unasked
        self._task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Until cancelled. Trouble that keeps checks from being made is told and tried again later."""
        import asyncio  # at hand: a loop is running

        is_asked = asyncio.Event()
        while True:
            try:
                self._task = asyncio.create_task(self._watch())
                await self._task
            except asyncio.CancelledError:
                whole = asyncio.current_task()
                if whole is None or whole.cancelling():
                    raise
                continue  # only the watching was: there are other settings
            except TrayappError as error:
                self._bridge.fail(error)
            except Exception:  # noqa: BLE001 - a bug shall be seen on the icon, never leave it on its last colour
                _log.exception("cannot watch")
                self._bridge.fail(TrayappError("checks_failed"))
            self._task = None
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

    def use(self, settings: Settings) -> None:
        """Begin anew with other settings; the history keeps what was seen. From the loop's thread."""
        self._settings = settings
        if self._task is not None:
            self._task.cancel()
        else:
            self._ask()

    def test_without_proxy(self) -> None:
        """Make one check without the proxy, beside the watching, and tell of it. From the loop's thread."""
        import asyncio

        self._test = asyncio.create_task(self._check_without_proxy())  # kept, or it would be collected

    async def _check_without_proxy(self) -> None:
        from trayapp.assembly import checker
        from trayapp.clock import utc_now
        from trayapp.probing.checker import Depth
        from trayapp.usual import Usual

        settings = replace(self._settings, proxy="none")
        try:
            judged = await checker(settings, utc_now, Usual(self._folder).mark_slow).check(Depth.EVERYTHING)
        except TrayappError as error:
            self._bridge.fail(error)
        else:
            self._bridge.tell_without_proxy(judged)
