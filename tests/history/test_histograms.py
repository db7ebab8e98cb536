"""Histograms in the file: what is written is read again, and damage is told as that."""

from __future__ import annotations

from array import array
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trayapp.history.histograms import BUCKETS, pack, pack_dense, unpack, unpack_dense, unpack_one

histograms = st.dictionaries(
    st.integers(0, 1 << 20),
    st.dictionaries(st.integers(0, BUCKETS - 1), st.integers(1, 1 << 40), min_size=1).map(Counter),
    max_size=5,
)


@given(histograms)
def test_what_is_written_is_read_again(written: dict[int, Counter[int]]) -> None:
    packed = pack(written)
    assert unpack(packed) == written
    assert {number: unpack_one(packed, number) for number in written} == written
    assert unpack_one(packed, -1) == {}


@given(histograms, st.data())
def test_whatever_is_cut_off_or_changed_is_read_or_damaged(
    written: dict[int, Counter[int]], data: st.DataObject
) -> None:
    damaged = bytearray(pack(written))
    at = data.draw(st.integers(0, len(damaged)))
    damaged[at : at + 1] = data.draw(st.binary(max_size=3))
    try:
        found = unpack(bytes(damaged))
    except ValueError:
        return
    assert all(0 <= bucket < BUCKETS for histogram in found.values() for bucket in histogram)


def test_a_number_of_which_the_end_is_missing_is_damage() -> None:
    whole = pack({1000: Counter({279: 5000})})
    for length in range(1, len(whole)):
        with pytest.raises(ValueError, match=r"cut short"):
            unpack(whole[:length])


@given(st.lists(st.integers(0, 65535), min_size=1, max_size=700).map(lambda counts: array("H", counts)))
def test_dense_counts_are_read_again(counts: array[int]) -> None:
    packed = pack_dense(counts)
    assert unpack_dense(packed, len(counts)) == counts
    assert unpack_dense(None, len(counts)) == array("H", bytes(2 * len(counts)))
    for damaged, length in ((packed, len(counts) + 1), (packed[:-7], len(counts)), (b"no", len(counts))):
        with pytest.raises(ValueError, match=r"damaged|item size"):
            unpack_dense(damaged, length)
