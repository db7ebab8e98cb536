"""Words: every code has its own in every language, each sentence is true, and the catalogue is up to date.

After a sentence was changed, in the environment of the checkout:

    resources/translations/refresh    # extract, update, compile
    $EDITOR resources/translations/de.po
    resources/translations/refresh
"""

import ast
import os
import re
import shutil
import string
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import timedelta
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

import trayapp
from tests.domain.made import FINE, KNOWN, check, control, doh, evidence_of, judged, old_controls
from tests.domain.walk import NETWORKS, Step, steps
from trayapp.domain.codes import Cause, Outcome, Says, UnavailableReason, VerdictName
from trayapp.domain.records import JudgedCheck, Reason, SurfaceResult
from trayapp.domain.remedies import Remedy
from trayapp.domain.reports import Report, SourceHealth, Vantage
from trayapp.errors import TrayappError
from trayapp.i18n import LANGUAGES, Words, plain, system_language
from trayapp.paths import resource
from trayapp.settings.declarations import Problem, Settings

PACKAGE = Path(trayapp.__file__).parent
ENGLISH, GERMAN = Words("en"), Words("de")

BROKEN = "server_error:origin"
LOST = "connect_failed:refused"
GONE = "dns_failed:nxdomain"

every_language = pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["en", "de"])
posix_shell = pytest.mark.skipif(sys.platform == "win32", reason="refresh needs a POSIX shell")


@cache
def nodes(file: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))


def trees(*parts: str) -> Iterator[ast.AST]:
    for part in parts:
        path = PACKAGE / part
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            yield from nodes(file)


def calls(*parts: str) -> Iterator[tuple[str, ast.Call]]:
    """Calls of anything by its plain name."""
    for node in trees(*parts):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node


def texts(node: ast.expr) -> list[str]:
    """The texts that an argument may be."""
    if isinstance(node, ast.IfExp):
        return texts(node.body) + texts(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def made_details() -> set[tuple[Outcome, str]]:
    """Details that stand beside their outcome where it is made, as in `Finding(Outcome.OK, "tls")`."""
    found = set()
    for name, call in calls("net", "checks"):
        match call.args:
            case [ast.Attribute(value=ast.Name(id="Outcome"), attr=outcome), detail, *_]:
                found |= {(Outcome[outcome], text) for text in texts(detail)}
            case [ast.Constant(value=str(text))] if name == "BrokenProtocolError":
                found.add((Outcome.PROTOCOL_ERROR, text))
    return {(outcome, text) for outcome, text in found if outcome is not Outcome.OK}


DESIGNED_DETAILS = {
    Outcome.SERVER_ERROR: "edge edge_page origin",
    Outcome.DNS_FAILED: "nxdomain servfail no_answer bogus",
    Outcome.CONNECT_FAILED: "refused reset unreachable proxy_refused",
    Outcome.TIMEOUT: "dns connect tls first_byte body",
    Outcome.TLS_FAILED: "expired not_yet_valid wrong_host untrusted handshake",
    Outcome.REFUSED: "challenge empty proxy unsigned",
    Outcome.PROTOCOL_ERROR: "no_answer unsigned",
}
DETAILS = sorted(
    made_details()
    | {(outcome, detail) for outcome, details in DESIGNED_DETAILS.items() for detail in details.split()}
)


@every_language
@pytest.mark.parametrize(("outcome", "detail"), DETAILS, ids=str)
def test_every_detail_has_words(words: Words, outcome: Outcome, detail: str) -> None:
    said = words.names.detail(outcome, detail)

    assert said
    assert (
        said != detail
        or (outcome, detail, words) == (Outcome.CONNECT_FAILED, "refused", ENGLISH)
        or (detail == "unreachable" and words is ENGLISH)
    )


def test_details_are_found_where_they_are_made() -> None:
    assert {
        (Outcome.CONNECT_FAILED, "unreachable"),
        (Outcome.DNS_FAILED, "servfail"),
        (Outcome.PROTOCOL_ERROR, "too_long"),
        (Outcome.REFUSED, "empty"),
    } <= made_details()


def test_details_without_words_are_shown_as_they_are() -> None:
    assert GERMAN.names.detail(Outcome.REFUSED, "http_418") == "HTTP 418"
    assert GERMAN.names.detail(Outcome.REDIRECTED, "login.hotel.example") == "login.hotel.example"
    assert GERMAN.names.detail(Outcome.REDIRECTED, "proxy") == "proxy"
    assert GERMAN.names.detail(Outcome.SOFT_FAILURE, "something new") == "something new"
    assert GERMAN.names.detail(Outcome.TIMEOUT, None) == ""


NAMERS: list[tuple[Callable[[Words], Callable[[Any], str]], Any]] = [
    *((lambda words: words.names.verdict, name) for name in VerdictName),
    *((lambda words: words.names.cause, cause) for cause in Cause),
    *((lambda words: words.names.outcome, outcome) for outcome in Outcome),
    *((lambda words: words.verdicts.advice, cause) for cause in Cause if cause is not Cause.OWN_TROUBLE),
    *((lambda words: lambda each: words.verdicts.remedy(each, "Downdetector"), remedy) for remedy in Remedy),
    *((lambda words: words.sources.says, says) for says in Says),
    *((lambda words: words.sources.unavailable, reason) for reason in UnavailableReason),
]


@pytest.mark.parametrize(("namer", "member"), NAMERS, ids=lambda value: str(getattr(value, "value", "")))
def test_every_member_has_words_in_both_languages(
    namer: Callable[[Words], Callable[[Any], str]], member: Any
) -> None:
    english, german = namer(ENGLISH)(member), namer(GERMAN)(member)

    assert english
    assert german
    assert english != german
    assert "_" not in english


@every_language
@pytest.mark.parametrize("surface", ["web", "posts", "images", "assets", "video", "links", "api", "custom"])
def test_every_surface_has_a_name(words: Words, surface: str) -> None:
    assert words.names.surface(surface) not in (surface if surface not in ("posts", "links") else "", "")


def test_every_vantage_point_s_outcome_has_words() -> None:
    for outcome in ("reached", "target", "resolver", "internal", "offline", "in-progress"):
        english, german = (words.sources.vantages([Vantage("DE", outcome)]) for words in (ENGLISH, GERMAN))
        assert english != german
    seen = [Vantage("DE", "reached", 403, 180.4), Vantage("US", "quite new"), Vantage("FR", "reached")]
    assert ENGLISH.sources.vantages(seen) == "reached: DE, FR; quite new: US"


def test_a_source_s_own_words_and_why_it_is_unavailable() -> None:
    closed = SourceHealth("mastodon", Says.UNAVAILABLE, UnavailableReason.CLOSED)
    assert GERMAN.sources.line(closed) == "Mastodon: konnte nicht gefragt werden (weist dieses Programm ab)"
    assert ENGLISH.sources.line(SourceHealth("netblocks", Says.FINE)) == "NetBlocks: no trouble"
    note = Report(evidence_of("expert", source="netblocks"), text="X\x1b is down")
    assert ENGLISH.sources.writes(note) == "NetBlocks writes: X\N{REPLACEMENT CHARACTER} is down"


ERRORS = {
    (texts(call.args[0])[0], tuple(keyword.arg or "" for keyword in call.keywords))
    for name, call in calls(".")
    if name.endswith("Error") and call.args and texts(call.args[0])
    if name in {kind.__name__ for kind in TrayappError.__subclasses__()}
}


def test_errors_are_found_where_they_are_raised() -> None:
    assert {"config_missing", "config_broken", "no_trust_store"} <= {code for code, _ in ERRORS}


@every_language
@pytest.mark.parametrize(("code", "names"), sorted(ERRORS), ids=[code for code, _ in sorted(ERRORS)])
def test_every_error_has_a_sentence_with_its_values(words: Words, code: str, names: tuple[str, ...]) -> None:
    said = words.troubles.error(TrayappError(code, **{name: f"<{name}>" for name in names}))

    assert " " in said
    assert all(f"<{name}>" in said for name in names)
    assert said.endswith((".", "?", "trayapp check"))


PROBLEMS = {
    code for name, call in calls("settings/file.py") if name == "Problem" for code in texts(call.args[1])
} | {
    code
    for setting in fields(Settings)
    for value in (object(), "\0")
    if (code := setting.metadata["kind"].refused(value))
}


@every_language
@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_problem_has_a_sentence_with_its_key(words: Words, code: str) -> None:
    said = words.troubles.problem(Problem("the.key", code, "the value", "this or that"))

    assert "the.key" in said
    assert code not in said
    assert said.endswith(".")


def test_problems_are_found_where_they_are_made() -> None:
    assert {"unknown_key", "not_a_group", "not_allowed", "not_in_range", "proxy_url_missing"} <= PROBLEMS


@cache
def walked() -> tuple[tuple[Step, JudgedCheck], ...]:
    """Some 9,000 checks, among them every verdict."""
    sample = chain.from_iterable(islice(steps(name), 0, None, 13) for name in NETWORKS)
    extra = [
        Step("ok", "ok", "fine", "none that counts"),
        Step("connect_failed:refused", "dns_failed:nxdomain", "fine"),
    ]
    return tuple((step, judged(step.check(), *step.evidence())) for step in chain(sample, extra))


def reasons_of_all() -> dict[str, Reason]:
    more = [
        judged(check(FINE, web=LOST, posts=LOST), evidence_of("expert", "fine")),
        judged(check(FINE, web=BROKEN, posts=BROKEN), evidence_of("status", source="cloudflare_status")),
        judged(check(web="ok", posts=BROKEN), replace(evidence_of("vantage"), count=5, of=6)),
        judged(check((*FINE, *doh("ok:knows", "ok:servfail")), web=GONE)),
        judged(check((*FINE, *doh("ok:nxdomain")), web=GONE)),
    ]
    every = chain((seen for _, seen in walked()), more)
    return {f"{r.code} {r.values}": r for seen in every for r in seen.verdict.reasons}


def made_up(code: str, **values: str | int) -> Reason:
    return Reason(code, True, tuple(values.items()))


RARE_REASONS = {
    made_up("surface_lost", surface="web", outcome="timeout", lost=4): (
        "website: no answer in time, 4 times",
        "Website: keine rechtzeitige Antwort, 4-mal",
    ),
    made_up("vantage_pages", source="globalping", pages=4, of=6): (
        "Globalping's vantage points: 4 of 6 get the page",
        "Messpunkte von Globalping: 4 von 6 bekommen die Seite",
    ),
    made_up("voice_outdated", source="netblocks", kind="expert", says="fine", age_s=723): (
        "NetBlocks: no trouble (said 12 min 3 s earlier)",
        "NetBlocks: keine Probleme (12 Min. 3 Sek. zuvor gesagt)",
    ),
    made_up("own_trouble", trouble="threads"): (
        "trayapp cannot start any more threads",
        "trayapp kann keine weiteren Threads starten",
    ),
    made_up("https_none", operators=3): (
        "no secure connection (https) with any of 3 others",
        "keine sichere Verbindung (https) zu auch nur einem von 3 anderen",
    ),
}
"""What no check of the walk gives a verdict for."""


def known_reason_codes() -> set[str]:
    """The codes that `Verdicts._fact` has a case or a sentence for."""
    values: list[ast.expr | None] = []
    for node in trees("i18n/verdicts.py"):
        match node:
            case ast.FunctionDef(name="_fact"):
                values += [inner.value for inner in ast.walk(node) if isinstance(inner, ast.MatchValue)]
            case ast.Assign(targets=[ast.Name(id="_REASONS")], value=ast.Dict(keys=keys)):
                values += keys
    return {text for value in values if value is not None for text in texts(value)}


@every_language
def test_every_reason_is_a_sentence(words: Words) -> None:
    for reason in reasons_of_all().values():
        said = words.verdicts.reason(reason)

        assert reason.code not in said
        assert "{" not in said
        assert " " in said


@pytest.mark.parametrize(("reason", "said"), RARE_REASONS.items(), ids=lambda v: getattr(v, "code", ""))
def test_what_the_walk_does_not_meet_is_a_sentence_too(reason: Reason, said: tuple[str, str]) -> None:
    assert (ENGLISH.verdicts.reason(reason), GERMAN.verdicts.reason(reason)) == said


def test_words_know_the_reasons_that_verdicts_give() -> None:
    given = {reason.code for reason in reasons_of_all().values()}

    assert given | {reason.code for reason in RARE_REASONS} == known_reason_codes()


@every_language
def test_a_reason_of_a_later_version_is_shown_as_it_is(words: Words) -> None:
    assert words.verdicts.reason(Reason("quite_new", True)) == "quite_new"


def test_no_summary_says_more_than_was_seen() -> None:
    for step, seen in walked():
        summary, verdict = ENGLISH.verdicts.summary(seen), seen.verdict
        failing = {dict(r.values).get("outcome") for r in verdict.reasons if r.code == "surface_failed"}
        surfaces = {result.id: result for result in seen.check.surfaces}
        web, posts = surfaces.get("web"), surfaces.get("posts")

        if "with server errors" in summary:
            assert failing == {"server_error"}, step
        if "site answers" in summary or "site and public posts answer" in summary:
            assert web is not None, step
            assert web.is_reached, step
        if "public posts" in summary:
            assert posts is not None, step
            assert posts.outcome in (Outcome.OK, Outcome.SLOW), step
        if "others report trouble" in summary:
            assert any(v.says == "trouble" and v.kind not in ("status", "user") for v in seen.evidence), step
        if "could not be asked" in summary:
            heard = [r for r in verdict.reasons if r.code in ("voice_trouble", "voice_fine")]
            assert all(dict(reason.values)["kind"] == "user" for reason in heard), step


def summary_cases() -> Iterator[Any]:
    def case(english: str, german: str, seen: JudgedCheck) -> Any:
        return pytest.param(seen, english, german, id=english)

    yield case(
        "X is down: website and posts answer with server errors.",
        "X ist ausgefallen: Website und Beiträge antworten mit Serverfehlern.",
        judged(check(FINE, web=BROKEN, posts=BROKEN)),
    )
    yield case(
        "X may be down: the website answers with server errors.",
        "X ist vielleicht ausgefallen: Die Website antwortet mit Serverfehlern.",
        judged(check(FINE, web=BROKEN, posts="limited")),
    )
    yield case(
        "X is probably down: website and posts do not work.",
        "X ist wahrscheinlich ausgefallen: Website und Beiträge funktionieren nicht.",
        judged(check(FINE, web="timeout:first_byte", posts=BROKEN)),
    )
    yield case(
        "X is up: site and public posts answer (checked without logging in).",
        "X ist verfügbar: Website und öffentliche Beiträge antworten (ohne Anmeldung geprüft).",
        judged(check(web="ok", posts="ok")),
    )
    yield case(
        "X is up: the site answers (checked without logging in); posts are not known.",
        "X ist verfügbar: Die Website antwortet (ohne Anmeldung geprüft); "
        "wie es um Beiträge steht, ist unklar.",
        judged(check(web="ok", posts="refused:empty")),
    )
    yield case(
        "X is up: public posts can be read (checked without logging in); the site is not known.",
        "X ist verfügbar: Öffentliche Beiträge lassen sich lesen (ohne Anmeldung geprüft); "
        "wie es um die Website steht, ist unklar.",
        judged(check(posts="ok")),
    )
    yield case(
        "X cannot be reached from here. Others could not be asked.",
        "X ist von hier aus nicht erreichbar. Andere konnten nicht gefragt werden.",
        judged(check(FINE, web=LOST, posts=LOST)),
    )
    yield case(
        "X cannot be reached from here. Others see no trouble.",
        "X ist von hier aus nicht erreichbar. Andere sehen keine Probleme.",
        judged(check(FINE, web=LOST, posts=LOST), evidence_of("expert", "fine")),
    )
    yield case(
        "X is down: it cannot be reached from here, and others report trouble, too.",
        "X ist ausgefallen: Von hier aus ist es nicht erreichbar, und auch andere melden Probleme.",
        judged(check(FINE, web=LOST, posts=LOST), evidence_of("vantage")),
    )
    yield case(
        "X may have problems: the site answers, but no post could be read; nobody else reports it yet.",
        "X ist vielleicht gestört: Die Website antwortet, aber kein Beitrag ließ sich lesen; "
        "sonst meldet es noch niemand.",
        judged(check(FINE, web="ok", posts=BROKEN)),
    )
    yield case(
        "X is down: no post could be read, and others report trouble, too.",
        "X ist ausgefallen: Kein Beitrag ließ sich lesen, und auch andere melden Probleme.",
        judged(check(FINE, posts=BROKEN), evidence_of("crowd")),
    )
    yield case(
        "Parts of X are failing: pictures, videos and links.",
        "X ist teilweise gestört: Bilder, Videos und Links.",
        judged(check(FINE, web="ok", posts="ok", images=BROKEN, video=LOST, links=GONE)),
    )
    yield case(
        "X answers, but your own address does not work.",
        "X antwortet, aber die eigene Adresse funktioniert nicht.",
        judged(check(FINE, web="ok", posts="ok", custom=BROKEN)),
    )
    yield case(
        "X may be slow: website.",
        "X ist vielleicht langsam: Website.",
        judged(check(FINE, web="slow", posts="ok")),
    )
    yield case(
        "Not known: this program is turned away.",
        "Unklar: Dieses Programm wird abgewiesen.",
        judged(check(FINE, web="refused:challenge", posts="refused:empty")),
    )


@pytest.mark.parametrize(("seen", "english", "german"), list(summary_cases()))
def test_summary_says_what_is_the_matter(seen: JudgedCheck, english: str, german: str) -> None:
    assert (ENGLISH.verdicts.summary(seen), GERMAN.verdicts.summary(seen)) == (english, german)


@pytest.mark.parametrize(
    ("seen", "english", "german"),
    [
        (judged(check(FINE, web=LOST, posts=LOST)), "X cannot be reached from here", None),
        (judged(check(FINE, web=LOST, posts=LOST), evidence_of("vantage")), "X is down", "X ist ausgefallen"),
        (
            judged(check(FINE, web=BROKEN, posts="limited")),
            "X may be down",
            "X ist vielleicht ausgefallen",
        ),
        (judged(check(web="ok")), "X is up", "X ist verfügbar"),
    ],
    ids=["nobody could be asked", "elsewhere, too", "one fact", "up"],
)
def test_headline_claims_no_outage_that_nobody_confirmed(
    seen: JudgedCheck, english: str, german: str | None
) -> None:
    assert ENGLISH.verdicts.headline(seen.verdict) == english
    assert GERMAN.verdicts.headline(seen.verdict) == (german or "X ist von hier aus nicht erreichbar")


@pytest.mark.parametrize(
    ("result", "english", "german"),
    [
        (SurfaceResult("web", Outcome.OK, None, 200), "fine", "in Ordnung"),
        (
            SurfaceResult("web", Outcome.SERVER_ERROR, "origin", 503),
            "server error (from the server itself, HTTP 503)",
            "Serverfehler (vom Server selbst, HTTP 503)",
        ),
        (
            SurfaceResult("web", Outcome.REFUSED, "http_403", 403),
            "access refused (HTTP 403)",
            "Zugriff verweigert (HTTP 403)",
        ),
        (
            SurfaceResult("web", Outcome.REDIRECTED, "login.hotel.example", 302),
            "redirects elsewhere (login.hotel.example, HTTP 302)",
            "leitet woandershin um (login.hotel.example, HTTP 302)",
        ),
        (
            SurfaceResult("web", Outcome.TIMEOUT, "tls"),
            "no answer in time (while securing the connection)",
            "keine rechtzeitige Antwort (beim Absichern der Verbindung)",
        ),
        (SurfaceResult("posts", Outcome.LIMITED), "limits our requests", "begrenzt unsere Anfragen"),
    ],
    ids=lambda value: value.outcome.value if isinstance(value, SurfaceResult) else "",
)
def test_result_tells_outcome_detail_and_status(result: SurfaceResult, english: str, german: str) -> None:
    assert (ENGLISH.names.result(result), GERMAN.names.result(result)) == (english, german)


def said_reasons(words: Words, seen: JudgedCheck) -> list[str]:
    return [words.verdicts.reason(reason) for reason in seen.verdict.reasons]


def test_reasons_name_who_says_what() -> None:
    seen = judged(
        check((*FINE[:3], control("cloudflare", "timeout:connect"), *KNOWN), web=GONE),
        replace(evidence_of("expert", source="globalping"), count=5, of=6),
        evidence_of("crowd", source="downdetector"),
        evidence_of("user", source="user"),
    )

    assert said_reasons(ENGLISH, seen) == [
        "website: no address found (the name is unknown)",
        "Cloudflare's name service: knows X's address",
        "Google's name service: knows X's address",
        "others answer from here (4 of 4)",
        "you see an error yourself",
        "Globalping's vantage points: trouble (5 of 6)",
        "Downdetector: trouble",
    ]
    assert said_reasons(GERMAN, seen) == [
        "Website: keine Adresse gefunden (der Name ist unbekannt)",
        "Namensdienst von Cloudflare: kennt die Adresse von X",
        "Namensdienst von Google: kennt die Adresse von X",
        "andere antworten von hier aus (4 von 4)",
        "eigene Beobachtung: ein Fehler",
        "Messpunkte von Globalping: Probleme (5 von 6)",
        "Allestörungen: Probleme",
    ]


def test_reason_tells_how_wrong_the_clock_is() -> None:
    expired = "tls_failed:expired"
    seen = judged(check(old_controls("ok", skew_s=-49 * 3600), web=expired, posts=expired))

    assert "other clocks differ from this one by 49 hours" in said_reasons(ENGLISH, seen)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("login.hotel.example", "login.hotel.example"),
        ("Grüße, 東京 …", "Grüße, 東京 …"),
        ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
        ("\x1b]0;title\x07", "�]0;title�"),
        ("\x9b31m", "�31m"),
        ("two\nlines\r\tand\x00more", "two�lines��and�more"),
        ("moc.\u202eexe", "moc.�exe"),
        ("\u2028\u2029\u200b\ufeff", "����"),
        ("\ud800", "�"),
    ],
    ids=["host", "letters", "colour", "title", "C1", "lines", "direction", "unseen", "surrogate"],
)
def test_text_from_outside_is_made_plain(text: str, shown: str) -> None:
    assert plain(text) == shown


@every_language
def test_whatever_a_record_holds_its_words_can_be_printed(words: Words) -> None:
    evil = "\x1b]0;evil\x07\x9b2J\n\u202e" + "x" * 100_000
    results = [SurfaceResult(evil[:99], outcome, evil) for outcome in Outcome]
    evidence = [replace(evidence_of("crowd", says, source=evil[:99])) for says in ("trouble", "fine")]
    seen = judged(replace(check(old_controls("ok")), surfaces=tuple(results)), *evidence)
    redirect = SurfaceResult("web", Outcome.REDIRECTED, evil)

    assert words.verdicts.summary(seen).isprintable()
    assert all(words.verdicts.reason(reason).isprintable() for reason in seen.verdict.reasons)
    assert all(words.names.result(result).isprintable() for result in results)
    assert all(words.names.surface(result.id).isprintable() for result in results)
    assert len(words.names.result(redirect)) < 300
    assert words.troubles.error(TrayappError("config_missing", path=evil)).isprintable()
    assert words.troubles.problem(Problem(evil, "not_text", evil)).isprintable()


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ("", "en"),
        ("LANG=de_DE.UTF-8", "de"),
        ("LANG=de", "de"),
        ("LANG=de_AT.UTF-8", "de"),
        ("LANG=de_DE@euro", "de"),
        ("LANG=de-DE", "de"),
        ("LANG=en_US.UTF-8", "en"),
        ("LANG=xx_XX.UTF-8", "en"),
        ("LANG=den_CA", "en"),
        ("LANG=C", "en"),
        ("LANG=POSIX", "en"),
        ("LANG=C.UTF-8", "en"),
        ("LC_ALL=de_DE LANG=en_US", "de"),
        ("LC_ALL=en_US LC_MESSAGES=de_DE LANG=de_DE", "en"),
        ("LC_MESSAGES=de_DE LANG=en_US", "de"),
        ("LC_ALL= LC_MESSAGES= LANG=de_DE", "de"),
        ("LC_ALL=C LANG=de_DE", "en"),
        ("LC_CTYPE=de_DE LANG=en_US", "en"),
        ("LANGUAGE=de LANG=en_US", "de"),
        ("LANGUAGE=en LANG=de_DE", "en"),
        ("LANGUAGE=de_AT:de:en LANG=en_US", "de"),
        ("LANGUAGE=xx:de LANG=xx_XX", "de"),
        ("LANGUAGE=xx:en:de LANG=xx_XX", "en"),
        ("LANGUAGE=xx LANG=de_DE", "en"),
        ("LANGUAGE=C:de LANG=de_DE", "en"),
        ("LANGUAGE= LANG=de_DE", "de"),
        ("LANGUAGE=de LANG=C", "en"),
        ("LANGUAGE=de LC_ALL=C LANG=de_DE", "en"),
        ("LANGUAGE=de LANG=C.UTF-8", "de"),
        ("LANGUAGE=de", "en"),
    ],
)
def test_language_is_the_environments_as_gettext_finds_it(
    environment: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    _set_environment(monkeypatch, environment)

    assert system_language() == language
    assert Words("system").language == language


@pytest.mark.parametrize(
    ("environment", "locale", "language"),
    [
        ("", ("German_Germany", "1252"), "de"),
        ("", ("de_DE", "UTF-8"), "de"),
        ("", ("English_United States", "1252"), "en"),
        ("", (None, None), "en"),
        ("LANG=en_US", ("German_Germany", "1252"), "en"),
        ("LANGUAGE=en", ("de_DE", "UTF-8"), "en"),
    ],
)
@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_language_without_an_environment_is_the_desktops(
    environment: str,
    locale: tuple[str | None, str | None],
    language: str,
    system: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr("locale.getlocale", lambda: locale)
    _set_environment(monkeypatch, environment)

    assert system_language() == language


def _set_environment(monkeypatch: pytest.MonkeyPatch, environment: str) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for pair in environment.split():
        monkeypatch.setenv(*pair.split("=", 1))


def test_language_that_was_chosen_goes_before_the_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    _set_environment(monkeypatch, "LANG=de_DE.UTF-8")

    assert Words("en").names.verdict(VerdictName.UP) == "X is up"
    assert Words("system").names.verdict(VerdictName.UP) == "X ist verfügbar"
    assert Words("no such language").language == "de"


MessageId = str | tuple[str, ...]
TRANSLATED = [language for language in LANGUAGES if language != "en"]
every_translation = pytest.mark.parametrize("language", TRANSLATED)


@cache
def extracted() -> frozenset[MessageId]:
    """What a reader of the code finds in need of translation."""
    keywords = {**DEFAULT_KEYWORDS, "_n": (1, 2)}
    found = extract_from_dir(PACKAGE, method_map=[("**.py", "python")], keywords=keywords)
    beside = extract_from_file("python", PACKAGE.parent / "hatch_manual.py", keywords=keywords)
    return frozenset([*(message for _, _, message, _, _ in found), *(message for _, message, _, _ in beside)])


def catalogue(language: str) -> Catalog:
    with resource("translations", f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(language: str) -> dict[MessageId, Any]:
    return {
        tuple(message.id) if message.pluralizable else str(message.id): message
        for message in catalogue(language)
        if message.id
    }


def strings(language: str) -> Iterator[tuple[str, str]]:
    """Each English text with its translation."""
    for message in messages(language).values():
        ids = message.id if message.pluralizable else (message.id,)
        yield from zip(ids, message.string if message.pluralizable else (message.string,), strict=False)


@every_translation
def test_catalogue_holds_what_the_code_says(language: str) -> None:
    assert set(messages(language)) == extracted(), "run resources/translations/refresh"
    assert not catalogue(language).obsolete


@every_translation
def test_no_message_is_translated_in_two_ways(language: str) -> None:
    """Git merges two changes of one translation by keeping both lines."""
    text = resource("translations", f"{language}.po").read_text(encoding="utf-8")

    assert len(re.findall(r"^msgstr(?:\[0\])? ", text, re.MULTILINE)) == len(
        re.findall(r"^msgid ", text, re.MULTILINE)
    )


@every_translation
def test_no_message_is_untranslated_or_fuzzy(language: str) -> None:
    lacking = [
        message.id
        for message in messages(language).values()
        if message.fuzzy or not all(message.string if message.pluralizable else (message.string,))
    ]

    assert lacking == []


LENGTHS = re.compile(r"\{(ago|age|degraded|down|duration|lasted|left|length|soon)\}")


@every_translation
def test_no_sentence_ends_with_the_dot_of_a_length_and_its_own(language: str) -> None:
    words = Words(language)
    texts = [text for _, text in strings(language) if LENGTHS.search(text)]

    assert len(texts) > 20
    for seconds in (20, 240, 3600, 15000):
        for length in (words.length(timedelta(seconds=seconds)), words.ago(timedelta(seconds=seconds))):
            assert [text for text in texts if ".." in LENGTHS.sub(length, text)] == []


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@every_translation
def test_translations_keep_placeholders_and_edges(language: str) -> None:
    for english, translated in strings(language):
        if not translated:
            continue  # which the test before says
        assert _placeholders(english) == _placeholders(translated), english
        assert english.endswith(" ") == translated.endswith(" "), english
        assert english.endswith("…") == translated.endswith("…"), english


def test_german_has_german_quotes() -> None:
    for english, german in strings("de"):
        assert '"' not in german, english
        assert "..." not in german, english
        assert german.count("„") == german.count("“"), english


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The translations of a checkout of its own, with its own package."""
    root = PACKAGE.parent
    for step in ("hatch_build.py", "hatch_manual.py"):
        shutil.copy2(root / step, tmp_path)
    shutil.copytree(PACKAGE, tmp_path / "trayapp", ignore=shutil.ignore_patterns("__pycache__"))
    return Path(shutil.copytree(root / "resources" / "translations", tmp_path / "resources" / "translations"))


def refresh(folder: Path, *arguments: str) -> None:
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [str(folder / "refresh"), *arguments]
    subprocess.run(command, env={**os.environ, "PATH": tools}, check=True, timeout=60)


@posix_shell
def test_refreshing_an_up_to_date_catalogue_changes_nothing(folder: Path) -> None:
    """No dates, line numbers, versions or paths: two people who refresh get the same files.

    After a merge it may put entries in their order and mark those that hold placeholders.
    """
    written = (folder / "de.po").read_text(encoding="utf-8")

    refresh(folder)

    assert _entries((folder / "de.po").read_text(encoding="utf-8")) == _entries(written)


def _entries(text: str) -> list[str]:
    return sorted(line for line in text.splitlines() if line and not line.startswith("#,"))


@posix_shell
def test_a_language_is_one_file(folder: Path) -> None:
    """Once it lies there, it can be chosen everywhere."""
    (folder / "fr.po").unlink(missing_ok=True)
    refresh(folder, "fr")
    file = folder / "fr.po"
    text = file.read_text(encoding="utf-8")
    text = text.replace('msgid "X is up"\nmsgstr ""', 'msgid "X is up"\nmsgstr "X fonctionne"')
    file.write_text(text, encoding="utf-8")
    refresh(folder, "fr")
    code = """
from trayapp.domain.codes import VerdictName
from trayapp.i18n import LANGUAGES, Words
from trayapp.settings.file import from_tables
loaded = from_tables({"language": "fr"})
print(*LANGUAGES, *loaded.problems)
print(Words(loaded.settings.language).names.verdict(VerdictName.UP))
"""
    checkout = folder.parent.parent
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=checkout,
        env=environment,
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert file.read_text(encoding="utf-8") == text
    assert done.stdout.decode().splitlines() == [
        " ".join(("en", *sorted({"fr", *TRANSLATED}))),
        "X fonctionne",
    ]
