"""A desktop to test against: a message bus, and a tray on it that is as strict as a real one."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from jeepney import (
    DBusAddress,
    DBusErrorResponse,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    Properties,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import open_dbus_connection

PATIENCE_S = 60.0
"""How long anything is waited for: never reached unless something is broken, however slow the machine."""

PROPERTIES = "org.freedesktop.DBus.Properties"

T = TypeVar("T")

_BUS_CONFIGURATION = """<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""  # as a session's, but it starts no services: what a test does not bring along is not there


class FakeBus:
    """A message bus of our own."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self._process = process
        self.address = address

    def die(self) -> None:
        self._process.kill()
        self._process.wait()


@contextmanager
def fake_bus(folder: Path) -> Iterator[FakeBus]:
    """A bus in an empty folder, with a short path: sockets' names are short."""
    configuration = folder / "bus.conf"
    configuration.write_text(_BUS_CONFIGURATION.format(folder=folder), encoding="utf-8")
    command = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield FakeBus(process, process.stdout.readline().strip())
        finally:
            process.kill()


class FakeTrayHost:
    """A tray of the StatusNotifierItem protocol: owns the watcher's name and takes items until it dies."""

    NAME = "org.kde.StatusNotifierWatcher"
    PATH = "/StatusNotifierWatcher"

    def __init__(self, bus: FakeBus) -> None:
        self._bus = bus
        self._connection = open_dbus_connection(bus.address)
        self._registered: SimpleQueue[str] = SimpleQueue()
        self._items: list[TrayItem] = []
        self.refused: list[Message] = []
        """What a real watcher would not have understood."""
        do_not_queue = 4
        reply = self._connection.send_and_get_reply(message_bus.RequestName(self.NAME, do_not_queue))
        assert reply.body == (1,), "another tray owns the name"
        self._thread = threading.Thread(target=self._serve, name="fake tray host")
        self._thread.start()

    def next_item(self) -> TrayItem:
        """The next icon that registers, or has already. To be read for as long as this tray lives."""
        self._items.append(TrayItem(self._bus, self._registered.get(timeout=PATIENCE_S)))
        return self._items[-1]

    def has_more_items(self) -> bool:
        return not self._registered.empty()

    def die(self) -> None:
        """Vanish from the bus as a crashing panel does."""
        for item in self._items:
            item.close()
        with contextlib.suppress(OSError):
            self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._connection.close()

    def _serve(self) -> None:
        while True:
            try:
                message = self._connection.receive()
            except (ConnectionError, OSError):
                return
            if message.header.message_type is MessageType.method_call:
                with contextlib.suppress(OSError):
                    self._connection.send(self._answer(message))

    def _answer(self, message: Message) -> Message:
        fields = message.header.fields
        call = (fields.get(HeaderFields.interface), fields.get(HeaderFields.member))
        is_ours = fields.get(HeaderFields.path) == self.PATH
        if is_ours and call == (self.NAME, "RegisterStatusNotifierItem"):
            if fields.get(HeaderFields.signature) == "s":
                self._registered.put(fields[HeaderFields.sender])
                return new_method_return(message)
        elif is_ours and call == (PROPERTIES, "Get") and message.body[0] == self.NAME:
            known = {"IsStatusNotifierHostRegistered": ("b", True), "ProtocolVersion": ("i", 0)}
            if message.body[1] in known:
                return new_method_return(message, "v", (known[message.body[1]],))
        self.refused.append(message)
        return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")


@dataclass(frozen=True)
class MenuEntry:
    """One visible entry of a menu, as a panel would show it."""

    id: int
    text: str
    is_enabled: bool = True
    is_separator: bool = False
    entries: tuple[MenuEntry, ...] = ()

    @property
    def texts(self) -> list[str]:
        return [entry.text for entry in self.entries if not entry.is_separator]

    def named(self, text: str) -> MenuEntry:
        return next(entry for entry in self.entries if entry.text == text)


class TrayItem:
    """The app's icon as the tray sees it. Reading it waits for nothing but the app's answer."""

    _ITEM = "org.kde.StatusNotifierItem"
    _MENU = "com.canonical.dbusmenu"

    def __init__(self, bus: FakeBus, name: str) -> None:
        self.name = name
        self._connection = open_dbus_connection(bus.address)
        self._signals: deque[Message] = deque()
        self._connection.send_and_get_reply(message_bus.AddMatch(MatchRule(type="signal", sender=name)))
        self._connection.filter(MatchRule(type="signal"), queue=self._signals)

    def close(self) -> None:
        self._connection.close()

    def wait_until(self, read: Callable[[TrayItem], T], is_right: Callable[[T], bool]) -> T:
        """What `read` gives, once it is right. Read again whenever the app says that something changed."""
        until = time.monotonic() + PATIENCE_S
        while True:
            self._signals.clear()
            found = read(self)
            if is_right(found):
                return found
            if not self._signals:
                left_s = until - time.monotonic()
                assert left_s > 0, f"still {found!r}"
                with contextlib.suppress(TimeoutError):
                    self._connection.recv_until_filtered(self._signals, timeout=left_s)

    @property
    def properties(self) -> dict[str, Any]:
        address = DBusAddress("/StatusNotifierItem", self.name, self._ITEM)
        values = self._call(Properties(address).get_all())[0]
        return {key: value for key, (_, value) in values.items()}

    @property
    def tooltip(self) -> str:
        return str(self.properties["ToolTip"][2])

    @property
    def pictures(self) -> dict[int, bytes]:
        """The icon's pixels (A, R, G, B) by its width."""
        return {width: bytes(pixels) for width, _, pixels in self.properties["IconPixmap"]}

    @property
    def menu(self) -> MenuEntry:
        call = new_method_call(self._menu_address(), "GetLayout", "iias", (0, -1, []))
        return _menu_entry(self._call(call)[1])

    def click(self) -> None:
        """A left click."""
        address = DBusAddress("/StatusNotifierItem", self.name, self._ITEM)
        self._call(new_method_call(address, "Activate", "ii", (0, 0)))

    def choose(self, text: str) -> None:
        """Choose an entry of the menu."""
        entry = self.menu.named(text)
        assert entry.is_enabled, f"{text!r} is greyed out"
        self._call(
            new_method_call(self._menu_address(), "Event", "isvu", (entry.id, "clicked", ("i", 0), 0)),
        )

    def _menu_address(self) -> DBusAddress:
        return DBusAddress(self.properties["Menu"], self.name, self._MENU)

    def _call(self, message: Message) -> Any:
        reply = self._connection.send_and_get_reply(message, timeout=PATIENCE_S)
        if reply.header.message_type is MessageType.error:
            raise DBusErrorResponse(reply)
        return reply.body


def _menu_entry(layout: Any) -> MenuEntry:
    number, properties, children = layout
    given = {key: value for key, (_, value) in properties.items()}
    entries = (_menu_entry(child) for _, child in children)
    return MenuEntry(
        number,
        _shown(given.get("label", "")),
        given.get("enabled", True),
        given.get("type") == "separator",
        tuple(entry for entry, (_, child) in zip(entries, children, strict=True) if _is_visible(child)),
    )


def _is_visible(layout: Any) -> bool:
    return bool(layout[1].get("visible", ("b", True))[1])


def _shown(label: str) -> str:
    """A label as panels draw it: an underscore marks the access key after it, two are one."""
    return "_".join(part.replace("_", "") for part in label.split("__"))
