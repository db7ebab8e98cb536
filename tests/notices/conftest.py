"""A message bus of our own, and servers on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.fakes import FakeBus, fake_bus
from tests.notices.server import StrictServer


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBus]:
    with TemporaryDirectory(prefix="trayapp-") as folder, fake_bus(Path(folder)) as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        yield running


StartServer = Callable[..., StrictServer]


@pytest.fixture
def start_server(bus: FakeBus) -> Iterator[StartServer]:
    """Starts a server, by the arguments of `StrictServer`; at the end whatever is left of them goes."""
    servers: list[StrictServer] = []

    def start(**how: object) -> StrictServer:
        servers.append(StrictServer(bus, **how))  # type: ignore[arg-type] # by name
        return servers[-1]

    yield start
    for server in servers:
        server.die()
        assert server.refused == []
