"""Whatever the world is like: X is not blamed while it is well, and what it says itself is heard.

What is said of the sample stands in counts.txt; `python -m tests.worlds.test_lies` prints it anew. The bench
`tests.bench.lies` makes many more worlds, and some of kinds that are not looked at here.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.worlds.judge import Seen, is_lie, look_twice, watch
from tests.worlds.kinds import HANGS_ON_A_POOR_NETWORK, HELD_BACK, KINDS, make
from tests.worlds.loop import run_all
from trayapp.domain.codes import VerdictName

_SEED = 1
_KINDS = [kind for kind in KINDS if kind not in HELD_BACK]
_COUNTS = Path(__file__).with_name("counts.txt")
_WATCHED = ("loses", "throttles and loses", "comes and goes", "portal redirects", "X: 503, poor line")


@cache
def _seen(kind: str, worlds: int = 2) -> list[Seen]:
    pairs = run_all(look_twice, (make(kind, _SEED, number) for number in range(worlds)))
    return [seen for pair in pairs for seen in pair]


def _counts(kind: str) -> str:
    counts = Counter(f"{s.judged.verdict.name}/{s.judged.verdict.cause or '-'}" for s in _seen(kind))
    return f"{kind}: {', '.join(f'{count} {said}' for said, count in sorted(counts.items()))}"


@pytest.mark.parametrize("kind", _KINDS)
def test_x_is_blamed_for_what_is_x_s_doing_alone(kind: str) -> None:
    assert [lie for seen in _seen(kind) for lie in seen.lies()] == []


def test_what_is_said_of_each_kind_of_world_is_what_was_said() -> None:
    assert [_counts(kind) for kind in _KINDS] == _COUNTS.read_text().splitlines()


def test_x_hanging_for_all_is_seen_on_a_line_that_loses_a_seventh_of_everything() -> None:
    seen = [seen.blames for seen in _seen(HANGS_ON_A_POOR_NETWORK, 20) if seen.has_vantage]
    assert sum(seen) >= 0.9 * len(seen) > 0


@pytest.mark.parametrize("kind", _WATCHED)
def test_no_incident_is_of_the_own_line(kind: str) -> None:
    world = make(kind, _SEED, 0)
    (incidents,) = run_all(lambda world: watch(world, minutes=10), [world])
    assert [i for i in incidents if is_lie(world.truth, i.verdict, i.cause, is_low=not i.confirmed)] == []
    assert any(i.verdict is VerdictName.DOWN for i in incidents) is kind.startswith("X:")


if __name__ == "__main__":
    print("\n".join(map(_counts, _KINDS)))
