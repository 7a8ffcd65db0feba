"""Index: the one object that a caller holds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType

from searchkit.answering import Answerer
from searchkit.article import Article
from searchkit.asked import check_jobs, is_file_name
from searchkit.engines import Change, Engine, Sort
from searchkit.errors import UsageError
from searchkit.highlight import marked
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
from searchkit.printable import one_line
from searchkit.query import Literal, Unit
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
    place = os.fsdecode(location)
    if place.startswith(("opensearch://", "opensearch+http://")):
        try:
            from searchkit.engines.opensearch.engine import OpenSearchEngine  # an extra
        except ModuleNotFoundError:
            raise UsageError(
                "an index in a cluster needs another package; run: pip install "
                "'searchkit[opensearch]'"
            ) from None
        return Index(OpenSearchEngine(place, create=create, renew=renew))
    if "://" in place:
        raise UsageError(f"{place} is no folder; this searchkit keeps an index in a folder only")
    if not is_file_name(place):
        raise UsageError(f"no folder can be called {one_line(repr(place))}")
    from searchkit.engines.whoosh import WhooshEngine  # the engine is chosen here

    return Index(WhooshEngine(place, create=create, renew=renew))


class Index:
    """Articles and their quotes, to be searched; a context manager that closes itself.

    Every call answers from the newest commit.  ``today`` is asked for what ``date:today`` means.
    """

    def __init__(self, engine: Engine, today: Callable[[], date] = date.today) -> None:
        self.engine = engine
        self.answerer = Answerer(engine, today)

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
        expand: bool = False,
    ) -> Hits:
        """Return the articles that a query finds, the best first; a limit of None is all.

        With ``expand`` the words of the first hits count in the order, too.  Raises QueryError
        where the query cannot be read.
        """
        return self.answerer.answer(
            query,
            "article",
            limit=limit,
            offset=offset,
            sort=sort,
            facets=facets,
            match=match,
            expand=expand,
        )

    def quotes(
        self,
        query: str | Literal,
        *,
        limit: int | None = 10,
        offset: int = 0,
        sort: Sort = "score",
        facets: Sequence[str] = (),
        match: Joining = "all",
        expand: bool = False,
    ) -> Hits:
        """Return the quotes that a query finds: words without a field mean what was said."""
        return self.answerer.answer(
            query,
            "quote",
            limit=limit,
            offset=offset,
            sort=sort,
            facets=facets,
            match=match,
            expand=expand,
        )

    def scan(self, query: str | Literal, *, unit: Unit = "article") -> Iterator[Hit]:
        """Yield all hits in the order of the index, without scores and without a limit."""
        return self.answerer.scan(query, unit)

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
        return speaker_counts(hits, self.answerer.spellings().called)

    def notes(self) -> tuple[str, ...]:
        """Return what is to be known of the state that answers, where it is not the newest.

        The newest may be damaged; then the one before it answers, until the index is rebuilt.
        """
        return self.engine.notes()

    # articles

    def get(self, id: str) -> Article | None:
        """Return an article, or None where there is none of this id."""
        stored = self.engine.get(id)
        return None if stored is None else Article.from_json(stored)

    def export(self) -> Iterator[Article]:
        """Yield all articles in the order of the index."""
        return map(Article.from_json, self.engine.export())

    def add(self, articles: Iterable[Article], *, jobs: int = 1) -> Report:
        """Keep articles as they are given; one of the same id is replaced, given or kept.

        ``jobs`` processes, 256 at most, share the work, which pays from some thousand articles on.

        All or none is kept, and is on disk when the call returns.  Raises ArticleError for one that
        could not be read again.
        """
        check_jobs(jobs)
        from searchkit.batch import Batch  # loads what only an addition needs

        batch = Batch(articles)
        updated = len(self.engine.ids() & batch.ids)
        if batch.ids:
            self._commit(Change(batch.entries(), jobs=jobs))
        return Report(added=len(batch.ids) - updated, updated=updated)

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
        ``jobs`` pages, 256 at most, are read at once.
        """
        check_jobs(jobs)
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
        from searchkit.checking import check  # loads the ingester

        return check(self.engine, Path(corpus))

    def _commit(self, change: Change) -> None:
        from searchkit.derived import commit  # loads the tables of names

        commit(self.engine, change)
