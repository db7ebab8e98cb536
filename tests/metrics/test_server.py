"""Where figures are asked for: who is answered, who is not, and what is said where nobody can be."""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import trustme

from tests.history.made import judged
from trayapp.clock import utc_now
from trayapp.domain.update import Update
from trayapp.i18n import Words
from trayapp.metrics.server import MetricsServer
from trayapp.settings.declarations import Settings

UP = 'trayapp_verdict{verdict="up"} 1.0'
REQUEST = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port: int = taken.getsockname()[1]
    return port


def is_free(port: int) -> bool:
    with suppress(OSError), closing(socket.create_server(("127.0.0.1", port))):
        return True
    return False


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[MetricsServer]:
    """One that has begun, or has said why it cannot."""
    server = MetricsServer()
    server.use(settings)
    server.record_check(Update(judged("u", utc_now())))
    try:
        yield server
    finally:
        server.use(Settings())
        await asyncio.sleep(0)  # the former one is ended
        await asyncio.sleep(0)


async def until_answered(port: int, text: str = REQUEST, tls: ssl.SSLContext | None = None) -> str:
    """What is answered in the end: it may be about to listen, to listen anew, or busy with others."""
    async with asyncio.timeout(30):
        while True:
            with suppress(OSError):
                async with asyncio.timeout(1):
                    if said := await ask(port, text, tls):
                        return said
            await asyncio.sleep(0.01)


async def ask(port: int, text: str = REQUEST, tls: ssl.SSLContext | None = None) -> str:
    """What is answered; empty if the connection is closed without a word."""
    host = "localhost" if tls is not None else None
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls, server_hostname=host)
    try:
        writer.write(text.encode())
        return (await reader.read()).decode()
    except ssl.SSLError:
        return ""
    finally:
        writer.transport.abort()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not is_so():  # noqa: ASYNC110 - what is waited for is in the kernel, or no event
            await asyncio.sleep(0.01)


async def until_trouble(server: MetricsServer) -> str:
    await until(lambda: server.trouble is not None)
    assert server.trouble is not None
    return Words("en").troubles.error(server.trouble)


@cache
def authority() -> trustme.CA:
    return trustme.CA()


def certificate(folder: Path) -> str:
    path = folder / "desk.pem"
    authority().issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(path))
    return str(path)


def client_of(*, shows: trustme.CA | None = None) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=authority().cert_pem.bytes().decode())
    if shows is not None:
        shows.issue_cert("prometheus.example").configure_cert(context)
    return context


def test_prometheus_is_answered_and_who_listens_no_more_is_not() -> None:
    async def scenario() -> str:
        port = free_port()
        async with serving(Settings(metrics_address=f"127.0.0.1:{port}")) as server:
            said = await until_answered(port)
            server.use(Settings())
            await until(lambda: is_free(port))
        return said

    said = asyncio.run(scenario())
    assert said.startswith("HTTP/1.1 200 OK\r\n")
    assert UP in said


def test_what_is_set_otherwise_counts_at_once() -> None:
    async def scenario() -> list[str]:
        port, another = free_port(), free_port()
        settings = Settings(metrics_address=str(port), metrics_site="Bonn")
        async with serving(settings) as server, asyncio.timeout(30):
            said = [await until_answered(port)]
            server.use(replace(settings, metrics_site="Berlin"))
            said.append(await ask(port))
            server.use(Settings(metrics_address=str(another)))
            said.append(await until_answered(another))
            assert is_free(port)
            return said

    first, elsewhere, without_site = asyncio.run(scenario())
    assert 'trayapp_verdict{site="Bonn",verdict="up"} 1.0' in first
    assert 'trayapp_verdict{site="Berlin",verdict="up"} 1.0' in elsewhere
    assert UP in without_site


@pytest.mark.parametrize(
    "text",
    [
        "GET /metrics HTTP/1.1\r\nAccept-Encoding: gzip\r\n\r\n",
        "GET /metrics?name[]=up HTTP/1.1\r\nAccept: application/openmetrics-text; version=1.0.0\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc",
    ],
)
def test_other_requests_are_answered_as_prometheus_client_does(text: str) -> None:
    async def scenario() -> bytes:
        port = free_port()
        async with serving(Settings(metrics_address=str(port))):
            await until_answered(port)
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(text.encode())
            said = await reader.read()
            writer.transport.abort()
            return said

    said = asyncio.run(scenario())
    assert said.startswith(b"HTTP/1.1 405 " if text.startswith("POST") else b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    "text", ["\r\n\r\n", "GET\r\n\r\n", f"GET / HTTP/1.1\r\nX: {'x' * 40_000}\r\n\r\n", "ü" * 30_000]
)
def test_what_is_no_request_is_not_answered_and_harms_nobody(text: str) -> None:
    async def scenario() -> None:
        port = free_port()
        async with serving(Settings(metrics_address=str(port))):
            await until_answered(port)
            for _ in range(20):
                with suppress(ConnectionResetError):
                    assert await ask(port, text) == ""
            assert UP in await until_answered(port)

    asyncio.run(scenario())


def test_who_connects_and_says_nothing_takes_no_place_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trayapp.metrics.server._DEADLINE_S", 0.05)

    async def scenario() -> None:
        port = free_port()
        async with serving(Settings(metrics_address=str(port))):
            await until_answered(port)
            silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(30)]
            assert UP in await until_answered(port)
            for _, writer in silent:
                writer.transport.abort()

    asyncio.run(scenario())


def test_a_password_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("gehe1m\n")

    async def scenario() -> list[str]:
        port = free_port()
        settings = Settings(
            metrics_address=f"0.0.0.0:{port}",
            metrics_certificate=certificate(tmp_path),
            metrics_password_file=str(tmp_path / "password"),
        )
        logins = [b"trayapp:gehe1m", b"trayapp:", b"", b"trayapp:geheim"]
        fields = [f"Authorization: Basic {base64.b64encode(login).decode()}" for login in logins]
        async with serving(settings):
            await until_answered(port, REQUEST, client_of())
            return [
                await ask(port, REQUEST.replace("Host: x", field), client_of()) for field in (*fields, "A: b")
            ]

    right, *wrong = asyncio.run(scenario())
    assert UP in right
    assert {said.partition("\r\n")[0] for said in wrong} == {"HTTP/1.1 401 Unauthorized"}
    assert not any("trayapp_" in said for said in wrong)


def test_a_certificate_of_the_right_authority_is_asked_for(tmp_path: Path) -> None:
    authority().cert_pem.write_to_path(str(tmp_path / "authority.pem"))

    async def scenario() -> list[str]:
        port = free_port()
        settings = Settings(
            metrics_address=f"0.0.0.0:{port}",
            metrics_certificate=certificate(tmp_path),
            metrics_authority=str(tmp_path / "authority.pem"),
        )
        async with serving(settings):
            said = [await until_answered(port, REQUEST, client_of(shows=authority()))]
            for wrong in (client_of(), client_of(shows=trustme.CA())):
                try:
                    said.append(await ask(port, REQUEST, wrong))
                except OSError:
                    said.append("")
            return said

    right, *wrong = asyncio.run(scenario())
    assert UP in right
    assert wrong == ["", ""]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"metrics_password_file": "password"},
        {"metrics_certificate": "desk.pem"},
        {"metrics_certificate": "desk.pem", "metrics_password_file": "empty"},
        {"metrics_authority": "desk.pem"},
    ],
    ids=["nothing", "a password in the clear", "nobody is kept out", "an empty password", "no certificate"],
)
def test_other_computers_are_not_let_in_without_more(
    change: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    certificate(tmp_path)
    (tmp_path / "password").write_text("secret")
    (tmp_path / "empty").write_text("\n")

    async def scenario() -> tuple[str, bool]:
        port = free_port()
        async with serving(Settings(metrics_address=f"0.0.0.0:{port}", **change)) as server:  # type: ignore[arg-type]
            return await until_trouble(server), is_free(port)

    said, is_closed = asyncio.run(scenario())
    assert "needs a certificate (metrics.certificate)" in said
    assert is_closed


@pytest.mark.parametrize(
    ("change", "what", "why"),
    [
        ({"metrics_address": "192.0.2.1:9464"}, "", ""),  # needs more before it is tried
        ({"metrics_certificate": "none.pem"}, "none.pem", "No such file"),
        ({"metrics_certificate": "password"}, "password", "PEM"),
        ({"metrics_password_file": "."}, ".", "Is a directory"),
    ],
)
def test_what_cannot_be_used_is_named(
    change: dict[str, str], what: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "password").write_text("secret")

    async def scenario() -> str:
        async with serving(replace(Settings(metrics_address=str(free_port())), **change)) as server:  # type: ignore[arg-type]
            return await until_trouble(server)

    said = asyncio.run(scenario())
    assert said.startswith("No figures for Prometheus: ")
    assert what in said
    assert why in said


def test_a_port_that_is_taken_is_named_and_taken_once_it_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trayapp.metrics.server._TRY_AGAIN_S", 0.01)

    async def scenario() -> str:
        taken = socket.create_server(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        async with serving(Settings(metrics_address=f"127.0.0.1:{port}")) as server:
            said = await until_trouble(server)
            taken.close()
            assert UP in await until_answered(port)
            assert server.trouble is None
            return f"{said} {port}"

    said, _, port = asyncio.run(scenario()).rpartition(" ")
    assert said == (
        f"No figures for Prometheus: 127.0.0.1:{port} cannot be used (Address already in use). "
        "It is tried again."
    )


def test_without_prometheus_client_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    monkeypatch.setitem(sys.modules, "prometheus_client.core", None)
    monkeypatch.delitem(sys.modules, "trayapp.metrics.figures", raising=False)

    async def scenario() -> list[str]:
        async with serving(Settings(metrics_address="9464")) as server:
            said = await until_trouble(server)
            server.use(Settings())
            return [said, str(server.trouble)]

    said, afterwards = asyncio.run(scenario())
    assert "pip install 'trayapp[metrics]'" in said
    assert afterwards == "None"
