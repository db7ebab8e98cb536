"""The words of the window: every code has its own, and lengths are told as short as they can be."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.domain.made import NOW, evidence_of
from tests.domain.stories import figures_of, story
from trayapp.domain.alerts import Notice, NoticeKind
from trayapp.domain.codes import Cause, Says, VerdictName
from trayapp.domain.reports import Vantage
from trayapp.domain.tracker import Change, Incident, IncidentChange
from trayapp.domain.uptime import Totals
from trayapp.i18n import Words

ENGLISH, GERMAN = Words("en"), Words("de")
every_language = pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["en", "de"])


@every_language
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_notice_has_words(words: Words, kind: NoticeKind) -> None:
    incident = Incident(NOW, VerdictName.DOWN, Cause.SERVER_ERRORS)
    shown, held_back = (words.window.told_notice(kind, incident, is_shown=shown) for shown in (True, False))

    assert shown != held_back
    assert kind.value not in shown.split() or words is ENGLISH


@every_language
@pytest.mark.parametrize("change", Change)
def test_every_change_has_words(words: Words, change: Change) -> None:
    incident = Incident(NOW, VerdictName.DOWN, Cause.SERVER_ERRORS, confirmed=True)

    told = words.window.told_change(IncidentChange(change, NOW, incident, 1))

    assert (words.window.state(VerdictName.DOWN) in told) == (change is not Change.CLOSED)


def test_an_incident_that_is_confirmed_later_has_not_become_another() -> None:
    unsure = Incident(NOW, VerdictName.DEGRADED, Cause.POSTS_UNREADABLE)
    sure = replace(unsure, confirmed=True)
    worse = replace(sure, verdict=VerdictName.DOWN)
    changes = [IncidentChange(Change.OPENED, NOW, unsure, None)]
    changes += [IncidentChange(Change.UPDATED, NOW, incident, None) for incident in (sure, worse)]

    time = ENGLISH.moment(NOW)
    assert [ENGLISH.window.told_change(*pair) for pair in zip(changes, (None, *changes), strict=False)] == [
        f"First failed check · seen again by {time}, unsure: Problems (posts unreadable)",
        "Sure now: Problems (posts unreadable)",
        "It has become: Down (posts unreadable)",
    ]
    assert [ENGLISH.history.change(change).partition(": ")[2] for change in changes[1:]] == [
        "X has problems (posts unreadable).",
        "X is down (posts unreadable).",
    ]
    when = ENGLISH.date_and_time(NOW)
    assert ENGLISH.history.change(changes[2]).startswith(f"Trouble since {when}, now: ")


def test_what_became_part_of_an_incident_is_counted() -> None:
    incident = Incident(NOW, VerdictName.DOWN, Cause.UNSTABLE, confirmed=True)
    absorbed = (incident, incident, incident)

    told = ENGLISH.window.told_change(IncidentChange(Change.UPDATED, NOW, incident, 1, absorbed))

    assert told == "It has become: Down (comes and goes); 3 later incidents are part of it"


@every_language
def test_nobody_is_told_that_x_was_down_while_that_is_unconfirmed(words: Words) -> None:
    incident = Incident(NOW, VerdictName.DOWN, Cause.UNREACHABLE)
    told = (
        words.window.incident_title(incident),
        words.window.told_run(3, VerdictName.DOWN, Cause.UNREACHABLE),
        words.notices.body(Notice(NoticeKind.SUMMARY, NOW, VerdictName.DOWN, Cause.UNREACHABLE, count=1)),
        words.notices.title(Notice(NoticeKind.TROUBLE, NOW, VerdictName.DOWN, Cause.UNREACHABLE)),
    )

    for text in told:
        assert words.window.state(VerdictName.DOWN) not in text
        assert words.names.verdict(VerdictName.DOWN) not in text


def test_what_is_out_of_reach_is_said_once() -> None:
    incident = Incident(NOW, VerdictName.DOWN, Cause.UNREACHABLE)
    opened = IncidentChange(Change.OPENED, NOW, incident, None)

    assert ENGLISH.window.incident_title(incident) == "Out of reach"
    assert ENGLISH.window.incident_cause(incident) == ""
    assert ENGLISH.window.told_change(opened) == (
        f"First failed check · seen again by {ENGLISH.moment(NOW)}, unsure: Out of reach"
    )
    assert ENGLISH.window.told_run(3, VerdictName.DOWN, Cause.UNREACHABLE) == (
        "3 checks: X cannot be reached from here"
    )
    confirmed = replace(incident, confirmed=True)
    assert ENGLISH.window.incident_title(confirmed) == "Down: out of reach"


@every_language
@pytest.mark.parametrize("verdict", [VerdictName.DOWN, VerdictName.BLOCKED])
@pytest.mark.parametrize("cause", [Cause.SERVER_ERRORS, Cause.UNREACHABLE])
def test_the_timeline_says_what_the_popup_said(words: Words, verdict: VerdictName, cause: Cause) -> None:
    incident = Incident(NOW, verdict, cause, NOW)
    popup = Notice(NoticeKind.RECOVERY, NOW, VerdictName.UP, incident=incident)

    told = words.window.told_notice(NoticeKind.RECOVERY, incident, is_shown=True)

    assert told.endswith(words.notices.title(popup))


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (89, "1 min"),
        (3599, "1 h"),
        (7500, "2 h 5 min"),
        (86400, "1 day 0 h"),
        (9 * 86400 + 7200, "9 days 2 h"),
        (10 * 86400 + 50000, "11 days"),
    ],
)
def test_a_length_is_as_short_as_it_can_be(seconds: float, expected: str) -> None:
    assert ENGLISH.length(timedelta(seconds=seconds)) == expected


@pytest.mark.parametrize(
    ("watched_s", "days", "expected"),
    [
        (0, 7, "2 incidents; too little was watched for figures."),
        (1800, 7, "2 incidents; 30 min watched"),
        (400_000, 7, "2 incidents; up 50.00 % (111 h watched)"),
        (400_000, 30, "2 incidents; 111 h watched"),
        (5_000_000, 90, "2 incidents; up 50.00 % (57 days watched)"),
    ],
)
def test_how_often_says_how_much_was_watched_and_no_share_of_too_little(
    watched_s: float, days: int, expected: str
) -> None:
    assert ENGLISH.window.how_often(Totals(watched_s, watched_s / 2, 0, 2), days) == expected


@pytest.mark.parametrize("days", [1, 7, 30, 90, 365])
def test_the_first_page_and_the_table_say_the_same_of_how_much_was_watched(days: int) -> None:
    of_all = days * 86_400
    totals = Totals(of_all - 5000.0, 0, 0, 0)
    over_ribbon = ENGLISH.glance.watched(totals, days, "", timedelta(days=400))
    known = re.findall(r"\d+", over_ribbon)[0]
    assert re.findall(rf"\b{known} (?:h|days) watched", ENGLISH.window.how_often(totals, days))


@every_language
def test_where_nothing_happened_nothing_was_watched(words: Words) -> None:
    """Beside a time of being blocked that would read as a contradiction."""
    calm, blocked = Totals(0, 0, 0, 0), Totals(0, 0, 0, 1, blocked=1)

    assert words.window.how_often(calm, 7) == words.gettext("Nothing was watched.")
    assert words.window.how_often(blocked, 7) == words.history.totals(blocked)
    assert words.window.how_often(blocked, 7) != words.window.how_often(calm, 7)


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        (figures_of(story("blocked x9")), "1 incident; X itself could not be observed."),
        (Totals(0, 0, 0, 1), "1 incident; too little was watched for figures."),
        (Totals(0, 0, 0, 2, blocked=1), "2 incidents; too little was watched for figures."),
    ],
)
def test_without_figures_it_says_why_there_are_none(totals: Totals, expected: str) -> None:
    assert ENGLISH.history.totals(totals) == expected


@pytest.mark.parametrize(
    ("says", "count", "said"),
    [
        ("trouble", 5, "trouble (5 of 6)"),
        ("fine", 2, "no trouble (2 of 6 report some)"),
        ("fine", 1, "no trouble (1 of 6 reports some)"),
    ],
)
def test_a_number_is_that_of_those_who_see_trouble(says: str, count: int, said: str) -> None:
    assert ENGLISH.sources.evidence(replace(evidence_of("vantage", says), count=count, of=6)) == said


@pytest.mark.parametrize("says", Says)
@every_language
def test_a_voice_says_how_many_only_where_that_means_something(words: Words, says: Says) -> None:
    said = words.sources.evidence(evidence_of("crowd", says))

    assert said == words.sources.says(says)


def test_the_user_is_a_voice_of_their_own() -> None:
    seen = evidence_of("user")

    assert (ENGLISH.sources.witness(seen), ENGLISH.sources.evidence(seen)) == ("You", "saw an error")


def test_vantage_points_are_told_by_what_they_saw() -> None:
    seen = [
        Vantage("DE", "target"),
        Vantage("JP", "reached"),
        Vantage("FR", "target"),
        Vantage("\x1b", "new"),
    ]

    told = ENGLISH.sources.vantages(seen)

    assert told == "X fails there: DE, FR; reached: JP; new: \N{REPLACEMENT CHARACTER}"


def test_what_a_voice_writes_is_made_plain_and_not_too_long() -> None:
    told = ENGLISH.sources.quoted("a\x1b[31m\n\n b " + "c" * 400)

    assert told.startswith("“a\N{REPLACEMENT CHARACTER}[31m b ccc")
    assert told.endswith("c…”")
    assert len(told) < 310
