"""The engine for one machine: a Whoosh index in a folder."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from itertools import repeat
from typing import Any

from whoosh.writing import CLEAR

from searchkit.engines import Change, Found, Match, Page, Sort, Tables
from searchkit.engines.whoosh.commits.folder import made, opened
from searchkit.engines.whoosh.commits.lock import lock
from searchkit.engines.whoosh.commits.salvage import salvaged
from searchkit.engines.whoosh.commits.storage import Storage, reading, writing
from searchkit.engines.whoosh.commits.workers import Crew
from searchkit.engines.whoosh.schema import (
    TABLES,
    documents,
    schema,
    tables_documents,
)
from searchkit.engines.whoosh.searching.explanation import NOTHING, explain
from searchkit.engines.whoosh.searching.snapshot import Snapshot
from searchkit.errors import IndexDamaged, IndexMissing, IndexVersion
from searchkit.hits import Explanation, Facet, FacetValue, Stats
from searchkit.printable import one_line
from searchkit.query.tree import Query

_HELD = 8
"""How many old states may lie about in memory, with the room on disk that they take."""

_WORN_OUT = (IndexDamaged, IndexVersion)


class WhooshEngine:
    """Implements the seam on Whoosh's schema, segments, queries, searcher and writer.

    Each call answers from the newest commit.  An engine may be used by one thread at a time;
    writers in other processes are kept apart by a lock.
    """

    def __init__(
        self, folder: str | os.PathLike[str], *, create: bool = False, renew: bool = False
    ) -> None:
        """Open the index in a folder.

        With ``create`` an empty one is made where there is none, with ``renew`` also in place of
        one that is damaged or of another version.
        """
        self.location = os.fspath(folder)
        self._storage = Storage(self.location)
        self._schema = schema()
        self._current: Snapshot | None = None
        self._states = 0
        self._renewed = False  # emptied, and nothing was put in yet
        curable = (*((IndexMissing,) if create else ()), *(_WORN_OUT if renew else ()))
        try:
            self._index = opened(self._storage, self._schema)
        except curable as error:
            self._index = made(self._storage, self._schema, curable)
            with reading(self.location):
                self._renewed = isinstance(error, _WORN_OUT) and self._is_empty()

    def close(self) -> None:
        if self._current:
            self._current.close()
            self._current = None

    # reading

    def search(
        self, query: Query, *, limit: int | None, offset: int, sort: Sort, facets: Sequence[str]
    ) -> Found:
        with reading(self.location):
            snapshot = self._snapshot()
            found = snapshot.find(query)
            shown = snapshot.window(found, limit=limit, offset=offset, sort=sort)
            counted = (Facet(name, tuple(snapshot.facets.of(name, found.docs))) for name in facets)
            return Found(len(found.docs), tuple(snapshot.matches(*shown)), tuple(counted))

    def scan(self, query: Query) -> Iterator[Match]:
        with self._reading() as snapshot:
            docs = snapshot.find(query).docs.tolist()
            matches = snapshot.matches(docs, repeat(0.0))
        while True:
            with reading(self.location):
                match = next(matches, None)
            if match is None:
                return
            yield match

    def explain(self, query: Query, key: str) -> Explanation:
        with self._reading() as snapshot:
            document = snapshot.document(key, query.unit)
            return NOTHING if document is None else explain(snapshot, query, document)

    def get(self, id: str) -> bytes | None:
        with self._reading() as snapshot:
            document = snapshot.document(id, "article")
            return None if document is None else snapshot.stored(document)

    def export(self) -> Iterator[bytes]:
        with self._reading() as snapshot:
            for document in snapshot.articles.tolist():
                yield snapshot.stored(document)

    def ids(self) -> frozenset[str]:
        with self._reading() as snapshot:
            return snapshot.ids

    def pages(self) -> Mapping[str, Page]:
        with self._reading() as snapshot:
            return snapshot.pages

    def values(self, field: str) -> Sequence[FacetValue]:
        with self._reading() as snapshot:
            return snapshot.facets.all_values(field)

    def words(self, fields: Sequence[str], prefix: str) -> Sequence[FacetValue]:
        with self._reading() as snapshot:
            counts: dict[str, int] = {}
            for name in fields:
                for term, count in snapshot.words(name, prefix):
                    counts[term] = max(count, counts.get(term, 0))
            ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            return [FacetValue(term, count) for term, count in ranked]

    def tables(self) -> Tables:
        with self._reading() as snapshot:
            return snapshot.tables

    def notes(self) -> tuple[str, ...]:
        if self._renewed:
            return (f"the index in {one_line(self.location)} could not be read, and is empty now",)
        fault = self._current.fault if self._current else None
        if fault is None or fault:  # it may be mended by now
            with self._reading() as snapshot:
                fault = snapshot.fault
        if not fault:
            return ()
        return (
            f"the newest state of the index in {one_line(self.location)} is damaged; this is the "
            f"state before it; run: searchkit index --rebuild ({one_line(fault)[:200]})",
        )

    def damage(self) -> tuple[str, ...]:
        found = []
        with reading(self.location):
            files = self._index.state().files
        for file in files:
            try:
                with reading(self.location):
                    file.check_all()
            except IndexDamaged as error:
                found.append(error.message)
        return *self.notes(), *found

    def salvage(self) -> Iterator[bytes | None]:
        with reading(self.location):
            yield from salvaged(self._storage, self._index)

    def stats(self) -> Stats:
        with self._reading() as snapshot:
            values = snapshot.facets.all_values
            days = [date.fromisoformat(day.value) for day in values("date")]
            return Stats(
                articles=len(snapshot.articles),
                quotes=snapshot.evaluator.statistics.records("quote"),
                speakers=len(values("speaker")),
                outlets=len(values("outlet")),
                first=min(days, default=None),
                last=max(days, default=None),
                collections=tuple(values("collection")),
                languages=tuple(values("lang")),
                terms=snapshot.vocabulary("text"),
                bytes=self._size(),
            )

    # writing

    def change(self, change: Change) -> None:
        with lock(self.location):
            with self._writing():
                writer = self._index.writer()
            crew = Crew()
            try:
                with self._writing():
                    crew.start(self.location, change.jobs)
                self._write(writer, crew, change)
            except BaseException:
                try:
                    crew.end()
                finally:  # though it be interrupted once more
                    writer.cancel()
                raise
            self._renewed = False
            crew.end()

    def _write(self, writer: Any, crew: Crew, change: Change) -> None:
        """What the caller's iterators raise is passed on as it is, so they run outside."""
        with self._writing():
            # What is replaced as a whole is not even read, for it may be damaged.
            old = None if change.replace else self._newest()
            for id in change.deleted:
                _take_out(writer, old, id)
        for entry in change.entries:
            with self._writing():
                _take_out(writer, old, entry.article.id)
            with writing(self.location):
                if not crew.take(entry):
                    for row in documents(entry):
                        writer.add_document(**row)
        tables = change.tables and change.tables()
        with self._writing():
            writer.take_segments(crew.finish())
            if tables is not None:
                for document in old.space.docs("unit", TABLES.encode()).tolist() if old else ():
                    writer.delete_document(document)
                for row in tables_documents(tables):
                    writer.add_document(**row)
            writer.commit(mergetype=CLEAR if change.replace else None)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Tell a disk that cannot be written from an index that cannot be read."""
        with reading(self.location):
            try:
                yield
            except FileNotFoundError:
                raise
            except OSError as error:
                with writing(self.location):
                    raise error

    def _is_empty(self) -> bool:
        return not self._index.state().contents.segments

    def _size(self) -> int:
        size = 0
        for entry in os.scandir(self.location):
            with suppress(FileNotFoundError):  # a commit has just removed it
                size += entry.stat(follow_symlinks=False).st_size
        return size

    # snapshots

    @contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        with reading(self.location):
            yield self._snapshot()

    def _newest(self) -> Snapshot:
        """Return the newest state, to be changed; another would lose what was added to it."""
        # Read anew: what was whole when it was read last may be damaged by now.
        if fault := self._index.state().fault:
            raise IndexDamaged(
                f"the newest state of the index in {one_line(self.location)} is damaged, nothing "
                f"was changed; run: searchkit index --rebuild ({one_line(fault)[:200]})"
            )
        return self._snapshot()

    def _snapshot(self) -> Snapshot:
        if self._current is None or not self._current.is_current():
            self._current = Snapshot(self._index, self.location)
            self._states += 1
            if self._states % _HELD == 0:
                gc.collect()  # a state holds itself in cycles, and with it files that are deleted
        return self._current


def _take_out(writer: Any, old: Snapshot | None, id: str) -> None:
    """Delete an article and its quotes, if they were committed before."""
    for document in old.with_quotes(id) if old else ():
        writer.delete_document(document)
