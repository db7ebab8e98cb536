"""All outside voices together: each asked at its own pace, none waiting for another."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from trayapp.clock import Now
from trayapp.domain.facts import EVIDENCE_COUNTS_FOR
from trayapp.domain.records import Evidence, Says
from trayapp.domain.reports import Hindrance, Report, SourceHealth
from trayapp.probing.exchange import Client
from trayapp.sources.source import DEADLINE_S, Reply, Source, Unavailable, Unfinished

_log = logging.getLogger(__name__)

# A source that fails is asked half as often each time, down to this, or to its own pace if that is longer.
_LONGEST_PAUSE_S = 30 * 60.0

# Polls of many computers that were started by one morning shall not stay in step.
_JITTER_RATIO = 0.1

# Reports that nobody fetched, as in a single check, must not pile up.
_MOST_REPORTS = 50

_USER = "user"


@dataclass(slots=True)
class _Voice:
    """One source, and how it is doing."""

    source: Source
    lock: asyncio.Lock
    """Held while it is asked: whoever else wants to ask meanwhile takes that answer."""
    report: Report | None = None
    """What it said last; a failure since then takes nothing back."""
    reply: Reply | None = None
    asked_at: datetime | None = None
    failures: int = 0
    """In a row."""
    next_at: datetime | None = None
    """Before then it is not to be asked, by what it said or by how it failed; `None`: its pace decides."""

    def due_at(self, interval_s: float) -> datetime | None:
        """From when on it may be asked at this pace; `None` if it never was."""
        if self.asked_at is None:
            return None
        at_pace = self.asked_at + timedelta(seconds=interval_s)
        return at_pace if self.next_at is None else max(at_pace, self.next_at)

    def is_due(self, interval_s: float, now: datetime) -> bool:
        if isinstance(self.reply, Unfinished):
            return True
        due_at = self.due_at(interval_s)
        # A clock that was set back would keep it silent until it has caught up.
        return due_at is None or self.asked_at is None or not self.asked_at <= now < due_at

    def note(self, reply: Reply, at: datetime) -> None:
        """Remember what it replied when it was asked at this moment."""
        self.reply = reply
        self.asked_at = at
        self.next_at = None
        if not isinstance(reply, Unavailable):
            self.failures = 0
            self.report = reply.report if isinstance(reply, Unfinished) else reply
            return
        self.failures += 1
        pace_s = self.source.suspicion_interval_s
        pause_s = min(pace_s * 2.0 ** min(self.failures, 10), max(_LONGEST_PAUSE_S, pace_s))
        self.next_at = at + timedelta(seconds=max(pause_s, reply.wait_s))

    def health(self, now: datetime) -> SourceHealth:
        reply = self.reply
        due_at = None if isinstance(reply, Unfinished) else self.due_at(self.source.suspicion_interval_s)
        next_at = due_at if due_at is not None and due_at > now else None
        if isinstance(reply, Unavailable):
            return SourceHealth(
                self.source.id, Says.UNAVAILABLE, reply.hindrance, self.asked_at, next_at=next_at
            )
        says = None if self.report is None else self.report.evidence.says
        return SourceHealth(self.source.id, says, None, self.asked_at, next_at=next_at)

    def evidence(self, at: datetime) -> Evidence | None:
        """What it said that still counts, or else that it could not be heard."""
        if self.report is not None and _counts(self.report.evidence.at, at):
            return self.report.evidence
        if isinstance(self.reply, Unavailable) and _counts(self.asked_at, at):
            return Evidence(self.source.id, Says.UNAVAILABLE, self.source.kind, self.asked_at)
        return None


def _counts(said_at: datetime | None, at: datetime) -> bool:
    return said_at is not None and abs(at - said_at) <= EVIDENCE_COUNTS_FOR


class Voices:
    """Asks outside voices and remembers what they said. One event loop; never raises for the network."""

    def __init__(self, client: Client, sources: Iterable[Source], now: Now) -> None:
        self._client = client
        self._now = now
        self._voices = tuple(_Voice(source, asyncio.Lock()) for source in sources)
        self._seen_by_user_at: datetime | None = None
        self._reports: deque[Report] = deque(maxlen=_MOST_REPORTS)

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
        now = self._now()
        return tuple(voice.health(now) for voice in self._voices)

    def note_user(self) -> None:
        """The user sees an error, now."""
        self._seen_by_user_at = self._now()

    async def ask_on_suspicion(self, trouble_since: datetime | None = None) -> None:
        """Ask all voices at the same time, as far as their limits allow; at most `DEADLINE_S` seconds."""
        await asyncio.gather(
            *(self._ask(v, v.source.suspicion_interval_s, is_suspicion=True) for v in self._voices)
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

    async def _poll(self, voice: _Voice, interval_s: float) -> None:
        while True:
            await self._ask(voice, interval_s, is_suspicion=False)
            due_at = voice.due_at(interval_s) or self._now()
            wait_s = max(0.0, (due_at - self._now()).total_seconds())
            jitter = random.uniform(0, _JITTER_RATIO)  # noqa: S311 - to spread load, not to keep a secret
            # Not longer than the pace: the clock may have been set back.
            await asyncio.sleep(min(wait_s, max(interval_s, _LONGEST_PAUSE_S)) + interval_s * jitter)

    async def _ask(self, voice: _Voice, interval_s: float, *, is_suspicion: bool) -> None:
        async with voice.lock:
            at = self._now()
            if not voice.is_due(interval_s, at):
                return
            said_before = voice.report
            reply = await self._reply(voice.source, at)
            voice.note(reply, at)
            report = voice.report
            if report is None or report is said_before:  # not heard, or it repeats itself
                return
            is_news = report.country is not None and (said_before is None or said_before.text != report.text)
            if is_suspicion or is_news or report.evidence.says is Says.TROUBLE:
                self._reports.append(report)

    async def _reply(self, source: Source, at: datetime) -> Reply:
        try:
            async with asyncio.timeout(DEADLINE_S):
                return await source.ask(self._client, at)
        except TimeoutError:
            return Unavailable(Hindrance.NO_ANSWER)
        except Exception:  # noqa: BLE001 - a bug in one source shall cost that source alone
            _log.exception("%s could not be asked", source.id)
            return Unavailable(Hindrance.FAULT)
