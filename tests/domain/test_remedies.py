"""The step that is offered for a verdict."""

from __future__ import annotations

import pytest

from tests.domain.made import DEAD, FINE, check, judged
from trayapp.domain.codes import Cause, VerdictName
from trayapp.domain.records import JudgedCheck, Reason, Verdict
from trayapp.domain.remedies import Remedy, is_about_x, named_surfaces, remedy

LOST = "connect_failed:refused"
OWN = "server_error:origin"


@pytest.mark.parametrize(
    ("seen", "offered"),
    [
        (judged(check(web="ok", posts="ok")), None),
        (judged(check(DEAD, web=LOST, posts=LOST)), None),
        (judged(check(FINE, web="server_error:origin", posts="server_error:origin")), Remedy.OUTAGE_PAGE),
        (judged(check(web="ok", posts="ok", images=OWN)), Remedy.OUTAGE_PAGE),
        (judged(check(web="ok", posts="ok", images=OWN, custom=OWN)), Remedy.OUTAGE_PAGE),
        (judged(check(web="ok", posts="ok", custom=OWN)), None),
        (judged(check()), Remedy.SETTINGS),
    ],
    ids=[
        "up",
        "no network",
        "down",
        "a part",
        "a part and the user's own",
        "the user's own",
        "nothing asked",
    ],
)
def test_a_step_is_offered_where_one_helps(seen: JudgedCheck, offered: Remedy | None) -> None:
    assert remedy(seen.verdict) == offered


@pytest.mark.parametrize(
    ("name", "cause", "offered"),
    [
        (VerdictName.UNKNOWN, Cause.OWN_TROUBLE, None),
        (VerdictName.OFFLINE, Cause.POOR_LINE, None),
        (VerdictName.OFFLINE, Cause.HTTPS_BROKEN, Remedy.LOGIN_PAGE),
        (VerdictName.BLOCKED, Cause.PROXY_REFUSES, Remedy.WITHOUT_PROXY),
        (VerdictName.BLOCKED, Cause.TLS_INTERCEPTED, None),
        (VerdictName.DEGRADED, Cause.SOME_USERS, Remedy.OUTAGE_PAGE),
        (VerdictName.DEGRADED, Cause.OTHERS_REPORT, Remedy.OUTAGE_PAGE),
        (VerdictName.DOWN, Cause.OTHERS_REPORT, Remedy.OUTAGE_PAGE),
    ],
)
def test_a_step_is_offered_for_the_cause(name: VerdictName, cause: Cause, offered: Remedy | None) -> None:
    assert remedy(Verdict(name, cause, None)) == offered


def test_what_does_not_count_is_not_what_a_verdict_is_about() -> None:
    reasons = tuple(
        Reason(code, True, (("surface", surface),))
        for code, surface in (
            ("surface_failed", "custom"),
            ("surface_lost", "video"),
        )
    )
    verdict = Verdict(VerdictName.DEGRADED, Cause.PART_FAILING, None, reasons)

    assert named_surfaces(verdict) == ["custom"]
    assert not is_about_x(verdict)
