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

from searchkit.engines.whoosh.disk.checked import read_record, record

BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_TRAPS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class File(StructFile):
    """A file being written, whose "pickles" are records."""

    def write_pickle(self, value: object, protocol: int = -1) -> None:
        self.write(record(value, default=_state))

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


def open_mapped(path: str) -> MappedFile:
    """Map a regular file of an index; ValueError for a link, a pipe or a device."""
    return MappedFile(memoryview(map_file(path)), os.path.basename(path))


def map_file(path: str) -> mmap.mmap | bytes:
    """Map a regular file; ValueError for a link, a pipe or a device."""
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


def _state(value: Any) -> object:
    """Return what a table of contents has of a segment."""
    return value.state()
