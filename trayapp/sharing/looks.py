"""How a segment of time looks: a colour, a height and a filling for each verdict."""

from __future__ import annotations

from typing import NamedTuple

from trayapp.domain.codes import VerdictName


class Look(NamedTuple):
    """What trouble looks like without its colour: how tall it stands, and whether it is hatched."""

    height_ratio: float
    on_light: str
    on_dark: str
    is_hatched: bool = False


# Each colour has a contrast of 3:1 or more against what is behind it (WCAG 1.4.11). Who sees no colours goes
# by the heights: what was well lies low, what was not stands out.
LOOKS = {
    VerdictName.UP: Look(0.28, "#2b8a47", "#3aa85c"),
    VerdictName.DEGRADED: Look(0.62, "#b97400", "#f0ab2e"),
    VerdictName.DOWN: Look(1.0, "#c9251f", "#ff5a4f"),
    VerdictName.BLOCKED: Look(0.8, "#6d4ed6", "#a08bff", is_hatched=True),
}
