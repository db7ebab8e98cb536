"""Which answers are slow: those that take much longer than is usual here. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from trayapp.domain.codes import CORE_SURFACES, PAGE_SURFACE, Outcome
from trayapp.domain.records import ControlResult, SurfaceResult

LATENCY_WINDOW = timedelta(days=7)
"""What is usual is what the answers of this time took, but in incidents."""

SLOW_FROM_MS = 3000.0
"""Nobody calls a quicker answer slow, whatever it usually takes."""
_SLOW_RATIO = 3.0

MedianMs = Mapping[tuple[str, bool], float]
"""Medians in milliseconds by surface and by whether it was asked in full; few samples make no median."""


def is_full(results: Iterable[SurfaceResult]) -> bool:
    """Whether these were asked in full. On calm days the core alone is asked, and for less."""
    # Not by the controls: a light check asks them, too, once something is slow or lost in it.
    return any(result.id not in (*CORE_SURFACES, PAGE_SURFACE) for result in results)


def mark_slow(
    results: Iterable[SurfaceResult], controls: Iterable[ControlResult], median_ms: MedianMs
) -> tuple[SurfaceResult, ...]:
    """Answers that took over three times as long as usual, and long at that, are `slow`.

    Only beside a host that is not X's, answered over https, and did not take long itself.
    """
    results, controls = tuple(results), tuple(controls)
    # Slow beside, or anything lost, which takes waiting to make up for: then it is the network.
    beside = [control for control in controls if control.is_https]
    if not beside or any(map(_took_long, beside)) or any(result.lost for result in (*results, *controls)):
        return results
    in_full = is_full(results)  # a light check asks each for less, so it has medians of its own
    return tuple(
        replace(r, outcome=Outcome.SLOW) if _is_slow(r, median_ms.get((r.id, in_full))) else r
        for r in results
    )


def may_be_slow(results: Iterable[SurfaceResult]) -> bool:
    """Whether it is worth finding out what is usual, and how long others take."""
    return any(result.outcome is Outcome.OK and _took_long(result) for result in results)


def _took_long(result: SurfaceResult) -> bool:
    return host_ms(result) > SLOW_FROM_MS


def host_ms(result: SurfaceResult) -> float:
    """How long the host itself took: its name is looked up by the network's resolver."""
    return (result.phases.total or 0.0) - (result.phases.dns or 0.0)


def _is_slow(result: SurfaceResult, median_ms: float | None) -> bool:
    if result.outcome is not Outcome.OK or median_ms is None:
        return False
    return host_ms(result) > max(SLOW_FROM_MS, _SLOW_RATIO * median_ms)
