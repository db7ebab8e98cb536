"""How long answers took, counted in buckets: histograms add up, and percentiles are read from the sum. Pure.

Each bucket reaches 5 % further than the one before, from 0.1 ms on: what is read is at most 2.5 % off.
"""

from __future__ import annotations

import math
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

Histogram = Counter[int]
"""How many answers fell into which bucket."""

_WIDTH = math.log(1.05)
_FROM_MS = 0.1
BUCKETS = 280  # up to 85 s: what takes longer falls into the last, too


def bucket_of(ms: float) -> int:
    """Where so long an answer is counted."""
    return max(0, min(BUCKETS - 1, int(math.log(max(ms, _FROM_MS) / _FROM_MS) / _WIDTH)))


def percentiles_ms(histogram: Histogram, parts: Iterable[float]) -> list[float]:
    """For each part, such as 0.5, what so many of the answers took at most. Of one that counts something."""
    count, found = histogram.total(), []
    for part in parts:
        left = max(1, math.ceil(part * count))
        for bucket in sorted(histogram):
            left -= histogram[bucket]
            if left <= 0:
                break
        found.append(_FROM_MS * math.exp((bucket + 0.5) * _WIDTH))
    return found


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


def unpack(packed: bytes | None, only: int | None = None) -> dict[int, Histogram]:
    """What `pack` made, or just the one of this number. Raises ValueError if it is damaged."""
    found: dict[int, Histogram] = {}
    data, at = packed or b"", 0
    while at < len(data):
        number, at = _get(data, at)
        length, at = _get(data, at)
        if at + length > len(data):
            raise ValueError("cut short")
        if only is None or number == only:
            found[number] = Counter(dict(_buckets(data[at : at + length])))
        at += length
    return found


def _buckets(data: bytes) -> Iterator[tuple[int, int]]:
    at = bucket = 0
    while at < len(data):
        step, at = _get(data, at)
        bucket += step // 2
        count = 1
        if step % 2:
            count, at = _get(data, at)
        yield bucket, count


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
    byte = data[at]
    if byte < 128:
        return byte, at + 1
    number = shift = 0
    while byte > 127:
        number |= (byte & 127) << shift
        shift += 7
        at += 1
        if at == len(data):
            raise ValueError("cut short")
        byte = data[at]
    return number | byte << shift, at + 1
