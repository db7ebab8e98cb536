"""The build's own step: compiles `resources/translations/*.po` into the `.mo` that the program reads.

For wheel and editable install alike; `python hatch_build.py` does the same by hand. A wheel gets what
`hatch_manual.py` and `hatch_desktop.py` write, too.
"""

import os
import runpy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = Path(__file__).parent / "resources" / "translations"


def compile_translations() -> None:
    """Write each catalogue that is older than its words, in one step: others may be reading it."""
    for words in FOLDER.glob("*.po"):
        compiled = words.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime > words.stat().st_mtime:
            continue
        with words.open("rb") as source:
            catalog = read_po(source, locale=words.stem, abort_invalid=True)
        catalog.creation_date = datetime(2026, 1, 1, tzinfo=UTC)  # not today's: the same words, the same file
        half_made = compiled.with_name(f".{compiled.name}.{os.getpid()}")
        with half_made.open("wb") as target:
            write_mo(target, catalog)
        half_made.replace(compiled)


class CompileTranslations(BuildHookInterface[Any]):
    """Runs before files are collected."""

    def initialize(self, version: str, _build_data: dict[str, Any]) -> None:
        compile_translations()
        if self.target_name == "wheel" and version == "standard":
            for step in ("hatch_manual.py", "hatch_desktop.py"):
                runpy.run_path(str(Path(__file__).with_name(step)), run_name="__main__")


if __name__ == "__main__":
    compile_translations()
