"""What is installed for trayapp, and under which licences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, metadata, requires
from typing import Any


def packages(name: str) -> list[str]:
    """What is installed for it, with what each says of its licence."""
    found: dict[str, str] = {}
    waiting = [name]
    while waiting:
        each = waiting.pop()
        key = each.casefold().replace("_", "-").replace(".", "-")
        if key in found:
            continue
        try:
            known: Mapping[str, Any] = metadata(each).json
        except PackageNotFoundError:  # for another system, or another Python
            continue
        terms = [line.rpartition(" :: ")[2] for line in known.get("classifier", ()) if "License ::" in line]
        terms = [known.get("license_expression"), *terms, str(known.get("license", "")).partition("\n")[0]]
        said = next((term for term in terms if term and term != "UNKNOWN"), "")
        found[key] = f"{known['name']} {known['version']}  {said}".rstrip()
        needed = (wanted for wanted in requires(each) or () if "extra ==" not in wanted)
        waiting.extend(re.split(r"[^\w.-]", wanted, maxsplit=1)[0] for wanted in needed)
    return sorted(found.values(), key=str.casefold)
