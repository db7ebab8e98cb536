"""Threads: what people write, by its keyword search, with a token of the user's own.

developers.facebook.com, "Keyword search" (21 January 2026): 2,200 searches a day. Without the app's review
the call succeeds and searches only what the token's owner wrote, so an empty list is nothing, and a list of
one's own posts alone is a closed door.

Built from its documentation, never run against the live service.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from trayapp.computer.key_store import KeyStore
from trayapp.crowd.burst import Post
from trayapp.domain.check_json import read_moment
from trayapp.domain.codes import UnavailableReason
from trayapp.domain.reports import https_link
from trayapp.net.answers import Answer
from trayapp.net.exchange import Client, Request
from trayapp.net.known_hosts import THREADS
from trayapp.sources.account import Account
from trayapp.sources.base import Setup, Source, UnavailableError, fetch
from trayapp.sources.crowd_source import search_each, searches, source_of_posts
from trayapp.sources.payload import one_line, part, read_each, read_json

ID = "threads"

# Three searches each time, one of them in the user's language: 864 of the 2,200, were there trouble all day.
_SUSPICION_INTERVAL_S = 300.0

_API = THREADS.url
_SEARCH = f"{_API}/keyword_search"
_FIELDS = "id,text,permalink,timestamp,username"

# The burst is of the last 15 minutes; an hour leaves room for clocks.
_BACK_TO = timedelta(hours=1)

# With these comes a body that says why.
_EXPLAINED = frozenset({400, 401, 403})

# Codes of Meta's Graph API: what a token may not do, and how often.
_NO_PERMISSION = frozenset({10, *range(200, 300)})
_TOO_OFTEN = frozenset({4, 17, 32, 613})
_BAD_TOKEN = 190


class _Threads:
    """Searches with the user's token."""

    def __init__(self, keys: KeyStore, country: str | None) -> None:
        self._account = Account(keys, ID)
        self._searches = searches(country)
        # Whose each token is.
        self._owners: dict[str, str] = {}

    async def posts(self, client: Client, at: datetime) -> list[Post]:
        """The newest posts with our words."""
        token = (await self._account.get())["token"]
        found = await search_each(lambda words: self._search(client, at, token, words), self._searches)
        writers = {post.account for post in found}
        # Without the app's review it finds only what the token's owner wrote.
        if len(writers) == 1 and writers == {await self._owner(client, at, token)}:
            raise UnavailableError(UnavailableReason.REVIEW)
        return found

    async def _search(self, client: Client, at: datetime, token: str, words: str) -> list[Post]:
        """One search."""
        since = int((at - _BACK_TO).timestamp())
        url = f"{_SEARCH}?q={quote(words)}&search_type=RECENT&since={since}&limit=100&fields={_FIELDS}"
        return read_json(await self._ask(client, at, url, token), read_posts)

    async def _owner(self, client: Client, at: datetime, token: str) -> str | None:
        """Whose token it is; `None` if that is not to be had."""
        if token not in self._owners:
            with suppress(UnavailableError):
                answer = await self._ask(client, at, f"{_API}/me?fields=username", token)
                name = read_json(answer, lambda value: part(str, value, "username"))
                self._owners = {token: name.lower()}
        return self._owners.get(token)

    async def _ask(self, client: Client, at: datetime, url: str, token: str) -> Answer:
        request = Request(url, {"authorization": f"Bearer {token}"}, body_wanted_with=_EXPLAINED)
        answer = await fetch(client, request, at, expects=_EXPLAINED, account=self._account.identity)
        if answer.status not in _EXPLAINED:
            return answer
        code = part(int, answer.json, "error", "code")
        if code in _NO_PERMISSION:
            raise UnavailableError(UnavailableReason.REVIEW)
        if code in _TOO_OFTEN:
            raise UnavailableError(UnavailableReason.LIMITED)
        if code == _BAD_TOKEN or answer.status == 401:
            raise self._account.refuse()
        is_closed = answer.status == 403
        raise UnavailableError(UnavailableReason.CLOSED if is_closed else UnavailableReason.UNREADABLE)


def source(setup: Setup) -> Source:
    """The source. The country tells in which languages to search."""
    return source_of_posts(ID, _Threads(setup.keys, setup.country).posts, _SUSPICION_INTERVAL_S)


def read_posts(value: Any) -> list[Post] | None:
    """The posts that a search found; `None` if it is none."""
    return read_each(part(list, value, "data"), _read_post)


def _read_post(entry: Any) -> Post | None:
    name, text = part(str, entry, "username"), part(str, entry, "text")
    at = read_moment(part(str, entry, "timestamp"))
    if at is None or not name or text is None:
        return None
    return Post(name.lower(), at, one_line(text), link=https_link(entry.get("permalink")))
