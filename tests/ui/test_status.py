"""What there is to see, in words, for whatever the worker tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from tests.domain.made import NOW, check, judged, surface
from tests.ui.made import NEWS
from trayapp.domain.alerts import FOREVER, Modes
from trayapp.domain.records import Cause, VerdictName
from trayapp.domain.tracker import Incident
from trayapp.domain.update import Update
from trayapp.domain.uptime import Totals
from trayapp.errors import HistoryEvent, SettingsError, TrayappError
from trayapp.i18n import Words
from trayapp.settings.declarations import Loaded, Settings, from_tables
from trayapp.ui.status.board import Part, Status, StatusBoard, summary

V = VerdictName
UP = NEWS[V.UP]


def test_before_the_first_check_nothing_is_known(qtbot: QtBot) -> None:
    status = StatusBoard(Words("en")).status

    assert status.verdict is V.UNKNOWN
    assert status.sentence == "Not known yet: the first check is running."
    assert (status.last_check, status.parts) == ("", ())


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("verdict", V)
def test_every_verdict_is_worded_in_every_language(qtbot: QtBot, verdict: V, language: str) -> None:
    words = Words(language)
    board = StatusBoard(words)
    news = NEWS[verdict]

    with qtbot.waitSignal(board.changed):
        board.record_check(news)

    status = board.status
    assert status.verdict is verdict
    assert status.headline == words.verdicts.headline(news.judged.verdict)
    assert status.sentence == words.verdicts.summary(news.judged)
    assert status.last_check == words.history.last_check(news.judged.check.at)
    assert [part.name for part in status.parts] == [
        words.names.surface(s.id) for s in news.judged.check.surfaces
    ]


def test_a_check_under_way_is_shown_until_it_is_done(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))

    shown: list[Status] = []
    board.changed.connect(shown.append)

    board.record_check_begin()
    board.record_check(UP)
    board.record_check_begin()

    assert [(status.verdict, status.is_checking) for status in shown] == [
        (V.UNKNOWN, True),
        (V.UP, False),
        (V.UP, True),  # the last word, until there is a new one
    ]


def test_parts_that_a_light_check_left_out_stay_with_the_time_they_were_asked(qtbot: QtBot) -> None:
    words = Words("en")
    board = StatusBoard(words)
    board.record_check(UP)

    a_minute_later = replace(check(web="ok", posts="ok"), at=NOW + timedelta(minutes=1))
    board.record_check(Update(judged(a_minute_later)))

    assert board.status.parts == (
        Part("website", "fine", "", surface("web", "ok")),
        Part("posts", "fine", "", surface("posts", "ok")),
        Part("pictures", "fine", words.moment(NOW), surface("images", "ok")),
    )


def test_a_part_that_this_line_never_lets_through_says_so(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))
    board.record_check(UP)

    without = judged(check(web="ok", posts="ok"))
    board.record_check(Update(without, missing=("images",)))

    missing = Part("pictures", "never reached on this network; not counted", "")
    seen = (
        Part("website", "fine", "", surface("web", "ok")),
        Part("posts", "fine", "", surface("posts", "ok")),
    )
    assert board.status.parts == (*seen, missing)
    board.record_check(UP)
    assert board.status.parts[-1] == Part("pictures", "fine", "", surface("images", "ok"))


def test_a_part_that_decides_nothing_says_why(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))
    board.record_check(UP)

    seen = check(web="ok", posts="timeout:tls", images="dns_failed:nxdomain")
    web, posts, images = seen.surfaces
    shown = replace(seen, surfaces=(web, replace(posts, lost=3), replace(images, filtered=True)))
    board.record_check(Update(judged(shown)))

    assert [part.result for part in board.status.parts] == [
        "fine",
        "lost; not counted against X: your own connection may be why",
        "filtered out here; not counted",
    ]


def test_a_part_that_was_left_alone_says_so_instead_of_its_last_word(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))
    board.record_check(UP)

    board.record_check(Update(judged(replace(check(web="ok", posts="ok"), left_alone=("images",)))))
    alone = Part("pictures", "left alone for now; asked again later", "")
    assert board.status.parts[2:] == (alone,)

    board.record_check(Update(judged(check(web="ok", posts="ok"))))
    assert [part.name for part in board.status.parts] == ["website", "posts"]


def test_that_an_update_is_needed_is_a_remark_and_no_trouble(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))

    board.record_check(replace(UP, needs_update=True))

    assert board.status.verdict is V.UP
    assert board.status.remark == "X has changed its pages: trayapp needs an update to read them."
    assert any("needs an update" in line for line in summary(board.status))


def test_that_not_everything_could_be_asked_is_a_remark(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))

    board.record_check(Update(judged(replace(check(web="ok"), own_trouble="memory"))))

    assert board.status.verdict is V.UP
    said = "Not everything was asked: trayapp has no memory left to check with. Close other programs."
    assert board.status.remark == said


def test_trouble_that_keeps_from_checking_is_worded(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))
    board.record_check(UP)

    board.record_failure(TrayappError("no_trust_store"))

    assert board.status.verdict is V.UNKNOWN
    assert "ca-certificates" in board.status.sentence
    assert (board.status.last_check, board.status.parts) == ("", ())


def test_it_says_when_all_was_seen_through_a_proxy(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))

    board.record_check(Update(judged(check(via_proxy=True, web="ok", posts="ok"))))

    assert board.status.remark == "As seen through the proxy."


def test_the_same_news_changes_nothing(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))
    board.record_check(UP)

    with qtbot.assertNotEmitted(board.changed):
        board.record_check(UP)


OUTAGE = Incident(NOW - timedelta(hours=1), V.DOWN, Cause.SERVER_ERRORS, confirmed=True)
WEEK = Totals(watched_s=61 * 3600.0, down_s=3600.0, degraded_s=0.0, incidents=2)


def test_an_incident_says_since_when_and_which_outage_in_7_days(qtbot: QtBot) -> None:
    words = Words("en")
    board = StatusBoard(words)

    board.record_check(replace(NEWS[V.DOWN], incident=OUTAGE, recurrence=2, lately=WEEK))

    since, recurrence = board.status.since
    assert since == words.history.since(OUTAGE, NOW)
    assert recurrence == "Outage no. 2 within 7 days (61 of 168 h watched)."
    assert board.status.lately == "7 days: 2 incidents, uptime 98.36 % of 2 days 13 h"


def test_a_first_or_unconfirmed_incident_is_told_as_that(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))

    board.record_check(replace(NEWS[V.DOWN], incident=OUTAGE, recurrence=1, lately=WEEK))
    assert len(board.status.since) == 1

    board.record_check(replace(NEWS[V.DOWN], incident=replace(OUTAGE, confirmed=False), lately=WEEK))
    [since] = board.status.since
    assert since.endswith("unconfirmed.")


def test_what_was_recorded_before_the_start_is_marked_as_old_and_claims_nothing(qtbot: QtBot) -> None:
    words = Words("en")
    board = StatusBoard(words)

    board.record_check(replace(UP, is_old=True))

    assert board.status.verdict is V.UNKNOWN
    assert board.status.sentence.startswith(f"Last seen, {words.date_and_time(NOW)}: X is up")
    assert board.status.last_check == ""


def test_trouble_of_the_history_is_told_while_the_watching_goes_on(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))
    board.record_check(UP)

    board.record_history_event(HistoryEvent("history_full", (("path", "/somewhere"),)))

    assert board.status.verdict is V.UP
    assert board.status.remark.startswith("The disk is full: /somewhere")


def test_trouble_comes_with_advice_and_old_news_without(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))

    board.record_check(NEWS[V.OFFLINE])
    assert board.status.advice == "Look at the cable, the Wi-Fi or the router."

    board = StatusBoard(Words("en"))
    board.record_check(replace(NEWS[V.OFFLINE], is_old=True))
    assert (board.status.advice, board.status.remedy) == ("", None)


def test_no_advice_on_x_is_given_for_an_address_of_ones_own(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))

    board.record_check(Update(judged(check(web="ok", posts="ok", custom="server_error:origin"))))

    assert board.status.verdict is V.DEGRADED
    assert (board.status.advice, board.status.remedy) == ("", None)


def test_a_pause_is_what_is_the_matter_until_it_ends(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))
    board.record_check(NEWS[V.DOWN])
    before = board.status

    board.record_modes(Modes(paused_until=datetime.now(UTC)))

    assert board.status.is_paused
    assert board.status.verdict is V.DOWN
    assert board.status.sentence.startswith("Paused: nothing is checked until ")
    assert (board.status.advice, board.status.remedy) == ("", None)
    assert board.status.since[0].endswith(before.sentence)

    board.record_modes(Modes())
    assert board.status == replace(before, modes=Modes())


def test_a_new_beginning_does_not_put_old_news_before_newer(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))
    board.record_check(UP)

    board.record_check(replace(UP, is_old=True))

    assert board.status.verdict is V.UP


def test_a_setting_that_was_passed_over_is_named_in_every_state(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))
    loaded = from_tables({"colour": "blue", "checks": {"interval_s": 5}})
    named = (
        "Setting colour: there is no such setting; it is ignored. (1 more)",
        "Setting checks.interval_s: 5 is not a whole number in 30-3600; the default is used. (1 more)",
    )

    board.record_settings(loaded, None)
    assert board.status.remark in named
    board.record_check(UP)
    assert board.status.remark in named
    board.record_failure(TrayappError("checks_failed"))
    assert board.status.remark in named

    board.record_settings(Loaded(Settings()), None)
    assert board.status.remark == ""


def test_a_settings_file_that_cannot_be_read_is_named(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))

    board.record_settings(Loaded(Settings()), SettingsError("config_not_utf8", path="/settings.toml"))

    assert board.status.remark == "The settings file /settings.toml is not UTF-8 text. Save it as UTF-8."


def test_everything_is_said_anew_in_another_language(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))
    board.record_check(NEWS[V.DOWN])
    german = StatusBoard(Words("de"))
    german.record_check(NEWS[V.DOWN])

    with qtbot.waitSignal(board.changed):
        board.set_words(Words("de"))

    assert board.status == german.status


def test_since_when_is_said_of_the_trouble_alone(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))
    incident = Incident(NOW, V.DOWN, Cause.SERVER_ERRORS, confirmed=True)

    board.record_check(replace(NEWS[V.DOWN], incident=incident))
    assert board.status.since != ()

    for verdict in (V.OFFLINE, V.UP, V.UNKNOWN):  # it is still open
        board.record_check(replace(NEWS[verdict], incident=incident))
        assert board.status.since == ()


def test_an_incident_of_another_day_says_which(qtbot: QtBot) -> None:
    board, words = StatusBoard(Words("en")), Words("en")
    news = NEWS[V.DOWN]
    board.record_check(replace(news, incident=replace(OUTAGE, begin=NOW)))
    assert board.status.since == (f"Trouble since {words.moment(NOW)}.",)

    later = replace(news.judged, check=replace(news.judged.check, at=NOW + timedelta(days=2)))

    board.record_check(Update(later, incident=OUTAGE))

    assert board.status.since == (f"Trouble since {words.date_and_time(OUTAGE.begin)}.",)


@pytest.mark.parametrize(
    ("code", "is_told_after_hours"), [("history_deleted", False), ("history_full", True)]
)
def test_what_befell_the_history_is_told_for_an_hour_once_it_is_over(
    qtbot: QtBot, code: str, is_told_after_hours: bool
) -> None:
    board = StatusBoard(Words("en"))
    event = HistoryEvent(code, (("path", "/h"), ("aside", "/a")))
    board.record_history_event(event)
    for minutes, is_told in ((0, True), (59, True), (61, is_told_after_hours)):
        judged_then = replace(UP.judged, check=replace(UP.judged.check, at=NOW + timedelta(minutes=minutes)))
        board.record_check(Update(judged_then))
        assert (Words("en").troubles.history_event(event) in board.status.remark) is is_told


@pytest.mark.parametrize("until", [NOW + timedelta(hours=1), FOREVER])
def test_that_nothing_pops_up_is_said(qtbot: QtBot, until: datetime) -> None:
    board, words = StatusBoard(Words("en")), Words("en")
    board.record_check(UP)
    board.record_modes(Modes(muted_until=until))
    time = words.clock_time(until) if until != FOREVER else ""
    assert board.status.remark == (f"Popups are muted until {time}." if time else "Popups are muted.")

    board.record_modes(Modes())
    assert board.status.remark == ""
