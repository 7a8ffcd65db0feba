"""Whoosh's searcher and collector over arrays."""

# mypy: disallow-subclassing-any=False
# (Whoosh 2.7.4 has no types)

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from whoosh.collectors import Collector, UnlimitedCollector
from whoosh.searching import Searcher as WhooshSearcher

from searchkit.engines.whoosh.loops import best
from searchkit.engines.whoosh.searching.evaluation import Evaluator, Unsupported
from searchkit.engines.whoosh.searching.found import Found
from searchkit.engines.whoosh.searching.scoring import Statistics
from searchkit.engines.whoosh.searching.space import Space


class Searcher(WhooshSearcher):
    """Answers what ``ArrayCollector`` knows from arrays; one of Whoosh's, all else aside."""

    @cached_property
    def evaluator(self) -> Evaluator:
        """The evaluator of the whole index, at the searcher of a segment too."""
        parent = self.get_parent()
        if parent is not self:
            evaluator: Evaluator = parent.evaluator
            return evaluator
        space = Space(self.reader())
        return Evaluator(self, space, Statistics(space))

    def collector(self, limit: int | None = 10, **options: Any) -> Any:
        """Return a collector; ours, where no more is asked of it than the best by score."""
        if any(value for name, value in options.items() if name not in ("optimize", "scored")):
            return super().collector(limit=limit, **options)
        return ArrayCollector(limit)

    def found(self, query: Any) -> Found:
        """Return what one of our queries finds in this segment, in its own numbers."""
        found = self.evaluator.find(query)
        parent = self.get_parent()
        if parent is self:
            return found
        offset = next(offset for leaf, offset in parent.leaf_searchers() if leaf is self)
        low, high = found.docs.searchsorted((offset, offset + self.doc_count_all()))
        inside = found.only(np.arange(low, high))
        return Found(inside.docs - offset, inside.scores)


class ArrayCollector(Collector):
    """Collects all that a query finds, with its scores; ``limit`` is for Whoosh's results.

    What the evaluator does not know is collected by Whoosh.
    """

    def __init__(self, limit: int | None = 10) -> None:
        super().__init__()
        self.limit = limit
        self.is_fallback = False

    def run(self) -> None:
        try:
            self.found = self.top_searcher.evaluator.find(self.q)
        except Unsupported:
            self.is_fallback = True
            self.found = self._walked()
        self.finish()

    def count(self) -> int:
        return len(self.found.docs)

    def all_ids(self) -> list[int]:
        ids: list[int] = self.found.docs.tolist()
        return ids

    def results(self) -> Any:
        """Return Whoosh's results: the best by score, then by document number."""
        docs = self.found.docs
        ranked = best(docs, self.found.filled(), self.limit or len(docs)) if len(docs) else ([], [])
        pairs = zip(*reversed(ranked), strict=True)
        return self._results(list(pairs)[: self.limit])

    def _walked(self) -> Found:
        collector = UnlimitedCollector()
        self.top_searcher.search_with_collector(self.q, collector)
        items = sorted((document, score) for score, document in collector.items)
        docs = np.array([document for document, _ in items], np.int64)
        return Found(docs, np.array([score for _, score in items], np.float64))
