"""The articles of one page until they are taken: in memory, or where they are many, in a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO

from searchkit.article import Article
from searchkit.errors import IndexUnwritable

_IN_MEMORY = 2_000_000
"""Letters of JSON beyond which the articles of a page wait in a file."""


class Kept:
    """Articles in the order given, which can be gone through when all are there."""

    def __init__(self, most: int = _IN_MEMORY) -> None:
        self._texts: list[str] = []
        self._left = most
        self._file: IO[str] | None = None

    def add(self, text: str) -> None:
        """Take the JSON of an article; raises IndexUnwritable where it cannot be kept."""
        self._texts.append(text)
        self._left -= len(text)
        if self._left < 0:
            with _keeping():
                self._file = self._file or _file()
                self._file.writelines(f"{text}\n" for text in self._texts)
            self._texts.clear()

    def articles(self) -> Iterable[Article]:
        """Return what was given."""
        return self if self._file else tuple(map(Article.from_json, self._texts))

    def __iter__(self) -> Iterator[Article]:
        assert self._file is not None
        with _keeping():
            self._file.seek(0)
        yield from map(Article.from_json, self._file)

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
