"""What passes between notices and the server that shows them."""

from __future__ import annotations

from typing import Literal, NamedTuple


class NoServerError(Exception):
    """No server answers as one must; or no bus leads to one."""


class Picture(NamedTuple):
    """An image as the specification has it in the hint `image-data`."""

    width: int
    height: int
    bytes_per_row: int
    has_alpha: bool
    bits_per_sample: int
    channels: int
    pixels: bytes
    """Red, green, blue and, if there is one, alpha."""


class Heard(NamedTuple):
    """What a signal of the server says."""

    what: Literal["clicked", "closed", "gone"]
    """On a popup; it is: its time was over, or somebody closed it; the server is, and all popups with it."""
    number: int = 0
    """Of the popup."""
    token: str = ""
    """By which a window may come to the front after a click, under Wayland; empty where there is none."""
