"""Notices that the computer is on another network. Linux; elsewhere checks come at their pace alone."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

from trayapp.computer.addresses import own_addresses

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
