"""The places of an index where something hostile may lie, and what an attacker would put there.

Who makes a hostile index gets its checksums right.
"""

from __future__ import annotations

import os
import socket
import stat
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from searchkit.engines.whoosh.disk.arrays import ArrayFile, ArrayWriter
from searchkit.engines.whoosh.disk.checked import read_record, record

from . import stock

PAYLOAD = b"cos\nmkdir\n(S'fired'\ntR."
"""A pickle: to load it makes a folder."""

CODE = "import os\nos.makedirs('fired', exist_ok=True)\n"
"""A module: to import it makes a folder."""

BESIDE = "current"
"""The folder beside an index that is the current one where it is used."""

Plant = tuple[str, Callable[[Path], None]]
"""What is planted where, and the function that plants it in a folder."""

_WILD = 3  # ways in which the numbers of an array are changed, chosen among more
_TOC_HEAD = 23  # bytes before the segments
_DEEP = "[" * 100_000 + "]" * 100_000
_SIZES = {"B": 1, "H": 2, "I": 4, "Q": 8, "f": 4}


def plants(folder: Path, chance: Random) -> Iterator[Plant]:
    """Yield what may be planted in a copy of an index."""
    yield from _in_contents(folder)
    yield from _in_small_files()
    for path in sorted(folder.glob("*.arrays")):
        yield from _in_directory(path)
        yield from _in_arrays(path, chance)
    for name in sorted(path.name for path in folder.iterdir()):
        yield from _in_place_of(name)
    yield from stock.plants(PAYLOAD, chance)
    yield "modules beside the index", _modules


def _toc(folder: Path) -> Path:
    return max(folder.glob("*.toc"), key=lambda path: int(path.stem.rpartition("_")[2]))


def _in_contents(folder: Path) -> Iterator[Plant]:
    data = _toc(folder).read_bytes()
    segments = read_record(_reader(data[_TOC_HEAD:]))
    old = data[:7] + (-110).to_bytes(4, signed=True) + data[11:14]
    raw = {
        "a pickle for segments": data[:_TOC_HEAD] + PAYLOAD,
        "a pickle for the schema": data[:14] + bytes([len(PAYLOAD)]) + PAYLOAD + data[15:],
        "a table of contents of old": old + bytes([len(PAYLOAD)]) + PAYLOAD + data[15:],
        "segments nested without end": data[:_TOC_HEAD] + _checked(_DEEP.encode()),
        "a pickle with a checksum": data[:_TOC_HEAD] + _checked(PAYLOAD),
        "segments without end": data[:_TOC_HEAD] + b"\xff\xff\xff\xff" + bytes(4),
    }
    for name, changed in raw.items():
        yield name, lambda copy, changed=changed: _write(_toc(copy), changed)  # type: ignore[misc]
    bomb = b64encode(zlib.compress(bytes(1 << 26))).decode()
    hostile: dict[str, tuple[Any, ...]] = {
        "index": ("../searchkit", "/etc/passwd\0", "..", "", 7, None, PAYLOAD.decode()),
        "segment": ("../../etc/passwd", "/dev/zero", "a" * 5000, [], PAYLOAD.decode()),
        "documents": (-1, 1 << 62, 1e308, "9", None, 10_000_000),
        "deleted": (bomb, "!", PAYLOAD.decode(), "", 5),
    }
    for key, values in hostile.items():
        for value in values:
            changed = record([{**segments[0], key: value}, *segments[1:]])
            yield (
                f"{key} of a segment is {value!r:.30}",
                lambda copy, changed=changed: _write(_toc(copy), data[:_TOC_HEAD] + changed),  # type: ignore[misc]
            )
    many = record(segments * 3000)
    yield "a segment many times", lambda copy: _write(_toc(copy), data[:_TOC_HEAD] + many)


def _in_small_files() -> Iterator[Plant]:
    texts = (PAYLOAD, _DEEP.encode(), b'{"format": 1e999}', b'{"format": %s}' % (b"9" * 9999))
    for name in ("searchkit.json", "searchkit.lock"):
        for text in (*texts, b"\x1b]0;fired\x07\x1b[31m", b"\xff" * 100):
            yield (
                f"{text[:20]!r} in {name}",
                lambda copy, name=name, text=text: _write(copy / name, text),  # type: ignore[misc]
            )


def _in_directory(path: Path) -> Iterator[Plant]:
    file = ArrayFile(memoryview(path.read_bytes()), path.name)
    first = next(iter(file))
    places: dict[str, Any] = {name: list(place) for name, place in file._places.items()}
    code, start, count = places[first]
    for place in (
        [code, -8, count], [code, start, -1], [code, 1 << 62, 1 << 62], [code, start, 1 << 62],
        ["Z", start, count], [code, "0", "9"], [code, start], None, ["f", start, count],
        [code, start + 1, count], [code, 0.5, count],
    ):  # fmt: skip
        yield (
            f"place {place} in {path.name}",
            lambda copy, place=place: _rewrite(  # type: ignore[misc]
                copy / path.name, places={**places, first: place}
            ),
        )
    for key in file.facts:
        for value in (None, -1, 1 << 62, "x", [], {}, ["x"] * 9, {"x": -1}, _DEEP[:900], 1e308):
            yield (
                f"{key} is {value!r:.30} in {path.name}",
                lambda copy, key=key, value=value: _rewrite(  # type: ignore[misc]
                    copy / path.name, facts={**file.facts, key: value}
                ),
            )


def _in_arrays(path: Path, chance: Random) -> Iterator[Plant]:
    """A pickle in each array, and numbers that lead beyond the ends of others."""
    file = ArrayFile(memoryview(path.read_bytes()), path.name)
    for name in file:
        array = file.array(name)
        held, size = bytes(array.whole()), _SIZES[array.code]
        wild = list(_wild(held, size, chance).items())
        for what, data in (wild[0], *chance.sample(wild[1:], _WILD)):
            yield (
                f"{what} in array {name} of {path.name}",
                lambda copy, name=name, data=data: _rewrite(  # type: ignore[misc]
                    copy / path.name, arrays={name: data}
                ),
            )


def _wild(held: bytes, size: int, chance: Random) -> dict[str, bytes]:
    count = len(held) // size
    reversed_ = b"".join(held[at : at + size] for at in range(len(held) - size, -1, -size))
    one = bytearray(held)
    if count:
        at = chance.randrange(count) * size
        one[at : at + size] = chance.choice((b"\xff", b"\x7f", b"\0")) * size
    return {
        "a pickle": (PAYLOAD + held)[: len(held)],
        "the greatest numbers": b"\xff" * len(held),
        "great numbers": (b"\xff" * (size - 1) + b"\x7f") * count,
        "noise": chance.randbytes(len(held)),
        "zeros": bytes(len(held)),
        "a wild number": bytes(one),
        "numbers the other way round": reversed_,
        "nothing": b"",
        "twice as many": held * 2,
        "half as many": held[: count // 2 * size],
    }


def _in_place_of(name: str) -> Iterator[Plant]:
    """Other things that have a name in a folder."""

    def instead(make: Callable[[Path], object]) -> Callable[[Path], None]:
        def plant(copy: Path) -> None:
            (copy / name).unlink(missing_ok=True)
            make(copy / name)

        return plant

    yield f"a link for {name}", instead(lambda path: path.symlink_to("/etc/passwd"))
    yield f"a link to itself for {name}", instead(lambda path: path.symlink_to(path))
    yield f"a pipe for {name}", instead(os.mkfifo)
    yield f"a folder for {name}", instead(Path.mkdir)
    yield f"a socket for {name}", instead(_socket)
    yield f"a device for {name}", instead(_device)


def _socket(path: Path) -> None:
    with suppress(OSError), socket.socket(socket.AF_UNIX) as made:  # long paths are refused
        made.bind(str(path))


def _device(path: Path) -> None:
    with suppress(OSError):  # which needs rights
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 5))


def _modules(copy: Path) -> None:
    """Code named as what is imported, in the index and in a folder beside it."""
    for folder in (copy, copy.parent / BESIDE):
        folder.mkdir(exist_ok=True)
        for name in ("json", "searchkit", "numpy", "whoosh", "sitecustomize", "usercustomize"):
            (folder / f"{name}.py").write_text(CODE, "utf-8")


def _rewrite(
    path: Path,
    arrays: dict[str, bytes] | None = None,
    facts: dict[str, Any] | None = None,
    places: dict[str, Any] | None = None,
) -> None:
    """Write a file of arrays anew, with other arrays, facts or places, and right checksums."""
    file = ArrayFile(memoryview(path.read_bytes()), path.name)
    with path.open("wb") as stream:
        writer = ArrayWriter(stream)
        for name in file:
            array = file.array(name)
            writer.begin(name, array.code)
            writer.write((arrays or {}).get(name, bytes(array.whole())))
        if places is not None:
            writer._arrays = places
        writer.close(file.facts if facts is None else facts)


def _checked(body: bytes) -> bytes:
    return len(body).to_bytes(4) + zlib.crc32(body).to_bytes(4) + body


def _reader(data: bytes) -> Callable[[int], bytes]:
    view = memoryview(data)
    place = 0

    def read(size: int) -> bytes:
        nonlocal place
        place += size
        return bytes(view[place - size : place])

    return read


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
