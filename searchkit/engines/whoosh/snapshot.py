"""One committed state of a Whoosh index, and what is read from it once and kept."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from functools import cache, cached_property, lru_cache
from typing import Any

from whoosh.collectors import Collector
from whoosh.searching import Searcher

from searchkit.article import Article
from searchkit.engines import Match, Page
from searchkit.engines.whoosh.queries import documents_of
from searchkit.engines.whoosh.schema import TABLES, quote_key, value_field
from searchkit.engines.whoosh.scoring import Bm25, Statistics, coded, documents_with
from searchkit.engines.whoosh.storage import reading
from searchkit.hits import FacetValue, Header
from searchkit.query.fields import FIELDS, Unit


class Scored(Collector):  # type: ignore[misc]  # Whoosh has no types
    """Collects every match with its score: totals and ties are exact."""

    def __init__(self) -> None:
        self.scores: dict[int, float] = {}

    def collect_matches(self) -> None:
        # Whoosh adds in another order in each segment; the last digits must not break ties.
        matcher = self.matcher
        for document in documents_of(matcher):
            self.scores[self.offset + document] = round(matcher.score(), 9)

    def finish(self) -> None:
        """Nothing is left to do."""


class Snapshot:
    """A searcher and what belongs to its state of the index."""

    def __init__(self, searcher: Any, location: str) -> None:
        self.location = location
        self.searcher = searcher
        self.reader = searcher.reader()
        self.statistics: Statistics = searcher.weighting.statistics
        self.articles = cache(self._articles)
        self.values = cache(self._all_values)
        self._decoded = lru_cache(maxsize=16)(Article.from_json)

    @classmethod
    def of(cls, index: Any, location: str) -> Snapshot:
        reader = index.reader()
        weighting = Bm25(Statistics(reader))
        return cls(Searcher(reader, fromindex=index, weighting=weighting), location)

    def close(self) -> None:
        self.searcher.close()

    # evaluation

    def scores(self, query: Any) -> dict[int, float]:
        """Return the score of each document that a Whoosh query finds."""
        collector = Scored()
        self.searcher.search_with_collector(query, collector)
        return collector.scores

    def leaf_of(self, document: int) -> tuple[Any, int]:
        """Return the searcher of the segment of a document, and its number there."""
        leaves = list(self.searcher.leaf_searchers())
        place = bisect_right([offset for _, offset in leaves], document) - 1
        leaf, offset = leaves[place]
        return leaf, document - offset

    # the lexicon

    def terms_from(self, name: str, prefix: str) -> list[str]:
        if not prefix:
            return self._lexicon(name)
        return [term.decode() for term in self.reader.expand_prefix(name, coded(prefix))]

    def terms_between(self, name: str, first: str, last: str) -> list[str]:
        terms = self._lexicon(name)
        return terms[bisect_left(terms, first) : bisect_right(terms, last)]

    def frequencies(self, name: str, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield the terms that begin so and are in documents, with the number of those."""
        for term in self.terms_from(name, prefix):
            if count := self.statistics.frequency(name, term):
                yield term, count

    def _lexicon(self, name: str) -> list[str]:
        if name not in self._lexicons:
            self._lexicons[name] = [term.decode() for term in self.reader.lexicon(name)]
        return self._lexicons[name]

    @cached_property
    def _lexicons(self) -> dict[str, list[str]]:
        return {}

    # articles and their quotes

    def _articles(self, leaf: Any) -> list[int]:
        """The article documents of a segment, in order; the quotes of each stand behind it."""
        return list(documents_with(leaf.reader(), "unit", "article"))

    @cached_property
    def all_articles(self) -> list[int]:
        return list(documents_with(self.reader, "unit", "article"))

    def article_of(self, document: int) -> int:
        """Return the article of a quote; an article is its own."""
        return self.all_articles[bisect_right(self.all_articles, document) - 1]

    def document(self, key: str, unit: Unit) -> int | None:
        """Return the document with a key; an article may bear the key of another's quote."""
        wanted = frozenset(documents_with(self.reader, "key", key))
        articles = frozenset(documents_with(self.reader, "article", key))
        found = wanted & articles if unit == "article" else wanted - articles
        return min(found, default=None)

    # stored values

    def keys(self, documents: Collection[int]) -> dict[int, bytes]:
        return self._column("key", documents)

    def days(self, documents: Collection[int]) -> dict[int, bytes]:
        """Return the days as ISO text, empty where there is none."""
        return self._column("date", documents)

    def _column(self, name: str, documents: Collection[int]) -> dict[int, bytes]:
        """Read it segment by segment: Whoosh mixes them up where one has no such column."""
        found: dict[int, bytes] = {}
        ordered = sorted(documents)
        for reader, offset in self.reader.leaf_readers():
            low = bisect_left(ordered, offset)
            inside = ordered[low : bisect_left(ordered, offset + reader.doc_count_all())]
            if inside:
                column = reader.column_reader(name, translate=False)
                found |= {document: column[document - offset] for document in inside}
        return found

    def match(self, document: int, score: float) -> Match:
        """Return what is told of a document that a query found."""
        fields = self.reader.stored_fields(document)
        row = json.loads(fields["header"])
        if isinstance(row, list):
            return Match(row[0], score, _header(row), fields["json"])
        around = self.match(document - 1 - row, 0.0)  # its article; the quotes stand behind it
        quote = self._decoded(around.stored).quotes[row]
        return Match(quote_key(around.key, row), score, around.header, around.stored, quote)

    def stored(self, article: int) -> bytes:
        """Return the JSON of an article."""
        found: bytes = self.reader.stored_fields(article)["json"]
        return found

    @cached_property
    def tables(self) -> Mapping[str, Any]:
        rows = map(self.reader.stored_fields, documents_with(self.reader, "unit", TABLES))
        stored = {json.loads(fields["header"]): fields["json"] for fields in rows}
        return _Tables(stored, self.location)

    @cached_property
    def pages(self) -> dict[str, Page]:
        """What came from pages of a corpus."""
        ids: dict[str, list[str]] = {}
        fingerprints: dict[str, str] = {}
        for document in self.all_articles:
            fields = self.reader.stored_fields(document)
            page, fingerprint = json.loads(fields["page"])
            if page is not None:
                ids.setdefault(page, []).append(json.loads(fields["header"])[0])
                fingerprints[page] = fingerprint
        return {page: Page(fingerprints[page], tuple(found)) for page, found in ids.items()}

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(key.decode() for key in self.keys(self.all_articles).values())

    # values of facet fields

    def _all_values(self, name: str) -> list[FacetValue]:
        """Return all values of a facet field with the number of records that have them."""
        if FIELDS[name].unit == "article":
            return self.facet(name, dict.fromkeys(self.all_articles))
        return self._values(value_field(name), len)

    def facet(self, name: str, documents: Mapping[int, object]) -> list[FacetValue]:
        """Return the values of a facet field over some documents, each counted once a value."""
        if not documents:
            return []
        is_quote = self.article_of(next(iter(documents))) not in documents
        if is_quote and FIELDS[name].unit == "article":
            counts = Counter(map(self.article_of, documents))
            return self._values(value_field(name), lambda found: sum(counts[d] for d in found))
        if not is_quote and FIELDS[name].unit == "quote":
            return self._values(
                value_field(name),
                lambda found: len({a for a in map(self.article_of, found) if a in documents}),
            )
        return self._values(value_field(name), lambda found: sum(d in documents for d in found))

    def _values(self, name: str, count: Callable[[list[int]], int]) -> list[FacetValue]:
        counted = (
            FacetValue(term, count(list(documents_with(self.reader, name, term))))
            for term in self._lexicon(name)
        )
        kept = [value for value in counted if value.count]
        return sorted(kept, key=lambda value: (-value.count, value.value))


class _Tables(Mapping[str, Any]):
    """Tables by name, each decoded when it is asked for: most are of no use to a search."""

    def __init__(self, stored: Mapping[str, bytes], location: str) -> None:
        self._stored = stored
        self._location = location
        self._decoded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        stored = self._stored[name]
        if name not in self._decoded:
            with reading(self._location):
                self._decoded[name] = json.loads(stored)
        return self._decoded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)


def _header(row: list[Any]) -> Header:
    id, headline, outlet, published, source = row
    return Header(id, headline, outlet, _day(published), source)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
