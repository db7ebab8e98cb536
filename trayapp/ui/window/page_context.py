"""What all pages of one window share, and how they write moments: in local time, in their language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QDate, QLocale

from trayapp.clock import Now, local, midnight, utc_now
from trayapp.i18n import Words
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.status.actions import Actions

_HOURS_BETWEEN_TICKS = 6
# Up to how many days a span is cut how often; longer ones every fortnight.
_DAYS_BETWEEN_TICKS = ((10, 1), (45, 5))
_FORTNIGHT = 14


class Tick(NamedTuple):
    """A mark on an axis of time."""

    at: datetime
    label: str
    label_at: datetime
    """Where the middle of the label belongs: a day's name stands in the middle of its day."""


class LocalTime:
    """Writes moments in one language. `now` tells what "this year" is: aware."""

    def __init__(self, words: Words, now: Now) -> None:
        self._words = words
        self._now = now
        self._locale = QLocale(words.language)  # strftime() knows only languages that the system installed

    def time(self, at: datetime) -> str:
        """The time of day, to the minute."""
        return local(at).strftime("%H:%M")

    def day(self, at: datetime) -> str:
        """The day of the week and the date; with the year if it is another one."""
        day = local(at).date()
        pattern = self._words.gettext("ddd d MMM")
        return self._written(day, pattern if day.year == local(self._now()).year else f"{pattern} yyyy")

    def moment(self, at: datetime) -> str:
        """Day and time of day, to the minute."""
        return self._words.gettext("{day}, {time}", day=self.day(at), time=self.time(at))

    def span(self, begin: datetime, end: datetime) -> str:
        """From one moment to another; the day stands there once if it is the same."""
        return self._words.gettext("{begin} to {end}", begin=self.moment(begin), end=self._beside(end, begin))

    def seen(self, begin: datetime, until: datetime) -> str:
        """The same of what was seen so long and may have gone on."""
        return self._words.gettext(
            "from {begin} on, seen until {until}", begin=self.moment(begin), until=self._beside(until, begin)
        )

    def _beside(self, at: datetime, other: datetime) -> str:
        return self.time(at) if local(at).date() == local(other).date() else self.moment(at)

    def near(self, at: datetime) -> str:
        """The time of day alone, if that is today's."""
        is_today = local(at).date() == local(self._now()).date()
        return self.time(at) if is_today else self.moment(at)

    def days(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Each day that has a part between two moments, from midnight to midnight."""
        day = local(begin).date()
        while (at := midnight(day)) < end:
            day += timedelta(days=1)
            yield at, midnight(day)

    def ticks(self, begin: datetime, end: datetime) -> Iterator[Tick]:
        """What stands on an axis between two moments: full hours of a day, or the begins of days."""
        days = (end - begin).total_seconds() / 86400
        if days <= 2:
            yield from self._hours(begin, end)
            return
        every = next((step for longest, step in _DAYS_BETWEEN_TICKS if days <= longest), _FORTNIGHT)
        pattern = "ddd" if every == 1 else self._words.gettext("d MMM")
        half = timedelta(hours=12 if every == 1 else 0)  # a date marks its midnight, a weekday its whole day
        day = local(begin).date() + timedelta(days=1)
        while (at := midnight(day)) < end:
            # The same days are marked from one look to the next: counted from a fixed one, a Monday.
            if (day.toordinal() - 1) % every == 0:
                yield Tick(at, self._written(day, pattern), at + half)
            day += timedelta(days=1)

    def _hours(self, begin: datetime, end: datetime) -> Iterator[Tick]:
        day = local(begin).date()
        while midnight(day) < end:
            for hour in range(0, 24, _HOURS_BETWEEN_TICKS):
                at = local(datetime.combine(day, time(hour)))
                if begin <= at < end:
                    yield Tick(at, self.time(at), at)
            day += timedelta(days=1)

    def _written(self, day: date, pattern: str) -> str:
        return self._locale.toString(QDate(day.year, day.month, day.day), pattern)


class PageContext(NamedTuple):
    """In one language, with one set of icons."""

    words: Words
    icons: StatusIcons
    actions: Actions
    folder: Path
    """Where the history lies."""
    now: Now = utc_now
    country: Callable[[], str | None] = lambda: None
    """Where X is watched, as far as that may be passed on."""

    @property
    def local(self) -> LocalTime:
        return LocalTime(self.words, self.now)
