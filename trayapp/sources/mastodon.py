"""Mastodon: what people write under the tags that they use when X is down. No account is needed.

A server decides whether strangers may read its tag feeds, and says so in its instance document (Mastodon 4.5
on; docs.joinmastodon.org, "Instance", "Timelines"). A feed that is closed may simply be empty, so that is
asked first. Each server shows what it happens to have been sent by others.

Built from its documentation, never run against the live service.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from trayapp.crowd.burst import KIND, Post, crowd_report
from trayapp.domain.check_json import read_moment
from trayapp.domain.codes import UnavailableReason
from trayapp.domain.reports import https_link
from trayapp.net.answers import Answer
from trayapp.net.exchange import Client, Request
from trayapp.sources.base import Reply, Setup, Source, Unavailable, UnavailableError, each, fetch, heard
from trayapp.sources.payload import one_line, part, read_each, read_json, text_of_html

ID = "mastodon"

# One tag, and four more at most.
_FEED = (
    "/api/v1/timelines/tag/TwitterDown?any[]=XDown&any[]=Twitter&any[]=TwitterOutage&any[]=XOutage&limit=40"
)

# Operators change that rarely; asked each time it would double what a server is asked.
_DOOR_IS_KNOWN_FOR = timedelta(days=1)


class _Server:
    """One server."""

    def __init__(self, host: str) -> None:
        self._host = host
        # When it said last whether its tag feeds are open, and whether they are.
        self._door: tuple[datetime, bool] | None = None

    async def posts(self, client: Client, at: datetime) -> list[Post]:
        """Its newest posts under our tags."""
        # From a later moment: the clock was set back.
        if self._door is None or not timedelta() <= at - self._door[0] < _DOOR_IS_KNOWN_FOR:
            self._door = at, read_json(await self._ask(client, at, "/api/v2/instance"), read_door)
        if not self._door[1]:
            raise UnavailableError(UnavailableReason.GUESTS)
        answer = await self._ask(client, at, _FEED)
        return read_json(answer, lambda value: read_timeline(value, self._host))

    async def _ask(self, client: Client, at: datetime, place: str) -> Answer:
        try:
            return await fetch(client, Request(f"https://{self._host}{place}"), at)
        except UnavailableError as error:
            if error.reply.reason is UnavailableReason.LOGIN:  # a closed feed
                raise UnavailableError(UnavailableReason.GUESTS, error.reply.wait_s) from None
            raise


def source(setup: Setup) -> Source:
    """The source, which also learns how many people are usual."""
    servers, baseline = [_Server(host) for host in setup.settings.mastodon_servers], setup.baseline

    async def ask(client: Client, at: datetime) -> Reply:
        found = await each(*(server.posts(client, at) for server in servers))
        everything = [post for posts in heard(found) for post in posts]
        crowd = await asyncio.to_thread(crowd_report, ID, everything, at, baseline.baseline)
        # With one missing for once, fewer would seem usual.
        missing = [reply.reason for reply in found if isinstance(reply, Unavailable)]
        if all(reason is UnavailableReason.GUESTS for reason in missing):
            baseline.learn(at, crowd.evidence.count or 0)
        return crowd

    return Source(ID, KIND, ask, suspicion_interval_s=120.0, standing_interval_s=600.0)


def read_door(value: Any) -> bool | None:
    """Whether an instance document opens the tag feeds to strangers; `None` if it is none."""
    if part(dict, value, "configuration") is None:
        return None
    feeds = part(dict, value, "configuration", "timelines_access", "hashtag_feeds")
    # Servers before 4.5 do not say so: they answer 401 if the feeds are closed.
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
        # Its own accounts stand without a host.
        account=name.lower() if "@" in name else f"{name.lower()}@{host}",
        at=at,
        text=text,
        language=part(str, status, "language"),
        link=https_link(status.get("url")),
        is_bot=part(bool, status, "account", "bot") is True,
    )
