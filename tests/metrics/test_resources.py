"""What is handed on for Prometheus and Grafana names figures that there are, and is up to date.

The rules themselves are tried by `python -m tests.fleet rules`, which needs Prometheus.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from tests.domain.made import NOW
from tests.fleet.dashboard import PLACE, dashboard
from tests.history.made import judged
from trayapp.domain.codes import Outcome, VerdictName
from trayapp.domain.records import Phases, SurfaceResult
from trayapp.domain.tracker import Incident
from trayapp.domain.update import Update
from trayapp.metrics.figures import Figures
from trayapp.paths import resource

RULES = resource("prometheus", "trayapp.rules.yml")


def told() -> set[str]:
    figures, down = Figures(lambda: NOW), judged("d")
    timed = SurfaceResult("web", Outcome.OK, phases=Phases(1, 1, 1, 1, 1))
    seen = replace(down, check=replace(down.check, surfaces=(timed,)))
    figures.record_check(Update(seen, incident=Incident(NOW, VerdictName.DOWN, None), recurrence=1))
    return set(re.findall(r"^(trayapp_\w+)", generate_latest(figures).decode(), re.MULTILINE))


@pytest.mark.parametrize("path", [RULES, PLACE], ids=lambda path: path.name)
def test_every_figure_that_is_named_is_told(path: Path) -> None:
    text = path.read_text("utf-8")
    assert set(re.findall(r"(?<![:\w.])trayapp_\w+", text)) <= told()
    recorded = set(re.findall(r"record: (\S+)", RULES.read_text("utf-8")))
    assert set(re.findall(r"\b(?:desk|site|fleet):trayapp_\w+:\w+", text)) <= recorded


def test_the_dashboard_is_what_its_script_makes() -> None:
    assert PLACE.read_text("utf-8") == dashboard()
