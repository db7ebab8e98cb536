"""Figures beside their yardsticks: medians, since the machine is shared with others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

_LAYOUT = "{:<34} {:>26} {:<24} {:>26} {:>10}  {}"


@dataclass(frozen=True)
class Row:
    """One figure, and the same measured of something simpler in the same run."""

    name: str
    samples: Sequence[float]
    unit: str
    yardstick: str
    yardstick_samples: Sequence[float]
    aim: str
    is_difference: bool = False
    """Whether the two are compared by what one is more than the other, not by how many times."""


def head() -> str:
    return _LAYOUT.format("figure", "median (min-max)", "  beside", "median (min-max)", "that is", "aim")


def line(row: Row) -> str:
    return _LAYOUT.format(
        f"{row.name}, {row.unit}",
        _spread(row.samples),
        f"  {row.yardstick}",
        _spread(row.yardstick_samples) if row.yardstick_samples else "",
        _compared(row) if row.yardstick_samples else "",
        row.aim,
    ).rstrip()


def _spread(samples: Sequence[float]) -> str:
    if len(samples) == 1:
        return _number(samples[0])
    return f"{_number(median(samples))} ({_number(min(samples))}-{_number(max(samples))})"


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}"


def _compared(row: Row) -> str:
    ours, theirs = median(row.samples), median(row.yardstick_samples)
    if row.is_difference:
        return f"{'+' if ours >= theirs else ''}{_number(ours - theirs)}"
    return f"x {ours / theirs:.2f}" if theirs else ""
