"""How long answers took, counted in buckets: histograms add up, and percentiles are read from the sum. Pure.

Each bucket reaches 5 % further than the one before, from 0.1 ms on: what is read is at most 2.5 % off.
"""

from __future__ import annotations

import math
import sys
import zlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

Histogram = Counter[int]
"""How many answers fell into which bucket."""

_WIDTH = math.log(1.05)
_FROM_MS = 0.1
BUCKETS = 280  # up to 85 s: what takes longer falls into the last, too


def bucket_of(ms: float) -> int:
    """Where so long an answer is counted."""
    return max(0, min(BUCKETS - 1, int(math.log(max(ms, _FROM_MS) / _FROM_MS) / _WIDTH)))


def percentiles_ms(counts: Sequence[int], parts: Iterable[float]) -> list[float]:
    """For each part, such as 0.5, what so many of the answers took at most. Of one that counts something.

    `counts`: of all buckets.
    """
    up_to = list(accumulate(counts))
    buckets = (bisect_left(up_to, max(1, math.ceil(part * up_to[-1]))) for part in parts)
    return [_FROM_MS * math.exp((bucket + 0.5) * _WIDTH) for bucket in buckets]


def median_ms(counts: array[int]) -> float:
    """The same for one half, where most buckets are empty, at either end: they are passed over at once."""
    raw = counts.tobytes()
    first = (len(raw) - len(raw.lstrip(b"\0"))) // counts.itemsize
    end = -(-len(raw.rstrip(b"\0")) // counts.itemsize)
    return percentiles_ms(counts[first:end], [0.5])[0] * math.exp(first * _WIDTH)


def pack(histograms: Mapping[int, Histogram]) -> bytes:
    """Several as a BLOB, each under a number: part of the format of the files.

    Of each its number, its length in bytes, and for every bucket how far it is from the one before, doubled;
    plus one where its count follows, which else is 1. All are whole numbers in groups of seven bits, the
    lowest first; each but a number's last byte has its highest bit set.
    """
    packed = bytearray()
    for number, histogram in sorted(histograms.items()):
        buckets, before = bytearray(), 0
        for bucket, count in sorted(histogram.items()):
            if count > 0:
                _put(buckets, (bucket - before) * 2 + (count > 1))
                if count > 1:
                    _put(buckets, count)
                before = bucket
        if buckets:
            _put(packed, number)
            _put(packed, len(buckets))
            packed += buckets
    return bytes(packed)


def unpack(packed: bytes | None) -> dict[int, Histogram]:
    """What `pack` made. Raises ValueError if it is damaged."""
    data = packed or b""
    return {number: Counter(_buckets(data, at, end)) for number, at, end in _parts(data)}


def unpack_one(packed: bytes | None, only: int) -> dict[int, int]:
    """Just the one of this number; it may be empty. Raises ValueError if what comes before it is damaged."""
    data = packed or b""
    for number, at, end in _parts(data):
        if number == only:
            return _buckets(data, at, end)
    return {}


def _parts(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Of each its number, and from where to where it stands."""
    at, size = 0, len(data)
    while at + 1 < size:
        number, length = data[at], data[at + 1]
        if number | length < 128:  # most often: one byte each
            at += 2
        else:
            number, at = _get(data, at)
            length, at = _get(data, at)
        end = at + length
        if end > size:
            raise ValueError("cut short")
        yield number, at, end
        at = end
    if at != size:
        raise ValueError("cut short")


def _buckets(data: bytes, at: int, end: int) -> dict[int, int]:
    counts: dict[int, int] = {}
    bucket = 0
    while at < end:
        step, at = (data[at], at + 1) if data[at] < 128 else _get(data, at)
        bucket += step >> 1
        counts[bucket] = 1
        if step & 1:
            counts[bucket], at = (data[at], at + 1) if at < end and data[at] < 128 else _get(data, at)
    if bucket >= BUCKETS:
        raise ValueError("no such bucket")
    return counts


def pack_dense(counts: array[int]) -> bytes:
    """Several with many buckets each as a BLOB: all counts one after the other, two bytes each, deflated.

    To go through them in Python with every check would take longer than all else that is written.
    """
    if sys.byteorder == "big":
        counts = counts[:]
        counts.byteswap()
    # These are shorter than a window of 4 KiB, and to have a large one cleared takes longer than the rest.
    return zlib.compress(counts.tobytes(), 1, wbits=12)


def unpack_dense(packed: bytes | None, length: int) -> array[int]:
    """What `pack_dense` made, with so many counts; zeros for none. Raises ValueError if it is damaged."""
    try:
        counts = array(
            "H", zlib.decompressobj().decompress(packed, 2 * length + 1) if packed else bytes(2 * length)
        )
    except zlib.error as error:
        raise ValueError("damaged") from error
    if len(counts) != length:
        raise ValueError("damaged")
    if sys.byteorder == "big":
        counts.byteswap()
    return counts


def _put(packed: bytearray, number: int) -> None:
    while number > 127:
        packed.append(number & 127 | 128)
        number >>= 7
    packed.append(number)


def _get(data: bytes, at: int) -> tuple[int, int]:
    """The number that stands there, and where the next one does."""
    number = shift = 0
    while at < len(data):
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
        shift += 7
    raise ValueError("cut short")
