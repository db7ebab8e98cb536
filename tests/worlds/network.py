"""The network of a world's user: how long things take on it, and what it loses."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

RESOLVER_GIVES_UP_S = 10.0
"""glibc asks twice, and waits 5 s for each answer."""

# A connection that hears nothing sends again after so long (RFC 6298, doubled each time).
_SENDS_AGAIN_S = (1.0, 3.0, 7.0, 15.0)


class Link:
    """Carries so many bits a second for all exchanges together, first come, first served."""

    def __init__(self, kbit_s: float) -> None:
        self._bytes_s = kbit_s * 1000 / 8
        self._free_at = 0.0

    def carried_at(self, at: float, size: int) -> float:
        """When so many bytes are through that are handed over at this moment."""
        self._free_at = max(self._free_at, at) + size / self._bytes_s
        return self._free_at


@dataclass(slots=True)
class Network:
    """Times in seconds since the trouble began."""

    round_trip_s: float = 0.03
    loses: float = 0.0
    """This share of all exchanges, each at a stage by chance."""
    loses_at: str | None = None
    """The only stage at which it loses anything; `None`: any."""
    resets: float = 0.0
    """Of what is lost this share is reset or cut short at once; the rest falls silent."""
    bursts: tuple[tuple[float, float], ...] = ()
    """Times in which it loses nine of ten, and `loses` in between."""
    dead: tuple[tuple[float, float], ...] = ()
    """Times in which nothing passes at all."""
    is_cable: bool = False
    """Whether the computer notices that the network is dead, and says so: no route."""
    link: Link | None = None
    query_loss: float = 0.0
    """The share of all DNS queries that get no answer; each is asked twice."""
    query_takes_s: float = 0.02

    def lost_at(self, at: float, stages: tuple[str, ...], chance: Random) -> str | None:
        """The stage at which an exchange that begins now is lost; `None` if it is not."""
        share = 0.9 if _is_within(self.bursts, at) else self.loses
        if share == 0 or chance.random() >= share:
            return None
        if self.loses_at is None:
            return chance.choice(stages)
        return self.loses_at if self.loses_at in stages else None

    def is_dead(self, at: float) -> bool:
        return _is_within(self.dead, at)

    def over_at(self, at: float, takes_s: float) -> float:
        """When something that begins now and takes so long is over: a dead network holds it up."""
        for begin, end in self.dead:
            if begin < at + takes_s and at < end:
                held = max(at, begin)
                again = next((s for s in _SENDS_AGAIN_S if held + s >= end), math.inf)
                return self.over_at(held + again, takes_s)
        return at + takes_s


def _is_within(times: tuple[tuple[float, float], ...], at: float) -> bool:
    return any(begin <= at < end for begin, end in times)


def bad_times(chance: Random, calm_s: float, bad_s: float) -> Iterator[tuple[float, float]]:
    """By chance, for half an hour: so long on average, and so far apart."""
    end = -chance.expovariate(1 / bad_s)
    while end < 1800:
        begin = end + chance.expovariate(1 / calm_s)
        end = begin + chance.expovariate(1 / bad_s)
        yield begin, end
