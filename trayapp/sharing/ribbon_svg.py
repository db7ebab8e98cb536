"""How a segment of time looks, and the ribbon of them as a picture inside a page of HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from trayapp.domain.codes import VerdictName
from trayapp.domain.segments import Segment

_WIDTH, _HEIGHT = 860, 64
_LEAST_WIDTH = 3.0  # a minute of a quarter would not be seen
_UNWATCHED = "#8a8a8a"


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


def ribbon_svg(segments: Sequence[Segment], title: str) -> str:
    """An `svg` element, as wide as its place, which loads nothing: what was not well stands out.

    `title` is what screen readers say of it.
    """
    from html import escape  # for who draws one: the looks alone need none

    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="100%" '
        f'role="img" preserveAspectRatio="none"><title>{escape(title)}</title>'
    )
    # Trouble last: what is drawn wider than it lasted must not be hidden by its neighbour.
    in_order = sorted(segments, key=lambda segment: segment.incident is not None)
    return "".join([head, *_drawn(in_order, segments), "</svg>"])


def _drawn(in_order: Sequence[Segment], segments: Sequence[Segment]) -> Iterator[str]:
    if not segments:
        return
    begin, end = segments[0].begin, segments[-1].end
    for segment in in_order:
        left, right = (_WIDTH * ((at - begin) / (end - begin)) for at in (segment.begin, segment.end))
        look = LOOKS.get(segment.verdict)
        if look is None:
            line = f'd="M{left:.1f} {_HEIGHT - 1}H{right:.1f}"'
            yield f'<path {line} stroke="{_UNWATCHED}" stroke-dasharray="2"/>'
            continue
        width = max(right - left, _LEAST_WIDTH if segment.incident else 0.0)
        left = min(left, _WIDTH - width)
        height = round(_HEIGHT * look.height_ratio)
        is_certain = segment.verdict is VerdictName.UP or (segment.incident and segment.incident.confirmed)
        fill = f'fill="{look.on_light}"' if is_certain else f'fill="none" stroke="{look.on_light}"'
        box = f'x="{left:.1f}" y="{_HEIGHT - height}" width="{width:.1f}" height="{height}"'
        yield f"<rect {box} {fill}/>"
