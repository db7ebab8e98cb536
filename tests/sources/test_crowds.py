"""Every source that is a crowd: a murmur is nothing, many people are trouble, and no post is kept."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from tests.servers import Internet, Serve, read_whole_request, reply
from tests.sources.crowds import (
    BURST,
    MURMUR,
    ONE_ACCOUNT,
    SECRET,
    Asked,
    BlueskyWorld,
    Hosts,
    Said,
    key_store,
    keys_with,
    mastodon_world,
    minutes,
    reddit_feed_world,
    reddit_search_world,
    replies,
    threads_world,
)
from tests.sources.made import NOW, setup
from trayapp.crowd.burst import crowd_report
from trayapp.domain.codes import Says, UnavailableReason
from trayapp.domain.records import Evidence
from trayapp.domain.reports import MOST_LINKS, Report
from trayapp.sources import bluesky, mastodon, reddit, threads
from trayapp.sources.base import Reply, Source, Unavailable, UnavailableError, heard

CROWDS: dict[str, tuple[Callable[[], Source], Callable[[Iterable[Said]], Hosts]]] = {
    "mastodon": (lambda: mastodon.source(setup()), mastodon_world),
    "bluesky": (lambda: bluesky.source(setup(key_store(keys_with("bluesky")))), BlueskyWorld),
    "reddit's feed": (lambda: reddit.source(setup(key_store(keys_with()))), reddit_feed_world),
    "reddit's search": (lambda: reddit.source(setup(key_store(keys_with("reddit")))), reddit_search_world),
    "threads": (lambda: threads.source(setup(key_store(keys_with("threads")))), threads_world),
}

SEARCHING = ["bluesky", "reddit's search", "threads"]
every_crowd = pytest.mark.parametrize("name", CROWDS)


def reported(name: str, posts: Iterable[Said]) -> Report:
    source, world = CROWDS[name]
    (said,) = replies(source(), world(posts))
    assert isinstance(said, Report), said
    return said


@every_crowd
@pytest.mark.parametrize(
    ("posts", "says", "accounts"),
    [
        ((), Says.NOTHING, 0),
        (MURMUR, Says.NOTHING, 1),
        (BURST, Says.TROUBLE, 12),
        (BURST[:7], Says.NOTHING, 7),
        (ONE_ACCOUNT, Says.NOTHING, 1),
        (tuple(replace(said, minutes_ago=20) for said in BURST), Says.NOTHING, 0),
        (tuple(replace(said, text="My wifi is down again") for said in BURST), Says.NOTHING, 0),
    ],
    ids=["silence", "murmur", "burst", "too few", "one account", "long ago", "something else"],
)
def test_a_crowd_is_many_different_people_who_say_it_now(
    name: str, posts: tuple[Said, ...], says: Says, accounts: int
) -> None:
    evidence = reported(name, posts).evidence

    assert (evidence.says, evidence.kind, evidence.count, evidence.at) == (says, "crowd", accounts, NOW)


@every_crowd
def test_posts_are_read_in_a_thread_while_the_checks_go_on(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = []

    def noted(*given: Any) -> Report:
        readers.append(threading.current_thread())
        return crowd_report(*given)

    module = name if name == "mastodon" else "crowd_source"
    monkeypatch.setattr(f"trayapp.sources.{module}.crowd_report", noted)

    assert reported(name, BURST).evidence.says is Says.TROUBLE
    assert len(readers) == 1
    assert readers[0] is not threading.main_thread()  # where the loop of these tests runs


@pytest.mark.parametrize("name", SEARCHING)
def test_after_the_first_search_the_others_are_made_at_the_same_time(name: str) -> None:
    """Each is answered once both have come: one after the other they would wait for ever."""
    source, world = CROWDS[name]
    answering = world(BURST)
    have_come = asyncio.Semaphore(0)
    searches = 0

    def host(name: str) -> Serve:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal searches
            request = await read_whole_request(reader)
            searches += "q=" in request.target
            if searches == 3:
                have_come.release()
                have_come.release()
            if "q=" in request.target and searches > 1:
                await have_come.acquire()
            writer.write(answering.answer(Asked(name, request)))

        return answer

    async def scenario() -> Reply:
        async with Internet() as internet:
            for host_name in answering.names:
                await internet.host(host_name, host(host_name))
            return await source().ask(internet.client(), NOW)

    said = asyncio.run(scenario())
    assert isinstance(said, Report), said
    assert (said.evidence.says, searches) == (Says.TROUBLE, 3)


@pytest.mark.parametrize("fails", ["0", "1", "12", "02"])
@pytest.mark.parametrize("name", SEARCHING)
def test_searches_that_fail_discard_nothing_of_the_others(name: str, fails: str) -> None:
    source, world = CROWDS[name]
    hosts = world(BURST)
    answer, searches = hosts.answer, itertools.count()

    def fail_some(asked: Asked) -> bytes:
        return reply(503) if "q=" in asked.request.target and str(next(searches)) in fails else answer(asked)

    hosts.answer = fail_some
    (said,) = replies(source(), hosts)
    assert isinstance(said, Report), said
    assert (said.evidence.says, said.evidence.count) == (Says.TROUBLE, 12)


@pytest.mark.parametrize("name", SEARCHING)
def test_if_every_search_fails_it_is_unavailable(name: str) -> None:
    source, world = CROWDS[name]
    hosts = world(BURST)
    answer = hosts.answer
    hosts.answer = lambda asked: reply(503) if "q=" in asked.request.target else answer(asked)
    assert replies(source(), hosts) == [Unavailable(UnavailableReason.SERVER_ERROR)]


@pytest.mark.parametrize("name", [name for name in CROWDS if name != "threads"])  # which does not tell bots
def test_bots_are_no_people(name: str) -> None:
    said = reported(name, [replace(said, is_bot=True) for said in BURST])

    assert (said.evidence.says, said.evidence.count) == (Says.NOTHING, 0)


@every_crowd
def test_of_what_was_written_only_how_many_and_where_is_told(name: str) -> None:
    said = reported(name, BURST)

    assert len(said.links) == MOST_LINKS
    assert all(link.startswith("https://") for link in said.links)
    assert said.evidence.url == said.links[0]
    assert said == Report(
        Evidence(said.evidence.source, Says.TROUBLE, "crowd", NOW, 12, url=said.links[0]), links=said.links
    )


@every_crowd
def test_no_address_and_no_record_shows_a_secret(name: str) -> None:
    source, world = CROWDS[name]
    hosts = world(BURST)
    asked = source()

    said = replies(asked, hosts, minutes(0, 5))

    assert hosts.asked
    assert SECRET not in f"{said} {asked} {asked.ask} {[request.request.target for request in hosts.asked]}"


def test_why_nothing_came_is_said_by_who_was_asked() -> None:
    asked = Unavailable(UnavailableReason.SERVER_ERROR, 60)
    spared = Unavailable(
        UnavailableReason.LIMITED, 59.9, was_asked=False
    )  # by us, for what the first was told

    with pytest.raises(UnavailableError) as nothing:
        heard([asked, spared])

    assert nothing.value.reply == asked
