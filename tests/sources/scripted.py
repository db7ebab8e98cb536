"""Sources that reply as they are told, and a pool of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from tests.servers import Internet
from tests.sources.made import NOW, Clock
from trayapp.domain.codes import Says, UnavailableReason
from trayapp.domain.records import Evidence
from trayapp.domain.reports import Report
from trayapp.net.backoff import HostBackoff
from trayapp.net.exchange import Client
from trayapp.sources.base import Reply, Source, Unavailable, Unfinished
from trayapp.sources.pool import SourcePool

FAILED = Unavailable(UnavailableReason.SERVER_ERROR)


class Scripted:
    """A source that replies as it is told, and notes when it was asked."""

    def __init__(self, *replies: Says | Unavailable | Unfinished | Exception, name: str = "one") -> None:
        self.replies = list(replies)
        self.asked_at: list[datetime] = []
        self.name = name

    def source(
        self, suspicion_s: float = 120, standing_s: float | None = None, kind: str = "expert"
    ) -> Source:
        async def ask(_: Client, at: datetime) -> Reply:
            self.asked_at.append(at)
            reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
            if isinstance(reply, Exception):
                raise reply
            return report(self.name, reply, at, kind) if isinstance(reply, Says) else reply

        return Source(self.name, kind, ask, suspicion_s, standing_s)


class Vantage(Scripted):
    """Vantage points: notes, too, when they were asked anew, and since when they had not answered."""

    def __init__(self, *replies: Says | Unavailable | Unfinished | Exception) -> None:
        super().__init__(*replies, name="vantage")
        self.anew: list[tuple[float, float]] = []

    def source(self, suspicion_s: float = 600, standing_s: float | None = None, kind: str = "") -> Source:
        ask = super().source(suspicion_s, kind="vantage").ask

        async def ask_anew(client: Client, at: datetime, since: datetime) -> Reply:
            self.anew.append(((at - NOW).total_seconds(), (since - NOW).total_seconds()))
            return await ask(client, at)

        return Source("vantage", "vantage", ask, suspicion_s, ask_anew=ask_anew)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def report(name: str, says: Says, at: datetime, kind: str = "expert") -> Report:
    return Report(Evidence(name, says, kind, at))


async def hangs(_: Client, at: datetime) -> Reply:
    await asyncio.Event().wait()
    raise AssertionError


def run(scenario: Callable[[SourcePool, Clock], Coroutine[Any, Any, None]], *sources: Source) -> None:
    async def live() -> None:
        clock = Clock()
        async with Internet() as internet:
            client = internet.client(backoff=HostBackoff(clock, 60))
            await scenario(SourcePool(client, sources, clock), clock)

    asyncio.run(live())


def heard(pool: SourcePool, clock: Clock) -> list[tuple[str, Says]]:
    return [(evidence.source, evidence.says) for evidence in pool.evidence(clock())]
