"""What a team is told of incidents: each event once, and what is still so."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.test_json import assert_is
from tests.domain.made import NOW
from tests.domain.stories import clock, story
from trayapp.domain.codes import VerdictName
from trayapp.domain.messages import Letter, MessageEvent, Outbox, Recipient
from trayapp.domain.records import JudgedCheck
from trayapp.domain.tracker import Tracker

FLAPPING = "down x3 up up " * 4
ALL = Recipient("all", VerdictName.DEGRADED, tuple(MessageEvent))
DOWN = Recipient("down", VerdictName.DOWN, tuple(MessageEvent))


class Desk:
    """A tracker and its outbox. What is due is sent at once, but while nobody can be reached."""

    def __init__(self, recipients: Collection[Recipient] = (ALL,)) -> None:
        self.tracker = Tracker()
        self.outbox = Outbox()
        self.recipients = recipients
        self.sent: list[tuple[datetime, Letter, MessageEvent]] = []

    def follow(self, seen: JudgedCheck, *, is_reached: bool = True, is_about_x: bool = True) -> None:
        self.tracker.follow(seen)
        at = seen.check.at
        self.outbox.follow(at, self.tracker, self.recipients, is_about_x=is_about_x)
        for recipient in self.recipients:
            while is_reached and (letter := self.outbox.due(recipient.name)) is not None:
                assert letter.event is not None
                self.outbox.mark(letter)
                self.sent.append((at, letter, letter.event))

    def restart(self) -> None:
        self.outbox = Outbox.from_json(self.outbox.to_json())

    def told(self) -> list[str]:
        return [
            f"{clock(at)} {event} {letter.incident.verdict} from {clock(letter.incident.begin)}"
            for at, letter, event in self.sent
        ]


def told(
    text: str, recipient: Recipient = ALL, *, unreached: Iterable[int] = (), restarts: bool = False
) -> list[str]:
    """What one is told of a story; by their numbers, from 0, the checks at which nobody can be reached."""
    desk = Desk([recipient])
    for number, seen in enumerate(story(text)):
        desk.follow(seen, is_reached=number not in unreached)
        if restarts:
            desk.restart()
    return desk.told()


@pytest.mark.parametrize("restarts", [False, True], ids=["one life", "restarts"])
@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("up down up", []),
        ("down x3 up up", ["2:00 opened down from 0:00", "4:00 recovered down from 0:00"]),
        (
            "degraded x3 down x3 up up",
            [
                "2:00 opened degraded from 0:00",
                "5:00 worse down from 0:00",
                "7:00 recovered down from 0:00",
            ],
        ),
        (
            "down? x3 down up up",
            [
                "2:00 opened down from 0:00",
                "3:00 confirmed down from 0:00",
                "5:00 recovered down from 0:00",
            ],
        ),
        ("blocked x3 up up", []),
        ("down x3 blocked x3 down x3", ["2:00 opened down from 0:00"]),
        ("down x3 offline x3 unknown +2h down x3", ["2:00 opened down from 0:00"]),
        (
            FLAPPING + "up x15",
            [
                "2:00 opened down from 0:00",
                "4:00 recovered down from 0:00",
                "7:00 opened down from 5:00",
                "9:00 recovered down from 5:00",
                "12:00 opened down from 10:00",
                "14:00 recovered down from 10:00",
                "17:00 worse down from 0:00",
                "33:00 recovered down from 0:00",
            ],
        ),
    ],
    ids=[
        *("a blip", "an outage", "worse", "confirmed", "the reader's network", "blocked meanwhile"),
        *("nobody watches", "it comes and goes"),
    ],
)
def test_each_event_is_told_once(text: str, messages: list[str], restarts: bool) -> None:
    assert told(text, restarts=restarts) == messages


def test_who_wants_outages_alone_hears_of_one_when_it_is_one() -> None:
    assert told("degraded x3 up up", DOWN) == []
    assert told("degraded x3 down x3 up up", DOWN) == [
        "5:00 opened down from 0:00",
        "7:00 recovered down from 0:00",
    ]


@pytest.mark.parametrize(
    ("events", "messages"),
    [
        (["recovered"], ["8:00 recovered down from 0:00"]),
        (["worse"], ["6:00 worse down from 0:00"]),
        (["opened", "recovered"], ["2:00 opened degraded from 0:00", "8:00 recovered down from 0:00"]),
    ],
    ids=str,
)
def test_each_is_told_the_events_it_wants(events: list[str], messages: list[str]) -> None:
    text = "degraded? x3 degraded down x3 up up"
    assert told(text, Recipient("one", VerdictName.DEGRADED, events)) == messages


def test_each_is_told_as_if_it_were_alone() -> None:
    several = [Recipient("one", VerdictName.DEGRADED, ["worse"]), ALL, DOWN]
    for last in several:
        desk = Desk([*(each for each in several if each is not last), last])
        for seen in story("degraded x3 down x3 up up"):
            desk.follow(seen)
        for recipient in several:
            own = [(at, event) for at, letter, event in desk.sent if letter.to == recipient.name]
            alone = Desk([recipient])
            for seen in story("degraded x3 down x3 up up"):
                alone.follow(seen)
            assert own == [(at, event) for at, _, event in alone.sent]


@pytest.mark.parametrize(
    ("unreached", "messages"),
    [
        (range(8), []),
        (range(7), ["7:00 opened down from 0:00", "8:00 recovered down from 0:00"]),
        (range(3, 8), ["2:00 opened degraded from 0:00", "8:00 recovered down from 0:00"]),
    ],
    ids=["all of it", "its begin", "all but its begin"],
)
def test_afterwards_only_what_is_still_so_is_told(unreached: range, messages: list[str]) -> None:
    """As after quiet hours, or where the whole network was away."""
    text = "degraded x3 down x4 up up"
    assert told(text, unreached=unreached) == messages


def test_what_comes_and_goes_unheard_is_told_as_the_one_incident_that_it_is() -> None:
    assert told(FLAPPING, unreached=range(17)) == ["17:00 worse down from 0:00"]
    # The second's end was never told: it has become a part of the first.
    assert told(FLAPPING, unreached=range(9, 17))[2:] == [
        "7:00 opened down from 5:00",
        "17:00 worse down from 0:00",
    ]


def test_what_became_milder_than_somebody_wants_to_hear_of_unheard_is_not_told() -> None:
    assert told("down x3 blocked x3 up up", DOWN, unreached=range(5)) == []


def test_two_incidents_wait_in_their_order() -> None:
    desk = Desk()
    for number, seen in enumerate(story("down x3 up up degraded x3")):
        desk.follow(seen, is_reached=number in (2, 7))
    assert desk.told() == [
        "2:00 opened down from 0:00",
        "7:00 recovered down from 0:00",
        "7:00 opened degraded from 5:00",
    ]


def test_that_an_address_of_the_user_s_own_fails_is_told_to_nobody() -> None:
    desk = Desk()
    for seen in story("degraded x3 up up"):
        desk.follow(seen, is_about_x=False)
    assert desk.sent == []


def test_who_is_switched_off_meanwhile_is_not_told_twice() -> None:
    desk = Desk()
    for number, seen in enumerate(story("down x8")):
        desk.recipients = [] if number in (4, 5) else [ALL]
        desk.follow(seen)
    assert desk.told() == ["2:00 opened down from 0:00"]


def test_what_certainly_did_not_get_there_is_tried_again_some_times_and_later_each_time() -> None:
    desk = Desk()
    for seen in story("down x3"):
        desk.follow(seen, is_reached=False)
    now, pauses_s = NOW, []
    while (letter := desk.outbox.due("all")) is not None:
        now = max(now, letter.next_at or now)
        desk.outbox.mark(letter)
        assert desk.outbox.due("all") is None
        desk.outbox.put_back(letter, now)
        desk.restart()
        again = desk.outbox.due("all")
        if again is not None and again.next_at is not None:
            pauses_s.append((again.next_at - now).total_seconds())
    assert pauses_s == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_what_became_of_it_while_it_was_tried_is_told_the_next_time() -> None:
    desk = Desk()
    [*first, last] = story("degraded x3 down x3")
    for seen in first:
        desk.follow(seen, is_reached=False)
    letter = desk.outbox.due("all")
    assert letter is not None
    desk.outbox.mark(letter)
    desk.follow(last, is_reached=False)
    desk.outbox.put_back(letter, NOW)

    again = desk.outbox.due("all")
    assert again is not None
    assert (again.event, again.incident.verdict) == ("opened", "down")


def test_a_message_is_json_as_a_replay_prints_it() -> None:
    desk = Desk()
    for seen in story("degraded x3 down x3 up up"):
        desk.follow(seen)
    written = [letter.to_json("in words") for _, letter, _ in desk.sent]
    for each in written:
        assert_is("message", each)
    assert [(each["type"], each["event"]) for each in written] == [
        ("incident_opened", "opened"),
        ("incident_updated", "worse"),
        ("incident_closed", "recovered"),
    ]


@pytest.mark.parametrize(
    "text",
    [None, "", "[]", "{", "null", "[1]", '[["all"]]', "[" * 100_000, '{"a": 1}'],
    ids=lambda text: str(text)[:9],
)
def test_what_cannot_be_read_is_an_empty_outbox(text: str | None) -> None:
    assert Outbox.from_json(text).to_json() == "[]"


_WORDS = (
    "up",
    "up up",
    "degraded x3",
    "down",
    "down x3",
    "down?",
    "down? x2",
    "blocked x3",
    "offline",
    "+1h up",
)


@given(
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=30).map(" ".join),
    st.lists(st.sampled_from(["sent", "unreached", "failed", "killed", "restart", "off"]), min_size=8),
)
def test_whatever_happens_nobody_is_told_anything_twice(text: str, fates: list[str]) -> None:
    """Killed: after it was marked, and it is not known whether before or after it was sent."""
    desk = Desk([ALL, DOWN])
    for number, seen in enumerate(story(text)):
        fate = fates[number % len(fates)]
        desk.recipients = [ALL] if fate == "off" else [ALL, DOWN]
        desk.follow(seen, is_reached=fate in ("sent", "off"))
        letter = desk.outbox.due("all")
        if letter is not None and fate in ("failed", "killed"):
            desk.outbox.mark(letter)
            if fate == "failed":
                desk.outbox.put_back(letter, seen.check.at)
            else:
                assert letter.event is not None
                desk.sent.append((seen.check.at, letter, letter.event))
        desk.restart()

    keys = [(letter.about, event) for _, letter, event in desk.sent]
    assert sorted(keys) == sorted(set(keys))
    for _, letter, event in desk.sent:
        assert (letter.incident.end is not None) == (event is MessageEvent.RECOVERED)
        is_bad_enough = (
            letter.incident.verdict in (VerdictName.DOWN, VerdictName.DEGRADED)[: 1 + (letter.to == "all")]
        )
        assert is_bad_enough or letter.told  # who heard of it hears how it goes on
    begun: dict[tuple[str, datetime, bool], int] = {}
    for _, letter, event in desk.sent:
        begun[letter.about] = begun.get(letter.about, 0) + 1
        assert event is not MessageEvent.RECOVERED or begun[letter.about] > 1  # who heard of its begin
