"""A file of named arrays: written once, mapped when read, checked where it is touched.

    head | the arrays, each at a multiple of 8 bytes | CRC-32 of each block | directory | tail

A block is 64 KB of the file, counted from its start.  The directory is a JSON record that gives
the type, place and length of each array, and facts about them; head, directory, the list of
checksums and the size of the file are checked when it is opened, a block when something in it is
first read.  Numbers are little-endian, unsigned, or floats of 32 bits.
"""

from __future__ import annotations

import struct
import sys
import zlib
from array import array
from collections.abc import Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any

from searchkit.engines.whoosh.disk.checked import read_record, record

if TYPE_CHECKING:
    from numpy.typing import NDArray

Buffer = Any
"""Bytes, a memoryview, an array of numbers: whatever lies in one piece of memory."""

BLOCK = 1 << 16
"""Bytes that one checksum covers."""

_HEAD = b"searchkit arrays 1\n".ljust(24)
_TAIL = struct.Struct("<QQI")  # places of the checksums and of the directory; CRC-32 of the former
_TYPES = {"B": "<u1", "H": "<u2", "I": "<u4", "Q": "<u8", "f": "<f4"}
_SIZES = {code: int(name[-1]) for code, name in _TYPES.items()}
_ALIGNMENT = 8


class ArrayWriter:
    """Writes arrays to a file that is open for writing, one behind the other."""

    def __init__(self, file: IO[bytes]) -> None:
        if sys.byteorder != "little":
            raise OSError("an index is written by little-endian machines only")
        self._file = file
        self._place = 0
        self._crcs = array("I")
        self._crc = 0
        self._arrays: dict[str, list[Any]] = {}
        self._write(_HEAD)

    def put(self, name: str, code: str, data: Buffer) -> None:
        """Write a whole array of the type of a code: B, H, I, Q, or f."""
        self.begin(name, code)
        self.write(data)

    def begin(self, name: str, code: str) -> None:
        """Begin an array; ``write`` goes on with it until the next begins."""
        if name in self._arrays:
            raise ValueError(f"there are two arrays {name}")
        self._write(bytes(-self._place % _ALIGNMENT))
        self._arrays[name] = [code, self._place, 0]
        self._open = self._arrays[name]

    def write(self, data: Buffer) -> None:
        view = memoryview(data)
        if view.nbytes:
            self._open[2] += view.nbytes // _SIZES[self._open[0]]
            self._write(view.cast("B"))

    def close(self, facts: Mapping[str, Any]) -> None:
        """End the file with its directory, and close it."""
        self._write(bytes(-self._place % _ALIGNMENT))
        checksums = self._place
        if self._place % BLOCK:
            self._crcs.append(self._crc)
        crcs = self._crcs.tobytes()
        self._file.write(crcs)
        self._file.write(record({"arrays": self._arrays, "facts": facts}))
        self._file.write(_TAIL.pack(checksums, checksums + len(crcs), zlib.crc32(crcs)))
        self._file.close()

    def _write(self, data: Buffer) -> None:
        view = memoryview(data)
        self._file.write(view)
        while view:
            piece = view[: BLOCK - self._place % BLOCK]
            self._crc = zlib.crc32(piece, self._crc)
            self._place += len(piece)
            view = view[len(piece) :]
            if not self._place % BLOCK:
                self._crcs.append(self._crc)
                self._crc = 0


class Array:
    """One array of a file.  What is read of it is checked first: ValueError where it is damaged.

    Views stay in the map of the file: nothing is copied.
    """

    __slots__ = ("_file", "_numpy", "_start", "_width", "code", "values")

    def __init__(self, file: ArrayFile, code: str, start: int, count: int) -> None:
        self._file = file
        self._start = start
        self._width = _SIZES[code]
        self._numpy: NDArray[Any] | None = None
        self.code = code
        view: Any = file.view[start : start + count * self._width]
        self.values: memoryview = view.cast(code)

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, place: int) -> Any:
        self.check(place, place + 1)
        return self.values[place]

    def unchecked(self) -> tuple[memoryview, int]:
        """Return all elements, and where in the file they begin: to be checked by the caller."""
        return self.values, self._start

    def check(self, first: int, until: int) -> None:
        """Check the elements from ``first`` to before ``until``; ValueError for damage."""
        start = self._start
        self._file.check(start + first * self._width, start + until * self._width)

    def part(self, first: int, until: int) -> memoryview:
        """Return the elements from ``first`` to before ``until``."""
        self.check(first, until)
        return self.values[first:until]

    def whole(self) -> memoryview:
        return self.part(0, len(self.values))

    def numpy(self, first: int, until: int) -> NDArray[Any]:
        """Return ``part`` as an array of numpy."""
        self.check(first, until)
        if self._numpy is None:
            self._numpy = _numpy().frombuffer(self.values, _TYPES[self.code])
        return self._numpy[first:until]

    def whole_numpy(self) -> NDArray[Any]:
        return self.numpy(0, len(self.values))


class ArrayFile:
    """A file that ``ArrayWriter`` wrote, as a view of its bytes; ValueError where it is not."""

    def __init__(self, view: memoryview, name: str) -> None:
        self.view = view
        self.name = name
        if sys.byteorder != "little":
            raise ValueError("an index is read by little-endian machines only")
        if len(view) < len(_HEAD) + _TAIL.size or view[: len(_HEAD)] != _HEAD:
            raise ValueError(f"{name} is no file of arrays, or is cut off")
        checksums, directory, crc = _TAIL.unpack(view[-_TAIL.size :])
        self._crcs = self._checksums(checksums, directory, crc)
        self._read = directory
        found = read_record(self._next)
        if self._read + _TAIL.size != len(view):
            raise ValueError(f"{name} has not the size that it was written with")
        self.facts: dict[str, Any] = found["facts"]
        self._places: dict[str, tuple[str, int, int]] = found["arrays"]
        self._arrays: dict[str, Array] = {}
        self.seen = bytearray(len(self._crcs))  # by block, 1 where it is checked
        self._end = checksums

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def array(self, name: str) -> Array:
        """Return the array of a name; KeyError where there is none."""
        if name not in self._arrays:
            code, start, count = self._places[name]
            if not 0 <= start <= start + count * _SIZES[code] <= self._end:
                raise ValueError(f"{name} lies outside {self.name}")
            self._arrays[name] = Array(self, code, start, count)
        return self._arrays[name]

    def maybe(self, name: str) -> Array | None:
        """Return the array of a name, None where there is none."""
        return self.array(name) if name in self._places else None

    def check(self, start: int, end: int) -> None:
        """Check the blocks of the bytes from ``start`` to before ``end``, each only once."""
        first, until = start // BLOCK, -(-end // BLOCK)
        block = self.seen.find(0, first, until)
        while block >= 0:
            data = self.view[block * BLOCK : min((block + 1) * BLOCK, self._end)]
            if zlib.crc32(data) != self._crcs[block]:
                raise ValueError(f"block {block} of {self.name} does not match its checksum")
            self.seen[block] = 1
            block = self.seen.find(0, block + 1, until)

    def check_all(self) -> None:
        """Check every block, whether it was checked before or not."""
        self.seen[:] = bytes(len(self.seen))
        self.check(0, self._end)

    def close(self) -> None:
        """Forget the arrays; the map goes with the last view of it."""
        self._arrays.clear()

    def _checksums(self, start: int, end: int, crc: int) -> memoryview:
        blocks = -(-start // BLOCK)
        data = self.view[start:end]
        if len(data) != blocks * 4 or zlib.crc32(data) != crc:
            raise ValueError(f"the checksums of {self.name} are damaged")
        return data.cast("I")

    def _next(self, size: int) -> bytes:
        data = bytes(self.view[self._read : self._read + size])
        self._read += len(data)
        return data


def narrow(values: NDArray[Any]) -> tuple[str, NDArray[Any]]:
    """Return whole numbers in the narrowest type that holds them all, behind its code."""
    most = int(values.max()) if len(values) else 0
    code = "B" if most < 1 << 8 else "H" if most < 1 << 16 else "I" if most < 1 << 32 else "Q"
    return code, values.astype(_TYPES[code])


def _numpy() -> Any:
    import numpy  # loaded where arrays are large enough to be worth it

    return numpy
