"""The seam: what an engine is asked and what it answers, in our own values.

An engine keeps articles and their quotes and evaluates query trees.  It does not parse, analyse a
query, or highlight; those stand above the seam and are the same for every engine.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from searchkit.article import Article, Quote
from searchkit.hits import Explanation, Facet, FacetValue, Header, Stats
from searchkit.query.tree import Query

Sort = Literal["score", "date"]
Tables = Mapping[str, Any]
"""Derived data by name, as JSON values; it belongs to the set of articles, not to one of them."""


Names = Mapping[str, list[list[Any]]]
"""By collection: each name that its articles print, and each role with it, and how many do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article to be kept, the page of a corpus that it came from, and the page's fingerprint.

    ``json`` is the article's JSON, where it is at hand.
    """

    article: Article
    page: str | None = None
    fingerprint: str = ""
    json: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Page:
    """What an engine keeps of a page: its fingerprint, and the ids of its articles."""

    fingerprint: str
    ids: tuple[str, ...]


class Match(ABC):
    """One answer, which outlives the index; what it tells is decoded when it is first asked for.

    ``key`` names it to ``explain``, ``stored`` is the article's JSON.
    """

    score: float

    @property
    @abstractmethod
    def key(self) -> str: ...

    @property
    @abstractmethod
    def header(self) -> Header: ...

    @property
    @abstractmethod
    def stored(self) -> bytes: ...

    @property
    @abstractmethod
    def quote(self) -> Quote | None: ...


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
    as before the change.  ``jobs`` processes may share the work.
    """

    entries: Iterable[Entry] = ()
    deleted: Collection[str] = ()
    tables: Callable[[], Tables] | None = None
    replace: bool = field(default=False, kw_only=True)
    jobs: int = field(default=1, kw_only=True)


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

    def notes(self) -> tuple[str, ...]:
        """Return what the user must know of the state that answers, if that is not the newest."""

    def salvage(self) -> Iterator[bytes | None]:
        """Yield the JSON of each article that came from no page, as far as it can be read.

        None stands for each record that cannot be read and may have been one.
        """

    def damage(self) -> tuple[str, ...]:
        """Read all that is kept, and return what of it is not as it was written."""

    def close(self) -> None:
        """Let go of files and connections."""


@runtime_checkable
class SharedEngine(Engine, Protocol):
    """An engine that many may write to at once, none of them kept out.

    A change of it is not whole or nothing: each article is, in which case it is kept with all that
    belongs to it; what is read meanwhile may have some of them.  ``Change.tables`` are asked for
    once the articles can be found, and anew where another writer was faster.
    """

    def names(self, collections: Collection[str] | None) -> Names:
        """Return the names that collections print, all with None, counted as they are now."""
