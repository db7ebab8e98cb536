"""`trayapp import`, `report`, `doctor --database`: a history goes on elsewhere, is told of, is mended."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.history.made import LONG_AGO, Life
from tests.history.test_figures import answered
from tests.history.test_import import figures, lived
from trayapp import cli
from trayapp.clock import utc_now
from trayapp.history.summary import Summary

TOO_LONG_AGO = "2000-01-01"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    lived(folder, 60).store.close()
    return folder


@pytest.fixture
def here(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "here"))


def run(folder: Path, *command: str) -> int:
    return cli.main(["--lang", "en", "--data-dir", str(folder), *command])


def test_a_history_goes_on_elsewhere(here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("first", "second"):
        there, file = tmp_path / name, tmp_path / f"{name}.jsonl"
        assert run(here, "export", str(file)) == 0
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())  # some editors put a mark first
        assert run(there, "import", str(file)) == 0
        assert run(there, "import", str(file)) == 0
        assert figures(there) == figures(here)
        here = there
    assert (tmp_path / "first.jsonl").read_bytes() == (tmp_path / "second.jsonl").read_bytes()
    out = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"\d+ lines taken in\.", out[1])
    assert re.fullmatch(r"0 lines taken in\. \d+ were known\.", out[2])


def test_from_pipe_to_pipe(here: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "trayapp", "--data-dir"]
    exported = subprocess.run([*command, str(here), "export", "-"], capture_output=True, check=True).stdout
    there = str(tmp_path / "there")
    subprocess.run([*command, there, "import", "-"], input=exported, check=True, capture_output=True)

    assert figures(tmp_path / "there") == figures(here)


def test_what_was_set_aside_is_offered_and_can_be_taken_in(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = figures(here)
    aside = here / "history.broken-20260101T000000Z.sqlite3"
    (here / "history.sqlite3").rename(aside)
    life = Life(here, begin=utc_now())
    life.live("u")
    life.store.close()

    assert run(here, "doctor", "--database") == 0
    offered = capsys.readouterr().out.splitlines()[-1].split()
    assert offered == ["trayapp", "import", str(aside)]
    assert run(here, *offered[1:]) == 0

    assert figures(here)[1:-1] == before[1:-1]
    with Summary(here) as summary:
        assert summary.last() == life.judged[-1]


def test_what_a_reader_finds_damaged_is_set_aside_at_the_next_start(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = figures(here)
    with closing(sqlite3.connect(here / "history.sqlite3")) as connection:
        pages = connection.execute("SELECT pageno FROM dbstat WHERE name = 'gaps'").fetchall()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with (here / "history.sqlite3").open("r+b") as file:
        file.seek(size * (pages[0][0] - 1))
        file.write(b"\xab" * size)
    assert run(here, "doctor", "--database") == 1
    assert "With its next check trayapp sets it aside" in capsys.readouterr().out

    life = Life(here, begin=utc_now())
    life.store.close()

    assert life.codes() == ["history_corrupt"]
    assert run(here, "doctor", "--database") == 0
    offered = capsys.readouterr().out.splitlines()[-1].split()
    assert run(here, *offered[1:]) == 0
    assert figures(here)[1:-1] == before[1:-1]


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 65, "is no export"),
        (b"\x00\xff\nnothing\n[[[[\n", 65, "3 lines cannot be read"),
        (b'{"type": "of a later version"}\n', 65, "1 line is of a kind that only a newer trayapp knows"),
        (b"SQLite format 3\x00" + bytes(4000), 65, "is no export"),
        (None, 66, "cannot be read"),
    ],
    ids=["nothing", "no lines of ours", "of a later version", "no database", "no file"],
)
def test_what_cannot_be_taken_in_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, status: int, said: str
) -> None:
    file = tmp_path / "file.jsonl"
    if content is not None:
        file.write_bytes(content)

    assert run(tmp_path / "there", "import", str(file)) == status
    assert said in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_a_disk_that_is_full_changes_nothing(
    here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.history.test_faults import largest_file

    file, there = tmp_path / "file.jsonl", tmp_path / "there"
    assert run(here, "export", str(file)) == 0
    assert run(there, "import", os.devnull) == 65
    with largest_file(64 * 1024):  # the log of what is written is to be longer
        assert run(there, "import", str(file)) == 73
    assert "history.sqlite3 cannot be written" in capsys.readouterr().err
    assert run(there, "import", str(file)) == 0
    assert figures(there) == figures(here)


def test_while_it_is_watched_nothing_is_taken_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    life = Life(tmp_path)
    (tmp_path / "file.jsonl").write_text("{}")
    assert run(tmp_path, "import", str(tmp_path / "file.jsonl")) == 75
    life.store.close()


def test_a_report_tells_nothing_of_the_reader(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(here, "report", "--since", TOO_LONG_AGO) == 0
    text = capsys.readouterr().out
    assert text.startswith("# X availability from 2000-01-01")
    with Summary(here) as summary:
        incidents = summary.incidents(LONG_AGO)
    assert text.count("\n| 20") == sum(recorded.is_counted for recorded in incidents) > 1
    assert "router" not in text
    assert not re.search(r"\d+\.\d+\.\d+\.\d+", text)


def test_a_report_of_one_file_with_its_ribbon(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(here, "report", "--since", TOO_LONG_AGO, "--format", "html") == 0
    text = capsys.readouterr().out

    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append(tag)  # type: ignore[method-assign]
    parser.feed(text)
    assert tags.count("svg") == 1
    assert tags.count("rect") > 3
    assert not re.search(r'(src|href)="(?!https://trayapp)', text)  # it needs nothing besides


def test_roll_ups_that_are_wrong_are_made_anew(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = figures(here)
    assert run(here, "doctor", "--database") == 0
    assert "it is sound" in capsys.readouterr().out
    with closing(sqlite3.connect(here / "history.sqlite3", isolation_level=None)) as connection:
        (last,) = connection.execute("SELECT max(begin_ms) FROM quarters").fetchone()
        kept_ms = last - 900_000  # of what was before, the checks are gone
        connection.execute("UPDATE quarters SET watched_ms = 7, down_ms = 3 WHERE begin_ms >= ?", (kept_ms,))
        connection.execute("DELETE FROM quarters WHERE begin_ms = ?", (last,))
        connection.execute("UPDATE days SET watched_ms = 0")
        connection.execute("UPDATE incident_sums SET lasted_ms = 7")

    assert figures(here) != before
    assert run(here, "doctor", "--database") == 0
    assert "made anew" in capsys.readouterr().out

    assert figures(here) == before
    assert run(here, "doctor", "--database") == 0
    assert "it is sound" in capsys.readouterr().out


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE day_phases SET spent = x'00'",
        "DELETE FROM day_phases",
        "UPDATE quarters SET spent = NULL WHERE begin_ms = (SELECT max(begin_ms) FROM quarters)",
        "UPDATE quarters SET spent = x'ff' WHERE begin_ms = (SELECT min(begin_ms) FROM quarters)",
    ],
)
def test_response_times_that_are_wrong_are_made_anew(
    tmp_path: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    life = Life(tmp_path)
    for number in range(40):
        life.record(answered(life.at, 20 * number + 20, in_full=number % 5 == 0))
        life.at += timedelta(minutes=1)
    life.store.close()
    before = figures(tmp_path)
    with closing(sqlite3.connect(tmp_path / "history.sqlite3", isolation_level=None)) as connection:
        connection.execute(damage)

    assert run(tmp_path, "doctor", "--database") == 0
    assert "made anew" in capsys.readouterr().out
    assert figures(tmp_path) == before
    assert run(tmp_path, "doctor", "--database") == 0
    assert "it is sound" in capsys.readouterr().out


def test_a_damaged_history_is_said_to_be(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = bytearray((here / "history.sqlite3").read_bytes())
    content[20_000:60_000] = b"\xff" * 40_000
    (here / "history.sqlite3").write_bytes(content)

    assert run(here, "doctor", "--database") == 1
    assert "is damaged" in capsys.readouterr().out
