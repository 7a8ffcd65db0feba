"""How a segment lies on disk: one file of arrays, and nothing in it that is code.

Whoosh's own codec pickles what it writes, and unpickling runs whatever a file asks for.  This one
writes numbers, bytes and JSON: the terms of each field and their postings (postings.py), what
belongs to a document (perdocument.py).  It stands behind Whoosh's extension point, so that Whoosh's
schemas, writers, readers, queries and columns work on it; but for vectors, columns that pickle, and
formats that tell of a posting more than positions, which are a TypeError.
"""

# mypy: disallow-subclassing-any=False
# (Whoosh 2.7.4 has no types)

from __future__ import annotations

import os
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from whoosh.codec import base

from searchkit.engines.whoosh.disk.arrays import ArrayWriter
from searchkit.engines.whoosh.disk.perdocument import DocumentsReader, DocumentsWriter
from searchkit.engines.whoosh.disk.postings import Inverted, write_postings
from searchkit.engines.whoosh.disk.terms import TermsReader

EXTENSION = ".arrays"


class Codec(base.Codec):
    """Whoosh's extension point for what lies in an index."""

    length_stats = False

    def new_segment(self, storage: Any, indexname: str) -> Segment:
        return Segment(indexname)

    def per_document_writer(self, storage: Any, segment: Segment) -> DocumentsWriter:
        writer = ArrayWriter(segment.create_file(storage, EXTENSION))
        segment.documents = DocumentsWriter(writer)
        segment.arrays = writer
        return segment.documents

    def field_writer(self, storage: Any, segment: Segment) -> FieldWriter:
        assert segment.documents is not None
        return FieldWriter(segment.arrays, segment.documents)

    def terms_reader(self, storage: Any, segment: Segment) -> TermsReader:
        return TermsReader(storage.open_arrays(segment.make_filename(EXTENSION)))

    def per_document_reader(self, storage: Any, segment: Segment) -> DocumentsReader:
        file = storage.open_arrays(segment.make_filename(EXTENSION))
        if file.facts["documents"] != segment.doc_count_all():
            raise ValueError(f"{file.name} has not the documents that it was written with")
        return DocumentsReader(file, segment)


class Segment(base.Segment):
    """A segment, which stands in the table of contents as JSON.

    While it is written, ``arrays`` and ``documents`` write its file.
    """

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self.arrays: Any = None
        self.documents: DocumentsWriter | None = None
        self._count = 0
        self._deleted: set[int] = set()
        self._frozen: frozenset[int] | None = frozenset()

    @classmethod
    def _random_id(cls, size: int = 16) -> str:
        """Return the id of a new segment."""
        return os.urandom(size // 2).hex()  # Whoosh asks ``random``, which a caller may seed

    def codec(self) -> Codec:
        return Codec()

    def should_assemble(self) -> bool:
        return False

    def set_doc_count(self, count: int) -> None:
        self._count = count

    def doc_count_all(self) -> int:
        return self._count

    def deleted_count(self) -> int:
        return len(self._deleted)

    def deleted_docs(self) -> frozenset[int]:
        if self._frozen is None:
            self._frozen = frozenset(self._deleted)
        return self._frozen

    def is_deleted(self, document: int) -> bool:
        return document in self._deleted

    def delete_document(self, document: int, delete: bool = True) -> None:
        (self._deleted.add if delete else self._deleted.discard)(document)
        self._frozen = None

    def state(self) -> dict[str, Any]:
        """Return what the table of contents has of the segment."""
        return {
            "index": self.indexname,
            "segment": self.segid,
            "documents": self._count,
            "deleted": _bits(self.deleted_docs()),
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Segment:
        """Read what ``state`` returned; KeyError, TypeError or ValueError where it is not that."""
        segment = cls(state["index"])
        segment.segid = state["segment"]
        segment._count = state["documents"]
        segment._frozen = _set(state["deleted"], segment._count)
        segment._deleted = set(segment._frozen)
        return segment


class FieldWriter(base.FieldWriter):
    """Writes the postings of each field, and then ends the file."""

    def __init__(self, writer: ArrayWriter, documents: DocumentsWriter) -> None:
        self.is_closed = False
        self._writer = writer
        self._documents = documents
        self._fields: list[str] = []

    def add_postings(self, schema: Any, lengths: Any, items: Any) -> None:
        """Write what Whoosh's own writer has collected: field, term, document, weight, value."""
        from searchkit.engines.whoosh.segments.inverting import Inverter  # loads numpy

        inverter = Inverter(schema)
        for item in items:
            inverter.add(item)
        for name, postings in inverter.inverted():
            self.add_inverted(name, postings)

    def add_inverted(self, name: str, postings: Inverted) -> None:
        """Write the postings of a field."""
        self._fields.append(name)
        write_postings(self._writer, name, postings)

    def close(self) -> None:
        if not self.is_closed:
            self._writer.close({"fields": self._fields, **self._documents.facts()})
            self.is_closed = True


def _bits(numbers: frozenset[int]) -> str:
    """Return numbers as text: a bitmap, deflated, in base 64."""
    bits = bytearray(max(numbers, default=-1) // 8 + 1)
    for number in numbers:
        bits[number // 8] |= 1 << number % 8
    return b64encode(zlib.compress(bits)).decode()


def _set(text: str, count: int) -> frozenset[int]:
    """Return the numbers that ``_bits`` was given of ``count``; ValueError for a longer bitmap."""
    inflating = zlib.decompressobj()
    bits = inflating.decompress(b64decode(text), count // 8 + 2)
    if not inflating.eof:
        raise ValueError("more documents are deleted than there are")
    return frozenset(
        place * 8 + bit for place, byte in enumerate(bits) if byte for bit in range(8)
        if byte >> bit & 1
    )  # fmt: skip
