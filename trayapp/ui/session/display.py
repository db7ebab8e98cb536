"""Whether Qt will find a screen: without one it ends the process, and nothing could catch that."""

from __future__ import annotations

import re
import socket
import struct
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from trayapp.errors import TrayappError

# A display that works answers within milliseconds; one that is stopped must not stop us.
_ANSWER_WITHIN_S = 2.0

_X = re.compile(r"(?P<host>.*):(?P<number>[0-9]{1,5})(?:\.[0-9]+)?")
_COOKIE = b"MIT-MAGIC-COOKIE-1"
_IP4, _IP6, _LOCAL, _ANYBODY = b"\0\0", b"\0\6", b"\1\0", b"\xff\xff"  # owners in .Xauthority
_LENGTH = struct.Struct(">H")


def require_display(environ: Mapping[str, str], platform: str = sys.platform) -> None:
    """Pass if there is something to show a window on. Loads no Qt.

    Raises:
        TrayappError: `no_display`.
    """
    if platform in ("win32", "darwin"):
        return
    plugins = {plugin.partition(":")[0] for plugin in environ.get("QT_QPA_PLATFORM", "").split(";")} - {""}
    if any(plugin != "xcb" and not plugin.startswith("wayland") for plugin in plugins):
        return  # offscreen, vnc and the like bring their own screen
    may_be_x = not plugins or "xcb" in plugins
    may_be_wayland = not plugins or plugins != {"xcb"}
    if not ((may_be_wayland and _has_wayland(environ)) or (may_be_x and _has_x(environ))):
        raise TrayappError("no_display")


def _has_wayland(environ: Mapping[str, str]) -> bool:
    path = Path(environ.get("XDG_RUNTIME_DIR", ""), environ.get("WAYLAND_DISPLAY") or "/")
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_ANSWER_WITHIN_S)
        try:
            return connection.connect_ex(str(path)) == 0
        except (OSError, ValueError):  # a path too long
            return False


def _has_x(environ: Mapping[str, str]) -> bool:
    """Whether an X server lets us in. Only its word counts: a stopped one still accepts connections."""
    display = environ.get("DISPLAY", "")
    if "/" in display:
        return True  # a socket's path or a named protocol, which hardly anybody has: left to Qt
    try:
        parts = _X.fullmatch(display)
        return parts is not None and _lets_us_in(environ, parts["host"], int(parts["number"]))
    except (OSError, ValueError, OverflowError):  # the latter two: names and ports that cannot be
        return False


def _lets_us_in(environ: Mapping[str, str], host: str, number: int) -> bool:
    deadline = time.monotonic() + _ANSWER_WITHIN_S
    for family, address in _addresses(host, number):
        with socket.socket(family, socket.SOCK_STREAM) as connection:
            connection.settimeout(max(deadline - time.monotonic(), 0.001))  # 0 would mean "do not wait"
            if connection.connect_ex(address) != 0:
                continue  # as with Qt's library, the first that can be connected to decides
            connection.sendall(_greeting(_cookie(environ, _owner(connection), str(number).encode())))
            connection.settimeout(max(deadline - time.monotonic(), 0.001))
            if connection.recv(1) != b"\1":  # 0 is "no", 2 is "prove more"
                break
            # Left open for good: some servers start anew or end when their only client goes.
            connection.detach()
            return True
    return False


def _addresses(host: str, number: int) -> Iterator[tuple[int, str | tuple[object, ...]]]:
    if host in ("", "unix"):
        # Linux' X servers also listen without a file, where containers and sandboxes see it.
        yield socket.AF_UNIX, f"\0/tmp/.X11-unix/X{number}"
        yield socket.AF_UNIX, f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X servers put it
    if host != "unix":
        name = host.removeprefix("[").removesuffix("]") or "localhost"
        # The one step without a deadline, which only names that are not in /etc/hosts can feel.
        for found in socket.getaddrinfo(name, 6000 + number, type=socket.SOCK_STREAM):
            yield found[0], found[4]


def _owner(connection: socket.socket) -> tuple[bytes, bytes]:
    """Whose cookies count. Qt does not find another host's either, say from before this one was renamed."""
    peer = "" if connection.family == socket.AF_UNIX else connection.getpeername()[0].partition("%")[0]
    if peer in ("", "::1") or peer.startswith("127."):
        return _LOCAL, socket.gethostname().encode(errors="surrogateescape")
    return _IP6 if ":" in peer else _IP4, socket.inet_pton(connection.family, peer)


def _cookie(environ: Mapping[str, str], owner: tuple[bytes, bytes], number: bytes) -> bytes:
    """The first that fits; nothing without one: some servers ask for none. What is broken ends the search."""
    path = Path(environ.get("XAUTHORITY", f"{environ.get('HOME', '')}/.Xauthority"))
    try:
        with (path if path.is_file() else Path("/dev/null")).open("rb") as file:  # a pipe would make us wait
            while family := file.read(2):
                address, display, name, data = (file.read(*_LENGTH.unpack(file.read(2))) for _ in range(4))
                fits = family == _ANYBODY or (family, address) == owner
                if fits and display in (b"", number) and name == _COOKIE:
                    return data
    except (OSError, ValueError, struct.error):
        pass
    return b""


def _greeting(cookie: bytes) -> bytes:
    name = _COOKIE if cookie else b""
    order = b"l" if sys.byteorder == "little" else b"B"  # X servers refuse the other one by default
    texts = (text.ljust((len(text) + 3) // 4 * 4, b"\0") for text in (name, cookie))
    return struct.pack("=cxHHHHxx", order, 11, 0, len(name), len(cookie)) + b"".join(texts)
