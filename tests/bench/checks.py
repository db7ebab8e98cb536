"""Checks in a process of their own, one for each line that is read: `light`, `surfaces` or `everything`.

`python -m tests.bench.checks PLACES`. With `bare` before it, the same requests are made with asyncio alone,
the answers read to their end. `trouble` is a check of everything while X takes no connection. Answers with a
line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from urllib.parse import urlsplit

from tests.bench import places

if TYPE_CHECKING:
    from trayapp.checks.checker import Checker
    from trayapp.net.exchange import Client, Exchange, Request


async def _main() -> None:
    from trayapp.checks.checker import Depth
    from trayapp.clock import utc_now
    from trayapp.net import exchange, tls_sessions
    from trayapp.net.backoff import HostBackoff
    from trayapp.settings.declarations import Settings
    from trayapp.sources.crowd_baseline import CrowdBaseline
    from trayapp.watch.assembly import make_checker

    asked: list[Request] = []
    ask = exchange.Client.ask

    async def noting_ask(client: Client, request: Request, deadline_s: float) -> Exchange:
        asked.append(request)
        return await ask(client, request, deadline_s)

    exchange.Client.ask = noting_ask  # type: ignore[method-assign, assignment]
    settings = Settings()
    backoff = HostBackoff(utc_now, settings.interval_s)
    ours = make_checker(settings, utc_now, lambda _, results, __: results, CrowdBaseline(), backoff)
    context = ssl.create_default_context()
    minutes = 0
    tls_sessions.clock = lambda: time.monotonic() + 60 * minutes  # at the pace, not one after the other
    while line := await asyncio.to_thread(sys.stdin.readline):
        *bare, depth = line.split()
        minutes += not bare
        if depth == "trouble":
            with _x_refusing():
                print(json.dumps(await _timed(ours.check(Depth.EVERYTHING))), flush=True)
            continue
        if not bare:
            asked.clear()
        answer = await _timed(_ask_bare(asked, context) if bare else _check(ours, Depth[depth.upper()]))
        print(json.dumps(answer), flush=True)


@contextmanager
def _x_refusing() -> Iterator[None]:
    from trayapp.net import sockets
    from trayapp.net.x_hosts import is_x_host

    connect, resolve = sockets.connect, sockets.Resolver.__call__
    of_x: set[str] = set()

    async def noting_resolve(resolver: sockets.Resolver, name: str) -> tuple[str, ...]:
        found = await resolve(resolver, name)
        of_x.update(found if is_x_host(name) else ())
        return found

    async def refusing(addresses: Any, port: int, dial: Any) -> Any:
        if of_x.intersection(addresses):
            raise ConnectionRefusedError
        return await connect(addresses, port, dial)

    with (
        patch.multiple(sockets, connect=refusing),
        patch.object(sockets.Resolver, "__call__", noting_resolve),
    ):
        yield


async def _timed(work: Any) -> dict[str, float]:
    names = len(places.lookups)
    began_s, began_cpu_s = time.perf_counter(), time.process_time()
    await work
    cpu_ms, wall_ms = (time.process_time() - began_cpu_s) * 1000, (time.perf_counter() - began_s) * 1000
    return {"cpu_ms": cpu_ms, "wall_ms": wall_ms, "names": len(places.lookups) - names}


async def _check(checker: Checker, depth: Any) -> None:
    judged = await checker.check(depth)
    if judged.verdict.name != "up":
        sys.exit(f"the bench's internet is healthy, yet a check says: {judged}")


async def _ask_bare(requests: list[Request], context: ssl.SSLContext) -> None:
    """What these requests cost without a library, a deadline or an eye to what is read."""
    await asyncio.gather(*(_get(request, context) for request in requests))


async def _get(request: Request, context: ssl.SSLContext) -> None:
    from trayapp.net import sockets

    url = urlsplit(request.url)
    host = url.hostname or ""
    is_https = url.scheme == "https"
    (address,) = await sockets.Resolver()(host)
    connection = await sockets.dial(address, 443 if is_https else 80)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 128 * 1024)
    tls: dict[str, Any] = {"ssl": context, "server_hostname": host} if is_https else {}
    reader, writer = await asyncio.open_connection(sock=connection, **tls)
    headers = {"Host": host, "User-Agent": "trayapp bench", "Accept": "*/*", **request.headers}
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"GET {url.path or '/'}?{url.query} HTTP/1.1\r\n{fields}\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0]))
    writer.transport.abort()


if __name__ == "__main__":
    places.lead_to(sys.argv[1])
    asyncio.run(_main())
