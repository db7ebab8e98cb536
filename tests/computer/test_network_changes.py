"""Another network and the computer's sleep, as the kernel and a private D-Bus tell of them."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from jeepney import DBusAddress, HeaderFields, message_bus, new_method_call, new_signal
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from trayapp.computer import network_changes, sleep
from trayapp.computer.network_changes import NetworkChanges
from trayapp.computer.sleep import SleepClock, follow_sleep

# ---- another network


class Addresses:
    """The computer's own addresses, as a test would have them."""

    def __init__(self) -> None:
        self.now: tuple[str | None, str | None] = ("192.0.2.10", None)

    def __call__(self) -> tuple[str | None, str | None]:
        return self.now


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> Addresses:
    fake = Addresses()
    monkeypatch.setattr(network_changes, "own_addresses", fake)
    monkeypatch.setattr(network_changes, "_SETTLED_AFTER_S", 0.0)
    return fake


async def the_kernel_speaks(changes: NetworkChanges, kernel: socket.socket) -> None:
    kernel.send(b"a message of the kernel")
    while changes._settling is None:  # noqa: ASYNC110 - the loop itself is what is waited for
        await asyncio.sleep(0)
    while changes._settling is not None:  # noqa: ASYNC110
        await asyncio.sleep(0)


def listening_to(changes: NetworkChanges) -> socket.socket:
    """Let changes be told by us in the kernel's place."""
    kernel, ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    ours.setblocking(False)
    changes.stop()
    changes._socket = ours
    asyncio.get_running_loop().add_reader(ours, changes._read)
    return kernel


def test_only_other_addresses_are_another_network(addresses: Addresses) -> None:
    async def scenario() -> list[str | None]:
        seen: list[str | None] = []
        changes = NetworkChanges(lambda: seen.append(addresses.now[0]))
        with listening_to(changes) as kernel:
            await the_kernel_speaks(changes, kernel)  # a lease was renewed
            addresses.now = (None, None)  # the cable is pulled
            await the_kernel_speaks(changes, kernel)
            await the_kernel_speaks(changes, kernel)
            addresses.now = ("198.51.100.3", None)
            await the_kernel_speaks(changes, kernel)
        changes.stop()
        return seen

    assert asyncio.run(scenario()) == [None, "198.51.100.3"]


def test_the_kernel_can_be_listened_to_and_left_alone_again() -> None:
    async def scenario() -> None:
        changes = NetworkChanges(lambda: None)
        changes.start()
        changes.stop()
        changes.stop()

    asyncio.run(scenario())


def test_where_the_kernel_may_not_be_listened_to_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> socket.socket:
        raise PermissionError("sandboxed")

    async def scenario() -> None:
        changes = NetworkChanges(lambda: None)
        monkeypatch.setattr(socket, "socket", forbidden)
        changes.start()
        monkeypatch.undo()
        changes.stop()

    asyncio.run(scenario())


# ---- sleep


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DBusConnection]:
    """A private bus in the system bus's place, and logind's connection to it."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:path={tmp_path}/bus"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    logind = open_dbus_connection(address)
    logind.send_and_get_reply(message_bus.RequestName("org.freedesktop.login1"))
    yield logind
    logind.close()
    daemon.terminate()
    daemon.stdout.close()
    daemon.wait(10)


def announce(connection: DBusConnection, begins: bool) -> None:
    manager = DBusAddress("/org/freedesktop/login1", interface="org.freedesktop.login1.Manager")
    connection.send(new_signal(manager, "PrepareForSleep", "b", (begins,)))


def announced(by: list[tuple[DBusConnection, bool]], *, wanted: int) -> list[bool]:
    """What `follow_sleep` hears of these announcements, made once it listens."""
    heard: list[bool] = []

    async def scenario() -> None:
        enough = asyncio.Event()

        def slept(begins: bool) -> None:
            heard.append(begins)
            if len(heard) == wanted:
                enough.set()

        with monitor_of("AddMatch") as monitor:
            following = asyncio.create_task(follow_sleep(slept))
            await asyncio.to_thread(wait_for_call, monitor, "AddMatch")
        for connection, begins in by:
            announce(connection, begins)
        await asyncio.wait_for(enough.wait(), 10)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)

    asyncio.run(scenario())
    return heard


def monitor_of(member: str) -> DBusConnection:
    """A connection that receives every call of this name on the bus."""
    monitor = open_dbus_connection(os.environ["DBUS_SYSTEM_BUS_ADDRESS"])
    daemon = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus.Monitoring")
    monitor.send_and_get_reply(new_method_call(daemon, "BecomeMonitor", "asu", ([f"member='{member}'"], 0)))
    return monitor


def wait_for_call(monitor: DBusConnection, member: str) -> None:
    # The first message tells the monitor that it has lost its own name.
    while monitor.receive(timeout=10).header.fields.get(HeaderFields.member) != member:
        pass


def test_sleep_and_waking_are_heard(bus: DBusConnection) -> None:
    assert announced([(bus, True), (bus, False)], wanted=2) == [True, False]


def test_nobody_else_can_put_us_to_sleep(bus: DBusConnection) -> None:
    stranger = open_dbus_connection(os.environ["DBUS_SYSTEM_BUS_ADDRESS"])
    try:
        assert announced([(stranger, True), (bus, False)], wanted=1) == [False]
    finally:
        stranger.close()


def test_a_bus_that_ends_during_sleep_does_not_leave_us_asleep(bus: DBusConnection) -> None:
    heard: list[bool] = []

    async def scenario() -> None:
        asleep = asyncio.Event()

        def slept(begins: bool) -> None:
            heard.append(begins)
            asleep.set()

        with monitor_of("AddMatch") as monitor:
            following = asyncio.create_task(follow_sleep(slept))
            await asyncio.to_thread(wait_for_call, monitor, "AddMatch")
        announce(bus, True)
        await asyncio.wait_for(asleep.wait(), 10)
        end_of_bus(bus)
        await asyncio.wait_for(following, 10)

    asyncio.run(scenario())
    assert heard == [True, False]


def end_of_bus(bus: DBusConnection) -> None:
    """End the daemon, as at a crash."""
    daemon = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
    asked = new_method_call(daemon, "GetConnectionUnixProcessID", "s", ("org.freedesktop.DBus",))
    os.kill(bus.send_and_get_reply(asked).body[0], signal.SIGKILL)


@pytest.mark.parametrize("address", ["unix:path=/nonexistent/bus", "nonsense"])
def test_without_a_bus_sleep_is_not_followed(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    asyncio.run(asyncio.wait_for(follow_sleep(lambda _: None), 10))


def test_two_clocks_tell_of_sleep_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = iter([100.0, 100.5, 700.0, 700.1])
    monkeypatch.setattr(sleep, "_boottime_ahead_s", lambda: next(ahead))
    clock = SleepClock()
    assert [clock.has_slept() for _ in range(3)] == [False, True, False]
