"""`trayapp check --json` in a process of its own, against an internet elsewhere, with little left to it.

Run by `test_own_trouble`: the first argument is JSON of what is known of that internet, the second what is
scarce, the third how much of it is left. A check without limits comes first, so that all is loaded by then.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import socket
import sys
from typing import Any

from trayapp.net import sockets

_NOBODY = 65534

_Addresses = list[tuple[int, int, int, str, tuple[str, int]]]


def _play(names: dict[str, list[str]], ports: dict[str, int]) -> None:
    """Have the system's resolver know these names, and each address lead to a port of this machine."""
    dial = sockets.dial

    def getaddrinfo(name: str, _port: object, **_: Any) -> _Addresses:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()  # as to ask a name server
        if name not in names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in names[name]]

    async def redirected(address: str, port: int) -> socket.socket:
        place = ports.get(f"{address} {port}")
        if place is None:
            raise ConnectionRefusedError
        return await dial("127.0.0.1", place)

    socket.getaddrinfo = getaddrinfo  # type: ignore[assignment] # as far as we call it
    sockets.dial = redirected


def descriptors_with(free: int) -> int:
    """The limit under which so many more can be opened than are now."""
    limit = 0
    while free or _is_open(limit):
        free -= not _is_open(limit)
        limit += 1
    return limit


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _leave(what: str, amount: int) -> None:
    match what:
        case "descriptors":
            limit = descriptors_with(amount)
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        case "threads":
            if os.getuid() == 0:  # whom no limit holds
                os.setgid(_NOBODY)
                os.setuid(_NOBODY)
            resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
        case "memory":
            with open("/proc/self/statm") as file:  # noqa: PTH123 - nothing more is to be loaded
                pages = int(file.read().split()[0])
            limit = pages * resource.getpagesize() + amount * 1024 * 1024
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def main(world: str, what: str, amount: str) -> int:
    _play(**json.loads(world))
    from trayapp import cli

    with contextlib.redirect_stdout(io.StringIO()):
        status = cli.main(["check", "--json"])
    if status != 0:
        return 99
    _leave(what, int(amount))
    return cli.main(["check", "--json"])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
