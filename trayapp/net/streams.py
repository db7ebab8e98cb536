"""Bytes over one connection: as they are, or under TLS."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from trayapp.net.failures import BrokenProtocolError

_T = TypeVar("_T")

# At a time: TLS hands out at most one record of so many; asking for less saves nothing.
_MOST_READ_BYTES = 16 * 1024


class Stream(Protocol):
    """What can be read and written. Cancelling leaves it to be closed by whoever opened the socket."""

    async def receive(self) -> bytes:
        """What has come, 16 KiB at most; nothing once the other side has closed.

        Raises:
            OSError: the connection is broken.
            BrokenProtocolError: more has come than should.
        """

    async def send(self, data: bytes) -> None:
        """All of it. Raises what `receive` raises."""


class Tcp:
    """A connected, non-blocking socket. Whatever breaks it, a `ConnectionError` of the same number says so.

    Not the error itself: "timed out" or "refused" would be taken for the deadline, or for a host that takes
    no connection, where one has long stood.

    Raises `BrokenProtocolError` once more than `most_bytes` have come. Some hosts never stop, be it with
    headers or in the handshake of TLS; and as long as there is something to read, nobody else has a turn.
    """

    def __init__(self, connection: socket.socket, most_bytes: int) -> None:
        self._socket = connection
        self._bytes_left = most_bytes

    async def receive(self) -> bytes:
        try:
            piece = await asyncio.get_running_loop().sock_recv(self._socket, _MOST_READ_BYTES)
        except OSError as error:
            raise ConnectionError(*error.args) from None
        self._bytes_left -= len(piece)
        if self._bytes_left < 0:
            raise BrokenProtocolError("too_long")
        return piece

    async def send(self, data: bytes) -> None:
        try:
            await asyncio.get_running_loop().sock_sendall(self._socket, data)
        except OSError as error:
            raise ConnectionError(*error.args) from None

    def close(self) -> None:
        """At once: nothing is waited for, and a host may hang."""
        self._socket.close()


class Tls:
    """TLS over another stream, which may be TLS itself: through an https proxy."""

    def __init__(self, below: Stream, context: ssl.SSLContext, host: str) -> None:
        self._below = below
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)

    async def shake_hands(self) -> None:
        """Until the other side has proved to be the host.

        Raises:
            ssl.SSLError: it did not.
            OSError: the connection is broken.
        """
        await self._until_done(self._tls.do_handshake)

    async def receive(self) -> bytes:
        try:
            return await self._until_done(partial(self._tls.read, _MOST_READ_BYTES))
        except ssl.SSLEOFError:
            # Many hosts close without TLS's own goodbye; HTTP tells by itself whether an answer is whole.
            return b""

    async def send(self, data: bytes) -> None:
        while data:
            data = data[await self._until_done(partial(self._tls.write, data)) :]

    async def _until_done(self, step: Callable[[], _T]) -> _T:
        """What OpenSSL makes of the step, once it has been brought all that it needs for it."""
        while True:
            try:
                made = step()
            except ssl.SSLWantReadError:
                await self._flush()
                if piece := await self._below.receive():
                    self._incoming.write(piece)
                else:
                    self._incoming.write_eof()
            else:
                await self._flush()
                return made

    async def _flush(self) -> None:
        if self._outgoing.pending:
            await self._below.send(self._outgoing.read())
