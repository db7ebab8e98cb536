"""Posts of our own making, each labelled by hand: does it say, or ask, that X is failing now?

`posts/LANGUAGE.tsv` holds those by which the grammars were written: `down` or `other`, why it is there, the
text. `down` is any claim that X or a part of it fails now, and any question by somebody who wants to know;
jokes and running news included. `posts/unseen/` was written by somebody who had not read the grammars, and
what is missed in it was not looked at: who does moves it into the tables and sets others aside.
`ordinary.tsv` (language, text) names X and is about no outage. None was copied from anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

READ_BY_SPEAKERS = ("en", "de", "es", "pt", "fr", "ja", "tr")
SET_ASIDE = READ_BY_SPEAKERS[:-1]
"""Of these there are posts that were set aside."""
PLAIN = ("it", "nl", "pl", "ko", "ar", "id")
"""Of these only the plainest forms are understood."""
LANGUAGES = (*READ_BY_SPEAKERS, *PLAIN)

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Labelled:
    """One post with what it ought to be taken for."""

    language: str
    is_report: bool
    category: str
    """What makes it easy or hard: `plain`, `question`, `past`, `refuge`, …"""
    text: str


def posts(language: str, *, unseen: bool = False) -> list[Labelled]:
    """The table of a language, or that of the posts that were set aside."""
    rows = _rows(_FOLDER / "posts" / ("unseen" if unseen else "") / f"{language}.tsv")
    return [Labelled(language, label == "down", category, text) for label, category, text in rows]


def ordinary() -> list[Labelled]:
    """Posts that name X and are about something else."""
    rows = _rows(_FOLDER / "ordinary.tsv")
    return [Labelled(language, False, "ordinary", text) for language, text in rows]


def _rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
