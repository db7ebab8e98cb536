"""Whether a post says, or asks, that X is failing now: by the grammar of its claim, not by one word. Pure.

A claim is a subject (X, a part of X), a failure and the present. It does not count where its clause speaks of
another time, a condition, or something else of X's that is down (shares, manners); nor where the post goes on
to say that X works or is back. The last word stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module

from trayapp.crowd.folding import folded, is_japanese, japanese_sentences, sentences
from trayapp.crowd.frequent import FREQUENT
from trayapp.crowd.grammar import Grammar, read_grammar

_MODULES = {
    "en": "english",
    "de": "german",
    "es": "spanish",
    "pt": "portuguese",
    "fr": "french",
    "tr": "turkish",
    "ja": "japanese",
}

_NAMES_X = re.compile(
    r"[§✗‡]| (?:tweet(?:s|ing|e|en)?|twittern?|twittere|tuits?|tl|timeline|dms?|direktnachrichten|tweetdeck|"
    r"t co) "
)
"""What a post has to hold for any claim to be found in it; most are read no further."""

_FREQUENT = {name: frozenset(words.split()) for name, words in FREQUENT.items()}

_TOPIC = re.compile(r"[§✗]| (?:tweet|tweets|tweeting|tweete|tweeten|twittern|twittere|tuits?) ")
"""By which a failure without a subject is X's."""

_Span = tuple[int, int]


@cache
def _grammar(language: str) -> Grammar:
    """Compiled when the first post in this language is read: nobody waits for it at the start."""
    return read_grammar(import_module(f"trayapp.crowd.{_MODULES[language]}").GRAMMAR)


def says_x_is_down(text: str, language: str | None) -> bool:
    """Whether this post claims that X, or a part of it, fails now, or asks whether it does.

    `language` is what the author's app claims (`de`, `pt-BR`); where the words are plainly another's, they
    decide. Takes any text, in time linear in its length, and never raises. The first post in a language takes
    about a fifth of a second, the others about half a millisecond: call it off the loop.
    """
    plain = folded(text)
    if is_japanese(plain):
        return _claims(japanese_sentences(plain), _grammar("ja"))
    parts = sentences(plain)
    if not any(_NAMES_X.search(part) for part in parts):
        return False
    return any(_claims(parts, _grammar(name)) for name in _languages(plain, language))


def _languages(plain: str, claimed: str | None) -> list[str]:
    """The languages it may be in: several where a post is too short to tell and its tag is of no help."""
    words = re.findall(r"[^\W_]+", plain)
    known = {name: sum(word in frequent for word in words) for name, frequent in _FREQUENT.items()}
    most = max(known.values())
    tag = (claimed or "")[:2].lower()
    if known.get(tag) == most:
        return [tag]
    return [name for name, count in known.items() if count == most or (name == tag and count == most - 1)]


def _claims(parts: list[str], grammar: Grammar) -> bool:
    """The last word of the post: a claim, or that all is well."""
    names_x_alone = any(_TOPIC.search(part) for part in parts) and not any(
        "¤" in part or any(aside.search(part) for aside in grammar.asides) for part in parts
    )
    says = False
    for sentence in parts:
        is_question = sentence.endswith(("? ", "?"))
        if not is_question and any(other.search(sentence) for other in grammar.never):
            continue
        claims = [*_claimed(sentence, grammar.claims, grammar)]
        if names_x_alone:
            claims += _claimed(sentence, grammar.failures, grammar, blamed="†")
        calm = [found.span() for pattern in grammar.calm for found in pattern.finditer(sentence)]
        if is_question:  # who asks whether it is back does not say so
            calm = []
        # The one that begins first holds the other: "no problems with X", "isn't working for me".
        last_claim = max((end for begin, end in claims if not _is_inside(begin, calm)), default=-1)
        last_calm = max((end for begin, end in calm if not _is_inside(begin - 1, claims)), default=-1)
        if last_claim != last_calm:
            says = last_claim > last_calm
    return says


def _claimed(
    sentence: str, patterns: tuple[re.Pattern[str], ...], grammar: Grammar, blamed: str | None = None
) -> Iterator[_Span]:
    """Where the patterns are found in a clause that speaks of now and, before them, of nothing `blamed`."""
    # A clause may hold hundreds of claims: what it speaks of is found out once.
    speaks_of_now: dict[_Span, bool] = {}
    for pattern in patterns:
        for claim in pattern.finditer(sentence):
            begin = sentence.rfind(" , ", 0, claim.start() + 1) + 1
            end = sentence.find(" , ", claim.end() - 1)
            if blamed and blamed in sentence[begin : claim.start() + 1]:
                continue
            if (begin, end) not in speaks_of_now:
                clause = sentence[begin : end + 1 if end >= 0 else None]
                speaks_of_now[begin, end] = not any(other.search(clause) for other in grammar.not_now)
            if speaks_of_now[begin, end]:
                yield claim.span()


def _is_inside(begin: int, spans: list[_Span]) -> bool:
    return any(other_begin <= begin < other_end for other_begin, other_end in spans)
