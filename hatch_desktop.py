"""The build's third step: what desktops and software centres look for, of `resources` and CHANGELOG.md.

Into `build/share`, beside what hatch_manual.py writes: menu entry, AppStream metainfo with its releases,
units for systemd, and the icon in every size of the hicolor theme. `python hatch_desktop.py` does the same.
"""

from __future__ import annotations

import os
import re
import struct
import zlib
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parent
SHARE = ROOT / "build" / "share"
APP_ID = "io.github.trayapp"
ICON_SIZES_PX = (16, 22, 24, 32, 48, 64, 128, 256)

_SVG = "{http://www.w3.org/2000/svg}"
_UNDATED = 1580601600  # as hatchling dates what it packs; a build has to give the same bytes on any day


def write_desktop(share: Path = SHARE) -> None:
    """Write all of it, over what is there."""
    resources = ROOT / "resources"
    icons = resources / "icons"
    files = {
        f"applications/{APP_ID}.desktop": (resources / f"{APP_ID}.desktop").read_bytes(),
        f"metainfo/{APP_ID}.metainfo.xml": _metainfo(resources / f"{APP_ID}.metainfo.xml"),
        f"icons/hicolor/scalable/apps/{APP_ID}.svg": (icons / f"{APP_ID}.svg").read_bytes(),
        f"icons/hicolor/symbolic/apps/{APP_ID}-symbolic.svg": (icons / f"{APP_ID}-symbolic.svg").read_bytes(),
    }
    for px in ICON_SIZES_PX:
        files[f"icons/hicolor/{px}x{px}/apps/{APP_ID}.png"] = draw(icons / f"{APP_ID}.svg", px)
    for unit in (resources / "systemd").glob("*"):
        files[f"systemd/user/{unit.name}"] = unit.read_bytes()
    for name, contents in files.items():
        (share / name).parent.mkdir(parents=True, exist_ok=True)
        (share / name).write_bytes(contents)


def version() -> str:
    """The one that stands in `trayapp/__init__.py`, and nowhere else."""
    text = (ROOT / "trayapp" / "__init__.py").read_text(encoding="utf-8")
    return str(re.findall(r'^__version__ = "(.+)"$', text, re.MULTILINE)[0])


def releases() -> dict[str, str]:
    """The date of each version, newest first: the changelog's headings, as `## [1.2.0] - 2027-01-31`."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^## \[(\d[\w.]*)\] - (\d{4}-\d\d-\d\d)$", text, re.MULTILINE))


def _metainfo(template: Path) -> bytes:
    dated = releases()
    lines = [f'    <release version="{name}" date="{date}"/>' for name, date in dated.items()]
    if version() not in dated:  # a build of what is being worked on
        seconds = int(os.environ.get("SOURCE_DATE_EPOCH") or _UNDATED)
        today = datetime.fromtimestamp(seconds, UTC).date()
        lines.insert(0, f'    <release version="{version()}" date="{today}" type="development"/>')
    text = template.read_text(encoding="utf-8")
    head, end = text.rsplit("</component>", 1)
    return "\n".join([f"{head}  <releases>", *lines, f"  </releases>\n</component>{end}"]).encode()


# The icon's picture


def draw(drawing: Path, px: int) -> bytes:
    """An SVG of nothing but rectangles, as a PNG of so many pixels: of Qt, a build knows nothing."""
    root = ET.parse(drawing).getroot()  # noqa: S314 - our own file
    scale = px / float(root.get("width", "1"))
    rows = [[[0.0, 0.0, 0.0, 0.0] for _ in range(px)] for _ in range(px)]
    for rect in root.iter(f"{_SVG}rect"):
        x, y, width, height, radius, line = (
            float(rect.get(name, "0")) * scale for name in ("x", "y", "width", "height", "rx", "stroke-width")
        )
        # A line lies half inside and half outside of the edge.
        for colour, grown in ((rect.get("stroke"), line / 2), (rect.get("fill"), -line / 2)):
            if colour is not None:
                place = (x - grown, y - grown, width + 2 * grown, height + 2 * grown)
                _paint(rows, place, radius + grown, bytes.fromhex(colour[1:]))
    return _png(px, rows)


def _paint(
    rows: list[list[list[float]]], place: tuple[float, float, float, float], radius: float, colour: bytes
) -> None:
    """Lay a rectangle with round corners over what is there. A pixel at its edge gets its part of it."""
    x, y, width, height = place
    for row in range(max(0, int(y) - 1), min(len(rows), int(y + height) + 2)):
        far_y = abs(row + 0.5 - y - height / 2) - height / 2 + radius
        for column in range(max(0, int(x) - 1), min(len(rows), int(x + width) + 2)):
            far_x = abs(column + 0.5 - x - width / 2) - width / 2 + radius
            # How far outside of the edge the middle of the pixel lies; negative inside.
            away = (max(far_x, 0) ** 2 + max(far_y, 0) ** 2) ** 0.5 + min(max(far_x, far_y), 0) - radius
            part = min(1.0, max(0.0, 0.5 - away))
            if part == 1:
                rows[row][column] = [*colour, 255]
            elif part:
                mixed = zip(rows[row][column], (*colour, 255), strict=True)
                rows[row][column] = [old + (new - old) * part for old, new in mixed]


def _png(px: int, rows: list[list[list[float]]]) -> bytes:
    def chunk(kind: bytes, contents: bytes) -> bytes:
        return (
            struct.pack(">I", len(contents))
            + kind
            + contents
            + struct.pack(">I", zlib.crc32(kind + contents))
        )

    # Colours were mixed with the transparent black below them; PNG wants them apart from how opaque they are.
    lines = b"".join(b"\0" + bytes(chain.from_iterable(_apart(pixel) for pixel in pixels)) for pixels in rows)
    header = struct.pack(">IIBBBBB", px, px, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(lines, 9))
        + chunk(b"IEND", b"")
    )


def _apart(pixel: list[float]) -> tuple[int, int, int, int]:
    red, green, blue, opaque = pixel
    share = opaque / 255 or 1.0
    return (
        round(min(red / share, 255)),
        round(min(green / share, 255)),
        round(min(blue / share, 255)),
        round(opaque),
    )


if __name__ == "__main__":
    write_desktop()
