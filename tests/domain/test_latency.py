"""Which answers are slow beside what is usual."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.made import control
from trayapp.domain.codes import Outcome
from trayapp.domain.latency import mark_slow, may_be_slow
from trayapp.domain.records import ControlResult, Phases, SurfaceResult


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
