"""The step that is offered for a verdict."""

from __future__ import annotations

import pytest

from tests.domain.made import DEAD, FINE, check, judged
from trayapp.domain.records import JudgedCheck
from trayapp.domain.remedies import Remedy, remedy

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
