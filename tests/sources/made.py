"""Sources for tests, and an internet in which they can be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.servers import Internet, Serve, trusting_context
from trayapp.computer.key_store import KeyStore
from trayapp.domain.reports import Report
from trayapp.net.backoff import HostBackoff
from trayapp.net.exchange import Client
from trayapp.settings.declarations import Settings
from trayapp.sources.base import Reply, Setup, Source
from trayapp.sources.crowd_baseline import CrowdBaseline
from trayapp.sources.pool import SourcePool

NOW = datetime(2026, 2, 16, 13, 27, 40, tzinfo=UTC)


class Clock:
    """Tells the time that it is told."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def after(self, seconds: float) -> datetime:
        return self.at + timedelta(seconds=seconds)

    def pass_s(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


async def at_once(_seconds: float) -> None:
    """Stands in for a sleep."""
    await asyncio.sleep(0)


def nobody_else() -> SourcePool:
    """No source at all."""
    client = Client(trusting_context, HostBackoff(lambda: NOW, 60))
    return SourcePool(client, (), lambda: NOW)


def setup(
    keys: KeyStore | None = None,
    country: str | None = "DE",
    baseline: CrowdBaseline | None = None,
    **settings: Any,
) -> Setup:
    """What a source is made of."""
    return Setup(Settings(**settings), country, keys or KeyStore(), baseline or CrowdBaseline())


def replies(source: Source, hosts: Mapping[str, Serve], times: int = 1, every_s: float = 0) -> list[Reply]:
    """What a source makes of these hosts, asked so many times, so many seconds apart."""

    async def scenario() -> list[Reply]:
        async with Internet() as internet:
            for name, serve in hosts.items():
                await internet.host(name, serve)
            clock = Clock()
            client, said = internet.client(backoff=HostBackoff(clock, 60)), []
            for _ in range(times):
                said.append(await source.ask(client, clock()))
                clock.pass_s(every_s)
            return said

    return asyncio.run(scenario())


def reply_of(source: Source, hosts: Mapping[str, Serve]) -> Reply:
    return replies(source, hosts)[0]


def report_of(source: Source, hosts: Mapping[str, Serve]) -> Report:
    reply = reply_of(source, hosts)
    assert isinstance(reply, Report), reply
    return reply
