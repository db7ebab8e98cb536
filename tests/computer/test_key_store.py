"""The key store: what is kept, what is never used, and what a store that fails comes to."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, null
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordSetError

from tests.computer.keys import FailingKeys, FakeKeys, NoKeys, PlainFile, SilentKeys
from trayapp.computer.key_store import KeyStore, Secret, system_backend
from trayapp.errors import KeyStoreError

TOKEN = "s3cret-t0ken"
AT_ONCE_S = 0.01


def store(backend: KeyringBackend) -> KeyStore:
    return KeyStore(lambda: backend)


def keep(backend: KeyringBackend, name: str = "threads", token: str = TOKEN) -> None:
    asyncio.run(store(backend).write(name, Secret({"token": token})))


@pytest.fixture
def chosen_backend() -> Iterator[None]:
    """Whatever a test makes `keyring` use, the next one starts with what was there."""
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_what_is_written_is_read_again_and_removed_once() -> None:
    backend = FakeKeys()

    async def story() -> tuple[object, ...]:
        keys = store(backend)
        await keys.write("threads", Secret({"token": TOKEN}))
        found = await keys.read("threads")
        assert found is not None
        return found["token"], await keys.remove("threads"), await keys.remove("threads"), backend.kept

    assert asyncio.run(story()) == (TOKEN, True, False, {})


@pytest.mark.parametrize("text", ["", "no JSON", "[1]", '{"token": 3}', "[" * 100_000])
def test_what_another_program_wrote_there_is_no_secret(text: str) -> None:
    backend = FakeKeys()
    keep(backend)
    backend.kept = dict.fromkeys(backend.kept, text)

    assert asyncio.run(store(backend).read("threads")) is None


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyringLocked, "key_store_locked"),
        (InitError, "key_store_missing"),
        (NoKeyringError, "key_store_missing"),
        (PasswordSetError, "key_store_failed"),
        (OSError, "key_store_failed"),
        (UnicodeError, "key_store_failed"),
    ],
)
def test_every_failure_has_its_code_and_shows_nothing_of_the_secret(
    error: type[Exception], code: str
) -> None:
    with pytest.raises(KeyStoreError) as caught:
        keep(FailingKeys(error))

    assert caught.value.code == code
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


def test_a_store_that_waits_for_its_user_is_left_and_not_asked_again_meanwhile() -> None:
    backend = SilentKeys()
    keep(backend)

    async def story() -> str | None:
        keys = store(backend)
        for _ in range(3):
            with pytest.raises(KeyStoreError, match="key_store_silent"):
                await keys.read("threads", AT_ONCE_S)
        backend.unlock.set()
        while True:  # the first question is still to be answered
            try:
                found = await keys.read("threads")
            except KeyStoreError:
                await asyncio.sleep(0)
            else:
                return None if found is None else found["token"]

    assert asyncio.run(story()) == TOKEN
    assert backend.asked == 2


def test_the_end_of_the_program_does_not_wait_for_the_store() -> None:
    code = """
import asyncio
from tests.computer.keys import SilentKeys
from trayapp.errors import KeyStoreError
from trayapp.computer.key_store import KeyStore
try:
    asyncio.run(KeyStore(SilentKeys).read("threads", 0.01))
except KeyStoreError as error:
    print(error.code)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout == "key_store_silent\n"


@pytest.mark.usefixtures("chosen_backend")
@pytest.mark.parametrize(
    ("backend", "code"),
    [
        (NoKeys, "key_store_missing"),
        (null.Keyring, "key_store_unsafe"),
        (PlainFile, "key_store_unsafe"),
    ],
    ids=["none", "forgets", "plain file"],
)
def test_a_store_that_keeps_no_secrets_is_never_used(
    backend: Callable[[], KeyringBackend], code: str
) -> None:
    keyring.set_keyring(backend())

    with pytest.raises(KeyStoreError, match=code):
        system_backend()


@pytest.mark.usefixtures("chosen_backend")
def test_of_several_stores_the_one_that_protects_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain would write to the file as soon as the other one does not take something."""
    good = FakeKeys()
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [PlainFile(), good])
    chain: Callable[[], KeyringBackend] = chainer.ChainerBackend
    keyring.set_keyring(chain())

    assert system_backend() is good


def test_a_secret_shows_itself_to_nobody_who_prints_it() -> None:
    secret = Secret({"token": TOKEN})

    assert TOKEN not in f"{secret!r} {secret} {[secret]} {vars}"


def test_nothing_is_loaded_for_who_has_no_account() -> None:
    code = "import sys, trayapp.computer.key_store, trayapp.cli.parser; print('keyring' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"
