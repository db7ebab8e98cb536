"""How a post is folded for reading: one spelling, one space between words, names replaced by signs. Pure.

Sentences come out as ` § is down again ? `, with these signs among plain lower-case words:

    §  X, however it is called          ¤  somebody else's service
    †  the reader's own line or device  ✗  a tag such as #TwitterDown
    ‡  a sentence that X shows when it fails   ✦  what is not about X at all
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

MOST_CHARS = 2000
"""Who cannot get on says so at once; what comes later is another story, and reading has to end."""

_REPLACED = str.maketrans(
    dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0f\u202a\u202b\u202c\u202d\u202e", "")
    | dict.fromkeys("\u2019\u2018\u00b4`", "'")
    | dict.fromkeys("&+", " and ")
    | dict.fromkeys("\u0425\u0445\u03a7\u03c7", "x")  # look like an X, and are used for one
    | {"\u0131": "i", "…": "."}  # Turkish i without its dot
)
_DRAWN_OUT = re.compile(r"([a-vyz]|(?<=[a-wyz])x|(?<=[a-z])w(?=w+[a-z]))\1{2,}")  # not "www" nor "xxx"
_ACCENTS = re.compile("[\u0300-\u036f]+")

_KISS = re.compile(
    r"(?:(?<=[.!?)])\s*|(?<!\bon)(?<!\b[ti][on])(?<!with)(?<!open)(?<!load)(?<!auf)(?<!bei)(?<!is)\s+)x{1,3}\s*$"
)


def without_kiss(text: str) -> str:
    """The text without the x that greets at its end: a small one, and nothing one is on, in or with."""
    return _KISS.sub("", text[:MOST_CHARS])


def folded(text: str) -> str:
    """Compatible forms made one, invisible characters and accents dropped, lower case, cut to length."""
    text = unicodedata.normalize("NFKC", text[:MOST_CHARS])[:MOST_CHARS].translate(_REPLACED).casefold()
    text = _DRAWN_OUT.sub(r"\1", text)
    text = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", text)[:MOST_CHARS]


_ADDRESS = re.compile(r"(?:https?://|www\.)(\S{0,300})|\b(x|twitter)(?:\.| dot )com\b\S{0,100}")
_X_HOST = re.compile(r"(?:www\.|mobile\.)?(?:x|twitter)\.com(?=$|[/?#:.,!)])")
_MENTION = re.compile(r"\.?@(x|twitter)\b(?!@|\.)|\.?@[\w.-]{1,60}(?:@[\w.-]{1,60})?")
_TAG = re.compile(r"#(\w{1,60})")
_COMPOUND = re.compile(
    r"(?<!hashtag )\b(x|twitter)[-_ ]?(?=ausfalle?|stoe?rung|problem|outage|server|kesinti|down\b|panne)"
)
_WORDS = re.compile(r"[^\W_]+|[%?!.,;:()\n\u2013\u2014|=<>✗§]| - ")
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
"""Written in Japanese."""
_JAPANESE_MARKS = str.maketrans("。!、・", "..,,")
_MARKS = dict.fromkeys("!;\n", ".") | dict.fromkeys(["(", ")", "\u2013", "\u2014", "|", " - "], ",")
"""What ends a sentence, and what parts its clauses, as one mark each."""
_AND = "(?:and|und|y|e|et|ve|en|dan|as well as|plus|or|oder|ou|o|n|sowie)"
_JOINED = re.compile(rf"(?:§ {_AND} [§¤]|¤ {_AND} §)(?= )")
"""Named in one breath: what is said of them is said of X if it is among them."""
_ASKED = re.compile(
    r"((?<!\S)(?<![^ .?] )(?:(?:is|does|are|did|(?:can|is|has) any\w+|any(?:one|body) (?:else|here|know)|"
    r"why (?:is|does|wo|ca|are)\w*|hat (?:noch|sonst)|(?:noch|sonst) (?:jemand|wer)|bei wem) [^.?]*))\."
)  # a question of which the mark was forgotten


def _host(address: re.Match[str]) -> str:
    return " § " if address[2] or _X_HOST.match(address[1] or "") else " "


def sentences(text: str, name: Callable[[str, int], tuple[str, int, int] | None]) -> list[str]:
    """The sentences of a folded text in a language that parts its words, each with the mark that ended it.

    `name` finds the name that begins at a place: its sign, where it ends, and what does not matter here.
    """
    text = _MENTION.sub(lambda mention: " x " if mention[1] else " ", _ADDRESS.sub(_host, text))
    text = _TAG.sub(r" hashtag \1 ", text)
    text = _COMPOUND.sub(r"\1 ", text)
    text = re.sub(r"n't\b", "nt", text)
    line = " ".join(_MARKS.get(word, word) for word in _WORDS.findall(text)) + " "
    line = _named(f"{line}. ", name).replace("hashtag ", "")
    line = _ASKED.sub(r"\1?", _JOINED.sub("§", line))
    return [f"{part.strip()} " for part in re.split(r"(?<= [.?])(?: [.?])* ", line) if part.strip(" .?")]


_SIGNS = {"X": "§", "O": "¤", "L": "†", "H": "✗", "E": "‡", "G": "✦", "w": "_"}


def _named(line: str, name: Callable[[str, int], tuple[str, int, int] | None]) -> str:
    """The line with each name as a sign."""
    words, at = [], 0
    while at < len(line):
        found = name(line, at)
        sign, end, _ = found or ("", line.index(" ", at), 0)
        words.append(_SIGNS.get(sign) or line[at:end])
        at = end + 1
    return " ".join(words) + " "


def words_of(text: str) -> list[str]:
    """The words of a folded text, without its marks."""
    return re.findall(r"[^\W_]+", text)


def japanese_sentences(text: str) -> list[str]:
    """As `sentences`, but of a folded text without spaces between words, which gets none."""
    text = _MENTION.sub(lambda mention: "x" if mention[1] else "", _ADDRESS.sub(_host, text)).replace(
        "#", ","
    )
    text = re.sub(r"[ \t\u300c\u300d]+", "", text.replace("\n", ".")).translate(_JAPANESE_MARKS)
    return [part for part in re.split(r"(?<=[.?])", f"{text}.") if part.strip(".")]
