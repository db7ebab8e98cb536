"""What is said of every verdict there can be, however sure it is and whatever its reasons: never two things
that contradict each other, and never more than is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from typing import NamedTuple

import pytest
from babel.messages.pofile import read_po

from tests.domain.made import CARRIES, FINE, NOW, check, doh, evidence_of, judged, surface
from trayapp.domain.codes import CORE_SURFACES, Cause, Confidence, Outcome, OwnTrouble, VerdictName
from trayapp.domain.records import Check, Evidence, JudgedCheck, Reason, SurfaceResult, Verdict
from trayapp.domain.remedies import named_surfaces
from trayapp.domain.verdict import ROWS as TABLE
from trayapp.i18n import Words
from trayapp.paths import resource

V = VerdictName
C = Cause
ROWS = [(row.name, row.cause) for row in TABLE]
CLAIMS = (V.DOWN, V.DEGRADED, V.BLOCKED)
LANGUAGES = ("en", "de")  # of others this does not know the words
WORDS = {language: Words(language) for language in LANGUAGES}
every_language = pytest.mark.parametrize("language", LANGUAGES)

HEDGE = {
    "en": re.compile(r"\b(?:may|might|perhaps|probably|possibly|seems?|likely)\b"),
    "de": re.compile(r"\b(?:vielleicht|wahrscheinlich|möglicherweise|anscheinend|offenbar|könnte|wohl)\b"),
}
CERTAIN = re.compile(r"\b(?:un)?(?:certain|gewiss)(?:ly)?\b|\bsteht fest\b", re.IGNORECASE)
OFFLINE = re.compile(r"offline|internet", re.IGNORECASE)
CLAIMED = {
    V.DOWN: {"en": re.compile(r"\bX (?:is|may be|is probably) down\b"), "de": re.compile("ausgefallen")},
    V.BLOCKED: {"en": re.compile(r"\bblocked here\b"), "de": re.compile("gesperrt")},
    V.UP: {"en": re.compile(r"\bX is up\b"), "de": re.compile("verfügbar")},
}
OTHERS_SEE_IT = re.compile(r"others (?:report|complain)|andere (?:melden|klagen)")
OTHERS_DO_NOT = re.compile(r"others see no|nobody else reports|andere sehen keine|meldet es noch niemand")


NOTHING_USEFUL = "Von hier aus gibt es keine brauchbare Antwort, und andere melden Probleme."


class Told(NamedTuple):
    """A verdict that is made up, and all that is said of it at once."""

    judged: JudgedCheck
    language: str
    headline: str
    summary: str
    advice: str

    @property
    def verdict(self) -> Verdict:
        return self.judged.verdict


def _reasons() -> Iterator[tuple[Reason, ...]]:
    """Sets of reasons: what fails, what was lost, and what others say."""
    failing = ((), ("web",), ("posts",), ("custom",), ("web", "posts"), ("images", "custom"))
    lost = ((), (_made("surface_lost", surface="posts", outcome="timeout", detail="tls", lost=2),))
    others = (
        (),
        (_made("voice_trouble", source="mastodon", kind="crowd"),),
        (_made("voice_trouble", source="you", kind="user"),),
        (_made("voice_outdated", source="netblocks", kind="expert", says="fine", age_s=700),),
        (_made("others_not_asked"),),
    )
    for chosen in product(failing, lost, others):
        yield (*map(_surface, chosen[0]), *chosen[1], *chosen[2])


def _made(code: str, **values: str | int) -> Reason:
    return Reason(code, code != "others_not_asked", tuple(values.items()))


def _surface(name: str) -> Reason:
    return _made("surface_failed", surface=name, outcome="server_error", detail="origin")


CORES = (
    (),
    (surface("web", "server_error:origin"), surface("posts", "server_error:origin")),
    (surface("web", "unrecognized"), surface("posts", "limited")),
    (surface("posts", "soft_failure"),),
)


def told(verdict: Verdict, language: str, check: Check | None = None) -> Told:
    words = WORDS[language]
    judged = JudgedCheck(check or Check(NOW, 60), (), verdict)
    advice = words.verdicts.advice(verdict.cause, named_surfaces(verdict)) if verdict.cause else ""
    return Told(judged, language, words.verdicts.headline(verdict), words.verdicts.summary(judged), advice)


@cache
def everything() -> tuple[Told, ...]:
    return tuple(
        told(Verdict(name, cause, confidence, reasons), language, Check(NOW, 60, core))
        for (name, cause), reasons, core, language in product(ROWS, _reasons(), CORES, LANGUAGES)
        # Older records hold a confidence of every verdict.
        for confidence in ((None, *Confidence) if name in CLAIMS else (None, Confidence.HIGH))
        if cause not in (C.PART_FAILING, C.SLOW) or any(r.code == "surface_failed" for r in reasons)
    )


def hedges(text: str, language: str) -> int:
    return len(HEDGE[language].findall(text))


def test_each_is_a_sentence() -> None:
    for each in everything():
        assert each.headline
        assert each.summary.endswith((".", ").")), each
        assert not re.search(r"[{}_]|\.\.|: :|  | [.,;:]", each.summary), each
        assert each.summary[0].isupper(), each
        assert each.summary.isprintable(), each


def test_every_cause_is_told_and_no_two_verdicts_alike() -> None:
    assert {cause for _, cause in ROWS} == {None, *C} - {C.UNSTABLE}
    for language in LANGUAGES:
        said: dict[str, set[tuple[VerdictName, Cause | None]]] = {}
        for each in everything():
            if each.language == language:
                row = (each.verdict.name, each.verdict.cause)
                said.setdefault(each.summary, set()).add(row)
        assert {summary: rows for summary, rows in said.items() if len(rows) > 1} == {}
    for english, german in zip(
        *([t for t in everything() if t.language == x] for x in LANGUAGES), strict=True
    ):
        assert english.summary != german.summary
        assert english.headline != german.headline


def test_how_sure_it_is_is_said_once_and_of_claims_alone() -> None:
    for each in everything():
        verdict, language = each.verdict, each.language
        in_summary, in_headline = hedges(each.summary, language), hedges(each.headline, language)

        assert in_summary <= 1, each
        assert not CERTAIN.search(each.summary + each.headline + each.advice), each
        if verdict.confidence in (None, Confidence.HIGH):
            assert in_headline == 0, each
        if verdict.name in CLAIMS:
            assert in_headline == in_summary, each
        else:
            assert in_headline == 0, each


def test_nothing_is_claimed_but_the_verdict() -> None:
    for each in everything():
        for name, pattern in CLAIMED.items():
            for text in (each.headline, each.summary):
                is_claimed = bool(pattern[each.language].search(text))
                assert not is_claimed or name is each.verdict.name, each


def test_others_do_not_see_it_and_see_it_not() -> None:
    for each in everything():
        assert not (OTHERS_SEE_IT.search(each.summary) and OTHERS_DO_NOT.search(each.summary)), each
        if re.search(r"\btoo\b|auch andere", each.summary) and each.verdict.cause is C.UNREACHABLE:
            assert each.verdict.confidence is not Confidence.LOW or _complains(each.verdict), each


def test_nobody_is_sent_to_others_of_whom_is_told() -> None:
    for each in everything():
        text = f"{each.headline}. {each.summary}".lower()
        is_told = OTHERS_SEE_IT.search(text) or OTHERS_DO_NOT.search(text)
        assert not (is_told and re.search("what others|was andere", each.advice)), each


def _complains(verdict: Verdict) -> bool:
    return any(r.code == "voice_trouble" and dict(r.values)["kind"] != "user" for r in verdict.reasons)


def test_the_sentence_begins_with_what_the_headline_says() -> None:
    """Where the headline claims something of X; some sentences say it in their own words."""
    own = (C.PART_FAILING, C.SLOW, C.OTHERS_REPORT)
    for each in everything():
        if each.verdict.name in CLAIMS and each.verdict.cause not in own:
            assert each.summary.startswith(each.headline), each


@every_language
def test_a_poor_line_is_never_called_offline(language: str) -> None:
    words = WORDS[language]
    for cause in (C.POOR_LINE, C.HTTPS_BROKEN):
        each = told(Verdict(V.OFFLINE, cause, None), language)
        legend = words.window.told_run(3, V.OFFLINE, cause)
        for text in (each.headline, each.summary, each.advice, words.names.cause(cause), legend):
            assert not OFFLINE.search(text), text


@every_language
def test_a_foreign_certificate_is_explained_in_three_ways_and_none_is_claimed(language: str) -> None:
    each = told(Verdict(V.BLOCKED, C.TLS_INTERCEPTED, Confidence.LOW), language)

    explanations = {
        "en": (
            "Either someone is listening in,",
            "or a filter",
            "list of certificate authorities is too old",
        ),
        "de": ("Entweder liest jemand mit,", "oder ein Filter", "Liste der Zertifizierungsstellen"),
    }[language]
    assert all(explanation in each.summary for explanation in explanations)
    assert not re.search("listening|liest jemand|filter", each.advice, re.IGNORECASE)


@every_language
@pytest.mark.parametrize("trouble", [*OwnTrouble, "quite new", None])
def test_own_trouble_says_which_and_what_to_do(trouble: str | None, language: str) -> None:
    check = Check(NOW, 60, own_trouble=trouble)
    said = told(Verdict(V.UNKNOWN, C.OWN_TROUBLE, None), language, check).summary

    assert "trayapp" in said
    assert said.count(". ") == 1  # what is the matter, and what to do
    others = {
        told(Verdict(V.UNKNOWN, C.OWN_TROUBLE, None), language, Check(NOW, 60, own_trouble=other)).summary
        for other in OwnTrouble
        if other != trouble
    }
    assert said not in others


@pytest.mark.parametrize(
    ("verdict", "english", "german"),
    [
        (
            Verdict(V.OFFLINE, C.POOR_LINE, None),
            "Your connection is too poor to tell how X is.",
            "Die eigene Verbindung ist zu schlecht, um zu sagen, wie es um X steht.",
        ),
        (
            Verdict(V.BLOCKED, C.PROXY_REFUSES, Confidence.MEDIUM),
            "X is probably blocked here: the proxy refuses it and lets other sites through.",
            "X ist hier wahrscheinlich gesperrt: Der Proxy lässt X nicht durch, andere Seiten schon.",
        ),
        (
            Verdict(V.DEGRADED, C.SOME_USERS, Confidence.HIGH),
            "X has problems: it fails for you, while others get the page.",
            "X ist gestört: Hier geht es nicht, andere aber bekommen die Seite.",
        ),
        (
            Verdict(V.DOWN, C.OTHERS_REPORT, Confidence.MEDIUM),
            "X is probably down: it gives no useful answer here, and others report trouble.",
            f"X ist wahrscheinlich ausgefallen: {NOTHING_USEFUL}",
        ),
        (
            Verdict(V.DEGRADED, C.OTHERS_REPORT, Confidence.LOW),
            "Others report trouble with X; from here no fault is seen.",
            "Andere melden Probleme bei X; von hier aus ist kein Fehler zu sehen.",
        ),
        (
            Verdict(V.DEGRADED, C.PART_FAILING, Confidence.LOW, (_surface("images"),)),
            "Parts of X may be failing: pictures.",
            "X ist vielleicht teilweise gestört: Bilder.",
        ),
        (
            Verdict(
                V.DEGRADED,
                C.PART_FAILING,
                Confidence.HIGH,
                (_surface("images"), _surface("video")),
            ),
            "Parts of X are failing: pictures and videos.",
            "X ist teilweise gestört: Bilder und Videos.",
        ),
        (
            Verdict(
                V.DOWN, C.UNREACHABLE, Confidence.LOW, (_made("voice_trouble", source="x", kind="crowd"),)
            ),
            "X cannot be reached from here. Others complain, too.",
            "X ist von hier aus nicht erreichbar. Auch andere klagen darüber.",
        ),
        (
            Verdict(
                V.DOWN, C.UNREACHABLE, Confidence.LOW, (_made("voice_trouble", source="x", kind="user"),)
            ),
            "X cannot be reached from here. Others see no trouble.",
            "X ist von hier aus nicht erreichbar. Andere sehen keine Probleme.",
        ),
        (
            Verdict(V.UNKNOWN, C.LIMITED, None),
            "Not known: X is left alone for now, and asked again later.",
            "Unklar: X wird vorerst nicht abgefragt, erst später wieder.",
        ),
        (
            Verdict(
                V.UNKNOWN,
                C.UNCLEAR,
                None,
                (_made("surface_lost", surface="web", outcome="timeout", detail="tls", lost=3),),
            ),
            "Not known: no answer came (website); your own connection may be why.",
            "Unklar: Es kam keine Antwort (Website); das kann an der eigenen Verbindung liegen.",
        ),
    ],
    ids=lambda value: f"{value.name} {value.cause}" if isinstance(value, Verdict) else "",
)
def test_the_sentence_says_just_this(verdict: Verdict, english: str, german: str) -> None:
    assert (told(verdict, "en").summary, told(verdict, "de").summary) == (english, german)


@pytest.mark.parametrize(
    ("web", "confidence", "is_from_here"),
    [
        ("redirected:filter.example", Confidence.LOW, True),
        ("connect_failed:refused", Confidence.LOW, True),
        ("timeout:first_byte", Confidence.LOW, True),
        ("redirected:filter.example", Confidence.MEDIUM, False),
        ("server_error:origin", Confidence.LOW, False),
    ],
)
@pytest.mark.parametrize("parts", [(), ("images",)])
def test_a_site_that_does_not_answer_us_alone_is_not_said_to_fail(
    web: str, confidence: Confidence, is_from_here: bool, parts: tuple[str, ...]
) -> None:
    """Somebody in between may take it away; whoever looks for that says so only of the site."""
    reasons = tuple(map(_surface, ("web", *parts)))
    answers = (surface("web", web), surface("posts", "ok"), *(surface(part, "timeout:tls") for part in parts))
    said = told(Verdict(V.DEGRADED, C.PART_FAILING, confidence, reasons), "en", Check(NOW, 60, answers))
    assert ("From here X's website cannot be reached" in said.summary) is (is_from_here and not parts)
    assert said.advice == "Try again in a while."  # without its website not much of X works


@every_language
def test_x_that_answers_in_a_new_way_is_no_trouble(language: str) -> None:
    answers = tuple(surface(name, "unrecognized") for name in CORE_SURFACES)
    said = told(Verdict(V.UNKNOWN, C.UNCLEAR, None), language, Check(NOW, 60, answers)).summary

    assert re.search("way that trayapp does not know|Weise, die trayapp nicht kennt", said)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ((surface("web", "limited"),), "Not known: X wants trayapp to ask less often."),
        ((), "Not known: X is left alone for now, and asked again later."),
    ],
    ids=["it said so", "left alone"],
)
def test_only_who_said_so_wants_to_be_asked_less_often(answers: tuple[SurfaceResult, ...], said: str) -> None:
    verdict = Verdict(V.UNKNOWN, C.LIMITED, None)

    assert told(verdict, "en", Check(NOW, 60, answers)).summary == said


def test_nothing_in_the_catalogue_is_certain() -> None:
    with resource("translations", "de.po").open("rb") as file:
        messages = [message for message in read_po(file, locale="de") if message.id]

    for message in messages:
        assert not CERTAIN.search(f"{message.id} {message.string}"), message.id


def test_what_does_not_count_stands_apart() -> None:
    outdated = _made("voice_outdated", source="netblocks", kind="expert", says="fine", age_s=723)
    reasons = (_surface("web"), _made("others_not_asked"), outdated)

    justification = list(
        WORDS["en"].verdicts.justification(Verdict(V.DOWN, C.UNREACHABLE, Confidence.LOW, reasons))
    )

    assert [title for title, _ in justification] == [
        "Points to it",
        "Does not count",
        "What is missing",
    ]
    assert justification[1][1] == ["NetBlocks: no trouble (said 12 min 3 s earlier)"]
    assert justification[2][1] == ["nobody elsewhere could be asked"]


def test_that_vantage_points_get_the_page_is_said_once() -> None:
    exact = _made("vantage_pages", source="globalping", pages=4, of=6)
    fine = _made("voice_fine", source="globalping", kind="vantage")
    verdict = Verdict(V.DEGRADED, C.SOME_USERS, Confidence.HIGH, (_surface("web"), exact, fine))

    [(_, facts)] = WORDS["en"].verdicts.justification(verdict)

    assert facts[1:] == ["Globalping's vantage points: 4 of 6 get the page"]


@pytest.mark.parametrize(
    ("web", "evidence", "said"),
    [
        ("ok", (), "lost; not counted against X: your own connection may be why"),
        ("dns_failed:nxdomain", (), "lost; not counted"),
        ("server_error:origin", (evidence_of("vantage"),), "lost; not counted"),
    ],
    ids=["X answers", "what is lost of the site counts", "X is down"],
)
def test_the_user_s_line_is_blamed_only_where_it_may_be_why(
    web: str, evidence: tuple[Evidence, ...], said: str
) -> None:
    seen = check((*FINE, *doh("ok:knows")), web=web, posts=web, images="timeout:tls", video="timeout:tls")
    surfaces = tuple(replace(r, lost=3) if r.id in ("images", "video") else r for r in seen.surfaces)
    shown = judged(replace(seen, surfaces=surfaces), *evidence)

    assert [WORDS["en"].verdicts.part(shown, part) for part in surfaces[2:]] == [said, said]


def test_what_a_poor_line_lost_stands_in_the_order_of_the_check() -> None:
    seen = check(web="timeout:tls", posts="timeout:tls", images="timeout:tls", assets="timeout:tls")
    shown = judged(replace(seen, surfaces=tuple(replace(result, lost=3) for result in seen.surfaces)))

    said = [fact for _, facts in WORDS["en"].verdicts.justification(shown.verdict) for fact in facts]

    assert [fact.partition(":")[0] for fact in said if "times" in fact] == [
        "website",
        "posts",
        "pictures",
        "page files",
    ]


def test_what_a_filter_took_away_is_named_once_for_all_parts() -> None:
    seen = check(web="ok", posts="ok", images="dns_failed:nxdomain", video="dns_failed:nxdomain")
    filtered = tuple(replace(r, filtered=r.id in ("images", "video")) for r in seen.surfaces)

    words = WORDS["en"].verdicts
    assert words.filtered(seen.surfaces) == ""
    assert words.filtered(filtered) == ("Filtered out on this network: pictures and videos.")


@every_language
def test_an_answer_of_somebody_else_s_fits_into_the_menu(language: str) -> None:
    """Whatever part it is of: a filter answers for all of them, and signs only some as not X's."""
    names = WORDS[language].names
    for detail in ("unsigned", "http_403"):
        refused = SurfaceResult("web", Outcome.REFUSED, detail, 403)
        assert len(f"{names.surface('api')}: {names.result(refused)}") < 90


@pytest.mark.parametrize("trouble", [*OwnTrouble, None])
def test_what_to_do_about_own_trouble_is_said_once(trouble: OwnTrouble | None) -> None:
    verdict = Verdict(V.UNKNOWN, C.OWN_TROUBLE, None)
    seen = JudgedCheck(Check(NOW, 60, own_trouble=trouble and trouble.value), (), verdict)

    for words in WORDS.values():
        assert words.verdicts.explanation(seen)
        assert not words.verdicts.advice(C.OWN_TROUBLE)


@pytest.mark.parametrize(
    ("control", "name"),
    [
        ("google", "Google"),
        ("google_tls", "Google (https)"),
        ("apple_tls", "Apple (https)"),
        ("mozilla_tls", "Mozilla (https)"),
        ("new_tls", "new (https)"),
        ("cloudflare", "Cloudflare"),
    ],
)
def test_a_control_over_https_is_told_from_the_one_without(control: str, name: str) -> None:
    assert WORDS["en"].names.control(control) == name


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("server_error:api", "X loads, but shows an error instead of posts."),
        ("soft_failure:error_shown", "X loads, but shows an error instead of posts."),
        ("server_error:script", "X answers, but shows no posts in a browser."),
        ("timeout:api", "X answers, but shows no posts in a browser."),
    ],
)
def test_a_browser_is_said_to_show_what_it_shows(page: str, said: str) -> None:
    seen = check(CARRIES, web="ok", posts="ok")
    seen = replace(
        seen, surfaces=(*seen.surfaces, surface("page", page, lost=5 if "timeout" in page else None))
    )

    assert Words("en").verdicts.brief(judged(seen)) == said


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("ok", "posts, as it must"),
        ("limited", "X does not show its posts to this browser: nothing can be told from it"),
        ("unrecognized", "neither posts nor an error, which tells nothing"),
        ("unrecognized:circle", "redirects in a circle, which tells nothing"),
        ("server_error:api", "server error (what brings its posts)"),
    ],
)
def test_what_came_of_a_page_is_said_of_a_page(page: str, said: str) -> None:
    assert Words("en").names.part(surface("page", page)) == said
