"""Every combination of answers of the core surfaces, judged twice: by `decide` and by the table as it reads.

The table is written here a second time, in another way: as one condition each, over texts and over what a
reader sees in each line and voice, so that a slip in one of the two shows.
"""

import json
from itertools import chain, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.made import NOW
from tests.domain.walk import ALL_ANSWERS, ANSWERS, LINES, LOGIN, VOICES, Step, circumstances, steps
from trayapp.domain.records import (
    Check,
    ControlResult,
    Evidence,
    JudgedCheck,
    Outcome,
    Phases,
    Says,
    SurfaceResult,
    Verdict,
    VerdictName,
)
from trayapp.domain.verdict import decide
from trayapp.domain.wire import to_json

FAILING = {
    "server_error",
    "soft_failure",
    "dns_failed",
    "connect_failed",
    "timeout",
    "tls_failed",
    "protocol_error",
    "redirected",
}
FINE = {"ok", "slow"}
ON_X_SIDE = {"server_error", "soft_failure", "protocol_error"}
ON_X_SIDE_IN_FULL = {"tls_failed:expired", "timeout:first_byte", "timeout:body"}
LOST = {"connect_failed", "dns_failed"}
LOST_IN_FULL = {"tls_failed:handshake", "timeout:dns", "timeout:connect", "timeout:tls"}
STRANGERS = {"tls_failed:untrusted", "tls_failed:wrong_host"}
OUT_OF_DATE = {"tls_failed:expired", "tls_failed:not_yet_valid"}


def terms_of(text: str) -> frozenset[str]:
    """What the design calls an answer."""
    outcome = text.partition(":")[0]
    found = {outcome, text}
    if outcome in FAILING:
        found.add("fails")
    if outcome in FINE:
        found |= {"fine", "reached"}
    if (outcome in ON_X_SIDE or text in ON_X_SIDE_IN_FULL) and not text.endswith(":proxy"):
        found |= {"on X's side", "reached"}
    if outcome in {"refused", "limited", "cached"} and not text.endswith(":proxy"):
        found.add("reached")
    if outcome in LOST or text in LOST_IN_FULL:
        found.add("lost")
    if text in STRANGERS:
        found.add("stranger")
    if text in OUT_OF_DATE:
        found.add("out of date")
    if text.endswith(":proxy") and outcome != "redirected":
        found.add("proxy")
    return frozenset(found)


TERMS = {text: terms_of(text) for text in (*ALL_ANSWERS, "ok", "soft_failure") if text is not None}
ABSENT: frozenset[str] = frozenset({"reached"})
"""An absent surface counts for nothing, and as "reached" where that is asked of the site."""


def fitting_rows(step: Step) -> list[str]:
    """All rows whose condition holds while that of no earlier one does. Must be one."""
    line = set(LINES[step.line][1].split())
    said = set(VOICES[step.voices][1].split()) if step.voices else set()
    web = TERMS[step.web] if step.web else ABSENT
    posts = TERMS[step.posts] if step.posts else ABSENT
    core = [TERMS[text] for text in (step.web, step.posts) if text]
    others = [TERMS[text] for _, text in step.others]
    x = core or [TERMS[text] for name, text in step.others if name != "custom"]
    asked = [*core, *others]

    fails = any("fails" in seen for seen in asked)
    is_core_ok = any("fine" in seen for seen in core)
    is_slow = any("slow" in seen for seen in core)
    direct = not step.via_proxy
    if not core:  # such surfaces are asked directly in this walk
        direct = True

    def all_of_x(term: str) -> bool:
        return all(term in seen for seen in x)

    posts_fail = "reached" in web and "fails" in posts
    own_line = {
        "unknown clock_wrong": all_of_x("out of date") and "clock" in line,
        "offline proxy": all_of_x("proxy"),
        "offline captive_portal": "portal" in line or ("to-login" in line and all_of_x(LOGIN)),
        "offline own_dns": direct and "nameless" in line and all("dns_failed" in seen for seen in asked),
        "offline no_network": "all-fail" in line
        and all("fails" in seen and "on X's side" not in seen for seen in asked),
    }
    own = {
        "unknown not_watched": not x,
        **{row: not is_core_ok and fits for row, fits in own_line.items()},
        "blocked dns_blocked": not step.via_proxy
        and (
            ("dns_failed" in web and {"fine", "known"} <= line) or ("stranger" in web and "handshake" in line)
        ),
        "blocked tls_intercepted": not step.via_proxy and "stranger" in web,
        "blocked path_blocked": not step.via_proxy
        and ("lost" in web or "redirected" in web)
        and "fine" in line
        and "elsewhere" in said,
        "down edge_outage": "server_error:edge_page" in web and "edge-fails" in line,
        "down dns_gone": direct and all_of_x("dns_failed") and {"fine", "gone"} <= line,
        "down unreachable": all_of_x("lost")
        and "fine" in line
        and ("confirmed" in said or "elsewhere" not in said),
        "down server_errors": "fails" in web
        and "fine" not in posts
        and ("on X's side" in web or "on X's side" in posts),
        "down posts_unreadable": posts_fail and "confirmed" in said,
        "degraded posts_unreadable": posts_fail and "confirmed" not in said,
        "degraded part_failing": fails and any("fine" in seen or "on X's side" in seen for seen in core),
        "degraded others_report": not fails and "two-kinds" in said,
        "degraded slow": not fails and "two-kinds" not in said and is_slow,
        "unknown limited": not is_core_ok and any("limited" in seen for seen in core),
        "unknown refused": not is_core_ok and any("refused" in seen for seen in core),
        "unknown unclear": not is_core_ok,
        "up": is_core_ok and not fails and not is_slow and "two-kinds" not in said,
    }
    order = list(own)
    return [
        row
        for place, row in enumerate(order)
        if own[row] and not any(own[before] for before in order[:place])
    ]


def said(verdict: Verdict) -> str:
    return f"{verdict.name} {verdict.cause}" if verdict.cause else str(verdict.name)


@pytest.mark.parametrize("line_name", LINES)
def test_every_combination_fits_one_row_and_gets_it(line_name: str) -> None:
    walked = 0
    written = set()
    for step in steps(line_name):
        check, evidence = step.check(), step.evidence()
        verdict = decide(check, evidence)

        assert fitting_rows(step) == [said(verdict)], step
        if verdict.name is VerdictName.UP:
            assert not any(r.outcome.value in FAILING for r in check.surfaces), step
        if (kind := (said(verdict), len(verdict.reasons))) not in written:
            written.add(kind)
            json.dumps(to_json(JudgedCheck(check, evidence, verdict), "…"), allow_nan=False)
        walked += 1

    assert walked == 14 * 22**2 + 35**2


def test_walk_meets_every_row() -> None:
    """All 22: of a row that it did not meet it would prove nothing."""
    sample = chain.from_iterable(islice(steps(name), 0, None, 13) for name in LINES)
    met = {said(decide(step.check(), step.evidence())) for step in sample}

    assert len(met) == 22, met


def test_walk_is_as_wide_as_it_claims() -> None:
    assert (len(ANSWERS), len(ALL_ANSWERS), len(LINES)) == (22, 35, 16)
    assert all(len(list(circumstances(name))) == 14 for name in LINES)
    assert {text.partition(":")[0] for text in ANSWERS if text} == {outcome.value for outcome in Outcome}
    assert len(LINES) * (14 * 22**2 + 35**2) == 128_016


# --- whatever a recorded check may hold ---

patiently = settings(deadline=None)  # on a busy machine an example may take its time

words = st.sampled_from(
    ["web", "posts", "images", "custom", "cloudflare", "doh_google", "doh_", "", "x\x1b[31m", "ß"]
) | st.text(max_size=3)
details = st.none() | st.sampled_from(
    [
        *(text.partition(":")[2] for text in ALL_ANSWERS if text),
        "proxy",
        "knows",
        "nxdomain",
        "servfail",
        "",
        "\x00",
        "handshake ",
    ]
)
numbers = st.none() | st.floats() | st.integers(-(10**9), 10**9)
kinds = st.sampled_from(["vantage", "expert", "crowd", "status", "user", "", "seers"])
moments = st.datetimes(timezones=st.timezones()) | st.just(NOW)

surfaces = st.builds(
    SurfaceResult,
    words,
    st.sampled_from(Outcome),
    details,
    st.none() | st.integers(),
    st.none() | words,
    phases=st.builds(Phases, dns=numbers, total=numbers),
    via_proxy=st.booleans(),
)
controls = st.builds(
    ControlResult,
    words,
    st.sampled_from(Outcome),
    details,
    via_proxy=st.booleans(),
    by_address=st.booleans(),
    date_skew_s=numbers,
    handshake=st.none() | st.booleans(),
)
evidence = st.builds(
    Evidence,
    words,
    st.sampled_from(Says),
    kinds,
    st.none() | moments,
    st.none() | st.integers(),
    st.none() | st.integers(),
    st.none() | words,
)
checks = st.builds(
    Check,
    st.just(NOW) | moments,
    st.just(60.0) | st.floats(),
    st.lists(surfaces, max_size=6).map(tuple),
    st.lists(controls, max_size=6).map(tuple),
)


@patiently
@given(checks, st.lists(evidence, max_size=5))
def test_any_record_gets_the_same_verdict_twice_and_can_be_written(
    check: Check, voices: list[Evidence]
) -> None:
    verdict = decide(check, voices)

    assert verdict == decide(check, tuple(voices))
    json.dumps(to_json(JudgedCheck(check, tuple(voices), verdict), "…"))


@patiently
@given(
    st.lists(surfaces, max_size=6, unique_by=lambda result: result.id),
    st.lists(controls, max_size=6),
    st.lists(evidence, max_size=5),
    st.randoms(use_true_random=False),
)
def test_order_of_answers_and_voices_is_no_fact(
    seen: list[SurfaceResult], line: list[ControlResult], voices: list[Evidence], chance: object
) -> None:
    first = decide(Check(NOW, 60, tuple(seen), tuple(line)), voices)
    for shuffled in (seen, line, voices):
        chance.shuffle(shuffled)  # type: ignore[attr-defined]  # what st.randoms() hands out
    second = decide(Check(NOW, 60, tuple(seen), tuple(line)), voices)

    assert (first.name, first.cause, first.confidence) == (second.name, second.cause, second.confidence)
    assert sorted(map(repr, first.reasons)) == sorted(map(repr, second.reasons))


@patiently
@given(checks, st.lists(evidence, max_size=5))
def test_no_record_is_up_while_something_fails(check: Check, voices: list[Evidence]) -> None:
    verdict = decide(check, voices)
    names = [result.id for result in check.surfaces]

    if verdict.name is VerdictName.UP and len(names) == len(set(names)):
        assert not any(result.outcome.value in FAILING for result in check.surfaces)
