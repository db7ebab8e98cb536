"""What popups say: what happened, to what, since when, and what one can do."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from trayapp.clock import local
from trayapp.domain.records import CUSTOM_SURFACE, Cause, Confidence, VerdictName
from trayapp.i18n.advice import Advice
from trayapp.i18n.catalogue import plain
from trayapp.i18n.window import Window

if TYPE_CHECKING:  # the icon is shown before any of it happens
    from trayapp.domain.alerts import Notice
    from trayapp.domain.tracker import Incident

_SAID_BY_NAME = (
    Cause.PART_FAILING,
    Cause.OTHERS_REPORT,
    Cause.SLOW,
    Cause.UNREACHABLE,
    Cause.UNSTABLE,
)
"""Causes of which the name of the whole says as much."""


class Notices(Window, Advice):
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
            case "reported", _:
                return self._("X is said to be blocked in your country")
            case "recovery", incident if incident is not None:
                is_way = incident.verdict is VerdictName.BLOCKED or incident.cause is Cause.UNREACHABLE
                return self._("X can be reached again") if is_way else self._("X is well again")
            case _, None:
                return self.verdict(notice.verdict, notice.cause)
            case _, incident if incident.cause is Cause.UNSTABLE:
                return self._("X comes and goes")
            case _, _ if notice.cause is Cause.PART_FAILING and notice.parts == (CUSTOM_SURFACE,):
                return self._("Your own address does not work")
            case _, incident:
                return self._called(incident)

    def _called(self, incident: Incident) -> str:
        """What an open incident is called: no surer than its checks were."""
        if incident.confirmed or incident.cause is Cause.UNREACHABLE:
            return self.incident_headline(incident)
        return self.claim(incident.verdict, Confidence.LOW)

    def notice_body(self, notice: Notice) -> str:
        """The rest, a line each."""
        incident = notice.incident
        match notice.kind.value:
            case "summary":
                lines = [] if incident is None else self._state_of(incident, notice.at)
                if incident is None or incident.end is not None:
                    lines.append(self._now(notice))
            case "recovery" | "back" if incident is not None:
                lines = self._state_of(incident, notice.at)
            case "reported" if notice.report is not None:
                text = self._("{source} writes: {text}")
                source = self.source(notice.report.evidence.source)
                lines = [text.format(source=source, text=plain(notice.report.text))]
            case "back":
                lines = [self._("It answers again (seen without logging in).")]
            case _:
                lines = self._trouble(notice)
        return "\n".join(filter(None, lines))

    def _now(self, notice: Notice) -> str:
        """What is so after a time of silence."""
        if notice.cause is Cause.POOR_LINE:
            return self._("Now: this line is too poor to tell.")
        return self._("Now: {verdict}.").format(verdict=self.verdict(notice.verdict, notice.cause))

    def _trouble(self, notice: Notice) -> list[str]:
        incident, cause = notice.incident, notice.cause
        lines = [self._what(notice)]
        if notice.kind.value == "confirmed" and cause not in (Cause.UNREACHABLE, Cause.OTHERS_REPORT):
            lines.append(
                self._("Others report trouble, too.")
                if notice.is_heard
                else self._("More speaks for it by now.")
            )
        if incident is not None:
            since = self._("Trouble since {begin}.").format(begin=self._clock(incident.begin, notice.at))
            lines.append(since if notice.is_heard else since + self._doubt(incident, cause))
        if notice.recurrence is not None and notice.recurrence > 1 and notice.watched_s is not None:
            lines.append(self.recurrence(notice.recurrence, notice.watched_s))
        return [*lines, self.advice(cause)] if cause is not None else lines

    def _what(self, notice: Notice) -> str:
        """What is seen of a cause, as a sentence under a title that says the verdict."""
        named = self.parts(notice.parts)
        match notice.cause:
            case None:
                return ""
            case Cause.UNREACHABLE:
                return self._out_of_reach(notice)
            case Cause.SERVER_ERRORS if named:
                return self._("X's servers fail: {parts}.").format(parts=named)
            case Cause.PART_FAILING if named:
                return self._("This does not work: {parts}.").format(parts=named)
            case Cause.SLOW if named:
                return self._("These answers take long: {parts}.").format(parts=named)
            case Cause.OTHERS_REPORT if notice.verdict is VerdictName.DOWN:
                return self._("Others report trouble, and from here it does not answer as it should, either.")
        return {
            Cause.PROXY: self._("The proxy fails or turns this program away."),
            Cause.PROXY_REFUSES: self._("The proxy lets others through, but not X."),
            Cause.CAPTIVE_PORTAL: self._("This network seems to want a login first."),
            Cause.OWN_DNS: self._("No name can be looked up (DNS)."),
            Cause.NO_NETWORK: self._("Nothing on the internet answers as it should."),
            Cause.HTTPS_BROKEN: self._("Something answers, but no secure connection (https) comes about."),
            Cause.DNS_BLOCKED: self._("The name service (DNS) in use does not lead to X, another one does."),
            Cause.TLS_INTERCEPTED: self._("What answers in its place cannot prove that it is X."),
            Cause.PATH_BLOCKED: self._("Elsewhere it can be reached."),
            Cause.EDGE_OUTAGE: self._("Cloudflare, which stands in front of X, is failing."),
            Cause.DNS_GONE: self._("X's names cannot be looked up, not even elsewhere (DNS)."),
            Cause.SOME_USERS: self._("It fails for some, you among them. Elsewhere its page loads."),
            Cause.SERVER_ERRORS: self._("X's servers fail."),
            Cause.POSTS_UNREADABLE: self._("No post can be read."),
            Cause.PART_FAILING: self._("Parts of it fail."),
            Cause.OTHERS_REPORT: self._("Others report trouble. From here no fault is seen."),
            Cause.SLOW: self._("Answers take long."),
            Cause.UNSTABLE: self._("It failed several times within half an hour."),
        }.get(notice.cause, "")

    def _out_of_reach(self, notice: Notice) -> str:
        """Why that is taken for trouble of X's: never more than others say."""
        if not notice.is_heard:
            return self._("Your own connection works.")
        if notice.incident is not None and notice.incident.confirmed:
            return self._("It cannot be reached from here, and others report trouble, too.")
        return self._("Your own connection works, and others complain, too.")

    def _state_of(self, incident: Incident, now: datetime) -> list[str]:
        """What an incident is or was, since when, how long, and why."""
        begin = self._clock(incident.begin, now)
        if incident.end is None:
            what = self._called(incident)
            text = self._("{what}, since {begin}.").format(what=what, begin=begin)
        else:
            text = self._("{what}, from {begin} to {end}, for {duration}.").format(
                what=self._was(incident),
                begin=begin,
                end=self._clock(incident.end, incident.begin),
                duration=self.length(incident.end - incident.begin),
            )
        lines = [text + self._doubt(incident, incident.cause)]
        if incident.cause is not None and incident.cause not in _SAID_BY_NAME:
            lines.append(self._("Cause: {cause}.").format(cause=self.cause(incident.cause)))
        return lines

    def _doubt(self, incident: Incident, cause: Cause | None) -> str:
        """What to add to a sentence about an incident that nobody else has seen."""
        if incident.confirmed or cause is Cause.OTHERS_REPORT:
            return ""
        return " " + self._("Others have not confirmed it.")

    def _was(self, incident: Incident) -> str:
        """What an incident that is over was called."""
        if incident.cause is Cause.UNSTABLE:
            return self._("X came and went")
        if incident.cause is Cause.UNREACHABLE and not incident.confirmed:
            return self._("X could not be reached from here")
        return {
            VerdictName.DEGRADED: self._("X had problems"),
            VerdictName.BLOCKED: self._("X was blocked here"),
        }.get(incident.verdict) or self._("X was down")

    def _clock(self, at: datetime, beside: datetime) -> str:
        """A moment to the minute, in local time; with its date if that is not the date of the one beside."""
        is_same_day = local(at).date() == local(beside).date()
        return self.moment(at)[:-3] if is_same_day else self.date_and_time(at)[:-3]
