"""Reads files of JSON, one object a line, whoever wrote them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trayapp.reading import parse_json

# A check has some 1,000 characters. The pieces of a longer line are no objects either.
_LONGEST_LINE = 1 << 20


def parsed_lines(path: Path) -> Iterator[tuple[int, Any]]:
    """Of each line that is not empty its number and what it holds; `None` if that is no JSON.

    `-` is what is piped in. Raises OSError if it cannot be read.
    """
    source = os.dup(sys.stdin.fileno()) if path == Path("-") else os.open(path, os.O_RDONLY)
    # One bad byte spoils a line, not the file. Some editors begin it with a mark.
    with os.fdopen(source, encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE), ""), 1):
            if line.strip():
                try:
                    yield number, parse_json(line)
                except ValueError:
                    yield number, None
