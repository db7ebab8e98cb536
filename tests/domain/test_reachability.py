"""Which parts of X a network never lets through."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.made import NOW, control, surface
from trayapp.domain.codes import Outcome
from trayapp.domain.reachability import Reachability
from trayapp.domain.records import ControlResult, SurfaceResult

HOME, OFFICE = "home", "office"


def seen(video: Outcome, web: Outcome = Outcome.OK, name: str = "video") -> list[SurfaceResult]:
    return [SurfaceResult("web", web), SurfaceResult("posts", web), SurfaceResult(name, video)]


class Days:
    """Checks of one network after another, every half an hour."""

    def __init__(self) -> None:
        self.reach = Reachability()
        self.at = NOW

    def go_by(
        self,
        days: float,
        results: list[SurfaceResult],
        network: str = HOME,
        controls: Iterable[ControlResult] = (),
    ) -> None:
        end = self.at + timedelta(days=days)
        while self.at < end:
            self.reach.record(network, self.at, results, controls)
            self.at += timedelta(minutes=30)

    def is_missing(self, network: str = HOME, name: str = "video") -> bool:
        return self.reach.is_missing(network, self.at, name)


FAILS = seen(Outcome.DNS_FAILED)
WORKS = seen(Outcome.OK)


def test_what_never_came_through_is_missing_after_a_while() -> None:
    days = Days()
    days.go_by(1, FAILS)
    assert not days.is_missing()  # 48 questions in vain
    days.go_by(0.1, FAILS)
    assert days.is_missing()


@pytest.mark.parametrize(
    ("result", "is_missing"),
    [
        (SurfaceResult("video", Outcome.SOFT_FAILURE), True),
        (SurfaceResult("video", Outcome.SERVER_ERROR), True),
        (SurfaceResult("video", Outcome.SERVER_ERROR, signed=True), False),
        (SurfaceResult("video", Outcome.REFUSED), False),
    ],
    ids=["a page", "an error", "X's own error", "refused"],
)
def test_what_a_filter_may_say_in_place_of_a_part_is_no_sign_that_it_came_through(
    result: SurfaceResult, is_missing: bool
) -> None:
    days = Days()
    days.go_by(2, [*seen(Outcome.OK)[:2], result])
    assert days.is_missing() is is_missing


def test_what_came_through_within_a_week_is_in_trouble() -> None:
    days = Days()
    days.go_by(1, WORKS)
    days.go_by(6.9, FAILS)
    assert not days.is_missing()
    days.go_by(0.2, FAILS)
    assert days.is_missing()


def test_what_comes_through_again_is_back_at_once() -> None:
    days = Days()
    days.go_by(9, FAILS)
    assert days.is_missing()
    days.go_by(0.02, WORKS)
    assert not days.is_missing()


def test_a_week_without_watching_makes_nothing_missing() -> None:
    days = Days()
    days.go_by(3, WORKS)
    days.at += timedelta(days=20)
    days.go_by(0.5, FAILS)
    assert not days.is_missing()


def test_each_network_stands_for_itself() -> None:
    days = Days()
    days.go_by(2, FAILS, OFFICE)
    days.go_by(0.5, WORKS, HOME)
    days.go_by(0.5, FAILS, HOME)

    assert days.is_missing(OFFICE)
    assert not days.is_missing(HOME)
    assert not days.is_missing("a café")


@pytest.mark.parametrize("web", [o for o in Outcome if o not in (Outcome.OK, Outcome.SLOW)])
def test_while_the_core_is_away_the_parts_say_nothing_of_the_network(web: Outcome) -> None:
    days = Days()
    days.go_by(3, seen(Outcome.TIMEOUT, web))
    assert not days.is_missing()


@pytest.mark.parametrize("lost", ["timeout:connect", "connect_failed:unreachable", "dns_failed:servfail"])
@pytest.mark.parametrize(
    ("core_lost", "controls"),
    [
        (None, [control("google", "timeout:dns"), control("apple_tls", "timeout:tls")]),
        (2, [control("google_tls", "ok")]),
    ],
    ids=["hosts of two operators", "X's site, at first"],
)
def test_what_is_lost_beside_other_things_is_not_held_against_the_network(
    lost: str, core_lost: int | None, controls: list[ControlResult]
) -> None:
    part = surface("video", lost)
    web = replace(surface("web", "ok"), lost=core_lost)
    days = Days()
    days.go_by(3, [web, part], controls=controls)
    assert not days.is_missing()
    days.go_by(3, [replace(web, lost=None), part], controls=controls[:1])  # one operator alone is filtered
    assert days.is_missing()


def test_a_name_that_is_denied_is_a_filters_work_on_any_network() -> None:
    days = Days()
    poor = [control("google", "timeout:dns"), control("apple_tls", "timeout:tls")]
    days.go_by(3, [surface("web", "ok"), surface("video", "dns_failed:bogus")], controls=poor)
    assert days.is_missing()


@pytest.mark.parametrize("name", ["web", "posts", "custom"])
def test_the_core_and_the_users_own_address_always_count(name: str) -> None:
    days = Days()
    days.go_by(3, [*seen(Outcome.OK), SurfaceResult(name, Outcome.TIMEOUT)])
    assert not days.is_missing(name=name)


def test_a_part_that_is_turned_away_is_reached() -> None:
    days = Days()
    days.go_by(3, seen(Outcome.REFUSED))
    assert not days.is_missing()


def test_it_is_remembered() -> None:
    days = Days()
    days.go_by(2, FAILS)
    days.go_by(1, WORKS, OFFICE)

    again = Reachability.from_json(json.loads(json.dumps(days.reach.to_json())))

    assert again.to_json() == days.reach.to_json()
    assert again.is_missing(HOME, days.at, "video")
    assert not again.is_missing(OFFICE, days.at, "video")


def test_only_news_is_worth_writing_down() -> None:
    reach = Reachability()
    told = [reach.record(HOME, NOW + timedelta(minutes=m), WORKS) for m in range(0, 130, 10)]

    assert [m for m, is_news in zip(range(0, 130, 10), told, strict=True) if is_news] == [0, 60, 120]
    assert reach.record(HOME, NOW + timedelta(minutes=130), FAILS)
    assert reach.record(HOME, NOW + timedelta(minutes=140), WORKS)


def test_who_travels_forgets_the_network_that_was_left_longest_ago() -> None:
    days = Days()
    days.go_by(2, FAILS, "first")
    for number in range(32):
        days.go_by(0.02, WORKS, f"hotel {number}")

    assert not days.is_missing("first")
    assert len(days.reach.to_json()) == 32


def test_what_cannot_be_read_was_never_seen() -> None:
    assert Reachability.from_json({"home": 5, "office": {"video": ["then"]}}).to_json() == {"office": {}}


moments_or_not = st.sampled_from((None, "2026-02-16T13:27:40.120Z", "then", 7))
remembered = st.lists(moments_or_not | st.integers() | st.floats() | st.text(max_size=4), max_size=4)


@given(
    st.none()
    | remembered
    | st.dictionaries(st.text(max_size=4), remembered | st.dictionaries(st.text(max_size=4), remembered))
)
def test_whatever_is_remembered_can_be_taken(value: object) -> None:
    reach = Reachability.from_json(value)

    assert Reachability.from_json(json.loads(json.dumps(reach.to_json()))).to_json() == reach.to_json()
    assert not reach.is_missing("", NOW, "video")
