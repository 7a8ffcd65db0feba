"""Facets: the values of a field over some documents, counted on arrays."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
from numpy.typing import NDArray

from searchkit.engines.whoosh.loops.sets import is_in
from searchkit.engines.whoosh.schema import value_field
from searchkit.engines.whoosh.searching.found import Numbers
from searchkit.engines.whoosh.searching.space import Leaf, Space
from searchkit.hits import FacetValue
from searchkit.query.fields import FIELDS


class Facets:
    """Counts the values of facet fields in one state of an index."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self.all_values = cache(self._all_values)

    def _all_values(self, name: str) -> list[FacetValue]:
        """Return all values of a field with the number of records that have them."""
        return self.of(name, self._space.docs("unit", FIELDS[name].unit.encode()))

    def of(self, name: str, docs: Numbers) -> list[FacetValue]:
        """Return the values of a field over some documents, each counted once a value.

        A quote has the values of its article, an article those of its quotes.
        """
        if not len(docs):
            return []
        unit = FIELDS[name].unit
        articles = self._space.docs("unit", b"article")
        is_quote = not is_in(articles, docs[:1]).all()
        weights = np.zeros(self._space.total, np.int64)
        if is_quote and unit == "article":
            of_quotes = articles[articles.searchsorted(docs) - 1]
            weights += np.bincount(of_quotes, minlength=self._space.total)
        else:
            weights[docs] = 1
        of_articles = articles if not is_quote and unit == "quote" else None
        counts: Counter[str] = Counter()
        for leaf, postings in self._space.postings(value_field(name)):
            terms = [term.decode() for term in postings.lexicon]
            rows = np.repeat(np.arange(len(terms)), postings.counts(0, len(terms)))
            found = _weighed(leaf, postings.docs.whole_numpy(), rows, weights, of_articles)
            totals = np.bincount(found[0], found[1], len(terms)).astype(np.int64)
            for number in np.flatnonzero(totals).tolist():
                counts[terms[number]] += int(totals[number])
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return [FacetValue(value, count) for value, count in ranked]


def _weighed(
    leaf: Leaf,
    docs: Numbers,
    rows: NDArray[np.int64],
    weights: NDArray[np.int64],
    articles: Numbers | None,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of postings, and what each counts; that of an article only once a row."""
    if leaf.alive is not None:
        kept = leaf.alive[docs]
        docs, rows = docs[kept], rows[kept]
    placed = leaf.placed(docs)
    if articles is not None:
        placed = articles[articles.searchsorted(placed) - 1]
        once = np.flatnonzero(
            np.concatenate(([True], (rows[1:] != rows[:-1]) | (placed[1:] != placed[:-1])))
        ) if len(rows) else rows  # fmt: skip
        placed, rows = placed[once], rows[once]
    return rows, weights[placed]
