"""A query becomes an answer: read by what the index knows, found by its engine, told as hits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import get_args

from searchkit.asked import check_choice, check_window
from searchkit.engines import Engine, Match, Sort, Tables
from searchkit.errors import UsageError
from searchkit.highlight import stored_snippets
from searchkit.hits import Hit, Hits
from searchkit.people.spellings import Spellings
from searchkit.query import (
    FACETS,
    Calendar,
    Literal,
    Others,
    Query,
    Unit,
    alternatives,
    understand,
)
from searchkit.query import Match as Joining


class Answerer:
    """Answers from the newest commit of an engine; ``today`` says what ``date:today`` means."""

    def __init__(self, engine: Engine, today: Callable[[], date]) -> None:
        self.engine = engine
        self.today = today
        self._known = Spellings({})

    def answer(
        self,
        query: str | Literal,
        unit: Unit,
        *,
        limit: int | None,
        offset: int,
        sort: Sort,
        facets: Sequence[str],
        match: Joining,
        expand: bool,
    ) -> Hits:
        """Return the window of what a query finds, with notes on how it was read."""
        check_window(limit, offset)
        check_choice("sort", sort, get_args(Sort))
        check_choice("match", match, get_args(Joining))
        _check_facets(facets)
        started = time.perf_counter()
        understood = self._understood(query, unit, match)
        if expand:
            understood = self._expanded(understood)
        found = self.engine.search(understood, limit=limit, offset=offset, sort=sort, facets=facets)
        hits = tuple(_hits(understood, found.matches, offset))
        looser = () if found.total else tuple(self._looser(query, unit))
        took = (time.perf_counter() - started) * 1000
        notes = (*self.engine.notes(), *understood.notes, *looser)
        return Hits(str(query), unit, found.total, took, hits, notes, found.facets)

    def scan(self, query: str | Literal, unit: Unit) -> Iterator[Hit]:
        """Yield all that a query finds, without scores."""
        check_choice("unit", unit, get_args(Unit))
        understood = self._understood(query, unit, "all")
        return _hits(understood, self.engine.scan(understood), 0)

    def calendar(self, tables: Tables | None = None) -> Calendar:
        """Return what days a query may mean."""
        from searchkit.events import events_of  # reads dates only where a table has them

        return Calendar(self.today(), events_of(tables or self.engine.tables()))

    def spellings(self) -> Spellings:
        """Return who is who in the index."""
        tables = self.engine.tables()
        if tables is not self._known.tables:
            self._known = Spellings(tables)
        return self._known

    def _understood(self, query: str | Literal, unit: Unit, match: Joining) -> Query:
        if not isinstance(query, str | Literal):
            raise UsageError(f"a query is a text or a Literal, not {query!r:.40}")
        return understand(query, unit, match, *self._context())

    def _context(self) -> tuple[Calendar, Others]:
        """Return what days a query may mean, and what its leaves stand for beside themselves."""
        spellings = self.spellings()
        return self.calendar(spellings.tables), spellings.others

    def _expanded(self, query: Query) -> Query:
        from searchkit.expansion import FEEDBACK, expanded  # loads what few searches need

        found = self.engine.search(query, limit=FEEDBACK, offset=0, sort="score", facets=())
        return expanded(query, tuple(_hits(query, found.matches, 0)))

    def _looser(self, query: str | Literal, unit: Unit) -> Iterator[str]:
        """Say what a looser reading of a query that found nothing would find."""
        for other in alternatives(query, unit, *self._context()):
            total = self.engine.search(other, limit=0, offset=0, sort="score", facets=()).total
            if total:
                yield f"{total:,} found by {other.text}"


def _hits(query: Query, matches: Iterator[Match] | Sequence[Match], offset: int) -> Iterator[Hit]:
    mark = partial(stored_snippets, query)
    for rank, match in enumerate(matches, offset + 1):
        yield Hit(
            rank, match.score, match.header, match.quote, query, match.key, match.stored, mark=mark
        )


def _check_facets(facets: Sequence[str]) -> None:
    for name in facets:
        if name not in FACETS:
            raise UsageError(f"{name} cannot be counted; these can: {', '.join(FACETS)}")
