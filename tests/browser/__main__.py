"""Worlds in which a real browser looks at X: `python -m tests.browser [WORLD…]`; without a name all."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from tests.browser import namespace
from tests.browser.worlds import WORLDS


def main(names: list[str]) -> int:
    """Play these worlds; 1 if one of them was read as another."""
    if reason := namespace.why_not():
        print(reason, file=sys.stderr)
        return 1
    are_all_right = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        namespace.make(folder)
        done = namespace.run(
            folder, "-m", "tests.browser.inside", str(folder), *(names or WORLDS), timeout_s=900
        )
        for line in done.stdout.splitlines():
            seen = json.loads(line)
            is_right = WORLDS[seen["world"]].is_read_right(seen["found"]) and not seen["left"]
            are_all_right &= is_right
            print(f"{'' if is_right else 'WRONG '}{seen['world']}: {seen}")
        sys.stderr.write(done.stderr)
    return 0 if are_all_right and done.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
