"""Terms become documents and what they count, in numpy: what is done where nothing is compiled.

``_search.c`` does the same.  A choice is all terms from one on to before another (to the last,
where that is None), and a factor, so often does each of them count.  What a field counts in a
document is divided by the document's norm, then the fields are added up, the one with the most
documents first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.engines.whoosh.disk.postings import Postings
from searchkit.engines.whoosh.loops.sets import Numbers, Scores, summed, tallied, united
from searchkit.engines.whoosh.loops.windows import standing_together

Choice = tuple[bytes, bytes | None, float]
Counted = tuple[Numbers, Scores]
"""Documents, and what is counted in each."""

NONE: Counted = (np.empty(0, np.int64), np.empty(0))


class Source:
    """The postings of a field in one segment: the number of its first document, how many it has.

    ``alive`` says which of them are, None where all are.
    """

    def __init__(
        self, postings: Postings, offset: int, size: int, alive: NDArray[np.bool_] | None
    ) -> None:
        self.postings = postings
        self._offset, self._size, self._alive = offset, size, alive

    def counted(self, choices: Sequence[Choice]) -> Counted:
        """Return the documents of the terms chosen, in order, and how often those stand in each."""
        lexicon = self.postings.lexicon
        docs, values, terms = [], [], 0
        for first, until, factor in choices:
            low = lexicon.first_from(first)
            high = len(lexicon) if until is None else lexicon.first_from(until)
            if low < high:
                found = self._loaded(*self.postings.extent(low, high))
                docs.append(found[0])
                values.append(found[1] * factor)
                terms += high - low
        if terms < 2:
            return (docs[0], values[0]) if docs else NONE
        return tallied(np.concatenate(docs), np.concatenate(values))

    def together(self, terms: Sequence[bytes], distance: int) -> Counted:
        """Return the documents in which the terms stand together, and at how many places."""
        docs, counts = standing_together(self.postings, terms, distance, self._alive)
        return self._placed(docs), counts

    def _loaded(self, first: int, until: int) -> Counted:
        docs = self.postings.docs.numpy(first, until)
        weights = self.postings.weights
        values = np.ones(len(docs)) if weights is None else weights.numpy(first, until)
        if self._alive is not None:
            kept = self._alive.take(docs)
            docs, values = docs[kept], values[kept]
        return self._placed(docs), values.astype(np.float64)

    def _placed(self, docs: Numbers) -> Numbers:
        """Return numbers of the segment as those of all of them, in their place."""
        if docs.max(initial=-1) >= self._size:
            raise ValueError("a posting is of a document that is not there")
        docs += self._offset
        return docs


class Field:
    """A field over the segments, in their order.

    ``codes`` say which of the ``norms`` each document has; without them nothing is divided.
    """

    def __init__(self, sources: Sequence[Source], codes: Any = None, norms: Any = None) -> None:
        self.sources = tuple(sources)
        self._codes = None if codes is None else np.asarray(codes)
        self._norms = np.asarray(norms)

    def normal(self, counted: Sequence[Counted]) -> Counted:
        """Return what is counted in all segments, divided by the norms."""
        docs = np.concatenate([NONE[0], *(docs for docs, _ in counted)])
        values = np.concatenate([NONE[1], *(values for _, values in counted)])
        if self._codes is not None:
            values /= self._norms.take(self._codes.take(docs))
        return docs, values


def weighed(fields: Sequence[tuple[Field, Sequence[Choice]]]) -> Counted:
    """Return the documents of what is chosen in each field, and the sums of what it counts."""
    return summed(
        [
            field.normal([source.counted(choices) for source in field.sources])
            for field, choices in fields
        ]
    )


def documents(field: Field, choices: Sequence[Choice]) -> Numbers:
    """Return the documents of what is chosen in a field, in order."""
    return united([source.counted(choices)[0] for source in field.sources])


def together(fields: Sequence[Field], terms: Sequence[Choice], distance: int) -> Counted:
    """Return the documents in which the terms stand together, as often as they do.

    They stand one behind the other; or, given a distance that is not negative, the first and the
    last of them are at most so many positions apart, in any order, and a term that is given twice
    stands there twice.  Each choice is of one term.
    """
    texts = [first for first, _, _ in terms]
    return summed(
        [
            field.normal([source.together(texts, distance) for source in field.sources])
            for field in fields
        ]
    )
