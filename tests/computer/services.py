"""A system's services to test against, on a message bus of our own, and what is heard of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageFlag,
    MessageType,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.io.asyncio import DBusConnection, open_dbus_connection

from tests.fakes import PATIENCE_S, PROPERTIES, FakeBus, fake_bus


@contextmanager
def system_bus_of_our_own() -> Iterator[FakeBus]:
    """What the program takes for the system's bus; nobody is on it yet."""
    with (
        TemporaryDirectory(prefix="trayapp-") as folder,
        fake_bus(Path(folder)) as bus,
        pytest.MonkeyPatch.context() as monkeypatch,
    ):
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.address)
        yield bus


class Heard:
    """What a coroutine under test told, one after the other."""

    def __init__(self) -> None:
        self._told: asyncio.Queue[bool] = asyncio.Queue()

    def __call__(self, is_so: bool) -> None:
        self._told.put_nowait(is_so)

    async def next(self) -> bool:
        async with asyncio.timeout(PATIENCE_S):
            return await self._told.get()

    def rest(self) -> list[bool]:
        return [self._told.get_nowait() for _ in range(self._told.qsize())]


@asynccontextmanager
async def listening(
    bus: FakeBus, follow: Callable[[Callable[[bool], None]], Awaitable[None]], member: str
) -> AsyncIterator[tuple[Heard, asyncio.Future[None]]]:
    """What `follow` tells from when it listens for signals of this name, and itself; then it is cancelled."""
    watcher = await open_dbus_connection(bus.address)
    listeners = MatchRule(type="method_call", member="AddMatch")
    monitoring = DBusAddress(
        "/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus.Monitoring"
    )
    await watcher.send(new_method_call(monitoring, "BecomeMonitor", "asu", ([listeners.serialise()], 0)))
    heard = Heard()
    while (await watcher.receive()).header.message_type is not MessageType.method_return:
        pass
    following = asyncio.ensure_future(follow(heard))
    try:
        async with asyncio.timeout(PATIENCE_S):
            while member not in str((await watcher.receive()).body):
                pass
        yield heard, following
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await watcher.close()


class Service:
    """Somebody on the bus who owns a name and tells signals."""

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection
        self._has_name = asyncio.Event()
        self.refused: list[Message] = []
        """Calls that a real one would not have understood."""

    async def tell(self, path: str, interface: str, member: str, signature: str, *values: object) -> None:
        await self._connection.send(new_signal(DBusAddress(path, None, interface), member, signature, values))

    async def take_name(self, name: str) -> None:
        do_not_queue = 4
        await self._connection.send(message_bus.RequestName(name, do_not_queue))
        await self._has_name.wait()

    async def serve(self) -> None:
        while True:
            message = await self._connection.receive()
            if message.header.message_type is MessageType.method_call:
                await self._connection.send(self.answer(message))
            elif message.body == (1,):  # DBUS_REQUEST_NAME_REPLY_PRIMARY_OWNER
                self._has_name.set()

    def answer(self, call: Message) -> Message:
        self.refused.append(call)
        return new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")


class FakeNetworkManager(Service):
    """Tells whether the network is metered: one of NMMetered's numbers, `None` if it knows no such thing."""

    NAME = "org.freedesktop.NetworkManager"
    PATH = "/org/freedesktop/NetworkManager"

    def __init__(self, connection: DBusConnection, metered: int | None) -> None:
        super().__init__(connection)
        self.metered = metered
        self.has_been_asked = asyncio.Event()
        """Whoever asks has dealt with all that it was told before."""

    async def become(self, metered: int) -> None:
        """Another line."""
        self.metered = metered
        changed = {"Metered": ("u", metered), "Version": ("s", "1.42.4")}
        await self.tell(self.PATH, PROPERTIES, "PropertiesChanged", "sa{sv}as", self.NAME, changed, [])

    def answer(self, call: Message) -> Message:
        fields = call.header.fields
        what = (fields[HeaderFields.path], fields.get(HeaderFields.interface), fields[HeaderFields.member])
        is_known = what == (self.PATH, PROPERTIES, "Get") and call.body == (self.NAME, "Metered")
        # One that is not running would be started by a call that does not forbid it.
        if not is_known or not call.header.flags & MessageFlag.no_auto_start:
            return super().answer(call)
        self.has_been_asked.set()
        if self.metered is None:
            return new_error(call, "org.freedesktop.DBus.Error.InvalidArgs")
        return new_method_return(call, "v", (("u", self.metered),))


@asynccontextmanager
async def on_bus(
    bus: FakeBus, kind: Callable[[DBusConnection], Service], name: str
) -> AsyncIterator[Service]:
    """A service that owns a name for as long as it is of use."""
    connection = await open_dbus_connection(bus.address)
    service = kind(connection)
    serving = asyncio.create_task(service.serve())
    try:
        await service.take_name(name)
        yield service
    finally:
        serving.cancel()
        (ended,) = await asyncio.gather(serving, return_exceptions=True)
        await connection.close()
    assert isinstance(ended, asyncio.CancelledError | EOFError | OSError), ended  # the bus may have died
    assert service.refused == []


@asynccontextmanager
async def network_manager(bus: FakeBus, metered: int | None) -> AsyncIterator[FakeNetworkManager]:
    async with on_bus(bus, lambda c: FakeNetworkManager(c, metered), FakeNetworkManager.NAME) as service:
        assert isinstance(service, FakeNetworkManager)
        yield service
