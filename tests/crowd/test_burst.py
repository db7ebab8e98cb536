"""When posts are a burst: who counts, how many it takes, and what a baseline changes."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.crowd.labelled import posts
from trayapp.crowd.baseline import LEAST_WEEKS, MOST_WEEKS, Baseline
from trayapp.crowd.burst import LEAST_ACCOUNTS, MOST_ALIKE, Post, crowd_report, poisson_tail
from trayapp.domain.codes import Says

NOW = datetime(2026, 2, 16, 13, 27, 40, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def post(account: str, text: str = "X is down", minutes: float = 1, **details: object) -> Post:
    made = Post(account, NOW - timedelta(minutes=minutes), text, "en", link=f"https://a.example/{account}")
    return replace(made, **details)  # type: ignore[arg-type]  # the names are the fields'


def crowd(count: int) -> list[Post]:
    """So many people, each in words of their own."""
    return [post(f"person{number}", f"X is down, says number{number}") for number in range(count)]


def watched(weeks: int, accounts: int, *, from_week: int = 1) -> Baseline:
    """A baseline whose hour was watched for so many weeks, each quarter with so many accounts."""
    baseline = Baseline()
    for week in range(from_week + weeks - 1, from_week - 2, -1):
        for minute in (0, 15, 30, 45, 60):  # the next hour closes this one
            at = NOW.replace(minute=0) - week * WEEK + timedelta(minutes=minute)
            if week >= from_week:
                baseline = baseline.learned(at, accounts)
    return baseline


@pytest.mark.parametrize(
    ("posts", "accounts"),
    [
        ([], 0),
        (crowd(3), 3),
        ([post("one") for _ in range(1000)], 1),
        ([post("one", minutes=0.0), post("two", minutes=14.9)], 2),
        ([post("old", minutes=15)], 0),
        ([post("quick clock", minutes=-1), post("of another day", minutes=-60 * 24)], 1),
        ([post("robot", is_bot=True)], 0),
        ([post("calm", "X is back"), post("worried", "Is X down?")], 1),
        ([post("changed my mind", "X works fine here"), post("changed my mind", "X is down", 3)], 1),
    ],
    ids=[
        "none",
        "three",
        "one a thousand times",
        "up to 15 min",
        "older",
        "clocks",
        "no people",
        "words",
        "any",
    ],
)
def test_who_counts(posts: list[Post], accounts: int) -> None:
    assert crowd_report("one", posts, NOW).evidence.count == accounts


@pytest.mark.parametrize(
    ("texts", "accounts"),
    [
        ([f"#TwitterDown {'!' * number}" for number in range(30)], MOST_ALIKE),
        ([f"day {number} without it #TwitterDown" for number in range(30)], MOST_ALIKE),
        ([f"#TwitterDown, X won't load at longstation{number}" for number in range(12)], 12),
        (["#XDown", "#TwitterDown", "#TwitterOutage"] * 10, 3 * MOST_ALIKE),
        (
            [
                f"BREAKING: X down, thousands of users report problems https://t.example/{n}"
                for n in range(30)
            ],
            3,
        ),
        ([f"X down: thousands of users report problems {n}" for n in range(30)], MOST_ALIKE),
        (["X is down"] * 12, MOST_ALIKE),
        ([f"is X down in place{number}?" for number in range(12)], 12),
    ],
    ids=["tag", "slogan", "tag and words", "tags", "shared", "headline", "the same words", "own words"],
)
def test_those_who_write_alike_count_as_few(texts: list[str], accounts: int) -> None:
    posts = [post(f"person{number}", text) for number, text in enumerate(texts)]
    assert crowd_report("one", posts, NOW).evidence.count == accounts


@pytest.mark.parametrize(
    ("accounts", "baseline", "says"),
    [
        (LEAST_ACCOUNTS - 1, None, Says.NOTHING),
        (LEAST_ACCOUNTS, None, Says.TROUBLE),
        (LEAST_ACCOUNTS - 1, watched(LEAST_WEEKS, 0), Says.NOTHING),
        (LEAST_ACCOUNTS, watched(LEAST_WEEKS, 0), Says.TROUBLE),
        (LEAST_ACCOUNTS, watched(LEAST_WEEKS, 1), Says.TROUBLE),
        (LEAST_ACCOUNTS, watched(LEAST_WEEKS, 3), Says.NOTHING),
        (20, watched(LEAST_WEEKS, 10), Says.NOTHING),
        (22, watched(LEAST_WEEKS, 10), Says.TROUBLE),
        (LEAST_ACCOUNTS, watched(LEAST_WEEKS - 1, 3), Says.TROUBLE),
    ],
    ids=["below", "floor", "quiet", "quiet floor", "murmur", "busy", "chance", "beyond chance", "young"],
)
def test_how_many_it_takes(accounts: int, baseline: Baseline | None, says: Says) -> None:
    assert crowd_report("one", crowd(accounts), NOW, baseline).evidence.says is says


def test_what_is_usual_is_known_after_enough_weeks() -> None:
    assert watched(LEAST_WEEKS - 1, 1).expected(NOW) is None
    assert watched(LEAST_WEEKS, 1).expected(NOW) == 1.0


def test_five_links_of_the_latest_one_an_account() -> None:
    posts = [post(f"person{minute}", minutes=minute) for minute in range(9)]
    posts += [post("person0", link=f"https://a.example/{number}", minutes=5) for number in range(9)]
    posts += [post("bare", minutes=0, link=None), post("sly", minutes=0, link="javascript:alert(1)")]
    assert crowd_report("one", posts, NOW).links == tuple(f"https://a.example/person{n}" for n in range(5))


POSTS = st.lists(
    st.builds(
        post,
        st.sampled_from([f"person{number}" for number in range(12)]),
        st.sampled_from(["X is down", "Is X down?", "X is back", "Guten Morgen", "#TwitterDown"]),
        st.floats(-5, 20),
        is_bot=st.booleans(),
        link=st.sampled_from(["https://a.example/1", "https://a.example/2", None]),
    ),
    max_size=40,
)
BASELINES = st.none() | st.builds(watched, st.integers(0, 5), st.integers(0, 12))


@given(POSTS, BASELINES, st.randoms(use_true_random=False))
def test_order_does_not_matter(posts: list[Post], baseline: Baseline | None, random: Random) -> None:
    shuffled = random.sample(posts, len(posts))
    assert crowd_report("one", shuffled, NOW, baseline) == crowd_report("one", posts, NOW, baseline)


@given(POSTS, BASELINES)
def test_a_bot_changes_nothing(posts: list[Post], baseline: Baseline | None) -> None:
    more = [*posts, post("new", is_bot=True)]
    assert crowd_report("one", more, NOW, baseline) == crowd_report("one", posts, NOW, baseline)


@given(POSTS, BASELINES, st.integers(1, 30))
def test_more_accounts_never_turn_trouble_into_calm(
    posts: list[Post], baseline: Baseline | None, more: int
) -> None:
    before, after = (crowd_report("one", some, NOW, baseline) for some in (posts, posts + crowd(more)))
    assert (before.evidence.says, after.evidence.says) != (Says.TROUBLE, Says.NOTHING)


@pytest.mark.parametrize(
    ("count", "expected", "chance"),
    [
        (0, 5.0, 1.0),
        (3, 0.0, 0.0),
        (1, 1e-9, 1e-9),
        (1, 2.0, 1 - math.exp(-2)),
        (2, 2.0, 1 - 3 * math.exp(-2)),
        (8, 2.0, 1.0967e-3),
        (60, 1.0, 0.0),
        (1000, 1000.0, 0.504205),
        (10**4, 10.0, 0.0),
        (1, 1e6, 1.0),
    ],
)
def test_the_tail_of_a_poisson_distribution(count: int, expected: float, chance: float) -> None:
    assert poisson_tail(count, expected) == pytest.approx(chance, rel=1e-3, abs=1e-12)


@given(st.integers(0, 3000), st.floats(0, 3000))
def test_the_tail_falls_with_the_count(count: int, expected: float) -> None:
    tail = poisson_tail(count, expected)
    assert 0 <= poisson_tail(count + 1, expected) <= tail + 1e-9 <= 1 + 1e-9


def test_one_outage_in_four_weeks_leaves_the_baseline_alone() -> None:
    after = replace(watched(3, 1), quarters=(None,) * 4)
    for minute in (0, 15, 30, 45, 60):
        after = after.learned(NOW.replace(minute=0) + timedelta(minutes=minute), 400)
    assert after.expected(NOW) == 1.0


def test_people_who_talk_more_for_good_become_what_is_usual() -> None:
    baseline = watched(MOST_WEEKS, 1, from_week=6)
    for week in range(5, 0, -1):
        for minute in (0, 15, 30, 45, 60):
            at = NOW.replace(minute=0) - week * WEEK + timedelta(minutes=minute)
            baseline = baseline.learned(at, 30)
    assert baseline.expected(NOW) == 30.0


@pytest.mark.parametrize("minutes", [(0, 5), (0, 20), (31, 46, 58)], ids=["start", "half", "end"])
def test_an_hour_that_was_hardly_watched_teaches_nothing(minutes: tuple[int, ...]) -> None:
    baseline = Baseline()
    for minute in (*minutes, 60):
        baseline = baseline.learned(NOW.replace(minute=0) + timedelta(minutes=minute), 9)
    assert not baseline.hours


def test_the_baseline_survives_as_text() -> None:
    baseline = watched(5, 2).learned(NOW, 7)
    assert Baseline.from_json(baseline.to_json()) == baseline
    assert Baseline.from_json(Baseline().to_json()) == Baseline()


def test_the_baseline_is_bounded_as_text() -> None:
    full = Baseline(dict.fromkeys(range(168), (12345.67,) * MOST_WEEKS), NOW, (10**6,) * 4)
    assert len(full.to_json()) < 16_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        '{"hours": {"200": [1]}, "hour_at": null, "quarters": [null, null, null, null]}',
        '{"hours": {"3": [-1]}, "hour_at": null, "quarters": [null, null, null, null]}',
        '{"hours": {"3": [1]}, "hour_at": null, "quarters": []}',
        '{"hours": {"3": "x"}, "hour_at": 5, "quarters": [null, null, null, null]}',
        "[" * 100_000,
    ],
    ids=["empty", "null", "list", "cut", "hour", "negative", "quarters", "types", "deep"],
)
def test_what_cannot_be_read_begins_anew(text: str) -> None:
    assert Baseline.from_json(text) == Baseline()


@pytest.mark.parametrize(("every", "seen_within"), [(10, 16), (2, 12)])
@pytest.mark.parametrize("late", [0.0, 2.5, 5.0, 7.5, 9.9])
def test_an_outage_with_20_reports_a_quarter_of_an_hour_is_seen_in_time(
    every: int, seen_within: int, late: float
) -> None:
    """Whenever the poll comes, in reports as people write them,."""
    texts = [report.text for report in posts("en") if report.is_report]
    texts = Random(5).sample(texts, 70)
    reports = [post(f"person{number}", text, -0.75 * number) for number, text in enumerate(texts)]
    polls = (late % every + every * number for number in range(30))
    usual = watched(LEAST_WEEKS, 0)
    seen = next(
        minutes
        for minutes in polls
        if crowd_report("one", reports, NOW + timedelta(minutes=minutes), usual).evidence.says is Says.TROUBLE
    )
    assert seen <= seen_within


@pytest.mark.parametrize(
    ("accounts", "usual", "is_gathering"),
    [(3, None, False), (4, None, True), (7, None, True), (8, None, False), (4, 0, True), (4, 2, False)],
)
def test_half_a_crowd_is_gathering_unless_it_is_usual(
    accounts: int, usual: int | None, is_gathering: bool
) -> None:
    baseline = None if usual is None else watched(LEAST_WEEKS, usual)
    assert crowd_report("one", crowd(accounts), NOW, baseline).is_gathering is is_gathering


@pytest.mark.parametrize("category", ["farewell", "past", "back", "opinion", "works"])
def test_a_day_of_something_else_is_no_alarm(category: str) -> None:
    texts = [other.text for other in posts("en") if other.category == category and not other.is_report]
    many = [post(f"person{number}", Random(number).choice(texts), number / 5) for number in range(60)]
    assert crowd_report("one", many, NOW, watched(LEAST_WEEKS, 0)).evidence.says is Says.NOTHING
