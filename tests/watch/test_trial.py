"""One question beside the watching: a proxy, an address of the user's own."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.servers import Internet, Serve, answers, reply, sends
from trayapp.domain.codes import Outcome
from trayapp.domain.records import SurfaceResult
from trayapp.errors import TrayappError
from trayapp.settings.declarations import Settings
from trayapp.watch import assembly
from trayapp.watch.assembly import ask_once

OWN = Settings(custom_url="https://own.example/", custom_text="fine")


def own_address(serve: Serve, monkeypatch: pytest.MonkeyPatch, folder: Path) -> SurfaceResult:
    """What it answers in a world where it is served so."""

    async def scenario() -> SurfaceResult:
        async with Internet() as internet:
            await internet.host("own.example", serve)
            monkeypatch.setattr(assembly, "make_client", lambda backoff, _: internet.client(backoff=backoff))
            return await ask_once("custom", OWN, folder)

    return asyncio.run(scenario())


@pytest.mark.parametrize(
    ("serve", "outcome"),
    [
        (answers(200, "all fine"), Outcome.OK),
        (answers(200, "something else"), Outcome.SOFT_FAILURE),
        (answers(503), Outcome.SERVER_ERROR),
    ],
)
def test_an_address_is_asked_though_it_wants_to_be_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, serve: Serve, outcome: Outcome
) -> None:
    own_address(answers(429, headers={"retry-after": "3600"}), monkeypatch, tmp_path)

    assert own_address(serve, monkeypatch, tmp_path).outcome is outcome
    assert not list(tmp_path.glob("history*"))


def test_a_proxy_that_wants_a_password_is_known(tmp_path: Path) -> None:
    async def refuses(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await sends(reply(407, "", {"proxy-authenticate": "Basic"}))(reader, writer)
        writer.close()

    async def scenario() -> SurfaceResult:
        async with await asyncio.start_server(refuses, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            settings = Settings(proxy="manual", proxy_url=f"http://127.0.0.1:{port}")
            return await ask_once("web", settings, tmp_path)

    found = asyncio.run(scenario())

    assert (found.outcome, found.detail, found.via_proxy) == (Outcome.REFUSED, "proxy", True)


def test_what_keeps_it_from_asking_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))

    with pytest.raises(TrayappError, match="trust_store_unusable"):
        asyncio.run(ask_once("web", Settings(proxy="none"), tmp_path))
