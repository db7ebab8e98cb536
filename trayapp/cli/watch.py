"""`trayapp watch`: the watching without a desktop, one line for each change."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from trayapp.cli.output import complain, say
from trayapp.domain.check_json import change_to_json
from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.records import JudgedCheck, SurfaceResult
from trayapp.domain.update import Update
from trayapp.errors import HistoryEvent, TrayappError
from trayapp.i18n import Words
from trayapp.settings.declarations import Problem, Settings
from trayapp.settings.file import SettingsFile
from trayapp.watch.commands import UseSettings
from trayapp.watch.session import WatchSession

if TYPE_CHECKING:
    from trayapp.domain.alerts import Modes


def run(options: argparse.Namespace, words: Words) -> int:
    """Watch until SIGTERM or SIGINT. Writes the history. What is saved in the settings file counts at once.

    Raises:
        HistoryLockedError: another trayapp writes it.
    """
    asyncio.run(_WatchCommand(options, words).run())
    return 0


class _WatchCommand:
    """From the start to a signal. Hears of the watching, and prints it."""

    notify = None  # there is no desktop here: what its user asked for in the tray is left alone

    def __init__(self, options: argparse.Namespace, words: Words) -> None:
        self._options = options
        self._file: SettingsFile = options.settings_file
        self._words = words
        self._trouble: tuple[str, str, str] | None = None
        self._said: tuple[VerdictName, Cause | None] | None = None
        self._metrics_trouble: TrayappError | None = None
        self._session = WatchSession(self._with_options(options.settings), options.folder, self)

    def _with_options(self, settings: Settings) -> Settings:
        """The command line goes before the file."""
        address = self._options.metrics
        return settings if address is None else replace(settings, metrics_address=address)

    async def run(self) -> None:
        task = asyncio.create_task(self._session.run())
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError):  # Windows: Ctrl-C still interrupts
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, task.cancel)
            if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup has it outlive its terminal
                loop.add_signal_handler(signal.SIGHUP, task.cancel)
        try:
            await task
        except asyncio.CancelledError:
            whole = asyncio.current_task()
            if whole is not None and whole.cancelling():  # by Ctrl-C where it has no handler of ours
                raise

    def on_check_begin(self) -> None:
        """Look at the settings file: the check is made under those that are saved."""
        _tell_service_manager("READY=1\nWATCHDOG=1")  # the history is ours, and the loop goes on
        if not self._file.refresh():
            return
        loaded = self._file.loaded
        self._words = Words(self._options.lang or loaded.settings.language)  # the command line goes first
        if self._file.error is not None:
            complain(self._words.troubles.error(self._file.error))
        else:
            for problem in loaded.problems:
                complain(self._words.troubles.problem(problem))
        self._session.carry_out(UseSettings(self._with_options(loaded.settings)))

    def on_check(self, update: Update) -> None:
        trouble = update.metrics_trouble
        if trouble is not None and trouble is not self._metrics_trouble:
            complain(self._words.troubles.error(trouble))
        self._metrics_trouble = trouble
        if update.message_trouble not in (None, self._trouble):  # once, however often it is tried
            complain(self._words.troubles.problem(Problem(*update.message_trouble)))
        self._trouble = update.message_trouble
        words, verdict = self._words, update.judged.verdict
        _tell_service_manager(f"STATUS={words.verdicts.summary(update.judged)}")
        if self._options.json:
            for event in update.events:
                say(json.dumps(change_to_json(event)))
            return
        if (verdict.name, verdict.cause) != self._said:  # what one check sees, confirmed or not
            self._said = (verdict.name, verdict.cause)
            say(f"{words.date_and_time(update.judged.check.at)}  {words.verdicts.summary(update.judged)}")
        for event in update.events:
            say(f"{words.date_and_time(update.judged.check.at)}  {words.history.change(event)}")

    def on_look(self, _: SurfaceResult | TrayappError) -> None:
        """Nobody here could have asked for it."""

    def on_check_without_proxy(self, _: JudgedCheck | TrayappError) -> None:
        """Nobody asks for one here."""

    def on_history_changed(self) -> None:
        """What is printed stays."""

    def on_history_event(self, event: HistoryEvent) -> None:
        complain(self._words.troubles.history_event(event))

    def on_modes(self, modes: Modes) -> None:
        """Not told where there is nobody to notify."""


def _tell_service_manager(state: str) -> None:
    """As sd_notify(3) does it: systemd wants to hear when a service is ready, and that it lives."""
    name = os.environ.get("NOTIFY_SOCKET", "")
    if name.startswith(("/", "@")):
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.setblocking(False)  # one that does not read must not hold up the checks
            manager.sendto(state.encode(), name.replace("@", "\0", 1) if name[0] == "@" else name)
