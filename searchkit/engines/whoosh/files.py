"""What a file of an index is: mapped when read, never followed elsewhere, and without pickles.

Whoosh reads and writes its files through ``StructFile``, "pickles" among the rest; here those are
JSON records with a checksum.
"""

# mypy: disallow-subclassing-any=False
# (Whoosh 2.7.4 has no types)

from __future__ import annotations

import mmap
import os
import stat
from typing import Any

from whoosh.filedb.structfile import StructFile

from searchkit.engines.whoosh.codec import Segment, read_record, record

# What a TOC of both packages starts with: sizes of int, long and float, byte order, TOC version.
# Whoosh reads an older version, or other sizes, by other means, some of which unpickle.
_TOC_HEAD = b"\4\10\4" + (-12345).to_bytes(4, signed=True) + (-111).to_bytes(4, signed=True)
BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_TRAPS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class File(StructFile):
    """A file being written, whose "pickles" are records."""

    def write_pickle(self, value: object, protocol: int = -1) -> None:
        self.write(record(value))

    def read_pickle(self) -> Any:
        return read_record(self.read)

    def write_string(self, text: bytes) -> None:
        """Write nothing: the one string in an index is the schema's pickle, which nobody reads."""
        self.write_varint(0)

    def read_string(self) -> bytes:
        raise ValueError("a schema is not read from an index; give one to open_index")


class MappedFile(File):
    """A file being read, or a part of one, through a view of its bytes.

    Reads beyond the end are short; a place before the start is a ValueError.
    """

    def __init__(self, view: memoryview, name: str | None = None) -> None:
        super().__init__(None, name=name)
        self._view = view
        self._place = 0

    def read(self, size: int | None = None) -> bytes:
        end = len(self._view) if size is None else self._place + max(size, 0)
        data = bytes(self._view[self._place : end])
        self._place += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> None:
        place = offset + (0, self._place, len(self._view))[whence]
        if place < 0:
            raise ValueError(f"{place} lies before the start of {self._name}")
        self._place = place

    def tell(self) -> int:
        return self._place

    def get(self, position: int, length: int) -> bytes:
        return bytes(self._view[position : position + length])

    def subset(self, offset: int, length: int, name: str | None = None) -> MappedFile:
        return MappedFile(self._view[offset : offset + length], name or self._name)

    def close(self) -> None:
        super().close()
        self._view.release()  # the map goes with the last view of it


class TableOfContents(MappedFile):
    """The TOC: of the one version that is read, and with our segments in it."""

    def __init__(self, view: memoryview, name: str) -> None:
        super().__init__(view, name)
        if self.get(0, len(_TOC_HEAD)) != _TOC_HEAD:
            raise ValueError(f"{name} is not a table of contents")

    def read_pickle(self) -> list[Segment]:
        return [Segment.from_state(state) for state in super().read_pickle()]


def open_mapped(path: str) -> MappedFile:
    """Map a regular file of an index; ValueError for a link, a pipe or a device."""
    name = os.path.basename(path)
    view = memoryview(_map(path))
    return TableOfContents(view, name) if name.endswith(".toc") else MappedFile(view, name)


def _map(path: str) -> mmap.mmap | bytes:
    if os.path.islink(path):
        raise ValueError(f"{path} is a link")
    descriptor = os.open(path, os.O_RDONLY | BINARY | _NO_TRAPS)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ValueError(f"{path} is not a regular file")
        if not status.st_size:
            return b""  # which cannot be mapped
        return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
    finally:
        os.close(descriptor)


def sync(path: str, flags: int = os.O_RDONLY) -> None:
    """Wait until a file or a folder is on disk."""
    descriptor = os.open(path, flags | BINARY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
