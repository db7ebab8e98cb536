"""Plain text made fit for menus and tooltips, which read markup, access keys and lines into it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

# In characters. Neither menus nor tooltips break lines, and one long line makes all of the menu as wide.
_LINE_LENGTH = 56


def wrapped(text: str) -> list[str]:
    """A sentence in lines of a comfortable length."""
    return textwrap.wrap(text, _LINE_LENGTH, break_on_hyphens=False)  # names of hosts stay whole


def menu_label(text: str, *, is_on_bus: bool) -> str:
    """Text for a menu entry without an access key, on which every character shows."""
    # `&` marks an access key for Qt. On the bus `_` does so, too, and Qt (6.12) passes it on; written twice
    # it shows, but not beside `&`, which then has to give way.
    if is_on_bus and "_" in text:
        return text.replace("&", "+").replace("_", "__")
    return text.replace("&", "&&")


def access_keys(texts: Iterable[str]) -> list[str]:
    """A letter for each of these, no two alike: the first of its own that none before it has."""
    keys: list[str] = []
    for text in texts:
        keys.append(next((c for c in text.casefold() if c.isalpha() and c not in keys), ""))
    return keys


def with_key(text: str, key: str) -> str:
    """Text for a button, with this letter of it as its access key; without one if it has no such letter."""
    at = text.casefold().find(key) if key else -1
    before, after = (text, "") if at < 0 else (text[:at], text[at:])
    mark = "&" if after else ""
    return before.replace("&", "&&") + mark + after.replace("&", "&&")
