"""How results are printed, and the exit statuses."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress

from trayapp.about import PROGRAM
from trayapp.domain.codes import VerdictName

UNKNOWN = 3
"""No verdict on X: 0 up, 1 degraded, 2 down and 3 are the monitoring plug-ins' convention."""

FAILED = 1
"""Of commands that give no verdict."""

# sysexits.h
USAGE = 64
NO_DATA = 65
NO_INPUT = 66
UNAVAILABLE = 69
CANNOT_CREATE = 73
LOCKED = 75
BAD_CONFIG = 78

_EXIT_STATUS = {VerdictName.UP: 0, VerdictName.DEGRADED: 1, VerdictName.DOWN: 2}


def exit_status(verdict: VerdictName) -> int:
    """The exit status that tells this verdict."""
    return _EXIT_STATUS.get(verdict, UNKNOWN)


lost: list[OSError] = []
"""Why results could not be written, as on a full disk. Who reads them no more wants none."""


def say(text: str) -> None:
    """Print the result of a command. Its exit status stands, whoever listens, however full their disk."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        pass
    except OSError as error:
        lost[:] = [error]
    hand_over()


def bar_line(verdict: VerdictName, headline: str, sentences: Iterable[str]) -> str:
    """One line of JSON as waybar's custom modules take it (waybar-custom(5)). They read text as markup."""
    import html  # a bar asks every few seconds; other commands print no markup
    import json

    return json.dumps(
        {
            "text": html.escape(headline, quote=False),
            "alt": verdict.value,
            "class": verdict.value,
            "tooltip": html.escape("\n".join(sentences), quote=False),
        }
    )


def complain(text: str) -> None:
    """Say what is wrong, where it does not mix with results."""
    with suppress(OSError):
        print(f"{PROGRAM}: {text}", file=sys.stderr, flush=True)


def hand_over(*, is_last: bool = False) -> None:
    """Write out what was printed.

    Into the void if the reader has gone, as in `trayapp check | head -0`, or if this is the last attempt:
    Python would try once more when it ends, and complain by an exit status of its own.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError as error:
            if is_last or isinstance(error, BrokenPipeError):
                void = os.open(os.devnull, os.O_WRONLY)
                os.dup2(void, stream.fileno())
                os.close(void)
