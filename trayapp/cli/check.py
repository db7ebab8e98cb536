"""`trayapp check`: one full check, printed."""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from trayapp.cli.output import CANNOT_CREATE, complain, exit_status, say
from trayapp.clock import utc_now
from trayapp.domain.check_json import to_json
from trayapp.domain.facts import Facts
from trayapp.domain.records import Check, ControlResult, JudgedCheck, SurfaceResult
from trayapp.domain.update import Update
from trayapp.domain.verdict import decide
from trayapp.errors import NO_BROWSER, BrowserError
from trayapp.history.page_folder import PageFolder
from trayapp.i18n import Words
from trayapp.net.own_trouble import own_trouble_of
from trayapp.settings.declarations import Settings
from trayapp.watch.page_looks import PageLooks
from trayapp.watch.update_log import UpdateLog

Results = tuple[SurfaceResult, ...]


def run(options: argparse.Namespace, words: Words) -> int:
    """Make one check and print it; the exit status tells the verdict.

    Of files only the log, what is owed to those who are asked, and with a browser what it showed are written:
    who calls this every minute shall cost them no more than the tray does.

    Raises:
        BrowserError: a browser shall look, and there is none.
    """
    settings: Settings = options.settings
    if options.no_sources:
        settings = replace(settings, sources=False)
    folder: Path = options.folder
    looks = None
    if options.browser or options.screenshot is not None:
        looks = PageLooks(PageFolder(folder), utc_now)
        if status := _look(looks, options.screenshot, settings, words):
            return status
    update = _checked(settings, folder, looks)
    UpdateLog().record(update)
    judged = update.judged
    if options.json:
        say(json.dumps(to_json(judged, words.verdicts.summary(judged))))
    else:
        say("\n".join(lines(update, words)))
    return exit_status(judged.verdict.name)


def _look(looks: PageLooks, picture: Path | None, settings: Settings, words: Words) -> int:
    """Look at X through a browser, and write a picture of it; the exit status if that ends it all, else 0.

    Raises:
        BrowserError: there is no browser that could.
    """
    try:
        seen = asyncio.run(looks.look(settings, is_asked_for=True))
    except BrowserError as error:
        if error.code in NO_BROWSER:
            raise
        complain(words.troubles.error(error))  # which says nothing of X: all else is asked as ever
        return 0
    if picture is None:
        return 0
    if not seen.picture:
        complain(words.gettext("The browser gave no picture of what it shows."))
        return 0
    try:
        picture.write_bytes(seen.picture)
    except OSError as error:
        complain(words.troubles.unwritable(picture, error))
        return CANNOT_CREATE
    return 0


def _checked(settings: Settings, folder: Path, looks: PageLooks | None) -> Update:
    """One check; if there is too little left here even to begin, one that asked nobody."""
    checking = check_once(settings, folder, looks)
    try:
        return asyncio.run(checking)
    except Exception as error:
        trouble = own_trouble_of(error)
        if trouble is None:
            raise
    finally:
        checking.close()  # Python warns of a coroutine that never began
    # A check of nothing: its verdict is "unknown", by the same table as any other's.
    check = Check(utc_now(), settings.interval_s, own_trouble=trouble)
    return Update(JudgedCheck(check, (), decide(check, ())))


async def check_once(settings: Settings, folder: Path, looks: PageLooks | None = None) -> Update:
    """One check, and what the sources said that were asked for it; with what `looks` has seen."""
    # httpx is loaded only where something is asked.
    from trayapp.checks.checker import Depth
    from trayapp.sources.crowd_baseline import CrowdBaseline
    from trayapp.watch.assembly import host_backoff, make_checker
    from trayapp.watch.baselines import Baselines, distrusted_controls

    # What the history knows tells what is slow. What is missing on this line is shown all the same.
    backoff = host_backoff(folder, settings, utc_now)
    mark_slow = Baselines(folder).mark_slow

    def adapt(at: datetime, surfaces: Results, controls: tuple[ControlResult, ...]) -> Results:
        surfaces = mark_slow(at, surfaces, controls)
        return surfaces if looks is None else looks.added_to(at, surfaces)

    checks = make_checker(settings, utc_now, adapt, CrowdBaseline(), backoff)
    checks.distrusted = distrusted_controls(folder)
    judged = await checks.check(Depth.EVERYTHING)
    await backoff.store.settle()  # the next process has to know what is owed
    others = checks.sources
    return Update(judged, sources=others.health(), reports=others.reports_since_last_check())


def lines(update: Update, words: Words) -> list[str]:
    """A check for people to read in a terminal."""
    judged = update.judged
    check = judged.check
    uncounted = Facts(check, judged.evidence).uncounted
    lines = [words.verdicts.summary(judged)]
    for result in check.surfaces:
        # How long it took tells nothing of X where it was lost on the way, or filtered here.
        is_counted = result.id not in uncounted
        total_ms = result.phases.total if is_counted and not result.filtered else None
        time = "" if total_ms is None else f", {total_ms:.0f} ms"
        lines.append(f"  {words.names.surface(result.id)}: {words.verdicts.part(judged, result)}{time}")
    lines += [f"  {words.names.surface(surface)}: {words.names.left_alone()}" for surface in check.left_alone]
    for title, facts in words.verdicts.justification(judged.verdict):
        lines += [f"{title}:", *(f"  {fact}" for fact in facts)]
    others = _others(update, words)
    if others:
        lines += [words.gettext("Others") + ":", *(f"  {said}" for said in others)]
    if any(result.via_proxy for result in (*check.surfaces, *check.controls)):
        lines.append(words.verdicts.seen_through_proxy())
    return [*lines, *filter(None, [words.verdicts.own_trouble(judged)])]


def _others(update: Update, words: Words) -> list[str]:
    """What sources said that is no reason of the verdict, and why some said nothing."""
    of_one_country = [report for report in update.reports if report.country is not None]
    named = {value for reason in update.judged.verdict.reasons for _, value in reason.values}
    named |= {report.evidence.source for report in of_one_country}
    asked = (source for source in update.sources if source.says is not None and source.source not in named)
    return [*map(words.sources.line, asked), *map(words.sources.writes, of_one_country)]
