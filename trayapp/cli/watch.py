"""`trayapp watch`: the watching without a desktop, one line for each change."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal

from trayapp.cli.output import complain, say
from trayapp.domain.records import Cause, VerdictName
from trayapp.domain.update import Update
from trayapp.domain.wire import change_to_json
from trayapp.errors import HistoryEvent
from trayapp.paths import state_folder
from trayapp.settings import Settings
from trayapp.settings_file import SettingsFile
from trayapp.words import Words


def run(options: argparse.Namespace, settings: Settings, words: Words) -> int:
    """Watch until SIGTERM or SIGINT. Writes the history. What is saved in the settings file counts at once.

    Raises:
        HistoryLockedError: another trayapp writes it.
    """
    asyncio.run(_Watching(options, settings, words).run())
    return 0


class _Watching:
    """From the start to a signal; anew whenever the settings change."""

    def __init__(self, options: argparse.Namespace, settings: Settings, words: Words) -> None:
        self._options = options
        self._file: SettingsFile = options.settings_file
        self._settings = settings
        self._words = words
        self._said: tuple[VerdictName, Cause | None] | None = None
        self._is_stopped = False
        self._task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        from trayapp.watching import Watch  # brings httpx and sqlite3

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            try:
                loop.add_signal_handler(number, self._stop)
            except NotImplementedError:  # Windows: Ctrl-C still interrupts
                continue
        folder = self._options.data_dir or state_folder()
        while not self._is_stopped:
            watch = Watch(self._settings, folder, self._publish, self._tell, self._look_at_settings)
            self._task = asyncio.create_task(watch.run())
            try:
                await self._task
            except asyncio.CancelledError:
                whole = asyncio.current_task()
                if whole is not None and whole.cancelling():
                    raise

    def _stop(self) -> None:
        self._is_stopped = True
        if self._task is not None:
            self._task.cancel()

    def _look_at_settings(self) -> None:
        """Before each check. Other settings end this watching, before it makes the check."""
        if not self._file.refresh():
            return
        loaded = self._file.loaded
        before, self._settings = self._settings, loaded.settings
        self._words = Words(self._options.lang or loaded.settings.language)
        if self._file.error is not None:
            complain(self._words.error(self._file.error))
        else:
            for problem in loaded.problems:
                complain(self._words.problem(problem))
        if before != self._settings and self._task is not None:
            self._task.cancel()

    def _publish(self, update: Update) -> None:
        if self._options.json:
            for event in update.events:
                say(json.dumps(change_to_json(event)))
            return
        words, verdict = self._words, update.judged.verdict
        if (verdict.name, verdict.cause) != self._said:  # what one check sees, confirmed or not
            self._said = (verdict.name, verdict.cause)
            say(f"{words.date_and_time(update.judged.check.at)}  {words.summary(update.judged)}")
        for event in update.events:
            say(f"{words.date_and_time(update.judged.check.at)}  {words.change(event)}")

    def _tell(self, event: HistoryEvent) -> None:
        complain(self._words.history_event(event))
