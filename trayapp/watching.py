"""Watching X for as long as a program runs, with or without a desktop: check, follow, record, tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trayapp.assembly import checker
from trayapp.clock import utc_now
from trayapp.domain.records import JudgedCheck, VerdictName
from trayapp.domain.tracker import Event, Incident, Tracker
from trayapp.errors import HistoryEvent
from trayapp.history.store import Store
from trayapp.probing.monitor import Monitor
from trayapp.settings import Settings


@dataclass(frozen=True, slots=True)
class Update:
    """One check and what it changed."""

    judged: JudgedCheck
    events: tuple[Event, ...]
    incident: Incident | None
    """The one that is open now."""


class Watch:
    """Joins the loop, the tracker and the history. All its methods belong to one event loop's thread.

    `publish` is told each check, `announce` is called before it, and `tell` hears of the history's troubles.
    """

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        publish: Callable[[Update], None],
        tell: Callable[[HistoryEvent], None],
        announce: Callable[[], None] = lambda: None,
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._publish = publish
        self._tell = tell
        self._announce = announce
        self._monitor: Monitor | None = None

    async def run(self) -> None:
        """Until cancelled.

        Raises:
            HistoryLockedError: another trayapp writes this history.
            TrustStoreError: this system trusts nobody, so nothing can be asked.
        """
        store = Store.open(self._folder, self._tell)
        try:
            tracker = Tracker(store.tracker_state())

            def note(judged: JudgedCheck, events: list[Event]) -> None:
                store.record(judged, events, tracker.state)
                if judged.verdict.name is VerdictName.UP:  # in good times there is time to tidy up
                    store.prune(judged.check.at)
                self._publish(Update(judged, tuple(events), tracker.state.open))

            self._monitor = Monitor(
                checker(self._settings, utc_now),
                tracker,
                note,
                utc_now,
                self._settings.interval_s,
                self._announce,
            )
            await self._monitor.run()
        finally:
            self._monitor = None
            store.close()

    def check_now(self) -> None:
        """Check at once and in full; while a check runs, after it."""
        if self._monitor is not None:
            self._monitor.check_now()
