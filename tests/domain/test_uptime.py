"""How much was watched and how much of it X was down, for stories of checks (see tests/domain/stories.py)."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.stories import events_of, figures_of, story
from trayapp.domain.tracker import Gap

OUTAGE = "down x3 up up "


def case(
    name: str, text: str, *, watched: float, down: float = 0, degraded: float = 0, incidents: int = 0
) -> Any:
    """Times in minutes."""
    return pytest.param(text, (watched, down, degraded, incidents), id=name)


WATCHED = [
    case("nothing", "", watched=0),
    case("one check has lasted no time", "up", watched=0),
    case("from one to the next", "up up up", watched=2),
    case("twice the pace", "up +2m up", watched=2),
    case("a little more is a gap", "up +120.1s up", watched=0),
    case("at a slower pace", "every:1h up up", watched=60),
    case("at a pace that changed: the earlier check's", "every:1h up every:1m +2h up up", watched=121),
    case("the same moment again", "up up +0s up up", watched=2),
    case("the same moment again, but worse", "up up +0s unknown up", watched=2),
    case("a clock that was set back", "up up -1h up up", watched=2),
]

UNWATCHED = [
    case("unknown", "up unknown up up", watched=2),
    case("offline", "up offline up up", watched=2),
    case("blocked", "up blocked up up", watched=2),
    case("blocked inside an incident of it", "up blocked x5 up up", watched=2, incidents=1),
    case("blocked inside an outage", "down x3 blocked down up up", watched=5, down=4, incidents=1),
    case("unknown inside an outage", "down x3 unknown down up up", watched=5, down=4, incidents=1),
    case("a gap inside an outage", "down x3 +1h down up up", watched=4, down=3, incidents=1),
]

DOWN = [
    case("inside an incident", "up " + OUTAGE, watched=5, down=3, incidents=1),
    case("while it is open", "up down x4", watched=4, down=3, incidents=1),
    case("blips cost nothing", "down up down down up up", watched=5),
    case("before it was confirmed", "down! down up up", watched=3, down=2, incidents=1),
    case(
        "good checks inside an incident",
        "down x3 up down up up",
        watched=6,
        down=4,
        incidents=1,
    ),
    case("scattered, from the first of the eight", "down up " * 8 + "up", watched=16, down=8, incidents=1),
    case("a blip before an incident", "down up " + OUTAGE, watched=6, down=3, incidents=1),
    case("a blip after an incident", OUTAGE + "down up", watched=6, down=3, incidents=1),
    case(
        "an incident from before a clock was set back",
        OUTAGE * 2 + "-1h " + OUTAGE,
        watched=13,
        down=9,
        incidents=3,
    ),
    case("two incidents", OUTAGE + "up x5 " + OUTAGE, watched=14, down=6, incidents=2),
]

DEGRADED = [
    case("apart", "degraded x3 up up", watched=4, degraded=3, incidents=1),
    case("blips cost nothing", "degraded up up", watched=2),
    case("in an outage", "down x3 degraded x2 up up", watched=6, down=3, degraded=2, incidents=1),
    case("down in a degraded time", "degraded x3 down up up", watched=5, down=1, degraded=3, incidents=1),
]

UNCONFIRMED = [
    case("left out", "down? x3 up up", watched=4, incidents=1),
    case("left out while it is open", "down? x3", watched=2, incidents=1),
    case("degraded time, too", "degraded? x3 up up", watched=4, incidents=1),
    case("confirmed later, all of it counts", "down? x3 down up up", watched=5, down=4, incidents=1),
    case("confirmed later, and still open", "down? x3 down x2", watched=4, down=4, incidents=1),
    case("one does not hide the next", "down? x3 up up " + OUTAGE, watched=9, down=3, incidents=2),
]

FLAPPING = [
    case("three are three", OUTAGE * 3, watched=14, down=9, incidents=3),
    case("four are one", OUTAGE * 4, watched=19, down=12, incidents=1),
    case("and take in the blips between", OUTAGE * 3 + "down up " + OUTAGE, watched=21, down=13, incidents=1),
    case("one before it stays", OUTAGE + "up x40 " + OUTAGE * 4, watched=64, down=15, incidents=2),
    case("one after it, too", OUTAGE * 4 + "up x30 " + OUTAGE, watched=54, down=15, incidents=2),
]


@pytest.mark.parametrize(
    ("text", "expected"), [*WATCHED, *UNWATCHED, *DOWN, *DEGRADED, *UNCONFIRMED, *FLAPPING]
)
def test_the_time_belongs_to_the_earlier_check(text: str, expected: tuple[float, ...]) -> None:
    totals = figures_of(story(text))
    minutes = (totals.watched_s / 60, totals.down_s / 60, totals.degraded_s / 60)
    assert (*minutes, totals.incidents) == expected


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        pytest.param("up x9", 1, id="never down"),
        pytest.param("down x9", 0, id="always"),
        pytest.param(OUTAGE, 0.25, id="three of four minutes"),
        pytest.param("degraded x9", 1, id="degraded is not down"),
        pytest.param("down? x9", 1, id="nor is what is unconfirmed"),
        pytest.param("up", None, id="no time"),
        pytest.param("unknown x9", None, id="nothing was watched"),
        pytest.param("blocked x9", None, id="nor was this"),
    ],
)
def test_uptime_is_what_is_left_of_the_watched_time(text: str, ratio: float | None) -> None:
    assert figures_of(story(text)).uptime_ratio == ratio


WORDS = ["up", "up", "degraded", "down", "down!", "down?", "blocked", "unknown", "offline"]
STEPS = ["", "", "", "+0s", "+30s", "+119s", "+2m", "+121s", "+1h"]
stories_without_clock_steps = st.lists(
    st.builds("{} {}".format, st.sampled_from(STEPS), st.sampled_from(WORDS)), max_size=40
).map(" ".join)


@given(stories_without_clock_steps)
def test_all_time_is_watched_or_blocked_or_in_a_gap(text: str) -> None:
    text = f"{text} up"
    checks = story(text)
    watched_or_blocked_s = figures_of(story(text.replace("blocked", "up"))).watched_s
    gaps = (event.end - event.begin for event in events_of(checks) if isinstance(event, Gap))
    gaps_s = sum(gaps, timedelta(0)).total_seconds()
    lasted_s = (checks[-1].check.at - checks[0].check.at).total_seconds()
    assert watched_or_blocked_s + gaps_s == pytest.approx(lasted_s)
