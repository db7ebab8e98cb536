"""The way under httpx: its connections, made with our resolver, our sockets and our stopwatch.

A connection of its own for each hop, and none is kept: what is timed is what a user waits for, and nothing of
one request helps or hinders the next, but for what X's hosts give to be known by (`tls_sessions`).
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, Any

import anyio
import anyio.abc
import httpcore
import httpx
from anyio.streams.tls import TLSStream

from trayapp.net import sockets
from trayapp.net.failures import BrokenProtocolError
from trayapp.net.stopwatch import Phase, Stopwatch

if TYPE_CHECKING:
    from trayapp.net.exchange import Request

# Of everything that comes, status lines and headers included: some hosts send those without end.
_MOST_BYTES_PER_BODY_BYTE = 4

# TLS hands out at most one record (16 KiB) at a time; asking for less saves nothing.
_READ_BYTES = 16 * 1024


class Transport(httpx.AsyncBaseTransport):
    """httpx on an httpcore pool of our own, for the sake of its network backend."""

    def __init__(self, context: ssl.SSLContext, backend: SocketBackend) -> None:
        self._context = context
        self._backend = backend

    def _pool(self) -> httpcore.AsyncConnectionPool:
        common: dict[str, Any] = {
            "ssl_context": self._context,
            "max_keepalive_connections": 0,  # handshakes are timed, too
            "network_backend": self._backend,
        }
        if self._backend.proxy is None:
            return httpcore.AsyncConnectionPool(**common)
        proxy = _usable_proxy(self._backend.proxy)
        where = str(proxy.url)
        if proxy.url.scheme in ("socks5", "socks5h"):
            return httpcore.AsyncSOCKSProxy(where, proxy_auth=proxy.raw_auth, **common)
        if proxy.url.scheme == "https":
            common["proxy_ssl_context"] = self._context
        return httpcore.AsyncHTTPProxy(where, proxy_auth=proxy.raw_auth, **common)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._backend.begin_hop(request.url.host, is_https=request.url.scheme == "https")
        pool = self._pool()
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            response = await pool.handle_async_request(asked)
        except BaseException:
            await self._backend.close()
            raise
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Body(response, pool),
            extensions=response.extensions,
        )


def _usable_proxy(address: str) -> httpx.Proxy:
    try:
        proxy = httpx.Proxy(address)
    except (ValueError, httpx.InvalidURL) as error:
        raise OSError("this proxy's address cannot be used") from error
    if proxy.url.port is not None and not 0 < proxy.url.port < 65536:
        raise OSError("this proxy's port does not exist")
    return proxy


class _Body(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response, pool: httpcore.AsyncConnectionPool) -> None:
        self._response = response
        self._pool = pool

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._response.aiter_stream():
            yield piece

    async def aclose(self) -> None:
        await self._response.aclose()
        await self._pool.aclose()  # which else would keep a connection that the host lets live on


class SocketBackend(httpcore.AsyncNetworkBackend):
    """Connects for httpcore, for one request with all its hops.

    Attributes:
        watch: what is timed, and where the request stands.
        proxy: the URL of the proxy in use; `None` for a direct way.
        most_bytes: how many a connection may bring, headers included.
        address: the one that took the last connection; behind a proxy, the proxy's.
        is_at_proxy: whether the proxy itself has not let itself be reached yet.
        is_unproven: whether the host's private addresses have not yet shown a certificate of the host's.
    """

    def __init__(
        self,
        watch: Stopwatch,
        request: Request,
        resolve: sockets.Resolve,
        dial: sockets.Dial,
        proxy: str | None,
    ) -> None:
        self.watch = watch
        self.proxy = proxy
        self.most_bytes = _MOST_BYTES_PER_BODY_BYTE * request.most_body_bytes
        self.address: str | None = None
        self.is_at_proxy = False
        self.is_unproven = False
        self._request = request
        self._resolve = resolve
        self._dial = dial
        self._dropped: set[str] = set()
        self._opened: anyio.abc.SocketStream | None = None
        self._host = ""
        self._after_connect = Phase.FIRST_BYTE

    def begin_hop(self, host: str, *, is_https: bool) -> None:
        """The next connection is for this host: nothing of the last one counts for it."""
        self.watch.begin_hop()
        self.is_at_proxy = self.proxy is not None
        self.is_unproven = False
        self._host = host
        if not is_https:
            self._after_connect = Phase.FIRST_BYTE
        else:  # building the tunnel through a proxy is part of connecting
            self._after_connect = Phase.TLS if self.proxy is None else Phase.CONNECT

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self._addresses(host)
        self.watch.enter(Phase.CONNECT)
        connection, self.address = await sockets.connect(addresses, port, self._dial)
        self.watch.enter(self._after_connect)
        try:
            stream = await anyio.abc.SocketStream.from_socket(connection)
        except ValueError as error:  # "must be connected": it was, but has been reset already
            connection.close()
            raise ConnectionResetError(str(error)) from error
        except BaseException:
            connection.close()
            raise
        self._opened = stream
        # An https proxy has yet to prove itself.
        self.is_at_proxy = self.is_at_proxy and (self.proxy or "").startswith("https:")
        return _Stream(stream, self)

    async def close(self) -> None:
        """Close the last connection: httpcore forgets the one to a SOCKS proxy that turns us away."""
        if self._opened is not None:
            await anyio.aclose_forcefully(self._opened)

    async def _addresses(self, host: str) -> tuple[str, ...]:
        if self._request.addresses:
            return self._request.addresses
        if sockets.is_literal(host):
            return (host,)
        found = await self._resolve(host)
        # A proxy may be next door, and so may what the user entered.
        if self.proxy is not None or self._request.is_any_address_fine:
            return found
        addresses = tuple(a for a in sockets.usable(found) if a not in self._dropped)
        if not addresses:
            raise sockets.NoUsableAddressError(host)
        self.is_unproven = self._request.is_private_suspicious and sockets.are_private(addresses)
        return addresses

    def drop_unproven(self) -> bool:
        """Leave out the private address that failed; whether it is worth asking again without it."""
        if not self.is_unproven or self.address is None or self.address in self._dropped:
            return False
        self._dropped.add(self.address)
        return True

    def secured(self, host: str | None) -> None:
        """A verified handshake is done: with the host itself, or with the proxy on the way to it."""
        self.is_at_proxy = False
        if host == self._host:
            self.is_unproven = False
            self.watch.enter(Phase.FIRST_BYTE)
        else:
            self.watch.enter(Phase.CONNECT)


class _Stream(httpcore.AsyncNetworkStream):
    """One connection, plain or under TLS, that tells the stopwatch how far it is."""

    def __init__(self, stream: anyio.abc.ByteStream, backend: SocketBackend) -> None:
        self._stream = stream
        self._backend = backend
        self._bytes_read = 0

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        try:
            piece = await self._stream.receive(min(max_bytes, _READ_BYTES))
        except anyio.EndOfStream:
            self._backend.watch.is_closed = True
            return b""
        self._backend.watch.first_byte()
        self._bytes_read += len(piece)
        if self._bytes_read > self._backend.most_bytes:
            raise BrokenProtocolError("too_long")
        return piece

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        if buffer:
            await self._stream.send(buffer)

    async def aclose(self) -> None:
        # Forcefully: nothing is waited for, and a host may hang.
        await anyio.aclose_forcefully(self._stream)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        self._backend.watch.enter(Phase.TLS)
        try:
            # Many hosts close without TLS's own goodbye; HTTP tells by itself whether an answer is whole.
            secured = await TLSStream.wrap(
                self._stream, hostname=server_hostname, ssl_context=ssl_context, standard_compatible=False
            )
        except BaseException:
            await self.aclose()
            raise
        self._backend.secured(server_hostname)
        return _Stream(secured, self._backend)
