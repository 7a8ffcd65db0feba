"""Queries that Whoosh has not, as Whoosh query classes: each finds its documents as arrays.

Where one of them stands inside a query that only Whoosh's matchers know, ``matcher`` walks the
documents found.
"""

# mypy: disallow-subclassing-any=False
# (Whoosh 2.7.4 has no types)

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from whoosh import query as wq
from whoosh.matching import ListMatcher, NullMatcher

from searchkit.engines.whoosh import loops
from searchkit.engines.whoosh.loops.gathering import Choice
from searchkit.engines.whoosh.loops.sets import is_in
from searchkit.engines.whoosh.searching.evaluation import Evaluator
from searchkit.engines.whoosh.searching.found import NOTHING, Found, Numbers, inside, numbers
from searchkit.engines.whoosh.searching.scoring import Statistics, unit_of, worth
from searchkit.engines.whoosh.searching.space import beginning, exactly

Fields = Sequence[tuple[str, float]]
"""Whoosh fields with the weight of each."""


class ArrayQuery(wq.Query):
    """A query that finds all its documents at once."""

    boost = 1.0
    is_filter = False
    """Whether it adds nothing to a score, and is cheap over a few given documents."""

    def find(self, evaluator: Evaluator, among: Numbers | None = None) -> Found:
        """Return the documents, of all or only of those given, and their scores."""
        raise NotImplementedError

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        docs, scores = searcher.found(self)
        if not len(docs):
            return NullMatcher()
        return ListMatcher(docs.tolist(), [0.0] * len(docs) if scores is None else scores.tolist())

    def estimate_size(self, reader: Any) -> int:
        count: int = reader.doc_count_all()
        return count

    def is_leaf(self) -> bool:
        return True

    def field(self) -> None:
        return None


class Scored(ArrayQuery):
    """One thing that is looked for in some fields, and scored as one word over all of them."""

    def __init__(self, fields: Fields, boost: float = 1.0) -> None:
        self.fields, self.boost = fields, boost

    def choices(self, name: str) -> Sequence[Choice]:
        """Return the terms of a field that are meant."""
        raise NotImplementedError

    def weighed(self, statistics: Statistics, fields: Fields) -> loops.Part:
        """Return the documents, and the weighted, normalised frequency in each."""
        field = statistics.field
        return loops.weighed([(field(name, weight), self.choices(name)) for name, weight in fields])

    def find(self, evaluator: Evaluator, among: Numbers | None = None) -> Found:
        statistics = evaluator.statistics
        weighed, values = self.weighed(statistics, self.fields)
        docs = numbers(weighed)
        idf = statistics.idf(unit_of(self.fields[0][0]), len(docs))
        found = Found(docs, worth(values, self.boost * idf))
        return found if among is None else inside(found, among)

    def by_field(self, evaluator: Evaluator) -> list[tuple[str, Found]]:
        """Return by field the documents, and the weighted, normalised frequency in each."""
        statistics = evaluator.statistics
        return [(field[0], Found.of(*self.weighed(statistics, [field]))) for field in self.fields]


class WordIn(Scored):
    """A term."""

    def __init__(self, fields: Fields, term: bytes, boost: float = 1.0) -> None:
        super().__init__(fields, boost)
        self._choices = (exactly(term),)

    def choices(self, name: str) -> Sequence[Choice]:
        return self._choices


class PrefixIn(Scored):
    """All terms that begin so, as one."""

    def __init__(self, fields: Fields, prefix: bytes, boost: float = 1.0) -> None:
        super().__init__(fields, boost)
        self._choices = (beginning(prefix),)

    def choices(self, name: str) -> Sequence[Choice]:
        return self._choices


class AnyIn(Scored):
    """Any of the terms that are chosen in each field, each counting by a factor."""

    def __init__(
        self, fields: Fields, choose: Callable[[str], Sequence[tuple[bytes, float]]], boost: float
    ) -> None:
        super().__init__(fields, boost)
        self.choose = choose

    def choices(self, name: str) -> Sequence[Choice]:
        return [exactly(term, factor) for term, factor in self.choose(name)]


class WindowIn(Scored):
    """Terms one behind the other, or, given a distance, in any order at most so far apart."""

    def __init__(
        self, fields: Fields, terms: Sequence[bytes], distance: int | None, boost: float = 1.0
    ) -> None:
        super().__init__(fields, boost)
        self._terms = tuple(map(exactly, terms))
        self._distance = -1 if distance is None else distance

    def weighed(self, statistics: Statistics, fields: Fields) -> loops.Part:
        found = [statistics.field(name, weight) for name, weight in fields]
        return loops.together(found, self._terms, self._distance)


class Filter(ArrayQuery):
    """Any of the terms of a field, or those between two of them; adds nothing to a score."""

    is_filter = True

    def __init__(self, name: str, *terms: bytes, last: bytes | None = None) -> None:
        self.name, self.terms, self.last = name, terms, last

    def find(self, evaluator: Evaluator, among: Numbers | None = None) -> Found:
        space = evaluator.space
        if self.last is not None:
            docs = space.docs_of_range(self.name, self.terms[0], self.last)
        else:
            docs = space.docs(self.name, *self.terms)
        found = Found(docs)
        return found if among is None else inside(found, among)


class Dated(ArrayQuery):
    """The records of a unit whose day, if any, is within; adds nothing to a score."""

    is_filter = True

    def __init__(self, unit: bytes, first: bytes, last: bytes) -> None:
        self._unit, self._first, self._last = unit, first, last

    def find(self, evaluator: Evaluator, among: Numbers | None = None) -> Found:
        space = evaluator.space
        docs = space.docs("unit", self._unit) if among is None else among
        low, high = space.ranked("date", self._first, self._last)
        days = space.ranks("date").take(docs)
        within = (days >= low) & (days <= high)
        if among is not None:
            within &= space.mask("unit", self._unit).take(docs)
        return Found(docs[within])


class Unscored(ArrayQuery):
    """What a query finds; it adds nothing to a score."""

    def __init__(self, inner: wq.Query) -> None:
        self.inner = inner

    def find(self, evaluator: Evaluator, among: Numbers | None = None) -> Found:
        return Found(evaluator.find(self.inner, among).docs)


class Without(ArrayQuery):
    """What one query finds and another does not.

    Whoosh's AndNot keeps its first document where both begin with the same one.
    """

    def __init__(self, wanted: wq.Query, excluded: wq.Query) -> None:
        self.wanted, self.excluded = wanted, excluded

    def find(self, evaluator: Evaluator, among: Numbers | None = None) -> Found:
        found = evaluator.find(self.wanted, among)
        return found.without(evaluator.find(self.excluded, found.docs).docs)


class ArticlesOf(ArrayQuery):
    """The articles of the quotes that a query finds; each scores as its best quote."""

    def __init__(self, inner: wq.Query) -> None:
        self.inner = inner

    def find(self, evaluator: Evaluator, among: Numbers | None = None) -> Found:
        quotes = evaluator.find(self.inner)
        if not len(quotes.docs):
            return NOTHING
        articles = evaluator.space.docs("unit", b"article")
        of_quotes = articles[articles.searchsorted(quotes.docs) - 1]
        first = np.flatnonzero(np.concatenate(([True], of_quotes[1:] != of_quotes[:-1])))
        scores = None if quotes.scores is None else np.maximum.reduceat(quotes.scores, first)
        return Found(of_quotes[first], scores)


class QuotesIn(ArrayQuery):
    """The quotes of the articles that a query finds; adds nothing to a score."""

    def __init__(self, inner: wq.Query) -> None:
        self.inner = inner

    def find(self, evaluator: Evaluator, among: Numbers | None = None) -> Found:
        space = evaluator.space
        articles = space.docs("unit", b"article")
        quotes = space.docs("unit", b"quote") if among is None else among
        wanted = evaluator.find(self.inner).docs
        of_quotes = articles[articles.searchsorted(quotes, "right") - 1]
        return Found(quotes[is_in(wanted, of_quotes)])
