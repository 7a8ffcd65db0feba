"""The files of the index: what is on disk when, and what damage to them is called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from whoosh import fields
from whoosh.filedb.filestore import FileStorage

from searchkit.engines.whoosh.commits.storage import Storage, reading, writing
from searchkit.errors import EngineError, IndexDamaged, IndexMissing, IndexUnwritable
from tests.engines.small_index import add, build, read, the


def test_files_are_synced_before_they_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = build(tmp_path)
    calls: list[str] = []
    fsync, rename, remove = os.fsync, os.rename, os.remove

    def kind(path: str | os.PathLike[str]) -> str:
        if os.path.isdir(path):
            return "folder"
        return "new toc" if ".toc." in str(path) else Path(path).suffix

    def spy_fsync(descriptor: int) -> None:
        inode = os.fstat(descriptor).st_ino
        places = [tmp_path, *tmp_path.iterdir()]
        calls.extend(f"sync {kind(path)}" for path in places if path.stat().st_ino == inode)
        fsync(descriptor)

    def spy_rename(old: str, new: str) -> None:
        calls.append(f"rename {kind(old)} {kind(new)}")
        rename(old, new)

    def spy_remove(path: str) -> None:
        calls.append(f"remove {kind(path)}")
        remove(path)

    monkeypatch.setattr(os, "fsync", spy_fsync)
    monkeypatch.setattr(os, "rename", spy_rename)
    monkeypatch.setattr(os, "remove", spy_remove)
    add(index, 3)
    start = calls.index("sync .arrays")
    assert calls[start : start + 5] == [
        "sync .arrays",
        "sync new toc",
        "sync folder",
        "rename new toc .toc",
        "sync folder",
    ]
    assert calls[start + 5 :] == []  # the state before stays
    add(index, 4)
    last = len(calls) - calls[::-1].index("rename new toc .toc")
    assert calls[last] == "sync folder"
    assert sorted(calls[last + 1 :]) == ["remove .arrays", "remove .toc"]


def test_an_index_is_one_file_a_segment_and_its_table_of_contents(tmp_path: Path) -> None:
    build(tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["_searchkit_1.toc", the(tmp_path, "*.arrays").name]
    assert {path.stat().st_mode & 0o111 for path in tmp_path.iterdir()} == {0}


def test_a_commit_that_fails_leaves_the_old_state_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = build(tmp_path)
    names, before = set(os.listdir(tmp_path)), read(tmp_path)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(IndexUnwritable) as raised, writing(tmp_path):
            add(index, 3)
    assert raised.value.message == f"cannot write to {tmp_path}: No space left on device"
    assert (set(os.listdir(tmp_path)), read(tmp_path)) == (names, before)
    add(index, 3)
    assert read(tmp_path)[3][-1] == {"id": "page3"}


def test_a_cancelled_writer_leaves_nothing(tmp_path: Path) -> None:
    index = build(tmp_path)
    names = set(os.listdir(tmp_path))
    with pytest.raises(KeyError, match="interrupted"), index.writer() as writer:
        writer.add_document(id="page9", text="Never seen.")
        raise KeyError("interrupted")
    assert set(os.listdir(tmp_path)) == names
    add(index, 3)


def test_the_next_commit_removes_what_a_killed_writer_left(tmp_path: Path) -> None:
    index = build(tmp_path)
    left = ["_searchkit_2.toc.1760000000.5", "searchkit_abc.arrays", "searchkit_abc.trm"]
    for name in left:
        (tmp_path / name).touch()
    add(index, 3)
    names = {path.suffix for path in tmp_path.iterdir()}
    assert names == {".toc", ".arrays"}


def test_an_open_searcher_keeps_its_state(tmp_path: Path) -> None:
    index = build(tmp_path)
    with index.searcher() as searcher:
        add(index, 3, 4)
        with index.writer() as writer:
            writer.optimize = True
        assert [fields["id"] for fields in searcher.documents()] == ["page0", "page1", "page2"]
    assert index.doc_count() == 5


def test_any_flipped_bit_of_the_table_of_contents_is_damage(tmp_path: Path) -> None:
    build(tmp_path)
    path = the(tmp_path, "*.toc")
    data = path.read_bytes()
    unused = {*range(11, 14), *range(19, 23)}  # Whoosh's release, a number that nobody reads
    for place in set(range(len(data))) - unused:
        path.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
        with pytest.raises(IndexDamaged):
            read(tmp_path)


@pytest.mark.parametrize("pattern", ["*.toc", "*.arrays"])
def test_a_file_cut_short_is_damage(pattern: str, tmp_path: Path) -> None:
    build(tmp_path)
    path = the(tmp_path, pattern)
    data = path.read_bytes()
    for length in range(0, len(data), 97):
        path.write_bytes(data[:length])
        with pytest.raises(IndexDamaged):
            read(tmp_path)


def test_a_missing_segment_is_damage(tmp_path: Path) -> None:
    build(tmp_path)
    the(tmp_path, "*.arrays").unlink()
    with pytest.raises(IndexDamaged) as raised:
        read(tmp_path)
    start = f"the index in {tmp_path} is damaged; run: searchkit index --rebuild (FileNotFoundError"
    assert raised.value.message.startswith(start)


def test_reading_tells_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing) as missing:
        read(tmp_path / "nowhere")
    place = tmp_path / "nowhere"
    assert missing.value.message == f"there is no index in {place}; run: searchkit index"
    (tmp_path / "file").touch()
    with pytest.raises(EngineError) as unreadable:
        read(tmp_path / "file")
    place = tmp_path / "file"
    assert unreadable.value.message == f"cannot read the index in {place}: Not a directory"
    for passed in (MemoryError, KeyboardInterrupt, IndexUnwritable):
        with pytest.raises(passed), reading(tmp_path):
            raise passed


def test_a_folder_that_cannot_be_made_is_unwritable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(IndexUnwritable, match=r"cannot write to .*file/index: Not a directory"):
        Storage(tmp_path / "file" / "index").create()


def test_a_stock_index_is_damage(tmp_path: Path) -> None:
    stock = FileStorage(str(tmp_path)).create_index(fields.Schema(id=fields.ID), "searchkit")
    with stock.writer() as writer:
        writer.add_document(id="a")
    with pytest.raises(IndexDamaged):
        read(tmp_path)
