"""The rules over time, sentence by sentence: stories of checks, and what is said of them.

How a story is written is told in tests/domain/stories.py.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from tests.domain.made import NOW, evidence_of
from tests.domain.stories import changes_of, clock, events_of, story, told, told_of
from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.records import Evidence
from trayapp.domain.state_json import state_from_json, state_to_json
from trayapp.domain.tracker import Change, Incident, IncidentChange, Tracker, TrackerState
from trayapp.i18n import Words


def case(name: str, text: str, *lines: str) -> Any:
    return pytest.param(text, list(lines), id=name)


OUTAGE = "down x3 up up "
"""Five minutes, of which three checks are down: opened at its third, closed at its fifth."""

CONFIRMED = [
    case("3 neighbours with trouble", "up down down down", "3:00 opened down from 1:00 #1"),
    case("2 are too few", "up down down up"),
    case("neighbours only: a good one between", "down down up down up down down up"),
    case("degraded is trouble", "degraded x3", "2:00 opened degraded from 0:00"),
    case("blocked is trouble", "blocked x3", "2:00 opened blocked from 0:00"),
    case("trouble of several kinds", "down blocked degraded", "2:00 opened blocked from 0:00"),
    case("more of it says nothing new", "down x9", "2:00 opened down from 0:00 #1"),
]

CONFIRMED_BY_SOURCES = [
    case("2 with a source at the first", "up down! down", "2:00 opened down from 1:00 #1"),
    case("2 with a source at the second", "up down down!", "2:00 opened down from 1:00 #1"),
    case("2 with a source at both", "up down! down!", "2:00 opened down from 1:00 #1"),
    case("1 with a source is too few", "up down! up"),
    case("a source at a good check before is at neither", "up! down down up"),
    case("nor is one at trouble that has passed", "down! up down down up"),
    case("experts", "down!expert down", "1:00 opened down from 0:00 #1"),
    case("vantage points", "down!vantage down", "1:00 opened down from 0:00 #1"),
    case("a kind we do not know", "down!oracle down", "1:00 opened down from 0:00 #1"),
    case("status pages explain, never confirm", "down!status down!status up"),
    case("nor does the user alone", "down!user down!user up"),
    case(
        "3 confirm whatever they say",
        "down!status down!user down",
        "2:00 opened down from 0:00 #1",
    ),
    case(
        "not one at the first of three that has another verdict: the last two confirm",
        "degraded down down!",
        "2:00 opened down from 0:00 #1",
    ),
]

ROWS_ANEW = [
    case("unknown", "down down unknown down up", "3:00 gap from 2:00"),
    case("offline", "down down offline down up", "3:00 gap from 2:00"),
    case("unknown, with a source", "down! unknown down up", "2:00 gap from 1:00"),
    case(
        "and counted from there",
        "down down unknown down x3",
        "3:00 gap from 2:00",
        "5:00 opened down from 3:00 #1",
    ),
    case("twice the pace is no gap", "down down +120s down", "3:00 opened down from 0:00 #1"),
    case("a little more is one", "down down +120.1s down up", "3:00 gap from 1:00"),
    case("a clock set back", "down down -1h down down up"),
]

GOOD_AGAIN = [
    case("2 neighbours", "down x3 up up", "4:00 closed down from 0:00 to 3:00 #1"),
    case("1 is too few", "down x3 up down"),
    case("neighbours only", "down x3 up down up down up"),
    case("from the first of those", "down x3 up down up up", "6:00 closed down from 0:00 to 5:00 #1"),
    case("unknown starts anew", "down x3 up unknown up", "5:00 gap from 4:00"),
    case("offline starts anew", "down x3 up offline up", "5:00 gap from 4:00"),
    case("a gap starts anew", "down x3 up +121s up", "5:01 gap from 3:00"),
    case(
        "and counted from there",
        "down x3 up unknown up up",
        "5:00 gap from 4:00",
        "6:00 closed down from 0:00 to 5:00 #1",
    ),
    case("twice the pace is no gap", "down x3 up +120s up", "5:00 closed down from 0:00 to 3:00 #1"),
    case("degraded is not good", "down x3 degraded x2"),
    case(
        "a source of trouble does not keep it open",
        "down x3 up! up!",
        "4:00 closed down from 0:00 to 3:00 #1",
    ),
]

EIGHT_OF_SIXTEEN = [
    case("every second one", "down up " * 8, "14:00 opened down from 0:00 #1"),
    case("7 are too few", "down up " * 7 + "up x20"),
    case(
        "the first and the last of the 16",
        "down up x2 " + "down up " * 7,
        "15:00 opened down from 0:00 #1",
    ),
    case(
        "17 are too many, and begin = the first of the 8",
        "down up x3 " + "down up " * 8,
        "18:00 opened down from 4:00 #1",
    ),
    case("the mildest of the 8", "down up " * 7 + "blocked", "14:00 opened blocked from 0:00"),
    case("unknown ones are among the 16", "down unknown up " * 8),
    case("and do not start them anew", "down down unknown " * 4, "10:00 opened down from 0:00 #1"),
    case("nor does a gap", "down up +1h " * 8, "427:00 opened down from 0:00 #1"),
    case(
        "since the last incident closed",
        OUTAGE + "down up " * 7,
        "2:00 opened down from 0:00 #1",
        "4:00 closed down from 0:00 to 3:00 #1",
    ),
    case(
        "since it closed, not since it was good again",
        "down x3 up up " + "down up " * 8,
        "2:00 opened down from 0:00 #1",
        "4:00 closed down from 0:00 to 3:00 #1",
        "19:00 opened down from 5:00 #2",
    ),
    case(
        "where a row confirms at the same check, it is the row's",
        "down down up " * 2 + "down up down x3",
        "10:00 opened down from 8:00 #1",
    ),
    case("all of low confidence", "down? up " * 8, "14:00 opened down from 0:00 unconfirmed"),
    case(
        "one of them of more",
        "down? up " * 5 + "down up " + "down? up " * 2,
        "14:00 opened down from 0:00 #1",
    ),
]

VERDICTS = [
    case("opens with the mildest", "down degraded down", "2:00 opened degraded from 0:00"),
    case("blocked is milder than degraded", "degraded blocked degraded", "2:00 opened blocked from 0:00"),
    case("of those that confirm it", "degraded! down", "1:00 opened degraded from 0:00"),
    case(
        "with the cause that it has now",
        "degraded:slow degraded:slow degraded",
        "2:00 opened degraded from 0:00",
    ),
    case(
        "the mildest one's",
        "degraded:slow down:edge_outage down",
        "2:00 opened degraded slow from 0:00",
    ),
    case(
        "worse: 3 more",
        "degraded x3 down x3",
        "2:00 opened degraded from 0:00",
        "5:00 updated down from 0:00 #1",
    ),
    case("worse: 2 are too few", "degraded x3 down x2", "2:00 opened degraded from 0:00"),
    case(
        "worse: 2 with a source",
        "degraded x3 down down!",
        "2:00 opened degraded from 0:00",
        "4:00 updated down from 0:00 #1",
    ),
    case(
        "worse: 2 with a source at the check before them",
        "degraded x3 degraded! down down",
        "2:00 opened degraded from 0:00",
    ),
    case(
        "worse: all of them, so the mildest",
        "blocked x3 down degraded down",
        "2:00 opened blocked from 0:00",
        "5:00 updated degraded from 0:00",
    ),
    case(
        "worse: not if one is as bad as it was",
        "degraded x3 down down degraded",
        "2:00 opened degraded from 0:00",
    ),
    case(
        "worse by two steps, one at a time",
        "blocked x3 degraded down down down",
        "2:00 opened blocked from 0:00",
        "5:00 updated degraded from 0:00",
        "6:00 updated down from 0:00 #1",
    ),
    case(
        "worse: neighbours only, good between",
        "degraded x3 down down up down down",
        "2:00 opened degraded from 0:00",
    ),
    case(
        "worse: neighbours only, unknown between",
        "degraded x3 down down unknown down",
        "2:00 opened degraded from 0:00",
        "6:00 gap from 5:00",
    ),
    case(
        "worse: those count that opened it, too",
        "degraded! down! down",
        "1:00 opened degraded from 0:00",
        "2:00 updated down from 0:00 #1",
    ),
    case(
        "blocked: 3 more",
        "down x3 blocked x3",
        "2:00 opened down from 0:00 #1",
        "5:00 updated blocked from 0:00",
    ),
    case("blocked: 2 are too few", "down x3 blocked x2 down", "2:00 opened down from 0:00 #1"),
    case(
        "blocked: 2 with a source",
        "degraded x3 blocked! blocked",
        "2:00 opened degraded from 0:00",
        "4:00 updated blocked from 0:00",
    ),
    case("blocked already", "blocked x9", "2:00 opened blocked from 0:00"),
    case(
        "blocked and back",
        "down x3 blocked x3 down x3",
        "2:00 opened down from 0:00 #1",
        "5:00 updated blocked from 0:00",
        "8:00 updated down from 0:00 #1",
    ),
    case("never milder otherwise", "down x3 degraded x9", "2:00 opened down from 0:00 #1"),
    case("nor by a mixture", "down x3 " + "blocked degraded " * 5, "2:00 opened down from 0:00 #1"),
    case("a changed cause alarms nobody", "down x3 down:edge_outage x9", "2:00 opened down from 0:00 #1"),
    case("of a block, too", "blocked x3 blocked:dns_blocked x3", "2:00 opened blocked from 0:00"),
    case(
        "and is not told later",
        "degraded x3 degraded:slow x3 up up",
        "2:00 opened degraded from 0:00",
        "7:00 closed degraded from 0:00 to 6:00",
    ),
]

UNKNOWN_AND_GAPS_INSIDE = [
    case("unknown does not end it", "down x3 unknown x9"),
    case("nor offline", "down x3 offline x9"),
    case("nor a gap", "down x3 +5h down x3", "302:00 gap from 2:00"),
    case(
        "good after it does",
        "down x3 unknown x3 up up",
        "6:00 gap from 3:00",
        "7:00 closed down from 0:00 to 6:00 #1",
    ),
    case(
        "good after a gap does",
        "down x3 +5h up up",
        "302:00 gap from 2:00",
        "303:00 closed down from 0:00 to 302:00 #1",
    ),
]

COMING_BACK = [
    case(
        "good, unknown, down",
        "up unknown down x3",
        "2:00 gap from 1:00",
        "4:00 opened down from 2:00 #1",
    ),
    case(
        "down, good, unknown, down",
        OUTAGE + "unknown down x3",
        "2:00 opened down from 0:00 #1",
        "4:00 closed down from 0:00 to 3:00 #1",
        "6:00 gap from 5:00",
        "8:00 opened down from 6:00 #2",
    ),
    case(
        "down, good, a gap, down",
        OUTAGE + "+5h down x3",
        "2:00 opened down from 0:00 #1",
        "4:00 closed down from 0:00 to 3:00 #1",
        "304:00 gap from 4:00",
        "306:00 opened down from 304:00 #2",
    ),
]

UNCONFIRMED = [
    case(
        "all of low confidence",
        "down? x3 up up",
        "2:00 opened down from 0:00 unconfirmed",
        "4:00 closed down from 0:00 to 3:00 unconfirmed",
    ),
    case("one of more", "down? down down?", "2:00 opened down from 0:00 #1"),
    case("even if it does not confirm it", "down down? down!?", "2:00 opened down from 0:00 #1"),
    case(
        "one of more later",
        "down? x3 down up up",
        "2:00 opened down from 0:00 unconfirmed",
        "3:00 updated down from 0:00 #1",
        "5:00 closed down from 0:00 to 4:00 #1",
    ),
    case(
        "and told once, never the other way round",
        "degraded? x3 degraded down? degraded?",
        "2:00 opened degraded from 0:00 unconfirmed",
        "3:00 updated degraded from 0:00",
    ),
    case(
        "by a check that is worse, or milder: it is still what it was",
        "degraded? x3 down? up degraded? down up up",
        "2:00 opened degraded from 0:00 unconfirmed",
        "6:00 updated degraded from 0:00",
        "8:00 closed degraded from 0:00 to 7:00",
    ),
    case(
        "worse and confirmed at once: told once",
        "degraded? x3 down? x2 down",
        "2:00 opened degraded from 0:00 unconfirmed",
        "5:00 updated down from 0:00 #1",
    ),
    case(
        "after a gap",
        "down? x3 +5h offline down up up",
        "2:00 opened down from 0:00 unconfirmed",
        "303:00 gap from 2:00",
        "303:00 updated down from 0:00 #1",
        "305:00 closed down from 0:00 to 304:00 #1",
    ),
    case(
        "while it comes and goes",
        "down? x3 up up " * 3 + "down? x3 up down up",
        "2:00 opened down from 0:00 unconfirmed",
        "4:00 closed down from 0:00 to 3:00 unconfirmed",
        "7:00 opened down from 5:00 unconfirmed",
        "9:00 closed down from 5:00 to 8:00 unconfirmed",
        "12:00 opened down from 10:00 unconfirmed",
        "14:00 closed down from 10:00 to 13:00 unconfirmed",
        "17:00 updated down unstable from 0:00 unconfirmed with 5:00 10:00",
        "19:00 updated down unstable from 0:00 #1",
    ),
    case(
        "worse, unconfirmed still",
        "degraded? x3 down? x3",
        "2:00 opened degraded from 0:00 unconfirmed",
        "5:00 updated down from 0:00 unconfirmed",
    ),
    case(
        "worse and sure of it",
        "degraded? x3 down x3",
        "2:00 opened degraded from 0:00 unconfirmed",
        "3:00 updated degraded from 0:00",
        "5:00 updated down from 0:00 #1",
    ),
    case(
        "good checks do not make it sure",
        "down? x3 up down? up up",
        "2:00 opened down from 0:00 unconfirmed",
        "6:00 closed down from 0:00 to 5:00 unconfirmed",
    ),
    case(
        "nor one that finds X blocked here",
        "down?:unreachable x3 blocked up up",
        "2:00 opened down unreachable from 0:00 unconfirmed",
        "5:00 closed down unreachable from 0:00 to 4:00 unconfirmed",
    ),
    case(
        "a blocking is sure of itself alone",
        "down?:unreachable x3 blocked? x2 blocked",
        "2:00 opened down unreachable from 0:00 unconfirmed",
        "5:00 updated blocked from 0:00",
    ),
    case(
        "nor what was seen before it began",
        "down up down? x3",
        "4:00 opened down from 2:00 unconfirmed",
    ),
]


@pytest.mark.parametrize(
    ("text", "lines"), [*CONFIRMED, *CONFIRMED_BY_SOURCES, *ROWS_ANEW, *COMING_BACK, *VERDICTS, *UNCONFIRMED]
)
def test_trouble_is_told_once_it_is_confirmed(text: str, lines: list[str]) -> None:
    assert told_of(text) == lines


@pytest.mark.parametrize(("text", "lines"), EIGHT_OF_SIXTEEN)
def test_scattered_trouble_is_trouble_too(text: str, lines: list[str]) -> None:
    assert changes_of(text) == lines


@pytest.mark.parametrize(("text", "lines"), [*GOOD_AGAIN, *UNKNOWN_AND_GAPS_INSIDE])
def test_an_incident_ends_when_it_is_good_again(text: str, lines: list[str]) -> None:
    assert told_of(text) == ["2:00 opened down from 0:00 #1", *lines]


@pytest.mark.parametrize(
    ("evidence", "counts"),
    [
        pytest.param(evidence_of("crowd", minutes=15), True, id="asked 15 minutes after the check"),
        pytest.param(evidence_of("crowd", minutes=-15), True, id="asked 15 minutes before it"),
        pytest.param(evidence_of("crowd", minutes=15.01), False, id="asked later"),
        pytest.param(evidence_of("crowd", minutes=-15.01), False, id="asked earlier"),
        pytest.param(evidence_of("crowd", at=None), False, id="asked nobody knows when"),
        pytest.param(evidence_of("crowd", "fine"), False, id="says fine"),
        pytest.param(evidence_of("crowd", "nothing"), False, id="says nothing"),
        pytest.param(evidence_of("crowd", "unavailable"), False, id="is unavailable"),
    ],
)
def test_only_a_voice_that_reports_trouble_now_makes_two_checks_enough(
    evidence: Evidence, *, counts: bool
) -> None:
    first, second = story("down down")
    events = events_of([replace(first, evidence=(evidence,)), second])
    assert [told(event) for event in events] == (["1:00 opened down from 0:00 #1"] if counts else [])


FOUR = (
    "2:00 opened down from 0:00 #1",
    "4:00 closed down from 0:00 to 3:00 #1",
    "7:00 opened down from 5:00 #2",
    "9:00 closed down from 5:00 to 8:00 #2",
    "12:00 opened down from 10:00 #3",
    "14:00 closed down from 10:00 to 13:00 #3",
    "17:00 updated down unstable from 0:00 #1 with 5:00 10:00",
)

FLAPPING = [
    case("the 4th is told as an update of the first", OUTAGE * 3 + "down x3", *FOUR),
    case("15 minutes without trouble end it", OUTAGE * 4 + "up x13", *FOUR),
    case(
        "at its first good check",
        OUTAGE * 4 + "up x14",
        *FOUR,
        "33:00 closed down unstable from 0:00 to 18:00 #1",
    ),
    case("trouble, if only once, starts them anew", OUTAGE * 4 + "down up x15", *FOUR),
    case(
        "and counted from there",
        OUTAGE * 4 + "down up x16",
        *FOUR,
        "36:00 closed down unstable from 0:00 to 21:00 #1",
    ),
    case(
        "unknown starts them anew",
        OUTAGE * 4 + "unknown up x16",
        *FOUR,
        "21:00 gap from 20:00",
        "36:00 closed down unstable from 0:00 to 21:00 #1",
    ),
    case(
        "so does a gap",
        OUTAGE * 4 + "+10m up x16",
        *FOUR,
        "29:00 gap from 19:00",
        "44:00 closed down unstable from 0:00 to 29:00 #1",
    ),
    case("more of it is no news", OUTAGE * 9, *FOUR),
    case(
        "a later outage is the second: the four are one",
        OUTAGE * 4 + "up x14 +1h down x3",
        *FOUR,
        "33:00 closed down unstable from 0:00 to 18:00 #1",
        "93:00 gap from 33:00",
        "95:00 opened down from 93:00 #2",
    ),
    case(
        "worse, it stays unstable",
        "degraded x3 up up " * 4 + "down x3",
        "2:00 opened degraded from 0:00",
        "4:00 closed degraded from 0:00 to 3:00",
        "7:00 opened degraded from 5:00",
        "9:00 closed degraded from 5:00 to 8:00",
        "12:00 opened degraded from 10:00",
        "14:00 closed degraded from 10:00 to 13:00",
        "17:00 updated degraded unstable from 0:00 with 5:00 10:00",
        "22:00 updated down unstable from 0:00 #1",
    ),
]

TEN_MINUTES = "down x3 up x7 "

FLAPPING_EDGES = [
    case(
        "30 minutes", TEN_MINUTES * 3 + "down x3", "32:00 updated down unstable from 0:00 #1 with 10:00 20:00"
    ),
    case("a second more", TEN_MINUTES * 3 + "+61s down x3", "32:01 opened down from 30:01 #4"),
    case(
        "of a begin, not of the first: an earlier one stays alone",
        "down x3 up x13 " + OUTAGE + TEN_MINUTES + OUTAGE + "down x3",
        "38:00 updated down unstable from 16:00 #2 with 21:00 31:00",
    ),
    case(
        "those unconfirmed count",
        "down? x3 up up " * 3 + "down x3",
        "17:00 updated down unstable from 0:00 #1 with 5:00 10:00",
    ),
    case(
        "all unconfirmed",
        "down? x3 up up " * 3 + "down? x3",
        "17:00 updated down unstable from 0:00 unconfirmed with 5:00 10:00",
    ),
    case(
        "the last one unconfirmed",
        OUTAGE * 3 + "down? x3",
        "17:00 updated down unstable from 0:00 #1 with 5:00 10:00",
    ),
    case(
        "as bad as any",
        "degraded x3 up up down x3 up up degraded x3 up up degraded x3",
        "17:00 updated down unstable from 0:00 #1 with 5:00 10:00",
    ),
    case(
        "as bad as the first",
        OUTAGE + "degraded x3 up up " * 2 + "degraded x3",
        "17:00 updated down unstable from 0:00 #1 with 5:00 10:00",
    ),
    case(
        "blocked in the end",
        OUTAGE * 3 + "blocked x3",
        "17:00 updated blocked unstable from 0:00 with 5:00 10:00",
    ),
    case(
        "blocked at first",
        "blocked x3 up up " + OUTAGE * 2 + "down x3",
        "17:00 updated down unstable from 0:00 #1 with 5:00 10:00",
    ),
]


@pytest.mark.parametrize(("text", "lines"), FLAPPING)
def test_what_comes_and_goes_is_one_incident(text: str, lines: list[str]) -> None:
    assert told_of(text) == lines


@pytest.mark.parametrize(("text", "lines"), FLAPPING_EDGES)
def test_the_fourth_within_30_minutes_makes_it_unstable(text: str, lines: list[str]) -> None:
    assert told_of(text)[-1:] == lines


GAPS = [
    case("none", "up x9"),
    case("twice the pace", "up +2m up"),
    case("a little more", "up +120.1s up", "2:00 gap from 0:00"),
    case("the earlier check's pace counts", "every:1h up every:1m +2h up"),
    case("not the later one's", "every:1m up every:1h +121s up", "2:01 gap from 0:00"),
    case("unknown", "up unknown up", "2:00 gap from 1:00"),
    case("offline", "up offline up", "2:00 gap from 1:00"),
    case("from the first check on", "unknown unknown up", "2:00 gap from 0:00"),
    case("told once somebody watches again, not before", "up unknown offline unknown"),
    case("degraded is watching", "unknown degraded", "1:00 gap from 0:00"),
    case("down is watching", "unknown down", "1:00 gap from 0:00"),
    case("blocked is watching, to see a gap's end", "unknown blocked", "1:00 gap from 0:00"),
    case("blocked is none", "up blocked up"),
    case("touching ones are one", "up +1h offline unknown +1h offline up", "122:00 gap from 0:00"),
    case("late after unknown", "up unknown +1h up", "61:00 gap from 1:00"),
    case(
        "a check between two lets the first end",
        "up +1h up +1h up",
        "60:00 gap from 0:00",
        "120:00 gap from 60:00",
    ),
    case("set back, it has no length that we know", "up up -1h up"),
    case("set back while nobody watches", "up unknown -1h unknown up", "-58:00 gap from -59:00"),
    case("set back by less than the gap", "unknown +1h unknown -5m up", "55:00 gap from 0:00"),
    case("set back into the last minute", "up up -1s up"),
    case("set back after the network was dead", "up offline -30m up"),
    case("set back twice", "up -1h up -1h unknown -1m up up"),
]

SAME_MOMENT = [
    case("a check", "down down +0s down up"),
    case("and its source", "down down +0s down! up"),
    case("and its goodness", "down down +0s up down", "2:00 opened down from 0:00 #1"),
    case("and its ignorance", "down down +0s unknown down", "2:00 opened down from 0:00 #1"),
    case("several times", "up up +0s up +0s up up"),
]

CLOCK_SET_BACK = [
    case(
        "an incident does not end before it began",
        "down x3 -1h up up",
        "2:00 opened down from 0:00 #1",
        "-57:00 closed down from 0:00 to 0:00 #1",
    ),
    case(
        "those that now lie ahead do not count",
        OUTAGE + "-1h down x3",
        "2:00 opened down from 0:00 #1",
        "4:00 closed down from 0:00 to 3:00 #1",
        "-54:00 opened down from -56:00 #1",
    ),
    case(
        "the first of four is the one that begins first",
        OUTAGE + "-14m down x3 up up " + OUTAGE + "up x5 down x3",
        "2:00 opened down from 0:00 #1",
        "4:00 closed down from 0:00 to 3:00 #1",
        "-8:00 opened down from -10:00 #1",
        "-6:00 closed down from -10:00 to -7:00 #1",
        "-3:00 opened down from -5:00 #2",
        "-1:00 closed down from -5:00 to -2:00 #2",
        "7:00 updated down unstable from -10:00 #1 with -5:00 0:00",
    ),
]


@pytest.mark.parametrize(("text", "lines"), [*GAPS, *SAME_MOMENT, *CLOCK_SET_BACK])
def test_gaps_and_clock_steps(text: str, lines: list[str]) -> None:
    assert told_of(text) == lines


def recurrence_of(text: str) -> list[int | None]:
    """Which outage in 7 days, 1 = first, each incident of a story was when it opened."""
    events = events_of(story(text))
    changes = [event for event in events if isinstance(event, IncidentChange)]
    return [change.recurrence for change in changes if change.change is Change.OPENED]


RECURRENCE = [
    pytest.param("down x3", [1], id="a first one"),
    pytest.param(OUTAGE + "+1h down x3", [1, 2], id="a second one"),
    pytest.param((OUTAGE + "+1h ") * 5, [1, 2, 3, 4, 5], id="each of five"),
    pytest.param(OUTAGE + "+7d -4m down x3", [1, 2], id="7 days"),
    pytest.param(OUTAGE + "+7d -239s down x3", [1, 1], id="a second more"),
    pytest.param(OUTAGE + "+4d down x3 up up +4d down x3", [1, 2, 2], id="the window moves along"),
    pytest.param("degraded x3 up up +1h down x3", [None, 1], id="degraded ones do not count"),
    pytest.param("blocked x3 up up +1h down x3", [None, 1], id="blocked ones do not count"),
    pytest.param(OUTAGE + "+1h degraded x3", [1, None], id="not told of a degraded one"),
    pytest.param("down? x3 up up +1h down x3", [None, 1], id="unconfirmed ones do not count"),
    pytest.param(OUTAGE + "+1h down? x3", [1, None], id="not told of an unconfirmed one"),
    pytest.param("degraded x3 down x3 up up +1h down x3", [None, 2], id="down now, degraded at first"),
    pytest.param("down x3 blocked x3 up up +1h down x3", [1, 1], id="blocked now, down at first"),
    pytest.param("down? x3 down up up +1h down x3", [None, 2], id="confirmed now, unconfirmed at first"),
]


@pytest.mark.parametrize(("text", "recurrences"), RECURRENCE)
def test_recurrence_counts_confirmed_outages_of_7_days(text: str, recurrences: list[int | None]) -> None:
    assert recurrence_of(text) == recurrences


@pytest.mark.parametrize(
    ("after", "wishes", "number"),
    [
        pytest.param(9, [], 3, id="by itself"),
        pytest.param(9, [(0, False)], 2, id="one not"),
        pytest.param(9, [(0, False), (5, False)], 1, id="two not"),
        pytest.param(9, [(0, False), (0, False), (0, True)], 3, id="one counted again"),
        pytest.param(12, [(10, False)], None, id="the open one not"),
        pytest.param(9, [(1, False)], 3, id="one that never was"),
        pytest.param(14, [(0, False)], None, id="the first of some that become one"),
        pytest.param(14, [(5, False)], None, id="another of those"),
    ],
)
def test_what_the_user_does_not_count_is_not_counted(
    after: int, wishes: list[tuple[int, bool]], number: int | None
) -> None:
    """The number of the open outage. `after` that check the user says which shall count, by their minutes."""
    tracker = Tracker()
    checks = story(OUTAGE * (3 if after == 14 else 2) + "down x3")
    events_of(checks[: after + 1], tracker)
    for minute, is_counted in wishes:
        tracker.count(NOW + timedelta(minutes=minute), is_counted=is_counted)
    events_of(checks[after + 1 :], tracker)
    assert tracker.state.open is not None
    assert tracker.recurrence(tracker.state.open) == number


@pytest.mark.parametrize(
    ("text", "since"),
    [
        pytest.param("up offline x3", "1:00 offline", id="offline"),
        pytest.param("up offline:no_network offline:own_dns", "1:00 offline", id="whatever the cause"),
        pytest.param("up unknown offline x2", "2:00 offline", id="not before it is this"),
        pytest.param("offline x2 offline:https_broken x2", "2:00 offline", id="another headline"),
        pytest.param("offline:https_broken x2 offline x2", "2:00 offline", id="and back"),
        pytest.param(
            "unknown:limited x2 offline:poor_line x2", "2:00 unknown", id="a poor line leaves it open"
        ),
        pytest.param("down x3 offline x2", "3:00 offline", id="offline in an outage"),
        pytest.param("offline up offline", "2:00 offline", id="again"),
        pytest.param("offline x2 +2m offline", "0:00 offline", id="a check late"),
        pytest.param("offline x2 +3m offline", "4:00 offline", id="but not what nobody watched"),
        pytest.param("+5m offline -1m offline", "4:00 offline", id="the clock was set back"),
        pytest.param("offline up", None, id="no longer"),
        pytest.param("offline down", None, id="no longer, but trouble"),
    ],
)
def test_since_when_x_cannot_be_seen_goes_on_after_a_restart(text: str, since: str | None) -> None:
    state = Tracker().state
    for judged in story(text):
        tracker = Tracker(state_from_json(TrackerState, state_to_json(state)))
        tracker.follow(judged)
        state = tracker.state
    told = None if state.unseen_since is None else f"{clock(state.unseen_since)} {state.unseen_as}"
    assert told == since


def test_since_when_is_that_of_the_headline_whatever_was_told_before() -> None:
    headline = Words("en").verdicts.headline
    causes = set(Cause) - {Cause.UNREACHABLE, Cause.OTHERS_REPORT}  # those two are of trouble alone
    unseen = ["unknown:limited", "unknown:unclear", *(f"offline:{cause}" for cause in causes)]
    for before, now in product(unseen, repeat=2):
        first, *_, last = checks = story(f"{before} x3 {now} x2")
        tracker = Tracker()
        events_of(checks, tracker)
        begun = first if headline(first.verdict) == headline(last.verdict) else checks[3]
        assert tracker.state.unseen_since == begun.check.at, (before, now)


@pytest.mark.parametrize(
    "begin",
    [
        pytest.param(datetime.min.replace(tzinfo=UTC), id="the first moment there is"),
        pytest.param(datetime.max.replace(tzinfo=UTC) - timedelta(hours=2), id="the last"),
    ],
)
def test_no_moment_is_too_early_or_too_late(begin: datetime) -> None:
    events = events_of(story((OUTAGE * 5 + "unknown ") * 3, begin))
    assert any(isinstance(event, IncidentChange) for event in events)


def test_what_cannot_matter_any_more_is_forgotten() -> None:
    tracker = Tracker()
    events_of(story(OUTAGE), tracker)
    for minute in (0, 1):  # one that was, and one that never was
        tracker.count(NOW + timedelta(minutes=minute), is_counted=False)
    assert tracker.state.uncounted == [NOW]
    events_of(story(("down x3 up up +6h degraded x3 up up +6h ") * 40), tracker)
    remembered = [incident for incident in tracker.state.closed if NOW + timedelta(days=13) > incident.begin]
    assert remembered == []
    assert sum(incident.verdict == "degraded" for incident in tracker.state.closed) == 1
    assert not tracker.state.recent
    assert not tracker.state.uncounted


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", None),
        ("down x3", 2),
        ("down x3 up", 3),  # good again: so far it was seen
        ("down x3 up up " * 4 + "up x3", 18),  # and still so, after much that came and went
        ("up x3", None),
        ("down x3 offline", 3),  # what cannot see X does not see it go on
        ("down x3 offline offline", 3),
    ],
)
def test_an_incident_was_seen_until_all_was_well_or_out_of_sight(text: str, minutes: int | None) -> None:
    tracker = Tracker()
    events_of(story(text), tracker)
    assert tracker.state.seen_until == (None if minutes is None else NOW + timedelta(minutes=minutes))


def test_a_clock_set_back_lets_no_incident_be_seen_before_it_began() -> None:
    state = TrackerState(
        last_at=NOW, open=Incident(NOW + timedelta(hours=1), VerdictName.DOWN, Cause.SERVER_ERRORS)
    )
    assert state.seen_until == NOW + timedelta(hours=1)
    assert replace(state, last_at=None).seen_until == NOW + timedelta(hours=1)  # of a file that lacks it


def test_two_checks_in_one_second_leave_no_gap() -> None:
    tracker = Tracker()
    (seen,) = story("up")
    soon = replace(seen, check=replace(seen.check, at=seen.check.at + timedelta(milliseconds=500)))
    assert [tracker.follow(each) for each in (seen, soon)] == [[], []]


@pytest.mark.parametrize(
    ("state", "since"),
    [
        (TrackerState(), None),
        (TrackerState(last_at=NOW, last_interval_s=60, gap_begin=NOW - timedelta(minutes=5)), -5),
        (TrackerState(last_at=NOW, last_interval_s=600), None),  # the next one is not late yet
        (TrackerState(last_at=NOW, last_interval_s=60), 0),
        (TrackerState(last_at=NOW + timedelta(days=1), last_interval_s=60), None),  # the clock was set back
    ],
)
def test_since_when_nobody_has_watched(state: TrackerState, since: int | None) -> None:
    expected = None if since is None else NOW + timedelta(minutes=since)
    assert state.unwatched_since(NOW + timedelta(minutes=10)) == expected
