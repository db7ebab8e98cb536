"""All outside voices together: each asked at its own pace, none waiting for another."""

from __future__ import annotations

import asyncio
import logging
import math
import random
from collections import deque
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from trayapp.clock import Now
from trayapp.domain.facts import EVIDENCE_COUNTS_FOR
from trayapp.domain.records import Evidence, Says
from trayapp.domain.reports import Report, SourceHealth, UnavailableReason
from trayapp.net.exchange import Client
from trayapp.net.limits import LastAnswer, source_name
from trayapp.sources.base import (
    DEADLINE_S,
    Reply,
    Source,
    Unavailable,
    Unfinished,
    https_link,
)

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
    lock: asyncio.Lock
    """Held while it is asked: whoever else wants to ask meanwhile takes that answer."""
    said: LastAnswer | None = None
    """When it was asked last, and what it said then, or before: a failure takes nothing back."""
    report: Report | None = None
    """That in full, as far as it was heard here."""
    is_unfinished: bool = False

    def take_over(self, said: LastAnswer, now: datetime) -> None:
        """Another process asked it, or an earlier one; that counts as if it had been asked here."""
        if said.at > now or (self.said is not None and said.at <= self.said.at):
            return
        self.said, word = said, said.evidence
        if word is not None and (self.report is None or word.at != self.report.evidence.at):
            source, url = self.source, https_link(word.url)
            self.report = Report(replace(word, source=source.id, kind=source.kind, url=url))

    def note(self, reply: Reply, at: datetime) -> LastAnswer:
        """Remember what it replied when it was asked at this moment."""
        self.is_unfinished = isinstance(reply, Unfinished)
        before = self.said or LastAnswer(at)
        if isinstance(reply, Unavailable):
            self.said = replace(before, at=at, reason=reply.hindrance)
            return self.said
        self.report = reply.report if isinstance(reply, Unfinished) else reply
        word = self.report.evidence
        is_as_before = before.evidence is not None and before.evidence.says is word.says
        self.said = LastAnswer(at, None, word, before.since if is_as_before else word.at)
        return self.said

    def health(self, next_at: datetime | None) -> SourceHealth:
        if self.said is None:
            return SourceHealth(self.source.id)
        said, word = self.said, self.report.evidence.says if self.report is not None else None
        says = word if said.reason is None else Says.UNAVAILABLE
        return SourceHealth(self.source.id, says, said.reason, said.at, next_at)

    def evidence(self, at: datetime) -> Evidence | None:
        """What it said that still counts, or else that it could not be heard."""
        if self.report is not None and _counts(self.report.evidence.at, at):
            return self.report.evidence
        if self.said is not None and self.said.reason is not None and _counts(self.said.at, at):
            return Evidence(self.source.id, Says.UNAVAILABLE, self.source.kind, self.said.at)
        return None


def _counts(said_at: datetime | None, at: datetime) -> bool:
    return said_at is not None and abs(at - said_at) <= EVIDENCE_COUNTS_FOR


class SourcePool:
    """Asks outside voices and remembers what they said. One event loop; never raises for the network.

    When each was asked, and when it may be again, is owed: other processes know it, and so do later ones.
    """

    def __init__(self, client: Client, sources: Iterable[Source], now: Now) -> None:
        self._client = client
        self._manners = client.backoff
        self._now = now
        self._voices = tuple(_PooledSource(source, asyncio.Lock()) for source in sources)
        self._seen_by_user_at: datetime | None = None
        self._reports: deque[Report] = deque(maxlen=_MOST_REPORTS)

    def go_on_from(self, former: SourcePool) -> None:
        """Remember what these were told, whose place it takes: under other settings, that is."""
        self._seen_by_user_at = former._seen_by_user_at
        self._reports.extend(former.reports_since_last_check())
        heard = {voice.source.id: voice for voice in former._voices}
        for voice in self._voices:
            if (same := heard.get(voice.source.id)) is not None:
                voice.said, voice.report = same.said, same.report

    def evidence(self, at: datetime) -> tuple[Evidence, ...]:
        """What counts at this moment: of each voice its last word, and that the user sees an error."""
        said = [evidence for voice in self._voices if (evidence := voice.evidence(at)) is not None]
        if _counts(self._seen_by_user_at, at):
            said.append(Evidence(_USER, Says.TROUBLE, _USER, self._seen_by_user_at))
        return tuple(said)

    def is_trouble_reported(self, at: datetime) -> bool:
        """Whether a voice reports trouble, the user's included: reason enough to ask the others.

        A status page is not: what it reports may last for days, and is not of X.
        """
        return any(e.says is Says.TROUBLE and e.kind != "status" for e in self.evidence(at))

    def reports_since_last_check(self) -> tuple[Report, ...]:
        """What is worth keeping of what was said since this was called last: a calm poll is not."""
        reports = tuple(self._reports)
        self._reports.clear()
        return reports

    def health(self) -> tuple[SourceHealth, ...]:
        return tuple(voice.health(self._next_at(voice)) for voice in self._voices)

    def record_user_error(self) -> None:
        """The user sees an error, now."""
        self._seen_by_user_at = self._now()

    async def ask_on_suspicion(self, trouble_since: datetime | None = None) -> None:
        """Ask all voices at the same time, as far as their limits allow; at most `DEADLINE_S` seconds.

        `trouble_since` is the first check since the last that was up, this one included; `None` if that is
        not known, as in a program's first one. What vantage points saw before does not answer for it.

        May be cancelled: what has come by then counts, and the rest is asked for at the next check.
        """
        for voice in self._voices:
            self._take_over(voice)
        await asyncio.gather(
            *(
                self._ask(v, v.source.suspicion_interval_s, self._unanswered_since(v, trouble_since))
                for v in self._voices
            )
        )

    async def poll(self) -> None:
        """Ask those that have a standing poll at their pace, until cancelled."""
        # No TaskGroup: one that is cancelled leaves a circle behind (CPython's issue 124958; 3.11 keeps it),
        # and in it all of us, with a trust store of 1 MB, until the collector comes by.
        polls = [
            asyncio.create_task(self._poll(voice, voice.source.standing_interval_s))
            for voice in self._voices
            if voice.source.standing_interval_s is not None
        ]
        try:
            await asyncio.Event().wait()  # with none of them, too, it lasts until it is cancelled
        finally:
            for poll in polls:
                poll.cancel()
            await asyncio.gather(*polls, return_exceptions=True)

    async def _poll(self, voice: _PooledSource, interval_s: float) -> None:
        while True:
            self._take_over(voice)
            await self._ask(voice, interval_s, is_suspicion=False)
            wait_s = self._left_s(voice, interval_s)
            jitter = random.uniform(0, _JITTER_RATIO)  # noqa: S311 - to spread load, not to keep a secret
            # Not longer than the pace: the clock may have been set back.
            await asyncio.sleep(min(wait_s, max(interval_s, _LONGEST_PAUSE_S)) + interval_s * jitter)

    def _take_over(self, voice: _PooledSource) -> None:
        said = self._manners.store.limits.answers.get(voice.source.id)
        if said is not None:
            voice.take_over(said, self._now())

    def _unanswered_since(self, voice: _PooledSource, trouble_since: datetime | None) -> datetime | None:
        """What it saw before this moment does not answer any more; `None` if it does.

        Then the trouble began, or a voice of another kind began to say the opposite.
        """
        if voice.source.ask_anew is None:
            return None
        now = self._now()
        begun = [other.said.since for other in self._voices if other.said and _contradicts(other, voice, now)]
        latest = max((at for at in (trouble_since, *begun) if at is not None), default=None)
        seen_at = None if voice.report is None else voice.report.evidence.at
        return latest if seen_at is None or (latest is not None and seen_at < latest) else None

    def _left_s(self, voice: _PooledSource, interval_s: float) -> float:
        """Seconds until it may be asked, at this pace and by what it said."""
        passed_s = math.inf if voice.said is None else (self._now() - voice.said.at).total_seconds()
        # A clock that was set back would keep it silent until it has caught up.
        at_pace_s = interval_s - passed_s if passed_s >= 0 else 0.0
        return max(0.0, at_pace_s, self._manners.retry_after_s(source_name(voice.source.id)))

    def _next_at(self, voice: _PooledSource) -> datetime | None:
        left_s = 0.0 if voice.is_unfinished else self._left_s(voice, voice.source.suspicion_interval_s)
        return self._now() + timedelta(seconds=left_s) if left_s > 0 else None

    def _may_be_asked_anew(self, voice: _PooledSource, since: datetime) -> bool:
        """Whatever its pace, and whatever came of it before then; if it failed since, it is left alone."""
        whom = source_name(voice.source.id)
        wait = self._manners.store.limits.waits.get(whom)
        return wait is None or wait.said_at < since or self._manners.retry_after_s(whom) == 0

    async def _ask(
        self,
        voice: _PooledSource,
        interval_s: float,
        since: datetime | None = None,
        *,
        is_suspicion: bool = True,
    ) -> None:
        async with voice.lock:
            at, source, said_before = self._now(), voice.source, voice.report
            if since is not None and source.ask_anew is not None:
                if not self._may_be_asked_anew(voice, since):
                    return
                asking = source.ask_anew(self._client, at, since)
            elif voice.is_unfinished or self._left_s(voice, interval_s) == 0:
                asking = source.ask(self._client, at)
            else:
                return
            try:
                reply = await self._reply(source, asking)
            except asyncio.CancelledError:
                if (so_far := source.so_far()) is not None:
                    self._note(voice, so_far, at, overrides=since is not None)
                raise
            self._note(voice, reply, at, overrides=since is not None)
            report = voice.report
            if report is None or report == said_before:  # not heard, or it repeats itself
                return
            is_news = report.country is not None and (said_before is None or said_before.text != report.text)
            if is_suspicion or is_news or report.evidence.says is Says.TROUBLE:
                self._reports.append(report)

    def _note(self, voice: _PooledSource, reply: Reply, at: datetime, *, overrides: bool) -> None:
        said, backoff = voice.note(reply, at), self._manners
        whom, pace_s = source_name(voice.source.id), voice.source.suspicion_interval_s
        if not isinstance(reply, Unavailable):
            backoff.reset(whom, overrides=overrides)
        elif reply.was_asked:
            backoff.back_off(whom, pace_s, _LONGEST_PAUSE_S, reply.wait_s, overrides=overrides)
        elif reply.wait_s > 0:
            backoff.set_retry_after(whom, reply.wait_s, overrides=overrides)
        backoff.store.change(lambda limits: limits.with_answer(voice.source.id, said))

    async def _reply(self, source: Source, asking: Awaitable[Reply]) -> Reply:
        try:
            async with asyncio.timeout(DEADLINE_S):
                return await asking
        except TimeoutError:
            return source.so_far() or Unavailable(UnavailableReason.NO_ANSWER)
        except Exception:  # noqa: BLE001 - a bug in one source shall cost that source alone
            _log.exception("%s could not be asked", source.id)
            return Unavailable(UnavailableReason.FAULT)


def _contradicts(other: _PooledSource, voice: _PooledSource, at: datetime) -> bool:
    """Whether it says the opposite of what vantage points saw. Status pages are of other things."""
    word, seen = other.evidence(at), voice.evidence(at)
    if word is None or seen is None or word.kind in (seen.kind, "status"):
        return False
    return {word.says, seen.says} == {Says.TROUBLE, Says.FINE}
