"""The key store as Linux desktops have it: the Secret Service, on a message bus of our own."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import keyring
import pytest

from tests.computer.keys import NoKeys
from tests.computer.secret_service import FakeSecretService
from tests.fakes import FakeBus, fake_bus
from trayapp.computer.key_store import KeyStore, Secret
from trayapp.errors import KeyStoreError

Serve = Callable[..., FakeSecretService]


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBus]:
    """A session in which `keyring` has looked around already, and found nothing."""
    before = keyring.get_keyring()
    nothing: Callable[[], NoKeys] = NoKeys
    keyring.set_keyring(nothing())
    with TemporaryDirectory(prefix="trayapp-") as folder, fake_bus(Path(folder)) as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        yield running
    keyring.set_keyring(before)


@pytest.fixture
def serve(bus: FakeBus) -> Iterator[Serve]:
    """Starts the desktop's store."""
    running: list[FakeSecretService] = []

    def start(**state: Any) -> FakeSecretService:
        running.append(FakeSecretService(bus, **state))
        return running[-1]

    yield start
    for service in running:
        service.die()


def test_a_store_that_starts_after_us_is_found_and_used(serve: Serve) -> None:
    async def story() -> FakeSecretService:
        keys = KeyStore()
        with pytest.raises(KeyStoreError, match="key_store_missing"):
            await keys.read("threads", 60)
        service = serve()
        await keys.write("threads", Secret({"token": "one"}), 60)
        await keys.write("threads", Secret({"token": "two"}), 60)
        await keys.write("bluesky", Secret({"handle": "me"}), 60)
        found = await keys.read("threads", 60)
        assert found is not None
        assert found["token"] == "two"
        assert await keys.remove("threads", 60)
        assert not await keys.remove("threads", 60)
        return service

    service = asyncio.run(story())

    assert [secret for _, secret in service.kept.values()] == [b'{"handle": "me"}']


# keyring 25 leaves its connection to the garbage collector then.
@pytest.mark.filterwarnings("ignore:unclosed <socket")
@pytest.mark.parametrize("state", ["is_locked", "is_new"])
def test_a_store_that_its_user_does_not_open_is_locked_until_they_do(serve: Serve, state: str) -> None:
    service = serve(**{state: True})

    async def story() -> None:
        keys, secret = KeyStore(), Secret({"token": "one"})
        assert await keys.examine(60) == "SecretService"  # and nobody is asked to
        for asked in (
            keys.read("threads", 60),
            keys.write("threads", secret, 60),
            keys.remove("threads", 60),
        ):
            with pytest.raises(KeyStoreError, match="key_store_locked"):
                await asked
        service.is_refused = False
        await keys.write("threads", secret, 60)
        assert await keys.read("threads", 60) == secret

    asyncio.run(story())
    gc.collect()
