"""Exceptions that tell of this computer or this program, and of no host."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator

from trayapp.domain.codes import OwnTrouble
from trayapp.errors import TrustStoreError

_BY_ERRNO = {
    errno.EMFILE: OwnTrouble.DESCRIPTORS,
    errno.ENFILE: OwnTrouble.DESCRIPTORS,
    errno.ENOMEM: OwnTrouble.MEMORY,
    errno.ENOBUFS: OwnTrouble.MEMORY,
}


def own_trouble_of(error: BaseException) -> OwnTrouble | None:
    """Which trouble of ours an exception tells of, by it, its causes and its group; `None` if none."""
    for link in causes(error):
        if isinstance(link, TrustStoreError):
            return OwnTrouble.AUTHORITIES
        if isinstance(link, MemoryError):
            return OwnTrouble.MEMORY
        if isinstance(link, RuntimeError) and "start new thread" in str(link):  # it has no class of its own
            return OwnTrouble.THREADS
        if isinstance(link, socket.gaierror):  # whose numbers are not errno's
            if link.errno == socket.EAI_MEMORY:
                return OwnTrouble.MEMORY
        elif isinstance(link, OSError) and link.errno in _BY_ERRNO:
            return _BY_ERRNO[link.errno]
    return None


def causes(error: BaseException) -> Iterator[BaseException]:
    """The error, its causes, and the members of groups."""
    waiting: list[BaseException | None] = [error]
    while waiting:
        link = waiting.pop(0)
        if link is None:
            continue
        yield link
        if isinstance(link, BaseExceptionGroup):
            waiting.extend(link.exceptions)
        # No contexts: while a read waits, "more is wanted" (an SSLError) is that of whatever ends it.
        waiting.append(link.__cause__)
