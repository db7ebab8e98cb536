"""Which browser is started, and that nothing takes its sandbox away."""

import os
import sys
from pathlib import Path

import pytest

from trayapp.browser import program
from trayapp.errors import BrowserError
from trayapp.net.proxies import NO_SUCH_PROXY


@pytest.fixture
def as_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which browsers may be installed, the only one."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def _install(folder: Path, name: str) -> Path:
    browser = folder / name
    browser.touch()
    browser.chmod(0o755)
    return browser


@pytest.mark.parametrize("name", program.KNOWN)
@pytest.mark.usefixtures("as_anybody")
def test_any_browser_of_the_family_is_found(installed: Path, name: str) -> None:
    browser = _install(installed, name)

    assert program.find() == browser


@pytest.mark.usefixtures("as_anybody")
def test_the_users_choice_goes_before_what_is_known(installed: Path) -> None:
    _install(installed, "chromium")
    chosen = _install(installed, "my-browser")

    assert program.find("my-browser") == program.find(str(chosen)) == chosen


@pytest.mark.usefixtures("as_anybody", "installed")
@pytest.mark.parametrize(
    ("named", "code"), [("", "browser_missing"), ("my-browser", "browser_not_there")], ids=["any", "chosen"]
)
def test_without_a_browser_it_is_said_which_is_missing(named: str, code: str) -> None:
    with pytest.raises(BrowserError) as raised:
        program.find(named)

    assert raised.value.code == code


def test_root_is_refused_for_no_browser_keeps_its_sandbox_there(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    _install(installed, "chromium")

    with pytest.raises(BrowserError) as raised:
        program.find("chromium")

    assert raised.value.code == "browser_as_root"


def test_where_nobody_could_see_whether_its_sandbox_is_on_none_is_started(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    _install(installed, "chromium")

    with pytest.raises(BrowserError) as raised:
        program.find("chromium")

    assert raised.value.code == "browser_missing"


def test_no_switch_and_no_variable_takes_the_sandbox_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM_FLAGS", "--no-sandbox")

    line = program.command_line(Path("/usr/bin/chromium"), Path("/tmp/profile"))

    assert not any("sandbox" in switch for switch in line)
    assert "--no-sandbox" not in program.environment(Path("/tmp/profile")).values()


@pytest.mark.parametrize(
    ("seccomp", "names", "is_sandboxed"),
    [
        ("2", "71 3", True),
        ("2", "71 9 2", True),  # a container in a container
        ("2", "71", False),
        ("1", "71 3", False),
        ("0", "71 3", False),
    ],
)
def test_it_is_seen_whether_the_sandbox_is_on(seccomp: str, names: str, is_sandboxed: bool) -> None:
    ours = b"Name:\tpython3\nNSpid:\t70\nSeccomp:\t0\n"
    status = f"Name:\tchromium\nNSpid:\t{names.replace(' ', chr(9))}\nSeccomp:\t{seccomp}\n"

    assert program.is_sandboxed(status.encode(), ours) is is_sandboxed


@pytest.mark.parametrize("status", [b"", b"Seccomp:\t2\n", b"NSpid:\t71\t3\n"])
def test_where_it_cannot_be_seen_it_is_not_on(status: bytes) -> None:
    assert not program.is_sandboxed(status, b"NSpid:\t70\n")


def test_only_hosts_of_x_and_the_proxy_have_names() -> None:
    line = program.command_line(Path("chromium"), Path("profile"), "proxy.example")

    (rules,) = (switch for switch in line if switch.startswith("--host-resolver-rules="))
    assert rules.startswith("--host-resolver-rules=MAP * ~NOTFOUND,")
    exempt = {rule.removeprefix("EXCLUDE ") for rule in rules.split(",")[1:]}
    assert {host for host in exempt if not host.startswith("*.")} == {
        *("x.com", "twitter.com", "twimg.com", "t.co"),
        "proxy.example",
    }


@pytest.mark.parametrize(
    ("proxy", "switches"),
    [
        ("", []),
        ("proxy.example", []),  # the browser's own to find, and to be let through to
        (None, ["--no-proxy-server"]),
        ("http://me:gehe1m@proxy.example:3128", ["--proxy-server=http://proxy.example:3128"]),
        ("socks5h://[2001:db8::1]:1080", ["--proxy-server=socks5://[2001:db8::1]:1080"]),
        (NO_SUCH_PROXY, ["--proxy-server=unusable://"]),  # by which it reaches nobody
    ],
)
def test_it_goes_through_the_proxy_that_is_chosen_and_no_login_is_seen(
    proxy: str | None, switches: list[str]
) -> None:
    line = program.command_line(Path("chromium"), Path("profile"), proxy)

    assert [switch for switch in line if "proxy-server" in switch] == switches
    assert "gehe1m" not in " ".join(line)
