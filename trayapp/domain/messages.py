"""What others are told of incidents, the team say: each event once, and only what is still so. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from trayapp.domain.check_json import change_to_json
from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.state_json import UNREADABLE, from_plain, to_plain
from trayapp.domain.tracker import SEVERITY, Change, Incident, IncidentChange, Tracker

# Until a failed message is tried again: doubled each time, so that 10 tries take some 3 hours.
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=1)
_MOST_TRIES = 10


class MessageEvent(StrEnum):
    """What becomes of an incident, as others are told."""

    OPENED = "opened"
    WORSE = "worse"
    CONFIRMED = "confirmed"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told, and of what."""

    name: str
    least: VerdictName
    """The mildest verdict that is told. A block is milder than any: it may be the reader's network alone."""
    events: Collection[str]


@dataclass(frozen=True, slots=True)
class Letter:
    """One recipient's, about one incident. Stored as the list of its fields: their order is a format."""

    to: str
    incident: Incident
    """As it is now."""
    at: datetime
    """The check that made it so."""
    recurrence: int | None
    told: VerdictName | None = None
    """The worst that was sent of it, or was about to be when the program ended; `None` if nothing was."""
    is_confirmed_told: bool = False
    tries: int = 0
    """How often what is due was tried in vain."""
    next_at: datetime | None = None
    """Not before then."""

    @property
    def about(self) -> tuple[str, datetime, bool]:
        """No two letters are about the same. What comes and goes was told before as incidents that ended."""
        return self.to, self.incident.begin, self.incident.cause is Cause.UNSTABLE

    @property
    def event(self) -> MessageEvent | None:
        """What is to be told; of several only the last, which says it all."""
        incident = self.incident
        if incident.end is not None:
            return MessageEvent.RECOVERED if self.told else None
        if self.told is None:
            return MessageEvent.WORSE if incident.cause is Cause.UNSTABLE else MessageEvent.OPENED
        if SEVERITY[incident.verdict] > SEVERITY[self.told]:
            return MessageEvent.WORSE
        return MessageEvent.CONFIRMED if incident.confirmed and not self.is_confirmed_told else None

    def to_json(self, summary: str) -> dict[str, Any]:
        """The object of the change, as a replay prints it, with the event that is due and a sentence."""
        change = Change.UPDATED
        if self.event in (MessageEvent.OPENED, MessageEvent.RECOVERED):
            change = Change.OPENED if self.event is MessageEvent.OPENED else Change.CLOSED
        written = change_to_json(IncidentChange(change, self.at, self.incident, self.recurrence))
        return {**written, "event": self.event, "summary": summary}


class Outbox:
    """All letters that may still lead to a message. It goes by the tracker, and outlives restarts."""

    def __init__(self, letters: Iterable[Letter] = ()) -> None:
        self._letters = {letter.about: letter for letter in letters}

    def follow(
        self, at: datetime, tracker: Tracker, recipients: Collection[Recipient], *, is_about_x: bool
    ) -> None:
        """See what the check at this moment made of the incidents. `is_about_x`: X itself was in trouble."""
        now = tracker.state.open
        recurrence = tracker.recurrence(now) if now is not None else None
        for recipient in recipients:
            if is_about_x and now is not None and SEVERITY[now.verdict] >= SEVERITY[recipient.least]:
                letter = Letter(recipient.name, now, at, recurrence)
                self._letters.setdefault(letter.about, letter)
        by_name = {recipient.name: recipient for recipient in recipients}
        for about, before in list(self._letters.items()):
            del self._letters[about]
            news = _now(before, now, tracker.state.closed)
            if news is None:  # a part of one that comes and goes
                continue
            letter = before
            if news != before.incident:
                number = recurrence if news is now else before.recurrence
                letter = replace(before, incident=news, at=at, recurrence=number)
            event, to = letter.event, by_name.get(letter.to)
            if event is None or to is None:
                if news.end is None:
                    self._letters[about] = letter
            elif event not in to.events:
                self.mark(letter)
            elif letter.told or SEVERITY[news.verdict] >= SEVERITY[to.least]:  # else it has become milder
                self._letters[about] = letter

    def due(self, recipient: str) -> Letter | None:
        """What is to be sent next; it may have to wait for its `next_at`."""
        return next((each for each in self._letters.values() if each.to == recipient and each.event), None)

    def mark(self, letter: Letter) -> None:
        """What is due counts as told: nobody shall get it twice, whatever comes of it."""
        self._letters.pop(letter.about, None)
        if letter.incident.end is None:
            # Of one incident nothing is worse twice.
            is_worst = letter.event is MessageEvent.WORSE
            told = VerdictName.DOWN if is_worst else letter.told or letter.incident.verdict
            confirmed = letter.is_confirmed_told or letter.incident.confirmed
            marked = replace(letter, told=told, is_confirmed_told=confirmed, tries=0, next_at=None)
            self._letters[letter.about] = marked

    def put_back(self, letter: Letter, now: datetime) -> None:
        """It is known not to have been sent: later once more, some times. `letter` is as it was when due."""
        is_over = letter.event is MessageEvent.RECOVERED
        known = letter if is_over else self._letters.get(letter.about)
        if known is None or letter.tries + 1 >= _MOST_TRIES:
            return
        pause = min(_FIRST_PAUSE * 2**letter.tries, _LONGEST_PAUSE)
        self._letters[letter.about] = replace(
            letter, incident=known.incident, at=known.at, tries=letter.tries + 1, next_at=now + pause
        )

    def to_json(self) -> str:
        return json.dumps([to_plain(letter) for letter in self._letters.values()], separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | None) -> Outbox:
        """What `to_json` wrote; an empty one if there is none, or any of it cannot be read. Never raises."""
        try:
            return cls(from_plain(Letter, letter) for letter in json.loads(text or "[]"))
        except UNREADABLE:
            return cls()


def _now(letter: Letter, now: Incident | None, closed: Iterable[Incident]) -> Incident | None:
    """The incident of a letter as it is now; `None` if it is a part of another one."""
    for incident in (*closed, *([now] if now is not None else [])):
        if replace(letter, incident=incident).about == letter.about:
            return incident
    is_absorbed = now is not None and now.cause is Cause.UNSTABLE and now.begin <= letter.incident.begin
    return None if is_absorbed or letter.incident.end is None else letter.incident
