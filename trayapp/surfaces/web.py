"""`web`: does x.com answer? Its rules for robots on calm days, the shell of its page in full."""

from __future__ import annotations

import re

from trayapp.domain.records import SurfaceResult
from trayapp.probing.answers import Answer
from trayapp.probing.exchange import Client
from trayapp.probing.failures import Finding
from trayapp.probing.probe import OK, SOFT_FAILURE, Ask, Surface, probe
from trayapp.surfaces.hosts import x_request

# Every pattern here is linear in what a host may send: re holds the interpreter, and so the icon, meanwhile.
_RULE = re.compile(rb"^[ \t]{0,8}(?:user-agent|allow|disallow)[ \t]{0,8}:", re.IGNORECASE | re.MULTILINE)

# Marks of the shell, never its words: the healthy page carries "Something went wrong" in a hidden block, and
# its words follow the reader's language. Addresses of the page's own scripts, as seen in 2021 and on
# 2026-03-31: /responsive-web/client-web[-legacy]/main.f7ac183a.js
_SCRIPT = re.compile(rb"abs\.twimg\.com/responsive-web/client-web[\w-]{0,40}/[\w~/.-]{1,100}\.js")
# The second healthy shell has no scripts (observed 2024-11): an app link and the page's root.
_APP_LINK = re.compile(rb"[\"']al:ios:url[\"']")
_ROOT = re.compile(rb"id=[\"']react-root[\"']")


def _has_rules(body: bytes) -> bool:
    return _RULE.search(body) is not None


def _has_shell_marks(body: bytes) -> bool:
    return _SCRIPT.search(body) is not None or (
        _APP_LINK.search(body) is not None and _ROOT.search(body) is not None
    )


def _read_robots(answer: Answer) -> Finding:
    # Every unknown path of x.com answers 200 with the shell, so the media type matters.
    is_plain = answer.content_type == "text/plain"
    return OK if is_plain and _has_rules(answer.body) else SOFT_FAILURE


def _read_shell(answer: Answer) -> Finding:
    return OK if _has_shell_marks(answer.body) else SOFT_FAILURE


_LIGHT = Ask(x_request("https://x.com/robots.txt", is_enough=_has_rules), _read_robots)
_FULL = Ask(x_request("https://x.com/", is_enough=_has_shell_marks), _read_shell)


async def _look(client: Client, full: bool) -> SurfaceResult:
    return await probe(client, "web", _FULL if full else _LIGHT)


WEB = Surface("web", _look, core_hosts=("x.com",))
