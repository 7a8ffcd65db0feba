"""Segments become one, as arrays: what is deleted is left out, documents are numbered anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import SegmentReader

from searchkit.engines.whoosh.disk.arrays import Array
from searchkit.engines.whoosh.disk.packing import Frequencies
from searchkit.engines.whoosh.disk.perdocument import DocumentsReader, DocumentsWriter, Lengths
from searchkit.engines.whoosh.disk.postings import Inverted, Postings, Stream
from searchkit.engines.whoosh.segments.codec import Codec, Segment

_PIECE = 1 << 21
"""Numbers that are moved at once, which bounds the memory that is needed."""

_CODES = "BHIQ"


def join(storage: Any, schema: Any, segments: Sequence[Segment]) -> Segment:
    """Write the documents of segments as one segment, in their order, and return it."""
    codec = Codec()
    joined = codec.new_segment(storage, segments[0].indexname)
    writer = codec.per_document_writer(storage, joined)
    readers = [SegmentReader(storage, schema, segment) for segment in segments]
    parts: list[_Part] = []
    for reader in readers:
        parts.append(_Part(reader, writer.count))
        _copy_stored(parts[-1], writer)
    for name in sorted({name for part in parts for name in part.documents.list_columns()}):
        if name in schema and (column := schema[name].column_type):
            _copy_column(name, column, parts, writer)
    names = sorted({name for part in parts for name in part.terms.indexed_field_names()})
    for name in names:
        _copy_lengths(name, parts, writer)
    writer.close()
    fields = codec.field_writer(storage, joined)
    for name in names:
        if name in schema and (inverted := _joined(name, parts)):
            fields.add_inverted(name, inverted)
    joined.set_doc_count(writer.count)
    fields.close()
    joined.arrays = joined.documents = None
    return joined


class _Part:
    """One segment: what reads it, and the new numbers of its documents, -1 where deleted."""

    def __init__(self, reader: Any, base: int) -> None:
        self.terms: Any = reader._terms
        self.documents: DocumentsReader = reader._perdoc
        alive = np.ones(reader.doc_count_all(), bool)
        alive[list(self.documents.deleted_docs())] = False
        self.alive = np.flatnonzero(alive)
        self.whole = len(self.alive) == len(alive)
        self.numbers = np.full(len(alive), -1, np.int64)
        self.numbers[self.alive] = base + np.arange(len(self.alive))


def _copy_stored(part: _Part, writer: DocumentsWriter) -> None:
    documents = part.documents
    if not writer.take_names(documents.stored_names()):
        for document in part.alive.tolist():
            writer.add_fields(documents.stored_fields(document))
    else:
        for document in part.alive.tolist():
            writer.add_stored(documents.stored_bytes(document))


def _copy_column(name: str, column: Any, parts: list[_Part], writer: DocumentsWriter) -> None:
    for part in parts:
        if part.documents.has_column(name):
            reader = part.documents.column_reader(name, column)
            for document in part.alive.tolist():
                number = int(part.numbers[document])
                writer.add_value(number, name, column, reader[document])


def _copy_lengths(name: str, parts: list[_Part], writer: DocumentsWriter) -> None:
    found = [(part, part.documents.lengths(name)) for part in parts]
    rows = [(part, array.whole_numpy()[part.alive]) for part, array in found if array]
    if rows:
        numbers = np.concatenate([part.numbers[part.alive] for part, _ in rows])
        lengths = np.concatenate([row for _, row in rows])
        kept = np.flatnonzero(lengths)
        writer.lengths[name] = Lengths(numbers[kept].tolist(), lengths[kept].tolist())


@dataclass(frozen=True, slots=True)
class _Source:
    """The postings of one field of one segment: how many each term has, those kept of them."""

    postings: Postings
    part: _Part
    kept: NDArray[Any] | None  # of each posting, whether its document is alive; None is all
    counts: NDArray[Any]  # postings that are kept, by term
    places: NDArray[Any] | None  # positions that are kept, by term


def _source(postings: Postings, part: _Part) -> _Source:
    terms = len(postings.lexicon)
    counts = postings.counts(0, terms)
    places = None if postings.positions is None else np.diff(postings.places(0, terms))
    if part.whole:
        return _Source(postings, part, None, counts, places)
    kept = part.numbers[postings.docs.whole_numpy()] >= 0
    starts = np.cumsum(counts) - counts
    if places is not None:
        freqs = np.ones(len(kept), np.int64)
        if postings.freqs:
            freqs = postings.freqs.whole_numpy().astype(np.int64)
        places = np.add.reduceat(freqs * kept, starts)
    return _Source(postings, part, kept, np.add.reduceat(kept.astype(np.int64), starts), places)


def _joined(name: str, parts: list[_Part]) -> Inverted | None:
    """Return the postings of a field over all parts; None where no term is left."""
    found = ((part.terms.postings(name), part) for part in parts)
    sources = [_source(postings, part) for postings, part in found if postings]
    lexicons = [list(source.postings.lexicon) for source in sources]
    counts = np.concatenate([source.counts for source in sources])
    used = iter((counts > 0).tolist())
    terms = sorted({term for term in chain.from_iterable(lexicons) if next(used)})
    if not terms:
        return None
    ranks = {term: rank for rank, term in enumerate(terms)}
    of_rows = np.array([ranks.get(term, 0) for term in chain.from_iterable(lexicons)])
    order = np.argsort(of_rows, kind="stable")
    totals = np.bincount(of_rows, counts, len(terms)).astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(totals)))
    rows = _Rows(counts, order)
    docs = np.concatenate([_documents(source) for source in sources])
    places = positions = None
    if all(source.places is not None for source in sources):
        sizes = np.concatenate([s.places for s in sources if s.places is not None])
        places = np.concatenate(([0], np.cumsum(np.bincount(of_rows, sizes, len(terms)))))
        positions = _positions(sources, _Rows(sizes, order))
    return Inverted(
        terms,
        starts,
        rows.moved(docs),
        _frequencies(sources, rows),
        _weights(sources, rows),
        positions,
        None if places is None else places.astype(np.int64),
    )


class _Rows:
    """Pieces of an array, one for each term of each part, and the order they are wanted in."""

    def __init__(self, sizes: NDArray[Any], order: NDArray[Any]) -> None:
        self._sizes = sizes[order]
        self._starts = (np.cumsum(sizes) - sizes)[order]

    def moved(self, numbers: NDArray[Any]) -> Iterator[NDArray[Any]]:
        """Yield an array in the wanted order, piece by piece."""
        ends = np.cumsum(self._sizes)
        low = 0
        while low < len(ends):
            done = ends[low - 1] if low else 0
            high = max(low + 1, int(np.searchsorted(ends, done + _PIECE, "right")))
            sizes = self._sizes[low:high]
            begins = np.cumsum(sizes) - sizes
            places = np.repeat(self._starts[low:high] - begins, sizes)
            places += np.arange(len(places))
            yield numbers[places]
            low = high


def _documents(source: _Source) -> NDArray[Any]:
    """Return the new numbers of the documents of the postings that are kept."""
    docs = source.part.numbers[source.postings.docs.whole_numpy()]
    kept: NDArray[Any] = docs if source.kept is None else docs[source.kept]
    return kept.astype(np.uint32)


def _frequencies(sources: list[_Source], rows: _Rows) -> Iterator[NDArray[Any]] | None:
    """Return the frequencies, where any is not 1."""
    if all(source.postings.freqs is None for source in sources):
        return None
    kept = [_kept(source, source.postings.freqs, "<u4") for source in sources]
    return rows.moved(np.concatenate(kept))


def _weights(sources: list[_Source], rows: _Rows) -> Iterator[NDArray[Any]] | None:
    """Return the weights, where any is not the frequency."""
    if all(source.postings.weights is source.postings.freqs for source in sources):
        return None
    kept = [_kept(source, source.postings.weights, "<f4") for source in sources]
    return rows.moved(np.concatenate(kept))


def _kept(source: _Source, array: Array | Frequencies | None, dtype: str) -> NDArray[Any]:
    if array is None:
        return np.ones(int(source.counts.sum()), dtype)
    numbers = array.whole_numpy()
    kept: NDArray[Any] = numbers if source.kept is None else numbers[source.kept]
    return kept.astype(dtype)


def _positions(sources: list[_Source], rows: _Rows) -> Stream:
    arrays = [source.postings.positions for source in sources]
    code = max((array.code for array in arrays if array), key=_CODES.index)
    kept = []
    for source, array in zip(sources, arrays, strict=True):
        assert array is not None
        numbers = array.whole_numpy()
        if source.kept is not None:
            freqs = source.postings.freqs
            counts = freqs.whole_numpy() if freqs else 1
            numbers = numbers[np.repeat(source.kept, counts)]
        kept.append(numbers.astype(f"<u{1 << _CODES.index(code)}"))
    return Stream(code, rows.moved(np.concatenate(kept)))
