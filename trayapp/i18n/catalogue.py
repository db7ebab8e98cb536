"""The catalogue of one language, and how times and durations are written there."""

from __future__ import annotations

import gettext
import os
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from trayapp.clock import local, utc_now
from trayapp.paths import LANGUAGES, resource

if TYPE_CHECKING:
    from trayapp.i18n import Words

_MANY_HOURS = 240


def N_(message: str) -> str:
    """Marks a message that stands in a table: it is translated when it is looked up."""
    return message


def capital(text: str) -> str:
    """It as the beginning of a line."""
    return f"{text[:1].upper()}{text[1:]}"


def plain(text: str) -> str:
    """Text from outside, so that no terminal, tooltip or label reads anything into it.

    Every character that does not print (escape sequences begin with one, changes of the writing direction
    are some) becomes a replacement character.
    """
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)


def system_language() -> str:
    """The language of the user's environment, or English if there are no words for it.

    As GNU gettext finds it: the first of LC_ALL, LC_MESSAGES and LANG that is not empty, and before it the
    list in LANGUAGE, unless that locale is "C".
    """
    variables = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    wanted = next(filter(None, variables), "") or _locale_of_desktop()
    if wanted in ("", "C", "POSIX"):
        return "en"
    for name in (os.environ.get("LANGUAGE") or wanted).split(":"):
        language = name.replace("-", "_").replace(".", "_").partition("_")[0].partition("@")[0].lower()
        if language in LANGUAGES:
            return language
        if language == "c":
            break
    return "en"


def _locale_of_desktop() -> str:
    """Windows and macOS start programs without LANG. Windows says "German_Germany" for "de_DE"."""
    if str(sys.platform) not in ("win32", "darwin"):
        return ""
    import locale

    return locale.normalize((locale.getlocale()[0] or "").partition("_")[0])


class Catalogue:
    """The sentences of one language by their English ones."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else system_language()
        self._catalogue = gettext.NullTranslations()
        if self.language != "en":
            with resource("translations", f"{self.language}.mo").open("rb") as file:
                self._catalogue = gettext.GNUTranslations(file)
        self._ = self.gettext

    def gettext(self, message: str, **values: object) -> str:
        """The sentence in this language, with these values in its braces."""
        # Of an empty message gettext itself makes the head of the catalogue.
        text = self._catalogue.gettext(message) if message else ""
        return text.format(**values) if values else text

    def ngettext(self, one: str, many: str, count: int, **values: object) -> str:
        """The same for so many; that is the value `count`."""
        return self._catalogue.ngettext(one, many, count).format(count=count, **values)

    def moment(self, at: datetime) -> str:
        """A time of today, in local time."""
        return local(at).strftime("%H:%M:%S")

    def date_and_time(self, at: datetime) -> str:
        """A moment of any day, in local time, the same length each time."""
        # Translators: digits only, the same number of them for each day.
        return local(at).strftime(self._("%Y-%m-%d %H:%M:%S"))

    def moment_beside(self, at: datetime, other: datetime) -> str:
        """A moment that is shown beside another: its date only if that is not the other's."""
        is_same_day = local(at).date() == local(other).date()
        return self.moment(at) if is_same_day else self.date_and_time(at)

    def clock_time(self, at: datetime) -> str:
        """A moment that is near, in local time: its date only if it is not today's."""
        here = local(at)
        is_today = here.date() == local(utc_now()).date()
        return here.strftime("%H:%M" if is_today else self._("%Y-%m-%d %H:%M"))

    def duration(self, length: timedelta) -> str:
        """How long something took, in the two largest units."""
        minutes, seconds = divmod(round(length.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        if days:
            return self.ngettext(
                "{days} day {hours} h", "{days} days {hours} h", days, days=days, hours=hours
            )
        if hours:
            return self._("{hours} h {minutes} min", hours=hours, minutes=minutes)
        if minutes:
            return self._("{minutes} min {seconds} s", minutes=minutes, seconds=seconds)
        return self._("{seconds} s", seconds=seconds)

    def ago(self, length: timedelta) -> str:
        """The same after "ago", "since" or "in": some languages have another ending for that."""
        if length < timedelta(minutes=2):
            return self._("{seconds} s", seconds=max(0, round(length.total_seconds())))
        if length < timedelta(days=1):
            return self.length(length)
        days, hours = divmod(round(length.total_seconds() / 3600), 24)
        # Translators: after "ago", "for", "in" or "of".
        return self.ngettext("{count} day and {hours} h", "{count} days and {hours} h", days, hours=hours)

    def length(self, length: timedelta) -> str:
        """The same, as short as lists want it: to the minute, and of many days to the day."""
        seconds = round(length.total_seconds())
        if seconds < 60:
            return self.duration(length)
        hours, minutes = divmod(round(seconds / 60), 60)
        if not hours:
            return self._("{minutes} min", minutes=minutes)
        if hours >= _MANY_HOURS:
            return self.days(round(hours / 24))
        if not minutes and hours < 24:
            return self._("{hours} h", hours=hours)
        return self.duration(timedelta(hours=hours, minutes=minutes))

    def watched(self, seconds: float) -> str:
        """How long anybody looked: in whole hours, as recurrence is told, or days if these were hundreds."""
        hours = int(seconds // 3600)
        if hours >= _MANY_HOURS:
            return self.days(hours // 24)
        return self._("{hours} h", hours=hours) if hours else self.length(timedelta(seconds=seconds))

    def days(self, count: int) -> str:
        """How far back to look."""
        if count == 1:
            return self._("24 hours")
        return self.ngettext("{count} day", "{count} days", count)

    def percent(self, ratio: float) -> str:
        """Rounded down: 100 % shall mean that nothing was missed."""
        # Translators: what stands before the decimals.
        return f"{int(ratio * 10_000) / 100:.2f} %".replace(".", self._("."))


class Group:
    """Words on one subject. Those on others are reached through `words`."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._, self._n = words.gettext, words.ngettext
