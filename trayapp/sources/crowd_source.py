"""What is common to sources that are crowds: what to search for, and how."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from trayapp.crowd.burst import KIND, Post, crowd_report
from trayapp.domain.codes import UnavailableReason
from trayapp.net.exchange import Client
from trayapp.sources.base import Reply, Source, Unavailable, each, heard

# In each language what its speakers write most: a search finds the words as they stand, and which posts are
# claims is found out here. "X" alone would find everything.
_EVERYWHERE = ("twitter down", "x down")
_ALSO = {
    "twitter störung": ("DE", "AT", "CH"),
    "twitter caído": ("ES", "MX", "AR", "CL", "CO", "PE"),
    "twitter caiu": ("BR", "PT"),
    "twitter panne": ("FR", "BE"),
    "twitter 障害": ("JP",),
    "twitter çöktü": ("TR",),
}


def searches(country: str | None) -> tuple[str, ...]:
    """What to search for to find people who say that X is down: in English, and in the user's language."""
    return (*_EVERYWHERE, *(words for words, countries in _ALSO.items() if country in countries))


# What befell one search; all else is said of the whole service, and the others would hear the same.
_OF_ONE_SEARCH = frozenset(
    {
        UnavailableReason.NO_ANSWER,
        UnavailableReason.UNREACHABLE,
        UnavailableReason.SERVER_ERROR,
        UnavailableReason.UNREADABLE,
    }
)


async def search_each(search: Callable[[str], Awaitable[list[Post]]], searches: Sequence[str]) -> list[Post]:
    """The posts of all these searches that give some. Raises UnavailableError where none does.

    The first is alone, as it may have to renew what opens the others; those are made at the same time, so
    that a service which is slow today is heard in time, however many languages are searched in.
    """
    found = await each(search(searches[0]))
    if not isinstance(found[0], Unavailable) or found[0].reason in _OF_ONE_SEARCH:
        found += await each(*map(search, searches[1:]))
    return [post for posts in heard(found) for post in posts]


def source_of_posts(
    source_id: str, posts: Callable[[Client, datetime], Awaitable[list[Post]]], suspicion_interval_s: float
) -> Source:
    """A source that is a crowd, asked on suspicion only for the newest posts."""

    async def ask(client: Client, at: datetime) -> Reply:
        return await asyncio.to_thread(crowd_report, source_id, await posts(client, at), at)

    return Source(source_id, KIND, ask, suspicion_interval_s)
