"""A WARC file (ISO 28500), what crawlers save, gives the pages that servers answered with.

Records are read one after the other from a stream, each within bounds.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedIOBase, BytesIO

from searchkit.errors import PageRefused
from searchkit.ingest.containers.entries import Entry
from searchkit.ingest.files import GZIP, LARGEST, too_large
from searchkit.ingest.net.answers import Answer, AnswerUnreadable, headers_in, recorded_answer
from searchkit.ingest.saved import charset_of, marked

WARC = b"WARC/"

LARGEST_IN_ALL = 2_000_000_000
"""Bytes of all records together, unpacked."""

_LONGEST_LINE = 65_536
_MOST_LINES = 200
_STEP = 1_000_000
_KINDS = ("response", "resource")
_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class _Record:
    """A record of a kind that may be a page; ``body`` is cut above the bound."""

    kind: str
    address: str
    content_type: str
    body: bytes


def warc_entries(data: bytes) -> Iterator[Entry]:
    """Yield the HTML pages of a WARC file, gzip or not, each with its address as key.

    Requests, redirects, errors of servers, pictures and the like are no pages and passed over.
    Raises PageRefused where the file is cut off or damaged, after the pages before that place.
    """
    # gzip reads members in a row, whether each record is one or all are in one.
    plain = BytesIO(data)
    records = _Records(gzip.GzipFile(fileobj=plain) if data.startswith(GZIP) else plain)
    count = 0
    while True:
        try:
            record = records.next()
        except (OSError, EOFError, zlib.error, ValueError) as error:
            raise PageRefused(f"damaged after {count} records ({error}); fetch it again") from None
        if record is None:
            break
        count += 1
        if entry := _entry(record):
            yield entry
    if not count:
        raise PageRefused("no record is in this WARC file")


class _Records:
    """The records of a stream."""

    def __init__(self, stream: BufferedIOBase) -> None:
        self._stream = stream
        self._left = LARGEST_IN_ALL

    def next(self) -> _Record | None:
        """Return the next record, or None at the end; raises ValueError where none begins."""
        first = self._line()
        while first and not first.strip():
            first = self._line()
        if not first:
            return None
        if not first.startswith(WARC):
            raise ValueError("no record begins where one should")
        headers = headers_in(b"".join(self._header_lines()))
        kind = headers["warc-type"].lower()
        size = int(headers["content-length"])
        kept = self._read(min(size, 2 * LARGEST) if kind in _KINDS else 0)
        self._skip(size - len(kept))
        address = headers["warc-target-uri"].strip("<>")  # as WARC 1.0 printed it
        return _Record(kind, address, headers["content-type"], kept)

    def _header_lines(self) -> Iterator[bytes]:
        for _ in range(_MOST_LINES):
            line = self._line()
            if not line.strip():
                return
            yield line
        raise ValueError("a record has too many headers")

    def _line(self) -> bytes:
        line = self._stream.readline(_LONGEST_LINE)
        self._count(len(line))
        return line

    def _read(self, size: int) -> bytes:
        if size < 0:
            raise ValueError("a record is of negative length")
        data = self._stream.read(size)
        self._count(len(data))
        if len(data) < size:
            raise EOFError("it ends within a record")
        return data

    def _skip(self, size: int) -> None:
        while size:
            size -= len(self._read(min(size, _STEP)))

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise ValueError(f"more than {LARGEST_IN_ALL // 1_000_000_000} GB")


def _entry(record: _Record) -> Entry | None:
    if record.kind == "resource":
        answer = Answer(200, record.content_type, record.body)
    elif record.kind == "response" and record.content_type.startswith("application/http"):
        try:
            answer = recorded_answer(record.body)
        except AnswerUnreadable as error:
            return Entry(record.address, refused=str(error))
    else:
        return None
    if answer.status != 200 or not answer.content_type.lower().startswith(_PAGES):
        return None
    if len(answer.body) > LARGEST:
        return Entry(record.address, refused=too_large(LARGEST))
    return Entry(
        record.address, marked(answer.body, record.address, charset_of(answer.content_type))
    )
