"""What the watching tells, and what the user may ask of it: across restarts, and with the history at odds."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.domain.alarms import all_in_short, in_short
from tests.domain.made import NOW, evidence_of
from tests.domain.stories import story
from tests.sources.made import nobody_else
from tests.watch.listening import Listening
from trayapp.checks.checker import Adapt, Checker, Depth
from trayapp.clock import Now
from trayapp.domain.alerts import Modes, Notice
from trayapp.domain.check_json import timestamp
from trayapp.domain.records import JudgedCheck
from trayapp.domain.reports import Report
from trayapp.domain.update import Update
from trayapp.history import store as history_store
from trayapp.history.export import export
from trayapp.history.extras import CheckExtras
from trayapp.history.file.reading import connect_read_only
from trayapp.history.store import Store
from trayapp.history.summary import Summary
from trayapp.i18n import Words
from trayapp.net.backoff import HostBackoff
from trayapp.settings.declarations import Settings
from trayapp.sources.crowd_baseline import CrowdBaseline
from trayapp.watch.commands import FOREVER, CheckNow, Command, Mute, Pause, TellWhenBack
from trayapp.watch.notifier import Notifier
from trayapp.watch.session import WatchSession

OUTAGE = "up down x3 up up"
TOLD = ["3:00 trouble down from 1:00 #1", "5:00 recovery down from 1:00 to 4:00"]


class StoryTeller:
    """Makes the checks of a story; then no more come."""

    def __init__(self, checks: list[JudgedCheck]) -> None:
        self.checks = checks
        self.sources = nobody_else()
        self.proxy_trouble = None
        self.asked: list[Depth] = []
        self.is_over = asyncio.Event()

    async def check(self, depth: Depth) -> JudgedCheck:
        self.asked.append(depth)
        if not self.checks:
            self.is_over.set()
            await asyncio.Event().wait()
        return self.checks.pop(0)


class Life:
    """A watching that is started anew as often as wanted, on one history, and goes on with its story."""

    def __init__(self, folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.settings = Settings()
        self.notices: list[Notice] = []
        self.modes: list[Modes] = []
        self.is_anybody_there = True
        self.checks = story(text)
        self.teller: StoryTeller | None = None
        monkeypatch.setattr("trayapp.watch.live_session.make_checker", self._checker)

    def _checker(
        self, settings: Settings, now: Now, adapt: Adapt, crowd: CrowdBaseline, backoff: HostBackoff
    ) -> Checker:
        assert self.teller is not None
        return self.teller  # type: ignore[return-value] # by its shape

    def run(self, count: int, *commands: Command) -> None:
        """Make so many checks; after the last of them the user asks for something."""
        asyncio.run(self._run(count, *commands))

    async def _run(self, count: int, *commands: Command) -> None:
        self.teller = StoryTeller([self.checks.pop(0) for _ in range(count)])
        watch = WatchSession(
            self.settings,
            self.folder,
            Listening(
                lambda update: self._go_on(update, watch, *commands),
                notify=self.notices.append if self.is_anybody_there else None,
                on_modes=self.modes.append,
            ),
        )
        running = asyncio.create_task(watch.run())
        async with asyncio.timeout(60):
            await self.teller.is_over.wait()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    def _go_on(self, update: Update, watch: WatchSession, *commands: Command) -> None:
        assert self.teller is not None
        if update.is_old:
            return
        loop = asyncio.get_running_loop()
        if not self.teller.checks:
            for command in commands:
                loop.call_soon(watch.carry_out, command)
        loop.call_soon(watch.carry_out, CheckNow())


@pytest.fixture(params=["one life", "a restart after each check"])
def lives(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Life]:
    """Lives through a story, at once or with restarts."""

    def live(text: str) -> Life:
        life = Life(tmp_path, text, monkeypatch)
        if request.param == "one life":
            life.run(len(life.checks))
        else:
            while life.checks:
                life.run(1)
        return life

    return live


def test_an_outage_is_told_once_and_recorded(lives: Callable[[str], Life]) -> None:
    life = lives(OUTAGE)

    assert all_in_short(life.notices) == TOLD
    [trouble, _] = life.notices
    assert trouble.watched_s is not None
    with Summary(life.folder) as summary:
        recorded = summary.notices(NOW, NOW + timedelta(days=1))
    assert [(r.at, r.kind, r.is_shown) for r in recorded] == [(n.at, n.kind, True) for n in life.notices]
    begins = [
        line["begin"] for line in export(life.folder, None, lambda _: "") if line.get("type") == "notice"
    ]
    assert begins == [timestamp(n.incident.begin) for n in life.notices if n.incident is not None]


def test_offline_is_told_once(lives: Callable[[str], Life]) -> None:
    assert all_in_short(lives("offline x4 up offline x3").notices) == ["1:00 offline"]


def test_modes_outlive_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    life = Life(tmp_path, OUTAGE, monkeypatch)
    life.run(1, Mute(FOREVER))
    life.run(4, Mute(None))
    life.run(1)

    muted = Modes(muted_until=FOREVER)
    assert life.modes == [Modes(), muted, muted, Modes(), Modes()]
    assert all_in_short(life.notices) == [
        "(3:00 trouble down from 1:00 #1)",
        "(5:00 recovery down from 1:00 to 4:00)",
        "5:00 summary of 2 up down from 1:00 to 4:00",
    ]


def test_modes_end_by_themselves_and_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    life = Life(tmp_path, OUTAGE, monkeypatch)
    until = NOW + timedelta(minutes=3)
    life.run(2, Mute(until))
    life.run(4)

    assert life.modes == [Modes(), Modes(muted_until=until), Modes(muted_until=until), Modes()]
    assert all_in_short(life.notices) == TOLD


def test_back_is_told_though_the_program_was_started_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = Life(tmp_path, OUTAGE + " " + OUTAGE, monkeypatch)
    life.run(3, TellWhenBack(True))
    life.run(9)

    assert [notice.kind for notice in life.notices] == ["trouble", "back", "trouble", "recovery"]
    assert life.modes[-1] == Modes()


def test_what_was_asked_for_can_be_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    life = Life(tmp_path, OUTAGE, monkeypatch)
    life.run(2, TellWhenBack(True))
    life.run(2, TellWhenBack(False))
    life.run(2)

    assert all_in_short(life.notices) == TOLD


def test_a_pause_outlives_a_restart_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    life = Life(tmp_path, "up x5", monkeypatch)
    life.run(1, Pause(FOREVER))
    assert life.modes[-1] == Modes(paused_until=FOREVER)

    async def paused() -> None:
        """It makes no check of its own accord; one that is asked for it makes, and then it goes on."""
        life.teller = StoryTeller([life.checks.pop(0), life.checks.pop(0)])
        updates: asyncio.Queue[Update] = asyncio.Queue()
        modes: asyncio.Queue[Modes] = asyncio.Queue()
        watch = WatchSession(
            life.settings,
            life.folder,
            Listening(updates.put_nowait, notify=life.notices.append, on_modes=modes.put_nowait),
        )
        running = asyncio.create_task(watch.run())
        async with asyncio.timeout(60):
            assert (await updates.get()).is_old
            assert await modes.get() == Modes(paused_until=FOREVER)
            assert life.teller.asked == []
            watch.carry_out(CheckNow())
            assert not (await updates.get()).is_old
            watch.carry_out(Pause(None))
            assert await modes.get() == Modes()
            await updates.get()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    asyncio.run(paused())


def test_without_anybody_to_tell_what_was_asked_for_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = Life(tmp_path, OUTAGE + " down x3 up up", monkeypatch)
    life.run(1, TellWhenBack(True))
    life.is_anybody_there = False
    life.run(5)  # as `trayapp watch` does
    life.is_anybody_there = True
    life.run(5)

    assert [notice.kind for notice in life.notices] == ["trouble", "back"]
    with Summary(life.folder) as summary:
        assert len(summary.notices(NOW, NOW + timedelta(days=1))) == 2


def test_quiet_hours_are_the_settings_by_the_local_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = Life(tmp_path, OUTAGE + " up", monkeypatch)
    local = [seen.check.at.astimezone() for seen in life.checks]
    life.settings = Settings(quiet_from=f"{local[0]:%H:%M}", quiet_until=f"{local[6]:%H:%M}")
    life.run(7)

    assert all_in_short(life.notices) == [
        "(3:00 trouble down from 1:00 #1)",
        "(5:00 recovery down from 1:00 to 4:00)",
        "6:00 summary of 2 up down from 1:00 to 4:00",
    ]


def test_switched_off_nothing_pops_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    life = Life(tmp_path, OUTAGE, monkeypatch)
    life.settings = Settings(notices=False)
    life.run(6)

    assert all_in_short(life.notices) == [f"({told})" for told in TOLD]


def test_what_pops_up_is_chosen_in_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    life = Life(tmp_path, OUTAGE, monkeypatch)
    life.settings = Settings(notices_trouble=False)
    life.run(6)

    assert all_in_short(life.notices) == [f"({TOLD[0]})", TOLD[1]]


class Told:
    """Telling beside a tracker, on a history that may be taken by another program."""

    def __init__(self, folder: Path) -> None:
        self.uptime_s = 0.0
        self.notices: list[Notice] = []
        self.modes: list[Modes] = []
        self.store = Store(folder, lambda _: None, monotonic=lambda: self.uptime_s)
        self.tracker = self.store.tracker
        self.notifier = Notifier(self.store, self.notices.append, self.modes.append)

    def live(self, checks: list[JudgedCheck]) -> None:
        for seen in checks:
            events = self.tracker.follow(seen)
            notices = self.notifier.follow(seen, events, self.tracker, Settings())
            extras = CheckExtras(notices, memory=self.notifier.memory())
            self.store.record(seen, events, extras)
            self.notifier.hand_out(notices, None)

    def set_modes(self, **changes: Any) -> None:
        self.notifier.set_modes(replace(self.notifier.modes, **changes))


def test_what_was_asked_for_outlives_a_history_that_cannot_be_read_at_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_store, "connect_read_only", partial(connect_read_only, busy_s=0.01))
    checks = story("up down x3 up x5")
    before = Told(tmp_path)
    before.set_modes(muted_until=FOREVER)
    before.live(checks[:4])
    before.store.close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE theirs (a)")
        told = Told(tmp_path)
        told.live(checks[4:5])
        assert told.modes == [Modes()]
        other.execute("ROLLBACK")
    told.uptime_s = 3600
    told.live(checks[5:7])
    assert told.modes == [Modes(), Modes(muted_until=FOREVER)]
    told.set_modes(muted_until=None)
    told.live(checks[7:])
    told.store.close()

    assert in_short(told.notices[-1]).startswith("7:00 summary of ")
    assert Told(tmp_path).modes == [Modes()]


def test_what_is_asked_for_is_not_undone_by_what_is_read_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_store, "connect_read_only", partial(connect_read_only, busy_s=0.01))
    before = Told(tmp_path)
    before.set_modes(muted_until=FOREVER)
    before.store.close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE theirs (a)")
        told = Told(tmp_path)
        told.set_modes(is_back_wanted=True)
        other.execute("ROLLBACK")
    told.uptime_s = 3600
    told.live(story("up x3"))
    told.store.close()

    assert told.modes == [Modes(), Modes(is_back_wanted=True)]
    assert Told(tmp_path).modes == [Modes(is_back_wanted=True)]


@pytest.mark.parametrize(
    ("settings", "kinds"),
    [(Settings(country="DE"), ["reported"]), (Settings(country="FR"), []), (Settings(), ["reported"])],
    ids=["the user's country", "another", "the locale's country"],
)
def test_of_blocks_that_sources_write_of_those_in_the_user_s_country_are_told(
    settings: Settings, kinds: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    told = Told(tmp_path)
    notifier = Notifier(told.store, lambda _: None, lambda _: None)
    word = evidence_of("expert", "nothing", source="netblocks")
    reports = [Report(word, text="X restricted", country=country) for country in ("TR", "DE", None)]
    [seen] = story("up")

    notices = notifier.follow(seen, told.tracker.follow(seen), told.tracker, settings, reports)

    assert [notice.kind for notice in notices] == kinds
    words = Words("en")
    for notice in notices:
        assert words.notices.title(notice) == "X is said to be blocked in your country"
        assert words.notices.body(notice) == "NetBlocks writes: X restricted"
