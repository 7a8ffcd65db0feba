"""Whoosh's query trees over arrays: which documents they find, and what each scores.

Each class of query has a function here, or finds its documents itself (queries.py).  A query that
holds another kind is Unsupported, and is left to Whoosh's matchers.  Scores are those of Whoosh's
matchers over all documents, but for three things in which Whoosh contradicts itself: a Not within
an And adds nothing (it adds 1.0 there), a prefix or a pattern is always the sum of its terms (it
changes its form at 5,000 documents), and lengths stay true when segments are merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query as wq
from whoosh import scoring
from whoosh.query.ranges import NumericRange
from whoosh.util.numeric import byte_to_length, to_sortable

from searchkit.engines.whoosh import loops
from searchkit.engines.whoosh.searching.found import (
    NOTHING,
    Found,
    Numbers,
    Scores,
    common,
    either,
    inside,
    numbers,
)
from searchkit.engines.whoosh.searching.scoring import Statistics
from searchkit.engines.whoosh.searching.space import Space, exactly
from searchkit.errors import SearchTimeout


class Unsupported(Exception):
    """A query, or a part of it, that is left to Whoosh's matchers."""


class Evaluator:
    """Evaluates queries on one state of an index."""

    def __init__(self, searcher: Any, space: Space, statistics: Statistics) -> None:
        self.searcher = searcher
        self.space = space
        self.statistics = statistics
        self._norms: dict[str, Scores] = {}
        self._deadline = inf

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Let a search take so long: it ends with SearchTimeout between two of its steps."""
        self._deadline = monotonic() + seconds
        try:
            yield
        finally:
            self._deadline = inf

    def find(self, query: Any, among: Numbers | None = None) -> Found:
        """Return what a query finds, of all documents or only of those given, in order.

        Raises Unsupported, and SearchTimeout.
        """
        if monotonic() > self._deadline:
            raise SearchTimeout("the search takes too long; ask for fewer words, or longer ones")
        if hasattr(query, "find"):
            found: Found = query.find(self, among)
            return found
        kind = _KINDS.get(type(query))
        if kind is None:
            raise Unsupported(type(query).__name__)
        found = kind(self, query)
        return found if among is None else inside(found, among)

    # terms as Whoosh's BM25F scores them

    def scored_term(self, name: str, text: bytes, boost: float) -> Found:
        found = self.space.counted(name, text)
        docs, values = found.docs, found.filled()
        if not len(docs):
            return NOTHING
        weighting = self.searcher.weighting
        if type(weighting) is not scoring.BM25F:
            raise Unsupported(type(weighting).__name__)
        if not self.searcher.schema[name].scorable:
            return Found(docs, values * boost)
        idf = self.searcher.idf(name, text) * boost
        norms = self._norms_of(name)
        scores = values * (idf * (weighting.K1 + 1))
        scores /= values + (norms.take(docs) if norms is not None else weighting.K1)
        return Found(docs, scores)

    def _norms_of(self, name: str) -> Scores | None:
        if name not in self._norms:
            weighting = self.searcher.weighting
            b = weighting._field_B.get(name, weighting.B)
            average = self.searcher.avg_field_length(name) or 1
            lengths = self.space.lengths(name)
            if lengths is None:
                return None
            rounded = np.maximum(_rounded(lengths), 1)  # 1 is what Whoosh takes for none
            self._norms[name] = weighting.K1 * ((1 - b) + b * rounded / average)
        return self._norms[name]


_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], np.float64)


def _rounded(lengths: NDArray[Any]) -> Scores:
    """Return lengths as Whoosh's scoring has them, which keeps each in a byte."""
    rounded: Scores = _LENGTHS[np.minimum(_LENGTHS.searchsorted(lengths), 255)]
    return rounded


def _term(evaluator: Evaluator, query: Any) -> Found:
    text = _bytes(evaluator, query.fieldname, query.text)
    return NOTHING if text is None else evaluator.scored_term(query.fieldname, text, query.boost)


def _and(evaluator: Evaluator, query: Any) -> Found:
    wanted = [part for part in query.subqueries if not isinstance(part, wq.Not)]
    excluded = [part.query for part in query.subqueries if isinstance(part, wq.Not)]
    if not wanted:
        raise Unsupported("And of nothing but Not")
    wanted.sort(key=_is_filter)
    filters = [part for part in wanted[1:] if _is_filter(part)]
    found = common(evaluator.find(part) for part in wanted[: len(wanted) - len(filters)])
    for part in filters:
        found = inside(found, evaluator.find(part, found.docs).docs)
    for part in excluded:
        found = _less(evaluator, found, part)
    return _boosted(found, query)


def _is_filter(query: Any) -> bool:
    return getattr(query, "is_filter", False)


def _or(evaluator: Evaluator, query: Any) -> Found:
    if query.scale or query.minmatch:
        raise Unsupported("Or with a scale or a least number of matches")
    parts = [evaluator.find(part) for part in query.subqueries]
    return _boosted(either(parts), query)


def _not(evaluator: Evaluator, query: Any) -> Found:
    found = _less(evaluator, _all(evaluator), query.query)
    return Found(found.docs, np.full(len(found.docs), float(query.boost)))


def _every(evaluator: Evaluator, query: Any) -> Found:
    if query.fieldname is not None:
        raise Unsupported("Every of a field")
    docs = _all(evaluator).docs
    return Found(docs, np.full(len(docs), float(query.boost)))


def _nothing(evaluator: Evaluator, query: Any) -> Found:
    return NOTHING


def _and_not(evaluator: Evaluator, query: Any) -> Found:
    return _less(evaluator, evaluator.find(query.a), query.b)


def _and_maybe(evaluator: Evaluator, query: Any) -> Found:
    found = evaluator.find(query.a)
    more = evaluator.find(query.b)
    return either([found, inside(more, found.docs)])


def _require(evaluator: Evaluator, query: Any) -> Found:
    return inside(evaluator.find(query.a), evaluator.find(query.b).docs)


def _constant(evaluator: Evaluator, query: Any) -> Found:
    docs = evaluator.find(query.child).docs
    return Found(docs, np.full(len(docs), float(query.score)))


def _best_of(evaluator: Evaluator, query: Any) -> Found:
    if query.tiebreak:
        raise Unsupported("DisjunctionMax with a tie-breaker")
    parts = [evaluator.find(part) for part in query.subqueries]
    sums = np.zeros(evaluator.space.total)
    for part in parts:
        sums[part.docs] = np.maximum(sums[part.docs], part.filled())
    docs = either(Found(part.docs) for part in parts).docs
    return _boosted(Found(docs, sums[docs]), query)


def _several(evaluator: Evaluator, query: Any) -> Found:
    """A query that stands for many terms is the sum of them."""
    name = query.fieldname
    if name not in evaluator.searcher.schema:
        return NOTHING
    texts = sorted({text for text in query._btexts(evaluator.searcher.reader()) if text})
    one = len(texts) == 1  # which Whoosh scores without the boost of the query
    terms = [_bytes(evaluator, name, text) for text in texts]
    parts = [evaluator.scored_term(name, text, 1.0) for text in terms if text is not None]
    found = either(parts)
    return found if one else Found(found.docs, found.filled() * query.boost)


def _phrase(evaluator: Evaluator, query: Any) -> Found:
    name = query.fieldname
    if name not in evaluator.searcher.schema:
        return NOTHING
    field = evaluator.searcher.schema[name]
    if query.slop != 1 or not field.format or not field.format.supports("positions"):
        raise Unsupported("a phrase with a slop, or without positions")
    words = [_bytes(evaluator, name, word) for word in query.words]
    terms = [word for word in words if word is not None]
    if len(terms) < len(words):
        return NOTHING
    field = loops.field(evaluator.space.sources(name))
    docs = numbers(loops.together([field], list(map(exactly, terms)), -1)[0])
    scored = [evaluator.scored_term(name, term, 1.0) for term in terms]
    if not len(docs):
        return NOTHING
    found = common([Found(docs), *scored])
    return Found(found.docs, found.filled() * query.boost)


def _numbers(evaluator: Evaluator, query: Any) -> Found:
    name, field = query.fieldname, evaluator.searcher.schema[query.fieldname]
    if query.startexcl or query.endexcl or not query.constantscore:
        raise Unsupported("a range without its ends, or scored")
    low, high = (_sortable(field, end) for end in (query.start, query.end))
    first = b"\0" if low is None else low
    last = b"\0" + b"\xff" * 8 if high is None else high
    docs = evaluator.space.docs_of_range(name, first, last)
    return Found(docs, np.full(len(docs), float(query.boost)))


def _sortable(field: Any, number: Any) -> bytes | None:
    """Return the term of a number at full precision."""
    if number is None:
        return None
    prepared = to_sortable(field.numtype, field.bits, field.signed, field.prepare_number(number))
    found: bytes = field.sortable_to_bytes(prepared)
    return found


def _all(evaluator: Evaluator) -> Found:
    alive = evaluator.space.alive
    return Found(np.arange(evaluator.space.total) if alive is None else np.flatnonzero(alive))


def _less(evaluator: Evaluator, found: Found, excluded: Any) -> Found:
    return found.without(evaluator.find(excluded).docs)


def _boosted(found: Found, query: Any) -> Found:
    """Whoosh forgets the boost of a query that has only one part."""
    if query.boost == 1.0 or len(query.subqueries) < 2:
        return found
    return Found(found.docs, found.filled() * query.boost)


def _bytes(evaluator: Evaluator, name: str, text: Any) -> bytes | None:
    schema = evaluator.searcher.schema
    if name not in schema:
        return None
    try:
        found: bytes = schema[name].to_bytes(text)
    except ValueError:
        return None
    return found


_KINDS: dict[type, Callable[[Evaluator, Any], Found]] = {
    wq.Term: _term,
    wq.And: _and,
    wq.Or: _or,
    wq.Not: _not,
    wq.Every: _every,
    wq.AndNot: _and_not,
    wq.AndMaybe: _and_maybe,
    wq.Require: _require,
    wq.ConstantScoreQuery: _constant,
    wq.DisjunctionMax: _best_of,
    wq.Prefix: _several,
    wq.Wildcard: _several,
    wq.Regex: _several,
    wq.FuzzyTerm: _several,
    wq.Variations: _several,
    wq.TermRange: _several,
    wq.Phrase: _phrase,
    NumericRange: _numbers,
    wq.DateRange: _numbers,
    type(wq.NullQuery): _nothing,
}
