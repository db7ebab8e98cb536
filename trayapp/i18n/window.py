"""The words of the window: what its pages show and what they are called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from trayapp.domain.alerts import NoticeKind
from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.tracker import Change, Incident, IncidentChange
from trayapp.domain.uptime import Totals
from trayapp.i18n.catalogue import N_, Group
from trayapp.i18n.glance import is_enough

_STATES = {
    VerdictName.UP: N_("Up"),
    VerdictName.DEGRADED: N_("Problems"),
    VerdictName.DOWN: N_("Down"),
    VerdictName.BLOCKED: N_("Blocked here"),
}
_NOT_WATCHED = N_("Not watched")
_HEADERS = {
    "sign": N_("Sign"),
    "what": N_("What"),
    "cause": N_("Cause"),
    "when": N_("When"),
    "duration": N_("How long"),
    "note": N_("Note"),
    "result": N_("Result"),
    "phases": N_("Time it took"),
    "asked": N_("Asked"),
    "median": N_("Median"),
    "most": N_("Most"),
    "day_phases": N_("Phases, median of the day"),
}
_ORDINALS = {
    2: N_("second in 7 days"),
    3: N_("third in 7 days"),
    4: N_("fourth in 7 days"),
    5: N_("fifth in 7 days"),
}
_PHASES = {
    "dns": N_("name lookup"),
    "connect": N_("connection"),
    "tls": N_("encryption"),
    "first_byte": N_("first byte"),
}
_NOTICES = {
    "trouble": N_("trouble"),
    "worse": N_("it got worse"),
    "confirmed": N_("it is confirmed"),
    "blocked": N_("X is blocked here"),
    "offline": N_("you are offline"),
    "back": N_("X is back"),
    "summary": N_("what happened meanwhile"),
    "sample": N_("what a notice looks like"),
    "reported": N_("blocked in your country, as others write"),
}


class Window(Group):
    """Sentences of the window's pages."""

    def how_often(self, totals: Totals, days: int) -> str:
        """The figures of the chosen span; no share of its time while less than half of it was watched."""
        if totals.uptime_ratio is None:
            return self._words.history.nothing_watched(totals)
        incidents = self._words.history.incidents(totals.incidents)
        watched = self._words.watched(totals.watched_s)
        if not is_enough(totals, days):
            return self._("{incidents}; {watched} watched", incidents=incidents, watched=watched)
        percent = self._words.percent(totals.uptime_ratio)
        text = self._("{incidents}; up {percent} ({watched} watched)")
        return text.format(incidents=incidents, percent=percent, watched=watched)

    def day(self, day: str, state: str, incidents: int, hours: int) -> str:
        """One day of a long span."""
        if incidents:
            state += f", {self._words.history.incidents(incidents)}"
        return self._("{day}: {state}; {hours} h watched", day=day, state=state, hours=hours)

    def state(self, verdict: VerdictName) -> str:
        """A time in one word or two, as legend and lists have it. A time without a verdict is unwatched."""
        return self._(_STATES.get(verdict, _NOT_WATCHED))

    def incident_state(self, incident: Incident) -> str:
        """The same of an incident; while it is unconfirmed nobody may say that X was down."""
        if incident.cause and _is_state_enough(incident.cause, is_confirmed=incident.confirmed):
            return self._("Out of reach")
        return self.state(incident.verdict)

    def remarked(self, what: str, remark: str) -> str:
        return self._("{what} ({remark})", what=what, remark=remark) if remark else what

    def which_in_a_week(self, count: int) -> str:
        """Which outage within 7 days it was, from the second on."""
        known = _ORDINALS.get(count)
        return self._(known) if known else self._("no. {count} in 7 days", count=count)

    def header(self, column: str) -> str:
        """A column's title."""
        return self._(_HEADERS[column])

    def phases_of(self, times: Iterable[tuple[str, float]], total_ms: float) -> str:
        """How long each phase took: "name 4 ms, connection 11 ms; 118 ms in all"."""
        parts = ", ".join(f"{self.phase(name)} {ms:.0f} ms" for name, ms in times)
        return self._("{phases}; {total} ms in all", phases=parts, total=f"{total_ms:.0f}")

    def bars(self) -> str:
        """What the bars show that stand in place of those times."""
        phases = ", ".join(map(self.phase, _PHASES))
        return self._("bars, from dense to faint: {phases}, the rest", phases=phases)

    def timed(self, surface: str, *, is_full: bool) -> str:
        """A part of X and what it was asked: light and full checks ask different things."""
        name = self._words.names.surface(surface)
        if is_full:
            return self._("{part}, full checks", part=name)
        return self._("{part}, quick checks", part=name)

    def response_time_of(self, surface: str, *, is_full: bool) -> str:
        return self._("Response time: {part}", part=self.timed(surface, is_full=is_full))

    def phase(self, name: str) -> str:
        return self._(_PHASES[name])

    def incident_cause(self, incident: Incident) -> str:
        """Why, as it stands beside the state; empty where that says as much."""
        if incident.cause is None or _is_state_enough(incident.cause, is_confirmed=incident.confirmed):
            return ""
        return self._words.names.cause(incident.cause)

    def incident_title(self, incident: Incident) -> str:
        state, cause = self.incident_state(incident), self.incident_cause(incident)
        return self._("{state}: {cause}", state=state, cause=cause) if cause else state

    def told_change(self, change: IncidentChange, before: IncidentChange | None = None) -> str:
        """A change of an incident, in a line of its timeline; `before` is the one before it.

        Of its begin and its end, which stand at their own moments, it says since when they are sure.
        """
        time = self._words.moment(change.at)
        if change.change is Change.CLOSED:
            return self._("First good check again · sure at {time}", time=time)
        incident = change.incident
        if change.change is Change.OPENED and not incident.confirmed:
            text = self._("First failed check · seen again by {time}, unsure: {what}")
        elif change.change is Change.OPENED:
            text = self._("First failed check · sure at {time}: {what}")
        elif before is not None and incident == replace(before.incident, confirmed=True):
            text = self._("Sure now: {what}")
        else:
            text = self._("It has become: {what}")
        what = self.remarked(self.incident_state(incident), self.incident_cause(incident))
        told = text.format(what=what, time=time)
        if not change.absorbed:
            return told
        return self._n(
            "{told}; {count} later incident is part of it",
            "{told}; {count} later incidents are part of it",
            len(change.absorbed),
            told=told,
        )

    def told_notice(self, kind: NoticeKind, incident: Incident, *, is_shown: bool) -> str:
        """A popup about this incident, or one that was not to be shown."""
        text = self._("You were told: {what}") if is_shown else self._("Recorded without a notice: {what}")
        is_over = kind.value == "recovery"
        what = self._words.history.recovery(incident) if is_over else self._(_NOTICES[kind.value])
        return text.format(what=what)

    def told_run(self, count: int, verdict: VerdictName, cause: Cause | None) -> str:
        """Neighbouring checks of the same verdict."""
        what = self._words.names.verdict(verdict, cause)
        if cause is not None and not _is_state_enough(cause, is_confirmed=False):
            what = self.remarked(what, self._words.names.cause(cause))
        return self._n("{count} check: {what}", "{count} checks: {what}", count, what=what)


def _is_state_enough(cause: Cause, *, is_confirmed: bool) -> bool:
    """Whether the cause says no more than the state: "out of reach", or no internet where one is offline."""
    return cause is Cause.NO_NETWORK or (cause is Cause.UNREACHABLE and not is_confirmed)
