"""Names to addresses and addresses to sockets: a resolver that cannot hang us, and happy eyeballs."""

from __future__ import annotations

import _thread
import asyncio
import ipaddress
import socket
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from itertools import islice, zip_longest

from trayapp.computer.addresses import own_addresses

Dial = Callable[[str, int], Awaitable[socket.socket]]
"""Connects to one literal address and port."""

Resolve = Callable[[str], Awaitable[tuple[str, ...]]]
"""Looks up one name: its addresses, in the system's order."""

# RFC 8305 recommends 250 ms before the next address is tried beside the one that keeps us waiting.
_STAGGER_S = 0.25

# What the kernel may hold for us, so that little more than what is read crosses the wire: of a page of 240 KB
# whose marks stand in the first 3 KB, 32 KB came with this, 42 KB with twice as much. Half as much saves 6 KB
# more and costs one more round trip for each long TLS record.
_RECEIVE_BUFFER_BYTES = 8 * 1024

# A check looks up some 12 names; redirects within X's hosts may add a few. A name that hangs keeps its
# thread until the system's resolver gives up, so this bounds them however often we are asked.
_MOST_LOOKUPS = 24

# glibc tells a resolver that failed from one that was silent only by time: it waits at least 1 s for each.
_SILENT_FROM_S = 1.0


class NoAnswerError(OSError):
    """The system's resolver did not answer: silent, out of reach, or all lookups are hanging."""


class NoUsableAddressError(OSError):
    """The name resolved to nothing that can be on the internet: unspecified or loopback addresses."""


class Resolver:
    """The system's resolver, asked in daemon threads.

    `getaddrinfo` cannot be cancelled; in asyncio's own thread pool a hanging one would delay quitting until
    it returns. A name that is already being looked up is waited for, not looked up once more.
    Used from one event loop.
    """

    def __init__(self) -> None:
        self._under_way: dict[str, Future[tuple[str, ...]]] = {}

    async def __call__(self, name: str) -> tuple[str, ...]:
        """The addresses of a name, in the system's order of preference.

        Raises:
            socket.gaierror: the resolver says that there are none, or that it failed.
            NoAnswerError: it said nothing.
            RuntimeError: this computer has no thread to spare for it.
        """
        lookup = self._under_way.get(name)
        if lookup is None:
            if len(self._under_way) >= _MOST_LOOKUPS:
                raise NoAnswerError("too many name lookups are hanging")
            lookup = self._under_way[name] = Future()
            # "Running" futures cannot be cancelled: one waiter that gives up must not end it for the others.
            lookup.set_running_or_notify_cancel()
            lookup.add_done_callback(lambda _: self._under_way.pop(name, None))
            try:
                # Not by `threading`: its start waits for a sign of life, for ever if memory lacks for one.
                _thread.start_new_thread(_look_up, (name, lookup))
            except RuntimeError as error:  # the system has no thread to spare
                lookup.set_exception(error)
        return await asyncio.wrap_future(lookup)


lookup_clock = time.monotonic


def _look_up(name: str, lookup: Future[tuple[str, ...]]) -> None:
    started = lookup_clock()
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)  # else each comes once per protocol
    except socket.gaierror as error:
        # Without any address of our own it says so at once.
        is_silent = lookup_clock() - started >= _SILENT_FROM_S or not any(own_addresses())
        silence = NoAnswerError(str(error)) if error.errno == socket.EAI_AGAIN and is_silent else None
        lookup.set_exception(_lack_of_descriptors() or silence or error)
    # UnicodeError, a ValueError: IDNA refused the name; RuntimeError: so did an audit hook.
    except (OSError, ValueError, RuntimeError, MemoryError) as error:
        lookup.set_exception(error)
    else:
        lookup.set_result(tuple(dict.fromkeys(str(entry[4][0]) for entry in found)))
    finally:
        if not lookup.done():  # a bug, of which Python tells: whoever waits must hear of it as well
            lookup.set_exception(RuntimeError("a name lookup failed"))


def _lack_of_descriptors() -> OSError | None:
    """Why no socket can be had, if so: glibc, which can then open nothing, says that the name is unknown."""
    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    except OSError as error:
        return error
    return None


# Hosts of size have four to eight. An answer of thousands, of which none takes a connection, would have us
# knock at all of them.
_MOST_ADDRESSES = 8


def is_literal(host: str) -> bool:
    """Whether this host is an address and needs no lookup."""
    with suppress(ValueError):
        ipaddress.ip_address(host)
        return True
    return False


def usable(addresses: Iterable[str]) -> tuple[str, ...]:
    """Those addresses that can be another machine's. Blockers answer with 0.0.0.0 or 127.0.0.1."""
    parsed = {address: ipaddress.ip_address(address.partition("%")[0]) for address in addresses}
    return tuple(a for a, ip in parsed.items() if not (ip.is_unspecified or ip.is_loopback))


def are_private(addresses: Iterable[str]) -> bool:
    """Whether none of these addresses is on the public internet."""
    return not any(ipaddress.ip_address(address.partition("%")[0]).is_global for address in addresses)


async def dial(address: str, port: int) -> socket.socket:
    """A connected, non-blocking TCP socket with a small receive buffer."""
    connection = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    try:
        connection.setblocking(False)
        # Before connecting: the window that the peer may fill at once is settled by the handshake.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # small writes are not held back
        await asyncio.get_running_loop().sock_connect(connection, (address, port))
    except BaseException:
        connection.close()
        raise
    return connection


def _interleave(addresses: Iterable[str]) -> deque[str]:
    """Addresses of both families in turn, the system's first choice first."""
    addresses = list(addresses)
    first = [a for a in addresses if (":" in a) == (":" in addresses[0])]
    second = [a for a in addresses if a not in first]
    return deque(a for pair in zip_longest(first, second) for a in pair if a is not None)


# aiohappyeyeballs 2.7 (19 KB, 1.3 ms and 45 KB once loaded) would save some 30 lines. But it makes one text
# of what several addresses said: a refusal, no route and our own lack of descriptors would be the same.
async def connect(addresses: Iterable[str], port: int, dial: Dial = dial) -> tuple[socket.socket, str]:
    """The first of these addresses to take a connection, tried in a staggered race (RFC 8305): eight at most.

    Cancelling it closes what is being tried.

    Raises:
        OSError: what the only address said.
        ExceptionGroup: what each of several addresses said.
    """
    waiting = deque(islice(_interleave(addresses), _MOST_ADDRESSES))
    racing: dict[asyncio.Task[socket.socket], str] = {}
    errors: list[OSError] = []
    try:
        while waiting or racing:
            if waiting:
                address = waiting.popleft()
                racing[asyncio.ensure_future(dial(address, port))] = address
            done, _ = await asyncio.wait(
                racing, timeout=_STAGGER_S if waiting else None, return_when=asyncio.FIRST_COMPLETED
            )
            for attempt in done:  # several, if two answered within one turn of the loop
                error = attempt.exception()
                if error is None:
                    return attempt.result(), racing.pop(attempt)
                del racing[attempt]
                if not isinstance(error, OSError):  # a bug of ours
                    raise error
                errors.append(error)
    finally:
        for attempt in racing:
            attempt.add_done_callback(_close_late_winner)  # it may win in this very turn
            attempt.cancel()
    if len(errors) == 1:
        raise errors[0]
    raise ExceptionGroup("no address took a connection", errors)


def _close_late_winner(attempt: asyncio.Task[socket.socket]) -> None:
    if not attempt.cancelled() and attempt.exception() is None:
        attempt.result().close()
