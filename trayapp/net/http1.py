"""HTTP/1.1 on one connection: one request, one answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import h11

from trayapp.net.streams import Stream

# Of the lines of one answer. Sites with long policies send 10 KB; h11 alone would allow 16.
_MOST_HEAD_BYTES = 100 * 1024


Headers = list[tuple[bytes, bytes]]


class Http1:
    """`note` is told each piece that comes, an empty one at the end, and may raise to end it all.

    Raises, beside what the stream and `note` raise:
        h11.ProtocolError: what came, or was to be sent, is not HTTP.
    """

    def __init__(self, stream: Stream, note: Callable[[bytes], None]) -> None:
        self._stream = stream
        self._note = note
        self._h11 = h11.Connection(h11.CLIENT, _MOST_HEAD_BYTES)

    async def ask(self, method: str, target: bytes, headers: Headers, body: bytes = b"") -> h11.Response:
        """Send it all at once; the head of the answer."""
        send = self._h11.send
        parts = [send(h11.Request(method=method, target=target, headers=headers)), send(h11.Data(data=body))]
        sent = b"".join(part or b"" for part in (*parts, send(h11.EndOfMessage())))
        with suppress(ConnectionError):  # who has read enough may have answered before it closed
            await self._stream.send(sent)
        while isinstance(event := await self._next_event(), h11.InformationalResponse):
            pass
        if not isinstance(event, h11.Response):
            raise h11.RemoteProtocolError("no answer, but something else")
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
