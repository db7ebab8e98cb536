"""A small internet on this machine: real sockets, real TLS, names of our own, and every fault we know.

Names resolve to addresses that look public, and dialling one of them connects to a server on loopback. So
the code under test runs as shipped, down to the socket, and no test leaves this machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gzip
import json
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import trustme

from trayapp.net import sockets
from trayapp.net.backoff import HostBackoff
from trayapp.net.exchange import Client
from trayapp.net.proxies import Proxies
from trayapp.settings.declarations import Settings

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""Plays one connection; it is closed afterwards."""

_FIRST_ADDRESS = (192, 88, 99, 0)  # public by its form, assigned to nobody since RFC 7526


@cache
def _authority() -> trustme.CA:
    return trustme.CA()


def authority_pem() -> bytes:
    """The test authority, as a file may hold it."""
    return _authority().cert_pem.bytes()


@cache
def trusting_context() -> ssl.SSLContext:
    """A client context that trusts the test authority and nobody else."""
    return ssl.create_default_context(cadata=authority_pem().decode())


@cache
def _server_context(kind: str, host: str) -> ssl.SSLContext:
    now = datetime.now(UTC)
    match kind:
        case "good" | "good again":
            cert = _authority().issue_cert(host)
        case "wrong_host":
            cert = _authority().issue_cert("somebody.example")
        case "untrusted":
            cert = trustme.CA().issue_cert(host)
        case "expired":
            cert = _authority().issue_cert(host, not_before=now - timedelta(9), not_after=now - timedelta(2))
        case "not_yet_valid":
            cert = _authority().issue_cert(host, not_before=now + timedelta(2), not_after=now + timedelta(9))
        case _:
            raise ValueError(kind)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    cert.configure_cert(context)
    return context


@dataclass(frozen=True)
class PlayedRequest:
    """What a server was asked."""

    method: str
    target: str
    headers: dict[str, str]
    """By lower-case name."""
    body: bytes


async def read_whole_request(reader: asyncio.StreamReader) -> PlayedRequest:
    """One request, with the body that it announces."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    method, target, _ = first.split(" ")
    return PlayedRequest(method, target, headers, body)


async def read_request(reader: asyncio.StreamReader) -> tuple[str, dict[str, str]]:
    """The target and the headers of one request."""
    request = await read_whole_request(reader)
    return request.target, request.headers


def reply(
    status: int = 200,
    body: bytes | str = b"",
    headers: Mapping[str, str] | None = None,
    *,
    length: int | None = None,
) -> bytes:
    """One HTTP/1.1 answer; `length` is what the header claims instead of the truth."""
    body = body.encode() if isinstance(body, str) else body
    fields = {"content-length": str(len(body) if length is None else length), **(headers or {})}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"HTTP/1.1 {status} Status\r\n{lines}\r\n".encode() + body


def in_turn(*serves: Serve) -> Serve:
    """Plays each connection in another way, the last one staying."""
    waiting = list(serves)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await (waiting.pop(0) if len(waiting) > 1 else waiting[0])(reader, writer)

    return serve


def sends(*pieces: bytes) -> Serve:
    """Reads one request and sends these bytes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        for piece in pieces:
            writer.write(piece)
        await writer.drain()

    return serve


def answers(status: int = 200, body: bytes | str = b"", headers: Mapping[str, str] | None = None) -> Serve:
    return sends(reply(status, body, headers))


def answers_json(value: Any, headers: Mapping[str, str] | None = None) -> Serve:
    return answers(200, json.dumps(value), {"content-type": "application/json", **(headers or {})})


def by_path(routes: Mapping[str, bytes], seen: list[tuple[str, dict[str, str]]] | None = None) -> Serve:
    """Answers by the first route whose text is in the request's target; notes what was asked in `seen`."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target, headers = await read_request(reader)
        if seen is not None:
            seen.append((target, headers))
        writer.write(next((answer for part, answer in routes.items() if part in target), reply(404)))
        await writer.drain()

    return serve


def plays(answer: Callable[[PlayedRequest], bytes], seen: list[PlayedRequest] | None = None) -> Serve:
    """Answers by whatever was asked, its body included; notes it in `seen`."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await read_whole_request(reader)
        if seen is not None:
            seen.append(request)
        writer.write(answer(request))
        await writer.drain()

    return serve


def greets(greeting: bytes) -> Serve:
    """Sends these bytes before it was asked anything."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await writer.drain()
        await reader.read(1)  # a close with unread bytes would be a reset

    return serve


async def greets_without_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Sends what the handshake of TLS passes over (RFC 5246, 7.4.1.1), for ever."""
    with contextlib.suppress(ConnectionError):
        while True:
            writer.write(b"\x16\x03\x03\x40\x00" + b"\x00" * 0x4000)
            await writer.drain()


def greets_then_floods(answer: bytes) -> Serve:
    """Answers with these bytes, then sends more than anybody should take."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(answer)
        for _ in range(1000):
            writer.write(b" " * 10_000)
            await writer.drain()

    return serve


async def hangs_before_reading(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def hangs_after_reading(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    await asyncio.Event().wait()


async def hangs_in_the_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(reply(200, b"some", length=1000))
    await writer.drain()
    await asyncio.Event().wait()


async def closes_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    return


async def closes_after_reading(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)


async def resets_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    _reset(writer)


async def resets_after_reading(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    _reset(writer)


def resets_with_its_certificate(kind: str) -> Serve:
    """Shows this certificate and is gone before anybody can object; to be hosted without one of its own."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard, said = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = _server_context(kind, "x.com").wrap_bio(heard, said, server_side=True)
        heard.write(await reader.read(65536))
        with contextlib.suppress(ssl.SSLWantReadError):
            tls.do_handshake()
        writer.write(said.read())
        _reset(writer)

    return serve


async def resets_in_the_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(reply(200, b"some", length=1000))
    await writer.drain()
    _reset(writer)


def _reset(writer: asyncio.StreamWriter) -> None:
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def never_ends(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    with contextlib.suppress(ConnectionError):
        while True:
            writer.write(b"8000\r\n" + b"a" * 0x8000 + b"\r\n")
            await writer.drain()


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Sends a byte now and then, so that no single read ever takes long."""
    await read_request(reader)
    writer.write(reply(200, b"", length=1_000_000))
    with contextlib.suppress(ConnectionError):
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)


GARBAGE = sends(b"\x00\xff this is not HTTP \r\n\r\n" * 50)
BAD_CHUNKS = sends(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nno chunk\r\n")
CUT_SHORT = sends(reply(200, b"only this", length=1000))
HUGE_HEADERS = sends(
    b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (i, b"a" * 1000) for i in range(500)) + b"\r\n"
)
GZIP_BOMB = answers(200, gzip.compress(b"0" * 50_000_000), {"content-encoding": "gzip"})
BAD_GZIP = answers(200, b"this is not gzip", {"content-encoding": "gzip"})


class FixedProxy(Proxies):
    """The same for every request, whether it can be used or not."""

    def __init__(self, proxy: str | None) -> None:
        super().__init__(Settings(proxy="none"))
        self._proxy = proxy

    def __call__(self, url: str) -> str | None:
        return self._proxy


class Internet:
    """Hosts with names; use as an async context manager, then ask with `client`."""

    def __init__(self) -> None:
        self._servers: list[asyncio.Server] = []
        self.ports: dict[tuple[str, int], int] = {}
        self.names: dict[str, tuple[str, ...]] = {}
        self._broken: dict[str, Callable[[], Awaitable[socket.socket]]] = {}
        self._lookup_errors: dict[str, BaseException] = {}
        self._is_dead = False
        self._playing_tasks: set[asyncio.Task[Any]] = set()
        self.asked_names: list[str] = []
        self.dialled: list[str] = []

    async def __aenter__(self) -> Internet:
        return self

    async def __aexit__(self, *_: object) -> None:
        for server in self._servers:
            server.close()
        for task in self._playing_tasks:  # whoever still hangs lets go of its connection
            task.cancel()

    def client(
        self,
        proxy: str | None = None,
        backoff: HostBackoff | None = None,
        trust: Callable[[], ssl.SSLContext] = trusting_context,
    ) -> Client:
        backoff = backoff or HostBackoff(lambda: datetime.now(UTC), pace_s=60)
        return Client(trust, backoff, FixedProxy(proxy), resolve=self._resolve, dial=self._dial)

    async def host(
        self,
        name: str,
        serve: Serve,
        *,
        port: int = 443,
        certificate: str | None = "good",
        addresses: tuple[str, ...] = (),
    ) -> str:
        """Let a host serve on a port, under TLS unless `certificate` is `None`; its first address."""
        context = _server_context(certificate, name) if certificate and port == 443 else None
        server = await asyncio.start_server(self._playing(serve), "127.0.0.1", 0, ssl=context)
        self._servers.append(server)
        self.name(name, *(addresses or self.names.get(name) or (self._new_address(),)))
        for address in self.names[name]:
            self.ports[address, port] = server.sockets[0].getsockname()[1]
        return self.names[name][0]

    def name(self, name: str, *addresses: str) -> None:
        """Let a name resolve to these addresses, whoever is there."""
        self.names[name] = addresses

    def lookup_fails(self, name: str, error: BaseException) -> None:
        self._lookup_errors[name] = error

    def address_fails(self, address: str, kind: str | BaseException) -> None:
        """Let an address refuse (`refused`), have no route (`unreachable`), swallow (`blackhole`), or let
        dialling it raise this."""

        async def fail() -> socket.socket:
            match kind:
                case BaseException():
                    raise kind
                case "refused":
                    raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
                case "unreachable":
                    raise OSError(errno.ENETUNREACH, "Network is unreachable")
            await asyncio.Event().wait()
            raise AssertionError

        self._broken[address] = fail

    def die(self) -> None:
        """From now on nothing comes through: no name, no new connection. What is open goes on."""
        self._is_dead = True

    def address_of(self, name: str) -> str:
        return self.names[name][0]

    async def connect(self, address: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """For servers that pass on what they are asked, such as proxies."""
        return await asyncio.open_connection(sock=await self._dial(address, port))

    def _playing(self, serve: Serve) -> Serve:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._playing_tasks.add(task)  # one that hangs is nobody else's
            task.add_done_callback(self._playing_tasks.discard)
            # CancelledError: the loop ends; asyncio would log a handler that was cancelled.
            with contextlib.suppress(
                ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError
            ):
                await serve(reader, writer)
                if writer.can_write_eof():
                    writer.write_eof()
            writer.close()

        return handle

    def _new_address(self) -> str:
        first = _FIRST_ADDRESS[:3]
        return ".".join(map(str, (*first, len(self.names) + 1)))

    async def _resolve(self, name: str) -> tuple[str, ...]:
        self.asked_names.append(name)
        if self._is_dead:
            await asyncio.Event().wait()
        if name in self._lookup_errors:
            raise self._lookup_errors[name]
        if name not in self.names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if self.names[name] == ("hang",):
            await asyncio.Event().wait()
        return self.names[name]

    async def _dial(self, address: str, port: int) -> socket.socket:
        self.dialled.append(address)
        if self._is_dead:
            await asyncio.Event().wait()
        if address in self._broken:
            return await self._broken[address]()
        if (address, port) not in self.ports:
            raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
        return await sockets.dial("127.0.0.1", self.ports[address, port])


@contextlib.asynccontextmanager
async def one_host(serve: Serve, name: str = "x.com", **how: Any) -> AsyncIterator[Internet]:
    """An internet of one host."""
    async with Internet() as internet:
        await internet.host(name, serve, **how)
        yield internet


def tunnelling(internet: Internet, refused: Collection[str] = ()) -> Serve:
    """A proxy that looks names up on this internet, and makes tunnels to all but some hosts."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await read_whole_request(reader)
        is_tunnel = request.method == "CONNECT"
        url = urlsplit(f"//{request.target}" if is_tunnel else request.target)
        host = url.hostname or ""
        if host in refused:
            writer.write(reply(403))
            return
        there_reader, there_writer = await internet.connect(internet.address_of(host), url.port or 80)
        if is_tunnel:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            there_writer.write(f"GET {url.path} HTTP/1.1\r\nhost: {host}\r\n\r\n".encode())
        await pump_both(reader, writer, there_reader, there_writer)

    return serve


async def pump_both(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    there_reader: asyncio.StreamReader,
    there_writer: asyncio.StreamWriter,
) -> None:
    """All that the one says to the other, and back, until both are done."""
    try:
        await asyncio.gather(_pump(reader, there_writer), _pump(there_reader, writer))
    finally:
        there_writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    writer.close()
