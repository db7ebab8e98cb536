"""One check: all surfaces at once, and what their answers make us ask about the own line, and others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum, auto
from typing import Protocol, Self

from trayapp.clock import Now
from trayapp.domain.facts import fails, has_foreign_certificate, is_ok, is_out_of_reach, is_reached
from trayapp.domain.records import (
    CUSTOM_SURFACE,
    PROXY_DETAIL,
    Check,
    ControlResult,
    Evidence,
    JudgedCheck,
    SurfaceResult,
    VerdictName,
)
from trayapp.domain.reports import Report, SourceHealth
from trayapp.domain.verdict import decide
from trayapp.probing.exchange import Client
from trayapp.probing.network import own_addresses
from trayapp.probing.own_line import CONTROLS_COUNT, DohInquiry, ask_controls
from trayapp.probing.probe import Surface

_log = logging.getLogger(__name__)


Adapt = Callable[[datetime, tuple[SurfaceResult, ...]], tuple[SurfaceResult, ...]]
"""Sets what was seen at a moment beside what is usual, before it is judged."""


class Others(Protocol):
    """Outside voices, as a check and the watching see them; `trayapp.sources.voices` has them."""

    def evidence(self, at: datetime) -> tuple[Evidence, ...]:
        """What they said that counts at this moment."""

    def is_trouble_reported(self, at: datetime) -> bool:
        """Whether one of them reports trouble, the user included."""

    async def ask_on_suspicion(self) -> None:
        """Ask them all, each as its limits allow."""

    async def poll(self) -> None:
        """Ask some of them now and then, until cancelled."""

    def note_user(self) -> None:
        """The user sees an error, now."""

    def go_on_from(self, former: Self) -> None:
        """Remember what these were told, whose place they take."""

    def health(self) -> tuple[SourceHealth, ...]:
        """How each of them is doing."""

    def reports_since_last_check(self) -> tuple[Report, ...]:
        """What is worth keeping of what they said since this was called last."""


class Depth(Enum):
    """How much one check asks from the start."""

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
    """

    def __init__(
        self,
        client: Client,
        surfaces: Iterable[Surface],
        others: Others,
        now: Now,
        interval_s: float,
        adapt: Adapt = lambda _, results: results,
    ) -> None:
        self.others = others
        self._client = client
        self._surfaces = tuple(surfaces)
        self._was_up = True
        self._now = now
        self.interval_s = interval_s
        self._adapt = adapt

    def go_on_from(self, former: Checker) -> None:
        """Know what this one knew, whose place it takes: under other settings, that is."""
        self._was_up = former._was_up
        self.others.go_on_from(former.others)

    async def is_line_up(self) -> bool:
        """Whether any host that is not X's answers as it must."""
        if not self._surfaces:
            return True
        return any(is_ok(control) for control in await ask_controls(self._client, self._now))

    async def check(self, depth: Depth) -> JudgedCheck:
        """Make one check. Never raises for anything the network does; at most some 20 s long.

        Whatever the depth, a surface that fails has the controls asked in the same check, and a core surface
        that is lost has other resolvers asked. Others are asked as soon as a core surface fails, and from the
        start if the last check was not up or anybody reports trouble; but nobody while the line is down.
        """
        before = own_addresses()
        judged = await self._check(depth)
        if own_addresses() != before:
            # The cable was pulled or the network changed half way: what was under way failed for that.
            return await self._check(depth)
        return judged

    async def _check(self, depth: Depth) -> JudgedCheck:
        at = self._now()
        is_full = depth is not Depth.LIGHT
        surfaces = [surface for surface in self._surfaces if is_full or surface.core_hosts]
        async with asyncio.TaskGroup() as group:
            wave = _Wave(self._client, group, self._now)
            if depth is Depth.EVERYTHING and surfaces:  # with nothing to watch nobody need be asked
                wave.ask_controls()
            if not self._was_up or self.others.is_trouble_reported(at):
                wave.suspect()
            looks = [group.create_task(wave.look(surface, is_full)) for surface in surfaces]
            others = group.create_task(wave.ask_others(self.others))
            if not await wave.answers(looks):
                others.cancel()
        seen = tuple(result for look in looks if (result := look.result()) is not None)
        check = Check(at, self.interval_s, self._adapt(at, seen), wave.controls())
        evidence = self.others.evidence(at)
        verdict = decide(check, evidence)
        self._was_up = verdict.name is VerdictName.UP
        return JudgedCheck(check, evidence, verdict)


class _Wave:
    """What is under way for one check."""

    def __init__(self, client: Client, group: asyncio.TaskGroup, now: Now) -> None:
        self._client = client
        self._group = group
        self._now = now
        self._doh = DohInquiry(client, group)
        self._controls: asyncio.Task[tuple[ControlResult, ...]] | None = None
        self._is_suspicious = False
        self._is_line_up = False
        self._fine_controls = 0
        self._may_ask_others = asyncio.Event()

    def ask_controls(self) -> None:
        if self._controls is None:
            asked = ask_controls(self._client, self._now, self._note_control)
            self._controls = self._group.create_task(asked)

    def suspect(self) -> None:
        """X may be in trouble: others shall be asked, once the line turns out to be up."""
        self._is_suspicious = True
        self._consider()

    async def look(self, surface: Surface, is_full: bool) -> SurfaceResult | None:
        """One surface's answer. If it fails, the own line is asked about at once."""
        try:
            result = await surface.look(self._client, is_full)
        except Exception:  # noqa: BLE001 - a bug in one surface shall cost that surface alone
            _log.exception("%s could not be looked at", surface.id)
            return None
        if fails(result):
            self.ask_controls()
            if surface.core_hosts:
                self.suspect()
        if _is_lost(result):
            self._doh.ask_about(surface.core_hosts)
        # The user's own address may be a neighbour's.
        if is_reached(result) and result.id != CUSTOM_SURFACE:
            self._line_is_up()
        return result

    async def ask_others(self, others: Others) -> None:
        """Wait for suspicion and for a sign that the line is up, then ask them."""
        await self._may_ask_others.wait()
        await others.ask_on_suspicion()

    async def answers(self, looks: Iterable[asyncio.Task[SurfaceResult | None]]) -> bool:
        """Wait for all surfaces and controls. Whether others are being asked, or were."""
        await asyncio.gather(*looks)
        if self._controls is not None:
            await self._controls
        return self._may_ask_others.is_set()

    def _note_control(self, control: ControlResult) -> None:
        self._fine_controls += is_ok(control)
        if 2 * self._fine_controls > CONTROLS_COUNT:  # a portal lets some pass
            self._line_is_up()

    def _line_is_up(self) -> None:
        self._is_line_up = True
        self._consider()

    def _consider(self) -> None:
        if self._is_suspicious and self._is_line_up:
            self._may_ask_others.set()

    def controls(self) -> tuple[ControlResult, ...]:
        return (*(self._controls.result() if self._controls else ()), *self._doh.results(self._now))


def _is_lost(result: SurfaceResult) -> bool:
    """Whether other resolvers may know why: no name, no way, or a stranger's certificate.

    Behind a proxy they cannot: the names are looked up there.
    """
    if result.via_proxy or result.detail == PROXY_DETAIL:
        return False
    return is_out_of_reach(result) or has_foreign_certificate(result)
