"""What there is to see, in words, for whatever the worker tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from tests.domain.made import NOW, check, judged
from tests.ui.made import NEWS
from trayapp.domain.records import VerdictName
from trayapp.errors import TrayappError
from trayapp.ui.status import Part, Status, StatusBoard
from trayapp.words import Words

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
        board.note_check(news)

    status = board.status
    assert status.verdict is verdict
    assert status.headline == words.headline(news.verdict)
    assert status.sentence == words.summary(news)
    assert status.last_check == words.last_check(news.check.at)
    assert [part.name for part in status.parts] == [words.surface(s.id) for s in news.check.surfaces]


def test_a_check_under_way_is_shown_until_it_is_done(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))

    shown: list[Status] = []
    board.changed.connect(shown.append)

    board.note_beginning()
    board.note_check(UP)
    board.note_beginning()

    assert [(status.verdict, status.is_checking) for status in shown] == [
        (V.UNKNOWN, True),
        (V.UP, False),
        (V.UP, True),  # the last word, until there is a new one
    ]


def test_parts_that_a_light_check_left_out_stay_with_the_time_they_were_asked(qtbot: QtBot) -> None:
    words = Words("en")
    board = StatusBoard(words)
    board.note_check(UP)

    a_minute_later = replace(check(web="ok", posts="ok"), at=NOW + timedelta(minutes=1))
    board.note_check(judged(a_minute_later))

    assert board.status.parts == (
        Part("website", "fine", ""),
        Part("posts", "fine", ""),
        Part("pictures", "fine", words.moment(NOW)),
    )


def test_trouble_that_keeps_from_checking_is_worded(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))
    board.note_check(UP)

    board.note_failure(TrayappError("no_trust_store"))

    assert board.status.verdict is V.UNKNOWN
    assert "ca-certificates" in board.status.sentence
    assert (board.status.last_check, board.status.parts) == ("", ())


def test_it_says_when_all_was_seen_through_a_proxy(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))

    board.note_check(judged(check(via_proxy=True, web="ok", posts="ok")))

    assert board.status.remark == "As seen through the proxy."


def test_the_same_news_changes_nothing(qtbot: QtBot) -> None:
    board = StatusBoard(Words("en"))
    board.note_check(UP)

    with qtbot.assertNotEmitted(board.changed):
        board.note_check(UP)
