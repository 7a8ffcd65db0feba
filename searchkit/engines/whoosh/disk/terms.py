"""What Whoosh asks of the terms of a segment, answered from arrays, without numpy.

Whoosh's own queries, facets and more-like-this walk these; the evaluator reads the arrays.
"""

# mypy: disallow-subclassing-any=False
# (Whoosh 2.7.4 has no types)

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from whoosh import formats
from whoosh.codec import base
from whoosh.reading import TermInfo, TermNotFound

from searchkit.engines.whoosh.disk.arrays import ArrayFile
from searchkit.engines.whoosh.disk.postings import Postings
from searchkit.engines.whoosh.disk.walking import TermMatcher, rounded


class Positions(formats.Positions):
    """Whoosh's format of positions, each a number of 32 bits; the stock one pickles every list."""

    def encode(self, positions: list[int]) -> bytes:
        return struct.pack(f"<{len(positions)}I", *positions)

    def decode_positions(self, value: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(value) // 4}I", value))

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // 4


class TermsReader(base.TermsReader):
    """The terms of a segment, field by field."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file
        self._names: list[str] = sorted(file.facts["fields"])
        self._postings: dict[str, Postings] = {}

    def postings(self, name: str) -> Postings | None:
        """Return the postings of a field, None where the segment has none."""
        if name not in self._postings:
            if name not in self._file.facts["fields"]:
                return None
            self._postings[name] = Postings(self._file, name)
        return self._postings[name]

    def close(self) -> None:
        self._postings.clear()
        self._file.close()

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        name, text = term
        postings = self.postings(name)
        return postings is not None and postings.lexicon.find(text) is not None

    def indexed_field_names(self) -> list[str]:
        return self._names

    def cursor(self, name: str, field: Any) -> Any:
        postings = self.postings(name)
        return base.EmptyCursor() if postings is None else _Cursor(postings, field)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self.terms_from("", b"")

    def terms_from(self, name: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return (term for term, _ in self._from(name, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], _TermInfo]]:
        return self.items_from("", b"")

    def items_from(self, name: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], _TermInfo]]:
        return (
            (term, _TermInfo(postings, ordinal))
            for term, (postings, ordinal) in self._from(name, prefix)
        )

    def term_info(self, name: str, text: bytes) -> _TermInfo:
        return _TermInfo(*self._found(name, text))

    def frequency(self, name: str, text: bytes) -> float:
        return self.term_info(name, text).weight() if (name, text) in self else 0.0

    def doc_frequency(self, name: str, text: bytes) -> int:
        if (name, text) not in self:
            return 0
        postings, ordinal = self._found(name, text)
        first, until = postings.extent(ordinal)
        return until - first

    def matcher(self, name: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        return TermMatcher(*self._found(name, text), format_, (name, text), scorer)

    def _found(self, name: str, text: bytes) -> tuple[Postings, int]:
        postings = self.postings(name)
        ordinal = None if postings is None else postings.lexicon.find(text)
        if postings is None or ordinal is None:
            raise TermNotFound(f"no term {name}:{text!r}")
        return postings, ordinal

    def _from(
        self, name: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], tuple[Postings, int]]]:
        for other in self._names[bisect_left(self._names, name) :]:
            postings = self.postings(other)
            assert postings is not None
            first = postings.lexicon.first_from(prefix) if other == name else 0
            for ordinal in range(first, len(postings.lexicon)):
                yield (other, postings.lexicon[ordinal]), (postings, ordinal)


class _Cursor(base.FieldCursor):
    """A place in the terms of a field; beyond the last one its text is None."""

    def __init__(self, postings: Postings, field: Any) -> None:
        self._postings = postings
        self._field = field
        self._ordinal = 0

    def first(self) -> Any:
        self._ordinal = 0
        return self.text()

    def find(self, term: Any) -> Any:
        if not isinstance(term, bytes):
            term = self._field.to_bytes(term)
        self._ordinal = self._postings.lexicon.first_from(term)
        return self.text()

    def next(self) -> Any:
        self._ordinal += 1
        return self.text()

    def text(self) -> Any:
        if not self.is_valid():
            return None
        return self._field.from_bytes(self._postings.lexicon[self._ordinal])

    def term_info(self) -> Any:
        return _TermInfo(self._postings, self._ordinal) if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._ordinal < len(self._postings.lexicon)


class _TermInfo(TermInfo):
    """The statistics of a term, each counted when it is asked for.

    Whoosh moves ``_minid`` and ``_maxid`` where the segment is one of several.
    """

    def __init__(self, postings: Postings, ordinal: int) -> None:
        self._postings = postings
        self._first, self._until = postings.extent(ordinal)
        self._minid = postings.docs[self._first]
        self._maxid = postings.docs[self._until - 1]

    def weight(self) -> float:
        return float(sum(self._weights()))

    def doc_frequency(self) -> int:
        return self._until - self._first

    def min_length(self) -> int:
        return min(self._lengths(), default=0)

    def max_length(self) -> int:
        return max(self._lengths(), default=0)

    def max_weight(self) -> float:
        return float(max(self._weights()))

    def _weights(self) -> Any:
        weights = self._postings.weights
        if weights is None:
            return [1] * self.doc_frequency()
        return weights.part(self._first, self._until)

    def _lengths(self) -> Iterator[int]:
        lengths = self._postings.lengths
        if lengths is None:
            return iter(())
        values = lengths.whole()
        docs = self._postings.docs.part(self._first, self._until)
        return (rounded(values[document]) for document in docs)
