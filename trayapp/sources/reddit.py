"""Reddit: what people write in r/Twitter, by its Atom feed; by its search with the user's own credentials.

The feed answers about one request a minute from one address, and turns shared networks away. Credentials are
given out on request only ("Responsible Builder Policy", November 2025); who has some may search with them.

Built from its documentation, never run against the live service.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from trayapp.crowd.burst import Post
from trayapp.domain.check_json import read_moment, read_number
from trayapp.domain.codes import UnavailableReason
from trayapp.domain.reports import https_link
from trayapp.net.answers import Answer
from trayapp.net.exchange import Client, Request
from trayapp.net.known_hosts import REDDIT_FEED, REDDIT_LOGIN, REDDIT_SEARCH
from trayapp.sources.account import TokenAccount
from trayapp.sources.base import Setup, Source, UnavailableError, fetch
from trayapp.sources.crowd_source import search_each, searches, source_of_posts
from trayapp.sources.payload import one_line, part, read_each, read_json, text_of_html

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ID = "reddit"

# The feed is granted once a minute; others may share the address.
_SUSPICION_INTERVAL_S = 120.0

# "whoa there, pardner!": the page that stands before everything for networks it does not like.
_NETWORK_POLICY = "network policy"

_ATOM = {"": "http://www.w3.org/2005/Atom"}
_MOST_ENTRIES = 200  # half a megabyte may hold thousands

# Nothing in its answers says who is a bot; they are called so by custom.
_BOT = re.compile(r".*[a-z0-9]Bot|.*[-_]bot", re.DOTALL)


def source(setup: Setup) -> Source:
    """The source: it reads the feed, or searches in the user's languages if there are credentials."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    login = Request(REDDIT_LOGIN.url, form, b"grant_type=client_credentials")
    account = TokenAccount(setup.keys, ID, login, _asked)

    async def posts(client: Client, at: datetime) -> list[Post]:
        async def search(words: str) -> list[Post]:
            url = f"{REDDIT_SEARCH.url}?q={quote(words)}&sort=new&t=hour&limit=100&raw_json=1"
            return read_json(await account.fetch(client, url, at), read_listing)

        try:
            await account.get()
        except UnavailableError as error:
            if error.reply.reason is UnavailableReason.LOGIN:
                raise  # credentials that are refused are to be mended, not passed over in silence
            return await _feed(client, at)
        await account.log_in(client, at)
        return await search_each(search, searches(setup.country))

    return source_of_posts(ID, posts, _SUSPICION_INTERVAL_S)


async def _feed(client: Client, at: datetime) -> list[Post]:
    posts = read_new_posts((await _asked(client, Request(REDDIT_FEED.url), at)).body)
    if posts is None:
        raise UnavailableError(UnavailableReason.UNREADABLE)
    return posts


async def _asked(client: Client, request: Request, at: datetime, account: str = "") -> Answer:
    """The answer; its page for networks that it turns away is known from other refusals."""
    request = replace(request, body_wanted_with=frozenset({403}))
    answer = await fetch(client, request, at, expects=frozenset({403}), account=account)
    if answer.status != 403:
        return answer
    is_network = _NETWORK_POLICY in answer.text.lower()
    raise UnavailableError(UnavailableReason.NETWORK if is_network else UnavailableReason.CLOSED)


def read_listing(value: Any) -> list[Post] | None:
    """The posts of a listing; `None` if it is none."""
    return read_each(part(list, value, "data", "children"), _read_child)


def _read_child(child: Any) -> Post | None:
    entry = part(dict, child, "data") or {}
    author, title, body = (part(str, entry, name) for name in ("author", "title", "selftext"))
    created_s, place = read_number(entry.get("created_utc")), part(str, entry, "permalink")
    if author is None or title is None or created_s is None:
        return None
    try:
        at = datetime.fromtimestamp(created_s, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    link = None if place is None else https_link(f"https://www.reddit.com{place}")
    return _post(author, at, one_line(f"{title} {body or ''}"), link)


def read_new_posts(body: bytes) -> list[Post] | None:
    """The first posts of the Atom feed (RFC 4287), in UTF-8; `None` if it is none. Never raises."""
    from xml.etree import ElementTree as ET  # 4 ms and 500 kB, and most ask no feed

    try:
        text = body.decode("utf-8")
        # No feed declares a document type. One that did could define entities: such by which a kilobyte
        # grows to gigabytes, and such as stand for files and addresses.
        feed = None if "<!DOCTYPE" in text else ET.fromstring(text)  # noqa: S314 - that is refused
    except (ValueError, ET.ParseError):
        return None
    if feed is None or feed.tag != f"{{{_ATOM['']}}}feed":
        return None
    return read_each(feed.findall("entry", _ATOM)[:_MOST_ENTRIES], _read_entry)


def _read_entry(entry: Element) -> Post | None:
    author, title, content = (entry.findtext(name, "", _ATOM) for name in ("author/name", "title", "content"))
    at = read_moment(entry.findtext("published", "", _ATOM) or entry.findtext("updated", "", _ATOM))
    if at is None:
        return None
    link = entry.find("link", _ATOM)
    url = None if link is None else https_link(link.get("href"))
    return _post(author, at, text_of_html(f"{title} {content}"), url)


def _post(author: str, at: datetime, text: str, link: str | None) -> Post | None:
    name = author.removeprefix("/u/")
    if not name or name == "[deleted]":  # nobody can be counted under that
        return None
    is_bot = _BOT.fullmatch(name) is not None or name.lower() == "automoderator"
    return Post(name.lower(), at, text, link=link, is_bot=is_bot)
