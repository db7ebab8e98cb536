"""What the commands print as JSON, held against the schemas that describe it to others."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from referencing import Registry, Resource

import trayapp.cli.check
from tests.domain.made import FINE, NOW, check, doh, evidence_of, judged
from tests.history.made import KINDS, Life
from tests.history.made import judged as judged_as
from tests.history.strategies import checks
from tests.history.test_extras import NOTICE, REPORT
from tests.history.test_figures import answered
from trayapp import cli
from trayapp.cli import status
from trayapp.domain.check_json import to_json
from trayapp.domain.codes import Cause, Confidence, Outcome, OwnTrouble, Says, VerdictName
from trayapp.domain.records import JudgedCheck, Phases
from trayapp.domain.tracker import SEVERITY, Change
from trayapp.domain.update import Update
from trayapp.history.extras import CheckExtras
from trayapp.paths import resource

EXPORTED = Path(__file__).parent / "exported" / "checks.jsonl"


def _strict(schema: Any) -> Any:
    """The schema, with nothing allowed that it does not name: later versions may add to what they print."""
    if isinstance(schema, list):
        return list(map(_strict, schema))
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if isinstance(schema.get("properties"), dict) else {}
    return {**closed, **{key: _strict(value) for key, value in schema.items()}}


SCHEMAS = {path.stem: json.loads(path.read_text("utf-8")) for path in resource("schema").glob("*.json")}
REGISTRY = Registry().with_resources(
    (schema["$id"], Resource.from_contents(_strict(schema))) for schema in SCHEMAS.values()
)


def assert_is(name: str, printed: Any) -> None:
    name, _, inside = name.partition("#")
    schema = {"$ref": f"{SCHEMAS[name]['$id']}#{inside}"}
    Draft202012Validator(schema, registry=REGISTRY, format_checker=FormatChecker()).validate(printed)


def test_what_no_schema_names_is_noticed() -> None:
    written = to_json(judged_as("d"), "in words")
    with pytest.raises(ValidationError):
        assert_is("check", {**written, "new": 1})
    with pytest.raises(ValidationError):
        assert_is("check", {**written, "surfaces": [{**written["surfaces"][0], "new": 1}]})


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMAS[name]["$id"].endswith(f"/schema/{name}.json")


def test_the_schemas_know_every_code() -> None:
    known = SCHEMAS["check"]["$defs"]
    enums = {
        "verdict": (known["verdict"]["enum"], list(VerdictName)),
        "cause": (known["cause"]["enum"], [*Cause, None]),
        "confidence": (SCHEMAS["check"]["properties"]["confidence"]["enum"], [*Confidence, None]),
        "own trouble": (SCHEMAS["check"]["properties"]["own_trouble"]["enum"], list(OwnTrouble)),
        "outcome": (known["surface"]["properties"]["outcome"]["enum"], list(Outcome)),
        "says": (known["evidence"]["properties"]["says"]["enum"], list(Says)),
        "change": (SCHEMAS["line"]["$defs"]["incident"]["properties"]["type"]["enum"], list(Change)),
        "trouble": (SCHEMAS["history"]["$defs"]["incident"]["properties"]["verdict"]["enum"], list(SEVERITY)),
    }
    assert {name for name, (described, known) in enums.items() if described != known} == set()


Printed = Callable[..., list[Any]]


@pytest.fixture
def printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Printed:
    """Runs a command on `tmp_path`: what it prints, line by line."""
    (tmp_path / "settings.toml").touch()

    def run(*command: str) -> list[Any]:
        common = ["--lang", "en", "--config", str(tmp_path / "settings.toml"), "--data-dir", str(tmp_path)]
        cli.main([*common, *command])
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def _lost_and_more() -> JudgedCheck:
    """One check with everything that is left out of most."""
    seen = judged(
        replace(
            check((*FINE, *doh("ok:knows", handshake=True)), web="timeout:first_byte", images="ok"),
            trouble_since=NOW,
            own_trouble="memory",
            left_alone=("posts",),
        ),
        evidence_of("vantage"),
        evidence_of("crowd", "fine", at=None),
    )
    lost = replace(
        seen.check.surfaces[0], lost=3, via_proxy=True, signed=True, filtered=True, phases=Phases(1, 2.5)
    )
    look = replace(FINE[0], lost=1, date_skew_s=-0.25)
    seen_twice = replace(seen.check, surfaces=(lost,), second_look=(look,))
    return replace(
        seen, check=seen_twice, evidence=(replace(seen.evidence[0], pages=4, count=1, of=6), *seen.evidence)
    )


@pytest.mark.parametrize("kind", [*KINDS, "lost and more"])
def test_a_check(kind: str, printed: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = judged_as(kind) if kind in KINDS else _lost_and_more()

    async def check_once(*_: object) -> Update:
        return Update(seen)

    monkeypatch.setattr(trayapp.cli.check, "check_once", check_once)

    (line,) = printed("check", "--json")
    assert_is("check", line)


@given(checks)
def test_any_check_that_can_be_made(seen: JudgedCheck) -> None:
    assert_is("check", json.loads(json.dumps(to_json(seen, "in words"))))


def test_a_replay(printed: Printed) -> None:
    lines = printed("replay", str(EXPORTED), "--json")

    for line in lines:
        assert_is("line", line)
    assert {line["type"] for line in lines} == {*Change, "gap", "totals"}


def test_the_lines_of_an_export(tmp_path: Path, printed: Printed) -> None:
    life = Life(tmp_path)
    life.live("u" * 5)
    life.record(answered(life.at, 80, in_full=True))
    life.at += timedelta(minutes=1)
    life.live("u" * 40 + "d" * 8 + "uuddduuobbb?")
    seen = judged_as("u", life.at)
    report = replace(REPORT, evidence=replace(REPORT.evidence, at=life.at))
    extras = CheckExtras((replace(NOTICE, at=life.at),), (report,), (life.at,))
    life.store.record(seen, life.tracker.follow(seen), extras)
    life.store.prune(life.at + life.store.retention - timedelta(minutes=30))
    life.store.close()
    with pytest.raises(json.JSONDecodeError):  # it says in words how many lines it wrote
        printed("export", str(tmp_path / "all.jsonl"))

    lines = (tmp_path / "all.jsonl").read_text("utf-8").splitlines()
    exported = [*map(json.loads, lines)]
    assert exported[0]["type"] == "rollup"
    for line in exported:
        assert_is("export", line)
        assert_is(f"export#/$defs/{line['type']}" if "type" in line else "check", line)
    types = {"rollup", "phases", "incident", "gap", "notice", "mark", "report", None}
    assert {line.get("type") for line in exported} == types


@pytest.mark.parametrize("kinds", ["u", "uuddd", "uuddduu", "gggbbb", "o"])
def test_a_history(kinds: str, tmp_path: Path, printed: Printed) -> None:
    life = Life(tmp_path)
    life.live(kinds)
    life.store.close()

    (said,) = printed("history", "--json", "--since", "2020-01-01")
    assert_is("history", said)
    assert bool(said["incidents"]) == (len(kinds) > 2)


@pytest.mark.parametrize(
    ("kinds", "after", "is_one"),
    [
        pytest.param("", timedelta(0), "never", id="nothing was ever recorded"),
        pytest.param("u", timedelta(seconds=5), "known", id="up"),
        pytest.param("uuddd", timedelta(seconds=5), "known", id="in an incident"),
        pytest.param("o", timedelta(seconds=5), "known", id="offline"),
        pytest.param("u", timedelta(hours=2), "old", id="nobody watches any more"),
        pytest.param("uuddd", timedelta(hours=2), "old", id="nor in an incident"),
        pytest.param("u", timedelta(hours=-2), "old", id="the clock was set back"),
    ],
)
def test_a_status(
    kinds: str,
    after: timedelta,
    is_one: str,
    tmp_path: Path,
    printed: Printed,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if kinds:
        life = Life(tmp_path)
        life.live(kinds)
        life.store.close()
    last_at = NOW + timedelta(minutes=max(0, len(kinds) - 1))
    monkeypatch.setattr(status, "utc_now", lambda: last_at + after)

    (said,) = printed("status", "--json")
    assert_is("status", said)
    assert_is(f"status#/$defs/{is_one}", said)
