"""What this computer or this program lacks is never laid at X's door."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import trayapp
from tests.checks.test_checker import healthy
from tests.servers import Internet, authority_pem
from trayapp import cli
from trayapp.domain.codes import OwnTrouble
from trayapp.errors import TrustStoreError
from trayapp.net.own_trouble import own_trouble_of

DESCRIPTORS, MEMORY, THREADS = OwnTrouble.DESCRIPTORS, OwnTrouble.MEMORY, OwnTrouble.THREADS


def caused(error: Exception, by: BaseException) -> Exception:
    error.__cause__ = by
    return error


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (OSError(errno.EMFILE, "Too many open files"), DESCRIPTORS),
        (OSError(errno.ENFILE, "Too many open files in system"), DESCRIPTORS),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), MEMORY),
        (OSError(errno.ENOBUFS, "No buffer space available"), MEMORY),
        (MemoryError(), MEMORY),
        (socket.gaierror(socket.EAI_MEMORY, "Memory allocation failure"), MEMORY),
        (RuntimeError("can't start new thread"), THREADS),
        (TrustStoreError("no_trust_store"), OwnTrouble.AUTHORITIES),
        (caused(ConnectionError("all attempts failed"), OSError(errno.EMFILE, "")), DESCRIPTORS),
        (caused(ValueError(), caused(OSError(), MemoryError())), MEMORY),
        (ExceptionGroup("", [ConnectionRefusedError(), OSError(errno.EMFILE, "")]), DESCRIPTORS),
        (caused(OSError(), ExceptionGroup("", [caused(OSError(), MemoryError())])), MEMORY),
        (ConnectionRefusedError(errno.ECONNREFUSED, ""), None),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), None),
        (OSError(errno.EAGAIN, ""), None),
        (TimeoutError(), None),
        (RuntimeError("something else"), None),
        (socket.gaierror(socket.EAI_AGAIN, ""), None),
        (ZeroDivisionError(), None),
    ],
    ids=repr,
)
def test_what_an_exception_tells_of_this_computer(error: Exception, trouble: OwnTrouble | None) -> None:
    assert own_trouble_of(error) is trouble


async def _check(what: str, amount: int, folder: Path) -> tuple[int, str]:
    async with Internet() as internet:
        await healthy(internet)
        authorities = folder / "authorities.pem"
        authorities.write_bytes(authority_pem())
        world = {
            "names": {name: list(addresses) for name, addresses in internet.names.items()},
            "ports": {f"{address} {port}": place for (address, port), place in internet.ports.items()},
        }
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.net.limited", json.dumps(world), what, str(amount)),
            cwd=Path(trayapp.__file__).parents[1],
            env={
                **os.environ,
                "SSL_CERT_FILE": str(authorities),
                "XDG_CONFIG_HOME": str(folder),
                "XDG_STATE_HOME": str(folder / "state"),
            },
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await child.communicate()
        return child.returncode or 0, out.decode()


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that everybody may read: the command gives up being root."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def check(what: str, amount: int, folder: Path) -> tuple[int, dict[str, Any]]:
    status, out = asyncio.run(_check(what, amount, folder))
    return status, json.loads(out) if out else {}


def assert_nobody_is_blamed(status: int, said: dict[str, Any], trouble: set[str]) -> None:
    """X is well: what could not be asked is absent, and all that was asked is fine."""
    assert said["verdict"] in ("up", "unknown")
    assert status == (0 if said["verdict"] == "up" else 3)
    assert {surface["outcome"] for surface in said["surfaces"]} <= {"ok"}
    assert said.get("own_trouble") in {None, *trouble}
    if said["verdict"] == "unknown":
        assert said["cause"] == "own_trouble"
        assert said["own_trouble"] in trouble


needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="limits work differently elsewhere")


@needs_limits
@pytest.mark.parametrize("amount", [1, 2, 4, 8, 16])
def test_without_descriptors_nobody_is_blamed(amount: int, folder: Path) -> None:
    status, said = check("descriptors", amount, folder)

    assert_nobody_is_blamed(status, said, {"descriptors"})
    assert said["verdict"] == "unknown" or amount > 2


@needs_limits
def test_without_threads_nobody_is_blamed(folder: Path) -> None:
    status, said = check("threads", 0, folder)

    assert_nobody_is_blamed(status, said, {"threads"})
    assert said["verdict"] == "unknown"


@needs_limits
def test_without_memory_nobody_is_blamed(folder: Path) -> None:
    """Where it is so scarce that not even a sentence can be said, the exit status says that it is unknown.

    A lookup whose thread had no memory to begin with is a loss, as far as anybody can see.
    """
    status, said = check("memory", 16, folder)

    assert status in (0, 3)
    assert said.get("verdict", "unknown") in ("up", "unknown", "offline")


def test_without_authorities_nobody_is_asked_and_nobody_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.pem"
    empty.touch()
    monkeypatch.setenv("SSL_CERT_FILE", str(empty))

    status = cli.main(["--data-dir", str(tmp_path), "check", "--json"])

    said = json.loads(capsys.readouterr().out)
    assert_nobody_is_blamed(status, said, {"authorities"})
    assert (said["verdict"], said["surfaces"], said["controls"]) == ("unknown", [], [])
