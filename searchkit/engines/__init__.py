"""The seam: what an engine is asked and what it answers, in our own values.

An engine keeps articles and their quotes and evaluates query trees.  It does not parse, analyse a
query, or highlight; those stand above the seam and are the same for every engine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from searchkit.article import Article, Quote
from searchkit.hits import Explanation, Facet, FacetValue, Header, Stats
from searchkit.query.tree import Query

Sort = Literal["score", "date"]
Tables = Mapping[str, Any]
"""Derived data by name, as JSON values; it belongs to the set of articles, not to one of them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article to be kept, the page of a corpus that it came from, and the page's fingerprint."""

    article: Article
    page: str | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What an engine keeps of a page: its fingerprint, and the ids of its articles."""

    fingerprint: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """One answer: ``key`` names it to ``explain``, ``stored`` is the article's JSON."""

    key: str
    score: float
    header: Header
    stored: bytes
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The matches of a window, how many there are in all, and the facets of all of them."""

    total: int
    matches: tuple[Match, ...] = ()
    facets: tuple[Facet, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit does: take ids away, then keep entries; an entry replaces one of its id.

    ``replace`` empties the index first, in the same commit.  ``tables`` are asked for once all
    entries are taken; None leaves them as they are.  No id stands twice among the entries.  Both
    are asked for while other writers are kept out, and the engine can be read meanwhile: it answers
    as before the change.
    """

    entries: Iterable[Entry] = ()
    deleted: Collection[str] = ()
    tables: Callable[[], Tables] | None = None
    replace: bool = field(default=False, kw_only=True)


class Engine(Protocol):
    """An index behind the seam.

    Errors are EngineError and below.  Equal scores are ordered by day, the newest first, then by
    id and the place of the quote, so that an answer does not depend on how the index was built.
    """

    location: str

    def search(
        self, query: Query, *, limit: int | None, offset: int, sort: Sort, facets: Sequence[str]
    ) -> Found:
        """Return the window of the ranked matches; a limit of None is all."""

    def scan(self, query: Query) -> Iterator[Match]:
        """Yield all matches in the order of the index, without scores."""

    def explain(self, query: Query, key: str) -> Explanation:
        """Return the parts of a match's score, which sum to it."""

    def get(self, id: str) -> bytes | None:
        """Return an article's JSON."""

    def export(self) -> Iterator[bytes]:
        """Yield the JSON of all articles."""

    def change(self, change: Change) -> None:
        """Make a change, whole or not at all, and return once it is on disk."""

    def ids(self) -> frozenset[str]:
        """Return the ids of all articles."""

    def pages(self) -> Mapping[str, Page]:
        """Return what came from pages of a corpus, by source."""

    def values(self, field: str) -> Sequence[FacetValue]:
        """Return the values of a facet field with the number of their articles or quotes."""

    def words(self, fields: Sequence[str], prefix: str) -> Sequence[FacetValue]:
        """Return the words as printed, folded, that begin so, with the number of records."""

    def tables(self) -> Tables:
        """Return the derived data; a table is read when it is asked for."""

    def stats(self) -> Stats:
        """Return the size of the index."""

    def close(self) -> None:
        """Let go of files and connections."""
