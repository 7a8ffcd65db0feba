"""Numbers of postings on disk: as few bytes for each as most of them need.

Of document numbers the low 16 bits stand in one array, and what is above in another, which a
segment of up to 65,536 documents does not have.  A frequency is a byte; those from 255 on stand in
two arrays of their own, of places and values, and 255 stands for them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from searchkit.engines.whoosh.disk.arrays import ArrayFile, ArrayWriter, narrow

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LARGE = 255


class Documents:
    """The document numbers of postings."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self._low = file.array(f"{field}/docs")
        self._high = file.maybe(f"{field}/docs above")

    def __len__(self) -> int:
        return len(self._low)

    def __getitem__(self, place: int) -> int:
        return self.part(place, place + 1)[0]

    def part(self, first: int, until: int) -> Sequence[int]:
        """Return the numbers from ``first`` to before ``until``, without numpy."""
        low = self._low.part(first, until)
        if self._high is None:
            return low
        above = self._high.part(first, until)
        return [lower | upper << 16 for lower, upper in zip(low, above, strict=True)]

    def numpy(self, first: int, until: int) -> NDArray[Any]:
        """Return the same as an array of its own."""
        numbers = self._low.numpy(first, until).astype("i8")
        if self._high is not None:
            above = self._high.numpy(first, until).astype("i8")
            above <<= 16
            numbers |= above
        return numbers

    def whole_numpy(self) -> NDArray[Any]:
        return self.numpy(0, len(self))


class Frequencies:
    """How often the terms of postings stand in their documents."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self._bytes = file.array(f"{field}/freqs")
        self._places = file.maybe(f"{field}/freqs large places")
        self._values = file.maybe(f"{field}/freqs large")

    def __len__(self) -> int:
        return len(self._bytes)

    def part(self, first: int, until: int) -> Sequence[int]:
        """Return the frequencies from ``first`` to before ``until``, without numpy."""
        found = self._bytes.part(first, until)
        low, high = self._large(first, until)
        if low == high:
            return found
        patched = list(found)
        assert self._places is not None and self._values is not None
        for place, value in zip(
            self._places.part(low, high), self._values.part(low, high), strict=True
        ):
            patched[place - first] = value
        return patched

    def numpy(self, first: int, until: int) -> NDArray[Any]:
        """Return the same as an array, which may be a view of the file."""
        found = self._bytes.numpy(first, until)
        low, high = self._large(first, until)
        if low == high:
            return found
        patched = found.astype("u4")
        assert self._places is not None and self._values is not None
        places = self._places.numpy(low, high).astype("i8")
        patched[places - first] = self._values.numpy(low, high)
        return patched

    def whole_numpy(self) -> NDArray[Any]:
        return self.numpy(0, len(self))

    def _large(self, first: int, until: int) -> tuple[int, int]:
        """Return which of the large frequencies lie in a range."""
        if self._places is None:
            return 0, 0
        places = self._places.whole()
        low = bisect_left(places, first)
        return low, bisect_left(places, until, low)


def write_documents(writer: ArrayWriter, field: str, pieces: Iterable[NDArray[Any]]) -> None:
    """Write document numbers, which come in some pieces."""
    import numpy as np

    above = []
    writer.begin(f"{field}/docs", "H")
    for piece in pieces:
        writer.write((piece & 0xFFFF).astype(np.uint16))
        above.append(narrow(piece >> 16)[1])
    if any(part.any() for part in above):
        writer.put(f"{field}/docs above", *narrow(np.concatenate(above)))


def write_frequencies(writer: ArrayWriter, field: str, pieces: Iterable[NDArray[Any]]) -> None:
    """Write frequencies, which come in some pieces."""
    import numpy as np

    places, values = [], []
    done = 0
    writer.begin(f"{field}/freqs", "B")
    for piece in pieces:
        large = np.flatnonzero(piece >= _LARGE)
        places.append(large + done)
        values.append(piece[large])
        writer.write(np.minimum(piece, _LARGE).astype(np.uint8))
        done += len(piece)
    if any(map(len, places)):
        writer.put(f"{field}/freqs large places", *narrow(np.concatenate(places)))
        writer.put(f"{field}/freqs large", *narrow(np.concatenate(values)))
