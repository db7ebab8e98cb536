"""A real browser looks at X, well and failing: what it is read as, whom it asks, that nothing is left of it.

Further worlds, some of which take their time: `python -m tests.browser`.
"""

import json
import os
from pathlib import Path

import pytest

from tests.browser import namespace
from tests.browser.worlds import WORLDS

# One of each outcome, and both ends by force.
SHORT = (
    "healthy",
    "error-shown-de",
    "api-403",
    "api-429",
    "api-resets",
    "leads-elsewhere",
    "browser-killed",
    "without-sandbox",
    "trayapp-killed",
    "check-well",
    "check-seed",  # a server error
)
_HOSTS = {"x.com", "api.x.com", "abs.twimg.com", "pbs.twimg.com"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a browser can be driven."""
    if reason := namespace.why_not():
        # Whoever builds on a server wants to know; others can do without a browser.
        assert not os.environ.get("CI"), reason
        pytest.skip(f"no browser looked at X: {reason}")
    made = tmp_path_factory.mktemp("browser")
    namespace.make(made)
    return made


def test_what_a_browser_shows_is_read_as_what_it_is(folder: Path) -> None:
    done = namespace.run(folder, "-m", "tests.browser.inside", str(folder), *SHORT)

    assert done.returncode == 0, done.stderr
    seen = {line["world"]: line for line in map(json.loads, done.stdout.splitlines())}
    wrong = {
        name: line["found"] for name, line in seen.items() if not WORLDS[name].is_read_right(line["found"])
    }
    assert wrong == {}
    assert seen.keys() == set(SHORT)
    assert {name: line["left"] for name, line in seen.items() if line["left"]} == {}  # processes, profiles
    looks = [line for line in seen.values() if "names" in line]
    assert {host for line in looks for host in line["names"]} <= _HOSTS
    assert all(line["seconds"] <= 20 for line in looks)
    assert all(line["picture"] <= 200_000 for line in seen.values())
    checks = [seen["check-well"], seen["check-seed"]]  # the command, with everything that it asks
    assert [line["exit_status"] for line in checks] == [0, 1]
    assert all(line["is_png"] for line in (seen["healthy"], *checks))
