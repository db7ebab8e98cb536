"""Every combination of answers of the core surfaces, judged twice: by `decide` and by the table as it reads.

The table is written here a second time, in another way: as one condition each, over texts and over what a
reader sees in each network and piece of evidence, so that a slip in one of the two shows.
"""

import json
import math
from itertools import chain, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.made import NOW
from tests.domain.walk import (
    ALL_ANSWERS,
    ANSWERS,
    EVIDENCE,
    LOGIN,
    NETWORKS,
    OTHERS,
    Step,
    circumstances,
    steps,
)
from trayapp.domain.check_json import to_json
from trayapp.domain.codes import PAGE_SURFACE, Outcome, Says, VerdictName
from trayapp.domain.records import Check, ControlResult, Evidence, JudgedCheck, Phases, SurfaceResult, Verdict
from trayapp.domain.verdict import decide

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
CLAIMS = {VerdictName.DOWN, VerdictName.DEGRADED, VerdictName.BLOCKED}
FINE = {"ok", "slow"}
NO_VERDICT = {"refused", "limited", "unrecognized", "cached"}
ON_X_SIDE = {"server_error", "soft_failure", "protocol_error"}
LOST_AFTER_THE_HANDSHAKE = {
    "timeout:first_byte",
    "timeout:body",
    "protocol_error:no_answer",
    "protocol_error:cut_short",
}
LOSSES = {
    "dns_failed:no_answer",
    "dns_failed:servfail",
    "connect_failed:reset",
    "connect_failed:unreachable",
    "timeout:dns",
    "timeout:connect",
    "timeout:tls",
    "tls_failed:handshake",
    *LOST_AFTER_THE_HANDSHAKE,
}
OUT_OF_REACH = {"dns_failed", "connect_failed"}
OUT_OF_REACH_IN_FULL = {"tls_failed:handshake", "timeout:dns", "timeout:connect", "timeout:tls"}
STRANGERS = {"tls_failed:untrusted", "tls_failed:wrong_host"}
OUT_OF_DATE = {"tls_failed:expired", "tls_failed:not_yet_valid"}
SIGNED_BY_KIND = {"server_error:origin", "server_error:edge", "server_error:edge_page"}
"""How a 5xx is read says whose sign it bears, in older records, too."""
LOOKED_UP = {"dns_failed:nxdomain", "dns_failed:bogus", "dns_failed:servfail"}


def terms_of(text: str) -> frozenset[str]:
    """What the design calls an answer, if it counts."""
    said = text.rstrip("+~").partition("/")[0]
    outcome, _, detail = said.partition(":")
    found = {outcome, said}
    asked = detail != "proxy" or outcome == "redirected"
    if outcome in FAILING:
        found.add("fails")
    if outcome in FINE:
        found |= {"fine", "reached"}
    if detail == "unsigned":
        found.add("out of reach")
    elif asked and (outcome in ON_X_SIDE or said in LOST_AFTER_THE_HANDSHAKE or said == "tls_failed:expired"):
        found |= {"on X's side", "reached"}
    elif asked and outcome in NO_VERDICT:
        found.add("reached")
    if asked and (outcome in OUT_OF_REACH or said in OUT_OF_REACH_IN_FULL):
        found.add("out of reach")
    if said in LOST_AFTER_THE_HANDSHAKE:
        found.add("lost late")
    if said in LOSSES or (not asked and outcome != "refused"):
        found.add("lost")
    if said in STRANGERS:
        found.add("stranger")
    if said in LOOKED_UP:
        found.add("looked up")
    if said in OUT_OF_DATE:
        found.add("out of date")
    if not asked:
        found.add("proxy")
    if text.endswith("+") or said in SIGNED_BY_KIND:
        found.add("signed")
    return frozenset(found)


TERMS = {
    text: terms_of(text)
    for text in (*ALL_ANSWERS, *(text for others in OTHERS for _, text in others))
    if text is not None
}
ABSENT: frozenset[str] = frozenset()
NETWORK_SEEN = {name: frozenset(network.seen.split()) for name, network in NETWORKS.items()}
HEARD = {name: frozenset(said.heard.split()) for name, said in EVIDENCE.items()}


def lost_requests(text: str | None) -> int:
    return int((text or "").partition("/")[2] or 0)


def needed(network: frozenset[str]) -> float:
    """How many lost requests make a loss count on this network."""
    return next((float(seen[7:]) for seen in network if seen.startswith("counts:")), math.inf)


def is_https_mostly_fine(network_name: str) -> bool:
    """Whether most operators answered over https: a login page may let a few of them pass."""
    seen: dict[str, set[bool]] = {}
    for control in (*NETWORKS[network_name].controls, *NETWORKS[network_name].second_look):
        taken_away = control.outcome is Outcome.DNS_FAILED and control.detail in ("bogus", "nxdomain")
        name = control.id.replace("doh_", "").replace("_tls", "")
        if (control.id != name or name == "cloudflare") and not taken_away:
            seen.setdefault(name, set()).add(control.outcome in (Outcome.OK, Outcome.SLOW))
    return 2 * sum(True in fine for fine in seen.values()) > len(seen)


def fitting_row(step: Step) -> str:
    """The first row whose condition holds."""
    network, heard = NETWORK_SEEN[step.network], HEARD[step.said]

    # What is judged, and what counts as absent.
    core_lost = lost_requests(step.web) + lost_requests(step.posts)
    does_core_count = core_lost >= needed(network) or "since" in heard

    def judged(text: str | None) -> frozenset[str]:
        """A core surface; empty if it is absent."""
        return TERMS[text] if text and ("/" not in text or does_core_count) else ABSENT

    web, posts = judged(step.web), judged(step.posts)
    unfiltered = [(name, text) for name, text in step.others if not text.endswith("~")]
    others = [
        (name, TERMS[text])
        for name, text in unfiltered
        if "/" not in text or lost_requests(text) >= needed(network)
    ]
    core = [seen for seen in (web, posts) if seen]
    x = core or [seen for name, seen in others if name != "custom"]
    judged_all = [*core, *(seen for _, seen in others)]
    texts = [text for text in (step.web, step.posts) if text] + [text for _, text in unfiltered]
    filtered = [TERMS[text] for _, text in step.others if text.endswith("~")]
    asked_x = [TERMS[text] for text in (step.web, step.posts) if text] or x
    asked_all = [TERMS[text] for text in texts]
    was_web_lost = bool(step.web) and not web
    is_core_uncounted = was_web_lost or (bool(step.posts) and not posts)

    is_asked = bool(step.web or step.posts) or any(name != "custom" for name, _ in step.others)
    is_core_left_alone = step.core_left_alone and not (step.web and step.posts)

    # The three questions.
    spoke = any("signed" in seen for seen in judged_all)
    is_old = "old" in network and not any("/" in text for text in texts)
    carries = "up" in network and ("https" in network or "answered" in heard or is_old)
    trouble = "trouble" in heard
    reach = "reach" in heard and not trouble

    is_somebody_else_there = any(
        (text or "").rstrip("+").endswith("unsigned") for text in (step.web, step.posts)
    )
    is_clock_wrong = bool({"clock", "out-of-date"} & network)

    def is_x_failing(seen: frozenset[str]) -> bool:
        """Neither a proxy nor a wrong clock is X's."""
        return "fails" in seen and "proxy" not in seen and not ("out of date" in seen and is_clock_wrong)

    def is_on_x_side(seen: frozenset[str]) -> bool:
        is_answer = not ({"lost", "out of date"} & seen)
        is_own = "signed" in seen or not (is_answer and is_somebody_else_there)
        return is_x_failing(seen) and "on X's side" in seen and is_own

    fails = any(map(is_x_failing, judged_all))
    is_core_ok = any("fine" in seen for seen in core)
    is_slow = any("slow" in seen for seen in core)
    is_two_kinds = "two-kinds" in heard
    direct = not step.via_proxy or not (step.web or step.posts)

    def all_of_x(term: str) -> bool:
        return bool(x) and all(term in seen for seen in x)

    def is_out_of_reach(seen: frozenset[str]) -> bool:
        return "out of reach" in seen or (trouble and ("stranger" in seen or "redirected" in seen))

    def all_fail_or_were_lost() -> bool:
        counted = all("fails" in seen and "on X's side" not in seen for seen in judged_all)
        return counted and all("fails" in seen for seen in asked_all)

    is_proxy_refusing = bool(core) and all_of_x("connect_failed:proxy_refused")
    is_posts_failing = ("reached" in web or not (web or was_web_lost)) and is_x_failing(posts)
    proxied = [seen for seen in asked_x if "proxy" in seen or any(seen is counted for counted in x)]
    are_few_heard = all_of_x("lost") and not (
        is_old or "answered" in heard or is_https_mostly_fine(step.network)
    )
    of_the_network = {
        "unknown clock_wrong": all_of_x("out of date") and is_clock_wrong,
        "offline proxy": (bool(proxied) and all("proxy" in seen for seen in proxied))
        or (is_proxy_refusing and "no-https" in network)
        or ("shut" in network and not direct and all({"proxy", "out of reach"} & seen for seen in asked_x)),
        "blocked proxy_refuses": is_proxy_refusing
        and ("https" in network or "answered" in heard)
        and not trouble,
        "offline captive_portal": ("portal" in network and not carries)
        or ("to-login" in network and all_of_x(LOGIN)),
        "offline own_dns": direct
        and "nameless" in network
        and all("dns_failed" in seen for seen in (*asked_all, *filtered)),
        "offline no_network": "all-fail" in network and all_fail_or_were_lost(),
        "offline https_broken": "https-fails" in network
        and "answered" not in heard
        and ("names" in network or any(not {"dns_failed", "proxy"} & seen for seen in asked_all)),
        "offline poor_line": is_core_uncounted
        or (not carries and ("lost" in network or any("lost" in seen for seen in asked_all))),
    }
    own = {
        "unknown not_watched": not is_asked and not step.own_trouble and not is_core_left_alone,
        "unknown own_trouble": bool(step.own_trouble) and not (step.web or step.posts),
        **{row: not is_core_ok and not spoke and fits for row, fits in of_the_network.items()},
        "blocked dns_blocked": direct
        and not trouble
        and (
            ("looked up" in web and carries and "known" in network)
            or ("stranger" in web and "handshake" in network)
        ),
        "blocked tls_intercepted": direct and not trouble and "stranger" in web,
        "blocked path_blocked": direct
        and reach
        and carries
        and bool({"out of reach", "lost late", "redirected"} & web),
        "down edge_outage": "server_error:edge_page" in web and "edge-fails" in network,
        "down dns_gone": direct and all_of_x("dns_failed") and carries and "gone" in network,
        "down unreachable": bool(x)
        and all(map(is_out_of_reach, x))
        and carries
        and ("confirmed" in heard or not (reach or are_few_heard)),
        "degraded some_users": {"fails", "signed"} <= web and "page" in heard,
        "down server_errors": is_x_failing(web)
        and ("fine" not in posts or trouble)
        and (is_on_x_side(web) or is_on_x_side(posts)),
        "down posts_unreadable": is_posts_failing and "confirmed" in heard,
        "degraded posts_unreadable": is_posts_failing,
        "degraded part_failing": fails and any("fine" in seen or is_on_x_side(seen) for seen in core),
        "degraded others_report": not fails and is_core_ok and is_two_kinds,
        "degraded slow": is_slow,
        "down others_report": not is_core_ok and is_two_kinds,
        **{
            f"unknown {row}": (not is_core_ok or is_core_uncounted) and why
            for row, why in {
                "limited": any("limited" in seen for seen in core) or is_core_left_alone,
                "refused": any("refused" in seen for seen in core),
                "unclear": True,
            }.items()
        },
        "up": is_core_ok and not fails and not is_slow and not is_two_kinds and not is_core_uncounted,
    }
    return next((row for row, fits in own.items() if fits), "none")


def said(verdict: Verdict) -> str:
    return f"{verdict.name} {verdict.cause}" if verdict.cause else str(verdict.name)


def must_not_be_up(check: Check, *, may_count: bool) -> bool:
    """Whether something of X fails that no filter, network, proxy or clock can have done."""
    return any(
        result.outcome.value in FAILING
        and not result.filtered
        and (may_count or result.lost is None)
        # A page that a browser lost counts by a rule of its own.
        and (result.id != PAGE_SURFACE or not (result.unproven or result.is_lost))
        and result.detail not in ("proxy", "expired", "not_yet_valid")
        for result in check.surfaces
    )


@pytest.mark.parametrize("network_name", NETWORKS)
def test_every_combination_fits_one_row_and_gets_it(network_name: str) -> None:
    written = set()
    for step in steps(network_name):
        check, evidence = step.check(), step.evidence()
        verdict = decide(check, evidence)

        assert fitting_row(step) == said(verdict), step
        if verdict.name is VerdictName.UP:
            is_all_counted = "since" in HEARD[step.said]
            assert not must_not_be_up(check, may_count=is_all_counted), step
        assert (verdict.confidence is not None) is (verdict.name in CLAIMS), step
        if (kind := (said(verdict), len(verdict.reasons))) not in written:
            written.add(kind)
            json.dumps(to_json(JudgedCheck(check, evidence, verdict), "…"), allow_nan=False)


def test_walk_meets_every_row() -> None:
    """All 28: of a row that it did not meet it would prove nothing."""
    sample = chain.from_iterable(islice(steps(name), 0, None, 13) for name in NETWORKS)
    met = {said(decide(step.check(), step.evidence())) for step in sample}

    assert len(met) == 28, met


def test_walk_is_as_wide_as_it_claims() -> None:
    assert (len(ANSWERS), len(ALL_ANSWERS), len(NETWORKS), len(EVIDENCE)) == (33, 63, 36, 17)
    assert all(len(list(circumstances(name))) == 32 for name in NETWORKS)
    assert {text.partition(":")[0].rstrip("+") for text in ANSWERS if text} == {o.value for o in Outcome}
    assert sum(1 for name in NETWORKS for _ in steps(name)) == 86_856


patiently = settings(deadline=None)  # on a busy machine an example may take its time

words = st.sampled_from(
    [
        *("web", "posts", "images", "page", "custom"),
        *("cloudflare", "google", "google_tls", "apple_tls", "doh_google", "doh_", "_tls", ""),
        *("x\x1b[31m", "ß"),
    ]
) | st.text(max_size=3)
details = st.none() | st.sampled_from(
    [
        *(text.rstrip("+").partition("/")[0].partition(":")[2] for text in ALL_ANSWERS if text),
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
losses = st.none() | st.integers(1, 12) | st.integers(1, 10**15)
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
    signed=st.booleans(),
    filtered=st.booleans(),
    unproven=st.booleans(),
    lost=losses,
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
    filtered=st.booleans(),
    lost=losses,
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
    pages=st.none() | st.integers(),
)
checks = st.builds(
    Check,
    st.just(NOW) | moments,
    st.just(60.0) | st.floats(),
    st.lists(surfaces, max_size=6).map(tuple),
    st.lists(controls, max_size=6).map(tuple),
    second_look=st.lists(controls, max_size=2).map(tuple),
    trouble_since=st.none() | moments,
    own_trouble=st.none() | words,
    left_alone=st.lists(words, max_size=2).map(tuple),
)


@patiently
@given(checks, st.lists(evidence, max_size=5))
def test_any_record_gets_the_same_verdict_twice_and_can_be_written(
    check: Check, evidence: list[Evidence]
) -> None:
    verdict = decide(check, evidence)

    assert verdict == decide(check, tuple(evidence))
    json.dumps(to_json(JudgedCheck(check, tuple(evidence), verdict), "…"))


@patiently
@given(
    st.lists(surfaces, max_size=6, unique_by=lambda result: result.id),
    st.lists(controls, max_size=6),
    st.lists(evidence, max_size=5),
    st.lists(controls, max_size=2),
    st.randoms(use_true_random=False),
)
def test_order_of_answers_and_evidence_is_no_fact(
    seen: list[SurfaceResult],
    network: list[ControlResult],
    evidence: list[Evidence],
    again: list[ControlResult],
    chance: object,
) -> None:
    first = decide(Check(NOW, 60, tuple(seen), tuple(network), second_look=tuple(again)), evidence)
    for shuffled in (seen, network, evidence, again):
        chance.shuffle(shuffled)  # type: ignore[attr-defined]  # what st.randoms() hands out
    second = decide(Check(NOW, 60, tuple(seen), tuple(network), second_look=tuple(again)), evidence)

    assert (first.name, first.cause, first.confidence) == (second.name, second.cause, second.confidence)
    assert sorted(map(repr, first.reasons)) == sorted(map(repr, second.reasons))


@patiently
@given(checks, st.lists(evidence, max_size=5))
def test_no_record_is_up_while_something_fails(check: Check, evidence: list[Evidence]) -> None:
    verdict = decide(check, evidence)
    names = [result.id for result in check.surfaces]

    if verdict.name is VerdictName.UP and len(names) == len(set(names)):
        assert not must_not_be_up(check, may_count=False)
    assert (verdict.confidence is not None) is (verdict.name in CLAIMS)
