"""What shells and `man` know of the command line: made when a package is built, and of this very parser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
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


Offered = dict[str, list[str]]
"""What a shell offers at the end of each line."""


def offered_by(shell: str, share: Path, lines: Sequence[str], folder: Path) -> Offered:
    """By the shell itself, in a folder; sorted."""
    code, file = {"bash": (_IN_BASH, BASH), "zsh": (_IN_ZSH, ZSH), "fish": (_IN_FISH, FISH)}[shell]
    start = ["--no-config"] if shell == "fish" else ["-f"] if shell == "zsh" else ["--norc", "-u"]
    command = [shell, *start, "-c", code, *([] if shell == "fish" else [shell]), str(share / file), *lines]
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "TERM": "dumb"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    offered = {}
    for part in done.stdout.split("== ")[1:]:
        line, *found = part.splitlines()
        offered[line] = sorted({each.rstrip("/") for each in found if each})
    return offered


# It takes a "=" for a word.
_IN_BASH = r"""
source "$1"; shift
for line; do
    read -ra COMP_WORDS <<<"${line//=/ = }"
    [[ $line == *[\ =] ]] && COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    COMPREPLY=()
    _trayapp
    printf '%s\n' "== $line" "${COMPREPLY[@]}"
done
"""

# Only an editor in a terminal completes: one in a terminal of zsh's own tells what it is handed.
_IN_ZSH = r"""
zmodload zsh/zpty
export FPATH=${1:h}:$FPATH OFFERED=$HOME/.offered
print -rl -- "${@[2,-1]}" > $HOME/.lines
cat > $HOME/.setup <<'END'
PS1= PS2=
autoload -Uz compinit && compinit -u -D
compadd() {
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
    local -a found
    builtin compadd -O found "$@"
    print -rl -- ${(Q)found} >> $OFFERED
    builtin compadd "$@"
}
complete-all() {
    for line in "${(@f)$(<$HOME/.lines)}"; do
        print -r -- "== $line" >> $OFFERED
        BUFFER=$line CURSOR=$#line
        zle complete-word
    done
    exit
}
zle -N complete-all
bindkey '^X' complete-all
END
zpty shell zsh -f -i
zpty -w shell "source $HOME/.setup"
zpty -w -n shell $'\x18'
while zpty -r shell ignored; do :; done
cat $OFFERED
"""

_IN_FISH = r"""
source $argv[1]
for line in $argv[2..]
    echo "== $line"
    complete -C $line | string replace -r '\t.*' '' | string replace -r '^--[a-z-]+=' ''
end
true # that nothing was replaced is no failure
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "some file.jsonl").touch()
    (tmp_path / "some folder").mkdir()
    return tmp_path


SHELLS = pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="on Linux `./run test` brings all of them")


@ON_LINUX
@SHELLS
def test_shells_offer_what_may_stand_there(share: Path, shell: str, folder: Path) -> None:
    expected = {
        "trayapp ": COMMANDS,
        "trayapp re": ["replay", "report", "resume"],
        "trayapp -v --lang de re": ["replay", "report", "resume"],
        "trayapp --lang=de un": ["unmute"],
        "trayapp --v": ["--version", "--verbose"],
        "trayapp check -": [*SHARED, "--json", "--no-sources", "--browser", "--screenshot"],
        "trayapp check ": [],
        "trayapp check --json --no": ["--no-sources"],
        "trayapp --lang ": ["en", "de"],
        "trayapp --lang=": ["en", "de"],
        "trayapp status --lang=d": ["de"],
        "trayapp status --format ": ["waybar", "prometheus"],
        "trayapp accounts ": ["set", "test", "remove"],
        "trayapp desktop ": ["install", "remove"],
        "trayapp accounts --lang de set b": ["bluesky"],
        "trayapp accounts set bluesky ": [],
        "trayapp show ": ["settings"],
        "trayapp help mu": ["mute"],
        "trayapp pause ": [],
        "trayapp history --since ": [],
        "trayapp replay some": ["some file.jsonl", "some folder"],
        "trayapp export --since 7d some": ["some file.jsonl", "some folder"],
        "trayapp --config=some": ["some file.jsonl", "some folder"],
        "trayapp --data-dir some": ["some folder"],
    }

    offered = offered_by(shell, share, list(expected), folder)

    for line, found in offered.items():  # zsh offers options where nothing else may stand
        if not line.rpartition(" ")[2].startswith("-"):
            found[:] = [each for each in found if not each.startswith("-")]
    assert offered == {line: sorted(words) for line, words in expected.items()}


@ON_LINUX
@SHELLS
def test_shells_offer_every_option_that_the_help_names(
    share: Path, shell: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = {" ".join(["trayapp", *argv, "-"]): argv for argv in ([], *([command] for command in COMMANDS))}

    offered = offered_by(shell, share, list(lines), folder)

    assert offered == {line: sorted(options_in_help(argv, capsys)) for line, argv in lines.items()}


@ON_LINUX
def test_bash_offers_nothing_after_nonsense(share: Path, folder: Path) -> None:
    assert offered_by("bash", share, ["trayapp nonsense ", "trayapp nonsense -"], folder) == {
        "trayapp nonsense ": [],
        "trayapp nonsense -": [],
    }


# The page for man


@ON_LINUX
@pytest.mark.parametrize("language", LANGUAGES)
def test_formatters_find_no_fault_with_the_page(share: Path, language: str) -> None:
    page = share / PAGES[language]
    for command in (
        ["man", "--warnings", "-E", "UTF-8", "-l", str(page)],
        ["groff", "-ww", "-man", "-Kutf8", "-Tutf8", str(page)],
    ):
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
