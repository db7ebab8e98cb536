"""What one check needs of this computer: files to open, threads to start, memory."""

from __future__ import annotations

import os
import threading
from contextlib import suppress

# What one full check may want at once: some 40 connections and lookups, a few of them twice; a thread for
# each lookup; and what answers and certificates take.
_DESCRIPTORS = 64
_THREADS = 24
_MEMORY_BYTES = 16 * 1024 * 1024


def shortage() -> tuple[str, int] | None:
    """What there is too little of, and how much there is: "files", "threads" or "memory"; `None` for nothing.

    It is tried, and given back.
    """
    if (files := _files_to_be_had()) < _DESCRIPTORS:
        return "files", files
    if (threads := _threads_to_be_had()) < _THREADS:
        return "threads", threads
    try:
        bytearray(_MEMORY_BYTES)
    except MemoryError:  # under a limit, as of `ulimit -v`
        return "memory", 0
    return None


def _files_to_be_had() -> int:
    opened: list[int] = []
    with suppress(OSError):
        while len(opened) < _DESCRIPTORS:
            opened.append(os.open(os.devnull, os.O_RDONLY))
    for descriptor in opened:
        os.close(descriptor)
    return len(opened)


def _threads_to_be_had() -> int:
    are_done = threading.Event()
    started: list[threading.Thread] = []
    with suppress(RuntimeError, MemoryError):
        for _ in range(_THREADS):
            thread = threading.Thread(target=are_done.wait, daemon=True)  # Ctrl-C need not wait for it
            thread.start()
            started.append(thread)
    are_done.set()
    for thread in started:
        thread.join()
    return len(started)
