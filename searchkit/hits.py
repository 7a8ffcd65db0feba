"""What a search gives back: hits with their snippets, facets, counts of speakers.

Everything here is a value that outlives the index it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, overload

from searchkit.article import Article, Quote, Span, Speaker

if TYPE_CHECKING:  # who refuses a page needs no queries
    from searchkit.query.fields import Unit
    from searchkit.query.tree import Query


@dataclass(frozen=True, slots=True)
class Snippet:
    """An excerpt of one field, with the spans in it that matched (code points, ends exclusive)."""

    field: str
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """What a list of hits shows of an article without decoding it."""

    id: str
    headline: str | None = None
    outlet: str | None = None
    published: date | None = None
    source: str | None = None


def decoded(stored: bytes) -> Article:
    """Return the article of its JSON; the hits of one article, often many, share it."""
    return _decoded(stored)


_decoded = lru_cache(maxsize=16)(Article.from_json)


def _unmarked(stored: bytes, quote: Quote | None) -> tuple[Snippet, ...]:
    return ()


@dataclass(frozen=True)
class Hit:
    """One ranked answer: an article, or a quote in its article.

    ``rank`` counts from 1 over the whole answer, ``offset`` included; ``key`` names the hit to its
    engine.  ``article`` and ``snippets`` are decoded on first use, each by itself, from bytes that
    the hit owns.
    """

    rank: int
    score: float
    header: Header
    quote: Quote | None = None
    query: Query | None = field(default=None, repr=False, compare=False)
    key: str = field(default="", repr=False)
    stored: bytes = field(default=b"", repr=False)
    decode: Callable[[bytes], Article] = field(default=decoded, repr=False, compare=False)
    mark: Callable[[bytes, Quote | None], tuple[Snippet, ...]] = field(
        default=_unmarked, repr=False, compare=False
    )

    @property
    def id(self) -> str:
        return self.header.id

    @property
    def headline(self) -> str | None:
        return self.header.headline

    @property
    def outlet(self) -> str | None:
        return self.header.outlet

    @property
    def published(self) -> date | None:
        return self.header.published

    @property
    def source(self) -> str | None:
        return self.header.source

    @cached_property
    def article(self) -> Article:
        return self.decode(self.stored)

    @cached_property
    def snippets(self) -> tuple[Snippet, ...]:
        return self.mark(self.stored, self.quote)

    @property
    def speaker(self) -> Speaker | None:
        """The speaker of the hit's quote, with the first role that the article prints."""
        if self.quote is None or self.quote.speaker is None:
            return None
        named = (s for s in self.article.speakers if s.name == self.quote.speaker)
        return next(named, Speaker(self.quote.speaker))


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a field, and how many hits have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of a field over all hits: the most frequent first, then by value."""

    field: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """The answer to a query.

    ``total`` is exact and counts all hits, not only those in this window.  ``notes`` say how the
    query was read: which words were optional, how dates were understood, what would have found
    more.
    """

    query: str
    unit: Unit
    total: int
    took_ms: float
    hits: tuple[Hit, ...] = ()
    notes: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    @overload
    def __getitem__(self, place: int) -> Hit: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, place: int | slice) -> Hit | tuple[Hit, ...]:
        return self.hits[place]


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """A speaker over many articles: the roles as printed, and where the quotes stand.

    ``roles`` are distinct, those that the most articles print first; ``names`` are the other
    spellings in these quotes, the most frequent first.
    """

    name: str
    roles: tuple[Speaker, ...]
    quotes: int
    articles: int
    outlets: tuple[str, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How a query may go on: the text to put in place of the last word, and what it would find."""

    text: str
    field: str | None
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """One share of a score: the words of the query, the field they were found in, the share."""

    label: str
    field: str
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a hit has its score; the parts sum to it."""

    score: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A page, or an entry of one, that did not become an article, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a change of the index did, counted in articles; ``unchanged`` counts pages."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Stats:
    """The size of an index; ``bytes`` on disk.

    ``terms`` are the distinct stems of the paragraphs; those of articles taken out count until
    their part of the index is written anew.
    """

    articles: int
    quotes: int
    speakers: int
    outlets: int
    first: date | None
    last: date | None
    collections: tuple[FacetValue, ...]
    languages: tuple[FacetValue, ...]
    terms: int
    bytes: int
