"""A desktop's key store that speaks the Secret Service API (specifications.freedesktop.org)."""

from __future__ import annotations

import contextlib
import socket
import threading
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

from tests.fakes import FakeBus

_ROOT = "/org/freedesktop/secrets"
_COLLECTION = f"{_ROOT}/collection/login"
_PROMPT = f"{_ROOT}/prompt/1"
_ATTRIBUTES = "org.freedesktop.Secret.Item.Attributes"


class FakeSecretService:
    """Owns the name until it dies, or is asked `dies_at`. Its user dismisses every request to unlock it."""

    NAME = "org.freedesktop.secrets"

    def __init__(self, bus: FakeBus, *, is_locked: bool = False, dies_at: str = "") -> None:
        self._connection = open_dbus_connection(bus.address)
        self._is_locked = is_locked
        self._dies_at = dies_at
        self.kept: dict[str, tuple[dict[str, str], bytes]] = {}
        """Attributes and secret by the item's path."""
        assert self._connection.send_and_get_reply(message_bus.RequestName(self.NAME)).body == (1,)
        self._thread = threading.Thread(target=self._serve, name="fake secret service")
        self._thread.start()

    def keep(self, service: str, username: str, secret: str) -> None:
        """As `keyring` does; in the place of what was kept."""
        self.kept[f"{_COLLECTION}/{username}"] = (
            {"service": service, "username": username, "application": "Python keyring library"},
            secret.encode(),
        )

    def die(self) -> None:
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
                if message.header.fields.get(HeaderFields.member) == self._dies_at:
                    self._connection.sock.shutdown(socket.SHUT_RDWR)
                    return
                with contextlib.suppress(OSError):
                    self._connection.send(self._answer(message))
                    if message.header.fields.get(HeaderFields.member) == "Prompt":
                        self._connection.send(_dismissed())

    def _answer(self, message: Message) -> Message:
        fields, body = message.header.fields, message.body
        path, member = fields[HeaderFields.path], fields[HeaderFields.member]
        match member:
            case "ReadAlias":
                return new_method_return(message, "o", (_COLLECTION,))
            case "Get":
                known: dict[str, tuple[str, Any]] = {
                    "Label": ("s", "Login"),
                    "Locked": ("b", self._is_locked),
                }
                return new_method_return(message, "v", (known[body[1]],))
            case "OpenSession" if body[0] == "plain":
                return new_method_return(message, "vo", (("s", ""), f"{_ROOT}/session/1"))
            case "OpenSession":
                return new_error(message, "org.freedesktop.DBus.Error.NotSupported")
            case "Unlock":
                return new_method_return(message, "aoo", ([], _PROMPT))
            case "Prompt":
                return new_method_return(message)
            case "SearchItems":
                return new_method_return(message, "ao", (self._found(body[0]),))
            case "CreateItem":
                attributes = body[0][_ATTRIBUTES][1]
                place = next(iter(self._found(attributes)), f"{_COLLECTION}/{len(self.kept)}")
                self.kept[place] = (attributes, bytes(body[1][2]))
                return new_method_return(message, "oo", (place, "/"))
            case "GetSecret":
                secret = (body[0], b"", self.kept[path][1], "text/plain")
                return new_method_return(message, "(oayays)", (secret,))
            case "Delete":
                del self.kept[path]
                return new_method_return(message, "o", ("/",))
        return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")

    def _found(self, wanted: dict[str, str]) -> list[str]:
        return [path for path, (has, _) in self.kept.items() if wanted.items() <= has.items()]


def _dismissed() -> Message:
    prompt = DBusAddress(_PROMPT, interface="org.freedesktop.Secret.Prompt")
    return new_signal(prompt, "Completed", "bv", (True, ("ao", [])))
