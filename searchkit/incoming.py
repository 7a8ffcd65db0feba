"""Pages on their way into a corpus: from an address, from a stream, each in pieces."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import IO, BinaryIO

from searchkit.durable import make_folder
from searchkit.errors import CorpusError
from searchkit.ingest.files import LARGEST, LARGEST_ARCHIVE, pieces_of
from searchkit.ingest.identity import id_in
from searchkit.printable import one_line

Pieces = Callable[[], Iterator[bytes]]
"""The bytes of a page, as often as they are asked for."""

Found = Iterator[tuple[str, Pieces]]
"""Where pages go below the corpus, with their bytes."""


def from_address(url: str, folder: str | None, allow_private: bool) -> Found:
    """Yield the page at an address, named after host and path; raises PageRefused."""
    from searchkit.ingest.naming import suffix_of
    from searchkit.ingest.net.fetching import fetch  # brings ssl

    fetched = fetch(url, allow_private=allow_private)
    name = f"{fetched.name}{suffix_of(fetched.page)}"
    yield below(folder, name), partial(cut, fetched.page)


def from_stream(stream: BinaryIO, corpus: Path, folder: str | None) -> Found:
    """Yield what comes on a stream, named by what it is; raises PageRefused.

    Articles, one a line, may be of any number: they wait on the disk of the corpus.
    """
    from searchkit.ingest.naming import name_of, suffix_of_lines  # looks into the bytes

    head = stream.read(LARGEST + 1)
    if suffix := suffix_of_lines(head):
        with _kept(corpus, chain((head,), pieces_of(stream, sys.maxsize))) as file:
            again = partial(_from_start, file)
            yield below(folder, f"{id_in(again())}{suffix}"), again
    else:
        data = head + stream.read(LARGEST_ARCHIVE + 1 - len(head))
        yield below(folder, name_of(data)), partial(cut, data)


def below(folder: str | None, name: str) -> str:
    """Return the place of a page in a folder of the corpus, or beside the folders."""
    return name if folder is None else f"{folder}/{name}"


def cut(data: bytes) -> Iterator[bytes]:
    """Yield bytes in pieces."""
    return pieces_of(BytesIO(data), len(data))


def _from_start(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    return pieces_of(file, sys.maxsize)


@contextmanager
def _kept(corpus: Path, found: Iterable[bytes]) -> Iterator[IO[bytes]]:
    """Keep what comes only once in a file that vanishes."""
    try:
        make_folder(corpus)
        with tempfile.TemporaryFile(dir=corpus, prefix=".") as file:
            file.writelines(found)
            yield file
    except OSError as error:
        place = one_line(str(corpus))
        raise CorpusError(f"{place} cannot be written: {error.strerror}") from None
