"""Exit statuses: what a script may go by, whatever else is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.domain.made import FINE, check, judged
from trayapp import cli
from trayapp.cli.parser import parser
from trayapp.history.store import Store
from trayapp.i18n import Words

STEERING = {"pause", "resume", "mute", "unmute", "show"}
LEAST = {
    "export": ["-"],
    "import": ["/dev/null"],
    "replay": ["/dev/null"],
    "accounts": ["remove", "reddit"],
    "desktop": ["remove"],
    "help": ["check"],
}
"""What some commands have to be told."""


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Of a history with one check, where nobody is in the tray."""
    monkeypatch.setattr("trayapp.settings.file.config_file", lambda: tmp_path / "settings.toml")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    store = Store(tmp_path / "history", lambda _: None)
    seen = judged(check(FINE, web="ok", posts="ok"))
    store.record(seen, store.tracker.follow(seen))
    store.close()
    return tmp_path


def status_of(command: str, *arguments: str, folder: Path) -> object:
    try:
        return cli.main(["--data-dir", str(folder / "history"), command, *arguments])
    except SystemExit as end:
        return end.code


@pytest.mark.parametrize("arguments", [[], ["--json"], ["--csv"], ["--since", "1y"]], ids=" ".join)
def test_history_tells_and_ends_with_0(arguments: list[str], folder: Path) -> None:
    assert status_of("history", *arguments, folder=folder) == 0


@pytest.mark.parametrize("command", ["history", "report", "export", "doctor"])
def test_before_the_first_check_all_is_told_and_ends_with_0(
    command: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = {"export": ["-"], "doctor": ["--database"]}.get(command, [])
    assert status_of(command, *arguments, folder=tmp_path / "nowhere") == 0
    told = capfd.readouterr()
    assert ("Nothing has been recorded in" in told.err) or ("nothing recorded yet" in told.out)


def test_an_export_of_nothing_leaves_the_one_of_before(tmp_path: Path) -> None:
    kept = tmp_path / "all.jsonl"
    kept.write_text("{}")
    assert status_of("export", str(kept), folder=tmp_path / "nowhere") == 0
    assert kept.read_text() == "{}"


def test_export_ends_with_0_and_where_it_cannot_write_with_73(folder: Path) -> None:
    assert status_of("export", str(folder / "all.jsonl"), folder=folder) == 0
    assert status_of("export", str(folder / "no" / "folder" / "all.jsonl"), folder=folder) == 73
    assert status_of("replay", str(folder / "all.jsonl"), folder=folder) == 0


def test_watch_ends_with_75_where_another_writes(folder: Path) -> None:
    other = Store(folder / "history", lambda _: None)

    assert status_of("watch", folder=folder) == 75

    other.close()


@pytest.mark.parametrize("command", list(parser(Words("en")).commands))
def test_bad_settings_end_all_with_78_that_need_them(command: str, folder: Path) -> None:
    (folder / "settings.toml").write_text("[[[", encoding="utf-8")

    expected = 69 if command in STEERING else 0 if command == "help" else 78
    assert status_of(command, *LEAST.get(command, []), folder=folder) == expected
    if command == "status":
        assert status_of(command, "--format", "waybar", folder=folder) == 0
        assert status_of(command, "--format", "prometheus", folder=folder) == 0


@pytest.mark.parametrize("command", list(parser(Words("en")).commands))
def test_wrong_usage_ends_all_with_64(command: str, folder: Path) -> None:
    assert status_of(command, *LEAST.get(command, []), "--no-such-thing", folder=folder) == 64
