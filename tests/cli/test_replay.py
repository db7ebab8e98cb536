"""`trayapp replay`: what recorded checks come to, line by line.

`exported/checks.jsonl` is an export of the version before there was a second look, of 21 short stories with
eight days between them; `exported/changes.jsonl` is what `replay --json` of that version printed of it. Left
out of the export, to keep it small: summaries, reasons, confidences, empty values, and paces of a minute.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from trayapp import cli
from trayapp.domain.check_json import check_from_json
from trayapp.domain.verdict import decide

EXPORTED = Path(__file__).parent / "exported"

Line = dict[str, Any]
Replay = Callable[..., list[Line]]


@pytest.fixture
def replay(capsys: pytest.CaptureFixture[str]) -> Replay:
    def run(path: Path) -> list[Line]:
        assert cli.main(["replay", "--json", str(path)]) == 0
        out, err = capsys.readouterr()
        assert err == ""
        return [json.loads(line) for line in out.splitlines()]

    return run


def without_what_is_told_since(lines: list[Line]) -> Iterator[Line]:
    """Without the updates that say no more than that an incident is confirmed."""
    before: Line = {}
    for line in lines:
        about = {key: line.get(key) for key in ("begin", "verdict", "cause", "confirmed")}
        if not (line["type"] == "incident_updated" and before | {"confirmed": True} == about != before):
            yield line
        if line["type"].startswith("incident"):
            before = about


def test_an_export_of_an_earlier_version_comes_to_the_same_incidents(replay: Replay) -> None:
    text = (EXPORTED / "changes.jsonl").read_text(encoding="utf-8")
    printed_then = [json.loads(line) for line in text.splitlines()]

    printed = list(without_what_is_told_since(replay(EXPORTED / "checks.jsonl")))

    assert printed == [line for line in printed_then if line["type"] != "gap" or line["begin"] < line["end"]]
    assert sum(line["type"] == "incident_opened" for line in printed) == 24


def test_its_checks_are_judged_as_they_were() -> None:
    judged_then, judged = [], []
    for line in (EXPORTED / "checks.jsonl").read_text(encoding="utf-8").splitlines():
        recorded = json.loads(line)
        verdict = decide(*check_from_json(recorded))
        judged_then.append((recorded["at"], recorded["verdict"], recorded.get("cause")))
        judged.append((recorded["at"], verdict.name, verdict.cause))

    assert judged == judged_then


def test_what_is_confirmed_later_is_told_as_an_update(replay: Replay) -> None:
    lines = replay(EXPORTED / "checks.jsonl")

    told_since = [line for line in lines if line not in list(without_what_is_told_since(lines))]
    assert [(line["type"], line["verdict"], line["cause"], line["confirmed"]) for line in told_since] == [
        ("incident_updated", "down", "unreachable", True),
        ("incident_updated", "degraded", "posts_unreadable", True),
        ("incident_updated", "down", "unstable", True),
    ]


CHECK = '{"at": "2026-02-16T13:00:00Z"}'
ROLLUP = '{"type": "rollup", "at": "2026-02-16T13:00:00Z"}'
NOTE = '{"type": "note"}'
NO_CHECK = "no check"


@pytest.mark.parametrize(
    ("lines", "status", "named", "rest"),
    [
        ([], 0, 0, []),
        (["", "  "], 0, 0, []),
        ([CHECK], 0, 0, []),
        ([f"\ufeff{CHECK}"], 0, 0, []),
        ([ROLLUP, NOTE, CHECK], 0, 0, []),
        ([NO_CHECK, CHECK], 0, 1, []),
        ([NO_CHECK], 65, 1, []),
        (["{}", "[]", '{"at": 5}', "\udcff", "[" * 5000], 65, 5, []),
        ([ROLLUP, NOTE], 65, 0, []),
        ([NO_CHECK] * 20 + [CHECK], 0, 20, []),
        ([NO_CHECK] * 21 + [CHECK], 0, 20, ["1 more line is no check"]),
        ([NO_CHECK] * 500, 65, 20, ["480 more lines are no checks"]),
    ],
    ids=[
        "empty",
        "blank",
        "a check",
        "a mark before it",
        "others beside it",
        "one that is none",
        "that one alone",
        "none",
        "others",
        "20 and a check",
        "21 and a check",
        "500",
    ],
)
@pytest.mark.parametrize("is_json", [False, True], ids=["text", "json"])
def test_what_holds_no_check_is_no_recording(
    lines: list[str],
    status: int,
    named: int,
    rest: list[str],
    is_json: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "recorded.jsonl"
    path.write_bytes("\n".join(lines).encode(errors="surrogateescape"))

    assert cli.main(["replay", "--lang", "en", str(path), *(["--json"] if is_json else [])]) == status

    out, err = capsys.readouterr()
    said = [line.removeprefix("trayapp: ") for line in err.splitlines()]
    if status == 65:
        rest = [*rest, f"{path} is no recording: none of its lines is a check."]
    assert sum("is no check with a readable time" in line for line in said[:named]) == named
    assert said[named:] == rest
    assert (out == "") == (status == 65)


def test_what_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["replay", str(tmp_path / "missing.jsonl")]) == 66
    assert cli.main(["replay", str(tmp_path)]) == 66

    assert "missing.jsonl" in capsys.readouterr().err


def test_a_recording_comes_from_a_pipe_as_from_a_file() -> None:
    command = [sys.executable, "-m", "trayapp", "replay", "--json"]
    recorded = EXPORTED / "checks.jsonl"

    named = subprocess.run([*command, recorded], capture_output=True, check=True)
    piped = subprocess.run([*command, "-"], input=recorded.read_bytes(), capture_output=True, check=True)

    assert piped.stdout == named.stdout
    assert piped.stdout.count(b"\n") > 24
