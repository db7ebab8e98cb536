"""The system's key store, behind a thread and a deadline."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from trayapp.about import APP_ID
from trayapp.errors import KeyStoreError
from trayapp.reading import parse_json

if TYPE_CHECKING:  # 200 ms the first time
    from keyring.backend import KeyringBackend as Backend

T = TypeVar("T")

DEADLINE_S = 3.0
"""For one look into it while nobody waits. A locked one asks its user first, who may be away."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What the key store keeps under one name. It shows itself to nobody who prints it."""

    values: Mapping[str, str] = field(repr=False)

    def __getitem__(self, name: str) -> str:
        return self.values[name]


class KeyStore:
    """The system's key store, asked in a thread of its own. One event loop.

    A store may take its time, as when it waits for its user to unlock it, and nothing can call it back. So
    whoever asks waits until a deadline, and while one question hangs no other is asked. Nothing is left for
    the program's end to wait for.
    """

    def __init__(self, backend: Callable[[], Backend] | None = None) -> None:
        self._backend = backend or system_backend
        self._lock = asyncio.Lock()
        self._last: Future[Any] | None = None

    async def read(self, name: str, deadline_s: float = DEADLINE_S) -> Secret | None:
        """What is kept under a name; `None` if nothing is, or nothing that can be read.

        Raises:
            KeyStoreError: it is missing, locked, silent or failing.
        """
        text = await self._ask(lambda backend: backend.get_password(APP_ID, name), deadline_s)
        return None if text is None else _secret(text)

    async def write(self, name: str, secret: Secret, deadline_s: float = DEADLINE_S) -> None:
        """Keep a secret under a name, in the place of what was there. Raises as `read` does."""
        text = json.dumps(dict(secret.values))
        await self._ask(lambda backend: backend.set_password(APP_ID, name, text), deadline_s)

    async def remove(self, name: str, deadline_s: float = DEADLINE_S) -> bool:
        """Forget what is kept under a name; whether there was anything. Raises as `read` does."""

        def remove(backend: Backend) -> bool:
            # Asked first: that there is nothing to delete is an error like any other to a backend.
            if backend.get_password(APP_ID, name) is None:
                return False
            backend.delete_password(APP_ID, name)
            return True

        return await self._ask(remove, deadline_s)

    async def examine(self, deadline_s: float = 10.0) -> str:  # loaded first, once from a cold disk
        """The name of the store that is used. Raises as `read` does; it is not unlocked for this."""
        return await self._ask(lambda backend: type(backend).__module__.rpartition(".")[2], deadline_s)

    async def _ask(self, question: Callable[[Backend], T], deadline_s: float) -> T:
        try:
            async with asyncio.timeout(deadline_s), self._lock:
                if self._last is not None and not self._last.done():
                    raise KeyStoreError("key_store_silent")
                answer: Future[T] = Future()
                answer.set_running_or_notify_cancel()  # whoever stops waiting for it does not cancel it
                self._last = answer
                Thread(
                    target=_run, args=(answer, self._backend, question), name="key store", daemon=True
                ).start()
                return await asyncio.wrap_future(answer)
        except TimeoutError:
            raise KeyStoreError("key_store_silent") from None


def _run(answer: Future[T], backend: Callable[[], Backend], question: Callable[[Backend], T]) -> None:
    """The thread of one question. What a backend raises may hold what it was handed: its kind will do."""
    try:
        result = question(backend())
    except Exception as error:  # noqa: BLE001 - backends raise what they like: outermost frame of the thread
        failure = _translated(error)
    else:
        answer.set_result(result)
        return
    # Not before: what the error held, such as a connection, is let go by now.
    answer.set_exception(failure)


def _translated(error: Exception) -> KeyStoreError:
    if isinstance(error, KeyStoreError):
        return error
    # By name: to know the classes, every backend's library would have to be loaded. And by their cause: of a
    # dismissed question for the password of a first keyring the Secret Service's raises an InitError.
    kinds = {kind.__name__ for each in (error, error.__cause__) for kind in type(each).__mro__}
    if kinds & {"KeyringLocked", "LockedException", "PromptDismissedException"}:
        return KeyStoreError("key_store_locked")
    if kinds & {"InitError", "SecretServiceNotAvailableException"}:  # there was one, or none would be asked
        return KeyStoreError("key_store_gone")
    if "NoKeyringError" in kinds:
        return KeyStoreError("key_store_missing")
    return KeyStoreError("key_store_failed", why=type(error).__name__)


def system_backend() -> Backend:
    """The key store that `keyring` finds here. It takes a while, the first time some 200 ms.

    Raises:
        KeyStoreError: there is none, or none that keeps secrets.
    """
    import keyring
    from keyring.backend import KeyringBackend
    from keyring.backends import chainer, fail

    found = keyring.get_keyring()
    # A chain writes to the first of its stores that takes something, a plain file for want of a better one.
    stores = found.backends if isinstance(found, chainer.ChainerBackend) else [found]
    for store in stores:
        # keyring's own mark for stores it recommends. Its files without encryption, its store that forgets
        # everything and the one that only fails are below it.
        if keyring.core.recommended(store):
            return store
    if not all(isinstance(store, fail.Keyring) for store in stores):
        raise KeyStoreError("key_store_unsafe")
    # keyring looks around once, and at login the desktop's store may start after us.
    for kind in KeyringBackend.get_viable_backends():
        is_store = kind.__module__.startswith("keyring.backends.") and kind is not chainer.ChainerBackend
        if is_store and keyring.core.recommended(kind):
            return kind()
    raise KeyStoreError("key_store_missing")


def _secret(text: str) -> Secret | None:
    with suppress(ValueError):
        values = parse_json(text)
        if isinstance(values, dict) and all(isinstance(value, str) for value in values.values()):
            return Secret(values)
    return None
