"""`trayapp status`: what it says of the last check, as text, as JSON and to a bar, in whatever state."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.domain.made import NOW
from tests.history.made import Life, judged
from trayapp import cli
from trayapp.cli import status
from trayapp.domain.check_json import timestamp, to_json
from trayapp.domain.codes import VerdictName
from trayapp.history.file import reading
from trayapp.history.summary import Summary
from trayapp.i18n import Words
from trayapp.settings import file

WORDS = Words("en")
STALE = timedelta(hours=2)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """English, and without the settings of whoever runs this."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setattr(file, "config_file", lambda: tmp_path / "settings.toml")


class Recorded:
    """A history, and what is said of it some time after its last check."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, out: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._out = out

    def live(self, kinds: str) -> None:
        life = Life(self.folder)
        life.live(kinds)
        life.store.close()
        self.last = judged(kinds[-1], NOW + timedelta(minutes=len(kinds) - 1))

    def said(self, *options: str, after: timedelta = timedelta(seconds=5)) -> tuple[int, str]:
        """Exit status and output."""
        self._monkeypatch.setattr(status, "utc_now", lambda: self.last.check.at + after)
        code = cli.main(["--data-dir", str(self.folder), "status", *options])
        return code, self._out.readouterr().out

    def json(self, after: timedelta = timedelta(seconds=5)) -> tuple[int, dict[str, Any]]:
        code, out = self.said("--json", after=after)
        assert out.count("\n") == 1
        return code, json.loads(out)


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Recorded:
    return Recorded(tmp_path / "history", monkeypatch, capsys)


@pytest.mark.parametrize(
    ("kinds", "has_since"),
    [
        pytest.param("uuu", False, id="calm"),
        pytest.param("ud", False, id="bad once: no incident yet"),
        pytest.param("udddd", True, id="down in its incident"),
        pytest.param("udddg", True, id="degraded in it: the trouble goes on"),
        pytest.param("ugggd", True, id="down in one that is degraded"),
        pytest.param("udddu", False, id="good once: it is open, but X is up"),
        pytest.param("udddo", False, id="offline in it"),
        pytest.param("uddd?", False, id="unknown in it"),
        pytest.param("uddduu", False, id="over"),
    ],
)
def test_since_is_said_of_the_trouble_at_hand_alone(kinds: str, has_since: bool, recorded: Recorded) -> None:
    recorded.live(kinds)
    begin = NOW + timedelta(minutes=1)
    since = f"Trouble since {WORDS.moment(begin)}."
    sentence = WORDS.verdicts.summary(recorded.last)

    assert recorded.said()[1].splitlines() == [sentence, *([since] if has_since else []), "Checked 5 s ago."]
    assert (since in json.loads(recorded.said("--format", "waybar")[1])["tooltip"]) == has_since
    assert recorded.json()[1]["since"] == (timestamp(begin) if has_since else None)


@pytest.mark.parametrize(("kinds", "has_since"), [("udddd", True), ("udddu", False), ("udddo", False)])
def test_of_a_last_check_that_is_old_it_is_said_with_what_was_seen_then(
    kinds: str, has_since: bool, recorded: Recorded
) -> None:
    recorded.live(kinds)
    at = WORDS.date_and_time(recorded.last.check.at)
    seen = f"Last seen, {at}: {WORDS.verdicts.summary(recorded.last)}"
    if has_since:
        seen += f" Trouble since {WORDS.moment(NOW + timedelta(minutes=1))}."

    assert recorded.said(after=STALE) == (3, f"Not known: nobody has watched for 2 h.\n{seen}\n")


def test_json_of_a_check_that_is_not_old_is_the_check_and_its_age(recorded: Recorded) -> None:
    recorded.live("ud")

    code, written = recorded.json()

    assert code == 2
    assert written == {
        **to_json(recorded.last, WORDS.verdicts.summary(recorded.last)),
        "last_verdict": "down",
        "age_s": 5.0,
        "since": None,
    }


def test_of_a_check_in_the_future_it_is_said_that_the_clock_was_set_back(recorded: Recorded) -> None:
    recorded.live("u")

    said = recorded.said(after=timedelta(hours=-1))[1]

    assert said.startswith("Not known: the last check lies in the future; the clock was set back since.")
    assert "0 s" not in said


@pytest.mark.parametrize("kinds", ["u", "uddd", "ulll", "uo"])
def test_json_of_an_old_check_says_that_nothing_is_known_and_what_was(kinds: str, recorded: Recorded) -> None:
    """What stood outside before stays there, for those who read it; what is so now goes before it."""
    recorded.live(kinds)

    code, written = recorded.json(after=STALE)

    check = to_json(recorded.last, WORDS.verdicts.summary(recorded.last))
    assert code == 3
    assert written == {
        **check,
        "verdict": "unknown",
        "cause": "not_watched",
        "confidence": None,
        "summary": "Not known: nobody has watched for 2 h.",
        "last_verdict": check["verdict"],
        "age_s": 7200.0,
        "since": None,
        "last": check,
    }


@pytest.mark.parametrize("is_made", [False, True], ids=["no history", "an empty one"])
def test_without_any_check_nothing_is_known_in_every_form(is_made: bool, recorded: Recorded) -> None:
    if is_made:
        Life(recorded.folder).store.close()
    recorded.last = judged("u")
    sentence = WORDS.gettext(
        "Not known: nothing has been recorded yet. To watch, start trayapp or trayapp watch."
    )

    assert recorded.said() == (3, f"{sentence}\n")
    assert recorded.json() == (
        3,
        {
            "at": None,
            "age_s": None,
            "verdict": "unknown",
            "cause": "not_watched",
            "confidence": None,
            "summary": sentence,
            "last_verdict": None,
            "since": None,
            "last": None,
        },
    )


def bar(out: str) -> dict[str, str]:
    """What a bar reads: one line, of text alone."""
    assert out.count("\n") == 1
    line: dict[str, str] = json.loads(out)
    assert set(line) == {"text", "alt", "class", "tooltip"}
    assert all(line.values())
    assert line["alt"] == line["class"]
    return line


@pytest.mark.parametrize(
    ("kinds", "text", "verdict"),
    [
        ("u", "X is up", "up"),
        ("g", "X has problems", "degraded"),
        ("d", "X is down", "down"),
        ("l", "X cannot be reached from here", "down"),
        ("b", "X is blocked here", "blocked"),
        ("o", "You are offline", "offline"),
        ("?", "Not known", "unknown"),
    ],
)
def test_a_bar_is_told_the_verdict_and_never_by_the_exit_status(
    kinds: str, text: str, verdict: str, recorded: Recorded
) -> None:
    recorded.live(kinds)

    code, out = recorded.said("--format", "waybar")

    assert code == 0
    line = bar(out)
    assert (line["text"], line["alt"]) == (text, verdict)
    assert line["tooltip"].startswith(WORDS.verdicts.summary(recorded.last))
    code, out = recorded.said("--format=waybar", after=STALE)
    assert (code, bar(out)["text"], bar(out)["alt"]) == (0, "Not known", "unknown")


def test_a_bar_reads_no_markup_out_of_what_it_is_told(recorded: Recorded, tmp_path: Path) -> None:
    recorded.live("u")
    broken = tmp_path / "<b>&broken.toml"
    broken.write_text("[[[")

    _, out = recorded.said("--config", str(broken), "--format", "waybar")

    assert "&lt;b&gt;&amp;broken.toml" in bar(out)["tooltip"]


def test_a_broken_settings_file_hides_nothing_from_a_bar(recorded: Recorded, tmp_path: Path) -> None:
    recorded.live("uddd")
    (tmp_path / "settings.toml").write_text("[[[")

    code, out = recorded.said("--format", "waybar")

    assert code == 0
    assert bar(out)["alt"] == "down"
    assert "is not valid TOML" in bar(out)["tooltip"].splitlines()[-1]
    assert recorded.said() == (78, "")


def no_history(folder: Path) -> None:
    folder.rmdir()


def damaged(folder: Path) -> None:
    (folder / "history.sqlite3").write_bytes(b"not a database" * 999)


def newer(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "history.sqlite3")) as file:
        file.execute("PRAGMA user_version = 99")


def a_folder_in_its_place(folder: Path) -> None:
    (folder / "history.sqlite3").mkdir()


def a_file_for_a_folder(folder: Path) -> None:
    folder.rmdir()
    folder.write_text("")


def closed_to_us(folder: Path) -> None:
    Life(folder).store.close()
    (folder / "history.sqlite3").chmod(0)
    folder.chmod(0)


@pytest.mark.parametrize(
    "make", [no_history, damaged, newer, a_folder_in_its_place, a_file_for_a_folder, closed_to_us]
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_bar_gets_its_line_whatever_became_of_the_history(
    make: Callable[[Path], None], language: str, recorded: Recorded
) -> None:
    recorded.folder.mkdir()
    make(recorded.folder)
    recorded.last = judged("u")

    code, out = recorded.said("--format", "waybar", "--lang", language)

    assert (code, bar(out)["alt"]) == (0, "unknown")
    assert bar(out)["text"] == Words(language).names.verdict(VerdictName.UNKNOWN)


def test_a_bar_gets_its_line_while_another_program_blocks_the_history(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded.live("u")
    monkeypatch.setattr(reading, "connect_read_only", partial(reading.connect_read_only, busy_s=0.01))
    with closing(sqlite3.connect(recorded.folder / "history.sqlite3", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE theirs (a)")
        code, out = recorded.said("--format", "waybar")

    assert (code, bar(out)["alt"]) == (0, "unknown")
    assert "locked" in bar(out)["tooltip"]


@pytest.mark.parametrize(
    "argv",
    [
        ["--lang", "xx", "status", "--format", "waybar"],
        ["status", "--format=waybar", "--lang", "xx"],
        ["status", "--format", "waybar", "--colour"],
        ["status", "--json", "--format", "waybar"],
    ],
    ids=" ".join,
)
def test_a_bar_gets_its_line_though_the_command_line_is_wrong(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(argv) == 0

    out, err = capsys.readouterr()
    assert bar(out)["alt"] == "unknown"
    assert "Wrong usage" in bar(out)["tooltip"]
    assert "Wrong usage" in err


def test_a_language_that_is_none_in_the_settings_keeps_nothing_from_a_bar(
    recorded: Recorded, tmp_path: Path
) -> None:
    recorded.live("u")
    (tmp_path / "settings.toml").write_text('language = "xx"')

    code, out = recorded.said("--format", "waybar")

    assert (code, bar(out)["alt"]) == (0, "up")


def test_a_bar_gets_its_line_though_this_program_has_a_bug(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded.live("u")
    monkeypatch.setattr(Summary, "last", lambda _: 1 / 0)

    code = cli.main(["--data-dir", str(recorded.folder), "status", "--format", "waybar"])

    out, err = capsys.readouterr()
    assert (code, bar(out)["alt"]) == (0, "unknown")
    assert "ZeroDivisionError" in bar(out)["tooltip"]
    assert "ZeroDivisionError" in err


def test_a_bar_starts_it_as_a_program(tmp_path: Path) -> None:
    """With nothing of what a session has in its environment but a home."""
    done = subprocess.run(
        [sys.executable, "-m", "trayapp", "status", "--format", "waybar"],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(cli.__file__).parents[2]),
            "HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert bar(done.stdout)["alt"] == "unknown"


def figures(out: str) -> dict[str, float]:
    """What the node exporter reads, as it reads it."""
    families = text_string_to_metric_families(out)
    return {f"{s.name}{sorted(s.labels.values())}": s.value for family in families for s in family.samples}


@pytest.mark.parametrize(
    ("kinds", "verdict", "is_open"),
    [("u", "up", 0), ("udddd", "down", 1), ("b", "blocked", 0), ("o", "offline", 0), ("?", "unknown", 0)],
)
def test_prometheus_is_told_the_last_check(
    kinds: str, verdict: str, is_open: float, recorded: Recorded, tmp_path: Path
) -> None:
    recorded.live(kinds)
    (tmp_path / "settings.toml").write_text('metrics.site = "Bonn"')

    code, out = recorded.said("--format", "prometheus")

    told = figures(out)
    assert code == 0
    assert told[f"trayapp_verdict['Bonn', '{verdict}']"] == 1
    assert told["trayapp_incident_open['Bonn', 'down']"] == is_open
    assert told["trayapp_last_check_timestamp_seconds['Bonn']"] == recorded.last.check.at.timestamp()
    assert not [name for name in told if "_total" in name or "_bucket" in name]  # of a program that runs on

    code, out = recorded.said("--format=prometheus", after=STALE)
    assert (code, figures(out)["trayapp_verdict['Bonn', 'unknown']"]) == (0, 1)


@pytest.mark.parametrize(
    "make", [no_history, damaged, newer, a_folder_in_its_place, a_file_for_a_folder, closed_to_us]
)
def test_prometheus_is_told_that_nothing_is_known_whatever_became_of_the_history(
    make: Callable[[Path], None], recorded: Recorded
) -> None:
    recorded.folder.mkdir()
    make(recorded.folder)
    recorded.last = judged("u")

    code, out = recorded.said("--format", "prometheus")

    assert (code, figures(out)["trayapp_verdict['unknown']"]) == (0, 1)


def test_prometheus_gets_what_it_can_read_where_nothing_is_understood_or_installed(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded.live("u")
    assert cli.main(["status", "--format", "prometheus", "--colour"]) == 0
    usage = capsys.readouterr().out
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    code, missing = recorded.said("--format", "prometheus")

    assert usage.startswith("# Wrong usage: ")
    assert missing.startswith("# No figures for Prometheus: prometheus-client is missing.")
    assert code == 0
    assert figures(usage) == figures(missing) == {}
