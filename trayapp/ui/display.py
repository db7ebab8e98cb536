"""Whether Qt will find a screen: without one it ends the process, and nothing could catch that."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from trayapp.errors import TrayappError

# A display on this machine accepts at once or not at all; one that is stopped must not stop us.
_CONNECT_WITHIN_S = 2.0

_LOCAL_X = re.compile(r"(?:unix)?:(?P<number>\d+)(?:\.\d+)?")


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
    display = environ.get("WAYLAND_DISPLAY")
    return bool(display) and _takes_connections(str(Path(environ.get("XDG_RUNTIME_DIR", ""), display or "")))


def _has_x(environ: Mapping[str, str]) -> bool:
    display = environ.get("DISPLAY")
    if not display:
        return False
    local = _LOCAL_X.fullmatch(display)
    if local is None:
        return True  # on another machine, which may take its time: left to Qt
    path = f"/tmp/.X11-unix/X{local['number']}"  # noqa: S108 - where X servers put it
    # Linux' X servers also listen without a file, where containers and sandboxes see it.
    return _takes_connections(path) or _takes_connections(f"\0{path}")


def _takes_connections(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_CONNECT_WITHIN_S)
        try:
            connection.connect(path)
        except OSError:
            return False
    return True
