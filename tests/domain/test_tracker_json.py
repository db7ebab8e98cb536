"""A tracker that was written down and read back goes on as if nothing had been."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.made import NOW
from tests.domain.stories import events_of, story
from trayapp.domain.state_json import state_from_json, state_to_json
from trayapp.domain.tracker import Tracker, TrackerState

OUTAGE = "down x3 up up "

STORIES = [
    pytest.param("up x5 " + OUTAGE + "unknown down x3 up up", id="outages and a gap"),
    pytest.param("down? up down! up degraded:slow up " * 4, id="scattered trouble"),
    pytest.param("degraded x3 down x3 blocked x3 up down up up", id="one that becomes another"),
    pytest.param(OUTAGE * 4 + "down up x16 +1h " + OUTAGE, id="one that comes and goes"),
    pytest.param("down? x3 up down? down up up", id="one that is confirmed later"),
    pytest.param("down down +0s up +0.000001s down offline -1h down x3", id="odd moments"),
]


def written_and_read(state: TrackerState) -> TrackerState:
    return state_from_json(TrackerState, json.loads(json.dumps(state_to_json(state))))


@pytest.mark.parametrize("text", STORIES)
def test_a_tracker_goes_on_where_it_was(text: str) -> None:
    told = events_of(story(text))
    for cut in range(len(story(text)) + 1):
        before, after = story(text)[:cut], story(text)[cut:]
        tracker = Tracker()
        events = events_of(before, tracker)
        events += events_of(after, Tracker(written_and_read(tracker.state)))
        assert events == told


@pytest.mark.parametrize("text", STORIES)
def test_a_state_is_read_as_it_was_written(text: str) -> None:
    tracker = Tracker()
    for judged in story(text):
        tracker.follow(judged)
        assert written_and_read(tracker.state) == tracker.state


def test_a_state_has_plain_types_only() -> None:
    tracker = Tracker()
    events_of(story(OUTAGE + "+1h degraded? degraded! down"), tracker)
    tracker.count(NOW, is_counted=False)
    assert state_to_json(tracker.state) == {
        "last_at": "2026-02-16T14:33:40.120Z",
        "interval_s": 60,
        "recent": [
            ["2026-02-16T14:31:40.120Z", "degraded", "part_failing", True, False],
            ["2026-02-16T14:32:40.120Z", "degraded", "part_failing", False, True],
            ["2026-02-16T14:33:40.120Z", "down", "server_errors", False, False],
        ],
        "bad_in_row": 3,
        "open": ["2026-02-16T14:31:40.120Z", "degraded", "part_failing", None, True],
        "closed": [
            ["2026-02-16T13:27:40.120Z", "down", "server_errors", "2026-02-16T13:30:40.120Z", True],
        ],
        "uncounted": ["2026-02-16T13:27:40.120Z"],
    }
    assert written_and_read(tracker.state) == tracker.state
    assert type(state_to_json(tracker.state)["open"][1]) is str


def test_a_calm_state_is_short() -> None:
    tracker = Tracker()
    events_of(story("down up x20"), tracker)
    assert state_to_json(tracker.state) == {"last_at": "2026-02-16T13:47:40.120Z", "interval_s": 60}
    events_of(story(OUTAGE + "up x20"), tracker)
    assert set(state_to_json(tracker.state)) == {"last_at", "interval_s", "closed"}


TROUBLE = ["2026-02-16T14:31:40.120Z", "down", None, True, False]
INCIDENT = ["2026-02-16T14:31:40.120Z", "down", None, None, True]


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "state",
        {"last_at": "yesterday"},
        {"last_at": "2026-02-16T14:31:40"},
        {"interval_s": "60"},
        {"interval_s": None},
        {"interval_s": float("nan")},
        {"gap_begin": 5},
        {"bad_in_row": "many"},
        {"bad_in_row": float("inf")},
        {"good_since": True},
        {"recent": 5},
        {"recent": "abc"},
        {"recent": [None, [], None]},
        {"recent": [TROUBLE[:-1]]},
        {"recent": [[*TROUBLE[:1], "up", *TROUBLE[2:]]]},
        {"recent": [[*TROUBLE[:1], "awful", *TROUBLE[2:]]]},
        {"recent": [[*TROUBLE[:2], "bad luck", *TROUBLE[3:]]]},
        {"recent": [[None, *TROUBLE[1:]]]},
        {"open": None},
        {"open": INCIDENT[:-1]},
        {"open": [INCIDENT]},
        {"closed": None},
        {"closed": [INCIDENT, None]},
        {"closed": {"begin": 1}},
        {"uncounted": [None]},
        {"unseen_since": "once"},
        {"unseen_as": "awful"},
        {"unseen_cause": "bad luck"},
    ],
    ids=lambda value: json.dumps(value)[:60],
)
def test_what_cannot_be_read_is_a_new_state(value: Any) -> None:
    kept = {"last_at": "2026-02-16T14:33:40.120Z", "closed": [INCIDENT]}
    assert (
        state_from_json(TrackerState, {**kept, **value} if isinstance(value, dict) else value)
        == TrackerState()
    )


def test_what_is_missing_is_empty() -> None:
    assert state_from_json(TrackerState, {}) == TrackerState()


def test_what_a_newer_version_adds_is_passed_over() -> None:
    assert state_from_json(TrackerState, {"mood": "calm"}) == TrackerState()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=10,
)
troubles = st.tuples(*(st.sampled_from([part]) | json_values for part in TROUBLE)).map(list)
states = st.fixed_dictionaries(
    {},
    optional={
        "last_at": st.just(TROUBLE[0]) | json_values,
        "interval_s": json_values,
        "gap_begin": st.just(TROUBLE[0]) | json_values,
        "recent": st.lists(troubles, max_size=20) | json_values,
        "bad_in_row": st.integers() | json_values,
        "good_since": st.just(TROUBLE[0]) | json_values,
        "open": troubles | json_values,
        "closed": st.lists(troubles, max_size=5) | json_values,
        "uncounted": st.lists(st.just(TROUBLE[0])) | json_values,
        "unseen_since": st.just(TROUBLE[0]) | json_values,
        "unseen_as": st.just("offline") | json_values,
        "unseen_cause": st.just("https_broken") | json_values,
    },
)


@given(states | json_values)
def test_whatever_is_read_a_tracker_goes_on(value: Any) -> None:
    events_of(story("down x3 up up +1h " * 2), Tracker(state_from_json(TrackerState, value)))
