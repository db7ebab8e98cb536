"""Whether X still answers as this version knows it, and what a maintainer needs where it does not."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from trayapp.checks.probe import DEADLINE_S, SOFT_FAILURE, ProbeRequest
from trayapp.checks.surfaces.posts import oembed, tweet_result
from trayapp.checks.surfaces.web import PAGE, RULES
from trayapp.domain.codes import Outcome
from trayapp.net.answers import Answer, is_signed, read_status
from trayapp.net.exchange import Client, Request
from trayapp.net.failures import Finding, OwnTroubleError
from trayapp.net.known_hosts import CONTROLS, POST_WORDS, POSTS, ROBOTS_RULE, SHELL, Mark
from trayapp.sources.payload import part

# What comes from outside is printed, and handed on: only in these letters, and no longer than this.
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,80}")
_HEADER_NAME = re.compile(r"[a-z0-9-]{1,40}")
_MOST_HEADERS = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """How one of X's answers was read."""

    name: str
    outcome: Outcome | None
    """`None`: the host was not asked."""
    line: str
    """For a maintainer: of what came, what says something of its kind and nothing of the user's."""


async def read_x(client: Client) -> tuple[Reading, ...]:
    """Ask for the page, the rules for robots and one post by both readers, each once.

    Never raises for anything the network does.
    """
    post = random.choice(POSTS)  # noqa: S311 - any will do
    asks = {"x.com": PAGE, "robots.txt": RULES, "oembed": oembed(post), "tweet-result": tweet_result(post)}
    return tuple(await asyncio.gather(*(_read(client, name, ask) for name, ask in asks.items())))


async def read_controls(client: Client, names: Collection[str]) -> dict[str, str]:
    """Such a line for each of these controls, for whoever finds out what became of them."""
    asked = [control for control in CONTROLS if control.id in names]
    answers = await asyncio.gather(*(_answer(client, Request(control.url)) for control in asked))
    return {c.id: _format_line(c.id, answer, {}) for c, answer in zip(asked, answers, strict=True)}


async def _read(client: Client, name: str, ask: ProbeRequest) -> Reading:
    found = None if client.backoff.retry_after_s(ask.host) > 0 else await _answer(client, ask.request)
    if not isinstance(found, Answer):
        return Reading(name, found.outcome if found else None, _format_line(name, found, {}))
    finding = read_status(found) or ask.read(found)
    must_sign = ask.has_to_sign is not None and ask.has_to_sign(ask.host)
    if finding.outcome is Outcome.UNRECOGNIZED and must_sign and not is_signed(found):
        finding = SOFT_FAILURE  # somebody else answered
    return Reading(name, finding.outcome, _format_line(name, found, _marks(name, found)))


async def _answer(client: Client, request: Request) -> Answer | Finding | None:
    try:
        return (await client.ask(request, DEADLINE_S)).result
    except OwnTroubleError:  # doctor's other rows tell of it
        return None


def _marks(name: str, answer: Answer) -> dict[str, bool]:
    """Which of the marks that make a true answer of it are there."""
    match name:
        case "x.com":
            return _found(SHELL, answer.body)
        case "robots.txt":
            return _found((ROBOTS_RULE,), answer.body)
    parsed = part(dict, answer.json)
    fields = parsed or {}
    is_error = {"an object": parsed is not None, "error": "error" in fields or "errors" in fields}
    if name == "oembed":
        text = part(str, fields, "html") or ""
        names = {field: field in fields for field in ("author_name", "html")}
        return is_error | names | {"link": "/status/" in text} | _found((POST_WORDS,), text.encode())
    # A tombstone stands for a post that was withdrawn: to read it, X had to look it up all the same.
    is_known = fields.get("__typename") in ("Tweet", "TweetTombstone")
    return is_error | {
        "known __typename": is_known,
        "text": "text" in fields,
        "user.screen_name": "screen_name" in (part(dict, fields, "user") or {}),
    }


def _found(marks: Iterable[Mark], body: bytes) -> dict[str, bool]:
    return {f"{mark.name} of {mark.seen}": mark.is_in(body) for mark in marks}


def _format_line(name: str, found: Answer | Finding | None, marks: dict[str, bool]) -> str:
    """In English for everybody, for it is to be handed on. No values: those may be the user's."""
    if not isinstance(found, Answer):
        return f"{name}: {found.outcome.value if found else 'not asked'}"
    media_type = found.content_type if _MEDIA_TYPE.fullmatch(found.content_type) else "no media type"
    names = sorted(filter(_HEADER_NAME.fullmatch, found.headers))[:_MOST_HEADERS]
    found_marks = ", ".join(f"{mark} {'yes' if is_there else 'no'}" for mark, is_there in marks.items())
    parts = [
        f"{name}: status {found.status}",
        media_type,
        f"{len(found.body)} bytes read",
        found_marks and f"marks: {found_marks}",
        f"headers: {', '.join(names)}",
    ]
    return "; ".join(filter(None, parts))
