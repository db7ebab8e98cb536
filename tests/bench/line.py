"""The bench's side of its internet: starts it, tells programs the way there, reads its counters."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trayapp.history.file.folder import Folder

REPOSITORY = Path(__file__).parents[2]


class Helper:
    """A process that answers each line with one of JSON."""

    def __init__(self, *module_and_arguments: str, env: dict[str, str]) -> None:
        command = [sys.executable, "-m", *module_and_arguments]
        self._process = subprocess.Popen(
            command, cwd=REPOSITORY, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def ask(self, question: str) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{question}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self._process.args!r} ended at {question!r}")
        return json.loads(answer)

    def close(self) -> None:
        """Its input ends, and so does it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)

    def __enter__(self) -> Helper:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True)
class Line:
    """A line to the bench's internet."""

    places: str
    """The file that tells where everything is; for `tests.bench.places`."""
    env: dict[str, str]
    """The environment of programs that use it: its authorities, no proxy, an empty home."""
    _internet: Helper

    def wire_bytes(self) -> dict[str, int]:
        """What crossed the wire so far, by host."""
        counted: dict[str, int] = self._internet.ask("count")
        return counted

    def checks(self) -> Helper:
        """A process that makes one check at a time."""
        return Helper("tests.bench.checks", self.places, env=self.env)


@contextmanager
def to_our_internet() -> Iterator[Line]:
    with tempfile.TemporaryDirectory(prefix="trayapp-bench-") as folder:
        env = _environment(Path(folder))
        with Helper("tests.bench.internet", folder, env=env) as internet:
            internet.ask("ready?")
            own = {"SSL_CERT_FILE": f"{folder}/authorities.pem", "SSL_CERT_DIR": folder}
            yield Line(f"{folder}/places.json", env | own, internet)


def _environment(home: Path) -> dict[str, str]:
    """Without what changes how programs run: proxies, a ban on compiled modules, a desktop's ways."""
    unwanted = re.compile(r"python|xdg_|qt_|.*_proxy$|wayland|lc_|lang", re.IGNORECASE)
    env = {name: value for name, value in os.environ.items() if not unwanted.match(name)}
    # Of somebody who has started trayapp before: new users see a page first.
    history = Folder(home / ".local" / "state" / "trayapp")
    history.path.mkdir(parents=True)
    history.database.touch()
    return env | {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "LANG": "C.UTF-8"}
