"""The worker's work: put together what checks, and check for as long as the app runs."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from trayapp.errors import TrayappError
from trayapp.i18n import Words
from trayapp.settings.declarations import Settings
from trayapp.ui.bridge import Bridge

if TYPE_CHECKING:  # loaded by the worker: the icon is in a hurry
    from trayapp.domain.alerts import Notice
    from trayapp.notices.desktop import DesktopNotices
    from trayapp.watch.session import WatchSession

_log = logging.getLogger(__name__)


class SessionRunner:
    """Watches X on the worker's event loop and tells the bridge. `folder` is the history's.

    All methods belong to the loop's thread. Those that carry out a wish of the user's do nothing while no
    check can be made at all.
    """

    def __init__(self, settings: Settings, folder: Path, bridge: Bridge, words: Words) -> None:
        self._settings = settings
        self._folder = folder
        self._bridge = bridge
        self._words = words
        self._ask: Callable[[], None] = lambda: None  # the first check comes unasked
        self._watch_under_way: WatchSession | None = None
        self._notices: DesktopNotices | None = None
        self._is_all_loaded = False

    async def run(self) -> None:
        """Until cancelled. Trouble that keeps checks from being made is told and tried again later."""
        import asyncio  # at hand: a loop is running

        from trayapp.notices.desktop import DesktopNotices

        self._notices = DesktopNotices(self._words, self._bridge.open_incident, self._bridge.pass_on)
        notices = asyncio.create_task(self._notices.run())
        try:
            await self._watch_again_and_again()
        finally:
            notices.cancel()
            await asyncio.gather(notices, return_exceptions=True)  # what is still shown is withdrawn

    async def _watch_again_and_again(self) -> None:
        import asyncio

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
        from trayapp.watch.session import WatchSession

        if not self._is_all_loaded:
            # What was loaded stays for good. Left out of it, the collector need not go through 40,000 objects
            # every now and then, during which the window would stand still for 30 ms. (collect() first, as is
            # usual, would be one such time.) Once only: of what was made since then, garbage would stay, too.
            self._is_all_loaded = True
            gc.freeze()
        watch = WatchSession(
            self._settings,
            self._folder,
            self._bridge.publish,
            self._bridge.tell,
            self._bridge.begin,
            self._notify,
            self._bridge.tell_modes,
        )
        self._ask = watch.check_now
        self._watch_under_way = watch
        try:
            await watch.run()
        finally:
            self._watch_under_way = None

    def _notify(self, notice: Notice) -> None:
        if self._notices is not None:
            self._notices.show(notice)

    def use_words(self, words: Words) -> None:
        """Speak another language from the next notice on."""
        self._words = words
        if self._notices is not None:
            self._notices.words = words

    def check_now(self) -> None:
        """Check at once and in full; while a check runs, after it."""
        self._ask()

    def use(self, settings: Settings) -> None:
        """Go by other settings; what cannot be watched may be with these."""
        self._settings = settings
        if self._watch_under_way is not None:
            self._watch_under_way.use(settings)
        else:
            self._ask()

    def test_without_proxy(self) -> None:
        """Make one check without the proxy, beside the watching, and tell of it."""
        import asyncio

        self._test = asyncio.create_task(self._check_without_proxy())  # kept, or it would be collected

    async def _check_without_proxy(self) -> None:
        from trayapp.checks.checker import Depth
        from trayapp.clock import utc_now
        from trayapp.sources.crowd_baseline import CrowdBaseline
        from trayapp.watch.assembly import checker, host_backoff
        from trayapp.watch.baselines import Baselines

        settings = replace(self._settings, proxy="none")
        try:
            backoff = host_backoff(self._folder, settings, utc_now)
            checks = checker(settings, utc_now, Baselines(self._folder).mark_slow, CrowdBaseline(), backoff)
            with backoff.overridden():  # who wants to be left alone said so to the proxy
                judged = await checks.check(Depth.EVERYTHING)
        except TrayappError as error:
            self._bridge.fail(error)
        else:
            self._bridge.tell_without_proxy(judged)

    def see_error(self) -> None:
        """The user sees an error, now: mark the moment, and check in full with all outside voices."""
        if self._watch_under_way is not None:
            self._watch_under_way.see_error()

    def pause(self, until: datetime) -> None:
        """Make no checks of our own accord before then."""
        if self._watch_under_way is not None:
            self._watch_under_way.pause(until)

    def resume(self) -> None:
        """End a pause, and check at once."""
        if self._watch_under_way is not None:
            self._watch_under_way.resume()

    def mute(self, until: datetime) -> None:
        """Let nothing pop up before then, which may be `FOREVER`."""
        if self._watch_under_way is not None:
            self._watch_under_way.mute(until)

    def unmute(self) -> None:
        """Let notices pop up again."""
        if self._watch_under_way is not None:
            self._watch_under_way.unmute()

    def tell_when_back(self, is_wanted: bool) -> None:
        """Tell once when X is back, or do not any more."""
        if self._watch_under_way is not None:
            self._watch_under_way.tell_when_back(is_wanted)
