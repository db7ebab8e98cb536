"""For all tests: Qt without a screen, no way off this machine, and nothing of what its services say."""

import ipaddress
import os
import socket
import sys
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings

from hatch_build import compile_translations

# How quickly examples are made is the machine's business: a busy one is no fault of the strategy. And a
# change is not to fail on what lay there before it: the same examples each time, new ones where asked for.
settings.register_profile(
    "trayapp",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", settings.get_profile("trayapp"), derandomize=False, max_examples=1000)
settings.load_profile("trayapp")

# Where no bytecode may lie beside the source, the app would be compiled each time that a test starts it, and
# all tests at each run and by each of its processes.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(__file__).parents[1] / ".cache" / "bytecode")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix

compile_translations()  # of a checkout in which nothing was set up yet, or whose words were just changed

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["XDG_STATE_HOME"] = os.devnull  # nothing is left with whoever runs this
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=/nowhere"  # else a laptop's metered line slows checks down


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        connection, address = arguments
        if connection.type != socket.SOCK_STREAM or connection.family == socket.AF_UNIX:
            return  # a UDP socket that connects has sent nothing yet
        host = address[0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host not in (None, "localhost") and not _is_loopback(host):
        raise RuntimeError(f"a test wants to reach {host!r}")


def _is_loopback(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


sys.addaudithook(_stay_here)
