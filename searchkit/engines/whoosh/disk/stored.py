"""Stored fields as bytes: each can be read alone, and large ones are deflated one by one.

    number of fields | for each: number of its name, kind, size | the values

A value is bytes, a date and time, or what JSON has.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

try:  # the same format, several times as fast
    from isal import isal_zlib as deflate
except ImportError:
    import zlib as deflate  # type: ignore[no-redef]

_FIELD = struct.Struct("<BcI")
_WORTH_DEFLATING = 512  # bytes
_LEVEL = 3
_LARGEST = 1 << 26  # bytes that are deflated, and inflated; a larger value lies there as it is
_WINDOW = -15  # deflated without a head or a checksum: the file has its own
_DICTIONARY = (
    b'"quotes":[{"paragraph":,"spans":[[]],"text":"","kind":"indirect","speaker":"","source":[],'
    b'"cue":[],"confidence":0.,"rule":"","where":"text"},{"paragraph":"subheads":[],"speakers":[{'
    b'"name":"","role":"","affiliation":"","country":null},{"captions":[{"text":"","credit":null}'
    b" over against both because us year years week last new government minister country people t"
    b"ime world before while under between during through since still such some like just how what"
    b" these those most many much no if so than only now other two first one out up can could would"
    b" should may will about into after when where which who there their they them were been being "
    b"has have had not but by from his her he she it its this that was are as with for on said the "
    b'and of to in a is at be an or we our you I. The In It He But."},{"text":"","subhead":null},{"'
    b'text":"{"schema":1,"id":"","source":null,"url":null,"outlet":null,"language":"en","collection'
    b'":null,"headline":"","headline_derived":false,"authors":[],"published":null,"place":null,"cap'
    b'tions":[],"paragraphs":[{"text":"'
)
"""What values often hold, which need not be told: part of the format, never to be changed."""

_BYTES, _JSON, _TIME = b"b", b"j", b"t"
_KINDS: dict[bytes, Callable[[bytes], Any]] = {
    _BYTES: lambda data: data,
    _JSON: json.loads,
    _TIME: lambda data: datetime.fromisoformat(data.decode()),
}


class Record:
    """The stored fields of a document as they lie on disk; each is read alone."""

    __slots__ = ("_data", "_names")

    def __init__(self, data: bytes, names: Sequence[str]) -> None:
        self._data = data
        self._names = names

    def __iter__(self) -> Iterator[str]:
        return (name for name, _, _, _ in self._fields())

    def __getitem__(self, name: str) -> Any:
        """Return a value; KeyError where there is none, ValueError or zlib.error for damage."""
        for found, kind, start, end in self._fields():
            if found == name:
                return _read(kind, self._data[start:end])
        raise KeyError(name)

    def _fields(self) -> Iterator[tuple[str, bytes, int, int]]:
        """Yield the name and the kind of each value, and where it stands."""
        data = self._data
        place = 1 + data[0] * _FIELD.size
        for start in range(1, place, _FIELD.size):
            number, kind, size = _FIELD.unpack_from(data, start)
            yield self._names[number], kind, place, place + size
            place += size
        if place != len(data):
            raise ValueError(f"a record has {len(data)} bytes where {place} were written")


def packed(fields: Mapping[str, Any], names: dict[str, int]) -> bytes:
    """Return the values of fields as bytes; a new name gets the next number in ``names``."""
    values = [(names.setdefault(name, len(names)), *_packed(v)) for name, v in fields.items()]
    heads = [_FIELD.pack(number, kind, len(data)) for number, kind, data in values]
    return b"".join([bytes([len(values)]), *heads, *(data for _, _, data in values)])


def _read(kind: bytes, data: bytes) -> Any:
    if kind.isupper():
        inflating = deflate.decompressobj(_WINDOW, _DICTIONARY)
        data = inflating.decompress(data, _LARGEST)
        if not inflating.eof:
            raise ValueError("a stored value is cut off, or larger than any that is written")
    return _KINDS[kind.lower()](data)


def _packed(value: Any) -> tuple[bytes, bytes]:
    """Return the kind of a value, a capital where it is deflated, and its bytes."""
    kind, data = _plain(value)
    if not _WORTH_DEFLATING <= len(data) <= _LARGEST:
        return kind, data
    deflating = deflate.compressobj(_LEVEL, deflate.DEFLATED, _WINDOW, 8, 0, _DICTIONARY)
    return kind.upper(), deflating.compress(data) + deflating.flush()


def _plain(value: Any) -> tuple[bytes, bytes]:
    if isinstance(value, bytes):
        return _BYTES, value
    if isinstance(value, datetime):
        return _TIME, value.isoformat().encode()
    return _JSON, json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
