"""Alerts that were written down and read back go on as if nothing had been."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.alarms import Life, all_in_short, notices_of
from tests.domain.made import NOW
from tests.domain.stories import story
from trayapp.domain.alerts import Alerts, AlertState, Modes
from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.state_json import alerts_from_json, alerts_to_json
from trayapp.domain.tracker import Incident
from trayapp.watch.commands import FOREVER

FULL = AlertState(
    Modes(NOW, FOREVER, is_back_wanted=True),
    NOW,
    60,
    VerdictName.DOWN,
    Incident(NOW, VerdictName.DOWN, Cause.SERVER_ERRORS, None, confirmed=True),
    is_blocked_told=True,
    is_offline_told=True,
    was_away=True,
    reported="Confirmed: X restricted",
    held=2,
    held_about=Incident(NOW, VerdictName.DEGRADED, None, NOW, confirmed=False),
)


def test_a_state_is_read_as_it_was_written() -> None:
    assert alerts_from_json(alerts_to_json(FULL)) == FULL
    assert alerts_from_json(alerts_to_json(AlertState())) == AlertState()
    # Other versions find "for good" by this very moment.
    assert json.loads(alerts_to_json(FULL))["muted_until"] == "9999-12-31T23:59:59.000Z"


def test_a_calm_state_is_short() -> None:
    life = Life()
    for seen in story("down up x20"):
        life.follow(seen)

    assert json.loads(alerts_to_json(life.alerts.state)) == {
        "last_at": "2026-02-16T13:47:40.120Z",
        "interval_s": 60,
        "last_verdict": "up",
    }


@pytest.mark.parametrize(
    "text",
    [
        "up down x3 down?:unreachable down x3 up up " * 4 + "up x20 blocked x3 down x3 blocked x3 up up",
        "down?:unreachable x3 up down? down blocked?:dns_blocked x2 blocked degraded? x3 degraded up up",
        "offline:poor_line x3 offline offline:poor_line offline x2 up offline:poor_line up up",
        "offline x3 up offline x3 +8h offline x3 up up offline offline",
        "down x3 +1h offline offline unknown down x3 up unknown up up",
    ],
)
@pytest.mark.parametrize("quiet", [(), range(4, 9)], ids=["loud", "quiet hours"])
def test_wherever_it_is_started_anew_the_same_is_told(text: str, quiet: range | tuple[int, ...]) -> None:
    wishes = {1: Modes(muted_until=NOW + timedelta(minutes=3), is_back_wanted=True)}
    told = all_in_short(notices_of(text, quiet=quiet, wishes=wishes))
    for cut in range(len(story(text)) + 1):
        assert all_in_short(notices_of(text, quiet=quiet, wishes=wishes, restarts=[cut])) == told


INCIDENT = ["2026-02-16T14:31:40.120Z", "down", None, None, True]


UNREADABLE: list[dict[str, Any]] = [
    {"last_at": "yesterday"},
    {"last_at": 5},
    {"paused_until": "2026-02-16T14:31:40"},
    {"muted_until": True},
    {"interval_s": "60"},
    {"interval_s": float("nan")},
    {"last_verdict": "awful"},
    {"last_verdict": None},
    {"last_verdict": []},
    {"told": None},
    {"told": INCIDENT[:-1]},
    {"told": [*INCIDENT[:1], "up", *INCIDENT[2:]]},
    {"held": "two"},
    {"held": float("inf")},
    {"held_about": {"begin": 1}},
]


@pytest.mark.parametrize(
    "written",
    [
        *("", "{", "[", "[]", "null", "5", '"text"', "[" * 100_000),
        *(json.dumps({"is_offline_told": True, **value}) for value in UNREADABLE),
    ],
    ids=lambda text: text[:60],
)
def test_what_cannot_be_read_is_a_new_state(written: str) -> None:
    assert alerts_from_json(written) == AlertState()


def test_nothing_written_is_a_new_state_and_what_is_newer_is_passed_over() -> None:
    assert alerts_from_json(None) == AlertState()
    assert alerts_from_json('{"mood": "calm", "was_away": true}') == AlertState(was_away=True)
    assert alerts_from_json('{"held": -3}') == AlertState()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=10,
)
WRITTEN: dict[str, Any] = json.loads(alerts_to_json(FULL))
states = st.fixed_dictionaries(
    {}, optional={key: st.just(value) | json_values for key, value in WRITTEN.items()}
)


@given(states | json_values)
def test_whatever_is_read_alerts_go_on(value: Any) -> None:
    life = Life(alerts=Alerts(alerts_from_json(json.dumps(value))))
    for seen in story("down x3 up up +1h offline x3 " * 2):
        life.follow(seen)
