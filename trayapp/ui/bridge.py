"""The worker's work, and the one way from its thread to the GUI's: frozen records in Qt's queued signals."""

from __future__ import annotations

import gc
import logging
import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from trayapp.clock import utc_now
from trayapp.domain.codes import VerdictName
from trayapp.errors import TrayappError
from trayapp.i18n import Words
from trayapp.settings.declarations import Settings
from trayapp.ui.icons.icons import draw
from trayapp.watch.session import WatchSession

if TYPE_CHECKING:  # what made it is loaded by the worker: the icon does not wait for that
    from collections.abc import Callable
    from datetime import datetime

    from trayapp.domain.alerts import Notice
    from trayapp.domain.records import JudgedCheck
    from trayapp.notices.desktop import DesktopNotices
    from trayapp.notices.popup import Picture


_log = logging.getLogger(__name__)

_PICTURE_PX = 48


class Bridge(QObject):
    """Lives in the GUI thread; its methods may be called from any. Receivers are @Slot methods of QObjects.

    Attributes:
        notify: shows a notice. It stays in the worker's thread, whose notification service sets it.

    Signals:
        check_began: a check is under way.
        checked: it is done; argument: the Update.
        history_told: the history has met with something; argument: the HistoryEvent.
        history_changed: what was recorded before is another now.
        checks_failed: no check can be made at present; argument: the TrayappError.
        tested_without_proxy: one check was made without it; argument: the JudgedCheck.
        looked: a browser has looked at X, as was asked for; argument: a SurfaceResult, or a TrayappError.
        modes_changed: what the user has asked for, at the start and when it changes; argument: the Modes.
        incident_opened: a notice was clicked; argument: when the incident began that it is about, or None.
        notice_unserved: no notification server took it; argument: the Notice.
    """

    # `object` carries a record as it is: of other types PySide makes Qt's own, which lose what does not fit.
    check_began = Signal()
    checked = Signal(object)
    history_told = Signal(object)
    history_changed = Signal()
    checks_failed = Signal(object)
    tested_without_proxy = Signal(object)
    looked = Signal(object)
    modes_changed = Signal(object)
    incident_opened = Signal(object)
    notice_unserved = Signal(object)
    _chosen = Signal(object, str)  # a click, on its way to the GUI's thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.notify: Callable[[Notice], None] | None = None
        self._chosen.connect(self._open)
        self.on_check_begin = self.check_began.emit
        self.on_check = self.checked.emit
        self.on_history_event = self.history_told.emit
        self.on_history_changed = self.history_changed.emit
        self.on_failure = self.checks_failed.emit
        self.on_look = self.looked.emit
        self.on_modes = self.modes_changed.emit
        self.on_unserved_notice = self.notice_unserved.emit

    def on_check_without_proxy(self, found: JudgedCheck | TrayappError) -> None:
        if isinstance(found, TrayappError):
            self.on_failure(found)
        else:
            self.tested_without_proxy.emit(found)

    def open_incident(self, begin: datetime | None, token: str) -> None:
        """`token`: by which a window may come to the front, under Wayland; empty without one."""
        self._chosen.emit(begin, token)

    # Without @Slot a receiver in another thread may crash since PySide6 6.8 (PYSIDE-3124).
    @Slot(object, str)
    def _open(self, begin: datetime | None, token: str) -> None:
        if token:  # where Qt looks for it when a window wants to the front
            os.environ["XDG_ACTIVATION_TOKEN"] = token
        self.incident_opened.emit(begin)


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
