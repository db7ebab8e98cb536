"""Files as an earlier version wrote them are read as they were read then.

What lies in `written_before` was written by the last version before the layout of the package changed. Beside
it, in `read_then.json`, stands what that version itself read there. None of it is ever made anew: where this
test fails, a promise to those who have such files is what has broken.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.history.made import loaded_state
from trayapp.domain.check_json import change_to_json, report_to_json, totals_to_json
from trayapp.domain.drift import Drift
from trayapp.domain.reachability import Reachability
from trayapp.domain.state_json import alerts_from_json, alerts_to_json, state_to_json
from trayapp.errors import HistoryEvent
from trayapp.history.export import export
from trayapp.history.store import Store
from trayapp.history.summary import Summary
from trayapp.net.limits_json import limits_from_json, limits_to_json
from trayapp.settings.declarations import Settings
from trayapp.settings.file import load
from trayapp.sources.crowd_baseline import MEMORY, CrowdBaseline
from trayapp.ui.desktop_session.autostart import Autostart

WRITTEN = Path(__file__).parent / "written_before"
READ_THEN: dict[str, Any] = json.loads((WRITTEN / "read_then.json").read_text(encoding="utf-8"))
BEFORE, AFTER = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    packed = (WRITTEN / "history.sqlite3.gz").read_bytes()
    (tmp_path / "history.sqlite3").write_bytes(gzip.decompress(packed))
    return tmp_path


@pytest.fixture
def summary(folder: Path) -> Iterator[Summary]:
    with Summary(folder) as summary:
        yield summary


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


def test_every_check_and_every_hour_that_was_rolled_up(folder: Path) -> None:
    lines = list(export(folder, None, lambda _: "in words"))

    known_then = [line for line in lines if line.get("type") in (None, "rollup")]
    assert [{k: v for k, v in line.items() if k != "summary"} for line in known_then] == READ_THEN["export"]


def test_incidents_gaps_and_figures(summary: Summary) -> None:
    incidents = summary.incidents(BEFORE)

    changes = [change_to_json(change) for recorded in incidents for change in recorded.changes]
    assert changes == READ_THEN["changes"]
    begins = [entry["begin"] for entry in READ_THEN["history"]["incidents"]]
    assert [recorded.incident.begin for recorded in incidents] == [*map(datetime.fromisoformat, begins)]
    assert [change_to_json(gap) for gap in summary.gaps(BEFORE)] == READ_THEN["gaps"]
    assert totals_to_json(summary.totals(BEFORE)) == READ_THEN["history"]["totals"]


def test_notices_marks_and_what_sources_said(summary: Summary) -> None:
    notices = [
        [str(n.at), n.kind.value, n.verdict.value, n.cause and n.cause.value, n.is_shown]
        for n in summary.notices(BEFORE, AFTER)
    ]
    # Whose they were, by its begin, was read then as well; by now the export tells it.
    assert notices == [[at, kind, *told] for at, kind, _, *told in READ_THEN["notices"]]
    assert [*map(str, summary.marks(BEFORE, AFTER))] == READ_THEN["marks"]
    assert [*map(report_to_json, summary.reports(BEFORE, AFTER))] == READ_THEN["reports"]


def test_the_watching_goes_on_where_it_was(folder: Path) -> None:
    told: list[HistoryEvent] = []
    store = Store(folder, told.append)
    memory = {name: loaded_state(store, name) or "" for name in READ_THEN["memory"]}
    store.close()

    assert told == []
    assert as_json(state_to_json(store.tracker.state)) == READ_THEN["tracker"]
    assert {name: json.loads(text) for name, text in memory.items()} == READ_THEN["memory"]
    assert json.loads(alerts_to_json(alerts_from_json(memory["alerts"]))) == READ_THEN["memory"]["alerts"]
    assert Reachability.from_json(json.loads(memory["reach"])).to_json() == READ_THEN["memory"]["reach"]
    assert Drift.from_json(json.loads(memory["drift"])).to_json() == READ_THEN["memory"]["drift"]
    crowd = CrowdBaseline()
    crowd.load(memory[MEMORY])
    assert crowd.baseline.to_json() == memory[MEMORY]


def test_every_setting() -> None:
    loaded = load(WRITTEN / "trayapp.toml", must_exist=True)

    assert loaded.problems == ()
    assert as_json(asdict(loaded.settings)).items() >= READ_THEN["settings"].items()
    unchanged = asdict(Settings())
    assert all(as_json(unchanged[name]) != value for name, value in READ_THEN["settings"].items())


def test_an_autostart_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_DIRS", "/nowhere")
    written = (WRITTEN / "io.github.trayapp.desktop").read_text(encoding="utf-8")
    own = tmp_path / "autostart" / "io.github.trayapp.desktop"
    own.parent.mkdir()
    own.write_text(written, encoding="utf-8")
    autostart = Autostart(["--config", "/home/me/my trayapp.toml"])

    assert autostart.is_on()
    monkeypatch.setattr(sys, "argv", ["/usr/bin/trayapp"])
    monkeypatch.setattr("os.access", lambda *_: True)
    autostart.switch(is_on=True)
    assert own.read_text(encoding="utf-8") == written
    autostart.switch(is_on=False)
    assert not autostart.is_on()


def test_whom_to_leave_alone() -> None:
    written = json.loads((WRITTEN / "owed.json").read_text(encoding="utf-8"))

    limits = limits_from_json(written)

    assert limits is not None
    assert as_json(limits_to_json(limits)) == written
