"""HTTP/1.1 on one connection: one request, one answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import h11

from trayapp.net.streams import Stream

Headers = list[tuple[bytes, bytes]]

# Of the lines of one answer. Sites with long policies send 10 KB; h11 alone would allow 16.
_MOST_HEAD_BYTES = 100 * 1024


class Http1:
    """`note` is told each piece that comes, before it is read, and an empty one at the end.

    Raises, beside what the stream raises:
        h11.ProtocolError: what came, or was to be sent, is not HTTP.
    """

    def __init__(self, stream: Stream, note: Callable[[bytes], None]) -> None:
        self._stream = stream
        self._note = note
        self._h11 = h11.Connection(h11.CLIENT, _MOST_HEAD_BYTES)

    async def ask(self, method: str, target: bytes, headers: Headers, body: bytes = b"") -> h11.Response:
        """Send it all at once; the head of the answer."""
        request = h11.Request(method=method, target=target, headers=headers)
        events = (request, h11.Data(data=body), h11.EndOfMessage())
        sent = b"".join(self._h11.send(event) or b"" for event in events)
        with suppress(ConnectionError):  # who has read enough may have answered before it closed
            await self._stream.send(sent)
        while not isinstance(event := await self._next_event(), h11.Response):
            pass  # it is still at work (1xx); an end without an answer is an error of h11's
        return event

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body of the answer."""
        while isinstance(event := await self._next_event(), h11.Data):
            yield bytes(event.data)

    async def _next_event(self) -> object:
        while (event := self._h11.next_event()) is h11.NEED_DATA:
            piece = await self._stream.receive()
            self._note(piece)
            self._h11.receive_data(piece)
        return event
