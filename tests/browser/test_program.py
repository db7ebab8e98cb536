"""Which browser is started, and that nothing takes its sandbox away."""

import os
from pathlib import Path

import pytest

from trayapp.browser import program
from trayapp.errors import BrowserError


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


def test_no_switch_and_no_variable_takes_the_sandbox_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM_FLAGS", "--no-sandbox")

    line = program.command_line(Path("/usr/bin/chromium"), Path("/tmp/profile"))

    assert not any("sandbox" in switch for switch in line)
    assert "--no-sandbox" not in program.environment().values()


@pytest.mark.parametrize(
    ("line", "is_unsafe"),
    [
        (b"/usr/lib/chromium\0--headless=new\0", False),
        (b"/usr/lib/chromium\0--headless=new\0--no-sandbox\0", True),
        (b"/usr/lib/chromium\0--type=zygote\0--no-zygote-sandbox\0", False),
        (b"/usr/lib/chromium\0--type=utility\0--no-sandbox\0", False),
        (b"", False),  # a dead one
    ],
)
def test_a_start_script_that_takes_it_away_is_found_out(line: bytes, is_unsafe: bool) -> None:
    assert program.is_unsafe(line) is is_unsafe


def test_only_hosts_of_x_and_the_proxy_have_names() -> None:
    line = program.command_line(Path("chromium"), Path("profile"), "proxy.example")

    (rules,) = (switch for switch in line if switch.startswith("--host-resolver-rules="))
    assert rules.startswith("--host-resolver-rules=MAP * ~NOTFOUND,")
    exempt = {rule.removeprefix("EXCLUDE ") for rule in rules.split(",")[1:]}
    assert {host for host in exempt if not host.startswith("*.")} == {
        *("x.com", "twitter.com", "twimg.com", "t.co"),
        "proxy.example",
    }
