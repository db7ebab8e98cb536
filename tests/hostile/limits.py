"""What this computer may lack or refuse: the program says so, makes its check, and ends when it is told."""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import signal
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hostile.program import Child, World, in_one_sentence, world

Limit = Callable[[World], Callable[[], object]]
"""Of a world, what the child does before the program is loaded."""

_libc = ctypes.CDLL(None, use_errno=True)
_NEW_MOUNTS, _RDONLY, _REMOUNT, _BIND, _REC, _PRIVATE = 0x20000, 1, 32, 4096, 16384, 1 << 18

# System calls by their numbers on x86-64.
_CLONE, _CLONE3, _FCNTL, _FLOCK, _FSYNC, _FDATASYNC = 56, 435, 72, 73, 74, 75
_INOTIFY_INIT, _INOTIFY_INIT1, _SOCKET = 253, 294, 41
_SET_LOCKS = (6, 7, 37, 38)  # F_SETLK, F_SETLKW, and those of open file descriptions


def _limit(what: int, most: int) -> Limit:
    return lambda _: lambda: resource.setrlimit(what, (most, most))


def _mounts(mount: Callable[[bytes], object], *places: str) -> Limit:
    """In mounts of the child's own."""

    def prepared(world: World) -> Callable[[], object]:
        paths = [str(getattr(world, place, place)).encode() for place in places]

        def do() -> None:
            assert _libc.unshare(_NEW_MOUNTS) == 0, os.strerror(ctypes.get_errno())
            assert _libc.mount(b"none", b"/", None, _REC | _PRIVATE, None) == 0
            for path in paths:
                mount(path)

        return do

    return prepared


def _read_only(path: bytes) -> None:
    assert _libc.mount(path, path, None, _BIND | _REC, None) == 0
    assert _libc.mount(None, path, None, _REMOUNT | _BIND | _RDONLY, None) == 0


def _small(kib: int) -> Callable[[bytes], None]:
    def mount(path: bytes) -> None:
        assert _libc.mount(b"none", path, b"tmpfs", 0, b"mode=0700,size=%dk" % kib) == 0

    return mount


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def _refuse(error: int, *calls: int, first: tuple[int, ...] = ()) -> Limit:
    """Have the kernel refuse these system calls; `first`: only where the second argument is one of these."""
    load, jump, end = 0x20, 0x15, 0x06
    code: list[tuple[int, int, int, int]] = []
    for call in calls:
        for value in first or (None,):
            test = [] if value is None else [(load, 0, 0, 16 + 8), (jump, 0, 1, value)]
            code += [(load, 0, 0, 0), (jump, 0, len(test) + 1, call), *test, (end, 0, 0, 0x50000 | error)]
    code.append((end, 0, 0, 0x7FFF0000))
    text = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in code))

    def do() -> None:
        program = _Program(len(code), ctypes.addressof(text))
        _libc.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
        assert _libc.prctl(22, 2, ctypes.byref(program), 0, 0) == 0  # PR_SET_SECCOMP

    return lambda _: do


def _closed(*handles: int) -> Limit:
    def do() -> None:
        for handle in handles:
            os.close(handle)

    return lambda _: do


def _ignored(number: signal.Signals) -> Limit:
    return lambda _: lambda: signal.signal(number, signal.SIG_IGN)


_NO_LOCKS = "no locks at all"
LIMITS: dict[str, Limit] = {
    **{f"{most} descriptors": _limit(resource.RLIMIT_NOFILE, most) for most in (20, 28, 40, 64)},
    "files of 20 kB at most": _limit(resource.RLIMIT_FSIZE, 20_000),
    "no threads": _refuse(errno.EAGAIN, _CLONE3, _CLONE),
    "no sockets": _refuse(errno.EACCES, _SOCKET),
    "nobody tells of changed files": _refuse(errno.EMFILE, _INOTIFY_INIT, _INOTIFY_INIT1),
    "a disk that cannot flush": _refuse(errno.EIO, _FSYNC, _FDATASYNC),
    "no locks on whole files": _refuse(errno.ENOLCK, _FLOCK),
    _NO_LOCKS: lambda world: _both(
        _refuse(errno.ENOLCK, _FLOCK)(world), _refuse(errno.ENOLCK, _FCNTL, first=_SET_LOCKS)(world)
    ),
    "all of it read-only": _mounts(_read_only, "root", "/tmp", "/var/tmp", "/dev/shm"),
    **{f"a disk of {kib} KiB": _mounts(_small(kib), "data", "home", "run") for kib in (4, 16, 64, 200)},
    "no standard input, output, error": _closed(0, 1, 2),
}


def _both(*acts: Callable[[], object]) -> Callable[[], object]:
    return lambda: [act() for act in acts]


_NOWHERE = {"TMPDIR": "/nowhere", "XDG_RUNTIME_DIR": "/nowhere"}
ENVIRONMENTS: dict[str, dict[str, str]] = {
    "no temporary folder": _NOWHERE,
    **{f"HOME={home}": {"HOME": home} for home in ("", "relative", "/nonexistent", "/dev/null", "/proc")},
}


@pytest.fixture
def here() -> Iterator[World]:
    with world() as made:
        yield made


def _held(child: Child) -> None:
    assert child.told_to_end() == 0
    assert "Traceback" not in child.stderr
    assert "Error in" not in child.stderr


def _ends_by_itself_or_when_told(world: World, *command: str) -> None:
    """A clean end, or a clear word: threads are what it cannot do without."""
    child = world.start(*command)
    until_s = time.monotonic() + 4  # by then its first check is made, if it can make one
    while child.is_there() and time.monotonic() < until_s:
        time.sleep(0.05)
    if child.is_there():
        _held(child)
    else:
        child.ended()
        in_one_sentence(child)


@pytest.mark.parametrize("command", [(), ("watch",)], ids=["tray", "watch"])
@pytest.mark.parametrize("limit", LIMITS.values(), ids=LIMITS)
def test_lacking(here: World, limit: Limit, command: tuple[str, ...]) -> None:
    here.before = limit(here)
    _ends_by_itself_or_when_told(here, *command)


@pytest.mark.parametrize("asked", ["check", "status", "history", "report", "doctor"])
@pytest.mark.parametrize("limit", LIMITS.values(), ids=LIMITS)
def test_asked_while_lacking(here: World, limit: Limit, asked: str) -> None:
    here.before = limit(here)
    child = here.run_to_end(asked)
    assert child.process.returncode in (0, 1, 3)
    assert "Traceback" not in child.stderr
    assert len(child.stderr.splitlines()) <= 1 or asked == "check"


@pytest.mark.parametrize("command", [(), ("watch",)], ids=["tray", "watch"])
@pytest.mark.parametrize("environment", ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_without(environment: dict[str, str], command: tuple[str, ...]) -> None:
    with world() as made:
        made.environment |= environment
        _ends_by_itself_or_when_told(made, *command)


@pytest.mark.parametrize("mib", [40, 80, 150, 300, 600])
@pytest.mark.parametrize("command", ["tray", "watch", "check", "status"])
def test_without_memory(here: World, mib: int, command: str) -> None:
    """So little that the interpreter itself may not begin; who begins ends in order. Qt and the interpreter
    abort where not even an error can be told."""
    here.before = _limit(resource.RLIMIT_AS, mib << 20)(here)
    child = here.start(*(() if command == "tray" else (command,)))
    until_s = time.monotonic() + 4
    while child.is_there() and time.monotonic() < until_s:
        time.sleep(0.05)
    status = child.told_to_end() if child.is_there() else child.ended()
    assert status >= 0 or (status == -signal.SIGABRT and command == "tray")


def test_the_true_reason_is_told_where_there_are_no_locks(here: World) -> None:
    here.before = LIMITS[_NO_LOCKS](here)
    watch = here.start("watch")
    watch.wait_for(lambda: "You are offline" in watch.stdout)
    assert "No locks available" in watch.stderr
    _held(watch)


@pytest.mark.parametrize("command", [(), ("watch",)], ids=["tray", "watch"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_by(here: World, number: signal.Signals, command: tuple[str, ...]) -> None:
    child = here.start(*command)
    child.wait_for((here.data / "history.sqlite3").exists)
    time.sleep(1)
    assert child.told_to_end(number) == 0
    assert child.stderr == ""


@pytest.mark.parametrize("command", [(), ("watch",)], ids=["tray", "watch"])
def test_outlives_its_terminal_under_nohup_and_is_stopped_and_continued(
    here: World, command: tuple[str, ...]
) -> None:
    here.before = _ignored(signal.SIGHUP)(here)
    child = here.start(*command)
    child.wait_for((here.data / "history.sqlite3").exists)
    for number in (signal.SIGHUP, signal.SIGPIPE, signal.SIGSTOP, signal.SIGCONT):
        time.sleep(0.5)
        child.process.send_signal(number)
        assert child.is_there()
    time.sleep(0.5)
    _held(child)


def test_watch_goes_on_when_its_reader_has_gone(here: World, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(pipe, os.O_WRONLY)
    here.before = lambda: os.dup2(writer, 1)
    child = here.start("watch")
    os.close(reader)
    os.close(writer)
    child.wait_for((here.data / "history.sqlite3").exists)
    time.sleep(1.5)
    _held(child)
