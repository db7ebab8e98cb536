"""Checks over time for the tests of the history: a letter for each, followed and recorded as in life."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from tests.domain.made import DEAD, FINE, KNOWN, NOW, check, evidence_of
from trayapp.domain.check_json import check_from_json, timestamp
from trayapp.domain.records import Check, JudgedCheck, Verdict
from trayapp.domain.tracker import Event, Incident, IncidentChange, Tracker
from trayapp.domain.verdict import decide
from trayapp.errors import HistoryEvent
from trayapp.history.export import export
from trayapp.history.store import Store
from trayapp.history.summary import Summary

LONG_AGO = NOW - timedelta(days=4000)

KINDS: dict[str, Check] = {
    "u": check(web="ok", posts="ok"),
    "d": check(FINE, web="server_error:origin", posts="server_error:origin"),
    "l": check(FINE, web="timeout:connect", posts="timeout:connect"),  # down, with low confidence
    "g": check(FINE, web="ok", posts="ok", images="server_error:origin", video="server_error:origin"),
    "b": check((*FINE, *KNOWN), web="dns_failed:nxdomain", posts="dns_failed:nxdomain"),
    "o": check(DEAD, web="connect_failed:unreachable", posts="connect_failed:unreachable"),
    "?": check(FINE, web="refused:http_403", posts="refused:http_403"),
}
"""Up, down, low, degraded, blocked, offline and unknown."""


def judged(kind: str, at: datetime = NOW, interval_s: float = 60, *, heard: bool = False) -> JudgedCheck:
    """A check of this kind; `heard` if a source says trouble."""
    seen = replace(KINDS[kind], at=at, interval_s=interval_s)
    evidence = (evidence_of("expert", at=at),) if heard else ()
    return JudgedCheck(seen, evidence, decide(seen, evidence) if heard else _verdict_on(kind))


@cache
def _verdict_on(kind: str) -> Verdict:
    """Where nobody is heard, it is the same at any moment: lives of thousands of checks need it."""
    return decide(KINDS[kind])


def as_of_now(events: list[list[Event]], still_open: Incident | None) -> list[Incident]:
    """The incidents in their newest form, oldest first."""
    incidents: dict[datetime, Incident] = {}
    for change in (event for told in events for event in told if isinstance(event, IncidentChange)):
        for absorbed in change.absorbed:
            del incidents[absorbed.begin]
        incidents[change.incident.begin] = change.incident
    if still_open is not None:
        incidents[still_open.begin] = still_open
    return sorted(incidents.values(), key=lambda incident: incident.begin)


class Life:
    """A tracker and a store, and all that they were told."""

    def __init__(self, folder: Path, *, begin: datetime = NOW) -> None:
        self.folder = folder
        self.at = begin
        self.told: list[HistoryEvent] = []
        self.judged: list[JudgedCheck] = []
        self.events: list[list[Event]] = []
        self.uptime_s = 0.0
        """What the store takes for the time since it was opened."""
        self.start()

    def start(self) -> None:
        self.store = Store(
            self.folder, self.told.append, now=lambda: self.at, monotonic=lambda: self.uptime_s
        )
        self.tracker = self.store.tracker

    def restart(self) -> None:
        self.store.close()
        self.start()

    def live(self, kinds: Iterable[str], every_s: float = 60) -> None:
        """Check after check, each so long after the one before."""
        for kind in kinds:
            self.record(judged(kind, self.at))
            self.at += timedelta(seconds=every_s)

    def record(self, seen: JudgedCheck) -> None:
        changed = self.tracker.follow(seen)
        self.judged.append(seen)
        self.events.append(changed)
        self.store.record(seen, changed)

    def codes(self) -> list[str]:
        """What the store told, in short."""
        return [event.code for event in self.told]


def loaded_state(store: Store, name: str) -> str | None:
    """What is remembered under this name; the file can be read."""
    found: list[str | None] = []
    store.load_state(name, found.append)
    return found[0]


def in_words(_judged: JudgedCheck) -> str:
    return "in words"


def replay(folder: Path, since: datetime | None = None) -> list[list[Event]]:
    """What the checks of an export change, followed from nothing."""
    tracker = Tracker()
    changed = []
    for line in export(folder, since, in_words):
        if "type" in line:
            continue
        check, evidence = check_from_json(line)
        changed.append(tracker.follow(JudgedCheck(check, evidence, decide(check, evidence))))
    return changed


def assert_all_is_there(life: Life, since: int = 0) -> None:
    """Every check and change of this life, from this check on."""
    if not since:
        assert replay(life.folder) == life.events
    recorded = [line["at"] for line in export(life.folder, None, in_words) if "type" not in line]
    assert recorded == [timestamp(seen.check.at) for seen in life.judged[since:]]
    with Summary(life.folder) as summary:
        incidents = [recorded.incident for recorded in summary.incidents(LONG_AGO)]
    assert incidents == as_of_now(life.events, life.tracker.state.open)
