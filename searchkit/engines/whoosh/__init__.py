"""The engine for one machine: a Whoosh index in a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

from whoosh.writing import CLEAR

from searchkit.engines import Change, Found, Match, Page, Sort, Tables
from searchkit.engines.whoosh.explanation import NOTHING, explain
from searchkit.engines.whoosh.files import sync
from searchkit.engines.whoosh.lock import lock
from searchkit.engines.whoosh.merging import merge
from searchkit.engines.whoosh.ranking import window
from searchkit.engines.whoosh.schema import (
    TABLES,
    documents,
    printed_field,
    schema,
    tables_documents,
)
from searchkit.engines.whoosh.scoring import documents_with
from searchkit.engines.whoosh.snapshot import Snapshot
from searchkit.engines.whoosh.storage import Storage, reading, writing
from searchkit.engines.whoosh.translation import Translator
from searchkit.errors import EngineError, IndexDamaged, IndexMissing, IndexVersion
from searchkit.hits import Explanation, Facet, FacetValue, Stats
from searchkit.printable import one_line
from searchkit.query.tree import Query

FORMAT = 2
"""Version of what lies in the folder; another one is not read."""

_MARK = "searchkit.json"
_MEMORY = 256  # megabytes that a writer holds before it writes them out
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
        curable = (*((IndexMissing,) if create else ()), *(_WORN_OUT if renew else ()))
        try:
            self._index = self._opened()
        except curable:
            self._index = self._made(curable)

    def close(self) -> None:
        if self._current:
            self._current.close()
            self._current = None

    # reading

    def search(
        self, query: Query, *, limit: int | None, offset: int, sort: Sort, facets: Sequence[str]
    ) -> Found:
        with self._reading() as snapshot:
            scores = self._scores(snapshot, query)
            shown = window(scores, snapshot, limit=limit, offset=offset, sort=sort)
            counted = (Facet(name, tuple(snapshot.facet(name, scores))) for name in facets)
            matches = tuple(snapshot.match(document, scores[document]) for document in shown)
            return Found(len(scores), matches, tuple(counted))

    def scan(self, query: Query) -> Iterator[Match]:
        with self._reading() as snapshot:
            found = sorted(self._scores(snapshot, query))
        for document in found:
            with reading(self.location):
                match = snapshot.match(document, 0.0)
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
            for document in snapshot.all_articles:
                yield snapshot.stored(document)

    def ids(self) -> frozenset[str]:
        with self._reading() as snapshot:
            return snapshot.ids

    def pages(self) -> Mapping[str, Page]:
        with self._reading() as snapshot:
            return snapshot.pages

    def values(self, field: str) -> Sequence[FacetValue]:
        with self._reading() as snapshot:
            return snapshot.values(field)

    def words(self, fields: Sequence[str], prefix: str) -> Sequence[FacetValue]:
        with self._reading() as snapshot:
            counts: dict[str, int] = {}
            for name in map(printed_field, fields):
                for term, count in snapshot.frequencies(name, prefix):
                    counts[term] = max(count, counts.get(term, 0))
            ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            return [FacetValue(term, count) for term, count in ranked]

    def tables(self) -> Tables:
        with self._reading() as snapshot:
            return snapshot.tables

    def stats(self) -> Stats:
        with self._reading() as snapshot:
            days = [date.fromisoformat(day.value) for day in snapshot.values("date")]
            return Stats(
                articles=len(snapshot.all_articles),
                quotes=snapshot.statistics.frequency("unit", "quote"),
                speakers=len(snapshot.values("speaker")),
                outlets=len(snapshot.values("outlet")),
                first=min(days, default=None),
                last=max(days, default=None),
                collections=tuple(snapshot.values("collection")),
                languages=tuple(snapshot.values("lang")),
                terms=len(snapshot.terms_from("text", "")),
                bytes=self._size(),
            )

    # writing

    def change(self, change: Change) -> None:
        with lock(self.location):
            with self._writing():
                writer = self._index.writer(limitmb=_MEMORY)
            try:
                self._write(writer, change)
            except BaseException:
                writer.cancel()
                raise

    def _write(self, writer: Any, change: Change) -> None:
        """What the caller's iterators raise is passed on as it is, so they run outside."""
        with self._writing():
            # What is replaced as a whole is not even read, for it may be damaged.
            old = None if change.replace else self._snapshot()
            for id in change.deleted:
                _take_out(writer, old, "article", id)
        for entry in change.entries:
            rows = tuple(documents(entry))
            with self._writing():
                _take_out(writer, old, "article", entry.article.id)
                for row in rows:
                    writer.add_document(**row)
        tables = change.tables and change.tables()
        with self._writing():
            if tables is not None:
                _take_out(writer, old, "unit", TABLES)
                for row in tables_documents(tables):
                    writer.add_document(**row)
            writer.commit(mergetype=CLEAR if change.replace else merge)

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

    # the folder

    def _made(self, curable: tuple[type[EngineError], ...]) -> Any:
        """Return the index that is begun in place of one that cannot be opened."""
        self._storage.create()
        with writing(self.location), lock(self.location):
            try:
                return self._opened()  # another process may just have made it
            except curable:
                self._write_mark()
                return self._storage.create_index(self._schema)

    def _write_mark(self) -> None:
        mark = os.path.join(self.location, _MARK)
        with suppress(FileNotFoundError):
            os.unlink(mark)  # it may be a link or a pipe
        with open(mark, "x", encoding="utf-8") as file:
            file.write(json.dumps({"format": FORMAT}) + "\n")
        sync(mark, os.O_RDWR)

    def _opened(self) -> Any:
        shown = one_line(self.location)
        with reading(self.location):
            try:
                found = json.loads(self._storage.open_file(_MARK).read())["format"]
            except FileNotFoundError:
                raise IndexMissing(f"there is no index in {shown}; run: searchkit index") from None
            if found != FORMAT:
                raise IndexVersion(
                    f"the index in {shown} has format {found!r}, this searchkit reads {FORMAT}; "
                    "run: searchkit index --rebuild"
                )
            return self._storage.open_index(self._schema)

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

    def _snapshot(self) -> Snapshot:
        if self._current is None or not self._current.searcher.up_to_date():
            self._current = Snapshot.of(self._index, self.location)
        return self._current

    def _scores(self, snapshot: Snapshot, query: Query) -> dict[int, float]:
        return snapshot.scores(Translator(snapshot).query(query.tree, query.unit))


def _take_out(writer: Any, old: Snapshot | None, name: str, term: str) -> None:
    """Delete the documents that have a term, of those committed before."""
    for document in documents_with(old.reader, name, term) if old else ():
        writer.delete_document(document)
