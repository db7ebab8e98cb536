"""How well posts are understood: precision and recall of the labelled posts, by language and half.

Half of them the classifier was tuned on; the other half's mistakes were not looked at while it was. Both were
written by the same hand, so that what strangers write will be understood less well.
"""

from __future__ import annotations

from collections import Counter

from tests.crowd.labelled import HELD_OUT, LANGUAGES, TUNED, Labelled, posts
from trayapp.crowd.claims import says_x_is_down

_LAYOUT = "{:<10} {:<10} {:>7} {:>8} {:>10} {:>8}"


def main() -> None:
    print(_LAYOUT.format("language", "half", "posts", "reports", "precision", "recall"))
    for half in (TUNED, HELD_OUT):
        of_half = [post for language in LANGUAGES for post in posts(language) if post.half == half]
        for language in LANGUAGES:
            _print_line(language, half, [post for post in of_half if post.language == language])
        _print_line("all", half, of_half)


def _print_line(language: str, half: str, some: list[Labelled]) -> None:
    found = Counter((says_x_is_down(post.text, post.language), post.is_report) for post in some)
    right, wrong, missed = found[True, True], found[True, False], found[False, True]
    precision = f"{right / (right + wrong):.3f}" if right + wrong else "-"
    print(
        _LAYOUT.format(
            language, half, len(some), right + missed, precision, f"{right / (right + missed):.3f}"
        )
    )


if __name__ == "__main__":
    main()
