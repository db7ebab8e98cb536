"""One check: all surfaces at once, what their answers make us ask about the own line and others, and a second
look at what was lost."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto
from typing import Any, Protocol, Self, TypeVar

from trayapp.checks.controls import (
    BESIDE_DEADLINE_S,
    HTTPS_CONTROLS,
    OPERATORS_COUNT,
    ask_control,
)
from trayapp.checks.doh import DOH_DEADLINE_S, DohInquiry
from trayapp.checks.probe import DEADLINE_S, LeftAloneError, Surface, combine
from trayapp.clock import Now
from trayapp.computer.addresses import own_addresses
from trayapp.domain.facts import (
    Facts,
    fails,
    has_foreign_certificate,
    is_https,
    is_lost,
    is_ok,
    is_out_of_reach,
    is_proxy_at_fault,
    is_reached,
    is_refused_by_proxy,
    operator,
)
from trayapp.domain.latency import may_be_slow
from trayapp.domain.records import (
    CUSTOM_SURFACE,
    Check,
    ControlResult,
    Evidence,
    JudgedCheck,
    Outcome,
    OwnTrouble,
    SurfaceResult,
    VerdictName,
)
from trayapp.domain.reports import Report, SourceHealth
from trayapp.domain.verdict import decide
from trayapp.net.exchange import Client
from trayapp.net.failures import OwnTroubleError
from trayapp.net.marks import CONTROLS, KnownControl
from trayapp.net.proxies import Proxies

_T = TypeVar("_T")

_log = logging.getLogger(__name__)

# A request that is lost, or silent for so long, is made once more, and the first answer is the outcome: most
# of what a line loses is found again that way, for a fraction of what the controls and a second look carry.
_ASKED_AGAIN_AFTER_S = 2.0

# A surface that has not answered by then is suspicious: the controls begin, so that the check ends in time.
_SUSPICIOUS_AFTER_S = 4.0

# On a line of 20 kbit/s two handshakes take 4 to 5 s: whoever asks anything more in that time loses them all.
_SPARING_ASKED_AGAIN_AFTER_S = _SPARING_SUSPICIOUS_AFTER_S = 6.0

_SECOND_LOOK_REQUESTS = 4
"""Of the second look, for each part that was lost."""

# Whenever they begin, they end by then, for the second look waits for them.
_CONTROLS_END_AFTER_S = 11.0

# Sources end so long after the check's beginning, whatever they have said by then.
_SOURCES_END_AFTER_S = 18.0

_HOSTS_BESIDE = 2
"""How many hosts that are not X's are asked once more beside a second look."""

Adapt = Callable[[datetime, tuple[SurfaceResult, ...], tuple[ControlResult, ...]], tuple[SurfaceResult, ...]]
"""Sets what surfaces and all controls answered at a moment beside what is usual, before it is judged."""


class Sources(Protocol):
    """Outside voices, as a check and the watching see them; `trayapp.sources.pool` has them."""

    def evidence(self, at: datetime) -> tuple[Evidence, ...]:
        """What they said that counts at this moment."""

    def is_trouble_reported(self, at: datetime) -> bool:
        """Whether one of them reports trouble, the user included."""

    async def ask_on_suspicion(self, trouble_since: datetime | None = None) -> None:
        """Ask them all, each as its limits allow, about a trouble that began then."""

    async def poll(self) -> None:
        """Ask some of them now and then, until cancelled."""

    def record_user_error(self) -> None:
        """The user sees an error, now."""

    def go_on_from(self, former: Self) -> None:
        """Remember what these were told, whose place they take."""

    def health(self) -> tuple[SourceHealth, ...]:
        """How each of them is doing."""

    def reports_since_last_check(self) -> tuple[Report, ...]:
        """What is worth keeping of what they said since this was called last."""


class Depth(Enum):
    """How much one check asks from the start."""

    SPARING = auto()
    """The core surfaces, lightly, and two https hosts that are not X's if these fail or are late: the line is
    too poor for more."""
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
        others: Sources,
        now: Now,
        interval_s: float,
        adapt: Adapt = lambda _, surfaces, __: surfaces,
        proxies: Proxies | None = None,
    ) -> None:
        self.others = others
        self._client = client
        self._surfaces = tuple(surfaces)
        self._proxies = proxies
        self._last: JudgedCheck | None = None
        self._now = now
        self.interval_s = interval_s
        self.distrusted: frozenset[str] = frozenset()
        self._adapt = adapt

    def go_on_from(self, former: Checker) -> None:
        """Know what this one knew, whose place it takes: under other settings, that is."""
        self._last = former._last
        self.distrusted = former.distrusted
        self.others.go_on_from(former.others)

    @property
    def proxy_trouble(self) -> tuple[str, str] | None:
        """What the user should know of the proxy that their desktop names: its code, and a value."""
        trouble = self._proxies.trouble if self._proxies is not None else None
        return None if trouble is None else (trouble.code, trouble.value)

    async def is_line_up(self) -> bool:
        """Whether any host that is not X's answers as it must."""
        if not self._surfaces:
            return True
        async with asyncio.TaskGroup() as group:
            wave = _Wave(self._client, group, self._now, self.distrusted)
            wave.ask_controls()
        return any(is_ok(control) for control in wave.controls())

    async def check(self, depth: Depth) -> JudgedCheck:
        """Make one check. Never raises for anything the network does; at most some 20 s long.

        Whatever the depth, a surface that fails has the controls asked in the same check, and one that is
        lost is asked again, with other resolvers asked if it has no name or no way. Others are asked as soon
        as a core surface fails, and from the start if the last check was not up or anybody reports trouble;
        but nobody while the line is down, or in a check that spares it.
        """
        if self._proxies is not None:
            await self._proxies.refresh()
        before = own_addresses()
        judged = await self._check(depth)
        if own_addresses() != before:
            # The cable was pulled or the network changed half way: what was under way failed for that.
            return await self._check(depth)
        return judged

    async def _check(self, depth: Depth) -> JudgedCheck:
        at = self._now()
        last = self._last
        trouble_since = (last.check.trouble_since if last else None) or at
        is_full = depth in (Depth.SURFACES, Depth.EVERYTHING)
        surfaces = [surface for surface in self._surfaces if is_full or surface.is_core]
        async with asyncio.TaskGroup() as group:
            wave = _Wave(self._client, group, self._now, self.distrusted, is_sparing=depth is Depth.SPARING)
            if depth is Depth.EVERYTHING and surfaces:  # with nothing to watch ask nobody
                wave.ask_controls()
            was_bad = last is not None and last.verdict.name is not VerdictName.UP
            if was_bad or self.others.is_trouble_reported(at):
                wave.suspect()
            # To a program that has just begun every trouble is new: it does not know when this one began.
            known_since = None if last is None else trouble_since
            others = group.create_task(wave.ask_others(self.others, known_since))
            await wave.look_at(surfaces, is_full)
            await wave.look_again(surfaces, is_full)
            if not wave.are_others_asked:
                others.cancel()
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
        evidence = self.others.evidence(at)
        verdict = decide(check, evidence)
        if verdict.name is VerdictName.UP:
            check = replace(check, trouble_since=None)
        self._last = JudgedCheck(check, evidence, verdict)
        return self._last


class _Wave:
    """What is under way for one check."""

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
        self._uncounted: dict[str, ControlResult] = {}
        """What distrusted controls answered: it counts for nothing, but may redeem them."""
        self._asking_controls: list[asyncio.Task[None]] = []
        self._is_suspicious = False
        self._may_ask_others = asyncio.Event()
        self.second_look: tuple[ControlResult, ...] = ()
        self.own_trouble: OwnTrouble | None = None
        self._left_alone: list[str] = []

    # ---- what is asked

    def ask_controls(self) -> None:
        """All of them at once, or two if the line is to be spared; unless that was done already."""
        if not self._asking_controls:
            trusted = [control for control in HTTPS_CONTROLS if control.id not in self._distrusted]
            asked = _of_different_operators(trusted) if self._is_sparing else CONTROLS
            deadline_s = max(_CONTROLS_END_AFTER_S - (time.monotonic() - self._began), DOH_DEADLINE_S)
            self._asking_controls = [
                self._group.create_task(self._ask_control(c, min(deadline_s, DEADLINE_S))) for c in asked
            ]

    def suspect(self) -> None:
        """X may be in trouble: others shall be asked, once the line turns out to be up."""
        self._is_suspicious = True
        self._consider()

    async def look_at(self, surfaces: Sequence[Surface], is_full: bool) -> None:
        """What the surfaces answer, and the controls, if these are asked."""
        looks = [self._group.create_task(self._look(surface, is_full)) for surface in surfaces]
        if looks:
            _, late = await asyncio.wait(looks, timeout=self._suspicious_after_s)
            if late:
                self.ask_controls()
            await asyncio.gather(*looks)
        await asyncio.gather(*self._asking_controls)
        self._consider()

    async def _look(self, surface: Surface, is_full: bool) -> None:
        """One surface's answer. If it fails, the own line is asked about at once."""
        result = await self._unless_ours(surface.id, lambda: self._look_twice(surface, is_full))
        if result is None:
            return
        self._seen[surface.id] = result
        is_trouble = fails(result) or is_out_of_reach(result)
        is_odd = bool(result.lost) or may_be_slow((result,))
        if is_trouble or (is_odd and not self._is_sparing):
            self.ask_controls()
        if is_trouble and surface.is_core:
            self.suspect()
        if _may_resolvers_know(result) and not self._is_sparing:
            self._doh.ask_about(surface.hosts, is_core=surface.is_core)
        self._consider()

    async def _look_twice(self, surface: Surface, is_full: bool) -> SurfaceResult:
        """A surface's answer; if it is lost, or silent for some time, to a second request as well.

        So if one of several requests was lost and the others failed: what was lost may have been the better.
        """
        first = asyncio.create_task(surface.look(self._client, is_full))
        await _within(self._asked_again_after_s, first)
        before = first.result() if first.done() else None
        if before is not None and not (before.lost and fails(before)):
            return before
        # One that cannot be made, for a reason of ours or the host's, hides nothing of the first.
        second = [
            asyncio.create_task(self._again(surface, is_full, number))
            for number in range(len(surface.hosts) if is_full else 1)
        ]

        def is_enough(result: SurfaceResult | None) -> bool:
            if result is None or result is before or is_lost(result):
                return False
            return before is None or is_lost(before) or is_ok(result)

        said = [result for result in await _until(is_enough, first, *second) if result is not None]
        lost = [result.lost or 0 for result in said]
        if before is None and all(result.outcome is Outcome.DNS_FAILED for result in said):
            lost = [min(sum(lost), len(surface.hosts))]  # they waited for the same lookups
        elif not first.done():
            lost.append(1)
        answers = [result for result in said if not is_lost(result)]
        return replace(combine(answers) if answers else first.result(), lost=sum(lost) or None)

    async def look_again(self, surfaces: Sequence[Surface], is_full: bool) -> None:
        """Ask again what was lost, beside hosts that answered just now: does the line carry?

        Of the core if any of it was lost, else of the rest. So is one of whose readers one was lost and the
        other failed: the lost one may be the better. Not where nothing at all comes through, and on a line
        that is to be spared only if it carries.
        """
        lost = [s for s in surfaces if s.id in self._seen and _is_half_lost(self._seen[s.id], s)]
        again = [surface for surface in lost if surface.is_core] or lost
        beside = self._hosts_beside()
        is_of_use = len(beside) == _HOSTS_BESIDE if self._is_sparing else self._has_anything_answered()
        if again and is_of_use:
            looks = [self._group.create_task(self._look_again(s, is_full)) for s in again]
            asked = [self._group.create_task(self._ask_beside(control)) for control in beside]
            await asyncio.gather(*looks)
            answered = await asyncio.gather(*asked)
            self.second_look = tuple(control for control in answered if control is not None)
        await self._ask_edge_again()

    async def _look_again(self, surface: Surface, is_full: bool) -> None:
        """Several requests at once; what answers is the outcome, the first that is fine at once."""
        before = self._seen[surface.id]
        asked = [
            asyncio.create_task(self._again(surface, is_full, number))
            for number in range(_SECOND_LOOK_REQUESTS)
        ]
        results = await _until(lambda result: result is not None and is_ok(result), *asked)
        said = [result for result in results if result is not None]
        lost = (before.lost or 0) + _lost_requests(said, surface)
        answers = [result for result in (*said, before) if not is_lost(result)]
        self._seen[surface.id] = replace(combine(answers) if answers else before, lost=lost)
        self._consider()

    async def _ask_edge_again(self) -> None:
        """Cloudflare's own error page in X's place, and no word of Cloudflare's own host: is it the edge?"""
        web, edge = self._seen.get("web"), self._controls.get("cloudflare")
        is_edge_page = web is not None and web.outcome is Outcome.SERVER_ERROR and web.detail == "edge_page"
        if is_edge_page and edge is not None and is_lost(edge):
            (control,) = (c for c in HTTPS_CONTROLS if c.id == edge.id)
            again = await self._ask_beside(control)
            if again is not None:
                self._controls[edge.id] = replace(again, lost=2) if is_lost(again) else again

    async def ask_others(self, others: Sources, trouble_since: datetime | None) -> None:
        """Wait for suspicion and for a sign that the line is up, then ask them, while there is time."""
        await self._may_ask_others.wait()
        left_s = _SOURCES_END_AFTER_S - (time.monotonic() - self._began)
        try:
            async with asyncio.timeout(left_s):
                await others.ask_on_suspicion(trouble_since)
        except TimeoutError:
            return

    @property
    def are_others_asked(self) -> bool:
        return self._may_ask_others.is_set()

    # ---- how

    async def _again(self, surface: Surface, is_full: bool, number: int) -> SurfaceResult | None:
        return await self._unless_ours(surface.id, lambda: surface.again(self._client, is_full, number))

    async def _unless_ours(
        self, name: str, look: Callable[[], Coroutine[Any, Any, SurfaceResult]]
    ) -> SurfaceResult | None:
        """What a look at a surface says; `None` if the host is left alone, or the trouble is ours.

        Called here and not by whoever starts this: one that is cancelled first has begun nothing.
        """
        try:
            return await look()
        except LeftAloneError:
            self._left_alone.append(name)
        except OwnTroubleError as error:
            _log.warning("%s was not asked: %s", name, error)
            self.own_trouble = error.trouble
        except Exception:  # noqa: BLE001 - a bug in one surface shall cost that surface alone
            _log.exception("%s could not be looked at", name)
            self.own_trouble = OwnTrouble.BUG
        return None

    async def _ask_control(self, control: KnownControl, deadline_s: float) -> None:
        answers = self._uncounted if control.id in self._distrusted else self._controls
        try:
            answers[control.id] = await ask_control(self._client, control, self._now, deadline_s)
        except OwnTroubleError as error:
            _log.warning("%s was not asked: %s", control.id, error)
            self.own_trouble = error.trouble
        self._consider()

    async def _ask_beside(self, control: KnownControl) -> ControlResult | None:
        try:
            return await ask_control(self._client, control, self._now, BESIDE_DEADLINE_S)
        except OwnTroubleError as error:
            self.own_trouble = error.trouble
            return None

    def _hosts_beside(self) -> Sequence[KnownControl]:
        """Https hosts of different operators that answered in this check; X's neighbour last."""
        fine = [c for c in HTTPS_CONTROLS if c.id in self._controls and is_ok(self._controls[c.id])]
        return _of_different_operators(fine)

    def _has_anything_answered(self) -> bool:
        return any(not fails(result) for result in (*self._seen.values(), *self._controls.values()))

    def _consider(self) -> None:
        """Let the others be asked once X is suspicious and the line turns out to carry."""
        if self._is_suspicious and not self._is_sparing and self._does_line_carry():
            self._may_ask_others.set()

    def _does_line_carry(self) -> bool:
        """By what is known so far. What X itself says proves it; the user's own host may be a neighbour's."""
        if any(is_reached(r) and not is_lost(r) for r in self._seen.values() if r.id != CUSTOM_SURFACE):
            return True
        fine = [control for control in self._controls.values() if is_ok(control)]
        are_most = 2 * len({operator(control) for control in fine}) > OPERATORS_COUNT
        if are_most and any(map(is_https, fine)):
            return True
        # Some of them a filter may have taken away.
        are_all_in = len(self._controls) + len(self._uncounted) == len(CONTROLS)
        return are_all_in and Facts(Check(self._now(), 0, (), self.controls_so_far()), ()).does_line_carry

    # ---- what came of it; once the group is done

    def results(self, surfaces: Iterable[Surface]) -> tuple[SurfaceResult, ...]:
        """What each surface answered that was asked, with those marked that a filter takes away here."""
        return tuple(
            self._marked(surface, self._seen[surface.id]) for surface in surfaces if surface.id in self._seen
        )

    def _marked(self, surface: Surface, result: SurfaceResult) -> SurfaceResult:
        if surface.is_core or surface.id == CUSTOM_SURFACE or not _may_resolvers_know(result):
            return result
        if is_lost(result) and (result.lost or 0) < _SECOND_LOOK_REQUESTS:
            return result  # not asked again: chance may have done it
        return replace(result, filtered=any(map(self._doh.leads_there, surface.hosts)))

    def controls_so_far(self) -> tuple[ControlResult, ...]:
        return tuple(self._controls[c.id] for c in CONTROLS if c.id in self._controls)

    def controls(self) -> tuple[ControlResult, ...]:
        """All those that count."""
        return (*self.controls_so_far(), *(c for c in self._resolvers() if c.id not in self._distrusted))

    def all_controls(self) -> tuple[ControlResult, ...]:
        return (*self.controls_so_far(), *self._uncounted.values(), *self._resolvers())

    def _resolvers(self) -> tuple[ControlResult, ...]:
        return self._doh.results(self._now)

    @property
    def left_alone(self) -> tuple[str, ...]:
        """Surfaces that were not asked at all, since their hosts want that."""
        return tuple(name for name in self._left_alone if name not in self._seen)


async def _within(seconds: float, task: asyncio.Task[_T]) -> None:
    """Wait for a task for so long; it goes on afterwards, unless the waiting is cancelled."""
    try:
        await asyncio.wait([task], timeout=seconds)
    except BaseException:
        task.cancel()
        raise


async def _until(is_enough: Callable[[_T], bool], *tasks: asyncio.Task[_T]) -> list[_T]:
    """What these tasks come to, in the order in which they do, until one is enough; the others end then."""
    said: list[_T] = []
    waiting = set(tasks)
    try:
        while waiting and not any(map(is_enough, said)):
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            said += [task.result() for task in done]
    finally:
        for task in tasks:
            task.cancel()
    return said


def _of_different_operators(controls: Iterable[KnownControl]) -> Sequence[KnownControl]:
    """As many as are asked beside a second look; Cloudflare, X's neighbour, only if there is no other."""
    by_operator = {
        operator(ControlResult(control.id, Outcome.OK)): control
        for control in sorted(controls, key=lambda control: control.id == "cloudflare")
    }
    return list(by_operator.values())[:_HOSTS_BESIDE]


def _is_half_lost(result: SurfaceResult, surface: Surface) -> bool:
    return is_lost(result) or (len(surface.hosts) > 1 and result.lost is not None and fails(result))


def _lost_requests(said: Iterable[SurfaceResult], surface: Surface) -> int:
    """How many requests these losses are: those that shared a lookup are one."""
    lost = [result for result in said if is_lost(result)]
    of_names = [result for result in lost if result.outcome is Outcome.DNS_FAILED]
    return len(lost) - len(of_names) + min(len(of_names), len(surface.hosts))


def _may_resolvers_know(result: SurfaceResult) -> bool:
    """Whether other resolvers may know why: no name, no way, a stranger's certificate or answer.

    Behind a proxy they cannot: the names are looked up there.
    """
    if result.via_proxy or is_proxy_at_fault(result) or is_refused_by_proxy(result):
        return False
    return is_out_of_reach(result) or has_foreign_certificate(result)
