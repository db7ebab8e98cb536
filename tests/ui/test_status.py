"""What there is to see, in words, for whatever the worker tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from tests.domain.made import NOW, check, evidence_of, judged, surface
from tests.ui.made import NEWS
from trayapp.domain.alerts import Modes
from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.records import Evidence
from trayapp.domain.tracker import Incident
from trayapp.domain.update import Update
from trayapp.domain.uptime import Totals
from trayapp.errors import HistoryEvent, SettingsError, TrayappError
from trayapp.i18n import Words
from trayapp.settings.declarations import Settings
from trayapp.settings.file import Loaded, from_tables
from trayapp.ui.status.board import Part, Status, StatusBoard, first_line, tooltip
from trayapp.watch.commands import FOREVER

V = VerdictName
UP = NEWS[V.UP]


def test_before_the_first_check_nothing_is_known(qtbot: QtBot) -> None:
    status = StatusBoard(Words("en")).status

    assert status.verdict is V.UNKNOWN
    assert (status.headline, status.sentence) == ("Not known", "The first check is running.")
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
    assert status.sentence.startswith(words.verdicts.detail(news.judged))
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
    assert "needs an update" in tooltip(board.status, Words("en"))


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


def test_it_says_why_a_message_to_the_team_did_not_get_there(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))
    trouble = ("messages.team1", "message_unsure", "team1")

    board.record_check(replace(UP, message_trouble=trouble))
    assert board.status.remark.startswith("A message to team1 may have got lost.")

    board.record_check(UP)
    assert board.status.remark == ""


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

    assert first_line(board.status, words) == f"X is down · since {words.clock_time(OUTAGE.begin)}"
    assert board.status.recurrence == "Outage no. 2 in 7 days (61 of 168 h watched)."


def test_offline_says_since_when_and_not_since_when_an_outage_goes_on(qtbot: QtBot) -> None:
    board, words = StatusBoard(Words("en")), Words("en")
    since = NOW - timedelta(minutes=12)

    board.record_check(replace(NEWS[V.OFFLINE], incident=OUTAGE, unseen_since=since))

    assert first_line(board.status, words) == f"You are offline · since {words.clock_time(since)}"


def test_a_first_outage_is_no_recurrence_nor_is_trouble_that_is_not_down(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))

    for verdict, number in ((V.DOWN, 1), (V.DEGRADED, 2)):
        board.record_check(replace(NEWS[verdict], incident=OUTAGE, recurrence=number, lately=WEEK))
        assert board.status.recurrence == ""


def test_trouble_that_was_worse_is_not_said_to_have_been_as_it_is_now(qtbot: QtBot) -> None:
    board, words = StatusBoard(Words("en")), Words("en")

    board.record_check(replace(NEWS[V.DEGRADED], incident=OUTAGE))

    begin = words.clock_time(OUTAGE.begin)
    assert first_line(board.status, words) == f"{board.status.headline} · trouble since {begin}"


@pytest.mark.parametrize("verdict", [V.DEGRADED, V.DOWN, V.BLOCKED])
def test_one_bad_check_claims_nothing_and_helps_with_nothing(qtbot: QtBot, verdict: V) -> None:
    board = StatusBoard(Words("en"))

    board.record_check(replace(NEWS[verdict], incident=None, next_at=NOW + timedelta(seconds=12)))

    status = board.status
    assert (status.is_settling, status.incident, status.advice, status.remedy) == (True, None, "", None)
    assert status.headline not in {Words("en").names.verdict(v) for v in V}
    assert status.next_at == NOW + timedelta(seconds=12)


def test_one_good_check_in_trouble_does_not_end_it(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))

    board.record_check(replace(UP, incident=OUTAGE))

    assert (board.status.headline, board.status.is_settling) == ("X answers again", True)
    board.record_check(UP)
    assert (board.status.headline, board.status.is_settling) == ("X is up", False)


def test_what_was_recorded_before_the_start_is_marked_as_old_and_claims_nothing(qtbot: QtBot) -> None:
    words = Words("en")
    board = StatusBoard(words)

    board.record_check(replace(UP, is_old=True))

    assert board.status.verdict is V.UNKNOWN
    assert board.status.sentence.startswith(f"Last seen, {words.clock_time(NOW)}: X is up")
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
    assert board.status.advice == "Check the cable, the Wi-Fi or the router."

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
    assert board.status.headline.startswith("Paused until ")
    assert (board.status.advice, board.status.remedy, board.status.incident) == ("", None, None)
    assert board.status.sentence.startswith("Last seen, ")

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
        (
            "Setting checks.interval_s: The file says 5, so the default is used. "
            "A whole number from 30 to 3600 is needed. (1 more)"
        ),
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
    assert board.status.incident is incident

    for verdict in (V.OFFLINE, V.UP, V.UNKNOWN):  # it is still open
        board.record_check(replace(NEWS[verdict], incident=incident))
        assert board.status.incident is None


ASKED = (evidence_of("expert", "fine", source="netblocks"),)
HEARD = (evidence_of("expert", source="netblocks"),)
OWN = (evidence_of("user"),)


@pytest.mark.parametrize(
    ("verdict", "evidence", "answer", "has_tips"),
    [
        (V.UP, ASKED + OWN, "nobody else reports trouble: likely your account, app or browser.", True),
        (V.UP, OWN, "From here X answers; nobody else could be asked.", True),
        (V.UP, HEARD + OWN, "others report trouble, too: it may fail for some.", True),
        (V.DOWN, OWN, "It fails from here, too.", False),
        (V.DOWN, HEARD + OWN, "It is not only you: it fails from here, and others report it, too.", False),
        (V.BLOCKED, OWN, "X is kept from you on this network.", True),
        (V.OFFLINE, OWN, "It is your connection: from here nothing can be reached, not only X.", False),
        (V.UNKNOWN, OWN, "How X is cannot be told from here just now.", False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_who_sees_an_error_is_answered_by_what_is_known_then_by_what_others_said(
    qtbot: QtBot, verdict: V, evidence: tuple[Evidence, ...], answer: str, has_tips: bool
) -> None:
    board = StatusBoard(Words("en"))
    news = NEWS[verdict]
    board.record_check(news)

    board.record_user_error(NOW + timedelta(seconds=5))  # at once, while the check for it is on its way
    assert board.status.noted is not None
    assert board.status.noted.answer.startswith("Noted, ")
    if verdict is V.UP:
        assert board.status.noted.answer.endswith("From here X answers; others are being asked …")

    check = replace(news.judged.check, at=NOW + timedelta(seconds=6))
    board.record_check(replace(news, judged=replace(news.judged, check=check, evidence=evidence)))

    assert board.status.noted.answer.endswith(answer)
    assert bool(board.status.noted.tips) is has_tips


def test_an_answer_can_be_taken_back_and_is_none_of_a_quarter_of_an_hour_later(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))
    board.record_check(UP)
    without = board.status

    board.record_user_error(NOW)
    board.record_user_error(None)
    assert board.status == without

    board.record_user_error(NOW)
    later = replace(UP.judged.check, at=NOW + timedelta(minutes=16))
    board.record_check(replace(UP, judged=replace(UP.judged, check=later)))
    assert board.status.noted is None


@pytest.mark.parametrize("later", [V.OFFLINE, V.UNKNOWN])
def test_an_answer_waits_while_nothing_is_learned(qtbot: QtBot, later: V) -> None:
    """With the cable pulled, the page says neither that of an error of X's, nor beside it whose that was."""
    board = StatusBoard(Words("en"))
    board.record_user_error(NOW)
    down = NEWS[V.DOWN]
    board.record_check(down)
    noted = board.status.noted
    assert noted is not None

    gone = NEWS[later]
    check = replace(gone.judged.check, at=NOW + timedelta(minutes=1))
    board.record_check(replace(gone, judged=replace(gone.judged, check=check)))
    waiting = board.status
    assert waiting.noted is None

    check = replace(down.judged.check, at=NOW + timedelta(minutes=2))
    board.record_check(replace(down, judged=replace(down.judged, check=check)))
    assert board.status.noted == noted


@pytest.mark.parametrize("trouble", [V.DOWN, V.DEGRADED, V.BLOCKED])
@pytest.mark.parametrize("is_seen_after", [False, True])
def test_who_saw_an_outage_is_not_told_when_it_is_over_that_it_was_them(
    qtbot: QtBot, trouble: V, is_seen_after: bool
) -> None:
    board = StatusBoard(Words("en"))
    board.record_check(NEWS[trouble])
    board.record_user_error(NOW)
    if is_seen_after:
        board.record_check(NEWS[trouble])
    assert board.status.noted is not None

    check = replace(UP.judged.check, at=NOW + timedelta(minutes=2))
    board.record_check(replace(UP, judged=replace(UP.judged, check=check)))
    well = board.status
    assert well.noted is None

    board.record_user_error(check.at)  # whoever sees one now is answered
    assert board.status.noted is not None


def test_what_a_filter_takes_away_is_said_of_light_checks_too(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))
    seen = check(web="ok", posts="ok", images="dns_failed:nxdomain")
    web, posts, images = seen.surfaces
    board.record_check(Update(judged(replace(seen, surfaces=(web, posts, replace(images, filtered=True))))))

    board.record_check(Update(judged(replace(check(web="ok", posts="ok"), at=NOW + timedelta(minutes=1)))))

    assert board.status.sentence.endswith(" Filtered out on this network: pictures.")


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
