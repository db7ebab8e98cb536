"""Worlds as this program sees them, and whether what it says of them is a lie."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from unittest import mock
from urllib.parse import urlsplit

from tests.worlds.answers import SITE
from tests.worlds.client import SimulatedClient
from tests.worlds.sources import source_pool
from tests.worlds.world import Truth, World
from trayapp.checks.checker import Checker, Depth
from trayapp.checks.surfaces import chosen
from trayapp.domain.codes import Cause, Confidence, Outcome, VerdictName
from trayapp.domain.latency import mark_slow
from trayapp.domain.records import JudgedCheck
from trayapp.domain.tracker import Change, Event, Incident, IncidentChange, Tracker
from trayapp.i18n.verdicts import is_site_away
from trayapp.net.answers import Answer
from trayapp.settings.declarations import Settings
from trayapp.watch.check_loop import CheckLoop

_PACE_S = 60.0
_AGAIN_AFTER_S = 15.0
"""As after a first check with trouble."""

_USUAL_MS = {
    (name, is_full): 300.0
    for name in (surface.id for surface in chosen(Settings()))
    for is_full in (True, False)
}

_TROUBLE = (VerdictName.DOWN, VerdictName.DEGRADED)
_BLAME = (*_TROUBLE, VerdictName.BLOCKED)


@dataclass(frozen=True, slots=True)
class Seen:
    """One check in a world."""

    world: World
    judged: JudgedCheck
    own_words: tuple[int, ...]
    """The statuses that x.com itself answered with."""

    @property
    def has_vantage(self) -> bool:
        """Whether vantage points had told anything."""
        return any(e.kind == "vantage" and e.says in ("trouble", "fine") for e in self.judged.evidence)

    @property
    def blames(self) -> bool:
        return self.judged.verdict.name in _TROUBLE

    def lies(self) -> Iterator[str]:
        """`blamed` (and `surely`), `up` while its core fails for all, `unheard`: X's own word was missed."""
        verdict = self.judged.verdict
        is_low = verdict.confidence is Confidence.LOW
        # "From here X's website cannot be reached": so it is, where somebody takes it away.
        is_true = self.world.truth is Truth.BLOCKED and is_site_away(self.judged)
        if is_lie(self.world.truth, verdict.name, verdict.cause, is_low=is_low) and not is_true:
            yield "blamed"
            if verdict.confidence is Confidence.HIGH:
                yield "surely"
        if self.world.truth is Truth.FAILS and verdict.name is VerdictName.UP:
            yield "up"
        if self._has_said_so() and not self.blames:
            yield "unheard"

    def _has_said_so(self) -> bool:
        posts = (r.outcome for r in self.judged.check.surfaces if r.id == "posts")
        is_read = any(outcome in (Outcome.OK, Outcome.SLOW) for outcome in posts)
        words = self.own_words
        return bool(words) and not is_read and all(500 <= status <= 599 for status in words)


def is_lie(truth: Truth, verdict: VerdictName, cause: Cause | None, *, is_low: bool) -> bool:
    """Whether it blames X for what is not X's doing."""
    if truth is Truth.WELL:
        return verdict in _BLAME
    is_doubtful = cause is Cause.UNREACHABLE and is_low  # "cannot be reached from here", never "X is down"
    return truth is Truth.BLOCKED and verdict in _TROUBLE and not is_doubtful


def _checker(client: SimulatedClient) -> Checker:
    sources = source_pool(client, client.now)
    return Checker(
        client,
        chosen(Settings()),
        sources,
        client.now,
        _PACE_S,
        lambda _, found, controls: mark_slow(found, controls, _USUAL_MS),
    )


async def look_twice(world: World) -> list[Seen]:
    """Two whole checks, as close as the first with trouble and the next."""
    random.seed(world.seed)
    client = SimulatedClient(world)
    checker = _checker(client)
    seen = []
    for _ in range(2):
        client.asked.clear()
        judged = await checker.check(Depth.EVERYTHING)
        seen.append(Seen(world, judged, _own_words(client)))
        await asyncio.sleep(_AGAIN_AFTER_S)
    return seen


def _own_words(client: SimulatedClient) -> tuple[int, ...]:
    """By its signs; what a resolver's address was tried with is not asked for its word."""
    return tuple(
        exchange.result.status
        for request, exchange in client.asked
        if isinstance(exchange.result, Answer)
        and not request.addresses
        and urlsplit(request.url).hostname == SITE
        and "cf-ray" in exchange.result.headers
    )


async def _silence(_: object) -> None:
    await asyncio.Event().wait()


def _nothing_from_the_system() -> AbstractContextManager[object]:
    """Let the watching hear neither of sleep nor of other networks."""
    still = mock.Mock()
    still.return_value.has_slept.return_value = False
    return mock.patch.multiple(
        "trayapp.watch.check_loop",
        follow_network=_silence,
        SleepClock=still,
        follow_sleep=_silence,
        follow_metered=_silence,
    )


async def watch(world: World, minutes: float) -> list[Incident]:
    """The incidents that open, or change, while the program watches for so long."""
    random.seed(world.seed)
    client = SimulatedClient(world)
    events: list[Event] = []
    checker, on_check = _checker(client), lambda _, news: events.extend(news)
    with suppress(TimeoutError), _nothing_from_the_system():
        async with asyncio.timeout(minutes * 60):
            await CheckLoop(checker, Tracker(), on_check, client.now, _PACE_S).run()
    await asyncio.sleep(1)  # what was cancelled ends
    return [e.incident for e in events if isinstance(e, IncidentChange) and e.change is not Change.CLOSED]
