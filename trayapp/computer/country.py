"""Where the user is, as far as their settings say: never by the address they come from."""

from __future__ import annotations

import os
import re
import sys

_TERRITORY = re.compile(r"[A-Za-z]{2,3}[_-]([A-Z]{2})\b")


def system_country() -> str | None:
    """The country of the user's environment as ISO 3166-1 alpha-2; `None` if it names none."""
    # Of all parts of a locale the one for dates says best where people live: many read English elsewhere.
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_TIME", "LANG"))
    locale_name = next(filter(None, names), "")
    if not locale_name and sys.platform in ("win32", "darwin"):
        import locale

        locale_name = locale.getlocale()[0] or ""
    found = _TERRITORY.match(locale_name)
    return found[1] if found else None
