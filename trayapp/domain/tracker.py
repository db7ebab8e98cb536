"""From checks to incidents: confirmed both ways, gaps apart, the same live as replayed. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from trayapp.domain.codes import Cause, Confidence, VerdictName
from trayapp.domain.evidence import WeighedEvidence
from trayapp.domain.records import JudgedCheck, Verdict

SEVERITY = {VerdictName.BLOCKED: 1, VerdictName.DEGRADED: 2, VerdictName.DOWN: 3}
"""The verdicts that are trouble, and how bad each is: blocked may be the reader's own network alone."""

TroubleName = Annotated[VerdictName, frozenset(SEVERITY)]
"""Of others no incident is read: they have no severity to go by."""

_UNWATCHED = frozenset({VerdictName.UNKNOWN, VerdictName.OFFLINE})
# The headline of the other causes is that of their verdict.
_HEADED_BY_CAUSE = frozenset({Cause.HTTPS_BROKEN, Cause.POOR_LINE})

# One bad check may be chance, three in a row hardly; a source that says so stands in for one of them.
_IN_A_ROW = 3
_IN_A_ROW_WITH_SOURCE = 2

# Trouble that comes and goes makes no row, but is trouble all the same where half of all checks meet it.
_SCATTERED_BAD = 8
_SCATTERED_OF = 16

# So many so soon are one that comes and goes: one incident, told once, over only after some calm.
_FLAPPING_INCIDENTS = 4
_FLAPPING_WITHIN = timedelta(minutes=30)
_UNSTABLE_CALM = timedelta(minutes=15)

RECURRENCE_WITHIN = timedelta(days=7)
"""Within how long a second outage is called one."""


@dataclass(frozen=True, slots=True)
class Incident:
    """A confirmed time of trouble. It is stored as the list of its fields: their order is a format."""

    begin: datetime
    verdict: TroubleName
    cause: Cause | None
    end: datetime | None = None
    """`None` while it is open."""
    confirmed: bool = False
    """Whether any of its verdicts was of more than low confidence; if not, it is told as unconfirmed."""


class Change(StrEnum):
    """What became of an incident."""

    OPENED = "incident_opened"
    UPDATED = "incident_updated"
    CLOSED = "incident_closed"


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """One confirmed change: the check at `at` opened, updated or closed an incident."""

    change: Change
    at: datetime
    incident: Incident
    """As it is from now on."""
    recurrence: int | None
    """Which outage within 7 days it is, 1 = the first; `None` where it is not a confirmed outage."""
    absorbed: tuple[Incident, ...] = ()
    """Later incidents that turned out to be part of this one and are none of their own any more."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody watched from `begin` to `end`, a later moment: the first watched check after it, which tells."""

    begin: datetime
    end: datetime


Event = IncidentChange | Gap
"""What a check changed."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the tracker keeps of a check with trouble. Stored as the list of its fields, as incidents are."""

    at: datetime
    verdict: TroubleName
    cause: Cause | None
    is_low: bool
    """Whether it was judged with low confidence."""
    is_confirmed_by_source: bool
    """Whether a source said trouble at this check."""


@dataclass(slots=True)
class TrackerState:
    """Everything a tracker remembers: written down with each check, it goes on where it was.

    The names of the fields are the keys under which they are stored.
    """

    last_at: datetime | None = None
    last_interval_s: float = 0.0
    gap_begin: datetime | None = None
    """When the gap began that no watched check has ended yet."""
    recent: deque[Trouble | None] = field(default_factory=deque)
    """The last checks since the last incident closed, from one with trouble on; `None` for one without."""
    bad_in_row: int = 0
    """How many neighbours have had trouble, up to the last check."""
    good_since: datetime | None = None
    """The first of the neighbouring good checks inside an incident."""
    open: Incident | None = None
    closed: list[Incident] = field(default_factory=list)
    """Those that may still matter to recurrence or flapping, in the order in which they were closed."""
    uncounted: list[datetime] = field(default_factory=list)
    """Begins of those among them, and of the open one, that the user does not want counted."""
    unseen_since: datetime | None = None
    """The first of the neighbouring checks up to the last that could not see X, and were told alike; `None`
    if that one did."""
    unseen_as: VerdictName | None = None
    """What each of them was told as: `UNKNOWN` or `OFFLINE`."""
    unseen_cause: Cause | None = None
    """Its cause, if that has a headline of its own."""

    def __post_init__(self) -> None:
        self.recent = deque(self.recent, maxlen=_SCATTERED_OF)

    @property
    def seen_until(self) -> datetime | None:
        """Until when the open incident was seen to go on: up to the last check, if that one saw it.

        `None` without an open one.
        """
        if self.open is None:
            return None
        until = self.gap_begin or self.good_since or self.last_at
        # Neither a clock that was set back nor a file that lacks all three lets it end before it began.
        return max(self.open.begin, until or self.open.begin)

    def unwatched_since(self, now: datetime) -> datetime | None:
        """Since when nobody has watched, if that is so."""
        if self.gap_begin is not None or self.last_at is None:
            return self.gap_begin
        # A last check of the future says nothing: the clock was set back since.
        is_late = self.last_at < now and is_unwatched(self.last_at, self.last_interval_s, now)
        return self.last_at if is_late else None


class Tracker:
    """Follows checks one by one, in the order in which they were made."""

    def __init__(self, state: TrackerState | None = None) -> None:
        self.state = state or TrackerState()

    def follow(self, judged: JudgedCheck) -> list[Event]:
        """What this check changed, in the order to tell it. The same moment again changes nothing."""
        state = self.state
        at = judged.check.at
        if at == state.last_at:
            return []
        if state.last_at is not None and is_unwatched(state.last_at, state.last_interval_s, at):
            self._begin_gap(state.last_at, at)
            state.unseen_since = None  # how it was meanwhile nobody knows
        state.last_at = at
        state.last_interval_s = judged.check.interval_s
        verdict = judged.verdict.name
        self._follow_unseen(judged)
        trouble = _trouble(judged) if verdict in SEVERITY else None
        state.recent.append(trouble)  # those that nobody watched count among the last ones, too
        while state.recent and state.recent[0] is None:  # what is scattered is counted from a bad check on
            state.recent.popleft()
        if verdict in _UNWATCHED:
            self._begin_gap(at, at)
            return []
        events: list[Event] = []
        if state.gap_begin is not None:
            if state.gap_begin < at:  # it has no length where the clock was set back
                events.append(Gap(state.gap_begin, at))
            state.gap_begin = None
        change = self._follow_bad(trouble) if trouble else self._follow_good(at)
        return [*events, change] if change else events

    def _follow_unseen(self, judged: JudgedCheck) -> None:
        """Since when it is told what is told of this check: another headline begins anew."""
        state, verdict = self.state, judged.verdict
        if verdict.name not in _UNWATCHED:
            state.unseen_since = state.unseen_as = state.unseen_cause = None
            return
        told = told_as(verdict), verdict.cause if verdict.cause in _HEADED_BY_CAUSE else None
        if state.unseen_since is None or told != (state.unseen_as, state.unseen_cause):
            state.unseen_since = judged.check.at
            state.unseen_as, state.unseen_cause = told

    def _begin_gap(self, since: datetime, at: datetime) -> None:
        """Nobody watches since then, or since the gap began that this one touches."""
        state = self.state
        # Where the clock was set back the gap has no known length: it begins now, and is told if it goes on.
        state.gap_begin = min(state.gap_begin or since, at)
        state.bad_in_row = 0  # those on either side of it are no neighbours
        state.good_since = None

    def _follow_bad(self, trouble: Trouble) -> IncidentChange | None:
        state = self.state
        state.good_since = None
        state.bad_in_row += 1
        known = [t for t in state.recent if t is not None]
        row = known[-state.bad_in_row :]  # since the last good check, or gap
        if state.open is not None:
            return self._go_on(trouble, _confirming(row), state.open)
        if confirming := _confirming(row):
            return self._open(trouble.at, row, confirming)
        if len(known) >= _SCATTERED_BAD:
            return self._open(trouble.at, known, known)
        return None

    def _open(self, at: datetime, bad: Sequence[Trouble], confirming: Sequence[Trouble]) -> IncidentChange:
        state = self.state
        begin = bad[0].at
        mildest = _mildest(confirming)  # no worse than each of them bears out
        is_confirmed = not all(trouble.is_low for trouble in bad)
        incident = Incident(begin, mildest.verdict, mildest.cause, confirmed=is_confirmed)
        near = [i for i in state.closed if _is_within(_FLAPPING_WITHIN, i.begin, begin)]
        if len(near) >= _FLAPPING_INCIDENTS - 1:  # and this one
            return self._merge(at, near, incident)
        state.open = incident
        return IncidentChange(Change.OPENED, at, incident, self.recurrence(incident))

    def _merge(self, at: datetime, near: list[Incident], newest: Incident) -> IncidentChange:
        """Several that came and went are one that is unstable, as bad as any of them was."""
        state = self.state
        near.sort(key=lambda incident: incident.begin)  # a clock that was set back mixes them up
        verdict = near[0].verdict
        for incident in (*near[1:], newest):
            # As within one incident: what is worse takes over, and so does a block, which has its own advice.
            if _is_blocked(incident) or SEVERITY[incident.verdict] > SEVERITY[verdict]:
                verdict = incident.verdict
        is_confirmed = any(incident.confirmed for incident in (*near, newest))
        if any(incident.begin in state.uncounted for incident in near):
            state.uncounted.append(near[0].begin)
        merged = Incident(near[0].begin, verdict, Cause.UNSTABLE, confirmed=is_confirmed)
        state.open = merged
        state.closed = [incident for incident in state.closed if incident not in near]
        return IncidentChange(Change.UPDATED, at, merged, self.recurrence(merged), absorbed=tuple(near[1:]))

    def _go_on(
        self, trouble: Trouble, confirming: Sequence[Trouble], incident: Incident
    ) -> IncidentChange | None:
        """More trouble inside an incident: has it been confirmed, or become another one?"""
        # That X is blocked here says nothing for its being down, nor the other way round.
        is_of_this_kind = _is_blocked(trouble) is _is_blocked(incident)
        now = replace(incident, confirmed=incident.confirmed or (is_of_this_kind and not trouble.is_low))
        if confirming:
            mildest = _mildest(confirming)
            is_blocked = all(map(_is_blocked, confirming))
            is_worse = SEVERITY[mildest.verdict] > SEVERITY[incident.verdict]
            # A changed cause alarms nobody. What is worse takes over; so does a block: it has its own advice.
            if is_worse or (is_blocked and not _is_blocked(incident)):
                cause = Cause.UNSTABLE if incident.cause is Cause.UNSTABLE else mildest.cause
                is_confirmed = now.confirmed or not all(t.is_low for t in confirming)
                now = replace(now, verdict=mildest.verdict, cause=cause, confirmed=is_confirmed)
        if now == incident:
            return None
        self.state.open = now
        return IncidentChange(Change.UPDATED, trouble.at, now, self.recurrence(now))

    def _follow_good(self, at: datetime) -> IncidentChange | None:
        state = self.state
        state.bad_in_row = 0
        if state.open is None:
            return None
        if state.good_since is None:  # one alone may be chance, too
            state.good_since = at
            return None
        if state.open.cause is Cause.UNSTABLE and at - state.good_since < _UNSTABLE_CALM:
            return None
        # A clock that was set back must not let an incident end before it began.
        closed = replace(state.open, end=max(state.open.begin, state.good_since))
        recurrence = self.recurrence(closed)
        state.open = None
        state.good_since = None
        state.recent.clear()  # what is over shall not open the next one
        state.closed = [*(i for i in state.closed if _may_matter(i, closed.begin)), closed]
        state.uncounted = [i.begin for i in state.closed if i.begin in state.uncounted]
        return IncidentChange(Change.CLOSED, at, closed, recurrence)

    def recurrence(self, incident: Incident) -> int | None:
        """How many confirmed outages began in the 7 days up to this one's begin, itself included."""
        if not self._counts(incident):
            return None
        return 1 + sum(
            self._counts(i) and _is_within(RECURRENCE_WITHIN, i.begin, incident.begin)
            for i in self.state.closed
        )

    def _counts(self, incident: Incident) -> bool:
        return _is_outage(incident) and incident.begin not in self.state.uncounted

    def count(self, begin: datetime, *, is_counted: bool) -> None:
        """The user says whether the incident that began then shall count; of old ones nothing is kept."""
        state = self.state
        state.uncounted = [moment for moment in state.uncounted if moment != begin]
        known = {incident.begin for incident in (*state.closed, *([state.open] if state.open else []))}
        if not is_counted and begin in known:
            state.uncounted.append(begin)


def told_as(verdict: Verdict) -> VerdictName:
    """The verdict, as far as it is worth a word: a network too poor to tell only leaves things open."""
    return VerdictName.UNKNOWN if verdict.cause is Cause.POOR_LINE else verdict.name


def is_unwatched(at: datetime, interval_s: float, next_at: datetime) -> bool:
    """Whether the next check came so late, or so early, that nobody watched in between."""
    late_s = (next_at - at).total_seconds()
    return late_s < 0 or late_s > 2 * interval_s  # before: the clock was set back


def _trouble(judged: JudgedCheck) -> Trouble:
    verdict = judged.verdict
    return Trouble(
        judged.check.at,
        verdict.name,
        verdict.cause,
        is_low=verdict.confidence is Confidence.LOW,
        is_confirmed_by_source=WeighedEvidence(judged.check, judged.evidence).is_trouble_confirmed,
    )


def _confirming(row: Sequence[Trouble]) -> Sequence[Trouble]:
    """The neighbouring checks at the end of this row that confirm trouble; none if they are too few."""
    is_confirmed_by_source = any(trouble.is_confirmed_by_source for trouble in row[-_IN_A_ROW_WITH_SOURCE:])
    wanted = _IN_A_ROW_WITH_SOURCE if is_confirmed_by_source else _IN_A_ROW
    return row[-wanted:] if len(row) >= wanted else ()


def _mildest(confirming: Sequence[Trouble]) -> Trouble:
    """The check with the mildest verdict, the latest of several."""
    # `min` takes the first of equals: the latest, whose cause is what people meet now.
    return min(reversed(confirming), key=lambda trouble: SEVERITY[trouble.verdict])


def _is_blocked(seen: Trouble | Incident) -> bool:
    return seen.verdict is VerdictName.BLOCKED


def _is_within(span: timedelta, earlier: datetime, later: datetime) -> bool:
    """Whether one moment lies at most so long before the other, and not after it."""
    return timedelta(0) <= later - earlier <= span


def _is_outage(incident: Incident) -> bool:
    return incident.confirmed and incident.verdict is VerdictName.DOWN


def _may_matter(closed: Incident, begin: datetime) -> bool:
    """Whether it may still count for incidents that begin then or later."""
    return begin - closed.begin <= (RECURRENCE_WITHIN if _is_outage(closed) else _FLAPPING_WITHIN)
