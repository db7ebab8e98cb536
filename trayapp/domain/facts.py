"""What the rows of the verdict table ask of a check, worked out once. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property

from trayapp.domain.codes import CORE_SURFACES, CUSTOM_SURFACE, PAGE_SURFACE, Outcome
from trayapp.domain.evidence import WeighedEvidence
from trayapp.domain.network import Network, uncounted_losses
from trayapp.domain.records import Check, Evidence, SurfaceResult


class Facts:
    """One check and the evidence that counts for it, with the terms that the verdict table is written in.

    What every check is asked for is worked out at once, the rest when a row asks for it.
    """

    def __init__(self, check: Check, evidence: tuple[Evidence, ...]) -> None:
        self.asked = {result.id: result for result in check.surfaces}
        """Every surface that was asked, whether it decides anything or not."""
        # A record may name one twice: its last word counts.
        self._check = check = replace(check, surfaces=tuple(self.asked.values()))
        self.evidence = WeighedEvidence(check, evidence)
        self.asked_core = tuple(self.asked[name] for name in CORE_SURFACES if name in self.asked)
        self.is_a_core_surface_ok = any(r.is_ok and not r.filtered for r in self.asked_core)

    @cached_property
    def network(self) -> Network:
        return Network(self._check, has_a_source_answered=self.evidence.has_a_source_answered)

    @cached_property
    def uncounted(self) -> frozenset[str]:
        """The surfaces whose loss may well be the network's: they are shown, and decide nothing."""
        return uncounted_losses(
            self._check, self.network, do_vantages_agree=self.evidence.do_vantages_see_this_trouble
        )

    @cached_property
    def is_core_uncounted(self) -> bool:
        return any(name in CORE_SURFACES for name in self.uncounted)

    @cached_property
    def is_anything_lost(self) -> bool:
        return any(r.is_lost for r in self.asked.values()) or bool(self.network.lost_controls)

    @cached_property
    def surfaces(self) -> dict[str, SurfaceResult]:
        """Those that decide: neither filtered here, nor lost without its counting, nor an unproven page."""
        return {
            name: result
            for name, result in self.asked.items()
            if not (result.filtered or name in self.uncounted or (name == PAGE_SURFACE and result.unproven))
        }

    @cached_property
    def web(self) -> SurfaceResult | None:
        return self.surfaces.get("web")

    @cached_property
    def posts(self) -> SurfaceResult | None:
        return self.surfaces.get("posts")

    @cached_property
    def core(self) -> tuple[SurfaceResult, ...]:
        return tuple(self.surfaces[name] for name in CORE_SURFACES if name in self.surfaces)

    @cached_property
    def x(self) -> tuple[SurfaceResult, ...]:
        """What stands for X: its core surfaces that decide, or all of its own if none of those does."""
        return self.core or _of_x(self.surfaces.values())

    def is_all_of_x(self, is_so: Callable[[SurfaceResult], bool]) -> bool:
        """Of what decides. Where all was lost and nothing counts, nothing is so."""
        return bool(self.x) and all(map(is_so, self.x))  # of nothing, all() would be true

    @cached_property
    def asked_x(self) -> tuple[SurfaceResult, ...]:
        """The same of all that was asked: what a dead network loses does not decide, but is no secret."""
        return self.asked_core or _of_x(r for r in self.asked.values() if not r.filtered)

    @cached_property
    def failing(self) -> tuple[SurfaceResult, ...]:
        """Every surface that decides and fails, the user's own included."""
        return tuple(r for r in self.surfaces.values() if r.fails and not self._is_ours(r))

    def _is_ours(self, result: SurfaceResult) -> bool:
        # What a proxy did is never X's, nor is a certificate out of its time by a clock that is wrong.
        is_dated_by_our_clock = result.has_dated_certificate and self.network.is_clock_wrong
        return result.is_proxy_at_fault or is_dated_by_our_clock

    def fails_on_x_side(self, result: SurfaceResult) -> bool:
        """As the function does; but where somebody answers in X's place, only a signed answer is X's."""
        does_somebody_else = any(r.is_unsigned or r.outcome is Outcome.REDIRECTED for r in self.asked_core)
        is_word_in_doubt = result.has_answered and does_somebody_else
        return (
            result.fails_on_x_side
            and not self._is_ours(result)
            and (result.is_own_word or not is_word_in_doubt)  # a sign is beyond doubt
        )

    @cached_property
    def has_x_spoken(self) -> bool:
        """Whether any of X said something itself."""
        # The user's own host may stand behind the same edge, which proves nothing of X.
        return any(r.is_own_word for r in self.asked.values() if r.id != CUSTOM_SURFACE)

    @cached_property
    def is_x_behind_proxy(self) -> bool:
        """Whether any of X was asked through a proxy, which then looks up names and chooses the path."""
        return any(r.via_proxy for r in self.asked_x)

    @cached_property
    def own_trouble(self) -> str | None:
        """What kept us from asking, if it was all of the core."""
        return None if self.asked_core else self._check.own_trouble

    @property
    def is_core_left_alone(self) -> bool:
        return any(name in CORE_SURFACES for name in self._check.left_alone)

    @property
    def is_nothing_asked(self) -> bool:
        """Whether no part of X was to be asked at all."""
        check = self._check
        # What was to be asked and could not be is not "nothing".
        is_kept = check.own_trouble is not None or any(name != CUSTOM_SURFACE for name in check.left_alone)
        return not _of_x(self.asked.values()) and not is_kept


def _of_x(results: Iterable[SurfaceResult]) -> tuple[SurfaceResult, ...]:
    return tuple(r for r in results if r.id != CUSTOM_SURFACE)
