"""`trayapp check --browser` where no browser can look: what it says, and its exit status.

How it looks is told in `tests/browser`.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import trayapp.cli.check
from tests.domain.made import FINE, check, judged, surface
from trayapp import cli
from trayapp.browser.look import Look
from trayapp.domain.update import Update
from trayapp.settings.declarations import Settings

Runs = Callable[..., int]


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Runs:
    """Runs `check --browser` as an ordinary user who has these programs, while X is up."""

    async def check_once(_: Settings, folder: Path, looks: object) -> Update:
        return Update(judged(check(FINE, web="ok", posts="ok")))

    monkeypatch.setattr(trayapp.cli.check, "check_once", check_once)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    def run(*options: str, **programs: str) -> int:
        for name, script in programs.items():
            (tmp_path / name).write_text(script)
            (tmp_path / name).chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        return cli.main(["--data-dir", str(tmp_path), "check", "--lang", "en", *options])

    return run


@pytest.mark.parametrize("option", [("--browser",), ("--screenshot", "picture.png")], ids=["look", "picture"])
def test_without_a_browser_it_says_which_would_do(
    runs: Runs, option: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert runs(*option) == 69

    said = capsys.readouterr()
    assert "Chrome, Chromium, Edge, Brave or Vivaldi would do" in said.err
    assert said.out == ""


def test_root_is_told_why_no_browser_is_started(
    runs: Runs, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    assert runs("--browser", chromium="#!/bin/sh\nexit 0\n") == 69

    assert "As root" in capsys.readouterr().err


def test_a_browser_that_fails_says_nothing_of_x(runs: Runs, capsys: pytest.CaptureFixture[str]) -> None:
    assert runs("--browser", chromium="#!/bin/sh\nexit 1\n") == 0

    said = capsys.readouterr()
    assert "The browser has failed" in said.err
    assert said.out.startswith("X is up")


def test_whoever_wants_a_picture_is_told_that_there_is_none(
    runs: Runs, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def look(*_: object) -> Look:
        return Look(surface("page", "timeout:page"))

    monkeypatch.setattr("trayapp.browser.look.look", look)

    assert runs("--screenshot", str(tmp_path / "x.png"), chromium="#!/bin/sh\n") == 0

    assert "gave no picture" in capsys.readouterr().err
    assert not (tmp_path / "x.png").exists()
