"""How postings, stored fields and segments lie on disk: numbers, bytes and JSON, never a pickle.

Whoosh's own codec unpickles what it reads, which runs whatever code the file asks for.  This one
keeps Whoosh's files and its skipping by blocks, and replaces what lies in them:

- a record (table of contents, directories, heads of blocks): length, CRC-32, JSON;
- a block of postings: CRC-32, gaps between document numbers, weights, lengths of values, values;
- a value with positions: the positions as numbers;
- stored fields: one line of JSON, then the values that are bytes.

A schema of this codec has the formats Existence, Frequency and ``Positions`` below, no vectors, and
no column that pickles; anything else is a TypeError at the first write or read.
"""

# mypy: disallow-subclassing-any=False
# (Whoosh 2.7.4 has no types)

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import accumulate, chain, pairwise
from typing import Any

from whoosh import columns, formats
from whoosh.codec import whoosh3
from whoosh.util.numeric import length_to_byte

_RECORD = struct.Struct(">II")  # bytes of the body, CRC-32 of the body
_CRC = struct.Struct("<I")
_BLOCK_SIZE = 128  # postings; what is skipped, read and inflated at once
_WORTH_DEFLATING = 80  # bytes; below it the deflated block is no smaller
_LEVEL = 3


def record(value: object) -> bytes:
    """Return a JSON value (segments included) as bytes that ``read_record`` reads and checks."""
    body = json.dumps(value, separators=(",", ":"), default=_state).encode()
    return _RECORD.pack(len(body), zlib.crc32(body)) + body


def read_record(read: Callable[[int], bytes]) -> Any:
    """Read what ``record`` wrote; ValueError or struct.error where it is not that."""
    length, crc = _RECORD.unpack(read(_RECORD.size))
    body = read(length)
    if len(body) != length or zlib.crc32(body) != crc:
        raise ValueError("a record does not match its checksum")
    return json.loads(body)


class Positions(formats.Positions):
    """Whoosh's format of positions, each a number of 32 bits; the stock one pickles every list."""

    def encode(self, positions: list[int]) -> bytes:
        return struct.pack(f"<{len(positions)}I", *positions)

    def decode_positions(self, value: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(value) // 4}I", value))

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // 4


_FORMATS = (formats.Existence, formats.Frequency, Positions)
_PICKLING = (columns.PickleColumn, columns.CompressedBlockColumn)


def _safe_format(format_: Any) -> Any:
    """Return the format; TypeError for one that would unpickle its values."""
    if type(format_) not in _FORMATS:
        raise TypeError(f"{format_!r} pickles; give the field codec.Positions() as its format")
    return format_


def _safe_column(column: Any) -> Any:
    """Return the column; TypeError for one that would unpickle its values."""
    if isinstance(column, _PICKLING):
        raise TypeError(f"{type(column).__name__} pickles; give the field another column")
    return column


class Segment(whoosh3.W3Segment):
    """A segment that stands in the table of contents as JSON."""

    def state(self) -> dict[str, Any]:
        return {
            "index": self.indexname,
            "segment": self.segid,
            "documents": self.doc_count_all(),
            "deleted": sorted(self.deleted_docs()),
            "lengths": self._fieldlengths,
            "compound": self.compound,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Segment:
        """Read what ``state`` returned; KeyError or TypeError where it is not that."""
        deleted = set(state["deleted"]) or None
        segment = cls(Codec(), state["index"], state["documents"], state["segment"], deleted)
        segment._fieldlengths = dict(state["lengths"])
        segment.compound = state["compound"]
        return segment


def _state(value: object) -> dict[str, Any]:
    if not isinstance(value, Segment):
        raise TypeError(f"{type(value).__name__} cannot be written to the index")
    return value.state()


class StoredColumn(columns.WrappedColumn):
    """The stored fields of a document: a mapping of names to bytes, text, numbers or lists."""

    class Writer(columns.WrappedColumnWriter):
        def add(self, docnum: int, fields: Mapping[str, Any]) -> None:
            raw = {name: value for name, value in fields.items() if isinstance(value, bytes)}
            plain = {name: value for name, value in fields.items() if name not in raw}
            head = json.dumps([plain, {name: len(value) for name, value in raw.items()}])
            self._child.add(docnum, b"\n".join([head.encode(), b"".join(raw.values())]))

    class Reader(columns.WrappedColumnReader):
        def __getitem__(self, docnum: int) -> dict[str, Any]:
            head, _, tail = self._child[docnum].partition(b"\n")
            if not head:
                return {}
            plain, sizes = json.loads(head)
            return {**plain, **dict(zip(sizes, _cut(tail, sizes.values()), strict=True))}


_STORED = StoredColumn(columns.CompressedBytesColumn(level=_LEVEL))


def _cut(data: bytes, sizes: Any) -> Iterator[bytes]:
    """Yield pieces of the sizes, in order; ValueError where they are not all of the data."""
    bounds = list(accumulate(sizes, initial=0))
    if bounds[-1] != len(data):
        raise ValueError(f"{len(data)} bytes where {bounds[-1]} were written")
    return (data[start:end] for start, end in pairwise(bounds))


class _PerDocWriter(whoosh3.W3PerDocWriter):
    def _create_column(self, fieldname: str, column: Any) -> None:
        super()._create_column(
            fieldname, _STORED if fieldname == "_stored" else _safe_column(column)
        )

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Any) -> None:
        raise TypeError(f"{fieldname} has vectors, which pickle")


class _PerDocReader(whoosh3.W3PerDocReader):
    def __init__(self, storage: Any, segment: Any) -> None:
        super().__init__(storage, segment)
        # Whoosh asks the disk for every length of every field of every document.
        self.has_column = cache(super().has_column)

    def column_reader(self, fieldname: str, column: Any) -> Any:
        return super().column_reader(fieldname, _safe_column(column))

    def vector(self, docnum: int, fieldname: str, format_: Any) -> Any:
        raise TypeError(f"{fieldname} has vectors, which pickle")

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        fields: dict[str, Any] = self._cached_reader("_stored", _STORED)[docnum]
        return fields


class _PostingsWriter(whoosh3.W3PostingsWriter):
    def start_postings(self, format_: Any, terminfo: Any) -> None:
        super().start_postings(_safe_format(format_), terminfo)

    def _write_block(self, last: bool = False) -> None:
        if not self._blockcount:
            self._postfile.write(whoosh3.WHOOSH3_HEADER_MAGIC)
        self._terminfo.add_block(self)
        block = self._block()
        deflated = len(block) >= _WORTH_DEFLATING
        data = zlib.compress(block, _LEVEL) if deflated else block
        head = record(self._statistics(deflated))
        length = len(head) + len(data)
        self._postfile.write_int(-length if last else length)  # the sign marks the last block
        self._postfile.write(head + data)
        self._blockcount += 1
        self._new_block()

    def _statistics(self, deflated: bool) -> list[float]:
        """What the reader unpacks of a block to skip it without reading it."""
        lengths = (length_to_byte(self._minlength), length_to_byte(self._maxlength))
        return [len(self._ids), self._ids[-1], self._maxweight, deflated, *lengths]

    def _block(self) -> bytes:
        """The buffered postings; a value has a length of its own where its format varies."""
        count = len(self._ids)
        varies = self._format.fixed_value_size() is None
        sizes = [len(value) for value in self._values] if varies else []
        numbers = struct.pack(
            f"<{count}I{count}f{count if varies else 0}I", *self._mini_ids(), *self._weights, *sizes
        )
        body = b"".join(chain((numbers,), self._values))
        return _CRC.pack(zlib.crc32(body)) + body


class _LeafMatcher(whoosh3.W3LeafMatcher):
    def _read_data(self) -> None:
        block = self._postfile.get(self._dataoffset, self._nextoffset - self._dataoffset)
        if self._compression:
            block = zlib.decompress(block)
        body = block[_CRC.size :]
        if zlib.crc32(body) != _CRC.unpack_from(block)[0]:
            raise ValueError("a block of postings does not match its checksum")
        self._data = self._postings(body)

    def _postings(self, body: bytes) -> tuple[tuple[int, ...], tuple[float, ...], Any]:
        """Gaps of document numbers, weights, values; the matcher takes the last two as they are."""
        count = self._blocklength
        numbers = struct.unpack_from(f"<{count}I{count}f", body)
        values: Any = body[8 * count :]
        if self._fixedsize is None:
            sizes = struct.unpack_from(f"<{count}I", values)
            values = tuple(_cut(values[4 * count :], sizes))
        return numbers[:count], numbers[count:], values


def _term_info(data: bytes) -> Any:
    """Read the statistics of a term; ValueError for postings kept among them, which are pickled."""
    if data[:1] != b"\0":
        raise ValueError("a term holds its postings, which this codec never writes")
    return whoosh3.W3TermInfo.from_bytes(data)


class _FieldCursor(whoosh3.W3FieldCursor):
    def term_info(self) -> Any:
        if self._pos is None:
            return None
        return _term_info(self._tindex.dbfile.get(self._datapos, self._datalen))


class _TermsReader(whoosh3.W3TermsReader):
    """Whoosh's reader with ``_term_info`` at each of the places that read one."""

    def cursor(self, fieldname: str, fieldobj: Any) -> Any:
        return _FieldCursor(self._tindex, fieldname, self._keycoder, self._keydecoder, fieldobj)

    def term_info(self, fieldname: str, text: bytes) -> Any:
        data = self._tindex.get(self._keycoder(fieldname, text))
        if data is None:
            raise whoosh3.TermNotFound(f"no term {fieldname}:{text!r}")
        return _term_info(data)

    def items(self) -> Iterator[Any]:
        return self._decoded(self._tindex.items())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[Any]:
        return self._decoded(self._tindex.items_from(self._keycoder(fieldname, prefix)))

    def _decoded(self, rows: Iterator[tuple[bytes, bytes]]) -> Iterator[Any]:
        return ((self._keydecoder(key), _term_info(data)) for key, data in rows)


class Codec(whoosh3.W3Codec):
    """Whoosh's codec, writing and reading without pickles."""

    def new_segment(self, storage: Any, indexname: str) -> Segment:
        return Segment(self, indexname)

    def per_document_writer(self, storage: Any, segment: Any) -> Any:
        return _PerDocWriter(self, storage, segment)

    def per_document_reader(self, storage: Any, segment: Any) -> Any:
        return _PerDocReader(storage, segment)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:
        return _PostingsWriter(dbfile, _BLOCK_SIZE, byteids, inlinelimit=0)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        return _LeafMatcher(
            dbfile, *terminfo.extent(), _safe_format(format_), term=term, scorer=scorer
        )

    def terms_reader(self, storage: Any, segment: Any) -> Any:
        name = segment.make_filename(self.TERMS_EXT)
        postings = segment.open_file(storage, self.POSTS_EXT)
        return _TermsReader(self, storage.open_file(name), storage.file_length(name), postings)
