"""Messages by Apprise itself, in its own process, to servers of our own."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import servers
from tests.notices.sending import Sending
from tests.servers import Internet, PlayedRequest, Serve, answers, authority_pem, plays, reply
from trayapp.about import PROGRAM
from trayapp.notices.hand_over import hand_over
from trayapp.notices.send import BAD_ADDRESS, NO_APPRISE, NOT_SENT, UNSURE

CHILD = [sys.executable, "-P", "-m", "trayapp.notices.send"]
TITLE, BODY = "X is down", "X has been down since 28 Nov, 15:24 CET (3 min so far)."
NO_PORT = 1  # nobody listens on it


@pytest.fixture(scope="module")
def sending() -> Iterator[Sending]:
    process = Sending()
    yield process
    process.close()


def handed(address: str, **settings: str) -> str:
    told = {"address": address, "title": TITLE, "body": BODY, "kind": "failure"}
    return json.dumps(told | {"proxy": "none", "proxy_url": ""} | settings)


def sent(sending: Sending, address: Callable[[int], str], serve: Serve) -> int:
    """The exit status with a service on localhost that does this, at an address with its port."""

    async def scenario() -> int:
        async with Internet() as internet:
            place = await internet.host("service.example", serve, port=80)
            return await sending.send(handed(address(internet.ports[place, 80])))

    return asyncio.run(scenario())


def over_tls(sending: Sending, certificate: str, trust: Mapping[str, str], wish: str = "") -> int:
    """The exit status with a service under TLS, and an environment that says whom to trust."""

    async def scenario() -> int:
        async with Internet() as internet:
            place = await internet.host("localhost", answers(200, "{}"), certificate=certificate)
            address = f"jsons://localhost:{internet.ports[place, 443]}/{wish}"
            return await sending.send(handed(address), trust)

    return asyncio.run(scenario())


@pytest.mark.parametrize(
    ("address", "read"),
    [
        ("json://127.0.0.1:{}/team", lambda body: (body["title"], body["message"], body["type"])),
        ("ntfy://127.0.0.1:{}/team", lambda body: (body["title"], body["message"], "failure")),
        (
            "mmost://127.0.0.1:{}/abcdefghijklmnopqrstuvwxyz",
            lambda body: (*body["text"].split("\r\n"), "failure"),
        ),
    ],
    ids=["json", "ntfy", "mattermost"],
)
def test_a_service_gets_it_once(sending: Sending, address: str, read: Callable[[Any], object]) -> None:
    seen: list[PlayedRequest] = []
    assert sent(sending, address.format, plays(lambda _: reply(200, "{}"), seen)) == 0

    [request] = seen
    assert read(json.loads(request.body)) == (TITLE, BODY, "failure")
    assert request.headers["user-agent"] == PROGRAM
    assert "apprise" not in request.body.decode().lower()  # nor a picture from its makers


class Mail:
    """A mail server, as much of one as takes a message."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        while line := await reader.readline():
            if line.upper().startswith(b"DATA"):
                writer.write(b"354 go on\r\n")
                self.messages.append((await reader.readuntil(b"\r\n.\r\n")).decode())
            writer.write(b"250 fine\r\n")
            if line.upper().startswith(b"QUIT"):
                return


def test_mail_is_sent(sending: Sending) -> None:
    mail = Mail()
    address = "mailto://127.0.0.1:{}/?from=desk@news.example&to=team@news.example&mode=insecure&format=text"
    assert sent(sending, address.format, mail.serve) == 0

    [message] = mail.messages
    assert f"Subject: {TITLE}" in message
    assert "To: team@news.example" in message


@pytest.mark.parametrize(
    ("serve", "status"),
    [
        (answers(503), NOT_SENT),
        (answers(429), NOT_SENT),
        (answers(404), NOT_SENT),
        (servers.closes_after_reading, UNSURE),
        (servers.resets_after_reading, UNSURE),
        (servers.resets_in_the_body, UNSURE),
        (answers(502), UNSURE),
        (answers(504), UNSURE),
        (servers.GARBAGE, UNSURE),
    ],
    ids=[
        *("a server in trouble", "too often", "no such place", "closed", "reset", "cut short"),
        *("a gateway", "a slow gateway", "garbage"),
    ],
)
def test_only_what_certainly_did_not_arrive_may_be_sent_again(
    sending: Sending, serve: Serve, status: int
) -> None:
    assert sent(sending, "json://127.0.0.1:{}/?retry=3&wait=0".format, serve) == status


@pytest.mark.parametrize("scheme", ["json://", "mailto://"])
def test_nobody_there_is_certain(sending: Sending, scheme: str) -> None:
    address = f"{scheme}127.0.0.1:{NO_PORT}/?from=desk@news.example&to=team@news.example&mode=insecure"
    assert asyncio.run(sending.send(handed(address))) == NOT_SENT


@pytest.mark.parametrize(
    "address",
    ["", "nonsense", "nonsense://x", "json://", "slack://x", "\x00", "é" * 5000],
    ids=lambda text: repr(text)[:12],
)
def test_what_is_no_address_is_told_apart(sending: Sending, address: str) -> None:
    assert asyncio.run(sending.send(handed(address))) == BAD_ADDRESS


@pytest.fixture
def authority(tmp_path: Path) -> str:
    """The test authority, in a file."""
    (tmp_path / "authority.pem").write_bytes(authority_pem())
    return str(tmp_path / "authority.pem")


def test_whom_the_system_trusts_is_trusted(sending: Sending, authority: str) -> None:
    assert over_tls(sending, "good", {"SSL_CERT_FILE": authority}) == 0


@pytest.mark.parametrize("certificate", ["untrusted", "expired", "wrong_host"])
@pytest.mark.parametrize("wish", ["", "?verify=no"])
def test_nobody_else_is_whatever_the_address_says(
    sending: Sending, authority: str, certificate: str, wish: str
) -> None:
    assert over_tls(sending, certificate, {"SSL_CERT_FILE": authority}, wish) == NOT_SENT


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_bundle_that_is_not_the_system_s_counts_for_nothing(
    sending: Sending, authority: str, name: str
) -> None:
    assert over_tls(sending, "good", {name: authority}) == NOT_SENT


def test_it_goes_through_the_proxy_of_the_settings(sending: Sending) -> None:
    dead = {"http_proxy": f"http://127.0.0.1:{NO_PORT}"}
    seen: list[PlayedRequest] = []

    async def scenario() -> list[int]:
        async with Internet() as internet:
            place = await internet.host("proxy.example", plays(lambda _: reply(200), seen), port=80)
            proxy = f"http://127.0.0.1:{internet.ports[place, 80]}"
            direct = f"json://127.0.0.1:{internet.ports[place, 80]}/direct"
            far = "json://x.invalid/"
            return [
                await sending.send(handed(far, proxy="manual", proxy_url=proxy), dead),
                await sending.send(handed(direct), dead),
                await sending.send(handed(far, proxy="system"), dead),
                await sending.send(handed(direct, proxy="manual", proxy_url="http://1:2:3")),
            ]

    assert asyncio.run(scenario()) == [0, 0, NOT_SENT, NOT_SENT]
    assert [request.target for request in seen] == ["http://x.invalid/", "/direct"]


# As it is started, with nothing loaded


def test_the_process_itself_sends_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "TMPDIR"):
        monkeypatch.setenv(name, str(tmp_path))
    seen: list[PlayedRequest] = []

    async def scenario() -> int | None:
        async with Internet() as internet:
            place = await internet.host("x.example", plays(lambda _: reply(200), seen), port=80)
            return await hand_over(CHILD, handed(f"json://127.0.0.1:{internet.ports[place, 80]}"))

    assert asyncio.run(scenario()) == 0
    assert len(seen) == 1
    assert list(tmp_path.iterdir()) == []


def child(handed: str, **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(
        CHILD, input=handed, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_without_apprise_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "apprise.py").write_text("raise ImportError")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    assert child(handed("json://x"), PYTHONPATH=path) == (NO_APPRISE, "", "")


def test_with_nobody_to_trust_nothing_is_sent(tmp_path: Path) -> None:
    assert child(handed("json://x"), SSL_CERT_FILE=str(tmp_path / "missing"))[:2] == (NOT_SENT, "")
