"""Watching X for as long as a program runs, with or without a desktop, in one life after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from trayapp.errors import TrayappError
from trayapp.settings.declarations import Settings
from trayapp.watch.commands import CheckWithoutProxy, Command, UseSettings

if TYPE_CHECKING:  # loaded with the first life: whoever makes a session may be in a hurry
    import asyncio

    from trayapp.domain.alerts import Modes, Notice
    from trayapp.domain.records import JudgedCheck, SurfaceResult
    from trayapp.domain.update import Update
    from trayapp.errors import HistoryEvent
    from trayapp.metrics.server import MetricsServer
    from trayapp.watch.live_session import LiveSession


class Listener(Protocol):
    """Who hears of the watching, from its event loop's thread."""

    @property
    def notify(self) -> Callable[[Notice], None] | None:
        """Takes each notice after it was recorded.

        `None`: there is nobody to notify, and what was asked for in the tray, such as a pause, is left alone.
        """

    def on_check_begin(self) -> None:
        """A check is about to be made."""

    def on_check(self, update: Update, /) -> None:
        """It is made and recorded. In each life first comes the last one that was recorded before."""

    def on_check_without_proxy(self, found: JudgedCheck | TrayappError, /) -> None:
        """The one that was asked for is made, or it is known why there is none."""

    def on_look(self, found: SurfaceResult | TrayappError, /) -> None:
        """A browser has looked at X, as was asked for; or it is known why none could."""

    def on_history_event(self, event: HistoryEvent, /) -> None:
        """The history has met with something."""

    def on_history_changed(self) -> None:
        """What was recorded before is another now: the user has said so."""

    def on_modes(self, modes: Modes, /) -> None:
        """What the user has asked for: at the start of a life, and at each change."""


class WatchSession:
    """Watches under settings that may change. All methods belong to one event loop's thread.

    A life ends with an error or by being cancelled; there may be another. What is asked for while there is
    none waits for the next.

    Attributes:
        settings: those in force.
        metrics: shows figures; `None` as long as nobody has wanted any.
    """

    def __init__(self, settings: Settings, folder: Path, listener: Listener) -> None:
        self.settings = settings
        self.folder = folder
        self.listener = listener
        self.metrics: MetricsServer | None = None
        self._live: LiveSession | None = None
        self._waiting: deque[Command] = deque()
        self._asked: asyncio.Event | None = None
        self._test: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """One life, until cancelled.

        Raises:
            HistoryLockedError: another trayapp writes this history.
        """
        from trayapp.history.store import Store
        from trayapp.watch.live_session import LiveSession

        keep = timedelta(days=self.settings.keep_days)
        store = Store(self.folder, self.listener.on_history_event, retention=keep)
        try:
            self._use_metrics()
            self._live = LiveSession(self, store)
            while self._waiting:
                with suppress(TrayappError):  # nobody waits for it any more
                    self._live.carry_out(self._waiting.popleft())
            await self._live.run()
        finally:
            self._live = None
            store.close()

    def carry_out(self, command: Command) -> bool:
        """Do what the user asks for; if nothing is watched at present, as soon as that is so again: `False`.

        Raises:
            TrayappError: the history cannot be deleted.
        """
        if isinstance(command, UseSettings):
            before, self.settings = self.settings, command.settings
            if self._live is not None and before != self.settings:
                self._live.use_settings(before)
            self._use_metrics()
        elif isinstance(command, CheckWithoutProxy):
            import asyncio  # at hand: a loop is running

            self._test = asyncio.create_task(self._check_without_proxy())  # kept, or it would be collected
        elif self._live is not None:
            self._live.carry_out(command)
        else:
            self._waiting.append(command)
        if self._asked is not None:  # between two lives: the next begins at once
            self._asked.set()
        return self._live is not None

    def _use_metrics(self) -> None:
        """Have figures shown as the settings say; between two lives, too, they say that nobody watches."""
        if self.metrics is None and self.settings.metrics_address:
            from trayapp.metrics.server import MetricsServer

            self.metrics = MetricsServer()
        if self.metrics is not None:
            self.metrics.use(self.settings)

    async def _check_without_proxy(self) -> None:
        from trayapp.watch.assembly import check_without_proxy

        try:
            judged = await check_without_proxy(self.settings, self.folder)
        except TrayappError as error:
            self.listener.on_check_without_proxy(error)
        except Exception:  # a bug: asyncio logs it, and nobody shall wait for what does not come
            self.listener.on_check_without_proxy(TrayappError("checks_failed"))
            raise
        else:
            self.listener.on_check_without_proxy(judged)

    async def wait_for_command(self, within_s: float) -> None:
        """Between two lives: until something is asked for, at most so many seconds."""
        import asyncio  # at hand: a loop is running

        self._asked = asyncio.Event()
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._asked.wait()
        self._asked = None
