"""What people pass on: it says what was seen of X, and nothing of whoever saw it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from tests.domain.made import FINE, check, evidence_of, judged, surface
from trayapp.domain.codes import Cause, Outcome, Says, VerdictName
from trayapp.domain.records import (
    ControlResult,
    Evidence,
    JudgedCheck,
    Phases,
    Reason,
    SurfaceResult,
    Verdict,
)
from trayapp.domain.segments import Segment
from trayapp.domain.tracker import Change, Incident, IncidentChange
from trayapp.history.incidents import RecordedIncident
from trayapp.i18n import LANGUAGES, Words
from trayapp.sharing.digest import Digest, digest
from trayapp.sharing.files import (
    as_json,
    incident_fields,
    incident_markdown,
    incident_rows,
    incident_text,
    span_rows,
    table,
)
from trayapp.sharing.ribbon_svg import ribbon_svg
from trayapp.sharing.sentences import incident_sentence, message

BEGIN = datetime(2026, 11, 26, 13, 2, tzinfo=UTC)
END = BEGIN + timedelta(minutes=23)
NOW = END + timedelta(hours=1)
V = VerdictName

every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(autouse=True)
def in_london(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In winter its time is UTC."""
    import time

    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def incident(
    verdict: VerdictName = V.DOWN,
    cause: Cause | None = Cause.SERVER_ERRORS,
    *,
    end: datetime | None = END,
    confirmed: bool = True,
) -> Incident:
    return Incident(BEGIN, verdict, cause, end, confirmed)


def recorded(it: Incident, **of_user: str | bool) -> RecordedIncident:
    opened = IncidentChange(Change.OPENED, BEGIN + timedelta(minutes=2), replace(it, end=None), 3)
    return RecordedIncident(it, (opened,), **of_user)  # type: ignore[arg-type]


NETBLOCKS = evidence_of("expert", source="netblocks")
PLACES = replace(evidence_of("vantage", source="globalping"), count=5, of=6)
ERRORS = judged(
    check(FINE, web="server_error:origin", posts="server_error:origin", images="ok", video="ok"),
    NETBLOCKS,
    PLACES,
)


def told(it: Incident, *checks: JudgedCheck) -> Digest:
    return digest(recorded(it), checks, ())


@pytest.mark.parametrize(
    ("it", "checks", "country", "says"),
    [
        (
            incident(),
            (ERRORS,),
            "DE",
            (
                "X was down on 26 Nov from 13:02 to 13:25 GMT (23 min): servers failed, seen from Germany, "
                "confirmed by 5 of 6 vantage points and NetBlocks."
            ),
        ),
        (incident(), (), None, "X was down on 26 Nov from 13:02 to 13:25 GMT (23 min): servers failed."),
        (
            incident(confirmed=False, cause=Cause.UNREACHABLE),
            (),
            "XX",
            "X may have been down on 26 Nov from 13:02 to 13:25 GMT (23 min): it could not be reached.",
        ),
        (
            incident(end=None),
            (),
            "US",
            (
                "X has been down since 26 Nov, 13:02 GMT (1 h 23 min so far): "
                "servers fail, seen from the United States."
            ),
        ),
        (
            incident(V.BLOCKED, Cause.DNS_BLOCKED, end=BEGIN + timedelta(days=1)),
            (),
            None,
            (
                "X was blocked on one network from 26 Nov, 13:02 GMT to 27 Nov, 13:02 GMT (1 day 0 h): "
                "the name service in use did not lead to it."
            ),
        ),
    ],
)
def test_an_incident_is_one_sentence(
    it: Incident, checks: tuple[JudgedCheck, ...], country: str | None, says: str
) -> None:
    assert incident_sentence(told(it, *checks), Words("en"), NOW, country) == says


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "X was down from 26 Nov, 13:02 GMT on (at least 23 min): servers failed."),
        ("de", "X war ab dem 26. Nov., 13:02 GMT ausgefallen (mindestens 23 Min.): Server fielen aus."),
    ],
)
def test_what_is_out_of_sight_is_said_to_go_on_by_nobody(language: str, says: str) -> None:
    made = digest(recorded(incident(end=None)), (), (), END)
    assert incident_sentence(made, Words(language), NOW) == says


@every_language
@pytest.mark.parametrize("verdict", [V.DOWN, V.DEGRADED, V.BLOCKED])
@pytest.mark.parametrize("cause", [*Cause, None])
@pytest.mark.parametrize("confirmed", [True, False])
@pytest.mark.parametrize("end", [None, END])
def test_every_incident_has_its_sentence(
    language: str, verdict: VerdictName, cause: Cause | None, confirmed: bool, end: datetime | None
) -> None:
    it = incident(verdict, cause, end=end, confirmed=confirmed)
    said = incident_sentence(told(it), Words(language), NOW, "DE")
    assert said.endswith(".")
    assert "{" not in said


def test_the_message_says_what_since_when_which_parts_and_who_else() -> None:
    said = message(ERRORS, incident(end=None), Words("en"), NOW, "DE")
    assert said.splitlines() == [
        "X is down: website and posts answer with server errors.",
        "Since 26 Nov, 13:02 GMT, 1 h 23 min so far.",
        "Affected: website and posts.",
        "Working: pictures and videos.",
        "Others see it, too: 5 of 6 vantage points and NetBlocks.",
        "Checked 16 Feb, 13:27 GMT, seen from Germany, with trayapp, which is independent of X Corp.",
    ]


def test_what_only_the_user_saw_nobody_else_has_confirmed() -> None:
    own = Evidence("user", Says.TROUBLE, "user", BEGIN)
    said = message(judged(replace(ERRORS.check), own), None, Words("en"), NOW)
    assert "Nobody else has confirmed it yet." in said
    assert "Not sure yet: too little points to it." in said


@pytest.mark.parametrize(
    ("seen", "says"),
    [
        (check(web="ok", posts="ok"), "X is up."),
        (check(FINE, web="ok", posts="ok", custom="timeout:connect"), "X is up."),
        (check(FINE, web="refused:challenge"), "How X is cannot be told from here just now."),
    ],
)
def test_of_the_reader_s_own_trouble_the_message_says_nothing(seen: object, says: str) -> None:
    said = message(judged(seen), None, Words("en"), NOW).splitlines()  # type: ignore[arg-type]
    assert said[0] == says
    assert len(said) == 2


def test_the_parts_are_those_that_failed_and_those_that_never_did() -> None:
    later = judged(check(FINE, web="ok", posts="server_error:origin", images="server_error:origin"))
    made = told(incident(), ERRORS, later)
    assert made.concerned == ("web", "posts", "images")
    assert made.unconcerned == ("video",)


def test_files_say_the_same_to_programs() -> None:
    made = told(incident(), ERRORS)
    fields = json.loads(as_json(incident_fields(made)))
    assert fields["begin"] == "2026-11-26T13:02:00.000Z"
    assert (fields["verdict"], fields["cause"], fields["recurrence"]) == ("down", "server_errors", 3)
    assert fields["seen_by"][0] == {"source": "globalping", "count": 5, "of": 6}
    (row,) = csv.DictReader(io.StringIO(table([incident_fields(made)])))
    assert row["concerned"] == "web posts"
    assert row["not_concerned"] == "images video"
    assert row["seen_by"] == "globalping 5/6 netblocks"
    assert row["duration_s"] == "1380.0"


def test_what_the_user_takes_for_their_own_line_says_so_and_recurs_nowhere() -> None:
    made = digest(recorded(incident(), is_counted=False), (ERRORS,), ())
    assert made.recurrence is None
    assert "Not counted: the trouble was with the connection here." in incident_text(made, Words("en"), NOW)
    assert json.loads(as_json(incident_fields(made)))["counted"] is False


def spans() -> list[Segment]:
    it = incident()
    return [
        Segment(BEGIN - timedelta(hours=1), BEGIN, V.UP),
        Segment(BEGIN, END, V.DOWN, it),
        Segment(END, NOW, V.UNKNOWN),
    ]


def test_spans_are_a_line_each() -> None:
    rows = list(csv.DictReader(io.StringIO(table(span_rows(spans())))))
    assert [row["verdict"] for row in rows] == ["up", "down", "unknown"]
    assert rows[1]["confirmed"] == "true"
    assert [span["cause"] for span in json.loads(as_json(span_rows(spans())))] == [
        None,
        "server_errors",
        None,
    ]


def test_the_ribbon_is_a_picture_that_loads_nothing() -> None:
    drawn = ET.fromstring(ribbon_svg(spans(), "The last <7> days"))
    assert [each.tag.rpartition("}")[2] for each in drawn] == ["title", "rect", "path", "rect"]
    assert drawn[0].text == "The last <7> days"
    assert ET.fromstring(ribbon_svg([], "nothing"))


PLANTED = ("planted.example", "192.0.2.77", "2001:db8::77", "PlantedNet", "planted-laptop", "/home/planted")
_FULL = " ".join(PLANTED)


def _planted() -> tuple[RecordedIncident, JudgedCheck, Evidence]:
    """An incident whose every field that takes text has what nobody else may read."""
    bad = [
        replace(surface(name, "server_error"), detail=_FULL, address=_FULL, phases=Phases(1, 2, 3, 4, 5))
        for name in ("web", "posts", "custom", _FULL)
    ]
    moved = SurfaceResult("images", Outcome.REDIRECTED, _FULL, address=_FULL)
    hosts = tuple(ControlResult(_FULL, Outcome.OK, _FULL, address=_FULL) for _ in range(2))
    seen = replace(check(FINE), surfaces=(*bad, moved), controls=hosts, second_look=hosts)
    seen = replace(seen, left_alone=(_FULL,), own_trouble=_FULL)
    said = Evidence(_FULL, Says.TROUBLE, _FULL, BEGIN, count=3, of=4, url=f"https://planted.example/{_FULL}")
    known = replace(said, source="netblocks", kind="expert")
    verdict = judged(seen, said, known).verdict
    extra = Reason("surface_failed", speaks_for=True, values=(("surface", _FULL), ("outcome", "ok")))
    it = recorded(incident(), note=_FULL)
    whole = JudgedCheck(seen, (said, known), replace(verdict, reasons=(*verdict.reasons, extra)))
    return it, whole, said


def _everything(language: str) -> Iterator[str]:
    words = Words(language)
    it, seen, said = _planted()
    made = digest(it, [seen], [said])
    people: list[Callable[..., str]] = [incident_sentence, incident_text, incident_markdown]
    yield from (write(made, words, NOW, "DE") for write in people)
    for rows in ([incident_fields(made)], incident_rows([it]), span_rows(spans())):
        yield from (table(rows), as_json(rows))
    yield ribbon_svg(spans(), words.days(7))
    for name in VerdictName:
        for cause in (*Cause, None):
            changed = replace(seen, verdict=Verdict(name, cause, None, seen.verdict.reasons))
            yield message(changed, it.incident, words, NOW, "DE")


@every_language
def test_nothing_that_is_passed_on_tells_of_host_address_network_computer_or_folder(language: str) -> None:
    for written in _everything(language):
        assert written.strip()
        assert [each for each in PLANTED if each.lower() in written.lower()] == []
        assert "@" not in written


@pytest.mark.parametrize(
    "write", [lambda made: table([incident_fields(made)]), lambda made: table(span_rows(spans()))]
)
def test_no_cell_is_a_formula(write: Callable[[Digest], str]) -> None:
    cells = [cell for row in csv.reader(io.StringIO(write(told(incident(), ERRORS)))) for cell in row]
    assert [cell for cell in cells if cell[:1] in set("=+-@\t\r")] == []
