"""The watching as a whole: an internet of our own, the loop, the tracker, the history."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import fields
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests import virtual
from tests.checks.test_checker import Change, healthy, site_is_broken
from tests.domain.made import check
from tests.servers import Internet, answers
from tests.sources.made import NOW, nobody_else
from tests.watch.listening import Listening
from trayapp.checks.checker import Adapt, Checker, Depth
from trayapp.checks.surfaces import chosen
from trayapp.clock import Now, local
from trayapp.domain.alerts import Modes, Notice, NoticeKind
from trayapp.domain.codes import Cause, Confidence, VerdictName
from trayapp.domain.records import Check, JudgedCheck, Verdict
from trayapp.domain.update import Update
from trayapp.errors import HistoryEvent, HistoryLockedError, TrustStoreError
from trayapp.history.file.folder import Folder, WriterLock
from trayapp.history.store import Store
from trayapp.history.summary import Summary
from trayapp.net.backoff import HostBackoff
from trayapp.settings.declarations import Settings
from trayapp.sources.crowd_baseline import CrowdBaseline
from trayapp.watch.commands import (
    FOREVER,
    CheckNow,
    Command,
    DeleteAll,
    Mute,
    Pause,
    SeeError,
    TellWhenBack,
    UndoError,
    UseSettings,
)
from trayapp.watch.session import WatchSession


async def watch(
    folder: Path, checks: int, monkeypatch: pytest.MonkeyPatch, *changes: Change
) -> tuple[list[Update], list[HistoryEvent]]:
    """What is told while so many checks are made, each asked for as soon as the last is done."""
    updates: asyncio.Queue[Update] = asyncio.Queue()
    told: list[HistoryEvent] = []
    async with Internet() as internet:
        await healthy(internet)
        for change in changes:
            await change(internet)

        def checker(
            settings: Settings, now: Now, adapt: Adapt, crowd: CrowdBaseline, backoff: HostBackoff
        ) -> Checker:
            return Checker(
                internet.client(), chosen(settings), nobody_else(), now, settings.interval_s, adapt
            )

        monkeypatch.setattr("trayapp.watch.live_session.make_checker", checker)
        watching = WatchSession(Settings(), folder, Listening(updates.put_nowait, told.append))
        running = asyncio.create_task(watching.run())
        seen: list[Update] = []
        async with asyncio.timeout(60):
            while sum(not update.is_old for update in seen) < checks:
                news = asyncio.create_task(updates.get())
                await asyncio.wait({news, running}, return_when=asyncio.FIRST_COMPLETED)
                if running.done():
                    news.cancel()
                    await running
                seen.append(await news)
                watching.carry_out(CheckNow())
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return seen, told


async def posts_are_broken_too(internet: Internet) -> None:
    for host in ("publish.x.com", "cdn.syndication.twimg.com"):
        await internet.host(host, answers(503, "", {"x-transaction-id": "1"}))


def test_an_outage_is_confirmed_recorded_and_goes_on_after_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage = (site_is_broken, posts_are_broken_too)
    first, _ = asyncio.run(watch(tmp_path, 3, monkeypatch, *outage))
    assert first[-1].incident is not None
    assert (first[-1].incident.verdict, first[-1].recurrence) == (VerdictName.DOWN, 1)

    second, told = asyncio.run(watch(tmp_path, 3, monkeypatch))
    assert (second[0].is_old, second[0].judged.verdict.name) == (True, VerdictName.DOWN)
    assert second[0].incident == first[-1].incident
    assert second[-1].incident is None
    assert told == []
    with Summary(tmp_path) as summary:
        [recorded] = summary.incidents(first[0].judged.check.at)
    assert recorded.incident.begin == first[0].judged.check.at
    assert recorded.incident.end == second[1].judged.check.at


def test_since_when_one_is_offline_is_known_after_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Noted(monkeypatch, VerdictName.UP, *[VerdictName.OFFLINE] * 2)
    before.live(tmp_path, until_s=150)
    after = Noted(monkeypatch, VerdictName.OFFLINE, begin=NOW + timedelta(seconds=160))
    after.live(tmp_path, until_s=90)

    began = before.updates[1].judged.check.at
    assert [update.unseen_since for update in after.updates] == [began, began, None]


def test_a_second_watch_of_the_same_history_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        async with Internet():
            running = asyncio.create_task(WatchSession(Settings(), tmp_path, Listening(started)).run())
            await asyncio.wait_for(begun.wait(), 30)
            with pytest.raises(HistoryLockedError):
                await WatchSession(Settings(), tmp_path, Listening(started)).run()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    begun = asyncio.Event()

    def started(_: Update) -> None:
        begun.set()

    async def instantly(self: Checker, depth: object) -> object:
        from tests.domain.made import check, judged

        return judged(check(web="ok", posts="ok"))

    monkeypatch.setattr(Checker, "check", instantly)
    asyncio.run(scenario())


def test_a_damaged_history_is_set_aside_and_the_watching_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(watch(tmp_path, 2, monkeypatch))
    database = tmp_path / "history.sqlite3"
    content = bytearray(database.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    database.write_bytes(bytes(content))

    seen, told = asyncio.run(watch(tmp_path, 2, monkeypatch))

    assert seen[-1].judged.verdict.name is VerdictName.UP
    assert [event.code for event in told] == ["history_corrupt"]
    assert len(list(tmp_path.glob("history.broken-*.sqlite3"))) == 1


class Noted:
    """What was made and checked, in a life whose time passes at once."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, *verdicts: VerdictName, begin: datetime = NOW
    ) -> None:
        self.begin = begin
        self.made: list[NotingChecker] = []
        self.checks: list[tuple[float, Depth, Settings]] = []
        """When, in seconds from the begin, how, and under which settings."""
        self.updates: list[Update] = []
        self.notices: list[Notice] = []
        self.modes: list[Modes] = []
        self.changed: list[datetime] = []
        """When what was recorded before became another."""
        self.stores: list[Store] = []
        self.verdicts = list(verdicts)
        monkeypatch.setattr("trayapp.watch.live_session.make_checker", self.checker)
        monkeypatch.setattr("trayapp.watch.live_session.utc_now", self.now)
        opened = Store

        def open_store(*arguments: Any, **how: Any) -> Store:
            how["monotonic"] = asyncio.get_running_loop().time
            self.stores.append(opened(*arguments, **how))
            return self.stores[-1]

        monkeypatch.setattr("trayapp.history.store.Store", open_store)

    def now(self) -> datetime:
        return self.begin + timedelta(seconds=asyncio.get_running_loop().time())

    def checker(self, settings: Settings, *given: Any) -> NotingChecker:
        self.backoff: HostBackoff = given[-1]
        self.made.append(NotingChecker(self, settings))
        return self.made[-1]

    def session(self, folder: Path) -> WatchSession:
        listener = Listening(
            self.updates.append,
            notify=self.notices.append,
            on_modes=self.modes.append,
            on_history_changed=lambda: self.changed.append(self.now()),
        )
        return WatchSession(Settings(), folder, listener)

    def live(self, folder: Path, *commands: tuple[float, Command], until_s: float) -> None:
        """Watch for so long, with these commands at these seconds."""
        virtual.run(self._live(self.session(folder), *commands, until_s=until_s))

    async def _live(self, watch: WatchSession, *commands: tuple[float, Command], until_s: float) -> None:
        running = asyncio.create_task(watch.run())
        for at_s, command in commands:
            await asyncio.sleep(at_s - asyncio.get_running_loop().time())
            watch.carry_out(command)
        await asyncio.sleep(until_s - asyncio.get_running_loop().time())
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    def live_after(self, folder: Path, *commands: Command, until_s: float) -> None:
        """Watch for so long, with these commands given while another program kept us from watching."""

        async def scenario() -> None:
            watch = self.session(folder)
            other = WriterLock(Folder(folder).lock)
            with pytest.raises(HistoryLockedError):
                await watch.run()
            for command in commands:
                watch.carry_out(command)
            other.release(is_clean=True)
            await self._live(watch, until_s=until_s)

        virtual.run(scenario())


class NotingChecker:
    """Finds what it is told to, or else that all is well."""

    def __init__(self, noted: Noted, settings: Settings) -> None:
        self.sources = nobody_else()
        self.proxy_trouble = None
        self.interval_s = float(settings.interval_s)
        self.former: NotingChecker | None = None
        self._noted = noted
        self._settings = settings

    def go_on_from(self, former: NotingChecker) -> None:
        self.former = former

    async def check(self, depth: Depth) -> JudgedCheck:
        noted = self._noted
        noted.checks.append((asyncio.get_running_loop().time(), depth, self._settings))
        verdict = noted.verdicts.pop(0) if noted.verdicts else VerdictName.UP
        return judged_as(verdict, noted.now(), self.interval_s)


def changed(settings: Settings) -> str:
    """What is not as it comes."""
    return ", ".join(f.name for f in fields(Settings) if getattr(settings, f.name) != f.default)


def judged_as(verdict: VerdictName, at: datetime, interval_s: float) -> JudgedCheck:
    found = Verdict(verdict, None if verdict is VerdictName.UP else Cause.SERVER_ERRORS, Confidence.HIGH)
    return JudgedCheck(Check(at, interval_s, check(web="ok", posts="ok").surfaces), (), found)


@pytest.mark.parametrize(
    "saved",
    [
        Settings(icon_style="mono_dark"),
        Settings(language="de"),
        Settings(notices=False),
        Settings(quiet_from="22:00", quiet_until="07:00"),
        Settings(keep_days=7),
        Settings(interval_s=120),
    ],
    ids=changed,
)
def test_what_changes_nothing_of_the_questions_restarts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saved: Settings
) -> None:
    noted = Noted(monkeypatch)
    noted.live(tmp_path, (5, UseSettings(saved)), until_s=50)
    assert len(noted.made) == len(noted.checks) == len(noted.stores) == 1
    assert noted.stores[0].retention == timedelta(days=saved.keep_days)
    assert noted.backoff.pace_s == saved.interval_s


@pytest.mark.parametrize(
    "saved",
    [
        Settings(proxy="none"),
        Settings(links=False),
        Settings(country="AT"),
        Settings(mastodon=False),
        Settings(globalping_per_hour=40),
        Settings(custom_url="https://example.org/"),
    ],
    ids=changed,
)
def test_what_changes_the_questions_counts_at_once_and_in_full_and_nothing_known_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saved: Settings
) -> None:
    noted = Noted(monkeypatch)
    noted.live(tmp_path, (5, UseSettings(saved)), (7, SeeError(NOW)), until_s=50)
    assert [evidence.source for evidence in noted.made[1].sources.evidence(NOW)] == ["user"]
    assert noted.checks == [
        (0, Depth.EVERYTHING, Settings()),
        (5, Depth.EVERYTHING, saved),
        (7, Depth.EVERYTHING, saved),
    ]
    assert len(noted.stores) == 1
    assert noted.made[1].former is noted.made[0]


@pytest.mark.parametrize("settings", [Settings(links=False), Settings(interval_s=30)], ids=changed)
def test_a_settings_file_that_changes_three_times_a_second_makes_one_check_in_30_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    noted = Noted(monkeypatch)
    saved = [settings, Settings()]
    changes = [(5 + number / 3, UseSettings(saved[number % 2])) for number in range(6 * 60)]
    noted.live(tmp_path, *changes, until_s=126)
    caused = [at_s for at_s, _, _ in noted.checks[1:]]
    assert caused[0] == 5
    assert all(later - earlier >= 27 for earlier, later in pairwise(caused))  # a pace of 30 s has its jitter
    if not settings.links:
        assert caused == [5, 35, 65, 95, 125]
        assert len(noted.made) == 1 + 5  # nothing is made in vain


def test_a_quicker_pace_counts_at_once_and_a_slower_one_from_the_next_check_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = Noted(monkeypatch)
    slower, quicker = UseSettings(Settings(interval_s=3600)), UseSettings(Settings(interval_s=30))
    noted.live(tmp_path, (1, slower), (100, quicker), until_s=101)
    assert [depth for _, depth, _ in noted.checks] == [Depth.EVERYTHING, Depth.LIGHT, Depth.LIGHT]
    assert [update.judged.check.interval_s for update in noted.updates] == [60, 3600, 30]
    assert noted.checks[-1][0] == 100


def test_notices_are_told_as_the_settings_are_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    down = [VerdictName.UP, *[VerdictName.DOWN] * 3]
    loud = Noted(monkeypatch, *down)
    loud.live(tmp_path / "loud", until_s=120)
    silent = Noted(monkeypatch, *down)
    silent.live(tmp_path / "silent", (5, UseSettings(Settings(notices=False))), until_s=120)
    assert [notice.is_shown for notice in loud.notices] == [True]
    assert [notice.is_shown for notice in silent.notices] == [False]


def test_an_error_that_the_user_sees_is_marked_and_all_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = Noted(monkeypatch)
    said_at = NOW + timedelta(seconds=90)
    noted.live(tmp_path, (90, SeeError(said_at)), until_s=100)
    assert noted.checks[-1:] == [(90, Depth.EVERYTHING, Settings())]
    assert [evidence.source for evidence in noted.made[0].sources.evidence(NOW)] == ["user"]
    assert marks(tmp_path) == [said_at]


def test_an_error_that_the_user_takes_back_was_never_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = Noted(monkeypatch)
    said_at = NOW + timedelta(seconds=90)
    noted.live(tmp_path, (90, SeeError(said_at)), (95, UndoError(said_at)), until_s=100)
    assert noted.made[0].sources.evidence(NOW) == ()
    assert marks(tmp_path) == []


def test_a_mark_is_seen_and_gone_without_waiting_for_a_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = Noted(monkeypatch)
    said_at, undone_at = NOW + timedelta(seconds=90), NOW + timedelta(seconds=95)
    noted.live(tmp_path, (90, SeeError(said_at)), (95, UndoError(said_at)), until_s=100)
    assert noted.changed == [said_at, undone_at]


def marks(folder: Path) -> list[datetime]:
    with Summary(folder) as summary:
        return summary.marks(NOW, NOW + timedelta(days=1))


FOR_GOOD = Modes(paused_until=FOREVER)


@pytest.mark.parametrize(
    ("before", "command", "modes", "checks"),
    [
        (Pause(FOREVER), CheckNow(), FOR_GOOD, 1),
        (Pause(FOREVER), SeeError(NOW), FOR_GOOD, 1),
        (Pause(None), Pause(FOREVER), FOR_GOOD, 0),
        (Pause(FOREVER), Pause(None), Modes(), 1),
        (Mute(None), Mute(FOREVER), Modes(muted_until=FOREVER), 1),
        (Mute(FOREVER), Mute(None), Modes(), 1),
        (TellWhenBack(False), TellWhenBack(True), Modes(is_back_wanted=True), 1),
        (Pause(None), UseSettings(Settings(links=False)), Modes(), 1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_asked_for_while_nothing_is_watched_is_done_when_it_is_again(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: Command,
    command: Command,
    modes: Modes,
    checks: int,
) -> None:
    former = Noted(monkeypatch, begin=NOW - timedelta(hours=1))
    former.live(tmp_path, (1, before), until_s=2)
    noted = Noted(monkeypatch)
    noted.live_after(tmp_path, command, until_s=10)
    assert noted.modes[-1] == modes
    used = command.settings if isinstance(command, UseSettings) else Settings()
    assert noted.checks == [(0, Depth.EVERYTHING, used)] * checks
    assert marks(tmp_path) == ([command.at] if isinstance(command, SeeError) else [])


def test_a_pause_of_before_holds_as_soon_as_the_history_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Noted(monkeypatch, begin=NOW - timedelta(hours=1)).live(tmp_path, (1, Pause(FOREVER)), until_s=2)
    noted = Noted(monkeypatch)
    connect = sqlite3.connect
    # The clock of this test does not wait for a file, so nobody has to.
    monkeypatch.setattr(sqlite3, "connect", lambda *where, **how: connect(*where, **{**how, "timeout": 0}))

    async def scenario() -> None:
        with closing(sqlite3.connect(tmp_path / "history.sqlite3", isolation_level=None)) as other:
            other.execute("PRAGMA locking_mode = EXCLUSIVE")
            other.execute("BEGIN IMMEDIATE")
            other.execute("CREATE TABLE theirs (a)")
            running = asyncio.create_task(noted.session(tmp_path).run())
            await asyncio.sleep(1)
            other.execute("ROLLBACK")
        await asyncio.sleep(300)
        assert not running.done()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    virtual.run(scenario())
    assert noted.modes == [Modes(), FOR_GOOD]
    assert len(noted.checks) == 2  # the second could be written, and with it what lay there was read


def test_a_checker_that_cannot_be_made_ends_the_watching_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def checker(settings: Settings, *_: object) -> NotingChecker:
        if settings.proxy == "none":
            raise TrustStoreError("no_trust_store")
        return NotingChecker(noted, settings)

    async def scenario() -> None:
        watch = WatchSession(Settings(), tmp_path, Listening(noted.updates.append))
        running = asyncio.create_task(watch.run())
        await asyncio.sleep(1)
        watch.carry_out(UseSettings(Settings(proxy="none")))
        await running

    noted = Noted(monkeypatch)
    monkeypatch.setattr("trayapp.watch.live_session.make_checker", checker)
    with pytest.raises(TrustStoreError):
        virtual.run(scenario())


def test_each_error_that_was_seen_between_two_lives_is_marked_when_it_was_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of hours ago is marked, and is no news of X: nobody hears of it as of this moment."""
    hours_ago, lately = NOW - timedelta(hours=3), NOW - timedelta(minutes=1)
    noted = Noted(monkeypatch)
    noted.live_after(tmp_path, SeeError(hours_ago), SeeError(lately), until_s=10)
    with Summary(tmp_path) as summary:
        assert summary.marks(NOW - timedelta(days=1), NOW) == [hours_ago, lately]
    assert [evidence.at for evidence in noted.made[-1].sources.evidence(NOW)] == [lately]


def at_night(begin: datetime, end: datetime) -> UseSettings:
    return UseSettings(Settings(quiet_from=f"{local(begin):%H:%M}", quiet_until=f"{local(end):%H:%M}"))


@pytest.mark.parametrize(
    ("begins", "ends", "told_s"),
    [
        (Mute(FOREVER), Mute(None), 70),
        (Mute(NOW + timedelta(seconds=80)), None, 80),
        (at_night(NOW - timedelta(hours=1), NOW + timedelta(seconds=80)), None, 80),
        (at_night(NOW - timedelta(hours=1), NOW + timedelta(hours=1)), UseSettings(Settings()), 70),
        (Mute(FOREVER), UseSettings(Settings(notices=False)), None),
        (Mute(FOREVER), Pause(FOREVER), None),
    ],
    ids=["unmuted", "mute ends", "night ends", "no more nights", "none are wanted", "paused as well"],
)
def test_what_was_held_back_is_summed_up_as_soon_as_nothing_holds_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begins: Command, ends: Command | None, told_s: int | None
) -> None:
    """Not only with the next check, which may be an hour away."""
    noted = Noted(monkeypatch, *[VerdictName.DOWN] * 3)
    commands = [(1, begins)] if ends is None else [(1, begins), (70, ends)]
    noted.live(tmp_path, *commands, until_s=85)
    assert len(noted.checks) == 3
    told = [(notice.kind, notice.verdict, notice.at) for notice in noted.notices if notice.is_shown]
    due = NOW + timedelta(seconds=told_s or 0)
    assert told == ([(NoticeKind.SUMMARY, VerdictName.DOWN, due)] if told_s else [])
    with Summary(tmp_path) as summary:
        recorded = summary.notices(NOW, NOW + timedelta(hours=1))
    assert [(notice.kind, notice.verdict, notice.at) for notice in recorded if notice.is_shown] == told


def test_what_is_asked_for_in_this_order_is_done_in_this_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = Noted(monkeypatch)
    noted.live_after(tmp_path, Mute(FOREVER), Mute(NOW + timedelta(hours=1)), Pause(FOREVER), until_s=10)
    assert noted.modes[-1] == Modes(paused_until=FOREVER, muted_until=NOW + timedelta(hours=1))


def test_a_history_that_cannot_be_deleted_keeps_nobody_from_watching(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Folder) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Folder, "delete_all", refuse)
    noted = Noted(monkeypatch)
    noted.live_after(tmp_path, DeleteAll(), until_s=10)
    assert len(noted.checks) == 1


def test_an_error_that_is_seen_as_a_life_ends_is_marked_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_trusted = False

    def checker(settings: Settings, *_: object) -> NotingChecker:
        if settings.proxy == "none" and not is_trusted:
            raise TrustStoreError("no_trust_store")
        return NotingChecker(noted, settings)

    async def scenario() -> None:
        nonlocal is_trusted
        watch = noted.session(tmp_path)
        running = asyncio.create_task(watch.run())
        await asyncio.sleep(1)
        watch.carry_out(UseSettings(Settings(proxy="none")))
        watch.carry_out(SeeError(NOW))
        with pytest.raises(TrustStoreError):
            await running
        is_trusted = True
        await noted._live(watch, until_s=20)

    noted = Noted(monkeypatch)
    monkeypatch.setattr("trayapp.watch.live_session.make_checker", checker)
    virtual.run(scenario())
    assert marks(tmp_path) == [NOW]


def test_an_error_that_is_seen_right_before_the_end_is_marked_and_the_next_start_knows_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen_at = NOW + timedelta(seconds=7)
    former = Noted(monkeypatch)
    former.live(tmp_path, (7, SeeError(seen_at)), until_s=7)
    assert len(former.checks) == 1  # there was no time for another
    assert marks(tmp_path) == [seen_at]

    soon, late = timedelta(minutes=5), timedelta(minutes=30)
    for after, known in ((soon, ["user"]), (late, [])):
        noted = Noted(monkeypatch, begin=seen_at + after)
        noted.live(tmp_path, until_s=1)
        assert [e.source for e in noted.made[0].sources.evidence(seen_at + after)] == known
    assert marks(tmp_path) == [seen_at]
