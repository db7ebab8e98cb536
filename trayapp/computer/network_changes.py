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


class NetworkChanges:
    """Calls `changed` on the event loop once the computer's own addresses have become others.

    The kernel tells (rtnetlink), so nothing is polled. It tells of leases that are merely renewed, too; only
    other addresses count.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._known = own_addresses()
        self._socket: socket.socket | None = None
        self._settling: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to listen, on the running loop."""
        if not sys.platform.startswith("linux"):
            return
        listening = None
        try:
            listening = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0)
            listening.setblocking(False)
            listening.bind((0, _GROUPS))
        except OSError as error:  # a sandbox may forbid it
            _log.info("network changes cannot be heard of: %s", error)
            if listening is not None:
                listening.close()
            return
        self._socket = listening
        asyncio.get_running_loop().add_reader(listening, self._read)

    def stop(self) -> None:
        """Stop listening."""
        if self._settling is not None:
            self._settling.cancel()
            self._settling = None
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    def _read(self) -> None:
        with suppress(OSError):  # nothing left to read, or more than fitted: that something changed is enough
            while self._socket is not None and self._socket.recv(65536):
                pass
        if self._settling is None:
            self._settling = asyncio.get_running_loop().call_later(_SETTLED_AFTER_S, self._settled)

    def _settled(self) -> None:
        self._settling = None
        now = own_addresses()
        if now != self._known:
            self._known = now
            self._changed()
