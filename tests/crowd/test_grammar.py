"""How a grammar is written and found in a text, and that each of its lines has a post that needs it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache

import pytest

from tests.crowd.labelled import LANGUAGES, PLAIN, READ_BY_SPEAKERS, Labelled, ordinary, posts
from trayapp.crowd.claims import says_x_is_down
from trayapp.crowd.grammar import FOLDER, Grammar, common_words, grammar, grammar_lines

Lines = list[str]


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


class _Noting(Grammar):
    """Notes which of its lines were found since that was asked last."""

    noted: set[int]

    def found(self, text: str, at: int) -> tuple[str, int, int] | None:
        found = super().found(text, at)
        if found is not None:
            self.noted.add(found[2])
        return found


@pytest.mark.parametrize("name", [*LANGUAGES, "names"])
def test_each_line_is_needed_by_a_post(name: str) -> None:
    """A line without which every post is understood as it is with it has no reason to be there."""
    lines = grammar_lines(name)
    shared = len(grammar_lines("names")) if name != "names" else 0
    labelled = [post for language in LANGUAGES for post in posts(language)] + ordinary()
    noting = _Noting(lines, common_words().get(name, ()), is_spaced=name != "ja")
    uses: defaultdict[int, list[Labelled]] = defaultdict(list)
    for post in labelled:
        if name not in (post.language, "names"):
            continue
        noting.noted = set()
        if (
            says_x_is_down(
                post.text, post.language, lambda wanted: noting if wanted == name else grammar(wanted)
            )
            == post.is_report
        ):
            for number in noting.noted:
                uses[number].append(post)

    def is_needed(number: int) -> bool:
        read = _reader(name, [*lines[:number], "", *lines[number + 1 :]])
        return any(says_x_is_down(post.text, post.language, read) != post.is_report for post in uses[number])

    rules = [number for number, line in enumerate(lines) if number >= shared and not line.startswith("#")]
    assert [lines[number] for number in rules if not is_needed(number)] == []


def _lines(name: str) -> Lines:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def _reader(name: str, lines: Lines) -> Callable[[str], Grammar]:
    """Reads these lines for that grammar: those of the names in every language."""

    @cache
    def read(wanted: str) -> Grammar:
        if name not in (wanted, "names"):
            return grammar(wanted)
        own = lines if wanted == name else [*lines, *_lines(wanted)]
        return Grammar(own, common_words().get(wanted, ()), is_spaced=wanted != "ja")

    return read
