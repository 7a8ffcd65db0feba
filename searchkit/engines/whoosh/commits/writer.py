"""Whoosh's writer over our codec: it collects in memory, and joins segments as arrays."""

# mypy: disallow-subclassing-any=False
# (Whoosh 2.7.4 has no types)

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from whoosh.index import TOC
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from searchkit.engines.whoosh.commits.states import keep
from searchkit.engines.whoosh.kernel import COMPILED
from searchkit.engines.whoosh.schema import TextField, ValueField
from searchkit.engines.whoosh.segments.codec import EXTENSION, Codec, Segment
from searchkit.engines.whoosh.segments.inverting import Inverter
from searchkit.engines.whoosh.segments.joining import join
from searchkit.engines.whoosh.segments.merging import merge

_FULL = 40_000_000 if COMPILED else 12_000_000
"""Words that are collected before they are written as a segment: some 15 bytes of memory each,
or, where nothing is compiled, some 40."""


class Writer(SegmentWriter):
    """Takes documents as ``IndexWriter`` of Whoosh does, and commits them all or none.

    What was written but not committed is gone when the writer is cancelled or fails; it leaves
    neither files nor locks behind.
    """

    def __init__(self, index: Any, full: int = _FULL, **options: Any) -> None:
        super().__init__(index, **{"codec": Codec(), **options, "compound": False})
        self._before: tuple[int, tuple[Any, ...]] = self.generation - 1, tuple(self.segments)
        self.generation: int = index.latest_generation() + 1
        self._full = full
        self._ours = {n: f for n, f in self.schema.items() if isinstance(f, TextField | ValueField)}
        self._begin()
        self._written: list[Segment] = []
        self._joined: list[Segment] = []

    def add_document(self, **fields: Any) -> None:
        """Add a document; texts and values of our own fields are tuples of str."""
        document = self.docnum
        ours = [name for name in fields if name in self._ours]
        texts = [(name, fields.pop(name)) for name in ours]
        super().add_document(**fields)
        for name, given in texts:
            self.pool.take(name, self._ours[name], document, given)
        if self.pool.tokens >= self._full:
            self._written.append(self._flushed())
            self._renew()

    def add_reader(self, reader: Any) -> None:
        """Take the documents of a reader; those of one of our segments are joined as arrays."""
        segment = reader.segment() if isinstance(reader, SegmentReader) else None
        if isinstance(segment, Segment):
            self._joined.append(segment)
            self._added = True
        else:
            super().add_reader(reader)

    def doc_count(self) -> int:
        """Return how many documents were added."""
        count: int = self.docnum + sum(segment.doc_count() for segment in self._written)
        return count

    def segments_written(self) -> list[Segment]:
        """End the writer, and return what it wrote as segments for another one to take."""
        if self.docnum:
            self._written.append(self._flushed())
        else:
            self._close_segment()
        return self._written

    def take_segments(self, segments: Sequence[Segment]) -> None:
        """Take segments that another writer wrote to the same folder."""
        self.storage.adopt(segment.make_filename(EXTENSION) for segment in segments)
        self._written += segments
        self._added = self._added or bool(segments)

    def commit(self, mergetype: Any = None, **how: Any) -> None:
        """Merge small segments (``merge=False``: none, ``optimize=True``: all) and commit."""
        if mergetype is None and not how and self.merge and not self.optimize:
            mergetype = self.mergetype or merge
        try:
            super().commit(mergetype=mergetype, **how)
        except BaseException:
            self.cancel()
            raise

    def cancel(self) -> None:
        """Undo all since the last commit; a document that failed half way does no harm."""
        self.storage.rollback()
        if not self.is_closed:
            self._finish()

    def _flush_segment(self) -> None:
        for name, lengths in self.pool.lengths():
            self.perdocwriter.lengths[name] = lengths
        self.perdocwriter.close()
        for name, inverted in self.pool.inverted():
            self.fieldwriter.add_inverted(name, inverted)
            del inverted  # before the next one is made
        self.fieldwriter.close()

    def _finalize_segment(self) -> Segment:
        """Return the one segment of all that was added or is to be joined."""
        segments = [*self._joined, *self._written]
        if self.docnum or not segments:
            segments.append(self._flushed())
        else:
            self._close_segment()
        if len(segments) == 1 and segments[0] not in self._joined:
            return segments[0]
        joined = join(self.storage, self.schema, segments)
        for segment in segments:
            if segment not in self._joined:  # it need not be synced
                self._delete(segment)
        return joined

    def _close_segment(self) -> None:
        """Leave no file where nothing was added."""
        if not self.fieldwriter.is_closed:
            super()._close_segment()
            self._delete(self.newsegment)

    def _delete(self, segment: Segment) -> None:
        with suppress(OSError):  # where a file that is mapped cannot go; the next commit removes it
            self.storage.delete_file(segment.make_filename(EXTENSION))

    def _commit_toc(self, segments: list[Any]) -> None:
        alive = [segment for segment in segments if segment.doc_count_all()]
        TOC(self.schema, alive, self.generation).write(self.storage, self.indexname)
        kept = [(self.generation, alive), *([self._before] if self._before[1] else [])]
        keep(self.storage, self.indexname, kept)

    def _flushed(self) -> Segment:
        self._flush_segment()
        segment: Segment = self.get_segment()
        segment.arrays = segment.documents = None
        return segment

    def _renew(self) -> None:
        """Begin another segment."""
        self.newsegment = self.codec.new_segment(self.storage, self.indexname)
        self.perdocwriter = self.codec.per_document_writer(self.storage, self.newsegment)
        self.fieldwriter = self.codec.field_writer(self.storage, self.newsegment)
        self.docnum = 0
        self._begin()

    def _begin(self) -> None:
        self.pool = Inverter(self.schema)
