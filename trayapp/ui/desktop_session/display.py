"""Whether Qt will find a screen: without one it ends the process, and nothing could catch that."""

from __future__ import annotations

import os
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path

from trayapp.errors import TrayappError
from trayapp.i18n.catalogue import N_

# A display that works answers within milliseconds; one that is stopped must not stop us.
_ANSWER_WITHIN_S = 2.0

GNOME_NEEDS = N_(
    "GNOME Shell shows tray icons only with an extension: “AppIndicator and KStatusNotifierItem Support”. "
    "Until it is there, trayapp shows a small window instead."
)


def is_gnome() -> bool:
    """Whether this session is GNOME's, which has no tray of its own; Ubuntu's, which brings one, is, too."""
    return "GNOME" in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")


def require_display(platform: str = sys.platform) -> None:
    """Pass if there is something to show a window on. Loads no Qt.

    Raises:
        TrayappError: `no_display`.
    """
    if platform in ("win32", "darwin"):
        return
    wanted = os.environ.get("QT_QPA_PLATFORM", "")
    plugins = {plugin.partition(":")[0] for plugin in wanted.split(";")} - {""}
    if any(plugin != "xcb" and not plugin.startswith("wayland") for plugin in plugins):
        return  # offscreen, vnc and the like bring their own screen
    may_be_x = not plugins or "xcb" in plugins
    may_be_wayland = not plugins or plugins != {"xcb"}
    if not ((may_be_wayland and _has_wayland()) or (may_be_x and _has_x())):
        raise TrayappError("no_display")


def load_x_plugin(qt: Path) -> None:
    """Load Qt's plugin for X, where Qt is about to: for want of a library it would end the process.

    `qt` is the folder of PySide6. A distribution's plugins lie elsewhere, and come with their libraries.

    Raises:
        OSError: what the system lacks, as its loader says it.
    """
    plugin = qt / "Qt/plugins/platforms/libqxcb.so"
    wanted = os.environ.get("QT_QPA_PLATFORM")
    is_x = wanted == "xcb" or (not wanted and not _has_wayland())
    if is_x and plugin.exists():
        import ctypes

        ctypes.CDLL(str(plugin))


def _has_wayland() -> bool:
    path = Path(os.environ.get("XDG_RUNTIME_DIR", ""), os.environ.get("WAYLAND_DISPLAY") or "/")
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_ANSWER_WITHIN_S)
        try:
            return connection.connect_ex(str(path)) == 0
        except (OSError, ValueError):  # a path too long
            return False


def _has_x() -> bool:
    """Whether an X server lets us in, by the word of the library that Qt asks next.

    That library waits for ever: it is asked in a thread that a stopped server may keep until the end.
    """
    import ctypes  # which takes its time, and Wayland needs none of it

    let_in = threading.Event()

    def ask() -> None:
        with suppress(OSError):  # without the library, Qt knows no X either
            xcb = ctypes.CDLL("libxcb.so.1")
            xcb.xcb_connect.restype = ctypes.c_void_p
            # Left open for good: some servers start anew or end when their only client goes.
            connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
            if xcb.xcb_connection_has_error(connection) == 0:
                let_in.set()

    asking = threading.Thread(target=ask, name="display", daemon=True)
    asking.start()
    asking.join(_ANSWER_WITHIN_S)
    return let_in.is_set()
