"""How well posts are understood: precision and recall of labelled posts, by language and by kind.

python -m tests.bench.crowd                    our own tables, and the posts that were set aside
python -m tests.bench.crowd FILE [LANGUAGE]    what share of these posts, one a line, is taken for reports
python -m tests.bench.crowd FILE.tsv           precision and recall of: language, label, text, kind
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.crowd.labelled import LANGUAGES, SET_ASIDE, Labelled, posts
from trayapp.crowd.claims import says_x_is_down

_LAYOUT = "{:<22} {:>6} {:>8} {:>10} {:>7}"


def main(arguments: list[str]) -> None:
    if not arguments:
        for title, some in (
            ("what the grammars were written by", [p for name in LANGUAGES for p in posts(name)]),
            ("set aside", [p for name in SET_ASIDE for p in posts(name, unseen=True)]),
        ):
            _print_tables(title, some)
        return
    lines = Path(arguments[0]).read_text(encoding="utf-8").splitlines()
    if arguments[0].endswith(".tsv"):
        rows = [line.split("\t") for line in lines]
        _print_tables(
            arguments[0], [Labelled(name, label == "down", kind, text) for name, label, text, kind in rows]
        )
    else:
        _print_share(lines, arguments[1] if len(arguments) > 1 else None)


def _print_share(lines: list[str], language: str | None) -> None:
    flagged = [line for line in lines if says_x_is_down(line, language)]  # reads the grammars, too
    begun_s = time.process_time()
    for line in lines:
        says_x_is_down(line, language)
    took_s = time.process_time() - begun_s
    print(*flagged, sep="\n")
    share = len(flagged) / len(lines)
    print(f"{len(flagged)} of {len(lines)} posts, {share:.2%}; {len(lines) / took_s:.0f} posts a CPU second")


def _print_tables(title: str, some: list[Labelled]) -> None:
    print(_LAYOUT.format(title[:22], "posts", "reports", "precision", "recall"))
    _print_groups(some, lambda post: post.language)
    _print_groups(some, lambda post: ("down" if post.is_report else "other") + ": " + post.category)
    _print_line("all", some)
    print()


def _print_groups(some: list[Labelled], group: Callable[[Labelled], str]) -> None:
    groups = defaultdict(list)
    for post in some:
        groups[group(post)].append(post)
    for name in sorted(groups):
        _print_line(name, groups[name])


def _print_line(name: str, some: Iterable[Labelled]) -> None:
    found = Counter((says_x_is_down(post.text, post.language), post.is_report) for post in some)
    right, wrong, missed = found[True, True], found[True, False], found[False, True]
    precision = f"{right / (right + wrong):.3f}" if right + wrong else "-"
    recall = f"{right / (right + missed):.3f}" if right + missed else "-"
    print(_LAYOUT.format(name, found.total(), right + missed, precision, recall))


if __name__ == "__main__":
    main(sys.argv[1:])
