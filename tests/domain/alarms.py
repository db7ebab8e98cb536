"""Stories of checks and what is told of them, as short as `tests.domain.stories` writes the checks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import timedelta

from tests.domain.made import NOW
from tests.domain.stories import USUAL, clock, story
from trayapp.domain.alerts import Alerts, Modes, Notice, Topic
from trayapp.domain.records import JudgedCheck
from trayapp.domain.reports import Report
from trayapp.domain.state_json import alerts_from_json, alerts_to_json
from trayapp.domain.tracker import Tracker


@dataclass
class Life:
    """A tracker and its alerts, checks fed to both."""

    tracker: Tracker = field(default_factory=Tracker)
    alerts: Alerts = field(default_factory=Alerts)

    def follow(
        self,
        judged: JudgedCheck,
        *,
        is_quiet: bool = False,
        wanted: Set[Topic] = frozenset(Topic),
        of_country: Report | None = None,
    ) -> list[Notice]:
        events = self.tracker.follow(judged)
        incident = self.tracker.state.open
        recurrence = self.tracker.recurrence(incident) if incident else None
        return self.alerts.follow(
            judged,
            events,
            incident,
            recurrence,
            is_quiet=is_quiet,
            wanted=wanted,
            of_country=of_country,
        )

    def restart(self) -> None:
        """The alerts go on from what was written down; the tracker does so elsewhere."""
        self.alerts = Alerts(alerts_from_json(alerts_to_json(self.alerts.state)))


def notices_of(
    text: str,
    *,
    quiet: Collection[int] = (),
    wishes: Mapping[int, Modes] | None = None,
    restarts: Collection[int] = (),
    wanted: Set[Topic] = frozenset(Topic),
) -> list[Notice]:
    """What is told of a story. By the number of the check, from 0: which fall into quiet hours, what the user
    asked for right before, and where the program was started anew."""
    life = Life()
    told: list[Notice] = []
    for number, judged in enumerate(story(text)):
        if number in restarts:
            life.restart()
        if wishes and number in wishes:
            life.alerts.state.modes = wishes[number]
        told += life.follow(judged, is_quiet=number in quiet, wanted=wanted)
    return told


def in_short(notice: Notice) -> str:
    """When, why, what, of the incident since when; in brackets if nothing pops up."""
    words = [clock(notice.at), str(notice.kind)]
    incident = notice.incident
    if notice.count:
        words += ["of", str(notice.count), str(notice.verdict)]
    if incident is not None:
        words.append(str(incident.verdict))
        if incident.cause is not USUAL[incident.verdict]:
            words.append(str(incident.cause))
        words += ["from", clock(incident.begin)]
        if incident.end is not None:
            words += ["to", clock(incident.end)]
        if not incident.confirmed:
            words.append("unconfirmed")
    elif notice.cause is not None and notice.cause is not USUAL[notice.verdict]:
        words.append(str(notice.cause))
    if notice.recurrence is not None:
        words.append(f"#{notice.recurrence}")
    text = " ".join(words)
    return text if notice.is_shown else f"({text})"


def all_in_short(notices: Sequence[Notice]) -> list[str]:
    return [in_short(notice) for notice in notices]


def after(minutes: float) -> Modes:
    """Muted until so many minutes after the first check."""
    return Modes(muted_until=NOW + timedelta(minutes=minutes))
