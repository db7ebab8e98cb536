"""Which network this computer is on: one told from another."""

from __future__ import annotations

import hashlib
import ipaddress
import sys
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
