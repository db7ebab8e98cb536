"""A program that is handed a message: it gets it, and whatever it does ends in time."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import IO

import pytest

from tests.fakes import PATIENCE_S
from trayapp.notices.hand_over import hand_over

SAID = '{"event": "opened", "summary": "fällt aus"}'


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def test_it_reads_what_it_is_handed_with_its_arguments_as_they_are(tmp_path: Path) -> None:
    code = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read()); sys.exit(len(sys.argv))"
    command = python(code, str(tmp_path / "got"), "$(touch no)", "a b; c")

    assert asyncio.run(hand_over(command, SAID)) == 4
    assert (tmp_path / "got").read_text(encoding="utf-8") == SAID


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("", 0),
        ("import os; os.close(0)", 0),
        ("import os\nfor _ in range(3000): os.write(1, b'x' * 10000); os.write(2, b'y' * 10000)", 0),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
    ],
    ids=["it does not read", "it closes it", "it floods", "it is killed"],
)
def test_whatever_it_does_is_its_exit_status(code: str, status: int) -> None:
    assert asyncio.run(hand_over(python(code), SAID * 10_000)) == status


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (["/nowhere/at all"], FileNotFoundError),
        (["/"], PermissionError),
        (["true", "\ud800"], ValueError),
        (["x" * 100_000], OSError),
    ],
    ids=["missing", "a folder", "no argument", "endless"],
)
def test_one_that_cannot_be_started_says_so(command: list[str], error: type[Exception]) -> None:
    with pytest.raises(error):
        asyncio.run(hand_over(command, SAID))


_HANGS = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
alive = open(sys.argv[1], "w")
os.fork()
print("here", file=alive, flush=True)
while True:
    time.sleep(1000)
"""


@pytest.mark.parametrize("end", ["its time is over", "it is cancelled"])
def test_one_that_hangs_is_ended_with_all_that_it_started(end: str, tmp_path: Path) -> None:
    pipe = tmp_path / "open while any of them lives"
    os.mkfifo(pipe)

    def see_them_come(reading: IO[str]) -> list[str]:
        return [reading.readline(), reading.readline()]

    async def scenario() -> None:
        command = python(_HANGS, str(pipe))
        is_cancelled = end == "it is cancelled"
        handing = asyncio.create_task(hand_over(command, SAID, 1000.0 if is_cancelled else 2.0))
        async with asyncio.timeout(PATIENCE_S):
            reading = await asyncio.to_thread(open, pipe)
            with reading:
                assert await asyncio.to_thread(see_them_come, reading) == ["here\n", "here\n"]
                if is_cancelled:
                    handing.cancel()
                    with pytest.raises(asyncio.CancelledError):
                        await handing
                else:
                    assert await handing is None
                assert await asyncio.to_thread(reading.read) == ""

    asyncio.run(scenario())
