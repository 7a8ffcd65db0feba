"""A file below the corpus folder becomes bytes: regular files only, no links, bounded in size.

A file is opened without following a link at its end and without waiting for a pipe's writer; a
gzip file is unpacked up to the bound and no further, for one megabyte of it can hold a thousand.
"""

from __future__ import annotations

import gzip
import os
import stat
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase, BufferedReader, BytesIO
from pathlib import Path, PurePath
from typing import IO

from searchkit.errors import PageRefused

LARGEST = 5_000_000
"""Bytes of a page, counted after decompression."""

LARGEST_ARCHIVE = 100_000_000
"""Bytes of a file that holds many articles, counted after decompression."""

LINES = (".jsonl", ".ndjson")
"""Ends of the names of files that are read line by line, and so may be of any size."""

MOST_PACKED = 250
"""Times that a text may be larger than its packed bytes; pages come to 20 times at most."""

_PIECE = 1_000_000
_SMALL = 1_000_000  # bytes that may be packed to anything

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_FLAGS |= getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
GZIP = b"\x1f\x8b"


def read_bytes(path: Path, limit: int = LARGEST) -> bytes:
    """Return the bytes of a regular file, unpacked where they are gzip.

    Raises PageRefused where it is no regular file, cannot be read, or is larger than ``limit``.
    """
    return unpacked(read_packed(path, limit), limit)


def read_packed(path: Path, limit: int = LARGEST_ARCHIVE) -> bytes:
    """Return the first ``limit`` bytes of a regular file and one more, as they are.

    Raises PageRefused where it is no regular file or cannot be read.
    """
    with opened(path) as file:
        return file.read(limit + 1)


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """Open a regular file; PageRefused where it is none or cannot be read."""
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        raise PageRefused(_unreadable(path, error)) from None
    except ValueError:  # of a NUL, or of a letter that the file system cannot write
        raise PageRefused("no file can have this name") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise PageRefused("this is no regular file")
        with open(descriptor, "rb", closefd=False) as file:
            yield file
    except OSError as error:
        raise PageRefused(_unreadable(path, error)) from None
    finally:
        os.close(descriptor)


def most_bytes(name: str) -> int:
    """Return how many bytes a file of this name may have, packed or not."""
    is_lines = PurePath(name.lower().removesuffix(".gz")).suffix in LINES
    return sys.maxsize if is_lines else LARGEST_ARCHIVE


def pieces(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a regular file, of one that is too large the first ones; PageRefused."""
    with opened(path) as file:
        yield from pieces_of(file, most_bytes(path.name) + 1)


def pieces_of(file: IO[bytes], most: int) -> Iterator[bytes]:
    """Yield the bytes of a stream, ``most`` of them, a megabyte at a time."""
    while piece := file.read(min(most, _PIECE)):
        yield piece
        most -= len(piece)


def unpacked(data: bytes, limit: int = LARGEST) -> bytes:
    """Return the bytes that a gzip text holds, or other bytes as they are.

    Raises PageRefused where they are more than ``limit`` or the gzip is damaged.
    """
    if not data.startswith(GZIP):
        return _bounded(data, limit)
    if len(data) > limit:
        raise PageRefused(too_large(limit))
    with unpacking(BytesIO(data)) as file:
        return _bounded(file.read(limit + 1), limit)


@contextmanager
def unpacking(file: BufferedIOBase) -> Iterator[BufferedIOBase]:
    """Give the stream that a gzip file holds, or another file as it is.

    Raises PageRefused where the gzip is damaged, or holds so much that its lines are no texts.
    """
    is_packed = file.read(len(GZIP)) == GZIP
    file.seek(0)
    if not is_packed:
        yield file
        return
    try:
        # A gzip file may be several, one after the other.
        with _Unpacked(file) as plain:
            yield plain
    except EOFError:
        raise PageRefused("the gzip file is cut off; fetch it again") from None
    except (OSError, zlib.error) as error:
        raise PageRefused(f"the gzip file is damaged ({error}); fetch it again") from None


class _Unpacked(gzip.GzipFile):
    def __init__(self, packed: BufferedIOBase) -> None:
        super().__init__(fileobj=packed)
        self._packed = packed

    def readline(self, size: int | None = -1) -> bytes:
        line = super().readline(-1 if size is None else size)
        if self.tell() > max(_SMALL, MOST_PACKED * self._packed.tell()):
            raise PageRefused(f"packed to less than a {MOST_PACKED}th: these are no articles")
        return line


def _bounded(data: bytes, limit: int) -> bytes:
    if len(data) > limit:
        raise PageRefused(too_large(limit))
    return data


def too_large(limit: int) -> str:
    """Return the reason for a page or a file above a bound of so many bytes."""
    return f"larger than {limit // 1_000_000} MB; save the article alone, or split the file"


def _unreadable(path: Path, error: OSError) -> str:
    if path.is_symlink():
        return "this is a link; copy the file that it points to"
    return f"cannot be read: {error.strerror}"
