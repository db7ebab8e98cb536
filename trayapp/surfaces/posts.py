"""`posts`: can a public post truly be read? Two of X's readers, each over the same few permanent posts."""

from __future__ import annotations

import asyncio
import json
import math
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from trayapp.domain.facts import fails, fails_on_x_side, is_ok
from trayapp.domain.records import Outcome, SurfaceResult
from trayapp.probing.answers import Answer, is_from_cache
from trayapp.probing.exchange import Client
from trayapp.probing.failures import Finding
from trayapp.probing.probe import DEADLINE_S, OK, SOFT_FAILURE, Ask, Surface, probe
from trayapp.surfaces.hosts import x_request

# Posts that have stood for years, by accounts that will stay. Several, so that one that goes is no outage and
# no cache keeps them all warm.
_POSTS = (
    ("jack", "20"),
    ("Interior", "463440424141459456"),
    ("TheEllenShow", "440322224407314432"),
    ("BarackObama", "266031293945503744"),
    ("CIA", "474971393852182528"),
    ("Twitter", "1445078208190291973"),
)

_WORDS_OF_POST = re.compile(r"<p\b[^<>]{0,200}>\s{0,20}(?!\s|</p>)")
_BASE_36 = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class _Reader:
    """One of X's services that reads a post for anybody."""

    url: Callable[[str, str], str]
    """Told author and id of a post."""
    read: Callable[[Answer], Finding]


def _as_object(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):  # RecursionError: an answer of brackets alone
        return {}
    return found if isinstance(found, dict) else {}


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _truly_read(answer: Answer, is_read: bool) -> Finding:
    if not is_read:
        return SOFT_FAILURE
    return Finding(Outcome.CACHED) if is_from_cache(answer) else OK


def _oembed_url(author: str, post: str) -> str:
    asked = {"url": f"https://x.com/{author}/status/{post}", "omit_script": "1", "dnt": "true"}
    return f"https://publish.x.com/oembed?{urlencode(asked)}"


def _read_oembed(answer: Answer) -> Finding:
    """A timeline's answer is built without reading any post: the words and the post's link must be there."""
    found = _as_object(answer)
    html = found.get("html")
    is_read = (
        _text(found.get("author_name"))
        and isinstance(html, str)
        and "/status/" in html
        and _WORDS_OF_POST.search(html) is not None
    )
    return _truly_read(answer, is_read)


def _syndication_token(post: str) -> str:
    """The `token` of the embed service: the digits of id / 1e15 * pi in base 36, without zeros and point.

    As public embed code computes it (react-tweet, fetch-tweet.ts); digits are given while they tell this
    number from its neighbours, as JavaScript prints them.
    """
    value = int(post) / 1e15 * math.pi
    fraction, whole = math.modf(value)
    digits = ""
    left = int(whole)
    while left:
        left, digit = divmod(left, 36)
        digits = _BASE_36[digit] + digits
    precision = math.ulp(value) / 2
    places: list[int] = []
    while fraction >= precision and fraction > 0:
        fraction, place = math.modf(fraction * 36)
        precision *= 36
        places.append(int(place))
        if fraction > 0.5 and fraction + precision > 1:  # the next number up is the shorter one
            places[-1] += 1
            break
    for i in range(len(places) - 1, 0, -1):
        if places[i] == 36:
            places[i] = 0
            places[i - 1] += 1
    return (digits + "".join(_BASE_36[place] for place in places)).replace("0", "")


def _tweet_result_url(_author: str, post: str) -> str:
    asked = {"id": post, "lang": "en", "token": _syndication_token(post)}
    return f"https://cdn.syndication.twimg.com/tweet-result?{urlencode(asked)}"


def _read_tweet_result(answer: Answer) -> Finding:
    if not answer.body:
        return Finding(Outcome.REFUSED, "empty")  # how clients in data centres are turned away (2026-09-20)
    found = _as_object(answer)
    match found.get("__typename"):
        case "TweetTombstone":  # this post is gone, but somebody looked for it
            is_read = True
        case "Tweet":
            user = found.get("user")
            is_read = _text(found.get("text")) and isinstance(user, dict) and _text(user.get("screen_name"))
        case _:
            is_read = False
    return _truly_read(answer, is_read)


_READERS = (
    _Reader(_oembed_url, _read_oembed),
    _Reader(_tweet_result_url, _read_tweet_result),
)


def combine(results: Sequence[SurfaceResult]) -> SurfaceResult:
    """What several readers say together: one that read a post is enough, then failures weigh most."""

    def weight(result: SurfaceResult) -> int:
        if is_ok(result):
            return 0
        if fails(result):
            return 1 if fails_on_x_side(result) else 2
        return 3 + (Outcome.REFUSED, Outcome.LIMITED, Outcome.CACHED).index(result.outcome)

    return min(results, key=weight)


def _may_be_the_post(result: SurfaceResult) -> bool:
    """Whether this answer may be about the one post that was asked for, and not about X."""
    return result.outcome is Outcome.SOFT_FAILURE or result.detail == "http_404"


async def _read_one(client: Client, reader: _Reader, posts: Sequence[tuple[str, str]]) -> SurfaceResult:
    """One reader's word, asked again for another post where the first may have been at fault."""
    began = time.monotonic()
    result = await _probe(client, reader, posts[0], DEADLINE_S)
    left_s = DEADLINE_S - (time.monotonic() - began)
    return await _probe(client, reader, posts[1], left_s) if _may_be_the_post(result) else result


async def _probe(client: Client, reader: _Reader, post: tuple[str, str], deadline_s: float) -> SurfaceResult:
    return await probe(client, "posts", Ask(x_request(reader.url(*post)), reader.read), deadline_s)


def rotating_posts() -> Surface:
    """The surface, with its own place in the rotation of posts and readers."""
    turn = random.randrange(len(_POSTS) * len(_READERS))  # noqa: S311 - to spread load, not to keep a secret

    async def look(client: Client, full: bool) -> SurfaceResult:
        nonlocal turn
        turn += 1
        readers = _READERS if full else (_READERS[turn % len(_READERS)],)
        first = turn // len(_READERS)
        asked = [_POSTS[(first + i) % len(_POSTS)] for i in range(2)]
        results = await asyncio.gather(*(_read_one(client, reader, asked) for reader in readers))
        if not full and fails(results[0]):
            # One reader that is gone for good must not look like an outage on every other calm day.
            others = [reader for reader in _READERS if reader not in readers]
            results += await asyncio.gather(*(_read_one(client, reader, asked) for reader in others))
        return combine(results)

    return Surface("posts", look, core_hosts=("publish.x.com", "cdn.syndication.twimg.com"))
