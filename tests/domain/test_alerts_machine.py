"""Whatever checks come, whatever the user asks for and whenever it is quiet: what is told holds together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.domain.alarms import Life
from tests.domain.made import evidence_of
from trayapp.domain.alerts import Notice, NoticeKind
from trayapp.domain.codes import Cause, Confidence, VerdictName
from trayapp.domain.records import Check, JudgedCheck, Verdict
from trayapp.domain.tracker import SEVERITY, Change, Incident, IncidentChange, Tracker
from trayapp.watch.commands import FOREVER

V = VerdictName
K = NoticeKind
ABOUT_TROUBLE = {K.TROUBLE, K.WORSE, K.CONFIRMED, K.BLOCKED}

verdicts = st.builds(
    Verdict,
    st.sampled_from([*V, V.UP, V.UP, V.DOWN, V.DOWN, V.OFFLINE]),
    st.sampled_from([None, Cause.SERVER_ERRORS, Cause.UNREACHABLE, Cause.SLOW, Cause.POOR_LINE]),
    st.sampled_from(Confidence),
)


class Notifier(RuleBasedStateMachine):
    """Two lives see the same; one of them is started anew now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.life, self.restarted = Life(), Life()
        self.tracker = Tracker()
        self.at = datetime(2026, 2, 16, tzinfo=UTC)
        self.is_quiet = False
        self.open: list[Notice] = []
        """What was told of the incident that is open."""
        self.held = self.summed_up = 0
        self.offline_row = 0
        self.wishes = self.backs = 0

    @rule(verdict=verdicts, times=st.integers(1, 4), step_s=st.sampled_from([60, 60, 60, 15, 3600]))
    def check(self, verdict: Verdict, times: int, step_s: float) -> None:
        for number in range(times):
            self.at += timedelta(seconds=60 if number else step_s)
            self.follow(verdict)

    @rule(verdict=verdicts)
    def confirmed_check(self, verdict: Verdict) -> None:
        self.at += timedelta(seconds=60)
        self.follow(verdict, is_confirmed_by_source=True)

    @rule()
    def come_and_go(self) -> None:
        for name in (*[V.DOWN] * 3, *[V.UP] * 2):
            self.at += timedelta(seconds=60)
            self.follow(Verdict(name, None, Confidence.MEDIUM))

    @rule(step_s=st.sampled_from([0, 60, 86_400]))
    def odd_clock(self, step_s: float) -> None:
        """The same moment again, or the clock set back."""
        self.at -= timedelta(seconds=step_s)
        self.follow(Verdict(V.UP, None, Confidence.MEDIUM))

    @rule(is_quiet=st.booleans())
    def quiet_hours(self, is_quiet: bool) -> None:
        self.is_quiet = is_quiet

    @rule(minutes=st.none() | st.integers(1, 10))
    def mute(self, minutes: int | None) -> None:
        self.wish(muted_until=FOREVER if minutes is None else self.at + timedelta(minutes=minutes))

    @rule(minutes=st.integers(1, 10))
    def pause(self, minutes: int) -> None:
        self.wish(paused_until=self.at + timedelta(minutes=minutes))

    @rule()
    def unmute_and_resume(self) -> None:
        self.wish(muted_until=None, paused_until=None)

    @rule()
    def tell_when_back(self) -> None:
        if not self.life.alerts.state.modes.is_back_wanted:
            self.wishes += 1
        self.wish(is_back_wanted=True)

    @rule()
    def restart(self) -> None:
        self.restarted.restart()

    def wish(self, **wanted: object) -> None:
        for life in (self.life, self.restarted):
            state = life.alerts.state
            state.modes = replace(state.modes, **wanted)  # type: ignore[arg-type] # by name

    def follow(self, verdict: Verdict, *, is_confirmed_by_source: bool = False) -> None:
        evidence = (evidence_of("crowd", at=self.at),) if is_confirmed_by_source else ()
        judged = JudgedCheck(Check(self.at, 60), evidence, verdict)
        is_new = self.at != self.tracker.state.last_at
        changes = [event for event in self.tracker.follow(judged) if isinstance(event, IncidentChange)]
        told = self.life.follow(judged, is_quiet=self.is_quiet)
        assert told == self.restarted.follow(judged, is_quiet=self.is_quiet)
        if not is_new:
            assert told == []
            return
        is_dead = verdict.name is V.OFFLINE and verdict.cause is not Cause.POOR_LINE
        self.offline_row = self.offline_row + 1 if is_dead else 0
        self.holds(told, changes)
        for notice in told:
            assert notice.at == self.at
            self.held += not notice.is_shown
            self.summed_up += notice.count
            if notice.kind in ABOUT_TROUBLE:
                self.open.append(notice)
            elif notice.kind in (K.RECOVERY, K.BACK) and notice.incident is not None:
                self.open = []

    def holds(self, told: list[Notice], changes: list[IncidentChange]) -> None:
        kinds = [notice.kind for notice in told]
        assert len(set(kinds)) == len(kinds)
        opened = [c for c in changes if c.change is Change.OPENED or c.absorbed]
        closed = [c.incident for c in changes if c.change is Change.CLOSED]
        trouble = [notice for notice in told if notice.kind in ABOUT_TROUBLE]
        assert len(trouble) <= 1
        was_sure = any(n.incident is not None and n.incident.confirmed for n in self.open)
        assert trouble or was_sure or not any(c.incident.confirmed for c in changes if c.incident.end is None)
        if opened:
            self.opening_holds(trouble[0], opened[0].incident)
        elif trouble:
            self.turning_holds(trouble[0], changes)
        ended = [n for n in told if n.kind in (K.RECOVERY, K.BACK) and n.incident]
        assert [notice.incident for notice in ended] == closed
        if K.OFFLINE in kinds:
            assert self.offline_row >= 2
        if K.BACK in kinds:
            self.backs += 1
            assert told[-1].is_shown
        is_hushed = self.is_quiet or self.modes_hush()
        for notice in told:
            if is_hushed and notice.kind is not K.BACK:
                assert not notice.is_shown
        if K.SUMMARY in kinds:
            assert not is_hushed
            assert all(not n.is_shown for n in told if n.kind not in (K.SUMMARY, K.BACK))

    def opening_holds(self, notice: Notice, incident: Incident) -> None:
        assert self.open == []
        assert (notice.kind is K.BLOCKED) == (incident.verdict is V.BLOCKED)
        assert notice.kind in (K.BLOCKED, K.TROUBLE)
        assert notice.incident == incident

    def turning_holds(self, notice: Notice, changes: list[IncidentChange]) -> None:
        """Nothing but that it is worse than ever, blocked for the first time, or confirmed."""
        assert self.open
        assert changes
        assert notice.incident == self.tracker.state.open
        assert notice.incident is not None
        before = [n.incident for n in self.open if n.incident is not None]
        if notice.kind is K.BLOCKED:
            assert all(n.kind is not K.BLOCKED for n in self.open)
        elif notice.kind is K.WORSE:
            assert SEVERITY[notice.incident.verdict] > max(SEVERITY[i.verdict] for i in before)
        else:
            assert notice.incident.confirmed
            assert not any(incident.confirmed for incident in before)

    def modes_hush(self) -> bool:
        modes = self.life.alerts.state.modes
        return modes.muted_until is not None or modes.paused_until is not None

    @invariant()
    def what_is_held_back_is_summed_up_once(self) -> None:
        state = self.life.alerts.state
        assert self.held == self.summed_up + state.held
        if not (self.is_quiet or self.modes_hush() or state.held):
            assert self.held == self.summed_up

    @invariant()
    def back_is_told_once_for_each_wish(self) -> None:
        wanted = self.life.alerts.state.modes.is_back_wanted
        assert self.backs == self.wishes - wanted

    @invariant()
    def what_is_open_was_told(self) -> None:
        assert bool(self.open) == (self.tracker.state.open is not None)
        assert len(self.open) <= 5


TestTelling = Notifier.TestCase
TestTelling.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
