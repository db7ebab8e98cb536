"""The roll-ups say of any time what its checks say, whatever became of clocks, zones and incidents."""

from __future__ import annotations

import math
import sqlite3
import time
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.domain.made import NOW, check
from tests.history.made import LONG_AGO, Life, judged
from trayapp.domain.codes import Outcome, VerdictName
from trayapp.domain.latency import is_full
from trayapp.domain.records import Check, JudgedCheck, Phases, SurfaceResult
from trayapp.domain.tracker import SEVERITY, Incident, IncidentChange, is_unwatched
from trayapp.domain.uptime import Totals, is_watched
from trayapp.domain.verdict import decide
from trayapp.history.histograms import BUCKETS, median_ms, percentiles_ms
from trayapp.history.incidents import RecordedIncident
from trayapp.history.listing import Wanted
from trayapp.history.moments import to_ms
from trayapp.history.repair import examine
from trayapp.history.summary import Summary

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
        blocked = sum(i.verdict is VerdictName.BLOCKED for i in known)
        down_s, degraded_s = spent[VerdictName.DOWN], spent[VerdictName.DEGRADED]
        return Totals(watched_s, down_s, degraded_s, len(known), len(outages), blocked)

    def sums(self, now: datetime, wanted: Wanted) -> tuple[int, int, float]:
        """Of the incidents that are wanted: how many, how many outages that count, how long those lasted."""
        known = [i for i in self.incidents if i.incident.verdict in wanted.verdicts]
        known = [i for i in known if i.incident.confirmed or wanted.with_unconfirmed]
        outages = [i for i in known if i.is_counted and i.incident.confirmed]
        outages = [each for each in outages if each.incident.verdict is VerdictName.DOWN]
        last = self.checks[-1]
        is_late = is_unwatched(last.check.at, last.check.interval_s, now)
        is_in_sight = last.verdict.name in SEVERITY and (not is_late or last.check.at > now)
        ends = [each.incident.end or (now if is_in_sight else each.seen_until) for each in outages]
        lasted = sum(
            (end - i.incident.begin for end, i in zip(ends, outages, strict=True) if end), timedelta()
        )
        return len(known), len(outages), lasted.total_seconds()


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
                with Summary(life.folder) as summary:
                    gone = Reference(life.judged, summary.incidents(LONG_AGO), gone).forget(summary)
        first = min(judged.check.at for judged in life.judged)
        last = max(judged.check.at for judged in life.judged)
        with Summary(life.folder) as summary:
            reference = Reference(life.judged, summary.incidents(LONG_AGO), gone)
            # What lies between the quarters is known while the checks are.
            begin = first.replace(minute=0, second=0, microsecond=0)
            moments = edges(begin, last + MINUTE, QUARTER if is_forgotten else step)
            for moment in (LONG_AGO, *moments):
                assert plain(summary.totals(moment)) == close(reference.totals(moment))
            for wanted in (Wanted(), Wanted(with_unconfirmed=False), Wanted(frozenset({VerdictName.DOWN}))):
                found = summary.listed(life.at, wanted, 1000)
                assert (found.count, found.outages, found.down_s) == reference.sums(life.at, wanted)
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
        with Summary(life.folder) as summary:
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

    with Summary(tmp_path) as summary:
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


@pytest.fixture(params=["UTC", "Europe/Berlin", "America/Havana", "Asia/Kathmandu"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """Of this computer."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


@given(
    spent_ms=st.lists(st.floats(0.05, 9000), min_size=1, max_size=40),
    every=st.sampled_from([MINUTE, 5 * QUARTER, 7 * QUARTER]),
    begin=st.sampled_from([NOW, *(datetime(2026, *day, tzinfo=UTC) for day in ((3, 7), (10, 24), (10, 31)))]),
    set_back=st.sampled_from([timedelta(), DAY, 2 * DAY]),
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_response_times_are_those_of_the_checks(
    spent_ms: list[float],
    every: timedelta,
    begin: datetime,
    set_back: timedelta,
    zone: str,
) -> None:
    """Whether days are kept or made of quarters, with checks and without them, and after late ones."""
    with TemporaryDirectory() as folder:
        life = Life(Path(folder), begin=begin)
        for number, ms in enumerate(spent_ms):
            life.record(answered(life.at, ms, in_full=number % 3 == 0))
            life.at += every
        end = life.at + 2 * DAY
        assert_times(life, zone, begin, end)
        for _ in range(3):
            life.store.prune(end)
        assert_times(life, zone, begin, end)
        life.at -= set_back
        for ms in (5, 5000):
            life.record(answered(life.at, ms, in_full=False))
            life.at += every
        assert_times(life, zone, begin, end)
        life.restart()
        for _ in range(80):
            life.store.prune(end + RETENTION)
        assert_times(life, zone, begin, end)
        assert examine(life.folder).wrong == 0
        life.store.close()
        assert life.told == []


def assert_times(life: Life, zone: str, begin: datetime, end: datetime) -> None:
    """Of each day in that zone: those of the checks that were made on it."""
    midnights = edges(begin.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0), end, DAY)
    with Summary(life.folder) as summary:
        for in_full in (True, False):
            found = summary.response_times(midnights, "web", is_full=in_full)
            for times, (start, stop) in zip(found, pairwise(midnights), strict=True):
                there = sorted(
                    max(seen.phases.total or 0, 0.1)
                    for made in life.judged
                    for seen in made.check.surfaces
                    if seen.id == "web"
                    and start.astimezone(UTC) <= made.check.at < stop.astimezone(UTC)
                    and is_full(made.check.surfaces) is in_full
                )
                parts = [there[math.ceil(part * len(there)) - 1] for part in (0.1, 0.5, 0.9) if there]
                assert list(times or ()) == pytest.approx(parts, rel=0.025)
        nobody = summary.response_times(midnights, "nobody", is_full=True)
        assert nobody == (None,) * (len(midnights) - 1)


def test_days_that_are_over_are_read_without_their_quarters(tmp_path: Path, zone: str) -> None:
    life = Life(tmp_path, begin=datetime(2026, 10, 24, tzinfo=UTC))
    for ms in range(100, 220):
        life.record(answered(life.at, ms, in_full=False))
        life.at += 2 * QUARTER
    assert_times(life, zone, datetime(2026, 10, 24, tzinfo=UTC), life.at)
    life.restart()
    life.store.prune(life.at)
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as others, others:
        kept = others.execute("SELECT * FROM local_days").fetchall()
        others.execute("UPDATE local_days SET median_ms = 1 WHERE begin_ms = ?", kept[0][1:2])

    with Summary(tmp_path) as summary:
        days = [datetime(2026, 10, day, tzinfo=ZoneInfo(zone)) for day in range(23, 28)]
        found = [times.median_ms for times in summary.response_times(days, "web", is_full=False) if times]
    assert found.count(1) == 1
    life.store.close()
    assert examine(tmp_path).wrong == 1
    assert examine(tmp_path).wrong == 0
    assert_times(life, zone, datetime(2026, 10, 24, tzinfo=UTC), life.at)


@pytest.mark.parametrize("watched_days", [2, 4], ids=["with days of nothing before", "up to now"])
def test_days_of_zones_that_share_a_midnight_are_made_once_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, watched_days: int
) -> None:
    """On 25 October the same moment ends a day of 25 hours in Berlin and one of 24 in Algiers."""
    life = Life(tmp_path, begin=datetime(2026, 10, 24, tzinfo=UTC))
    while life.at < datetime(2026, 10, 24 + watched_days, tzinfo=ZoneInfo("Europe/Berlin")):
        life.record(answered(life.at, 100, in_full=False))
        life.at += 4 * QUARTER
    life.at = datetime(2026, 10, 28, tzinfo=UTC)
    zones = ["Europe/Berlin", "Africa/Algiers", "Europe/Berlin"]
    for here in zones:
        monkeypatch.setenv("TZ", here)
        time.tzset()
        life.restart()
        life.store.prune(life.at)
    monkeypatch.undo()
    time.tzset()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as others:
        kept = set(others.execute("SELECT begin_ms, end_ms FROM local_days"))
    days = {
        tuple(to_ms(datetime(2026, 10, day + n, tzinfo=ZoneInfo(here))) for n in range(2))
        for here in zones
        for day in range(24, 24 + watched_days)
    }
    assert kept == days
    assert (life.told, caplog.messages) == ([], [])


def test_a_quarter_of_what_the_file_does_not_know_costs_its_day_and_no_more(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    life = Life(tmp_path)
    life.record(answered(life.at, 100, in_full=False))
    life.store.close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as others, others:
        others.execute("DELETE FROM asked")
    life.start()
    life.at += 2 * DAY

    life.store.prune(life.at)

    assert (life.told, caplog.messages) == ([], [])
    life.store.close()


@given(st.dictionaries(st.integers(0, BUCKETS - 1), st.integers(1, 65535), min_size=1))
def test_a_median_is_the_same_without_the_buckets_at_either_end(counts: dict[int, int]) -> None:
    dense = array("H", [counts.get(bucket, 0) for bucket in range(BUCKETS)])
    assert median_ms(dense) == pytest.approx(percentiles_ms(dense, [0.5])[0])


def test_phases_of_a_day(tmp_path: Path) -> None:
    life = Life(tmp_path)
    for ms in (100, 200, 300):
        life.record(answered(life.at, ms, in_full=False))
        life.at += MINUTE

    with Summary(tmp_path) as summary:
        ((day, phases),) = summary.phases(NOW, life.at, "web", is_full=False)
        assert summary.phases(NOW + DAY, NOW + 2 * DAY, "web", is_full=False) == []
    life.store.close()

    assert day == NOW.date()
    assert phases == {
        name: pytest.approx(ms, rel=0.025)
        for name, ms in {"dns": 20, "connect": 40, "first_byte": 100, "total": 200}.items()
    }
