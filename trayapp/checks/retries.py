"""What was lost is asked once more: at once, beside a request that keeps silent, and in a second look later.

Most of what a poor network loses is found again at once, for a fraction of what the controls and a second
look carry. What cannot be asked once more, for the host's reasons or ours, hides nothing of the first answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from trayapp.checks.probe import Surface, combine
from trayapp.domain.codes import Outcome
from trayapp.domain.records import SurfaceResult
from trayapp.net.exchange import Client

_T = TypeVar("_T")

SECOND_LOOK_REQUESTS = 4
"""Of the second look, for each part that was lost. With three, X was blamed in 4 of 1,000 checks of simulated
networks that mostly work; with four in 0.7."""

Again = Callable[[int], Coroutine[Any, Any, SurfaceResult | None]]
"""Makes one of a surface's requests once more, told which in a row; `None` if it cannot be made."""


async def ask_twice(
    surface: Surface, client: Client, again: Again, *, is_full: bool, patience_s: float
) -> SurfaceResult:
    """A surface's answer; if it is lost, or silent for `patience_s` seconds, to a second request as well.

    So if one of several requests was lost and the others failed: what was lost may have been the better.
    Raises what `Surface.ask` raises.
    """
    first = asyncio.create_task(surface.ask(client, is_full))
    try:
        await asyncio.wait([first], timeout=patience_s)  # after which it goes on
    except BaseException:  # `wait` itself would let it run
        first.cancel()
        raise
    before = first.result() if first.done() else None
    # If one of several was lost and the others failed, what was lost may have been the better.
    if before is not None and not (before.lost and before.fails):
        return before
    second = [asyncio.create_task(again(number)) for number in range(len(surface.hosts) if is_full else 1)]

    def is_enough(result: SurfaceResult | None) -> bool:
        if result is None or result is before or result.is_lost:
            return False
        return before is None or before.is_lost or result.is_ok

    results = [result for result in await _until(is_enough, first, *second) if result is not None]
    lost = [result.lost or 0 for result in results]
    if before is None and all(result.outcome is Outcome.DNS_FAILED for result in results):
        lost = [min(sum(lost), len(surface.hosts))]  # they waited for the same lookups
    elif not first.done():
        lost.append(1)  # so far it is lost, too
    answers = [result for result in results if not result.is_lost]
    return replace(combine(answers) if answers else first.result(), lost=sum(lost) or None)


async def ask_again(surface: Surface, before: SurfaceResult, again: Again) -> SurfaceResult:
    """Several requests at once; what answers is the outcome, the first that is fine at once."""
    asked = [asyncio.create_task(again(number)) for number in range(SECOND_LOOK_REQUESTS)]
    answered = await _until(lambda result: result is not None and result.is_ok, *asked)
    results = [result for result in answered if result is not None]
    lost = (before.lost or 0) + _lost_requests(results, surface)
    answers = [result for result in (*results, before) if not result.is_lost]
    return replace(combine(answers) if answers else before, lost=lost)


def is_half_lost(result: SurfaceResult, surface: Surface) -> bool:
    """Whether it was lost, or failed for one of its readers and was lost for the other."""
    return result.is_lost or (len(surface.hosts) > 1 and result.lost is not None and result.fails)


def _lost_requests(results: Iterable[SurfaceResult], surface: Surface) -> int:
    """How many requests these losses are: those that shared a lookup are one."""
    lost = [result for result in results if result.is_lost]
    of_names = [result for result in lost if result.outcome is Outcome.DNS_FAILED]
    return len(lost) - len(of_names) + min(len(of_names), len(surface.hosts))


async def _until(is_enough: Callable[[_T], bool], *tasks: asyncio.Task[_T]) -> list[_T]:
    """What these tasks come to, in the order in which they do, until one is enough; the others end then."""
    results: list[_T] = []
    waiting = set(tasks)
    try:
        while waiting and not any(map(is_enough, results)):
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            results += [task.result() for task in done]
    finally:
        for task in tasks:
            task.cancel()
    return results
