"""The roll-ups say of any time what its checks say, whatever became of clocks, zones and incidents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.domain.made import NOW, check
from tests.history.made import LONG_AGO, Life, judged
from trayapp.domain.codes import Outcome, VerdictName
from trayapp.domain.latency import is_full
from trayapp.domain.records import Check, JudgedCheck, Phases, SurfaceResult
from trayapp.domain.tracker import Incident, IncidentChange
from trayapp.domain.uptime import Totals, is_watched
from trayapp.domain.verdict import decide
from trayapp.history.summary import RecordedIncident, Summary

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
QUARTER = timedelta(minutes=15)
RETENTION = timedelta(days=90)
FAR_AHEAD = datetime(2031, 1, 1, tzinfo=UTC)

# Kinds of checks, and how long after the one before each comes: at the pace, late, asleep, clocks set anew.
STRETCHES = st.tuples(
    st.sampled_from(
        ["u", "uu", "uuuu", "d", "ddd", "dddddd", "lll", "ggg", "bbb", "o", "??", "dgdl", "ddduu" * 4]
    ),
    st.sampled_from([30, 60, 60, 60, 110]),
    st.sampled_from([0, 0, 0, 0, 500, 7200, 86_400, -45, -3600]),
)
ACTIONS = st.sampled_from(["", "", "", "do not count", "count", "forget", "restart"])


def within(moment: datetime, incident: Incident) -> bool:
    return incident.begin <= moment and (incident.end is None or moment < incident.end)


@dataclass
class Reference:
    """Adds up the checks themselves: slowly, and in no other way than the rules say."""

    checks: Sequence[JudgedCheck]
    incidents: Sequence[RecordedIncident]
    gone: Mapping[datetime, datetime | None] = field(default_factory=dict)
    """Of checks that were forgotten, the begin of the incident that they lay in then."""

    def owner(self, at: datetime) -> RecordedIncident | None:
        """The incident that the time after this check belongs to."""
        if at in self.gone:
            theirs = (i for i in self.incidents if i.incident.begin == self.gone[at])
        else:
            theirs = (i for i in self.incidents if within(at, i.incident))
        return max(
            theirs,
            key=lambda i: (i.incident.confirmed, i.incident.begin, self.incidents.index(i)),
            default=None,
        )

    def forget(self, summary: Summary) -> dict[datetime, datetime | None]:
        """What is known of the checks that this history has no more."""
        known = dict(self.gone)
        for at in (made.check.at for made in self.checks):
            if at not in known and summary.check(at) is None:
                owner = self.owner(at)
                known[at] = owner.incident.begin if owner else None
        return known

    def totals(self, begin: datetime) -> Totals:
        spent = dict.fromkeys(VerdictName, 0.0)
        watched_s = 0.0
        for made, after in pairwise(self.checks):
            at, until = made.check.at, after.check.at
            if at < begin or not is_watched(made.verdict.name, at, made.check.interval_s, until):
                continue
            seconds = (until - at).total_seconds()
            owner = self.owner(at)
            if owner is not None and not owner.is_counted:
                continue
            watched_s += seconds
            if owner is not None and owner.incident.confirmed:
                spent[made.verdict.name] += seconds
        known = [i.incident for i in self.incidents if i.is_counted]
        known = [i for i in known if i.end is None or i.end >= begin]
        outages = [i for i in known if i.confirmed and i.verdict is VerdictName.DOWN]
        return Totals(
            watched_s, spent[VerdictName.DOWN], spent[VerdictName.DEGRADED], len(known), len(outages)
        )


def edges(begin: datetime, end: datetime, step: timedelta) -> list[datetime]:
    moments = [begin]
    while moments[-1] < end:
        moments.append(moments[-1] + step)
    return moments


def close(totals: Totals) -> Any:
    return pytest.approx(
        (totals.watched_s, totals.down_s, totals.degraded_s, totals.incidents, totals.outages), abs=0.01
    )


def plain(totals: Totals) -> tuple[float, ...]:
    return (totals.watched_s, totals.down_s, totals.degraded_s, totals.incidents, totals.outages)


@given(
    lived=st.lists(st.tuples(STRETCHES, ACTIONS), min_size=1, max_size=14),
    step=st.sampled_from([QUARTER, timedelta(minutes=7), timedelta(hours=5)]),
)
@example(  # four that flap become one, and of the second and third the checks are gone
    lived=[(("ddd", 60, 0), ""), (("ddduu" * 4, 110, 0), "forget"), (("ddd", 30, 0), "do not count")],
    step=QUARTER,
)
@settings(max_examples=30)
def test_any_stretch_of_any_history(
    lived: list[tuple[tuple[str, float, float], str]], step: timedelta
) -> None:
    with TemporaryDirectory() as folder:
        life = Life(Path(folder))
        is_forgotten = False
        gone: dict[datetime, datetime | None] = {}
        for (kinds, every_s, pause_s), action in lived:
            # No clock is set back by more than checks are kept: what is gone stays with whom it was.
            life.at += timedelta(seconds=max(pause_s, 0) if is_forgotten else pause_s)
            before = len(life.events)
            life.live(kinds, every_s)
            for event in chain(*life.events[before:]):  # or with whom took that one in
                if isinstance(event, IncidentChange):
                    absorbed = {incident.begin for incident in event.absorbed}
                    gone |= {at: event.incident.begin for at, begin in gone.items() if begin in absorbed}
            if act(life, action):
                is_forgotten = True
                with Summary.open(life.folder) as summary:
                    gone = Reference(life.judged, summary.incidents(LONG_AGO), gone).forget(summary)
        first = min(judged.check.at for judged in life.judged)
        last = max(judged.check.at for judged in life.judged)
        with Summary.open(life.folder) as summary:
            reference = Reference(life.judged, summary.incidents(LONG_AGO), gone)
            # What lies between the quarters is known while the checks are.
            begin = first.replace(minute=0, second=0, microsecond=0)
            moments = edges(begin, last + MINUTE, QUARTER if is_forgotten else step)
            for moment in (LONG_AGO, *moments):
                assert plain(summary.totals(moment)) == close(reference.totals(moment))
        life.store.close()
        assert life.told == []


def act(life: Life, action: str) -> bool:
    """What may be done between two checks; whether any may be gone after it."""
    if action == "restart":
        life.restart()
    elif action == "forget":
        for _ in range(3):
            life.store.prune(life.at + RETENTION)
    elif action:
        with Summary.open(life.folder) as summary:
            for recorded in summary.incidents(LONG_AGO)[-2:]:
                life.store.count(recorded.incident.begin, is_counted=action == "count")
    return action == "forget"


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"]
)
@pytest.mark.parametrize("begin", [datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)])
def test_days_of_all_zones_have_the_hours_that_they_have_there(
    tmp_path: Path, zone: str, begin: datetime
) -> None:
    life = Life(tmp_path, begin=begin)
    for _ in range(4 * 24):
        life.record(judged("u", life.at, interval_s=3600))
        life.at += timedelta(hours=1)
    for _ in range(100):
        life.store.prune(life.at + RETENTION)
    local = ZoneInfo(zone)
    days = [datetime(begin.year, begin.month, begin.day + day, tzinfo=local) for day in (1, 2, 3)]

    with Summary.open(tmp_path) as summary:
        left_s = [summary.totals(day).watched_s for day in days]
    life.store.close()

    utc = [day.astimezone(UTC) for day in days]
    assert [more - less for more, less in pairwise(left_s)] == [
        (end - start).total_seconds() for start, end in pairwise(utc)
    ]


def answered(at: datetime, ms: float, *, in_full: bool) -> JudgedCheck:
    seen = check(web="ok", posts="ok", images="ok") if in_full else check(web="ok", posts="ok")
    surfaces = tuple(
        SurfaceResult(s.id, Outcome.OK, phases=Phases(ms / 10, ms / 5, None, ms / 2, ms))
        for s in seen.surfaces
    )
    made = Check(at, 60, surfaces)
    return JudgedCheck(made, (), decide(made))


@given(
    spent_ms=st.lists(st.floats(0.05, 9000), min_size=1, max_size=40),
    every=st.sampled_from([MINUTE, 5 * QUARTER, 7 * QUARTER]),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu"]),
)
@settings(max_examples=30)
def test_response_times_are_those_of_the_checks(spent_ms: list[float], every: timedelta, zone: str) -> None:
    with TemporaryDirectory() as folder:
        life = Life(Path(folder))
        for number, ms in enumerate(spent_ms):
            life.record(answered(life.at, ms, in_full=number % 3 == 0))
            life.at += every
        days = edges(
            NOW.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0), life.at, DAY
        )
        for _ in range(2):
            with Summary.open(life.folder) as summary:
                for in_full in (True, False):
                    found = summary.response_times(days, "web", is_full=in_full)
                    for times, (begin, end) in zip(found, pairwise(days), strict=True):
                        there = [
                            s.phases.total or 0
                            for j in life.judged
                            for s in j.check.surfaces
                            if s.id == "web"
                            and begin <= j.check.at < end
                            and is_full(j.check.surfaces) is in_full
                        ]
                        assert (times.count if times else 0) == len(there)
                        if times is not None:
                            assert (
                                there[0]
                                if len(there) == 1
                                else times.p10_ms <= times.median_ms <= times.p90_ms
                            )
                            middle = sorted(there)[(len(there) - 1) // 2]
                            assert times.median_ms == pytest.approx(max(middle, 0.1), rel=0.025)
                assert summary.response_times(days, "nobody", is_full=True) == (None,) * (len(days) - 1)
            for _ in range(80):  # all checks are forgotten, and the answer stays
                life.store.prune(life.at + 2 * RETENTION)
        life.store.close()


def test_phases_of_a_day(tmp_path: Path) -> None:
    life = Life(tmp_path)
    for ms in (100, 200, 300):
        life.record(answered(life.at, ms, in_full=False))
        life.at += MINUTE

    with Summary.open(tmp_path) as summary:
        phases = summary.phases(NOW, life.at, "web", is_full=False)
        assert summary.phases(NOW + DAY, NOW + 2 * DAY, "web", is_full=False) == {}
    life.store.close()

    assert phases == {
        name: pytest.approx(ms, rel=0.025)
        for name, ms in {"dns": 20, "connect": 40, "first_byte": 100, "total": 200}.items()
    }
