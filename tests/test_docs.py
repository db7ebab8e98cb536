"""What the documents say, held against what they are about."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest
from babel import Locale

from tests.cli.test_json import assert_is
from tests.test_imports import MODULES, ROOMS, may_import
from tests.test_packaging import ROOT
from trayapp.domain import verdict
from trayapp.domain.alerts import NoticeKind
from trayapp.domain.codes import Cause, Confidence, Outcome, OwnTrouble, Says, UnavailableReason, VerdictName
from trayapp.domain.tracker import Change
from trayapp.i18n import LANGUAGES

DOCS = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
}
"""All but the changelog, which tells of what is gone as well."""


def rows(text: str, title: str) -> list[list[str]]:
    """The cells of the table that has this title in its first column."""
    table = text.split(f"\n| {title} |", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in table.splitlines()[2:]]


@pytest.mark.parametrize("name", DOCS)
def test_every_path_that_is_named_exists(name: str) -> None:
    here = (ROOT / name).parent
    text = DOCS[name]
    places = "trayapp|tests|docs|resources|requirements"
    named = [ROOT / path for path in re.findall(rf"`((?:{places})/[\w./-]*)`", text)]
    linked = [here / path for path in re.findall(r"\]\((?!https?:)([^)#]+)", text)]
    assert [path for path in (*named, *linked) if not path.exists()] == []


def test_readme_leads_to_each_of_them() -> None:
    linked = set(re.findall(r"\]\(([\w./]+\.md)\)", DOCS["README.md"]))
    assert linked >= DOCS.keys() - {"README.md"}


def test_readme_names_every_language() -> None:
    first = DOCS["README.md"].split("\n## ")[0]
    assert [code for code in LANGUAGES if str(Locale(code).english_name) not in first] == []


@pytest.mark.parametrize(
    "codes",
    [VerdictName, Cause, Confidence, Outcome, OwnTrouble, Says, Change, UnavailableReason, NoticeKind],
)
def test_the_glossary_has_every_code_of_the_records(codes: Iterable[StrEnum]) -> None:
    explained = DOCS["docs/glossary.md"].split("\n## Codes\n")[1]
    assert [code for code in codes if f"`{code}`" not in explained] == []


def test_the_glossary_explains_each_word_once() -> None:
    words = re.findall(
        r"^\| ([a-zX][^|`]*) \|", DOCS["docs/glossary.md"].split("\n## Codes\n")[0], re.MULTILINE
    )
    words = [word for word in words if word != "word"]
    assert sorted(words) == sorted(set(words))


def test_the_table_of_rules_is_the_one_that_decides() -> None:
    told = [row[0] for row in rows(DOCS["docs/rules.md"], "verdict · cause")]
    # Its rows have no other name than that of the place where they stand.
    decides = [f"`{row.name}` · `{row.cause}`" if row.cause else f"`{row.name}`" for row in verdict.ROWS]
    assert told == decides


def test_the_check_that_is_shown_is_one() -> None:
    shown = DOCS["docs/json.md"].split("```json\n")[1].split("```")[0]
    assert_is("check", json.loads(shown))


def test_every_reason_is_explained() -> None:
    explained = set(re.findall(r"`(\w+)`", DOCS["docs/json.md"].split("\n## Reasons\n")[1]))
    assert _codes_of_reasons() == explained


def _codes_of_reasons() -> set[str]:
    """Those that the domain makes, by reading how: a code is what Reason is given first, or chosen there."""
    found: set[str] = set()
    for path in (ROOT / "trayapp" / "domain").glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason":
                found |= _texts(node.args[0])
            if isinstance(node, ast.Assign) and [getattr(t, "id", "") for t in node.targets] == ["code"]:
                found |= _texts(node.value)
    return {code for code in found if re.fullmatch("[a-z]+(_[a-z]+)+", code)}


def _texts(node: ast.expr) -> set[str]:
    """What it may come to."""
    if isinstance(node, ast.IfExp):
        return _texts(node.body) | _texts(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def test_the_table_of_rooms_is_what_the_rooms_say() -> None:
    expected = [
        [f"`{room}`", _sentence(path), ", ".join(sorted(may_import(room))) or "nothing but the ground"]
        for room, path in ROOMS.items()
    ]
    assert rows(DOCS["docs/architecture.md"], "room") == expected


def _sentence(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").splitlines()[0]


def test_the_modules_that_are_named_exist() -> None:
    flow = DOCS["docs/architecture.md"].split("\n## Where it flows\n")[1].split("\n## ")[0]
    named = {f"trayapp.{name}" for name in re.findall(rf"\b(?:{'|'.join(ROOMS)})\.[a-z_.]*[a-z]", flow)}
    assert named - MODULES.keys() == set()
    assert len(named) > 10


@cache
def _floor(room: str) -> int:
    return 1 + max(map(_floor, may_import(room)), default=0)


def test_the_picture_shows_on_which_floor_each_room_is() -> None:
    picture = DOCS["docs/architecture.md"].split("```text\n")[1].split("```")[0]
    shown = [(int(floor), names) for floor, *names in map(str.split, picture.splitlines())]
    ground = [name.removeprefix("trayapp.") for name in MODULES if re.fullmatch(r"trayapp\.[a-z_]+", name)]
    floors: dict[int, list[str]] = {0: sorted(set(ground) - ROOMS.keys() - {"__main__"})}
    for room in ROOMS:
        floors.setdefault(_floor(room), []).append(room)
    assert shown == sorted(floors.items(), reverse=True)
