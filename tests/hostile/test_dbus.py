"""Services of the desktop and the system that say what they never should, say nothing, or do not stop."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Any

import keyring
import pytest
from jeepney import HeaderFields, Message, message_bus, new_error, new_method_return
from jeepney.io.asyncio import DBusConnection
from jeepney.io.blocking import open_dbus_connection

from tests.computer.keys import NoKeys
from tests.computer.secret_service import FakeSecretService
from tests.computer.services import (
    FakeNetworkManager,
    Service,
    listening,
    on_bus,
    system_bus_of_our_own,
)
from tests.domain.made import NOW
from tests.fakes import PATIENCE_S, PROPERTIES, FakeBus, fake_bus
from tests.notices.server import StrictServer
from tests.notices.test_desktop import desk, run
from trayapp.computer.key_store import KeyStore
from trayapp.computer.system_bus import follow_metered, follow_sleep
from trayapp.domain.alerts import Notice, NoticeKind
from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.tracker import Incident
from trayapp.errors import KeyStoreError

BODIES: list[tuple[str, tuple[Any, ...]]] = [
    ("", ()),
    ("s", ("yes",)),
    ("u", (2**32 - 1,)),
    ("av", ([],)),
    ("v", (("v", ("v", ("b", True))),)),
    ("(uu)", ((1, 1),)),
    ("a{sv}", ({"Metered": ("s", "yes")},)),
    ("sa{sv}as", (FakeNetworkManager.NAME, {"Metered": ("s", "\x1b")}, [])),
    ("sa{sv}as", (FakeNetworkManager.NAME, {"Metered": ("av", [])}, [])),
    ("ss", (FakeNetworkManager.NAME, "Metered")),
    ("ay", (b"\xff" * 10_000,)),
]
LOGIND = "org.freedesktop.login1"
SLEEP = ("/org/freedesktop/login1", f"{LOGIND}.Manager", "PrepareForSleep")
FLOOD = 2_000


@pytest.fixture
def system() -> Iterator[FakeBus]:
    with system_bus_of_our_own() as running:
        yield running


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBus]:
    with TemporaryDirectory(prefix="trayapp-") as folder, fake_bus(Path(folder)) as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        yield running


def on_the_bus(bus: FakeBus) -> int:
    """How many are connected to it; what those listened for goes with them."""
    with open_dbus_connection(bus.address) as connection:
        return len(connection.send_and_get_reply(message_bus.ListNames()).body[0])


def test_logind_is_heard_after_all_that_it_should_not_say(system: FakeBus) -> None:
    async def scenario() -> None:
        async with (
            on_bus(system, Service, LOGIND) as logind,
            listening(system, follow_sleep, "PrepareForSleep") as (heard, _),
        ):
            for signature, values in BODIES * (FLOOD // len(BODIES)):
                await logind.tell(*SLEEP, signature, *values)
            await logind.tell(*SLEEP, "b", True)
            assert await heard.next() is True
            assert heard.rest() == []

    before = on_the_bus(system)
    asyncio.run(scenario())
    assert on_the_bus(system) == before


@pytest.mark.parametrize("body", [*BODIES, None], ids=lambda body: (body and body[0]) or "nothing")
def test_network_manager_is_heard_after_all_that_it_should_not_say(
    system: FakeBus, body: tuple[str, tuple[Any, ...]] | None
) -> None:
    class Odd(FakeNetworkManager):
        def answer(self, call: Message) -> Message:
            self.has_been_asked.set()
            if body is None:
                return new_error(call, "org.freedesktop.DBus.Error.NoReply", "s", ("",))
            return new_method_return(call, *body)

    def made(connection: DBusConnection) -> Odd:
        return Odd(connection, None)

    async def scenario() -> None:
        async with (
            listening(system, follow_metered, "NameOwnerChanged") as (heard, _),
            on_bus(system, made, Odd.NAME) as manager,
        ):
            assert isinstance(manager, Odd)
            await manager.has_been_asked.wait()
            for signature, values in BODIES * 3:
                await manager.tell(Odd.PATH, PROPERTIES, "PropertiesChanged", signature, *values)
            await manager.become(1)
            assert await heard.next() is True

    before = on_the_bus(system)
    asyncio.run(scenario())
    assert on_the_bus(system) == before


def _notice(number: int) -> Notice:
    incident = Incident(NOW + timedelta(hours=number), VerdictName.DOWN, Cause.SERVER_ERRORS, confirmed=True)
    return Notice(NoticeKind.TROUBLE, NOW, VerdictName.DOWN, Cause.SERVER_ERRORS, incident)


def test_a_number_that_is_given_twice_belongs_to_the_later_popup(session: FakeBus) -> None:
    given = iter((7, 7, 8))
    last: SimpleQueue[None] = SimpleQueue()

    def answer(call: Message) -> Message | None:
        if call.header.fields[HeaderFields.member] == "GetCapabilities":
            return new_method_return(call, "as", (["actions"],))
        if call.header.fields[HeaderFields.member] != "Notify":
            return None
        number = next(given)
        if number == 8:  # by now the numbers before it are known
            last.put(None)
        return new_method_return(call, "u", (number,))

    server = StrictServer(session, answer=answer)

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(_notice(1), _notice(2), _notice(3))
            await asyncio.to_thread(last.get, timeout=PATIENCE_S)
            server.click(7)
            assert await at_desk.next_opened() == NOW + timedelta(hours=2)

    run(scenario)
    server.die()


def test_a_flood_of_signals_keeps_no_notice_from_being_shown_and_leaves_nothing(session: FakeBus) -> None:
    before, threads = on_the_bus(session), threading.active_count()
    server = StrictServer(session)

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(_notice(1))
            number = (await server.next_popup()).number
            for count in range(FLOOD):
                server._signal("ActionInvoked", "us", (number + 1 + count, "default"))
                server._signal("NotificationClosed", "uu", (number + 1 + count, 2))
            at_desk.show(_notice(1))
            assert (await server.next_popup()).replaced == number
            assert len(at_desk.notices._shown) == 1

    run(scenario)
    server.die()
    assert (on_the_bus(session), threading.active_count()) == (before, threads)


class OddStore(FakeSecretService):
    """Answers everything in one way."""

    def __init__(self, bus: FakeBus, answers: Callable[[Message], Message]) -> None:
        self._answers = answers
        super().__init__(bus)

    def _answer(self, message: Message) -> Message:
        return self._answers(message)


def silent(_: Message) -> Message:
    raise OSError  # nothing is sent


ODD: dict[str, Callable[[Message], Message]] = {
    **{body[0] or "nothing": (lambda call, body=body: new_method_return(call, *body)) for body in BODIES},  # type: ignore[misc]
    "an error": lambda call: new_error(call, "org.freedesktop.DBus.Error.Failed", "s", ("\x1b[31m",)),
}
"""What a service may answer to whatever it is asked."""
STORES = {**ODD, "no root": lambda call: new_method_return(call, "o", ("/",))}


@pytest.fixture
def no_keys() -> Iterator[None]:
    """A session in which `keyring` has looked around already, and found nothing."""
    before = keyring.get_keyring()
    nothing: Callable[[], Any] = NoKeys
    keyring.set_keyring(nothing())
    yield
    keyring.set_keyring(before)


# keyring 25 leaves its connection to the garbage collector then.
@pytest.mark.filterwarnings("ignore:unclosed <socket")
@pytest.mark.usefixtures("no_keys")
@pytest.mark.parametrize("answers", STORES.values(), ids=STORES)
def test_a_key_store_that_speaks_nonsense_has_failed(
    session: FakeBus, answers: Callable[[Message], Message]
) -> None:
    before = on_the_bus(session)
    store = OddStore(session, answers)
    with pytest.raises(KeyStoreError):
        asyncio.run(KeyStore().read("threads", 60))
    store.die()
    gc.collect()
    assert on_the_bus(session) == before


# keyring 25 leaves its connection to the garbage collector then.
@pytest.mark.filterwarnings("ignore:unclosed <socket")
@pytest.mark.usefixtures("no_keys")
def test_a_key_store_that_is_silent_holds_one_thread_and_nobody_else(session: FakeBus) -> None:
    store = OddStore(session, silent)
    keys = KeyStore()

    async def ask() -> None:
        for _ in range(5):
            with pytest.raises(KeyStoreError, match="key_store_silent"):
                await keys.read("threads", 0.2)

    asyncio.run(ask())
    waiting = [thread for thread in threading.enumerate() if thread.name == "key store"]
    assert len(waiting) == 1
    assert waiting[0].daemon
    store.die()
    waiting[0].join(PATIENCE_S)
    del waiting
    gc.collect()
