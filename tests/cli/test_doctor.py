"""What `trayapp doctor` says of X's answers, of the network, of the clock and of this computer."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import keyring
import pytest

from tests.checks.samples import OEMBED_POST, ROBOTS, SHELL
from tests.checks.test_checker import Change, healthy
from tests.computer.keys import NoKeys
from tests.fakes import fake_bus
from tests.net.limited import descriptors_with
from tests.servers import Internet, Serve, answers, answers_json, by_path, reply
from trayapp import cli
from trayapp.browser import program
from trayapp.cli import doctor
from trayapp.clock import utc_now
from trayapp.domain.check_json import timestamp
from trayapp.errors import BrowserError
from trayapp.history.store import Store
from trayapp.i18n import Words
from trayapp.net.backoff import HostBackoff
from trayapp.net.exchange import Client
from trayapp.net.proxies import Proxies
from trayapp.settings.declarations import Settings
from trayapp.watch import assembly
from trayapp.watch.baselines import DRIFT

SIGNED = {"x-transaction-id": "8c2f1d0b", "content-type": "text/html; charset=utf-8"}
NEW_SHELL = b"<!doctype html><div id='app2'>" + b"<p>x</p>" * 2000
ALL = "x.com, robots.txt, oembed, tweet-result"


@pytest.fixture
def examined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, list[str]]]:
    """Has `doctor` look at a healthy internet with these changes: its exit status and what it says."""
    monkeypatch.setattr(doctor, "find_dns", lambda: doctor.Diagnosis(True, "dns"))
    monkeypatch.setattr(program, "KNOWN", ())  # no browser shall be started
    ask = doctor.ask_hosts

    def examine(*changes: Change) -> tuple[int, list[str]]:
        async def answers() -> dict[str, doctor.Diagnosis]:
            async with Internet() as internet:
                await healthy(internet)
                for change in changes:
                    await change(internet)

                def asking(_: HostBackoff, settings: Settings) -> Client:
                    client = internet.client()
                    client.proxies = Proxies(settings)
                    return client

                monkeypatch.setattr(assembly, "make_client", asking)
                return await ask(Settings(), tmp_path, Words("en"))

        found = asyncio.run(answers())

        async def known(*_: Any) -> dict[str, doctor.Diagnosis]:
            return found

        monkeypatch.setattr(doctor, "ask_hosts", known)
        status = cli.main(["--lang", "en", "--data-dir", str(tmp_path), "doctor"])
        return status, capsys.readouterr().out.splitlines()

    return examine


Examine = Callable[..., tuple[int, list[str]]]


def of(rows: list[str], name: str) -> list[str]:
    """The row of this name, with the lines below it."""
    start = next(i for i, row in enumerate(rows) if row[2:].startswith(f"{name}: "))
    end = next((i for i in range(start + 1, len(rows)) if not rows[i].startswith("    ")), len(rows))
    return [rows[start], *(row.strip() for row in rows[start + 1 : end])]


def site(page: bytes, rules: bytes) -> Change:
    async def change(internet: Internet) -> None:
        await internet.host("x.com", by_path({"/robots.txt": rules, "/": page}))

    return change


def serves(host: str, serve: Serve, **how: Any) -> Change:
    async def change(internet: Internet) -> None:
        await internet.host(host, serve, **how)

    return change


RULES = reply(200, ROBOTS, {**SIGNED, "content-type": "text/plain"})
PAGE = reply(200, SHELL, SIGNED)


def test_where_all_is_known_all_is_well(tmp_path: Path, examined: Examine) -> None:
    status, rows = examined()

    assert of(rows, "X's answers") == [f"+ X's answers: are known: {ALL}"]
    assert of(rows, "clock") == ["+ clock: agrees with other hosts"]
    assert of(rows, "log") == [f"+ log: in {tmp_path / 'trayapp.log'}"]
    assert of(rows, "hosts that tell of your connection") == [
        "+ hosts that tell of your connection: all of them count"
    ]
    assert status == 0


@pytest.mark.parametrize(
    ("change", "name", "line"),
    [
        (
            site(reply(200, NEW_SHELL, SIGNED), RULES),
            "x.com",
            (
                f"x.com: status 200; text/html; {len(NEW_SHELL)} bytes read; marks: script of 2026-03-31 no, "
                "app_link of 2024-11-01 no, root of 2026-03-31 no; "
                "headers: content-length, content-type, x-transaction-id"
            ),
        ),
        (
            site(PAGE, reply(200, NEW_SHELL, SIGNED)),
            "robots.txt",
            (
                f"robots.txt: status 200; text/html; {len(NEW_SHELL)} bytes read; "
                "marks: rule of 2026-09-23 no; headers: content-length, content-type, x-transaction-id"
            ),
        ),
        (
            serves("publish.x.com", answers_json(OEMBED_POST | {"html": None}, {"cf-ray": "8f0-FRA"})),
            "oembed",
            (
                "marks: an object yes, error no, author_name yes, html yes, link no, words of 2026-09-03 no; "
                "headers: cf-ray, content-length, content-type"
            ),
        ),
        (
            serves("cdn.syndication.twimg.com", answers_json({"__typename": "Post", "text": "just"})),
            "tweet-result",
            (
                "marks: an object yes, error no, known __typename no, text yes, user.screen_name no; "
                "headers: content-length, content-type"
            ),
        ),
    ],
    ids=["the page", "the rules", "oembed", "tweet-result"],
)
def test_what_has_changed_is_named_with_what_a_maintainer_needs(
    change: Change, name: str, line: str, examined: Examine
) -> None:
    status, rows = examined(change)

    said, *lines = of(rows, "X's answers")
    assert said.startswith("- X's answers: have changed")
    assert f": {name}. Look for an update." in said
    assert len(lines) == 1
    assert lines[0].startswith(f"{name}: status 200; ")
    assert lines[0].endswith(line)
    assert status == 1


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (reply(403, "no", SIGNED), "x.com: status 403; text/html; 0 bytes read; marks:"),
        (reply(503, "", SIGNED), "x.com: status 503; text/html; 0 bytes read; marks:"),
        (reply(200, b"<p>oops</p>", SIGNED), "x.com: status 200; text/html; 11 bytes read; marks:"),
        (reply(200, NEW_SHELL, {"content-type": "text/html"}), "x.com: status 200; text/html; "),
        (reply(302, "", {"location": "https://login.example/?for=jdoe"}), "x.com: redirected"),
    ],
    ids=["turned away", "an error", "nearly empty", "somebody else's page", "sent elsewhere"],
)
def test_what_is_no_change_of_x_is_none(page: bytes, line: str, examined: Examine) -> None:
    status, rows = examined(site(page, RULES))

    said, *lines = of(rows, "X's answers")
    assert said == "o X's answers: came otherwise than they must, or not at all: x.com"
    assert len(lines) == 1
    assert lines[0].startswith(line)
    assert status == 0


def test_without_an_answer_there_is_nothing_to_hand_on(examined: Examine) -> None:
    async def x_is_away(internet: Internet) -> None:
        for name in ("x.com", "publish.x.com", "cdn.syndication.twimg.com"):
            internet.address_fails(internet.address_of(name), "refused")

    _, rows = examined(x_is_away)

    said, *lines = of(rows, "X's answers")
    assert said == f"o X's answers: came otherwise than they must, or not at all: {ALL}"
    assert lines == [f"{name}: connect_failed" for name in ALL.split(", ")]


def test_nothing_of_the_users_is_in_what_is_handed_on(examined: Examine) -> None:
    """Neither an address nor a body nor any header's value, however the answer is made."""
    secret = "jdoe-7731"
    headers = {
        "content-type": f"text/html; charset={secret}",
        "set-cookie": f"guest_id={secret}; ct0={secret}",
        "x-transaction-id": secret,
        "cf-ray": secret,
        "server": f"cloudflare {secret}",
        "location": f"https://{secret}.example/",
        "x-client-ip": "203.0.113.77",
        f"x_{secret}": "1",
    }
    page = reply(200, NEW_SHELL + f"<p>{secret}</p>".encode(), headers)
    rules = reply(200, NEW_SHELL + secret.encode(), {**headers, "content-type": f"{secret}"})
    oembed = answers_json({secret: secret, "url": "x"}, {**headers, "content-type": "application/json"})

    status, rows = examined(
        site(page, rules), serves("publish.x.com", oembed), serves("cdn.syndication.twimg.com", oembed)
    )

    said, *lines = of(rows, "X's answers")
    assert (status, len(lines)) == (1, 4)
    assert all("; headers: cf-ray, content-length, content-type, location, " in line for line in lines)
    printed = "\n".join((said, *lines))
    assert secret not in printed
    assert "203.0.113.77" not in printed
    assert "192.88.99." not in printed
    assert "http" not in printed


def test_a_control_that_nobody_trusts_any_more_is_named(tmp_path: Path, examined: Examine) -> None:
    since = timestamp(datetime.now(UTC) - timedelta(days=9))
    last = timestamp(datetime.now(UTC))
    store = Store(tmp_path, list[object]().append)
    store.save_state(
        DRIFT, json.dumps({"controls": {"mozilla_tls": [since, last, 9], "old": [since, last, 9]}})
    )
    store.close()

    status, rows = examined(serves("detectportal.firefox.com", answers(404, "gone", {"server": "nginx"})))

    said, line = of(rows, "hosts that tell of your connection")
    assert said.startswith("o hosts that tell of your connection: mozilla_tls: for 7 days")
    assert line == "mozilla_tls: status 404; no media type; 0 bytes read; headers: content-length, server"
    assert status == 0


HTTPS_CONTROLS = ("www.cloudflare.com", "www.google.com", "captive.apple.com", "detectportal.firefox.com")


def dated(*hosts: str, certificate: str = "expired") -> Change:
    async def change(internet: Internet) -> None:
        for host in hosts:
            await internet.host(host, answers(204), certificate=certificate)

    return change


@pytest.mark.parametrize("certificate", ["expired", "not_yet_valid"])
def test_a_wrong_clock_is_seen_by_certificates_alone(certificate: str, examined: Examine) -> None:
    status, rows = examined(dated(*HTTPS_CONTROLS, certificate=certificate))

    assert of(rows, "clock")[0].startswith("- clock: is wrong")
    assert status == 1


def test_one_certificate_that_has_expired_is_no_clock(examined: Examine) -> None:
    _, rows = examined(dated("www.google.com"))

    assert of(rows, "clock")[0].startswith("+ clock: ")


def test_a_wrong_clock_is_seen_by_those_of_others(examined: Examine) -> None:
    ahead = {"date": format_datetime(utc_now() + timedelta(days=2))}

    _, rows = examined(
        serves("connectivitycheck.gstatic.com", answers(204, "", ahead), port=80),
        serves("www.msftconnecttest.com", answers(200, "Microsoft Connect Test", ahead), port=80),
        serves("detectportal.firefox.com", answers(200, "success\n", ahead), port=80),
    )

    assert of(rows, "clock")[0].startswith("- clock: is wrong")


def test_where_nobody_answers_the_clock_is_not_compared(examined: Examine) -> None:
    async def nobody(internet: Internet) -> None:
        for addresses in internet.names.values():
            internet.address_fails(addresses[0], "unreachable")

    _, rows = examined(nobody)

    assert of(rows, "clock") == ["o clock: cannot be compared, since nobody answers"]


@pytest.mark.parametrize(
    ("proxy", "row"),
    [
        (None, "+ proxy: none is used"),
        ("http://proxy.example:3128", "+ proxy: X is asked through one"),
        ("wpad://jdoe:geheim@proxy", "o proxy: This proxy address is not understood: …@proxy. "),
    ],
)
def test_the_proxy_is_named_if_it_cannot_be_used(
    proxy: str | None, row: str, examined: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(variable, raising=False)
        monkeypatch.delenv(variable.upper(), raising=False)
    if proxy is not None:
        monkeypatch.setenv("https_proxy", proxy)

    status, rows = examined()

    assert of(rows, "proxy")[0].startswith(row)
    assert "geheim" not in "".join(rows)
    assert status == 0


@pytest.fixture
def few_descriptors() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors_with(20), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("few_descriptors")
def test_too_few_descriptors_are_told_with_their_number() -> None:
    for _ in range(2):  # all were given back
        found = doctor.find_limits()
        assert (found.works, found.value, "files" in found.text) == (False, "20", True)


def test_too_few_threads_are_told_with_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    start = threading.Thread.start
    started: list[threading.Thread] = []

    def start_some(thread: threading.Thread) -> None:
        if len(started) == 5:
            raise RuntimeError("can't start new thread")
        started.append(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_some)

    found = doctor.find_limits()
    assert (found.works, found.value, "threads" in found.text) == (False, "5", True)
    assert not any(thread.is_alive() for thread in started)


@pytest.mark.parametrize(
    ("variable", "says"),
    [
        (
            "SSL_CERT_FILE",
            "- certificates: SSL_CERT_FILE names {path}, where there is no certificate authority",
        ),
        ("SSLKEYLOGFILE", "- certificates: SSLKEYLOGFILE names {path}, which cannot be written"),
    ],
)
def test_what_a_variable_of_tls_names_must_be_there(
    variable: str, says: str, examined: Examine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "missing" / "file"
    monkeypatch.setenv(variable, str(path))

    status, rows = examined()

    assert of(rows, "certificates")[0].startswith(says.format(path=path))
    assert status == 1


def test_with_nobody_to_trust_nobody_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "find_dns", lambda: doctor.Diagnosis(True, "dns"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing"))

    assert cli.main(["--lang", "en", "--data-dir", str(tmp_path), "doctor"]) == 1

    rows = capsys.readouterr().out.splitlines()
    assert of(rows, "clock")[0].startswith("o clock: ")
    assert of(rows, "X's answers")[1:] == [f"{name}: not asked" for name in ALL.split(", ")]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a tray")
@pytest.mark.parametrize(
    ("desktop", "said"),
    [
        ("XFCE", "none is on D-Bus"),
        ("GNOME", "only with an extension"),
        ("ubuntu:GNOME", "only with an extension"),
    ],
)
def test_where_there_is_no_tray_it_says_what_the_desktop_needs(
    desktop: str, said: str, examined: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TemporaryDirectory() as folder, fake_bus(Path(folder)) as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        monkeypatch.setenv("DISPLAY", ":7")
        monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)

        (row,) = of(examined()[1], "tray")

    assert row.startswith("- tray: ")
    assert said in row


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("", "o key store: there is none; accounts with sources cannot be kept"),
        ("[sources]\nthreads = true\n", "- key store: This system has no key store, so accounts cannot"),
        ('[messages]\nteam1 = "down"\n', "- key store: This system has no key store, so accounts cannot"),
    ],
    ids=["nobody needs it", "an account", "a team's address"],
)
def test_a_key_store_that_is_gone_is_missed_by_who_needs_it(
    settings: str, says: str, examined: Examine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeys())  # type: ignore[no-untyped-call]  # keyring types half of itself
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "trayapp").mkdir()
    (tmp_path / "trayapp" / "settings.toml").write_text(settings)

    (row,) = of(examined()[1], "key store")

    keyring.set_keyring(before)
    assert row.startswith(says)


@pytest.mark.parametrize(
    ("code", "row"),
    [
        (None, "+ browser that can look at X: /usr/bin/chromium starts, and its sandbox is on"),
        (
            "browser_unsafe",
            "o browser that can look at X: The browser runs without its sandbox",
        ),
        ("browser_failed", "o browser that can look at X: The browser has failed"),
    ],
)
def test_a_browser_is_tried(
    examined: Examine, monkeypatch: pytest.MonkeyPatch, code: str | None, row: str
) -> None:
    async def try_out(browser: Path) -> None:
        if code is not None:
            raise BrowserError(code)

    monkeypatch.setattr(program, "find", lambda _: Path("/usr/bin/chromium"))
    monkeypatch.setattr("trayapp.browser.look.try_out", try_out)

    _, rows = examined()

    assert of(rows, "browser that can look at X")[0].startswith(row)


@pytest.mark.parametrize("asked_for", ["on_suspicion = true", 'program = "chromium"'])
def test_a_browser_that_fails_is_a_fault_where_it_is_asked_for(
    examined: Examine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked_for: str
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "trayapp").mkdir()
    (tmp_path / "trayapp" / "settings.toml").write_text(f"[browser]\n{asked_for}\n")

    code, rows = examined()

    assert of(rows, "browser that can look at X")[0].startswith("- ")
    assert code == 1


def test_whoever_has_no_browser_needs_none(examined: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    _, rows = examined()

    assert of(rows, "browser that can look at X")[0].startswith("o ")
    assert "Chrome, Chromium, Edge, Brave or Vivaldi would do" in of(rows, "browser that can look at X")[0]
