"""Posts of our own making, each labelled by hand: does it say, or ask, that X is failing now?

`crowd/LANGUAGE.tsv` holds them: `down` or `other`, why it is there, the text. `down` is any claim that X or a
part of it fails now, and any question by somebody who wants to know. Words were written before the
classifier, and none was copied from anywhere.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

TUNED = "tuned"
HELD_OUT = "held_out"
LANGUAGES = ("en", "de", "es", "pt", "fr", "ja", "tr")

_FOLDER = Path(__file__).parent / "posts"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One post with what it ought to be taken for."""

    language: str
    is_report: bool
    category: str
    """What makes it easy or hard: `plain`, `question`, `past`, `refuge`, …"""
    text: str

    @property
    def half(self) -> str:
        """Its half, by its text alone: the classifier is tuned on the one and measured on the other."""
        return HELD_OUT if zlib.crc32(self.text.encode()) % 2 else TUNED


def posts(language: str) -> list[Labelled]:
    """The whole table of a language."""
    lines = (_FOLDER / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return [Labelled(language, label == "down", category, text) for label, category, text in rows]
