"""Bytes over one connection: as they are, or under TLS."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MOST_READ_BYTES = 16 * 1024
"""At a time: TLS hands out at most one record of so many; asking for less saves nothing."""


class Stream(Protocol):
    """What can be read and written. Cancelling leaves it to be closed by whoever opened the socket."""

    async def receive(self) -> bytes:
        """What has come, `MOST_READ_BYTES` at most; nothing once the other side has closed.

        Raises:
            OSError: the connection is broken.
        """

    async def send(self, data: bytes) -> None:
        """All of it. Raises what `receive` raises."""


class Tcp:
    """A connected, non-blocking socket. Whatever breaks it, a `ConnectionError` says so."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    async def receive(self) -> bytes:
        try:
            return await asyncio.get_running_loop().sock_recv(self._socket, MOST_READ_BYTES)
        except OSError as error:  # "no route to host" too: that there was one has been seen
            raise ConnectionError("the connection broke") from error

    async def send(self, data: bytes) -> None:
        try:
            await asyncio.get_running_loop().sock_sendall(self._socket, data)
        except OSError as error:
            raise ConnectionError("the connection broke") from error

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
            return await self._until_done(self._tls.read, MOST_READ_BYTES)
        except ssl.SSLEOFError:
            # Many hosts close without TLS's own goodbye; HTTP tells by itself whether an answer is whole.
            return b""

    async def send(self, data: bytes) -> None:
        while data:
            data = data[await self._until_done(self._tls.write, data) :]

    async def _until_done(self, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What OpenSSL makes of the step, once it has been brought all that it needs for it."""
        while True:
            try:
                return step(*args, **kwargs)
            except ssl.SSLWantReadError:
                pass
            finally:
                if self._outgoing.pending:
                    await self._below.send(self._outgoing.read())
            if piece := await self._below.receive():
                self._incoming.write(piece)
            else:
                self._incoming.write_eof()
