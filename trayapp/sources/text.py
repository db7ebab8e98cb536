"""What people wrote, as plain text: no markup, no line breaks, nothing that is not a character."""

from __future__ import annotations

import html
import re

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
