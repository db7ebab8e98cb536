"""What is kept beside the checks: with them, and as safely."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from tests.domain.made import NOW
from tests.history.made import LONG_AGO, Life, judged, loaded_state
from trayapp.domain.alerts import Notice, NoticeKind
from trayapp.domain.codes import Cause, Says, VerdictName
from trayapp.domain.records import Evidence
from trayapp.domain.reports import Report, Vantage
from trayapp.domain.tracker import Incident
from trayapp.history.extras import CheckExtras
from trayapp.history.file.folder import Folder
from trayapp.history.file.schema import STEPS, migrate
from trayapp.history.incidents import read_tracker_state
from trayapp.history.summary import Summary

MUCH_LATER = NOW + timedelta(days=4000)
INCIDENT = Incident(NOW, VerdictName.DOWN, Cause.SERVER_ERRORS)
NOTICE = Notice(NoticeKind.TROUBLE, NOW, VerdictName.DOWN, Cause.SERVER_ERRORS, INCIDENT)
REPORT = Report(
    Evidence("globalping", Says.TROUBLE, "vantage", NOW, 5, 6, "https://globalping.io/"),
    (Vantage("DE", "target"), Vantage("US", "reached", 403, 81.5)),
    ("https://globalping.io/",),
    "a word of it",
    "DE",
)


def record(life: Life, extras: CheckExtras, kind: str = "d") -> None:
    seen = judged(kind, life.at)
    life.store.record(seen, life.tracker.follow(seen), extras)
    life.at += timedelta(seconds=60)


def everything(folder: Path) -> tuple[list[Notice], list[datetime], list[Report]]:
    with Summary(folder) as summary:
        return (
            summary.notices(LONG_AGO, MUCH_LATER),
            summary.marks(LONG_AGO, MUCH_LATER),
            summary.reports(LONG_AGO, MUCH_LATER),
        )


RECORDED = (
    [replace(NOTICE, incident=None)],
    [NOW],
    [REPORT],
)


def test_what_came_with_a_check_is_kept(tmp_path: Path) -> None:
    life = Life(tmp_path)
    record(life, CheckExtras((NOTICE,), (REPORT,), (NOW,), (("alerts", "what they know"),)))
    record(life, CheckExtras())

    assert everything(tmp_path) == RECORDED
    assert loaded_state(life.store, "alerts") == "what they know"
    life.restart()
    assert loaded_state(life.store, "alerts") == "what they know"
    assert life.told == []
    life.store.close()


def test_a_mark_waits_for_no_check_is_there_once_and_can_be_taken_back(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.store.record_user_error(NOW)
    life.store.record_user_error(NOW)
    assert everything(tmp_path) == ([], [NOW], [])
    life.store.forget_user_error(NOW)
    assert everything(tmp_path) == ([], [], [])
    life.store.close()


def test_only_what_was_asked_for_is_read(tmp_path: Path) -> None:
    life = Life(tmp_path)
    for minutes in range(3):
        at = NOW + timedelta(minutes=minutes)
        record(life, CheckExtras((replace(NOTICE, at=at),), (), (at,)))

    with Summary(tmp_path) as summary:
        assert summary.marks(NOW, NOW + timedelta(seconds=60)) == [NOW, NOW + timedelta(seconds=60)]
        assert [notice.at for notice in summary.notices(NOW + timedelta(seconds=1), MUCH_LATER)] == [
            NOW + timedelta(seconds=60),
            NOW + timedelta(seconds=120),
        ]
    life.store.close()


def test_a_wish_is_kept_at_once(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("uddd")
    life.store.save_state("alerts", "tell me")

    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as connection:
        assert connection.execute("SELECT name, state FROM memory").fetchall() == [("alerts", "tell me")]
        assert read_tracker_state(connection) == life.tracker.state
    life.live("uu")
    with Summary(tmp_path) as summary:
        (recorded,) = summary.incidents(NOW)
        assert recorded.incident.end is not None
    life.store.close()


def test_what_could_not_be_written_is_written_later(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("u")
    with closing(sqlite3.connect(tmp_path / "history.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        record(life, CheckExtras((NOTICE,), (REPORT,), (NOW,), (("alerts", "first"), ("others", "known"))))
        life.store.save_state("alerts", "second")
        other.execute("ROLLBACK")
    life.uptime_s += 3600
    life.live("d")

    assert life.codes() == ["history_busy", "history_resumed"]
    assert everything(tmp_path) == RECORDED
    assert loaded_state(life.store, "alerts") == "second"
    assert loaded_state(life.store, "others") == "known"
    assert loaded_state(life.store, "nobody") is None
    life.store.close()


def test_it_is_in_the_file_that_takes_the_place_of_a_broken_one(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("u")
    record(life, CheckExtras((NOTICE,), (REPORT,), (NOW,), (("alerts", "known"),)))
    (tmp_path / "history.sqlite3").write_bytes(b"no database" * 1000)
    life.live("u")

    assert life.codes()[:1] == ["history_corrupt"]
    assert everything(tmp_path) == RECORDED
    assert loaded_state(life.store, "alerts") == "known"
    life.store.close()


def test_what_was_said_long_ago_is_forgotten_what_was_told_is_not(tmp_path: Path) -> None:
    life = Life(tmp_path)
    record(life, CheckExtras((NOTICE,), (REPORT,), (NOW,)))
    life.store.prune(NOW + timedelta(days=89))
    assert everything(tmp_path) == RECORDED

    life.store.prune(NOW + timedelta(days=91))

    assert everything(tmp_path) == (*RECORDED[:2], [])
    life.store.close()


def test_a_file_of_the_version_before_can_be_read(tmp_path: Path) -> None:
    path = Folder(tmp_path).database
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, lambda version: None, STEPS[:1])

    assert everything(tmp_path) == ([], [], [])
    life = Life(tmp_path)
    record(life, CheckExtras((NOTICE,), (REPORT,), (NOW,)))
    assert everything(tmp_path) == RECORDED
    life.store.close()
