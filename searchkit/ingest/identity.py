"""What a page is known by: its place in the corpus, its id, the fingerprint of its bytes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

RECIPE = "ingest-3"
"""The version of what ingest and speakers make of a page and analysis of its words; raise it
whenever something may come out other."""


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the corpus: ``root`` the corpus folder, ``source`` the path below it.

    ``source`` is as the file system gives it (undecodable bytes as surrogates); ``collection`` is
    the first-level folder, or None.
    """

    root: Path
    source: str
    collection: str | None = None

    @property
    def path(self) -> Path:
        return self.root / self.source


def fingerprint(data: bytes) -> str:
    """Return 32 hex digits that change with the bytes of a page and with the RECIPE.

    BLAKE2b (RFC 7693) with a digest of 128 bits, the RECIPE as its personalisation.
    """
    return fingerprint_in((data,))


def fingerprint_in(pieces: Iterable[bytes]) -> str:
    """Return the fingerprint of a page whose bytes come in pieces."""
    digest = blake2b(digest_size=16, person=RECIPE.encode())
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def id_of(data: bytes) -> str:
    """Return the id of a page without a path: 12 hex digits of BLAKE2b over its bytes."""
    return id_in((data,))


def id_in(pieces: Iterable[bytes]) -> str:
    """Return the id of a page without a path whose bytes come in pieces."""
    digest = blake2b(digest_size=6)
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def id_at(source: str, key: str = "") -> str:
    """Return the id of the page at a path below the corpus, or of the entry ``key`` in it."""
    entry = b"#" + key.encode("utf-8", "surrogatepass") if key else b""
    return id_of(os.fsencode(source).replace(os.fsencode(os.sep), b"/") + entry)


def source_name(source: str) -> str:
    r"""Return a path as text that can be stored: a byte that is no UTF-8 becomes ``\xNN``."""
    return os.fsencode(source).decode("utf-8", "backslashreplace")
