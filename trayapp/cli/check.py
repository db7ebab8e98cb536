"""`trayapp check`: one full check, printed."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

from trayapp.cli.output import exit_status, say
from trayapp.clock import utc_now
from trayapp.domain.records import JudgedCheck, VerdictName
from trayapp.domain.wire import to_json
from trayapp.paths import state_folder
from trayapp.settings import Settings
from trayapp.words import Words


def run(options: argparse.Namespace, settings: Settings, words: Words) -> int:
    """Make one check and print it; the exit status tells the verdict. Writes nothing."""
    judged = asyncio.run(check_once(settings, options.data_dir or state_folder()))
    if options.json:
        say(json.dumps(to_json(judged, words.summary(judged))))
    else:
        say("\n".join(lines(judged, words)))
    return exit_status(judged.verdict.name)


async def check_once(settings: Settings, folder: Path) -> JudgedCheck:
    # httpx is loaded only where something is asked.
    from trayapp.assembly import checker
    from trayapp.probing.checker import Depth
    from trayapp.usual import Usual

    # What the history knows tells what is slow. What is missing on this line is shown all the same.
    return await checker(settings, utc_now, Usual(folder).mark_slow).check(Depth.EVERYTHING)


def lines(judged: JudgedCheck, words: Words) -> list[str]:
    """A check for people to read in a terminal."""
    verdict = judged.verdict
    summary = words.summary(judged)
    is_known = verdict.name is not VerdictName.UNKNOWN
    lines = [f"{summary} {words.sureness(verdict.confidence)}" if is_known else summary]
    results = (*judged.check.surfaces, *judged.check.controls)
    lines += [
        f"  {words.surface(result.id)}: {words.result(result)}{_time(result.phases.total)}"
        for result in judged.check.surfaces
    ]
    for title, speaks_for in ((words.speaks_for(), True), (words.speaks_against(), False)):
        facts = [words.reason(r) for r in verdict.reasons if r.speaks_for is speaks_for]
        if facts:
            lines += [f"{title}:", *(f"  {fact}" for fact in facts)]
    if any(result.via_proxy for result in results):
        lines.append(words.seen_through_proxy())
    return lines


def _time(total_ms: float | None) -> str:
    return f", {total_ms:.0f} ms" if total_ms is not None else ""
