"""Mastodon: what people write under the tags that they use when X is down. No account is needed.

A server decides whether strangers may read its tag feeds, and says so in its instance document (Mastodon 4.5
on; docs.joinmastodon.org, "Instance", "Timelines"). A feed that is closed may simply be empty, so that is
asked first. Each server shows what it happens to have been sent by others.

Built from its documentation, never run against the live service.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from trayapp.crowd import Post
from trayapp.domain.reports import UnavailableReason
from trayapp.domain.wire import read_moment
from trayapp.net.answers import Answer
from trayapp.net.exchange import Client, Request
from trayapp.sources.base import Reply, Setup, Source, Unavailable, UnavailableError, each, fetch
from trayapp.sources.crowd_baseline import CrowdBaseline
from trayapp.sources.crowd_source import KIND, read_report
from trayapp.sources.payload import https_link, part, read_each, read_json
from trayapp.sources.text import one_line, text_of_html

ID = "mastodon"

# One tag, and four more at most.
_FEED = (
    "/api/v1/timelines/tag/TwitterDown?any[]=XDown&any[]=Twitter&any[]=TwitterOutage&any[]=XOutage&limit=40"
)

# Operators change that rarely; asked each time it would double what a server is asked.
_DOOR_IS_KNOWN_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Door:
    """Whether a server's tag feeds are open, as it said at this moment."""

    at: datetime
    is_open: bool


class _Server:
    """One server."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._door: _Door | None = None

    async def posts(self, client: Client, at: datetime) -> list[Post]:
        """Its newest posts under our tags."""
        if self._door is None or not timedelta() <= at - self._door.at < _DOOR_IS_KNOWN_FOR:
            is_open = read_json(await self._ask(client, at, "/api/v2/instance"), read_door)
            self._door = _Door(at, is_open)
        if not self._door.is_open:
            raise UnavailableError(UnavailableReason.GUESTS)
        answer = await self._ask(client, at, _FEED)
        return read_json(answer, lambda value: read_timeline(value, self._host))

    async def _ask(self, client: Client, at: datetime, place: str) -> Answer:
        try:
            return await fetch(client, Request(f"https://{self._host}{place}"), at)
        except UnavailableError as error:
            if error.reply.reason is UnavailableReason.LOGIN:
                raise UnavailableError(UnavailableReason.GUESTS, error.reply.wait_s) from None
            raise


class _Mastodon:
    """Asks all servers, and learns how many are usual."""

    def __init__(self, hosts: Iterable[str], baseline: CrowdBaseline) -> None:
        self._servers = [_Server(host) for host in hosts]
        self._baseline = baseline

    async def ask(self, client: Client, at: datetime) -> Reply:
        found = await each(*(server.posts(client, at) for server in self._servers))
        feeds = [posts for posts in found if not isinstance(posts, Unavailable)]
        if not feeds:
            missing = [unavailable for unavailable in found if isinstance(unavailable, Unavailable)]
            return min(missing, key=lambda unavailable: unavailable.wait_s)
        everything = (post for posts in feeds for post in posts)
        report = await read_report(ID, everything, at, self._baseline.baseline)
        failed = {posts.reason for posts in found if isinstance(posts, Unavailable)}
        if failed <= {UnavailableReason.GUESTS}:  # with one missing for once, fewer would seem usual
            self._baseline.learn(at, report.evidence.count or 0)
        return report


def source(setup: Setup) -> Source:
    """The source."""
    asked = _Mastodon(setup.settings.mastodon_servers, setup.baseline)
    return Source(ID, KIND, asked.ask, suspicion_interval_s=120.0, standing_interval_s=600.0)


def read_door(value: Any) -> bool | None:
    """Whether an instance document opens the tag feeds to strangers; `None` if it is none.

    Servers before 4.5 do not say so: they answer 401 if the feeds are closed.
    """
    if part(dict, value, "configuration") is None:
        return None
    feeds = part(dict, value, "configuration", "timelines_access", "hashtag_feeds")
    return feeds is None or "public" in (feeds.get("local"), feeds.get("remote"))


def read_timeline(value: Any, host: str) -> list[Post] | None:
    """The posts of a timeline, boosts left out; `None` if it is none. `host` is whose accounts have none."""
    return read_each(part(list, value), lambda status: _read_status(status, host))


def _read_status(status: Any, host: str) -> Post | None:
    name, content = part(str, status, "account", "acct"), part(str, status, "content")
    at = read_moment(part(str, status, "created_at"))
    if at is None or content is None or not name or status.get("reblog") is not None:
        return None
    warning, text = part(str, status, "spoiler_text"), text_of_html(content)
    if warning:
        text = f"{one_line(warning)} {text}"
    return Post(
        account=name.lower() if "@" in name else f"{name.lower()}@{host}",
        at=at,
        text=text,
        language=part(str, status, "language"),
        link=https_link(status.get("url")),
        is_bot=part(bool, status, "account", "bot") is True,
    )
