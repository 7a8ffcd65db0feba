"""Index: the one object that a caller holds."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType

from searchkit.article import Article
from searchkit.engines import Change, Engine, Entry, Match, Sort
from searchkit.errors import UsageError
from searchkit.highlight import marked, snippets
from searchkit.hits import (
    Explanation,
    Hit,
    Hits,
    Refusal,
    Report,
    Snippet,
    SpeakerCount,
    Stats,
    Suggestion,
)
from searchkit.people.spellings import Spellings
from searchkit.query import (
    FACETS,
    Calendar,
    Literal,
    Query,
    Unit,
    alternatives,
    understand,
)
from searchkit.query import Match as Joining
from searchkit.suggestion import suggestions
from searchkit.tally import speaker_counts

Progress = Callable[[int, int, str], None]
"""Called with pages done, pages in all, and the source of the last one."""


def open(location: str | os.PathLike[str], *, create: bool = False, renew: bool = False) -> Index:
    """Return the index at a folder; with ``create`` an empty one is made where there is none.

    With ``renew`` an empty one takes the place of one that cannot be opened, damaged or of another
    version.  Raises IndexMissing, IndexVersion or IndexDamaged, each saying what to run.
    """
    place = os.fspath(location)
    if "://" in place:
        raise UsageError(f"{place} is no folder; this searchkit keeps an index in a folder only")
    from searchkit.engines.whoosh import WhooshEngine  # the engine is chosen here

    return Index(WhooshEngine(place, create=create, renew=renew))


class Index:
    """Articles and their quotes, to be searched; a context manager that closes itself.

    Every call answers from the newest commit.  ``today`` is asked for what ``date:today`` means.
    """

    def __init__(self, engine: Engine, today: Callable[[], date] = date.today) -> None:
        self.engine = engine
        self.today = today
        self._known = Spellings({})

    @property
    def location(self) -> str:
        return self.engine.location

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files; hits stay good."""
        self.engine.close()

    # searching

    def search(
        self,
        query: str | Literal,
        *,
        limit: int | None = 10,
        offset: int = 0,
        sort: Sort = "score",
        facets: Sequence[str] = (),
        match: Joining = "all",
    ) -> Hits:
        """Return the articles that a query finds, the best first; a limit of None is all.

        Raises QueryError where the query cannot be read.
        """
        return self._hits(query, "article", limit, offset, sort, facets, match)

    def quotes(
        self,
        query: str | Literal,
        *,
        limit: int | None = 10,
        offset: int = 0,
        sort: Sort = "score",
        facets: Sequence[str] = (),
        match: Joining = "all",
    ) -> Hits:
        """Return the quotes that a query finds: words without a field mean what was said."""
        return self._hits(query, "quote", limit, offset, sort, facets, match)

    def scan(self, query: str | Literal, *, unit: Unit = "article") -> Iterator[Hit]:
        """Yield all hits in the order of the index, without scores and without a limit."""
        understood = self._understood(query, unit)
        for rank, match in enumerate(self.engine.scan(understood), 1):
            yield self._hit(understood, rank, match)

    def explain(self, hit: Hit) -> Explanation:
        """Return the parts of a hit's score, which sum to it."""
        if hit.query is None:
            raise UsageError("only a hit of a search can be explained")
        return self.engine.explain(hit.query, hit.key)

    def highlight(self, hit: Hit) -> tuple[Snippet, ...]:
        """Return all texts of the hit's article in reading order, with what matched."""
        if hit.query is None:
            raise UsageError("only a hit of a search can be highlighted")
        return marked(hit.query, hit.article)

    def suggest(self, text: str, limit: int = 20) -> tuple[Suggestion, ...]:
        """Return how the last word of a query may go on, the most frequent first."""
        return suggestions(self.engine, text, limit)

    def speakers(self, query: str | Literal | None = None) -> tuple[SpeakerCount, ...]:
        """Return who spoke, in the quotes that a query finds or in all, the most quoted first.

        One person under several names of a collection is one speaker.
        """
        hits = self.scan("*" if query is None else query, unit="quote")
        return speaker_counts(hits, self._spellings().called)

    # articles

    def get(self, id: str) -> Article | None:
        """Return an article, or None where there is none of this id."""
        stored = self.engine.get(id)
        return None if stored is None else Article.from_json(stored)

    def export(self) -> Iterator[Article]:
        """Yield all articles in the order of the index."""
        return map(Article.from_json, self.engine.export())

    def add(self, articles: Iterable[Article]) -> Report:
        """Keep articles as they are given; one of the same id is replaced, given or kept.

        All or none is kept, and is on disk when the call returns.  Raises ArticleError, before
        anything is written, for one that could not be read again.
        """
        read = (Article.from_json(article.to_json()) for article in articles)
        given = {article.id: Entry(article) for article in read}
        updated = len(self.engine.ids() & given.keys())
        if given:
            self._commit(Change(given.values()))
        return Report(added=len(given) - updated, updated=updated)

    def delete(self, ids: Iterable[str]) -> int:
        """Take articles out, and return how many there were."""
        if isinstance(ids, str):
            raise UsageError("delete takes a list of ids: delete([id])")
        present = self.engine.ids() & frozenset(ids)
        if present:
            self._commit(Change(deleted=present))
        return len(present)

    def stats(self) -> Stats:
        """Return the size of the index."""
        return self.engine.stats()

    # the corpus

    def update(
        self,
        corpus: str | os.PathLike[str],
        *,
        jobs: int = 1,
        rebuild: bool = False,
        progress: Progress | None = None,
    ) -> Report:
        """Bring the index up to date with a corpus folder, in one commit.

        Pages whose bytes and recipe have not changed are left alone, those that are gone are taken
        out.  With ``rebuild`` every page is read again; articles that came from no page stay.
        """
        from searchkit.updating import update  # loads the ingester

        return update(self.engine, Path(corpus), jobs, rebuild, progress)

    def remove(self, ids: Sequence[str], corpus: str | os.PathLike[str]) -> Report:
        """Take articles out, and the pages that they came from out of the corpus folder.

        A page that holds other articles, too, is left alone and its articles are refused.
        """
        from searchkit.removal import remove  # loads the corpus

        return remove(self.engine, Path(corpus), ids)

    def check(self, corpus: str | os.PathLike[str]) -> tuple[Refusal, ...]:
        """Return where index and corpus differ, and what in the index cannot be read."""
        from searchkit.updating import check  # loads the ingester

        return check(self.engine, Path(corpus))

    # inside

    def _hits(
        self,
        query: str | Literal,
        unit: Unit,
        limit: int | None,
        offset: int,
        sort: Sort,
        facets: Sequence[str],
        match: Joining,
    ) -> Hits:
        _check_window(limit, offset, facets)
        started = time.perf_counter()
        understood = self._understood(query, unit, match)
        found = self.engine.search(understood, limit=limit, offset=offset, sort=sort, facets=facets)
        hits = tuple(
            self._hit(understood, rank, match)
            for rank, match in enumerate(found.matches, offset + 1)
        )
        looser = () if found.total else tuple(self._looser(query, unit))
        took = (time.perf_counter() - started) * 1000
        notes = (*understood.notes, *looser)
        return Hits(str(query), unit, found.total, took, hits, notes, found.facets)

    def _understood(self, query: str | Literal, unit: Unit, match: Joining = "all") -> Query:
        return understand(query, unit, match, self._calendar(), self._spellings().others)

    def _looser(self, query: str | Literal, unit: Unit) -> Iterator[str]:
        """Say what a looser reading of a query that found nothing would find."""
        for other in alternatives(query, unit, self._calendar(), self._spellings().others):
            total = self.engine.search(other, limit=0, offset=0, sort="score", facets=()).total
            if total:
                yield f"{total:,} found by {other.text}"

    def _hit(self, query: Query, rank: int, match: Match) -> Hit:
        return Hit(
            rank,
            match.score,
            match.header,
            match.quote,
            query,
            match.key,
            match.stored,
            mark=partial(snippets, query),
        )

    def _calendar(self) -> Calendar:
        from searchkit.corpus import events_of  # reads dates only where a table has them

        return Calendar(self.today(), events_of(self.engine.tables()))

    def _spellings(self) -> Spellings:
        tables = self.engine.tables()
        if tables is not self._known.tables:
            self._known = Spellings(tables)
        return self._known

    def _commit(self, change: Change) -> None:
        from searchkit.derived import commit  # loads the tables of names

        commit(self.engine, change)


def _check_window(limit: int | None, offset: int, facets: Sequence[str]) -> None:
    if (limit is not None and limit < 0) or offset < 0:
        raise UsageError("limit and offset are 0 or more; a limit of None is all")
    for name in facets:
        if name not in FACETS:
            raise UsageError(f"{name} cannot be counted; these can: {', '.join(FACETS)}")
