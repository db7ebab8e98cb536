"""Checks as JSON: what is written is read back, and whatever is read never does harm."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.made import FINE, KNOWN, NOW, check, evidence_of, judged, surface
from tests.domain.stories import events_of, figures_of, story
from trayapp.domain.check_json import (
    UnreadableCheckError,
    change_to_json,
    check_from_json,
    report_from_json,
    report_to_json,
    timestamp,
    to_json,
    totals_to_json,
)
from trayapp.domain.codes import CORE_SURFACES, Cause, Confidence, Outcome, OwnTrouble, Says, VerdictName
from trayapp.domain.records import (
    Check,
    ControlResult,
    Evidence,
    JudgedCheck,
    Phases,
    Reason,
    SurfaceResult,
    Verdict,
)
from trayapp.domain.reports import Report, Vantage
from trayapp.domain.verdict import decide

AT = "2026-02-16T13:27:40.120Z"

WEB = SurfaceResult(
    "web",
    Outcome.SERVER_ERROR,
    "origin",
    503,
    "172.66.0.227",
    phases=Phases(dns=4.1, connect=11.0, tls=21.3, first_byte=80.2, total=118.0),
)
GOOGLE = ControlResult("google", Outcome.OK, None, 204, "192.0.2.1", date_skew_s=0.4)
GLOBALPING = Evidence("globalping", Says.TROUBLE, "vantage", NOW, 5, 6, "https://globalping.example/1")


def test_a_check_is_written_with_all_its_keys() -> None:
    verdict = decide(Check(NOW, 60, (surface("web", "ok"), surface("posts", "cached"))))
    seen = JudgedCheck(Check(NOW, 60, (WEB,), (GOOGLE,)), (GLOBALPING,), verdict)
    assert to_json(seen, "Site and public posts answer.") == {
        "at": AT,
        "interval_s": 60,
        "verdict": "up",
        "cause": None,
        "confidence": None,
        "summary": "Site and public posts answer.",
        "reasons": [{"code": "surface_ok", "for": True, "values": {"surface": "web", "outcome": "ok"}}],
        "surfaces": [
            {
                "id": "web",
                "outcome": "server_error",
                "detail": "origin",
                "http_status": 503,
                "address": "172.66.0.227",
                "phases_ms": {"dns": 4.1, "connect": 11.0, "tls": 21.3, "first_byte": 80.2, "total": 118.0},
            }
        ],
        "controls": [
            {
                "id": "google",
                "outcome": "ok",
                "detail": None,
                "http_status": 204,
                "address": "192.0.2.1",
                "phases_ms": {},
                "by_address": False,
                "date_skew_s": 0.4,
            }
        ],
        "evidence": [
            {
                "source": "globalping",
                "says": "trouble",
                "kind": "vantage",
                "count": 5,
                "of": 6,
                "at": AT,
                "url": "https://globalping.example/1",
            }
        ],
    }


def test_what_concerns_few_answers_is_written_with_those() -> None:
    seen = to_json(judged(check((*FINE, *KNOWN), via_proxy=True, web="ok")), "")
    assert seen["surfaces"][0]["via_proxy"] is True
    assert "via_proxy" not in seen["controls"][0]
    assert [entry["id"] for entry in seen["controls"] if "handshake" in entry] == [c.id for c in KNOWN]


FEW = {"via_proxy", "signed", "filtered", "unproven", "lost"}
RARE = {"second_look", "trouble_since", "own_trouble", "left_alone"}


def test_what_is_rarely_so_is_written_where_it_is() -> None:
    web = replace(WEB, signed=True)
    images = SurfaceResult("images", Outcome.DNS_FAILED, "bogus", filtered=True)
    posts = SurfaceResult("posts", Outcome.TIMEOUT, "tls", lost=5)
    page = SurfaceResult("page", Outcome.SERVER_ERROR, "api", unproven=True)
    seen = Check(
        NOW,
        60,
        (web, posts, images, page),
        (replace(GOOGLE, lost=2),),
        second_look=(replace(GOOGLE, id="google_tls"),),
        trouble_since=NOW - timedelta(minutes=3),
        own_trouble="descriptors",
        left_alone=("links",),
    )
    written = to_json(judged(seen, replace(GLOBALPING, pages=1)), "")

    shown = [{key: entry[key] for key in FEW & entry.keys()} for entry in written["surfaces"]]
    assert shown == [{"signed": True}, {"lost": 5}, {"filtered": True}, {"unproven": True}]
    assert written["controls"][0]["lost"] == 2
    assert [(entry["id"], entry["by_address"]) for entry in written["second_look"]] == [("google_tls", False)]
    assert written["trouble_since"] == "2026-02-16T13:24:40.120Z"
    assert (written["own_trouble"], written["left_alone"]) == ("descriptors", ["links"])
    assert written["evidence"][0]["pages"] == 1
    assert check_from_json(written)[0] == seen


def test_what_is_rarely_so_is_not_written_where_it_is_not() -> None:
    written = to_json(judged(check(FINE, web="ok", posts="timeout:tls"), GLOBALPING), "")

    assert not RARE & written.keys()
    assert not FEW & {key for entry in (*written["surfaces"], *written["controls"]) for key in entry}
    assert "pages" not in written["evidence"][0]


def test_that_no_vantage_point_got_the_page_is_said() -> None:
    written = to_json(judged(check(FINE, web="ok"), replace(GLOBALPING, pages=0)), "")
    assert written["evidence"][0]["pages"] == 0


@pytest.mark.parametrize(
    ("at", "text"),
    [
        pytest.param(NOW, AT, id="milliseconds"),
        pytest.param(NOW.replace(microsecond=0), "2026-02-16T13:27:40.000Z", id="even where they are none"),
        pytest.param(NOW.replace(microsecond=120_001), "2026-02-16T13:27:40.120001Z", id="finer if it is"),
        pytest.param(NOW.astimezone(timezone(timedelta(hours=2))), AT, id="in UTC"),
        pytest.param(datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00.000Z", id="with four digits"),
    ],
)
def test_moments_are_written_in_utc_as_fine_as_they_are(at: datetime, text: str) -> None:
    assert timestamp(at) == text


def test_changes_are_written_with_all_their_keys() -> None:
    told = events_of(story("down? down x2 +1h up up"))
    opened = {
        "type": "incident_opened",
        "at": "2026-02-16T13:29:40.120Z",
        "begin": AT,
        "end": None,
        "verdict": "down",
        "cause": "server_errors",
        "recurrence": 1,
        "confirmed": True,
    }
    gap = {
        "type": "gap",
        "at": "2026-02-16T14:29:40.120Z",
        "begin": "2026-02-16T13:29:40.120Z",
        "end": "2026-02-16T14:29:40.120Z",
    }
    closed = {
        **opened,
        "type": "incident_closed",
        "at": "2026-02-16T14:30:40.120Z",
        "end": "2026-02-16T14:29:40.120Z",
    }
    assert [change_to_json(event) for event in told] == [opened, gap, closed]


def test_an_unconfirmed_incident_is_written_as_such() -> None:
    (event,) = events_of(story("degraded? x3"))
    written = change_to_json(event)
    assert (written["confirmed"], written["recurrence"]) == (False, None)


def test_what_became_another_incident_is_written_as_an_update() -> None:
    told = events_of(story("degraded x3 down x3"))
    assert change_to_json(told[-1])["type"] == "incident_updated"


def test_figures_are_written_with_all_their_keys() -> None:
    assert totals_to_json(figures_of(story("down x3 up up degraded x3 up up"))) == {
        "type": "totals",
        "uptime_ratio": 0.666667,
        "watched_s": 540,
        "down_s": 180,
        "degraded_s": 180,
        "incidents": 2,
    }
    assert totals_to_json(figures_of(()))["uptime_ratio"] is None


def read(**keys: Any) -> tuple[Check, tuple[Evidence, ...]]:
    return check_from_json({"at": AT, **keys})


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(AT, id="Z"),
        pytest.param("2026-02-16T13:27:40.12+00:00", id="an offset of nothing"),
        pytest.param("2026-02-16T14:27:40.120+01:00", id="an offset"),
        pytest.param("2026-02-16T08:27:40.120-0500", id="an offset without a colon"),
        pytest.param("20260216T132740.120Z", id="without strokes"),
    ],
)
def test_a_moment_is_read_with_its_offset(text: str) -> None:
    assert check_from_json({"at": text})[0].at == NOW


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"at": "2026-02-16T13:27:40"}, id="a moment without offset"),
        pytest.param({"at": "2026-02-16"}, id="a day"),
        pytest.param({"at": "yesterday"}, id="a word"),
        pytest.param({"at": ""}, id="an empty text"),
        pytest.param({"at": "2026-02-30T13:27:40Z"}, id="a day that there is not"),
        pytest.param({"at": "0001-01-01T00:00:00+14:00"}, id="before all time"),
        pytest.param({"at": 1771248460}, id="a number"),
        pytest.param({"at": None}, id="null"),
        pytest.param({"at": [AT]}, id="a list"),
        pytest.param({"surfaces": []}, id="no moment"),
        pytest.param([{"at": AT}], id="a list of checks"),
        pytest.param(AT, id="a text"),
        pytest.param(None, id="null instead of a check"),
    ],
)
def test_without_an_object_and_its_moment_there_is_no_check(value: Any) -> None:
    with pytest.raises(UnreadableCheckError):
        check_from_json(value)


def test_what_is_missing_is_empty() -> None:
    assert read() == (Check(NOW, 60), ())


@pytest.mark.parametrize(
    ("value", "interval_s"),
    [
        pytest.param(30, 30, id="30"),
        pytest.param(0.5, 0.5, id="half a second"),
        pytest.param("30", 60, id="a text"),
        pytest.param(None, 60, id="null"),
        pytest.param(True, 60, id="true"),
        pytest.param(0, 60, id="0"),
        pytest.param(-30, 60, id="-30"),
        pytest.param(float("nan"), 60, id="no number"),
        pytest.param(float("inf"), 60, id="endless"),
        pytest.param(10**400, 60, id="larger than any float"),
    ],
)
def test_a_pace_that_cannot_be_read_is_a_minute(value: Any, interval_s: float) -> None:
    assert read(interval_s=value)[0].interval_s == interval_s


NO_ANSWERS = [
    pytest.param(None, id="null"),
    pytest.param("web", id="a text"),
    pytest.param({"id": "web", "outcome": "ok"}, id="one instead of a list"),
    pytest.param(["web", None, 5, []], id="no objects"),
    pytest.param([{"outcome": "ok"}], id="no id"),
    pytest.param([{"id": "", "outcome": "ok"}], id="an empty id"),
    pytest.param([{"id": 5, "outcome": "ok"}], id="an id that is no text"),
    pytest.param([{"id": "web"}], id="no outcome"),
    pytest.param([{"id": "web", "outcome": "on_fire"}], id="an outcome that we do not know"),
    pytest.param([{"id": "web", "outcome": "OK"}], id="an outcome in capitals"),
    pytest.param([{"id": "web", "outcome": ["ok"]}], id="an outcome that is no text"),
]


@pytest.mark.parametrize("value", NO_ANSWERS)
def test_an_answer_that_cannot_be_read_is_absent(value: Any) -> None:
    assert read(surfaces=value, controls=value) == (Check(NOW, 60), ())


def test_an_absent_answer_leaves_the_others() -> None:
    posts = {"id": "posts", "outcome": "ok"}
    seen, _ = read(surfaces=[{"id": "web", "outcome": "on_fire"}, posts])
    assert seen == check(posts="ok")
    assert decide(seen).name is VerdictName.UP


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        pytest.param("detail", 5, {}, id="detail"),
        pytest.param("http_status", "503", {}, id="status that is a text"),
        pytest.param("http_status", True, {}, id="status that is true"),
        pytest.param("http_status", 10**400, {}, id="endless status"),
        pytest.param("http_status", 503.9, {"http_status": 503}, id="status with a point"),
        pytest.param("address", ["192.0.2.1"], {}, id="address"),
        pytest.param("phases_ms", 118.0, {}, id="phases"),
        pytest.param(
            "phases_ms", {"tls": "20", "total": 118.0}, {"phases": Phases(total=118.0)}, id="a phase"
        ),
        pytest.param("phases_ms", {"queue": 1}, {}, id="a phase that we do not know"),
        pytest.param("via_proxy", "yes", {}, id="proxy"),
        pytest.param("signed", "yes", {}, id="signed"),
        pytest.param("signed", 1, {}, id="signed with 1"),
        pytest.param("filtered", "true", {}, id="filtered"),
        pytest.param("lost", "5", {}, id="lost that is a text"),
        pytest.param("lost", True, {}, id="lost that is true"),
        pytest.param("lost", 0, {}, id="lost none"),
        pytest.param("lost", -5, {}, id="lost less than none"),
        pytest.param("lost", 0.9, {}, id="lost not quite one"),
        pytest.param("lost", float("nan"), {}, id="lost that is no number"),
        pytest.param("lost", 10**400, {}, id="lost without end"),
        pytest.param("lost", 5.9, {"lost": 5}, id="lost with a point"),
        pytest.param("mood", "good", {}, id="a key that we do not know"),
    ],
)
def test_what_cannot_be_read_of_an_answer_is_empty(key: str, value: Any, expected: dict[str, Any]) -> None:
    seen, _ = read(surfaces=[{"id": "web", "outcome": "ok", key: value}])
    assert seen.surfaces == (SurfaceResult("web", Outcome.OK, **expected),)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("by_address", 1),
        ("date_skew_s", "0.4"),
        ("date_skew_s", float("nan")),
        ("date_skew_s", float("-inf")),
        ("date_skew_s", 1.7e308),
        ("date_skew_s", 10**400),
        ("handshake", 1),
        ("handshake", "true"),
    ],
)
def test_what_cannot_be_read_of_a_control_is_empty(key: str, value: Any) -> None:
    seen, _ = read(controls=[{"id": "doh_google", "outcome": "ok", key: value}] * 2)
    assert seen.controls == (ControlResult("doh_google", Outcome.OK),) * 2


@pytest.mark.parametrize("value", NO_ANSWERS)
def test_a_second_look_that_cannot_be_read_is_absent(value: Any) -> None:
    assert read(second_look=value) == (Check(NOW, 60), ())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("trouble_since", "yesterday"),
        ("trouble_since", "2026-02-16T13:27:40"),
        ("trouble_since", 1771248460),
        ("trouble_since", ""),
        ("own_trouble", 5),
        ("own_trouble", ["memory"]),
        ("own_trouble", ""),
        ("left_alone", "web"),
        ("left_alone", {"web": True}),
        ("left_alone", [None, 5, "", ["web"]]),
    ],
)
def test_what_cannot_be_read_of_a_check_is_empty(key: str, value: Any) -> None:
    assert read(**{key: value}) == (Check(NOW, 60), ())


def test_what_was_left_alone_is_read_as_far_as_it_can_be() -> None:
    assert read(left_alone=[5, "web", "", "fax"])[0].left_alone == ("web", "fax")


def test_of_a_part_that_is_named_twice_the_last_word_counts() -> None:
    seen = check(FINE, web="ok", posts="ok")
    again = (surface("web", "server_error:origin"), surface("posts", "server_error:origin"))
    assert decide(replace(seen, surfaces=(*seen.surfaces, *again))) == decide(replace(seen, surfaces=again))


def test_as_many_losses_as_may_be_written_do_no_harm() -> None:
    """A number, not so many things."""
    most = 10**15
    lost = {"outcome": "timeout", "detail": "tls", "lost": most}
    web, google = {"id": "web", **lost}, {"id": "google_tls", **lost}
    beside = [{"id": "apple_tls", "outcome": "ok"}]
    seen = read(surfaces=[web], controls=[google, {**google, "outcome": "ok"}], second_look=beside)
    assert decide(*seen).cause is Cause.POOR_LINE


CROWD = {"source": "reddit", "says": "trouble", "kind": "crowd", "at": AT}
REDDIT = Evidence("reddit", Says.TROUBLE, "crowd", NOW)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([CROWD], [REDDIT], id="a source"),
        pytest.param(CROWD, [], id="one instead of a list"),
        pytest.param([None, "trouble", CROWD], [REDDIT], id="no objects"),
        pytest.param([{**CROWD, "says": "woe"}], [], id="says what we do not know"),
        pytest.param([{**CROWD, "says": {}}], [], id="says no text"),
        pytest.param([{"says": "fine"}], [Evidence("", Says.FINE, "", None)], id="says, and nothing more"),
        pytest.param(
            [{**CROWD, "count": "5", "of": None, "url": 5, "pages": "4"}],
            [REDDIT],
            id="counts and address that cannot be read",
        ),
        pytest.param(
            [{**CROWD, "at": "now"}],
            [Evidence("reddit", Says.TROUBLE, "crowd", None)],
            id="a moment that cannot be read",
        ),
        pytest.param(
            [{**CROWD, "kind": "oracle"}],
            [Evidence("reddit", Says.TROUBLE, "oracle", NOW)],
            id="a kind that we do not know",
        ),
    ],
)
def test_evidence_are_read_as_far_as_it_can_be(entries: Any, expected: list[Evidence]) -> None:
    assert read(evidence=entries)[1] == tuple(expected)


def test_slowness_is_taken_as_recorded() -> None:
    verdict = decide(*read(surfaces=[{"id": "web", "outcome": "slow", "phases_ms": {"total": 1}}]))
    assert (verdict.name, verdict.cause) == ("degraded", "slow")


def test_a_recorded_verdict_is_judged_anew() -> None:
    surfaces = [{"id": name, "outcome": "ok"} for name in CORE_SURFACES]
    seen, evidence = read(verdict="down", cause="edge_outage", confidence="high", surfaces=surfaces)
    assert decide(seen, evidence).name is VerdictName.UP


SECOND = timedelta(seconds=1)
FIFTEEN_MINUTES = timedelta(minutes=15)

texts = st.text() | st.sampled_from(["\ud800", "\x00", "=1+1", "</script>", "\u202e", "\n", '"', "NaN"])
numbers = st.integers(-(10**15), 10**15) | st.floats(-1e15, 1e15)
whole = st.none() | st.integers(-(10**15), 10**15)
details = (
    st.none()
    | texts
    | st.sampled_from(
        [
            "origin",
            "edge_page",
            "nxdomain",
            "knows",
            "servfail",
            "tls",
            "expired",
            "untrusted",
            "handshake",
            "proxy",
        ]
    )
)
moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - `timezones` is
common = {
    "outcome": st.sampled_from(Outcome),
    "detail": details,
    "http_status": whole,
    "address": st.none() | texts,
    "phases": st.builds(Phases, *[st.none() | numbers] * 5),
    "via_proxy": st.booleans(),
    "signed": st.booleans(),
    "filtered": st.booleans(),
    "unproven": st.booleans(),
    "lost": st.none() | st.integers(1, 9) | st.integers(1, 10**15),
}
surface_ids = st.sampled_from(["web", "posts", "images", "page", "custom"]) | st.text(min_size=1)
control_ids = st.sampled_from(["google", "google_tls", "cloudflare", "doh_google"]) | st.text(min_size=1)
surfaces = st.builds(SurfaceResult, surface_ids, **common)
controls = st.builds(
    ControlResult,
    control_ids,
    **common,
    by_address=st.booleans(),
    date_skew_s=st.none() | numbers,
    handshake=st.none() | st.booleans(),
)
kinds = st.sampled_from(["vantage", "expert", "crowd", "status", "user"]) | texts
asked_after = st.sampled_from([0 * SECOND, FIFTEEN_MINUTES, -FIFTEEN_MINUTES]).flatmap(
    lambda late: st.integers(-2000, 2000).map(lambda us: late + timedelta(microseconds=us))
)


@st.composite
def judged_checks(draw: st.DrawFn) -> JudgedCheck:
    at = draw(moments)
    one_says = st.builds(
        Evidence,
        texts,
        st.sampled_from(Says),
        kinds,
        st.none() | asked_after.map(lambda late: at + late),
        whole,
        whole,
        st.none() | texts,
        pages=whole,
    )
    seen = Check(
        at,
        draw(st.integers(1, 3600) | st.floats(0.001, 1e9)),
        tuple(draw(st.lists(surfaces, max_size=4))),
        tuple(draw(st.lists(controls, max_size=4))),
        second_look=tuple(draw(st.lists(controls, max_size=2))),
        trouble_since=draw(st.none() | asked_after.map(lambda late: at + late)),
        own_trouble=draw(st.none() | st.sampled_from(OwnTrouble).map(str) | st.text(min_size=1)),
        left_alone=tuple(draw(st.lists(surface_ids, max_size=2))),
    )
    evidence = tuple(draw(st.lists(one_says, max_size=3)))
    return JudgedCheck(seen, evidence, decide(seen, evidence))


def without_handshakes(seen: Check) -> Check:
    def but_of_resolvers(asked: tuple[ControlResult, ...]) -> tuple[ControlResult, ...]:
        return tuple(c if c.id.startswith("doh_") else replace(c, handshake=None) for c in asked)

    return replace(
        seen, controls=but_of_resolvers(seen.controls), second_look=but_of_resolvers(seen.second_look)
    )


@given(judged_checks(), texts)
def test_a_check_is_read_back_as_it_was_judged(seen: JudgedCheck, summary: str) -> None:
    written = to_json(seen, summary)
    line = json.dumps(written)
    assert "\n" not in line
    assert json.loads(line) == written
    check_again, evidence = check_from_json(json.loads(line))
    # Only a resolver over https is asked for a handshake, so of no other one it is written.
    assert check_again == without_handshakes(seen.check)
    assert evidence == seen.evidence
    again = decide(check_again, evidence)
    assert again == seen.verdict


def test_every_verdict_fits_into_json() -> None:
    for name in VerdictName:
        reason = Reason("code", speaks_for=False, values=(("ratio", 0.5), ("count", 5), ("text", "ß\ud800")))
        seen = JudgedCheck(check(), (), Verdict(name, None, Confidence.LOW, (reason,)))
        assert json.loads(json.dumps(to_json(seen, ""))) == to_json(seen, "")


leaves = st.none() | st.booleans() | st.integers() | st.floats() | texts | st.sampled_from([10**400, AT])
any_json = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)


def like(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """An object with these keys, some of which are missing or have any value at all."""
    return st.fixed_dictionaries({}, optional={key: value | any_json for key, value in keys.items()})


almost_answers = like(
    id=surface_ids | control_ids,
    outcome=st.sampled_from(Outcome).map(str),
    detail=details,
    http_status=st.just(200),
    address=texts,
    phases_ms=like(total=numbers),
    via_proxy=st.booleans(),
    signed=st.booleans(),
    filtered=st.booleans(),
    unproven=st.booleans(),
    lost=whole,
    by_address=st.booleans(),
    date_skew_s=numbers,
    handshake=st.booleans(),
)
almost_evidence = like(
    source=texts,
    says=st.sampled_from(Says).map(str),
    kind=kinds,
    at=st.just(AT),
    count=whole,
    of=whole,
    url=texts,
    pages=whole,
)
almost_checks = st.builds(
    lambda at, rest: {**at, **rest},
    st.just({"at": AT}),
    like(
        interval_s=numbers,
        surfaces=st.lists(almost_answers, max_size=3),
        controls=st.lists(almost_answers, max_size=3),
        second_look=st.lists(almost_answers, max_size=2),
        trouble_since=st.just(AT),
        own_trouble=texts,
        left_alone=st.lists(surface_ids, max_size=2),
        evidence=st.lists(almost_evidence, max_size=3),
    ),
)


@given(any_json | like(at=moments.map(timestamp) | texts))
def test_any_value_is_a_check_or_named_as_none(value: Any) -> None:
    with suppress(UnreadableCheckError):
        check_from_json(value)


@given(almost_checks)
def test_whatever_is_read_can_be_judged_and_written(value: Any) -> None:
    seen, evidence = check_from_json(value)
    assert seen.interval_s > 0
    verdict = decide(seen, evidence)
    written = to_json(JudgedCheck(seen, evidence, verdict), "")
    again = check_from_json(json.loads(json.dumps(written, allow_nan=False)))
    assert again[1] == evidence
    assert decide(*again) == verdict


def test_a_report_is_read_as_it_was_written() -> None:
    vantages = (Vantage("DE", "reached", 200, 80.5), Vantage("FR", "resolver"))
    report = Report(GLOBALPING, vantages, ("https://a.example/",), "Reached from 5 of 6.", "DE")
    assert report_from_json(json.loads(json.dumps(report_to_json(report)))) == report
    assert report_from_json({"says": "nonsense"}) is None


@given(
    any_json
    | st.fixed_dictionaries(
        {"says": st.sampled_from(("trouble", "fine", "no"))},
        optional=dict.fromkeys(("source", "at", "vantages", "links", "text", "country"), any_json),
    )
)
def test_any_json_is_a_report_or_none(value: object) -> None:
    report = report_from_json(value)
    assert report is None or report_from_json(report_to_json(report)) == report


@pytest.mark.parametrize("links", [["https://a.example/"] * 9, "https://a.example/", [1, None]])
def test_links_are_few_and_text(links: object) -> None:
    report = report_from_json({"says": "fine", "links": links})
    assert report is not None
    assert len(report.links) <= 5
    assert all(isinstance(link, str) for link in report.links)


def test_a_voice_counts_for_a_check_to_the_microsecond() -> None:
    """Cut to milliseconds, a source asked too late by less than one would count when it is read back."""
    at = NOW.replace(microsecond=0)
    late = evidence_of("crowd", at=at + FIFTEEN_MINUTES + timedelta(microseconds=900))
    seen = Check(at, 60, check(FINE, web="ok", posts="server_error:origin").surfaces)
    written = to_json(JudgedCheck(seen, (late,), decide(seen, (late,))), "")
    assert decide(*check_from_json(written)) == decide(seen, (late,))
    assert written["verdict"] == "degraded"
