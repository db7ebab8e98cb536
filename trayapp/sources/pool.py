"""All sources together: each asked at its own pace, none waiting for another."""

from __future__ import annotations

import asyncio
import logging
import math
import random
from collections import deque
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from trayapp.clock import Now
from trayapp.domain.codes import Says, UnavailableReason
from trayapp.domain.evidence import EVIDENCE_COUNTS_FOR
from trayapp.domain.records import Evidence
from trayapp.domain.reports import Report, SourceHealth, https_link
from trayapp.net.exchange import Client
from trayapp.net.limits import LastAnswer, source_name
from trayapp.sources.base import DEADLINE_S, Reply, Source, Unavailable, Unfinished

_log = logging.getLogger(__name__)

# A source that fails is asked half as often each time, down to this, or to its own pace if that is longer.
_LONGEST_PAUSE_S = 30 * 60.0

# Polls of many computers that were started by one morning shall not stay in step.
_JITTER_RATIO = 0.1

# Reports that nobody fetched, as in a single check, must not pile up.
_MOST_REPORTS = 50

_USER = "user"


@dataclass(slots=True)
class _PooledSource:
    """One source, and how it is doing."""

    source: Source
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while it is asked: whoever else wants to ask meanwhile takes that answer."""
    last_answer: LastAnswer | None = None
    """When it was asked last, and what it said then, or before: a failure takes nothing back."""
    report: Report | None = None
    """The same in full, if this process heard it."""
    is_unfinished: bool = False

    @property
    def is_gathering(self) -> bool:
        """Whether it said so when it was asked last; what it said before it could not be heard is old."""
        is_heard = self.last_answer is not None and self.last_answer.reason is None
        return is_heard and self.report is not None and self.report.is_gathering

    def take_over(self, answer: LastAnswer | None, now: datetime) -> None:
        """Take what another process, or an earlier one, heard from it as if it had been asked here."""
        # What was said later than now was said before the clock was set back.
        if answer is None or answer.at > now or (self.last_answer and answer.at <= self.last_answer.at):
            return
        self.last_answer, evidence = answer, answer.evidence
        if evidence is not None and (self.report is None or evidence.at != self.report.evidence.at):
            # The file may hold anything: its kind is known here, and an address is looked at again.
            source, url = self.source, https_link(evidence.url)
            self.report = Report(replace(evidence, source=source.id, kind=source.kind, url=url))

    def record(self, reply: Reply, at: datetime) -> LastAnswer:
        """Remember what it replied when it was asked at this moment."""
        self.is_unfinished = isinstance(reply, Unfinished)
        before = self.last_answer or LastAnswer(at)
        if isinstance(reply, Unavailable):
            self.last_answer = replace(before, at=at, reason=reply.reason)
            return self.last_answer
        self.report = reply.report if isinstance(reply, Unfinished) else reply
        evidence = self.report.evidence
        is_as_before = before.evidence is not None and before.evidence.says is evidence.says
        self.last_answer = LastAnswer(at, None, evidence, before.since if is_as_before else evidence.at)
        return self.last_answer

    def evidence(self, at: datetime) -> Evidence | None:
        """What it said that still counts, or else that it could not be heard."""
        if self.report is not None and _counts(self.report.evidence.at, at):
            return self.report.evidence
        answer = self.last_answer
        if answer is not None and answer.reason is not None and _counts(answer.at, at):
            return Evidence(self.source.id, Says.UNAVAILABLE, self.source.kind, answer.at)
        return None


def _counts(said_at: datetime | None, at: datetime) -> bool:
    return said_at is not None and abs(at - said_at) <= EVIDENCE_COUNTS_FOR


class SourcePool:
    """Asks sources and remembers what they said. One event loop; never raises for the network.

    When each was asked last and may be asked again stands in a file that other processes share and later
    ones read.
    """

    def __init__(self, client: Client, sources: Iterable[Source], now: Now) -> None:
        self._client = client
        self._backoff = client.backoff
        self._now = now
        self._pooled = tuple(map(_PooledSource, sources))
        self._seen_by_user_at: datetime | None = None
        self._reports: deque[Report] = deque(maxlen=_MOST_REPORTS)

    def go_on_from(self, former: SourcePool) -> None:
        """Take over what the pool before it heard, under the settings before these."""
        self._seen_by_user_at = former._seen_by_user_at
        self._reports.extend(former.reports_since_last_check())
        heard = {pooled.source.id: pooled for pooled in former._pooled}
        for pooled in self._pooled:
            if (same := heard.get(pooled.source.id)) is not None:
                pooled.last_answer, pooled.report = same.last_answer, same.report

    def evidence(self, at: datetime) -> tuple[Evidence, ...]:
        """What counts at this moment: of each source the last it said, and that the user sees an error."""
        found = [evidence for pooled in self._pooled if (evidence := pooled.evidence(at)) is not None]
        if _counts(self._seen_by_user_at, at):
            found.append(Evidence(_USER, Says.TROUBLE, _USER, self._seen_by_user_at))
        return tuple(found)

    def is_trouble_reported(self, at: datetime) -> bool:
        """Whether a source reports trouble, the user's included: reason enough to ask the others."""
        # Not a status page: what it reports may last for days, and is not of X.
        return any(e.says is Says.TROUBLE and e.kind != "status" for e in self.evidence(at))

    def reports_since_last_check(self) -> tuple[Report, ...]:
        """What is worth keeping of what was said since this was called last: a calm poll is not."""
        reports = tuple(self._reports)
        self._reports.clear()
        return reports

    def health(self) -> tuple[SourceHealth, ...]:
        """How each of them is doing."""
        return tuple(map(self._health, self._pooled))

    def _health(self, pooled: _PooledSource) -> SourceHealth:
        answer, heard = pooled.last_answer, None if pooled.report is None else pooled.report.evidence.says
        if answer is None:
            return SourceHealth(pooled.source.id)
        left_s = 0.0 if pooled.is_unfinished else self._left_s(pooled, pooled.source.suspicion_interval_s)
        next_at = self._now() + timedelta(seconds=left_s) if left_s > 0 else None
        says = heard if answer.reason is None else Says.UNAVAILABLE
        return SourceHealth(pooled.source.id, says, answer.reason, answer.at, next_at)

    def record_user_error(self, at: datetime | None) -> None:
        """The user saw an error then: a moment ago, or before this watching began. `None`: they did not."""
        self._seen_by_user_at = at

    async def ask_on_suspicion(self, trouble_since: datetime | None = None) -> None:
        """Ask all sources at the same time, as far as their limits allow; at most `DEADLINE_S` seconds.

        `trouble_since` is the first check since the last that was up, this one included; `None` if that is
        not known, as in a program's first one. What vantage points saw before does not answer for it.

        May be cancelled: what has come by then counts, and the rest is asked for at the next check.
        """
        for pooled in self._pooled:
            self._take_over(pooled)
        asks = [
            self._ask(
                pooled, pooled.source.suspicion_interval_s, self._unanswered_since(pooled, trouble_since)
            )
            for pooled in self._pooled
        ]
        await asyncio.gather(*asks)

    async def poll(self) -> None:
        """Ask those that have a standing poll at their pace, until cancelled."""
        # No TaskGroup: one that is cancelled leaves a circle behind (CPython's issue 124958; 3.11 keeps it),
        # and in it all of us, with a trust store of 1 MB, until the collector comes by.
        polls = [
            asyncio.create_task(self._poll(pooled, pooled.source.standing_interval_s))
            for pooled in self._pooled
            if pooled.source.standing_interval_s is not None
        ]
        try:
            await asyncio.Event().wait()  # with none of them, too, it lasts until it is cancelled
        finally:
            for poll in polls:
                poll.cancel()
            await asyncio.gather(*polls, return_exceptions=True)

    async def _poll(self, pooled: _PooledSource, standing_interval_s: float) -> None:
        interval_s = standing_interval_s
        while True:
            self._take_over(pooled)
            await self._ask(pooled, interval_s, is_suspicion=False)
            interval_s = pooled.source.suspicion_interval_s if pooled.is_gathering else standing_interval_s
            wait_s = self._left_s(pooled, interval_s)
            jitter = random.uniform(0, _JITTER_RATIO)  # noqa: S311 - to spread load, not to keep a secret
            # Not longer than the pace: the clock may have been set back.
            await asyncio.sleep(min(wait_s, max(interval_s, _LONGEST_PAUSE_S)) + interval_s * jitter)

    def _take_over(self, pooled: _PooledSource) -> None:
        pooled.take_over(self._backoff.store.limits.answers.get(pooled.source.id), self._now())

    def _unanswered_since(self, pooled: _PooledSource, trouble_since: datetime | None) -> datetime | None:
        """The moment before which what it saw is out of date; `None` if it saw something since.

        Then the trouble began, or a source of another kind began to say the opposite.
        """
        if pooled.source.ask_anew is None:
            return None
        now = self._now()
        begun = [
            other.last_answer.since
            for other in self._pooled
            if other.last_answer and _contradicts(other, pooled, now)
        ]
        latest = max(filter(None, (trouble_since, *begun)), default=None)
        seen_at = None if pooled.report is None else pooled.report.evidence.at
        return latest if seen_at is None or (latest is not None and seen_at < latest) else None

    def _left_s(self, pooled: _PooledSource, interval_s: float) -> float:
        """Seconds until it may be asked, at this pace and by what it said."""
        answer = pooled.last_answer
        passed_s = math.inf if answer is None else (self._now() - answer.at).total_seconds()
        # A clock that was set back would keep it silent until it has caught up.
        at_pace_s = interval_s - passed_s if passed_s >= 0 else 0.0
        return max(0.0, at_pace_s, self._backoff.retry_after_s(source_name(pooled.source.id)))

    def _may_be_asked_anew(self, pooled: _PooledSource, since: datetime) -> bool:
        """Whether it has not failed since then. How it did before, and its pace, do not matter."""
        whom = source_name(pooled.source.id)
        wait = self._backoff.store.limits.waits.get(whom)
        return wait is None or wait.said_at < since or self._backoff.retry_after_s(whom) == 0

    async def _ask(
        self,
        pooled: _PooledSource,
        interval_s: float,
        since: datetime | None = None,
        *,
        is_suspicion: bool = True,
    ) -> None:
        async with pooled.lock:
            at, source, report_before = self._now(), pooled.source, pooled.report
            if since is not None and source.ask_anew is not None:
                if not self._may_be_asked_anew(pooled, since):
                    return
                asking = source.ask_anew(self._client, at, since)
            elif pooled.is_unfinished or self._left_s(pooled, interval_s) == 0:
                asking = source.ask(self._client, at)
            else:
                return
            try:
                reply = await self._reply(source, asking)
            except asyncio.CancelledError:
                if (so_far := source.so_far()) is not None:
                    # What came before the end of the check counts.
                    self._record(pooled, so_far, at, overrides=since is not None)
                raise
            self._record(pooled, reply, at, overrides=since is not None)  # asked in spite of its pace
            report = pooled.report
            if report is None or report == report_before:  # not heard, or it repeats itself
                return
            is_news = report.country is not None and (
                report_before is None or report_before.text != report.text
            )
            if is_suspicion or is_news or report.evidence.says is Says.TROUBLE:
                self._reports.append(report)

    def _record(self, pooled: _PooledSource, reply: Reply, at: datetime, *, overrides: bool) -> None:
        answer, backoff = pooled.record(reply, at), self._backoff
        whom, pace_s = source_name(pooled.source.id), pooled.source.suspicion_interval_s
        if not isinstance(reply, Unavailable):
            backoff.reset(whom, overrides=overrides)
        elif reply.was_asked:
            backoff.back_off(whom, pace_s, _LONGEST_PAUSE_S, reply.wait_s, overrides=overrides)
        # Not asked at all, so it refused nothing: the pause does not grow.
        elif reply.wait_s > 0:
            backoff.set_retry_after(whom, reply.wait_s, overrides=overrides)
        backoff.store.change(lambda limits: limits.with_answer(pooled.source.id, answer))

    async def _reply(self, source: Source, asking: Awaitable[Reply]) -> Reply:
        try:
            async with asyncio.timeout(DEADLINE_S):
                return await asking
        except TimeoutError:
            return source.so_far() or Unavailable(UnavailableReason.NO_ANSWER)
        except Exception:  # noqa: BLE001 - a bug in one source shall cost that source alone
            _log.exception("%s could not be asked", source.id)
            return Unavailable(UnavailableReason.FAULT)


def _contradicts(other: _PooledSource, pooled: _PooledSource, at: datetime) -> bool:
    """Whether the other says the opposite of what this one saw. Status pages speak of other things than X."""
    theirs, seen = other.evidence(at), pooled.evidence(at)
    if theirs is None or seen is None or theirs.kind in (seen.kind, "status"):
        return False
    return {theirs.says, seen.says} == {Says.TROUBLE, Says.FINE}
