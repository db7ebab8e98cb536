"""How soon the next check comes and how much it asks, by what the last ones found."""

from __future__ import annotations

import random

from trayapp.checks.checker import Depth
from trayapp.domain.codes import CORE_SURFACES, PAGE_SURFACE, Cause, VerdictName
from trayapp.domain.latency import host_ms, may_be_slow
from trayapp.domain.records import JudgedCheck, Verdict
from trayapp.domain.tracker import SEVERITY, TrackerState

# Checks of many computers that were started by one morning shall not stay in step.
_JITTER_RATIO = 0.1

# On a calm day four checks of five ask only the core, and lightly; nine of ten on a network that has lost
# some of it lately, where much of a full check has to be asked for again and again.
_FULL_EVERY = 5
_FULL_EVERY_ON_A_LOSSY_NETWORK = 10

# On such a network our own questions would be most of what it carries: until X answers, few are asked.
_POOR = frozenset({Cause.POOR_LINE, Cause.HTTPS_BROKEN})

# After the first check with trouble the next come so soon, to confirm it or to show that it was a blip.
_AFTER_TROUBLE_S = (15.0, 30.0)
# After the first good one inside an incident.
_AFTER_GOOD_S = 30.0

# On a metered network a quarter of the checks, which is some 10 MB a day of the 40 that one a minute may
# take. Not longer than the longest that can be set: trouble is to be seen within the hour.
_METERED_FACTOR = 4
_METERED_AT_MOST_S = 3600.0

# So long the core takes at 48 kbit/s, where most of six surfaces at once are lost, and the controls, too.
_SLOW_FROM_MS = 800.0


class Pace:
    """Chooses for each check what it asks, and how long to wait after it. Reads no clock.

    Attributes:
        set_interval_s: seconds from one check to the next, as the settings have it.
        is_metered: whether what is sent costs the user something.
    """

    def __init__(self, interval_s: float) -> None:
        self.set_interval_s = interval_s
        self.is_metered = False
        # Of the last check; `None` before the first, and before the first under other settings.
        self._verdict: Verdict | None = None
        self._light_checks = 0  # in a row, up to now
        # Checks since one that lost something of X or took long over it, and found no fault with X.
        self._since_loss = _FULL_EVERY_ON_A_LOSSY_NETWORK
        self._is_network_poor = False
        self._is_network_slow = False

    @property
    def interval_s(self) -> float:
        """Seconds from one check to the next, as in force now."""
        longer_s = min(self.set_interval_s * _METERED_FACTOR, _METERED_AT_MOST_S)
        return longer_s if self.is_metered else self.set_interval_s

    def start_over(self) -> None:
        """Let the next check ask everything, as a program's first: it is made under other settings."""
        self._verdict = None

    def record(self, judged: JudgedCheck) -> None:
        """Go by this check from now on."""
        self._verdict = judged.verdict
        surfaces = judged.check.surfaces
        core = [result for result in surfaces if result.id in CORE_SURFACES]
        # Something was lost, or took as long as on a network that is slow for all; not for a fault of X's.
        is_network_weak = judged.verdict.name not in SEVERITY and (
            any(result.lost for result in surfaces if result.id != PAGE_SURFACE) or may_be_slow(core)
        )
        self._since_loss = 0 if is_network_weak else self._since_loss + 1
        self._is_network_slow = any(host_ms(result) > _SLOW_FROM_MS for result in core)
        is_offline = judged.verdict.name is VerdictName.OFFLINE
        # Of a network that is being spared, little more is known than that nothing comes through.
        self._is_network_poor = judged.verdict.cause in _POOR or (self._is_network_poor and is_offline)

    def next_depth(self, *, is_wanted: bool, is_incident_open: bool) -> Depth:
        """How much the next check asks: all of it if it `is_wanted`. To be called once for each."""
        depth = Depth.EVERYTHING if is_wanted else self._chosen_depth(is_incident_open)
        self._light_checks = self._light_checks + 1 if depth in (Depth.LIGHT, Depth.SPARING) else 0
        return depth

    def _chosen_depth(self, is_incident_open: bool) -> Depth:
        verdict = self._verdict
        if verdict is None:
            return Depth.EVERYTHING
        if self._is_network_poor:
            return Depth.SPARING
        is_lossy = self._since_loss < _FULL_EVERY_ON_A_LOSSY_NETWORK
        is_due = self._light_checks + 1 >= (_FULL_EVERY_ON_A_LOSSY_NETWORK if is_lossy else _FULL_EVERY)
        is_calm = verdict.name is VerdictName.UP and not is_incident_open
        if is_calm and is_due:
            return Depth.GENTLE if is_lossy and self._is_network_slow else Depth.SURFACES
        is_unclear_for_loss = verdict.cause is Cause.UNCLEAR and self._since_loss == 0
        if not is_due and (is_unclear_for_loss or (is_lossy and is_calm)):
            return Depth.SPARING
        return Depth.LIGHT if is_calm else Depth.EVERYTHING

    def pause_s(self, interval_s: float, state: TrackerState) -> float:
        """Seconds until the next check, if nothing happens; at most the interval that the last one told,
        give or take a tenth."""
        if state.open is None and 0 < state.bad_in_row <= len(_AFTER_TROUBLE_S):
            return min(interval_s, _AFTER_TROUBLE_S[state.bad_in_row - 1])
        if state.open is not None and state.good_since == state.last_at:
            return min(interval_s, _AFTER_GOOD_S)
        return interval_s * random.uniform(1 - _JITTER_RATIO, 1 + _JITTER_RATIO)  # noqa: S311
