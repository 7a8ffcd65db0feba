"""The terms of a field of a segment: sorted bytes, each at its place, its ordinal."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from searchkit.engines.whoosh.disk.arrays import ArrayFile, ArrayWriter, narrow

_KEY = 8  # bytes of a term that stand beside it as a number, to be searched first
_CACHED = 1 << 16

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Lexicon:
    """Finds terms and ranges of terms; reads nothing but what it touches.

    An array of numbers, the first 8 bytes of each term, leads to the few terms that begin alike;
    those are compared whole.
    """

    def __init__(self, file: ArrayFile, field: str) -> None:
        self._keys = file.array(f"{field}/keys")
        self._ends = file.array(f"{field}/ends")
        self._bytes = file.array(f"{field}/terms")
        self._found: dict[bytes, int | None] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, ordinal: int) -> bytes:
        return bytes(self._bytes.part(self._start(ordinal), self._ends[ordinal]))

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.terms(0, len(self)))

    def find(self, term: bytes) -> int | None:
        """Return the ordinal of a term, None where it is not there."""
        if term not in self._found:
            ordinal = self.first_from(term)
            here = ordinal < len(self) and self[ordinal] == term
            if len(self._found) >= _CACHED:
                self._found.clear()
            self._found[term] = ordinal if here else None
        return self._found[term]

    def first_from(self, term: bytes) -> int:
        """Return the ordinal of the first term that is not before ``term``."""
        keys = self._keys.whole()
        low = bisect_left(keys, _key(term))
        high = bisect_right(keys, _key(term), low)
        return bisect_left(range(high), term, low, high, key=self.__getitem__)

    def begins(self, prefix: bytes) -> tuple[int, int]:
        """Return the first ordinal of the terms that begin so, and the one behind the last."""
        keys = self._keys.whole()
        low = self.first_from(prefix)
        if len(prefix) <= _KEY:
            return low, bisect_right(keys, _key(prefix[:_KEY].ljust(_KEY, b"\xff")), low)
        high = bisect_right(keys, _key(prefix), low)
        cut = len(prefix)
        return low, bisect_right(range(high), prefix, low, high, key=lambda at: self[at][:cut])

    def terms(self, first: int, until: int) -> list[bytes]:
        """Return the terms of a range of ordinals."""
        if first >= until:
            return []
        start = self._start(first)
        ends = self._ends.part(first, until)
        data = bytes(self._bytes.part(start, ends[-1]))
        places = [0, *(end - start for end in ends)]
        return [data[low:high] for low, high in pairwise(places)]

    def some(self, ordinals: Sequence[int]) -> list[bytes]:
        """Return the terms of many ordinals that lie apart."""
        data, ends = bytes(self._bytes.whole()), self._ends.whole()
        return [data[ends[n - 1] if n else 0 : ends[n]] for n in ordinals]

    def numpy(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the bytes of all terms, and where each ends."""
        return self._bytes.whole_numpy(), self._ends.whole_numpy()

    def _start(self, ordinal: int) -> int:
        return self._ends[ordinal - 1] if ordinal else 0


def write_lexicon(writer: ArrayWriter, field: str, terms: Sequence[bytes]) -> None:
    """Write the terms of a field, which are sorted and distinct."""
    import numpy as np

    ends = np.cumsum(np.fromiter(map(len, terms), np.int64, len(terms)))
    heads = b"".join(term[:_KEY].ljust(_KEY, b"\0") for term in terms)
    writer.put(f"{field}/keys", "Q", np.frombuffer(heads, ">u8").astype("<u8"))
    writer.put(f"{field}/ends", *narrow(ends))
    writer.put(f"{field}/terms", "B", b"".join(terms))


def _key(term: bytes) -> int:
    return int.from_bytes(term[:_KEY].ljust(_KEY, b"\0"), "big")
