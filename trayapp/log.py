"""`trayapp.log`: what happened here, for whoever looks into a fault.

One line each, in a file that can be handed on: it holds no secret, no address, and no word of a host or a
proxy of the user's own. Standard library only, and not all of that: `logging.handlers` takes three times as
long to load as `logging`, and the icon is in a hurry.
"""

from __future__ import annotations

import _thread
import errno
import logging
import os
import re
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice, pairwise
from pathlib import Path
from traceback import walk_tb

from trayapp.errors import TrayappError
from trayapp.private_files import locked_file, make_private_folder, open_private_file

FILE_NAME = "trayapp.log"

_MOST_BYTES = 512 * 1024
_MOST_FILES = 5

_LONGEST_LINE = 2_000
_MOST_FRAMES = 12
_MOST_LINKS = 8  # how far a chain of exceptions is followed

# While the disk hangs lines wait in memory: so many take a megabyte, and what comes then is only counted.
_MOST_WAITING = 500
_WRITTEN_WITHIN_S = 1.0

# To asyncio's log go errors that nobody waited for. The libraries that speak HTTP log whole URLs: not those.
_LEVELS = {"trayapp": logging.INFO, "asyncio": logging.WARNING}

_handlers: list[logging.Handler] = []


def start(folder: Path | None, *, is_verbose: bool = False) -> None:
    """Log into this folder, or without one into no file; what is amiss is said on stderr as well.

    With `is_verbose` everything is, and there is more of it. Ends what was started before.
    """
    stop()
    stderr = logging.StreamHandler()
    stderr.setLevel(logging.DEBUG if is_verbose else logging.WARNING)
    if not is_verbose:
        stderr.setFormatter(_Sentence())
    _handlers[:] = [stderr] if folder is None else [stderr, _LogFile(folder / FILE_NAME)]
    for name, level in _LEVELS.items():
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG if is_verbose and name == "trayapp" else level)
        for handler in _handlers:
            logger.addHandler(handler)


def stop() -> None:
    """Log no more. What still waits is written, if that takes no longer than a second."""
    for name in _LEVELS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.NOTSET)
        for handler in _handlers:
            logger.removeHandler(handler)
    for handler in _handlers:
        handler.close()
    _handlers.clear()


class _Sentence(logging.Formatter):
    """One line on a terminal. Of a bug all is told, but not of what the system refuses or lacks."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        if error is None or isinstance(error, OSError | MemoryError | TrayappError):
            return f"trayapp: {_told(record)}"
        return super().format(record)


class _LogFile(logging.Handler):
    """Leaves the writing to a thread: whoever logs waits for no disk, be it full, slow or gone.

    Each line opens the file anew. So it may be deleted or replaced at any time, and several processes write
    whole lines into one. (`RotatingFileHandler` keeps it open, and renames it while others write.)
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        # Path.home() raises where there is none, and who has "/" for one has nothing to hide in it.
        self._home = os.path.expanduser("~").rstrip("/") or "~"  # noqa: PTH111
        self._waiting: deque[str] = deque()
        self._lost = 0  # how many lines were written nowhere since the last one that was written
        self._has_changed = threading.Condition()
        self._writer: int | None = None
        self._is_writing = False  # whether its thread is there, busy or not

    def format(self, record: logging.LogRecord) -> str:
        """When (UTC), which process, how bad, where, what: one line."""
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        name = record.name.removeprefix("trayapp.")
        text = _ADDRESS.sub("(address)", _told(record).replace(self._home, "~"))
        line = f"{at}.{record.msecs:03.0f}Z {record.process} {record.levelname} {name}: {text}"
        return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line[:_LONGEST_LINE])

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except (TypeError, ValueError):  # what it was given does not fit its text: that shall end no check
            self.handleError(record)
            return
        with self._has_changed:
            if len(self._waiting) < _MOST_WAITING:
                self._waiting.append(line)
            else:
                self._lost += 1
            if self._writer is None:
                # While no more threads are to be had the next line tries again. Not by `threading`: its start
                # waits for a sign of life, for ever if memory lacks for one.
                with suppress(RuntimeError):
                    self._writer = _thread.start_new_thread(self._write_lines, ())
                    self._is_writing = True
            self._has_changed.notify_all()

    def flush(self) -> None:
        """Wait for what was logged to be written, a second at most."""
        with self._has_changed:
            if self._writer is not None:
                self._has_changed.wait_for(lambda: not self._waiting, _WRITTEN_WITHIN_S)

    def close(self) -> None:
        """Write what waits, within a second, and end the thread."""
        self.flush()
        with self._has_changed:
            self._writer = None
            self._has_changed.notify_all()
            # The interpreter's end would kill it, which takes a library: without descriptors that aborts us.
            self._has_changed.wait_for(lambda: not self._is_writing, _WRITTEN_WITHIN_S)
        super().close()

    def _write_lines(self) -> None:
        """The thread's."""
        me = threading.get_ident()
        while True:
            with self._has_changed:
                self._has_changed.wait_for(lambda: self._waiting or self._writer != me)
                if self._writer != me:
                    self._is_writing = False
                    self._has_changed.notify_all()
                    return
                line, lost = self._waiting[0], self._lost
            # The last line may have been cut off.
            is_written = self._write(f"\n({lost} lines were lost)\n{line}\n" if lost else f"{line}\n")
            with self._has_changed:
                self._waiting.popleft()
                self._lost += -lost if is_written else 1
                self._has_changed.notify_all()

    def _write(self, text: str) -> bool:
        data = text.encode()
        try:
            make_private_folder(self._path.parent)
            self._make_room(len(data))
            handle = open_private_file(self._path, os.O_APPEND)
            try:
                while data:
                    data = data[os.write(handle, data) :]
            finally:
                os.close(handle)
        except (OSError, MemoryError):
            return False
        return True

    def _make_room(self, size: int) -> None:
        """Begin another file if this one would become too long. The oldest goes."""
        if not self._path.exists() or self._path.stat().st_size + size <= _MOST_BYTES:
            return
        handle = locked_file(self._path)
        if handle is None:  # another process is about it
            return
        try:
            if os.fstat(handle).st_size + size > _MOST_BYTES:
                names = [self._path, *(Path(f"{self._path}.{number}") for number in range(1, _MOST_FILES))]
                for newer, older in reversed(list(pairwise(names))):
                    with suppress(FileNotFoundError):
                        newer.replace(older)
        finally:
            os.close(handle)


def _told(record: logging.LogRecord) -> str:
    text = record.getMessage().partition("\n")[0]  # asyncio appends the repr of all that is involved
    if record.exc_info and record.exc_info[1]:
        text = f"{text}: {', from '.join(map(_described, _links(record.exc_info[1])))}"
    return text


_ADDRESS = re.compile(
    r"\b[\w+.-]+://[^\s'\"]+"  # what an address holds beside its host may be a secret
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b"
    r"|(?<![\w:])(?:(?:[0-9A-Fa-f]{1,4}:){5,7}[0-9A-Fa-f]{1,4}|[0-9A-Fa-f:]*::[0-9A-Fa-f:.]*)"
)

# Their words are the interpreter's. Those of others may repeat what they were handed, a password say.
_SPEAKS_FOR_ITSELF = (TypeError, AttributeError, NameError, ImportError, RecursionError)


def _links(error: BaseException) -> Iterator[BaseException]:
    """The error, and what it came of."""
    link: BaseException | None = error
    for _ in range(_MOST_LINKS):
        if link is None:
            return
        yield link
        if isinstance(link, BaseExceptionGroup):
            link = link.exceptions[0]
            continue
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _described(error: BaseException) -> str:
    """What it is, and where it came from, the innermost place first."""
    frames = [(frame.f_code, line) for frame, line in walk_tb(error.__traceback__)]
    places = (f"{Path(code.co_filename).name}:{line} {code.co_name}" for code, line in reversed(frames))
    return " < ".join((f"{type(error).__qualname__}{_says(error)}", *islice(places, _MOST_FRAMES)))


def _says(error: BaseException) -> str:
    if isinstance(error, TrayappError):
        return f" ({error.code})"
    if isinstance(error, OSError):  # TLS's have a reason; the system's own numbers do not fit them
        return f" ({getattr(error, 'reason', None) or errno.errorcode.get(error.errno or 0, error.errno)})"
    if isinstance(error, _SPEAKS_FOR_ITSELF) or type(error).__module__ == "sqlite3":
        return f" ({error})"
    return ""
