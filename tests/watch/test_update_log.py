"""What the log says of one check after the other."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.domain.made import NOW
from tests.history.made import judged
from trayapp.domain.codes import Outcome, Says, UnavailableReason
from trayapp.domain.records import SurfaceResult
from trayapp.domain.reports import SourceHealth
from trayapp.domain.tracker import Gap
from trayapp.domain.update import Update
from trayapp.watch.update_log import UpdateLog

UP = "up; web ok, posts ok"
DOWN = "down server_errors high; web server_error origin, posts server_error origin"


def messages(caplog: pytest.LogCaptureFixture, *updates: Update) -> list[str]:
    log = UpdateLog()
    for update in updates:
        log.record(update)
    return caplog.messages


def test_each_change_of_the_verdict_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    assert messages(caplog, *(Update(judged(kind)) for kind in "uuuddduu")) == [UP, DOWN, UP]


def test_with_more_detail_each_check_is(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    assert messages(caplog, *(Update(judged(kind)) for kind in "uud")) == [UP, UP, DOWN]


def test_own_trouble_is_named_though_the_verdict_stays(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    up = judged("u")
    short_of = Update(replace(up, check=replace(up.check, own_trouble="descriptors")))

    assert messages(caplog, Update(up), short_of, short_of) == [UP, f"{UP}; own trouble: descriptors"]


def test_a_source_that_fails_is_named_each_time_it_was_asked(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    silent = SourceHealth("reddit", Says.UNAVAILABLE, UnavailableReason.LIMITED, NOW)
    again = replace(silent, reason=UnavailableReason.CLOSED, asked_at=NOW + timedelta(minutes=2))
    fine = SourceHealth("netblocks", Says.NOTHING, None, NOW)
    updates = [Update(judged("u"), sources=(fine, each)) for each in (silent, silent, again)]

    assert messages(caplog, *updates) == [UP, "reddit says nothing: limited", "reddit says nothing: closed"]


def test_what_changed_over_time_is_told_in_codes(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    gap = Gap(NOW, NOW + timedelta(hours=1))

    assert messages(caplog, Update(judged("u"), events=(gap,)))[1].startswith('{"type": "gap", "at": "2026-')


def test_where_a_redirect_leads_is_the_users_own_business(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    up = judged("u")
    there = SurfaceResult("web", Outcome.REDIRECTED, "login.hotel.example")

    messages(caplog, Update(replace(up, check=replace(up.check, surfaces=(there,)))))
    assert caplog.messages == ["up; web redirected"]
