"""What happened over time: incidents, changes, gaps, figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from trayapp.clock import local
from trayapp.domain.records import Cause
from trayapp.i18n.names import Names

if TYPE_CHECKING:  # the icon is shown before any of it happens
    from trayapp.domain.tracker import Event, Incident
    from trayapp.domain.uptime import Totals


class OverTime(Names):
    """Sentences about more than one check."""

    def incident(self, incident: Incident) -> str:
        """An incident in a line: when, how long, what, why."""
        what = self.cause(incident.cause) if incident.cause else self.verdict(incident.verdict)
        headline = self.incident_headline(incident)
        if incident.end is None:
            text = self._("since {begin}: {what} ({why})")
        else:
            text = self._("{begin}, {duration}: {what} ({why})")
        return text.format(
            begin=self.date_and_time(incident.begin),
            duration=self.duration((incident.end or incident.begin) - incident.begin),
            what=headline,
            why=what if incident.confirmed else self._("{cause}, unconfirmed").format(cause=what),
        )

    def incident_headline(self, incident: Incident) -> str:
        """What an incident is called; while it is unconfirmed nobody may say that X is down."""
        if incident.cause is Cause.UNREACHABLE and not incident.confirmed:
            return self._("X cannot be reached from here")
        return self.verdict(incident.verdict)

    def change(self, event: Event) -> str:
        """One confirmed change, or a gap, as a sentence."""
        from trayapp.domain.tracker import Change, Gap

        if isinstance(event, Gap):
            return self._("Nobody watched from {begin} to {end}.").format(
                begin=self.date_and_time(event.begin), end=self.date_and_time(event.end)
            )
        incident = event.incident
        why = self.cause(incident.cause) if incident.cause else ""
        headline = self.incident_headline(incident)
        if event.change is Change.CLOSED and incident.end is not None:
            return self._("X is well again. It was: {what} ({why}), for {duration}.").format(
                what=headline, why=why, duration=self.duration(incident.end - incident.begin)
            )
        if not incident.confirmed:
            text = self._("Trouble since {begin}, unconfirmed: {what} ({why}).")
        elif event.change is Change.OPENED:
            text = self._("Trouble since {begin}: {what} ({why}).")
        else:
            text = self._("Trouble since {begin}, now: {what} ({why}).")
        return text.format(begin=self.date_and_time(incident.begin), what=headline, why=why)

    def recurrence(self, count: int, watched_s: float) -> str:
        """The how-manieth outage lately, and how much of that time anybody looked."""
        return self._("Outage no. {count} within 7 days ({hours} of 168 h watched).").format(
            count=count, hours=int(watched_s // 3600)
        )

    def lately(self, totals: Totals) -> str:
        """The last 7 days in a line."""
        if totals.uptime_ratio is None:
            return ""
        text = self._n(
            "7 days: {count} incident, uptime {percent} of {watched}",
            "7 days: {count} incidents, uptime {percent} of {watched}",
            totals.incidents,
        )
        return text.format(
            count=totals.incidents,
            percent=self._percent(totals.uptime_ratio),
            watched=self.duration(timedelta(seconds=totals.watched_s)),
        )

    def _percent(self, ratio: float) -> str:
        """Rounded down: 100 % shall mean that nothing was missed."""
        percent = f"{int(ratio * 10_000) / 100:.2f} %"
        return percent.replace(".", ",") if self.language == "de" else percent

    def totals(self, totals: Totals) -> str:
        """The figures of a stretch of time."""
        ratio = totals.uptime_ratio
        if ratio is None:
            return self._("Nothing was watched.")
        return self._("Uptime {percent} of {watched} watched; down {down}, problems {degraded}.").format(
            percent=self._percent(ratio),
            watched=self.duration(timedelta(seconds=totals.watched_s)),
            down=self.duration(timedelta(seconds=totals.down_s)),
            degraded=self.duration(timedelta(seconds=totals.degraded_s)),
        )

    def no_incidents(self) -> str:
        return self._("No incidents.")

    def never_watched(self) -> str:
        return self._("Not known: nothing has been recorded yet. To watch, start trayapp or trayapp watch.")

    def not_watched_since(self, age: str) -> str:
        return self._("Not known: nobody has watched for {age}.").format(age=age)

    def last_seen(self, when: str, sentence: str) -> str:
        return self._("Last seen, {when}: {sentence}").format(when=when, sentence=sentence)

    def since(self, incident: Incident, at: datetime) -> str:
        """Since when an open incident lasts, as said at that moment: the day, if it is another one.

        It may stand behind any trouble: what is seen now may be worse or milder than what it began with.
        """
        text = (
            self._("Trouble since {begin}.")
            if incident.confirmed
            else self._("Trouble since {begin}, unconfirmed.")
        )
        is_same_day = local(incident.begin).date() == local(at).date()
        begin = self.moment(incident.begin) if is_same_day else self.date_and_time(incident.begin)
        return text.format(begin=begin)

    def checked_ago(self, age: str) -> str:
        return self._("Checked {age} ago.").format(age=age)

    def last_check(self, at: datetime) -> str:
        return self._("Last check: {time}").format(time=self.moment(at))
