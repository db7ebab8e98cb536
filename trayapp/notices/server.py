"""A desktop's notification server (org.freedesktop.Notifications), spoken to over the session bus."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, message_bus, new_method_call
from jeepney.io.asyncio import DBusRouter, open_dbus_connection
from jeepney.io.common import RouterClosed

from trayapp.about import APP_ID
from trayapp.i18n import Words
from trayapp.notices.popup import Heard, NoServerError, Picture
from trayapp.paths import resource

_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"

DEFAULT_KEY = "default"
"""The action that a click on the popup itself is, where servers take one."""

# Urgency. Low ones are not popped up by some servers; critical ones break through "do not disturb".
_NORMAL = 1


class NotificationServer:
    """The server that was there when the connection was made. For one event loop.

    It is addressed by the name that no other will ever have on this bus: a number that it gave can never
    reach another server, where it would be somebody else's popup.
    """

    def __init__(self, router: DBusRouter, stack: AsyncExitStack) -> None:
        self._router = router
        self._stack = stack
        self._owner = ""
        self._capabilities: frozenset[str] = frozenset()
        self._token = (0, "")  # the last one that was given, and to which number

    @classmethod
    async def connect(cls, signals: asyncio.Queue[Any]) -> NotificationServer:
        """Find the server, and have the bus start it where it can. Its signals go into `signals`, unread.

        Raises:
            NoServerError: there is none.
        """
        stack = AsyncExitStack()
        try:
            connection = await open_dbus_connection("SESSION")
            stack.push_async_callback(connection.close)
            connection.receive = _without_second_replies(connection.receive)
            router = await stack.enter_async_context(DBusRouter(connection))
            server = cls(router, stack)
            await server._subscribe(signals)
        except (OSError, EOFError, KeyError, ValueError, RuntimeError) as error:
            # No bus, or an address of no kind.
            await _close(stack)
            _reraise_if_cancelled(error)
            raise NoServerError(f"no session bus: {error!r}") from error
        except BaseException:
            await _close(stack)
            raise
        return server

    async def _subscribe(self, signals: asyncio.Queue[Any]) -> None:
        heard = MatchRule(type="signal", sender=_NAME, path=_PATH, interface=_NAME)
        owners = MatchRule(
            type="signal",
            sender="org.freedesktop.DBus",
            interface=message_bus.interface,
            member="NameOwnerChanged",
        )
        owners.add_arg_condition(0, _NAME)
        for rule in (heard, owners):
            await self._call(message_bus.AddMatch(rule))
        # Here signals come under the sender's unique name, whichever it is.
        self._stack.enter_context(self._router.filter(MatchRule(type="signal"), queue=signals))
        reply = await self._call(new_method_call(_address(_NAME), "GetCapabilities"))  # starts one if need be
        self._owner = reply.header.fields.get(HeaderFields.sender, "")
        match reply.body:
            case ([*names],):
                self._capabilities = frozenset(name for name in names if isinstance(name, str))

    async def information(self) -> str:
        """Its name and version, as it says. Raises NoServerError."""
        reply = await self._call(new_method_call(_address(self._owner), "GetServerInformation"))
        match reply.body:
            case (str(name), _, str(version), *_):
                return f"{name} {version}"
        raise NoServerError("it does not say its name")

    async def show(
        self,
        words: Words,
        title: str,
        body: str,
        replaced: int = 0,
        *,
        expires_ms: int = -1,
        is_transient: bool = False,
        picture: Picture | None = None,
    ) -> int:
        """Show a popup, in place of another one if that is still there; the number that it has from now on.

        All text is plain. `expires_ms`: -1, when the desktop thinks fit, 0, never; `is_transient`: it is of
        no use to a list of past ones; `picture`: beside the text, in place of the icon, if it shows any.

        Raises:
            NoServerError: it was not taken.
        """
        if "body-markup" in self._capabilities:  # of the body alone: titles are plain, says the specification
            body = html.escape(body, quote=False)
        # The urgency as a byte: dunst passes over one of another type.
        hints: dict[str, tuple[str, Any]] = {"urgency": ("y", _NORMAL), "desktop-entry": ("s", APP_ID)}
        if is_transient:
            hints["transient"] = ("b", True)
        if picture is not None:
            hints["image-data"] = ("(iiibiiay)", picture)
        actions = [DEFAULT_KEY, words.gettext("Open")] if "actions" in self._capabilities else []
        icon = resource("icons", f"{APP_ID}.svg").as_uri()  # a theme has ours only where it was installed
        values = (words.app_name(), replaced, icon, title, body, actions, hints, expires_ms)
        # Strict servers refuse other types: so not by QtDBus, which cannot send the `u` (PySide6 6.12).
        call = new_method_call(_address(self._owner), "Notify", "susssasa{sv}i", values)
        match (await self._call(call)).body:
            case (int(number),) if number > 0:
                return number
        raise NoServerError("it did not say under which number it shows the popup")

    async def withdraw(self, number: int) -> None:
        """Take a popup away, if it is still there. Raises NoServerError: the bus is gone."""
        call = new_method_call(_address(self._owner), "CloseNotification", "u", (number,))
        try:
            await self._router.send(call)  # no reply is read: that it is gone already is no trouble
        except (OSError, RouterClosed) as error:
            raise NoServerError("the bus is gone") from error

    def read(self, signal: Message) -> Heard | None:
        """What a signal means; `None` if it is not of this server, or nothing that matters."""
        fields = signal.header.fields
        match fields.get(HeaderFields.member), signal.body:
            case "NameOwnerChanged", (_, str(before), _) if before == self._owner:
                return Heard("gone")
            case "ActivationToken", (int(number), str(token)) if self._is_from_it(fields):
                self._token = (number, token)  # what was chosen follows
            case "ActionInvoked", (int(number), str(key)) if key == DEFAULT_KEY and self._is_from_it(fields):
                given_to, token = self._token
                return Heard("clicked", number, token if given_to == number else "")
            case "NotificationClosed", (int(number), *_) if self._is_from_it(fields):
                return Heard("closed", number)
        return None

    def _is_from_it(self, fields: dict[HeaderFields, Any]) -> bool:
        return bool(fields.get(HeaderFields.sender) == self._owner)

    async def _call(self, call: Message) -> Message:
        try:
            reply = await self._router.send_and_get_reply(call)
        except (OSError, RouterClosed, KeyError) as error:
            _reraise_if_cancelled(error)
            raise NoServerError("the bus is gone") from error
        if reply.header.message_type is MessageType.error:
            raise NoServerError(str(reply.header.fields.get(HeaderFields.error_name)))
        return reply

    async def close(self) -> None:
        """Hang up. Popups stay. May be called again."""
        await _close(self._stack)


async def _close(stack: AsyncExitStack) -> None:
    # What a connection died of is known by now.
    with suppress(OSError, EOFError, asyncio.InvalidStateError):
        await stack.aclose()


def _reraise_if_cancelled(error: Exception) -> None:
    """WORKAROUND for jeepney 0.9: its receiver stumbles over a reply to a call that is being cancelled.

    It forgets the call then, and what comes out of `send_and_get_reply` is the KeyError of that; also where
    the connection ends, instead of RouterClosed.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError from error


def _address(owner: str) -> DBusAddress:
    return DBusAddress(_PATH, bus_name=owner, interface=_NAME)


def _without_second_replies(receive: Callable[[], Awaitable[Message]]) -> Callable[[], Awaitable[Message]]:
    """WORKAROUND for jeepney 0.9: its receiver dies of a second reply to a call that is just being answered.

    mako 1.7 gives one to GetCapabilities: what it can, and then that it knows no such method.
    """
    answered = -1

    async def receive_one() -> Message:
        nonlocal answered
        while True:
            message = await receive()
            serial = message.header.fields.get(HeaderFields.reply_serial)
            if serial is None or serial != answered:
                answered = answered if serial is None else serial
                return message

    return receive_one
