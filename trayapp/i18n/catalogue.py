"""The catalogue of one language, and what every part of the words is built on."""

from __future__ import annotations

import gettext
import os
import sys
from datetime import datetime, timedelta

from trayapp.clock import local
from trayapp.paths import LANGUAGES, resource


def plain(text: str) -> str:
    """Text from outside, so that no terminal, tooltip or label reads anything into it.

    Every character that does not print (escape sequences begin with one, changes of the writing direction
    are some) becomes a replacement character.
    """
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )


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

    name = locale.getlocale()[0] or ""
    return "de_DE" if name.startswith("German_") else name


class Catalogue:
    """The sentences of one language by their English ones; times and durations as written there."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else system_language()
        catalogue: gettext.NullTranslations = gettext.NullTranslations()
        if self.language != "en":
            with resource("translations", f"{self.language}.mo").open("rb") as file:
                catalogue = gettext.GNUTranslations(file)
        self._ = catalogue.gettext
        self._n = catalogue.ngettext

    def moment(self, at: datetime) -> str:
        """A time of today, in local time."""
        return local(at).strftime("%H:%M:%S")

    def date_and_time(self, at: datetime) -> str:
        """A moment of any day, in local time, the same length each time."""
        return local(at).strftime("%d.%m.%Y %H:%M:%S" if self.language == "de" else "%Y-%m-%d %H:%M:%S")

    def duration(self, length: timedelta) -> str:
        """How long something took, in the two largest units."""
        minutes, seconds = divmod(round(length.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        if days:
            text = self._n("{days} day {hours} h", "{days} days {hours} h", days)
        elif hours:
            text = self._("{hours} h {minutes} min")
        elif minutes:
            text = self._("{minutes} min {seconds} s")
        else:
            text = self._("{seconds} s")
        return text.format(days=days, hours=hours, minutes=minutes, seconds=seconds)
