"""A hostile folder: no pickle planted in an index is run, no link in it followed."""

from __future__ import annotations

import ast
import os
import pickle
import struct
import sys
import zlib
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from whoosh import fields
from whoosh.index import FileIndex

import searchkit
from searchkit.engines.whoosh.commits.storage import Storage
from searchkit.engines.whoosh.disk.arrays import ArrayFile, ArrayWriter
from searchkit.engines.whoosh.disk.checked import record
from searchkit.engines.whoosh.disk.terms import Positions
from searchkit.errors import IndexDamaged
from tests.engines import press
from tests.engines.small_index import add, build, read, the

PAYLOAD = b"cos\nmkdir\n(S'fired'\ntR."  # to unpickle it makes a folder
TOC_HEAD = 23  # bytes before the segments


def in_schema(folder: Path) -> None:
    path = the(folder, "*.toc")
    data = path.read_bytes()
    assert data[14] == 0  # the length of the schema
    path.write_bytes(data[:14] + bytes([len(PAYLOAD)]) + PAYLOAD + data[15:])


def in_segments(folder: Path) -> None:
    path = the(folder, "*.toc")
    path.write_bytes(path.read_bytes()[:TOC_HEAD] + PAYLOAD)


def in_old_table_of_contents(folder: Path) -> None:
    path = the(folder, "*.toc")
    data = path.read_bytes()
    old = (-110).to_bytes(4, signed=True)
    path.write_bytes(data[:7] + old + data[11:14] + bytes([len(PAYLOAD)]) + PAYLOAD + data[15:])


def in_directory(folder: Path) -> None:
    path = the(folder, "*.arrays")
    data = path.read_bytes()
    place = struct.unpack("<QQI", data[-20:])[1]
    path.write_bytes(data[:place] + PAYLOAD + data[-20:])


def in_head(folder: Path) -> None:
    path = the(folder, "*.arrays")
    path.write_bytes(PAYLOAD + path.read_bytes()[len(PAYLOAD) :])


def test_the_payload_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pickle.loads(PAYLOAD)
    assert Path("fired").is_dir()


@pytest.mark.parametrize("plant", [in_segments, in_old_table_of_contents, in_directory, in_head])
def test_no_pickle_in_an_index_is_run(
    plant: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "index"
    build(folder)
    plant(folder)
    with pytest.raises(IndexDamaged, match="run: searchkit index --rebuild"):
        read(folder)
    assert not Path("fired").exists()


def test_no_pickle_in_an_array_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who makes a hostile index gets its checksums right."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "index"
    build(folder)
    path = the(folder, "*.arrays")
    data = path.read_bytes()
    file = ArrayFile(memoryview(data), path.name)
    names = list(file._places)
    assert {"stored", "outlet/column", "year/column", "text/terms", "text/positions"} < set(names)
    for target in names:
        with path.open("wb") as stream:
            writer = ArrayWriter(stream)
            for name in names:
                array = file.array(name)
                held = bytes(array.whole())
                writer.begin(name, array.code)
                writer.write((PAYLOAD + held)[: len(held)] if name == target else held)
            writer.close(file.facts)
        assert path.read_bytes() != data
        with suppress(IndexDamaged):
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


def refuse(*arguments: object, **options: object) -> object:
    raise AssertionError("a pickle is read")


def forbid_pickles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a refusal in place of whatever reads pickles, in each module that has it by name."""
    readers: tuple[Any, ...] = tuple(
        getattr(pickle, name) for name in ("load", "loads", "Unpickler", "_Unpickler", "_loads")
    )
    for module in list(sys.modules.values()):
        for name, value in list(vars(module).items()):
            if any(value is reader for reader in readers):
                monkeypatch.setattr(module, name, refuse)


def test_no_pickle_is_read_in_the_life_of_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid_pickles(monkeypatch)
    with pytest.raises(AssertionError, match="a pickle is read"):
        pickle.loads(PAYLOAD)
    index = build(tmp_path / "small")
    add(index, 1, 3, merge=False)
    index.writer().commit(optimize=True)
    assert [fields["id"] for fields in read(tmp_path / "small")[3]] == [
        *("page0", "page2", "page1", "page3")
    ]
    engine = press.build(tmp_path / "press")
    before = list(press.answers(engine))
    press.add(engine, 3, 33)
    press.add(engine, 0, deleted=["page36"])
    assert list(press.answers(engine)) != before


def test_no_module_of_ours_knows_pickle() -> None:
    known: set[str | None] = set()
    for path in Path(searchkit.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                known.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                known.add(node.module)
    assert "json" in known
    assert not known & {"pickle", "cPickle", "marshal", "shelve", "dill", "whoosh.compat"}


def test_positions_that_are_pickles_are_numbers() -> None:
    assert Positions().decode_positions(PAYLOAD[:8]) == [0x0A736F63, 0x69646B6D]
    with pytest.raises(struct.error):
        Positions().decode_positions(PAYLOAD[:-1])


@pytest.mark.parametrize("trap", [os.symlink, lambda target, path: os.mkfifo(path)])
@pytest.mark.parametrize("pattern", ["*.toc", "*.arrays"])
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


def plant_segment(folder: Path, index: str, deleted: str) -> None:
    """Put a segment of one document in the place of those in a table of contents."""
    path = the(folder, "*.toc")
    segment = {"index": index, "segment": "y", "documents": 1, "deleted": deleted}
    path.write_bytes(path.read_bytes()[:TOC_HEAD] + record([segment]))


def test_a_segment_cannot_name_a_file_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    build(folder)
    plant_segment(folder, "../x", "eJwDAAAAAAE=")
    with pytest.raises(IndexDamaged, match=r"'../x_y.arrays' lies outside the folder of the index"):
        read(folder)


def test_deletions_that_swell_are_cut(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    build(folder)
    plant_segment(folder, "searchkit", b64encode(zlib.compress(bytes(1 << 24))).decode())
    with pytest.raises(IndexDamaged, match="more documents are deleted than there are"):
        read(folder)
