"""Processes that are told things, ask despite them, use budgets and die: nobody's promise gets lost."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.net.test_limits_file import taken
from tests.sources.made import Clock
from trayapp.domain.codes import Outcome
from trayapp.net.backoff import HostBackoff
from trayapp.net.failures import Finding
from trayapp.net.limits import Use
from trayapp.net.limits_file import LimitsFile

BUDGET = 21
HOSTS = st.sampled_from(["x.com", "POST api.example", "api.example 5eed"])
PROCESSES = st.integers(0, 2)
WAITS_S = st.sampled_from([30.0, 120.0, 700.0, 5000.0, 200_000.0])
LONGEST_S = {"x.com": 900.0}


@dataclass
class Promise:
    """What one host was promised."""

    until: datetime
    was_overridden: bool = False


class Processes(RuleBasedStateMachine):
    """Three of them, on one folder and one clock."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Clock()
        self.backoff: list[HostBackoff] = []
        self.promises: dict[str, Promise] = {}
        self.used: list[tuple[datetime, int]] = []

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @initialize()
    def begin(self) -> None:
        self.backoff = [self.new() for _ in range(3)]

    def new(self) -> HostBackoff:
        return HostBackoff(self.clock, 60, LimitsFile(self.folder, self.clock))

    def left_s(self, host: str) -> float:
        promise = self.promises.get(host)
        return 0.0 if promise is None else max(0.0, (promise.until - self.clock()).total_seconds())

    def is_told(self, host: str, wait_s: float, *, was_overridden: bool = False) -> None:
        until = self.clock.after(min(wait_s, LONGEST_S.get(host, 86_400.0)))
        if self.left_s(host) > 0 and not was_overridden:
            promise = self.promises[host]
            promise.until = max(promise.until, until)
        else:
            self.promises[host] = Promise(until, was_overridden)

    @rule(process=PROCESSES, host=HOSTS, wait_s=WAITS_S)
    def wants_to_be_left_alone(self, process: int, host: str, wait_s: float) -> None:
        self.backoff[process].set_retry_after(host, wait_s)
        self.is_told(host, wait_s)

    @rule(process=PROCESSES, host=HOSTS, wait_s=WAITS_S)
    def wants_to_be_left_alone_while_the_lock_is_taken(self, process: int, host: str, wait_s: float) -> None:
        with taken(self.folder):
            self.backoff[process].set_retry_after(host, wait_s)
            self.is_told(host, wait_s)
            assert self.backoff[process].retry_after_s(host) == pytest.approx(self.left_s(host))
        assert self.backoff[process].retry_after_s(host) > 0  # and it is written down with this look

    @rule(process=PROCESSES, host=HOSTS)
    def answers_one_who_asked_before_it_heard(self, process: int, host: str) -> None:
        self.backoff[process].record(host, Finding(Outcome.OK), {})

    @rule(process=PROCESSES, host=HOSTS, says_s=st.none() | WAITS_S, is_lost=st.booleans())
    def is_asked_at_the_user_s_wish(
        self, process: int, host: str, says_s: float | None, is_lost: bool
    ) -> None:
        backoff, left_s = self.backoff[process], self.left_s(host)
        may_be_asked = left_s == 0 or not self.promises[host].was_overridden
        with backoff.overridden():
            assert (backoff.retry_after_s(host) == 0) is may_be_asked
            if not may_be_asked:
                return
            if is_lost:
                backoff.record(host, Finding(Outcome.TIMEOUT, "connect"), {})
            elif says_s is None:
                backoff.reset(host)
                self.promises.pop(host, None)
            else:
                backoff.set_retry_after(host, says_s)
                self.is_told(host, says_s, was_overridden=left_s > 0)
        if left_s > 0 and host in self.promises:
            self.promises[host].was_overridden = True

    @rule(process=PROCESSES, cost=st.integers(6, 8))
    def uses_the_budget(self, process: int, cost: int) -> None:
        now = self.clock()
        use = Use(now, cost, f"{process} {len(self.used)}")
        is_free = self.in_use() + cost <= BUDGET
        assert asyncio.run(self.backoff[process].store.take("globalping", use, BUDGET)) is is_free
        if is_free:
            self.used.append((now, cost))

    @rule(process=PROCESSES)
    def is_killed_and_started_anew(self, process: int) -> None:
        self.backoff[process] = self.new()

    @rule(seconds=st.sampled_from([1.0, 15.0, 60.0, 600.0, 1800.0, 3600.0]))
    def time_passes(self, seconds: float) -> None:
        self.clock.pass_s(seconds)

    def in_use(self) -> int:
        return sum(cost for at, cost in self.used if (self.clock() - at).total_seconds() < 3600)

    @invariant()
    def everybody_knows_every_promise(self) -> None:
        for backoff in self.backoff:
            for host in ("x.com", "POST api.example", "api.example 5eed"):
                assert backoff.retry_after_s(host) == pytest.approx(self.left_s(host))

    @invariant()
    def everybody_knows_what_was_used(self) -> None:
        for backoff in self.backoff:
            uses = backoff.store.limits.recent_uses("globalping", self.clock())
            assert sum(use.cost for use in uses) == self.in_use() <= BUDGET
            assert len(backoff.store.limits.waits) <= 3


Processes.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestPromises = Processes.TestCase
