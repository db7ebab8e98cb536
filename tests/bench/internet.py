"""A healthy internet in a process of its own, which counts what crosses the wire.

`python -m tests.bench.internet FOLDER` writes the certificate authorities to trust and where everything is
into FOLDER, then answers each line it reads with the bytes of every host so far.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import ssl
import struct
import sys
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any

import trustme

from tests import servers
from tests.checks.samples import OEMBED_POST, SHELL, TWEET

# As on a line of 40 Mbit/s behind an Ethernet card. Loopback alone sends 64 KB at once: fewer headers, and
# more than a small receive buffer takes. With these two the sums below are within 1 % of what the interface
# of a network namespace with Ethernet's packets counts.
_SEGMENT_BYTES = 1460
_PACE_BYTES_PER_S = 5_000_000
_SO_MAX_PACING_RATE = 47  # asm-generic/socket.h; not in Python's socket

_HEADER_BYTES = 20 + 32  # IPv4, and TCP with time stamps
_SYN_BYTES = 60  # not among the segments that the kernel counts

# What X and the edge in front of it send around a body (2026-09); the site's page has its list of allowed
# sources on top, some 4 KB.
X_HEADERS = {
    "date": format_datetime(datetime.now(UTC), usegmt=True),
    "server": "cloudflare envoy",
    "cf-ray": "a3fade207d5aacc6-IAD",
    "x-transaction-id": "471db743ca6e910c",
    "strict-transport-security": "max-age=631138519; includeSubdomains",
    "set-cookie": f"guest_id={'0' * 30}; Max-Age=63072000; Path=/; Domain=.x.com; Secure; SameSite=None",
    "report-to": "r" * 500,
}
_PAGE_HEADERS = {**X_HEADERS, "content-type": "text/html", "content-security-policy": "s" * 4000}
_PAGE = SHELL.replace("<head>", f"<head>{' ' * 2000}").ljust(246_500)  # the marks within the first 3 KB
_ROBOTS = "User-agent: *\nDisallow: /i/u\n".ljust(2_514, "#")
# Of a picture of 8 KB, what is asked for.
_PICTURE = servers.reply(206, b"p" * 1024, {**X_HEADERS, "content-type": "image/jpeg"})


def _json(value: dict[str, Any], padding: int) -> bytes:
    body = json.dumps({**value, "more": "." * padding})
    return servers.reply(200, body, {**X_HEADERS, "content-type": "application/json"})


def _control(status: int, body: str) -> bytes:
    return servers.reply(status, body, {"date": X_HEADERS["date"]})


# Host and port; the answers by what the target contains.
HOSTS: dict[tuple[str, int], dict[str, bytes]] = {
    ("x.com", 443): {
        "/robots.txt": servers.reply(200, _ROBOTS, {**X_HEADERS, "content-type": "text/plain"}),
        "/": servers.reply(200, _PAGE, _PAGE_HEADERS),
    },
    ("publish.x.com", 443): {"/oembed": _json(OEMBED_POST, 300)},
    ("cdn.syndication.twimg.com", 443): {"/tweet-result": _json(TWEET, 1500)},
    ("pbs.twimg.com", 443): {"/": _PICTURE},
    ("abs.twimg.com", 443): {"/": _PICTURE},
    ("video.twimg.com", 443): {"/": servers.reply(206, b"v", {**X_HEADERS, "content-type": "video/mp4"})},
    ("t.co", 443): {"/": servers.reply(200, "t" * 300, X_HEADERS)},
    ("connectivitycheck.gstatic.com", 80): {"/": _control(204, "")},
    ("detectportal.firefox.com", 80): {"/": _control(200, "success\n")},
    ("www.msftconnecttest.com", 80): {"/": _control(200, "Microsoft Connect Test")},
    ("www.cloudflare.com", 443): {"/": _control(200, "fl=1\ncolo=IAD\n".ljust(250, "."))},
    ("www.google.com", 443): {"/": _control(204, "")},
    ("captive.apple.com", 443): {"/": _control(200, "<HTML><BODY>Success</BODY></HTML>\n")},
    ("detectportal.firefox.com", 443): {"/": _control(200, "success\n")},
}


def certificates() -> tuple[ssl.SSLContext, bytes]:
    """A server's context with a chain like those of public hosts, and the authority that it leads to.

    3 KB, as an RSA certificate of many names has with its intermediate; elliptic ones have 2 to 3 KB.
    """
    root = trustme.CA()
    issuer = root.create_child_ca(key_type=trustme.KeyType.RSA)
    names = sorted({host for host, _ in HOSTS})
    more = [f"alternative-name-{i}.edge.example" for i in range(35)]
    leaf = issuer.issue_cert(*names, *more, key_type=trustme.KeyType.RSA)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    return context, root.cert_pem.bytes()


class _Counter:
    """What crossed the wire, by host."""

    def __init__(self) -> None:
        self.bytes: Counter[str] = Counter()

    async def serve(
        self,
        host: str,
        answer: servers.Serve,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        # A second descriptor keeps the kernel's counters when asyncio closes its own.
        counted: socket.socket = writer.get_extra_info("socket").dup()
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await answer(reader, writer)
            await reader.read()  # until the client goes: it is the one that has enough
        writer.transport.abort()
        with suppress(OSError):
            counted.shutdown(socket.SHUT_RDWR)
        with suppress(asyncio.CancelledError):  # the bench is over; asyncio would complain
            await asyncio.sleep(0.02)  # for the last acknowledgements
        self.bytes[host] += _bytes_on_wire(counted)
        counted.close()


def _bytes_on_wire(connection: socket.socket) -> int:
    """What one connection sent and received, with TCP and IP around it (struct tcp_info, linux/tcp.h)."""
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 216)
    received, segments_out, segments_in = struct.unpack_from("=QII", info, 128)
    (sent,) = struct.unpack_from("=Q", info, 200)
    return int(sent + received + (segments_out + segments_in) * _HEADER_BYTES + _SYN_BYTES)


def write_authorities(path: Path, own: bytes) -> None:
    """With the system's beside our own, reading them costs what it costs users."""
    system = ssl.get_default_verify_paths().cafile
    path.write_bytes(own + (Path(system).read_bytes() if system else b""))


async def _serve(folder: Path) -> None:
    context, authority = certificates()
    write_authorities(folder / "authorities.pem", authority)
    counter = _Counter()
    places: list[tuple[str, str, int, int]] = []
    hosts = list(dict.fromkeys(host for host, _ in HOSTS))  # one may serve on two ports
    for (host, port), answers in HOSTS.items():
        handle = partial(counter.serve, host, servers.by_path(answers))
        listening = socket.create_server(("127.0.0.1", 0))
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _SEGMENT_BYTES)
        listening.setsockopt(socket.SOL_SOCKET, _SO_MAX_PACING_RATE, _PACE_BYTES_PER_S)
        await asyncio.start_server(handle, sock=listening, ssl=context if port == 443 else None)
        address = f"192.88.99.{hosts.index(host) + 1}"
        places.append((host, address, port, listening.getsockname()[1]))
    (folder / "places.json").write_text(json.dumps(places))
    while await asyncio.to_thread(sys.stdin.readline):
        await asyncio.sleep(0.1)  # the last connections are counted a little after their end
        print(json.dumps(counter.bytes), flush=True)


if __name__ == "__main__":
    os.nice(10)  # as if it were far away: what is measured goes first
    asyncio.run(_serve(Path(sys.argv[1])))
