"""`trayapp accounts`: secrets come from the terminal or a pipe, and lie in the key store and nowhere else."""

from __future__ import annotations

import getpass
import io
import json
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from tests.cli.test_json import assert_is
from tests.computer.keys import FailingKeys, FakeKeys, NoKeys, PlainFile
from tests.servers import Internet
from tests.sources.crowds import ACCOUNTS as KEPT
from tests.sources.crowds import BlueskyWorld, Hosts, as_answer, reddit_feed_world
from trayapp import cli
from trayapp.about import APP_ID
from trayapp.cli import accounts, doctor
from trayapp.clock import utc_now
from trayapp.i18n import Words
from trayapp.net.backoff import HostBackoff
from trayapp.net.limits import source_name
from trayapp.net.limits_file import LimitsFile
from trayapp.settings.declarations import ACCOUNTS, LONGEST_VALUE
from trayapp.watch import assembly

PASSWORD = "abcd-efgh-ijkl-mnop"


class Terminal(io.StringIO):
    """What is typed at a terminal, echo and all."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def keys() -> Iterator[FakeKeys]:
    """The key store of this desktop, empty."""
    before = keyring.get_keyring()
    backend = FakeKeys()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("trayapp.settings.file.config_file", lambda: tmp_path / "settings.toml")
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("LANG", "en_US.UTF-8")


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_an_account_is_kept_from_a_pipe_and_forgotten(
    keys: FakeKeys, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    piped(monkeypatch, f"me.bsky.social\n{PASSWORD}\n")

    assert cli.main(["accounts", "set", "bluesky"]) == 0
    kept = {name: json.loads(text) for name, text in keys.kept.items()}
    assert cli.main(["accounts", "remove", "bluesky"]) == 0
    assert cli.main(["accounts", "remove", "bluesky"]) == 0

    assert kept == {(APP_ID, "bluesky"): {"handle": "me.bsky.social", "app_password": PASSWORD}}
    assert keys.kept == {}
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "The account for Bluesky is in the key store. It is used once this is set: sources.bluesky = true",
        "The account for Bluesky was removed from the key store.",
        "There is no account for Bluesky in the key store.",
    ]
    assert PASSWORD not in out + err


@pytest.mark.parametrize("action", ["set", "remove"])
def test_with_another_account_its_source_begins_anew(
    keys: FakeKeys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, action: str
) -> None:
    """Else a password that was mended would not be tried before the old one's time has come."""
    backoff = HostBackoff(utc_now, 60, LimitsFile(tmp_path, utc_now))
    for name in ("bluesky", "reddit"):
        backoff.back_off(source_name(name), 300, 1800, 0)
    piped(monkeypatch, f"me.bsky.social\n{PASSWORD}\n")

    assert cli.main(["--data-dir", str(tmp_path), "accounts", action, "bluesky"]) == 0

    assert set(backoff.store.limits.waits) == {source_name("reddit")}


def test_at_a_terminal_a_secret_is_typed_unseen(
    keys: FakeKeys, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prompts: list[str] = []

    def unseen(prompt: str) -> str:
        prompts.append(prompt)
        return PASSWORD

    monkeypatch.setattr(getpass, "getpass", unseen)
    monkeypatch.setattr("sys.stdin", Terminal("me.bsky.social\n"))

    assert cli.main(["accounts", "set", "bluesky"]) == 0

    assert prompts == ["App password: "]
    assert json.loads(keys.kept[APP_ID, "bluesky"])["app_password"] == PASSWORD
    out, err = capsys.readouterr()
    assert out.startswith(
        "In Bluesky: Settings, Privacy and security, App passwords. Never the account's own"
    )
    assert PASSWORD not in out + err


@pytest.mark.parametrize(
    "text",
    ["", "\n", "me\n", "me\n\n", f"me\n{'x' * (LONGEST_VALUE + 1)}\n", "me\na\x1b[2Jb\n", "me\nüber\n"],
    ids=["nothing", "an empty line", "one line", "no secret", "too long", "unprintable", "not ASCII"],
)
def test_what_cannot_be_an_account_changes_nothing(
    text: str, keys: FakeKeys, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    piped(monkeypatch, text)

    assert cli.main(["accounts", "set", "reddit"]) == 1

    assert keys.kept == {}
    assert capsys.readouterr().err.endswith("characters (ASCII) is needed. Nothing was changed.\n")


@pytest.mark.parametrize("action", ["set", "remove"])
def test_a_locked_store_is_one_sentence(
    action: str, keys: FakeKeys, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keyring.set_keyring(FailingKeys(KeyringLocked))
    piped(monkeypatch, f"{PASSWORD}\n")

    assert cli.main(["accounts", action, "threads"]) == 1

    assert capsys.readouterr() == ("", "trayapp: The key store is locked. Unlock it, then try again.\n")


@pytest.mark.parametrize("backend", [NoKeys, PlainFile])
@pytest.mark.parametrize("action", ["set", "test", "remove"])
@pytest.mark.parametrize("name", ["threads", "team1"])
def test_without_a_key_store_nobody_is_there_to_keep_it(
    name: str,
    action: str,
    backend: Callable[[], KeyringBackend],
    keys: FakeKeys,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    keyring.set_keyring(backend())
    piped(monkeypatch, f"{PASSWORD}\n")

    assert cli.main(["accounts", action, name]) == 69

    assert "key store" in capsys.readouterr().err


def test_a_secret_is_no_argument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["accounts", "set", "threads", PASSWORD])

    assert caught.value.code == 64


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_account_and_field_has_words(language: str) -> None:
    words = Words(language)

    for name, fields in ACCOUNTS.items():
        assert words.sources.service(name) != name
        assert words.sources.account_title(name)
        assert all(words.sources.account_field(field.name) for field in fields)
        assert words.sources.account_origin(name)


def tried(name: str, hosts: Hosts, monkeypatch: pytest.MonkeyPatch) -> int:
    """`trayapp accounts test`, on an internet of these hosts."""

    async def scenario(run: Callable[[], Awaitable[int]]) -> int:
        async with Internet() as internet:
            await hosts.join(internet)
            monkeypatch.setattr(assembly, "make_client", lambda *_: internet.client())
            return await run()

    real_test = accounts.test_account
    monkeypatch.setattr(accounts, "test_account", lambda *arguments: scenario(lambda: real_test(*arguments)))
    return cli.main(["accounts", "test", name])


def keep(keys: FakeKeys, name: str) -> None:
    keys.kept[APP_ID, name] = json.dumps(KEPT[name])


def test_an_account_is_tried_with_its_service(
    keys: FakeKeys, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(keys, "bluesky")
    world = BlueskyWorld()

    assert tried("bluesky", world, monkeypatch) == 0

    assert capsys.readouterr().out == "Bluesky answers to this account.\n"
    assert (APP_ID, "bluesky session") in keys.kept
    piped(monkeypatch, f"me.bsky.social\n{PASSWORD}\n")
    assert cli.main(["accounts", "set", "bluesky"]) == 0
    assert keys.kept.keys() == {(APP_ID, "bluesky")}  # the next session is a new one, of whatever server


def test_removing_an_account_removes_what_came_of_it(keys: FakeKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(keys, "bluesky")
    tried("bluesky", BlueskyWorld(), monkeypatch)

    assert cli.main(["accounts", "remove", "bluesky"]) == 0
    assert keys.kept == {}


def test_an_account_that_is_refused_fails_the_test(
    keys: FakeKeys, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(keys, "threads")
    refusing = Hosts(lambda _: as_answer({"error": {"code": 190}}, 400), ("graph.threads.net",))

    assert tried("threads", refusing, monkeypatch) == 1

    assert capsys.readouterr().err == (
        "trayapp: Threads does not take this account. Is it typed right, and still valid?\n"
    )


@pytest.mark.parametrize("name", ["reddit", "globalping"])  # which would answer without one
def test_without_an_account_there_is_nothing_to_test(
    name: str, keys: FakeKeys, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = reddit_feed_world([])

    assert tried(name, world, monkeypatch) == 1

    assert "There is no account for" in capsys.readouterr().err
    assert world.asked == []


def test_with_nobody_to_trust_no_password_is_sent_anywhere(
    keys: FakeKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(keys, "bluesky")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing"))

    assert cli.main(["accounts", "test", "bluesky"]) == 1

    assert capsys.readouterr().err.startswith("trayapp: SSL_CERT_FILE names ")


def test_a_team_s_address_is_kept_and_its_setting_named(
    keys: FakeKeys, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    piped(monkeypatch, f"slack://{PASSWORD}\n")

    assert cli.main(["accounts", "set", "team1"]) == 0

    assert json.loads(keys.kept[APP_ID, "team1"]) == {"address": f"slack://{PASSWORD}"}
    assert 'once this is set: messages.team1 = "degraded"\n' in capsys.readouterr().out


@pytest.mark.parametrize("action", ["set", "remove"])
def test_a_program_is_no_account(action: str, keys: FakeKeys, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["accounts", action, "command"]) == 1
    assert "stands in the settings: messages.command" in capsys.readouterr().err


def sends_to(tmp_path: Path, *command: str) -> list[str]:
    """The beginning of a command line whose settings name this program."""
    settings = tmp_path / "messages.toml"
    settings.write_text(f"[messages]\ncommand = {json.dumps(command)}\n", encoding="utf-8")
    return ["--config", str(settings)]


def test_a_test_is_handed_to_a_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sends_to(tmp_path, "sh", "-c", 'cat > "$0"', str(tmp_path / "read"))

    assert cli.main([*before, "accounts", "test", "command"]) == 0

    assert capsys.readouterr() == ("A test was sent. Has it arrived?\n", "")
    read = json.loads((tmp_path / "read").read_text(encoding="utf-8"))
    assert_is("message", read)
    assert (read["event"], read["summary"]) == (
        "test",
        "This is a test. When X fails, a message like this one says so.",
    )


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["/nowhere"], "The program in messages.command cannot be started: No such file or directory."),
        (["false"], "The program in messages.command failed, or took more than half a minute."),
        (["sh", "-c", "exit 75"], "A message to command could not be sent."),
        ([], "The program that is handed messages stands in the settings: messages.command"),
    ],
    ids=["missing", "fails", "wants to be tried again", "none"],
)
def test_a_program_that_fails_a_test_is_one_sentence(
    command: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*sends_to(tmp_path, *command), "accounts", "test", "command"]) == 1

    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert says in err


@pytest.mark.parametrize("address", [None, f"nonsense://{PASSWORD}"], ids=["none", "nonsense"])
def test_an_address_that_fails_a_test_is_one_sentence_without_it(
    address: str | None, keys: FakeKeys, capsys: pytest.CaptureFixture[str]
) -> None:
    if address is not None:
        keys.kept[APP_ID, "team2"] = json.dumps({"address": address})

    assert cli.main(["accounts", "test", "team2"]) == 1

    text = "The key store has no address for team2 that Apprise knows. Enter one: trayapp accounts set team2"
    assert capsys.readouterr() == ("", f"trayapp: {text}\n")


@pytest.mark.parametrize(
    ("backend", "line"),
    [
        (FakeKeys, "+ key store: keys keeps accounts, if there are any"),
        (partial(FailingKeys, KeyringLocked), "+ key store: keys keeps accounts, if there are any"),
        (NoKeys, "o key store: there is none; accounts with sources cannot be kept"),
        (
            PlainFile,
            "- key store: The only key store here does not protect what it keeps, so it is not used.",
        ),
    ],
    ids=["good", "locked, and not asked to open", "none", "plain file"],
)
@pytest.mark.usefixtures("keys")
def test_doctor_looks_at_the_store(
    backend: Callable[[], KeyringBackend],
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(doctor, "find_dns", lambda: doctor.Diagnosis(True, "dns"))
    keyring.set_keyring(backend())

    cli.main(["doctor"])

    (said,) = [row for row in capsys.readouterr().out.splitlines() if "key store: " in row]
    assert said.startswith(line)
