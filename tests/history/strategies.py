"""Any check that can have been made."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from trayapp.domain.codes import Cause, Confidence, Outcome, Says, VerdictName
from trayapp.domain.records import (
    Check,
    ControlResult,
    Evidence,
    JudgedCheck,
    Phases,
    Reason,
    SurfaceResult,
    Verdict,
)
from trayapp.domain.tracker import SEVERITY

_YEAR_ONE = datetime(1, 1, 1, tzinfo=UTC)
_LAST_MS = (datetime.max.replace(tzinfo=UTC) - _YEAR_ONE) // timedelta(milliseconds=1)

moments = st.integers(0, _LAST_MS).map(lambda ms: _YEAR_ONE + timedelta(milliseconds=ms))
numbers = st.floats(-1e15, 1e15) | st.integers(-(10**15), 10**15)
whole_numbers = st.integers(-(10**15), 10**15)
texts = st.text(max_size=30)
names = st.text(min_size=1, max_size=20)
phases = st.builds(Phases, *(st.none() | numbers for _ in range(5)))


def _maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


_common = (names, st.sampled_from(Outcome), _maybe(texts), _maybe(whole_numbers), _maybe(texts))
surfaces = st.builds(SurfaceResult, *_common, phases=phases, via_proxy=st.booleans())
controls = st.builds(
    ControlResult,
    *_common,
    phases=phases,
    via_proxy=st.booleans(),
    by_address=st.booleans(),
    date_skew_s=st.none() | numbers,
) | st.builds(
    ControlResult,
    st.sampled_from(("doh_cloudflare", "doh_google")),
    st.sampled_from(Outcome),
    by_address=st.just(True),
    handshake=st.none() | st.booleans(),
)
evidence = st.builds(
    Evidence,
    texts,
    st.sampled_from(Says),
    texts,
    st.none() | moments,
    _maybe(whole_numbers),
    _maybe(whole_numbers),
    _maybe(texts),
)
reasons = st.builds(
    Reason,
    texts,
    st.booleans(),
    st.dictionaries(
        texts, texts | whole_numbers | st.floats(allow_nan=False, allow_infinity=False), max_size=4
    ).map(lambda values: tuple(values.items())),
)
checks = st.builds(
    JudgedCheck,
    st.builds(
        Check,
        moments,
        st.floats(0.001, 1e6).filter(lambda seconds: not seconds.is_integer()) | st.integers(1, 3600),
        st.lists(surfaces, max_size=7).map(tuple),
        st.lists(controls, max_size=6).map(tuple),
    ),
    st.lists(evidence, max_size=4).map(tuple),
    st.builds(
        Verdict,
        st.sampled_from(VerdictName),
        st.none() | st.sampled_from(Cause),
        st.sampled_from(Confidence),
        st.lists(reasons, max_size=6).map(tuple),
    ).map(lambda verdict: verdict if verdict.name in SEVERITY else replace(verdict, confidence=None)),
)
