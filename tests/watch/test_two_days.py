"""Two days of a life, at the pace of the tests' clock: the history says what happened, to the check."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.checks.samples import X
from tests.checks.test_checker import Change, healthy, site_is_broken
from tests.history.made import LONG_AGO, as_of_now, replay
from tests.servers import Internet, answers, closes_at_once, trusting_context
from tests.sources.made import nobody_else
from tests.watch.listening import Listening
from tests.watch.test_session import posts_are_broken_too
from trayapp.checks.checker import Adapt, Checker
from trayapp.checks.surfaces import chosen
from trayapp.clock import Now
from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.tracker import Gap, Incident
from trayapp.domain.update import Update
from trayapp.errors import HistoryEvent
from trayapp.history.summary import Summary
from trayapp.net.backoff import HostBackoff
from trayapp.net.exchange import Client
from trayapp.settings.declarations import Settings
from trayapp.sources.crowd_baseline import CrowdBaseline
from trayapp.watch.check_loop import CheckLoop
from trayapp.watch.session import WatchSession

BEGIN = datetime(2026, 2, 16, tzinfo=UTC)
INTERVAL_S = 600
"""Two days of checks a minute would take the tests a minute, too."""

HOSTS_OF_CONTROLS = (
    "connectivitycheck.gstatic.com",
    "detectportal.firefox.com",
    "www.msftconnecttest.com",
    "www.cloudflare.com",
    "www.google.com",
    "captive.apple.com",
)


async def cable_is_pulled(internet: Internet) -> None:
    for name in (*X, *HOSTS_OF_CONTROLS):
        internet.lookup_fails(name, socket.gaierror(socket.EAI_AGAIN, "no name server can be reached"))


async def portal_wants_a_login(internet: Internet) -> None:
    login = answers(302, "", {"location": "http://login.hotel.example/"})
    for name in HOSTS_OF_CONTROLS[:3]:
        await internet.host(name, login, port=80)
    await internet.host(HOSTS_OF_CONTROLS[1], closes_at_once, certificate=None)
    for name in (*X, *HOSTS_OF_CONTROLS[3:]):
        internet.address_fails(internet.address_of(name), "refused")


async def pictures_are_missing(internet: Internet) -> None:
    for name in ("pbs.twimg.com", "abs.twimg.com", "video.twimg.com"):
        await internet.host(name, answers(503))


@dataclass(frozen=True)
class Phase:
    """Something that happens, from one hour until another, and what a check during it must say."""

    begin_h: float
    end_h: float
    changes: tuple[Change, ...]
    verdict: VerdictName
    cause: Cause
    seen_by: str = "web"
    """The surface that shows it: on calm days four checks of five ask the core alone."""


OUTAGE = (site_is_broken, posts_are_broken_too)
PHASES = (
    Phase(3, 3.5, (cable_is_pulled,), VerdictName.OFFLINE, Cause.NO_NETWORK),
    Phase(8, 8.3, (portal_wants_a_login,), VerdictName.OFFLINE, Cause.CAPTIVE_PORTAL),
    Phase(13.46, 14.48, OUTAGE, VerdictName.DOWN, Cause.SERVER_ERRORS),
    Phase(18.3, 19.8, (posts_are_broken_too,), VerdictName.DEGRADED, Cause.POSTS_UNREADABLE, "posts"),
    Phase(36, 37, (pictures_are_missing,), VerdictName.DEGRADED, Cause.PART_FAILING, "images"),
    Phase(43, 46, OUTAGE, VerdictName.DOWN, Cause.SERVER_ERRORS),
)
SLEEPS_H = ((23.0, 30.0), (44.0, 45.0))
"""The second one in the middle of an outage."""
END_H = 48.0


def phase_at(at: datetime) -> Phase | None:
    hour = (at - BEGIN) / timedelta(hours=1)
    return next((phase for phase in PHASES if phase.begin_h <= hour < phase.end_h), None)


class Life:
    """The clock, and the internet as it is then."""

    def __init__(self) -> None:
        self.at = BEGIN
        self.internet = Internet()
        self.updates: list[Update] = []
        self.slept: list[tuple[datetime, datetime]] = []
        self._phase: Phase | None = None
        self._sleeps = [tuple(BEGIN + timedelta(hours=hour) for hour in hours) for hours in SLEEPS_H]

    def now(self) -> datetime:
        return self.at

    async def _resolve(self, name: str) -> tuple[str, ...]:
        return await self.internet._resolve(name)

    async def _dial(self, address: str, port: int) -> socket.socket:
        return await self.internet._dial(address, port)

    def checker(
        self, settings: Settings, _now: Now, adapt: Adapt, crowd: CrowdBaseline, backoff: HostBackoff
    ) -> Checker:
        client = Client(trusting_context, backoff, resolve=self._resolve, dial=self._dial)
        return Checker(client, chosen(settings), nobody_else(), self.now, settings.interval_s, adapt)

    async def wait(self, loop: CheckLoop, seconds: float) -> None:
        """Stands in for the check loop's waiting: time passes, and what the script says happens."""
        self.at += timedelta(seconds=round(seconds, 3))
        if self._sleeps and self._sleeps[0][0] <= self.at:
            _, until = self._sleeps.pop(0)
            loop._sleep(begins=True)
            self.slept.append((self.at, until))
            self.at = until
            loop._sleep(begins=False)
        if self.at >= BEGIN + timedelta(hours=END_H):
            raise asyncio.CancelledError
        phase = phase_at(self.at)
        if phase is not self._phase:
            self._phase = phase
            await self.begin(phase.changes if phase else ())

    async def begin(self, changes: tuple[Change, ...] = ()) -> None:
        """Another internet, healthy but for these changes."""
        before, self.internet = self.internet, Internet()
        await healthy(self.internet)
        for change in changes:
            await change(self.internet)
        await before.__aexit__()


async def live(folder: Path, life: Life) -> list[HistoryEvent]:
    told: list[HistoryEvent] = []
    await life.begin()
    watching = WatchSession(
        Settings(interval_s=INTERVAL_S), folder, Listening(life.updates.append, told.append)
    )
    with pytest.raises(asyncio.CancelledError):
        await watching.run()
    await life.internet.__aexit__()
    return told


def phase_seen_by(update: Update) -> Phase | None:
    """What this check must say."""
    check = update.judged.check
    phase = phase_at(check.at)
    return phase if phase and any(result.id == phase.seen_by for result in check.surfaces) else None


def times_of(phase: Phase, life: Life) -> tuple[datetime, datetime]:
    """The first check that could see it, and the first after it."""
    end = BEGIN + timedelta(hours=phase.end_h)
    first = next(update for update in life.updates if phase_seen_by(update) is phase)
    return first.judged.check.at, next(at for u in life.updates if (at := u.judged.check.at) >= end)


def test_two_days_are_told_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    life = Life()
    monkeypatch.setattr("trayapp.watch.live_session.utc_now", life.now)
    monkeypatch.setattr("trayapp.watch.live_session.make_checker", life.checker)

    async def wait(loop: CheckLoop, seconds: float) -> None:
        await life.wait(loop, seconds)

    monkeypatch.setattr(CheckLoop, "_wait", wait)

    told = asyncio.run(live(tmp_path, life))

    assert told == []
    assert len(life.updates) > END_H * 3600 / INTERVAL_S * 0.7
    for update in life.updates:
        phase = phase_seen_by(update)
        verdict = update.judged.verdict
        expected = (phase.verdict, phase.cause) if phase else (VerdictName.UP, None)
        assert (verdict.name, verdict.cause) == expected, update.judged.check.at

    with Summary(tmp_path) as summary:
        incidents = [recorded.incident for recorded in summary.incidents(LONG_AGO)]
        gaps, totals = summary.gaps(LONG_AGO), summary.totals(LONG_AGO)
    assert incidents == expected_incidents(life)
    assert gaps == sorted(expected_gaps(life), key=lambda gap: gap.begin)
    replayed = replay(tmp_path)
    assert as_of_now(replayed, None) == incidents
    assert [event for events in replayed for event in events if isinstance(event, Gap)] == gaps
    assert totals.watched_s == pytest.approx(seconds_between(life) - seconds_in(gaps))
    down = [(i.begin, i.end) for i in incidents if i.end and i.verdict is VerdictName.DOWN]
    assert totals.down_s == pytest.approx(
        sum((end - begin).total_seconds() for begin, end in down) - seconds_in(gaps[-1:])
    )


def seconds_between(life: Life) -> float:
    """From the first check to the last."""
    return (life.updates[-1].judged.check.at - life.updates[0].judged.check.at).total_seconds()


def seconds_in(gaps: list[Gap]) -> float:
    return sum((gap.end - gap.begin).total_seconds() for gap in gaps)


def expected_incidents(life: Life) -> list[Incident]:
    """From the script alone."""
    incidents = []
    for phase in PHASES:
        if phase.verdict is not VerdictName.OFFLINE:
            begin, end = times_of(phase, life)
            is_confirmed = phase.cause is not Cause.POSTS_UNREADABLE  # one fact, and nobody else to ask
            incidents.append(Incident(begin, phase.verdict, phase.cause, end, is_confirmed))
    return incidents


def expected_gaps(life: Life) -> list[Gap]:
    """From the script alone: what the network was down for, and what was slept through."""
    moments = [update.judged.check.at for update in life.updates]
    offline = [Gap(*times_of(phase, life)) for phase in PHASES if phase.verdict is VerdictName.OFFLINE]
    asleep = [
        Gap(max(at for at in moments if at <= begin), min(at for at in moments if at >= end))
        for begin, end in life.slept
    ]
    return offline + asleep
