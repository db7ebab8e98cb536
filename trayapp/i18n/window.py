"""The words of the history window: what its pages show and what they are called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from trayapp.domain.records import Cause, Says, VerdictName
from trayapp.i18n.catalogue import plain
from trayapp.i18n.over_time import OverTime
from trayapp.i18n.sources import Sources

if TYPE_CHECKING:  # the icon is shown before any of it happens
    from trayapp.domain.alerts import NoticeKind
    from trayapp.domain.records import Evidence
    from trayapp.domain.reports import Vantage
    from trayapp.domain.tracker import Incident, IncidentChange
    from trayapp.domain.uptime import Totals

_MANY_HOURS = 240
_LONGEST_TEXT = 300
"""Of what a voice said in its own words."""


class Window(OverTime, Sources):
    """Labels and sentences of the pages."""

    # ---- how days and times are written, as patterns of Qt's QLocale

    def day_pattern(self) -> str:
        return self._("ddd d MMM")

    def short_day_pattern(self) -> str:
        return self._("d MMM")

    def day_and_time(self, day: str, time: str) -> str:
        return self._("{day}, {time}").format(day=day, time=time)

    def from_to(self, begin: str, end: str) -> str:
        return self._("{begin} to {end}").format(begin=begin, end=end)

    def length(self, length: timedelta) -> str:
        """How long something took, as short as lists want it: to the minute, and of many days to the day."""
        seconds = round(length.total_seconds())
        if seconds < 60:
            return self.duration(length)
        hours, minutes = divmod(round(seconds / 60), 60)
        if not hours:
            return self._("{minutes} min").format(minutes=minutes)
        if hours >= _MANY_HOURS:
            return self.span(round(hours / 24))
        if not minutes and hours < 24:
            return self._("{hours} h").format(hours=hours)
        return self.duration(timedelta(hours=hours, minutes=minutes))

    def sentence(self, text: str) -> str:
        """A remark that stands alone elsewhere, as one of several sentences."""
        return f"{text}."

    # ---- the first page

    def span(self, days: int) -> str:
        """How far back to look."""
        if days == 1:
            return self._("24 hours")
        return self._n("{count} day", "{count} days", days).format(count=days)

    def calm_since(self, when: str, *, is_from_start: bool) -> str:
        """Since when there has been no incident; `is_from_start`: there never was one."""
        text = (
            self._("No incident since watching began, {when}.")
            if is_from_start
            else self._("No incident since {when}.")
        )
        return text.format(when=when)

    def how_often(self, totals: Totals) -> str:
        """The figures of the chosen span."""
        if totals.uptime_ratio is None:
            return self._("Nothing was watched.")
        text = self._n(
            "{count} incident; up {percent} ({watched} watched)",
            "{count} incidents; up {percent} ({watched} watched)",
            totals.incidents,
        )
        return text.format(
            count=totals.incidents,
            percent=self._percent(totals.uptime_ratio),
            watched=self._watched(totals.watched_s),
        )

    def _watched(self, seconds: float) -> str:
        """In hours, as recurrence is told, or in days where these would be hundreds."""
        hours = int(seconds // 3600)
        if not 1 <= hours < _MANY_HOURS:
            return self.length(timedelta(seconds=seconds))
        return self._("{hours} h").format(hours=hours)

    def reading_history(self) -> str:
        return self._("Reading the history …")

    def why(self) -> str:
        return self._("Why?")

    def as_table(self) -> str:
        return self._("As a table")

    def all_incidents(self, count: int) -> str:
        return self._n("{count} incident", "All {count} incidents", count).format(count=count)

    def back(self) -> str:
        return self._("Back")

    def ribbon(self, span: str) -> str:
        """What a screen reader calls the ribbon."""
        return self._("The last {span}").format(span=span)

    def ribbon_help(self) -> str:
        return self._("Left and right move through the time, Enter opens an incident.")

    # ---- stretches and incidents

    def state(self, verdict: VerdictName) -> str:
        """A time in one word or two, as legend and lists have it. A time without a verdict is unwatched."""
        return {
            VerdictName.UP: self._("Up"),
            VerdictName.DEGRADED: self._("Problems"),
            VerdictName.DOWN: self._("Down"),
            VerdictName.BLOCKED: self._("Blocked here"),
        }.get(verdict) or self._("Not watched")

    def incident_state(self, incident: Incident) -> str:
        """The same of an incident; while it is unconfirmed nobody may say that X was down."""
        if incident.cause is Cause.UNREACHABLE and not incident.confirmed:
            return self._("Out of reach")
        return self.state(incident.verdict)

    def single_failures(self) -> str:
        """What the legend calls bad checks that were never confirmed."""
        return self._("Failed check")

    def blip(self, count: int, when: str) -> str:
        text = self._n(
            "{when}: {count} failed check, not confirmed",
            "{when}: {count} failed checks, not confirmed",
            count,
        )
        return text.format(count=count, when=when)

    def segment(self, what: str, span: str, duration: str) -> str:
        """A stretch of the ribbon: "Down: servers fail. Sun 22 Nov, 13:40 to 14:14 (34 min 0 s)"."""
        return self._("{what}. {span} ({duration})").format(what=what, span=span, duration=duration)

    def remarked(self, what: str, remark: str) -> str:
        return self._("{what} ({remark})").format(what=what, remark=remark)

    def unconfirmed(self) -> str:
        return self._("unconfirmed")

    def ongoing(self) -> str:
        return self._("not over yet")

    def nth_outage(self, count: int) -> str:
        return self._("no. {count} in 7 days").format(count=count)

    def header(self, column: str) -> str:
        """A column's title."""
        return {
            "sign": self._("Sign"),
            "what": self._("What"),
            "cause": self._("Cause"),
            "when": self._("When"),
            "until": self._("Until"),
            "duration": self._("How long"),
            "note": self._("Note"),
            "result": self._("Result"),
            "phases": self._("Time it took"),
            "asked": self._("Asked"),
        }[column]

    # ---- why

    def check_of(self, when: str) -> str:
        return self._("The check of {when}.").format(when=when)

    def check_is_gone(self) -> str:
        return self._("This check is no longer kept.")

    def no_check_yet(self) -> str:
        return self._("There has been no check yet.")

    def own_line(self) -> str:
        """The title over the hosts that are not X's."""
        return self._("Your own connection")

    def own_line_not_asked(self) -> str:
        return self._("Nobody was asked: X answered.")

    def asked_again(self, host: str) -> str:
        """A host that was asked once more, beside what was lost of X."""
        return self._("{host}, asked again").format(host=host)

    def outside_voices(self) -> str:
        return self._("Outside voices")

    def never_met(self) -> str:
        """How far those outside voices can be trusted that nobody has tried yet."""
        return self._(
            "Mastodon, Bluesky, Reddit, Threads and Downdetector are built from their documentation, "
            "never run against the live services."
        )

    def no_voices(self) -> str:
        return self._("Nobody was asked.")

    def phases_of(self, times: Iterable[tuple[str, float]], total_ms: float) -> str:
        """How long each phase took: "name 4 ms, connection 11 ms; 118 ms in all"."""
        parts = ", ".join(f"{self.phase(name)} {ms:.0f} ms" for name, ms in times)
        return self._("{phases}; {total} ms in all").format(phases=parts, total=f"{total_ms:.0f}")

    def phases_key(self) -> str:
        """What stands before the samples of the bars."""
        return self._("The bars:")

    def rest(self) -> str:
        """What a probe spent in no phase."""
        return self._("the rest")

    def phase(self, name: str) -> str:
        return {
            "dns": self._("name lookup"),
            "connect": self._("connection"),
            "tls": self._("encryption"),
            "first_byte": self._("first byte"),
        }[name]

    def voice_says(self, voice: Evidence) -> str:
        """What a voice says, without its name."""
        if voice.kind == "user":
            return self._("saw an error") if voice.says is Says.TROUBLE else self._("saw no error")
        said = self.says(voice.says)
        if voice.count is None or voice.says in (Says.NOTHING, Says.UNAVAILABLE):
            return said
        if voice.of is None:
            return self._("{said} ({count})").format(said=said, count=voice.count)
        return self._("{said} ({count} of {total})").format(said=said, count=voice.count, total=voice.of)

    def voice_name(self, voice: Evidence) -> str:
        return self._("You") if voice.kind == "user" else self.source(voice.source)

    def vantages(self, vantages: Iterable[Vantage]) -> str:
        """What was seen where: "reached: DE, FR; X fails there: US"."""
        seen: dict[str, list[str]] = {}
        for vantage in vantages:
            seen.setdefault(self._vantage_outcome(vantage.outcome), []).append(plain(vantage.country))
        return "; ".join(f"{outcome}: {', '.join(countries)}" for outcome, countries in seen.items())

    def quoted(self, text: str) -> str:
        """A voice's own words, made plain."""
        cut = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
        return self._("“{text}”").format(text=plain(" ".join(cut.split())))

    def opens_link(self, address: str) -> str:
        """The text of a link; a browser shows the same address."""
        return self._("Open {address}").format(address=plain(address))

    # ---- an incident's own timeline

    def incident_title(self, incident: Incident) -> str:
        cause = self.cause(incident.cause) if incident.cause else ""
        state = self.incident_state(incident)
        return self._("{state}: {cause}").format(state=state, cause=cause) if cause else state

    def lasted(self, when: str, duration: str) -> str:
        return self._("{when}, for {duration}.").format(when=when, duration=duration)

    def lasts_since(self, when: str, duration: str) -> str:
        return self._("Trouble since {when}, for {duration} by now.").format(when=when, duration=duration)

    def nth_outage_sentence(self, count: int) -> str:
        return self._("Outage no. {count} within 7 days.").format(count=count)

    def unconfirmed_sentence(self) -> str:
        return self._("It counts neither as downtime nor as a recurrence: too little points to it.")

    def incident_is_gone(self) -> str:
        return self._("The history knows no such incident.")

    def begun(self) -> str:
        return self._("The first failed check")

    def over(self) -> str:
        return self._("The first good check again")

    def told_change(self, change: IncidentChange, before: IncidentChange | None = None) -> str:
        """A change of an incident, in a line of its timeline; `before` is the one before it."""
        from trayapp.domain.tracker import Change

        if change.change is Change.CLOSED:
            return self._("The end is confirmed")
        incident = change.incident
        if change.change is Change.OPENED:
            text = (
                self._("Trouble is confirmed: {what}")
                if incident.confirmed
                else self._("Trouble, unconfirmed: {what}")
            )
        elif before is not None and incident == replace(before.incident, confirmed=True):
            text = self._("By now it is confirmed: {what}")
        else:
            text = self._("It has become: {what}")
        what = self.incident_state(incident)
        if incident.cause is not None:
            what = self.remarked(what, self.cause(incident.cause))
        told = text.format(what=what)
        if not change.absorbed:
            return told
        return self._n(
            "{told}; {count} later incident is part of it",
            "{told}; {count} later incidents are part of it",
            len(change.absorbed),
        ).format(told=told, count=len(change.absorbed))

    def told_notice(self, kind: NoticeKind, *, is_shown: bool) -> str:
        text = self._("You were told: {what}") if is_shown else self._("Recorded without a notice: {what}")
        return text.format(what=self._notice(kind))

    def _notice(self, kind: NoticeKind) -> str:
        return {
            "trouble": self._("trouble"),
            "worse": self._("it got worse"),
            "confirmed": self._("it is confirmed by now"),
            "recovery": self._("X is well again"),
            "blocked": self._("X is blocked here"),
            "offline": self._("you are offline"),
            "back": self._("X is back"),
            "summary": self._("what happened meanwhile"),
            "reported": self._("blocked in your country, as others write"),
        }[kind.value]

    def told_mark(self) -> str:
        return self._("You said that you see an error")

    def told_gap(self, until: str) -> str:
        return self._("Nobody watched until {until}").format(until=until)

    def told_run(self, count: int, verdict: VerdictName, cause: Cause | None) -> str:
        """Neighbouring checks of the same verdict."""
        what = self.verdict(verdict, cause)
        if cause is not None:
            what = self.remarked(what, self.cause(cause))
        return self._n("{count} check: {what}", "{count} checks: {what}", count).format(
            count=count, what=what
        )

    def told_voice(self, voice: Evidence) -> str:
        return self._("{source}: {said}").format(source=self.voice_name(voice), said=self.voice_says(voice))
