"""What is owed: what holds, for how long, and what becomes of a file that holds anything."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.made import evidence_of
from trayapp.domain.codes import UnavailableReason
from trayapp.net.limits import HostLimits, LastAnswer, Use, Wait, source_name
from trayapp.net.limits_json import limits_from_json, limits_to_json

NOW = datetime(2026, 2, 16, 13, 27, 40, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def wait(said_s_ago: float, left_s: float, **how: Any) -> Wait:
    return Wait(ago(said_s_ago), NOW + timedelta(seconds=left_s), **how)


def told(*waits: Wait, overrides: bool = False) -> Wait:
    limits = HostLimits()
    for each in waits:
        limits = limits.with_wait("x.com", each, overrides=overrides)
    return limits.waits["x.com"]


def test_the_later_of_two_promises_holds_in_whatever_order_they_are_heard() -> None:
    short, long = wait(20, 60), wait(10, 600)
    assert told(short, long).until == told(long, short).until == long.until


def test_what_is_said_after_a_wait_is_over_takes_its_place() -> None:
    assert told(wait(900, -300, pause_s=500, was_overridden=True), wait(0, 60)) == wait(0, 60)


def test_who_was_asked_all_the_same_is_taken_at_its_new_word() -> None:
    limits = HostLimits().with_wait("x.com", wait(20, 600), overrides=False)
    sooner = limits.with_wait("x.com", wait(0, 60), overrides=True)
    assert sooner.waits["x.com"].until == NOW + timedelta(seconds=60)
    assert limits.without_wait("x.com", NOW, overrides=True).waits == {}


def test_an_answer_does_not_end_a_wait_that_another_process_was_told_of() -> None:
    limits = HostLimits().with_wait("x.com", wait(20, 600), overrides=False)
    assert limits.without_wait("x.com", NOW, overrides=False) == limits
    assert limits.without_wait("x.com", NOW + timedelta(seconds=600), overrides=False).waits == {}


@pytest.mark.parametrize(
    ("found", "left_s"),
    [
        pytest.param(wait(10, 600), 600, id="in force"),
        pytest.param(wait(10, 0), 0, id="over"),
        pytest.param(wait(-30, 600), 600, id="said by a clock that is a little ahead"),
        pytest.param(wait(-3600, 7200), 0, id="said before the clock was set back by an hour"),
    ],
)
def test_a_wait_holds_until_its_end_but_not_for_a_clock_that_was_set_back(found: Wait, left_s: float) -> None:
    assert found.left_s(NOW) == left_s


def test_of_a_budget_counts_what_was_used_within_an_hour_each_time_once() -> None:
    uses = [Use(ago(s), 7, str(s)) for s in (3600, 3599, 60, -30, -3600)]
    limits = HostLimits()
    for use in (*uses, *uses):
        limits = limits.with_use("globalping", use)
    assert [use.name for use in limits.recent_uses("globalping", NOW)] == ["3599", "60", "-30"]
    assert limits.recent_uses("globalping 5eed", NOW) == ()


def test_what_was_paid_for_is_known_once_somebody_knows_it() -> None:
    paid, named = Use(NOW, 7, "one"), Use(NOW, 7, "one", "m1")
    after = HostLimits().with_use("globalping", paid).with_use("globalping", named)
    assert after == HostLimits().with_use("globalping", named)
    assert after.without_use("globalping", "one").recent_uses("globalping", NOW) == ()


def test_a_source_with_another_account_is_another() -> None:
    limits = HostLimits()
    for name in ("globalping", "netblocks"):
        limits = limits.with_wait(source_name(name), wait(0, 60), overrides=False).with_answer(
            name, LastAnswer(NOW)
        )
    left = limits.without_source("globalping")
    assert set(left.waits) == {source_name("netblocks")}
    assert set(left.answers) == {"netblocks"}


_MOMENTS = st.integers(-5000, 5000).map(ago)
_NAMES = st.sampled_from(["x.com", "POST api.example", "source netblocks"])
_WAITS = st.builds(Wait, _MOMENTS, _MOMENTS, st.sampled_from([0.0, 102.0, 900.0]), st.booleans()).filter(
    lambda wait: wait.until >= wait.said_at
)
_USES = st.builds(Use, _MOMENTS, st.integers(1, 8), st.sampled_from("abcd"), st.sampled_from(["", "m1"]))
_SAID = st.builds(
    LastAnswer,
    _MOMENTS,
    st.none() | st.sampled_from(UnavailableReason),
    st.none() | st.just(evidence_of("vantage", "fine", source="globalping")),
    st.none() | _MOMENTS,
)


@st.composite
def _owed(draw: st.DrawFn) -> HostLimits:
    limits = HostLimits(draw(st.dictionaries(_NAMES, _WAITS)), {}, draw(st.dictionaries(_NAMES, _SAID)))
    for use in draw(st.lists(_USES, max_size=5)):
        limits = limits.with_use("globalping", use)
    return limits


@given(_owed())
def test_what_is_written_is_read_and_what_holds_survives_the_pruning(limits: HostLimits) -> None:
    assert limits_from_json(json.loads(json.dumps(limits_to_json(limits)))) == limits
    pruned = limits.pruned(NOW)
    for whom, wait in limits.waits.items():
        held = pruned.waits.get(whom)
        assert wait.left_s(NOW) == (0 if held is None else held.left_s(NOW))
    assert pruned.recent_uses("globalping", NOW) == limits.recent_uses("globalping", NOW)


def test_the_keys_of_the_file_stay_what_they_were() -> None:
    evidence = evidence_of("vantage", "fine", source="globalping")
    limits = HostLimits(
        {"x.com": wait(20, 600, pause_s=120, was_overridden=True)},
        {"globalping": (Use(NOW, 3, "a", "b"),)},
        {"globalping": LastAnswer(NOW, UnavailableReason.LIMITED, evidence, NOW)},
    )
    written = limits_to_json(limits)
    assert written.keys() == {"version", "waits", "uses", "said"}
    assert written["waits"]["x.com"].keys() == {"said_at", "until", "pause_s", "was_lifted"}
    assert written["uses"]["globalping"][0].keys() == {"at", "cost", "name", "measurement"}
    assert written["said"]["globalping"].keys() == {"at", "hindrance", "evidence", "since"}
    assert limits_from_json(written) == limits


def test_it_never_grows_without_bound() -> None:
    limits = HostLimits()
    for number in range(300):
        limits = limits.with_wait(f"host{number}", wait(0, 60 + number), overrides=False)
        limits = limits.with_use("globalping", Use(NOW, 1, str(number)))
        limits = limits.with_answer(f"source {number}", LastAnswer(ago(number)))
    pruned = limits.pruned(NOW)
    assert len(pruned.waits) == len(pruned.uses["globalping"]) == len(pruned.answers) == 200
    assert "host299" in pruned.waits
    assert "source 0" in pruned.answers


def test_no_file_can_have_anybody_left_alone_for_more_than_a_day() -> None:
    read = limits_from_json(limits_to_json(HostLimits({"x.com": wait(0, 10 * 365 * 86_400)})))
    assert read is not None
    assert read.waits["x.com"].left_s(NOW) == 86_400


_KEYS = st.sampled_from(
    [
        *("version", "waits", "uses", "said", "x.com", "said_at", "until", "pause_s", "was_lifted"),
        *("at", "cost", "name", "measurement", "hindrance", "evidence", "since", "says", "source", "kind"),
    ]
)
_VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.just("2026-02-16T13:00Z")
)
_ANY_JSON = st.recursive(
    _VALUES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(_KEYS | st.text(max_size=400), inner, max_size=6)
    ),
    max_leaves=15,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(_KEYS, _ANY_JSON))
def test_whatever_a_file_holds_what_is_read_of_it_can_be_written(entries: dict[str, Any]) -> None:
    read = limits_from_json({**entries, "version": 1})
    assert read is not None
    assert limits_from_json(json.loads(json.dumps(limits_to_json(read.pruned(NOW)), allow_nan=False)))


@pytest.mark.parametrize("value", [None, [], "", 1, {}, {"version": 2}, {"version": "1"}], ids=str)
def test_what_is_of_another_kind_is_none(value: Any) -> None:
    assert limits_from_json(value) is None
