"""What sends one message, over and over: what takes its time is loaded once, and each message is a fork."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping

_LOADED = """
import json, os, sys
import apprise
from trayapp.notices.send import send
apprise.Apprise.instantiate("json://localhost")  # loads all services
for line in sys.stdin:
    handed = json.loads(line)
    child = os.fork()
    if not child:
        os.environ.update(handed["environment"])
        os._exit(send(handed))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Sending:
    """Sends what it is handed; to be closed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _LOADED],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    async def send(self, handed: str, environment: Mapping[str, str] | None = None) -> int:
        """The exit status."""
        return await asyncio.to_thread(self._send, {**json.loads(handed), "environment": environment or {}})

    def _send(self, handed: object) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(handed)}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()
