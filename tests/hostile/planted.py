"""A login in a proxy's address, in each form: the real program runs, all it wrote is read."""

from __future__ import annotations

import json

import pytest

from tests.hostile.program import world
from tests.hostile.test_planted import FORMS, SECRET


@pytest.mark.parametrize("form", [form for form in FORMS if "\n" not in form])
@pytest.mark.parametrize("where", ["settings", "environment"])
def test_proxy(form: str, where: str) -> None:
    with world() as made:
        text = 'language = "en"\n[custom]\nurl = "https://127.0.0.1:9/"\n'
        if where == "settings":
            text += f'[proxy]\nmode = "manual"\nurl = {json.dumps(form)}\n'
        else:
            made.environment |= dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), form)
        made.settings.write_text(text, encoding="utf-8")
        for asked in ("--verbose check --json", "doctor", "report"):
            made.run_to_end(*asked.split())
        running = made.start("--verbose")
        running.wait_for((made.data / "history.sqlite3").exists)
        for steer in ("show", "show settings", "status --format waybar"):
            made.run_to_end(*steer.split())
        running.told_to_end(within_s=5)
        texts = {path: path.read_bytes() for path in made.root.rglob("*") if path.is_file()}
        assert [path.name for path, text in texts.items() if SECRET.encode() in text] == ["settings.toml"] * (
            where == "settings"
        )
