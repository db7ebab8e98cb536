"""A browser check, beside the same browser showing a page without scripts."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.desktop import MissingToolsError
from tests.bench.table import Row
from tests.browser import namespace

_ROUNDS = 6


def measure() -> Iterator[Row]:
    """In turn; the first round fills the caches."""
    if reason := namespace.why_not():
        raise MissingToolsError(reason)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        namespace.make(folder)
        done = namespace.run(
            folder,
            "-m",
            "tests.browser.inside",
            str(folder),
            *["healthy", "bare-page", "trayapp-grows"] * _ROUNDS,
        )
    seen = [json.loads(line) for line in done.stdout.splitlines()]
    ours, bare, grown = seen[3::3], seen[4::3], seen[5::3]
    for figure, unit, aim in (("seconds", 1.0, "<= 5"), ("most_bytes", 1e6, "<= 400")):
        title = "browser check, s" if figure == "seconds" else "browser check, MB"
        yield Row(
            title,
            [each[figure] / unit for each in ours],
            "no scripts",
            [each[figure] / unit for each in bare],
            aim,
        )
    first, second = ([each["bytes"][n] / 1e6 for each in grown] for n in (0, 1))
    yield Row("tray's growth by a look, MB PSS", first, "by two looks", second, "<= 1", is_difference=True)
