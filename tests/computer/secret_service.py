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
_ATTRIBUTES = "org.freedesktop.Secret.Item.Attributes"


class FakeSecretService:
    """Owns the name until it dies, or is asked `dies_at`.

    As GNOME Keyring does it: while it is locked it gives nothing away and takes nothing, each question to
    its user is an object of its own, and on a new computer there is no collection before one is asked for.

    Attributes:
        is_refused: whether its user dismisses every request to unlock it, or to make a first collection.
    """

    NAME = "org.freedesktop.secrets"

    def __init__(
        self, bus: FakeBus, *, is_locked: bool = False, is_new: bool = False, dies_at: str = ""
    ) -> None:
        self._connection = open_dbus_connection(bus.address)
        self._is_locked = is_locked
        self._is_new = is_new
        self.is_refused = True
        self._questions: list[str] = []
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
                    answer = self._answer(message)
                    self._connection.send(answer)
                    is_asked = message.header.fields.get(HeaderFields.member) == "Prompt"
                    if is_asked and answer.header.message_type is not MessageType.error:
                        self._ask(message.header.fields[HeaderFields.path])

    def _answer(self, message: Message) -> Message:
        fields, body = message.header.fields, message.body
        path, member = fields[HeaderFields.path], fields[HeaderFields.member]
        match member:
            case "Get" | "SearchItems" if self._is_new:  # of a collection
                return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
            case "CreateItem" | "GetSecret" | "Delete" if self._is_locked:
                return new_error(message, "org.freedesktop.Secret.Error.IsLocked")
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
            case "Unlock" | "CreateCollection":
                self._questions.append(f"{_ROOT}/prompt/{len(self._questions)}")
                nothing: tuple[str, Any] = ("ao", []) if member == "Unlock" else ("o", "/")
                return new_method_return(message, f"{nothing[0]}o", (nothing[1], self._questions[-1]))
            case "Prompt" if path in self._questions:
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

    def _ask(self, question: str) -> None:
        made: tuple[str, Any] = ("o", _COLLECTION) if self._is_new else ("ao", [_COLLECTION])
        if not self.is_refused:
            self._is_locked = self._is_new = False
        prompt = DBusAddress(question, interface="org.freedesktop.Secret.Prompt")
        self._connection.send(new_signal(prompt, "Completed", "bv", (self.is_refused, made)))

    def _found(self, wanted: dict[str, str]) -> list[str]:
        return [path for path, (has, _) in self.kept.items() if wanted.items() <= has.items()]
