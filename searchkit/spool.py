"""Texts wait until all are there: in memory, or where they are many, in a file that vanishes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from searchkit.errors import IndexUnwritable

IN_MEMORY = 2_000_000
"""Letters beyond which texts wait in a file."""


class Spool:
    """Texts without line feeds, in the order given, which can be gone through more than once.

    Raises IndexUnwritable where the file cannot be written, or read again.
    """

    def __init__(self, most: int = IN_MEMORY) -> None:
        self._texts: list[str] = []
        self._left = most
        self._file: IO[str] | None = None

    @property
    def is_in_memory(self) -> bool:
        return self._file is None

    def add(self, text: str) -> None:
        """Take a text."""
        self._texts.append(text)
        self._left -= len(text)
        if self._left < 0:
            with _keeping():
                self._file = self._file or _file()
                self._file.writelines(f"{text}\n" for text in self._texts)
            self._texts.clear()

    def flush(self) -> None:
        """See to it that what was given can be written."""
        if self._file:
            with _keeping():
                self._file.flush()

    def __iter__(self) -> Iterator[str]:
        if self._file is None:
            yield from self._texts
            return
        with _keeping():
            self._file.seek(0)
        yield from (line.removesuffix("\n") for line in self._file)

    def __del__(self) -> None:
        if self._file:
            with suppress(OSError):  # of a full disk, which it meets once more
                self._file.close()


def _file() -> IO[str]:
    # It goes with the object that it is of.
    return tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass", newline="\n")


@contextmanager
def _keeping() -> Iterator[None]:
    """Turn an OSError of the temporary file (disk full) into IndexUnwritable."""
    try:
        yield
    except OSError as error:
        raise IndexUnwritable(f"cannot write a temporary file: {error.strerror}") from error
