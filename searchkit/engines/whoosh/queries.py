"""Queries that Whoosh has not, as Whoosh query classes: each lists its documents with scores."""

# mypy: disallow-subclassing-any=False
# (Whoosh 2.7.4 has no types)

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from whoosh import query as wq
from whoosh.matching import ListMatcher, NullMatcher

from searchkit.engines.whoosh.scoring import coded, documents_with, lengths

Scores = Mapping[int, float]


class ListedQuery(wq.Query):
    """A query that finds all its documents in a segment at once."""

    boost = 1.0

    def scores(self, leaf: Any, context: Any) -> Scores:
        """Return the documents of one segment and their scores."""
        raise NotImplementedError

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        scores = self.scores(searcher, context)
        if not scores:
            return NullMatcher()
        documents = sorted(scores)
        return ListMatcher(documents, [scores[document] for document in documents])

    def estimate_size(self, reader: Any) -> int:
        count: int = reader.doc_count()
        return count

    def is_leaf(self) -> bool:
        return True

    def field(self) -> None:
        return None


class Expansion(ListedQuery):
    """Any of many terms of a field, scored as if it were one term.

    A document's frequency is the sum of theirs, each times its factor; the document frequency is
    the sum of theirs, at most all.  So a prefix weighs as one word of the query, however many
    words it stands for.
    """

    def __init__(self, name: str, factors: Mapping[str, float], boost: float) -> None:
        self.name, self.factors, self.boost = name, factors, boost

    def scores(self, leaf: Any, context: Any) -> Scores:
        counts: defaultdict[int, float] = defaultdict(float)
        for term, factor in self.factors.items():
            for matcher in postings(leaf, self.name, term):
                for document in documents_of(matcher):
                    counts[document] += matcher.weight() * factor
        statistics, length = leaf.weighting.statistics, lengths(leaf, self.name)
        of_field = statistics.of(self.name)
        found = sum(statistics.frequency(self.name, term) for term in self.factors)
        idf = of_field.idf(found) * self.boost
        return {d: of_field.score(idf, count, length(d)) for d, count in counts.items()}


class Window(ListedQuery):
    """Terms one behind the other, or, given a distance, in any order at most so far apart.

    Scored as one term whose frequency is the number of places, and whose weight is the sum of
    those of its terms.
    """

    def __init__(self, name: str, terms: Sequence[str], distance: int | None, boost: float) -> None:
        self.name, self.terms, self.distance, self.boost = name, terms, distance, boost

    def scores(self, leaf: Any, context: Any) -> Scores:
        distinct = tuple(dict.fromkeys(self.terms))
        matchers = [matcher for term in distinct for matcher in postings(leaf, self.name, term)]
        if len(matchers) < len(distinct):
            return {}
        statistics, length = leaf.weighting.statistics, lengths(leaf, self.name)
        of_field = statistics.of(self.name)
        idfs = (of_field.idf(statistics.frequency(self.name, term)) for term in self.terms)
        idf = sum(idfs) * self.boost
        found: dict[int, float] = {}
        for document in shared(matchers):
            places = {t: m.value_as("positions") for t, m in zip(distinct, matchers, strict=True)}
            if count := self.count(places):
                found[document] = of_field.score(idf, count, length(document))
        return found

    def count(self, places: Mapping[str, list[int]]) -> int:
        """Return at how many places of a document the terms stand as wanted."""
        if self.distance is None:
            sets = [frozenset(places[term]) for term in self.terms]
            first, *rest = enumerate(sets)
            return sum(all(start + n in later for n, later in rest) for start in first[1])
        wanted = Counter(self.terms)
        rows = sorted((place, term) for term, found in places.items() for place in found)
        return sum(self._begins(rows[n:], wanted) for n in range(len(rows)))

    def _begins(self, rows: Sequence[tuple[int, str]], wanted: Counter[str]) -> bool:
        assert self.distance is not None
        near = Counter(term for place, term in rows[: self.distance + 1]
                       if place - rows[0][0] <= self.distance)  # fmt: skip
        return near >= wanted


class Filter(ListedQuery):
    """Any of many terms of a field; adds nothing to a score."""

    def __init__(self, name: str, terms: Sequence[str]) -> None:
        self.name, self.terms = name, terms

    def scores(self, leaf: Any, context: Any) -> Scores:
        reader = leaf.reader()
        return {d: 0.0 for term in self.terms for d in documents_with(reader, self.name, term)}


class Without(ListedQuery):
    """What one query finds and another does not.

    Whoosh's AndNot keeps its first document where both begin with the same one.
    """

    def __init__(self, wanted: wq.Query, excluded: wq.Query) -> None:
        self.wanted, self.excluded = wanted, excluded

    def scores(self, leaf: Any, context: Any) -> Scores:
        excluded = frozenset(self.excluded.matcher(leaf, context).all_ids())
        matcher = self.wanted.matcher(leaf, context)
        return {d: matcher.score() for d in documents_of(matcher) if d not in excluded}


class ArticlesOf(ListedQuery):
    """The articles of the quotes that a query finds; each scores as its best quote."""

    def __init__(self, inner: wq.Query, articles: Callable[[Any], Sequence[int]]) -> None:
        self.inner, self.articles = inner, articles

    def scores(self, leaf: Any, context: Any) -> Scores:
        articles = self.articles(leaf)
        best: dict[int, float] = {}
        matcher = self.inner.matcher(leaf, context)
        for quote in documents_of(matcher):
            article = articles[bisect_right(articles, quote) - 1]
            best[article] = max(best.get(article, 0.0), matcher.score())
        return best


class QuotesIn(ListedQuery):
    """The quotes of the articles that a query finds; adds nothing to a score."""

    def __init__(self, inner: wq.Query, articles: Callable[[Any], Sequence[int]]) -> None:
        self.inner, self.articles = inner, articles

    def scores(self, leaf: Any, context: Any) -> Scores:
        articles = self.articles(leaf)
        wanted = frozenset(self.inner.matcher(leaf, context).all_ids())
        return {
            quote: 0.0
            for quote in documents_with(leaf.reader(), "unit", "quote")
            if articles[bisect_right(articles, quote) - 1] in wanted
        }


def postings(leaf: Any, name: str, term: str) -> Iterator[Any]:
    """Yield the matcher of a term in a segment, if the segment has it."""
    if (name, coded(term)) in leaf.reader():
        yield leaf.reader().postings(name, coded(term))


def documents_of(matcher: Any) -> Iterator[int]:
    """Yield the documents of a matcher, which stands at each as it is yielded."""
    while matcher.is_active():
        yield matcher.id()
        matcher.next()


def shared(matchers: Sequence[Any]) -> Iterator[int]:
    """Yield the documents that all matchers have; each stands at it as it is yielded."""
    while all(matcher.is_active() for matcher in matchers):
        document = max(matcher.id() for matcher in matchers)
        for matcher in matchers:
            matcher.skip_to(document)
        if all(matcher.is_active() and matcher.id() == document for matcher in matchers):
            yield document
            matchers[0].next()
