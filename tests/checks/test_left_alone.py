"""A host that wants to be left alone is: what it said last is no word on this check."""

from __future__ import annotations

from tests import servers, virtual_time
from tests.checks.seen import Seen, World, serving
from tests.checks.test_checker import Change
from tests.servers import answers
from trayapp.checks.checker import Depth
from trayapp.domain.codes import Outcome

READERS = ("publish.x.com", "cdn.syndication.twimg.com")
enough = answers(429, "", {"retry-after": "600", "x-transaction-id": "1"})


def see_twice(*changes: Change) -> tuple[Seen, Seen]:
    first, second = virtual_time.run(World(changes).checks(Depth.EVERYTHING, Depth.EVERYTHING))
    return first, second


def ids(seen: Seen) -> set[str]:
    return {result.id for result in seen.check.surfaces}


def test_a_site_that_named_a_time_is_absent_until_then() -> None:
    first, second = see_twice(serving(enough, "x.com"))
    assert (first["web"].outcome, first.check.left_alone) == (Outcome.LIMITED, ())
    assert "web" not in ids(second)
    assert second.check.left_alone == ("web",)
    assert second.asked["x.com"] == 0
    assert (first.verdict, second.verdict) == ("up", "up")


def test_posts_are_read_by_the_reader_that_is_not_left_alone() -> None:
    for reader in READERS:
        _, second = see_twice(serving(enough, reader))
        assert second["posts"].outcome is Outcome.OK
        assert second.check.left_alone == ()
        assert second.asked[reader] == 0


def test_a_reader_that_is_left_alone_does_not_hide_that_the_other_is_lost() -> None:
    lost = servers.resets_after_reading
    for left_alone, other in (READERS, READERS[::-1]):
        _, second = see_twice(serving(enough, left_alone), serving(lost, other))
        assert second["posts"].outcome is Outcome.PROTOCOL_ERROR
        assert second.check.left_alone == ()
        assert second.asked[left_alone] == 0


def test_a_core_that_is_left_alone_as_a_whole_is_not_known() -> None:
    first, second = see_twice(serving(enough, "x.com", *READERS))
    assert first.verdict == "unknown limited"
    assert set(second.check.left_alone) == {"web", "posts"}
    assert second.verdict == "unknown limited"


def test_a_part_that_is_left_alone_is_no_trouble() -> None:
    _, second = see_twice(serving(enough, "pbs.twimg.com"))
    assert "images" not in ids(second)
    assert second.check.left_alone == ("images",)
    assert second.verdict == "up"
