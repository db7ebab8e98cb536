"""`trayapp watch`: the watching without a desktop, one line for each change."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
from typing import TYPE_CHECKING

from trayapp.cli.output import complain, say
from trayapp.domain.records import Cause, VerdictName
from trayapp.domain.update import Update
from trayapp.domain.wire import change_to_json
from trayapp.errors import HistoryEvent
from trayapp.i18n import Words
from trayapp.paths import state_folder
from trayapp.settings.declarations import Settings
from trayapp.settings.file import SettingsFile

if TYPE_CHECKING:  # brings httpx and sqlite3
    from trayapp.watch.session import WatchSession


def run(options: argparse.Namespace, settings: Settings, words: Words) -> int:
    """Watch until SIGTERM or SIGINT. Writes the history. What is saved in the settings file counts at once.

    Raises:
        HistoryLockedError: another trayapp writes it.
    """
    asyncio.run(_WatchCommand(options, settings, words).run())
    return 0


class _WatchCommand:
    """From the start to a signal."""

    def __init__(self, options: argparse.Namespace, settings: Settings, words: Words) -> None:
        self._options = options
        self._file: SettingsFile = options.settings_file
        self._settings = settings
        self._words = words
        self._said: tuple[VerdictName, Cause | None] | None = None
        self._watch: WatchSession | None = None

    async def run(self) -> None:
        from trayapp.watch.session import WatchSession

        folder = self._options.data_dir or state_folder()
        self._watch = WatchSession(self._settings, folder, self._publish, self._tell, self._look_at_settings)
        task = asyncio.create_task(self._watch.run())
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            try:
                loop.add_signal_handler(number, task.cancel)
            except NotImplementedError:  # Windows: Ctrl-C still interrupts
                continue
        try:
            await task
        except asyncio.CancelledError:
            whole = asyncio.current_task()
            if whole is not None and whole.cancelling():
                raise

    def _look_at_settings(self) -> None:
        """Before each check, which is then made under those that are saved."""
        if not self._file.refresh():
            return
        loaded = self._file.loaded
        self._words = Words(self._options.lang or loaded.settings.language)
        if self._file.error is not None:
            complain(self._words.troubles.error(self._file.error))
        else:
            for problem in loaded.problems:
                complain(self._words.troubles.problem(problem))
        if self._watch is not None:
            self._watch.use(loaded.settings)

    def _publish(self, update: Update) -> None:
        if self._options.json:
            for event in update.events:
                say(json.dumps(change_to_json(event)))
            return
        words, verdict = self._words, update.judged.verdict
        if (verdict.name, verdict.cause) != self._said:  # what one check sees, confirmed or not
            self._said = (verdict.name, verdict.cause)
            say(f"{words.date_and_time(update.judged.check.at)}  {words.verdicts.summary(update.judged)}")
        for event in update.events:
            say(f"{words.date_and_time(update.judged.check.at)}  {words.history.change(event)}")

    def _tell(self, event: HistoryEvent) -> None:
        complain(self._words.troubles.history_event(event))
