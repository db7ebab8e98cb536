"""Offices, each with an internet of its own as seen from there: servers on this machine, in this process."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from contextlib import suppress
from pathlib import Path

from tests import servers
from tests.bench.internet import HOSTS, X_HEADERS, certificates, write_authorities
from trayapp.net.x_hosts import is_x_host

_FAILS = servers.answers(503, "over capacity", {**X_HEADERS, "content-type": "text/html"})


class Office:
    """What desks see over one line.

    Attributes:
        places: the file that tells where everything is; for `tests.bench.places`.
        is_x_well: whether X's hosts answer as they must, or that they fail.
        is_line_well: whether anything comes through at all.
    """

    def __init__(self, places: Path) -> None:
        self.places = places
        self.is_x_well = True
        self.is_line_well = True
        self._servers: list[asyncio.Server] = []

    async def open(self, context: ssl.SSLContext) -> None:
        places = []
        names = list(dict.fromkeys(host for host, _ in HOSTS))
        for (host, port), answers in HOSTS.items():
            listening = socket.create_server(("127.0.0.1", 0), backlog=200)
            places.append((host, f"192.88.99.{names.index(host) + 1}", port, listening.getsockname()[1]))
            serve = self._serving(host, servers.by_path(answers))
            self._servers.append(
                await asyncio.start_server(serve, sock=listening, ssl=context if port == 443 else None)
            )
        self.places.write_text(json.dumps(places))

    def _serving(self, host: str, healthy: servers.Serve) -> servers.Serve:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(OSError, EOFError):
                if self.is_line_well:
                    await (healthy if self.is_x_well or not is_x_host(host) else _FAILS)(reader, writer)
                    await asyncio.wait_for(reader.read(), 15)  # until the client has enough
            writer.transport.abort()

        return serve

    def close(self) -> None:
        for server in self._servers:
            server.close()


async def open_offices(folder: Path, *names: str) -> dict[str, Office]:
    """Those of these names, and beside each one whose line can fail: "Bonn", and "Bonn, bad line"."""
    context, authority = certificates()
    write_authorities(folder / "authorities.pem", authority)
    offices = {}
    for name in (each for site in names for each in (site, bad_line(site))):
        offices[name] = Office(folder / f"{name}.json")
        await offices[name].open(context)
    return offices


def bad_line(site: str) -> str:
    return f"{site}, bad line"
