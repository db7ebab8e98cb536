"""What is slow, and what a line never lets through."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.made import NOW, control, surface
from trayapp.domain.latency import Reach, mark_slow, may_be_slow
from trayapp.domain.records import ControlResult, Outcome, Phases, SurfaceResult

HOME, OFFICE = "home", "office"


def answer(total_ms: float | None, outcome: Outcome = Outcome.OK) -> SurfaceResult:
    return SurfaceResult("web", outcome, phases=Phases(total=total_ms))


def told(name: str, text: str, total_ms: float | None) -> ControlResult:
    return replace(control(name, text), phases=Phases(total=total_ms))


QUICK = [told("google_tls", "ok", 200)]


@pytest.mark.parametrize(
    ("total_ms", "median_ms", "is_slow"),
    [
        (2999, 100, False),  # nobody calls that slow
        (3000, 100, False),
        (3001, 100, True),
        (3001, 1000, True),
        (3001, 1001, False),  # three times as long is 3003
        (9000, 3000, False),
        (9001, 3000, True),
        (60_000, None, False),  # too few samples for a median
        (None, 100, False),
    ],
)
def test_slow_is_over_three_times_as_long_as_usual_and_long(
    total_ms: float | None, median_ms: float | None, is_slow: bool
) -> None:
    usual = {("web", True): 1.0} if median_ms is None else {("web", False): median_ms, ("web", True): 1.0}
    (marked,) = mark_slow([answer(total_ms)], QUICK, usual)

    assert marked.outcome is (Outcome.SLOW if is_slow else Outcome.OK)
    assert may_be_slow([answer(total_ms)]) or not is_slow


def test_looking_the_name_up_is_none_of_the_hosts_slowness() -> None:
    waited = SurfaceResult("web", Outcome.OK, phases=Phases(dns=5020, total=5190))
    assert not may_be_slow((waited,))
    assert mark_slow((waited,), QUICK, {("web", False): 150.0}) == (waited,)


def test_a_check_in_full_is_set_beside_checks_in_full() -> None:
    image = SurfaceResult("images", Outcome.OK, phases=Phases(total=4000))
    usual = {("web", False): 100.0, ("web", True): 1500.0, ("images", True): 1000.0}

    marked = mark_slow([answer(4000), image], QUICK, usual)

    assert [result.outcome for result in marked] == [Outcome.OK, Outcome.SLOW]


@pytest.mark.parametrize(
    ("controls", "is_slow"),
    [
        ([told("google_tls", "ok", 3000)], True),
        ([told("google_tls", "ok", 3001)], False),
        ([told("google_tls", "ok", 200), told("cloudflare", "ok", 5000)], False),
        ([told("doh_google", "ok:knows", 5000)], False),
        ([told("apple_tls", "timeout:tls", 10_000)], False),
        ([told("google", "ok", 5000), told("google_tls", "ok", 200)], True),  # in plain: not as X is asked
        ([told("google_tls", "ok", None)], True),
        ([told("google", "ok", 200)], False),
        ([], False),
    ],
    ids=[
        *("quick", "slow", "one of them slow", "a resolver slow", "lost", "slow in plain", "nobody knows"),
        *("asked in plain alone", "nobody was asked"),
    ],
)
def test_while_others_take_long_over_https_it_is_the_line_that_is_slow(
    controls: list[ControlResult], is_slow: bool
) -> None:
    (marked,) = mark_slow([answer(9000)], controls, {("web", False): 100})

    assert marked.outcome is (Outcome.SLOW if is_slow else Outcome.OK)


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.OK])
def test_only_what_is_fine_can_be_slow(outcome: Outcome) -> None:
    (marked,) = mark_slow([answer(60_000, outcome)], QUICK, {("web", False): 100})

    assert marked.outcome is outcome
    assert not may_be_slow([answer(60_000, outcome)])


def seen(video: Outcome, web: Outcome = Outcome.OK, name: str = "video") -> list[SurfaceResult]:
    return [SurfaceResult("web", web), SurfaceResult("posts", web), SurfaceResult(name, video)]


class Days:
    """Checks of one line after another, every half an hour."""

    def __init__(self) -> None:
        self.reach = Reach()
        self.at = NOW

    def go_by(
        self,
        days: float,
        results: list[SurfaceResult],
        line: str = HOME,
        controls: Iterable[ControlResult] = (),
    ) -> None:
        end = self.at + timedelta(days=days)
        while self.at < end:
            self.reach.note(line, self.at, results, controls)
            self.at += timedelta(minutes=30)

    def is_missing(self, line: str = HOME, name: str = "video") -> bool:
        return self.reach.is_missing(line, self.at, name)


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


def test_each_line_stands_for_itself() -> None:
    days = Days()
    days.go_by(2, FAILS, OFFICE)
    days.go_by(0.5, WORKS, HOME)
    days.go_by(0.5, FAILS, HOME)

    assert days.is_missing(OFFICE)
    assert not days.is_missing(HOME)
    assert not days.is_missing("a café")


@pytest.mark.parametrize("web", [o for o in Outcome if o not in (Outcome.OK, Outcome.SLOW)])
def test_while_the_core_is_away_the_parts_say_nothing_of_the_line(web: Outcome) -> None:
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
def test_what_is_lost_beside_other_things_is_not_held_against_the_line(
    lost: str, core_lost: int | None, controls: list[ControlResult]
) -> None:
    part = surface("video", lost)
    web = replace(surface("web", "ok"), lost=core_lost)
    days = Days()
    days.go_by(3, [web, part], controls=controls)
    assert not days.is_missing()
    days.go_by(3, [replace(web, lost=None), part], controls=controls[:1])  # one operator alone is filtered
    assert days.is_missing()


def test_a_name_that_is_denied_is_a_filters_work_on_any_line() -> None:
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

    again = Reach.from_json(json.loads(json.dumps(days.reach.to_json())))

    assert again.to_json() == days.reach.to_json()
    assert again.is_missing(HOME, days.at, "video")
    assert not again.is_missing(OFFICE, days.at, "video")


def test_only_news_is_worth_writing_down() -> None:
    reach = Reach()
    told = [reach.note(HOME, NOW + timedelta(minutes=m), WORKS) for m in range(0, 130, 10)]

    assert [m for m, is_news in zip(range(0, 130, 10), told, strict=True) if is_news] == [0, 60, 120]
    assert reach.note(HOME, NOW + timedelta(minutes=130), FAILS)
    assert reach.note(HOME, NOW + timedelta(minutes=140), WORKS)


def test_who_travels_forgets_the_line_that_was_left_longest_ago() -> None:
    days = Days()
    days.go_by(2, FAILS, "first")
    for number in range(32):
        days.go_by(0.02, WORKS, f"hotel {number}")

    assert not days.is_missing("first")
    assert len(days.reach.to_json()) == 32


moments_or_not = st.sampled_from((None, "2026-02-16T13:27:40.120Z", "then", 7))
remembered = st.lists(moments_or_not | st.integers() | st.floats() | st.text(max_size=4), max_size=4)


@given(
    st.none()
    | remembered
    | st.dictionaries(st.text(max_size=4), remembered | st.dictionaries(st.text(max_size=4), remembered))
)
def test_whatever_is_remembered_can_be_taken(value: object) -> None:
    reach = Reach.from_json(value)

    assert Reach.from_json(json.loads(json.dumps(reach.to_json()))).to_json() == reach.to_json()
    assert not reach.is_missing("", NOW, "video")
