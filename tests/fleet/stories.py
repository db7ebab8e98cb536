"""What the rules make of desks: stories of one letter a desk, run by `promtool test rules`."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trayapp.paths import resource

RULES = resource("prometheus", "trayapp.rules.yml")

_CAN_TELL = {
    "u": "up",
    "d": "down",
    "b": "blocked",
    "g": "degraded",
    "t": "down",
    "r": "down",
    "s": "down",
    "e": "up",
}
_CANNOT = {"l": "offline", "o": "offline", "?": "unknown"}
_VERDICT = _CAN_TELL | _CANNOT
"""t: trouble that is not confirmed yet; r: down for the second time; s: down, and stuck an hour ago; l: down,
and then its line fails; e: back, and not yet confirmed."""

_OPEN = {
    "d": "down",
    "b": "blocked",
    "g": "degraded",
    "r": "down",
    "s": "down",
    "o": "down",
    "l": "down",
    "e": "down",
}
"""What a desk has confirmed before: its line may fail later, and an incident stays open through that."""


@dataclass(frozen=True)
class Story:
    name: str
    desks: dict[str, str]
    """Of each site its desks, one letter each."""
    alerts: dict[str, str]
    """What is told: each with its site or desk, or nothing."""


STORIES = (
    Story("all is well", {"Berlin": "uuu", "Bonn": "uuu", "Köln": "uu"}, {}),
    Story("down for all", {"Berlin": "ddd", "Bonn": "ddd", "Köln": "dd"}, {"XIsDown": ""}),
    Story("down for half in two sites", {"Berlin": "ddu", "Bonn": "ddu", "Köln": "uu"}, {"XIsDown": ""}),
    Story("for fewer than half of all", {"Berlin": "dd", "Bonn": "dd", "Köln": "uuuuuuuu"},
          {"XIsKeptFromOneSite": "Berlin", "XIsKeptFromOneSite ": "Bonn"}),
    Story("two desks of two sites are two witnesses", {"Berlin": "d", "Bonn": "d"}, {"XIsDown": ""}),
    Story("an office is one witness", {"Berlin": "dddddd", "Bonn": "uu"}, {"XIsKeptFromOneSite": "Berlin"}),
    Story("one site only", {"Berlin": "ddd", "Bonn": "uuu", "Köln": "uuu"}, {"XIsKeptFromOneSite": "Berlin"}),
    Story("blocked in one site", {"Berlin": "bbu", "Bonn": "uuu"}, {"XIsKeptFromOneSite": "Berlin"}),
    Story("the only site there is", {"Berlin": "ddd"}, {"XIsKeptFromOneSite": "Berlin"}),
    Story("the first site of an outage for all", {"Berlin": "ddd", "Bonn": "ttu", "Köln": "ttt"}, {}),
    Story("the last site of an outage for all", {"Berlin": "eee", "Bonn": "uue", "Köln": "uuu"}, {}),
    Story("one desk only", {"Berlin": "duu", "Bonn": "uuu"}, {"XIsKeptFromOneDesk": "Berlin-0"}),
    Story("the only desk of its site", {"Berlin": "d", "Bonn": "uuu"}, {"XIsKeptFromOneDesk": "Berlin-0"}),
    Story("own lines are bad", {"Berlin": "ooo", "Bonn": "uuo", "Köln": "uu?"}, {}),
    Story("who cannot judge is left out", {"Berlin": "dooo", "Bonn": "doo?", "Köln": "oo"}, {"XIsDown": ""}),
    Story("who is stuck is left out", {"Berlin": "sss", "Bonn": "sss", "Köln": "uuu"}, {}),
    Story("a blip of all", {"Berlin": "ttt", "Bonn": "ttt"}, {}),
    Story("problems of all", {"Berlin": "ggg", "Bonn": "ggd"}, {"XHasProblems": ""}),
    Story("second time in a week", {"Berlin": "rrd", "Bonn": "rrr"}, {"XIsDown": "", "XIsDownAgain": ""}),
    Story("again for one desk, new to the others", {"Berlin": "rdd", "Bonn": "ddd"}, {"XIsDown": ""}),
    Story("down, then all lines fail", {"Berlin": "ll", "Bonn": "ll"}, {"XIsDown": "", "NobodyWatchesX": ""}),
    Story("nobody can judge", {"Berlin": "oo", "Bonn": "??"}, {"NobodyWatchesX": ""}),
    Story("nobody is there", {}, {"NobodyWatchesX": ""}),
)  # fmt: skip


def try_rules() -> str:
    """What promtool says of them. Raises CalledProcessError, with its words, if a story goes otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stories.yml"  # of which JSON is a part
        tests = [
            *map(_test, STORIES),
            _test(STORIES[1], _federated(down=8)),
            _test(STORIES[0], _federated(down=0)),
        ]
        file.write_text(
            json.dumps({"rule_files": [str(RULES)], "evaluation_interval": "15s", "tests": tests}), "utf-8"
        )
        command = ["promtool", "test", "rules", str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stdout + done.stderr)
    return f"{len(tests)} stories: {done.stdout.split()[-1]}"


def _federated(*, down: int) -> list[dict[str, str]]:
    """Three sites of ten desks as each has counted them, under the labels of the one in the middle."""
    counts = {"judges": 10, "sees_trouble": down, "down": down, "failing": down, "kept_away": down}
    return [
        {"series": f'site:trayapp_{name}:count{{site="{site}", job="sites"}}', "values": f"{count}x100"}
        for site in ("Berlin", "Bonn", "Köln")
        for name, count in counts.items()
    ]


def _test(story: Story, series: list[dict[str, str]] | None = None) -> dict[str, Any]:
    names = sorted(
        {
            "XIsDown",
            "XHasProblems",
            "XIsDownAgain",
            "XIsKeptFromOneSite",
            "XIsKeptFromOneDesk",
            "NobodyWatchesX",
        }
    )
    return {
        "name": story.name,
        "interval": "15s",
        "input_series": series
        or [
            {"series": f"{name}{{{labels}}}", "values": values}
            for site, desks in story.desks.items()
            for number, kind in enumerate(desks)
            for name, labels, values in _series(site, number, kind)
        ],
        "promql_expr_test": [
            {
                "eval_time": "20m",
                "expr": f'count by (site, instance) (ALERTS{{alertname="{name}", alertstate="firing"}})',
                "exp_samples": [{"labels": _labels(about), "value": 1} for about in _told(story, name)],
            }
            for name in names
        ],
    }


def _told(story: Story, name: str) -> list[str]:
    return [about for alert, about in story.alerts.items() if alert.strip() == name]


def _labels(about: str) -> str:
    site, _, number = about.partition("-")
    return f'{{instance="{about}", site="{site}"}}' if number else f'{{site="{site}"}}' if site else "{}"


def _over_time(kind: str, verdict: str) -> str:
    before = "down" if kind == "l" else _VERDICT[kind]
    return f"{int(verdict == before)}x20 {int(verdict == _VERDICT[kind])}x80"


def _series(site: str, number: int, kind: str) -> list[tuple[str, str, str]]:
    desk = f'site="{site}", instance="{site}-{number}"'
    verdicts = {*_VERDICT.values()}
    series = [
        ("trayapp_verdict", f'{desk}, verdict="{verdict}"', _over_time(kind, verdict))
        for verdict in sorted(verdicts)
    ]
    series += [
        ("trayapp_incident_open", f'{desk}, verdict="{verdict}"', f"{int(verdict == _OPEN.get(kind))}x100")
        for verdict in ("blocked", "degraded", "down")
    ]
    series.append(("trayapp_last_check_timestamp_seconds", desk, "0x100" if kind == "s" else "0+15x100"))
    series.append(("trayapp_check_interval_seconds", desk, "60x100"))
    series.append(("trayapp_cause", f'{desk}, cause="server_errors"', f"{int(kind in _OPEN)}x100"))
    if kind in _OPEN:
        series.append(("trayapp_incident_begin_timestamp_seconds", desk, "60x100"))
    if kind in "dr":
        series.append(("trayapp_incident_recurrence", desk, f"{1 + (kind == 'r')}x100"))
    return series
