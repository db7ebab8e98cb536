"""The proxies of GNOME and KDE: what is read when, and what becomes of a service that is out of order."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jeepney import DBusAddress, HeaderFields, Message, MessageFlag, new_error, new_method_return, new_signal
from jeepney.io.asyncio import DBusConnection

from tests.computer.services import Service, on_bus
from tests.fakes import PATIENCE_S, FakeBus, fake_bus
from trayapp.computer import desktop_proxies
from trayapp.computer.desktop_proxies import Configured, from_gsettings, from_kioslaverc
from trayapp.net.proxies import NO_SUCH_PROXY, Proxies
from trayapp.settings.declarations import Problem, Settings

X = "https://x.com/"
AUTOMATIC = Problem("proxy.mode", "proxy_automatic", "")


class FakeDesktop:
    """The files of a desktop's settings, and a `gsettings` that counts its calls."""

    def __init__(self, folder: Path, environment: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._environment = environment
        for name in ("bin", "config/dconf", "first", "second"):
            (folder / name).mkdir(parents=True)
        for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "dbus_session_bus_address"):
            environment.delenv(name, raising=False)
            environment.delenv(name.upper(), raising=False)
        environment.setenv("PATH", f"{folder / 'bin'}")
        environment.setenv("XDG_CONFIG_HOME", f"{folder / 'config'}")
        environment.setenv("XDG_CONFIG_DIRS", f"{folder / 'first'}:{folder / 'second'}")
        self.run("GNOME")
        self.has_patience(PATIENCE_S)

    def has_patience(self, seconds: float) -> None:
        """How long a check waits for portal and `gsettings`: for a test that waits in vain, a short time."""
        self._environment.setattr(desktop_proxies, "_DEADLINE_S", seconds)

    def run(self, name: str) -> None:
        self._environment.setenv("XDG_CURRENT_DESKTOP", name)

    def gnome(self, *lines: str) -> None:
        """What GNOME's settings are from now on."""
        (self._folder / "said").write_text("\n".join(f"org.gnome.system.proxy{line}" for line in lines))
        self.gsettings('[ "$*" = "list-recursively org.gnome.system.proxy" ] && exec /bin/cat said')

    def gsettings(self, script: str) -> None:
        """What its program does from now on, in a shell."""
        program = self._folder / "bin/gsettings"
        program.write_text(f"#!/bin/sh\ncd {self._folder}\necho $$ >> runs\n{script}\n")
        program.chmod(0o755)
        written = self._folder / "written"
        written.write_bytes(b"a database")
        written.replace(self._folder / "config/dconf/user")

    @property
    def runs(self) -> list[int]:
        """The processes that `gsettings` was."""
        runs = self._folder / "runs"
        return [int(line) for line in runs.read_text().split()] if runs.exists() else []

    def kde(self, *lines: str, folder: str = "config", group: str = "[Proxy Settings]") -> None:
        """What KDE's settings are from now on."""
        text = "\n".join(["[Other]", "ProxyType=1", "httpsProxy=http://other 1", group, *lines, ""])
        written = self._folder / "written"
        written.write_text(text, encoding="utf-8")
        written.replace(self._folder / folder / "kioslaverc")


@pytest.fixture
def bus() -> Iterator[FakeBus]:
    """A session's bus, for a desktop that is told of it."""
    with TemporaryDirectory(prefix="trayapp-") as folder, fake_bus(Path(folder)) as running:
        yield running


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeDesktop]:
    yield FakeDesktop(tmp_path, monkeypatch)
    left = tmp_path / "left"
    for process in left.read_text().split() if left.exists() else ():
        os.kill(int(process), signal.SIGKILL)


def refreshed(proxies: Proxies | None = None) -> Proxies:
    proxies = proxies or Proxies(Settings())
    asyncio.run(proxies.refresh())
    return proxies


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


MANUAL = " mode 'manual'"
HTTP = (".http host 'http.example'", ".http port 3128")
HTTPS = (".https host 'https.example'", ".https port 3129")
SOCKS = (".socks host 'socks.example'", ".socks port 1080")
LOGIN = (
    ".http use-authentication true",
    ".http authentication-user 'al/ice'",
    '.http authentication-password "hunter\'2@"',
)


@pytest.mark.parametrize(
    ("lines", "url", "proxy"),
    [
        ([" mode 'none'", *HTTP, *HTTPS], X, None),
        ([*HTTP, *HTTPS], X, None),
        ([MANUAL], X, None),
        ([MANUAL, *HTTP, *HTTPS, *SOCKS], X, "http://https.example:3129"),
        ([MANUAL, *HTTP, *HTTPS, *SOCKS], "http://a.example/", "http://http.example:3128"),
        ([MANUAL, *HTTP], X, "http://http.example:3128"),
        ([MANUAL, *HTTPS], "http://a.example/", None),
        ([MANUAL, *SOCKS], X, "socks5://socks.example:1080"),
        ([MANUAL, *SOCKS], "http://a.example/", "socks5://socks.example:1080"),
        ([MANUAL, ".http host ''", ".http port 8080"], X, None),
        ([MANUAL, ".https host '::1'", ".https port 8080"], X, "http://[::1]:8080"),
        ([MANUAL, ".https host 'http://p'", ".https port 8080"], X, "http://p:8080"),
        ([MANUAL, *HTTP, *LOGIN], X, "http://al%2Fice:hunter%272%40@http.example:3128"),
        ([MANUAL, *HTTP, *HTTPS, *LOGIN], X, "http://https.example:3129"),
        ([MANUAL, *HTTP, ".http use-authentication false", *LOGIN[1:]], X, "http://http.example:3128"),
    ],
    ids=str,
)
def test_gnome_s_settings(desktop: FakeDesktop, lines: list[str], url: str, proxy: str | None) -> None:
    desktop.gnome(*lines)
    proxies = refreshed()
    assert (proxies(url), proxies.trouble) == (proxy, None)


@pytest.mark.parametrize(
    ("entry", "host", "is_excepted"),
    [
        ("x.com", "x.com", True),
        ("x.com", "api.x.com", True),
        ("X.com", "x.com", True),
        ("x.com", "netflix.com", False),
        (".x.com", "api.x.com", True),
        ("*.x.com", "api.x.com", True),
        ("*.x.com", "x.com", True),
        ("*", "x.com", True),
        ("", "x.com", False),
        ("api.*", "api.x.com", True),
        ("192.168.*", "192.168.7.7", True),
        ("192.168.0.0/16", "192.168.7.7", True),
        ("192.168.0.1/16", "192.168.7.7", True),
        ("192.168.0.0/16", "192.169.7.7", False),
        ("127.0.0.0/8", "x.com", False),
        ("fe80::/10", "[fe80::7]", True),
        ("::1", "[::1]", True),
        ("::1", "127.0.0.1", False),
        ("<local>", "intranet", True),
        ("<local>", "x.com", False),
    ],
)
def test_exceptions_go_around_the_proxy(
    desktop: FakeDesktop, entry: str, host: str, *, is_excepted: bool
) -> None:
    desktop.gnome(MANUAL, *HTTP, f" ignore-hosts ['other.example', '{entry}']")
    assert (refreshed()(f"https://{host}/") is None) == is_excepted
    desktop.run("KDE")
    desktop.kde("ProxyType=1", "httpsProxy=http://p 1", f"NoProxyFor=other.example, {entry}")
    assert (refreshed()(f"https://{host}/") is None) == is_excepted
    desktop.kde("ProxyType=1", "httpsProxy=p:1", f"NoProxyFor={entry},,x.y", "ReversedException=true")
    assert (refreshed()(f"https://{host}/") is not None) == is_excepted


def test_gnome_s_settings_are_read_again_only_once_they_were_written(desktop: FakeDesktop) -> None:
    desktop.gnome(MANUAL, *HTTP)
    proxies = Proxies(Settings())
    for _ in range(5):
        assert refreshed(proxies)(X) == "http://http.example:3128"
    assert len(desktop.runs) == 1
    desktop.gnome(MANUAL, *HTTPS)
    for _ in range(5):
        assert refreshed(proxies)(X) == "http://https.example:3129"
    assert len(desktop.runs) == 2
    desktop.gnome(" mode 'auto'", *HTTPS)
    assert (refreshed(proxies)(X), proxies.trouble) == (None, AUTOMATIC)
    desktop.gnome(" mode 'none'", *HTTPS)
    assert (refreshed(proxies)(X), proxies.trouble) == (None, None)


def test_the_environment_comes_first_and_costs_no_reading(
    desktop: FakeDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.gnome(" mode 'auto'", *HTTP)
    monkeypatch.setenv("https_proxy", "http://environment:1")
    proxies = refreshed()
    assert (proxies(X), proxies("http://a.example/"), proxies.trouble) == ("http://environment:1", None, None)
    assert desktop.runs == []


def test_exceptions_of_the_environment_hold_for_the_desktop_s_proxy(
    desktop: FakeDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.gnome(MANUAL, *HTTP)
    monkeypatch.setenv("no_proxy", "x.com")
    proxies = refreshed()
    assert (proxies(X), proxies("https://t.co/")) == (None, "http://http.example:3128")


@pytest.mark.parametrize("mode", ["none", "manual"])
def test_a_desktop_that_does_not_count_is_not_read(desktop: FakeDesktop, mode: str) -> None:
    desktop.gnome(MANUAL, *HTTP)
    proxies = refreshed(Proxies(Settings(proxy=mode, proxy_url="http://mine:1")))
    assert proxies(X) == {"none": None, "manual": "http://mine:1"}[mode]
    assert desktop.runs == []


OUT_OF_ORDER = {
    "fails": "echo \"org.gnome.system.proxy mode 'auto'\"; exit 1",
    "dies": "kill -9 $$",
    "says nothing": "exit 0",
    "says something else": "echo '\\377\\0\\n[[[ mode manual'",
    "is silent": "exec /bin/sleep 600",
    "is silent and will not end": "trap '' TERM; exec /bin/sleep 600",
    "leaves a child that is silent": "/bin/sleep 600 & echo $! >> left; exit 0",
    "never stops": "while :; do echo \"org.gnome.system.proxy mode 'manual'\"; done",
}


@pytest.mark.parametrize("script", OUT_OF_ORDER.values(), ids=OUT_OF_ORDER)
def test_a_gsettings_that_is_out_of_order_names_no_proxy(
    desktop: FakeDesktop, caplog: pytest.LogCaptureFixture, script: str
) -> None:
    desktop.gsettings(script)
    desktop.has_patience(0.5)
    caplog.set_level(logging.INFO)

    async def twice() -> int:
        proxies = Proxies(Settings())
        await proxies.refresh()
        open_before = _open_files()
        desktop.gsettings(script)  # it is to be run again
        await proxies.refresh()
        assert (proxies(X), proxies.trouble) == (None, None)
        await asyncio.sleep(0)  # what is closed lets go of its descriptors
        return _open_files() - open_before

    assert asyncio.run(twice()) <= 0
    assert len([r for r in caplog.records if r.name.startswith("trayapp")]) <= 1
    assert not any(Path(f"/proc/{process}").exists() for process in desktop.runs)


def test_a_check_that_is_cut_short_ends_the_reading_and_the_next_one_reads_anew(
    desktop: FakeDesktop, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "begun")
    desktop.gsettings("echo > begun; exec /bin/sleep 600")

    async def scenario() -> None:
        proxies = Proxies(Settings())
        reading = asyncio.create_task(proxies.refresh())
        await asyncio.to_thread((tmp_path / "begun").read_bytes)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        desktop.has_patience(0.5)
        await proxies.refresh()

    asyncio.run(scenario())
    assert len(desktop.runs) == 2
    assert not any(Path(f"/proc/{process}").exists() for process in desktop.runs)


@pytest.mark.parametrize(
    ("lines", "url", "proxy"),
    [
        (["ProxyType=0", "httpsProxy=http://p 8080"], X, None),
        (["httpsProxy=http://p 8080"], X, None),
        (["ProxyType=x", "httpsProxy=http://p 8080"], X, None),
        (["ProxyType=1"], X, None),
        (["ProxyType=1", "httpsProxy=http://p 8080"], X, "http://p:8080"),
        (["ProxyType=1", "httpsProxy=http://p:8080"], X, "http://p:8080"),
        (["ProxyType=1", "httpsProxy=p 8080"], X, "http://p:8080"),
        (["ProxyType[$i]=1", "httpsProxy[$e] = http://p:8080/ \r"], X, "http://p:8080"),
        (["ProxyType=1", "httpsProxy=http://me:s@p 8080"], X, "http://me:s@p:8080"),
        (["ProxyType=1", "httpsProxy=http://[::1] 8080"], X, "http://[::1]:8080"),
        (["ProxyType=1", "httpProxy=http://p 8080"], X, None),
        (["ProxyType=1", "httpProxy=http://p 8080"], "http://a.example/", "http://p:8080"),
        (["ProxyType=1", "httpsProxy=", "socksProxy=socks://p 1080"], X, "socks5://p:1080"),
        (["ProxyType=1", "socksProxy=p 1080"], X, "socks5://p:1080"),
        (["ProxyType=1", "httpsProxy=http://p 1", "ReversedException=true"], X, "http://p:1"),
        (["ProxyType=4", "httpsProxy=MY_PROXY", "NoProxyFor=MY_OWN"], X, "http://mine:1"),
        (["ProxyType=4", "httpsProxy=MY_PROXY", "NoProxyFor=MY_OWN"], "https://own.example/", None),
        (["ProxyType=4", "httpsProxy=NOT_SET"], X, None),
        (["ProxyType=4", "httpsProxy=http://p:8080"], X, "http://p:8080"),
    ],
    ids=str,
)
def test_kde_s_settings(
    desktop: FakeDesktop,
    monkeypatch: pytest.MonkeyPatch,
    lines: list[str],
    url: str,
    proxy: str | None,
) -> None:
    monkeypatch.setenv("MY_PROXY", "mine:1")
    monkeypatch.setenv("MY_OWN", "own.example")
    desktop.gnome(MANUAL, *HTTP)
    desktop.run("KDE")
    desktop.kde(*lines)
    proxies = refreshed()
    assert (proxies(url), proxies.trouble) == (proxy, None)
    assert desktop.runs == []


@pytest.mark.parametrize("kind", [2, 3])
def test_a_script_of_kde_s_is_named_and_not_run(desktop: FakeDesktop, kind: int) -> None:
    desktop.run("KDE")
    desktop.kde(f"ProxyType={kind}", "Proxy Config Script=http://w/p.pac", "httpsProxy=http://p 8080")
    proxies = refreshed()
    assert (proxies(X), proxies.trouble) == (None, AUTOMATIC)


def test_kde_s_settings_count_from_the_next_check_on_and_the_user_s_before_the_system_s(
    desktop: FakeDesktop,
) -> None:
    desktop.run("KDE")
    proxies = refreshed()
    assert proxies(X) is None
    desktop.kde("ProxyType=1", "httpsProxy=http://second 1", folder="second")
    assert refreshed(proxies)(X) == "http://second:1"
    desktop.kde("httpsProxy=http://first 1", folder="first")
    assert refreshed(proxies)(X) == "http://first:1"
    desktop.kde("httpsProxy=http://user 1", group="[Proxy Settings][$i]")
    assert refreshed(proxies)(X) == "http://user:1"
    desktop.kde("ProxyType=0")
    assert refreshed(proxies)(X) is None


@pytest.mark.parametrize("kind", ["pipe", "folder", "bytes", "endless"])
def test_a_kioslaverc_that_is_none_names_no_proxy(desktop: FakeDesktop, tmp_path: Path, kind: str) -> None:
    desktop.run("KDE")
    path = tmp_path / "config/kioslaverc"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "bytes":
            path.write_bytes(b"[Proxy Settings]\n\xff\x00=\nProxyType\n=1\n[[[\n")
        case _:
            path.write_bytes(b"x" * 10**6 + b"\n[Proxy Settings]\nProxyType=2\n")
    proxies = refreshed()
    assert (proxies(X), proxies.trouble) == (None, None)


@pytest.mark.parametrize(
    ("name", "proxy"),
    [
        ("GNOME", "http://http.example:3128"),
        ("ubuntu:GNOME", "http://http.example:3128"),
        ("X-Cinnamon", "http://http.example:3128"),
        ("sway", "http://http.example:3128"),
        ("KDE", "http://kde:1"),
        ("", "http://http.example:3128"),
    ],
)
def test_the_desktop_that_runs_is_asked(desktop: FakeDesktop, name: str, proxy: str) -> None:
    desktop.gnome(MANUAL, *HTTP)
    desktop.kde("ProxyType=1", "httpsProxy=http://kde 1")
    desktop.run(name)
    assert refreshed()(X) == proxy


def test_who_runs_no_desktop_that_says_its_name_may_have_set_either(desktop: FakeDesktop) -> None:
    desktop.run("")
    desktop.kde("ProxyType=1", "httpsProxy=http://kde 1")
    assert refreshed()(X) == "http://kde:1"
    desktop.gnome(" mode 'none'")
    assert refreshed()(X) == "http://kde:1"


class FakePortal(Service):
    """The portal that runs beside a desktop, as strict as the real one."""

    NAME = "org.freedesktop.portal.Desktop"

    def __init__(self, connection: DBusConnection, answer: Callable[[Message], Message]) -> None:
        super().__init__(connection)
        self._answer = answer
        self.asked: list[str] = []

    def answer(self, call: Message) -> Message:
        fields = call.header.fields
        what = (fields[HeaderFields.path], fields.get(HeaderFields.interface), fields[HeaderFields.member])
        is_known = what == (
            "/org/freedesktop/portal/desktop",
            "org.freedesktop.portal.ProxyResolver",
            "Lookup",
        )
        # One that is not running would be started by a call that does not forbid it.
        is_known = is_known and fields.get(HeaderFields.signature) == "s"
        if not is_known or not call.header.flags & MessageFlag.no_auto_start:
            return super().answer(call)
        self.asked.append(call.body[0])
        return self._answer(call)


def says(https: list[str], http: list[str] | None = None) -> Callable[[Message], Message]:
    def answer(call: Message) -> Message:
        return new_method_return(call, "as", (https if http is None or "https:" in call.body[0] else http,))

    return answer


@asynccontextmanager
async def portal(
    bus: FakeBus, monkeypatch: pytest.MonkeyPatch, answer: Callable[[Message], Message]
) -> AsyncIterator[FakePortal]:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
    async with on_bus(bus, lambda c: FakePortal(c, answer), FakePortal.NAME) as service:
        assert isinstance(service, FakePortal)
        yield service


@pytest.mark.parametrize(
    ("said", "url", "proxy"),
    [
        (says(["http://p:1"]), X, "http://p:1"),
        (says(["http://p:1"], ["http://q:2"]), "http://a.example/", "http://q:2"),
        (says(["http://p:1"], ["direct://"]), "http://a.example/", None),
        (says(["http://me:s@p:1", "direct://"]), X, "http://me:s@p:1"),
        (says(["socks5://p:1", "socks4a://p:1", "socks4://p:1"]), X, "socks5://p:1"),
        (says(["socks://p:1"]), X, "socks5://p:1"),
        (says(["rtsp://p:1", "http://p:2"]), X, "http://p:2"),
        (says(["rtsp://p:1", "direct://"]), X, None),
        (says(["rtsp://p:1"]), X, NO_SUCH_PROXY),
        (says(["direct://"]), X, "http://http.example:3128"),  # it lacks the module that knows of GNOME
        (says([]), X, "http://http.example:3128"),
        (says(["http://p:1"]), "https://own.example/", None),
    ],
)
def test_a_portal_s_word_comes_before_the_settings(
    bus: FakeBus,
    desktop: FakeDesktop,
    monkeypatch: pytest.MonkeyPatch,
    said: Callable[[Message], Message],
    url: str,
    proxy: str | None,
) -> None:
    desktop.gnome(MANUAL, *HTTP, " ignore-hosts ['own.example']")

    async def scenario() -> None:
        async with portal(bus, monkeypatch, said) as service:
            proxies = Proxies(Settings())
            for _ in range(3):
                await proxies.refresh()
                assert proxies(url) == proxy
            assert service.asked == ["https://x.com/", "http://x.com/"] * 3

    asyncio.run(scenario())


def test_a_portal_s_change_counts_from_the_next_check_on(
    bus: FakeBus, desktop: FakeDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([["http://p:1"]] * 2 + [["http://q:1"]] * 2 + [["direct://"]] * 2)

    def answer(call: Message) -> Message:
        return says(next(answers))(call)

    async def scenario() -> list[str | None]:
        proxies, used = Proxies(Settings()), []
        async with portal(bus, monkeypatch, answer):
            for _ in range(3):
                await proxies.refresh()
                used.append(proxies(X))
        await proxies.refresh()  # it is gone
        return [*used, proxies(X)]

    assert asyncio.run(scenario()) == ["http://p:1", "http://q:1", None, None]


@pytest.mark.parametrize(
    ("name", "said", "proxy", "trouble"),
    [
        ("GNOME", says(["http://p:1"]), "http://p:1", None),
        ("GNOME", says(["direct://"]), None, AUTOMATIC),
        ("XFCE", says(["http://p:1"]), "http://p:1", None),
        ("GNOME", lambda call: new_error(call, "org.gtk.GDBus.UnmappedGError"), None, AUTOMATIC),
    ],
)
def test_what_a_script_chose_is_the_portal_s_to_say(
    bus: FakeBus,
    desktop: FakeDesktop,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    said: Callable[[Message], Message],
    proxy: str | None,
    trouble: Problem | None,
) -> None:
    desktop.gnome(" mode 'auto'")
    desktop.run(name)

    async def scenario() -> Proxies:
        async with portal(bus, monkeypatch, said):
            proxies = Proxies(Settings())
            await proxies.refresh()
            return proxies

    proxies = asyncio.run(scenario())
    assert (proxies(X), proxies.trouble) == (proxy, trouble)


def returns(signature: str, *body: object) -> Callable[[Message], Message]:
    return lambda call: new_method_return(call, signature, body)


HOSTILE = {
    "an error": lambda call: new_error(call, "org.freedesktop.DBus.Error.ServiceUnknown"),
    "nothing": new_method_return,
    "a text": returns("s", "http://hunter2@p:1"),
    "a number": returns("u", 7),
    "numbers": returns("au", [1, 2]),
    "texts in texts": returns("aas", [["http://hunter2@p:1"]]),
    "two answers": returns("asas", ["http://hunter2@p:1"], ["http://p:1"]),
    "no addresses": returns("as", ["hunter2", "http://p:1"]),
    "no texts": returns("as", ["", ""]),
    "very much": returns("as", ["http://hunter2@p:1"] * 10_000),
    "a long one": returns("as", ["http://" + "hunter2" * 10**6]),
}


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
def test_a_portal_that_does_not_say_addresses_names_no_proxy(
    bus: FakeBus,
    desktop: FakeDesktop,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    said: Callable[[Message], Message],
) -> None:
    caplog.set_level(logging.DEBUG)
    desktop.gnome(MANUAL, *HTTP)

    async def scenario() -> None:
        async with portal(bus, monkeypatch, said):
            await _out_of_order()

    asyncio.run(scenario())
    _said_once(caplog)


async def _out_of_order() -> None:
    """GNOME's settings count in place of the portal; nothing is left open."""
    proxies = Proxies(Settings())
    await proxies.refresh()
    open_before = _open_files()
    for _ in range(3):
        await proxies.refresh()
        assert proxies(X) == "http://http.example:3128"
    await asyncio.sleep(0)
    assert _open_files() <= open_before


def _said_once(caplog: pytest.LogCaptureFixture) -> None:
    assert len([record for record in caplog.records if record.name.startswith("trayapp")]) == 1
    assert "hunter2" not in caplog.text


def test_a_portal_that_does_not_run_is_not_started(
    bus: FakeBus,
    desktop: FakeDesktop,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    desktop.gnome(MANUAL, *HTTP)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
    asyncio.run(_out_of_order())
    _said_once(caplog)


Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
GREETING = b"OK 1234deadbeef\r\n"
OTHER = new_signal(DBusAddress("/", None, "a.b"), "Hunter", "s", ("hunter2",)).serialise(1)


def peer(*pieces: bytes, repeats: bytes = b"", stays: bool = True) -> Peer:
    """Who sits where a bus should: says this at each thing it hears, then something again and again."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for piece in pieces:
                await reader.read(4096)
                writer.write(piece)
            while repeats:
                writer.write(repeats)
                await writer.drain()
            while stays and await reader.read(4096):
                pass
        except ConnectionError:
            pass
        finally:
            writer.close()

    return serve


PEERS = {
    "silent": peer(),
    "hangs up": peer(stays=False),
    "hangs up after the greeting": peer(GREETING, stays=False),
    "silent after the greeting": peer(GREETING),
    "no bus": peer(b"HTTP/1.1 400 hunter2\r\n\r\n"),
    "greets without end": peer(repeats=b"hunter2" * 999),
    "garbage after the greeting": peer(GREETING, b"hunter2" * 99),
    "zeros without end": peer(GREETING, repeats=bytes(999)),
    "half a message": peer(GREETING, b"l\2\0\1\xff\xff\xff\x07\1\0\0\0\xff\xff\0\0"),
    "messages without end": peer(GREETING, repeats=OTHER),
}


@pytest.mark.parametrize("serve", PEERS.values(), ids=PEERS)
def test_a_bus_that_is_none_names_no_proxy(
    desktop: FakeDesktop,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    serve: Peer,
) -> None:
    caplog.set_level(logging.INFO)
    desktop.gnome(MANUAL, *HTTP)

    async def scenario() -> None:
        with TemporaryDirectory(prefix="trayapp-") as folder:
            server = await asyncio.start_unix_server(serve, f"{folder}/bus")
            proxies = Proxies(Settings())
            await proxies.refresh()  # gsettings has all the time it needs
            desktop.has_patience(0.5)
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={folder}/bus")
            for _ in range(2):
                await proxies.refresh()
                assert proxies(X) == "http://http.example:3128"
            server.close()

    asyncio.run(scenario())
    _said_once(caplog)


@pytest.mark.parametrize(
    "address", ["", "unix:path=/nowhere", "tcp:host=h,port=1", "nonsense", "unix:", "a:b"]
)
def test_an_address_of_a_bus_that_is_none_names_no_proxy(
    desktop: FakeDesktop, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    desktop.gnome(MANUAL, *HTTP)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert refreshed()(X) == "http://http.example:3128"


keys = st.sampled_from(
    [f".{kind} {key}" for kind in ("http", "https", "socks") for key in ("host", "port")]
    + [" mode", " ignore-hosts", ".http use-authentication", ".http authentication-user"]
)
values = st.text() | st.sampled_from(
    ["'manual'", "'auto'", "true", "8080", "['a', \"b\"]", "'\\ud800'", "@as []"]
)
gnome_lines = st.lists(st.tuples(keys, values).map(lambda pair: f"org.gnome.system.proxy{pair[0]} {pair[1]}"))
kde_keys = st.sampled_from(
    [
        "ProxyType",
        "httpProxy",
        "httpsProxy",
        "socksProxy",
        "NoProxyFor",
        "ReversedException",
        "Proxy Config Script",
    ]
)
kde_values = st.text() | st.sampled_from(["1", "2", "4", "true", "http://p 8080", "a, b", "PATH"])
kde_lines = st.lists(st.tuples(kde_keys, kde_values).map("=".join))


def _is_sound(found: Configured) -> None:
    for host in ("x.com", "192.168.1.1", "::1"):
        assert isinstance(found.addresses_for("https", host), tuple)
    assert not (found.is_automatic and found.names_any)
    assert "hunter2" not in repr(found)


@given(st.text() | gnome_lines.map("\n".join))
def test_nothing_that_gsettings_may_say_is_too_strange(text: str) -> None:
    _is_sound(from_gsettings(text))
    _is_sound(from_gsettings(f"{text}\norg.gnome.system.proxy mode 'manual'"))


@given(st.lists(st.text() | kde_lines.map(lambda lines: "\n".join(["[Proxy Settings]", *lines]))))
def test_nothing_that_a_kioslaverc_may_hold_is_too_strange(texts: list[str]) -> None:
    _is_sound(from_kioslaverc(texts))
    _is_sound(from_kioslaverc([*texts, "[Proxy Settings]\nProxyType=1\n"]))


def test_no_password_is_shown(desktop: FakeDesktop, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    login = (".http use-authentication true", ".http authentication-user 'alice'")
    password = ".http authentication-password 'hunter2'"
    for host in ("p q", "http://p", "alice:hunter2@p q", "alice:hunter2@"):
        desktop.gnome(MANUAL, f".http host '{host}'", *login, password)
        _shows_none(refreshed(), caplog)
    desktop.run("KDE")
    for address in ("socks4://alice:hunter2@p 1", "alice:hun ter2@p:x 1", "alice hunter2@p"):
        desktop.kde("ProxyType=1", f"httpsProxy={address}")
        _shows_none(refreshed(), caplog)


def _shows_none(proxies: Proxies, caplog: pytest.LogCaptureFixture) -> None:
    proxies(X)
    shown = f"{proxies.trouble} {proxies} {vars(proxies)} {caplog.text}"
    assert proxies.trouble is not None
    assert "ter2" not in shown
    assert "alice" not in shown
