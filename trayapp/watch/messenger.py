"""Tells the user's team of incidents: by a program of theirs, and by addresses that Apprise knows.

Loaded by who wants that alone. Whatever a service or a program does, watching does not wait for it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from trayapp.clock import Now, local, utc_now
from trayapp.computer.country import system_country
from trayapp.computer.key_store import KeyStore
from trayapp.domain.alerts import Notice, NoticeKind, is_quiet_hour
from trayapp.domain.check_json import timestamp
from trayapp.domain.codes import CUSTOM_SURFACE, VerdictName
from trayapp.domain.messages import Letter, Outbox, Recipient
from trayapp.domain.records import JudgedCheck
from trayapp.domain.tracker import SEVERITY, Tracker
from trayapp.errors import KeyStoreError
from trayapp.history.store import Store
from trayapp.i18n import Words
from trayapp.notices.hand_over import hand_over
from trayapp.notices.send import BAD_ADDRESS, NO_APPRISE, NOT_SENT
from trayapp.settings.declarations import COMMAND, EVENTS, TEAM, Settings
from trayapp.sharing.digest import Digest, failing
from trayapp.sharing.sentences import incident_sentence

_log = logging.getLogger(__name__)

_MESSAGES = "messages"
"""The name under which the history remembers what was told to whom."""

_CHILD = (sys.executable, "-P", "-m", "trayapp.notices.send")

Trouble = tuple[str, str, str]
"""The key of a setting, a code of the settings' problems, a value for its sentence: never an address."""

_TRY_AGAIN = {NOT_SENT: "message_not_sent"}
"""A program says so by its exit status, as of sysexits.h."""

_CODES = {**_TRY_AGAIN, BAD_ADDRESS: "message_no_address", NO_APPRISE: "message_no_apprise"}

_NOBODY_GOT_IT = (*_CODES.values(), "message_key_store", "command_not_started")

_LONGEST_WAIT_S = 3600.0  # where the clock was set back, what is to be waited for may be years ahead


def _recipients(settings: Settings) -> tuple[Recipient, ...]:
    """Who is told, by these settings."""
    program = [Recipient(COMMAND, VerdictName.DEGRADED, EVENTS)] if settings.command else []
    team = (
        Recipient(name, VerdictName(least), getattr(settings, f"{name}_events"))
        for name in TEAM
        if (least := getattr(settings, name)) != "off"
    )
    return *program, *team


async def send(
    to: str,
    title: str,
    about: dict[str, Any],
    settings: Settings,
    keys: KeyStore,
    begin: Callable[[], object] = lambda: None,
) -> Trouble | None:
    """Tell one recipient; what went wrong, if something did. It takes half a minute and a bit at most.

    `begin` is called when from now on somebody may get it.
    """
    program, handed, codes, failed = settings.command, about, _TRY_AGAIN, "command_failed"
    try:
        if to != COMMAND:
            address = await keys.read(to)
            if address is None:
                return f"messages.{to}", "message_no_address", to
            program, codes, failed = _CHILD, _CODES, "message_unsure"
            kind = "success" if about["end"] else "failure" if about["verdict"] == "down" else "warning"
            handed = {"title": title, "body": about["summary"], "kind": kind, "proxy": settings.proxy}
            handed |= {"address": address.values.get("address", ""), "proxy_url": settings.proxy_url}
        begin()
        status = await hand_over(program, json.dumps(handed))
    except KeyStoreError:
        return f"messages.{to}", "message_key_store", to
    except (OSError, ValueError) as error:  # the latter: a character that no argument may have
        why = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        return f"messages.{to}", "command_not_started", why
    return None if status == 0 else (f"messages.{to}", codes.get(status or 1, failed), to)


def sample(words: Words) -> tuple[str, dict[str, Any]]:
    """What is sent to see whether it arrives: a title, and what it is about."""
    at = timestamp(utc_now())
    said = words.gettext("This is a test. When X fails, a message like this one says so.")
    about: dict[str, Any] = {"type": "test", "at": at, "begin": at, "end": at, "verdict": "up"}
    about |= {"cause": None, "recurrence": None, "confirmed": False, "event": "test", "summary": said}
    return words.app_name(), about


class Messenger:
    """One event loop's. What is due is written down with the check that made it so, and counts as told before
    it is sent: whoever is killed meanwhile does not send it again.
    """

    def __init__(self, store: Store, now: Now = utc_now) -> None:
        self._store = store
        self._now = now
        self._keys = KeyStore()
        self._settings = Settings()
        self._recipients: tuple[Recipient, ...] = ()
        self._is_quiet = False
        self._outbox = Outbox()
        self._is_known = False  # what was told before: until then nothing is
        self._troubles: dict[str, Trouble] = {}
        self._sending: dict[str, asyncio.Task[None]] = {}
        store.load_state(_MESSAGES, self._load)

    @property
    def trouble(self) -> Trouble | None:
        """Why the last message to somebody did not get there, or may not have."""
        return next(iter(self._troubles.values()), None)

    def _load(self, written: str | None) -> None:
        self._outbox = Outbox.from_json(written)
        self._is_known = True

    def follow(self, judged: JudgedCheck, tracker: Tracker, settings: Settings) -> None:
        """See what this check changed; `memory` is to be recorded with it, then `hand_out`."""
        self._settings = settings
        time = local(judged.check.at).time()
        self._is_quiet = is_quiet_hour(time, settings.quiet_from, settings.quiet_until)
        # That an address of the user's own fails is nobody else's business.
        is_about_x = judged.verdict.name in SEVERITY and failing(judged) != {CUSTOM_SURFACE}
        self._recipients = _recipients(settings)
        names = {recipient.name for recipient in self._recipients}
        self._troubles = {name: trouble for name, trouble in self._troubles.items() if name in names}
        if self._is_known:
            self._outbox.follow(judged.check.at, tracker, self._recipients, is_about_x=is_about_x)

    def memory(self) -> tuple[tuple[str, str], ...]:
        """What the history is to remember with this check."""
        return ((_MESSAGES, self._outbox.to_json()),)

    def hand_out(self) -> None:
        """Have what is due sent soon."""
        for name in (recipient.name for recipient in self._recipients):
            if name not in self._sending and self._due(name) is not None:
                self._sending[name] = asyncio.create_task(self._send_all(name))

    async def close(self) -> None:
        """End what is being sent: it is known no more whether it arrived."""
        sending = list(self._sending.values())
        for task in sending:
            task.cancel()
        await asyncio.gather(*sending, return_exceptions=True)

    def _due(self, name: str) -> Letter | None:
        is_on = any(recipient.name == name for recipient in self._recipients)
        return self._outbox.due(name) if is_on and not self._is_quiet else None

    async def _send_all(self, name: str) -> None:
        """One after the other, as long as there are any."""
        try:
            while (letter := self._due(name)) is not None:
                wait_s = 0.0 if letter.next_at is None else (letter.next_at - self._now()).total_seconds()
                if wait_s > 0:
                    await asyncio.sleep(min(wait_s, _LONGEST_WAIT_S))
                else:
                    await self._send(letter)
        finally:
            del self._sending[name]  # at once: what is due from now on needs another task

    async def _send(self, letter: Letter) -> None:
        settings, to = self._settings, letter.to
        title, about = _worded(letter, settings, self._now())
        trouble = await send(to, title, about, settings, self._keys, partial(self._mark, letter))
        self._troubles.pop(to, None)
        if trouble is not None:
            self._troubles[to] = trouble
            _log.info("a message to %s: %s", to, trouble[1])
            if trouble[1] in _NOBODY_GOT_IT:
                self._outbox.put_back(letter, self._now())
                self._save()

    def _mark(self, letter: Letter) -> None:
        self._outbox.mark(letter)
        self._save()

    def _save(self) -> None:
        self._store.save_state(_MESSAGES, self._outbox.to_json())


def _worded(letter: Letter, settings: Settings, now: datetime) -> tuple[str, dict[str, Any]]:
    """What is sent: a title, and what it is about."""
    words, incident = Words(settings.language), letter.incident
    kind = NoticeKind.TROUBLE if incident.end is None else NoticeKind.RECOVERY
    notice = Notice(kind, letter.at, incident.verdict, incident.cause, incident)
    told = Digest(incident, True, letter.recurrence, (), (), (), ())
    country = settings.country or system_country()
    said = incident_sentence(told, words, now, country)
    return words.notices.title(notice), letter.to_json(said)
