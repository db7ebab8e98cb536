"""A calm day, and one of suspicion, with every crowd switched on: counted against what the services bear."""

from __future__ import annotations

import asyncio
import ssl
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest

from tests.servers import PlayedRequest
from tests.sources.crowds import (
    MURMUR,
    Asked,
    BlueskyWorld,
    Hosts,
    Said,
    key_store,
    keys_with,
    mastodon_world,
    reddit_feed_world,
    reddit_search_world,
    threads_world,
)
from tests.sources.made import NOW, Clock
from tests.sources.test_downdetector import CALM
from tests.sources.test_downdetector import world as downdetector_world
from trayapp.domain.records import Phases
from trayapp.probing.answers import Answer
from trayapp.probing.exchange import Client, Exchange, Request
from trayapp.probing.manners import Manners
from trayapp.settings import from_tables
from trayapp.sources import chosen
from trayapp.sources.habits import Habits
from trayapp.sources.voices import Voices

DAY_S = 24 * 3600
EVERYTHING = ("mastodon", "bluesky", "reddit", "threads", "downdetector")


class Wires(Client):
    """Asks services without sockets, and notes when each was asked for what."""

    def __init__(self, services: Iterable[Hosts], clock: Clock) -> None:
        super().__init__(ssl.create_default_context(), Manners(clock, 60))
        self._services = {name: hosts for hosts in services for name in hosts.names}
        self._clock = clock
        self.asked: dict[str, list[datetime]] = defaultdict(list)
        """By host and the last part of the path."""

    async def ask(self, request: Request, deadline_s: float) -> Exchange:
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        self.asked[f"{host} {parts.path.rpartition('/')[2]}"].append(self._clock())
        method = "GET" if request.body is None else "POST"
        target = f"{parts.path}?{parts.query}"
        played = PlayedRequest(method, target, request.headers, request.body or b"")
        head, _, body = self._services[host].answer(Asked(host, played)).partition(b"\r\n\r\n")
        status = int(head.split(b" ")[1])
        return Exchange(Answer(request.url, status, {}, body), Phases(), None, via_proxy=False)

    def counts(self) -> dict[str, int]:
        return {name: len(times) for name, times in self.asked.items()}

    def most_within(self, seconds: float, part: str) -> int:
        """The most requests to such a place that fell into any time as long as this."""
        times = sorted(at for name, asked in self.asked.items() if part in name for at in asked)
        span = timedelta(seconds=seconds)
        return max(bisect_left(times, first + span) - n for n, first in enumerate(times))


def day(clock: Clock, *, has_reddit_account: bool, posts: Iterable[Said] = MURMUR) -> tuple[Voices, Wires]:
    """Everything switched on, and services that work. The murmur is of this morning: nobody adds to it."""
    names = [name for name in EVERYTHING if name not in ("mastodon", "reddit") or has_reddit_account]
    keys = keys_with(*(name for name in names if name != "mastodon"))
    services = (
        mastodon_world(posts),
        BlueskyWorld(posts),
        reddit_search_world(posts) if has_reddit_account else reddit_feed_world(posts),
        threads_world(posts),
        downdetector_world(CALM),
    )
    wires = Wires(services, clock)
    switched: Mapping[str, bool] = {
        **dict.fromkeys(EVERYTHING, True),
        **dict.fromkeys(("globalping", "netblocks", "cloudflare_status"), False),
    }
    settings = from_tables({"country": "DE", "sources": dict(switched)}).settings
    return Voices(wires, chosen(settings, Habits(), key_store(keys)), clock), wires


class Sleeps:
    """Stands in for sleeping: once all sleep, the clock moves on to the first that wakes."""

    def __init__(self, clock: Clock, sleepers: int) -> None:
        self._clock = clock
        self._sleepers = sleepers
        self._waiting: list[tuple[datetime, asyncio.Event]] = []
        self._end = NOW + timedelta(seconds=DAY_S)
        self.is_over = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        mine = asyncio.Event()
        self._waiting.append((self._clock() + timedelta(seconds=seconds), mine))
        if len(self._waiting) == self._sleepers:
            first = min(self._waiting, key=lambda sleeper: sleeper[0])
            if first[0] >= self._end:
                self.is_over.set()
            else:
                self._waiting.remove(first)
                self._clock.at = first[0]
                first[1].set()
        await mine.wait()


def test_a_calm_day(monkeypatch: pytest.MonkeyPatch) -> None:
    async def live() -> Wires:
        clock = Clock()
        others, wires = day(clock, has_reddit_account=True)
        sleeps = Sleeps(clock, sleepers=2)
        monkeypatch.setattr("trayapp.sources.voices.asyncio.sleep", sleeps)
        polling = asyncio.create_task(others.poll())
        await sleeps.is_over.wait()
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        return wires

    counts = asyncio.run(live()).counts()

    polls = counts["mastodon.social TwitterDown"]
    assert 24 * 6 / 1.1 <= polls <= 24 * 6
    assert counts == {
        "mastodon.social instance": 1,
        "mastodon.social TwitterDown": polls,
        "mstdn.social instance": 1,
        "mstdn.social TwitterDown": polls,
        "downdetectorapi.com tokens": counts["downdetectorapi.com tokens"],
        "downdetectorapi.com search": 1,
        **dict.fromkeys(
            (f"downdetectorapi.com {part}" for part in ("status", "last_15", "current", "incidents")),
            counts["downdetectorapi.com status"],
        ),
    }
    assert counts["downdetectorapi.com status"] <= 24 * 6
    assert counts["downdetectorapi.com tokens"] <= 25


@pytest.mark.parametrize("has_reddit_account", [True, False], ids=["all accounts", "reddit as a guest"])
def test_a_day_of_suspicion(has_reddit_account: bool) -> None:
    """X is in trouble from midnight to midnight, and a check is made every minute."""

    async def live() -> Wires:
        clock = Clock()
        others, wires = day(clock, has_reddit_account=has_reddit_account)
        for _ in range(DAY_S // 60):
            await others.ask_on_suspicion()
            clock.pass_s(60)
        return wires

    wires = asyncio.run(live())
    counts = wires.counts()

    # Mastodon: 300 requests in 5 minutes.
    assert wires.most_within(300, "mastodon.social") <= 5
    # Bluesky: 300 logins a day, 30 in 5 minutes; 3,000 requests in 5 minutes.
    assert counts["bsky.social com.atproto.server.createSession"] == 1
    assert wires.most_within(300, "bsky") <= 4
    # Threads: 2,200 searches a day.
    assert counts["graph.threads.net keyword_search"] <= 3 * 24 * 12
    # Reddit: the feed once a minute; with credentials 100 requests a minute.
    if has_reddit_account:
        assert wires.most_within(60, "reddit.com") <= 4
    else:
        assert wires.most_within(60, "www.reddit.com .rss") == 1
        assert counts["www.reddit.com .rss"] == 24 * 30
    # Downdetector: no limit is known; four numbers every 2 minutes.
    assert wires.most_within(120, "downdetectorapi.com") <= 6
