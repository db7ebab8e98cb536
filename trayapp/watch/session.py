"""Watching X for as long as a program runs, with or without a desktop: check, follow, record, tell."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from trayapp.checks.checker import Checker
from trayapp.checks.sources import Sources
from trayapp.clock import utc_now
from trayapp.domain.alerts import Modes, Notice
from trayapp.domain.records import JudgedCheck, VerdictName
from trayapp.domain.tracker import Event, Tracker
from trayapp.domain.update import Update
from trayapp.domain.uptime import Totals
from trayapp.errors import HistoryError, HistoryEvent
from trayapp.history.extras import CheckExtras
from trayapp.history.store import Store
from trayapp.history.summary import Summary
from trayapp.settings.declarations import Settings
from trayapp.sources.crowd_baseline import MEMORY, CrowdBaseline
from trayapp.watch.assembly import checker, host_backoff
from trayapp.watch.baselines import DRIFT, REACH, Baselines
from trayapp.watch.check_loop import CheckLoop
from trayapp.watch.notifier import Notifier

_T = TypeVar("_T")

_log = logging.getLogger(__name__)

COUNTED_WINDOW = timedelta(days=7)

# What is asked, how, and whom does not change with these.
_OF_NO_QUESTION = (
    *("language", "icon_style", "interval_s", "keep_days"),
    *("notices", "quiet_from", "quiet_until"),
)

# Counting the last 7 days reads 10,000 checks; on calm days its result hardly moves.
_COUNTED_EVERY_CHECKS = 30


class WatchSession:
    """Joins the loop, the tracker and the history. All its methods belong to one event loop's thread.

    `publish` is told each check, and before the first one the last that was recorded; `announce` is called
    before each check; `tell` hears of the history's troubles. `notify` is handed each notice after it was
    recorded, `tell_modes` what the user has asked for, at the start and at each change. Without `notify`
    there is nobody to tell: no notices, and what was asked for in the tray, such as a pause, is left alone.
    """

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        publish: Callable[[Update], None],
        tell: Callable[[HistoryEvent], None],
        announce: Callable[[], None] = lambda: None,
        notify: Callable[[Notice], None] | None = None,
        tell_modes: Callable[[Modes], None] = lambda _: None,
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._publish = publish
        self._tell = tell
        self._announce = announce
        self._notify = notify
        self._tell_modes = tell_modes
        self._monitor: CheckLoop | None = None
        self._telling: Notifier | None = None
        self._others: Sources | None = None
        self._take_up: Callable[[Settings, Settings], None] | None = None
        """Told the settings before and now."""
        self._mark: datetime | None = None
        """When the user last said that they see an error, until it is recorded with a check."""
        self._lately: Totals | None = None
        self._checks_since_counted = 0

    async def run(self) -> None:
        """Until cancelled.

        Raises:
            HistoryLockedError: another trayapp writes this history.
        """
        keep = timedelta(days=self._settings.keep_days)
        store = Store.open(self._folder, self._tell, retention=keep)
        try:
            tracker = Tracker(store.tracker_state())
            usual = Baselines(self._folder, store.recall(REACH), store.recall(DRIFT))
            habits = CrowdBaseline(store.recall(MEMORY))
            self._publish_last(store, tracker)
            backoff = host_backoff(self._folder, self._settings, utc_now)
            checks = checker(self._settings, utc_now, usual.adapt, habits, backoff)
            checks.distrusted = usual.distrusted
            notifier = None
            if self._notify is not None:
                notifier = Notifier(self._settings, store, self._notify, self._tell_modes)

            def note(judged: JudgedCheck, events: list[Event]) -> None:
                usual.follow(judged)
                checks.distrusted = usual.distrusted
                reports = checks.sources.reports_since_last_check()
                notices = notifier.follow(judged, events, tracker, reports) if notifier else ()
                mark, self._mark = self._mark, None
                memory = (*usual.news(), *habits.news(), *(notifier.memory() if notifier else ()))
                known_by_now = store.record(
                    judged, events, tracker.state, CheckExtras(notices, reports, mark, memory)
                )
                if known_by_now is not None:  # the file could not be read at the start, and now it could
                    tracker.state = known_by_now
                if judged.verdict.name is VerdictName.UP:  # in good times there is time to tidy up
                    store.prune(judged.check.at)
                self._count(store, is_due=bool(events))
                update = self._update(judged, events, tracker, usual.missing)
                update = replace(
                    update,
                    sources=checks.sources.health(),
                    reports=reports,
                    needs_update=usual.needs_update,
                    proxy_trouble=checks.proxy_trouble,
                )
                self._publish(update)
                if notifier is not None:
                    notifier.hand_out(notices, self._lately.watched_s if self._lately else None)

            def checks_anew() -> Checker:
                nonlocal checks
                former, checks = checks, checker(self._settings, utc_now, usual.adapt, habits, backoff)
                checks.go_on_from(former)
                self._others = checks.sources
                return checks

            monitor = CheckLoop(
                checks,
                tracker,
                note,
                utc_now,
                self._settings.interval_s,
                self._announce,
                backoff.overridden,
            )

            def take_up(before: Settings, settings: Settings) -> None:
                store.retention = timedelta(days=settings.keep_days)
                if notifier is not None:
                    notifier.use(settings)
                backoff.pace_s = settings.interval_s
                same = {name: getattr(settings, name) for name in _OF_NO_QUESTION}
                is_asking_as_before = replace(before, **same) == settings
                monitor.use(settings.interval_s, None if is_asking_as_before else checks_anew)

            self._monitor, self._telling, self._others = monitor, notifier, checks.sources
            self._take_up = take_up
            if notifier is not None and notifier.modes.paused_until is not None:
                self._monitor.pause(notifier.modes.paused_until)
            await self._monitor.run()
        finally:
            self._monitor = self._telling = self._others = self._take_up = None
            store.close()

    def use(self, settings: Settings) -> None:
        """Go by these from now on; what is asked of whom, from the next check on, which comes soon then.

        What is known of X, of the crowd, and of whom to leave alone is kept.
        """
        before, self._settings = self._settings, settings
        if self._take_up is not None and settings != before:
            self._take_up(before, settings)

    def check_now(self) -> None:
        """Check at once and in full; while a check runs, after it."""
        if self._monitor is not None:
            self._monitor.check_now()

    def see_error(self) -> None:
        """The user sees an error, now: mark the moment, and check in full with all outside voices.

        What they see is shown beside what others say, and confirms nothing alone.
        """
        if self._monitor is not None and self._others is not None:
            self._mark = utc_now()
            self._others.record_user_error()
            self._monitor.check_now()

    def pause(self, until: datetime) -> None:
        """Make no checks of our own accord before then."""
        if self._monitor is not None and self._telling is not None:
            self._monitor.pause(until)
            self._telling.pause(until)

    def resume(self) -> None:
        """End a pause, and check at once."""
        if self._monitor is not None and self._telling is not None:
            self._telling.pause(None)
            self._monitor.resume()

    def mute(self, until: datetime) -> None:
        """Let nothing pop up before then, which may be `FOREVER`; checks go on."""
        if self._telling is not None:
            self._telling.mute(until)

    def unmute(self) -> None:
        """Let notices pop up again; the next check brings one summary of what was held back."""
        if self._telling is not None:
            self._telling.mute(None)

    def tell_when_back(self, is_wanted: bool) -> None:
        """Tell once when X is back, whatever is quiet then; or do not any more."""
        if self._telling is not None:
            self._telling.tell_when_back(is_wanted)

    def _update(
        self,
        judged: JudgedCheck,
        events: list[Event],
        tracker: Tracker,
        missing: tuple[str, ...] = (),
        *,
        is_old: bool = False,
    ) -> Update:
        incident = tracker.state.open
        recurrence = tracker.recurrence(incident) if incident else None
        return Update(judged, tuple(events), incident, recurrence, self._lately, is_old, missing)

    def _publish_last(self, store: Store, tracker: Tracker) -> None:
        """Show at once what was known last: the first check takes a moment."""
        self._count(store, is_due=True)
        last = self._look(store, Summary.last)
        if last is not None:
            self._publish(self._update(last, [], tracker, is_old=True))

    def _count(self, store: Store, *, is_due: bool) -> None:
        self._checks_since_counted += 1
        if not is_due and self._checks_since_counted < _COUNTED_EVERY_CHECKS:
            return
        self._checks_since_counted = 0
        since = utc_now() - COUNTED_WINDOW
        self._lately = self._look(store, lambda summary: summary.totals(since))

    def _look(self, store: Store, read: Callable[[Summary], _T]) -> _T | None:
        """What the history says; `None` if it cannot be read. What is damaged is set aside at once."""
        try:
            with Summary.open(self._folder) as summary:
                return read(summary)
        except HistoryError as error:
            _log.info("the history cannot be read: %s", error)
            if error.code == "history_damaged":
                store.doubt()
            return None
