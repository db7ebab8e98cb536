"""What is under way for one check: who is asked when, what their answers lead to, and what came of it all."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from trayapp.checks.controls import (
    BESIDE_DEADLINE_S,
    DOH_DEADLINE_S,
    HTTPS_CONTROLS,
    OPERATORS_COUNT,
    DohInquiry,
    ask_control,
)
from trayapp.checks.probe import DEADLINE_S, LeftAloneError, Surface
from trayapp.checks.retries import SECOND_LOOK_REQUESTS, ask_again, ask_twice, is_half_lost
from trayapp.clock import Now
from trayapp.domain.codes import CUSTOM_SURFACE, Outcome, OwnTrouble
from trayapp.domain.latency import may_be_slow
from trayapp.domain.network import Network
from trayapp.domain.records import Check, ControlResult, SurfaceResult
from trayapp.net.exchange import Client
from trayapp.net.failures import OwnTroubleError
from trayapp.net.known_hosts import CONTROLS, KnownControl
from trayapp.sources.pool import SourcePool

_T = TypeVar("_T")

_log = logging.getLogger(__name__)

# A request that is lost, or silent for so long, is made once more, and the first answer is the outcome.
_ASKED_AGAIN_AFTER_S = 2.0

# A surface that has not answered by then is suspicious: the controls begin, so that the check ends in time.
_SUSPICIOUS_AFTER_S = 4.0

# On a network of 20 kbit/s two handshakes take 4 to 5 s: whoever asks anything more in that time loses all.
_SPARING_ASKED_AGAIN_AFTER_S = _SPARING_SUSPICIOUS_AFTER_S = 6.0

# Whenever they begin, they end by then, for the second look waits for them.
_CONTROLS_END_AFTER_S = 11.0

# Sources end so long after the check's beginning, whatever they have said by then.
_SOURCES_END_AFTER_S = 18.0

# How many hosts that are not X's are asked once more beside a second look.
_HOSTS_BESIDE = 2

# Of a slow network the next parts are asked if the check ends in time all the same.
_NEXT_BEGINS_WITHIN_S = 9.0


class Wave:
    """What is under way for one check, in one task group: what it starts, the group waits for.

    Sources are asked only of an X that is suspicious over a network that carries: what they say of X would
    not answer whether it is the user's own network that fails.

    Attributes:
        may_ask_sources: whether sources are let out in this check.
        second_look: what the hosts beside a second look answered; empty without one.
        own_trouble: why something could not be asked, for a reason of ours; the last such one.
    """

    def __init__(
        self,
        client: Client,
        group: asyncio.TaskGroup,
        now: Now,
        distrusted: frozenset[str],
        *,
        is_sparing: bool = False,
    ) -> None:
        self._client = client
        self._group = group
        self._now = now
        self._is_sparing = is_sparing
        self._asked_again_after_s = _SPARING_ASKED_AGAIN_AFTER_S if is_sparing else _ASKED_AGAIN_AFTER_S
        self._suspicious_after_s = _SPARING_SUSPICIOUS_AFTER_S if is_sparing else _SUSPICIOUS_AFTER_S
        self._began = time.monotonic()
        self._doh = DohInquiry(client, group)
        self._seen: dict[str, SurfaceResult] = {}
        self._controls: dict[str, ControlResult] = {}
        self._distrusted = distrusted
        # What distrusted controls answered: it counts for nothing, but may redeem them.
        self._uncounted: dict[str, ControlResult] = {}
        self._asking_controls: list[asyncio.Task[None]] = []
        self._is_suspicious = False
        self.may_ask_sources = asyncio.Event()
        self.second_look: tuple[ControlResult, ...] = ()
        self.own_trouble: OwnTrouble | None = None
        self._left_alone: list[str] = []

    def ask_controls(self) -> None:
        """All of them at once, or two if the network is to be spared; unless that was done already."""
        if not self._asking_controls:
            trusted = [control for control in HTTPS_CONTROLS if control.id not in self._distrusted]
            asked = _of_different_operators(trusted) if self._is_sparing else CONTROLS
            # Begun late, they still get as long as a resolver does.
            deadline_s = max(_CONTROLS_END_AFTER_S - self._spent_s(), DOH_DEADLINE_S)
            self._asking_controls = [
                self._group.create_task(self._ask_control(c, min(deadline_s, DEADLINE_S))) for c in asked
            ]

    def suspect(self) -> None:
        """X may be in trouble: sources shall be asked, once the network turns out to carry."""
        self._is_suspicious = True
        self._consider()

    async def ask_surfaces(self, surfaces: Sequence[Surface], is_full: bool) -> None:
        """What the surfaces answer, and the controls, if these are asked."""
        for together in _in_turn(surfaces) if self._is_sparing else [surfaces]:
            # Controls are asked for what fails or is late: then the network is to be spared the rest.
            if self._is_sparing and (self._asking_controls or self._spent_s() > _NEXT_BEGINS_WITHIN_S):
                break
            await self._ask_together(together, is_full)
        await asyncio.gather(*self._asking_controls)
        self._consider()

    async def _ask_together(self, surfaces: Sequence[Surface], is_full: bool) -> None:
        probes = [self._group.create_task(self._ask_surface(surface, is_full)) for surface in surfaces]
        if probes:
            _, late = await asyncio.wait(probes, timeout=self._suspicious_after_s)
            if late:  # what they will say cannot be waited for: the second look must fit in as well
                self.ask_controls()
            await asyncio.gather(*probes)

    def _spent_s(self) -> float:
        return time.monotonic() - self._began

    async def _ask_surface(self, surface: Surface, is_full: bool) -> None:
        """One surface's answer. If it fails, the user's own network is asked about at once."""
        again, patience_s = partial(self._again, surface, is_full), self._asked_again_after_s
        ask = partial(ask_twice, surface, self._client, again, is_full=is_full, patience_s=patience_s)
        result = await self._unless_ours(surface.id, ask)
        if result is None:
            return
        self._seen[surface.id] = result
        is_trouble = result.fails or result.is_out_of_reach
        is_odd = bool(result.lost) or may_be_slow((result,))
        if is_trouble or (is_odd and not self._is_sparing):
            self.ask_controls()
        if is_trouble and surface.is_core:
            self.suspect()
        if _may_resolvers_know(result) and not self._is_sparing:
            self._doh.ask_about(surface.hosts, is_core=surface.is_core)
        self._consider()

    async def ask_lost_again(self, surfaces: Sequence[Surface], is_full: bool) -> None:
        """Ask again what was lost, beside hosts that answered just now: does the network carry?"""
        # With those of whose readers one was lost and the other failed: the lost one may be the better.
        lost = [s for s in surfaces if s.id in self._seen and is_half_lost(self._seen[s.id], s)]
        # The core first: while any of it is lost, the parts matter little.
        again = [surface for surface in lost if surface.is_core] or ([] if self._is_sparing else lost)
        beside = self._hosts_beside()
        if self._is_sparing:
            is_of_use = len(beside) == _HOSTS_BESIDE  # only if it carries
        else:
            # Else nothing comes through at all.
            is_of_use = not all(r.fails for r in (*self._seen.values(), *self._controls.values()))
        if again and is_of_use:
            probes = [self._group.create_task(self._second_look(s, is_full)) for s in again]
            asked = [self._group.create_task(self._answer_of(control)) for control in beside]
            await asyncio.gather(*probes)
            answered = await asyncio.gather(*asked)
            self.second_look = tuple(control for control in answered if control is not None)
        await self._ask_edge_again()

    async def _second_look(self, surface: Surface, is_full: bool) -> None:
        again = partial(self._again, surface, is_full)
        self._seen[surface.id] = await ask_again(surface, self._seen[surface.id], again)
        self._consider()

    async def _ask_edge_again(self) -> None:
        """Cloudflare's own error page in X's place, and no word of Cloudflare's own host: is it the edge?"""
        web, edge = self._seen.get("web"), self._controls.get("cloudflare")
        is_edge_page = web is not None and web.outcome is Outcome.SERVER_ERROR and web.detail == "edge_page"
        if is_edge_page and edge is not None and edge.is_lost:
            (control,) = (c for c in HTTPS_CONTROLS if c.id == edge.id)
            again = await self._answer_of(control)
            if again is not None:
                self._controls[edge.id] = replace(again, lost=2) if again.is_lost else again

    async def ask_sources(self, sources: SourcePool, trouble_since: datetime | None) -> None:
        """Wait for suspicion and for a sign that the network carries, then ask them, while there is time."""
        await self.may_ask_sources.wait()
        with suppress(TimeoutError):
            async with asyncio.timeout(_SOURCES_END_AFTER_S - self._spent_s()):
                await sources.ask_on_suspicion(trouble_since)

    async def _again(self, surface: Surface, is_full: bool, number: int) -> SurfaceResult | None:
        return await self._unless_ours(surface.id, lambda: surface.ask_again(self._client, is_full, number))

    async def _unless_ours(self, name: str, ask: Callable[[], Coroutine[Any, Any, _T]]) -> _T | None:
        """What a surface or control answers; `None` if the host is left alone, or the trouble is ours."""
        try:
            return await ask()  # called only here: a task that is cancelled first has then begun nothing
        except LeftAloneError:
            self._left_alone.append(name)
        except OwnTroubleError as error:
            _log.warning("%s was not asked: %s", name, error)
            self.own_trouble = error.trouble
        except Exception:  # noqa: BLE001 - a bug over one of them shall cost that one alone
            _log.exception("%s could not be asked", name)
            self.own_trouble = OwnTrouble.BUG
        return None

    async def _ask_control(self, control: KnownControl, deadline_s: float) -> None:
        result = await self._answer_of(control, deadline_s)
        if result is not None:
            answers = self._uncounted if control.id in self._distrusted else self._controls
            answers[control.id] = result
        self._consider()

    async def _answer_of(
        self, control: KnownControl, deadline_s: float = BESIDE_DEADLINE_S
    ) -> ControlResult | None:
        ask = partial(ask_control, self._client, control, self._now, deadline_s)
        return await self._unless_ours(control.id, ask)

    def _hosts_beside(self) -> Sequence[KnownControl]:
        """Https hosts of different operators that answered in this check; X's neighbour last."""
        fine = [c for c in HTTPS_CONTROLS if c.id in self._controls and self._controls[c.id].is_ok]
        return _of_different_operators(fine)

    def _consider(self) -> None:
        """Let the sources be asked once X is suspicious and the network turns out to carry."""
        if self._is_suspicious and not self._is_sparing and self._does_network_carry():
            self.may_ask_sources.set()

    def _does_network_carry(self) -> bool:
        """By what is known so far. What X itself says proves it; the user's own host may be a neighbour's."""
        if any(r.is_reached and not r.is_lost for r in self._seen.values() if r.id != CUSTOM_SURFACE):
            return True
        fine = [control for control in self._controls.values() if control.is_ok]
        # More than half of all: whatever the others will say, that is enough.
        are_most = 2 * len({control.operator for control in fine}) > OPERATORS_COUNT
        if are_most and any(r.is_https for r in fine):
            return True
        # Some of them a filter may have taken away.
        are_all_in = len(self._controls) + len(self._uncounted) == len(CONTROLS)
        return are_all_in and Network(Check(self._now(), 0, (), self.controls_so_far())).does_carry

    def results(self, surfaces: Iterable[Surface]) -> tuple[SurfaceResult, ...]:
        """What each surface answered that was asked, with those marked that a filter takes away here."""
        return tuple(
            self._marked(surface, self._seen[surface.id]) for surface in surfaces if surface.id in self._seen
        )

    def _marked(self, surface: Surface, result: SurfaceResult) -> SurfaceResult:
        if surface.id in ("web", CUSTOM_SURFACE):  # the site is no part, the user's own host not X's
            return result
        web = self._seen.get("web")
        if result.is_refused_by_proxy and web is not None and not web.is_refused_by_proxy:
            return replace(result, filtered=True)  # the site is let through: what is refused is a part
        if surface.is_core:
            return result
        if result.outcome is Outcome.REDIRECTED or result.detail == "untrusted":
            return replace(result, filtered=True)  # X sends nobody away from its parts, nor signs for itself
        if not _may_resolvers_know(result):
            return result
        if result.is_lost and (result.lost or 0) < SECOND_LOOK_REQUESTS:
            return result  # not asked again: chance may have done it
        return replace(result, filtered=any(map(self._doh.leads_there, surface.hosts)))

    def controls_so_far(self) -> tuple[ControlResult, ...]:
        """Those that count and have answered, in the list's order: what is recorded is alike each time."""
        return tuple(self._controls[c.id] for c in CONTROLS if c.id in self._controls)

    def controls(self) -> tuple[ControlResult, ...]:
        """All those that count, other resolvers included."""
        resolvers = self._doh.results(self._now)
        return (*self.controls_so_far(), *(c for c in resolvers if c.id not in self._distrusted))

    def all_controls(self) -> tuple[ControlResult, ...]:
        """The distrusted ones, too: they are watched for whether they answer as they must again."""
        return (*self.controls_so_far(), *self._uncounted.values(), *self._doh.results(self._now))

    @property
    def left_alone(self) -> tuple[str, ...]:
        """Surfaces that were not asked at all, since their hosts want that."""
        return tuple(name for name in self._left_alone if name not in self._seen)


def _in_turn(surfaces: Sequence[Surface]) -> Iterator[Sequence[Surface]]:
    """The core, then the parts two at a time: as many handshakes as a slow network carries at once."""
    yield [surface for surface in surfaces if surface.is_core]
    parts = [surface for surface in surfaces if not surface.is_core]
    for first in range(0, len(parts), 2):
        yield parts[first : first + 2]


def _of_different_operators(controls: Iterable[KnownControl]) -> Sequence[KnownControl]:
    """As many as are asked beside a second look; Cloudflare, X's neighbour, only if there is no other."""
    by_operator = {
        ControlResult(control.id, Outcome.OK).operator: control
        for control in sorted(controls, key=lambda control: control.id == "cloudflare")
    }
    return list(by_operator.values())[:_HOSTS_BESIDE]


def _may_resolvers_know(result: SurfaceResult) -> bool:
    """Whether other resolvers may know why: no name, no way, a stranger's certificate or answer.

    Behind a proxy they cannot: the names are looked up there.
    """
    if result.via_proxy or result.is_proxy_at_fault or result.is_refused_by_proxy:
        return False
    return result.is_out_of_reach or result.has_foreign_certificate
