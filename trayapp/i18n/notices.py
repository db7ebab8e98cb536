"""What popups say: what happened, to what, since when, and what one can do."""

from __future__ import annotations

from datetime import datetime

from trayapp.domain.alerts import Notice
from trayapp.domain.codes import CUSTOM_SURFACE, PAGE_SURFACE, Cause, Confidence, VerdictName
from trayapp.domain.tracker import Incident
from trayapp.i18n.catalogue import N_, Group, capital
from trayapp.i18n.causes import CAUSES

_SAID_BY_NAME = (
    Cause.PART_FAILING,
    Cause.OTHERS_REPORT,
    Cause.SLOW,
    Cause.UNREACHABLE,
    Cause.UNSTABLE,
)
"""Causes of which the name of the whole says as much."""

_WAS = {
    VerdictName.DEGRADED: N_("X had problems"),
    VerdictName.BLOCKED: N_("X was blocked here"),
    VerdictName.DOWN: N_("X was down"),
}


class Notices(Group):
    """Title and body of each notice. A few short lines: popups are small."""

    def title(self, notice: Notice) -> str:
        """The news in a few words, and none that claim more than is known."""
        match notice.kind.value, notice.incident:
            case "summary", _:
                count = notice.count
                return self._n("{count} notice was held back", "{count} notices were held back", count)
            case "back", _:
                return self._("X is back")
            case "sample", _:
                return self._("This is what a notice looks like")
            case "reported", _:
                return self._("X is said to be blocked in your country")
            case "recovery", incident if incident is not None:
                return self._words.history.recovery(incident)
            case _, None:
                return self._words.names.verdict(notice.verdict, notice.cause)
            case _, incident if incident.cause is Cause.UNSTABLE:
                return self._("X comes and goes")
            case _, _ if notice.cause is Cause.PART_FAILING and notice.parts == (CUSTOM_SURFACE,):
                return self._("Your own address does not work")
            case _, incident:
                return self._called(incident, notice.confidence)

    def _called(self, incident: Incident, confidence: Confidence | None = None) -> str:
        """What an open incident is called: no surer than its checks were."""
        if not incident.confirmed:
            confidence = Confidence.LOW
        if incident.cause is Cause.UNREACHABLE and confidence is Confidence.LOW:
            return self._words.names.verdict(incident.verdict, incident.cause)
        return self._words.names.claim(incident.verdict, confidence)

    def body(self, notice: Notice) -> str:
        """The rest, a line each."""
        incident = notice.incident
        match notice.kind.value:
            case "summary":
                is_seen = notice.verdict in _WAS  # else it says nothing of one that is open
                lines = [] if incident is None else self._state_of(incident, notice.at, is_seen=is_seen)
                if incident is None or incident.end is not None or not is_seen:
                    lines.append(self._now(notice))
            case "recovery" | "back" if incident is not None:
                lines = self._state_of(incident, notice.at)
            case "reported" if notice.report is not None:
                lines = [self._words.sources.writes(notice.report)]
            case "sample":
                lines = [self._("One comes when X fails, and one when it is back.")]
            case "back":
                lines = [self._("It answers again (checked without logging in).")]
            case _:
                lines = self._trouble(notice)
        return "\n".join(filter(None, lines))

    def _now(self, notice: Notice) -> str:
        """What is so after a time of silence."""
        if notice.cause is Cause.POOR_LINE:
            return self._("Now: your connection is too poor to tell.")
        verdict = self._words.names.verdict(notice.verdict, notice.cause)
        return self._("Now: {verdict}.", verdict=verdict)

    def _trouble(self, notice: Notice) -> list[str]:
        incident, cause = notice.incident, notice.cause
        lines = [self._what(notice)]
        if cause is Cause.TLS_INTERCEPTED:  # there is more than one reason, and one of them is serious
            lines.append(self._(CAUSES[cause].explanation))
        if notice.kind.value == "confirmed" and cause not in (Cause.UNREACHABLE, Cause.OTHERS_REPORT):
            others, more = self._("Others report trouble, too."), self._("More points to it now.")
            lines.append(others if notice.is_heard else more)
        if incident is not None:
            since = self._("Trouble since {begin}.", begin=self._clock(incident.begin, notice.at))
            lines.append(since if notice.is_heard else since + self._doubt(incident, cause))
        if notice.recurrence is not None and notice.recurrence > 1 and notice.watched_s is not None:
            lines.append(self._words.history.recurrence(notice.recurrence, notice.watched_s))
        return [*lines, self._words.verdicts.advice(cause, notice.parts)] if cause is not None else lines

    def _what(self, notice: Notice) -> str:
        """What is seen of a cause, as a sentence under a title that says the verdict."""
        match notice.cause:
            case None:
                return ""
            case Cause.UNREACHABLE:
                return self._out_of_reach(notice)
            case Cause.OTHERS_REPORT if notice.verdict is VerdictName.DOWN:
                return self._("Others report trouble, and from here it does not answer as it should, either.")
            case Cause.PART_FAILING if tuple(notice.parts) == (PAGE_SURFACE,):
                return self._("X answers, but shows no posts in a browser.")
            case cause:
                words, why = CAUSES[cause], self._(CAUSES[cause].why)
                if not notice.parts or not words.notice_of_parts:
                    return self._(words.notice) or (f"{capital(why)}." if why else "")
                return self._(words.notice_of_parts, parts=self._words.names.parts(notice.parts))

    def _out_of_reach(self, notice: Notice) -> str:
        """Why that is taken for trouble of X's: never more than others say."""
        if not notice.is_heard:
            return self._("Your own connection works.")
        if notice.incident is not None and notice.incident.confirmed:
            return self._("It cannot be reached from here, and others report trouble, too.")
        return self._("Your own connection works, and others complain, too.")

    def _state_of(self, incident: Incident, now: datetime, *, is_seen: bool = True) -> list[str]:
        """What an incident is or was, since when, how long, and why. `is_seen`: an open one is, now."""
        begin = self._clock(incident.begin, now)
        if incident.end is None and not is_seen:
            text = self._("{what}, from {begin} on.", what=self._was(incident), begin=begin)
        elif incident.end is None:
            what = self._called(incident)
            text = self._("{what}, since {begin}.", what=what, begin=begin)
        else:
            text = self._(
                "{what}, from {begin} to {end}, for {duration}.",
                what=self._was(incident),
                begin=begin,
                end=self._clock(incident.end, incident.begin),
                duration=self._words.length(incident.end - incident.begin),
            )
        lines = [text + self._doubt(incident, incident.cause)]
        if incident.cause is not None and incident.cause not in _SAID_BY_NAME:
            lines.append(self._("Cause: {cause}.", cause=self._words.names.cause(incident.cause)))
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
        return self._(_WAS.get(incident.verdict, _WAS[VerdictName.DOWN]))

    def _clock(self, at: datetime, beside: datetime) -> str:
        """A moment to the minute, in local time; with its date if that is not the date of the one beside."""
        return self._words.moment_beside(at, beside)[:-3]  # in every language the seconds come last
