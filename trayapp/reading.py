"""Reading what lies where one of our files is expected, whatever it is: nobody is kept waiting by it."""

from __future__ import annotations

import errno
import json
import os
import select
import stat
import time
from pathlib import Path
from typing import Any

# Who writes into a pipe for us, such as a shell, has begun before we did.
_PIPE_WITHIN_S = 1.0


class NothingComesError(OSError):
    """It is no file, and nothing comes out of it."""


def read_file(path: Path, most_bytes: int, *, may_be_pipe: bool = False) -> bytes:
    """What it holds, and if that is too much, one byte more than `most_bytes`. Any thread.

    Of a pipe, where that may be one, it is what comes within a second.

    Raises:
        NothingComesError: it is no file, or nobody writes into a pipe, or not to its end.
        OSError: there is none, or it cannot be read.
    """
    # Without O_NONBLOCK, opening a pipe waits for a writer. O_BINARY is Windows'.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        mode = os.fstat(handle).st_mode
        is_file = stat.S_ISREG(mode)
        if not is_file and not may_be_pipe:
            raise NothingComesError(errno.EINVAL, "it is no plain file")
        until_s = time.monotonic() + _PIPE_WITHIN_S
        content = b""
        while len(content) <= most_bytes:
            if not is_file and not select.select([handle], [], [], max(0.0, until_s - time.monotonic()))[0]:
                raise NothingComesError(errno.ENODATA, os.strerror(errno.ENODATA))
            piece = os.read(handle, most_bytes + 1 - len(content))
            if not piece:
                break
            content += piece
        if not content and stat.S_ISFIFO(mode):  # nobody writes into it; /dev/null is truly empty
            raise NothingComesError(errno.ENODATA, os.strerror(errno.ENODATA))
        return content
    finally:
        os.close(handle)


def read_json_file(path: Path, most_bytes: int) -> Any:
    """What a file of at most so many bytes holds. As `read_file`.

    Raises:
        ValueError: it holds more, or no JSON.
        OSError: there is none, or it cannot be read.
    """
    content = read_file(path, most_bytes)
    if len(content) > most_bytes:
        raise ValueError("too long")
    return parse_json(content)


def parse_json(text: str | bytes) -> Any:
    """What a text holds. Raises ValueError if it is no JSON, or nests too deep to be any of ours."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
