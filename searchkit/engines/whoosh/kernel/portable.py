"""The two inner loops of indexing, in Python and numpy: what is done where nothing is compiled.

``_kernel.c`` does the same.  All numbers are of 32 bits, in the order of bytes of the machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Buffer = Any
"""Bytes, an array of numbers: whatever lies in one piece of memory."""

_LONGEST_KEPT = 255  # longer pieces are asked for each time: they seldom come twice
_MOST = (1 << 32) - 1

_RUNS = re.compile("[a-z0-9]+")
_NEEDS_READING = re.compile(
    r"[A-Za-z0-9]'[A-Za-z0-9]|[0-9],[0-9]|(?:[0-9]|(?<![A-Za-z0-9])[A-Za-z])\.[A-Za-z0-9]"
)
"""What may make the words of ASCII others than its runs of letters and digits."""


class Pieces(dict[str, bytes]):
    """Gives the numbers of the words of texts, piece by piece as ``str.split`` parts them.

    Most pieces are runs of ASCII letters and digits, with punctuation around and between them:
    these are taken one by one, in small letters.  ``missing(piece)`` gives the numbers for a run,
    or another piece, that is not known yet: bytes of int32.
    """

    def __init__(self, missing: Callable[[str], bytes]) -> None:
        self._missing = missing

    def words(self, text: str) -> bytes:
        """Return the numbers of the words of a text as int32, in order."""
        return b"".join(map(self.__getitem__, str.split(text)))

    def __missing__(self, piece: str) -> bytes:
        kept = len(piece) <= _LONGEST_KEPT
        if kept and piece.isascii() and not _NEEDS_READING.search(piece):
            runs = _RUNS.findall(piece.lower())
            if runs != [piece]:
                words = self[piece] = b"".join(map(self.__getitem__, runs))
                return words
        words = self._missing(piece)
        if len(words) % 4:
            raise ValueError("the words of a piece are whole numbers of 4 bytes")
        if kept:
            self[piece] = words
        return words


Arrays = tuple[Buffer, Buffer, Buffer, Buffer, Buffer | None]


def invert(
    numbers: Buffer,
    ranks: Buffer,
    terms: int,
    documents: Buffer,
    sizes: Buffer,
    gap: int | None,
) -> Arrays:
    """Return the postings of the words of texts, which come in the order of their documents.

    ``numbers`` are the words of all texts, ``ranks`` says for each number which of the ``terms``
    it is, ``documents`` and ``sizes`` what document each text belongs to, and how many words it
    has.  Words have positions in their document, with a ``gap`` between two texts of it.

    Returned are, by term, where its postings begin (and, last, how many there are); of each
    posting its document and how often the term stands there; by term, where its positions begin;
    and the positions, None where ``gap`` is.  ValueError where any number is out of range.
    """
    known = _numbers(numbers), _numbers(ranks), _numbers(documents), _numbers(sizes)
    _check(*known, terms, gap or 0)
    of_words, of_terms, of_text, counts = known
    ranked = of_terms[of_words]
    order = sorting(ranked)
    ranked = ranked[order]
    of_word = np.repeat(of_text, counts)[order]
    begins = runs(ranked, of_word)
    starts = np.searchsorted(ranked[begins], np.arange(terms + 1)).astype(np.uint32)
    ends = np.append(begins, np.uint32(len(order)))
    positions = None if gap is None else _positions(of_text, counts, gap)[order]
    return starts, of_word[begins], np.diff(ends), ends[starts], positions


def sorting(numbers: NDArray[Any]) -> NDArray[Any]:
    """Return the order that sorts the numbers, of equal ones that in which they stand."""
    key = numbers.astype(np.uint64)
    key <<= np.uint64(32)
    key |= np.arange(len(key), dtype=np.uint64)
    key.sort()
    return key.astype(np.uint32)  # the lower half


def runs(*columns: NDArray[Any]) -> NDArray[Any]:
    """Return where a row is not as the one before it."""
    first = np.zeros(len(columns[0]), bool)
    first[:1] = True
    for column in columns:
        first[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(first).astype(np.uint32)


def _positions(of_text: NDArray[Any], counts: NDArray[Any], gap: int) -> NDArray[Any]:
    """Return the position of each word in its document."""
    ends = np.cumsum(counts, dtype=np.int64)
    before = ends - counts
    bases = before + gap * np.arange(len(counts))  # were all texts those of one document
    first = np.zeros(len(counts), bool)
    first[runs(of_text)] = True
    bases -= np.maximum.accumulate(np.where(first, bases, 0))
    if (bases + counts + gap).max(initial=0) > _MOST:
        raise ValueError("a document is too long")
    shifts = (bases - before).astype(np.uint32)  # modulo 2**32, which the sum undoes
    shifts = np.repeat(shifts, counts)
    shifts += np.arange(len(shifts), dtype=np.uint32)
    return shifts


def _numbers(buffer: Buffer) -> NDArray[Any]:
    view = memoryview(buffer)
    if view.itemsize not in (1, 4) or view.format.lstrip("@=<") not in tuple("bBciIlL"):
        raise ValueError("numbers of 32 bits are wanted")
    if view.nbytes % 4:
        raise ValueError("the bytes are no whole numbers of 32 bits")
    return np.frombuffer(view, np.uint32)


def _check(
    numbers: NDArray[Any],
    ranks: NDArray[Any],
    documents: NDArray[Any],
    sizes: NDArray[Any],
    terms: int,
    gap: int,
) -> None:
    """ValueError where anything is out of range."""
    if not 0 <= terms < _MOST or not 0 <= gap <= _MOST:
        raise ValueError("a number is out of range")
    if len(documents) != len(sizes):
        raise ValueError("each text has one document and one size")
    if sizes.sum(dtype=np.uint64) != len(numbers):
        raise ValueError("the texts have more or fewer words than there are")
    if (documents[1:] < documents[:-1]).any():
        raise ValueError("the documents are not in order")
    if len(numbers) and (numbers.max() >= len(ranks) or ranks[numbers].max() >= terms):
        raise ValueError("a number is out of range")
