"""The tray app with a script for an internet and a clock that does not wait: `python -m tests.ui.week_app …`.

The arguments are trayapp's. Each line of the input is something to do, each line of the output says, in JSON,
that the app has done all that follows from it.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakSet

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QSocketNotifier,
    Qt,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from trayapp.domain.codes import VerdictName
from trayapp.domain.records import JudgedCheck
from trayapp.domain.verdict import decide

if TYPE_CHECKING:  # not before the clock is another
    from trayapp.checks.checker import Depth
    from trayapp.domain.alerts import Modes
    from trayapp.domain.update import Update
    from trayapp.settings.declarations import Settings
    from trayapp.ui.tray_app import TrayApp
    from trayapp.ui.window.routes import HistoryReader
    from trayapp.ui.window.window import HistoryWindow

Q = TypeVar("Q", bound=QObject)

_BEGIN = datetime(2026, 2, 16, tzinfo=UTC)

_HANGING = "hanging"
"""Said in place of a verdict: the check comes to no end."""


class Script:
    """The clock, and what a check finds at present. The one writes it while the other waits."""

    def __init__(self) -> None:
        self.at = _BEGIN
        self.finding = str(VerdictName.UP)
        self.made: WeakSet[object] = WeakSet()
        """Of what is made anew with other settings, whatever is still in memory."""
        self.loop: asyncio.AbstractEventLoop | None = None
        """The worker's."""

    def now(self) -> datetime:
        return self.at

    def checker(self, settings: Settings, *_: object) -> ScriptedChecker:
        self.loop = asyncio.get_running_loop()
        made = ScriptedChecker(self, settings.interval_s)
        self.made.update((made, made.sources, made.sources._client))
        return made


class ScriptedChecker:
    def __init__(self, script: Script, interval_s: float) -> None:
        from tests.sources.made import nobody_else

        self.sources = nobody_else()
        self.proxy_trouble = None
        self.interval_s = interval_s
        self._script = script

    async def is_network_up(self) -> bool:
        return True

    async def check(self, _depth: Depth) -> JudgedCheck:
        from tests.ui.made import NEWS

        self._script.at += timedelta(seconds=self.interval_s)  # the time between has passed
        if self._script.finding == _HANGING:
            await asyncio.Event().wait()
        found = NEWS[VerdictName(self._script.finding)].judged.check
        check = replace(found, at=self._script.at, interval_s=self.interval_s)
        return JudgedCheck(check, (), decide(check, ()))


class Commands(QObject):
    """Does what each line says. Whatever takes its time is answered once it is done."""

    def __init__(self, app: TrayApp, script: Script) -> None:
        from trayapp.ui.bridge import Bridge
        from trayapp.ui.status.actions import Actions

        super().__init__(app)
        self._app = app
        self._script = script
        self._actions, bridge = child(app, Actions), child(app, Bridge)
        self._checks = self._beginnings = 0
        self._heard: HistoryReader | None = None
        self._is_read = False
        self._modes: Modes | None = None
        self._are_settings_used = False
        self._is_done: Callable[[], bool] | None = None
        bridge.checked.connect(self._note_check)
        bridge.check_began.connect(self._note_beginning)
        bridge.modes_changed.connect(self._note_modes)
        self._lines = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._lines.activated.connect(self._read)

    @Slot()
    def _read(self) -> None:
        line = sys.stdin.readline()  # whoever writes it waits for the answer before the next
        if not line:
            self._lines.setEnabled(False)
            self._app.quit()
            return
        name, *arguments = line.rstrip("\n").split(" ", 1)
        self._is_done = getattr(self, f"_do_{name}")(*arguments)
        self._answer_if_done()

    def _answer_if_done(self) -> None:
        if self._is_done is not None and self._is_done():
            self._is_done = None
            self._answer(self._checks)

    def _answer(self, value: object) -> None:
        print(json.dumps(value), flush=True)

    @Slot(object)
    def _note_check(self, update: Update) -> None:
        """Called after the app's own slots."""
        self._checks += not update.is_old
        self._answer_if_done()

    @Slot()
    def _note_beginning(self) -> None:
        self._beginnings += 1
        self._answer_if_done()

    @Slot(object)
    def _note_modes(self, modes: Modes) -> None:
        self._modes = modes
        self._answer_if_done()

    @Slot(object)
    def _note_settings(self, _before: Settings) -> None:
        """Called after the app's own slot."""
        self._are_settings_used = True
        self._answer_if_done()

    @Slot()
    def _note_history(self) -> None:
        self._is_read = True
        self._answer_if_done()

    def _do_checks(self, count: str) -> Callable[[], bool]:
        """So many were made since the start."""
        return lambda: self._checks >= int(count)

    def _do_find(self, finding: str) -> Callable[[], bool]:
        """The next check finds this; it is made now."""
        self._script.finding = finding
        checks, beginnings = self._checks, self._beginnings
        self._actions.check.trigger()
        if finding == _HANGING:
            return lambda: self._beginnings > beginnings
        return lambda: self._checks > checks

    def _do_pass(self, seconds: str) -> Callable[[], bool]:
        """Time goes by, and the next check will find that X is up."""
        self._script.at += timedelta(seconds=float(seconds))
        self._script.finding = str(VerdictName.UP)
        return lambda: True

    def _do_save(self, settings: str) -> Callable[[], bool]:
        """As an editor saves the settings file."""
        from trayapp.ui.settings_watch import SettingsWatch

        watch, path = child(self._app, SettingsWatch), Path(sys.argv[sys.argv.index("--config") + 1])
        watch.changed.connect(self._note_settings, Qt.ConnectionType.UniqueConnection)
        self._are_settings_used = False
        new = path.with_suffix(".new")
        new.write_text(json.loads(settings), encoding="utf-8")
        new.replace(path)
        watch.look()  # else it waits whether the editor goes on writing
        return lambda: self._are_settings_used

    def _do_sample(self) -> Callable[[], bool]:
        """Show what a notice looks like, once all before it have been shown."""
        self._app._worker.call(self._app._watching.show_sample)
        return lambda: True

    def _do_theme(self, name: str) -> Callable[[], bool]:
        """The desktop has other colours and letters now."""
        # Light is the desktop's own again. Of a palette that is set here each widget makes one of its own,
        # and Qt keeps the names of all pictures of their buttons; a desktop's palette is one for all.
        palette = QPalette(QColor("#202020")) if name == "dark" else QPalette()
        font = QApplication.font()
        font.setPointSize(13 if name == "dark" else 9)
        QApplication.setPalette(palette)
        QApplication.setFont(font)
        return lambda: True

    def _do_pause(self) -> Callable[[], bool]:
        self._actions.pauses[0].trigger()
        return lambda: self._modes is not None and self._modes.paused_until is not None

    def _do_resume(self) -> Callable[[], bool]:
        checks = self._checks
        self._actions.resume.trigger()
        return lambda: self._checks > checks

    def _do_mute(self) -> Callable[[], bool]:
        self._actions.mutes[0].trigger()
        return lambda: self._modes is not None and self._modes.muted_until is not None

    def _do_unmute(self) -> Callable[[], bool]:
        self._actions.unmute.trigger()
        return lambda: self._modes is not None and self._modes.muted_until is None

    def _do_go(self, kind: str) -> Callable[[], bool]:
        """To another page of the open window: read, and filled."""
        from trayapp.ui.window import routes

        window = self._window()
        self._is_read = False
        window.go(getattr(routes, kind)())
        return lambda: self._is_read

    def _do_back(self) -> Callable[[], bool]:
        """To the first page, from wherever."""
        from trayapp.ui.window.routes import Home

        window = self._window()
        self._is_read = window.route == Home()
        while window.route != Home():
            window.go_back()
        return lambda: self._is_read

    def _window(self) -> HistoryWindow:
        """The one that is open."""
        from trayapp.ui.window.routes import HistoryReader
        from trayapp.ui.window.window import HistoryWindow

        shown = (each for each in QApplication.topLevelWidgets() if each.isVisible())
        window = next(each for each in shown if isinstance(each, HistoryWindow))
        if self._heard is not (reader := child(window, HistoryReader)):
            self._heard = reader
            reader.answered.connect(self._note_history)  # after the window itself
        return window

    def _do_count(self) -> Callable[[], bool]:
        passed = threading.Event()
        assert self._script.loop is not None
        self._script.loop.call_soon_threadsafe(passed.set)
        passed.wait()  # the worker has done what it was about to do
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        threads, descriptors = Counter(_threads()), Counter(_descriptors())
        # Those in which Qt paints come when there is much to paint, and end after half a minute of rest.
        descriptors["anon_inode:[eventfd]"] -= threads.pop("Thread (pooled)", 0)  # each has one
        self._answer(
            {
                "threads": threads,
                "descriptors": descriptors,
                "objects of Qt": Counter(_names(self._app)),
                "objects of checks": Counter(type(each).__name__ for each in self._script.made),
            }
        )
        return lambda: False


def child(parent: QObject, kind: type[Q]) -> Q:
    """Its one object of that kind."""
    found = parent.findChild(kind)
    assert isinstance(found, kind)
    return found


def _threads() -> Iterator[str]:
    """By the kernel's names for them."""
    for task in Path("/proc/self/task").iterdir():
        yield (task / "comm").read_text(encoding="utf-8").strip()


def _descriptors() -> Iterator[str]:
    """Each by what is behind it: a file by its path, the rest by their kind."""
    for descriptor in os.listdir("/proc/self/fd"):  # noqa: PTH208 - the numbers alone
        try:
            # Not by `Path`: for each part of one Python takes a place in a table that never shrinks.
            yield re.sub(r"\d+", "", os.readlink(f"/proc/self/fd/{descriptor}"))  # noqa: PTH115
        except FileNotFoundError:
            continue  # the one by which they were listed


def _names(app: TrayApp) -> list[str]:
    """All that the app and its windows have made, by class.

    As Qt tells it for debugging: to have each in Python would leave 2 MB behind in the app's memory.
    """
    told: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _context, text: told.append(text))
    for root in (QCoreApplication.instance(), app, *QApplication.topLevelWidgets()):
        if root is not None and root.parent() is None:  # else it is told of by its parent
            root.dumpObjectTree()
    qInstallMessageHandler(before)
    return [text.split("::", 1)[0].strip() for text in told]


def _main() -> int:
    from trayapp import clock

    script = Script()
    clock.utc_now = script.now  # before anybody has taken the true one
    from trayapp.ui.tray_app import TrayApp
    from trayapp.watch import live_session

    start = TrayApp.start

    def start_and_listen(self: TrayApp) -> None:
        start(self)
        Commands(self, script)  # which belongs to it from now on

    live_session.make_checker = script.checker  # type: ignore[assignment,attr-defined] # by its shape
    TrayApp.start = start_and_listen  # type: ignore[method-assign]
    sys.argv[0] = "trayapp"
    from trayapp.__main__ import main

    return main()


if __name__ == "__main__":
    sys.exit(_main())
