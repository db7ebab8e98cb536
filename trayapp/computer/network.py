"""Which network this computer is on, and notices that it is on another (Linux)."""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import logging
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from trayapp.computer.addresses import own_addresses

_ROUTES = Path("/proc/net/route")  # proc(5): the IPv4 routes, in hexadecimal, in the machine's byte order
_NEIGHBOURS = Path("/proc/net/arp")
_DEFAULT = "00000000"


def network_id() -> str:
    """A name for the network in use: the same one whenever the computer is on it. Sends nothing.

    Many networks have the same addresses, so it is the router's hardware address that tells (Linux). Where
    that is not known, as in a tunnel, it is the network's own address. Neither can be read from the name.
    """
    return hashlib.sha256((_router() or _networks()).encode()).hexdigest()[:16]  # 64 bits will do


def _router() -> str | None:
    try:
        routes = [line.split() for line in _ROUTES.read_text("ascii").splitlines()[1:]]
        neighbours = [line.split() for line in _NEIGHBOURS.read_text("ascii").splitlines()[1:]]
    except (OSError, ValueError):
        return None
    # proc(5). Route: interface, destination, gateway, …; neighbour: address, …, …, its hardware's, …, device.
    gateways = {(route[0], route[2]) for route in routes if len(route) > 2 and route[1] == _DEFAULT}
    for neighbour in neighbours:
        if len(neighbour) > 5 and (neighbour[5], _as_in_routes(neighbour[0])) in gateways:
            return neighbour[3]
    return None


def _as_in_routes(address: str) -> str:
    try:
        return f"{int.from_bytes(ipaddress.IPv4Address(address).packed, sys.byteorder):08X}"
    except ValueError:
        return ""


def _networks() -> str:
    four, six = own_addresses()
    networks = [
        str(ipaddress.ip_interface(f"{address.partition('%')[0]}/{bits}").network)
        # The usual sizes: the socket does not know the real ones.
        for address, bits in ((four, 24), (six, 64))
        if address is not None
    ]
    return ",".join(networks)


_log = logging.getLogger(__name__)

# rtnetlink(7), RTMGRP_*: addresses and routes, of IPv4 (0x10, 0x40) and IPv6 (0x100, 0x400).
_GROUPS = 0x10 | 0x40 | 0x100 | 0x400

# A network that comes up reports a dozen changes within a second or so.
_SETTLED_AFTER_S = 2.0


def _rtnetlink() -> socket.socket:
    kernel = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0)
    try:
        kernel.bind((0, _GROUPS))
    except OSError:
        kernel.close()
        raise
    return kernel


async def follow_network(
    changed: Callable[[], None], listen: Callable[[], socket.socket] = _rtnetlink
) -> None:
    """Call `changed` each time the computer's own addresses have become others.

    The kernel tells, so nothing is polled. It tells of leases that are merely renewed, too; only other
    addresses count. Until cancelled; ends at once where the kernel may not be listened to.
    """
    if sys.platform != "linux":
        return
    known = own_addresses()
    try:
        kernel = listen()
    except OSError as error:  # a sandbox may forbid it
        _log.info("network changes cannot be heard of: %s", error)
        return
    with kernel:
        kernel.setblocking(False)
        while True:
            with suppress(OSError):  # more than fitted: that something changed is enough
                await asyncio.get_running_loop().sock_recv(kernel, 65536)
            await asyncio.sleep(_SETTLED_AFTER_S)
            with suppress(OSError):  # until nothing is left to read
                while kernel.recv(65536):
                    pass
            if (now := own_addresses()) != known:
                known = now
                changed()
