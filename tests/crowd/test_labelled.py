"""The labelled posts are what the figures rest on: enough of them, of both kinds, and each once."""

from collections import Counter

import pytest

from tests.crowd.labelled import LANGUAGES, PLAIN, ordinary, posts

ALL = [*(post for language in LANGUAGES for post in posts(language)), *ordinary()]


def test_no_post_stands_there_twice() -> None:
    times = Counter((post.language, post.text) for post in ALL)
    assert [key for key, count in times.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_reports_and_counter_examples(language: str) -> None:
    found = Counter(post.is_report for post in posts(language))
    least = 100 if language in {"en", "de"} else 8 if language in PLAIN else 25
    assert min(found[True], found[False]) >= least
    assert found.total() >= 20


def test_there_are_ordinary_posts_enough() -> None:
    assert len(ordinary()) >= 200
