"""What popups say: each kind and cause in both languages, and never more than is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.domain.made import NOW
from trayapp.domain.alerts import Notice, NoticeKind
from trayapp.domain.codes import Cause, Confidence, VerdictName
from trayapp.domain.tracker import SEVERITY, Incident
from trayapp.i18n import Words

K = NoticeKind
V = VerdictName
C = Cause
ENGLISH, GERMAN = Words("en"), Words("de")

BEGIN = datetime(2026, 2, 16, 13, 5, 40, tzinfo=UTC)
AT = BEGIN + timedelta(minutes=2)
SINCE = f"{BEGIN.astimezone():%H:%M}"
UNTIL = f"{BEGIN.astimezone() + timedelta(minutes=80):%H:%M}"
CORE = ("web", "posts")


def trouble(
    verdict: VerdictName,
    cause: Cause,
    parts: tuple[str, ...] = (),
    *,
    kind: NoticeKind = K.TROUBLE,
    confirmed: bool = True,
    recurrence: int | None = None,
    is_heard: bool = False,
    confidence: Confidence | None = Confidence.HIGH,
) -> Notice:
    incident = Incident(BEGIN, verdict, cause, confirmed=confirmed)
    notice = Notice(kind, AT, verdict, cause, incident, recurrence, 61.9 * 3600, parts, is_heard)
    return replace(notice, confidence=confidence)


def over(
    verdict: VerdictName,
    cause: Cause,
    *,
    kind: NoticeKind = K.RECOVERY,
    confirmed: bool = True,
    count: int = 0,
) -> Notice:
    incident = Incident(BEGIN, verdict, cause, BEGIN + timedelta(minutes=80), confirmed=confirmed)
    return Notice(kind, AT, V.UP, None, incident, count=count)


Case = tuple[Notice, str, str]


def case(notice: Notice, english: str, german: str) -> Case:
    return notice, english, german


def cases() -> Iterator[Case]:
    yield case(
        trouble(V.DOWN, C.SERVER_ERRORS, CORE, recurrence=1),
        f"X is down\nX's servers fail: website and posts.\nTrouble since {SINCE}.",
        f"X ist ausgefallen\nDie Server von X fallen aus: Website und Beiträge.\nVorfall seit {SINCE}.",
    )
    yield case(
        trouble(V.DOWN, C.EDGE_OUTAGE, CORE, kind=K.WORSE, recurrence=2),
        f"X is down\nCloudflare, which stands in front of it, is failing.\nTrouble since {SINCE}.\n"
        "Outage no. 2 in 7 days (61 of 168 h watched).",
        f"X ist ausgefallen\nDas vorgeschaltete Netz von Cloudflare fällt aus.\nVorfall seit {SINCE}.\n"
        "2. Ausfall in 7 Tagen (61 von 168 Std. beobachtet).",
    )
    yield case(
        trouble(V.DOWN, C.UNREACHABLE, CORE, confirmed=False),
        "X cannot be reached from here\n"
        f"Your own connection works.\nTrouble since {SINCE}. Others have not confirmed it.",
        "X ist von hier aus nicht erreichbar\n"
        f"Die eigene Verbindung funktioniert.\nVorfall seit {SINCE}. Von anderen nicht bestätigt.",
    )
    yield case(
        trouble(V.DOWN, C.UNREACHABLE, CORE, confirmed=False, is_heard=True),
        "X cannot be reached from here\n"
        f"Your own connection works, and others complain, too.\nTrouble since {SINCE}.",
        "X ist von hier aus nicht erreichbar\n"
        f"Die eigene Verbindung funktioniert, und auch andere klagen.\nVorfall seit {SINCE}.",
    )
    yield case(
        trouble(V.DOWN, C.UNREACHABLE, CORE),
        f"X is down\nYour own connection works.\nTrouble since {SINCE}.",
        f"X ist ausgefallen\nDie eigene Verbindung funktioniert.\nVorfall seit {SINCE}.",
    )
    yield case(
        trouble(V.DOWN, C.UNREACHABLE, CORE, kind=K.CONFIRMED, is_heard=True),
        f"X is down\nIt cannot be reached from here, and others report trouble, too.\nTrouble since {SINCE}.",
        "X ist ausgefallen\n"
        f"Von hier aus ist es nicht erreichbar, und auch andere melden Probleme.\nVorfall seit {SINCE}.",
    )
    yield case(
        trouble(V.DEGRADED, C.PART_FAILING, ("images", "video")),
        f"X has problems\nNot working: pictures and videos.\nTrouble since {SINCE}.",
        f"X ist gestört\nBetroffen: Bilder und Videos.\nVorfall seit {SINCE}.",
    )
    yield case(
        trouble(V.DEGRADED, C.PART_FAILING, ("page",)),
        f"X has problems\nX answers, but shows no posts in a browser.\nTrouble since {SINCE}.",
        f"X ist gestört\nX antwortet, zeigt aber in einem Browser keine Beiträge.\nVorfall seit {SINCE}.",
    )
    yield case(
        trouble(V.DEGRADED, C.PART_FAILING, ("custom",)),
        f"Your own address does not work\nNot working: your own address.\nTrouble since {SINCE}.",
        f"Die eigene Adresse geht nicht\nBetroffen: eigene Adresse.\nVorfall seit {SINCE}.",
    )
    yield case(
        trouble(V.DEGRADED, C.POSTS_UNREADABLE, ("posts",), confirmed=False),
        f"X may have problems\nNo post can be read.\nTrouble since {SINCE}. Others have not confirmed it.",
        "X ist vielleicht gestört\nKein Beitrag lässt sich lesen.\n"
        f"Vorfall seit {SINCE}. Von anderen nicht bestätigt.",
    )
    yield case(
        trouble(V.DEGRADED, C.POSTS_UNREADABLE, ("posts",), kind=K.CONFIRMED, is_heard=True),
        f"X has problems\nNo post can be read.\nOthers report trouble, too.\nTrouble since {SINCE}.",
        f"X ist gestört\nKein Beitrag lässt sich lesen.\nAuch andere melden Probleme.\nVorfall seit {SINCE}.",
    )
    yield case(
        trouble(V.DOWN, C.SERVER_ERRORS, CORE, kind=K.CONFIRMED, recurrence=2),
        "X is down\nX's servers fail: website and posts.\nMore points to it now.\n"
        f"Trouble since {SINCE}.\nOutage no. 2 in 7 days (61 of 168 h watched).",
        "X ist ausgefallen\nDie Server von X fallen aus: Website und Beiträge.\n"
        f"Jetzt spricht mehr dafür.\nVorfall seit {SINCE}.\n"
        "2. Ausfall in 7 Tagen (61 von 168 Std. beobachtet).",
    )
    yield case(
        trouble(V.DOWN, C.OTHERS_REPORT, is_heard=True),
        "X is down\nOthers report trouble, and from here it does not answer as it should, either.\n"
        f"Trouble since {SINCE}.",
        "X ist ausgefallen\nAndere melden Probleme, und auch von hier aus antwortet es nicht, wie es soll.\n"
        f"Vorfall seit {SINCE}.",
    )
    yield case(
        trouble(V.DEGRADED, C.SOME_USERS, ("web",)),
        f"X has problems\nIt fails for you, while others get the page.\nTrouble since {SINCE}.",
        f"X ist gestört\nHier geht es nicht, andere aber bekommen die Seite.\nVorfall seit {SINCE}.",
    )
    yield case(
        trouble(V.DOWN, C.UNSTABLE, CORE),
        f"X comes and goes\nIt failed several times within half an hour.\nTrouble since {SINCE}.",
        "X kommt und geht\nInnerhalb einer halben Stunde ist es mehrmals ausgefallen.\n"
        f"Vorfall seit {SINCE}.",
    )
    yield case(
        trouble(V.BLOCKED, C.PATH_BLOCKED, kind=K.BLOCKED),
        f"X is blocked here\nElsewhere it can be reached.\nTrouble since {SINCE}.",
        f"X ist hier gesperrt\nAnderswo ist es erreichbar.\nVorfall seit {SINCE}.",
    )
    yield case(
        trouble(V.BLOCKED, C.DNS_BLOCKED, kind=K.BLOCKED, confidence=Confidence.MEDIUM),
        "X is probably blocked here\n"
        f"The name service (DNS) in use does not lead to it, another one does.\nTrouble since {SINCE}.",
        "X ist hier wahrscheinlich gesperrt\n"
        "Der benutzte Namensdienst (DNS) führt nicht zu X, ein anderer schon.\n"
        f"Vorfall seit {SINCE}.",
    )
    yield case(
        trouble(V.BLOCKED, C.TLS_INTERCEPTED, kind=K.BLOCKED),
        "X is blocked here\nWhat answers in its place cannot prove that it is X.\n"
        "Either someone is listening in, or a filter uses a certificate of its own, "
        "or this computer's list of certificate authorities is too old.\n"
        f"Trouble since {SINCE}.",
        "X ist hier gesperrt\nWas an seiner Stelle antwortet, kann sich nicht als X ausweisen.\n"
        "Entweder liest jemand mit, oder ein Filter hat ein eigenes Zertifikat, "
        "oder die Liste der Zertifizierungsstellen hier ist veraltet.\n"
        f"Vorfall seit {SINCE}.",
    )
    yield case(
        trouble(V.BLOCKED, C.PROXY_REFUSES, kind=K.BLOCKED),
        f"X is blocked here\nThe proxy refuses it and lets other sites through.\nTrouble since {SINCE}.",
        f"X ist hier gesperrt\nDer Proxy lässt X nicht durch, andere Seiten schon.\nVorfall seit {SINCE}.",
    )
    yield case(
        Notice(K.OFFLINE, AT, V.OFFLINE, C.HTTPS_BROKEN),
        "No secure connection\nSomething answers, but no secure connection (https) comes about.",
        "Keine sichere Verbindung\nManches antwortet, aber keine sichere Verbindung (https) kommt zustande.",
    )
    yield case(
        Notice(K.OFFLINE, AT, V.OFFLINE, C.CAPTIVE_PORTAL),
        "You are offline\nThis network seems to want a login first.",
        "Kein Internet\nDieses Netz verlangt offenbar zuerst eine Anmeldung.",
    )
    yield case(
        over(V.DOWN, C.SERVER_ERRORS),
        f"X is back\nX was down, from {SINCE} to {UNTIL}, for 1 h 20 min.\nCause: servers fail.",
        f"X ist wieder da\nX war ausgefallen, von {SINCE} bis {UNTIL}, 1 Std. 20 Min. lang.\n"
        "Ursache: Server fallen aus.",
    )
    yield case(
        over(V.DEGRADED, C.PART_FAILING),
        f"X is back\nX had problems, from {SINCE} to {UNTIL}, for 1 h 20 min.",
        f"X ist wieder da\nX war gestört, von {SINCE} bis {UNTIL}, 1 Std. 20 Min. lang.",
    )
    yield case(
        over(V.DOWN, C.UNREACHABLE, confirmed=False),
        f"X can be reached again\nX could not be reached from here, from {SINCE} to {UNTIL}, for 1 h 20 min."
        " Others have not confirmed it.",
        "X ist wieder erreichbar\n"
        f"X war von hier aus nicht erreichbar, von {SINCE} bis {UNTIL}, 1 Std. 20 Min. lang."
        " Von anderen nicht bestätigt.",
    )
    yield case(
        over(V.DOWN, C.SERVER_ERRORS, confirmed=False),
        f"X is back\nX was down, from {SINCE} to {UNTIL}, for 1 h 20 min."
        " Others have not confirmed it.\nCause: servers fail.",
        f"X ist wieder da\nX war ausgefallen, von {SINCE} bis {UNTIL}, 1 Std. 20 Min. lang."
        " Von anderen nicht bestätigt.\nUrsache: Server fallen aus.",
    )
    yield case(
        over(V.BLOCKED, C.DNS_BLOCKED, kind=K.BACK),
        f"X is back\nX was blocked here, from {SINCE} to {UNTIL}, for 1 h 20 min.\nCause: blocked by DNS.",
        f"X ist wieder da\nX war hier gesperrt, von {SINCE} bis {UNTIL}, 1 Std. 20 Min. lang.\n"
        "Ursache: DNS-Sperre.",
    )
    yield case(
        Notice(K.BACK, AT, V.UP),
        "X is back\nIt answers again (checked without logging in).",
        "X ist wieder da\nEs antwortet wieder (ohne Anmeldung geprüft).",
    )
    yield case(
        over(V.DOWN, C.SERVER_ERRORS, kind=K.SUMMARY, count=2),
        "2 notices were held back\n"
        f"X was down, from {SINCE} to {UNTIL}, for 1 h 20 min.\nCause: servers fail.\nNow: X is up.",
        "2 Meldungen zurückgehalten\n"
        f"X war ausgefallen, von {SINCE} bis {UNTIL}, 1 Std. 20 Min. lang.\nUrsache: Server fallen aus.\n"
        "Jetzt: X ist verfügbar.",
    )
    yield case(
        replace(trouble(V.DOWN, C.SERVER_ERRORS, kind=K.SUMMARY), count=1),
        f"1 notice was held back\nX is down, since {SINCE}.\nCause: servers fail.",
        f"1 Meldung zurückgehalten\nX ist ausgefallen, seit {SINCE}.\nUrsache: Server fallen aus.",
    )
    yield case(
        replace(
            trouble(V.DOWN, C.SERVER_ERRORS, kind=K.SUMMARY), verdict=V.OFFLINE, cause=C.NO_NETWORK, count=1
        ),
        f"1 notice was held back\nX was down, from {SINCE} on.\nCause: servers fail.\nNow: You are offline.",
        f"1 Meldung zurückgehalten\nX war ausgefallen, ab {SINCE}.\nUrsache: Server fallen aus.\n"
        "Jetzt: Kein Internet.",
    )
    yield case(
        replace(trouble(V.DEGRADED, C.POSTS_UNREADABLE, kind=K.SUMMARY, confirmed=False), count=1),
        f"1 notice was held back\nX may have problems, since {SINCE}. Others have not confirmed it.\n"
        "Cause: posts unreadable.",
        f"1 Meldung zurückgehalten\nX ist vielleicht gestört, seit {SINCE}. Von anderen nicht bestätigt.\n"
        "Ursache: Beiträge nicht lesbar.",
    )
    yield case(
        Notice(K.SUMMARY, AT, V.OFFLINE, C.NO_NETWORK, count=1),
        "1 notice was held back\nNow: You are offline.",
        "1 Meldung zurückgehalten\nJetzt: Kein Internet.",
    )
    yield case(
        Notice(K.SUMMARY, AT, V.OFFLINE, C.POOR_LINE, count=1),
        "1 notice was held back\nNow: your connection is too poor to tell.",
        "1 Meldung zurückgehalten\nJetzt: Die Verbindung ist für eine Aussage zu schlecht.",
    )


@pytest.mark.parametrize(
    ("notice", "english", "german"), list(cases()), ids=lambda v: v if isinstance(v, str) else ""
)
def test_a_notice_says_what_happened_to_what_and_since_when(
    notice: Notice, english: str, german: str
) -> None:
    for words, text in ((ENGLISH, english), (GERMAN, german)):
        said = f"{words.notices.title(notice)}\n{words.notices.body(notice)}"
        is_wrong = notice.cause is not None and notice.kind is not K.SUMMARY
        advice = (
            f"\n{words.verdicts.advice(notice.cause, notice.parts)}"
            if notice.cause is not None and is_wrong
            else ""
        )
        assert said == text + advice


def test_another_day_is_named() -> None:
    end = BEGIN + timedelta(days=1, minutes=3)
    incident = Incident(BEGIN, V.DOWN, C.SERVER_ERRORS, end, confirmed=True)
    notice = Notice(K.RECOVERY, end, V.UP, incident=incident)

    begin = f"{BEGIN.astimezone():%Y-%m-%d %H:%M}"
    assert f"from {begin} to {end.astimezone():%Y-%m-%d %H:%M}" in ENGLISH.notices.body(notice)


@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["en", "de"])
@pytest.mark.parametrize("cause", [None, *Cause])
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_notice_there_can_be_has_words(words: Words, cause: Cause | None, kind: NoticeKind) -> None:
    for verdict in V:
        for incident in (
            None,
            *(
                Incident(NOW, bad, cause, end, confirmed=confirmed)
                for bad in SEVERITY
                for end in (None, NOW)
                for confirmed in (True, False)
            ),
        ):
            notice = Notice(kind, NOW, verdict, cause, incident, 3, 5.0, ("web", "\x1b[31m"), count=2)
            title, body = words.notices.title(notice), words.notices.body(notice)
            assert title
            assert title.isprintable()
            assert all(line.isprintable() and line for line in body.splitlines())
            assert "{" not in title + body


@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["en", "de"])
def test_nobody_claims_an_outage_that_nobody_confirmed(words: Words) -> None:
    down = words.names.verdict(V.DOWN)
    for kind in NoticeKind:
        notice = trouble(V.DOWN, C.UNREACHABLE, CORE, kind=kind, confirmed=False)
        assert down not in words.notices.title(notice) + words.notices.body(notice)
