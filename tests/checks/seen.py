"""Checks of an internet of our own in virtual time: what they say, whom they asked, how long they took."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from tests import virtual_time
from tests.checks.test_checker import Change, healthy
from tests.servers import Internet, Serve
from tests.sources.made import NOW, nobody_else
from trayapp.checks.checker import Checker, Depth
from trayapp.checks.surfaces import chosen
from trayapp.domain.check_json import check_from_json, to_json
from trayapp.domain.records import Check, ControlResult, JudgedCheck, SurfaceResult
from trayapp.domain.verdict import decide
from trayapp.settings.declarations import Settings
from trayapp.sources.pool import SourcePool


@dataclass(frozen=True)
class Seen:
    """One check."""

    judged: JudgedCheck
    asked: Counter[str]
    """How often each name was looked up."""
    dialled: set[str]
    took_s: float

    @property
    def check(self) -> Check:
        return self.judged.check

    @property
    def verdict(self) -> str:
        said = self.judged.verdict
        return f"{said.name.value} {said.cause.value if said.cause else ''}".strip()

    @property
    def beside(self) -> list[str]:
        return [control.id for control in self.check.second_look]

    def __getitem__(self, name: str) -> SurfaceResult:
        """What a surface answered."""
        return next(result for result in self.check.surfaces if result.id == name)

    def control(self, name: str) -> ControlResult:
        """What a host that is not X's answered, or a resolver."""
        return next(control for control in self.check.controls if control.id == name)


@dataclass
class World:
    """A healthy internet but for some changes, and a checker in it."""

    changes: Iterable[Change] = ()
    sources: SourcePool = field(default_factory=nobody_else)
    proxy: str | None = None

    async def checks(self, *depths: Depth) -> list[Seen]:
        """One check after the other, a minute apart by the calendar; what is recorded of it decides alike."""
        async with Internet() as internet:
            await healthy(internet)
            for change in self.changes:
                await change(internet)
            seen: list[Seen] = []
            checker = Checker(
                internet.client(self.proxy),
                chosen(Settings()),
                self.sources,
                lambda: NOW + timedelta(minutes=len(seen)),
                interval_s=60,
            )
            for depth in depths:
                internet.asked_names.clear()
                internet.dialled.clear()
                began = asyncio.get_running_loop().time()
                judged = await checker.check(depth)
                took_s = asyncio.get_running_loop().time() - began
                recorded = json.loads(json.dumps(to_json(judged, "")))
                assert decide(*check_from_json(recorded)) == judged.verdict
                seen.append(Seen(judged, Counter(internet.asked_names), set(internet.dialled), took_s))
            return seen


def see(*changes: Change, depth: Depth = Depth.EVERYTHING, sources: SourcePool | None = None) -> Seen:
    """A check of a healthy internet with these changes."""
    [seen] = virtual_time.run(World(changes, sources or nobody_else()).checks(depth))
    return seen


def serving(serve: Serve, *names: str, port: int = 443, certificate: str | None = "good") -> Change:
    """The change that these hosts serve otherwise; their addresses stay."""

    async def change(internet: Internet) -> None:
        for name in names:
            await internet.host(name, serve, port=port, certificate=certificate)

    return change


def failing_lookups(error: BaseException, *names: str) -> Change:
    """The change that these names are not found."""

    async def change(internet: Internet) -> None:
        for name in names:
            internet.lookup_fails(name, error)

    return change
