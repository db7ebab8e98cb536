"""The ribbon as a picture inside a page of HTML: nothing is loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from trayapp.domain.codes import VerdictName
from trayapp.domain.segments import Segment
from trayapp.sharing.looks import LOOKS

_WIDTH, _HEIGHT = 860, 64
_LEAST_WIDTH = 3.0  # a minute of a quarter would not be seen
_UNWATCHED = "#8a8a8a"


def ribbon_svg(segments: Sequence[Segment], title: str) -> str:
    """An `svg` element, as wide as its place: what was well lies low, what was not stands out.

    `title` is what screen readers say of it.
    """
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
