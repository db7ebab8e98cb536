"""Key stores of our own, in the place of the desktop's."""

from __future__ import annotations

import threading
from collections.abc import Callable

from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import PasswordDeleteError


class FakeKeys(KeyringBackend):
    """A key store in memory."""

    priority = 5.0
    viable = False  # used by who names it; `keyring` shall not find it among the desktop's

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring types half of itself
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("none")


class FailingKeys(FakeKeys):
    """One that fails whatever it is asked, with what it was handed in its error."""

    def __init__(self, error: Callable[[str], Exception]) -> None:
        super().__init__()
        self._error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self._error(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self._error(password)


class PlainFile(FakeKeys):
    """One that marks itself as files without encryption do."""

    priority = 0.5


class NoKeys(fail.Keyring):
    """What stands in for the store where there is none."""


class SilentKeys(FakeKeys):
    """One that waits for its user, who is away until `unlock` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.unlock = threading.Event()
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        self.unlock.wait()
        return super().get_password(service, username)
