"""Moments and axes in local time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from trayapp.i18n import Words
from trayapp.ui.window.page_context import LocalTime

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def local(language: str = "en") -> LocalTime:
    return LocalTime(Words(language), lambda: NOON)


@pytest.mark.parametrize(
    ("language", "at", "expected"),
    [
        ("en", NOON, "Tue 24 Nov, 13:00"),
        ("de", NOON, "Di. 24. Nov., 13:00"),
        ("en", datetime(2025, 7, 1, 22, 30, tzinfo=UTC), "Wed 2 Jul 2025, 00:30"),
        ("de", datetime(2026, 5, 9, 8, tzinfo=UTC), "Sa. 9. Mai, 10:00"),
    ],
)
def test_a_moment(language: str, at: datetime, expected: str) -> None:
    assert local(language).moment(at) == expected


def test_from_one_moment_to_another() -> None:
    assert local().span(NOON, NOON + timedelta(hours=1)) == "Tue 24 Nov, 13:00 to 14:00"
    assert local().span(NOON, NOON + timedelta(hours=12)) == "Tue 24 Nov, 13:00 to Wed 25 Nov, 01:00"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (1, "18:00 00:00 06:00 12:00"),
        (7, "Wed Thu Fri Sat Sun Mon Tue"),
        (30, "27 Oct 1 Nov 6 Nov 11 Nov 16 Nov 21 Nov"),
        (90, "31 Aug 14 Sep 28 Sep 12 Oct 26 Oct 9 Nov 23 Nov"),
    ],
)
def test_what_stands_on_the_axis(days: int, expected: str) -> None:
    ticks = list(local().ticks(NOON - timedelta(days=days), NOON))

    assert " ".join(tick.label for tick in ticks) == expected
    assert [tick.at for tick in ticks] == sorted(tick.at for tick in ticks)


def test_days_begin_at_midnight_though_the_clocks_are_changed() -> None:
    end = datetime(2026, 10, 28, 12, tzinfo=UTC)  # summer time ended on the 25th

    ticks = list(local().ticks(end - timedelta(days=7), end))

    assert {tick.at.astimezone().strftime("%H:%M") for tick in ticks} == {"00:00"}
    assert len({tick.at.utcoffset() for tick in ticks}) == 2
