"""Looking at X through a browser: when, what comes of it, and what is kept. How it looks: `tests/browser`."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests import virtual
from tests.domain.made import CARRIES, NOW, check, evidence_of, judged, surface
from tests.sources.made import nobody_else
from tests.watch.listening import Listening
from trayapp.browser.look import Look
from trayapp.checks.checker import Adapt, Depth
from trayapp.clock import Now
from trayapp.domain.codes import Cause, Outcome, VerdictName
from trayapp.domain.records import Check, JudgedCheck, SurfaceResult
from trayapp.domain.update import Update
from trayapp.domain.verdict import decide
from trayapp.errors import BrowserError, TrayappError
from trayapp.history.page_folder import PageFolder
from trayapp.settings.declarations import Settings
from trayapp.sources.pool import SourcePool
from trayapp.watch.commands import CheckNow, Command, DeleteAll, Pause, SeeError, SeePage
from trayapp.watch.page_looks import PageLooks
from trayapp.watch.session import WatchSession

FAILS, WELL = surface("page", "server_error:api"), surface("page", "ok")
PICTURE = b"\x89PNG"
ON = Settings(proxy="none", browser_on_suspicion=True)
OFF = Settings(proxy="none")


class Watched:
    """A life whose time passes at once, with an X that is fine but for its posts, which come out of a cache.

    Attributes:
        looks: at which seconds a browser looked, each 3 s long.
        shows: tells what it shows then.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path, settings: Settings) -> None:
        self.looks: list[float] = []
        self.shows: Callable[[float], SurfaceResult | BrowserError] = lambda _: FAILS
        self.posts = "cached"
        self.updates: list[Update] = []
        self.told: list[SurfaceResult | TrayappError] = []
        self._folder = folder
        self._settings = settings
        monkeypatch.setattr("trayapp.watch.live_session.make_checker", self._checker)
        monkeypatch.setattr("trayapp.watch.live_session.utc_now", self.now)
        monkeypatch.setattr("trayapp.browser.look.look", self._look)
        monkeypatch.setattr("trayapp.browser.program.find", lambda _: Path("chromium"))

    def now(self) -> datetime:
        return NOW + timedelta(seconds=asyncio.get_running_loop().time())

    async def _look(self, *_: object) -> Look:
        began_s = asyncio.get_running_loop().time()
        self.looks.append(began_s)
        await asyncio.sleep(3)
        shown = self.shows(began_s)
        if isinstance(shown, BrowserError):
            raise shown
        return Look(shown, PICTURE)

    def _checker(self, settings: Settings, now: Now, adapt: Adapt, *_: Any) -> _Checker:
        return _Checker(self, now, adapt)

    def live(self, *commands: tuple[float, Command], until_s: float) -> None:
        async def scenario() -> None:
            listener = Listening(self.updates.append, on_look=self.told.append)
            listener.notify = lambda _: None
            watch = WatchSession(self._settings, self._folder, listener)
            running = asyncio.create_task(watch.run())
            for at_s, command in commands:
                await asyncio.sleep(at_s - asyncio.get_running_loop().time())
                watch.carry_out(command)
            await asyncio.sleep(until_s - asyncio.get_running_loop().time())
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

        virtual.run(scenario())

    def at(self, seconds: float) -> Update:
        """How things stood then."""
        until = NOW + timedelta(seconds=seconds)
        return [update for update in self.updates if update.judged.check.at <= until][-1]


class _Checker:
    distrusted: frozenset[str] = frozenset()
    proxy_trouble = None
    interval_s = 60.0

    def __init__(self, watched: Watched, now: Now, adapt: Adapt) -> None:
        self.sources = nobody_else()
        self._watched, self._now, self._adapt = watched, now, adapt

    async def check(self, depth: Depth) -> JudgedCheck:
        at = self._now()
        asked = check(web="ok", posts=self._watched.posts).surfaces
        made = Check(at, 60, self._adapt(at, asked, CARRIES), CARRIES)
        evidence = self.sources.evidence(at)
        return JudgedCheck(made, evidence, decide(made, evidence))


@pytest.fixture
def proven(tmp_path: Path) -> Path:
    """A folder in which posts were seen some days ago."""
    (tmp_path / "browser").mkdir()
    known = {"ok_at": "2026-02-14T12:00:00.000Z", "failures": 0, "walls": 0, "unasked": []}
    (tmp_path / "browser" / "page.json").write_text(json.dumps(known))
    return tmp_path


def test_what_the_page_alone_sees_becomes_an_incident_and_ends(
    proven: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(monkeypatch, proven, ON)
    watched.shows = lambda at_s: FAILS if at_s < 4000 else WELL

    watched.live((100, SeeError(NOW + timedelta(seconds=100))), until_s=6000)

    assert watched.looks[0] == pytest.approx(100, abs=1)
    assert len(watched.looks) == 6
    assert all(later - earlier >= 900 for earlier, later in pairwise(watched.looks))
    assert watched.at(watched.looks[2]).incident is None  # two that failed may be a robot's
    incident = watched.at(watched.looks[2] + 60).incident
    assert incident is not None
    assert (incident.verdict, incident.cause) == (VerdictName.DEGRADED, Cause.PART_FAILING)
    assert watched.at(3900).incident is not None  # between the looks, too
    assert watched.at(6000).incident is None


def test_one_look_is_enough_where_a_source_agrees(proven: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, proven, ON)
    monkeypatch.setattr(SourcePool, "evidence", lambda _, at: (evidence_of("crowd", at=at),))

    watched.live(until_s=800)

    assert len(watched.looks) == 1
    incident = watched.at(watched.looks[0] + 30).incident
    assert incident is not None
    assert (incident.verdict, incident.confirmed) == (VerdictName.DEGRADED, True)


def test_one_look_makes_no_incident(proven: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, proven, ON)
    watched.shows = lambda at_s: FAILS if at_s < 101 else WELL

    watched.live((100, SeeError(NOW + timedelta(seconds=100))), until_s=1000)

    verdicts = [update.judged.verdict.name for update in watched.updates]
    assert verdicts.count(VerdictName.DEGRADED) == 1
    assert all(update.incident is None for update in watched.updates)


def test_with_unread_posts_it_is_the_second_fact(proven: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, proven, ON)
    watched.posts = "server_error:origin"

    watched.live(until_s=300)

    assert watched.at(0).judged.verdict.name is VerdictName.DEGRADED  # before anybody has looked
    incident = watched.at(300).incident
    assert incident is not None
    assert (watched.at(300).judged.verdict.name, incident.cause) == (VerdictName.DOWN, Cause.POSTS_UNREADABLE)


def test_nobody_looks_unasked_unless_that_is_switched_on(
    proven: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(monkeypatch, proven, OFF)
    watched.posts = "server_error:origin"

    watched.live((100, SeeError(NOW + timedelta(seconds=100))), until_s=3600)

    assert watched.looks == []


def test_nobody_looks_unasked_in_a_pause(proven: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, proven, ON)

    watched.live(
        (1, Pause(NOW + timedelta(hours=1))), (100, SeeError(NOW + timedelta(seconds=100))), until_s=1000
    )

    assert watched.looks == []


def test_who_asks_is_told_what_it_shows_and_the_next_check_has_it(
    proven: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(monkeypatch, proven, OFF)

    watched.live((110, SeePage()), (111, SeePage()), until_s=119)

    assert watched.looks == [pytest.approx(110)]  # while it looks, nobody looks a second time
    assert watched.told == [FAILS]
    assert watched.at(114).judged.check.at == NOW + timedelta(seconds=113)
    assert watched.at(114).judged.check.surfaces[-1] == FAILS
    [(_, picture)] = PageFolder(proven).between(NOW, NOW + timedelta(minutes=10))
    assert picture.read_bytes() == PICTURE
    assert picture.stat().st_mode & 0o777 == 0o600


def test_a_browser_that_fails_is_told_and_no_word_of_x(proven: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, proven, OFF)
    watched.shows = lambda _: BrowserError("browser_hung")

    watched.live((110, SeePage()), until_s=1000)

    assert [str(each) for each in watched.told] == ["browser_hung"]
    assert {update.judged.verdict.name for update in watched.updates} == {VerdictName.UP}


def test_the_end_does_not_wait_for_a_browser(proven: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, proven, OFF)

    watched.live((110, SeePage()), until_s=111)

    assert len(watched.told) == 1  # whoever asked does not wait for ever


def test_delete_all_deletes_the_pictures_and_what_is_remembered(
    proven: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(monkeypatch, proven, OFF)

    watched.live((110, SeePage()), (120, DeleteAll()), (121, CheckNow()), until_s=200)

    assert not (proven / "browser").exists()
    assert watched.at(200).judged.check.surfaces[-1].id != "page"


def test_of_a_look_during_which_all_is_deleted_nothing_is_kept(
    proven: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(monkeypatch, proven, OFF)

    watched.live((110, SeePage()), (111, DeleteAll()), until_s=300)

    assert watched.told == [FAILS]  # whoever asked is told all the same
    assert not (proven / "browser").exists()
    assert all(result.id != "page" for result in watched.at(300).judged.check.surfaces)


def test_an_unasked_look_counts_whatever_becomes_of_it(proven: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch, proven, ON)
    watched.posts = "server_error:origin"
    for _ in range(14):  # lives that end over their look
        watched.live(until_s=1)

    assert len(watched.looks) == 12


def test_all_trayapps_of_a_user_share_what_is_remembered(
    proven: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Watched(monkeypatch, proven, OFF)

    async def scenario() -> SurfaceResult:
        await PageLooks(PageFolder(proven), lambda: NOW).look(OFF, is_asked_for=True)
        other = PageLooks(PageFolder(proven), lambda: NOW + timedelta(minutes=1))
        await other.look(OFF, is_asked_for=True)
        (result,) = other.added_to(NOW + timedelta(minutes=1), ())
        return result

    assert virtual.run(scenario()) == FAILS  # and not unproven
    file = proven / "browser" / "page.json"
    assert json.loads(file.read_text())["failures"] == 2
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_incident_that_a_look_was_in_from_the_first_is_not_looked_at_anew_by_the_next_start(
    proven: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Watched(monkeypatch, proven, OFF)
    begin = NOW + timedelta(seconds=30)
    bad = replace(check(CARRIES, web="ok", posts="server_error:origin"), at=NOW + timedelta(minutes=5))

    async def scenario() -> bool:
        looks = PageLooks(PageFolder(proven), lambda: NOW)
        await looks.look(OFF, is_asked_for=True)
        looks.added_to(begin, ())
        return PageLooks(PageFolder(proven), lambda: NOW).is_due(judged(bad), begin)

    assert not virtual.run(scenario())


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"\xff", b'{"failures": true}'])
def test_a_broken_memory_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "browser").mkdir()
    (tmp_path / "browser" / "page.json").write_bytes(content)

    assert PageLooks(PageFolder(tmp_path), lambda: NOW).added_to(NOW, ()) == ()


@pytest.mark.parametrize(
    ("settings", "proxy"),
    [
        (OFF, None),
        (Settings(proxy="manual", proxy_url="socks5://127.0.0.1:9050"), "socks5://127.0.0.1:9050"),
        (Settings(), "proxy.example"),
    ],
    ids=["none", "manual", "system"],
)
def test_the_browser_is_led_where_the_settings_lead(
    settings: Settings, proxy: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    led: list[object] = []

    async def look(_browser: Path, proxy: object) -> Look:
        led.append(proxy)
        return Look(WELL)

    monkeypatch.setattr("trayapp.browser.program.find", lambda _: Path("chromium"))
    monkeypatch.setattr("trayapp.browser.look.look", look)

    asyncio.run(PageLooks(PageFolder(tmp_path), lambda: NOW).look(settings, is_asked_for=True))

    assert led == [proxy]


def test_where_none_can_be_started_nothing_of_one_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On other systems it could not be."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "trayapp.browser.look", None)  # importing it fails

    with pytest.raises(BrowserError):
        asyncio.run(PageLooks(PageFolder(tmp_path), lambda: NOW).look(OFF, is_asked_for=True))


def test_nobody_waits_for_what_lies_in_place_of_the_memory(tmp_path: Path) -> None:
    (tmp_path / "browser").mkdir()
    os.mkfifo(tmp_path / "browser" / "page.json")

    assert PageLooks(PageFolder(tmp_path), lambda: NOW).added_to(NOW, ()) == ()


def test_where_nothing_can_be_written_it_is_remembered_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Watched(monkeypatch, tmp_path, OFF)
    (tmp_path / "browser").touch()  # where the folder should be

    async def scenario() -> tuple[SurfaceResult, ...]:
        looks = PageLooks(PageFolder(tmp_path), lambda: NOW)
        await looks.look(OFF, is_asked_for=True)
        return looks.added_to(NOW, ())

    assert [result.id for result in virtual.run(scenario())] == ["page"]


def test_where_nothing_can_be_written_what_lies_there_overrules_nothing(
    proven: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(monkeypatch, proven, ON)
    watched.posts = "server_error:origin"
    watched.shows = lambda _: SurfaceResult("page", Outcome.REFUSED, "http_403")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("trayapp.history.page_folder.replace_private_file", full)

    watched.live(until_s=6000)

    assert len(watched.looks) == 3  # turned away so often in a row, it asks no more of its own accord
