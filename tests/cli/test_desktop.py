"""`trayapp desktop`: what stands in a home folder after it, and that nothing does once it is taken away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from trayapp import cli
from trayapp.ui.desktop_session.autostart import Autostart

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="entries by the XDG's specifications")

ENTRY = "applications/io.github.trayapp.desktop"
FILES = {
    ENTRY,
    "icons/hicolor/scalable/apps/io.github.trayapp.svg",
    "icons/hicolor/symbolic/apps/io.github.trayapp-symbolic.svg",
}


@pytest.fixture(autouse=True)
def share(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Of a home folder in which nothing lies, with a program whose path wants quoting."""
    program = tmp_path / "some where" / "trayapp"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(program)])
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path / "share"


def held(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_menu_entry_and_icons_come_and_go(share: Path) -> None:
    assert cli.main(["desktop", "install"]) == 0
    assert cli.main(["desktop", "install"]) == 0  # again, as after an update
    assert held(share) == FILES

    assert cli.main(["desktop", "remove"]) == 0
    assert list(share.iterdir()) == []
    assert cli.main(["desktop", "remove"]) == 0  # where there is nothing


def test_files_of_others_stay(share: Path) -> None:
    theirs = share / "icons/hicolor/scalable/apps/theirs.svg"
    theirs.parent.mkdir(parents=True)
    theirs.touch()

    assert cli.main(["desktop", "install"]) == 0
    assert cli.main(["desktop", "remove"]) == 0

    assert [path for path in share.rglob("*") if path.is_file()] == [theirs]


def test_the_entry_is_valid_and_starts_the_program_that_wrote_it(share: Path, tmp_path: Path) -> None:
    cli.main(["desktop", "install"])

    lines = (share / ENTRY).read_text().splitlines()
    program = tmp_path / "some where" / "trayapp"
    assert [line for line in lines if "Exec=" in line] == [f"TryExec={program}", f'Exec="{program}"']
    done = subprocess.run(
        ["desktop-file-validate", share / ENTRY], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_what_is_uninstalled_next_is_not_started_at_login() -> None:
    Autostart().switch(is_on=True)

    cli.main(["desktop", "remove"])

    assert not Autostart().is_on()


def test_a_folder_that_cannot_be_written_ends_it_with_73(
    share: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    share.write_text("a file")

    assert cli.main(["desktop", "install"]) == 73
    assert f"trayapp: {share}" in capsys.readouterr().err
