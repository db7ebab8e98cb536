"""How a grammar is written and found in a text, and that each of its phrases has a post that needs it."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import pytest

from tests.crowd.labelled import LANGUAGES, PLAIN, READ_BY_SPEAKERS, Labelled, ordinary, posts
from trayapp.crowd.claims import says_x_is_down
from trayapp.crowd.grammar import FOLDER, Grammar, common_words, grammar, grammar_lines


@pytest.mark.parametrize(
    ("phrase", "text", "is_found"),
    [
        ("down", "down ", True),
        ("down", "downtown ", False),
        ("Störung", "storung ", True),
        ("isn't it", "isnt it ", True),
        ("is (really|so) down", "is so down ", True),
        ("is (really|so) down", "is down ", False),
        ("(really|) down", "down ", True),
        ("(really|) down", "really down ", True),
        ("load*", "loading ", True),
        ("not .. load", "not even try to load ", True),
        ("not .. load", "not so , load ", False),
        ("error 5##", "error 503 ", True),
        ("stoe?rung", "stoerung ", True),
        ("died > (on me|end)", "died . ", True),
        ("died > (on me|end)", "died young ", False),
        ("lost §", "lost § ", True),
    ],
)
def test_how_a_phrase_is_written(phrase: str, text: str, is_found: bool) -> None:
    assert (Grammar([f"fault: {phrase}"]).found(text, 0) is not None) == is_found


def test_a_sentence_becomes_a_line_of_signs() -> None:
    lines = ["# remark", "is: is, really; state: down", "word: down to earth", "now: again"]
    assert Grammar(lines, {"so"}).signs("is § really so down again , down to earth ? ") == "bXbbST,w?"


def test_the_phrase_of_more_words_wins_then_the_earlier_kind() -> None:
    lines = ["state: down", "word: down (bad|to)", "weak: down"]
    assert Grammar(lines).signs("down ") == "S"
    assert Grammar(lines).signs("down bad ") == "w"


def test_without_spaces_a_word_is_where_a_phrase_fits() -> None:
    lines = ["x: x", "fault: 落ち", "is: が"]
    assert Grammar(lines, is_spaced=False).signs("xが落ちxbox.") == "XbFw."


@pytest.mark.parametrize("line", ["claims: a", "claim a", "down", "claim: ", "claim: *down"])
def test_what_is_no_line_of_a_grammar_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"not a line|can begin so"):
        Grammar([line])


@pytest.mark.parametrize("name", [*LANGUAGES, "names"])
def test_a_grammar_can_be_reviewed(name: str) -> None:
    lines = _lines(name)
    assert max(map(len, lines)) <= 120
    assert lines[0].startswith("# ")
    assert ("Nobody who speaks the language has read this" in lines[0]) == (name in PLAIN)
    assert name in (*READ_BY_SPEAKERS, *PLAIN, "names")


class _Without(Grammar):
    """Reads as if one of its phrases were not there, and notes which it finds."""

    without = -1

    def __init__(self, name: str) -> None:
        super().__init__(grammar_lines(name), common_words().get(name, ()), is_spaced=name != "ja")
        self.noted: set[int] = set()

    def found(self, text: str, at: int) -> tuple[str, int, int] | None:
        found = super().found(text, at)
        if found is not None and found[2] == self.without:
            for sign, which, pattern in self.ranked(text[at]):
                phrase = _compiled(pattern).match(text, at) if which != self.without else None
                if phrase is not None:
                    return sign, phrase.end(), which
            return None
        if found is not None:
            self.noted.add(found[2])
        return found


_compiled = cache(re.compile)
_without = cache(_Without)
_SHARED = len(grammar("names").phrases)
"""So many phrases every grammar begins with: the names."""


@pytest.mark.parametrize("name", [*LANGUAGES, "names"])
def test_each_phrase_is_needed_by_a_post(name: str) -> None:
    """A phrase without which every post is understood as it is with it has no reason to be there."""
    phrases = grammar(name).phrases
    readers = [_without(each) for each in ([*LANGUAGES, "names"] if name == "names" else [name])]
    own = range(_SHARED) if name == "names" else range(_SHARED, len(phrases))
    uses: defaultdict[int, list[Labelled]] = defaultdict(list)
    for post in _labelled(name):
        for reader in readers:
            reader.without, reader.noted = -1, set()
        if says_x_is_down(post.text, post.language, _read) == post.is_report:
            for which in {which for reader in readers for which in reader.noted if which in own}:
                uses[which].append(post)

    def is_needed(which: int) -> bool:
        for reader in readers:
            reader.without = which
        return any(says_x_is_down(post.text, post.language, _read) != post.is_report for post in uses[which])

    assert [phrases[which] for which in own if not is_needed(which)] == []
    for reader in readers:
        reader.without = -1


def _read(name: str) -> Grammar:
    return _without(name)


def _labelled(name: str) -> list[Labelled]:
    """All posts of a language but those that were set aside; of all languages for the names."""
    languages = LANGUAGES if name == "names" else (name,)
    some = [post for each in languages for post in posts(each)]
    return some + [post for post in ordinary() if post.language in languages]


def _lines(name: str) -> list[str]:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
