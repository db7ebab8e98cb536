"""The zone is that of now: whoever travels reads the time of where they are, though nothing was restarted."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.domain.made import NOW
from tests.domain.stories import story
from trayapp import clock
from trayapp.clock import local
from trayapp.domain.alerts import Notice, NoticeKind
from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.tracker import Gap, Incident, Tracker
from trayapp.history.store import Store
from trayapp.i18n import Words
from trayapp.settings.declarations import Settings
from trayapp.ui.status.actions import tomorrow
from trayapp.ui.window.page_context import LocalTime
from trayapp.watch.notifier import Notifier

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="zones are told in another way there")

AT = datetime(2026, 2, 16, 13, 5, tzinfo=UTC)
WORDS = Words("en")
INCIDENT = Incident(AT, VerdictName.DOWN, Cause.SERVER_ERRORS, confirmed=True)
NOTICE = Notice(NoticeKind.TROUBLE, AT, VerdictName.DOWN, Cause.SERVER_ERRORS, INCIDENT)
LOCAL = LocalTime(WORDS, lambda: AT)

Travel = Callable[[int], None]


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Travel]:
    """Sets another zone, so many hours east of UTC, without a word to the process: as a desktop does."""

    def go(hours: int) -> None:
        monkeypatch.setenv("TZ", f"<{hours:+03}>{-hours}")
        clock.read_zone.cache_clear()  # a second later

    yield go
    monkeypatch.undo()
    time.tzset()


WORDED: dict[str, Callable[[], str]] = {
    "a moment of today": lambda: WORDS.moment(AT),
    "a moment of any day": lambda: WORDS.date_and_time(AT),
    "a moment that is near": lambda: WORDS.clock_time(AT),
    "since when": lambda: WORDS.history.since(INCIDENT, AT),
    "an incident": lambda: WORDS.history.incident(INCIDENT),
    "a gap": lambda: WORDS.history.change(Gap(AT - timedelta(days=1), AT)),
    "a popup": lambda: WORDS.notices.body(NOTICE),
    "the window": lambda: LOCAL.moment(AT),
    "a span in the window": lambda: LOCAL.span(AT, AT + timedelta(minutes=1)),
}


@pytest.mark.parametrize("worded", WORDED.values(), ids=WORDED)
def test_words_tell_the_time_of_where_one_is_by_now(worded: Callable[[], str], travel: Travel) -> None:
    travel(9)
    assert "22:05" in worded()
    travel(-3)
    assert "10:05" in worded()


def test_the_day_is_that_of_where_one_is(travel: Travel) -> None:
    travel(9)
    assert WORDS.history.since(INCIDENT, AT + timedelta(hours=3)) == "Trouble since 2026-02-16 22:05:00."
    assert tomorrow(AT) == datetime(2026, 2, 16, 21, tzinfo=UTC)
    assert [tick.label for tick in LOCAL.ticks(AT - timedelta(hours=20), AT)] == ["06:00", "12:00", "18:00"]
    travel(-3)
    assert WORDS.history.since(INCIDENT, AT + timedelta(hours=3)) == "Trouble since 10:05:00."
    assert tomorrow(AT) == datetime(2026, 2, 17, 9, tzinfo=UTC)
    assert local(datetime(2026, 2, 16)) == datetime(2026, 2, 16, 3, tzinfo=UTC)  # noqa: DTZ001 - a wall's


def test_quiet_hours_are_those_of_where_one_is(tmp_path: Path, travel: Travel) -> None:
    store = Store(tmp_path, lambda _: None)
    tracker = Tracker()
    settings = Settings(quiet_from="22:00", quiet_until="07:00")
    notifier = Notifier(store, lambda _: None, lambda _: None)
    shown = []
    for number, seen in enumerate(story("up down x3 up up", NOW)):  # from 13:27 on
        travel(9 if number < 5 else -3)
        told = notifier.follow(seen, tracker.follow(seen), tracker, settings)
        shown += [(notice.kind, notice.is_shown) for notice in told]
    store.close()

    assert shown == [("trouble", False), ("recovery", False), ("summary", True)]


@pytest.mark.parametrize("hours", [-12, 0, 14])
@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_first_and_the_last_moment_can_be_told(travel: Travel, hours: int, at: datetime) -> None:
    travel(hours)
    assert local(at).utcoffset() is not None
    assert LOCAL.moment(at)
    assert WORDS.date_and_time(at)
