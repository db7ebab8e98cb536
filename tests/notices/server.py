"""A notification server that is as strict as a real one is not: what others let pass, it rejects."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable, Collection
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import open_dbus_connection

from tests.fakes import PATIENCE_S, FakeBus

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"

USUAL = ("actions", "body", "body-markup", "icon-static")

_HINTS = {"urgency": "y", "desktop-entry": "s", "transient": "b", "image-data": "(iiibiiay)"}
_MARKUP = {"b", "i", "u", "a", "img"}


@dataclass(frozen=True)
class Shown:
    """One popup as a person sees it, and what stands behind it."""

    number: int
    replaced: int
    """The number that it was to take the place of; 0 for none."""
    app_name: str
    icon: str
    title: str
    body: str
    actions: dict[str, str]
    hints: dict[str, Any]
    expires_ms: int


class StrictServer:
    """Owns the name until it dies. `answer` may answer calls in its place: `None` leaves one unanswered.

    What to do with a number to be replaced that it does not know, servers do not agree on: xfce4-notifyd
    gives a new one, dunst takes it (`takes_unknown`).
    """

    def __init__(
        self,
        bus: FakeBus,
        capabilities: Collection[str] = USUAL,
        *,
        takes_unknown: bool = False,
        answer: Callable[[Message], Message | None] | None = None,
        first_number: int = 1,
        answers_twice: bool = False,
    ) -> None:
        self._connection = open_dbus_connection(bus.address)
        self._capabilities = list(capabilities)
        self._takes_unknown = takes_unknown
        self._own_answer = answer
        self._answers_twice = answers_twice
        self._next_number = first_number
        self._news: SimpleQueue[Shown | int] = SimpleQueue()
        self._done: list[Shown | int] = []
        self.popups: dict[int, Shown] = {}
        """What is on the screen, by number."""
        self.refused: list[str] = []
        """What a strict server does not take."""
        do_not_queue = 4
        reply = self._connection.send_and_get_reply(message_bus.RequestName(NAME, do_not_queue))
        assert reply.body == (1,), "another server owns the name"
        self._thread = threading.Thread(target=self._serve, name="strict notification server")
        self._thread.start()

    async def next_popup(self) -> Shown:
        """The next one that is shown, or has already been."""
        news = await asyncio.to_thread(self._news.get, timeout=PATIENCE_S)
        assert isinstance(news, Shown), f"number {news} was withdrawn"
        return news

    async def next_withdrawn(self) -> int:
        """The number of the next one that the app itself takes away."""
        news = await asyncio.to_thread(self._news.get, timeout=PATIENCE_S)
        assert isinstance(news, int), f"{news} was shown"
        return news

    def has_more(self) -> bool:
        return not self._news.empty()

    def click(self, number: int, key: str = "default", token: str = "") -> None:
        """As a click on a button: the popup goes."""
        if token:
            self._signal("ActivationToken", "us", (number, token))
        self._signal("ActionInvoked", "us", (number, key))
        self.dismiss(number)

    def dismiss(self, number: int) -> None:
        """As by a person."""
        self.popups.pop(number, None)
        self._signal("NotificationClosed", "uu", (number, 2))

    def die(self) -> None:
        """Vanish from the bus as a crashing server does."""
        with contextlib.suppress(OSError):
            self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._connection.close()

    def _signal(self, member: str, signature: str, values: tuple[Any, ...]) -> None:
        self._connection.send(new_signal(DBusAddress(PATH, interface=NAME), member, signature, values))

    def _serve(self) -> None:
        while True:
            try:
                message = self._connection.receive()
            except (ConnectionError, OSError):
                return
            if message.header.message_type is MessageType.method_call:
                with contextlib.suppress(OSError):  # the bus may be gone, or this server about to go
                    self._reply(message)
                while (
                    self._done
                ):  # told only now: whoever hears of it may rely on the app's having its answer
                    self._news.put(self._done.pop(0))

    def _reply(self, message: Message) -> None:
        answer = self._answer(message) if self._own_answer is None else self._own_answer(message)
        if answer is not None and self._answers_twice:  # in one go: else one of them is read before the other
            second = new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
            serials = self._connection.outgoing_serial
            both = (each.serialise(serial=next(serials)) for each in (answer, second))
            self._connection.sock.sendall(b"".join(both))
        elif answer is not None:
            self._connection.send(answer)

    def _answer(self, message: Message) -> Message:
        fields = message.header.fields
        signature = fields.get(HeaderFields.signature, "")
        place = (fields.get(HeaderFields.path), fields.get(HeaderFields.interface))
        match fields.get(HeaderFields.member), signature:
            case _ if place != (PATH, NAME):
                return self._refuse(message, f"called at {place}")
            case "GetCapabilities", "":
                return new_method_return(message, "as", (self._capabilities,))
            case "GetServerInformation", "":
                return new_method_return(message, "ssss", ("strict", "tests", "1.0", "1.2"))
            case "Notify", "susssasa{sv}i":
                return self._notify(message)
            case "CloseNotification", "u":
                return self._close(message)
            case member, _:
                return self._refuse(message, f"{member} with signature {signature!r}")

    def _notify(self, message: Message) -> Message:
        app_name, replaced, icon, title, body, actions, hints, expires_ms = message.body
        number = replaced if replaced in self.popups or (replaced and self._takes_unknown) else 0
        if not number:
            number, self._next_number = self._next_number, self._next_number + 1
        keys, labels = actions[::2], actions[1::2]
        shown = Shown(
            number,
            replaced,
            app_name,
            icon,
            title,
            body,
            dict(zip(keys, labels, strict=False)),
            {name: value for name, (_, value) in hints.items()},
            expires_ms,
        )
        wrong = [
            *(f"hint {name}: {kind}" for name, (kind, _) in hints.items() if _HINTS.get(name) != kind),
            *(["urgency"] if shown.hints.get("urgency") not in (0, 1, 2) else []),
            *(["actions"] if len(keys) != len(labels) or not all(keys) or not all(labels) else []),
            *(["actions not taken"] if actions and "actions" not in self._capabilities else []),
            *(["expire_timeout"] if expires_ms < -1 else []),
            *(["title"] if not title or "\n" in title else []),
            *self._wrong_markup(body),
        ]
        if wrong:
            return self._refuse(message, ", ".join(wrong))
        self.popups[number] = shown
        self._done.append(shown)
        return new_method_return(message, "u", (number,))

    def _wrong_markup(self, body: str) -> list[str]:
        if "body-markup" not in self._capabilities:
            return []
        try:
            used = {element.tag for element in ET.fromstring(f"<body>{body}</body>").iter()}
        except ET.ParseError as error:
            return [f"markup: {error}"]
        return [f"element {tag}" for tag in used - _MARKUP - {"body"}]

    def _close(self, message: Message) -> Message:
        [number] = message.body
        if self.popups.pop(number, None) is None:
            return new_error(message, "org.freedesktop.DBus.Error.Failed")
        self._done.append(number)
        self._signal("NotificationClosed", "uu", (number, 3))
        return new_method_return(message)

    def _refuse(self, message: Message, why: str) -> Message:
        self.refused.append(why)
        return new_error(message, "org.freedesktop.DBus.Error.InvalidArgs", "s", (why,))
