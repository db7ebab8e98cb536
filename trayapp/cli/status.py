"""`trayapp status`: the last verdict from the history, and how old it is."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from trayapp.cli.output import bar_line, complain, exit_status, say
from trayapp.clock import utc_now
from trayapp.domain.check_json import timestamp, to_json
from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.records import JudgedCheck
from trayapp.domain.tracker import SEVERITY, Incident
from trayapp.errors import HistoryError, TrayappError
from trayapp.history.summary import Summary
from trayapp.i18n import Words
from trayapp.settings.declarations import Settings

# One check may be late by its own deadlines, or be missed: the rule for gaps is the same.
_OLD_AFTER_INTERVALS = 2
# By so much the clock may have been set right since; who sets it by hand goes further.
_FUTURE_S = 2.0


@dataclass(frozen=True, slots=True)
class _Last:
    """What the history knows of the last check."""

    judged: JudgedCheck
    age_s: float
    is_old: bool
    """Whether it says nothing of now: older than two intervals, or of the future."""
    incident: Incident | None
    """The one that its trouble is a part of. At a good check one may be open, too: not of that it is told."""


def run(options: argparse.Namespace, words: Words) -> int:
    """Print the last verdict. One older than two intervals is unknown: somebody may have stopped watching.

    For a bar (`--format`) the exit status is 0 in every state: one that gets another shows nothing. So it is
    for Prometheus, whose node exporter keeps what it was told last.

    Raises:
        HistoryError: it cannot be read; never for these, which say so.
    """
    folder: Path = options.folder
    if options.format is not None:
        is_bar = options.format == "waybar"
        say(_line_for_bar(folder, options, words) if is_bar else _figures(folder, options.settings, words))
        return 0
    last = _last(folder)
    if options.json:
        say(json.dumps(_as_json(last, words)))
    else:
        say("\n".join(_sentences(last, words)))
    return exit_status(_verdict(last))


def _last(folder: Path) -> _Last | None:
    """`None`: nothing was ever recorded."""
    with Summary(folder) as summary:
        judged = summary.last()
        recorded = summary.incidents(judged.check.at) if judged else []
    if judged is None:
        return None
    age_s = (utc_now() - judged.check.at).total_seconds()
    # One of the future tells that the clock was set back: who knows when it was.
    is_old = not -_FUTURE_S <= age_s <= _OLD_AFTER_INTERVALS * judged.check.interval_s
    is_trouble = judged.verdict.name in SEVERITY
    still_open = [each.incident for each in recorded if is_trouble and each.incident.end is None]
    age_s = max(0.0, age_s)  # the clock may have been set right by a little since
    return _Last(judged, age_s, is_old, still_open[-1] if still_open else None)


def _verdict(last: _Last | None) -> VerdictName:
    return VerdictName.UNKNOWN if last is None or last.is_old else last.judged.verdict.name


def _sentences(last: _Last | None, words: Words) -> list[str]:
    if last is None:
        return [
            words.gettext(
                "Not known: nothing has been recorded yet. To watch, start trayapp or trayapp watch."
            )
        ]
    at, age = last.judged.check.at, words.ago(timedelta(seconds=last.age_s))
    sentence = words.verdicts.summary(last.judged)
    since = [words.history.since(last.incident, at if last.is_old else utc_now())] if last.incident else []
    if last.is_old:
        seen = words.history.last_seen(words.date_and_time(at), sentence)
        old = words.gettext("Not known: nobody has watched for {age}.", age=age)
        if at > utc_now():
            old = words.gettext("Not known: the last check lies in the future; the clock was set back since.")
        return [old, " ".join([seen, *since])]
    return [sentence, *since, words.gettext("Checked {age} ago.", age=age)]


def _as_json(last: _Last | None, words: Words) -> dict[str, Any]:
    """The check as recorded, with its age; one that says nothing of now as the `last` beside what is so."""
    unknown = {
        "verdict": VerdictName.UNKNOWN.value,
        "cause": Cause.NOT_WATCHED.value,
        "confidence": None,
        "summary": _sentences(last, words)[0],
    }
    if last is None:
        return {"at": None, "age_s": None, **unknown, "last_verdict": None, "since": None, "last": None}
    written = to_json(last.judged, words.verdicts.summary(last.judged))
    about = {"last_verdict": written["verdict"], "age_s": round(last.age_s, 1)}
    if last.is_old:  # what else was recorded stands outside, too, as it always did
        return {**written, **unknown, **about, "since": None, "last": written}
    return {**written, **about, "since": timestamp(last.incident.begin) if last.incident else None}


def _line_for_bar(folder: Path, options: argparse.Namespace, words: Words) -> str:
    broken = options.settings_file.error  # what was recorded is true all the same
    remarks = [] if broken is None else [words.troubles.error(broken)]
    headline = words.names.verdict(VerdictName.UNKNOWN)
    try:
        last = _last(folder)
    except HistoryError as error:
        return bar_line(VerdictName.UNKNOWN, headline, [words.troubles.error(error), *remarks])
    if last is not None and not last.is_old:
        headline = words.verdicts.headline(last.judged.verdict)
    return bar_line(_verdict(last), headline, [*_sentences(last, words), *remarks])


def _figures(folder: Path, settings: Settings, words: Words) -> str:
    """Those of the last check. What counts from a start on, such as checks, is left out."""
    try:
        from prometheus_client import generate_latest

        from trayapp.metrics.figures import Figures
    except ImportError:
        return f"# {words.troubles.error(TrayappError('metrics_missing'))}"
    figures = Figures(utc_now, settings.metrics_site)
    try:
        if (last := _last(folder)) is not None:
            figures.show(last.judged, last.incident, last.judged.evidence)
    except HistoryError as error:
        complain(words.troubles.error(error))
    return generate_latest(figures).decode().rstrip()
