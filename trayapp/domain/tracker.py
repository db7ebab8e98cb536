"""From checks to incidents: confirmed both ways, gaps apart, the same live as replayed. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from trayapp.domain.facts import EVIDENCE_COUNTS_FOR, confirms
from trayapp.domain.records import Cause, Confidence, JudgedCheck, Says, VerdictName

_SEVERITY = {VerdictName.BLOCKED: 1, VerdictName.DEGRADED: 2, VerdictName.DOWN: 3}
_UNWATCHED = frozenset({VerdictName.UNKNOWN, VerdictName.OFFLINE})

_ROW = 3
_ROW_WITH_VOICE = 2
_GOOD_ROW = 2

_SCATTERED_BAD = 8
_SCATTERED_OF = 16

_FLAPPING_INCIDENTS = 4
_FLAPPING_WITHIN = timedelta(minutes=30)
_UNSTABLE_CALM = timedelta(minutes=15)

RECURRENCE_WITHIN = timedelta(days=7)
"""Within how long a second outage is called one."""


@dataclass(frozen=True, slots=True)
class Incident:
    """A confirmed time of trouble."""

    begin: datetime
    verdict: VerdictName
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
    """The how-manieth outage within 7 days this is; `None` where it is not a confirmed outage."""
    absorbed: tuple[Incident, ...] = ()
    """Later incidents that turned out to be part of this one and are none of their own any more."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody watched from `begin` to `end`; told at the first watched check after it."""

    begin: datetime
    end: datetime


Event = IncidentChange | Gap
"""What a check changed."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the tracker keeps of one check."""

    at: datetime
    verdict: VerdictName
    cause: Cause | None
    is_low: bool
    has_voice: bool


@dataclass(slots=True)
class TrackerState:
    """Everything a tracker remembers: written down with each check, it goes on where it was."""

    last_at: datetime | None = None
    last_interval_s: float = 0.0
    last_was_unwatched: bool = False
    gap_begin: datetime | None = None
    """When the gap began that no watched check has ended yet."""
    bad_row: list[_Seen] = field(default_factory=list)
    """The neighbouring checks with trouble, as many as can confirm anything."""
    good_row: list[datetime] = field(default_factory=list)
    """The first and last of the neighbouring good checks inside an incident."""
    recent: deque[_Seen] = field(default_factory=lambda: deque(maxlen=_SCATTERED_OF))
    """The last checks since the last incident closed."""
    open: Incident | None = None
    closed: list[Incident] = field(default_factory=list)
    """Those that may still matter to recurrence or flapping, oldest first."""


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
        seen = _Seen(
            at,
            judged.verdict.name,
            judged.verdict.cause,
            judged.verdict.confidence is Confidence.LOW,
            _has_voice(judged),
        )
        events: list[Event] = list(self._gap_before(seen))
        state.last_at = at
        state.last_interval_s = judged.check.interval_s
        state.last_was_unwatched = seen.verdict in _UNWATCHED
        state.recent.append(seen)
        if seen.verdict in _SEVERITY:
            events += self._follow_bad(seen)
        elif seen.verdict is VerdictName.UP:
            events += self._follow_good(seen)
        else:
            self._start_rows_anew()
        return events

    # ---- gaps

    def _gap_before(self, seen: _Seen) -> Iterable[Gap]:
        """Notice that nobody watched before this check; tell of it once somebody does again."""
        state = self.state
        if state.last_at is not None and self._is_gap_since(state.last_at, seen.at):
            self._start_rows_anew()
            state.gap_begin = state.gap_begin or state.last_at
        if seen.verdict in _UNWATCHED or state.gap_begin is None:
            return
        # A clock that was set back must not let a gap end before it began.
        yield Gap(state.gap_begin, max(state.gap_begin, seen.at))
        state.gap_begin = None

    def _is_gap_since(self, last_at: datetime, at: datetime) -> bool:
        return self.state.last_was_unwatched or is_unwatched(last_at, self.state.last_interval_s, at)

    def _start_rows_anew(self) -> None:
        self.state.bad_row.clear()
        self.state.good_row.clear()

    # ---- trouble

    def _follow_bad(self, seen: _Seen) -> list[Event]:
        state = self.state
        state.good_row.clear()
        state.bad_row.append(seen)
        del state.bad_row[:-_ROW]
        if state.open is not None:
            return self._go_on(seen, state.open)
        if confirming := _confirming(state.bad_row):
            return [self._open(seen.at, state.bad_row[0].at, confirming)]
        scattered = [seen for seen in state.recent if seen.verdict in _SEVERITY]
        if len(scattered) >= _SCATTERED_BAD:
            return [self._open(seen.at, scattered[0].at, scattered)]
        return []

    def _open(self, at: datetime, begin: datetime, confirming: list[_Seen]) -> IncidentChange:
        state = self.state
        mildest = _mildest(confirming)
        is_confirmed = any(not seen.is_low for seen in (*state.bad_row, *confirming))
        incident = Incident(begin, mildest.verdict, mildest.cause, confirmed=is_confirmed)
        near = [i for i in state.closed if timedelta(0) <= begin - i.begin <= _FLAPPING_WITHIN]
        if len(near) >= _FLAPPING_INCIDENTS - 1:
            return self._merge(at, near, incident)
        state.open = incident
        return IncidentChange(Change.OPENED, at, incident, self._recurrence(incident))

    def _merge(self, at: datetime, near: list[Incident], newest: Incident) -> IncidentChange:
        """Several that came and went are one that is unstable, as bad as any of them was."""
        state = self.state
        verdict = near[0].verdict
        for incident in (*near[1:], newest):
            if _is_taken_over(verdict, incident.verdict):
                verdict = incident.verdict
        state.closed = [incident for incident in state.closed if incident not in near]
        is_confirmed = any(incident.confirmed for incident in (*near, newest))
        state.open = Incident(near[0].begin, verdict, Cause.UNSTABLE, confirmed=is_confirmed)
        return IncidentChange(
            Change.UPDATED, at, state.open, self._recurrence(state.open), absorbed=tuple(near[1:])
        )

    def _go_on(self, seen: _Seen, incident: Incident) -> list[Event]:
        """More trouble inside an incident: has it become another one?"""
        state = self.state
        state.open = incident = replace(incident, confirmed=incident.confirmed or not seen.is_low)
        confirming = _confirming(state.bad_row)
        is_other = confirming and (
            all(_SEVERITY[s.verdict] > _SEVERITY[incident.verdict] for s in confirming)
            or all(s.verdict is VerdictName.BLOCKED for s in confirming)
        )
        if not is_other or _mildest(confirming).verdict is incident.verdict:
            return []
        mildest = _mildest(confirming)
        cause = Cause.UNSTABLE if incident.cause is Cause.UNSTABLE else mildest.cause
        state.open = replace(incident, verdict=mildest.verdict, cause=cause)
        return [IncidentChange(Change.UPDATED, seen.at, state.open, self._recurrence(state.open))]

    # ---- good again

    def _follow_good(self, seen: _Seen) -> list[Event]:
        state = self.state
        state.bad_row.clear()
        if state.open is None:
            return []
        state.good_row.append(seen.at)
        if state.open.cause is Cause.UNSTABLE:
            is_over = seen.at - state.good_row[0] >= _UNSTABLE_CALM
        else:
            is_over = len(state.good_row) >= _GOOD_ROW
        return [self._close(seen.at, state.open)] if is_over else []

    def _close(self, at: datetime, incident: Incident) -> IncidentChange:
        state = self.state
        # A clock that was set back must not let an incident end before it began.
        closed = replace(incident, end=max(incident.begin, state.good_row[0]))
        recurrence = self._recurrence(closed)
        state.open = None
        state.good_row.clear()
        state.recent.clear()
        oldest = closed.begin - RECURRENCE_WITHIN
        state.closed = [*(i for i in state.closed if i.begin >= oldest), closed]
        return IncidentChange(Change.CLOSED, at, closed, recurrence)

    def _recurrence(self, incident: Incident) -> int | None:
        """How many confirmed outages began in the 7 days up to this one's begin, itself included."""
        if not _is_outage(incident):
            return None
        earliest = incident.begin - RECURRENCE_WITHIN
        return 1 + sum(_is_outage(i) and earliest <= i.begin <= incident.begin for i in self.state.closed)


def is_unwatched(at: datetime, interval_s: float, next_at: datetime) -> bool:
    """Whether the next check came so late, or so early, that nobody watched in between."""
    late_s = (next_at - at).total_seconds()
    return late_s < 0 or late_s > 2 * interval_s


def _confirming(row: list[_Seen]) -> list[_Seen]:
    """The neighbouring checks at the end of this row that confirm trouble; none if they are too few."""
    has_voice = any(seen.has_voice for seen in row[-_ROW_WITH_VOICE:])
    wanted = _ROW_WITH_VOICE if has_voice else _ROW
    return row[-wanted:] if len(row) >= wanted else []


def _mildest(confirming: list[_Seen]) -> _Seen:
    """The mildest verdict's check, the latest of several."""
    return min(reversed(confirming), key=lambda seen: _SEVERITY[seen.verdict])


def _is_taken_over(verdict: VerdictName, other: VerdictName) -> bool:
    """Whether an incident of one verdict takes another that was confirmed within it."""
    return other is VerdictName.BLOCKED or _SEVERITY[other] > _SEVERITY[verdict]


def _is_outage(incident: Incident) -> bool:
    return incident.confirmed and incident.verdict is VerdictName.DOWN


def _has_voice(judged: JudgedCheck) -> bool:
    """Whether an outside voice said trouble at this check."""
    return any(
        voice.says is Says.TROUBLE
        and confirms(voice)
        and voice.at is not None
        and abs(judged.check.at - voice.at) <= EVIDENCE_COUNTS_FOR
        for voice in judged.evidence
    )
