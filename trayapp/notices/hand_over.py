"""Programs that are handed a message on standard input: bounded in time, whatever they do."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress

DEADLINE_S = 30.0
"""For one message; what does not end by itself is ended then."""


async def hand_over(command: Sequence[str], said: str, deadline_s: float = DEADLINE_S) -> int | None:
    """Run a program that reads this; its exit status, `None` if its time was over. What it prints is lost.

    It has a process group of its own, which is ended with it when its time is over, or this is cancelled.

    Raises:
        OSError: it was not started.
        ValueError: nor was this, which no system takes for a program.
    """
    nothing = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=nothing, stderr=nothing, start_new_session=True
    )
    try:
        async with asyncio.timeout(deadline_s):
            await process.communicate(said.encode())  # who does not want to read may close it
        return process.returncode
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:  # else its number may be somebody else's by now
            with suppress(ProcessLookupError):
                if hasattr(os, "killpg"):
                    os.killpg(process.pid, signal.SIGKILL)
                else:  # Windows
                    process.kill()
            await process.wait()
