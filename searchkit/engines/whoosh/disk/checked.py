"""Small things on disk that say whether they are whole: JSON with its length and its CRC-32."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from typing import Any

_LARGEST = 1 << 26  # bytes of a body: what lists a hundred million documents is smaller
_HEAD = struct.Struct(">II")  # bytes of the body, CRC-32 of the body


def record(value: object, default: Callable[[Any], Any] | None = None) -> bytes:
    """Return a JSON value as bytes that ``read_record`` reads and checks.

    ``default`` gives the JSON value of an object that is none.
    """
    body = json.dumps(value, separators=(",", ":"), default=default).encode()
    _check(len(body))
    return _HEAD.pack(len(body), zlib.crc32(body)) + body


def read_record(read: Callable[[int], bytes]) -> Any:
    """Read what ``record`` wrote; ValueError or struct.error where it is not that."""
    length, crc = _HEAD.unpack(read(_HEAD.size))
    _check(length)
    body = read(length)
    if len(body) != length or zlib.crc32(body) != crc:
        raise ValueError("a record does not match its checksum")
    return json.loads(body)


def _check(length: int) -> None:
    if length > _LARGEST:
        raise ValueError(f"a record of {length} bytes is larger than any that is read")
