"""What a person is told of, and what they have asked for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from trayapp.domain.codes import Cause, Confidence, VerdictName
from trayapp.domain.evidence import WeighedEvidence
from trayapp.domain.records import JudgedCheck
from trayapp.domain.reports import Report
from trayapp.domain.tracker import SEVERITY, Change, Event, Incident, IncidentChange, is_unwatched, told_as


class NoticeKind(StrEnum):
    """Why a notice pops up."""

    TROUBLE = "trouble"
    WORSE = "worse"
    CONFIRMED = "confirmed"
    """What was told as unconfirmed is confirmed by now."""
    RECOVERY = "recovery"
    BLOCKED = "blocked"
    OFFLINE = "offline"
    REPORTED = "reported"
    """A source writes that X is blocked in the user's country, whatever is seen here."""
    BACK = "back"
    """It was asked for: "tell me when it is back"."""
    SUMMARY = "summary"
    """After a time in which nothing popped up: what happened meanwhile."""
    SAMPLE = "sample"
    """It was asked for, to see what one looks like; it is recorded nowhere."""


class Topic(StrEnum):
    """What a notice is about, as people choose among them."""

    TROUBLE = "trouble"
    RECOVERY = "recovery"
    BLOCKED = "blocked"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Modes:
    """What the user has asked for. It is kept with the history and outlives a restart."""

    paused_until: datetime | None = None
    """No checks until then; aware, UTC."""
    muted_until: datetime | None = None
    """Nothing pops up until then; aware, UTC; its last second: for good."""
    is_back_wanted: bool = False
    """Whether to tell, once, when X is back."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell."""

    kind: NoticeKind
    at: datetime
    """When it is told: at a check, or, of a summary, when what held it back ended."""
    verdict: VerdictName
    cause: Cause | None = None
    incident: Incident | None = None
    """The one it is about: notices about the same one replace each other."""
    recurrence: int | None = None
    """Which outage within 7 days it is, 1 = the first; `None` if it is not a confirmed outage."""
    watched_s: float | None = None
    """How much of these 7 days was watched, in seconds."""
    parts: tuple[str, ...] = ()
    """The surfaces that fail."""
    is_heard: bool = False
    """Whether others report trouble, too."""
    is_shown: bool = True
    """False: recorded only, since nothing was to pop up then."""
    count: int = 0
    """Of a summary: how many notices were held back."""
    report: Report | None = None
    """What a source wrote of the user's country."""
    confidence: Confidence | None = None
    """How sure the check was of the incident's verdict; `None` if its own was another."""


# A network that keeps X alone away works.
_NETWORK_WORKS = frozenset({VerdictName.UP, VerdictName.DEGRADED, VerdictName.DOWN, VerdictName.BLOCKED})


@dataclass(slots=True)
class AlertState:
    """Everything the alerts remember: written down with each check, they go on where they were.

    The names of the fields, and of those of `Modes`, are the keys under which they are stored.
    """

    modes: Modes = field(default_factory=Modes)
    last_at: datetime | None = None
    last_interval_s: float = 0.0
    last_verdict: VerdictName | None = None
    told: Incident | None = None
    """The open incident, at its worst as it was told."""
    is_blocked_told: bool = False
    """Whether it was told of this incident that it is a blocking."""
    is_offline_told: bool = False
    """Whether it was told that the network is dead; until it works again."""
    was_away: bool = False
    """Whether X was seen otherwise than up since it was up for two neighbouring checks."""
    reported: str = ""
    """What a source wrote last of a block in the user's country."""
    held: int = 0
    """How many notices were held back since the last summary."""
    held_about: Incident | None = None
    """What the latest of these was about."""


class Alerts:
    """Decides from check to check what to tell. Whether anybody can be told is no matter here."""

    def __init__(self, state: AlertState | None = None) -> None:
        self.state = state or AlertState()

    def follow(
        self,
        judged: JudgedCheck,
        events: Iterable[Event],
        incident: Incident | None,
        recurrence: int | None,
        *,
        is_quiet: bool,
        wanted: Set[Topic],
        of_country: Report | None,
    ) -> list[Notice]:
        """What there is to tell after this check, in this order. The same moment again tells nothing.

        `events` are what the check changed, `incident` is the one that is open after it and `recurrence` its
        number among the outages of 7 days. `of_country` is what a source wrote of a block in the user's
        country, if one did. `is_quiet`: the check fell into quiet hours. What is about other
        topics than the `wanted` ones does not pop up and is in no summary.
        """
        state = self.state
        at, verdict = judged.check.at, told_as(judged.verdict)
        if at == state.last_at:
            return []
        before = self._neighbour(at)  # before this check takes the last one's place
        state.last_at, state.last_interval_s = at, judged.check.interval_s
        state.last_verdict = verdict
        self._end_modes(at)

        changes = [event for event in events if isinstance(event, IncidentChange)]
        closed = next((c.incident for c in changes if c.change is Change.CLOSED), None)
        due = self._on_incident(judged, incident, recurrence, has_changed=bool(changes))
        due += self._on_network(judged, verdict, before)
        due += self._on_report(judged, of_country)
        if closed is not None:
            # What is over is told before what is new.
            due.insert(0, Notice(NoticeKind.RECOVERY, at, VerdictName.UP, incident=closed))
        is_back = incident is None and before is verdict is VerdictName.UP  # two, as at an incident's end
        # What was asked for says that it is over, too: nobody wants two popups for it.
        if back := self._on_back(at, closed) if is_back else []:
            due = [notice for notice in due if notice.kind is not NoticeKind.RECOVERY]
        state.was_away = not is_back and (state.was_away or verdict is not VerdictName.UP)
        # The summary shall say how it ended, not how it stood when it was held back.
        if closed is not None and state.held_about is not None and state.held_about.begin == closed.begin:
            state.held_about = closed
        return [*self._hold_back(due, judged, incident, is_quiet, wanted), *back]  # asked for

    def sum_up(self, at: datetime, judged: JudgedCheck, incident: Incident | None) -> list[Notice]:
        """The summary of what was held back, told at `at`, where nothing holds it back any more; often none.

        `judged` is the last check: it says what is so then, unless it is too old. Then the next one sums up.
        """
        self._end_modes(at)
        if not self.state.held or is_unwatched(judged.check.at, judged.check.interval_s, at):
            return []
        return [self._summary(at, judged, incident)]

    def _summary(self, at: datetime, judged: JudgedCheck, incident: Incident | None) -> Notice:
        state, verdict = self.state, judged.verdict
        # What goes on is told before what is over meanwhile.
        about = incident or state.held_about
        told = Notice(NoticeKind.SUMMARY, at, verdict.name, verdict.cause, about, count=state.held)
        state.held, state.held_about = 0, None
        return told

    def _neighbour(self, at: datetime) -> VerdictName | None:
        """The verdict of the check before; `None` if nobody watched in between."""
        state = self.state
        if state.last_at is None or is_unwatched(state.last_at, state.last_interval_s, at):
            return None
        return state.last_verdict

    def _end_modes(self, at: datetime) -> None:
        modes = self.state.modes
        if modes.paused_until is not None and modes.paused_until <= at:
            modes = replace(modes, paused_until=None)
        if modes.muted_until is not None and modes.muted_until <= at:
            modes = replace(modes, muted_until=None)
        self.state.modes = modes

    def _on_incident(
        self, judged: JudgedCheck, incident: Incident | None, recurrence: int | None, *, has_changed: bool
    ) -> list[Notice]:
        state = self.state
        if incident is None:
            state.told, state.is_blocked_told = None, False
            return []
        told, is_blocked = state.told, incident.verdict is VerdictName.BLOCKED
        if told is None:
            state.told, state.is_blocked_told = incident, is_blocked
            if not has_changed:  # what was told before is not known any more; that it is open is no news
                return []
            kind = NoticeKind.BLOCKED if is_blocked else NoticeKind.TROUBLE
        elif is_blocked and not state.is_blocked_told:
            # Once within an incident, however often it takes turns with other trouble. What was told at its
            # worst stays: the same again would be no news.
            state.told, state.is_blocked_told = replace(told, confirmed=incident.confirmed), True
            kind = NoticeKind.BLOCKED
        elif SEVERITY[incident.verdict] > SEVERITY[told.verdict]:
            state.told = incident
            kind = NoticeKind.WORSE
        elif incident.confirmed and not told.confirmed and judged.verdict.name in SEVERITY:
            state.told = replace(told, confirmed=True)
            kind = NoticeKind.CONFIRMED
        else:
            return []
        at, verdict, cause = judged.check.at, incident.verdict, incident.cause
        notice = Notice(kind, at, verdict, cause, incident, recurrence)
        # The check may be of another cause than the incident: it can then say nothing more of it.
        is_seen = judged.verdict.name is verdict and judged.verdict.cause is cause
        return [
            replace(
                notice,
                parts=_failing(judged) if judged.verdict.cause is cause else (),
                is_heard=WeighedEvidence(judged.check, judged.evidence).is_trouble_confirmed,
                confidence=judged.verdict.confidence if is_seen else None,
            )
        ]

    def _on_network(
        self, judged: JudgedCheck, verdict: VerdictName, before: VerdictName | None
    ) -> list[Notice]:
        state = self.state
        # Two neighbours each way: a blip alarms nobody, and a network that comes and goes is told of once.
        if before in _NETWORK_WORKS and verdict in _NETWORK_WORKS:
            state.is_offline_told = False
        if state.is_offline_told or not before is verdict is VerdictName.OFFLINE:
            return []
        state.is_offline_told = True
        return [Notice(NoticeKind.OFFLINE, judged.check.at, verdict, judged.verdict.cause)]

    def _on_report(self, judged: JudgedCheck, report: Report | None) -> list[Notice]:
        """Once for each thing that is written of a block, unless a block is what is seen here anyway."""
        verdict = judged.verdict
        if report is None or report.text == self.state.reported or verdict.name is VerdictName.BLOCKED:
            return []
        self.state.reported = report.text
        return [Notice(NoticeKind.REPORTED, judged.check.at, verdict.name, verdict.cause, report=report)]

    def _on_back(self, at: datetime, closed: Incident | None) -> list[Notice]:
        """X is back, confirmed: told if it was asked for, whatever is quiet, and in place of the recovery."""
        modes = self.state.modes
        if not (modes.is_back_wanted and self.state.was_away):
            return []
        self.state.modes = replace(modes, is_back_wanted=False)
        return [Notice(NoticeKind.BACK, at, VerdictName.UP, incident=closed)]

    def _hold_back(
        self,
        due: list[Notice],
        judged: JudgedCheck,
        incident: Incident | None,
        is_quiet: bool,
        wanted: Set[Topic],
    ) -> list[Notice]:
        """What is due, held back where nothing is to pop up, and afterwards one summary of it.

        What is due together with the summary is part of it: one popup says it all.
        """
        state = self.state
        if not wanted:
            state.held, state.held_about = 0, None  # later, no summary shall make up for it
        due = [replace(notice, is_shown=_topics(notice) <= wanted) for notice in due]
        is_held = is_quiet or state.modes.muted_until is not None or state.modes.paused_until is not None
        if not is_held and not state.held:
            return due
        held = [notice for notice in due if notice.is_shown]
        state.held += len(held)
        state.held_about = next((n.incident for n in reversed(held) if n.incident), state.held_about)
        told = [replace(notice, is_shown=False) for notice in due]
        if not is_held:
            told.append(self._summary(judged.check.at, judged, incident))
        return told


def _topics(notice: Notice) -> set[Topic]:
    """What it is about: that a block is over is news only for who wants to hear of blocks, too."""
    if notice.kind is NoticeKind.OFFLINE:
        return {Topic.OFFLINE}
    about = notice.incident  # none, if a source writes of a block
    topics = {Topic.BLOCKED} if about is None or about.verdict is VerdictName.BLOCKED else set()
    if notice.kind is NoticeKind.RECOVERY:
        topics.add(Topic.RECOVERY)
    return topics or {Topic.TROUBLE}


def _failing(judged: JudgedCheck) -> tuple[str, ...]:
    """The parts of X that speak for the verdict at hand."""
    codes = ("surface_failed", "surface_slow")
    reasons = [r for r in judged.verdict.reasons if r.speaks_for and r.code in codes]
    return tuple(str(dict(reason.values)["surface"]) for reason in reasons)


def is_quiet_hour(local: time, begin: str, end: str) -> bool:
    """Whether a local time of day lies in quiet hours, "HH:MM" each, `begin` included and `end` not.

    Without either, or with both alike, it is never quiet.
    """
    if not begin or not end:
        return False
    now = f"{local:%H:%M}"  # on the wall: in a night of a clock change it is an hour off
    return begin <= now < end if begin <= end else not end <= now < begin  # the second: across midnight


def quiet_left(now: datetime, begin: str, end: str, local: Callable[[datetime], datetime]) -> timedelta:
    """How long quiet hours go on from `now`, which is aware; zero outside of them.

    `local` tells any moment by the clock on the wall, and takes one without a zone for such.
    """
    wall = local(now).replace(tzinfo=None, fold=0)
    if not is_quiet_hour(wall.time(), begin, end):
        return timedelta()
    hour, minute = map(int, end.split(":"))
    until = wall.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if until <= wall:
        until += timedelta(days=1)
    # The clocks may be changed before. Of an end in the hour that comes twice, the one that is still ahead.
    ends = (local(until.replace(fold=fold)) for fold in (0, 1))
    return next((left for each in ends if (left := each - now) > timedelta()), timedelta())
