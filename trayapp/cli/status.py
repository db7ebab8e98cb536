"""`trayapp status`: the last verdict from the history, and how old it is."""

from __future__ import annotations

import argparse
import json
from datetime import timedelta
from typing import Any

from trayapp.cli.output import exit_status, say
from trayapp.clock import utc_now
from trayapp.domain.records import JudgedCheck, VerdictName
from trayapp.domain.tracker import Incident
from trayapp.domain.wire import timestamp, to_json
from trayapp.history.summary import Summary
from trayapp.paths import state_folder
from trayapp.settings import Settings
from trayapp.words import Words

_OLD_AFTER_INTERVALS = 2
_FUTURE_S = 2.0


def run(options: argparse.Namespace, _settings: Settings, words: Words) -> int:
    """Print the last verdict. One older than two intervals is unknown: somebody may have stopped watching.

    Raises:
        HistoryError: there is no history, or it cannot be read.
    """
    with Summary.open(options.data_dir or state_folder()) as summary:
        judged = summary.last()
        incidents = summary.incidents(judged.check.at) if judged else []
    if judged is None:
        return _say_nothing_known(options, words)
    age_s = (utc_now() - judged.check.at).total_seconds()
    # One of the future tells that the clock was set back: who knows when it was.
    is_old = not -_FUTURE_S <= age_s <= _OLD_AFTER_INTERVALS * judged.check.interval_s
    age_s = max(0.0, age_s)
    open_now = [recorded.incident for recorded in incidents if recorded.incident.end is None]
    incident = open_now[-1] if open_now else None
    verdict = VerdictName.UNKNOWN if is_old else judged.verdict.name
    if options.format == "waybar":
        say(json.dumps(_waybar(verdict, _sentences(judged, incident, age_s, is_old, words), words)))
    elif options.json:
        say(json.dumps(_as_json(verdict, judged, incident, age_s, words)))
    else:
        say("\n".join(_sentences(judged, incident, age_s, is_old, words)))
    return exit_status(verdict)


def _say_nothing_known(options: argparse.Namespace, words: Words) -> int:
    if options.format == "waybar":
        say(json.dumps(_waybar(VerdictName.UNKNOWN, [words.never_watched()], words)))
    elif options.json:
        say(json.dumps({"at": None, "age_s": None, "verdict": "unknown", "cause": "not_watched"}))
    else:
        say(words.never_watched())
    return exit_status(VerdictName.UNKNOWN)


def _sentences(
    judged: JudgedCheck, incident: Incident | None, age_s: float, is_old: bool, words: Words
) -> list[str]:
    age = words.duration(timedelta(seconds=age_s))
    sentence = words.summary(judged)
    lines = (
        [words.not_watched_since(age), words.last_seen(words.date_and_time(judged.check.at), sentence)]
        if is_old
        else [sentence]
    )
    if incident is not None:
        lines.append(words.since(incident, utc_now()))
    if not is_old:
        lines.append(words.checked_ago(age))
    return lines


def _as_json(
    verdict: VerdictName, judged: JudgedCheck, incident: Incident | None, age_s: float, words: Words
) -> dict[str, Any]:
    """The check as recorded, with its age; `verdict` says what it is worth by now."""
    written = to_json(judged, words.summary(judged))
    return {
        **written,
        "verdict": verdict.value,
        "last_verdict": written["verdict"],
        "age_s": round(age_s, 1),
        "since": timestamp(incident.begin) if incident else None,
    }


def _waybar(verdict: VerdictName, sentences: list[str], words: Words) -> dict[str, str]:
    """What waybar's custom module takes (waybar-custom(5)): it reads the tooltip as markup."""
    tooltip = "\n".join(sentences)
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        tooltip = tooltip.replace(character, entity)
    return {
        "text": words.verdict(verdict),
        "alt": verdict.value,
        "class": verdict.value,
        "tooltip": tooltip,
    }
