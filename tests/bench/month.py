"""Days on which many write of X, after a month of ordinary ones: which of them raise an alarm, and how soon.

    python -m tests.bench.month [DAYS]

The real burst and baseline are asked as the standing poll asks them: every 10 to 11 minutes, after half a
crowd every 2 (on suspicion always, which reads the same baseline), after five weeks in which 30 posts a
quarter of an hour name X and one in two hours is by somebody for whom it fails. Each day is another, by
chance.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from statistics import median

from tests.crowd.labelled import ordinary, posts
from trayapp.crowd import burst
from trayapp.crowd.baseline import Baseline
from trayapp.crowd.burst import Post, crowd_report
from trayapp.crowd.claims import says_x_is_down
from trayapp.domain.codes import Says
from trayapp.domain.reports import Report

_LAYOUT = "{:<42} {:>5} {:>9}  {}"
_BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
_A_QUARTER = timedelta(minutes=15)
_LEARNING = timedelta(weeks=5)
_DAY = timedelta(days=1)
_STANDING, _ON_SUSPICION = timedelta(minutes=10), timedelta(minutes=2)
_OUTAGE_AFTER = timedelta(hours=12)

_REPORTS = [post.text for name in ("en", "de") for post in posts(name) if post.is_report]
_ORDINARY = [post.text for post in ordinary() if post.language in ("en", "de")]
_PAST = [post.text for post in posts("en") if post.category == "past"]
_BACK = [post.text for post in posts("en") if post.category in ("back", "works")]
_FAREWELLS = [
    *(post.text for post in posts("en") if post.category in ("farewell", "wholeft", "opinion")),
    "#TwitterIsDead",
    "#TwitterIsDead and so is my patience",
    "#TwitterDown for good, find me here",
    "#TwitterDown! delete it, all of you",
    "Say it loud: #TwitterDown",
]


@dataclass(frozen=True)
class _Day:
    """What is written beyond the usual, a quarter of an hour: so many, drawn from these."""

    name: str
    extra: float
    texts: list[str]
    is_outage: bool = False
    is_even: bool = False
    """They come one after another in the same time, not by chance."""


_DAYS = (
    _Day("an ordinary day", 0, _REPORTS),
    _Day("a slogan, a fifth of 30 posts", 6, _FAREWELLS),
    _Day("a slogan, 60 posts", 60, _FAREWELLS),
    _Day("an anniversary, 30 posts", 30, _PAST),
    _Day("'X is back' after an outage, 30", 30, _BACK),
    _Day("an outage, 20 reports at random", 20, _REPORTS, is_outage=True),
    _Day("an outage, 20 reports evenly", 20, _REPORTS, is_outage=True, is_even=True),
)


def _posts(
    random: Random, begin: datetime, length: timedelta, rate: float, texts: list[str], *, evenly: bool = False
) -> Iterator[Post]:
    """As many as come at this rate a quarter of an hour, each by somebody else."""
    at = begin
    while (
        rate and (at := at + _A_QUARTER * (1 / rate if evenly else random.expovariate(rate))) < begin + length
    ):
        yield Post(f"{random.getrandbits(64)}", at, random.choice(texts), "en")


def _usual(random: Random, begin: datetime, length: timedelta) -> list[Post]:
    found = [
        *_posts(random, begin, length, 30, _ORDINARY),
        *_posts(random, begin, length, 0.125, _REPORTS),
    ]
    return sorted(found, key=lambda post: post.at)


def _polls(
    random: Random, found: list[Post], span: tuple[datetime, datetime], every: timedelta, baseline: Baseline
) -> Iterator[tuple[datetime, Report]]:
    at, end = span
    while at < end:
        first = bisect_right(found, at - _A_QUARTER, key=lambda post: post.at)
        end_of_window = bisect_right(found, at, key=lambda post: post.at)
        crowd = crowd_report("month", found[first:end_of_window], at, baseline)
        yield at, crowd
        pace = min(every, _ON_SUSPICION) if crowd.is_gathering else every
        at += pace * random.uniform(1, 1.1)  # as the pool spreads its polls


def _learned(random: Random) -> Baseline:
    baseline = Baseline()
    found, span = _usual(random, _BEGIN, _LEARNING), (_BEGIN + _A_QUARTER, _BEGIN + _LEARNING)
    for at, crowd in _polls(random, found, span, _STANDING, baseline):
        baseline = baseline.learned(at, crowd.evidence.count or 0)
    return baseline


def _alarms(random: Random, day: _Day, baseline: Baseline, every: timedelta) -> tuple[list[timedelta], int]:
    """When trouble was said, since the special part of the day began; how many polls half a crowd caused."""
    begin = _BEGIN + _LEARNING + _DAY * random.randrange(7)
    special = begin + _OUTAGE_AFTER if day.is_outage else begin
    found = _usual(random, begin, _DAY)
    found += _posts(random, special, begin + _DAY - special, day.extra, day.texts, evenly=day.is_even)
    found.sort(key=lambda post: post.at)
    offset = every * random.random()  # the poll knows nothing of when it begins
    polls = [*_polls(random, found, (begin + _A_QUARTER + offset, begin + _DAY), every, baseline)]
    alarms = [at - special for at, crowd in polls if crowd.evidence.says is Says.TROUBLE]
    return alarms, sum(crowd.is_gathering for _, crowd in polls)


def main(days: int) -> None:
    # Each text is written many times here; what reading one costs is another bench's.
    vars(burst)["says_x_is_down"] = cache(says_x_is_down)
    random = Random(17)
    baseline = _learned(random)
    print(_LAYOUT.format("what is written, a quarter of an hour", "days", "alarm on", "seen after, min"))
    for day in _DAYS:
        for minutes in (10, 2) if day.is_outage else (10,):
            every = timedelta(minutes=minutes)
            runs = [_alarms(random, day, baseline, every) for _ in range(days)]
            seen = sorted(
                min(late for late in alarms if late > timedelta())
                for alarms, _ in runs
                if alarms and day.is_outage
            )
            late = [at / timedelta(minutes=1) for at in seen]
            told = (
                f"median {median(late):.1f}, 90 % {late[int(0.9 * len(late))]:.1f}, worst {late[-1]:.1f}"
                if late
                else f"{sum(sooner for _, sooner in runs) / days:.2f} polls a day more"
            )
            name = f"{day.name}, polls every {minutes} min" if day.is_outage else day.name
            print(_LAYOUT.format(name, days, sum(bool(alarms) for alarms, _ in runs), told), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
