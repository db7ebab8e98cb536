"""How often the processor is woken by a tray app that has nothing to do."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

from tests.bench.desktop import Program, private_desktop
from tests.bench.line import to_our_internet
from tests.bench.table import Row

# After the first check and after the app's last look for a tray; done before the second check can come.
_SETTLE_S = 5.0
_WATCHED_S = 30.0


def measure() -> Iterator[Row]:
    """Both at once: they share nothing that counts here."""
    with (
        to_our_internet() as line,
        private_desktop() as desktop,
        desktop.app(line) as ours,
        desktop.bare(line) as bare,
    ):
        ours.wait_for_first_check()
        time.sleep(_SETTLE_S)
        before = _wakeups(ours), _wakeups(bare)
        time.sleep(_WATCHED_S)
        of_ours, of_bare = _wakeups(ours) - before[0], _wakeups(bare) - before[1]
    per_minute = 60 / _WATCHED_S
    yield Row(
        "idle wake-ups, a minute",
        [of_ours * per_minute],
        "bare tray script",
        [of_bare * per_minute],
        "no more: no polling",
        is_difference=True,
    )


def _wakeups(program: Program) -> int:
    """Times that its threads had gone to sleep."""
    statuses = "".join(program.proc("task/*/status"))
    return sum(
        int(count) for count in re.findall(r"^voluntary_ctxt_switches:\s*(\d+)", statuses, re.MULTILINE)
    )
