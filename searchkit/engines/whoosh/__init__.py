"""The engine for one machine: a Whoosh index in a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from whoosh.writing import CLEAR

from searchkit.engines import Change, Found, Match, Page, Sort, Tables
from searchkit.engines.whoosh.explanation import explain
from searchkit.engines.whoosh.lock import lock
from searchkit.engines.whoosh.ranking import window
from searchkit.engines.whoosh.schema import (
    PRINTED,
    TABLES_KEY,
    documents,
    schema,
    tables_document,
    value_field,
)
from searchkit.engines.whoosh.snapshot import Snapshot
from searchkit.engines.whoosh.storage import Storage, reading, writing
from searchkit.engines.whoosh.translation import Translator
from searchkit.errors import IndexDamaged, IndexMissing, IndexVersion
from searchkit.hits import Explanation, Facet, FacetValue, Stats
from searchkit.printable import one_line
from searchkit.query.fields import FIELDS
from searchkit.query.tree import Query

FORMAT = 1
"""Version of what lies in the folder; another one is not read."""

_MARK = "searchkit.json"
_MEMORY = 256  # megabytes that a writer holds before it writes them out


class WhooshEngine:
    """Implements the seam on Whoosh's schema, segments, queries, searcher and writer.

    Each call answers from the newest commit.  An engine may be used by one thread at a time;
    writers in other processes are kept apart by a lock.
    """

    def __init__(self, folder: str | os.PathLike[str], *, create: bool = False) -> None:
        self.location = os.fspath(folder)
        self._storage = Storage(self.location)
        self._schema = schema()
        self._current: Snapshot | None = None
        if create and not self._exists():
            self._create()
        self._check_version()
        with reading(self.location):
            self._index = self._storage.open_index(self._schema)

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
            matches = tuple(self._match(snapshot, document, scores[document]) for document in shown)
            return Found(len(scores), matches, tuple(counted))

    def scan(self, query: Query) -> Iterator[Match]:
        with self._reading() as snapshot:
            found = sorted(self._scores(snapshot, query))
        for document in found:
            with reading(self.location):
                match = self._match(snapshot, document, 0.0)
            yield match

    def explain(self, query: Query, key: str) -> Explanation:
        with self._reading() as snapshot:
            document = snapshot.document(key)
            return (
                explain(snapshot, query, document) if document is not None else Explanation(0, ())
            )

    def get(self, id: str) -> bytes | None:
        with self._reading() as snapshot:
            document = snapshot.document(id)
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
            for name in fields:
                printed = name + PRINTED if FIELDS[name].analysis == "stemmed" else name
                for term in snapshot.terms_from(printed, prefix):
                    counts[term] = max(snapshot.frequency(printed, term), counts.get(term, 0))
            ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            return [FacetValue(term, count) for term, count in ranked]

    def tables(self) -> Tables:
        with self._reading() as snapshot:
            return snapshot.tables

    def stats(self) -> Stats:
        with self._reading() as snapshot:
            days = snapshot.terms_between(value_field("date"), "", "9999-12-31")
            return Stats(
                articles=len(snapshot.all_articles),
                quotes=snapshot.frequency("unit", "quote"),
                speakers=len(snapshot.values("speaker")),
                outlets=len(snapshot.values("outlet")),
                first=date.fromisoformat(days[0]) if days else None,
                last=date.fromisoformat(days[-1]) if days else None,
                collections=tuple(snapshot.values("collection")),
                languages=tuple(snapshot.values("lang")),
                terms=len(snapshot.terms_from("text", "")),
                bytes=self._size(),
            )

    # writing

    def change(self, change: Change) -> None:
        with writing(self.location), lock(self.location):
            known = frozenset() if change.replace else self.ids()
            writer = self._index.writer(limitmb=_MEMORY)
            try:
                self._write(writer, change, known)
            except BaseException:
                writer.cancel()
                raise

    def _write(self, writer: Any, change: Change, known: frozenset[str]) -> None:
        for id in change.deleted:
            writer.delete_by_term("article", id)
        for entry in change.entries:
            if entry.article.id in known:
                writer.delete_by_term("article", entry.article.id)
            for document in documents(entry):
                writer.add_document(**document)
        if change.tables is not None:
            writer.delete_by_term("key", TABLES_KEY)
            writer.add_document(**tables_document(change.tables()))
        if change.replace:
            writer.commit(mergetype=CLEAR)
        else:
            writer.commit()

    # the folder

    def _exists(self) -> bool:
        return os.path.exists(os.path.join(self.location, _MARK))

    def _create(self) -> None:
        self._storage.create()
        with writing(self.location), lock(self.location):
            self._storage.create_index(self._schema)
            mark = json.dumps({"format": FORMAT}) + "\n"
            Path(self.location, _MARK).write_text(mark, encoding="utf-8")

    def _check_version(self) -> None:
        shown = one_line(self.location)
        try:
            found = json.loads(Path(self.location, _MARK).read_bytes())["format"]
        except FileNotFoundError:
            raise IndexMissing(f"there is no index in {shown}; run: searchkit index") from None
        except (OSError, ValueError, KeyError, TypeError):
            advice = "run: searchkit index --rebuild"
            raise IndexDamaged(f"{_MARK} in {shown} cannot be read; {advice}") from None
        if found != FORMAT:
            raise IndexVersion(
                f"the index in {shown} has format {found!r}, this searchkit reads {FORMAT}; "
                "run: searchkit index --rebuild"
            )

    def _size(self) -> int:
        return sum(entry.stat().st_size for entry in os.scandir(self.location) if entry.is_file())

    # snapshots

    @contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        with reading(self.location):
            yield self._snapshot()

    def _snapshot(self) -> Snapshot:
        if self._current is None or not self._current.searcher.up_to_date():
            self._current = Snapshot.of(self._index)
        return self._current

    def _scores(self, snapshot: Snapshot, query: Query) -> dict[int, float]:
        return snapshot.scores(Translator(snapshot).query(query.tree, query.unit))

    def _match(self, snapshot: Snapshot, document: int, score: float) -> Match:
        key = snapshot.keys((document,))[document].decode()
        return Match(
            key,
            score,
            snapshot.header(document),
            snapshot.stored(document),
            snapshot.quote(document),
        )
