"""What services send, of whose shape nothing is taken for granted, and JSON that is sent to them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable
from typing import Any, TypeGuard, TypeVar

from trayapp.domain.codes import UnavailableReason
from trayapp.domain.reports import https_link
from trayapp.net.answers import Answer
from trayapp.sources.base import UnavailableError

_T = TypeVar("_T")

_POST_KEY = re.compile(r"at://[^/]{1,200}/app\.bsky\.feed\.post/([A-Za-z0-9]{1,30})")


def read_json(answer: Answer, read: Callable[[Any], _T | None]) -> _T:
    """What `read` makes of an answer's JSON. Raises UnavailableError if that is nothing."""
    found = read(answer.json)
    if found is None:
        raise UnavailableError(UnavailableReason.UNREADABLE)
    return found


def part(kind: type[_T], value: Any, *path: str) -> _T | None:
    """What lies at this path of names in parsed JSON, if it is exactly of this kind; else `None`."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if type(value) is kind else None  # not `isinstance`: true is no number


def read_each(entries: Iterable[Any] | None, read: Callable[[Any], _T | None]) -> list[_T] | None:
    """What can be read of the entries of a list; `None` if it is none. One that is broken spoils no other."""
    if entries is None:
        return None
    return [found for entry in entries if (found := read(entry)) is not None]


def posting(value: Any, **headers: str) -> dict[str, Any]:
    """The part of a `Request` that sends a value as JSON: `Request(url, **posting(value))`."""
    return {"body": json.dumps(value).encode(), "headers": {"content-type": "application/json", **headers}}


def is_token(value: object) -> TypeGuard[str]:
    """Whether this is one that may stand in a header."""
    return isinstance(value, str) and 0 < len(value) <= 4096 and value.isascii() and value.isprintable()


def bluesky_link(author: str, uri: str | None) -> str | None:
    """Where a browser finds a post of Bluesky's, whose API names it by an at:// address (atproto.com)."""
    key = _POST_KEY.fullmatch(uri or "")
    return https_link(f"https://bsky.app/profile/{author}/post/{key[1]}") if key else None


LONGEST_TEXT = 300
"""Characters of somebody's words that are kept to be shown."""

# Read no further than this: a note on one outage is a hundredth of it.
_LONGEST_READ = 20_000

# Not html.parser: Python 3.11's takes 8 s for 20 kB of "<a <a <a", and holds the interpreter, and so the
# icon, meanwhile. These are linear.
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?li|/?h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


def text_of_html(markup: str) -> str:
    """The words of a piece of HTML in one line. Paragraphs are parted; a word made of several tags is one."""
    parted = _BREAK.sub(" ", markup[:_LONGEST_READ])
    return one_line(html.unescape(_TAG.sub("", parted)))


def one_line(text: str) -> str:
    """Text in one line. JSON can hold halves of characters, which no file and no terminal takes."""
    whole = text[:_LONGEST_READ].encode("utf-8", "replace").decode("utf-8")
    return " ".join(whole.split())


def shortened(text: str) -> str:
    """As much of a text as is kept to be shown."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
