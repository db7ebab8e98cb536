"""The log: real files of real threads and processes, on disks that are full, in disorder or silent."""

from __future__ import annotations

import logging
import multiprocessing
import os
import re
import resource
import shutil
import sqlite3
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from tests.fakes import PATIENCE_S
from trayapp import cli, log
from trayapp.cli import check
from trayapp.errors import HistoryError

_log = logging.getLogger("trayapp.somewhere")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    log.start(tmp_path / "state")
    yield tmp_path / "state"
    log.stop()


def _wait() -> None:
    for handler in logging.getLogger("trayapp").handlers:
        handler.flush()


def lines(folder: Path) -> list[str]:
    """What stands in the file by now, each without its time and process."""
    _wait()
    found = (folder / log.FILE_NAME).read_text("utf-8").splitlines()
    return [re.sub(r"^\S+Z \d+ ", "", line) for line in found]


def test_a_line_says_when_who_and_what(folder: Path) -> None:
    _log.info("%s says nothing: %s", "reddit", "limited")
    _wait()

    written = (folder / log.FILE_NAME).read_text("utf-8")
    when = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
    assert re.fullmatch(rf"{when} {os.getpid()} INFO somewhere: reddit says nothing: limited\n", written)


def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        log.start(tmp_path / "state")
        _log.info("here")
        log.stop()
    finally:
        os.umask(before)

    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "state" / log.FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_five_files_are_kept_and_none_is_longer_than_512_kb(folder: Path) -> None:
    for number in range(2_000):
        _log.info("%d %s", number, "x" * 1_900)
        if number % 100 == 99:
            _wait()

    files = sorted(path.name for path in folder.iterdir())
    assert files == [log.FILE_NAME, *(f"{log.FILE_NAME}.{number}" for number in range(1, 5))]
    assert all(path.stat().st_size <= 512 * 1024 for path in folder.iterdir())
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in folder.iterdir())
    assert lines(folder)[-1].startswith("INFO somewhere: 1999 ")


def test_what_is_not_amiss_needs_verbose_to_be_seen_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for is_verbose in (False, True):
        log.start(tmp_path, is_verbose=is_verbose)
        _log.debug("in detail")
        _log.info("by the way")
        _log.warning("amiss")
        log.stop()
        said = capsys.readouterr().err.splitlines()
        assert said == (["in detail", "by the way", "amiss"] if is_verbose else ["trayapp: amiss"])

    assert [line.split(": ")[1] for line in lines(tmp_path)] == [
        *("by the way", "amiss"),
        *("in detail", "by the way", "amiss"),
    ]


def test_other_libraries_are_not_asked(folder: Path) -> None:
    for name in ("httpx", "httpcore", "keyring"):
        logging.getLogger(name).error("GET https://x.test/?token=s3cret")
    _log.info("the end")

    assert lines(folder) == ["INFO somewhere: the end"]


# A disk that is in no order


def test_it_may_be_deleted_or_replaced_at_any_time(folder: Path, tmp_path: Path) -> None:
    _log.info("one")
    assert lines(folder) == ["INFO somewhere: one"]
    shutil.rmtree(folder)
    _log.info("two")
    assert lines(folder) == ["INFO somewhere: two"]
    (tmp_path / "other").write_text("theirs\n")
    (tmp_path / "other").chmod(0o644)
    (tmp_path / "other").replace(folder / log.FILE_NAME)
    _log.info("three")
    assert lines(folder) == ["theirs", "INFO somewhere: three"]
    assert (folder / log.FILE_NAME).stat().st_mode & 0o777 == 0o600


def blocked_by_a_file(folder: Path) -> Callable[[], None]:
    folder.rmdir()
    folder.touch()

    def mend() -> None:
        folder.unlink()

    return mend


def blocked_by_a_folder(folder: Path) -> Callable[[], None]:
    (folder / log.FILE_NAME).mkdir()
    return (folder / log.FILE_NAME).rmdir


def blocked_by_a_dangling_link(folder: Path) -> Callable[[], None]:
    (folder / log.FILE_NAME).symlink_to(folder / "nowhere" / "log")
    return (folder / log.FILE_NAME).unlink


def blocked_by_a_full_disk(_: Path) -> Callable[[], None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, before[1]))  # a line has more
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    "block",
    [blocked_by_a_file, blocked_by_a_folder, blocked_by_a_dangling_link, blocked_by_a_full_disk],
)
def test_what_cannot_be_written_is_counted_and_then_it_goes_on(
    folder: Path, block: Callable[[Path], Callable[[], None]]
) -> None:
    folder.mkdir()
    mend = block(folder)
    try:
        _log.info("one")
        _log.info("two")
        _wait()
    finally:
        mend()
    _log.info("three")

    assert lines(folder)[-2:] == ["(2 lines were lost)", "INFO somewhere: three"]


def test_whoever_logs_never_waits_for_a_disk_that_hangs(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_back, write = threading.Event(), os.write

    def hang(handle: int, data: bytes) -> int:
        is_back.wait(PATIENCE_S)
        return write(handle, data)

    monkeypatch.setattr(os, "write", hang)
    for number in range(2_000):
        _log.info("%d", number)
    is_back.set()
    _wait()

    assert any(line.endswith(" lines were lost)") for line in lines(folder))


def _write(folder: Path, name: str, count: int) -> None:
    log.start(folder)
    for number in range(count):
        logging.getLogger("trayapp").info("%s %d %s", name, number, "x" * 800)
        if number % 100 == 0:
            _wait()
    log.stop()


def test_two_processes_write_whole_lines_into_one(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write, args=(tmp_path, name, 1_000)) for name in ("tray", "check")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(PATIENCE_S)
        assert writer.exitcode == 0

    found = [line for path in tmp_path.iterdir() for line in path.read_text().splitlines()]
    told = [re.search(r"(tray|check) \d+ x{800}$", line) for line in found if "lost" not in line]
    assert all(told)
    assert len({match[0] for match in told if match}) == 2_000


def test_a_crash_takes_nothing_with_it_that_was_logged_before(tmp_path: Path) -> None:
    code = "import sys, logging, pathlib; from trayapp import log; log.start(pathlib.Path(sys.argv[1]))"
    code += "; logging.getLogger('trayapp').info('the last word'); raise SystemExit(1)"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, timeout=PATIENCE_S)

    assert "the last word" in lines(tmp_path)[0]


# What must not stand in it


SECRET = "hunter2"
OWN = f"https://me:{SECRET}@own.example.org/private?token={SECRET}"


@pytest.mark.parametrize(
    "text",
    [
        f"socks5://me:{SECRET}@proxy.home:1080 refused",
        f"cannot reach {OWN}",
        f"('{OWN}', 443)",
        "Connect call failed ('192.168.178.20', 443)",
        "Connect call failed ('2001:db8::17', 443, 0, 0)",
        "fe80::1%eth0 went away",
        "::1",
        str(Path.home() / "settings.toml"),
    ],
)
def test_no_address_of_the_user_stands_in_a_line(text: str, folder: Path) -> None:
    _log.warning("what: %s", text)

    (line,) = lines(folder)
    assert line.startswith("WARNING somewhere: what: ")
    for private in (SECRET, "own.example", "proxy.home", "192.168", "2001", "fe80", "::1", str(Path.home())):
        assert private not in line


def test_who_lives_at_the_root_sees_paths_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/")
    log.start(tmp_path)
    _log.info("/etc/ssl cannot be read")
    log.stop()

    assert lines(tmp_path) == ["INFO somewhere: /etc/ssl cannot be read"]


@pytest.mark.parametrize(
    "text", ["up: web ok", "13 of 20", "a.b.c", "from 13:27:40 on", "x.com", "trayapp 0.1.2"]
)
def test_what_is_no_address_stays(text: str, folder: Path) -> None:
    _log.info("%s", text)

    assert lines(folder) == [f"INFO somewhere: {text}"]


def _raise(error: BaseException) -> None:
    raise error


def _nested() -> None:
    try:
        _raise(KeyError(SECRET))
    except KeyError as error:
        raise RuntimeError(SECRET) from error


@pytest.mark.parametrize(
    ("fails", "told"),
    [
        (lambda: _raise(ValueError(SECRET)), "ValueError < "),
        (lambda: _raise(OSError(28, "No space left on device", f"/{SECRET}")), "OSError (ENOSPC)"),
        (lambda: _raise(ssl.SSLCertVerificationError(1, f"[SSL] not valid for {SECRET}")), "SSLCert"),
        (lambda: _raise(sqlite3.DatabaseError("file is not a database")), "(file is not a database)"),
        (lambda: _raise(HistoryError("history_damaged", path=SECRET)), "HistoryError (history_damaged)"),
        (
            lambda: object.__getattribute__(1, "nothing"),
            "AttributeError ('int' object has no attribute 'nothing')",
        ),
        (lambda: _raise(ExceptionGroup("", [KeyError(SECRET)])), ", from KeyError"),
        (_nested, ", from KeyError < test_log.py:"),
    ],
)
def test_a_bug_is_one_line_with_its_places_and_no_word_of_others(
    fails: Callable[[], object], told: str, folder: Path
) -> None:
    try:
        fails()
    except Exception:  # noqa: BLE001 - of any kind
        _log.exception("a bug")

    (line,) = lines(folder)
    assert line.startswith("ERROR somewhere: a bug: ")
    assert told in line
    assert "test_log.py:" in line
    assert SECRET not in line


def test_text_from_outside_stays_one_line(folder: Path) -> None:
    _log.info("it said %s", "\x1b[2J\u202e\rfine")
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: <Task %s>", SECRET)

    assert lines(folder) == [
        "INFO somewhere: it said \ufffd[2J\ufffd\ufffdfine",
        "ERROR asyncio: Task exception was never retrieved",
    ]


def test_a_check_that_could_not_be_made_is_logged_but_not_what_a_command_only_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def check_once(*_: object) -> NoReturn:
        raise MemoryError

    monkeypatch.setattr(check, "check_once", check_once)
    (tmp_path / "settings").touch()
    common = ["--lang", "en", "--config", str(tmp_path / "settings"), "--data-dir", str(tmp_path / "state")]

    assert cli.main([*common, "status"]) == 3
    assert cli.main([*common, "--verbose", "replay", str(tmp_path / "none")]) == 66
    assert not (tmp_path / "state").exists()

    assert cli.main([*common, "check"]) == 3
    assert lines(tmp_path / "state") == ["INFO watch.update_log: unknown own_trouble; own trouble: memory"]
    assert "own_trouble" not in capsys.readouterr().err
    assert cli.main([*common, "check", "--verbose"]) == 3
    assert "own_trouble" in capsys.readouterr().err


def test_the_watching_is_logged_by_its_changes(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('[proxy]\nmode = "manual"\nurl = "http://me:hunter2@127.0.0.1:9"\n')
    command = [sys.executable, "-P", "-m", "trayapp", "--lang", "en", "--config", str(settings)]
    nowhere = dict.fromkeys(("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"), "unix:path=/nowhere")
    environment = {**os.environ, **nowhere, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [*command, "--data-dir", str(tmp_path / "state"), "watch"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as watching:
        assert watching.stdout is not None
        first = watching.stdout.readline()
        watching.terminate()
        _, said = watching.communicate(timeout=PATIENCE_S)

    assert "proxy" in first
    assert (watching.returncode, said) == (0, "")
    written = lines(tmp_path / "state")
    assert written[-1].startswith("INFO watch.update_log: offline proxy; web ")
    assert [line for line in written if "hunter2" in line or "127.0.0.1" in line] == []


def test_a_bug_of_a_command_is_logged_and_told_with_its_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def check_once(*_: object) -> NoReturn:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr(check, "check_once", check_once)
    (tmp_path / "settings").touch()

    assert cli.main(["--config", str(tmp_path / "settings"), "--data-dir", str(tmp_path), "check"]) == 3
    (line,) = lines(tmp_path)
    assert line.startswith("CRITICAL cli: a bug in trayapp: ZeroDivisionError < test_log.py:")
    assert f"ZeroDivisionError: {SECRET}" in capsys.readouterr().err
