"""What a window puts into a settings file that somebody edits by hand as well."""

from __future__ import annotations

import os
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trayapp.errors import SettingsError
from trayapp.i18n import Words
from trayapp.settings.declarations import Declaration, declared
from trayapp.settings.editing import change

BY_HAND = """\
# mine
country = "DE"  # home

[checks]   # how often
interval_s = 0x78   # two minutes
fancy = true

[from_tomorrow.deeper]
x = [1, 2,
  3]  # three
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def test_one_line_changes_and_no_other(path: Path) -> None:
    write(path, BY_HAND)

    assert change(path, {"checks.interval_s": 90}) == {"checks.interval_s": 120}

    assert path.read_text() == BY_HAND.replace("0x78", "90")


def test_what_it_said_before_can_be_handed_in_again(path: Path) -> None:
    write(path, BY_HAND)

    former = change(path, {"country": None, "checks.interval_s": 90, "notices.quiet_from": "22:00"})
    change(path, former)

    assert tomllib.loads(path.read_text()) == tomllib.loads(BY_HAND)
    assert "# mine\n" in path.read_text()


@pytest.mark.parametrize(
    "text",
    [
        'checks = {interval_s = "x"}',
        "checks.interval_s = 70",
        "[checks]\ninterval_s = 70\n[checks.more]\nx = 1",
        "[proxy]\n\n[checks]\n# interval_s = 60\n\n[other]\n",
        "",
        "# only a remark",
    ],
)
def test_however_it_is_written_it_can_be_set(path: Path, text: str) -> None:
    write(path, text)

    change(path, {"checks.interval_s": 90, "language": "de"})

    now = tomllib.loads(path.read_text())
    assert (now["checks"]["interval_s"], now["language"]) == (90, "de")


def test_it_stands_below_the_line_that_explains_it(path: Path) -> None:
    write(path, Words("en").settings.file())

    change(path, {"checks.interval_s": 90})

    assert "#interval_s = 60\ninterval_s = 90\n" in path.read_text()


def test_the_file_is_made_for_its_owner_alone(path: Path) -> None:
    assert change(path, {"language": "de"}) == {"language": None}

    assert path.read_text() == 'language = "de"\n'
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_link_is_written_through_and_rights_are_kept(path: Path, tmp_path: Path) -> None:
    dotfile = tmp_path / "dotfiles.toml"
    dotfile.write_text("")
    dotfile.chmod(0o640)
    path.parent.mkdir()
    path.symlink_to("../dotfiles.toml")

    change(path, {"language": "de"})

    assert path.is_symlink()
    assert dotfile.read_text() == 'language = "de"\n'
    assert dotfile.stat().st_mode & 0o777 == 0o640


def test_a_link_to_a_file_that_is_not_there_yet_makes_that(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(tmp_path / "dotfiles" / "settings.toml")

    change(path, {"language": "de"})

    assert (tmp_path / "dotfiles" / "settings.toml").read_text() == 'language = "de"\n'


@pytest.mark.parametrize("text", ["\ufeff" + BY_HAND, BY_HAND.replace("\n", "\r\n")], ids=["BOM", "CRLF"])
def test_what_windows_wrote_stays_so(path: Path, text: str) -> None:
    write(path, text)

    change(path, {"checks.interval_s": 90})

    assert path.read_bytes() == text.replace("0x78", "90").encode()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"country = ", "config_broken"),
        (b"\xff", "config_not_utf8"),
        (b"language = 5\nchecks = 7\n", "config_not_editable"),
    ],
)
def test_what_cannot_be_changed_is_left_alone(path: Path, text: bytes, code: str) -> None:
    path.parent.mkdir()
    path.write_bytes(text)

    with pytest.raises(SettingsError) as raised:
        change(path, {"checks.interval_s": 90})

    assert raised.value.code == code
    assert path.read_bytes() == text
    assert list(path.parent.iterdir()) == [path]


def test_a_pipe_is_not_waited_for(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)

    with pytest.raises(SettingsError, match="config_not_editable"):
        change(path, {"language": "de"})


def test_where_nothing_can_be_written_that_is_said(path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to("/proc/none/settings.toml")  # where root cannot make a folder either

    with pytest.raises(OSError, match="none"):
        change(path, {"language": "de"})


def test_what_an_editor_saves_meanwhile_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The editor saves between the reading and the replacing, once."""
    write(path, "[checks]\ninterval_s = 70\n")
    synced = os.fsync

    def save_by_hand(handle: int) -> None:
        monkeypatch.setattr(os, "fsync", synced)
        write(path, '# new\ncountry = "FR"\n[checks]\ninterval_s = 80\n')

    monkeypatch.setattr(os, "fsync", save_by_hand)

    former = change(path, {"language": "de"})

    assert former == {"language": None}
    assert path.read_text() == '# new\ncountry = "FR"\nlanguage = "de"\n\n[checks]\ninterval_s = 80\n'


def test_a_file_that_changes_all_the_time_is_given_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, "")

    def save_by_hand(handle: int) -> None:
        path.write_text(path.read_text() + "#")

    monkeypatch.setattr(os, "fsync", save_by_hand)

    with pytest.raises(SettingsError, match="config_busy"):
        change(path, {"language": "de"})

    assert set(path.read_text()) == {"#"}
    assert list(path.parent.iterdir()) == [path]


_scalars = st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8) | st.just(1.5)
_files = st.dictionaries(
    st.sampled_from([d.key for d in declared()] + ["x", "checks.y", "z z.w"]), _scalars, max_size=8
)


def _text(values: dict[str, Any], is_dotted: bool) -> str:
    import tomlkit

    document = tomlkit.document()
    for key, value in values.items():
        group, _, name = key.rpartition(".")
        if group and is_dotted:
            document.append(tomlkit.key([group, name]), tomlkit.item(value))
        elif group:
            document.setdefault(group, tomlkit.table())[name] = value
        else:
            document[name] = value
    return tomlkit.dumps(document)


@given(_files, st.booleans(), st.sampled_from(declared()), st.booleans())
def test_whatever_it_says_all_else_is_as_before(
    tmp_path_factory: pytest.TempPathFactory,
    values: dict[str, Any],
    is_dotted: bool,
    setting: Declaration,
    is_taken_out: bool,
) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.toml"
    try:
        path.write_text(_text(values, is_dotted), encoding="utf-8")
        before = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, ValueError):
        return
    with suppress(SettingsError):  # then nothing was written
        change(path, change(path, {setting.key: None if is_taken_out else setting.default}))
    after = tomllib.loads(path.read_text(encoding="utf-8"))
    assert {k: v for k, v in after.items() if v != {}} == {k: v for k, v in before.items() if v != {}}
