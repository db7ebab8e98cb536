"""One check: all surfaces at once, and the questions about the own line that their answers raise."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum, auto

from trayapp.clock import Now
from trayapp.domain.facts import fails, has_foreign_certificate, is_ok, is_out_of_reach
from trayapp.domain.records import PROXY_DETAIL, Check, ControlResult, JudgedCheck, SurfaceResult
from trayapp.domain.verdict import decide
from trayapp.probing.exchange import Client
from trayapp.probing.network import own_addresses
from trayapp.probing.own_line import DohInquiry, ask_controls
from trayapp.probing.probe import Surface

_log = logging.getLogger(__name__)


Adapt = Callable[[datetime, tuple[SurfaceResult, ...]], tuple[SurfaceResult, ...]]
"""Sets what was seen at a moment beside what is usual, before it is judged."""


class Depth(Enum):
    """How much one check asks from the start."""

    LIGHT = auto()
    """The core surfaces, as little as shows that they work."""
    SURFACES = auto()
    """All surfaces in full."""
    EVERYTHING = auto()
    """Surfaces and controls in one wave."""


class Checker:
    """Makes checks, one at a time, on one event loop. `adapt` is told what was seen before it is judged."""

    def __init__(
        self,
        client: Client,
        surfaces: Iterable[Surface],
        now: Now,
        interval_s: float,
        adapt: Adapt = lambda _, results: results,
    ) -> None:
        self._client = client
        self._surfaces = tuple(surfaces)
        self._now = now
        self._interval_s = interval_s
        self._adapt = adapt

    async def is_line_up(self) -> bool:
        """Whether any host that is not X's answers as it must."""
        if not self._surfaces:
            return True
        return any(is_ok(control) for control in await ask_controls(self._client, self._now))

    async def check(self, depth: Depth) -> JudgedCheck:
        """Make one check. Never raises for anything the network does; at most some 20 s long.

        Whatever the depth, a surface that fails has the controls asked in the same check, and a core surface
        that is lost has other resolvers asked.
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
            looks = [group.create_task(wave.look(surface, is_full)) for surface in surfaces]
        seen = tuple(result for look in looks if (result := look.result()) is not None)
        check = Check(at, self._interval_s, self._adapt(at, seen), wave.controls())
        return JudgedCheck(check, (), decide(check))


class _Wave:
    """What is under way for one check."""

    def __init__(self, client: Client, group: asyncio.TaskGroup, now: Now) -> None:
        self._client = client
        self._group = group
        self._now = now
        self._doh = DohInquiry(client, group)
        self._controls: asyncio.Task[tuple[ControlResult, ...]] | None = None

    def ask_controls(self) -> None:
        if self._controls is None:
            self._controls = self._group.create_task(ask_controls(self._client, self._now))

    async def look(self, surface: Surface, is_full: bool) -> SurfaceResult | None:
        """One surface's answer. If it fails, the own line is asked about at once."""
        try:
            result = await surface.look(self._client, is_full)
        except Exception:  # noqa: BLE001 - a bug in one surface shall cost that surface alone
            _log.exception("%s could not be looked at", surface.id)
            return None
        if fails(result):
            self.ask_controls()
        if _is_lost(result):
            self._doh.ask_about(surface.core_hosts)
        return result

    def controls(self) -> tuple[ControlResult, ...]:
        return (*(self._controls.result() if self._controls else ()), *self._doh.results(self._now))


def _is_lost(result: SurfaceResult) -> bool:
    """Whether other resolvers may know why: no name, no way, or a stranger's certificate.

    Behind a proxy they cannot: the names are looked up there.
    """
    if result.via_proxy or result.detail == PROXY_DETAIL:
        return False
    return is_out_of_reach(result) or has_foreign_certificate(result)
