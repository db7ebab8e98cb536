"""Asking one host: one timed request, what its failure means, and when it wants to be left alone.

May import: computer, domain, settings.
"""

from __future__ import annotations

import sys

# httpx would load the command that it brings along, with click and pygments where they are installed (Apprise
# wants them): 3 MB. It gets along without.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
