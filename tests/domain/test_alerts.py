"""What is told, and what is not: one notice for each thing a person wants to know, and none besides."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.domain.alarms import Life, after, all_in_short, in_short, notices_of
from tests.domain.made import DEAD, FINE, NOW, check, evidence_of, judged
from tests.domain.stories import story
from trayapp.domain.alerts import Alerts, Modes, NoticeKind, Topic, is_quiet_hour, quiet_left
from trayapp.domain.codes import Cause, Confidence, VerdictName
from trayapp.domain.records import Check, JudgedCheck, Reason, Verdict
from trayapp.domain.reports import Report
from trayapp.domain.tracker import Tracker
from trayapp.watch.commands import FOREVER

BACK = Modes(is_back_wanted=True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("up x5", [], id="calm"),
        pytest.param("down down up x3", [], id="a blip"),
        pytest.param("unknown x5 up unknown up x3", [], id="nothing known"),
        pytest.param(
            "up down x4 up x3",
            ["3:00 trouble down from 1:00 #1", "6:00 recovery down from 1:00 to 5:00"],
            id="an outage",
        ),
        pytest.param(
            "down! down! x5",
            ["1:00 trouble down from 0:00 #1"],
            id="an outage that others confirm",
        ),
        pytest.param(
            "down?:unreachable x3 up up",
            [
                "2:00 trouble down unreachable from 0:00 unconfirmed",
                "4:00 recovery down unreachable from 0:00 to 3:00 unconfirmed",
            ],
            id="out of reach from here",
        ),
        pytest.param(
            "down?:unreachable x3 down:unreachable x2",
            [
                "2:00 trouble down unreachable from 0:00 unconfirmed",
                "3:00 confirmed down unreachable from 0:00 #1",
            ],
            id="out of reach, and then for others, too",
        ),
        pytest.param(
            "degraded? x3 degraded x3 degraded? x3",
            ["2:00 trouble degraded from 0:00 unconfirmed", "3:00 confirmed degraded from 0:00"],
            id="problems that are confirmed, once and never the other way round",
        ),
        pytest.param(
            "degraded? x3 down? x2 down x3",
            ["2:00 trouble degraded from 0:00 unconfirmed", "5:00 worse down from 0:00 #1"],
            id="worse and confirmed at once",
        ),
        pytest.param(
            "blocked? x3 blocked x3",
            ["2:00 blocked blocked from 0:00 unconfirmed", "3:00 confirmed blocked from 0:00"],
            id="a blocking that is confirmed",
        ),
        pytest.param(
            "down? x3 blocked? x2 blocked x3 down x3",
            ["2:00 trouble down from 0:00 unconfirmed", "5:00 blocked blocked from 0:00"],
            id="blocked and confirmed at once",
        ),
        pytest.param(
            "down?:unreachable x3 blocked x3",
            ["2:00 trouble down unreachable from 0:00 unconfirmed", "5:00 blocked blocked from 0:00"],
            id="that it is blocked here does not confirm that it is down",
        ),
        pytest.param(
            "down? x3 up up " * 3 + "down? x3 down x3",
            [
                "2:00 trouble down from 0:00 unconfirmed",
                "4:00 recovery down from 0:00 to 3:00 unconfirmed",
                "7:00 trouble down from 5:00 unconfirmed",
                "9:00 recovery down from 5:00 to 8:00 unconfirmed",
                "12:00 trouble down from 10:00 unconfirmed",
                "14:00 recovery down from 10:00 to 13:00 unconfirmed",
                "17:00 trouble down unstable from 0:00 unconfirmed",
                "18:00 confirmed down unstable from 0:00 #1",
            ],
            id="what comes and goes is confirmed",
        ),
        pytest.param(
            "degraded x3 down x3 degraded x5",
            ["2:00 trouble degraded from 0:00", "5:00 worse down from 0:00 #1"],
            id="problems become an outage",
        ),
        pytest.param(
            "down x3 down:unreachable x5 down:edge_outage x5",
            ["2:00 trouble down from 0:00 #1"],
            id="another cause",
        ),
        pytest.param(
            "down x3 up up +1d down x3",
            [
                "2:00 trouble down from 0:00 #1",
                "4:00 recovery down from 0:00 to 3:00",
                "1446:00 trouble down from 1444:00 #2",
            ],
            id="a second outage",
        ),
        pytest.param(
            "blocked x3 blocked:dns_blocked x5 up up",
            ["2:00 blocked blocked from 0:00", "9:00 recovery blocked from 0:00 to 8:00"],
            id="blocked",
        ),
        pytest.param(
            "blocked x3 down x3 blocked x3 down x3 blocked x3",
            ["2:00 blocked blocked from 0:00", "5:00 worse down from 0:00 #1"],
            id="blocked is told once in an incident, and its turning worse",
        ),
        pytest.param(
            "down x3 blocked x3 down x3 blocked x3",
            ["2:00 trouble down from 0:00 #1", "5:00 blocked blocked from 0:00"],
            id="an outage becomes a blocking, and back, and so on",
        ),
        pytest.param(
            "down x3 unknown x3 +1h down x3 up unknown up up",
            ["2:00 trouble down from 0:00 #1", "71:00 recovery down from 0:00 to 70:00"],
            id="gaps and unknown in between",
        ),
        pytest.param("offline up offline up up", [], id="a blip of the network"),
        pytest.param(
            "up offline x5",
            ["2:00 offline"],
            id="offline",
        ),
        pytest.param(
            "offline offline:captive_portal x4",
            ["1:00 offline captive_portal"],
            id="offline, as it is by then",
        ),
        pytest.param(
            "offline x3 up offline x3 unknown x3 offline x3 +8h offline x3",
            ["1:00 offline"],
            id="a network that comes and goes",
        ),
        pytest.param(
            "offline x3 up down offline x3",
            ["1:00 offline", "6:00 offline"],
            id="offline again, after the network worked for a while",
        ),
        pytest.param("offline +1h offline +1h offline", [], id="offline whenever somebody looked"),
        pytest.param("offline +0s offline", [], id="the same moment twice"),
        pytest.param("up offline:poor_line x9", [], id="a network that is too poor to tell"),
        pytest.param(
            "offline:poor_line up offline:poor_line x2 unknown up x2 " * 3, [], id="which comes and goes"
        ),
        pytest.param(
            "offline:poor_line offline offline:poor_line offline offline:poor_line",
            [],
            id="and dies at times",
        ),
        pytest.param(
            "offline:poor_line offline x2 offline:poor_line x2 offline x2",
            ["2:00 offline"],
            id="and then is dead",
        ),
        pytest.param(
            "offline:https_broken x3",
            ["1:00 offline https_broken"],
            id="a network that lets nothing secure through: there is something to do",
        ),
        pytest.param(
            "down x3 offline:poor_line x3 down up up",
            ["2:00 trouble down from 0:00 #1", "8:00 recovery down from 0:00 to 7:00"],
            id="a poor network amid an outage",
        ),
        pytest.param(
            "down x3 offline x3 down x3 up up",
            [
                "2:00 trouble down from 0:00 #1",
                "4:00 offline",
                "10:00 recovery down from 0:00 to 9:00",
            ],
            id="offline amid an outage",
        ),
    ],
)
def test_what_is_told(text: str, told: list[str]) -> None:
    assert all_in_short(notices_of(text)) == told


def test_what_comes_and_goes_is_told_as_an_update_of_the_first() -> None:
    told = all_in_short(notices_of("every:1m " + "down x3 up up " * 4 + "up x16"))

    assert told[:2] == ["2:00 trouble down from 0:00 #1", "4:00 recovery down from 0:00 to 3:00"]
    assert told[6:] == [
        "17:00 trouble down unstable from 0:00 #1",
        "33:00 recovery down unstable from 0:00 to 18:00",
    ]


def test_what_fails_is_named() -> None:
    life = Life()
    broken = check(FINE, web="ok", posts="ok", images="server_error:origin", video="timeout:connect")
    at = [NOW + timedelta(minutes=n) for n in range(3)]
    seen = judged(broken)
    told = [life.follow(JudgedCheck(Check(moment, 60, broken.surfaces), (), seen.verdict)) for moment in at]

    [[], [], [notice]] = told
    assert notice.parts == ("images", "video")
    assert (notice.kind, notice.verdict, notice.cause) == ("trouble", "degraded", "part_failing")


def test_parts_are_named_only_with_the_cause_that_they_show() -> None:
    """The mildest of the checks that confirm trouble is what is told; the last one may have seen another."""
    images = judged(check(FINE, web="ok", posts="ok", images="server_error:origin"))
    core = judged(check(FINE, web="server_error:origin", posts="server_error:origin"))
    life = Life()
    told = []
    for n, seen in enumerate([images, images, core]):
        told += life.follow(
            JudgedCheck(Check(NOW + timedelta(minutes=n), 60, seen.check.surfaces), (), seen.verdict)
        )

    [notice] = told
    assert (notice.verdict, notice.cause, notice.parts) == ("degraded", "part_failing", ())


def test_what_speaks_against_the_verdict_is_not_named() -> None:
    web, posts = (("surface", name) for name in ("web", "posts"))
    reasons = Reason("surface_failed", True, (web,)), Reason("surface_slow", False, (posts,))
    blocked = Verdict(VerdictName.BLOCKED, Cause.PATH_BLOCKED, Confidence.MEDIUM, reasons)
    life = Life()
    told = [life.follow(replace(seen, verdict=blocked)) for seen in story("blocked x3")]

    assert [notice.parts for notices in told for notice in notices] == [("web",)]


@pytest.mark.parametrize(
    ("text", "is_heard"),
    [
        ("down! down!", [True]),
        ("down!user down down", [False]),
        ("down?:unreachable x3 down!vantage:unreachable", [False, True]),
        ("down?:unreachable x3 down", [False, False]),
    ],
)
def test_a_notice_knows_whether_others_report_trouble_too(text: str, is_heard: list[bool]) -> None:
    assert [notice.is_heard for notice in notices_of(text)] == is_heard


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        pytest.param("down x3", Confidence.MEDIUM, id="the check's"),
        pytest.param("down! down?", Confidence.LOW, id="the last one's"),
        pytest.param("degraded:server_errors down x2", None, id="not where the check was worse"),
        pytest.param("down x3 up up " * 3 + "down x3", None, id="nor of what comes and goes"),
    ],
)
def test_a_notice_is_as_sure_as_the_check_that_saw_the_same(text: str, confidence: Confidence | None) -> None:
    assert notices_of(text)[-1].confidence == confidence


def test_what_was_confirmed_while_nobody_was_told_is_told_at_the_next_trouble() -> None:
    """As when `trayapp watch` went on for the tray."""
    life = Life()
    checks = story("down? x3 down up down up up")
    told = []
    for number, seen in enumerate(checks):
        if number == 3:
            life.tracker.follow(seen)
        else:
            told += life.follow(seen)

    assert all_in_short(told) == [
        "2:00 trouble down from 0:00 unconfirmed",
        "5:00 confirmed down from 0:00 #1",
        "7:00 recovery down from 0:00 to 6:00",
    ]


def test_offline_names_no_parts() -> None:
    life = Life()
    dead = judged(check(DEAD, web="connect_failed:unreachable", posts="connect_failed:unreachable"))
    checks = [
        JudgedCheck(Check(NOW + timedelta(minutes=n), 60, dead.check.surfaces), (), dead.verdict)
        for n in (0, 1)
    ]

    [notice] = [notice for seen in checks for notice in life.follow(seen)]
    assert (notice.kind, notice.parts, notice.incident) == ("offline", (), None)


OUTAGE = "down x3 up up up up"


@pytest.mark.parametrize(
    ("text", "quiet", "wishes", "told"),
    [
        pytest.param(
            OUTAGE,
            range(5),
            {},
            [
                "(2:00 trouble down from 0:00 #1)",
                "(4:00 recovery down from 0:00 to 3:00)",
                "5:00 summary of 2 up down from 0:00 to 3:00",
            ],
            id="quiet hours over an outage",
        ),
        pytest.param(
            "down x9",
            range(5),
            {},
            ["(2:00 trouble down from 0:00 #1)", "5:00 summary of 1 down down from 0:00"],
            id="it is still down afterwards",
        ),
        pytest.param(
            OUTAGE,
            range(4),
            {},
            [
                "(2:00 trouble down from 0:00 #1)",
                "(4:00 recovery down from 0:00 to 3:00)",
                "4:00 summary of 2 up down from 0:00 to 3:00",
            ],
            id="good again at the moment in which they end",
        ),
        pytest.param(
            OUTAGE,
            (3, 4, 5),
            {},
            [
                "2:00 trouble down from 0:00 #1",
                "(4:00 recovery down from 0:00 to 3:00)",
                "6:00 summary of 1 up down from 0:00 to 3:00",
            ],
            id="only its end",
        ),
        pytest.param("up x5", range(3), {}, [], id="nothing happened"),
        pytest.param(
            "offline x4",
            range(3),
            {},
            ["(1:00 offline)", "3:00 summary of 1 offline"],
            id="offline",
        ),
        pytest.param(
            "down x3 offline x2 down x2",
            (3, 4),
            {},
            [
                "2:00 trouble down from 0:00 #1",
                "(4:00 offline)",
                "5:00 summary of 1 down down from 0:00",
            ],
            id="what was told before and goes on",
        ),
        pytest.param(
            OUTAGE,
            (),
            {0: after(6)},
            [
                "(2:00 trouble down from 0:00 #1)",
                "(4:00 recovery down from 0:00 to 3:00)",
                "6:00 summary of 2 up down from 0:00 to 3:00",
            ],
            id="muted for a while",
        ),
        pytest.param(
            OUTAGE,
            range(5),
            {0: after(6)},
            [
                "(2:00 trouble down from 0:00 #1)",
                "(4:00 recovery down from 0:00 to 3:00)",
                "6:00 summary of 2 up down from 0:00 to 3:00",
            ],
            id="muted longer than quiet: one summary",
        ),
        pytest.param(
            "down x9",
            (),
            {0: Modes(muted_until=FOREVER), 7: Modes()},
            ["(2:00 trouble down from 0:00 #1)", "7:00 summary of 1 down down from 0:00"],
            id="muted for good, until it is not",
        ),
        pytest.param(
            "down x4",
            (),
            {0: Modes(paused_until=NOW + timedelta(minutes=3))},
            ["(2:00 trouble down from 0:00 #1)", "3:00 summary of 1 down down from 0:00"],
            id="paused, and checked by hand all the same",
        ),
        pytest.param(
            OUTAGE,
            range(9),
            {1: BACK},
            ["(2:00 trouble down from 0:00 #1)", "4:00 back down from 0:00 to 3:00"],
            id="asked to tell when it is back, in quiet hours",
        ),
        pytest.param(
            OUTAGE,
            range(5),
            {0: BACK},
            [
                "(2:00 trouble down from 0:00 #1)",
                "4:00 back down from 0:00 to 3:00",
                "5:00 summary of 1 up down from 0:00 to 3:00",
            ],
            id="the rest is summed up afterwards",
        ),
        pytest.param(
            OUTAGE,
            range(4),
            {0: BACK},
            [
                "(2:00 trouble down from 0:00 #1)",
                "4:00 summary of 1 up down from 0:00 to 3:00",
                "4:00 back down from 0:00 to 3:00",
            ],
            id="back at the moment in which they end",
        ),
    ],
)
def test_what_is_held_back(
    text: str, quiet: range | tuple[int, ...], wishes: dict[int, Modes], told: list[str]
) -> None:
    assert all_in_short(notices_of(text, quiet=quiet, wishes=wishes)) == told


def test_switched_off_all_is_recorded_and_nothing_pops_up_or_is_summed_up() -> None:
    told = notices_of(OUTAGE, quiet=range(3), wanted=set())
    assert all_in_short(told) == [
        "(2:00 trouble down from 0:00 #1)",
        "(4:00 recovery down from 0:00 to 3:00)",
    ]

    [_, back] = notices_of(OUTAGE, wishes={0: BACK}, wanted=set())
    assert in_short(back) == "4:00 back down from 0:00 to 3:00"


@pytest.mark.parametrize(
    ("topic", "text", "kept_back"),
    [
        (Topic.TROUBLE, "degraded x3 down x3 up up", ["trouble", "worse"]),
        (Topic.TROUBLE, "down? x3 down x3", ["trouble", "confirmed"]),
        (Topic.RECOVERY, "down x3 up up", ["recovery"]),
        (Topic.RECOVERY, "blocked x3 up up", ["recovery"]),
        (Topic.BLOCKED, "down x3 up up", []),
        (Topic.BLOCKED, "blocked? x3 blocked x3 up up", ["blocked", "confirmed", "recovery"]),
        (Topic.BLOCKED, "blocked x3 down x3 up up", ["blocked"]),
        (Topic.OFFLINE, "up offline x3", ["offline"]),
    ],
)
def test_what_nobody_wants_to_hear_of_is_recorded_and_in_no_summary(
    topic: Topic, text: str, kept_back: list[str]
) -> None:
    wanted = set(Topic) - {topic}
    told = notices_of(text, wanted=wanted)
    assert [notice.kind for notice in told if not notice.is_shown] == kept_back

    later = notices_of(f"{text} up up", quiet=range(len(story(text))), wanted=wanted)
    assert sum(notice.count for notice in later) == sum(notice.is_shown for notice in told)


def test_who_wants_to_hear_of_one_thing_alone_does() -> None:
    assert all_in_short(notices_of("up offline x3", wanted={Topic.OFFLINE})) == ["2:00 offline"]


def test_a_summary_is_about_what_was_held_back() -> None:
    text = "down x3 up up blocked x3 up x3"
    told = notices_of(text, quiet=range(10), wanted={Topic.TROUBLE, Topic.RECOVERY})
    assert in_short(told[-1]) == "10:00 summary of 2 up down from 0:00 to 3:00"


def test_what_was_held_back_before_it_was_switched_off_is_forgotten() -> None:
    life = Life()
    checks = story("down x6")
    for judged_ in checks[:4]:
        life.follow(judged_, is_quiet=True)
    life.follow(checks[4], wanted=set())

    assert life.follow(checks[5]) == []


@pytest.mark.parametrize(
    ("text", "asked_before", "told"),
    [
        pytest.param("down x3 up up", 3, ["4:00 back down from 0:00 to 3:00"], id="after an outage"),
        pytest.param("down down up up up", 2, ["3:00 back"], id="after a blip"),
        pytest.param("offline up up", 1, ["2:00 back"], id="after the network was dead"),
        pytest.param("unknown unknown up up", 1, ["3:00 back"], id="when nothing was known"),
        pytest.param("up x5", 2, [], id="it was never away"),
        pytest.param("up x3 down up up", 1, ["5:00 back"], id="it goes away only later"),
        pytest.param("down up unknown up +1h up up", 1, ["64:00 back"], id="not before it is sure"),
    ],
)
def test_back_is_told_once_to_whom_asked(text: str, asked_before: int, told: list[str]) -> None:
    again = text + " down x3 up up" * 2
    life = Life()
    notices = []
    for number, seen in enumerate(story(again)):
        if number == asked_before:
            life.alerts.state.modes = BACK
        notices += life.follow(seen)
    backs = [notice for notice in notices if notice.kind is NoticeKind.BACK]
    if told:
        assert all_in_short(backs) == told
    else:
        assert [notice.at for notice in backs] == [story(again)[-6].check.at]
    assert not life.alerts.state.modes.is_back_wanted


def test_back_stands_in_for_the_recovery() -> None:
    kinds = [notice.kind for notice in notices_of(OUTAGE, wishes={3: BACK})]

    assert kinds == ["trouble", "back"]


def test_back_waits_for_the_calm_after_what_comes_and_goes() -> None:
    told = all_in_short(notices_of("down x3 up up " * 4 + "up x14", wishes={17: BACK}))
    assert [text for text in told if "back" in text] == ["33:00 back down unstable from 0:00 to 18:00"]


def test_modes_end_by_themselves() -> None:
    life = Life()
    checks = story("up x4")
    until = checks[2].check.at
    life.alerts.state.modes = Modes(until, FOREVER)
    modes = []
    for seen in checks:
        life.follow(seen)
        modes.append(life.alerts.state.modes)

    assert modes == [Modes(until, FOREVER)] * 2 + [Modes(None, FOREVER)] * 2


def test_an_incident_that_was_open_before_anything_is_known_is_no_news() -> None:
    tracker = Tracker()
    checks = story("down x5 up up")
    for seen in checks[:4]:
        tracker.follow(seen)
    life = Life(tracker, Alerts())

    assert all_in_short([n for seen in checks[4:] for n in life.follow(seen)]) == [
        "6:00 recovery down from 0:00 to 5:00"
    ]


def test_an_incident_that_the_tracker_forgot_is_forgotten() -> None:
    life = Life()
    checks = story("down x3 up up down x3")
    for seen in checks[:3]:
        life.follow(seen)
    life.tracker = Tracker()

    assert all_in_short([n for seen in checks[3:] for n in life.follow(seen)]) == [
        "7:00 trouble down from 5:00 #1"
    ]


@pytest.mark.parametrize(
    ("begin", "end", "quiet", "loud"),
    [
        ("22:00", "07:00", ["22:00", "23:59", "00:00", "06:59"], ["07:00", "12:00", "21:59"]),
        ("01:00", "06:30", ["01:00", "06:29"], ["00:59", "06:30", "23:00"]),
        ("00:00", "00:01", ["00:00"], ["00:01", "23:59"]),
        ("", "07:00", [], ["00:00", "06:59"]),
        ("22:00", "", [], ["22:00", "23:59"]),
        ("", "", [], ["00:00"]),
        ("08:00", "08:00", [], ["08:00", "00:00"]),
    ],
)
def test_quiet_hours(begin: str, end: str, quiet: list[str], loud: list[str]) -> None:
    assert all(is_quiet_hour(time.fromisoformat(at), begin, end) for at in quiet)
    assert not any(is_quiet_hour(time.fromisoformat(at), begin, end) for at in loud)


@pytest.mark.parametrize(
    ("night", "hours"),
    [(datetime(2026, 3, 28, tzinfo=UTC), 8), (datetime(2026, 10, 24, tzinfo=UTC), 10)],
    ids=["to summer time", "from summer time"],
)
def test_quiet_hours_go_by_the_clock_on_the_wall(night: datetime, hours: int) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    moments = [night + timedelta(minutes=n) for n in range(12 * 60, 36 * 60)]

    quiet = [m for m in moments if is_quiet_hour(m.astimezone(berlin).time(), "22:00", "07:00")]
    assert len(quiet) == hours * 60
    assert quiet[-1] - quiet[0] == timedelta(hours=hours, minutes=-1)


@pytest.mark.parametrize(
    ("at", "seconds"),
    [("22:00:00", 9 * 3600), ("23:59:59", 7 * 3600 + 1), ("06:59:59", 1), ("07:00:00", 0), ("12:00:00", 0)],
)
def test_how_long_quiet_hours_go_on_is_known_across_midnight(at: str, seconds: int) -> None:
    now = datetime.combine(NOW.date(), time.fromisoformat(at), UTC)
    assert quiet_left(now, "22:00", "07:00", lambda moment: moment.replace(tzinfo=UTC)) == timedelta(
        seconds=seconds
    )


@pytest.mark.parametrize(
    ("night", "end"),
    [
        (datetime(2026, 3, 28, tzinfo=UTC), "07:00"),
        (datetime(2026, 3, 28, tzinfo=UTC), "03:00"),
        (datetime(2026, 10, 24, tzinfo=UTC), "07:00"),
        (datetime(2026, 10, 24, tzinfo=UTC), "02:30"),
    ],
    ids=["to summer time", "with the skipped hour", "from summer time", "in the hour that comes twice"],
)
def test_how_long_quiet_hours_go_on_is_real_time_in_nights_of_a_clock_change(
    night: datetime, end: str
) -> None:
    berlin = ZoneInfo("Europe/Berlin")

    def on_the_wall(moment: datetime) -> datetime:
        return moment.astimezone(berlin) if moment.tzinfo else moment.replace(tzinfo=berlin)

    over_at = night + timedelta(hours=36)
    for minute in range(36 * 60, 0, -1):
        now = night + timedelta(minutes=minute)
        if not is_quiet_hour(on_the_wall(now).time(), "22:00", end):
            over_at = now
        assert quiet_left(now, "22:00", end, on_the_wall) == over_at - now


def test_a_check_that_is_too_old_sums_nothing_up_and_the_next_one_does() -> None:
    """After a sleep nobody knows what is so then."""
    life = Life()
    down = story("down x3")
    for seen in down:
        life.follow(seen, is_quiet=True)
    last, incident = down[-1], life.tracker.state.open
    assert life.alerts.sum_up(last.check.at + timedelta(hours=1), last, incident) == []
    [summary] = life.alerts.sum_up(last.check.at + timedelta(seconds=30), last, incident)
    assert (summary.kind, summary.count) == (NoticeKind.SUMMARY, 1)
    assert life.alerts.sum_up(last.check.at + timedelta(seconds=31), last, incident) == []


def test_what_is_written_of_a_block_in_the_user_s_country_is_told_once_and_not_again_after_a_restart() -> (
    None
):
    block = Report(
        evidence_of("expert", "nothing", source="netblocks"), text="X restricted in Germany", country="DE"
    )
    another = replace(block, text="X restricted in Germany on more providers")
    life = Life()
    told = []
    for number, seen in enumerate(story("up x4")):
        told += life.follow(seen, of_country=another if number == 3 else block)
        life.restart()

    assert [(notice.kind, notice.report) for notice in told] == [
        (NoticeKind.REPORTED, block),
        (NoticeKind.REPORTED, another),
    ]


def test_that_trouble_is_over_is_told_first() -> None:
    block = Report(evidence_of("expert", "nothing", source="netblocks"), text="X restricted", country="DE")
    life = Life()
    *before, last_check = story("down x3 up up")
    for seen in before:
        life.follow(seen)

    last = life.follow(last_check, of_country=block)

    assert [notice.kind for notice in last] == [NoticeKind.RECOVERY, NoticeKind.REPORTED]


def test_what_is_written_of_a_block_is_no_news_to_somebody_who_is_blocked() -> None:
    block = Report(
        evidence_of("expert", "nothing", source="netblocks"), text="X restricted in Germany", country="DE"
    )
    life = Life()
    told = [notice for seen in story("blocked x4") for notice in life.follow(seen, of_country=block)]

    assert [notice.kind for notice in told] == [NoticeKind.BLOCKED]


def test_what_is_written_of_a_block_is_for_who_wants_to_hear_of_blocks() -> None:
    block = Report(evidence_of("expert", "nothing", source="netblocks"), text="X restricted", country="DE")
    [seen] = story("up")
    for wanted in (set(Topic) - {Topic.BLOCKED}, {Topic.BLOCKED}):
        [notice] = Life().follow(seen, of_country=block, wanted=wanted)
        assert notice.is_shown is (Topic.BLOCKED in wanted)


def test_what_is_written_of_a_block_is_held_back_in_quiet_hours_as_all_is() -> None:
    block = Report(
        evidence_of("expert", "nothing", source="netblocks"), text="X restricted in Germany", country="DE"
    )
    life = Life()
    first, second = story("up x2")
    held = life.follow(first, of_country=block, is_quiet=True)
    [summary] = life.follow(second)

    assert [notice.is_shown for notice in held] == [False]
    assert (summary.kind, summary.count) == (NoticeKind.SUMMARY, 1)
