"""A zip archive gives the pages in it; nothing of it is ever written, and its names are only names.

It is read within bounds: of entries, of bytes for each and for all, of how far one may be packed.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from searchkit.errors import PageRefused
from searchkit.ingest.containers.entries import Entry
from searchkit.ingest.files import LARGEST, MOST_PACKED, too_large

ZIP = b"PK\x03\x04"

MOST_ENTRIES = 10_000
LARGEST_IN_ALL = 1_000_000_000
"""Bytes of all entries that are read, unpacked: an archive may store one text many times over."""

_RECORD = b"PK\x01\x02"  # begins an entry of the table of contents
_SMALL = 100_000
_HIDDEN = (".", "__MACOSX")
_METHODS = (ZIP_STORED, ZIP_DEFLATED)  # of others zipfile unpacks more than it is asked for
_FAULTS = (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)


def zip_entries(data: bytes, is_page: Callable[[str], bool]) -> Iterator[Entry]:
    """Yield the pages of an archive, each with its name as key; ``is_page`` judges by the name.

    What is no page by its name is counted and told in the end, hidden files and folders are
    passed over.  Raises PageRefused where the archive itself cannot be read.
    """
    others: Counter[str] = Counter()
    left = LARGEST_IN_ALL
    with _opened(data) as archive:
        for info in archive.infolist():
            path = PurePosixPath(info.filename)
            if info.is_dir() or any(map(_is_hidden, path.parts)):
                continue
            if not is_page(info.filename):
                others[path.suffix.lower() or "without an ending"] += 1
                continue
            if reason := _refusal(info, left):
                yield Entry(info.filename, refused=reason)
                continue
            left -= info.file_size  # whether the entry is sound or not, so much is unpacked
            yield _entry(archive, info)
    if others:
        kinds = ", ".join(f"{count} {kind}" for kind, count in others.most_common(5))
        raise PageRefused(f"{others.total()} files in it are no pages ({kinds})")


def _opened(data: bytes) -> ZipFile:
    # Counted before zipfile makes an object of each; the signature in a page's text is far rarer.
    if data.count(_RECORD) > MOST_ENTRIES:
        raise PageRefused(f"more than {MOST_ENTRIES:,} files are in it; split the archive")
    try:
        return ZipFile(BytesIO(data))
    except _FAULTS as error:
        raise PageRefused(f"the zip archive is damaged ({error}); fetch it again") from None


def _is_hidden(part: str) -> bool:
    return part != ".." and part.startswith(_HIDDEN)


def _entry(archive: ZipFile, info: ZipInfo) -> Entry:
    try:
        with archive.open(info) as file:
            page = file.read(LARGEST + 1)
    except _FAULTS as error:
        return Entry(info.filename, refused=f"damaged in the archive ({error})")
    if len(page) > LARGEST:  # the table of contents need not tell the truth
        return Entry(info.filename, refused=too_large(LARGEST))
    return Entry(info.filename, page)


def _refusal(info: ZipInfo, left: int) -> str | None:
    if info.flag_bits & 1:
        return "encrypted; unpack the archive with its password"
    if info.compress_type not in _METHODS:
        return "packed in an unusual way; unpack the archive, and add what is in it"
    if info.file_size > LARGEST:
        return too_large(LARGEST)
    if info.file_size > left:
        return f"more than {LARGEST_IN_ALL // 1_000_000} MB are in the archive; split it"
    if info.file_size > max(_SMALL, MOST_PACKED * info.compress_size):
        return f"packed to less than a {MOST_PACKED}th: that is no page"
    return None
