"""What shells and `man` know of the command line: made when a package is built, and of this very parser."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hatch_manual import write_manual
from trayapp.cli.parser import parser
from trayapp.i18n import LANGUAGES, Words

BASH = "bash-completion/completions/trayapp"
ZSH = "zsh/site-functions/_trayapp"
FISH = "fish/vendor_completions.d/trayapp.fish"
PAGES = {
    language: "man/man1/trayapp.1" if language == "en" else f"man/{language}/man1/trayapp.1"
    for language in LANGUAGES
}
COMMANDS = list(parser(Words("en")).commands)
SHARED = ["-h", "--help", "--config", "--data-dir", "--lang", "-v", "--verbose"]


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("share")
    write_manual(folder)
    return folder


def contents(share: Path) -> dict[str, str]:
    files = (path for path in share.rglob("*") if path.is_file())
    return {path.relative_to(share).as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_they_lie_where_they_are_looked_for(share: Path) -> None:
    assert contents(share).keys() == {BASH, ZSH, FISH, *PAGES.values()}


def test_the_same_parser_gives_the_same_files_and_leaves_no_older_ones(share: Path, tmp_path: Path) -> None:
    (tmp_path / "share" / "man").mkdir(parents=True)
    (tmp_path / "share" / "man" / "old.1").touch()

    write_manual(tmp_path / "share")

    assert contents(tmp_path / "share") == contents(share)


def options_in_help(argv: list[str], capsys: pytest.CaptureFixture[str]) -> set[str]:
    with pytest.raises(SystemExit):
        parser(Words("en")).parse_args([*argv, "--help"])
    return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", capsys.readouterr().out.split("Options:")[1]))


# Shells


def completed(share: Path, line: str, folder: Path) -> list[str]:
    """What bash offers where this line ends; it takes a "=" for a word."""
    words = re.findall(r"=|[^\s=]+", line)
    words += [""] if line.endswith((" ", "=")) else []
    code = (
        'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _trayapp; '
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    command = ["bash", "--norc", "-u", "-c", code, "bash", str(share / BASH), *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return [row for row in done.stdout.splitlines() if row]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "some file.jsonl").touch()
    (tmp_path / "some folder").mkdir()
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="bash is there on all others")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("trayapp ", COMMANDS),
        ("trayapp re", ["replay", "report", "resume"]),
        ("trayapp -v --lang de re", ["replay", "report", "resume"]),
        ("trayapp --lang=de un", ["unmute"]),
        ("trayapp --v", ["--version", "--verbose"]),
        ("trayapp check -", [*SHARED, "--json", "--no-sources", "--browser", "--screenshot"]),
        ("trayapp check ", []),
        ("trayapp check --json --no", ["--no-sources"]),
        ("trayapp --lang ", ["en", "de"]),
        ("trayapp --lang=", ["en", "de"]),
        ("trayapp status --lang=d", ["de"]),
        ("trayapp status --format ", ["waybar", "prometheus"]),
        ("trayapp accounts ", ["set", "test", "remove"]),
        ("trayapp desktop ", ["install", "remove"]),
        ("trayapp accounts --lang de set b", ["bluesky"]),
        ("trayapp accounts set bluesky ", []),
        ("trayapp show ", ["settings"]),
        ("trayapp help mu", ["mute"]),
        ("trayapp pause ", []),
        ("trayapp history --since ", []),
        ("trayapp replay some", ["some file.jsonl", "some folder"]),
        ("trayapp export --since 7d some", ["some file.jsonl", "some folder"]),
        ("trayapp --config=some", ["some file.jsonl", "some folder"]),
        ("trayapp --data-dir some", ["some folder"]),
        ("trayapp nonsense ", []),
        ("trayapp nonsense -", []),
    ],
)
def test_bash_offers_what_may_stand_there(share: Path, line: str, offered: list[str], folder: Path) -> None:
    assert sorted(completed(share, line, folder)) == sorted(offered)


@pytest.mark.skipif(sys.platform == "win32", reason="bash is there on all others")
@pytest.mark.parametrize("argv", [[], *([command] for command in COMMANDS)], ids=" ".join)
def test_bash_offers_every_option_that_the_help_names(
    share: Path, argv: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert set(completed(share, " ".join(["trayapp", *argv, "-"]), folder)) == options_in_help(argv, capsys)


@pytest.mark.parametrize("command", COMMANDS)
def test_zsh_and_fish_know_every_command_with_its_options(
    share: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    zsh = (share / ZSH).read_text(encoding="utf-8")
    fish = (share / FISH).read_text(encoding="utf-8")
    own = options_in_help([command], capsys) - set(SHARED)

    (row,) = re.findall(rf"^ +{command}\) _arguments (.*) ;;$", zsh, re.MULTILINE)
    known = {option for word in shlex.split(row) for option in re.findall(r"^\(.*\)(--[a-z-]+)", word)}
    assert known == own
    assert re.search(rf"^ +'?{command}:", zsh, re.MULTILINE)
    seen = rf"^complete -c trayapp -n '__fish_seen_subcommand_from {command}' -l ([a-z-]+)"
    assert {f"--{name}" for name in re.findall(seen, fish, re.MULTILINE)} == own
    assert f"complete -c trayapp -n __fish_use_subcommand -a {command} -d " in fish


@pytest.mark.parametrize(("shell", "name"), [("bash", BASH), ("zsh", ZSH), ("fish", FISH)])
def test_shells_that_are_here_can_read_it(share: Path, shell: str, name: str) -> None:
    if shutil.which(shell) is not None:
        subprocess.run([shell, "-n", share / name], check=True)


# The page for man


@pytest.mark.parametrize("language", LANGUAGES)
def test_formatters_find_no_fault_with_the_page(share: Path, language: str) -> None:
    page = share / PAGES[language]
    for command in (
        ["man", "--warnings", "-E", "UTF-8", "-l", str(page)],
        ["groff", "-ww", "-man", "-Kutf8", "-Tutf8", str(page)],
    ):
        if shutil.which(command[0]) is not None:
            done = subprocess.run(command, capture_output=True, check=False)
            assert (done.returncode, done.stderr) == (0, b"")


def read(page: str) -> str:
    """What is left of it for people, without what is for the formatter."""
    lines = [re.sub(r"^\.(SH|SS|TP|I|TH)\b ?", "", line) for line in page.splitlines()]
    text = re.sub(r"\\f[BIR]|\\&", "", "\n".join(lines))
    return text.replace("\\-", "-").replace("\\e", "\\")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_all_that_help_says(
    share: Path, language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "1000")
    page = re.sub(r"\s+", " ", read((share / PAGES[language]).read_text(encoding="utf-8")))
    for argv in ([], *([command] for command in COMMANDS)):
        with pytest.raises(SystemExit):
            parser(Words(language)).parse_args([*argv, "--help"])
        for line in capsys.readouterr().out.splitlines()[1:]:
            texts = [text for text in re.split(r" {2,}", line.strip()) if not text.endswith((":", "..."))]
            assert [text for text in texts if text not in page] == []


def test_the_page_begins_as_its_index_wants_it(share: Path) -> None:
    lines = (share / PAGES["en"]).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(".TH TRAYAPP 1 ")
    assert lines[1:3] == [".SH NAME", "trayapp \\- Says whether X (x.com) is available"]
    assert not [line for line in lines if line.startswith(("'", ". "))]
