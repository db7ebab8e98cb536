"""Popups of the desktop: one for each subject, changed in place, withdrawn when it is no longer true."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from trayapp.domain.alerts import Notice, NoticeKind
from trayapp.domain.codes import Cause, VerdictName
from trayapp.i18n import Words
from trayapp.notices.popup import Heard, NoServerError, Picture

if TYPE_CHECKING:
    from trayapp.notices.server import NotificationServer

_log = logging.getLogger(__name__)

# A server answers within milliseconds, one that the bus has to start first within a second or two.
_DEADLINE_S = 5.0

# At the end the thread that this runs in is waited for a little longer than this twice.
_WITHDRAW_DEADLINE_S = 0.5

Subject = datetime | NoticeKind
"""What a popup is about: the incident that began then, or else the kind of the notice."""


@dataclass(frozen=True, slots=True)
class _Shown:
    number: int
    begin: datetime | None
    """Of the incident that a click on it leads to."""


class DesktopNotices:
    """Shows notices one after the other, on one event loop. Nothing that a desktop does gets out of it.

    `opened` is called when somebody clicks on a popup, with the begin of the incident it is about and a token
    by which a window may come to the front (empty without one); `unserved` with what no server took.
    `picture` draws the sign of a verdict.
    """

    def __init__(
        self,
        words: Words,
        opened: Callable[[datetime | None, str], None],
        unserved: Callable[[Notice], None],
        picture: Callable[[VerdictName], Picture] | None = None,
    ) -> None:
        self.words = words
        """The language of the next popup."""
        self._opened = opened
        self._unserved = unserved
        self._picture = picture
        self._inbox: asyncio.Queue[Any] = asyncio.Queue()  # notices, and signals of the server as they come
        self._server: NotificationServer | None = None
        self._shown: dict[Subject, _Shown] = {}

    def show(self, notice: Notice) -> None:
        """Have it shown soon; or, if nothing is to pop up, have what it makes untrue withdrawn."""
        self._inbox.put_nowait(notice)

    def say(self, text: str) -> None:
        """Have something of the program itself shown soon; where no server takes it, nobody misses it."""
        self._inbox.put_nowait(text)

    async def run(self) -> None:
        """Until cancelled. What is still shown then is withdrawn: nobody would be there to answer a click."""
        try:
            while True:
                handling = asyncio.create_task(self._handle(await self._inbox.get()))
                try:
                    await asyncio.wait({handling})
                except asyncio.CancelledError:
                    # Of a popup that is just being shown the number is on its way, by which to withdraw it.
                    await asyncio.wait({handling}, timeout=_WITHDRAW_DEADLINE_S)
                    handling.cancel()
                    # It hangs up. If the loop's end took it and its connection together, they would collide.
                    await asyncio.wait({handling}, timeout=_WITHDRAW_DEADLINE_S)
                    raise
                if (bug := handling.exception()) is not None:  # the next notice has another chance
                    _log.error("a notice was lost", exc_info=bug)
        finally:
            await self._withdraw_all()

    async def _handle(self, entry: Any) -> None:
        if isinstance(entry, Notice):
            await self._show_or_give_up(entry)
        elif isinstance(entry, str):
            await self._say(entry)
        else:
            await self._read_signal(entry)

    async def _say(self, text: str) -> None:
        with suppress(NoServerError, TimeoutError):
            async with asyncio.timeout(_DEADLINE_S):
                server = await self._connected()
                await server.show(self.words, self.words.app_name(), text, is_transient=True)

    async def _connected(self) -> NotificationServer:
        if self._server is None:
            from trayapp.notices.server import NotificationServer  # 35 ms to load, and most days need none

            self._server = await NotificationServer.connect(self._inbox)
        return self._server

    async def _show_or_give_up(self, notice: Notice) -> None:
        if sys.platform.startswith("linux"):
            try:
                async with asyncio.timeout(_DEADLINE_S):
                    await self._show_with_retry(notice)
                return
            except (NoServerError, TimeoutError) as error:
                _log.info("a notice was not taken: %r", error)
                await self._disconnect()
        if notice.is_shown:  # elsewhere the icon itself has balloons
            self._unserved(notice)

    async def _show_with_retry(self, notice: Notice) -> None:
        was_known = self._server is not None
        try:
            await self._try_server(notice)
        except NoServerError:
            if not was_known:
                raise
            await self._disconnect()  # it may have been started anew since, or the bus: once more from there
            await self._try_server(notice)

    async def _try_server(self, notice: Notice) -> None:
        subject, incident = _subject(notice), notice.incident
        await self._withdraw_untrue(subject, notice)
        if not notice.is_shown:
            return
        server = await self._connected()
        before = self._shown.get(subject)
        replaced = before.number if before is not None else 0  # 0: none, by the specification
        number = await server.show(
            self.words,
            self.words.notices.title(notice),
            self.words.notices.body(notice),
            replaced,
            # Who asked to be told, or was not to be disturbed, may be away from the screen. For the rest the
            # icon is there when its popup has gone.
            expires_ms=0 if notice.kind in (NoticeKind.BACK, NoticeKind.SUMMARY) else -1,
            is_transient=notice.kind is NoticeKind.OFFLINE,
            picture=None if self._picture is None else self._picture(notice.verdict),
        )
        # One that is given anew is not the earlier one's any more.
        self._shown = {s: shown for s, shown in self._shown.items() if shown.number != number}
        self._shown[subject] = _Shown(number, incident.begin if incident is not None else None)

    async def _withdraw_untrue(self, subject: Subject, notice: Notice) -> None:
        """Take away the popups of incidents that turned out to be part of this one, which comes and goes.

        And of this one itself, unless the notice takes its place.
        """
        incident = notice.incident
        merged = incident.begin if incident is not None and incident.cause is Cause.UNSTABLE else None
        for other in list(self._shown):
            is_part = merged is not None and isinstance(other, datetime) and other > merged
            if is_part or (other == subject and not notice.is_shown):
                number = self._shown.pop(other).number
                if self._server is not None:
                    await self._server.withdraw(number)

    async def _read_signal(self, signal: Any) -> None:
        match None if self._server is None else self._server.read(signal):
            case Heard("gone"):
                await self._disconnect()
            case Heard("closed", number):
                self._shown = {s: shown for s, shown in self._shown.items() if shown.number != number}
            case Heard("clicked", number, token):
                for shown in self._shown.values():
                    if shown.number == number:
                        self._opened(shown.begin, token)

    async def _disconnect(self) -> None:
        """Forget the server and its numbers."""
        server, self._server = self._server, None
        self._shown.clear()  # with another server these would be somebody else's popups
        if server is not None:
            await server.close()

    async def _withdraw_all(self) -> None:
        if self._server is None:
            return
        with suppress(NoServerError, TimeoutError):
            async with asyncio.timeout(_WITHDRAW_DEADLINE_S):
                for shown in self._shown.values():
                    await self._server.withdraw(shown.number)
                await self._disconnect()


def _subject(notice: Notice) -> Subject:
    """An incident has one popup as long as it lasts. A summary of what is over stands beside it."""
    incident = notice.incident
    if incident is None or (notice.kind is NoticeKind.SUMMARY and incident.end is not None):
        return notice.kind
    return incident.begin
