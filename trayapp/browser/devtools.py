"""The DevTools protocol over a pair of pipes: JSON, each message ended by a NUL byte.

As https://chromedevtools.github.io/devtools-protocol/ has it; the commands that are used here have been the
same for years.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from typing import Any

from trayapp.errors import BrowserError
from trayapp.reading import parse_json

Event = Callable[[str, dict[str, Any]], None]
"""Told an event's method and its parameters."""

# A picture of a page is some hundred kilobytes; a page may have any address, and headers.
_LONGEST_MESSAGE = 8 * 1024 * 1024

_ANSWERS_WITHIN_S = 5.0


class DevTools:
    """One browser, spoken to. One event loop; `listen` has to run meanwhile, and ends with the browser.

    Attributes:
        on_event: is told each event of the page that is spoken to.
    """

    def __init__(self, to_browser: int) -> None:
        self.on_event: Event = lambda _method, _told: None
        self._to_browser = to_browser
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._last = 0
        self._session: str | None = None

    async def listen(self, from_browser: int) -> None:
        """Take what the browser says, until it ends or says what is none of the protocol.

        Raises:
            BrowserError: it has done so.
        """
        reader = asyncio.StreamReader(limit=_LONGEST_MESSAGE)
        loop = asyncio.get_running_loop()
        # A descriptor of its own: the transport closes what it is given.
        pipe = os.fdopen(os.dup(from_browser), "rb", buffering=0)
        transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
        try:
            while True:
                self._take(parse_json((await reader.readuntil(b"\0"))[:-1]))
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError) as error:
            raise BrowserError("browser_failed") from error
        except (ValueError, KeyError, TypeError) as error:  # it speaks another protocol than this one
            raise BrowserError("browser_failed") from error
        finally:
            transport.close()

    async def attach(self, target: str) -> None:
        """Speak to this target from now on, but for what is the browser's own.

        Raises:
            BrowserError: it is not there, or the browser does not answer.
        """
        answer = await self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = answer.get("sessionId")
        if self._session is None:
            raise BrowserError("browser_failed")

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What a command brings; nothing for one that the browser refuses.

        Raises:
            BrowserError: it does not answer.
        """
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[self.tell(method, **parameters)] = answer
        try:
            async with asyncio.timeout(_ANSWERS_WITHIN_S):
                return await answer
        except TimeoutError:
            raise BrowserError("browser_hung") from None

    def tell(self, method: str, **parameters: Any) -> int:
        """Give a command whose answer nobody waits for; its number.

        Raises:
            BrowserError: the browser has ended, or takes nothing more.
        """
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": parameters}
        if self._session is not None and not method.startswith(("Browser.", "Target.")):
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        try:
            written = os.write(self._to_browser, data)
        except OSError as error:  # BlockingIOError, too: it has not read for long
            raise BrowserError("browser_failed") from error
        if written < len(data):
            raise BrowserError("browser_hung")
        return self._last

    def _take(self, message: Any) -> None:
        if "id" not in message:
            self.on_event(message["method"], message.get("params", {}))
            return
        answer = self._waiting.pop(message["id"], None)
        if answer is not None and not answer.done():
            answer.set_result(message.get("result", {}))
