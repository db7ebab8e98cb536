"""What happened over time: incidents, changes, gaps, figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from trayapp.domain.codes import Cause, VerdictName
from trayapp.i18n.catalogue import Group

if TYPE_CHECKING:  # the icon is shown before any of it happens
    from trayapp.domain.tracker import Event, Incident
    from trayapp.domain.uptime import Totals


class History(Group):
    """Sentences about more than one check."""

    def lasted(self, incident: Incident, seen_until: datetime | None) -> str:
        """How long an incident was, in a list. `seen_until`: nobody knows whether an open one goes on."""
        if incident.end is None and seen_until is None:
            return self._("ongoing")
        length = self._words.length((incident.end or seen_until or incident.begin) - incident.begin)
        return length if incident.end is not None else self.at_least(length)

    def at_least(self, duration: str) -> str:
        """How long an open incident was seen to go on, where nobody knows whether it does now."""
        return self._("at least {duration}", duration=duration)

    def incident(self, incident: Incident, seen_until: datetime | None = None) -> str:
        """The same in a line of its own: when, how long, what, why."""
        names = self._words.names
        cause = names.cause(incident.cause) if incident.cause else names.verdict(incident.verdict)
        text = self._("{begin}, {duration}: {what} ({why})")
        if incident.end is None and seen_until is None:
            text = self._("since {begin}: {what} ({why})")
        until = incident.end or seen_until or incident.begin
        duration = self._words.duration(until - incident.begin)
        return text.format(
            begin=self._words.date_and_time(incident.begin),
            duration=duration if incident.end is not None else self.at_least(duration),
            what=self.headline(incident),
            why=cause if incident.confirmed else self._("{cause}, unsure", cause=cause),
        )

    def incidents(self, count: int) -> str:
        """How many there were."""
        return self._n("{count} incident", "{count} incidents", count)

    def headline(self, incident: Incident) -> str:
        """What an incident is called; while it is unconfirmed nobody may say that X is down."""
        return self._words.names.verdict(incident.verdict, None if incident.confirmed else incident.cause)

    def recovery(self, incident: Incident) -> str:
        """That it is over: of what lay between here and X nobody may say that X was unwell."""
        if incident.verdict is VerdictName.BLOCKED or incident.cause is Cause.UNREACHABLE:
            return self._("X can be reached again")
        return self._("X is back")

    def change(self, event: Event) -> str:
        """One confirmed change, or a gap, as a sentence."""
        from trayapp.domain.tracker import Change, Gap

        written = self._words.date_and_time
        if isinstance(event, Gap):
            text = self._("Nobody watched from {begin} to {end}.")
            return text.format(begin=written(event.begin), end=written(event.end))
        incident = event.incident
        why = self._words.names.cause(incident.cause) if incident.cause else ""
        headline = self.headline(incident)
        if event.change is Change.CLOSED and incident.end is not None:
            return self._(
                "X is back. It was: {what} ({why}), for {duration}.",
                what=headline,
                why=why,
                duration=self._words.duration(incident.end - incident.begin),
            )
        if not incident.confirmed:
            text = self._("Trouble since {begin}, unsure: {what} ({why}).")
        elif event.change is Change.OPENED:
            text = self._("Trouble since {begin}: {what} ({why}).")
        else:
            text = self._("Trouble since {begin}, now: {what} ({why}).")
        return text.format(begin=written(incident.begin), what=headline, why=why)

    def recurrence(self, count: int, watched_s: float) -> str:
        """Which outage within 7 days it is, and how much of that time anybody looked."""
        return self._(
            "Outage no. {count} in 7 days ({hours} of 168 h watched).",
            count=count,
            hours=int(watched_s // 3600),
        )

    def nothing_watched(self, totals: Totals) -> str:
        """Why there are no figures: there was one check or none, or X was blocked."""
        if not totals.incidents:
            return self._("Nothing was watched.")
        text = self._("{incidents}; too little was watched for figures.")
        if totals.blocked == totals.incidents:
            text = self._("{incidents}; X itself could not be observed.")
        return text.format(incidents=self.incidents(totals.incidents))

    def totals(self, totals: Totals) -> str:
        """The figures of a span of time."""
        if totals.uptime_ratio is None:
            return self.nothing_watched(totals)
        watched = self._words.ago(timedelta(seconds=totals.watched_s))
        down, degraded = (
            self._words.duration(timedelta(seconds=seconds)) for seconds in (totals.down_s, totals.degraded_s)
        )
        percent = self._words.percent(totals.uptime_ratio)
        text = self._("Uptime {percent} of {watched} watched; down {down}, problems {degraded}.")
        return text.format(percent=percent, watched=watched, down=down, degraded=degraded)

    def last_seen(self, when: str, sentence: str) -> str:
        return self._("Last seen, {when}: {sentence}", when=when, sentence=sentence)

    def since(self, incident: Incident, at: datetime) -> str:
        """Since when an open incident lasts, as said at that moment: the day, if it is another one.

        It may stand behind any trouble: what is seen now may be worse or milder than what it began with.
        """
        begin = self._words.moment_beside(incident.begin, at)
        if incident.confirmed:
            return self._("Trouble since {begin}.", begin=begin)
        return self._("Trouble since {begin}, unsure.", begin=begin)

    def last_check(self, at: datetime) -> str:
        return self._("Last check: {time}", time=self._words.moment(at))
