"""The loop that checks again and again: at its pace, sooner when that tells more, and when somebody asks."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import datetime

from trayapp.checks.checker import Checker, Depth
from trayapp.clock import Now
from trayapp.computer.network import follow_network
from trayapp.computer.system_bus import SleepClock, follow_metered, follow_sleep
from trayapp.domain.codes import VerdictName
from trayapp.domain.records import Check, JudgedCheck
from trayapp.domain.tracker import Event, Tracker
from trayapp.domain.verdict import decide
from trayapp.watch.pace import Pace

_log = logging.getLogger(__name__)

# A computer that has just woken up is often without a network for some seconds: that is no outage.
_WAIT_FOR_NETWORK_S = 30.0
_NETWORK_TRIED_EVERY_S = 3.0

# Some program may write the settings file all the time.
_OTHER_SETTINGS_EVERY_S = 30.0

# By a clock that stands still during sleep: a computer that was to sleep and has run for so long since is
# awake, even if nobody said so.
_ASLEEP_AT_MOST_S = 60.0


class CheckLoop:
    """Checks for as long as it runs, on one event loop, from which it calls:

    `on_check_begin` before each check, `on_check` with what came of it and what that changed. In the context
    that `overridden_waits` makes nobody need be left alone: a check that is asked for asks them once. Before
    the moment that `paused_until` says, it makes no checks of its own accord; after a change, `follow_pause`.

    Attributes:
        pause_s: while `on_check` is called, how long it waits for the next check then, if nothing happens.
    """

    def __init__(
        self,
        checker: Checker,
        tracker: Tracker,
        on_check: Callable[[JudgedCheck, list[Event]], None],
        now: Now,
        interval_s: float,
        on_check_begin: Callable[[], None] = lambda: None,
        overridden_waits: Callable[[], AbstractContextManager[None]] = nullcontext,
        paused_until: Callable[[], datetime | None] = lambda: None,
    ) -> None:
        self._checker = checker
        self._tracker = tracker
        self._on_check = on_check
        self._on_check_begin = on_check_begin
        self._overridden_waits = overridden_waits
        self._paused_until = paused_until
        self._now = now
        self._pace = Pace(interval_s)
        self.pause_s = interval_s
        self._make_checker: Callable[[], Checker] | None = None
        """Another one, from the next check on."""
        self._soon: asyncio.TimerHandle | None = None
        self._other_settings_at_s = -math.inf
        """When other settings made a check last, by the loop's clock."""
        self._wake = asyncio.Event()
        self._is_wanted = False
        self._is_overriding = False
        self._is_awake = asyncio.Event()
        self._is_awake.set()
        self._has_woken = False
        self._sleep_clock = SleepClock()
        self._under_way: asyncio.Task[JudgedCheck] | None = None
        self._polls: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Until cancelled."""
        following = (
            asyncio.create_task(follow_network(self._change_network)),
            asyncio.create_task(follow_sleep(self._sleep)),
            asyncio.create_task(follow_metered(self._use_metered)),
        )
        try:
            while True:
                await self._rest()
                judged = await self._undisturbed_check()
                if judged is not None:
                    self._pace.record(judged)
                    events = self._tracker.follow(judged)
                    self.pause_s = self._pace.pause_s(judged.check.interval_s, self._tracker.state)
                    self._on_check(judged, events)
                    # Only now: recording it may have brought back a pause of an earlier life's.
                    # With nothing of X to watch nobody's word of it is of use.
                    is_watching = bool(judged.check.surfaces)
                    self._let_poll(is_watching and judged.verdict.name is not VerdictName.OFFLINE)
                    await self._wait(self.pause_s)
        finally:
            self._let_poll(False)
            if self._soon is not None:
                self._soon.cancel()
            for each in following:
                each.cancel()

    @property
    def is_metered(self) -> bool:
        """Whether what is sent costs the user something."""
        return self._pace.is_metered

    def check_now(self, *, is_overriding: bool = True) -> None:
        """Make a check at once and ask everything; while one runs, after it. From the loop's thread.

        It neither waits for a pause to end nor ends it. Who wants to be left alone is asked, too, but once;
        or not at all, if it is not `is_overriding` that.
        """
        self._is_wanted = True
        self._is_overriding |= is_overriding
        self._is_awake.set()
        self._wake.set()

    def follow_pause(self) -> None:
        """The user has begun a pause, or ended it: check at once where none is left. From the loop's thread.

        By the clock on the wall: a pause until tomorrow is over when the computer wakes up tomorrow.
        """
        if self._paused_until() is None:
            self.check_now()
        else:
            self._let_poll(False)
            self._wake.set()

    def use(self, interval_s: float, make_checker: Callable[[], Checker] | None) -> None:
        """Other settings: another pace, and another checker if one is to be made. From the loop's thread.

        They are in force from the next check on. It comes at once if there is another checker, and then in
        full, or if the pace is quicker; but one in 30 s at most. `make_checker` is called right before it.
        """
        is_sooner = interval_s < self._pace.set_interval_s
        self._pace.set_interval_s = interval_s
        self._hand_on_pace()
        self._make_checker = make_checker or self._make_checker
        if (make_checker is not None or is_sooner) and self._soon is None:
            loop = asyncio.get_running_loop()
            at_s = max(loop.time(), self._other_settings_at_s + _OTHER_SETTINGS_EVERY_S)
            self._soon = loop.call_at(at_s, self._wake.set)

    def _use_other_settings(self) -> None:
        """Right before a check, whatever it is made for."""
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
            self._other_settings_at_s = asyncio.get_running_loop().time()
        if self._make_checker is not None:
            self._let_poll(False)
            self._checker, self._make_checker = self._make_checker(), None
            self._hand_on_pace()
            self._pace.start_over()

    def _use_metered(self, is_metered: bool) -> None:
        """From the next check on: what the last one told of the pace until then stays true."""
        self._pace.is_metered = is_metered
        self._hand_on_pace()
        if not is_metered:  # that next one may be an hour away
            self._wake.set()

    def _hand_on_pace(self) -> None:
        """Each check tells the pace that is in force: what is kept of it says for how long it stands."""
        self._checker.interval_s = self._pace.interval_s

    async def _wait(self, seconds: float) -> None:
        """Until then, or until woken. The loop's clock stands still while the computer sleeps (Linux)."""
        # Not wait_for(): before Python 3.12 that swallows a cancelling that comes with the waking.
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    def _pause_left_s(self) -> float:
        until = self._paused_until()
        return 0.0 if until is None else (until - self._now()).total_seconds()

    def _change_network(self) -> None:
        if self._pause_left_s() <= 0:
            self.check_now()

    def _sleep(self, begins: bool) -> None:
        """The computer falls asleep, or has woken up."""
        if begins:
            self._is_awake.clear()
            self._let_poll(False)
            if self._under_way is not None:
                self._under_way.cancel()
        else:
            self._has_woken = True
            self._is_awake.set()
            self._wake.set()

    def _let_poll(self, is_wanted: bool) -> None:
        """Have sources asked now and then, beside the checks, or no longer: not during a pause."""
        if not is_wanted or self._pause_left_s() > 0:
            if self._polls is not None:
                self._polls.cancel()
                self._polls = None
        elif self._polls is None:
            self._polls = asyncio.create_task(self._checker.sources.poll())

    async def _rest(self) -> None:
        """Wait while paused or asleep, and after waking for the network."""
        while not self._is_wanted and (left_s := self._pause_left_s()) > 0:
            self._wake.clear()
            await self._wait(left_s)
        with suppress(TimeoutError):
            async with asyncio.timeout(_ASLEEP_AT_MOST_S):
                await self._is_awake.wait()
        self._is_awake.set()
        if self._sleep_clock.has_slept() or self._has_woken:
            self._has_woken = False
            self._is_wanted = True
            self._let_poll(False)
            await self._wait_for_network()

    async def _wait_for_network(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_WAIT_FOR_NETWORK_S):
                while not await self._checker.is_network_up():  # noqa: ASYNC110 - nobody announces it
                    await asyncio.sleep(_NETWORK_TRIED_EVERY_S)

    async def _undisturbed_check(self) -> JudgedCheck | None:
        """A check; `None` if the computer fell asleep over it, for then it says nothing."""
        self._on_check_begin()
        self._use_other_settings()
        state = self._tracker.state
        depth = self._pace.next_depth(is_wanted=self._is_wanted, is_incident_open=state.open is not None)
        overridden_waits = self._overridden_waits if self._is_overriding else nullcontext
        self._is_wanted = self._is_overriding = False
        self._wake.clear()
        self._under_way = asyncio.create_task(self._check(depth))
        try:
            with overridden_waits():
                judged = await self._under_way
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():  # it is we who are to end, not the check alone
                raise
            return None
        finally:
            self._under_way.cancel()  # it runs on by itself where it is we who are to end
            self._under_way = None
        if self._sleep_clock.has_slept():  # and nobody announced it: it is noticed here at the latest
            self._has_woken = True
            return None
        return judged

    async def _check(self, depth: Depth) -> JudgedCheck:
        at = self._now()
        try:
            return await self._checker.check(depth)
        except Exception:  # noqa: BLE001 - a bug in one check must not end the watching
            _log.exception("a check failed")
            # Nothing is known of this moment.
            nothing = Check(at, self._checker.interval_s)
            return JudgedCheck(nothing, (), decide(nothing))
