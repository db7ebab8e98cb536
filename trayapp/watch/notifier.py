"""What is told, and what the user has asked for: joins the alerts with the settings and the history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from trayapp.clock import local
from trayapp.computer.country import system_country
from trayapp.domain.alerts import Alerts, Modes, Notice, Topic, is_quiet_hour, quiet_left
from trayapp.domain.records import JudgedCheck
from trayapp.domain.reports import Report
from trayapp.domain.state_json import alerts_from_json, alerts_to_json
from trayapp.domain.tracker import Event, Tracker
from trayapp.history.store import Store
from trayapp.settings.declarations import Settings

_ALERTS = "alerts"
"""The name under which the history remembers what was told and asked for."""


class Notifier:
    """One event loop's. `notify` is handed each notice, `notify_modes` the modes that hold from then on."""

    def __init__(
        self, store: Store, notify: Callable[[Notice], None], notify_modes: Callable[[Modes], None]
    ) -> None:
        self._store = store
        self._notify = notify
        self._notify_modes = notify_modes
        self._alerts = Alerts()
        self._are_modes_set = False
        self._notified_modes: Modes | None = None
        store.load_state(_ALERTS, self._load)
        self._notify_if_changed()

    @property
    def modes(self) -> Modes:
        """What the user has asked for and still holds."""
        return self._alerts.state.modes

    def _load(self, written: str | None) -> None:
        """Go on from what the history remembers, with what was told and asked for meanwhile."""
        stored, meanwhile = alerts_from_json(written), self._alerts.state
        if self._are_modes_set:
            stored.modes = meanwhile.modes
        if meanwhile.last_at is not None:
            stored = replace(
                meanwhile,
                modes=stored.modes,
                held=stored.held + meanwhile.held,
                held_about=meanwhile.held_about or stored.held_about,
            )
        self._alerts = Alerts(stored)
        if self._are_modes_set:
            self._save()

    def follow(
        self,
        judged: JudgedCheck,
        events: list[Event],
        tracker: Tracker,
        settings: Settings,
        reports: Iterable[Report] = (),
    ) -> tuple[Notice, ...]:
        """What there is to tell after this check and these reports; it is recorded first, then `hand_out`."""
        incident = tracker.state.open
        country = settings.country or system_country()
        notices = self._alerts.follow(
            judged,
            events,
            incident,
            tracker.recurrence(incident) if incident is not None else None,
            is_quiet=is_quiet_hour(local(judged.check.at).time(), settings.quiet_from, settings.quiet_until),
            wanted=_wanted(settings),
            of_country=next((r for r in reports if r.country and r.country == country), None),
        )
        return tuple(notices)

    def held_for(self, now: datetime, settings: Settings) -> timedelta | None:
        """How long from now on nothing pops up; `None` if nothing is held back, or the next check tells it.

        After a pause one comes at once, and who wants no notices gets no summary of them.
        """
        if not self._alerts.state.held or self.modes.paused_until is not None or not _wanted(settings):
            return None
        quiet = quiet_left(now, settings.quiet_from, settings.quiet_until, local)
        return max(quiet, (self.modes.muted_until or now) - now)

    def sum_up(self, now: datetime, judged: JudgedCheck, tracker: Tracker) -> tuple[Notice, ...]:
        """What was held back, in one notice, by the last check; to be recorded, then `hand_out`."""
        return tuple(self._alerts.sum_up(now, judged, tracker.state.open))

    def memory(self) -> tuple[tuple[str, str], ...]:
        """What the history is to remember with this check."""
        return ((_ALERTS, alerts_to_json(self._alerts.state)),)

    def hand_out(self, notices: tuple[Notice, ...], watched_s: float | None) -> None:
        """Notify of them; `watched_s`: how much of the last 7 days was watched, in seconds."""
        for notice in notices:
            self._notify(notice if notice.recurrence is None else replace(notice, watched_s=watched_s))
        self._notify_if_changed()

    def set_modes(self, modes: Modes) -> None:
        """Go by these from now on: the user asks for them."""
        self._alerts.state.modes = modes
        self._are_modes_set = True
        self._save()  # the next check may be hours away
        self._notify_if_changed()

    def _save(self) -> None:
        self._store.save_state(_ALERTS, alerts_to_json(self._alerts.state))

    def _notify_if_changed(self) -> None:
        if self.modes != self._notified_modes:
            self._notified_modes = self.modes
            self._notify_modes(self.modes)


def _wanted(settings: Settings) -> set[Topic]:
    return {t for t in Topic if settings.notices and getattr(settings, f"notices_{t}")}
