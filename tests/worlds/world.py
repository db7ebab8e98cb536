"""A world with one cause: how hosts, the user's network and those between behave, and what is the truth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from random import Random
from typing import Any

from tests.worlds.answers import Reply
from tests.worlds.network import Network
from tests.worlds.sources import Sources

BEGAN = datetime(2026, 2, 16, 13, 27, 40, tzinfo=UTC)


class Truth(Enum):
    """What there is to be right about."""

    WELL = auto()
    """X is well, and nobody takes it from this user alone: at most their own network carries nothing."""
    BLOCKED = auto()
    """X is well, and somebody between, or the way there, takes it from this user."""
    PART = auto()
    """Some of X fails for everybody, or its core now and then."""
    FAILS = auto()
    """The core of X, or one half of it, fails for everybody."""
    SOME = auto()
    """X itself fails, but for some only, this user included."""


@dataclass(slots=True)
class Host:
    """One host as this user meets it: at each stage `ok`, or what becomes of it there."""

    dns: str = "ok"
    """`nxdomain`, `servfail`, `silent`, `zero` (an unspecified address) or `private` (somebody's here)."""
    connect: str = "ok"
    """`hang`, `reset`, `refused` or `unreachable`."""
    tls: str = "ok"
    """`hang`, `reset`, or what is wrong with the certificate."""
    answer: Reply | str = "ok"
    """Or `hang`, `reset`, `close` before a byte, `cut` or `stall` amid the body."""
    takes_s: float = 0.05
    share: float = 1.0
    """How many of the requests meet this; the rest meet a host that is well."""


WELL = Host()


@dataclass(slots=True)
class World:
    """Well until somebody changes it."""

    seed: str
    truth: Truth = Truth.WELL
    network: Network = field(default_factory=Network)
    hosts: dict[str, Host] = field(default_factory=dict)
    sources: Sources = field(default_factory=Sources)
    doh_says: str = "knows"
    proxy: str | None = None
    """`None`: none. `ok`, `refused`, `silent`, or whom it turns away (`all`, `half` of the requests, `x`,
    `parts`) and how: `all 407`, `x 403`."""
    trusts: bool = True
    clock_ahead_days: float = 0.0
    since_s: float = 0.0
    """When the trouble begins: until then all is well."""

    def change(self, names: Iterable[str], **how: Any) -> None:
        """Let these hosts be like this."""
        self.hosts.update((name, Host(**how)) for name in names)

    def host(self, name: str, at_s: float, chance: Random, *, is_by_address: bool) -> Host:
        """How this host is met at this moment."""
        found = self.hosts.get(name, WELL) if at_s >= self.since_s else WELL
        if is_by_address and found.dns == "private":  # it was somebody else all the time
            return WELL
        return found if found.share == 1 or chance.random() < found.share else WELL

    def certificate(self, name: str, at_s: float) -> str:
        """What is wrong with this host's certificate by this computer's lights."""
        if at_s < self.since_s:
            return "ok"
        if not self.clock_ahead_days:
            return "ok" if self.trusts else "untrusted"
        domain = ".".join(name.split(".")[-2:])
        age_days = 1 + 50 * Random(f"{self.seed} {domain}").random()  # of 90 for which it is valid
        if self.clock_ahead_days < -age_days:
            return "not_yet_valid"
        return "expired" if self.clock_ahead_days > 90 - age_days else "ok"

    def clock_ahead(self, at_s: float) -> timedelta:
        return timedelta(days=self.clock_ahead_days if at_s >= self.since_s else 0)
