"""One life of a watch session: its parts joined, and what each check leads to."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from trayapp.checks.checker import Checker
from trayapp.clock import utc_now
from trayapp.domain.alerts import Notice
from trayapp.domain.codes import VerdictName
from trayapp.domain.evidence import EVIDENCE_COUNTS_FOR
from trayapp.domain.records import ControlResult, JudgedCheck, SurfaceResult
from trayapp.domain.tracker import Event
from trayapp.domain.update import Update
from trayapp.domain.uptime import Totals
from trayapp.errors import BrowserError, TrayappError
from trayapp.history.extras import CheckExtras
from trayapp.history.page_folder import PageFolder
from trayapp.history.store import Store
from trayapp.history.summary import Summary
from trayapp.settings.declarations import CHANGES_CHECKS, TEAM, Settings
from trayapp.sources.crowd_baseline import MEMORY, CrowdBaseline
from trayapp.watch import commands
from trayapp.watch.assembly import host_backoff, make_checker
from trayapp.watch.baselines import DRIFT, REACHABILITY, Baselines, read_history
from trayapp.watch.check_loop import CheckLoop
from trayapp.watch.notifier import Notifier
from trayapp.watch.page_looks import PageLooks
from trayapp.watch.session import WatchSession
from trayapp.watch.update_log import UpdateLog

_log = logging.getLogger(__name__)
if TYPE_CHECKING:  # most tell nobody
    from trayapp.watch.messenger import Messenger

_TOTALS_WINDOW = timedelta(days=7)
# Counting reads 10,000 checks; on calm days its result hardly moves.
_COUNTED_EVERY_CHECKS = 30


class LiveSession:
    """Joins the loop, the tracker and the history. All its methods belong to one event loop's thread."""

    def __init__(self, session: WatchSession, store: Store) -> None:
        """Make all that is needed from now on; what was known last is shown at once.

        Raises:
            TrayappError: no checks can be made, say without a trust store.
        """
        settings, self._listener = session.settings, session.listener
        self._session = session
        self._store = store
        self._tracker = store.tracker
        self._baselines = Baselines(session.folder)
        store.load_state(REACHABILITY, self._baselines.load_reachability)
        store.load_state(DRIFT, self._baselines.load_drift)
        self._crowd = CrowdBaseline()
        store.load_state(MEMORY, self._crowd.load)
        self._pages = PageFolder(session.folder)
        self._looks = PageLooks(self._pages, utc_now)
        self._looking: asyncio.Task[None] | None = None
        self._totals: Totals | None = None
        """What the last 7 days came to; `None` if the history cannot be read."""
        self._checks_since_counted = 0
        self._log = UpdateLog()
        self._show_last()
        self._backoff = host_backoff(session.folder, settings, utc_now)
        self._checker = self._new_checker()
        self._checker.distrusted = self._baselines.distrusted
        self._recall_user_error()
        self._notifier: Notifier | None = None
        if self._listener.notify is not None:
            self._notifier = Notifier(store, self._listener.notify, self._listener.on_modes)
        self._judged: JudgedCheck | None = None
        """The last check of this life."""
        self._silence: asyncio.TimerHandle | None = None
        """Until notices may pop up again, where one is held back."""
        self._messenger: Messenger | None = None
        self._loop = CheckLoop(
            self._checker,
            self._tracker,
            self._follow,
            utc_now,
            settings.interval_s,
            self._listener.on_check_begin,
            self._backoff.overridden,
            self._paused_until,
        )

    async def run(self) -> None:
        """Until cancelled."""
        try:
            await self._loop.run()
        finally:
            if self._silence is not None:
                self._silence.cancel()
            if self._looking is not None:  # its browser ends with it
                self._looking.cancel()
                await asyncio.gather(self._looking, return_exceptions=True)
            if self._messenger is not None:
                await self._messenger.close()

    def carry_out(self, command: commands.Command) -> None:
        """Raises TrayappError if the history cannot be deleted."""
        notifier = self._notifier
        match command:
            case commands.CheckNow():
                self._loop.check_now()
            case commands.SeeError(at):
                self._store.record_user_error(at)  # the next check may never come
                self._checker.sources.record_user_error(at)
                self._listener.on_history_changed()
                self._loop.check_now()
            case commands.SeePage():
                self._begin_look(is_asked_for=True)
            case commands.UndoError(at):
                self._store.forget_user_error(at)
                self._checker.sources.record_user_error(None)
                self._listener.on_history_changed()
            case commands.Annotate(begin, note):
                self._store.annotate(begin, note)
                self._listener.on_history_changed()
            case commands.Count(begin, is_counted):
                self._store.count(begin, is_counted=is_counted)
                self._count_totals(is_due=True)
                self._listener.on_history_changed()
            case commands.DeleteAll():
                self._looks.delete_all()
                self._store.delete_all()
                self._count_totals(is_due=True)
                self._listener.on_history_changed()
            case _ if notifier is None:  # all others come from the tray, and nobody is in it
                return
            case commands.Pause(until):
                notifier.set_modes(replace(notifier.modes, paused_until=until))
                self._loop.follow_pause()
            case commands.Mute(until):
                notifier.set_modes(replace(notifier.modes, muted_until=until))
                self._sum_up_in_time()
            case commands.TellWhenBack(is_wanted):
                notifier.set_modes(replace(notifier.modes, is_back_wanted=is_wanted))

    def _paused_until(self) -> datetime | None:
        """Where there is nobody to notify, nobody is in the tray either, where a pause could be ended."""
        return None if self._notifier is None else self._notifier.modes.paused_until

    def use_settings(self, before: Settings) -> None:
        """Those of the session have changed."""
        settings = self._session.settings
        self._store.retention = timedelta(days=settings.keep_days)
        self._backoff.pace_s = settings.interval_s
        is_asking_otherwise = any(getattr(before, n) != getattr(settings, n) for n in CHANGES_CHECKS)
        self._loop.use(settings.interval_s, self._replace_checker if is_asking_otherwise else None)
        self._sum_up_in_time()

    def _new_checker(self) -> Checker:
        return make_checker(self._session.settings, utc_now, self._adapt, self._crowd, self._backoff)

    def _adapt(
        self, at: datetime, surfaces: tuple[SurfaceResult, ...], controls: tuple[ControlResult, ...]
    ) -> tuple[SurfaceResult, ...]:
        """Beside what is usual here, and with what a browser showed."""
        usual = self._baselines.adapt(at, surfaces, controls)
        return self._looks.added_to(at, usual, self._checker.sources.evidence(at))

    def _begin_look(self, *, is_asked_for: bool) -> None:
        """Look at X through the user's browser, beside the checks, unless it is looking already."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(is_asked_for=is_asked_for))

    async def _look(self, *, is_asked_for: bool) -> None:
        found: SurfaceResult | TrayappError = TrayappError("checks_failed")  # if it ends by a bug
        try:
            seen = await self._looks.look(self._session.settings, is_asked_for=is_asked_for)
            found = seen.result
            if seen.picture:
                self._pages.add(utc_now(), seen.picture, self._incident_begin())
        except BrowserError as error:
            _log.info("no browser could look at X: %s", error.code)
            found = error
        finally:
            if is_asked_for:
                self._listener.on_look(found)
        # What it lost counts only beside hosts that are not X's.
        if not isinstance(found, TrayappError) and (is_asked_for or not self._is_paused()):
            self._loop.check_now(is_overriding=is_asked_for)

    def _incident_begin(self) -> datetime | None:
        """Of the one that goes on."""
        incident = self._tracker.state.open
        return incident.begin if incident is not None else None

    def _is_look_due(self, judged: JudgedCheck) -> bool:
        """Whether to look of our own accord: never while that costs, or while paused."""
        is_allowed = self._session.settings.browser_on_suspicion
        if not is_allowed or self._loop.is_metered or self._is_paused():
            return False
        return self._looks.is_due(judged, self._incident_begin())

    def _is_paused(self) -> bool:
        until = self._paused_until()
        return until is not None and until > utc_now()

    def _replace_checker(self) -> Checker:
        former, self._checker = self._checker, self._new_checker()
        self._checker.go_on_from(former)
        return self._checker

    def _follow(self, judged: JudgedCheck, events: list[Event]) -> None:
        """What one check leads to: it is learned from, recorded, shown, and told of, in this order."""
        self._baselines.follow(judged)
        self._checker.distrusted = self._baselines.distrusted
        reports = self._checker.sources.reports_since_last_check()
        notices: tuple[Notice, ...] = ()
        memory = self._baselines.unsaved() + self._crowd.unsaved()
        if self._notifier is not None:
            notices = self._notifier.follow(judged, events, self._tracker, self._session.settings, reports)
            memory += self._notifier.memory()
        messenger = self._team_s_messenger()
        if messenger is not None:
            messenger.follow(judged, self._tracker, self._session.settings)
            memory += messenger.memory()
        self._store.record(judged, events, CheckExtras(notices, reports, memory=memory))
        if judged.verdict.name is VerdictName.UP:  # in good times there is time to tidy up
            self._store.prune(judged.check.at)
            self._pages.prune(judged.check.at - self._store.retention)
        self._count_totals(is_due=bool(events))
        update = replace(
            self._update(judged, events),
            missing=self._baselines.missing,
            sources=self._checker.sources.health(),
            reports=reports,
            needs_update=self._baselines.needs_update,
            proxy_trouble=self._checker.proxy_trouble,
            message_trouble=messenger.trouble if messenger is not None else None,
            next_at=utc_now() + timedelta(seconds=self._loop.pause_s),
        )
        self._log.record(update)
        self._tell(update)
        if self._notifier is not None:
            watched_s = self._totals.watched_s if self._totals is not None else None
            self._notifier.hand_out(notices, watched_s)
            self._judged = judged
            self._sum_up_in_time()
        if self._is_look_due(judged):
            self._begin_look(is_asked_for=False)
        if messenger is not None:
            messenger.hand_out()

    def _sum_up_in_time(self) -> None:
        """Tell what was held back once mute and quiet hours end: the next check may be an hour away."""
        if self._silence is not None:
            self._silence.cancel()
        notifier, judged, now = self._notifier, self._judged, utc_now()
        if notifier is None or judged is None:
            return
        left = notifier.held_for(now, self._session.settings)
        if left is None:
            return
        if left > timedelta():
            self._silence = asyncio.get_running_loop().call_later(left.total_seconds(), self._sum_up_in_time)
            return
        if notices := notifier.sum_up(now, judged, self._tracker):
            self._store.record_notices(notices, notifier.memory())
            notifier.hand_out(notices, None)

    def _team_s_messenger(self) -> Messenger | None:
        """Who tells the team, if anybody is to be told."""
        settings = self._session.settings
        is_wanted = settings.command or any(getattr(settings, name) != "off" for name in TEAM)
        if self._messenger is None and is_wanted:
            from trayapp.watch.messenger import Messenger

            self._messenger = Messenger(self._store)
        return self._messenger

    def _show_last(self) -> None:
        """Show at once what was known last: the first check takes a moment."""
        self._count_totals(is_due=True)
        last = read_history(self._session.folder, Summary.last)
        if last is not None:
            self._tell(replace(self._update(last, []), is_old=True))

    def _tell(self, update: Update) -> None:
        if (metrics := self._session.metrics) is not None:
            metrics.record_check(update)
            update = replace(update, metrics_trouble=metrics.trouble)
        self._listener.on_check(update)

    def _recall_user_error(self) -> None:
        """What the user saw a moment before this life began counts in it, too."""
        now = utc_now()
        marks = read_history(self._session.folder, lambda s: s.marks(now - EVIDENCE_COUNTS_FOR, now))
        if marks:
            self._checker.sources.record_user_error(marks[-1])

    def _update(self, judged: JudgedCheck, events: list[Event]) -> Update:
        incident, unseen_since = self._tracker.state.open, self._tracker.state.unseen_since
        recurrence = self._tracker.recurrence(incident) if incident else None
        return Update(judged, tuple(events), incident, recurrence, self._totals, unseen_since)

    def _count_totals(self, *, is_due: bool) -> None:
        self._checks_since_counted += 1
        if is_due or self._checks_since_counted >= _COUNTED_EVERY_CHECKS:
            self._checks_since_counted = 0
            since = utc_now() - _TOTALS_WINDOW
            self._totals = read_history(self._session.folder, lambda s: s.totals(since))
