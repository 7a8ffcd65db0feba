"""What Whoosh keeps by document: stored fields, lengths, columns, and which are deleted."""

# mypy: disallow-subclassing-any=False
# (Whoosh 2.7.4 has no types)

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from whoosh import columns, formats
from whoosh.codec import base
from whoosh.filedb.structfile import StructFile

from searchkit.engines.whoosh.disk.arrays import Array, ArrayFile, ArrayWriter, Buffer
from searchkit.engines.whoosh.disk.files import MappedFile
from searchkit.engines.whoosh.disk.postings import LENGTHS
from searchkit.engines.whoosh.disk.stored import Record, packed
from searchkit.engines.whoosh.disk.walking import rounded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = Sequence[int] | NDArray[Any]

STORED, ENDS, COLUMN = "stored", "stored ends", "column"


class Lengths:
    """The lengths of the documents of a field, as they come: a document not given has none."""

    def __init__(self, documents: Integers = (), lengths: Integers = ()) -> None:
        self.documents = array("I", documents)
        self.lengths = array("I", lengths)

    def add(self, document: int, length: int) -> None:
        self.documents.append(document)
        self.lengths.append(length)


class DocumentsWriter(base.PerDocWriterWithColumns):
    """Writes the stored fields of each document as it comes, the rest at the end."""

    def __init__(self, writer: ArrayWriter) -> None:
        self.is_closed = False
        self.lengths: defaultdict[str, Lengths] = defaultdict(Lengths)
        self._writer = writer
        self._fields: dict[str, Any] = {}
        self._names: dict[str, int] = {}
        self._ends = array("Q")
        self._end = 0
        self._docnum = 0
        self._columns: dict[str, tuple[BytesIO, Any]] = {}
        writer.begin(STORED, "B")

    @property
    def count(self) -> int:
        """How many documents there are."""
        return len(self._ends)

    def start_doc(self, document: int) -> None:
        if document != self.count:
            raise ValueError(f"document {document} is given where {self.count} follows")
        self._docnum = document
        self._fields = {}

    def add_field(self, name: str, field: Any, value: Any, length: int) -> None:
        if isinstance(field.format, formats.Characters | formats.PositionBoosts):
            kind = type(field.format).__name__
            raise TypeError(f"{name} has {kind}; of a posting this codec keeps positions only")
        if value is not None:
            self._fields[name] = value
        if length:
            self.lengths[name].add(self._docnum, length)

    def add_vector_items(self, name: str, field: Any, items: Any) -> None:
        raise TypeError(f"{name} has vectors, which this codec does not keep")

    def finish_doc(self) -> None:
        self.add_fields(self._fields)

    def add_fields(self, fields: Mapping[str, Any]) -> None:
        """Write the stored fields of the next document."""
        self.add_stored(packed(fields, self._names))

    def add_stored(self, data: Buffer) -> None:
        """Write stored fields as another segment has them, whose names ``take_names`` gave."""
        self._writer.write(data)
        self._end += len(data)
        self._ends.append(self._end)

    def take_names(self, names: list[str]) -> bool:
        """Say whether stored fields with these names can be taken as they are."""
        for name in names:
            self._names.setdefault(name, len(self._names))
        return names == list(self._names)[: len(names)]

    def add_value(self, document: int, name: str, column: Any, value: Any) -> None:
        """Put a value of a document in a column."""
        self._docnum = document
        self.add_column_value(name, column, value)

    def close(self) -> None:
        writer = self._writer
        writer.put(ENDS, "Q", self._ends)
        for name, found in self.lengths.items():
            writer.put(f"{name}/{LENGTHS}", "I", _spread(found, self.count))
        for name, (data, column) in self._columns.items():
            column.finish(self.count)
            writer.put(f"{name}/{COLUMN}", "B", data.getbuffer())
        self.is_closed = True

    def facts(self) -> dict[str, Any]:
        """Return what the reader has to know beside the arrays."""
        totals = {name: sum(found.lengths) for name, found in self.lengths.items()}
        return {"stored": list(self._names), "documents": self.count, "lengths": totals}

    def _has_column(self, name: str) -> bool:
        return name in self._columns

    def _create_column(self, name: str, column: Any) -> None:
        data = BytesIO()
        self._columns[name] = data, _safe(column).writer(StructFile(data))

    def _get_column(self, name: str) -> Any:
        return self._columns[name][1]


class DocumentsReader(base.PerDocumentReader):
    """Reads what a DocumentsWriter wrote of a segment."""

    def __init__(self, file: ArrayFile, segment: Any) -> None:
        self._file = file
        self._segment = segment
        self._totals: dict[str, int] = file.facts["lengths"]
        self._names: list[str] = file.facts["stored"]
        self._stored = file.array(STORED)
        self._ends = file.array(ENDS)

    # documents

    def doc_count(self) -> int:
        count: int = self._segment.doc_count()
        return count

    def doc_count_all(self) -> int:
        count: int = self._segment.doc_count_all()
        return count

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, document: int) -> bool:
        return bool(self._segment.is_deleted(document))

    def deleted_docs(self) -> frozenset[int]:
        found: frozenset[int] = self._segment.deleted_docs()
        return found

    # lengths

    def lengths(self, name: str) -> Array | None:
        """Return the numbers of terms of all documents in a field, None where it has none."""
        return self._file.maybe(f"{name}/{LENGTHS}")

    def doc_field_length(self, document: int, name: str, default: int = 0) -> int:
        lengths = self.lengths(name)
        return rounded(lengths[document]) or default if lengths else default

    def field_length(self, name: str) -> int:
        return self._totals.get(name, 0)

    def min_field_length(self, name: str) -> int:
        return self._of_lengths(name, min)

    def max_field_length(self, name: str) -> int:
        return self._of_lengths(name, max)

    def _of_lengths(self, name: str, choose: Callable[[memoryview], int]) -> int:
        lengths = self.lengths(name)
        return rounded(choose(lengths.whole())) if lengths else 0

    # stored fields

    def stored_fields(self, document: int) -> dict[str, Any]:
        record = self.record(document)
        return {name: record[name] for name in record}

    def record(self, document: int) -> Record:
        """Return the stored fields of a document, which own their bytes."""
        return Record(bytes(self.stored_bytes(document)), self._names)

    def stored_bytes(self, document: int) -> memoryview:
        """Return all stored fields of a document as they lie on disk."""
        if not document:
            return self._stored.part(0, self._ends[0])
        return self._stored.part(*self._ends.part(document - 1, document + 1))

    def stored_names(self) -> list[str]:
        """Return the names that ``stored_bytes`` has numbers for."""
        return self._names

    # columns

    def supports_columns(self) -> bool:
        return True

    def list_columns(self) -> list[str]:
        ending = f"/{COLUMN}"
        return [name.removesuffix(ending) for name in self._file if name.endswith(ending)]

    def has_column(self, name: str) -> bool:
        return f"{name}/{COLUMN}" in self._file

    def column_reader(self, name: str, column: Any) -> Any:
        data = self._file.array(f"{name}/{COLUMN}").whole()
        return _safe(column).reader(MappedFile(data, name), 0, len(data), self.doc_count_all())

    def close(self) -> None:
        """Nothing is held: the file is closed by who reads the terms."""


def _spread(found: Lengths, documents: int) -> array[int]:
    spread = array("I", bytes(4 * documents))
    for document, length in zip(found.documents, found.lengths, strict=True):
        spread[document] = length
    return spread


def _safe(column: Any) -> Any:
    """Return the column; TypeError for one that would unpickle its values."""
    if isinstance(column, columns.PickleColumn | columns.CompressedBlockColumn):
        raise TypeError(f"{type(column).__name__} pickles; give the field another column")
    return column
