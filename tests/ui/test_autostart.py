"""Starting at login: what is written, and what of it others changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trayapp.ui.desktop_session.autostart import Autostart, exec_value

NAME = "io.github.trayapp.desktop"


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", f"{tmp_path / 'none'}:{tmp_path / 'system'}")
    monkeypatch.setattr(sys, "argv", ["/opt/some where/trayapp"])


def own(tmp_path: Path) -> Path:
    return tmp_path / "home" / "autostart" / NAME


def of_the_system(tmp_path: Path, text: str = "[Desktop Entry]\nExec=trayapp\n") -> None:
    path = tmp_path / "system" / "autostart" / NAME
    path.parent.mkdir(parents=True)
    path.write_text(text)


def command(entry: str) -> list[str]:
    """The command line that a session reads out of an entry, by the desktop entry specification."""
    value = next(line.removeprefix("Exec=") for line in entry.split("\n") if line.startswith("Exec="))
    escapes = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
    text = ""
    letters = iter(value)
    for letter in letters:
        text += escapes[next(letters)] if letter == "\\" else letter
    words: list[str] = [""]
    is_quoted = False
    letters = iter(text)
    for letter in letters:
        if letter == '"':
            is_quoted = not is_quoted
        elif letter == "\\" and is_quoted:
            words[-1] += next(letters)
        elif letter == " " and not is_quoted:
            words.append("")
        elif letter == "%":
            assert next(letters) == "%", "a field code"
            words[-1] += "%"
        else:
            assert is_quoted or letter not in "\t\n'\\><~|&;$*?#()`", "must be quoted"
            words[-1] += letter
    return words


def test_it_is_off_until_it_is_switched_on(tmp_path: Path) -> None:
    login = Autostart()
    assert not login.is_on()

    login.switch(is_on=True)
    assert login.is_on()

    login.switch(is_on=False)
    assert not login.is_on()
    assert not own(tmp_path).exists()


def test_switching_off_twice_is_no_trouble() -> None:
    Autostart().switch(is_on=False)

    assert not Autostart().is_on()


@pytest.mark.parametrize(
    "line", ["Hidden=true", "X-GNOME-Autostart-enabled=false", "X-GNOME-Autostart-enabled = false"]
)
def test_what_a_desktop_switched_off_is_off(tmp_path: Path, line: str) -> None:
    Autostart().switch(is_on=True)
    text = own(tmp_path).read_text().replace("X-GNOME-Autostart-enabled=true", line)
    own(tmp_path).write_text(text)
    assert not Autostart().is_on()

    Autostart().switch(is_on=True)
    assert Autostart().is_on()


def test_keys_of_other_groups_do_not_count(tmp_path: Path) -> None:
    Autostart().switch(is_on=True)
    with own(tmp_path).open("a") as file:
        file.write("\n[Desktop Action x]\nHidden=true\n")

    assert Autostart().is_on()


def test_an_entry_of_the_system_counts_and_is_overruled(tmp_path: Path) -> None:
    of_the_system(tmp_path)
    login = Autostart()
    assert login.is_on()

    login.switch(is_on=False)
    assert not login.is_on()

    login.switch(is_on=True)
    assert login.is_on()


def test_the_entry_starts_what_runs_now_with_what_it_was_given(tmp_path: Path) -> None:
    Autostart(["--config", '/home/a "b" $c`\\ %u/settings.toml']).switch(is_on=True)
    given = own(tmp_path).read_text()

    # Not an executable: it was started as a module.
    assert command(given) == [
        str(Path(sys.executable).absolute()),
        "-m",
        "trayapp",
        "--config",
        '/home/a "b" $c`\\ %u/settings.toml',
    ]


def test_the_entry_starts_the_command_that_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "some where" / "trayapp"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(program)])

    Autostart().switch(is_on=True)

    assert command(own(tmp_path).read_text()) == [str(program)]
    assert f"TryExec={program}\n" in own(tmp_path).read_text()


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1), min_size=1
    )
)
def test_any_command_line_survives_the_quoting(words: list[str]) -> None:
    value = exec_value(words)

    assert "\n" not in value
    assert command(f"Exec={value}") == words


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="not installed here")
def test_the_entry_is_valid(tmp_path: Path) -> None:
    Autostart(["--config", '/home/a "b" $c`\\ %u/settings.toml']).switch(is_on=True)

    done = subprocess.run(
        ["desktop-file-validate", str(own(tmp_path))], capture_output=True, text=True, check=False
    )

    assert done.stdout + done.stderr == ""


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")

    with pytest.raises(OSError, match="home"):
        Autostart().switch(is_on=True)
    assert not Autostart().is_on()
