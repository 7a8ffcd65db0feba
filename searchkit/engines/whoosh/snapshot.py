"""One committed state of a Whoosh index, and what is read from it once and kept."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache, cached_property, lru_cache
from typing import Any

from whoosh.collectors import Collector

from searchkit.article import Article, Quote
from searchkit.engines import Page
from searchkit.engines.whoosh.queries import documents_of
from searchkit.engines.whoosh.schema import TABLES_KEY, value_field
from searchkit.engines.whoosh.scoring import Bm25
from searchkit.hits import FacetValue, Header
from searchkit.query.fields import FIELDS


class Scored(Collector):  # type: ignore[misc]  # Whoosh has no types
    """Collects every match with its score: totals and ties are exact."""

    def __init__(self) -> None:
        self.scores: dict[int, float] = {}

    def collect_matches(self) -> None:
        matcher = self.matcher
        for document in documents_of(matcher):
            self.scores[self.offset + document] = matcher.score()

    def finish(self) -> None:
        """Nothing is left to do."""


class Snapshot:
    """A searcher and what belongs to its state of the index."""

    def __init__(self, searcher: Any) -> None:
        self.searcher = searcher
        self.reader = searcher.reader()
        self.articles = cache(self._articles)
        self.values = cache(self._all_values)
        self._decoded = lru_cache(maxsize=16)(
            lambda article: Article.from_json(self.stored(article))
        )

    @classmethod
    def of(cls, index: Any) -> Snapshot:
        return cls(index.searcher(weighting=Bm25()))

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
        return [term.decode() for term in self.reader.expand_prefix(name, prefix.encode())]

    def terms_between(self, name: str, first: str, last: str) -> list[str]:
        terms = self._lexicon(name)
        return terms[bisect_left(terms, first) : bisect_right(terms, last)]

    def frequency(self, name: str, term: str) -> int:
        """Return how many documents have a term; Whoosh's own count has the deleted ones, too."""
        if not self.reader.has_deletions():
            return int(self.reader.doc_frequency(name, term.encode()))
        return sum(1 for _ in _documents(self.reader, name, term))

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
        return list(_documents(leaf.reader(), "unit", "article"))

    @cached_property
    def all_articles(self) -> list[int]:
        return list(_documents(self.reader, "unit", "article"))

    def article_of(self, document: int) -> int:
        """Return the article of a quote; an article is its own."""
        return self.all_articles[bisect_right(self.all_articles, document) - 1]

    def document(self, key: str) -> int | None:
        return next(_documents(self.reader, "key", key), None)

    # stored values

    def keys(self, documents: Iterable[int]) -> dict[int, bytes]:
        return self._column("key", documents)

    def days(self, documents: Iterable[int]) -> dict[int, bytes]:
        """Return the days as ISO text, empty where there is none."""
        return self._column("date", documents)

    def _column(self, name: str, documents: Iterable[int]) -> dict[int, bytes]:
        column = self.reader.column_reader(name, translate=False)
        return {document: column[document] for document in documents}

    def stored(self, document: int) -> bytes:
        """Return the JSON of the article of a document."""
        found: bytes = self.reader.stored_fields(self.article_of(document))["json"]
        return found

    def header(self, document: int) -> Header:
        row = json.loads(self.reader.stored_fields(self.article_of(document))["header"])
        id, headline, outlet, published, source = row
        return Header(id, headline, outlet, _day(published), source)

    def quote(self, document: int) -> Quote | None:
        """Return the quote of a document, None for an article."""
        if self.article_of(document) == document:
            return None
        place = int(self.reader.stored_fields(document)["header"])
        return self._decoded(self.article_of(document)).quotes[place]

    @cached_property
    def tables(self) -> Mapping[str, Any]:
        document = self.document(TABLES_KEY)
        if document is None:
            return {}
        found: Mapping[str, Any] = json.loads(self.reader.stored_fields(document)["json"])
        return found

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
        return frozenset(term.decode() for term in self.reader.lexicon("article")
                         if self.document(term.decode()) is not None)  # fmt: skip

    # values of facet fields

    def _all_values(self, name: str) -> list[FacetValue]:
        """Return all values of a facet field with the number of records that have them."""
        return self._values(value_field(name), lambda found: len(found))

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

    def _values(self, name: str, count: Any) -> list[FacetValue]:
        counted = (
            FacetValue(term, count(list(_documents(self.reader, name, term))))
            for term in self._lexicon(name)
        )
        kept = [value for value in counted if value.count]
        return sorted(kept, key=lambda value: (-value.count, value.value))


def _documents(reader: Any, name: str, term: str) -> Iterator[int]:
    if (name, term.encode()) in reader:
        yield from reader.postings(name, term.encode()).all_ids()


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
