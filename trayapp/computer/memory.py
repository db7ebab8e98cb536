"""Memory that is free in this process, given back to the system."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress


def give_back_memory() -> None:
    """Have the system get what is garbage and what is free: after the window 2 MB. Takes some 20 ms."""
    gc.collect()
    with suppress(AttributeError, TypeError):  # only the GNU library has it, and keeps what it was given
        ctypes.CDLL(None).malloc_trim(0)
