"""Reddit: the feed without an account, the search with one, and the pages that stand before both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.computer.keys import FailingKeys
from tests.servers import reply
from tests.sources.crowds import (
    BURST,
    MURMUR,
    Asked,
    Hosts,
    Said,
    as_answer,
    key_store,
    keys_with,
    minutes,
    reddit_child,
    reddit_feed,
    reddit_feed_world,
    reddit_search_world,
    replies,
)
from tests.sources.made import setup
from trayapp.domain.codes import UnavailableReason
from trayapp.domain.reports import Report
from trayapp.sources import reddit
from trayapp.sources.base import Source, Unavailable
from trayapp.sources.reddit import read_listing, read_new_posts

NETWORK_POLICY = reply(
    403,
    "<!doctype html><title>Blocked</title><h1>whoa there, pardner!</h1>"
    "<p>Your request has been blocked due to a network policy.</p>",
    {"content-type": "text/html", "server": "snooserv"},
)


def guest() -> Source:
    return reddit.source(setup(key_store(keys_with())))


def member() -> Source:
    return reddit.source(setup(key_store(keys_with("reddit"))))


def everywhere(answer: bytes) -> Hosts:
    return Hosts(lambda _: answer, ("www.reddit.com", "oauth.reddit.com"))


@pytest.mark.parametrize("source", [guest, member])
@pytest.mark.parametrize(
    ("answer", "reason", "wait_s"),
    [
        (NETWORK_POLICY, UnavailableReason.NETWORK, 0),
        (reply(403, "something else"), UnavailableReason.CLOSED, 0),
        (reply(429, "<h1>whoa there, pardner!</h1>", {"retry-after": "4"}), UnavailableReason.LIMITED, 4),
        (as_answer({"message": "Too Many Requests", "error": 429}, 429), UnavailableReason.LIMITED, 0),
        (reply(429, "", {"x-ratelimit-reset": "244"}), UnavailableReason.LIMITED, 244),
        (reply(503, "", {"content-type": "application/json"}), UnavailableReason.SERVER_ERROR, 0),
    ],
    ids=["network policy", "closed", "retry-after", "says no more", "seconds left", "server error"],
)
def test_what_stands_before_it_is_known(
    source: Callable[[], Source], answer: bytes, reason: UnavailableReason, wait_s: float
) -> None:
    assert replies(source(), everywhere(answer)) == [Unavailable(reason, wait_s)]


def test_a_guest_asks_for_the_feed_once() -> None:
    world = reddit_feed_world(BURST)

    replies(guest(), world)

    assert world.paths() == ["GET /r/Twitter/new/.rss"]


def test_the_feed_needs_no_key_store() -> None:
    (said,) = replies(reddit.source(setup(key_store(FailingKeys(OSError)))), reddit_feed_world(BURST))

    assert isinstance(said, Report)


def test_a_token_is_used_until_it_is_a_minute_from_its_end() -> None:
    world = reddit_search_world(MURMUR)

    replies(member(), world, minutes(0, 10, 58, 59.5))

    assert world.paths().count("POST /api/v1/access_token") == 2
    assert world.paths().count("GET /r/all/search") == 4 * 3
    assert world.asked[1].query == {
        "q": "twitter down",
        "sort": "new",
        "t": "hour",
        "limit": "100",
        "raw_json": "1",
    }


def test_a_token_that_is_no_longer_taken_is_fetched_anew_the_next_time() -> None:
    def answer(asked: Asked) -> bytes:
        if asked.path == "/api/v1/access_token":
            return as_answer({"access_token": f"token{len(world.asked)}", "expires_in": 3600})
        return as_answer({"error": 401}, 401) if asked.bearer == "token1" else as_answer(listing)

    listing: dict[str, Any] = {"data": {"children": []}}
    world = Hosts(answer, ("www.reddit.com", "oauth.reddit.com"))
    first, second = replies(member(), world, minutes(0, 2))

    assert first == Unavailable(UnavailableReason.LOGIN)
    assert isinstance(second, Report)


def test_credentials_that_are_refused_are_tried_once_and_not_passed_over() -> None:
    world = everywhere(as_answer({"error": 401}, 401))

    assert replies(member(), world, minutes(0, 2)) == [Unavailable(UnavailableReason.LOGIN)] * 2
    assert world.paths() == ["POST /api/v1/access_token"]


@pytest.mark.parametrize("name", ["AutoModerator", "news_bot", "News-bot", "NewsBot"])
def test_bots_are_told_by_their_names(name: str) -> None:
    posts = read_listing({"data": {"children": [reddit_child(Said(name), 1)]}}) or []

    assert [post.is_bot for post in posts] == [True]


@pytest.mark.parametrize("name", ["talbot", "bottom", "abbot"])
def test_some_people_are_called_like_one(name: str) -> None:
    posts = read_new_posts(reddit_feed([Said(name)]).encode()) or []

    assert [(post.account, post.is_bot) for post in posts] == [(name, False)]


def test_who_deleted_their_account_is_nobody() -> None:
    assert read_listing({"data": {"children": [reddit_child(Said("[deleted]"), 1)]}}) == []
