"""The file of named arrays: what is read is what was written, or an error."""

from __future__ import annotations

import io
import zlib
from array import array
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from searchkit.engines.whoosh.disk.arrays import BLOCK, Array, ArrayFile, narrow
from searchkit.engines.whoosh.disk.checked import read_record, record
from tests.engines.small_arrays import Writing

FACTS: dict[str, object] = {"documents": 3, "fields": ["text", "é"]}
SMALL: dict[str, tuple[str, list[Any]]] = {
    "bytes": ("B", [0, 1, 255]),
    "shorts": ("H", [0, 65535]),
    "words": ("I", [1, 2, 4294967295]),
    "empty": ("I", []),
    "long": ("Q", [0, (1 << 64) - 1]),
    "reals": ("f", [0.5, -2.0]),
    "é/terms": ("B", list(b"ferrypier")),
}


def written(arrays: Mapping[str, tuple[str, list[Any]]]) -> bytes:
    writing = Writing()
    for name, (code, values) in arrays.items():
        writing.writer.put(name, code, array(code, values))
    return writing.data(FACTS)


def opened(data: bytes) -> ArrayFile:
    return ArrayFile(memoryview(data), "some.arrays")


def contents(data: bytes) -> dict[str, list[Any]]:
    file = opened(data)
    return {name: file.array(name).whole().tolist() for name in SMALL} | {"facts": [file.facts]}


def test_arrays_come_back_as_they_were_given() -> None:
    data = written(SMALL)
    values = {name: given for name, (_, given) in SMALL.items()}
    assert contents(data) == values | {"facts": [FACTS]}
    file = opened(data)
    for name, (code, given) in SMALL.items():
        found = file.array(name)
        assert (found.code, len(found)) == (code, len(given))
        assert found.whole_numpy().tolist() == given
        assert found.whole_numpy().dtype.itemsize == found.values.itemsize
        assert [found[place] for place in range(len(given))] == given
        assert file.array(name) is found
    words = file.array("words")
    assert (words.part(1, 3).tolist(), words.numpy(1, 3).tolist()) == ([2, 4294967295],) * 2
    assert "empty" in file
    assert file.maybe("nothing") is None
    with pytest.raises(KeyError):
        file.array("nothing")


def test_a_file_without_arrays_has_its_facts() -> None:
    assert opened(written({})).facts == FACTS


def test_what_is_read_is_a_view_of_the_file() -> None:
    data = written(SMALL)
    words = opened(data).array("words").whole_numpy()
    assert not words.flags.owndata
    assert not words.flags.writeable
    everything = np.frombuffer(data, np.uint8)
    assert np.shares_memory(words, everything)


def test_every_array_begins_at_a_multiple_of_8() -> None:
    file = opened(written(SMALL))
    places = [place for _, place, _ in file._places.values()]
    assert places == [24, 32, 40, 56, 56, 72, 80]


def test_an_array_can_be_written_in_pieces() -> None:
    writing = Writing()
    writer = writing.writer
    writer.begin("numbers", "I")
    for piece in (array("I", [1, 2]), array("I"), np.array([3], np.uint32), b"\4\0\0\0"):
        writer.write(piece)
    writer.put("after", "B", b"!")
    with pytest.raises(ValueError, match="there are two arrays numbers"):
        writer.begin("numbers", "I")
    assert writing.read().array("numbers").whole().tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("size", [BLOCK - 24, BLOCK - 23, 3 * BLOCK - 24, 200_000])
def test_large_arrays_are_checked_block_by_block(size: int) -> None:
    values = np.arange(size, dtype=np.uint8)
    data = written({"many": ("B", values.tolist()), "few": ("B", [1])})
    assert (opened(data).array("many").whole_numpy() == values).all()
    for block in range(-(-(24 + size) // BLOCK)):
        damaged = bytearray(data)
        place = min(block * BLOCK + 100, 23 + size)
        damaged[place] ^= 1
        many = opened(bytes(damaged)).array("many")
        for start in range(0, size, BLOCK // 4):
            until = min(start + BLOCK // 4, size)
            touched = range((24 + start) // BLOCK, -(-(24 + until) // BLOCK))
            if place // BLOCK in touched:
                with pytest.raises(ValueError, match=f"block {place // BLOCK} of some.arrays"):
                    many.part(start, until)
            else:
                assert many.part(start, until) == values[start:until].tobytes()


def test_an_element_is_checked_alone() -> None:
    data = bytearray(written({"many": ("Q", list(range(20_000)))}))
    data[24 + 8 * 15_000] ^= 1
    many = opened(bytes(data)).array("many")
    assert (many[0], many[8000]) == (0, 8000)
    for read in (
        lambda: many[15_000],
        lambda: many.numpy(14_999, 15_001),
        many.whole,
        lambda: many.check(0, 20_000),
    ):
        with pytest.raises(ValueError, match=r"block 1 of some\.arrays does not match"):
            read()
    with pytest.raises(ValueError, match="does not match"):
        opened(bytes(data)).check_all()


def test_damage_that_came_after_the_check_is_not_looked_for() -> None:
    """A block is checked once; nothing ever changes a file in place."""
    data = bytearray(written(SMALL))
    file = ArrayFile(memoryview(data), "some.arrays")
    assert file.array("bytes").whole().tolist() == [0, 1, 255]
    data[24] = 9
    assert file.array("bytes").whole().tolist() == [9, 1, 255]


@pytest.mark.parametrize("bit", [0, 7])
def test_any_flipped_bit_is_an_error_or_does_no_harm(bit: int) -> None:
    data = written(SMALL)
    before = contents(data)
    harmless = []
    for place in range(len(data)):
        damaged = data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]
        try:
            assert contents(damaged) == before
            harmless.append(place)
        except (ValueError, KeyError, IndexError, TypeError) as error:
            assert isinstance(error, ValueError), error
    assert harmless == []


def test_a_file_cut_anywhere_is_an_error() -> None:
    data = written(SMALL)
    for length in range(len(data)):
        with pytest.raises(ValueError, match=r"cut off|damaged|does not match|has not the size"):
            opened(data[:length])


def test_a_file_that_grew_is_an_error() -> None:
    data = written(SMALL)
    for more in (b"\0", data[-20:], data):
        with pytest.raises(ValueError, match=r"damaged|has not the size"):
            opened(data + more)


@pytest.mark.parametrize(
    "place",
    [["I", 24, 1 << 40], ["Q", 1 << 62, 1], ["I", 1 << 62, 0], ["I", -8, 4], ["I", 24, -4]],
)
def test_a_directory_that_lies_is_an_error(place: list[Any]) -> None:
    data = written(SMALL)
    start = int.from_bytes(data[-12:-4], "little")
    directory = {"arrays": {"words": place}, "facts": FACTS}
    file = opened(data[:start] + record(directory) + data[-20:])
    with pytest.raises(ValueError, match=r"words lies outside some\.arrays"):
        file.array("words")


def test_numbers_are_written_as_narrow_as_they_are() -> None:
    for values, code in (
        ([], "B"),
        ([0], "B"),
        ([255], "B"),
        ([256], "H"),
        ([65535, 0], "H"),
        ([65536], "I"),
        ([(1 << 32) - 1], "I"),
        ([1 << 32], "Q"),
    ):
        found, narrowed = narrow(np.array(values, np.int64))
        assert (found, narrowed.tolist()) == (code, values)
        assert narrowed.itemsize == array(code).itemsize


def test_a_record_is_checked() -> None:
    data = record({"deleted": [3, 5]})
    assert data == b'\x00\x00\x00\x11\xca\x1dNn{"deleted":[3,5]}'
    assert read_record(io.BytesIO(data).read) == {"deleted": [3, 5]}
    for place in range(len(data)):
        damaged = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(ValueError, match=r"match its checksum|larger than any"):
            read_record(io.BytesIO(damaged).read)


def test_a_record_that_says_it_is_huge_is_not_read() -> None:
    wanted = []

    def read(size: int) -> bytes:
        wanted.append(size)
        return b"\xff" * size

    with pytest.raises(ValueError, match="a record of 4294967295 bytes is larger than any"):
        read_record(read)
    assert wanted == [8]
    with pytest.raises(ValueError, match="is larger than any"):
        record("x" * (1 << 26))


def test_an_object_is_recorded_as_what_it_is_told_by() -> None:
    data = record([zlib], default=lambda module: module.__name__)
    assert read_record(io.BytesIO(data).read) == ["zlib"]


def test_arrays_can_be_forgotten() -> None:
    file = opened(written(SMALL))
    words: Array = file.array("words")
    file.close()
    assert words.whole().tolist() == [1, 2, 4294967295]
    assert file.array("words") is not words
