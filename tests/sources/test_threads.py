"""Threads: a token that may only search its owner's posts is a closed door, and an empty list is nothing."""

from __future__ import annotations

import pytest

from tests.sources.crowds import (
    BURST,
    SECRET,
    Asked,
    Hosts,
    Said,
    as_answer,
    key_store,
    keys_with,
    minutes,
    replies,
    threads_post,
    threads_world,
)
from tests.sources.made import setup
from trayapp.domain.codes import Says, UnavailableReason
from trayapp.domain.reports import Report
from trayapp.sources import threads
from trayapp.sources.base import Source, Unavailable


def source() -> Source:
    return threads.source(setup(key_store(keys_with("threads"))))


def refusing(status: int, code: object) -> Hosts:
    error = {"error": {"message": "no", "type": "OAuthException", "code": code, "fbtrace_id": "x"}}
    return Hosts(lambda _: as_answer(error, status), ("graph.threads.net",))


def test_an_empty_list_is_nothing() -> None:
    (said,) = replies(source(), threads_world([]))

    assert isinstance(said, Report)
    assert (said.evidence.says, said.evidence.count) == (Says.NOTHING, 0)


def test_only_ones_own_posts_is_an_account_without_review() -> None:
    mine = [Said("Me", minutes_ago=n) for n in range(9)]

    assert replies(source(), threads_world(mine)) == [Unavailable(UnavailableReason.REVIEW)]


def test_ones_own_posts_among_others_count_as_theirs_do() -> None:
    (said,) = replies(source(), threads_world([Said("me"), *BURST]))

    assert isinstance(said, Report)
    assert said.evidence.count == 13


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (400, 190, UnavailableReason.LOGIN),
        (401, None, UnavailableReason.LOGIN),
        (403, 10, UnavailableReason.REVIEW),
        (400, 200, UnavailableReason.REVIEW),
        (400, 4, UnavailableReason.LIMITED),
        (403, 613, UnavailableReason.LIMITED),
        (403, None, UnavailableReason.CLOSED),
        (400, 100, UnavailableReason.UNREADABLE),
        (400, "190", UnavailableReason.UNREADABLE),
        (400, True, UnavailableReason.UNREADABLE),
    ],
)
def test_every_refusal_has_its_reason(status: int, code: object, reason: UnavailableReason) -> None:
    assert replies(source(), refusing(status, code)) == [Unavailable(reason)]


def test_a_token_that_is_refused_is_tried_once() -> None:
    world = refusing(400, 190)

    assert replies(source(), world, minutes(0, 5, 10)) == [Unavailable(UnavailableReason.LOGIN)] * 3
    assert len(world.asked) == 1


def test_the_token_is_in_no_address() -> None:
    world = threads_world(BURST)

    replies(source(), world, minutes(0, 5))

    assert world.paths() == ["GET /v1.0/keyword_search"] * 6
    assert all(asked.bearer == SECRET for asked in world.asked)
    assert not any(SECRET in asked.request.target for asked in world.asked)
    assert world.asked[1].query["search_type"] == "RECENT"


def test_whose_token_it_is_is_asked_once_and_only_where_one_writer_was_found() -> None:
    world = threads_world([Said("me")])

    replies(source(), world, minutes(0, 5))

    assert world.paths().count("GET /v1.0/me") == 1


def test_one_other_writer_is_no_closed_door() -> None:
    (said,) = replies(source(), threads_world([Said("ann")]))

    assert isinstance(said, Report)
    assert said.evidence.count == 1


def test_a_token_whose_owner_cannot_be_read_is_used_all_the_same() -> None:
    def answer(asked: Asked) -> bytes:
        return as_answer({"id": "1"} if asked.path.endswith("/me") else {"data": [threads_post(BURST[0], 1)]})

    (said,) = replies(source(), Hosts(answer, ("graph.threads.net",)))

    assert isinstance(said, Report)
    assert said.evidence.says is Says.NOTHING
