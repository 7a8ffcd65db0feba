"""The postings of a term are walked as Whoosh walks them: document by document, with skips.

Without numpy: what is walked is a view of the file.
"""

# mypy: disallow-subclassing-any=False
# (Whoosh 2.7.4 has no types)

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from whoosh import formats
from whoosh.matching import LeafMatcher, NullMatcher, ReadTooFar
from whoosh.util.numeric import byte_to_length, length_to_byte

from searchkit.engines.whoosh.disk.postings import Postings

_BLOCK = 128  # postings that are read at once, and skipped at once


def rounded(length: int) -> int:
    """Return a length as Whoosh's scoring has it, which keeps lengths in a byte."""
    found: int = byte_to_length(length_to_byte(length))
    return found


class TermMatcher(LeafMatcher):
    """Walks the postings of a term."""

    def __init__(
        self, postings: Postings, ordinal: int, format_: Any, term: Any, scorer: Any
    ) -> None:
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._postings = postings
        self._ordinal = ordinal
        first, until = postings.extent(ordinal)
        self._first = first
        self._docs = postings.docs.part(first, until)
        weights = postings.weights
        self._weights = weights.part(first, until) if weights else None
        self._place = 0
        self._bounds: list[int] = []

    def copy(self) -> TermMatcher:
        other = TermMatcher(self._postings, self._ordinal, self.format, self._term, self.scorer)
        other._place = self._place
        return other

    def replace(self, minquality: float = 0) -> Any:
        if not self.is_active():
            return NullMatcher()
        if minquality and self.scorer and self.max_quality() < minquality:
            return NullMatcher()
        return self

    def is_active(self) -> bool:
        return self._place < len(self._docs)

    def reset(self) -> None:
        self._place = 0

    def id(self) -> int:
        return self._docs[self._place]

    def all_ids(self) -> Iterator[int]:
        return iter(self._docs[self._place :])

    def next(self) -> bool:
        if not self.is_active():
            raise ReadTooFar
        self._place += 1
        return not self._place % _BLOCK

    def skip_to(self, document: int) -> bool:
        if not self.is_active():
            raise ReadTooFar
        before = self._place // _BLOCK
        self._place = bisect_left(self._docs, document, self._place)
        return self._place // _BLOCK > before

    def weight(self) -> float:
        return 1.0 if self._weights is None else float(self._weights[self._place])

    def value(self) -> bytes:
        if self._postings.positions is not None:
            found: bytes = self.format.encode(list(self._positions()))
            return found
        if isinstance(self.format, formats.Frequency):
            return struct.pack("!I", *self._frequencies(self._place, self._place + 1))
        return b""

    def value_as(self, astype: str) -> Any:
        if astype == "positions" and self._postings.positions is not None:
            return list(self._positions())
        return super().value_as(astype)

    def skip_to_quality(self, minquality: float) -> int:
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._place = (self._place // _BLOCK + 1) * _BLOCK
            skipped += 1
        return skipped

    def block_min_length(self) -> int:
        return min(self._block_lengths(), default=0)

    def block_max_length(self) -> int:
        return max(self._block_lengths(), default=0)

    def block_max_weight(self) -> float:
        return 1.0 if self._weights is None else float(max(self._weights[self._block()]))

    def block_min_id(self) -> int:
        return self._docs[self._block()][0]

    def block_max_id(self) -> int:
        return self._docs[self._block()][-1]

    def _block(self) -> slice:
        start = self._place // _BLOCK * _BLOCK
        return slice(start, start + _BLOCK)

    def _block_lengths(self) -> Iterator[int]:
        lengths = self._postings.lengths
        if lengths is None:
            return iter(())
        values = lengths.whole()
        return (rounded(values[document]) for document in self._docs[self._block()])

    def _positions(self) -> memoryview:
        postings = self._postings
        assert postings.positions is not None
        if not self._bounds:
            counts = self._frequencies(0, len(self._docs))
            self._bounds = list(accumulate(counts, initial=postings.place(self._ordinal)))
        return postings.positions.part(*self._bounds[self._place : self._place + 2])

    def _frequencies(self, first: int, until: int) -> Sequence[int]:
        freqs = self._postings.freqs
        if freqs is None:
            return [1] * (until - first)
        return freqs.part(self._first + first, self._first + until)
