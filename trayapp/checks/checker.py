"""One check: surfaces, controls and sources asked in one wave, and what that wave brought, judged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto

from trayapp.checks.probe import Surface
from trayapp.checks.wave import Wave
from trayapp.clock import Now
from trayapp.computer.addresses import own_addresses
from trayapp.domain.codes import VerdictName
from trayapp.domain.records import Check, ControlResult, JudgedCheck, SurfaceResult
from trayapp.domain.verdict import decide
from trayapp.net.exchange import Client
from trayapp.sources.pool import SourcePool

Adapt = Callable[[datetime, tuple[SurfaceResult, ...], tuple[ControlResult, ...]], tuple[SurfaceResult, ...]]
"""Sets what surfaces and all controls answered at a moment beside what is usual, before it is judged."""


class Depth(Enum):
    """How much one check asks from the start; what fails has more asked in any case."""

    SPARING = auto()
    """The core surfaces, lightly, and two https hosts that are not X's if these fail or are late: the network
    is too poor for more."""
    GENTLE = auto()
    """As that, and if X answers the parts after it, two at a time: the network is slow."""
    LIGHT = auto()
    """The core surfaces, as little as shows that they work."""
    SURFACES = auto()
    """All surfaces in full."""
    EVERYTHING = auto()
    """Surfaces and controls in one wave."""


class Checker:
    """Makes checks, one at a time, on one event loop. `adapt` is told what was seen before it is judged.

    Attributes:
        interval_s: the pace now in force, as each check tells it.
        distrusted: controls that count for nothing just now; they are asked all the same.
    """

    def __init__(
        self,
        client: Client,
        surfaces: Iterable[Surface],
        sources: SourcePool,
        now: Now,
        interval_s: float,
        adapt: Adapt = lambda _, surfaces, __: surfaces,
    ) -> None:
        self.sources = sources
        self._client = client
        self._surfaces = tuple(surfaces)
        self._last: JudgedCheck | None = None
        self._now = now
        self.interval_s = interval_s
        self.distrusted: frozenset[str] = frozenset()
        self._adapt = adapt

    def go_on_from(self, former: Checker) -> None:
        """Know what this one knew, whose place it takes: under other settings, that is."""
        self._last = former._last
        self.distrusted = former.distrusted
        self.sources.go_on_from(former.sources)

    @property
    def proxy_trouble(self) -> tuple[str, str] | None:
        """What the user should know of the proxy that their desktop names: its code, and a value."""
        trouble = self._client.proxies.trouble
        return None if trouble is None else (trouble.code, trouble.value)

    async def is_network_up(self) -> bool:
        """Whether any host that is not X's answers as it must."""
        if not self._surfaces:
            return True
        async with asyncio.TaskGroup() as group:
            wave = Wave(self._client, group, self._now, self.distrusted)
            wave.ask_controls()
        return any(control.is_ok for control in wave.controls())

    async def check(self, depth: Depth) -> JudgedCheck:
        """Make one check. Never raises for anything the network does; at most some 20 s long.

        Whatever the depth, a surface that fails has the controls asked in the same check, and one that is
        lost is asked again, with other resolvers asked if it has no name or no way. Sources are asked as soon
        as a core surface fails, and from the start if the last check was not up or anybody reports trouble;
        but none while the network is down, or in a check that spares it.
        """
        await self._client.proxies.refresh()
        before = own_addresses()
        judged = await self._check(depth)
        if own_addresses() != before:
            # The cable was pulled or the network changed half way: what was under way failed for that.
            return await self._check(depth)
        return judged

    async def _check(self, depth: Depth) -> JudgedCheck:
        at = self._now()
        last = self._last
        was_bad = last is not None and last.verdict.name is not VerdictName.UP
        trouble_since = (last.check.trouble_since if last and was_bad else None) or at
        is_full = depth in (Depth.SURFACES, Depth.EVERYTHING)
        are_parts_asked = is_full or depth is Depth.GENTLE
        surfaces = [surface for surface in self._surfaces if are_parts_asked or surface.is_core]
        is_sparing = depth in (Depth.SPARING, Depth.GENTLE)
        async with asyncio.TaskGroup() as group:
            wave = Wave(self._client, group, self._now, self.distrusted, is_sparing=is_sparing)
            if depth is Depth.EVERYTHING and surfaces:  # with nothing to watch ask nobody
                wave.ask_controls()
            if was_bad or self.sources.is_trouble_reported(at):
                wave.suspect()
            # To a program that has just begun every trouble is new: it does not know when this one began.
            known_since = None if last is None else trouble_since
            asking = group.create_task(wave.ask_sources(self.sources, known_since))
            await wave.ask_surfaces(surfaces, is_full)
            await wave.ask_lost_again(surfaces, is_full)
            # Nobody suspects X, or the network does not carry: they would wait for ever.
            if not wave.may_ask_sources.is_set():
                asking.cancel()
        check = Check(
            at,
            self.interval_s,
            self._adapt(at, wave.results(surfaces), wave.all_controls()),
            wave.controls(),
            second_look=wave.second_look,
            trouble_since=trouble_since,
            own_trouble=wave.own_trouble,
            left_alone=wave.left_alone,
        )
        evidence = self.sources.evidence(at)
        verdict = decide(check, evidence)
        if verdict.name is VerdictName.UP:
            # Where there is no trouble none has begun, unless what was said before would make it one again.
            calm = replace(check, trouble_since=None)
            calm_verdict = decide(calm, evidence)
            if calm_verdict.name is VerdictName.UP:
                check, verdict = calm, calm_verdict
        self._last = JudgedCheck(check, evidence, verdict)
        return self._last
