"""NetBlocks: people who measure the internet, and write when X fails in many countries or is blocked in one.

They write the same on Mastodon and on Bluesky; whichever can be read, it is one source. Their note on an
outage of X reads "Social media platform X (formerly Twitter) is currently experiencing international outages;
incident not related to country-level internet disruptions or filtering" (16 February 2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from trayapp.domain.check_json import read_moment
from trayapp.domain.codes import Says, UnavailableReason
from trayapp.domain.records import Evidence
from trayapp.domain.reports import MOST_LINKS, Report, https_link
from trayapp.net.exchange import Client, Request
from trayapp.net.known_hosts import NETBLOCKS_ON_BLUESKY, NETBLOCKS_ON_MASTODON
from trayapp.sources.base import Reply, Setup, Source, UnavailableError, each, fetch, heard
from trayapp.sources.countries import countries_in
from trayapp.sources.payload import (
    bluesky_link,
    one_line,
    part,
    read_each,
    read_json,
    shortened,
    text_of_html,
)

ID = "netblocks"
KIND = "expert"

# Outages of X have lasted for hours, and that one is over is not always written.
_COUNTS_FOR = timedelta(hours=3)
# Clocks differ a little: what was written in the next minutes was written now.
_AHEAD_AT_MOST = timedelta(minutes=5)

_MASTODON = NETBLOCKS_ON_MASTODON.url
_BLUESKY = f"{NETBLOCKS_ON_BLUESKY.url}?actor=netblocks.org&limit=20&filter=posts_no_replies"
_ACCOUNT = re.compile(r"[0-9]{1,30}")  # it becomes a part of an address

# X as a word of its own, Twitter also as a part of #TwitterDown.
_NAMES_X = re.compile(r"(?<![\w-])X(?![\w-])|#X(?:Down|Outage)\b|(?<!\w)(?i:twitter)")
_ABROAD = r"(?:international|global|worldwide)(?:ly)?"
_OUTAGE_ABROAD = re.compile(
    rf"\b{_ABROAD}(?:[ -]\w{{1,20}}){{0,3}}[ -]outages?\b|\boutages?(?: \w{{1,20}}){{0,3}} {_ABROAD}\b",
    re.IGNORECASE,
)
_RESTRICTED = re.compile(
    r"\b(?:restrict\w{0,6}|block(?:ed|ing|s)?|filter(?:ed|s)?|banned|cut off)\b", re.IGNORECASE
)
# Another's outage is told by whom it spares: "X (formerly Twitter) is unaffected", "does not affect X".
_X = r"(?:X|(?i:twitter))(?: \(.{1,30}?\))?"
_SPARED = re.compile(
    rf"(?<![\w-]){_X} (?:(?i:is|are|was|remains?|appears?|seems?|still|also|largely|generally) ){{0,3}}"
    r"(?i:(?:un|not )(?:affected|impacted)\b"
    r"|(?<!not )(?:available|reachable|operational|working)\b(?! (?:again|once more)))"
    rf"|(?i:not|n't|without) (?:\w+ )?(?i:affect|impact)\w* (?:\w+ )?{_X}(?![\w-])"
    rf"|(?i:unaffected|spared|unlike):? {_X}(?![\w-])|\b(?i:no (?:impact|effect) (?:on|to|for)) {_X}(?![\w-])"
    rf"|(?i:turn|flock|switch|mov|flee)(?i:s|ed|es|ing|ting)? to {_X}(?![\w-])"  # where others' users go
)
# "Restored" of any kind, unless it is denied.
_BACK = re.compile(
    r"(?P<denied>\b(?:not|yet|never|cannot|without|awaiting|\w{2,6}n't)(?:[ ,]{1,2}[\w'-]{1,20}){0,4} )?"
    r"\b(?:restor(?:ed|ation|ing)|resolved|recover(?:ed|ing|y)|resum(?:ed|ing)|return(?:ed|ing)|lifted|unblocked"
    r"|(?:is|are|now|fully|coming) back|back (?:online|up|to normal)"
    r"|(?:available|reachable|operational|working|online) (?:again|once more))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that NetBlocks wrote."""

    at: datetime
    text: str
    link: str | None


class _NetBlocks:
    """Asks both places."""

    def __init__(self, country: str | None) -> None:
        self._country = country
        # The number of the account at the Mastodon server, once that is known.
        self._account: str | None = None

    async def ask(self, client: Client, at: datetime) -> Reply:
        found = await each(self._mastodon(client, at), _bluesky(client, at))
        return judge([note for notes in heard(found) for note in notes], at, self._country)

    async def _mastodon(self, client: Client, at: datetime) -> list[Note]:
        if self._account is None:
            answer = await fetch(client, Request(f"{_MASTODON}/lookup?acct=netblocks"), at)
            self._account = read_json(answer, read_account)
        asked = "limit=20&exclude_replies=true&exclude_reblogs=true"
        try:
            answer = await fetch(client, Request(f"{_MASTODON}/{self._account}/statuses?{asked}"), at)
        except UnavailableError as error:
            if error.reply.reason is UnavailableReason.CLOSED:
                self._account = None  # it may have another number by now
            raise
        return read_json(answer, read_statuses)


async def _bluesky(client: Client, at: datetime) -> list[Note]:
    return read_json(await fetch(client, Request(_BLUESKY), at), read_author_feed)


def source(setup: Setup) -> Source:
    """The source. Of several countries where X is blocked, the user's is the one that it speaks of."""
    return Source(
        ID, KIND, _NetBlocks(setup.country).ask, suspicion_interval_s=120.0, standing_interval_s=600.0
    )


def read_account(value: Any) -> str | None:
    """The number of a Mastodon account."""
    number = part(str, value, "id")
    return number if number is not None and _ACCOUNT.fullmatch(number) else None


def read_statuses(value: Any) -> list[Note] | None:
    """The notes of a Mastodon account's statuses, boosts left out; `None` if they are none."""
    return read_each(part(list, value), _read_status)


def _read_status(status: Any) -> Note | None:
    at, content = read_moment(part(str, status, "created_at")), part(str, status, "content")
    if at is None or content is None or status.get("reblog") is not None:
        return None
    return Note(at, text_of_html(content), https_link(status.get("url")))


def read_author_feed(value: Any) -> list[Note] | None:
    """The notes of a Bluesky author's feed, reposts left out; `None` if it is none."""
    return read_each(part(list, value, "feed"), _read_post)


def _read_post(entry: Any) -> Note | None:
    # `createdAt` is whatever the writer's program claims.
    at, text = read_moment(part(str, entry, "post", "indexedAt")), part(str, entry, "post", "record", "text")
    if at is None or text is None or "reason" in entry:  # "reason": a repost
        return None
    return Note(at, one_line(text), bluesky_link("netblocks.org", part(str, entry, "post", "uri")))


class _Meaning(Enum):
    OUTAGE = auto()
    BLOCKED = auto()
    BACK = auto()


def judge(notes: Iterable[Note], at: datetime, home: str | None = None) -> Report:
    """What these notes say of X now: the last word on it counts, if it is not too old.

    Blocks in countries are shown, all of them, but elsewhere X works: that is no trouble of X. `home` is the
    user's country, ISO 3166-1 alpha-2: it is named first.
    """
    fresh = [note for note in notes if -_AHEAD_AT_MOST <= at - note.at < _COUNTS_FOR]
    fresh.sort(key=lambda note: note.at, reverse=True)
    read = [(note, *found) for note in fresh if (found := _meaning(note.text)) is not None]
    last_by_place: dict[str | None, tuple[Note, _Meaning]] = {}
    for note, meaning, countries in read:
        for place in countries or (None,):
            last_by_place.setdefault(place, (note, meaning))  # the newest comes first, and stays
    everywhere = last_by_place.pop(None, None)
    if everywhere is not None and everywhere[1] is _Meaning.OUTAGE:
        return _report(Says.TROUBLE, at, [note for note, meaning, _ in read if meaning is _Meaning.OUTAGE])
    blocked = [
        (country, note) for country, (note, meaning) in last_by_place.items() if meaning is _Meaning.BLOCKED
    ]
    blocked.sort(key=lambda block: block[0] != home)
    if blocked:
        return _report(Says.NOTHING, at, [note for _, note in blocked], blocked[0][0])
    return _report(Says.NOTHING, at, [everywhere[0]] if everywhere else [])


def _report(says: Says, at: datetime, notes: Sequence[Note], country: str | None = None) -> Report:
    """Of an outage the latest note is told, of blocks in countries each."""
    links = tuple(dict.fromkeys(note.link for note in notes if note.link is not None))[:MOST_LINKS]
    evidence = Evidence(ID, says, KIND, at, url=links[0] if links else None)
    texts = dict.fromkeys(shortened(note.text) for note in notes[: None if country else 1])
    return Report(evidence, links=links, text=" · ".join(texts), country=country)


def _meaning(text: str) -> tuple[_Meaning, Sequence[str]] | None:
    """What a note says of X, and of which countries alone; `None` if it says nothing of it."""
    text = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    is_back = any(not found["denied"] for found in _BACK.finditer(text))
    if not _NAMES_X.search(text) or _SPARED.search(text):
        return None
    is_outage = _OUTAGE_ABROAD.search(text) is not None
    is_about_blocks = is_back or _RESTRICTED.search(text) is not None
    # First: a note that an outage is over names the outage, too.
    countries = countries_in(text) if is_about_blocks and not is_outage else ()
    if is_back:
        return _Meaning.BACK, countries
    if is_outage:
        return _Meaning.OUTAGE, ()
    return (_Meaning.BLOCKED, countries) if countries else None
