"""How soon checks come, and how much each asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from trayapp.checks.checker import Depth
from trayapp.domain.codes import Cause, Confidence, Outcome, VerdictName
from trayapp.domain.records import Check, JudgedCheck, Phases, SurfaceResult, Verdict
from trayapp.domain.tracker import Tracker
from trayapp.watch.pace import Pace

NOW = datetime(2026, 2, 16, 13, 27, 40, tzinfo=UTC)
SLOW = Phases(total=3500)


def because(cause: Cause, name: VerdictName = VerdictName.OFFLINE) -> Verdict:
    return Verdict(name, cause, None)


class Walk:
    """Checks one after the other; `asked` and `pauses_s` are what the pace made of what they found."""

    def __init__(self, interval_s: float = 60) -> None:
        self.pace = Pace(interval_s)
        self.asked: list[Depth] = []
        self.pauses_s: list[float] = []
        self._tracker = Tracker()

    def check(
        self,
        found: VerdictName | Verdict | SurfaceResult,
        *surfaces: SurfaceResult,
        is_wanted: bool = False,
    ) -> None:
        is_open = self._tracker.state.open is not None
        self.asked.append(self.pace.next_depth(is_wanted=is_wanted, is_incident_open=is_open))
        check = Check(NOW + timedelta(seconds=len(self.asked)), self.pace.interval_s, surfaces)
        if isinstance(found, SurfaceResult):  # and X is up
            check, found = replace(check, surfaces=(found,)), VerdictName.UP
        if not isinstance(found, Verdict):
            found = Verdict(found, None, Confidence.HIGH)
        judged = JudgedCheck(check, (), found)
        self.pace.record(judged)
        self._tracker.follow(judged)
        self.pauses_s.append(self.pace.pause_s(check.interval_s, self._tracker.state))


def walked(*found: VerdictName | Verdict | SurfaceResult) -> Walk:
    walk = Walk()
    for each in found:
        walk.check(each)
    return walk


UP, DOWN = VerdictName.UP, VerdictName.DOWN


def test_on_calm_days_one_check_of_five_is_full() -> None:
    light = [Depth.LIGHT] * 4
    assert walked(*[UP] * 11).asked == [Depth.EVERYTHING, *light, Depth.SURFACES, *light, Depth.SURFACES]


def test_after_anything_but_up_every_check_asks_everything() -> None:
    everything, light = Depth.EVERYTHING, Depth.LIGHT
    walk = walked(UP, DOWN, VerdictName.OFFLINE, VerdictName.UNKNOWN, UP, UP)
    assert walk.asked == [everything, light, everything, everything, everything, light]


def test_the_first_check_under_other_settings_asks_everything() -> None:
    walk = walked(UP, UP)
    walk.pace.start_over()
    walk.check(UP)
    assert walk.asked[-1] is Depth.EVERYTHING


@pytest.mark.parametrize("last", [UP, because(Cause.POOR_LINE)], ids=["calm", "on a poor network"])
def test_a_check_that_is_asked_for_asks_everything(last: VerdictName | Verdict) -> None:
    walk = walked(last)
    walk.check(last, is_wanted=True)
    assert walk.asked == [Depth.EVERYTHING] * 2


@pytest.mark.parametrize("cause", [Cause.POOR_LINE, Cause.HTTPS_BROKEN])
def test_a_network_that_is_too_poor_is_spared_until_x_answers(cause: Cause) -> None:
    walk = walked(because(cause), because(cause), because(Cause.NO_NETWORK), UP, UP)
    assert walk.asked == [Depth.EVERYTHING, *[Depth.SPARING] * 3, Depth.LIGHT]


@pytest.mark.parametrize("cause", [Cause.SERVER_ERRORS, Cause.UNREACHABLE])
def test_once_the_network_carries_an_x_in_trouble_is_asked_in_full(cause: Cause) -> None:
    walk = walked(because(Cause.POOR_LINE), because(cause, DOWN), UP)
    assert walk.asked == [Depth.EVERYTHING, Depth.SPARING, Depth.EVERYTHING]


@pytest.mark.parametrize(
    ("result", "tenth"),
    [
        (SurfaceResult("web", Outcome.OK, lost=1), Depth.SURFACES),
        (SurfaceResult("images", Outcome.OK, lost=1), Depth.SURFACES),
        (SurfaceResult("posts", Outcome.OK, phases=SLOW), Depth.GENTLE),
        (SurfaceResult("web", Outcome.OK, phases=Phases(total=900), lost=1), Depth.GENTLE),
        (SurfaceResult("web", Outcome.OK, phases=Phases(dns=400, total=900), lost=1), Depth.SURFACES),
    ],
    ids=["lost and found again", "a part, too", "slow", "both", "its resolver is slow"],
)
def test_a_network_that_loses_or_is_slow_is_spared_nine_checks_of_ten(
    result: SurfaceResult, tenth: Depth
) -> None:
    spared = [Depth.SPARING] * 9
    assert walked(*[result] * 12).asked == [Depth.EVERYTHING, *spared, tenth, Depth.SPARING]


@pytest.mark.parametrize(
    "result",
    [
        SurfaceResult("web", Outcome.OK, phases=Phases(total=2500)),
        SurfaceResult("custom", Outcome.OK, phases=SLOW),
    ],
    ids=["not that slow", "only the user's own is slow"],
)
def test_no_other_is(result: SurfaceResult) -> None:
    calm = [*[Depth.LIGHT] * 4, Depth.SURFACES]
    assert walked(*[result] * 12).asked == [Depth.EVERYTHING, *calm, *calm, Depth.LIGHT]


def test_what_was_lost_once_has_the_network_spared_for_ten_checks() -> None:
    walk = walked(SurfaceResult("web", Outcome.OK, lost=1), *[UP] * 12)
    assert walk.asked == [Depth.EVERYTHING, *[Depth.SPARING] * 9, Depth.SURFACES, *[Depth.LIGHT] * 2]


def test_what_x_itself_lost_is_no_reason_to_spare_the_network() -> None:
    walk = walked(UP)
    walk.check(
        because(Cause.SERVER_ERRORS, DOWN), SurfaceResult("web", Outcome.TIMEOUT, "first_byte", lost=6)
    )
    for _ in range(3):
        walk.check(UP)
    assert walk.asked[2:] == [Depth.EVERYTHING, Depth.LIGHT, Depth.LIGHT]


@pytest.mark.parametrize(("lost", "depth"), [(2, Depth.SPARING), (None, Depth.EVERYTHING)])
def test_what_is_unclear_is_asked_sparingly_only_if_something_was_lost_in_that_check(
    lost: int | None, depth: Depth
) -> None:
    unclear = because(Cause.UNCLEAR, VerdictName.UNKNOWN)
    walk = walked(SurfaceResult("web", Outcome.OK, lost=1))
    walk.check(unclear, SurfaceResult("web", Outcome.OK, lost=lost))
    walk.check(UP)
    assert walk.asked[-1] is depth


def test_a_network_that_is_none_is_asked_in_full() -> None:
    """What is asked over it costs nothing, and the first that comes through is to tell all."""
    walk = walked(because(Cause.NO_NETWORK), because(Cause.CAPTIVE_PORTAL), UP)
    assert walk.asked == [Depth.EVERYTHING] * 3


def test_the_pace_is_the_interval_give_or_take_a_tenth() -> None:
    pauses_s = walked(*[UP] * 40).pauses_s
    assert all(54 <= pause_s <= 66 for pause_s in pauses_s)
    assert len(set(pauses_s)) > 1


def test_trouble_on_a_metered_network_is_confirmed_as_soon_as_ever() -> None:
    walk = Walk()
    walk.pace.is_metered = True
    for _ in range(3):
        walk.check(DOWN)
    assert walk.pauses_s == [15, 30, pytest.approx(240, rel=0.1)]


@pytest.mark.parametrize(
    ("verdicts", "pauses_s"),
    [
        pytest.param("up up", [60, 60], id="calm"),
        pytest.param("up down down down down", [60, 15, 30, 60, 60], id="trouble is confirmed sooner"),
        pytest.param("up down up", [60, 15, 60], id="a blip"),
        pytest.param("down down down up up up", [15, 30, 60, 30, 60, 60], id="so is its end"),
        pytest.param("offline offline unknown", [60, 60, 60], id="nothing to confirm"),
    ],
)
def test_the_next_check_comes_sooner_where_it_confirms_something(verdicts: str, pauses_s: list[int]) -> None:
    walk = walked(*map(VerdictName, verdicts.split()))
    assert walk.pauses_s == [at if at < 60 else pytest.approx(at, rel=0.1) for at in pauses_s]
