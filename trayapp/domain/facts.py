"""What the rows of the verdict table ask of a check, worked out once: pure, from records to plain sets."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property

from trayapp.domain.records import (
    CORE_SURFACES,
    CUSTOM_SURFACE,
    PROXY_DETAIL,
    UNSIGNED_DETAIL,
    Check,
    ControlResult,
    Evidence,
    Outcome,
    Says,
    SurfaceResult,
)

EVIDENCE_COUNTS_FOR = timedelta(minutes=15)
"""How far a check may lie from the moment a voice was asked, for its word to count."""

_CLOCK_WRONG_FROM = timedelta(days=1)

_OUTWEIGHED_AFTER = timedelta(minutes=3)
"""Trouble that is so much older than another kind's "fine" weighs nothing any more."""

# The chance that the user's own line, losing what it loses of everything else in this check, lost all of
# these requests to X: at most so much, or their loss is not laid at X's door. With it X is blamed in at most
# 0.7 of 1,000 checks whatever share of exchanges the line loses (tests/worlds).
_LINE_DID_IT_AT_MOST = 1 / 50_000

# Too few vantage points to say "fine" may be the first of many, and the first are those that got an answer.
_FEWEST_REACHING = 3

# Status pages explain an outage but are written late and by hand, and the user's own word is what trayapp
# was asked to check: neither confirms that X is in trouble, nor that it is not.
_NEVER_CONFIRMS = frozenset({"status", "user"})

_FAILING = frozenset(
    {
        Outcome.SERVER_ERROR,
        Outcome.SOFT_FAILURE,
        Outcome.DNS_FAILED,
        Outcome.CONNECT_FAILED,
        Outcome.TIMEOUT,
        Outcome.TLS_FAILED,
        Outcome.PROTOCOL_ERROR,
        Outcome.REDIRECTED,
    }
)
_OK = frozenset({Outcome.OK, Outcome.SLOW})
_REACHED_WITHOUT_VERDICT = frozenset({Outcome.REFUSED, Outcome.LIMITED, Outcome.UNRECOGNIZED, Outcome.CACHED})
_ANSWERED = (
    _OK
    | _REACHED_WITHOUT_VERDICT
    | {Outcome.SERVER_ERROR, Outcome.SOFT_FAILURE, Outcome.REDIRECTED, Outcome.PROTOCOL_ERROR}
)
_LOST_BY_DETAIL = {
    Outcome.DNS_FAILED: frozenset({"no_answer", "servfail"}),
    Outcome.CONNECT_FAILED: frozenset({"reset", "unreachable"}),
    Outcome.TLS_FAILED: frozenset({"handshake"}),
    Outcome.PROTOCOL_ERROR: frozenset({"no_answer", "cut_short"}),
}
_BEFORE_HANDSHAKE = frozenset({"dns", "connect", "tls"})
_AFTER_HANDSHAKE = frozenset({"first_byte", "body"})
_CERTIFICATE_OUT_OF_DATE = frozenset({"expired", "not_yet_valid"})
_CERTIFICATE_FOREIGN = frozenset({"untrusted", "wrong_host"})
_SIGNED_ERRORS = frozenset({"edge", "edge_page", "origin"})


def fails(result: SurfaceResult) -> bool:
    """Whether this answer, or its absence, is a failure."""
    return result.outcome in _FAILING


def is_ok(result: SurfaceResult) -> bool:
    """Whether it answered as it must; slowly counts."""
    return result.outcome in _OK


def is_proxy_at_fault(result: SurfaceResult) -> bool:
    """Whether the proxy itself failed or wants a login, so that X was never asked.

    The detail of a redirect is a host, which may bear any name.
    """
    return result.detail == PROXY_DETAIL and result.outcome not in _OK | {Outcome.REDIRECTED}


def is_refused_by_proxy(result: SurfaceResult) -> bool:
    """Whether the proxy works, but does not let us through to this host."""
    return result.outcome is Outcome.CONNECT_FAILED and result.detail == "proxy_refused"


def is_unsigned(result: SurfaceResult) -> bool:
    """Whether somebody else answered in X's place."""
    return result.detail == UNSIGNED_DETAIL and result.outcome is not Outcome.REDIRECTED


def is_lost(result: SurfaceResult) -> bool:
    """Whether no answer came. It may be the host's fault or the line's: alone it proves nothing."""
    if result.outcome is Outcome.TIMEOUT or is_proxy_at_fault(result):
        return result.outcome is not Outcome.REFUSED
    return result.detail in _LOST_BY_DETAIL.get(result.outcome, ())


def is_lost_after_handshake(result: SurfaceResult) -> bool:
    """Whether the connection to the host itself was made and verified before the answer got lost."""
    if result.outcome is Outcome.TIMEOUT:
        return result.detail in _AFTER_HANDSHAKE
    return is_lost(result) and result.outcome is Outcome.PROTOCOL_ERROR


def fails_on_x_side(result: SurfaceResult) -> bool:
    """Whether the failure can only be X's: it said so itself, or was lost after the handshake (if it counts).

    A certificate that has expired is X's too (a wrong clock is ruled out by an earlier row). What a proxy
    or somebody in X's place did is never X's.
    """
    if is_proxy_at_fault(result) or is_unsigned(result):
        return False
    match result.outcome:
        case Outcome.SERVER_ERROR | Outcome.SOFT_FAILURE | Outcome.PROTOCOL_ERROR:
            return True
        case Outcome.TLS_FAILED:
            return result.detail == "expired"
        case Outcome.TIMEOUT:
            return result.detail in _AFTER_HANDSHAKE
        case _:
            return False


def is_reached(result: SurfaceResult) -> bool:
    """Whether X itself was reached, whatever it then said."""
    if is_proxy_at_fault(result) or is_unsigned(result):
        return False
    return is_ok(result) or result.outcome in _REACHED_WITHOUT_VERDICT or fails_on_x_side(result)


def is_out_of_reach(result: SurfaceResult) -> bool:
    """Whether no verified connection to X itself came about, and not for its proxy's fault."""
    if is_unsigned(result) or is_proxy_at_fault(result):
        return is_unsigned(result)
    match result.outcome:
        case Outcome.CONNECT_FAILED | Outcome.DNS_FAILED:
            return True
        case Outcome.TLS_FAILED:
            return result.detail == "handshake"
        case Outcome.TIMEOUT:
            return result.detail in _BEFORE_HANDSHAKE
        case _:
            return False


def is_kept_away(result: SurfaceResult) -> bool:
    """Whether no answer of X itself came, or somebody sent us elsewhere: it may be kept from us alone."""
    return is_out_of_reach(result) or is_lost_after_handshake(result) or result.outcome is Outcome.REDIRECTED


def is_own_word(result: SurfaceResult) -> bool:
    """Whether X or its edge said this, over verified TLS: that proves the line, whatever else fails."""
    return result.signed or (result.outcome is Outcome.SERVER_ERROR and result.detail in _SIGNED_ERRORS)


def has_foreign_certificate(result: SurfaceResult) -> bool:
    """Whether somebody else's certificate was shown."""
    return result.outcome is Outcome.TLS_FAILED and result.detail in _CERTIFICATE_FOREIGN


def has_dated_certificate(result: SurfaceResult) -> bool:
    """Whether the certificate is out of its time, by our clock."""
    return result.outcome is Outcome.TLS_FAILED and result.detail in _CERTIFICATE_OUT_OF_DATE


def is_doh(control: ControlResult) -> bool:
    """Whether this control is a DNS over HTTPS resolver."""
    return control.id.startswith("doh_")


def is_by_address(control: ControlResult) -> bool:
    """Whether it was asked without looking up a name. DNS over HTTPS always is."""
    return control.by_address or is_doh(control)


def is_https(control: ControlResult) -> bool:
    """Whether it was asked as X is, over https."""
    return is_doh(control) or control.id == "cloudflare" or control.id.endswith("_tls")


def operator(control: ControlResult) -> str:
    """Who runs this host: several of one operator are one."""
    return control.id.removeprefix("doh_").removesuffix("_tls")


def has_answered(result: SurfaceResult) -> bool:
    """Whether anything at all came back, be it another answer than the right one."""
    return result.outcome in _ANSWERED and not is_lost(result) and not is_proxy_at_fault(result)


def _median(numbers: list[float]) -> float:
    """As `statistics.median`, whose module takes 4 ms to load before the icon can be shown."""
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def confirms(evidence: Evidence) -> bool:
    """Whether this voice's word can confirm trouble or its absence."""
    return evidence.kind not in _NEVER_CONFIRMS


class Facts:
    """One check and the evidence that counts for it, with the terms that the verdict table is written in.

    What every check is asked for is worked out at once, the rest when a row asks for it.
    """

    def __init__(self, check: Check, evidence: tuple[Evidence, ...]) -> None:
        self._check = check
        self.controls = check.controls
        self.evidence = tuple(
            voice
            for voice in evidence
            if voice.at is not None and abs(check.at - voice.at) <= EVIDENCE_COUNTS_FOR
        )
        self.asked = {result.id: result for result in check.surfaces}
        """Every surface that was asked, whether it decides anything or not."""
        self.asked_core = tuple(self.asked[name] for name in CORE_SURFACES if name in self.asked)
        self.is_a_core_surface_ok = any(is_ok(r) and not r.filtered for r in self.asked_core)

    @property
    def is_all_well(self) -> bool:
        """Whether every surface answers in good time, the core among them, and no voice reports trouble."""
        are_answers_fine = all(r.outcome is Outcome.OK for r in self.asked.values())
        are_voices_calm = all(voice.says is not Says.TROUBLE for voice in self.evidence)
        return are_answers_fine and self.is_a_core_surface_ok and are_voices_calm

    # ---- X

    @cached_property
    def surfaces(self) -> dict[str, SurfaceResult]:
        """Those that decide: neither filtered here, nor lost without its counting."""
        return {
            name: result
            for name, result in self.asked.items()
            if not result.filtered and name not in self.uncounted
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

    @cached_property
    def asked_x(self) -> tuple[SurfaceResult, ...]:
        """The same of all that was asked: what is lost on a dead line does not decide, but is no secret."""
        return self.asked_core or _of_x(r for r in self.asked.values() if not r.filtered)

    @cached_property
    def failing(self) -> tuple[SurfaceResult, ...]:
        """Every surface that decides and fails, the user's own included.

        What a proxy did is never X's, nor is a certificate out of its time by a clock that is wrong.
        """
        return tuple(r for r in self.surfaces.values() if fails(r) and not self._is_ours(r))

    def _is_ours(self, result: SurfaceResult) -> bool:
        return is_proxy_at_fault(result) or (has_dated_certificate(result) and self.is_clock_wrong)

    def fails_on_x_side(self, result: SurfaceResult) -> bool:
        """As the function does; but where somebody answers in X's place, only a signed answer is X's."""
        is_word_in_doubt = has_answered(result) and any(map(_is_of_somebody_else, self.asked_core))
        return (
            fails_on_x_side(result)
            and not self._is_ours(result)
            and (is_own_word(result) or not is_word_in_doubt)
        )

    @cached_property
    def has_x_spoken(self) -> bool:
        """Whether any of X said something itself."""
        return any(is_own_word(r) for r in self.asked.values() if r.id != CUSTOM_SURFACE)

    @cached_property
    def is_x_behind_proxy(self) -> bool:
        """Whether any of X was asked through a proxy, which then looks up names and chooses the path."""
        return any(r.via_proxy for r in self.asked_x)

    # ---- what was lost

    @cached_property
    def uncounted(self) -> frozenset[str]:
        """The surfaces whose loss may well be the line's: they are shown, and decide nothing."""
        lost = [r for r in self.asked.values() if r.lost is not None and is_lost(r) and not r.filtered]
        core = [r for r in lost if r.id in CORE_SURFACES]
        groups = [core, *([r] for r in lost if r.id not in CORE_SURFACES)] if core else [[r] for r in lost]
        return frozenset(result.id for group in groups if not self._is_counted(group) for result in group)

    def _is_counted(self, lost: list[SurfaceResult]) -> bool:
        if any(r.id in CORE_SURFACES for r in lost) and self._do_vantages_see_this_trouble:
            return True
        beside = self._check.second_look
        if not beside or not all(map(is_ok, beside)):
            return False
        gone, of = self._exchanges
        requests = sum(r.lost or 0 for r in lost)
        return ((gone + 1) / (of + 2)) ** requests <= _LINE_DID_IT_AT_MOST

    @cached_property
    def _do_vantages_see_this_trouble(self) -> bool:
        """Whether vantage points that were asked since it began say trouble."""
        since = self._check.trouble_since
        return any(
            v.kind == "vantage"
            and v.says is Says.TROUBLE
            and (since is None or v.at is None or v.at >= since)
            for v in self.voices
        )

    @cached_property
    def _exchanges(self) -> tuple[int, int]:
        """How many exchanges of this check were lost, and of how many, those with a lost X apart.

        An operator of which nothing came is one: it may be filtered as a whole.
        """
        lost: dict[str, int] = defaultdict(int)
        came: dict[str, int] = defaultdict(int)
        for control in (*self.line_controls, *self._check.second_look):
            if is_lost(control):
                lost[operator(control)] += control.lost or 1
            else:
                came[operator(control)] += 1
        gone = sum(count if came.get(name) else 1 for name, count in lost.items())
        of = gone + sum(came.values())
        for result in self.asked.values():
            if has_answered(result) and result.id != CUSTOM_SURFACE:
                gone += result.lost or 0  # of its first look, or of the second
                of += 1 + (result.lost or 0)
        return gone, of

    @cached_property
    def is_core_uncounted(self) -> bool:
        return any(name in CORE_SURFACES for name in self.uncounted)

    @cached_property
    def is_anything_lost(self) -> bool:
        return any(map(is_lost, (*self.asked.values(), *self.line_controls)))

    # ---- the line

    @cached_property
    def line_controls(self) -> tuple[ControlResult, ...]:
        """The controls but for those that a filter took away, which say nothing of the line."""
        named = (*self.asked.values(), *(c for c in self.controls if not is_by_address(c)))
        do_names_resolve = any(r.outcome is not Outcome.DNS_FAILED for r in named)
        return tuple(c for c in self.controls if not _is_taken_away(c, do_names_resolve))

    @cached_property
    def named_controls(self) -> tuple[ControlResult, ...]:
        """Those that are not DNS over HTTPS."""
        return tuple(c for c in self.line_controls if not is_doh(c))

    @cached_property
    def doh(self) -> tuple[ControlResult, ...]:
        """The DNS over HTTPS resolvers that answered."""
        return tuple(c for c in self.controls if is_doh(c) and is_ok(c))

    @cached_property
    def operators(self) -> tuple[int, int]:
        """How many operators answered as they must with at least one host, and how many were asked."""
        asked = {operator(c) for c in self.line_controls}
        fine = {operator(c) for c in self.line_controls if is_ok(c)}
        return len(fine), len(asked)

    @cached_property
    def _https(self) -> tuple[ControlResult, ...]:
        return tuple(c for c in (*self.line_controls, *self._check.second_look) if is_https(c))

    @cached_property
    def _has_a_source_answered(self) -> bool:
        """Whether a source was heard in this very check: that is an https exchange, too."""
        return any(
            v.kind != "user"
            and v.says is not Says.UNAVAILABLE
            and v.at is not None
            and v.at >= self._check.at
            for v in self.evidence
        )

    @cached_property
    def is_https_completed(self) -> bool:
        """Whether an https exchange with a host that is not X's came about as it must."""
        return any(map(is_ok, self._https)) or self._has_a_source_answered

    @cached_property
    def does_line_carry(self) -> bool:
        """Whether https with a host that is not X's came about, and most operators answered as they must.

        Records of before there was a second look know of one https host alone, X's own edge.
        """
        fine, asked = self.operators
        return 2 * fine > asked and (self.is_https_completed or self.is_old_record)

    @cached_property
    def is_old_record(self) -> bool:
        """Whether it was made before other hosts than Cloudflare's were asked over https."""
        return (
            bool(self.controls)
            and not self._check.second_look
            and not any(c.id.endswith("_tls") for c in self.controls)
            and all(r.lost is None for r in self.asked.values())
        )

    @cached_property
    def does_https_carry(self) -> bool:
        """Whether most operators that were asked over https answered as they must.

        Login pages let hosts pass that devices look for when they look for a login page: that a few of them
        answer is not all there is to be seen of a line, where nobody else could be asked.
        """
        asked = {operator(c) for c in self._https}
        are_most = 2 * len({operator(c) for c in self._https if is_ok(c)}) > len(asked)
        return are_most or self._has_a_source_answered or self.is_old_record

    @cached_property
    def silent_https_operators(self) -> int:
        """With how many operators https was tried, if none of it came about; else 0."""
        if self._has_a_source_answered or any(map(has_answered, self._https)) or self.is_old_record:
            return 0
        return len({operator(c) for c in self._https})

    @cached_property
    def does_plain_answer(self) -> bool:
        """Whether names are found, or hosts answer that are asked in plain."""
        named = (*self.asked.values(), *(c for c in self.controls if not is_by_address(c)))
        return any(r.outcome is not Outcome.DNS_FAILED and not is_proxy_at_fault(r) for r in named)

    @cached_property
    def clock_skew_s(self) -> float:
        """The controls' clocks minus ours, in seconds; 0 where none told the time."""
        skews = [s for c in self.controls if (s := c.date_skew_s) is not None and math.isfinite(s)]
        return _median(skews) if skews else 0.0

    @cached_property
    def dated_controls(self) -> tuple[ControlResult, ...]:
        """Hosts that are not X's whose certificates are out of their time, too, by our clock."""
        return tuple(filter(has_dated_certificate, (*self.controls, *self._check.second_look)))

    @cached_property
    def is_clock_wrong(self) -> bool:
        """Whether other clocks or other hosts' certificates say so."""
        return abs(self.clock_skew_s) > _CLOCK_WRONG_FROM.total_seconds() or bool(self.dated_controls)

    @cached_property
    def foreign_controls(self) -> tuple[ControlResult, ...]:
        """Hosts that are not X's in whose place somebody else's certificate was shown, too."""
        return tuple(filter(has_foreign_certificate, (*self.controls, *self._check.second_look)))

    # ---- what others see

    @cached_property
    def voices(self) -> tuple[Evidence, ...]:
        """The evidence that weighs: a newer word outweighs an older one.

        *Fine* of before this trouble began says nothing of it, and *trouble* is over once another kind has
        said *fine* for some minutes.
        """
        since = self._check.trouble_since
        current = [
            v
            for v in self.evidence
            if v.says is not Says.FINE or since is None or v.at is None or v.at >= since
        ]
        fine = [v for v in current if v.says is Says.FINE and confirms(v)]
        return tuple(
            v
            for v in current
            if v.says is not Says.TROUBLE or not any(_is_outweighed(v, other) for other in fine)
        )

    @cached_property
    def outdated(self) -> tuple[Evidence, ...]:
        """The evidence that weighs nothing any more: it is shown with its age."""
        return tuple(v for v in self.evidence if v not in self.voices)

    def age_s(self, voice: Evidence) -> float:
        """How long before the check it was said, in seconds."""
        return 0.0 if voice.at is None else max(0.0, (self._check.at - voice.at).total_seconds())

    @cached_property
    def troubled_kinds(self) -> frozenset[str]:
        """The kinds of sources that report trouble, status pages and the user apart: two of one are one."""
        return frozenset(v.kind for v in self.voices if v.says is Says.TROUBLE and confirms(v))

    @property
    def is_trouble_confirmed(self) -> bool:
        """Whether at least one source reports trouble."""
        return bool(self.troubled_kinds)

    @property
    def do_vantages_say_trouble(self) -> bool:
        return "vantage" in self.troubled_kinds

    @cached_property
    def vantages_reaching(self) -> tuple[Evidence, ...]:
        """Vantage points that reach x.com from other places: most of those that came to an end do."""
        return tuple(v for v in self.voices if v.kind == "vantage" and self._do_most_reach(v))

    def _do_most_reach(self, vantage: Evidence) -> bool:
        if vantage.says is not Says.NOTHING:
            return vantage.says is Says.FINE
        since, of = self._check.trouble_since, vantage.of or 0
        is_of_this_trouble = since is None or vantage.at is None or vantage.at >= since
        return is_of_this_trouble and of >= _FEWEST_REACHING and 2 * (vantage.count or 0) < of

    @cached_property
    def page_vantages(self) -> tuple[Evidence, ...]:
        """Vantage points of which most get the page itself."""
        return tuple(v for v in self.voices if v.kind == "vantage" and 2 * (v.pages or 0) > (v.of or 0))

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
        is_kept = check.own_trouble is not None or any(name != CUSTOM_SURFACE for name in check.left_alone)
        return not _of_x(self.asked.values()) and not is_kept


def _of_x(results: Iterable[SurfaceResult]) -> tuple[SurfaceResult, ...]:
    return tuple(r for r in results if r.id != CUSTOM_SURFACE)


def _is_of_somebody_else(result: SurfaceResult) -> bool:
    return is_unsigned(result) or result.outcome is Outcome.REDIRECTED


def _is_taken_away(control: ControlResult, do_names_resolve: bool) -> bool:
    """Whether a filter between us and the host gave it no address, or one that cannot be."""
    if control.outcome is not Outcome.DNS_FAILED:
        return False
    return control.detail == "bogus" or (control.detail == "nxdomain" and do_names_resolve)


def _is_outweighed(trouble: Evidence, fine: Evidence) -> bool:
    return (
        trouble.kind != fine.kind
        and trouble.at is not None
        and fine.at is not None
        and fine.at - trouble.at > _OUTWEIGHED_AFTER
    )
