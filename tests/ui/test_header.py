"""The first page never says two things at once that cannot both be true."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import product

import pytest
from pytestqt.qtbot import QtBot

from tests.domain.made import DEAD, FINE, KNOWN, NOW, check, evidence_of
from trayapp.domain.alerts import Modes
from trayapp.domain.codes import Cause, Confidence, VerdictName
from trayapp.domain.records import Check, Evidence, JudgedCheck, Verdict
from trayapp.domain.segments import segments
from trayapp.domain.tracker import SEVERITY, Gap, Incident
from trayapp.domain.update import Update
from trayapp.domain.uptime import Totals
from trayapp.domain.verdict import decide
from trayapp.history.incidents import RecordedIncident
from trayapp.history.overview import Overview
from trayapp.i18n import LANGUAGES, Words
from trayapp.sharing.digest import digest
from trayapp.sharing.sentences import incident_sentence
from trayapp.ui.status.board import Status, StatusBoard, first_line, tooltip
from trayapp.ui.window.header import header, over_ribbon
from trayapp.ui.window.page_context import LocalTime
from trayapp.ui.window.page_rows import PageRows, out_of_sight
from trayapp.ui.window.routes import SPANS_DAYS

V = VerdictName
WEB, POSTS = "server_error:origin", "server_error:origin"

CHECKS = {
    "up": check(web="ok", posts="ok"),
    "site alone": check(web="ok"),
    "server errors": check(FINE, web=WEB, posts=POSTS),
    "out of reach": check(FINE, web="timeout:connect", posts="timeout:connect"),
    "parts": check(FINE, web="ok", posts="ok", images="server_error:origin"),
    "posts": check(FINE, web="ok", posts="soft_failure"),
    "own address": check(FINE, web="ok", posts="ok", custom="server_error:origin"),
    "slow": check(web="slow", posts="ok"),
    "dns": check((*FINE, *KNOWN), web="dns_failed:nxdomain", posts="dns_failed:nxdomain"),
    "certificate": check(FINE, web="tls_failed:untrusted", posts="tls_failed:untrusted"),
    "offline": check(DEAD, web="connect_failed:unreachable", posts="connect_failed:unreachable"),
    "turned away": check(FINE, web="refused:http_403", posts="refused:http_403"),
    "nothing": check(),
}
EVIDENCE: dict[str, tuple[Evidence, ...]] = {
    "nobody": (),
    "the user": (evidence_of("user"),),
    "an expert": (evidence_of("expert", source="netblocks"),),
    "two kinds": (evidence_of("expert", source="netblocks"), evidence_of("crowd", source="mastodon")),
    "all well": (evidence_of("expert", "fine", source="netblocks"), evidence_of("user")),
}
AGES = (timedelta(seconds=3), timedelta(minutes=12), timedelta(hours=9), timedelta(days=3))
"""How long the trouble has lasted, and how long anybody has watched."""
MODES = ("now", "old", "paused", "noted", "checking", "first bad or good")


@dataclass(frozen=True)
class Page:
    """All that the first page and the tray say at one moment."""

    headline: str
    window: str
    texts: str
    figures: tuple[tuple[str, str], ...]
    judged: JudgedCheck
    incident: Incident | None
    is_settling: bool

    def __str__(self) -> str:
        return f"{self.texts} {self.figures}"


def overview(incident: Incident | None, watched: timedelta) -> Overview:
    begin = NOW - timedelta(days=7)
    since = NOW - watched
    row = segments(begin, NOW, [incident] if incident else [], [Gap(begin, max(begin, since))])
    recorded = () if incident is None else (RecordedIncident(incident, (), seen_until=NOW),)
    totals = Totals(watched.total_seconds(), 0.0, 0.0, len(recorded))
    return Overview(row, (), recorded, totals, None if incident else since, since)


def figures(words: Words, incident: Incident | None, watched: timedelta) -> Iterator[tuple[str, str]]:
    is_outage = incident is not None and incident.confirmed and incident.verdict is V.DOWN
    for days in SPANS_DAYS:
        seconds = min(watched, timedelta(days=days)).total_seconds()
        totals = Totals(seconds, 0.0, 0.0, int(is_outage), int(is_outage))
        yield words.glance.ratio(totals, days), words.glance.outages(totals, days)


def page(
    words: Words, seen: Check, evidence: tuple[Evidence, ...], age: timedelta, watched: timedelta, mode: str
) -> Page:
    judged = JudgedCheck(replace(seen, trouble_since=NOW - age), evidence, decide(seen, evidence))
    return page_of(words, judged, age, watched, mode)


def page_of(words: Words, judged: JudgedCheck, age: timedelta, watched: timedelta, mode: str) -> Page:
    verdict = judged.verdict
    incident = None
    if verdict.name in SEVERITY and mode != "first bad or good":
        sure = verdict.confidence is not Confidence.LOW
        incident = Incident(NOW - age, verdict.name, verdict.cause, confirmed=sure)
    is_good_first = verdict.name is V.UP and mode == "first bad or good"
    if is_good_first or verdict.name in (V.OFFLINE, V.UNKNOWN):  # that ends no incident
        incident = Incident(NOW - age, V.DOWN, Cause.SERVER_ERRORS, confirmed=True)
    unseen_since = None if verdict.name in SEVERITY or verdict.name is V.UP else NOW - age
    count = 4 if incident is not None and incident.verdict is V.DOWN and incident.confirmed else None
    board = StatusBoard(words)
    lately = Totals(watched.total_seconds(), 0.0, 0.0, 4)
    is_old, next_at = mode == "old", NOW + timedelta(seconds=40)
    board.record_check(Update(judged, (), incident, count, lately, unseen_since, next_at, is_old))
    match mode:
        case "paused":
            board.record_modes(Modes(paused_until=NOW + timedelta(hours=1)))
        case "noted":
            board.record_user_error(NOW - timedelta(seconds=5))
        case "checking":
            board.record_check_begin()
    status = board.status
    now = NOW + timedelta(seconds=20)
    local = LocalTime(words, lambda: now)
    known = overview(incident, watched)
    seen, recorded = header(status, known, now, words, local), known.incidents
    begin = local.near(NOW - watched)
    shown = tuple(figures(words, incident, watched))
    watched_text = words.glance.watched(Totals(watched.total_seconds(), 0, 0, 0), 7, begin, watched)
    over = over_ribbon(watched_text, 7, status)
    texts = (seen.heading, seen.why, seen.live, seen.advice, status.remark, over)
    tray = (first_line(status, words), tooltip(status, words))
    window = "\n".join(texts)
    all_texts = "\n".join((window, *tray, *told_of(recorded, status, words, local, now)))
    return Page(seen.heading, window, all_texts, shown, judged, incident, status.is_settling)


def told_of(
    recorded: Iterable[RecordedIncident], status: Status, words: Words, local: LocalTime, now: datetime
) -> Iterator[str]:
    """What lists, an incident's page and *Copy* say of incidents."""
    for row in PageRows(words, local).incidents(recorded, status):
        yield " | ".join(row.texts)
    for each in recorded:
        told = digest(each, (), (), out_of_sight(each, status))
        yield PageRows(words, local).incident_facts(told, now, is_marked=False)
        yield incident_sentence(told, words, now)


@cache
def pages() -> tuple[Page, ...]:
    words = Words("en")
    made = [
        page(words, seen, evidence, age, max(age, watched), mode)
        for seen, evidence, (age, watched), mode in product(
            CHECKS.values(), EVIDENCE.values(), product(AGES, AGES), MODES
        )
    ]
    # And every verdict with every confidence, whatever leads there.
    for name, cause, confidence, mode in product(V, (None, *Cause), (None, *Confidence), MODES):
        if (name is V.UP) is (cause is None) and cause != Cause.UNSTABLE:
            judged = JudgedCheck(CHECKS["server errors"], (), Verdict(name, cause, confidence))
            made.append(page_of(words, judged, AGES[1], AGES[2], mode))
    return tuple(made)


REPORTED = r"(?<!what )(?<!whether )[Oo]thers (?:report|complain)"
CLAIMS_DOWN = r"\bX is (?:probably )?down\b"
OUT_OF_SIGHT = r"\A(?:You are offline|Not known|No secure connection|Cannot tell|Paused|X answers again)"
GOES_ON = r"\bongoing\b|has been|^Since .* so far · seen"
NEVER_TOGETHER = [
    pytest.param(CLAIMS_DOWN, r"\bX is up\b|X answers again|From here X answers", id="down and up"),
    pytest.param(CLAIMS_DOWN, r"No incident", id="down and no incident"),
    pytest.param(r"X has problems|X is blocked", r"No incident since", id="trouble and no incident"),
    pytest.param(r"unconfirmed|unsure", r"\bconfirmed\b", id="unconfirmed and confirmed"),
    pytest.param(r"Nobody else reports", REPORTED, id="nobody and others"),
    pytest.param(r"could not be asked", REPORTED, id="not asked and reporting"),
    pytest.param(r"Nothing (?:was|has been) watched", r"[a-z] so far", id="nothing watched and lasting"),
    pytest.param(r"Paused until", r"next in|checking now|[a-z] so far|checked \d", id="paused and checking"),
    pytest.param(r"checking again in", r"\bnext in\b", id="again and next"),
    pytest.param(r"checking again in", r"[a-z] so far|no\. \d", id="not sure yet and lasting"),
    pytest.param(OUT_OF_SIGHT, GOES_ON, id="out of sight and going on"),
    pytest.param(r"You are offline", r"[Tt]rouble since|X is (?:down|up|blocked)", id="offline and X"),
    pytest.param(r"^Not known", r"\bno\. \d|[Tt]rouble since", id="not known and counted"),
    pytest.param(r"Figures come after", r"\d %", id="no figures and a per cent"),
    pytest.param(r"Last seen", r"[a-z] so far|next in", id="of the past and of now"),
    pytest.param(r"The first check is running", r"X is |X has ", id="before the first and a verdict"),
    pytest.param(r"not only you", r"likely your account", id="all and you alone"),
]


@pytest.mark.parametrize(("one", "other"), NEVER_TOGETHER)
def test_no_page_says_both(qtbot: QtBot, one: str, other: str) -> None:
    both = [
        each
        for each in pages()
        if re.search(one, each.texts, re.MULTILINE) and re.search(other, str(each), re.MULTILINE)
    ]

    assert [str(each) for each in both[:3]] == []


def test_nothing_is_said_twice(qtbot: QtBot) -> None:
    for each in pages():
        facts = [fact for fact in re.split(r"[.\n(:·)]+ ?", each.window) if len(fact.split()) > 2]
        assert len(facts) == len(set(facts)), each.window


def test_the_users_own_click_is_nobody_elses_report(qtbot: QtBot) -> None:
    for each in pages():
        if all(evidence.kind == "user" for evidence in each.judged.evidence):
            if each.judged.verdict.cause in (Cause.OTHERS_REPORT, Cause.UNREACHABLE):
                continue  # of verdicts made up with nothing behind them
            if each.judged.verdict.cause is Cause.POSTS_UNREADABLE:
                continue
            assert not re.search(REPORTED, each.texts), str(each)


def test_down_for_sure_is_counted_and_nothing_else_is(qtbot: QtBot) -> None:
    for each in pages():
        counts = {counted for _, counted in each.figures}
        if each.incident is not None and each.incident.confirmed and each.incident.verdict is V.DOWN:
            assert counts <= {"1 outage", "1 so far"}, str(each)
        else:
            assert counts <= {"0 outages", "not yet"}, str(each)


def test_no_number_stands_for_less_than_half_of_its_span(qtbot: QtBot) -> None:
    words = Words("en")
    for watched in AGES:
        for is_down in (False, True):
            incident = Incident(NOW, V.DOWN, None, confirmed=True) if is_down else None
            for days, figure in zip(SPANS_DAYS, figures(words, incident, watched), strict=True):
                so_far = ("1 outage" if days == 1 else "1 so far") if is_down else "not yet"
                assert (figure == ("—", so_far)) is (watched < timedelta(days=days) / 2)


def test_how_often_is_said_of_what_is_down_alone(qtbot: QtBot) -> None:
    said = [each for each in pages() if re.search(r"\bno\. \d", each.texts)]

    assert said
    assert {each.judged.verdict.name for each in said} == {V.DOWN}
    assert all("168 h watched" in each.texts for each in said)


def test_since_when_is_said_of_trouble_alone_and_of_what_cannot_be_seen(qtbot: QtBot) -> None:
    for each in pages():
        if " so far" in each.texts:
            assert each.incident is not None or each.judged.verdict.name not in SEVERITY
            assert each.judged.verdict.name is not V.UP


def test_while_it_is_settling_nothing_is_claimed(qtbot: QtBot) -> None:
    settling = [each for each in pages() if each.is_settling]

    assert settling
    names = {Words("en").names.claim(name, sure) for name in SEVERITY for sure in (None, *Confidence)}
    assert {each.headline for each in settling} & names == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_duration_is_below_zero_however_clocks_are_set(qtbot: QtBot, language: str) -> None:
    words = Words(language)
    board = StatusBoard(words)
    judged = JudgedCheck(CHECKS["server errors"], (), decide(CHECKS["server errors"]))
    incident = Incident(NOW, V.DOWN, Cause.SERVER_ERRORS, confirmed=True)
    board.record_check(Update(judged, incident=incident, next_at=NOW))
    now: datetime = NOW - timedelta(hours=3)

    seen = header(board.status, overview(incident, AGES[1]), now, words, LocalTime(words, lambda: now))

    assert "-" not in seen.live
