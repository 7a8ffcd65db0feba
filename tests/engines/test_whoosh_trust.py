"""A hostile folder: no pickle planted in an index is run, no link in it followed."""

from __future__ import annotations

import os
import pickle
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from whoosh import columns, fields
from whoosh.codec import whoosh3
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex

from searchkit.engines.whoosh.codec import Positions, record
from searchkit.engines.whoosh.files import File
from searchkit.engines.whoosh.storage import Storage
from searchkit.errors import IndexDamaged, IndexUnwritable
from tests.engines.small_index import add, build, read, the

PAYLOAD = b"cos\nmkdir\n(S'fired'\ntR."  # to unpickle it makes a folder


def stock_file(path: Path) -> StructFile:
    return StructFile(path.open("wb"))


def in_schema(folder: Path) -> None:
    path = the(folder, "*.toc")
    data = path.read_bytes()
    assert data[14] == 0  # the length of the schema
    path.write_bytes(data[:14] + bytes([len(PAYLOAD)]) + PAYLOAD + data[15:])


def in_segments(folder: Path) -> None:
    path = the(folder, "*.toc")
    path.write_bytes(path.read_bytes()[:23] + PAYLOAD)


def in_old_table_of_contents(folder: Path) -> None:
    path = the(folder, "*.toc")
    data = path.read_bytes()
    old = (-110).to_bytes(4, signed=True)
    path.write_bytes(data[:7] + old + data[11:14] + bytes([len(PAYLOAD)]) + PAYLOAD + data[15:])


def in_compound_directory(folder: Path) -> None:
    path = the(folder, "*.seg")
    data = bytearray(path.read_bytes())
    (place,) = struct.unpack_from("!q", data)
    data[place:] = PAYLOAD
    path.write_bytes(data)


def in_terms_extras(folder: Path) -> None:
    path = the(folder, "*.trm")
    data = path.read_bytes()
    place = data.index(b'{"fieldmap"') - 8
    path.write_bytes(data[:place] + PAYLOAD + data[place + len(PAYLOAD) :])


def in_term_info(folder: Path) -> None:
    file = File(the(folder, "*.trm").open("wb"))
    writer = OrderedHashWriter(file)
    writer.extras["fieldmap"] = {"text": 0}
    inlined = whoosh3.W3TermInfo._struct.pack(1, 1.0, 1, 1, 1, 1.0, 0, 0) + PAYLOAD
    writer.add(b"\0\0late", inlined)
    writer.close()


def in_block_head(folder: Path) -> None:
    block = struct.pack("!i", -len(PAYLOAD)) + PAYLOAD
    the(folder, "*.pst").write_bytes(whoosh3.WHOOSH3_HEADER_MAGIC + block)


def in_block(folder: Path) -> None:
    head = record([3, 2, 1.0, False, 1, 1])
    data = struct.pack("<I", zlib.crc32(PAYLOAD)) + PAYLOAD
    block = struct.pack("!i", -len(head) - len(data)) + head + data
    the(folder, "*.pst").write_bytes(whoosh3.WHOOSH3_HEADER_MAGIC + block)


def in_stored_fields(folder: Path) -> None:
    file = stock_file(the(folder, "*._stored.col"))
    writer = columns.CompressedBytesColumn().writer(file)
    for number in range(3):
        writer.add(number, PAYLOAD)
    writer.finish(3)
    file.close()


def in_reference_column(folder: Path) -> None:
    the(folder, "*.outlet.col").write_bytes(PAYLOAD)


def test_the_payload_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pickle.loads(PAYLOAD)
    assert Path("fired").is_dir()


@pytest.mark.parametrize(
    ("plant", "compound"),
    [
        (in_segments, True),
        (in_old_table_of_contents, True),
        (in_compound_directory, True),
        (in_terms_extras, False),
        (in_term_info, False),
        (in_block_head, False),
        (in_block, False),
        (in_stored_fields, False),
        (in_reference_column, False),
    ],
)
def test_no_pickle_in_an_index_is_run(
    plant: Callable[[Path], None],
    compound: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "index"
    build(folder, compound=compound)
    plant(folder)
    with pytest.raises(IndexDamaged, match="run: searchkit index --rebuild"):
        read(folder)
    assert not Path("fired").exists()


def test_a_schema_in_an_index_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "index"
    build(folder)
    before = read(folder)
    in_schema(folder)
    assert read(folder) == before
    for unschooled in (None, fields.Schema()):
        with pytest.raises(ValueError, match="opened with the schema of its fields"):
            Storage(folder).open_index(unschooled)
    with pytest.raises(ValueError, match="a schema is not read from an index"):
        FileIndex(Storage(folder), indexname="searchkit")
    in_old_table_of_contents(folder)
    with pytest.raises(ValueError, match="is not a table of contents"):
        FileIndex(Storage(folder), indexname="searchkit")
    assert not Path("fired").exists()


def test_positions_that_are_pickles_are_numbers() -> None:
    assert Positions().decode_positions(PAYLOAD[:8]) == [0x0A736F63, 0x69646B6D]
    with pytest.raises(struct.error):
        Positions().decode_positions(PAYLOAD[:-1])


@pytest.mark.parametrize("trap", [os.symlink, lambda target, path: os.mkfifo(path)])
@pytest.mark.parametrize("pattern", ["*.toc", "*.seg"])
def test_links_and_pipes_are_refused(
    pattern: str, trap: Callable[[Path, Path], None], tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    build(folder)
    path = the(folder, pattern)
    path.rename(tmp_path / "elsewhere")
    trap(tmp_path / "elsewhere", path)
    with pytest.raises(IndexDamaged, match=r"is a link|is not a regular file"):
        read(folder)


def test_a_segment_cannot_name_a_file_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    build(folder)
    path = the(folder, "*.toc")
    state = '{"index":"../x","segment":"y","documents":1,"deleted":[],"lengths":{},"compound":true}'
    data = f"[{state}]".encode()
    head = path.read_bytes()[:23]
    path.write_bytes(head + struct.pack(">II", len(data), zlib.crc32(data)) + data)
    with pytest.raises(IndexDamaged, match=r"'../x_y.seg' lies outside the folder of the index"):
        read(folder)


def test_the_writer_does_not_empty_a_linked_folder(tmp_path: Path) -> None:
    folder, precious = tmp_path / "index", tmp_path / "precious"
    index = build(folder)
    precious.mkdir()
    (precious / "letter").write_text("Dear Anna")
    (folder / "searchkit.tmp").symlink_to(precious)
    with pytest.raises(IndexUnwritable, match=r"searchkit\.tmp is a link; remove it"):
        add(index, 3)
    assert (precious / "letter").read_text() == "Dear Anna"
