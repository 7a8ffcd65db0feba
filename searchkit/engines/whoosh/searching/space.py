"""The documents of all segments as one, numbered through, and their postings as arrays."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.engines.whoosh import loops
from searchkit.engines.whoosh.disk.postings import Postings
from searchkit.engines.whoosh.loops.gathering import Choice
from searchkit.engines.whoosh.searching.found import Found, Numbers, numbers


class Leaf(NamedTuple):
    """A segment: what reads it, the number of its first document, how many it has, which alive."""

    terms: Any
    documents: Any
    offset: int
    size: int
    alive: NDArray[np.bool_] | None

    def placed(self, docs: Numbers) -> Numbers:
        """Return numbers of the segment as those of the space, in their place."""
        if self.offset:
            docs += self.offset
        return docs


class Space:
    """All that is alive, over the segments of a reader."""

    def __init__(self, reader: Any) -> None:
        leaves = reader.leaf_readers()
        self.leaves = [_leaf(leaf, offset) for leaf, offset in leaves if leaf.doc_count_all()]
        self.total = sum(leaf.size for leaf in self.leaves)
        self._field = cache(lambda name: loops.field(self.sources(name)))
        self._terms: Callable[[str], list[bytes]] = cache(self._sorted_terms)
        self.ranks: Callable[[str], NDArray[np.int64]] = cache(self._ranks)
        self.mask: Callable[[str, bytes], NDArray[np.bool_]] = cache(self._mask)

    def postings(self, name: str) -> Iterator[tuple[Leaf, Postings]]:
        """Yield the segments that have postings of a field, with those."""
        for leaf in self.leaves:
            if (postings := leaf.terms.postings(name)) is not None:
                yield leaf, postings

    def docs(self, name: str, *terms: bytes) -> Numbers:
        """Return the documents of any of the terms."""
        return numbers(loops.documents(self._field(name), list(map(exactly, terms))))

    def docs_of_range(self, name: str, first: bytes, last: bytes) -> Numbers:
        """Return the documents of the terms from ``first`` to ``last``, both included."""
        return numbers(loops.documents(self._field(name), [(first, last + b"\0", 1.0)]))

    def counted(self, name: str, term: bytes) -> Found:
        """Return the documents of a term; they score how often it stands in each."""
        return Found.of(*loops.weighed([(self._field(name), [exactly(term)])]))

    def sources(self, name: str) -> list[loops.Source]:
        """Return the postings of a field, of all segments that have any."""
        return [
            loops.source(postings, leaf.offset, leaf.size, leaf.alive)
            for leaf, postings in self.postings(name)
        ]

    def lengths(self, name: str) -> NDArray[np.uint32] | None:
        """Return the number of terms in a field of each document; None where there is no such."""
        arrays = [(leaf, leaf.documents.lengths(name)) for leaf in self.leaves]
        if all(array is None for _, array in arrays):
            return None
        lengths = np.zeros(self.total, np.uint32)
        for leaf, array in arrays:
            if array is not None:
                lengths[leaf.offset : leaf.offset + leaf.size] = array.whole_numpy()
        return lengths

    @cached_property
    def alive(self) -> NDArray[np.bool_] | None:
        """Which documents are alive; None where all are."""
        if all(leaf.alive is None for leaf in self.leaves):
            return None
        masks = [np.ones(x.size, bool) if x.alive is None else x.alive for x in self.leaves]
        return np.concatenate(masks)

    def ranked(self, name: str, first: bytes, last: bytes) -> tuple[int, int]:
        """Return the least and the greatest rank of the terms from one to another."""
        terms = self._terms(name)
        return bisect_left(terms, first) + 1, bisect_right(terms, last)

    def _ranks(self, name: str) -> NDArray[np.int64]:
        """Return for each document the rank, from 1, of its term in a field; 0 where it has none.

        Of a document with several terms it is the last.
        """
        found = list(self.postings(name))
        ranks = np.zeros(self.total, np.int64)
        if len(found) == 1:
            of_terms = [np.arange(1, len(found[0][1].lexicon) + 1)]
        else:
            order = {term: rank for rank, term in enumerate(self._terms(name), 1)}
            of_terms = [np.array([order[term] for term in p.lexicon]) for _, p in found]
        for (leaf, postings), of_term in zip(found, of_terms, strict=True):
            counts = postings.counts(0, len(of_term))
            ranks[leaf.placed(postings.docs.whole_numpy())] = np.repeat(of_term, counts)
        return ranks

    def _sorted_terms(self, name: str) -> list[bytes]:
        """Return the distinct terms of a field, in order."""
        lexicons = [list(postings.lexicon) for _, postings in self.postings(name)]
        return lexicons[0] if len(lexicons) == 1 else sorted(set().union(*lexicons))

    def _mask(self, name: str, term: bytes) -> NDArray[np.bool_]:
        """Say of each document whether it has a term."""
        mask = np.zeros(self.total, bool)
        mask[self.docs(name, term)] = True
        return mask


def exactly(term: bytes, factor: float = 1.0) -> Choice:
    """Return the choice of one term, which counts as often as a factor says."""
    return term, term + b"\0", factor


def beginning(prefix: bytes) -> Choice:
    """Return the choice of all terms that begin so."""
    stem = prefix.rstrip(b"\xff")  # what begins so ends before the next byte at its end
    return prefix, stem[:-1] + bytes([stem[-1] + 1]) if stem else None, 1.0


def _leaf(reader: Any, offset: int) -> Leaf:
    count: int = reader.doc_count_all()
    alive = None
    if reader.has_deletions():
        alive = np.ones(count, bool)
        alive[list(reader._perdoc.deleted_docs())] = False
    return Leaf(reader._terms, reader._perdoc, offset, count, alive)
