"""What the desktop's accessibility has of an app: the tree that screen readers read, by AT-SPI over D-Bus.

https://gnome.pages.gitlab.gnome.org/at-spi2-core/devel-docs/ has its interfaces; the states are bits.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, MessageType, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.fakes import PATIENCE_S, FakeBus

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")


class State(IntEnum):
    """The bits that are asked for here."""

    CHECKED = 4
    EDITABLE = 7
    FOCUSABLE = 11
    FOCUSED = 12
    SHOWING = 25


@dataclass(frozen=True)
class Accessible:
    """One thing that a screen reader comes to."""

    role: str
    name: str
    description: str
    states: frozenset[State]
    children: tuple[Accessible, ...] = ()

    def all(self) -> Iterator[Accessible]:
        """Itself, and all that is in it."""
        yield self
        for child in self.children:
            yield from child.all()


class Reader:
    """Reads the apps of one accessibility bus."""

    def __init__(self, address: str) -> None:
        self._connection = open_dbus_connection(address)

    def close(self) -> None:
        self._connection.close()

    def app(self) -> Accessible:
        """What shows of the one app that there is, once it has come."""
        until = time.monotonic() + PATIENCE_S
        while not (apps := self._ask(*_REGISTRY, "GetChildren")):
            assert time.monotonic() < until, "no app has come to the accessibility's bus"
            time.sleep(0.02)
        return self._read(*apps[0])

    def _read(self, name: str, path: str) -> Accessible:
        low, high = self._ask(name, path, "GetState")
        bits = low | high << 32
        states = frozenset(state for state in State if bits >> state & 1)
        role = self._ask(name, path, "GetRoleName")
        # Pages behind the one that shows are there, too, but nobody comes to them.
        is_read = State.SHOWING in states or role == "application"
        children = [self._read(*child) for child in self._ask(name, path, "GetChildren")] if is_read else []
        shown = (child for child in children if State.SHOWING in child.states)
        text, description = (self._property(name, path, which) for which in ("Name", "Description"))
        return Accessible(role, text, description, states, tuple(shown))

    def _ask(self, name: str, path: str, method: str) -> Any:
        return _answer(self._connection, new_method_call(DBusAddress(path, name, _ACCESSIBLE), method))

    def _property(self, name: str, path: str, which: str) -> str:
        return str(_answer(self._connection, Properties(DBusAddress(path, name, _ACCESSIBLE)).get(which))[1])


@contextmanager
def accessibility(bus: FakeBus, folder: Path) -> Iterator[tuple[Reader, str]]:
    """The accessibility of this session bus: who reads it, and the address of its own bus."""
    launcher = next((path for path in _LAUNCHERS if Path(path).exists()), None)
    assert launcher is not None, "this system lacks at-spi2-core; ./run test installs it, or names it"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "XDG_DATA_DIRS": "/usr/share",
        "DBUS_SESSION_BUS_ADDRESS": bus.address,
    }
    with subprocess.Popen(
        [launcher, "--launch-immediately"], env=environment, stderr=subprocess.DEVNULL
    ) as process:
        reader = None
        try:
            address = _address(bus)
            reader = Reader(address)
            yield reader, address
        finally:
            if reader is not None:
                reader.close()
            process.terminate()  # it takes its bus along


def _address(bus: FakeBus) -> str:
    wanted = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
    until = time.monotonic() + PATIENCE_S
    with open_dbus_connection(bus.address) as connection:
        while True:
            reply = connection.send_and_get_reply(new_method_call(wanted, "GetAddress"), timeout=PATIENCE_S)
            if reply.header.message_type is MessageType.method_return:
                return str(reply.body[0])
            assert time.monotonic() < until, reply.body
            time.sleep(0.02)


def _answer(connection: DBusConnection, message: Any) -> Any:
    reply = connection.send_and_get_reply(message, timeout=PATIENCE_S)
    assert reply.header.message_type is MessageType.method_return, reply.body
    return reply.body[0]
