"""What others see: which evidence counts for a check, and what weighs of it. Pure."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property

from trayapp.domain.codes import Says
from trayapp.domain.records import Check, Evidence

EVIDENCE_COUNTS_FOR = timedelta(minutes=15)
"""How far a check may lie from the moment a source was asked, for its word to count."""

# Trouble that is so much older than another kind's "fine" weighs nothing any more.
_OUTWEIGHED_AFTER = timedelta(minutes=3)

# Too few vantage points to say "fine" may be the first of many, and the first are those that got an answer.
_FEWEST_REACHING = 3

# Status pages explain an outage but are written late and by hand, and the user's own word is what trayapp
# was asked to check: neither confirms that X is in trouble, nor that it is not.
_NEVER_CONFIRMS = frozenset({"status", "user"})


def confirms(evidence: Evidence) -> bool:
    """Whether it can confirm trouble or its absence."""
    return evidence.kind not in _NEVER_CONFIRMS


class WeighedEvidence:
    """The evidence at hand, as far as it says something of the moment of a check."""

    def __init__(self, check: Check, evidence: tuple[Evidence, ...]) -> None:
        self._check = check
        self.counted = tuple(e for e in evidence if abs(self._age(e)) <= EVIDENCE_COUNTS_FOR)
        """All that is recent enough, whether it weighs anything or not."""

    @cached_property
    def weighing(self) -> tuple[Evidence, ...]:
        """What weighs: a newer word outweighs an older one."""
        # Fine that was said before this trouble began says nothing of it.
        current = [e for e in self.counted if e.says is not Says.FINE or self._is_of_this_trouble(e)]
        fine = [e for e in current if e.says is Says.FINE and confirms(e)]
        # Trouble is over once another kind has said "fine" for some minutes.
        return tuple(
            e
            for e in current
            if e.says is not Says.TROUBLE or not any(self._is_outweighed(e, other) for other in fine)
        )

    @cached_property
    def outdated(self) -> tuple[Evidence, ...]:
        """What weighs nothing any more: it is shown with its age."""
        return tuple(e for e in self.counted if e not in self.weighing)

    def age_s(self, evidence: Evidence) -> float:
        """How long before the check it was said, in seconds."""
        return max(0.0, self._age(evidence).total_seconds())

    def saying(self, says: Says) -> tuple[Evidence, ...]:
        """What weighs and says this. Status pages explain, and are shown for themselves."""
        return tuple(e for e in self.weighing if e.says is says and e.kind != "status")

    @cached_property
    def troubled_kinds(self) -> frozenset[str]:
        """The kinds of sources that report trouble, status pages and the user apart: two of one are one."""
        return frozenset(e.kind for e in self.weighing if e.says is Says.TROUBLE and confirms(e))

    @property
    def is_trouble_confirmed(self) -> bool:
        """Whether at least one source reports trouble."""
        return bool(self.troubled_kinds)

    @property
    def do_vantages_say_trouble(self) -> bool:
        return "vantage" in self.troubled_kinds

    @cached_property
    def do_vantages_see_this_trouble(self) -> bool:
        """Whether vantage points that were asked since it began say trouble."""
        return any(
            e.kind == "vantage" and e.says is Says.TROUBLE and self._is_of_this_trouble(e)
            for e in self.weighing
        )

    @cached_property
    def vantages_reaching(self) -> tuple[Evidence, ...]:
        """Vantage points that reach x.com from other places: most of those that came to an end do."""
        return tuple(e for e in self.weighing if e.kind == "vantage" and self._do_most_reach(e))

    @cached_property
    def vantages_with_page(self) -> tuple[Evidence, ...]:
        """Vantage points of which most get the page itself."""
        return tuple(e for e in self.weighing if _are_most(e.pages, e.of))

    @cached_property
    def has_a_source_answered(self) -> bool:
        """Whether a source was heard in this very check: that is an https exchange of the user's network."""
        return any(
            # Nobody was asked for the user's own word, and an earlier check's answer proves nothing now.
            e.kind != "user" and e.says is not Says.UNAVAILABLE and self._age(e) <= timedelta(0)
            for e in self.counted
        )

    def _do_most_reach(self, vantage: Evidence) -> bool:
        if vantage.says is not Says.NOTHING:
            return vantage.says is Says.FINE
        if vantage.of is None or vantage.of < _FEWEST_REACHING or not self._is_of_this_trouble(vantage):
            return False
        return vantage.count is not None and _are_most(vantage.of - vantage.count, vantage.of)

    def _is_of_this_trouble(self, evidence: Evidence) -> bool:
        """Whether it was asked since the trouble began, as far as that is known."""
        since = self._check.trouble_since
        return since is None or self._age(evidence) <= self._check.at - since

    def _is_outweighed(self, trouble: Evidence, fine: Evidence) -> bool:
        # One crowd that is calm does not silence another.
        return trouble.kind != fine.kind and self._age(trouble) - self._age(fine) > _OUTWEIGHED_AFTER

    def _age(self, evidence: Evidence) -> timedelta:
        """Negative after the check; too old to count where it is not known when the source was asked."""
        return timedelta.max if evidence.at is None else self._check.at - evidence.at


def _are_most(some: int | None, of: int | None) -> bool:
    """Whether it is more than half, as far as anybody counted."""
    return some is not None and of is not None and 2 * some > of
