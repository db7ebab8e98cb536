"""What was lost and counts: whether the user's own network may have lost it as well as X. Pure."""

from __future__ import annotations

from collections import defaultdict

from trayapp.domain.codes import CORE_SURFACES, CUSTOM_SURFACE, PAGE_SURFACE
from trayapp.domain.network import Network
from trayapp.domain.records import Check, ControlResult

# The chance that the user's own network, losing what it loses of everything else in this check, lost all of
# these requests to X: at most so much, or their loss is not laid at X's door. With it X is blamed in at most
# 0.7 of 1,000 checks whatever share of exchanges the network loses (tests/worlds).
_NETWORK_DID_IT_AT_MOST = 2e-5  # one in 50,000


def uncounted_losses(check: Check, network: Network, *, do_vantages_agree: bool) -> frozenset[str]:
    """The surfaces whose loss may well be the network's: they are shown, and decide nothing.

    `do_vantages_agree`: vantage points see the same trouble, which settles it for the core.
    """
    # Without a number they are records of before losses were counted, which stand as they are.
    lost = {r.id: r.lost for r in check.surfaces if r.lost is not None and r.is_lost and not r.filtered}
    # Those of the core are one: the network may have failed once for both.
    core = {name: lost[name] for name in CORE_SURFACES if name in lost}
    parts = [{name: count} for name, count in lost.items() if name not in (*CORE_SURFACES, PAGE_SURFACE)]
    groups = parts if do_vantages_agree else [core, *parts]
    beside = check.second_look
    uncounted = {
        name
        for group in groups
        if not _is_counted(sum(group.values()), beside, check, network)
        for name in group
    }
    page = next((r for r in check.surfaces if r.id == PAGE_SURFACE and r.is_lost), None)
    # Of a page itself or its scripts nothing is learned that `web` and `assets` would not tell better. And
    # the hosts that are not X's were asked in this check, not beside the page: all of them must be well.
    if page is not None and not (
        page.detail == "api" and page.lost and _is_counted(page.lost, network.https, check, network)
    ):
        uncounted.add(PAGE_SURFACE)
    return frozenset(uncounted)


def _is_counted(requests: int, beside: tuple[ControlResult, ...], check: Check, network: Network) -> bool:
    """Whether hosts that were asked beside were all well, and the network can hardly have lost so many."""
    if not beside or not all(r.is_ok for r in beside):  # what failed them may have failed X's
        return False
    gone, of = _exchanges(check, network)
    # Laplace's rule of succession: how likely the network is to lose one more, by the few that we have seen.
    return ((gone + 1) / (of + 2)) ** requests <= _NETWORK_DID_IT_AT_MOST


def _exchanges(check: Check, network: Network) -> tuple[int, int]:
    """How many exchanges of this check were lost, and of how many, those with a lost X apart."""
    lost: dict[str, int] = defaultdict(int)
    came: dict[str, int] = defaultdict(int)
    for control in (*network.controls, *check.second_look):
        if control.is_lost:
            lost[control.operator] += control.lost or 1  # resolvers and old records do not count theirs
        else:
            came[control.operator] += 1
    # An operator of which nothing came is one: it may be filtered as a whole.
    gone = sum(count if came.get(name) else 1 for name, count in lost.items())
    of = gone + sum(came.values())
    for result in check.surfaces:
        # The user's own host may stand next door, and a page may have been seen some minutes ago.
        if result.has_answered and result.id not in (CUSTOM_SURFACE, PAGE_SURFACE):
            gone += result.lost or 0  # of its first look, or of the second
            of += 1 + (result.lost or 0)
    return gone, of
