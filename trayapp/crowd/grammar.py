"""Reads the grammar of a language: patterns by what they say. Pure.

A grammar is a text. `NAME = pattern` gives a part of a pattern a name, `{NAME}` uses it. What a pattern says:

    claim:    X fails now
    failure:  something does; that is X where the post names X and no other service
    aside:    X is where something else is told: no failure of such a post is X's
    calm:     X works, or is back
    not now:  the clause speaks of another time, a condition, or what is no matter of availability
    never:    the same of a whole sentence that is no question

Patterns are regular expressions for folded sentences (folding.py), in which each word stands between two
spaces; `<n>` is a gap of up to n words, none of them a sign or a mark, `~` a space that could not be seen.
Indented lines go on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_KINDS = ("claim", "failure", "aside", "calm", "not now", "never")
_LINE = re.compile(r"(?:([A-Z]+) = |(claim|failure|aside|calm|not now|never): )(.*)")
_GAP = re.compile(r"<(\d)>")
_NAME = re.compile(r"\{([A-Z]+)\}")


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns of one language, ready to search with."""

    claims: tuple[re.Pattern[str], ...]
    failures: tuple[re.Pattern[str], ...]
    asides: tuple[re.Pattern[str], ...]
    calm: tuple[re.Pattern[str], ...]
    not_now: tuple[re.Pattern[str], ...]
    never: tuple[re.Pattern[str], ...]


def read_grammar(text: str) -> Grammar:
    """The grammar that is written so. Raises `ValueError`, `KeyError` or `re.error` if that is no grammar."""
    names: dict[str, str] = {}
    patterns: dict[str, list[re.Pattern[str]]] = {kind: [] for kind in _KINDS}
    for line in text.replace("\n    ", "").splitlines():
        if not line or line.startswith("#"):
            continue
        parts = _LINE.fullmatch(line)
        if parts is None:
            raise ValueError(f"not a line of a grammar: {line!r}")
        name, kind, pattern = parts.groups()
        pattern = _NAME.sub(lambda used: names[used[1]], pattern.replace("~", " "))
        if name:
            names[name] = pattern
        else:
            patterns[kind].append(re.compile(_GAP.sub(r"(?:[^ §¤†✗‡.,?:%]+ ){0,\1}", pattern)))
    return Grammar(*(tuple(patterns[kind]) for kind in _KINDS))
