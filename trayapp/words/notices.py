"""What popups say: what happened, to what, since when, and what one can do."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from trayapp.domain.records import CUSTOM_SURFACE, Cause, VerdictName
from trayapp.words.over_time import OverTime

if TYPE_CHECKING:  # the icon is shown before any of it happens
    from trayapp.domain.alerts import Notice
    from trayapp.domain.tracker import Incident

_OTHERS_SPEAK = (Cause.UNREACHABLE, Cause.OTHERS_REPORT)
"""Causes whose sentence says already what others think of it."""


class Notices(OverTime):
    """Title and body of each notice. A few short lines: popups are small."""

    def open_notice(self) -> str:
        """The label of what can be done with one: see it in the window."""
        return self._("Open")

    def notice_title(self, notice: Notice) -> str:
        """The news in a few words, and none that claim more than is known."""
        match notice.kind.value, notice.incident:
            case "summary", _:
                return self._n(
                    "{count} notice was held back", "{count} notices were held back", notice.count
                ).format(count=notice.count)
            case "back", _:
                return self._("X is back")
            case "recovery", incident if incident is not None:
                is_way = incident.verdict is VerdictName.BLOCKED or incident.cause is Cause.UNREACHABLE
                return self._("X can be reached again") if is_way else self._("X is well again")
            case _, None:
                return self.verdict(notice.verdict)
            case _, incident if incident.cause is Cause.UNSTABLE:
                return self._("X comes and goes")
            case _, _ if notice.cause is Cause.PART_FAILING and notice.parts == (CUSTOM_SURFACE,):
                return self._("Your own address does not work")
            case _, incident:
                return self.incident_headline(incident)

    def notice_body(self, notice: Notice) -> str:
        """The rest, a line each."""
        incident = notice.incident
        match notice.kind.value:
            case "summary":
                lines = [] if incident is None else [self._state_of(incident, notice.at)]
                if incident is None or incident.end is not None:
                    lines.append(self._("Now: {verdict}.").format(verdict=self.verdict(notice.verdict)))
            case "recovery" | "back" if incident is not None:
                lines = [self._state_of(incident, notice.at)]
            case "back":
                lines = [self._("As far as can be seen without logging in.")]
            case _:
                lines = self._trouble(notice)
        return "\n".join(filter(None, lines))

    def _trouble(self, notice: Notice) -> list[str]:
        incident, cause = notice.incident, notice.cause
        lines = [self._what(cause, notice.parts, is_confirmed=incident is not None and incident.confirmed)]
        if incident is not None:
            since = self._("Since {begin}.").format(begin=self._clock(incident.begin, notice.at))
            if not incident.confirmed and cause not in _OTHERS_SPEAK:
                since += " " + self._("Others have not confirmed it.")
            lines.append(since)
        if notice.recurrence is not None and notice.recurrence > 1 and notice.watched_s is not None:
            lines.append(self.recurrence(notice.recurrence, notice.watched_s))
        return lines

    def _what(self, cause: Cause | None, parts: tuple[str, ...], *, is_confirmed: bool) -> str:
        """What is seen of a cause, as a sentence under a title that says the verdict."""
        named = self.parts(parts)
        match cause:
            case Cause.UNREACHABLE if is_confirmed:
                return self._("It cannot be reached from here, and others report trouble, too.")
            case Cause.UNREACHABLE:
                return self._("Your own connection works. Others have not confirmed it.")
            case Cause.SERVER_ERRORS if named:
                return self._("X's servers fail: {parts}.").format(parts=named)
            case Cause.PART_FAILING if named:
                return self._("This does not work: {parts}.").format(parts=named)
            case Cause.SLOW if named:
                return self._("These answers take long: {parts}.").format(parts=named)
        return (
            {
                Cause.PROXY: self._("The proxy fails or turns this program away."),
                Cause.CAPTIVE_PORTAL: self._("This network seems to want a login first."),
                Cause.OWN_DNS: self._("No name can be looked up (DNS)."),
                Cause.NO_NETWORK: self._("Nothing on the internet answers as it should."),
                Cause.DNS_BLOCKED: self._(
                    "The name service (DNS) in use does not lead to X, another one does."
                ),
                Cause.TLS_INTERCEPTED: self._("What answers in its place cannot prove that it is X."),
                Cause.PATH_BLOCKED: self._("Elsewhere it can be reached."),
                Cause.EDGE_OUTAGE: self._("Cloudflare, which stands in front of X, is failing."),
                Cause.DNS_GONE: self._("X's names cannot be looked up, not even elsewhere (DNS)."),
                Cause.SERVER_ERRORS: self._("X's servers fail."),
                Cause.POSTS_UNREADABLE: self._("No post can be read."),
                Cause.PART_FAILING: self._("Parts of it fail."),
                Cause.OTHERS_REPORT: self._("Others report trouble. From here no fault is seen."),
                Cause.SLOW: self._("Answers take long."),
                Cause.UNSTABLE: self._("It failed several times within half an hour."),
            }.get(cause, "")
            if cause is not None
            else ""
        )

    def _state_of(self, incident: Incident, now: datetime) -> str:
        """What an incident is or was, since when, how long."""
        why = self.cause(incident.cause) if incident.cause else self.verdict(incident.verdict)
        begin = self._clock(incident.begin, now)
        if incident.end is None:
            text = self._("{what} ({why}), since {begin}.")
            return text.format(what=self.incident_headline(incident), why=why, begin=begin)
        text = self._("{what} ({why}), from {begin} to {end}, for {duration}.")
        return text.format(
            what=self._was(incident),
            why=why,
            begin=begin,
            end=self._clock(incident.end, now),
            duration=self.duration(incident.end - incident.begin),
        )

    def _was(self, incident: Incident) -> str:
        """What an incident that is over was called."""
        if incident.cause is Cause.UNREACHABLE and not incident.confirmed:
            return self._("X could not be reached from here")
        return {
            VerdictName.DEGRADED: self._("X had problems"),
            VerdictName.BLOCKED: self._("X was blocked here"),
        }.get(incident.verdict) or self._("X was down")

    def _clock(self, at: datetime, now: datetime) -> str:
        """A moment to the minute, in local time; with its date if that is not today's."""
        is_today = at.astimezone().date() == now.astimezone().date()
        return self.moment(at)[:-3] if is_today else self.date_and_time(at)[:-3]
