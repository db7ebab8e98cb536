"""How a grammar is written: names, gaps, and what is not one."""

import pytest

from trayapp.crowd.grammar import read_grammar


def test_a_pattern_uses_names_and_gaps_and_goes_on_in_indented_lines() -> None:
    grammar = read_grammar("DOWN = (?:down|\n    offline)\nclaim: § <2>{DOWN}~\n\nnever: joke\n")
    (claim,) = grammar.claims
    assert claim.search(" § is really offline ")
    assert not claim.search(" § is not at all offline ")
    assert not claim.search(" § , offline ")
    assert not claim.search(" § downtown ")
    assert [len(patterns) for patterns in (grammar.failures, grammar.calm, grammar.not_now)] == [0, 0, 0]
    assert len(grammar.never) == 1


@pytest.mark.parametrize("text", ["claims: a", "claim a", "down"])
def test_what_is_no_line_of_a_grammar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a line"):
        read_grammar(text)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError):
        read_grammar("claim: {DOWN}")
