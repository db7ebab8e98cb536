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

from trayapp.domain.crowd.folding import folded, sentences
from trayapp.domain.crowd.grammar import Grammar, read_grammar

_MODULES = {"en": "english"}


@cache
def _grammar(language: str) -> Grammar:
    """Compiled when the first post is read: nobody waits for it at the start."""
    return read_grammar(import_module(f"trayapp.domain.crowd.{_MODULES[language]}").GRAMMAR)


def says_x_is_down(text: str, language: str | None) -> bool:
    """Whether this post claims that X, or a part of it, fails now, or asks whether it does.

    `language` is what the author's app claims (`de`, `pt-BR`); where the words are plainly another's, they
    decide. Takes any text, in time linear in its length, and never raises.
    """
    plain = folded(text)
    return _claims(sentences(plain), _grammar(_language(plain, language)))


def _language(plain: str, claimed: str | None) -> str:
    line = " " + re.sub(r"[^\w]+", " ", plain) + " "
    tag = (claimed or "")[:2].lower()
    hits = {name: 2 * len(_grammar(name).words.findall(line)) + (name == tag) for name in _MODULES}
    return max(hits, key=lambda name: (hits[name], name == "en"))


def _claims(parts: list[str], grammar: Grammar) -> bool:
    """The last word of the post: a claim, or that all is well."""
    says = False
    for sentence in parts:
        claims = [claim.span() for claim in _claimed(sentence, grammar)]
        # "Isn't working for me" holds "working for me", and asking whether it is back does not say so.
        calm = [
            end
            for begin, end in (() if sentence.endswith("? ") else _spans(sentence, grammar.calm))
            if not any(claim_begin < begin < claim_end for claim_begin, claim_end in claims)
        ]
        if claims or calm:
            says = max((end for _, end in claims), default=-1) > max(calm, default=-1)
    return says


def _spans(sentence: str, patterns: tuple[re.Pattern[str], ...]) -> Iterator[tuple[int, int]]:
    return (found.span() for pattern in patterns for found in pattern.finditer(sentence))


def _claimed(sentence: str, grammar: Grammar) -> Iterator[re.Match[str]]:
    for pattern in grammar.claims:
        for claim in pattern.finditer(sentence):
            begin = sentence.rfind(" , ", 0, claim.start() + 1) + 1
            end = sentence.find(" , ", claim.end() - 1)
            clause = sentence[begin : end + 1 if end >= 0 else None]
            if not any(other.search(clause) for other in grammar.not_now):
                yield claim
