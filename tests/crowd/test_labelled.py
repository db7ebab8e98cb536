"""The labelled posts are what the figures rest on: enough of them, even, and each once."""

from collections import Counter

import pytest

from tests.crowd.labelled import HELD_OUT, LANGUAGES, TUNED, posts

ALL = [post for language in LANGUAGES for post in posts(language)]


def test_no_post_stands_there_twice() -> None:
    times = Counter((post.language, post.text) for post in ALL)
    assert [key for key, count in times.items() if count > 1] == []


@pytest.mark.parametrize("half", [TUNED, HELD_OUT])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_half_of_a_language_has_reports_and_counter_examples(language: str, half: str) -> None:
    found = Counter(post.is_report for post in posts(language) if post.half == half)
    least = 50 if language in {"en", "de"} else 6
    assert min(found[True], found[False]) >= least


def test_about_half_are_counter_examples() -> None:
    assert 0.45 <= sum(not post.is_report for post in ALL) / len(ALL) <= 0.55
