"""What is said of this moment at a glance: by the first page, the menu and the tooltip."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from trayapp.domain.codes import Cause, Says, VerdictName
from trayapp.i18n.catalogue import N_, Group, capital

if TYPE_CHECKING:  # the icon is shown before any of it happens
    from trayapp.domain.records import JudgedCheck
    from trayapp.domain.uptime import Totals

_MOST_HOURS = 7 * 24  # longer spans are told in days
_LEAST_WATCHED = 0.5  # the part of a span that has to be watched before a figure may stand for it
_FIRST_HOURS = timedelta(hours=6)  # while all that is known is younger, it says when the watching began

AT_FIRST = {
    VerdictName.DEGRADED: N_("Something seems wrong with X"),
    VerdictName.DOWN: N_("X does not answer as it should"),
    VerdictName.BLOCKED: N_("X cannot be reached from here"),
}
"""In place of the headline while one bad check stands alone: what is seen, without what it means."""


class Tips(Enum):
    """What to try for an error that the user sees, by what was found."""

    OWN = N_(
        "Try a private window or another browser, log out and in again, or use the app. "
        "Switch off add-ons and a VPN, if there is one."
    )
    """X is well: it is the account, the browser or the app."""
    BLOCKED = N_("Try another network, such as the phone's; or another name service (DNS), or a VPN.")
    """X is kept away here."""


class Glance(Group):
    """Sentences of one moment."""

    def with_since(self, headline: str, begin: str, *, is_same: bool) -> str:
        """The first line of menu and tooltip; `is_same`: it has been this all the time."""
        return f"{headline} · {self._since(begin, is_same=is_same)}"

    def _since(self, begin: str, *, is_same: bool) -> str:
        if is_same:
            return self._("since {when}", when=begin)
        return self._("trouble since {when}", when=begin)

    def checked(self, age: timedelta, left: timedelta | None, *, is_checking: bool, is_again: bool) -> str:
        """When the last check was and when the next one comes.

        `is_again`: that one is to confirm it. `left` is below zero where it is overdue.
        """
        ago = self._words.ago(age)
        if is_checking:
            return self._("checked {ago} ago, checking now", ago=ago)
        if left is None or left.total_seconds() < 0.5:
            return self._("checked {ago} ago", ago=ago)
        soon = self._words.ago(left)
        if is_again:
            return self._("checking again in {soon}", soon=soon)
        return self._("checked {ago} ago, next in {soon}", ago=ago, soon=soon)

    def since(self, begin: str, lasted: timedelta, *, is_same: bool) -> str:
        """The same on the first page, and for how long."""
        so_far = self._("{duration} so far", duration=self._words.length(lasted))
        return capital(f"{self._since(begin, is_same=is_same)} · {so_far}")

    def calm(self, when: str, *, is_from_start: bool) -> str:
        """Since when nothing was the matter; `is_from_start`: that is all that was ever watched."""
        if is_from_start:
            return self._("No incident since watching began, {when}", when=when)
        return self._("No incident since {when}", when=when)

    def ratio(self, totals: Totals, days: int) -> str:
        """How much of the watched time X was not down; a dash while less than half of it was watched."""
        if totals.uptime_ratio is None or not is_enough(totals, days):
            return "—"
        return self._words.percent(totals.uptime_ratio)

    def outages(self, totals: Totals, days: int) -> str:
        """What stands below that."""
        count = totals.outages
        if not count and not is_enough(totals, days):
            return self._("not yet")
        if days > 1 and not is_enough(totals, days):  # the first names what is counted
            # Translators: so many outages were seen, in a span that nobody has watched half of.
            return self._("{count} so far", count=count)
        return self._n("{count} outage", "{count} outages", count)

    def span(self, days: int) -> str:
        """What stands above it."""
        if days == 365:
            return self._("1 year")
        return self._("24 h") if days == 1 else self._words.days(days)

    def watched(self, totals: Totals, days: int, begin: str, watched_for: timedelta | None) -> str:
        """How much of the span was watched; at first, since when. `begin`: when the watching began."""
        if watched_for is None:
            return self._("Nothing has been recorded yet.")
        if is_first_hours(watched_for):
            return self._("Watching since {begin}. Figures come after some hours.", begin=begin)
        if not totals.watched_s:
            return self._words.history.nothing_watched(totals)
        if 24 * days <= _MOST_HOURS:
            hours = int(totals.watched_s // 3600)
            return self._("{hours} of {all} h watched", hours=hours, all=24 * days)
        watched_days = int(totals.watched_s // 86400)
        return self._("{days} of {all} days watched", days=watched_days, all=days)

    def day(self, day: str, totals: Totals) -> str:
        """The same of one day that was chosen."""
        hours = min(24, int(totals.watched_s // 3600))
        return self._("{day}: {hours} of 24 h watched", day=day, hours=hours)

    def noted(self, at: str, judged: JudgedCheck | None, *, is_asked: bool) -> str:
        """The answer to "I see an error", by what is known; `is_asked`: a check has been made for it."""
        return self._("Noted, {time}. {answer}", time=at, answer=self._answer(judged, is_asked=is_asked))

    def _answer(self, judged: JudgedCheck | None, *, is_asked: bool) -> str:
        if judged is None:
            return self._("The first check is running.")
        match judged.verdict.name:
            case VerdictName.OFFLINE if judged.verdict.cause is not Cause.POOR_LINE:
                return self._("It is your connection: from here nothing can be reached, not only X.")
            case VerdictName.BLOCKED:
                return self._("X is kept from you on this network.")
            case VerdictName.UNKNOWN | VerdictName.OFFLINE:
                return self._("How X is cannot be told from here just now.")
            case _:
                return self._about_x(judged, is_asked=is_asked)

    def _about_x(self, judged: JudgedCheck, *, is_asked: bool) -> str:
        others = [e for e in judged.evidence if e.kind != "user" and e.says is not Says.UNAVAILABLE]
        is_reported = any(e.says is Says.TROUBLE for e in others)
        is_seen = judged.verdict.cause is not Cause.OTHERS_REPORT or judged.verdict.name is VerdictName.DOWN
        if judged.verdict.name is not VerdictName.UP and is_seen:
            if is_reported:
                return self._("It is not only you: it fails from here, and others report it, too.")
            return self._("It fails from here, too.")
        if is_reported:
            return self._("From here X answers, but others report trouble, too: it may fail for some.")
        if not is_asked:
            return self._("From here X answers; others are being asked …")
        if not others:
            return self._("From here X answers; nobody else could be asked.")
        return self._(
            "From here X answers, and nobody else reports trouble: likely your account, app or browser."
        )


def is_enough(totals: Totals, days: int) -> bool:
    """Whether so much of a span was watched that a figure may stand for it."""
    return totals.watched_s >= _LEAST_WATCHED * timedelta(days=days).total_seconds()


def tips_for(judged: JudgedCheck | None) -> Tips | None:
    """What can be tried against an error that the user sees; `None` where it is not in their hands."""
    if judged is None:
        return None
    if judged.verdict.name is VerdictName.BLOCKED:
        return Tips.BLOCKED
    return Tips.OWN if judged.verdict.name is VerdictName.UP else None


def is_first_hours(watched_for: timedelta) -> bool:
    """Whether it is too soon for any figure."""
    return watched_for < _FIRST_HOURS
