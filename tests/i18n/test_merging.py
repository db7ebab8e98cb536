"""Two people who each add a sentence beside the other's: git keeps both, and nobody has to help."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.test_packaging import ROOT

CATALOGUE = Path("resources/translations/de.po")
LONG = "and it goes on for so long that it would be broken into lines"


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


@pytest.mark.parametrize(
    "texts",
    [
        {"A first sentence.": "Ein erster Satz.", "A second sentence.": "Ein zweiter Satz."},
        {f"First, {LONG}": f"Erstens, {LONG}", f"Second, {LONG}": f"Zweitens, {LONG}"},
        {"A first {value}.": "Ein erster {value}.", "A second {value}.": "Ein zweiter {value}."},
    ],
    ids=["short", "long and alike", "with a placeholder"],
)
def test_sentences_of_two_branches_in_one_place_are_both_there_after_a_merge(
    tmp_path: Path, texts: dict[str, str]
) -> None:
    file = tmp_path / CATALOGUE
    file.parent.mkdir(parents=True)
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    shutil.copy(ROOT / CATALOGUE, file)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--message=before")
    *before, last = file.read_text(encoding="utf-8").split("\n\n")
    for number, (english, german) in enumerate(texts.items()):
        git(tmp_path, "switch", "--quiet", "--create", f"branch{number}", "main")
        flag = "#, python-brace-format\n" if "{" in english else ""
        added = f'{flag}msgid "{english}"\nmsgstr "{german}"'  # as `refresh` writes it
        file.write_text("\n\n".join([*before, added, last]), encoding="utf-8")
        git(tmp_path, "commit", "--all", f"--message={number}")

    git(tmp_path, "merge", "--no-edit", "branch0")

    catalogue = read(file)
    assert {english: catalogue[english].string for english in texts} == texts
    assert len(catalogue) == len(read(ROOT / CATALOGUE)) + len(texts)
