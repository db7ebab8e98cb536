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
    """With its unit."""
    samples: Sequence[float]
    yardstick: str
    yardstick_samples: Sequence[float]
    aim: str = ""
    is_difference: bool = False
    """Whether the two are compared by what one is more than the other, not by how many times."""


def head() -> str:
    return _LAYOUT.format("figure", "median (min-max)", "  beside", "median (min-max)", "that is", "aim")


def line(row: Row) -> str:
    return _LAYOUT.format(
        row.name,
        _spread(row.samples),
        f"  {row.yardstick}",
        _spread(row.yardstick_samples),
        _compared(row),
        row.aim,
    ).rstrip()


def _spread(samples: Sequence[float]) -> str:
    if len(samples) == 1:
        return _number(samples[0])
    return f"{_number(median(samples))} ({_number(min(samples))}-{_number(max(samples))})"


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}"


def _compared(row: Row) -> str:
    """The median of the pairs, where both were measured in turn and had the same company."""
    ours, theirs = row.samples, row.yardstick_samples
    if len(ours) != len(theirs):
        ours, theirs = [median(ours)], [median(theirs)]
    pairs = list(zip(ours, theirs, strict=True))
    if row.is_difference:
        return f"{median(a - b for a, b in pairs):+.1f}"
    return f"x {median(a / b for a, b in pairs):.2f}"
