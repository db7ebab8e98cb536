"""The way under httpx: its connections, made with our resolver, our sockets and our stopwatch.

A connection of its own for each hop, and none is kept: what is timed is what a user waits for, and nothing of
one request helps or hinders the next, but for what X's hosts give to be known by (`tls_sessions`).

httpcore, which httpx would use, is too much for a tray app: 4.6 MB of memory with anyio, which it needs.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import httpx

from trayapp.net import sockets, tunnels
from trayapp.net.http1 import Http1
from trayapp.net.stopwatch import Phase, Stopwatch
from trayapp.net.streams import Stream, Tcp, Tls

if TYPE_CHECKING:
    from trayapp.net.exchange import Request

# Of everything that comes over one connection: handshakes of TLS, a proxy's words, status lines and headers.
_MOST_BYTES_PER_BODY_BYTE = 4

_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


class Transport(httpx.AsyncBaseTransport):
    """The way of one request, with all its hops, on a connection each.

    Attributes:
        watch: what is timed, and where the request stands.
        address: the one that took the last connection; behind a proxy, the proxy's.
        is_at_proxy: whether the proxy itself has not let itself be reached yet.
        is_unproven: whether the host's private addresses have not yet shown a certificate of the host's.
    """

    def __init__(
        self,
        watch: Stopwatch,
        request: Request,
        context: ssl.SSLContext,
        resolve: sockets.Resolve,
        dial: sockets.Dial,
        proxy: str | None,
    ) -> None:
        self.watch = watch
        self.address: str | None = None
        self.is_at_proxy = False
        self.is_unproven = False
        self._request = request
        self._context = context
        self._resolve = resolve
        self._dial = dial
        self._proxy = proxy
        self._dropped: set[str] = set()
        self._opened: Tcp | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask this on a new connection. Nothing of the last one counts for it, which is closed."""
        await self.aclose()
        self.watch.begin_hop()
        self.is_at_proxy = self.is_unproven = False
        url, target, headers = request.url, request.url.raw_path, [*request.headers.raw]
        _place(url)[0].encode("idna")  # a UnicodeError for names that cannot be, whoever would look them up
        if self._proxy is None:
            stream: Stream = await self._connect(url)
        else:
            self.is_at_proxy = True
            proxy = _usable_proxy(self._proxy)
            stream = await self._through(proxy, url)
            if url.scheme == "http" and not _is_socks(proxy):  # it asks for us
                target = b"http://" + url.netloc + target
                headers += tunnels.login_header(proxy.raw_auth)
        if url.scheme == "https":
            stream = await self._secured(stream, url)
            self.is_unproven = False
        self.watch.enter(Phase.FIRST_BYTE)
        connection = Http1(stream, self.watch.note)
        response = await connection.ask(request.method, target, headers, await request.aread())
        return httpx.Response(
            response.status_code, headers=response.headers.raw_items(), stream=_Body(connection)
        )

    async def aclose(self) -> None:
        """Close the last connection."""
        if self._opened is not None:
            self._opened.close()

    async def _connect(self, url: httpx.URL) -> Tcp:
        host, port = _place(url)
        addresses = await self._addresses(host)
        self.watch.enter(Phase.CONNECT)
        connection, self.address = await sockets.connect(addresses, port, self._dial)
        self._opened = Tcp(connection, _MOST_BYTES_PER_BODY_BYTE * self._request.most_body_bytes)
        return self._opened

    async def _through(self, proxy: httpx.Proxy, url: httpx.URL) -> Stream:
        """A stream to the URL's host. Building the tunnel is a part of connecting."""
        stream: Stream = await self._connect(proxy.url)
        if proxy.url.scheme == "https":  # it has yet to prove itself
            stream = await self._secured(stream, proxy.url)
            self.watch.enter(Phase.CONNECT)
        self.is_at_proxy = False
        host, port = _place(url)
        host = (*self._request.addresses, host)[0]
        if _is_socks(proxy):
            await tunnels.connect_socks(stream, host, port, proxy.raw_auth)
        elif url.scheme == "https":
            await tunnels.connect(Http1(stream, self.watch.note), host, port, proxy.raw_auth)
        return stream

    async def _secured(self, stream: Stream, url: httpx.URL) -> Tls:
        """By whoever can prove to be the URL's host."""
        self.watch.enter(Phase.TLS)
        secured = Tls(stream, self._context, _place(url)[0])
        await secured.shake_hands()
        return secured

    async def _addresses(self, host: str) -> tuple[str, ...]:
        if self._request.addresses and self._proxy is None:
            return self._request.addresses
        if sockets.is_literal(host):
            return (host,)
        found = await self._resolve(host)
        # A proxy may be next door, and so may what the user entered.
        if self._proxy is not None or self._request.is_any_address_fine:
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


class _Body(httpx.AsyncByteStream):
    def __init__(self, connection: Http1) -> None:
        self._connection = connection

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._connection.pieces()


def _place(url: httpx.URL) -> tuple[str, int]:
    return url.raw_host.decode(), url.port or _PORTS[url.scheme]


def _is_socks(proxy: httpx.Proxy) -> bool:
    return proxy.url.scheme.startswith("socks5")


def _usable_proxy(address: str) -> httpx.Proxy:
    try:
        return httpx.Proxy(address)
    except (ValueError, httpx.InvalidURL) as error:
        raise OSError("this proxy's address cannot be used") from error
