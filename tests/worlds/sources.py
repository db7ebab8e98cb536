"""What others see of X, told through the services that the program really asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import urlsplit

from tests.checks.samples import SHELL
from tests.sources.made import setup
from tests.worlds.answers import SOURCE_HOSTS, Reply, reply, reply_json
from trayapp.domain.codes import Says, UnavailableReason
from trayapp.domain.records import Evidence
from trayapp.domain.reports import Report
from trayapp.net.exchange import Client, Request
from trayapp.sources import globalping, netblocks
from trayapp.sources.base import Reply as SourceReply
from trayapp.sources.base import Source, Unavailable, fetch
from trayapp.sources.pool import SourcePool

_GLOBALPING, _NOTES, _, _CROWD = SOURCE_HOSTS

_COUNTRIES = ("DE", "DE", "US", "GB", "JP", "BR", "AU")

_OUTAGE = (
    "Note: X (formerly Twitter) is currently experiencing international outages; not a country's filtering"
)

# What vantage points of data centres get of an X that is well: its page, or a refusal by its edge.
_WELL = ("200", "200", "200", "200", "403", "429", "internal")


@dataclass(slots=True)
class Sources:
    """What is so elsewhere, from the moment on at which the world's trouble begins."""

    failure: str | None = None
    """What most vantage points meet: a status, and perhaps what came with it, or a failureSource.

    `None`: X is well there.
    """
    failure_takes_s: float = 0.4
    silent: tuple[str, ...] = ()
    """Services that cannot be asked at all."""
    writes: bool = False
    """Whether the expert has written of an outage."""
    complains: bool = False
    """Whether there is a crowd, for whatever reason."""
    _measured: list[tuple[float, list[tuple[str, str, float]]]] = field(default_factory=list)

    def answer(self, request: Request, host: str, at_s: float, now: datetime, chance: Random) -> Reply:
        """What a service says `at_s` seconds after the trouble began; before 0 there is none."""
        is_trouble = at_s >= 0
        if host in self.silent:
            return reply(503, {})
        if host == _GLOBALPING and request.body is not None:
            self._measured.append((at_s, self._vantages(is_trouble, chance)))
            return reply_json({"id": f"m{len(self._measured)}", "probesCount": len(_COUNTRIES)})
        if host == _GLOBALPING:
            return self._measurement(request, at_s)
        if host == _NOTES and "lookup" in request.url:
            return reply_json({"id": "195383", "acct": "netblocks"})
        if host == _NOTES:
            note = {"created_at": (now - timedelta(minutes=2)).isoformat(), "content": f"<p>{_OUTAGE}</p>"}
            return reply_json([note] if is_trouble and self.writes else [])
        if host == _CROWD:
            return reply_json(30 if is_trouble and self.complains else 0)
        return reply_json({"feed": []})

    def _vantages(self, is_trouble: bool, chance: Random) -> list[tuple[str, str, float]]:
        """Of each vantage point the country, what it meets, and after how many seconds."""
        found = []
        for country in _COUNTRIES:
            fails = is_trouble and self.failure is not None and chance.random() < 0.9
            outcome = (self.failure or "") if fails else chance.choice(_WELL)
            found.append((country, outcome, 0.8 + (self.failure_takes_s if fails else chance.random())))
        return found

    def _measurement(self, request: Request, at_s: float) -> Reply:
        number = int(urlsplit(request.url).path.rpartition("/m")[2])
        began_s, vantages = self._measured[number - 1]
        seen = [(c, outcome if at_s - began_s >= s else "in-progress") for c, outcome, s in vantages]
        waits = sum(outcome == "in-progress" for _, outcome in seen)
        etag = f'"{number}-{waits}"'
        if request.headers.get("if-none-match") == etag:
            return reply(304, {"etag": etag})
        results = [{"probe": {"country": country}, "result": _result(outcome)} for country, outcome in seen]
        status = "in-progress" if waits else "finished"
        return reply_json({"type": "http", "status": status, "results": results}, etag=etag)


def _result(outcome: str) -> dict[str, Any]:
    status, _, what = outcome.partition(" ")
    if status.isdecimal():
        headers = {"server": "cloudflare envoy", **({"location": what} if status == "302" else {})}
        body = SHELL if outcome == "200" else ""
        return {"status": "finished", "statusCode": int(status), "headers": headers, "rawBody": body}
    if outcome == "in-progress":
        return {"status": outcome}
    return {"status": "failed", "failureSource": outcome, "statusCode": None, "rawOutput": "Request timeout."}


async def _ask_crowd(client: Client, at: datetime) -> SourceReply:
    """Only the counting of it: how posts are told apart has tests of its own."""
    answer = await fetch(client, Request(f"https://{_CROWD}/"), at)
    if not answer.body.isdigit():
        return Unavailable(UnavailableReason.UNREADABLE)
    says = Says.TROUBLE if int(answer.body) >= 8 else Says.NOTHING
    return Report(Evidence("mastodon", says, "crowd", at, count=int(answer.body)))


def source_pool(client: Client, now: Callable[[], datetime]) -> SourcePool:
    """Vantage points and experts, the real ones, and a crowd."""
    crowd = Source("mastodon", "crowd", _ask_crowd, 120.0, 600.0)
    vantage_points = globalping.source(setup(globalping_per_hour=250))
    return SourcePool(client, (vantage_points, netblocks.source(setup()), crowd), now)
