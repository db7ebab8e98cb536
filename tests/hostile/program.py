"""The real program as a child of ours: started in a world of its own, ended, and measured."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fakes import PATIENCE_S

SETTINGS = 'language = "en"\n[proxy]\nmode = "manual"\nurl = "http://127.0.0.1:9"\n'
"""Under which nothing leaves this machine: whatever is asked is refused at once."""

_FONTS = "<fontconfig><cachedir>%s</cachedir><include>/etc/fonts/fonts.conf</include></fontconfig>"

_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 24, 1, 2
_libc = ctypes.CDLL(None)

packages = [Path(__file__).parents[2]]
"""Where `trayapp` is looked for, and then what tests start of their own."""

ENDS_WITHIN_S = 1.0
"""How soon who is told to end has to be gone."""

_OF_OFFSCREEN = ("This plugin does not support", "qt.core.qobject.connect: QObject::connect: No such signal")
"""What Qt's plug-in without a screen says by itself."""

peaks_kib: list[int] = []
"""The most memory that each child had, in the order of their ends; whoever prints a table empties it."""
sentences: list[str] = []
"""What they complained of."""


@dataclass
class World:
    """Where a child lives: folders of its own, and nothing of the machine's services."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    before: Callable[[], object] | None = None
    """Called in the child before the program is loaded."""

    children: list[Child] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home, self.data, self.run = self.root / "home", self.root / "data", self.root / "run"
        for folder in (self.home, self.data, self.run):
            folder.mkdir(mode=0o700, exist_ok=True)
        self.settings = self.root / "settings.toml"
        self.settings.write_text(SETTINGS, encoding="utf-8")
        # As root a child that may open or write too little would leave the machine an empty list of fonts.
        fonts = self.root / "fonts.conf"
        fonts.write_text(_FONTS % (self.root / "fonts"), encoding="utf-8")
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(map(str, packages)),
            "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", ""),
            "PYTHONDONTWRITEBYTECODE": "1",  # where half of it fits, that half would stay
            "FONTCONFIG_FILE": str(fonts),
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "XDG_RUNTIME_DIR": str(self.run),
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere",
            "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere",
            "QT_QPA_PLATFORM": "offscreen",
            **self.environment,
        }

    def start(self, *arguments: str | Path, stdin: int | None = subprocess.DEVNULL) -> Child:
        """`trayapp` with these arguments, on our settings and data."""
        places = ("--config", self.settings, "--data-dir", self.data)
        return self.start_python("-m", "trayapp", *places, *arguments, stdin=stdin)

    def start_python(self, *arguments: str | Path, stdin: int | None = subprocess.DEVNULL) -> Child:
        """The interpreter with these arguments."""
        out, err = (self.root / f"{name}-{len(list(self.root.iterdir()))}" for name in ("out", "err"))
        with out.open("wb") as stdout, err.open("wb") as stderr:
            process = subprocess.Popen(
                [sys.executable, "-P", *map(str, arguments)],
                cwd="/",
                env=self.environment,
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                preexec_fn=self._prepare,  # noqa: PLW1509 - this process has one thread when it is used
                start_new_session=True,
            )
        self.children.append(Child(process, out, err))
        return self.children[-1]

    def _prepare(self) -> None:
        """In the child. Rights of files count for root, too, who else could write anywhere."""
        for capability in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
            _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
        if self.before is not None:
            self.before()

    def run_to_end(self, *arguments: str | Path) -> Child:
        """Start it and wait for its end."""
        child = self.start(*arguments)
        child.ended()
        return child


class Child:
    """One process of the program."""

    def __init__(self, process: subprocess.Popen[bytes], out: Path, err: Path) -> None:
        self.process = process
        self._out, self._err = out, err
        self.peak_kib = 0

    @property
    def stdout(self) -> str:
        return self._out.read_text(encoding="utf-8", errors="surrogateescape")

    @property
    def stderr(self) -> str:
        lines = self._err.read_text(encoding="utf-8", errors="surrogateescape").splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith(_OF_OFFSCREEN))

    def is_there(self) -> bool:
        self._measure()
        return self.process.poll() is None

    def wait_for(self, is_so: Callable[[], object]) -> None:
        """Until it is so; it must not end before."""
        until_s = time.monotonic() + PATIENCE_S
        while not is_so():
            assert self.is_there(), f"ended by {self.process.returncode}: {self.stderr}"
            assert time.monotonic() < until_s, self.stderr
            time.sleep(0.02)

    def ended(self, within_s: float = PATIENCE_S) -> int:
        """Wait for the end; the exit status."""
        until_s = time.monotonic() + within_s
        while self.is_there():
            assert time.monotonic() < until_s, f"still there after {within_s} s: {self.stderr}"
            time.sleep(0.02)
        status = self.process.wait()
        peaks_kib.append(self.peak_kib)
        sentences.extend(line for line in self.stderr.splitlines() if line.startswith("trayapp: "))
        return status

    def told_to_end(self, number: signal.Signals = signal.SIGTERM, within_s: float = ENDS_WITHIN_S) -> int:
        """Ask it to end; it has to be quick. The exit status."""
        self.process.send_signal(number)
        return self.ended(within_s)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _measure(self) -> None:
        with contextlib.suppress(OSError, StopIteration):
            status = Path(f"/proc/{self.process.pid}/status").read_text()
            line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
            self.peak_kib = max(self.peak_kib, int(line.split()[1]))


def in_one_sentence(child: Child) -> str:
    """What it complains of: one line, and no traceback."""
    lines = child.stderr.splitlines()
    assert len(lines) == 1, child.stderr
    assert lines[0].startswith("trayapp: "), child.stderr
    return lines[0]


@contextmanager
def world(environment: Mapping[str, str] | None = None) -> Iterator[World]:
    """One in a folder with a short path: sockets' names are short."""
    with TemporaryDirectory(prefix="hostile-") as folder:
        made = World(Path(folder), dict(environment or {}))
        try:
            yield made
        finally:
            for child in made.children:
                child.kill()
