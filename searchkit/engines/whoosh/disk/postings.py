"""The postings of a field of a segment, as arrays in the order of terms, then of documents.

Of term *t*, ``starts[t]`` to ``starts[t + 1]`` are its places in ``docs`` (document numbers) and
``freqs`` (how often it stands in each; left out where it is once everywhere), and ``places[t]`` is
where its positions begin, all of a document behind all of the one before.  ``weights`` are there
where they are not the frequencies, which a boost does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from searchkit.engines.whoosh.disk.arrays import ArrayFile, ArrayWriter, narrow
from searchkit.engines.whoosh.disk.lexicon import Lexicon, write_lexicon
from searchkit.engines.whoosh.disk.packing import (
    Documents,
    Frequencies,
    write_documents,
    write_frequencies,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


LENGTHS = "lengths"
"""Of a field, by document: it stands with what belongs to a document."""

_COLUMNS = (
    *("keys", "ends", "terms", "starts", "docs", "docs above", "freqs", "freqs large places"),
    *("freqs large", "weights", "positions", "places"),
)
"""The arrays of the postings of a field, as ``_search.c`` numbers them."""


class Postings:
    """Reads the postings of a field, of which it touches no more than it is asked for."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self.file = file
        self.field = field
        self.lexicon = Lexicon(file, field)
        self._starts = file.array(f"{field}/starts")
        self.docs = Documents(file, field)
        self.freqs = Frequencies(file, field) if f"{field}/freqs" in file else None
        self.weights = file.maybe(f"{field}/weights") or self.freqs
        self.positions = file.maybe(f"{field}/positions")
        self._places = file.maybe(f"{field}/places")
        self.lengths = file.maybe(f"{field}/{LENGTHS}")

    def columns(self) -> list[tuple[memoryview, int] | None]:
        """Return all arrays, unchecked, each with where in the file it begins; None for none."""
        found = (self.file.maybe(f"{self.field}/{name}") for name in _COLUMNS)
        return [None if array is None else array.unchecked() for array in found]

    def extent(self, ordinal: int, until: int | None = None) -> tuple[int, int]:
        """Return where the postings of a term, or of all terms before another, begin and end."""
        starts = self._starts
        until = ordinal + 1 if until is None else until
        return starts[ordinal], starts[until]

    def firsts(self) -> NDArray[Any]:
        """Return where the postings of each term begin."""
        return self._starts.numpy(0, len(self.lexicon))

    def counts(self, first: int, until: int) -> NDArray[Any]:
        """Return the numbers of postings of a range of terms."""
        import numpy as np

        return np.diff(self._starts.numpy(first, until + 1).astype(np.int64))

    def places(self, first: int, until: int) -> NDArray[Any]:
        """Return where the positions of a range of terms begin, and where the last ones end."""
        import numpy as np

        assert self._places is not None
        return self._places.numpy(first, until + 1).astype(np.int64)

    def place(self, ordinal: int) -> int:
        """Return where the positions of a term begin."""
        assert self._places is not None
        place: int = self._places[ordinal]
        return place


class Stream(NamedTuple):
    """Numbers to be written, one array behind the other, in the type of a code."""

    code: str
    arrays: Iterable[NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Inverted:
    """The postings of a field, ready to be written: terms that are sorted and distinct, and arrays.

    ``starts`` and ``places`` have one number more than there are terms.
    """

    terms: Sequence[bytes]
    starts: NDArray[Any]
    docs: Iterable[NDArray[Any]]
    freqs: Iterable[NDArray[Any]] | None = None
    weights: Iterable[NDArray[Any]] | None = None
    positions: Stream | None = None
    places: NDArray[Any] | None = None


def write_postings(writer: ArrayWriter, field: str, given: Inverted) -> None:
    """Write the postings of a field."""
    write_lexicon(writer, field, given.terms)
    writer.put(f"{field}/starts", *narrow(given.starts))
    if given.places is not None:
        writer.put(f"{field}/places", *narrow(given.places))
    write_documents(writer, field, given.docs)
    if given.freqs is not None:
        write_frequencies(writer, field, given.freqs)
    if given.weights is not None:
        _write(
            writer,
            f"{field}/weights",
            Stream("f", (piece.astype("<f4") for piece in given.weights)),
        )
    if given.positions is not None:
        _write(writer, f"{field}/positions", given.positions)


def _write(writer: ArrayWriter, name: str, numbers: Stream) -> None:
    writer.begin(name, numbers.code)
    for piece in numbers.arrays:
        writer.write(piece)
