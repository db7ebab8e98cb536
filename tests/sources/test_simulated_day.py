"""A calm day, and one of suspicion, with every crowd switched on: counted against what the services bear."""

from __future__ import annotations

import asyncio
import ssl
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.servers import PlayedRequest
from tests.sources.crowds import (
    MURMUR,
    Asked,
    BlueskyWorld,
    Hosts,
    Said,
    as_answer,
    key_store,
    keys_with,
    mastodon_world,
    reddit_feed_world,
    reddit_search_world,
    threads_world,
)
from tests.sources.made import NOW, Clock, at_once, setup
from tests.sources.samples import ACCOUNT, CREATED, OUTAGE, everywhere, feed, measurement, post, status
from tests.sources.test_downdetector import CALM
from tests.sources.test_downdetector import world as downdetector_world
from trayapp.domain.codes import Says
from trayapp.domain.records import Evidence, Phases
from trayapp.net.answers import Answer
from trayapp.net.backoff import HostBackoff
from trayapp.net.exchange import Client, Exchange, Request
from trayapp.net.limits_file import LimitsFile
from trayapp.settings.declarations import from_tables
from trayapp.sources import chosen, globalping, netblocks
from trayapp.sources.crowd_baseline import CrowdBaseline
from trayapp.sources.pool import SourcePool

DAY_S = 24 * 3600
EVERYTHING = ("mastodon", "bluesky", "reddit", "threads", "downdetector")


class Wires(Client):
    """Asks services without sockets, and notes when each was asked for what."""

    def __init__(self, services: Iterable[Hosts], clock: Clock, store: LimitsFile | None = None) -> None:
        super().__init__(ssl.create_default_context, HostBackoff(clock, 60, store))
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


def day(
    clock: Clock, *, has_reddit_account: bool, posts: Iterable[Said] = MURMUR
) -> tuple[SourcePool, Wires]:
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
    return SourcePool(wires, chosen(settings, CrowdBaseline(), key_store(keys)), clock), wires


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
        monkeypatch.setattr("trayapp.sources.pool.asyncio.sleep", sleeps)
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


HOURS_S = 3 * 3600
PER_HOUR = 50
COST = 7


def vantage_world(outcome: str) -> Hosts:
    def answer(asked: Asked) -> bytes:
        is_new = asked.request.method == "POST"
        return as_answer(CREATED if is_new else measurement(everywhere(outcome)), 202 if is_new else 200)

    return Hosts(answer, ("api.globalping.io",))


def notes_world(clock: Clock) -> Hosts:
    """NetBlocks writes of an outage, on both its places, as soon as it is three minutes old."""

    def answer(asked: Asked) -> bytes:
        notes = [OUTAGE] if clock() >= NOW + timedelta(minutes=3) else []
        if "getAuthorFeed" in asked.path:
            return as_answer(feed(*map(post, notes)))
        return as_answer(ACCOUNT if asked.path.endswith("lookup") else [status(note) for note in notes])

    return Hosts(answer, ("mastodon.social", "public.api.bsky.app"))


class Hours:
    """Trouble for hours, in which whoever checks asks others as well."""

    def __init__(self, folder: Path, outcome: str) -> None:
        self.clock = Clock()
        self.folder = folder
        self.services = (vantage_world(outcome), notes_world(self.clock))
        self.paid: list[datetime] = []
        self.silent: list[datetime] = []
        """When vantage points had nothing to say that still counts."""

    def process(self) -> SourcePool:
        """One that begins: what it knows is what is written down."""
        wires = Wires(self.services, self.clock, LimitsFile(self.folder, self.clock))
        wires.asked["api.globalping.io measurements"] = self.paid
        return SourcePool(
            wires, (globalping.source(setup(), sleep=at_once), netblocks.source(setup())), self.clock
        )

    async def check(self, pool: SourcePool, trouble_since: datetime | None) -> tuple[Evidence, ...]:
        await pool.ask_on_suspicion(trouble_since)
        said = pool.evidence(self.clock())
        if not any(each.kind == "vantage" and each.says is not Says.UNAVAILABLE for each in said):
            self.silent.append(self.clock())
        return said


async def tray(hours: Hours) -> None:
    """One process, which knows when the trouble began."""
    pool = hours.process()
    for _ in range(HOURS_S // 60):
        await hours.check(pool, NOW)
        hours.clock.pass_s(60)


async def cron(hours: Hours) -> None:
    """`trayapp check`, every minute."""
    for _ in range(HOURS_S // 60):
        await hours.check(hours.process(), None)
        hours.clock.pass_s(60)


async def both(hours: Hours) -> None:
    pool = hours.process()
    for _ in range(HOURS_S // 60):
        await hours.check(pool, NOW)
        hours.clock.pass_s(30)
        await hours.check(hours.process(), None)
        hours.clock.pass_s(30)


@pytest.mark.parametrize(
    "outcome", ["503", "200"], ids=["they see it, too", "they see nothing, and NetBlocks does"]
)
def test_a_check_every_minute_from_cron_costs_no_more_than_the_tray(tmp_path: Path, outcome: str) -> None:
    paid = {}
    for who in (tray, cron, both):
        hours = Hours(tmp_path / who.__name__, outcome)
        asyncio.run(who(hours))
        assert hours.silent == []
        paid[who] = hours.paid
        # Of any hour, at most what is granted.
        in_an_hour = [
            sum(first <= at < first + timedelta(hours=1) for at in hours.paid) for first in hours.paid
        ]
        assert max(in_an_hour) * COST <= PER_HOUR
    # One in ten minutes, sooner once NetBlocks says the opposite; that is spared within the hour.
    assert len(paid[tray]) == HOURS_S // 600
    assert (paid[tray][1] - NOW).total_seconds() == (300 if outcome == "200" else 600)
    assert paid[cron] == paid[tray]
    assert len(paid[both]) <= len(paid[tray])


def test_trouble_that_comes_and_goes_finds_a_look_kept_back_for_it(tmp_path: Path) -> None:
    """For an hour X is in trouble; then it begins anew, after all of the budget but the reserve is used."""

    async def live(hours: Hours) -> None:
        pool = hours.process()
        for minute in range(60):
            await hours.check(pool, NOW)
            assert len(hours.paid) == minute // 10 + 1
            hours.clock.pass_s(60)
        for _ in range(2):
            again = hours.clock()
            await hours.check(pool, again)
            assert hours.paid[-1] == again
            hours.clock.pass_s(900)

    asyncio.run(live(Hours(tmp_path, "503")))
