"""`posts`: can a public post truly be read? Two of X's readers, each over the same few permanent posts."""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from trayapp.checks.probe import (
    AGAIN_DEADLINE_S,
    DEADLINE_S,
    OK,
    SOFT_FAILURE,
    UNRECOGNIZED,
    LeftAloneError,
    ProbeRequest,
    Probing,
    Surface,
    combine,
    probe,
    x_request,
)
from trayapp.domain.codes import Outcome
from trayapp.domain.records import SurfaceResult
from trayapp.net.answers import Answer, is_from_cache
from trayapp.net.exchange import Client
from trayapp.net.failures import Finding
from trayapp.net.known_hosts import POST_WORDS, POSTS, KnownPost

# How one of X's services that read a post for anybody is asked for it.
_Reader = Callable[[KnownPost], ProbeRequest]

_BASE_36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def _as_object(answer: Answer) -> dict[str, Any]:
    found = answer.json
    return found if isinstance(found, dict) else {}


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _read_or(answer: Answer, is_read: bool, otherwise: Finding) -> Finding:
    if not is_read:
        return otherwise
    return Finding(Outcome.CACHED) if is_from_cache(answer) else OK


def _missing(found: dict[str, Any]) -> Finding:
    """What an answer is in which no post was found: an error, or a shape that we do not know (yet)."""
    is_error = not found or "error" in found or "errors" in found
    return SOFT_FAILURE if is_error else UNRECOGNIZED


def oembed(post: KnownPost) -> ProbeRequest:
    """What X's service for quoting posts is asked for one."""
    # The last two make the answer shorter, and quieter (X's oembed documentation).
    asked = {"url": f"https://x.com/{post.author}/status/{post.id}", "omit_script": "1", "dnt": "true"}
    return x_request(f"https://publish.x.com/oembed?{urlencode(asked)}", read_oembed)


def read_oembed(answer: Answer) -> Finding:
    """A timeline's answer is built without reading any post: the words and the post's link must be there."""
    found = _as_object(answer)
    html = found.get("html")
    if isinstance(html, str) and "/status/" not in html:
        return SOFT_FAILURE
    is_read = _text(found.get("author_name")) and isinstance(html, str) and POST_WORDS.is_in(html.encode())
    return _read_or(answer, is_read, _missing(found))


def syndication_token(post: str) -> str:
    """The `token` of the embed service: the digits of id / 1e15 * pi in base 36, without zeros and point.

    As public embed code computes it (react-tweet, fetch-tweet.ts); digits are given while they tell this
    number from its neighbours, as JavaScript prints them.
    """
    value = int(post) / 1e15 * math.pi
    fraction, whole = math.modf(value)
    number, precision = int(whole), math.ulp(value) / 2
    while fraction >= precision:
        fraction, place = math.modf(fraction * 36)
        number, precision = 36 * number + int(place), 36 * precision
        if fraction > 0.5 and fraction + precision > 1:  # the next number up is the shorter one
            number += 1
            break
    digits = ""  # where the point stood among them does not matter, for it goes
    while number:
        number, digit = divmod(number, 36)
        digits = _BASE_36[digit] + digits
    return digits.replace("0", "")


def tweet_result(post: KnownPost) -> ProbeRequest:
    """What X's embed service is asked for a post."""
    asked = {"id": post.id, "lang": "en", "token": syndication_token(post.id)}
    return x_request(f"https://cdn.syndication.twimg.com/tweet-result?{urlencode(asked)}", read_tweet_result)


def read_tweet_result(answer: Answer) -> Finding:
    """A post, or a tombstone in its place, which somebody looked up all the same."""
    if not answer.body:
        return Finding(Outcome.REFUSED, "empty")  # how clients in data centres are turned away (2026-09-20)
    found = _as_object(answer)
    match found.get("__typename"):
        case "TweetTombstone":
            is_read = True
        case "Tweet":
            user = found.get("user")
            is_read = _text(found.get("text")) and isinstance(user, dict) and _text(user.get("screen_name"))
        case _:
            is_read = False
    return _read_or(answer, is_read, _missing(found))


_READERS = (oembed, tweet_result)
_HOSTS = ("publish.x.com", "cdn.syndication.twimg.com")


async def read_one(
    client: Client, reader: _Reader, posts: Sequence[KnownPost], deadline_s: float
) -> SurfaceResult:
    """One reader's word, asked again for another post where the first may have been at fault."""
    began = time.monotonic()
    result = await probe(client, "posts", reader(posts[0]), deadline_s)
    if result.outcome is not Outcome.SOFT_FAILURE and result.detail != "http_404":
        return result
    # It may be about the one post that was asked for, and not about X.
    return await probe(client, "posts", reader(posts[1]), deadline_s - (time.monotonic() - began))


async def _read_unless_left_alone(
    client: Client, reader: _Reader, posts: Sequence[KnownPost]
) -> list[SurfaceResult]:
    """What a reader says; nothing if it is to be left alone just now."""
    try:
        return [await read_one(client, reader, posts, DEADLINE_S)]
    except LeftAloneError:
        return []


def rotating_posts() -> Surface:
    """The surface, with its own place in the rotation of posts and readers."""
    turn = random.randrange(len(POSTS) * len(_READERS))  # noqa: S311 - to spread load, not to keep a secret

    def asked() -> list[KnownPost]:
        first = turn // len(_READERS)  # each reader has its turn with a post
        return [POSTS[(first + i) % len(POSTS)] for i in range(2)]

    async def ask(client: Client, is_full: bool) -> SurfaceResult:
        nonlocal turn
        turn += 1
        posts = asked()
        if is_full:
            answers = await asyncio.gather(
                *(_read_unless_left_alone(client, reader, posts) for reader in _READERS)
            )
            results = [result for of_reader in answers for result in of_reader]
            if not results:
                raise LeftAloneError
            return combine(results)
        first, other = _READERS[turn % len(_READERS)], _READERS[(turn + 1) % len(_READERS)]
        began = time.monotonic()
        results = await _read_unless_left_alone(client, first, posts)
        if results and (not results[0].fails or results[0].is_lost):  # what was lost is asked again later
            return results[0]
        # A reader that is gone for good must not look like an outage on every other calm day.
        left_s = DEADLINE_S - (time.monotonic() - began)
        return combine([*results, await read_one(client, other, posts, left_s)])

    def ask_again(client: Client, _full: bool, number: int) -> Probing:
        # The two readers in turn; in their second turn the other post comes first.
        reader = _READERS[(turn + number + 1) % len(_READERS)]
        posts = asked() if number // len(_READERS) % 2 == 0 else asked()[::-1]
        return read_one(client, reader, posts, AGAIN_DEADLINE_S)

    return Surface("posts", ask, ask_again, _HOSTS, is_core=True)
