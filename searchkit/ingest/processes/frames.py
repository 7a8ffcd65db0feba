"""What travels between a reader process and its parent: JSON, with its length before it."""

from __future__ import annotations

import json
import struct
from typing import IO, Any

Frame = dict[str, Any]

_LENGTH = struct.Struct(">I")


def write_frame(pipe: IO[bytes], frame: Frame) -> None:
    """Write one frame; an empty one ends an answer."""
    data = json.dumps(frame).encode("ascii")
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> Frame:
    """Read one frame; raises EOFError where the other end is gone."""
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    frame: Frame = json.loads(_exactly(pipe, length))
    return frame


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data
