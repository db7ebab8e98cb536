"""What the first page says above all: what is so, why, since when, and what helps."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from trayapp.domain.records import VerdictName
from trayapp.history.overview import Overview
from trayapp.i18n import Words, capital
from trayapp.i18n.glance import is_first_hours
from trayapp.ui.status.board import Status
from trayapp.ui.window.local_time import LocalTime

WEEK_DAYS = 7  # as recurrence counts


class Header(NamedTuple):
    """Plain text. None of it contradicts another part: it is made of one status, at one moment."""

    heading: str
    why: str
    live: str
    """What changes from second to second: since when, for how long, when it was checked."""
    spoken: str
    """The same without what changes so often, for a screen reader."""
    advice: str
    """What helps, or the answer to an error that the user sees."""


def header(
    status: Status, overview: Overview | None, now: datetime, words: Words, local: LocalTime
) -> Header:
    """`overview` is what the history knows; `None` while it is not read."""
    why = " ".join(filter(None, (status.sentence, status.explanation, status.recurrence)))
    advice = status.advice if status.noted is None else status.noted.answer
    lasting = _lasting(status, overview, now, words, local)
    checked = _checked(status, now, words)
    return Header(
        status.headline, why, _joined(lasting, checked), _joined(lasting, status.last_check), advice
    )


def over_ribbon(watched: str, days: int | None, status: Status) -> str:
    """How much of the span was watched, unless the header says that of the same days; `None`: of one day."""
    return "" if days == WEEK_DAYS and status.recurrence else watched


def _joined(*parts: str) -> str:
    return capital(" · ".join(filter(None, parts)))


def _lasting(status: Status, overview: Overview | None, now: datetime, words: Words, local: LocalTime) -> str:
    """Since when it has been so, and for how long."""
    if (incident := status.incident) is not None:
        is_same = incident.verdict is status.verdict
        lasted = max(now, incident.begin) - incident.begin
        return words.glance.since(local.near(incident.begin), lasted, is_same=is_same)
    if status.verdict is VerdictName.UP and not status.is_settling and status.checked_at is not None:
        return _calm(overview, now, words, local)
    return ""


def _checked(status: Status, now: datetime, words: Words) -> str:
    if status.checked_at is None:
        return ""
    left = None if status.next_at is None else status.next_at - now
    return words.glance.checked(
        now - status.checked_at, left, is_checking=status.is_checking, is_again=status.is_settling
    )


def _calm(overview: Overview | None, now: datetime, words: Words, local: LocalTime) -> str:
    if overview is None or (since := overview.calm_since) is None:
        return ""
    is_from_start = since == overview.watched_since
    if is_from_start and is_first_hours(now - since):  # it is said where the figures would be
        return ""
    return words.glance.calm(local.near(since), is_from_start=is_from_start)
