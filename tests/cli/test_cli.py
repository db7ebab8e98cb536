"""The command line: what it takes, what it prints, in which language, and the exit status."""

import errno
import io
import json
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from importlib import import_module, reload
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import trayapp
import trayapp.cli.check
from tests.domain.made import DEAD, FINE, KNOWN, check, doh, evidence_of, judged, old_controls
from tests.history.made import Life
from trayapp import cli
from trayapp.__main__ import main as started
from trayapp.cli.parser import parser
from trayapp.clock import utc_now
from trayapp.domain.codes import Says, UnavailableReason
from trayapp.domain.records import Check, JudgedCheck, Phases
from trayapp.domain.reports import Report, SourceHealth
from trayapp.domain.update import Update
from trayapp.errors import HistoryError, TrustStoreError
from trayapp.i18n import Words
from trayapp.settings import file
from trayapp.settings.declarations import Settings

BROKEN = "server_error:origin"
LOST = "connect_failed:refused"

Finds = Callable[..., None]


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """English, wide enough that nothing wraps, and without the settings of whoever runs this."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(file, "config_file", lambda: tmp_path / "settings.toml")


@pytest.fixture
def finds(monkeypatch: pytest.MonkeyPatch) -> Finds:
    """Makes the next check find this instead of asking anybody."""

    def find(seen: JudgedCheck, sources: Sequence[SourceHealth] = (), reports: Sequence[Report] = ()) -> None:
        async def check_once(_: Settings, folder: Path, looks: object) -> Update:
            return Update(seen, sources=tuple(sources), reports=tuple(reports))

        monkeypatch.setattr(cli.check, "check_once", check_once)

    find(judged(check(web="ok", posts="ok")))
    return find


def exits_with(argv: list[str]) -> object:
    with pytest.raises(SystemExit) as caught:
        cli.main(argv)
    return caught.value.code


def test_an_interrupt_while_it_is_still_being_loaded_ends_it_without_a_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(name: str, *_: object) -> None:
        if name == "trayapp.cli":
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "meta_path", [SimpleNamespace(find_spec=interrupted), *sys.meta_path])
    begun = import_module("trayapp.__main__")
    monkeypatch.delitem(sys.modules, "trayapp.cli")
    with pytest.raises(SystemExit, match="130"):
        reload(begun)


@pytest.mark.parametrize("wanted", [[], ["default"]], ids=["usually", "by who works on them"])
def test_what_libraries_warn_of_is_not_told(monkeypatch: pytest.MonkeyPatch, wanted: list[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["trayapp", "--version"])
    monkeypatch.setattr(sys, "warnoptions", wanted)
    with warnings.catch_warnings(record=True, action="always") as told:
        with pytest.raises(SystemExit):
            started()
        warnings.warn("http.cookiejar bug!", stacklevel=1)
    assert len(told) == len(wanted)


@pytest.mark.parametrize(
    ("argv", "english", "german", "helper"),
    [
        ("--quick", "--quick is not known here", "--quick ist hier nicht bekannt", ""),
        ("check now", "now is not known here", "now ist hier nicht bekannt", " check"),
        ("check --quick", "--quick is not known here", "--quick ist hier nicht bekannt", " check"),
        ("check --js", "--js is not known here", "--js ist hier nicht bekannt", " check"),
        ("--lang {} check now x", "now x is not known here", "now x ist hier nicht bekannt", " check"),
        ("check --json=yes", "--json takes no value", "--json nimmt keinen Wert", " check"),
        (
            "--lang xx",
            "xx is not known here; possible: en, de",
            "xx ist hier nicht bekannt; möglich: en, de",
            "",
        ),
        (
            "check --lang xx",
            "xx is not known here; possible: en, de",
            "xx ist hier nicht bekannt; möglich: en, de",
            " check",
        ),
        ("--config", "--config needs a value", "--config braucht einen Wert", ""),
        ("history --since", "--since needs a value", "--since braucht einen Wert", " history"),
        (
            "history --csv --json",
            "--json does not go with --csv",
            "--json verträgt sich nicht mit --csv",
            " history",
        ),
        ("accounts", "it lacks ACTION, NAME", "es fehlt AKTION, NAME", " accounts"),
        (
            "accounts ask x",
            "ask is not known here; possible: set, test, remove",
            "ask ist hier nicht bekannt; möglich: set, test, remove",
            " accounts",
        ),
        (
            "show me",
            "me is not known here; possible: settings",
            "me ist hier nicht bekannt; möglich: settings",
            " show",
        ),
        (
            "history --since 7",
            "--since: 7 of what? Write 7m, 7h, 7d, 7w or 7y",
            "--since: 7 wovon? Zu schreiben ist 7m, 7h, 7d, 7w oder 7y",
            " history",
        ),
        (
            "export --since often x",
            "--since: often is no time; it is written as 90m, 24h, 7d, 4w, 1y or 2026-02-16",
            "--since: often ist keine Zeit; geschrieben wird sie 90m, 24h, 7d, 4w, 1y oder 2026-02-16",
            " export",
        ),
        (
            "pause 30",
            "LENGTH: 30 of what? Write 30m, 30h",
            "DAUER: 30 wovon? Zu schreiben ist 30m, 30h",
            " pause",
        ),
        *(
            (
                f"mute {length}",
                f"LENGTH: {length} is no length from 1m to 366d; it is written as 30m, 4h or 2d",
                f"DAUER: {length} ist keine Dauer von 1m bis 366d; geschrieben wird sie 30m, 4h oder 2d",
                " mute",
            )
            for length in ("ever", "0h", "367d", "999999y", "2026-02-16")
        ),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_wrong_usage_exits_64_with_a_sentence_that_names_the_help_for_it(
    argv: str,
    english: str,
    german: str,
    helper: str,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LANG", language)

    assert exits_with(argv.format(language).split()) == 64

    out, err = capsys.readouterr()
    usage, sentence = err.splitlines()
    begin, why = ("Usage", english) if language == "en" else ("Aufruf", german)
    assert out == ""
    assert usage.startswith(f"{begin}: trayapp{helper} [-h]")
    assert sentence.startswith(f"trayapp: {'Wrong usage' if language == 'en' else 'Falscher Aufruf'}: {why}")
    assert sentence.endswith(f": trayapp{helper} --help")


def test_a_command_that_there_is_not_leads_to_those_that_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert exits_with(["chek"]) == 64

    assert "chek is not known here; possible: check, watch, status, " in capsys.readouterr().err


def test_what_argparse_will_word_otherwise_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser(Words("de")).commands["check"].error("no such thing")

    assert capsys.readouterr().err.endswith(": Falscher Aufruf: no such thing. Hilfe: trayapp check --help\n")


@pytest.mark.parametrize(
    ("back", "length"),
    [("90m", 90 / 1440), ("24h", 1), ("7d", 7), (" 4W ", 28), ("1y", 365), ("2Y", 730)],
)
def test_how_far_back_is_said_in_one_of_five_units(back: str, length: float) -> None:
    options = parser(Words("en")).parse_args(["history", "--since", back])

    assert abs(utc_now() - timedelta(days=length) - options.since) < timedelta(minutes=1)


def test_wrong_usage_cannot_send_a_terminal_orders(capsys: pytest.CaptureFixture[str]) -> None:
    assert exits_with(["check", "\x1b]0;evil\x07"]) == 64

    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize("argv", [["--version"], ["--lang", "de", "--version"]])
def test_version(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert exits_with(argv) == 0

    assert capsys.readouterr().out == f"trayapp {trayapp.__version__}\n"


@pytest.mark.parametrize(
    ("argv", "language", "expected"),
    [
        (["--help"], "en_US.UTF-8", ["Usage: trayapp ", "Options:", "Commands:", "show this help"]),
        (["--help"], "de_DE.UTF-8", ["Aufruf: trayapp ", "Optionen:", "Befehle:", "diese Hilfe zeigen"]),
        (["--lang", "de", "--help"], "en_US.UTF-8", ["Aufruf: trayapp ", "--config DATEI"]),
        (["--lang=de", "-h"], "en_US.UTF-8", ["Aufruf: trayapp "]),
        (["check", "--help", "--lang", "de"], "en_US.UTF-8", ["Aufruf: trayapp check ", "eine Zeile JSON"]),
        (["--lang", "en", "check", "-h"], "de_DE.UTF-8", ["Usage: trayapp check ", "one line of JSON"]),
        (["--help", "--lang", "xx"], "de_DE.UTF-8", ["Aufruf: trayapp "]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_help_speaks_the_language_asked_for(
    argv: list[str],
    language: str,
    expected: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LANG", language)

    assert exits_with(argv) == 0

    said = capsys.readouterr().out
    assert [text for text in expected if text not in said] == []


COMMANDS = tuple(parser(Words("en")).commands)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_a_command_too(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exits_with([command, "--help"]) == 0
    by_option = capsys.readouterr().out

    assert exits_with(["help", command]) == 0
    assert capsys.readouterr().out == by_option


def test_help_on_nothing_is_on_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert exits_with(["--help"]) == 0
    by_option = capsys.readouterr().out

    assert exits_with(["help"]) == 0
    assert capsys.readouterr().out == by_option
    assert [command for command in COMMANDS if f"\n    {command} " not in by_option] == []


@pytest.mark.parametrize("argv", [["-v", "check"], ["check", "-v"], ["check", "--verbose"]], ids=" ".join)
def test_verbose_has_a_short_form(argv: list[str]) -> None:
    assert parser(Words("en")).parse_args(argv).verbose is True


def test_help_speaks_the_language_of_the_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "settings.toml").write_text('language = "de"', encoding="utf-8")
    (tmp_path / "other.toml").write_text('language = "en"', encoding="utf-8")

    exits_with(["--help"])
    exits_with(["check", "--config", str(tmp_path / "other.toml"), "--help"])
    exits_with(["chek"])

    out, err = capsys.readouterr()
    assert [line.partition(" ")[0] for line in (out + err).splitlines() if ": trayapp" in line] == [
        "Aufruf:",
        "Usage:",
        "Aufruf:",
        "trayapp:",
    ]


@pytest.mark.parametrize("command", [[], *([command] for command in COMMANDS)], ids=" ".join)
def test_german_help_has_no_english_left(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    exits_with(["--lang", "de", *command, "--help"])

    names = (*COMMANDS, "team3, command")  # as they are typed
    said = re.sub(rf"\b({'|'.join(names)})\b", "", " ".join(capsys.readouterr().out.lower().split()))
    for word in ("usage", "options", "arguments", "show", "file", "command", "exit", "folder", "language"):
        assert word not in said


def test_wrong_usage_is_told_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert exits_with(["--lang", "de", "chek"]) == 64

    err = capsys.readouterr().err
    assert err.startswith("Aufruf: ")
    assert "trayapp: Falscher Aufruf: " in err


def test_missing_config_that_was_named_exits_78(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "missing.toml"

    assert cli.main(["--config", str(missing), "check"]) == 78

    out, err = capsys.readouterr()
    assert out == ""
    assert err == (f"trayapp: The settings file {missing} does not exist. Check the path after --config.\n")


@pytest.mark.parametrize("argv", [["--config", "{}", "check"], ["check", "--config", "{}"]])
def test_broken_config_exits_78_wherever_it_is_named(
    argv: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.toml"
    path.write_text("interval_s =", encoding="utf-8")

    assert cli.main(["--lang", "de", *(word.format(path) for word in argv)]) == 78

    assert capsys.readouterr().err.startswith(f"trayapp: Die Einstellungsdatei {path} ist kein gültiges TOML")


def test_bad_setting_is_named_and_the_check_is_made(
    finds: Finds, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.toml").write_text("checks.interval_s = 5\ncolour = 3\n", encoding="utf-8")

    assert cli.main(["check"]) == 0

    out, err = capsys.readouterr()
    assert out.startswith("X is up")
    assert err.splitlines() == [
        (
            "trayapp: Setting checks.interval_s: The file says 5, so the default is used. "
            "A whole number from 30 to 3600 is needed."
        ),
        "trayapp: Setting colour: there is no such setting; it is ignored.",
    ]


def test_settings_reach_the_check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[Settings] = []

    async def check_once(chosen: Settings, folder: Path, looks: object) -> Update:
        seen.append(chosen)
        return Update(judged(check(web="ok", posts="ok")))

    monkeypatch.setattr(cli.check, "check_once", check_once)
    other = tmp_path / "other.toml"
    other.write_text("surfaces.video = false", encoding="utf-8")

    cli.main(["check"])
    cli.main(["check", "--config", str(other)])
    cli.main(["--config", str(other), "check", "--no-sources"])

    assert [chosen.video for chosen in seen] == [True, False, False]
    assert [chosen.sources for chosen in seen] == [True, True, False]


@pytest.mark.parametrize(
    ("argv", "setting", "environment", "expected"),
    [
        (["check"], "", "en_US", "X is up"),
        (["check"], "", "de_DE", "X ist verfügbar"),
        (["check"], "de", "en_US", "X ist verfügbar"),
        (["check"], "system", "de_DE", "X ist verfügbar"),
        (["check", "--lang", "en"], "de", "de_DE", "X is up"),
        (["--lang", "de", "check"], "en", "en_US", "X ist verfügbar"),
    ],
)
def test_language_is_the_options_then_the_settings_then_the_environments(
    argv: list[str],
    setting: str,
    environment: str,
    expected: str,
    finds: Finds,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LANG", environment)
    if setting:
        (tmp_path / "settings.toml").write_text(f'language = "{setting}"', encoding="utf-8")

    cli.main(argv)

    assert capsys.readouterr().out.startswith(expected)


@pytest.mark.parametrize(
    ("seen", "status"),
    [
        (check(web="ok", posts="ok"), 0),
        (check(web="ok", posts=BROKEN), 1),
        (check(FINE, web=BROKEN, posts=BROKEN), 2),
        (check((*FINE, *KNOWN), web="dns_failed:nxdomain", posts="ok"), 3),
        (check(DEAD, web=LOST, posts=LOST), 3),
        (check(web="limited", posts="limited"), 3),
        (check(), 3),
    ],
    ids=["up", "degraded", "down", "blocked", "offline", "unknown", "nothing watched"],
)
@pytest.mark.parametrize("options", [[], ["--json"], ["--no-sources"]], ids=" ".join)
def test_exit_status_is_the_verdicts(
    seen: Check, status: int, options: list[str], finds: Finds, capsys: pytest.CaptureFixture[str]
) -> None:
    finds(judged(seen))

    assert cli.main(["check", *options]) == status

    assert capsys.readouterr().err == ""


def timed(seen: Check) -> Check:
    return replace(
        seen, surfaces=tuple(replace(s, phases=Phases(dns=4.1, total=118.04)) for s in seen.surfaces)
    )


def test_result_is_told_in_english(finds: Finds, capsys: pytest.CaptureFixture[str]) -> None:
    seen = timed(check(FINE, web=BROKEN, posts="timeout:first_byte", images="ok"))
    finds(judged(seen, evidence_of("vantage", "fine", source="globalping")))

    cli.main(["check"])

    assert capsys.readouterr().out.splitlines() == [
        "X may be down: website and posts do not work.",
        "  website: server error (from the server itself), 118 ms",
        "  posts: no answer in time (while waiting for the answer), 118 ms",
        "  pictures: fine, 118 ms",
        "Points to it:",
        "  website: server error (from the server itself)",
        "  posts: no answer in time (while waiting for the answer)",
        "  others answer from here (4 of 4)",
        "Points against it:",
        "  Globalping's vantage points: no trouble",
    ]


def test_what_others_said_is_told_and_why_some_said_nothing(
    finds: Finds, capsys: pytest.CaptureFixture[str]
) -> None:
    block = evidence_of("expert", "nothing", source="netblocks")
    finds(
        judged(
            check(FINE, web=BROKEN, posts="ok"), evidence_of("vantage", "trouble", source="globalping"), block
        ),
        [
            SourceHealth("globalping", Says.TROUBLE),
            SourceHealth("netblocks", Says.NOTHING),
            SourceHealth("mastodon", Says.UNAVAILABLE, UnavailableReason.CLOSED),
            SourceHealth("bluesky"),
        ],
        [Report(block, text="Confirmed: X\x1b[31m restricted in Turkey", country="TR")],
    )

    cli.main(["check"])

    assert capsys.readouterr().out.splitlines()[-3:] == [
        "Others:",
        "  Mastodon: could not be asked (turns this program away)",
        "  NetBlocks writes: Confirmed: X\N{REPLACEMENT CHARACTER}[31m restricted in Turkey",
    ]


def test_result_is_told_in_german(finds: Finds, capsys: pytest.CaptureFixture[str]) -> None:
    finds(judged(timed(check(FINE, via_proxy=True, web=BROKEN, posts=BROKEN))))

    cli.main(["check", "--lang", "de"])

    assert capsys.readouterr().out.splitlines() == [
        "X ist ausgefallen: Website und Beiträge antworten mit Serverfehlern.",
        "  Website: Serverfehler (vom Server selbst), 118 ms",
        "  Beiträge: Serverfehler (vom Server selbst), 118 ms",
        "Dafür spricht:",
        "  Website: Serverfehler (vom Server selbst)",
        "  Beiträge: Serverfehler (vom Server selbst)",
        "  andere antworten von hier aus (4 von 4)",
        "Durch den Proxy gesehen.",
    ]


def test_parts_that_decide_nothing_say_why(finds: Finds, capsys: pytest.CaptureFixture[str]) -> None:
    seen = check(FINE, web="ok", posts="timeout:tls", images="dns_failed:nxdomain")
    web, posts, images = seen.surfaces
    beside = (web, replace(posts, lost=2), replace(images, filtered=True))
    finds(judged(replace(seen, surfaces=beside, left_alone=("links",))))

    cli.main(["check"])

    assert capsys.readouterr().out.splitlines()[1:5] == [
        "  website: fine",
        "  posts: lost; not counted against X: your own connection may be why",
        "  pictures: filtered out here; not counted",
        "  links: left alone for now; asked again later",
    ]


def test_of_what_is_not_known_nobody_says_how_sure_it_is(
    finds: Finds, capsys: pytest.CaptureFixture[str]
) -> None:
    finds(judged(check()))

    cli.main(["check"])

    assert capsys.readouterr().out == "Not known: no part of X was asked.\n"


EVIL = "\x1b]0;evil\x07\x9b2J\u202e.example"


def test_hosts_cannot_send_a_terminal_orders(finds: Finds, capsys: pytest.CaptureFixture[str]) -> None:
    seen = check(old_controls(f"redirected:{EVIL}"), web=f"redirected:{EVIL}", posts=f"redirected:{EVIL}")
    finds(judged(seen, replace(evidence_of("crowd"), source=EVIL)))

    cli.main(["check"])
    told = capsys.readouterr().out
    cli.main(["check", "--json"])
    written = capsys.readouterr().out

    assert all(row.isprintable() for row in told.splitlines())
    assert "evil" in told
    assert written.rstrip("\n").isascii()
    assert written.rstrip("\n").isprintable()
    assert json.loads(written)["surfaces"][0]["detail"] == EVIL


NUMBER = (int, float)
TEXT = (str, type(None))
COUNT = (int, type(None))

CHECK_FIELDS: dict[str, Any] = {
    "at": str,
    "interval_s": NUMBER,
    "verdict": str,
    "cause": TEXT,
    "confidence": str,
    "summary": str,
    "reasons": list,
    "surfaces": list,
    "controls": list,
    "evidence": list,
}
REASON_FIELDS = {"code": str, "for": bool, "values": dict}
SURFACE_FIELDS = {
    "id": str,
    "outcome": str,
    "detail": TEXT,
    "http_status": COUNT,
    "address": TEXT,
    "phases_ms": dict,
}
CONTROL_FIELDS = {**SURFACE_FIELDS, "by_address": bool, "date_skew_s": (int, float, type(None))}
EVIDENCE_FIELDS = {
    "source": str,
    "says": str,
    "kind": str,
    "count": COUNT,
    "of": COUNT,
    "at": TEXT,
    "url": TEXT,
}


def has_fields(written: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return written.keys() == wanted.keys() and all(isinstance(written[key], wanted[key]) for key in wanted)


def test_json_is_one_line_of_the_documented_shape(finds: Finds, capsys: pytest.CaptureFixture[str]) -> None:
    seen = timed(
        check((*old_controls("ok", skew_s=0.4), *doh("ok:knows", handshake=True)), web=BROKEN, posts=LOST)
    )
    surfaces = (replace(seen.surfaces[0], http_status=503, address="172.66.0.227"), *seen.surfaces[1:])
    evidence = (
        replace(evidence_of("vantage", source="globalping"), count=5, of=6, url="https://…"),
        evidence_of("user", at=None),
    )
    finds(judged(replace(seen, surfaces=surfaces), *evidence))

    cli.main(["check", "--json"])
    out = capsys.readouterr().out
    assert out.endswith("}\n")
    assert out.count("\n") == 1
    written = json.loads(out)

    assert has_fields(written, CHECK_FIELDS)
    assert all(has_fields(reason, REASON_FIELDS) for reason in written["reasons"])
    assert all(has_fields(surface, SURFACE_FIELDS) for surface in written["surfaces"])
    assert all(has_fields(control, CONTROL_FIELDS) for control in written["controls"][:4])
    assert has_fields(written["controls"][4], {**CONTROL_FIELDS, "handshake": bool})
    assert all(has_fields(each, EVIDENCE_FIELDS) for each in written["evidence"])


def test_json_of_an_outage_is_as_documented(finds: Finds, capsys: pytest.CaptureFixture[str]) -> None:
    phases = Phases(dns=4.1, connect=11.0, tls=21.3, first_byte=80.2, total=118.0)
    seen = check(old_controls("ok", skew_s=0.4)[:1], web=BROKEN, posts=BROKEN)
    web = replace(seen.surfaces[0], http_status=503, address="172.66.0.227", phases=phases)
    posts = replace(seen.surfaces[1], http_status=503)
    google = replace(seen.controls[0], http_status=204)
    globalping = replace(evidence_of("vantage", source="globalping"), count=5, of=6)
    finds(judged(replace(seen, surfaces=(web, posts), controls=(google,)), globalping))

    cli.main(["check", "--json"])
    written = json.loads(capsys.readouterr().out)

    assert written["reasons"][0] == {
        "code": "surface_failed",
        "for": True,
        "values": {"surface": "web", "outcome": "server_error", "detail": "origin", "http_status": 503},
    }
    del written["reasons"]
    assert written == {
        "at": "2026-02-16T13:27:40.120Z",
        "interval_s": 60,
        "verdict": "down",
        "cause": "server_errors",
        "confidence": "high",
        "summary": "X is down: website and posts answer with server errors.",
        "surfaces": [
            {
                "id": "web",
                "outcome": "server_error",
                "detail": "origin",
                "http_status": 503,
                "address": "172.66.0.227",
                "phases_ms": {"dns": 4.1, "connect": 11.0, "tls": 21.3, "first_byte": 80.2, "total": 118.0},
            },
            {
                "id": "posts",
                "outcome": "server_error",
                "detail": "origin",
                "http_status": 503,
                "address": None,
                "phases_ms": {},
            },
        ],
        "controls": [
            {
                "id": "google",
                "outcome": "ok",
                "detail": None,
                "http_status": 204,
                "address": None,
                "by_address": False,
                "date_skew_s": 0.4,
                "phases_ms": {},
            }
        ],
        "evidence": [
            {
                "source": "globalping",
                "says": "trouble",
                "kind": "vantage",
                "count": 5,
                "of": 6,
                "at": "2026-02-16T13:27:40.120Z",
                "url": None,
            }
        ],
    }


def test_json_without_trouble_has_no_cause(finds: Finds, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["check", "--json"])

    written = json.loads(capsys.readouterr().out)
    assert (written["verdict"], written["cause"], written["evidence"]) == ("up", None, [])


def test_json_tells_of_a_proxy_only_where_there_is_one(
    finds: Finds, capsys: pytest.CaptureFixture[str]
) -> None:
    finds(judged(check(via_proxy=True, web="ok", posts="ok")))

    cli.main(["check", "--json"])

    assert json.loads(capsys.readouterr().out)["surfaces"][0]["via_proxy"] is True


def test_summary_in_json_speaks_the_language_asked_for(
    finds: Finds, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["check", "--json", "--lang", "de"])

    summary = json.loads(capsys.readouterr().out)["summary"]
    assert summary == "X ist verfügbar: Website und öffentliche Beiträge antworten (ohne Anmeldung geprüft)."


def _raising(error: BaseException) -> Callable[[Settings, Path, object], Any]:
    async def check_once(_: Settings, folder: Path, looks: object) -> Update:
        raise error

    return check_once


def test_trouble_of_the_system_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli.check, "check_once", _raising(HistoryError("history_damaged", path="here")))

    assert cli.main(["check"]) == 3

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("trayapp: The history here is damaged.")
    assert err.count("\n") == 1


@pytest.mark.parametrize("asked", ["doctor", "history"])
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RuntimeError("can't start new thread"), "trayapp: trayapp cannot start any more threads. "),
        (OSError(errno.EMFILE, "Too many open files"), "trayapp: trayapp cannot open any more connections. "),
        (MemoryError(), "trayapp: trayapp has no memory left to check with. "),
    ],
    ids=repr,
)
def test_what_this_computer_lacks_is_no_bug_of_a_command(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    asked: str,
    error: Exception,
    told: str,
) -> None:
    def run(*_: object) -> int:
        raise error

    monkeypatch.setattr(import_module(f"trayapp.cli.{asked}"), "run", run)

    assert cli.main([asked]) == 3

    err = capsys.readouterr().err
    assert err.startswith(told)
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (TrustStoreError("no_trust_store"), "authorities"),
        (OSError(errno.EMFILE, "Too many open files"), "descriptors"),
        (RuntimeError("can't start new thread"), "threads"),
        (MemoryError(), "memory"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_this_computer_lacks_is_a_verdict_that_blames_nobody(
    error: Exception, trouble: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli.check, "check_once", _raising(error))

    assert cli.main(["check", "--json"]) == 3

    said = json.loads(capsys.readouterr().out)
    assert (said["verdict"], said["cause"], said["own_trouble"]) == ("unknown", "own_trouble", trouble)


def test_a_bug_keeps_its_traceback_and_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python's own exit status for it, 1, would say that X has problems."""
    monkeypatch.setattr(cli.check, "check_once", _raising(ZeroDivisionError("a bug")))

    assert cli.main(["check"]) == 3

    assert "ZeroDivisionError: a bug" in capsys.readouterr().err


def test_ctrl_c_ends_it_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(cli.check, "check_once", _raising(KeyboardInterrupt()))

    assert cli.main(["check"]) == 130

    assert capsys.readouterr() == ("", "")


def test_terminal_without_a_letter_shows_another(finds: Finds, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)

    assert cli.main(["check", "--lang", "de"]) == 0

    terminal.seek(0)
    assert terminal.read().startswith("X ist verf?gbar")


DOWN = """
import sys
import trayapp.cli.check
from tests.domain.made import FINE, check, judged
from trayapp import cli
from trayapp.domain.update import Update

async def check_once(_, folder, looks):
    return Update(judged(check(FINE, web="server_error:origin", posts="server_error:origin")))

cli.check.check_once = check_once
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break in another way there")
@pytest.mark.parametrize(
    ("argv", "status"),
    [
        (["check"], 2),
        (["check", "--json"], 2),
        (["export", "-"], 0),
        (["export", "/dev/stdout"], 0),
        (["--help"], 0),
        (["--version"], 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_reader_that_has_gone_changes_nothing_and_hears_no_complaint(
    argv: list[str], status: int, tmp_path: Path
) -> None:
    """As in `trayapp check | head -0`."""
    folder = ["--data-dir", str(tmp_path / "history")]
    _record(tmp_path / "history")
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-c", DOWN, *folder, *argv],
            cwd=Path(trayapp.__file__).parents[1],
            env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path)},
            stdout=writer,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    finally:
        os.close(writer)

    assert done.stderr == b""
    assert done.returncode == status


@pytest.mark.parametrize("command", ["history", "report"])
def test_what_nobody_watches_any_more_is_not_said_to_go_on(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    life = Life(tmp_path)
    life.live("uuddd")
    life.store.close()

    assert cli.main(["--data-dir", str(tmp_path), "--lang", "en", command, "--since", "9y"]) == 0

    said = capsys.readouterr().out
    assert "at least 2 min" in said
    assert not re.search("ongoing|since .*X is down", said)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    ("closed", "argv", "status"),
    [
        ("<&- >&- 2>&-", ["check"], 2),
        (">&-", ["export", "-"], 0),
        ("<&-", ["import", "-"], 65),
        ("<&-", ["replay", "-"], 0),
    ],
    ids=["check", "export", "import", "replay"],
)
def test_a_closed_stream_is_an_empty_one(closed: str, argv: list[str], status: int, tmp_path: Path) -> None:
    """As who starts a service in haste leaves it: the history must not lie where a stream was."""
    folder = ["--data-dir", str(tmp_path / "history")]
    _record(tmp_path / "history")
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-c", DOWN, *folder, *argv],
        cwd=Path(trayapp.__file__).parents[1],
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path)},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert b"bug" not in done.stderr
    assert b"damaged" not in done.stderr
    assert done.returncode == status


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_full_disk_under_the_output_changes_no_exit_status(stream: str, tmp_path: Path) -> None:
    """Whoever logs a watch to the disk that its history fills must not lose the watching."""
    checks = tmp_path / "checks.jsonl"
    checks.write_text('{"at": "2026-02-16T13:00:00Z"}\nno check\n')
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "trayapp", "replay", str(checks)],
            **{"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, stream: full},  # type: ignore[call-overload]
            check=False,
        )
    assert done.returncode == 0
    if stream == "stdout":  # what lacks its end looks like all of it
        assert done.stderr.splitlines()[-1] == b"trayapp: - cannot be written: No space left on device."


def test_an_export_goes_into_a_pipe_as_into_a_file(tmp_path: Path) -> None:
    _record(tmp_path / "history")
    command = [sys.executable, "-m", "trayapp", "--data-dir", str(tmp_path / "history"), "export"]
    piped = subprocess.run([*command, "/dev/stdout"], capture_output=True, text=True, check=True).stdout
    link = tmp_path / "link.jsonl"
    link.symlink_to(tmp_path / "file.jsonl")
    subprocess.run([*command, str(link)], check=True, stdout=subprocess.DEVNULL)
    assert link.is_symlink()
    assert (tmp_path / "file.jsonl").read_text() == piped[: piped.rindex("\n", 0, -1) + 1]


def _record(folder: Path) -> None:
    from trayapp.history.store import Store

    store = Store(folder, lambda _: None)
    seen = judged(check(FINE, web="ok", posts="ok"))
    store.record(seen, store.tracker.follow(seen))
    store.close()
