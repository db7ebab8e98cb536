"""The worker's work when checks cannot be made."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.domain.made import check, judged
from tests.sources.made import nobody_else
from trayapp.checks.checker import Adapt, Checker, Depth
from trayapp.clock import Now, utc_now
from trayapp.domain.records import JudgedCheck
from trayapp.domain.update import Update
from trayapp.errors import TrayappError, TrustStoreError
from trayapp.i18n import Words
from trayapp.net.backoff import HostBackoff
from trayapp.net.limits_file import LimitsFile
from trayapp.settings.declarations import Settings
from trayapp.sources.crowd_baseline import CrowdBaseline
from trayapp.ui.bridge import Bridge, SessionRunner
from trayapp.watch.commands import CheckNow, CheckWithoutProxy, UseSettings

NEWS = judged(check(web="ok", posts="ok"))


class NotingBridge(Bridge):
    """Hands what it is told to whoever waits on the loop."""

    def __init__(self) -> None:
        super().__init__()
        self.told: asyncio.Queue[JudgedCheck | TrayappError] = asyncio.Queue()
        self.checked.connect(self._note)
        self.checks_failed.connect(self.told.put_nowait)

    def _note(self, update: Update) -> None:
        if not update.is_old:
            self.told.put_nowait(update.judged)


class InstantChecker:
    sources = nobody_else()
    proxy_trouble = None

    async def check(self, depth: Depth) -> JudgedCheck:
        return NEWS

    def go_on_from(self, former: InstantChecker) -> None:
        pass


@pytest.fixture
def assemble(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Checker | Exception]], None]:
    """Has the assembling of what checks fail, or succeed, in this order."""

    def replace(results: list[Checker | Exception]) -> None:
        def checker(
            settings: Settings, now: Now, adapt: Adapt, crowd: CrowdBaseline, backoff: HostBackoff
        ) -> Checker:
            result = results.pop(0)
            if isinstance(result, Exception):
                raise result
            return result

        monkeypatch.setattr("trayapp.watch.live_session.make_checker", checker)

    return replace


async def told(count: int, folder: Path) -> list[JudgedCheck | TrayappError]:
    """What is told first, with a check asked for after each, for the next would come in an hour."""
    bridge = NotingBridge()
    watching = SessionRunner(Settings(interval_s=3600), folder, bridge, Words("en"))
    work = asyncio.create_task(watching.run())
    found = []
    for _ in range(count):
        found.append(await bridge.told.get())
        watching.session.carry_out(CheckNow())
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    return found


def test_a_missing_trust_store_is_told_and_tried_again(
    assemble: Callable[[list[Checker | Exception]], None], tmp_path: Path
) -> None:
    missing = TrustStoreError("no_trust_store")
    assemble([missing, missing, InstantChecker()])  # type: ignore[list-item] # by its shape

    assert asyncio.run(told(4, tmp_path)) == [missing, missing, NEWS, NEWS]


def test_a_bug_is_told_and_logged_and_not_the_end(
    assemble: Callable[[list[Checker | Exception]], None],
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    assemble([ZeroDivisionError(), InstantChecker()])  # type: ignore[list-item] # by its shape

    failure, news = asyncio.run(told(2, tmp_path))

    assert isinstance(failure, TrayappError)
    assert failure.code == "checks_failed"
    assert news is NEWS
    assert "ZeroDivisionError" in caplog.text


def test_other_settings_are_in_force_from_then_on_and_begin_nothing_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[Settings] = []

    def checker(settings: Settings, now: Now, *_: object) -> InstantChecker:
        used.append(settings)
        return InstantChecker()

    monkeypatch.setattr("trayapp.watch.live_session.make_checker", checker)

    async def change() -> None:
        bridge = NotingBridge()
        watching = SessionRunner(Settings(), tmp_path, bridge, Words("en"))
        task = asyncio.create_task(watching.run())
        await bridge.told.get()
        watching.session.carry_out(UseSettings(Settings(icon_style="mono_dark")))
        watching.session.carry_out(UseSettings(Settings(icon_style="mono_dark", links=False)))
        await bridge.told.get()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(change())

    assert used == [Settings(), Settings(icon_style="mono_dark", links=False)]


def test_garbage_of_former_settings_is_collected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Circular(InstantChecker):
        """What the collector alone can find."""

        def __init__(self) -> None:
            self.itself = self

    made: list[weakref.ref[Circular]] = []

    def checker(*_: object) -> Circular:
        new = Circular()
        made.append(weakref.ref(new))
        return new

    monkeypatch.setattr("trayapp.watch.live_session.make_checker", checker)
    monkeypatch.setattr("trayapp.watch.check_loop._OTHER_SETTINGS_EVERY_S", 0.0)

    async def change() -> None:
        bridge = NotingBridge()
        watching = SessionRunner(Settings(), tmp_path, bridge, Words("en"))
        task = asyncio.create_task(watching.run())
        for links in (False, True, False):
            await bridge.told.get()
            watching.session.carry_out(UseSettings(Settings(links=links)))
        await bridge.told.get()
        gc.collect()
        assert [checks() is None for checks in made] == [True, True, True, False]
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(change())


def test_other_settings_are_tried_at_once_when_the_former_led_nowhere(
    tmp_path: Path, assemble: Callable[[list[Checker | Exception]], None]
) -> None:
    assemble([TrustStoreError("no_trust_store"), InstantChecker()])  # type: ignore[list-item]

    async def change() -> list[JudgedCheck | TrayappError]:
        bridge = NotingBridge()
        watching = SessionRunner(Settings(interval_s=3600), tmp_path, bridge, Words("en"))
        task = asyncio.create_task(watching.run())
        first = await bridge.told.get()
        watching.session.carry_out(UseSettings(Settings()))
        second = await bridge.told.get()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return [first, second]

    failed, made = asyncio.run(change())

    assert isinstance(failed, TrustStoreError)
    assert made == NEWS


def test_one_check_is_made_without_the_proxy_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[Settings] = []
    left_s: list[float] = []

    class LookingChecker(InstantChecker):
        def __init__(self, backoff: HostBackoff) -> None:
            self._backoff = backoff

        async def check(self, depth: Depth) -> JudgedCheck:
            left_s.append(self._backoff.retry_after_s("x.com"))
            return await super().check(depth)

    def checker(settings: Settings, *given: Any) -> InstantChecker:
        used.append(settings)
        return LookingChecker(given[-1])

    monkeypatch.setattr("trayapp.watch.assembly.make_checker", checker)
    HostBackoff(utc_now, 60, LimitsFile(tmp_path, utc_now)).set_retry_after("x.com", 600)

    async def test() -> JudgedCheck:
        bridge = Bridge()
        found: asyncio.Future[JudgedCheck] = asyncio.get_running_loop().create_future()
        bridge.tested_without_proxy.connect(found.set_result)
        settings = Settings(proxy="manual", proxy_url="http://p:1")
        SessionRunner(settings, tmp_path, bridge, Words("en")).session.carry_out(CheckWithoutProxy())
        return await found

    assert asyncio.run(test()) == NEWS
    assert [settings.proxy for settings in used] == ["none"]
    assert left_s == [0]  # whoever wants to be left alone said so to the proxy


@pytest.mark.parametrize(
    ("failure", "code"),
    [(TrustStoreError("no_trust_store"), "no_trust_store"), (KeyError(), "checks_failed")],
)
def test_why_no_check_can_be_made_without_the_proxy_is_told(
    failure: Exception, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def checker(*_: object) -> Checker:
        raise failure

    monkeypatch.setattr("trayapp.watch.assembly.make_checker", checker)

    async def test() -> JudgedCheck | TrayappError:
        bridge = NotingBridge()
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        SessionRunner(Settings(), tmp_path, bridge, Words("en")).session.carry_out(CheckWithoutProxy())
        return await bridge.told.get()

    told = asyncio.run(test())
    assert isinstance(told, TrayappError)
    assert told.code == code
