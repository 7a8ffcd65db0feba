"""How often terms stand together in numpy: what is done where nothing is compiled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.engines.whoosh.disk.postings import Postings
from searchkit.engines.whoosh.loops.sets import Numbers, Scores, places_in

_DOCUMENT = 1 << 32
"""What a place counts for the number of its document; positions are below."""


def standing_together(
    postings: Postings, terms: Sequence[bytes], distance: int, alive: NDArray[np.bool_] | None
) -> tuple[Numbers, Scores]:
    """Return the documents of a segment where terms stand together, and at how many places in each.

    Given a negative distance they stand one behind the other; else the first and the last of them
    are at most so many positions apart, in any order.
    """
    ordinals = {term: postings.lexicon.find(term) for term in terms}
    known = {term: ordinal for term, ordinal in ordinals.items() if ordinal is not None}
    if len(known) < len(ordinals) or postings.positions is None:
        return np.empty(0, np.int64), np.empty(0)
    extents = {term: postings.extent(ordinal) for term, ordinal in known.items()}
    rare_first = sorted(extents, key=lambda term: extents[term][1] - extents[term][0])
    docs = _shared(postings, [extents[term] for term in rare_first], alive)
    if not len(docs):
        return docs, np.empty(0)
    places = {term: _places(postings, known[term], extents[term], docs) for term in rare_first}
    starts = _runs(places, terms) if distance < 0 else _near(places, terms, distance)
    counts = np.bincount(starts // _DOCUMENT, minlength=len(docs))
    kept = np.flatnonzero(counts)
    return docs[kept], counts[kept].astype(np.float64)


def _shared(
    postings: Postings, extents: Sequence[tuple[int, int]], alive: NDArray[np.bool_] | None
) -> Numbers:
    """Return the documents alive of the segment that have all terms."""
    docs = postings.docs.numpy(*extents[0])
    if alive is not None:
        docs = docs[alive.take(docs)]
    for extent in extents[1:]:
        docs = docs[places_in(postings.docs.numpy(*extent), docs)[1]]
    return docs


def _places(postings: Postings, ordinal: int, extent: tuple[int, int], docs: Numbers) -> Numbers:
    """Return where a term stands in the documents, the n-th of which counts n times _DOCUMENT."""
    assert postings.positions is not None
    rows = places_in(postings.docs.numpy(*extent), docs)[0]
    begin = postings.place(ordinal)
    if postings.freqs is None:
        sizes, begins = np.ones(len(rows), np.int64), begin + rows
        end = begin + extent[1] - extent[0]
    else:
        freqs = postings.freqs.numpy(*extent)
        ends = freqs.cumsum(dtype=np.int64)
        sizes = freqs.take(rows).astype(np.int64)
        begins = begin + ends.take(rows) - sizes
        end = begin + int(ends[-1])
    positions = postings.positions.numpy(begin, end)
    owners = np.repeat(np.arange(len(docs)), sizes)
    within = np.arange(len(owners)) - np.repeat(sizes.cumsum() - sizes, sizes)
    places: Numbers = positions.take(np.repeat(begins - begin, sizes) + within).astype(np.int64)
    places += owners * _DOCUMENT
    return places


def _runs(places: dict[bytes, Numbers], terms: Sequence[bytes]) -> Numbers:
    """Return the places where the terms begin to stand one behind the other."""
    shifted = sorted(((places[term] - n) for n, term in enumerate(terms)), key=len)
    starts = shifted[0]
    for others in shifted[1:]:
        at = np.minimum(others.searchsorted(starts), len(others) - 1)
        starts = starts[others.take(at) == starts]
    return starts


def _near(places: dict[bytes, Numbers], terms: Sequence[bytes], distance: int) -> Numbers:
    """Return the places of terms from which on all of them stand within the distance."""
    starts: NDArray[Any] = np.sort(np.concatenate(list(places.values())))
    for term, times in Counter(terms).items():
        others = places[term]
        inside = others.searchsorted(starts + distance, "right") - others.searchsorted(starts)
        starts = starts[inside >= times]
    return starts
