"""Atom feeds (RFC 4287), read by expat with every door shut: no entities, nothing fetched, bounded."""

from __future__ import annotations

from dataclasses import dataclass
from xml.parsers import expat

_ATOM = "http://www.w3.org/2005/Atom "
_MOST_ENTRIES = 200
_DEEPEST = 40
_LONGEST_TEXT = 20_000

# What is kept of an entry, by its place in it.
_KEPT = {
    ("author", "name"): "author",
    ("title",): "title",
    ("content",): "content",
    ("published",): "published",
    ("updated",): "updated",
}


@dataclass(slots=True)
class Entry:
    """One entry of a feed; what it does not have is empty."""

    author: str = ""
    title: str = ""
    content: str = ""
    published: str = ""
    updated: str = ""
    link: str = ""


class _RefusedError(Exception):
    """No feed has this."""


def read_feed(body: bytes) -> list[Entry] | None:
    """The entries of a feed; `None` if it is none. Never raises.

    A feed declares no document type: with the entities that one can define, a kilobyte may grow to
    gigabytes.
    """
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, _RefusedError, ValueError, LookupError):  # the last two: odd encodings
        return None
    return reader.entries if reader.is_feed else None


def _refuse(*_: object) -> None:
    raise _RefusedError


class _Reader:
    """Hears of each element and keeps what is wanted."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.is_feed = False
        self._path: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.removeprefix(_ATOM)
        if not self._path:
            self.is_feed = name == f"{_ATOM}feed"
        self._path.append(local if local != name else "")
        if len(self._path) > _DEEPEST or len(self.entries) > _MOST_ENTRIES:
            raise _RefusedError
        if self._path[1:] == ["entry"]:
            self.entries.append(Entry())
        elif self._path[1:] == ["entry", "link"] and not self.entries[-1].link:
            self.entries[-1].link = attributes.get("href", "")

    def end(self, _: str) -> None:
        self._path.pop()

    def text(self, text: str) -> None:
        if len(self._path) < 3 or self._path[1] != "entry":
            return
        kept = _KEPT.get(tuple(self._path[2:]))
        if kept is not None:
            entry = self.entries[-1]
            before = getattr(entry, kept)
            if len(before) < _LONGEST_TEXT:
                setattr(entry, kept, before + text)
