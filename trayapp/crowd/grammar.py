"""Reads the grammar of a language and finds its phrases in a post. Pure.

A grammar is a file of lines `kind: phrase, phrase; kind: phrase`, as people write; `#` begins a remark.
Where several fit at one place, that of more words wins, then that of the earlier kind of `SIGNS`. In a phrase

    (isnt|is not) working    one of several       load*   any ending       ..   up to three words between
    (really|) down           may be missing       stoe?rung   the letter before it may be missing
    died > (on me|end)       looked at, not taken; `end` is a mark          5##    digits
    § ¤ †                    X, another service, something of the reader's own; at its end only looked at
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable
from functools import cache
from pathlib import Path

from trayapp.crowd.folding import folded

FOLDER = Path(__file__).with_name("grammars")

SIGNS = {
    "error": "E",  # a sentence that X shows when it fails
    "tag": "H",  # such as #XDown
    "word": "w",  # means something else here
    "past": "D",  # its clause speaks of another time
    "if": "I",  # from here to the end of the clause nothing is so
    "topic": "Q",  # the sentence is about something else
    "away": "G",  # the whole post is about something else
    "claim": "C",  # a whole claim
    "calm": "K",  # says that all is well
    "ask": "A",  # who is asked: anyone else
    "now": "T",
    "on": "R",  # a preposition: not X, but somebody there
    "is": "b",  # may stand between X and its state
    "it": "Y",
    "but": ",",  # begins a clause
    "x": "X",  # however it is called
    "part": "P",  # of X: its timeline, pictures
    "own": "L",  # the reader's line, a device, any other thing
    "other": "O",  # another service; what is X's, but no part of it: its shares, an account
    "fault": "F",  # fails: X does if it is the nearest that is named
    "trouble": "J",  # a noun of that: outage, errors
    "state": "S",  # fails, if said of X itself: down
    "weak": "W",  # the same if it is said of now, or asked: dead
    "not": "N",
    "after": "M",
    "none": "Z",  # "no X since nine"
    "works": "V",  # fails with a `not` before it, or an `after` behind it
    "back": "B",
    "whats": "U",  # what's wrong with
}
"""What a phrase of each kind becomes in the line of signs which is judged (claims.py); the first win."""
_RANKS = {sign: rank for rank, sign in enumerate(SIGNS.values())}

_NAMES = {"§": "X", "¤": "O", "†": "L", "✗": "H", "‡": "E", "✦": "G"}
_MARKS = ",.?:"
_OPTIONAL = re.compile(r"\([^()]*\|\) ?|\.\. ")
_GROUP = re.compile(r"\([^()]*\)")
_WORD = r"[^ ,.?§¤†]"
_SPACED = re.compile(r"[^ ]+")
_RUN = re.compile(r"[a-z0-9]+|[^\W!-~]{1,2}|.", re.DOTALL)  # a word, where spaces part none


class Grammar:
    """The phrases of one language, `is_spaced` if it parts its words."""

    def __init__(self, lines: Iterable[str], common: Container[str] = (), *, is_spaced: bool = True) -> None:
        """`common` words stand where an `is` may. Raises `ValueError` for what is no line of a grammar."""
        self._common = common
        self._is_spaced = is_spaced
        self._phrases: dict[str, list[tuple[int, int, str, str]]] = defaultdict(list)
        self._ready: dict[str, tuple[re.Pattern[str], list[tuple[str, int]]]] = {}
        self.phrases: list[str] = []
        """Each with its kind, in their order: which one was found is told by its place here."""
        for line in lines:
            if line.startswith("#"):
                continue
            for part in line.split("; "):
                kind, _, phrases = part.partition(": ")
                if kind not in SIGNS or not phrases:
                    raise ValueError(f"not a line of a grammar: {line!r}")
                for phrase in phrases.split(", "):
                    self._add(SIGNS[kind], folded(phrase).replace("n't", "nt").replace("'", " "))
                    self.phrases.append(f"{kind}: {phrase}")

    def _add(self, sign: str, phrase: str) -> None:
        words, may_be_missing, rest = phrase.partition("|) ")
        if may_be_missing and words.startswith("(") and ")" not in words:
            self._add(sign, f"{words}) {rest}")
            phrase = rest
        if phrase[-2:] in (" §", " ¤", " †") and " > " not in phrase:
            phrase = f"{phrase[:-2]} > {phrase[-1]}"
        length = len(_GROUP.sub("w", _OPTIONAL.sub("", phrase.replace(" >", ""))).split())
        taken, _, seen = phrase.partition(" > ")
        pattern = self._pattern(taken)
        if seen:
            pattern += f"(?={' ' * self._is_spaced}{self._pattern(seen).replace('end', '[,.?]')})"
        elif self._is_spaced:
            pattern += "(?= )"
        elif taken[-1].isascii() and taken[-1].isalnum():
            pattern += "(?![a-z0-9])"
        if not self._is_spaced:
            length = len(_GROUP.sub("w", taken))
        for begin in _begins(phrase):
            self._phrases[begin].append((-length, len(self.phrases), sign, f"({pattern})"))

    def _pattern(self, phrase: str) -> str:
        gap = rf"(?:{_WORD}+ ){{0,3}}?" if self._is_spaced else rf"{_WORD}{{0,8}}?"
        phrase = phrase.replace(".. ", "\0").replace(".", r"\.").replace("(", "(?:")
        phrase = re.sub(r"\(\?:([^()]*)\|\)( ?)", r"(?:(?:\1)\2)?", phrase)
        return phrase.replace("*", f"{_WORD}*").replace("#", r"\d").replace("\0", gap)

    def found(self, text: str, at: int) -> tuple[str, int, int] | None:
        """The phrase that begins there, if one does: its sign, where it ends, and which one it is."""
        begin = text[at]
        if begin not in self._ready:  # compiled when a word begins so: nobody waits for the whole
            ranked = self.ranked(begin)
            pattern = re.compile("|".join(pattern for *_, pattern in ranked) or "(?!)")
            self._ready[begin] = pattern, [(sign, which) for sign, which, _ in ranked]
        pattern, known = self._ready[begin]
        phrase = pattern.match(text, at)
        if phrase is None:
            return None
        sign, which = known[(phrase.lastindex or 1) - 1]
        return sign, phrase.end(), which

    def ranked(self, begin: str) -> list[tuple[str, int, str]]:
        """The phrases that begin with a letter, the first that fits being found: sign, which one, pattern."""
        ranked = sorted(self._phrases[begin], key=lambda phrase: (phrase[0], _RANKS[phrase[2]], phrase[1]))
        return [(sign, which, pattern) for _, which, sign, pattern in ranked]

    def signs(self, sentence: str) -> str:
        """The sentence, each phrase as its sign, any other word as `w`. In time linear in its length."""
        word = _SPACED if self._is_spaced else _RUN
        signs, at = [], 0
        while at < len(sentence):
            letter = sentence[at]
            if letter == " ":
                at += 1
            elif found := self.found(sentence, at):
                sign, at, _ = found
                signs.append(sign)
            else:
                match = word.match(sentence, at)
                end = match.end() if match else at + 1
                unknown = SIGNS["is"] if sentence[at:end] in self._common else SIGNS["word"]
                signs.append(letter if letter in _MARKS else _NAMES.get(letter, unknown))
                at = end
        return "".join(signs)


@cache
def grammar(name: str) -> Grammar:
    """The grammar of a language, read when the first post in it comes: nobody waits for it at the start."""
    return Grammar(grammar_lines(name), common_words().get(name, ()), is_spaced=name != "ja")


def grammar_lines(name: str) -> list[str]:
    """What is written for a language, after the `names` that are the same in all."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return lines if name == "names" else grammar_lines("names") + lines


@cache
def common_words() -> dict[str, set[str]]:
    """Of each language that has a grammar and parts its words the most frequent ones: it is known by them."""
    known: dict[str, set[str]] = defaultdict(set)
    for line in (FOLDER / "languages.txt").read_text(encoding="utf-8").splitlines():
        if line[2:4] == ": ":
            known[line[:2]].update(folded(line[4:]).split())
    return {**known}


def _begins(phrase: str) -> set[str]:
    """With which letters such a phrase may begin."""
    if phrase[0] in "*.":
        raise ValueError(f"no phrase can begin so: {phrase!r}")
    if not phrase.startswith("("):
        return set("0123456789" if phrase[0] == "#" else phrase[0])
    words, _, rest = phrase[1:].partition(")")
    begins = set[str]().union(*(_begins(word) for word in words.split("|") if word))
    return begins | _begins(rest.lstrip()) if words.endswith("|") else begins
