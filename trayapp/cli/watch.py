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
from trayapp.words import Words


def run(options: argparse.Namespace, settings: Settings, words: Words) -> int:
    """Watch until SIGTERM or SIGINT. Writes the history.

    Raises:
        HistoryLockedError: another trayapp writes it.
    """
    asyncio.run(_watch(options, settings, words))
    return 0


async def _watch(options: argparse.Namespace, settings: Settings, words: Words) -> None:
    from trayapp.watching import Watch  # brings httpx and sqlite3

    said: tuple[VerdictName, Cause | None] | None = None

    def publish(update: Update) -> None:
        nonlocal said
        if options.json:
            for event in update.events:
                say(json.dumps(change_to_json(event)))
            return
        verdict = update.judged.verdict
        if (verdict.name, verdict.cause) != said:  # what one check sees, confirmed or not
            said = (verdict.name, verdict.cause)
            say(f"{words.date_and_time(update.judged.check.at)}  {words.summary(update.judged)}")
        for event in update.events:
            say(f"{words.date_and_time(update.judged.check.at)}  {words.change(event)}")

    def tell(event: HistoryEvent) -> None:
        complain(words.history_event(event))

    watch = Watch(settings, options.data_dir or state_folder(), publish, tell)
    watching = asyncio.create_task(watch.run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, watching.cancel)
        except NotImplementedError:  # Windows: Ctrl-C still interrupts
            continue
    try:
        await watching
    except asyncio.CancelledError:
        return
