"""Is X blamed while it is well? `python -m tests.bench.lies [--seed N] [--worlds N]` prints what is said.

It fails if a bound is broken. Kinds of worlds that are held back from the tests are marked.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

from tests.worlds.judge import is_lie, look_twice, watch
from tests.worlds.kinds import HANGS_ON_A_POOR_NETWORK, HELD_BACK, KINDS, make
from tests.worlds.loop import run_all
from tests.worlds.world import Truth
from trayapp.domain.codes import VerdictName

_WATCHED_MIN = 15.0
_TROUBLE_WITHIN_S = 300.0
_WORLDS_A_WATCH = 25

_LIES = {
    "blamed": "blamed",
    "surely": "with high confidence",
    "up": "up, though it fails",
    "unheard": "own word unheard",
}
_MOST_OF_ALL, _MOST_OF_A_KIND, _SEEN_AT_LEAST = 0.001, 0.005, 0.9


@dataclass(frozen=True, slots=True)
class Row:
    """What was said of the worlds of one kind."""

    kind: str
    is_x_well: bool
    checks: int
    verdicts: Counter[str]
    lies: Counter[str]
    incidents: int
    lying_incidents: int
    seen_ratio: float
    """Of the checks for which vantage points had answered, those that blamed X."""

    @property
    def blamed_ratio(self) -> float:
        return self.lies["blamed"] / self.checks


_watched = partial(watch, minutes=_WATCHED_MIN)


def measure(seed: int, worlds: int, kind: str) -> Row:
    """Two checks in each world, and the program watching in some of them."""
    pairs = run_all(look_twice, (make(kind, seed, number) for number in range(worlds)))
    seen = [one for pair in pairs for one in pair]
    with_vantage = [one for one in seen if one.has_vantage]
    watched = [make(kind, seed, -1 - n) for n in range(worlds // _WORLDS_A_WATCH)]
    for n, world in enumerate(watched):
        world.since_s = _TROUBLE_WITHIN_S * n / len(watched)
    opened = [(w, i) for w, its in zip(watched, run_all(_watched, watched), strict=True) for i in its]
    return Row(
        kind,
        seen[0].world.truth in (Truth.WELL, Truth.BLOCKED),
        len(seen),
        Counter(one.judged.verdict.name for one in seen),
        Counter(lie for one in seen for lie in one.lies()),
        len(opened),
        sum(is_lie(w.truth, i.verdict, i.cause, is_low=not i.confirmed) for w, i in opened),
        sum(one.blames for one in with_vantage) / len(with_vantage) if with_vantage else 1.0,
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.lies", description=__doc__)
    parser.add_argument("--seed", type=int, default=20260216)
    parser.add_argument("--worlds", type=int, default=500)
    wanted = parser.parse_args()
    print(f"seed {wanted.seed}, {wanted.worlds} worlds of each kind, each checked twice; * held back")
    print(f"{'kind':<46}{''.join(f'{name:>9}' for name in VerdictName)}  blamed ‰  incidents (of them lies)")
    rows = []
    with ProcessPoolExecutor() as pool:
        for row in pool.map(partial(measure, wanted.seed, wanted.worlds), KINDS):
            rows.append(row)
            print(_line(row), flush=True)
    broken = list(_broken(rows))
    print("\n".join(broken) or "every bound holds")
    return 1 if broken else 0


def _line(row: Row) -> str:
    counts = "".join(f"{row.verdicts[name] or '':>9}" for name in VerdictName)
    others = ", ".join(f"{count} {_LIES[lie]}" for lie, count in row.lies.items() if lie != "blamed")
    name = f"{row.kind}{' *' if row.kind in HELD_BACK else ''}"
    blamed = f"{row.blamed_ratio * 1000:.1f}" if row.is_x_well else ""
    return f"{name:<46}{counts}{blamed:>10}{row.incidents:>6} ({row.lying_incidents}) {others}"


def _broken(rows: list[Row]) -> Iterator[str]:
    """Each bound that is broken."""
    well = [row for row in rows if row.is_x_well]
    ratio = sum(row.blamed_ratio for row in well) / len(well)
    print(f"X blamed while it is well: {ratio * 1000:.2f} of 1,000 checks over all kinds, at most 1")
    if ratio > _MOST_OF_ALL:
        yield f"over all kinds X is blamed in {ratio * 1000:.2f} of 1,000 checks in which it is well"
    for row in rows:
        if row.blamed_ratio > _MOST_OF_A_KIND:
            yield f"{row.kind}: X is blamed in {row.blamed_ratio * 1000:.1f} of 1,000 checks"
        for lie in ("surely", "up", "unheard"):
            if row.lies[lie]:
                yield f"{row.kind}: {_LIES[lie]} in {row.lies[lie]} checks"
        if row.lying_incidents:
            yield f"{row.kind}: {row.lying_incidents} incidents while X was well"
        if row.kind == HANGS_ON_A_POOR_NETWORK:
            print(f"{row.kind}: seen in {row.seen_ratio:.0%} of checks with vantage points, at least 90 %")
            if row.seen_ratio < _SEEN_AT_LEAST:
                yield f"{row.kind}: seen too seldom"


if __name__ == "__main__":
    sys.exit(main())
