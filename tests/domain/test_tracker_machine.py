"""Whatever checks come, in whatever order: what a tracker says of them holds together."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.domain.made import evidence_of
from trayapp.domain.codes import Cause, Confidence, VerdictName
from trayapp.domain.records import Check, Evidence, JudgedCheck, Verdict
from trayapp.domain.state_json import state_from_json, state_to_json
from trayapp.domain.tracker import Change, Event, Gap, Incident, IncidentChange, Tracker, TrackerState
from trayapp.domain.uptime import Uptime

TROUBLE = ("down", "degraded", "blocked")
CAUSES = (None, Cause.SERVER_ERRORS, Cause.UNREACHABLE, Cause.SLOW)

paces_s = st.sampled_from([15, 30, 60, 600, 3600])
steps_s = st.sampled_from([0.001, 15, 60, 60, 60, 120, 120.001, 600, 3600, 86_400, 6.99 * 86_400])
kinds = st.lists(
    st.tuples(
        st.sampled_from(["crowd", "expert", "vantage", "status", "user", "oracle"]),
        st.sampled_from(["trouble", "trouble", "fine", "unavailable"]),
        st.sampled_from([0, 15, 15.1]),
    ),
    max_size=2,
)
verdicts = st.builds(
    Verdict,
    st.sampled_from([*VerdictName, VerdictName.UP, VerdictName.DOWN, VerdictName.DOWN]),
    st.sampled_from(CAUSES),
    st.sampled_from(Confidence),
)


class SessionRunner(RuleBasedStateMachine):
    """One tracker is fed, and now and then written down and read back."""

    def __init__(self) -> None:
        super().__init__()
        self.tracker = Tracker()
        self.figures = Uptime()
        self.checks: list[JudgedCheck] = []
        self.events: list[Event] = []
        self.before_flapping: tuple[list[JudgedCheck], list[Event]] | None = None
        self.open: Incident | None = None
        self.incidents = 0
        self.clock_s = 0.0
        self.at = datetime(2026, 2, 16, tzinfo=UTC)
        self.pace_s: float = 60

    @initialize(verdict=verdicts)
    def first(self, verdict: Verdict) -> None:
        self.follow(verdict)

    @rule(verdict=verdicts, said=kinds)
    def check(self, verdict: Verdict, said: list[tuple[str, str, float]]) -> None:
        self.later(60)
        self.follow(verdict, said)

    @rule(verdict=verdicts, times=st.integers(2, 4))
    def several(self, verdict: Verdict, times: int) -> None:
        for _ in range(times):
            self.later(60)
            self.follow(verdict)

    @rule(verdict=verdicts, step_s=steps_s)
    def later_check(self, verdict: Verdict, step_s: float) -> None:
        self.later(step_s)
        self.follow(verdict)

    @rule(verdict=verdicts, step_s=steps_s)
    def set_clock_back(self, verdict: Verdict, step_s: float) -> None:
        self.at -= timedelta(seconds=step_s)
        self.follow(verdict)

    @rule(verdict=verdicts, said=kinds)
    def same_moment(self, verdict: Verdict, said: list[tuple[str, str, float]]) -> None:
        assert self.follow(verdict, said) == []

    @rule(pace_s=paces_s)
    def change_pace(self, pace_s: float) -> None:
        self.pace_s = pace_s

    @rule()
    def come_and_go(self) -> None:
        """An outage that lasts three checks, so that a few of them are flapping."""
        for name in (*[VerdictName.DOWN] * 3, *[VerdictName.UP] * 2):
            self.later(60)
            self.follow(Verdict(name, None, Confidence.MEDIUM))

    @rule()
    def restart(self) -> None:
        written = json.dumps(state_to_json(self.tracker.state))
        self.tracker = Tracker(state_from_json(TrackerState, json.loads(written)))

    def later(self, step_s: float) -> None:
        self.at += timedelta(seconds=step_s)
        self.clock_s += step_s

    def follow(self, verdict: Verdict, said: Sequence[tuple[str, str, float]] = ()) -> list[Event]:
        evidence = tuple(evidence_of(kind, says, minutes=late, at=self.at) for kind, says, late in said)
        judged = JudgedCheck(Check(self.at, self.pace_s), evidence, verdict)
        events = self.tracker.follow(judged)
        self.figures.add(judged, events)
        self.checks.append(judged)
        self.events += events
        self.gaps_hold(judged, [event for event in events if isinstance(event, Gap)])
        changes = [event for event in events if isinstance(event, IncidentChange)]
        assert len(changes) <= 1
        for change in changes:
            self.change_holds(judged, change)
            if change.absorbed and self.before_flapping is None:
                self.before_flapping = self.checks[:-1], self.events[: -len(events)]
        return events

    def gaps_hold(self, judged: JudgedCheck, gaps: list[Gap]) -> None:
        assert len(gaps) <= 1
        for gap in gaps:
            assert judged.verdict.name not in ("unknown", "offline")
            assert gap.begin < gap.end == judged.check.at

    def change_holds(self, judged: JudgedCheck, change: IncidentChange) -> None:
        incident = change.incident
        before, self.open = self.open, incident
        assert change.at == judged.check.at
        assert incident.verdict in TROUBLE
        assert (change.recurrence is not None) == (incident.confirmed and incident.verdict == "down")
        assert change.recurrence is None or change.recurrence >= 1
        if change.change is Change.CLOSED:
            assert judged.verdict.name == "up"
            assert before is not None
            assert (incident.begin, incident.verdict, incident.cause) == (
                before.begin,
                before.verdict,
                before.cause,
            )
            assert incident.end is not None
            assert incident.begin <= incident.end
            self.open = None
            return
        assert judged.verdict.name in TROUBLE
        assert incident.end is None
        if change.change is Change.OPENED:
            assert before is None
            assert not change.absorbed
            self.incidents += 1
        elif before is None:
            assert incident.cause is Cause.UNSTABLE
            assert len(change.absorbed) >= 2
            assert all(incident.begin <= later.begin for later in change.absorbed)
            self.incidents -= len(change.absorbed)
        else:
            assert not change.absorbed
            assert incident.begin == before.begin
            assert incident.verdict != before.verdict or incident == replace(before, confirmed=True)
            assert incident.confirmed >= before.confirmed
            assert incident != before

    @invariant()
    def what_is_open_is_what_was_told(self) -> None:
        assert self.tracker.state.open == self.open

    @precondition(lambda self: self.checks)
    @invariant()
    def figures_hold(self) -> None:
        totals = self.figures.totals()
        assert totals.incidents == self.incidents
        assert totals.down_s >= 0
        assert totals.degraded_s >= 0
        assert totals.down_s + totals.degraded_s <= totals.watched_s + 1e-6
        assert totals.watched_s <= self.clock_s + 1e-6

    def teardown(self) -> None:
        fresh = Tracker()
        assert [event for judged in self.checks for event in fresh.follow(judged)] == self.events
        checks, events = self.before_flapping or (self.checks, self.events)
        assert naive_moments(checks) == told_moments(events)


Moments = list[tuple[str, datetime, datetime]]
"""`opened` with its moment and begin, `closed` with its moment and end."""


def told_moments(events: Sequence[Event]) -> Moments:
    """What a tracker told."""
    moments: Moments = []
    for event in events:
        if isinstance(event, IncidentChange) and event.change is not Change.UPDATED:
            incident = event.incident
            moments.append((event.change.value[9:], event.at, incident.end or incident.begin))
    return moments


def letters(checks: Sequence[JudgedCheck]) -> str:
    """`v` trouble with a source, `b` without, `u` up, `?` unwatched; a stroke for each gap."""
    written = ""
    for n, judged in enumerate(checks):
        if n:
            late = judged.check.at - checks[n - 1].check.at
            if not timedelta(0) <= late <= 2 * timedelta(seconds=checks[n - 1].check.interval_s):
                written += "|"
        if judged.verdict.name in TROUBLE:
            written += "v" if any(confirms(judged, said) for said in judged.evidence) else "b"
        else:
            written += "u" if judged.verdict.name == "up" else "?"
    return written


def confirms(judged: JudgedCheck, said: Evidence) -> bool:
    if said.says != "trouble" or not weighs(judged, said):
        return False
    return not any(
        other.says == "fine" and weighs(judged, other) and other.kind != said.kind and is_newer(other, said)
        for other in judged.evidence
    )


def weighs(judged: JudgedCheck, said: Evidence) -> bool:
    is_heard = said.at is not None and said.at - judged.check.at <= timedelta(minutes=15)
    return is_heard and said.kind not in ("status", "user")


def is_newer(fine: Evidence, trouble: Evidence) -> bool:
    assert fine.at is not None
    assert trouble.at is not None
    return fine.at - trouble.at > timedelta(minutes=3)


def naive_moments(checks: Sequence[JudgedCheck]) -> Moments:
    """Openings and closings, each found by looking at all checks up to it again."""
    checks = [judged for n, judged in enumerate(checks) if not n or judged.check.at != checks[n - 1].check.at]
    moments: Moments = []
    calm_since, begin = 0, None
    for n in range(1, len(checks) + 1):
        at = checks[n - 1].check.at
        if begin is None:
            begin = naive_begin(checks[:n], checks[calm_since:n])
            if begin is not None:
                moments.append(("opened", at, begin))
        elif re.search("uu$", letters(checks[:n])):
            row = re.search("u+$", letters(checks[:n]))
            assert row
            moments.append(("closed", at, max(begin, checks[n - len(row[0])].check.at)))
            calm_since, begin = n, None
    return moments


def naive_begin(checks: Sequence[JudgedCheck], calm: Sequence[JudgedCheck]) -> datetime | None:
    """When the trouble began that these checks confirm; `calm` are those since the last incident closed."""
    row = re.search("[bv]+$", letters(checks))
    if row is None:
        return None
    if re.search("[bv]{3}$|v[bv]$|[bv]v$", row[0]):
        return checks[-len(row[0])].check.at
    bad = [judged.check.at for judged in calm[-16:] if judged.verdict.name in TROUBLE]
    return bad[0] if len(bad) >= 8 else None


TestWatching = SessionRunner.TestCase
TestWatching.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
