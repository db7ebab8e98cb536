"""Does the user's network carry, and what may it have lost? What hosts that are not X's tell of it. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import timedelta
from functools import cached_property

from trayapp.domain.codes import CORE_SURFACES, CUSTOM_SURFACE, PAGE_SURFACE, Outcome
from trayapp.domain.records import Check, ControlResult, SurfaceResult

_CLOCK_WRONG_FROM = timedelta(days=1)  # less puts hardly any certificate out of its time


class Network:
    """The controls of one check, and what they say together.

    `has_a_source_answered` in the check: that, too, was an https exchange.
    """

    def __init__(self, check: Check, *, has_a_source_answered: bool = False) -> None:
        self._check = check
        self._has_a_source_answered = has_a_source_answered
        self.asked = check.controls
        """Every control that was asked, whether it says anything of the network or not."""

    @cached_property
    def controls(self) -> tuple[ControlResult, ...]:
        """Those but for the ones that a filter took away, which say nothing of the network."""
        do_names_resolve = any(r.outcome is not Outcome.DNS_FAILED for r in self._named)
        return tuple(c for c in self.asked if not _is_taken_away(c, do_names_resolve))

    @cached_property
    def _named(self) -> tuple[SurfaceResult, ...]:
        """All that a name was looked up for."""
        return (*self._check.surfaces, *(c for c in self.asked if not c.is_by_address))

    @cached_property
    def doh(self) -> tuple[ControlResult, ...]:
        """The DNS over HTTPS resolvers that answered."""
        return tuple(c for c in self.asked if c.is_doh and c.is_ok)

    @cached_property
    def operators(self) -> tuple[int, int]:
        """How many operators answered as they must with at least one host, and how many were asked."""
        asked = {c.operator for c in self.controls}
        fine = {c.operator for c in self.controls if c.is_ok}
        return len(fine), len(asked)

    @cached_property
    def https(self) -> tuple[ControlResult, ...]:
        """Those asked over https, in a second look as well."""
        return tuple(c for c in (*self.controls, *self._check.second_look) if c.is_https)

    @cached_property
    def is_https_completed(self) -> bool:
        """Whether an https exchange with a host that is not X's came about as it must."""
        return any(r.is_ok for r in self.https) or self._has_a_source_answered

    @cached_property
    def does_carry(self) -> bool:
        """Whether https with a host that is not X's came about, and most operators answered as they must."""
        fine, asked = self.operators
        # Records of before there was a second look know of one https host alone, X's own edge.
        return 2 * fine > asked and (self.is_https_completed or self.is_old_record)

    @cached_property
    def is_old_record(self) -> bool:
        """Whether it was made before other hosts than Cloudflare's were asked over https."""
        are_losses_counted = any(r.lost is not None for r in self._check.surfaces)
        return not are_losses_counted and not any(c.id.endswith("_tls") for c in self.asked)

    @cached_property
    def does_https_carry(self) -> bool:
        """Whether most operators that were asked over https answered as they must."""
        # Login pages let hosts pass that devices look for when they look for a login page: that a few of them
        # answer is not all there is to be seen of a network, where nobody else could be asked.
        asked = {c.operator for c in self.https}
        are_most = 2 * len({c.operator for c in self.https if c.is_ok}) > len(asked)
        return are_most or self._has_a_source_answered or self.is_old_record

    @cached_property
    def silent_https_operators(self) -> int:
        """With how many operators https was tried, if none of it came about; else 0."""
        is_any_heard = self._has_a_source_answered or any(r.has_answered for r in self.https)
        silent = () if is_any_heard or self.is_old_record else self.https
        return len({c.operator for c in silent})

    @cached_property
    def does_plain_answer(self) -> bool:
        """Whether names are found, or hosts answer that are asked in plain."""
        return any(r.outcome is not Outcome.DNS_FAILED and not r.is_proxy_at_fault for r in self._named)

    @cached_property
    def clock_skew_s(self) -> float:
        """The controls' clocks minus ours, in seconds; 0 where none told the time."""
        skews = [s for c in self.asked if (s := c.date_skew_s) is not None and math.isfinite(s)]
        from statistics import median  # 4 ms to load, and the icon is waiting when this module is

        return median(skews) if skews else 0.0  # one host's own wrong clock decides nothing

    @cached_property
    def dated_controls(self) -> tuple[ControlResult, ...]:
        """Hosts that are not X's whose certificates are out of their time, too, by our clock."""
        return tuple(c for c in (*self.asked, *self._check.second_look) if c.has_dated_certificate)

    @cached_property
    def is_clock_wrong(self) -> bool:
        """Whether other clocks or other hosts' certificates say so."""
        return abs(self.clock_skew_s) > _CLOCK_WRONG_FROM.total_seconds() or bool(self.dated_controls)

    @cached_property
    def foreign_controls(self) -> tuple[ControlResult, ...]:
        """Hosts that are not X's in whose place somebody else's certificate was shown, too."""
        return tuple(c for c in (*self.asked, *self._check.second_look) if c.has_foreign_certificate)

    @cached_property
    def lost_controls(self) -> tuple[ControlResult, ...]:
        return tuple(c for c in self.controls if c.is_lost)


def _is_taken_away(control: ControlResult, do_names_resolve: bool) -> bool:
    """Whether a filter between us and the host gave it no address, or one that cannot be."""
    if control.outcome is not Outcome.DNS_FAILED:
        return False
    # Where no name resolves at all it is no filter, but the resolver that fails.
    return control.detail == "bogus" or (control.detail == "nxdomain" and do_names_resolve)


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
