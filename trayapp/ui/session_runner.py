"""The worker's work: watch for as long as the app runs, and show notices."""

from __future__ import annotations

import gc
import logging
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from trayapp.clock import utc_now
from trayapp.domain.codes import VerdictName
from trayapp.errors import TrayappError
from trayapp.i18n import Words
from trayapp.settings.declarations import Settings
from trayapp.ui.bridge import Bridge
from trayapp.ui.icons.icons import draw
from trayapp.watch.session import WatchSession

if TYPE_CHECKING:  # loaded by the worker: the icon is in a hurry
    from trayapp.notices.desktop import DesktopNotices
    from trayapp.notices.popup import Picture

_log = logging.getLogger(__name__)

_PICTURE_PX = 48


class SessionRunner:
    """Runs a session on the worker's event loop, again and again. `folder` is the history's.

    All methods belong to the loop's thread.

    Attributes:
        session: takes the user's commands, whether it runs at the moment or not.
    """

    def __init__(self, settings: Settings, folder: Path, bridge: Bridge, words: Words) -> None:
        self.session = WatchSession(settings, folder, bridge)
        self._bridge = bridge
        self._words = words
        self._notices: DesktopNotices | None = None
        self._is_all_loaded = False

    async def run(self) -> None:
        """Until cancelled. Trouble that keeps checks from being made is told and tried again later."""
        import asyncio  # at hand: a loop is running

        from trayapp.notices.desktop import DesktopNotices

        bridge = self._bridge
        self._notices = DesktopNotices(
            self._words, bridge.open_incident, bridge.on_unserved_notice, _popup_picture
        )
        bridge.notify = self._notices.show
        # At the end the body is cancelled first: popups go before the history is closed, which on a busy disk
        # may take longer than anybody waits for us. (A gather() is over with the first that is cancelled.)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch_again_and_again())
            await self._notices.run()

    async def _watch_again_and_again(self) -> None:
        while True:
            await self._watch()
            await self.session.wait_for_command(self.session.settings.interval_s)

    async def _watch(self) -> None:
        """Until no checks can be made; the bridge is told why."""
        try:
            if not self._is_all_loaded:
                # In the worker's thread: it takes nearly as long as Qt does, and the icon is in a hurry.
                import_module("trayapp.watch.live_session")
                # What was loaded stays for good. Left out of it, the collector need not go through 40,000
                # objects every now and then, during which the window would stand still for 30 ms. (collect()
                # first, as is usual, would be one such time.) Once only: of what was made since then, garbage
                # would stay, too.
                gc.freeze()
                self._is_all_loaded = True
            await self.session.run()
        except TrayappError as error:
            _log.info("cannot watch: %s", error.code)
            self._bridge.on_failure(error)
        except Exception:  # noqa: BLE001 - a bug shall be seen on the icon, never leave it on its last colour
            _log.exception("cannot watch")
            self._bridge.on_failure(TrayappError("checks_failed"))

    def show_sample(self) -> None:
        """Show what a notice looks like, whatever is quiet now."""
        from trayapp.domain.alerts import Notice, NoticeKind  # at hand by now, and no matter of the icon's

        if self._notices is not None:
            self._notices.show(Notice(NoticeKind.SAMPLE, utc_now(), VerdictName.UP))

    def say(self, text: str) -> None:
        """Say something of the program itself in a popup."""
        if self._notices is not None:
            self._notices.say(text)

    def use_words(self, words: Words) -> None:
        """Speak another language from the next notice on."""
        self._words = words
        if self._notices is not None:
            self._notices.words = words


def _popup_picture(verdict: VerdictName) -> Picture:
    """A verdict's sign beside the text of a popup: in colour, whatever the panel's icon is like."""
    from PySide6.QtGui import QImage

    from trayapp.notices.popup import Picture

    image = draw(verdict, _PICTURE_PX).convertToFormat(QImage.Format.Format_RGBA8888)
    pixels = bytes(image.constBits())
    return Picture(image.width(), image.height(), image.bytesPerLine(), True, 8, 4, pixels)
