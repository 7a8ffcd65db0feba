"""One committed state of a Whoosh index, and what is read from it once and kept."""

from __future__ import annotations

import json
import os
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.engines import Match, Page, Sort
from searchkit.engines.whoosh.commits.storage import reading
from searchkit.engines.whoosh.disk.stored import Record
from searchkit.engines.whoosh.loops.sets import Ranked
from searchkit.engines.whoosh.schema import TABLES, printed_field
from searchkit.engines.whoosh.searching.counting import Facets
from searchkit.engines.whoosh.searching.found import Found, Numbers
from searchkit.engines.whoosh.searching.matches import ArticleMatch, QuoteMatch
from searchkit.engines.whoosh.searching.ranking import window
from searchkit.engines.whoosh.searching.searcher import Searcher
from searchkit.engines.whoosh.searching.similar import Signatures, similar
from searchkit.engines.whoosh.searching.space import Leaf, Space
from searchkit.engines.whoosh.searching.translation import Translator, coded
from searchkit.query.fields import Unit
from searchkit.query.tree import Query

SECONDS = 10.0
"""How long a search may take."""

_TICK = 2_500_000_000  # nanoseconds: some file systems tell times of change to two seconds


class Snapshot:
    """A searcher and what belongs to its state of the index."""

    def __init__(self, index: Any, location: str) -> None:
        self.location = location
        self._index = index
        state = index.state()
        self.fault: str = state.fault  # what is wrong with the newest state, if this is not it
        self._newest = state.newest
        self.searcher = Searcher(index.reader_of(state), fromindex=index)
        self.evaluator = self.searcher.evaluator
        self.space: Space = self.evaluator.space
        self.translator = Translator(self._similar)
        self.facets = Facets(self.space)
        self._signatures = cache(_signatures)
        self._seen = -1  # when the folder had changed last as this was found to be current
        self._offsets = [leaf.offset for leaf in self.space.leaves]

    def is_current(self) -> bool:
        """Say whether this is still the newest commit; a folder that has not changed is not read.

        A time of change is trusted once it is past, for commits within one tick share it.
        """
        changed = os.stat(self.location).st_mtime_ns
        if changed == self._seen:
            return True
        is_current = bool(self._index.stamp() == self._newest)
        if is_current and time.time_ns() - changed > _TICK:
            self._seen = changed
        return is_current

    def close(self) -> None:
        self.searcher.close()

    # evaluation

    def find(self, query: Query) -> Found:
        """Return the documents that a query finds, and their scores."""
        with self.evaluator.within(SECONDS):
            return self.evaluator.find(self.translator.query(query.tree, query.unit))

    def window(self, found: Found, *, limit: int | None, offset: int, sort: Sort) -> Ranked:
        """Return the documents of a window, best first, and their scores."""
        return window(found, self.space.ranks, limit=limit, offset=offset, sort=sort)

    def _similar(self, name: str, word: str, distance: int) -> list[tuple[bytes, int]]:
        found: dict[bytes, int] = {}
        for _, postings in self.space.postings(name):
            lexicon = postings.lexicon
            near = self._signatures(lexicon).near(word, distance)
            found.update(similar(lexicon.some(near), word, distance))
        return list(found.items())

    # the lexicon

    def words(self, name: str, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield the words of a field as printed that begin so, and how many records have each."""
        counts: dict[bytes, int] = {}
        for leaf, postings in self.space.postings(printed_field(name)):
            low, high = postings.lexicon.begins(coded(prefix))
            if low < high:
                alive = _alive(leaf, postings, low, high)
                for term, count in zip(postings.lexicon.terms(low, high), alive, strict=True):
                    counts[term] = counts.get(term, 0) + count
        return ((term.decode(), count) for term, count in counts.items() if count)

    def vocabulary(self, name: str) -> int:
        """Return how many terms a field has, those of deleted documents among them."""
        lexicons = [postings.lexicon for _, postings in self.space.postings(name)]
        if len(lexicons) < 2:
            return sum(map(len, lexicons))
        return len(set().union(*lexicons))

    # articles and their quotes

    @cached_property
    def articles(self) -> Numbers:
        """The documents of all articles; the quotes of each stand behind it."""
        return self.space.docs("unit", b"article")

    def document(self, key: str, unit: Unit) -> int | None:
        """Return the document with a key; an article may bear the key of another's quote."""
        units = frozenset(self.space.docs("unit", unit.encode()).tolist())
        found = units.intersection(self.space.docs("key", coded(key)).tolist())
        return min(found, default=None)

    def with_quotes(self, id: str) -> range:
        """Return the documents of an article and of its quotes; none where there is no such."""
        document = self.document(id, "article")
        if document is None:
            return range(0)
        leaf, _ = self._place(document)
        following = self.articles.searchsorted(document, "right")
        end = leaf.offset + leaf.size
        if following < len(self.articles):
            end = min(end, int(self.articles[following]))
        quotes = self.space.docs("unit", b"quote")
        low, high = quotes.searchsorted((document, end))
        return range(document, document + 1 + int(high - low))

    @cached_property
    def ids(self) -> frozenset[str]:
        found: set[str] = set()
        for leaf, postings in self.space.postings("key"):
            inside = np.zeros(leaf.size, bool)
            low, high = self.articles.searchsorted((leaf.offset, leaf.offset + leaf.size))
            inside[self.articles[low:high] - leaf.offset] = True
            has = np.add.reduceat(inside[postings.docs.whole_numpy()], postings.firsts())
            terms = list(postings.lexicon)
            found.update(terms[ordinal].decode() for ordinal in np.flatnonzero(has).tolist())
        return frozenset(found)

    # stored values

    def matches(self, docs: Sequence[int], scores: Iterable[float]) -> Iterator[Match]:
        """Yield what is told of documents, in the order given."""
        is_article, read, location = self._is_article, self._record, self.location
        for document, score in zip(docs, scores, strict=False):
            if is_article[document]:
                yield ArticleMatch(score, read, document, location)
            else:  # the quotes stand behind their article
                article = int(self.articles[self.articles.searchsorted(document) - 1])
                yield QuoteMatch(score, read, article, document - article - 1, location)

    @cached_property
    def _is_article(self) -> bytes:
        return self.space.mask("unit", b"article").tobytes()

    def stored(self, article: int) -> bytes:
        """Return the JSON of an article."""
        found: bytes = self._record(article)["json"]
        return found

    def _record(self, document: int) -> Record:
        leaf, number = self._place(document)
        record: Record = leaf.documents.record(number)
        return record

    def _place(self, document: int) -> tuple[Leaf, int]:
        """Return the segment of a document, and its number there."""
        leaf = self.space.leaves[bisect_right(self._offsets, document) - 1]
        return leaf, document - leaf.offset

    @cached_property
    def tables(self) -> Mapping[str, Any]:
        rows = self.space.docs("unit", TABLES.encode()).tolist()
        stored = {json.loads(self._record(row)["header"]): row for row in rows}
        return _Tables(stored, self.stored, self.location)

    @cached_property
    def pages(self) -> dict[str, Page]:
        """What came from pages of a corpus."""
        ids: dict[str, list[str]] = {}
        fingerprints: dict[str, str] = {}
        for document in self.articles.tolist():
            record = self._record(document)
            page, fingerprint = json.loads(record["page"])
            if page is not None:
                ids.setdefault(page, []).append(json.loads(record["header"])[0])
                fingerprints[page] = fingerprint
        return {page: Page(fingerprints[page], tuple(found)) for page, found in ids.items()}


class _Tables(Mapping[str, Any]):
    """Tables by name, each decoded when it is asked for: most are of no use to a search."""

    def __init__(
        self, rows: Mapping[str, int], read: Callable[[int], bytes], location: str
    ) -> None:
        self._rows = rows
        self._read = read
        self._location = location
        self._decoded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        row = self._rows[name]
        if name not in self._decoded:
            with reading(self._location):
                self._decoded[name] = json.loads(self._read(row))
        return self._decoded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _signatures(lexicon: Any) -> Signatures:
    return Signatures(*lexicon.numpy())


def _alive(leaf: Leaf, postings: Any, low: int, high: int) -> list[int]:
    """Return how many documents alive the terms of a range have."""
    counts: NDArray[Any] = postings.counts(low, high)
    if leaf.alive is not None:
        first, until = postings.extent(low, high)
        kept = leaf.alive[postings.docs.numpy(first, until)]
        counts = np.add.reduceat(kept, np.cumsum(counts) - counts, dtype=np.int64)
    found: list[int] = counts.tolist()
    return found
