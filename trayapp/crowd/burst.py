"""When posts are a burst: enough different people, and more of them than is usual at this hour. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from trayapp.crowd.baseline import Baseline
from trayapp.crowd.claims import says_x_is_down
from trayapp.crowd.folding import folded, words_of
from trayapp.domain.codes import Says
from trayapp.domain.records import Evidence
from trayapp.domain.reports import MOST_LINKS, Report

KIND = "crowd"
CROWD_WINDOW = timedelta(minutes=15)
LEAST_ACCOUNTS = 8
"""However quiet it usually is, fewer people than this are no crowd."""
_GATHERING = LEAST_ACCOUNTS // 2
"""So many, and seldom so many by chance, are half a crowd: the other half may come before the next poll."""

MOST_ALIKE = 3
"""So many at most count of those who write the same: a slogan of thousands, a headline that is passed on."""

_CHANCE = 0.001
"""So seldom may as many gather by chance. Asked every 10 minutes, that is once a week at most, and hardly
ever at the floor of `LEAST_ACCOUNTS`."""

_CLOCKS_DIFFER = timedelta(minutes=2)
"""By so much a service's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post of one account, as a source read it."""

    account: str
    """What tells accounts apart, unique beyond one server; never stored."""
    at: datetime
    """When it was posted, aware."""
    text: str
    """Plain text: tags stripped, entities decoded, hashtags as they stand."""
    language: str | None = None
    """What the author's app claims, such as `de` or `pt-BR`; often wrong."""
    is_bot: bool = False
    link: str | None = None
    """Where to read it: https."""


def crowd_report(
    source: str, posts: Iterable[Post], at: datetime, baseline: Baseline | None = None
) -> Report:
    """Whether so many different people say at `at` that X is down that it is trouble, and how many.

    `NOTHING` else: that few complain proves nothing. Of those who write alike at most `MOST_ALIKE` count.
    `baseline` is that of the source, `None` without a standing poll. Posts in any order, without reposts;
    those of bots, older ones, and ones that do not say so count for nothing. Of what was written only how
    many and where is told.

    To be called in a thread: to read what strangers wrote takes a second or more the first time, and as long
    for a flood of it. The checks, whose times are measured, shall not stand still for that.
    """
    latest: dict[str, Post] = {}
    for post in posts:
        if post.is_bot or not at - CROWD_WINDOW < post.at <= at + _CLOCKS_DIFFER:
            continue
        known = latest.get(post.account)
        if known is not None and _rank(known) >= _rank(post):
            continue
        if says_x_is_down(post.text, post.language):
            latest[post.account] = post
    ranked = sorted(latest.values(), key=_rank, reverse=True)
    alike = Counter(map(_wording, ranked))
    accounts = sum(min(count, MOST_ALIKE) for count in alike.values())
    expected = baseline.expected(at) if baseline else None
    # While nobody knows what is usual at this hour, the floor alone decides.
    is_unusual = expected is None or poisson_tail(accounts, expected) < _CHANCE
    is_trouble = accounts >= LEAST_ACCOUNTS and is_unusual
    says = Says.TROUBLE if is_trouble else Says.NOTHING
    links = tuple(post.link for post in ranked if post.link and post.link.startswith("https://"))[:MOST_LINKS]
    evidence = Evidence(source, says, KIND, at, accounts, url=links[0] if links else None)
    is_gathering = accounts >= _GATHERING and is_unusual and not is_trouble
    return Report(evidence, links=links, is_gathering=is_gathering)


_TAG = re.compile(r"#\w+")
_NO_WORDS = re.compile(r"[#@]\S+|https?://\S+")


def _wording(post: Post) -> tuple[str, ...]:
    """The same of posts that say it by the same tag alone, or in nearly the same words.

    Nearly: with the same three longest words, which people's own reports seldom share.
    """
    tags = sorted(tag for tag in map(folded, set(_TAG.findall(post.text))) if says_x_is_down(tag, None))
    own_words = _NO_WORDS.sub(" ", post.text)
    if tags and not says_x_is_down(own_words, post.language):
        return (tags[0],)
    words = set(words_of(folded(own_words)))
    return tuple(sorted(words, key=lambda word: (-len(word), word))[:3])


def _rank(post: Post) -> tuple[bool, datetime, str]:
    """Those with a link above those without, then by time, then by what does not depend on the order."""
    return (post.link or "").startswith("https://"), post.at, post.link or ""


def poisson_tail(count: int, expected: float) -> float:
    """The chance that `count` or more come when `expected` do on average: 0 to 1.

    Right to some 12 digits after the point, and compared with `_CHANCE`. By logarithms, as a factorial would
    overflow.
    """
    if expected <= 0:
        return 1.0 if count <= 0 else 0.0
    logarithm = math.log(expected)
    fewer = (math.exp(n * logarithm - expected - math.lgamma(n + 1)) for n in range(count))
    return max(0.0, 1.0 - math.fsum(fewer))
