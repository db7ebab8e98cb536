"""`images`, `assets`, `video`: do the hosts of pictures, page files and films hand out their bytes?

The first of them tell as much as all would, at a third of the traffic.
"""

from __future__ import annotations

from trayapp.checks.probe import OK, SOFT_FAILURE, surface, x_request
from trayapp.domain.codes import UNSIGNED_DETAIL, Outcome
from trayapp.net.answers import Answer
from trayapp.net.failures import Finding


def _read_file(answer: Answer) -> Finding:
    """A page where a file must be is that of a filter which this computer trusts, or X's, of an error."""
    if answer.content_type in ("text/html", "application/xhtml+xml"):
        return Finding(Outcome.SOFT_FAILURE, UNSIGNED_DETAIL)
    return SOFT_FAILURE if answer.content_type == "application/json" or not answer.body else OK


_FIRST_BYTES = {"range": "bytes=0-1023"}


def _are_first_bytes(body: bytes) -> bool:
    return len(body) >= 1024  # a host that ignores the range would send the whole picture


# Small files kept at their addresses since 2019 (citizenlab/test-lists, lists/global.csv).
_IMAGE = "https://pbs.twimg.com/profile_images/941658150889054208/lFeD3554_200x200.jpg"
_ASSET = "https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png"
_FILM = "https://video.twimg.com/tweet_video/EC6DSXDXsAEhHAa.mp4"

IMAGES = surface("images", x_request(_IMAGE, _read_file, headers=_FIRST_BYTES, is_enough=_are_first_bytes))
ASSETS = surface("assets", x_request(_ASSET, _read_file, headers=_FIRST_BYTES, is_enough=_are_first_bytes))
# Enough is any byte: a host that ignores the range would send the whole film.
VIDEO = surface("video", x_request(_FILM, _read_file, headers={"range": "bytes=0-0"}, is_enough=bool))
