"""`web`: does x.com answer? Its rules for robots on calm days, the shell of its page in full."""

from __future__ import annotations

from collections.abc import Callable

from trayapp.checks.probe import OK, SOFT_FAILURE, UNRECOGNIZED, surface, x_request
from trayapp.net.answers import Answer
from trayapp.net.exchange import MOST_BODY_BYTES
from trayapp.net.failures import Finding
from trayapp.net.known_hosts import ROBOTS_RULE, is_shell

# A page of X's has 240 KB; its error pages, and those of whoever answers in its place, a few.
_PAGE_FROM_BYTES = 8 * 1024

# Without marks so far, what comes is X's page of tomorrow at best: the cap must not make a failure of it.
_ENOUGH_BYTES = MOST_BODY_BYTES - 1024


def _is_page(answer: Answer) -> bool:
    return answer.content_type == "text/html" and len(answer.body) >= _PAGE_FROM_BYTES


def read_robots(answer: Answer) -> Finding:
    """Rules in plain text: every unknown path of x.com answers 200 with the shell."""
    if answer.content_type == "text/plain" and ROBOTS_RULE.is_in(answer.body):
        return OK
    return UNRECOGNIZED if _is_page(answer) else SOFT_FAILURE


def read_shell(answer: Answer) -> Finding:
    """By the marks of a healthy page, never by words: a hidden block always says "Something went wrong"."""
    if is_shell(answer.body):
        return OK
    return UNRECOGNIZED if _is_page(answer) else SOFT_FAILURE


def _or_enough(is_there: Callable[[bytes], bool]) -> Callable[[bytes], bool]:
    return lambda body: is_there(body) or len(body) >= _ENOUGH_BYTES


RULES = x_request("https://x.com/robots.txt", read_robots, is_enough=_or_enough(ROBOTS_RULE.is_in))
PAGE = x_request("https://x.com/", read_shell, is_enough=_or_enough(is_shell))

WEB = surface("web", PAGE, RULES, is_core=True)
