"""Notices on the desktop: a strict server, none, one that comes and goes, and bad ones."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from queue import SimpleQueue

import pytest
from jeepney import HeaderFields, Message, new_error, new_method_return

from tests.domain.made import NOW
from tests.fakes import PATIENCE_S, FakeBus
from tests.notices.conftest import StartServer
from tests.notices.server import USUAL, StrictServer
from trayapp.about import APP_ID
from trayapp.domain.alerts import Notice, NoticeKind
from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.tracker import Incident
from trayapp.i18n import Words
from trayapp.notices import desktop
from trayapp.notices.desktop import DesktopNotices
from trayapp.notices.popup import NoServerError, Picture
from trayapp.paths import resource

K, V = NoticeKind, VerdictName
WORDS = Words("en")

PROBLEMS = Incident(NOW, V.DEGRADED, Cause.PART_FAILING, confirmed=True)
OUTAGE = Incident(NOW, V.DOWN, Cause.SERVER_ERRORS, confirmed=True)
OVER = replace(OUTAGE, end=NOW + timedelta(minutes=9))
LATER = Incident(NOW + timedelta(days=1), V.DOWN, Cause.SERVER_ERRORS, confirmed=True)

UNSURE = replace(PROBLEMS, confirmed=False)

SUSPICION = Notice(K.TROUBLE, NOW, V.DEGRADED, UNSURE.cause, UNSURE)
CONFIRMED = Notice(K.CONFIRMED, NOW, V.DEGRADED, PROBLEMS.cause, PROBLEMS, is_heard=True)
TROUBLE = Notice(K.TROUBLE, NOW, V.DEGRADED, PROBLEMS.cause, PROBLEMS, parts=("images", "<b>&video"))
WORSE = Notice(K.WORSE, NOW, V.DOWN, OUTAGE.cause, OUTAGE, recurrence=1)
RECOVERY = Notice(K.RECOVERY, NOW, V.UP, incident=OVER)
OFFLINE = Notice(K.OFFLINE, NOW, V.OFFLINE, Cause.CAPTIVE_PORTAL)
AGAIN = Notice(K.TROUBLE, LATER.begin, V.DOWN, LATER.cause, LATER, recurrence=2, watched_s=220_000)


class Desk:
    """Notices under way, and what came back of them."""

    def __init__(self) -> None:
        self.opened: asyncio.Queue[datetime | None] = asyncio.Queue()
        self.tokens: list[str] = []
        self.unserved: asyncio.Queue[Notice] = asyncio.Queue()
        self.notices = DesktopNotices(WORDS, self._note_opened, self.unserved.put_nowait)

    def _note_opened(self, begin: datetime | None, token: str) -> None:
        self.opened.put_nowait(begin)
        self.tokens.append(token)

    def show(self, *notices: Notice) -> None:
        for notice in notices:
            self.notices.show(notice)

    async def next_unserved(self) -> Notice:
        return await asyncio.wait_for(self.unserved.get(), PATIENCE_S)

    async def next_opened(self) -> datetime | None:
        return await asyncio.wait_for(self.opened.get(), PATIENCE_S)


@asynccontextmanager
async def desk() -> AsyncIterator[Desk]:
    made = Desk()
    running = asyncio.create_task(made.notices.run())
    try:
        yield made
        assert made.unserved.empty()
        assert made.opened.empty()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def run(scenario: Callable[[], Coroutine[None, None, None]]) -> None:
    async def within_time() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await scenario()

    asyncio.run(within_time())


def test_a_popup_carries_the_sign_of_what_is_so(start_server: StartServer) -> None:
    server = start_server()
    told: list[VerdictName] = []

    def draw(verdict: VerdictName) -> Picture:
        told.append(verdict)
        return Picture(1, 1, 4, True, 8, 4, b"\x01\x02\x03\xff")

    async def scenario() -> None:
        notices = DesktopNotices(WORDS, lambda *_: None, lambda _: None, draw)
        running = asyncio.create_task(notices.run())
        for notice in (WORSE, RECOVERY):
            notices.show(notice)
            popup = await server.next_popup()
            assert popup.hints["image-data"] == (1, 1, 4, True, 8, 4, b"\x01\x02\x03\xff")
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    run(scenario)
    assert told == [WORSE.verdict, VerdictName.UP]


def test_the_program_says_something_of_itself_as_servers_want_it(start_server: StartServer) -> None:
    server = start_server()

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.notices.say("it goes on")
            popup = await server.next_popup()
        assert (popup.title, popup.body) == (WORDS.app_name(), "it goes on")
        assert popup.hints["transient"]

    run(scenario)


def test_an_outage_has_one_popup_from_trouble_to_recovery(start_server: StartServer) -> None:
    server = start_server(first_number=7)

    async def scenario() -> None:
        async with desk() as at_desk:
            told = (SUSPICION, CONFIRMED, WORSE, RECOVERY)
            at_desk.show(*told)
            popups = [await server.next_popup() for _ in told]
        assert [(p.number, p.replaced) for p in popups] == [(7, 0), (7, 7), (7, 7), (7, 7)]
        assert [(p.title, p.body) for p in popups] == [
            (WORDS.notices.title(notice), WORDS.notices.body(notice)) for notice in told
        ]
        trouble = popups[0]
        assert trouble.app_name == WORDS.app_name()
        icon = resource("icons", f"{APP_ID}.svg")
        assert icon.is_file()
        assert trouble.icon == icon.as_uri()
        assert trouble.actions == {"default": "Open"}
        assert trouble.hints == {"urgency": 1, "desktop-entry": APP_ID}
        assert trouble.expires_ms == -1

    run(scenario)


def test_a_body_is_escaped_only_where_it_is_read_as_markup(start_server: StartServer) -> None:
    server = start_server()

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(TROUBLE)
            assert "&lt;b&gt;&amp;video" in (await server.next_popup()).body
            server.die()
            plain = start_server(capabilities=("body",))
            at_desk.show(TROUBLE)
            popup = await plain.next_popup()
        assert popup.body == WORDS.notices.body(TROUBLE)
        assert "<b>&video" in popup.body
        assert popup.actions == {}

    run(scenario)


def test_what_was_asked_for_stays_and_what_passes_leaves_no_trace(start_server: StartServer) -> None:
    server = start_server()
    back = Notice(K.BACK, NOW, V.UP)
    summary = Notice(K.SUMMARY, NOW, V.UP, incident=OVER, count=2)

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(RECOVERY, back, summary, OFFLINE)
            popups = [await server.next_popup() for _ in range(4)]
        assert [popup.number for popup in popups] == [1, 2, 3, 4]
        assert [popup.expires_ms for popup in popups] == [-1, 0, 0, -1]
        assert [popup.hints.get("transient", False) for popup in popups] == [False, False, False, True]

    run(scenario)


def test_a_summary_of_what_goes_on_is_that_incidents_popup(start_server: StartServer) -> None:
    server = start_server()

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(Notice(K.SUMMARY, NOW, V.DOWN, incident=OUTAGE, count=1), RECOVERY)
            assert [(await server.next_popup()).number for _ in range(2)] == [1, 1]

    run(scenario)


def test_a_click_leads_to_the_incident_and_others_clicks_nowhere(start_server: StartServer) -> None:
    server = start_server()

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(WORSE, OFFLINE, AGAIN)
            outage, offline, again = [(await server.next_popup()).number for _ in range(3)]
            server.click(99)
            server.click(outage, "some other key")
            server.click(again, token=f"for {again}")
            assert await at_desk.next_opened() == LATER.begin
            server.click(offline)
            assert await at_desk.next_opened() is None
            assert at_desk.tokens == [f"for {again}", ""]
            server.click(again)  # gone already
            at_desk.show(WORSE)
            assert (await server.next_popup()).replaced == 0

    run(scenario)


def test_other_programs_signals_are_no_clicks(bus: FakeBus, start_server: StartServer) -> None:
    server = start_server()
    stranger = start_stranger(bus)

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(WORSE)
            number = (await server.next_popup()).number
            await asyncio.to_thread(stranger, number)
            at_desk.show(RECOVERY)
            assert (await server.next_popup()).replaced == number

    run(scenario)


def start_stranger(bus: FakeBus) -> Callable[[int], None]:
    """Another program, which says about a number what only the server may."""
    from jeepney import DBusAddress, message_bus, new_signal
    from jeepney.io.blocking import open_dbus_connection

    def speak(number: int) -> None:
        connection = open_dbus_connection(bus.address)
        place = DBusAddress("/org/freedesktop/Notifications", interface="org.freedesktop.Notifications")
        connection.send(new_signal(place, "ActionInvoked", "us", (number, "default")))
        connection.send(new_signal(place, "NotificationClosed", "uu", (number, 2)))
        connection.send_and_get_reply(message_bus.GetId())  # the bus has passed them on by now
        connection.close()

    return speak


def test_what_is_untrue_is_withdrawn(start_server: StartServer) -> None:
    server = start_server()
    unstable = replace(PROBLEMS, cause=Cause.UNSTABLE)

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(TROUBLE, AGAIN)
            first, second = [(await server.next_popup()).number for _ in range(2)]
            # Both were one incident that comes and goes.
            at_desk.show(Notice(K.TROUBLE, NOW, V.DEGRADED, unstable.cause, unstable))
            assert await server.next_withdrawn() == second
            assert (await server.next_popup()).replaced == first
            # It ends while nothing is to pop up.
            at_desk.show(replace(RECOVERY, is_shown=False))
            assert await server.next_withdrawn() == first
            at_desk.show(OFFLINE)
            await server.next_popup()

    run(scenario)


def test_what_is_held_back_bothers_nobody(start_server: StartServer) -> None:
    server = start_server()

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(replace(TROUBLE, is_shown=False), OFFLINE)
            popup = await server.next_popup()
            assert popup.title == WORDS.notices.title(OFFLINE)
            server.click(popup.number)
            assert await at_desk.next_opened() is None
        assert not server.has_more()

    run(scenario)


def test_at_the_end_what_is_still_shown_is_withdrawn(start_server: StartServer) -> None:
    server = start_server()

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(TROUBLE, OFFLINE)
            trouble, offline = [(await server.next_popup()).number for _ in range(2)]
            server.click(offline)
            assert await at_desk.next_opened() is None
        assert await server.next_withdrawn() == trouble
        assert not server.has_more()

    run(scenario)


def test_a_popup_that_comes_up_while_the_app_ends_is_withdrawn(
    start_server: StartServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desktop, "_WITHDRAW_DEADLINE_S", PATIENCE_S)
    is_asked, may_answer = threading.Event(), threading.Event()
    closed: SimpleQueue[int] = SimpleQueue()

    def answer(call: Message) -> Message:
        match member(call):
            case "GetCapabilities":
                return new_method_return(call, "as", (list(USUAL),))
            case "Notify":
                is_asked.set()
                may_answer.wait(PATIENCE_S)
                return new_method_return(call, "u", (7,))
        closed.put(call.body[0])
        return new_method_return(call)

    start_server(answer=answer)

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(TROUBLE)
            await asyncio.to_thread(is_asked.wait, PATIENCE_S)
            asyncio.get_running_loop().call_later(0, may_answer.set)  # once it is ending

    run(scenario)
    assert closed.get(timeout=PATIENCE_S) == 7


@pytest.mark.parametrize("takes_unknown", [False, True])
def test_a_number_the_server_forgot_is_no_trouble(start_server: StartServer, takes_unknown: bool) -> None:
    server = start_server(takes_unknown=takes_unknown, first_number=4)

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(TROUBLE)
            await server.next_popup()
            server.popups.clear()  # without a word
            at_desk.show(WORSE, RECOVERY)
            worse, recovery = [await server.next_popup() for _ in range(2)]
        assert worse.replaced == 4
        assert worse.number == (4 if takes_unknown else 5)
        assert recovery.replaced == worse.number

    run(scenario)


def test_a_server_that_was_started_anew_gets_no_numbers_of_the_old_one(start_server: StartServer) -> None:
    old = start_server()

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(TROUBLE)
            await old.next_popup()
            old.die()
            new = start_server(takes_unknown=True, first_number=50)
            at_desk.show(WORSE, RECOVERY)
            assert [(p := await new.next_popup(), p.number, p.replaced)[1:] for _ in range(2)] == [
                (50, 0),
                (50, 50),
            ]

    run(scenario)


def test_without_a_server_the_notice_is_handed_on_and_the_next_one_tried(start_server: StartServer) -> None:
    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(TROUBLE)
            assert await at_desk.next_unserved() == TROUBLE
            server = start_server()
            at_desk.show(replace(WORSE, is_shown=False), WORSE)
            assert (await server.next_popup()).replaced == 0
            server.die()
            at_desk.show(replace(RECOVERY, is_shown=False), RECOVERY)
            assert await at_desk.next_unserved() == RECOVERY

    run(scenario)


@pytest.mark.parametrize("address", ["unix:path=/nowhere", "nonsense", "tcp:host=127.0.0.1,port=9", "", None])
def test_without_a_bus_the_notice_is_handed_on(address: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(TROUBLE, RECOVERY)
            assert [await at_desk.next_unserved() for _ in range(2)] == [TROUBLE, RECOVERY]

    run(scenario)


def test_when_the_bus_dies_the_notice_is_handed_on(bus: FakeBus, start_server: StartServer) -> None:
    server = start_server()

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(TROUBLE)
            server.click((await server.next_popup()).number)
            await at_desk.next_opened()  # it knows of the popup by now
            bus.die()
            at_desk.show(RECOVERY)
            assert await at_desk.next_unserved() == RECOVERY

    run(scenario)


def member(call: Message) -> str:
    return str(call.header.fields[HeaderFields.member])


def refuses_all(call: Message) -> Message:
    return new_error(call, "org.freedesktop.DBus.Error.Failed")


def names_no_number(call: Message) -> Message:
    if member(call) == "GetCapabilities":
        return new_method_return(call, "as", (list(USUAL),))
    return new_method_return(call)


def names_text_as_number(call: Message) -> Message:
    if member(call) == "GetCapabilities":
        return new_method_return(call, "i", (-5,))
    return new_method_return(call, "s", ("seven",))


def names_number_zero(call: Message) -> Message:
    if member(call) == "GetCapabilities":
        return new_method_return(call, "av", ([("u", 5)],))
    return new_method_return(call, "u", (0,))


@pytest.mark.parametrize("answer", [refuses_all, names_no_number, names_text_as_number, names_number_zero])
def test_what_a_bad_server_does_not_take_is_handed_on(
    answer: Callable[[Message], Message], start_server: StartServer
) -> None:
    start_server(answer=answer)

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(TROUBLE, RECOVERY)
            assert [await at_desk.next_unserved() for _ in range(2)] == [TROUBLE, RECOVERY]

    run(scenario)


def test_a_server_that_answers_twice_shows_them(start_server: StartServer) -> None:
    """As mako 1.7 does: it says what it can, and then that it did not understand."""
    server = start_server(answers_twice=True)

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(WORSE)
            assert (await server.next_popup()).hints["urgency"] == 1

    run(scenario)


@pytest.mark.parametrize("answers", [(), ("GetCapabilities",)], ids=["at all", "to what matters"])
def test_a_server_that_does_not_answer_is_given_up(
    answers: tuple[str, ...], start_server: StartServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(call: Message) -> Message | None:
        return new_method_return(call, "as", (list(USUAL),)) if member(call) in answers else None

    start_server(answer=answer)
    monkeypatch.setattr(desktop, "_DEADLINE_S", 0.2)

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(TROUBLE, RECOVERY)
            assert [await at_desk.next_unserved() for _ in range(2)] == [TROUBLE, RECOVERY]

    run(scenario)


def test_odd_signals_do_no_harm(start_server: StartServer) -> None:
    server = start_server()

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(TROUBLE)
            number = (await server.next_popup()).number
            for values in (("s", ("x",)), ("", ()), ("ss", ("1", "default")), ("u", (number,))):
                for name in ("ActionInvoked", "NotificationReplied", "ActivationToken"):
                    server._signal(name, *values)
            server._signal("NotificationClosed", "s", ("x",))
            at_desk.show(RECOVERY)
            assert (await server.next_popup()).replaced == number

    run(scenario)


def test_a_bug_costs_one_notice(start_server: StartServer, caplog: pytest.LogCaptureFixture) -> None:
    server = start_server()

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(replace(OFFLINE, verdict="sunny"), RECOVERY)  # type: ignore[arg-type] # that is the bug
            assert (await server.next_popup()).title == WORDS.notices.title(RECOVERY)

    run(scenario)
    assert "a notice was lost" in caplog.text


def test_elsewhere_than_on_linux_every_notice_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")

    async def scenario() -> None:
        async with desk() as at_desk:
            at_desk.show(replace(TROUBLE, is_shown=False), RECOVERY)
            assert await at_desk.next_unserved() == RECOVERY

    run(scenario)


def test_the_strict_server_is_strict(bus: FakeBus) -> None:
    from jeepney import DBusAddress, MessageType, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    server = StrictServer(bus)
    connection = open_dbus_connection(bus.address)
    place = DBusAddress("/org/freedesktop/Notifications", server_name(), "org.freedesktop.Notifications")

    def is_taken(
        signature: str = "susssasa{sv}i",
        title: str = "title",
        body: str = "a &amp; b",
        actions: tuple[str, ...] = (),
        urgency: tuple[str, int] = ("y", 1),
        expires_ms: int = -1,
        replaced: int = 0,
    ) -> bool:
        values = ("app", replaced, "", title, body, list(actions), {"urgency": urgency}, expires_ms)
        call = new_method_call(place, "Notify", signature, values)
        reply = connection.send_and_get_reply(call, timeout=PATIENCE_S)
        return reply.header.message_type is MessageType.method_return

    try:
        assert is_taken()
        assert is_taken(actions=("default", "Open"))
        assert not is_taken("sisssasa{sv}i")
        assert not is_taken(urgency=("i", 1))
        assert not is_taken(urgency=("y", 3))
        assert not is_taken(body="a & b")
        assert not is_taken(body="<blink>a</blink>")
        assert not is_taken(actions=("default",))
        assert not is_taken(actions=("default", ""))
        assert not is_taken(expires_ms=-2)
        assert not is_taken(title="")
    finally:
        connection.close()
        server.die()


def server_name() -> str:
    return "org.freedesktop.Notifications"


def test_a_server_says_its_name(start_server: StartServer) -> None:
    from trayapp.notices.server import NotificationServer

    async def scenario() -> None:
        server = await NotificationServer.connect(asyncio.Queue())
        assert await server.information() == "strict 1.0"
        await server.close()
        with pytest.raises(NoServerError):
            await server.information()

    start_server()
    run(scenario)
