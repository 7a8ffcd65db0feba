"""The state before the newest stays, and answers where the newest is damaged: never in silence."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from searchkit.engines import Change, Entry
from searchkit.engines.whoosh import WhooshEngine
from searchkit.errors import IndexDamaged, IndexMissing, IndexVersion
from searchkit.query import understand
from tests.engines import press


def files(folder: Path, suffix: str) -> set[Path]:
    return set(folder.glob(f"*{suffix}"))


def ids(first: int, last: int) -> set[str]:
    return {f"page{number}" for number in range(first, last)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index whose newest state has ten articles more than the one before."""
    folder = tmp_path_factory.mktemp("states") / "index"
    engine = WhooshEngine(folder, create=True)
    press.add(engine, *range(3000, 5100))  # so many that they are not joined to the next
    press.add(engine, *range(10))
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "index"))


def newest(folder: Path, suffix: str) -> Path:
    return max(files(folder, suffix), key=lambda path: path.stat().st_mtime_ns)


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-3] ^= 1  # in what is read as a file is opened
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


DAMAGE = pytest.mark.parametrize(
    ("suffix", "damage"),
    [
        (".toc", flipped),
        (".toc", cut),
        (".arrays", flipped),
        (".arrays", cut),
        (".arrays", Path.unlink),
    ],
)


@DAMAGE
def test_the_state_before_answers_and_says_so(
    suffix: str, damage: Callable[[Path], None], folder: Path
) -> None:
    damage(newest(folder, suffix))
    engine = WhooshEngine(folder)
    (note,) = engine.notes()
    start = f"the newest state of the index in {folder} is damaged; this is the state before it; "
    assert note.startswith(f"{start}run: searchkit index --rebuild (")
    assert engine.ids() == ids(3000, 5100)
    assert engine.damage() == (note,)


@DAMAGE
def test_a_damaged_state_is_not_added_to(
    suffix: str, damage: Callable[[Path], None], folder: Path
) -> None:
    """What was committed last would be lost without a word."""
    damage(newest(folder, suffix))
    engine = WhooshEngine(folder)
    names = set(folder.iterdir())
    with pytest.raises(IndexDamaged, match="nothing was changed; run: searchkit index --rebuild"):
        press.add(engine, 77)
    assert set(folder.iterdir()) == names


def test_a_rebuilt_index_is_whole_and_keeps_the_state_that_answered(folder: Path) -> None:
    flipped(newest(folder, ".toc"))
    engine = WhooshEngine(folder)
    assert engine.notes()
    press.add(engine, 1, 2, replace=True)
    assert not engine.notes()
    assert engine.ids() == ids(1, 3)
    flipped(newest(folder, ".toc"))
    again = WhooshEngine(folder)
    assert again.notes()
    assert again.ids() == ids(3000, 5100)


def test_a_reader_at_work_goes_over_to_a_repaired_state(folder: Path) -> None:
    path = newest(folder, ".toc")
    data = path.read_bytes()
    flipped(path)
    engine = WhooshEngine(folder)
    assert engine.notes()
    path.unlink()  # a file put back is another one
    path.write_bytes(data)
    assert engine.ids() == ids(3000, 5100) | ids(0, 10)
    assert engine.notes() == ()


def test_only_two_states_stay(folder: Path) -> None:
    engine = WhooshEngine(folder)
    for number in range(100, 130):
        press.add(engine, number)
        assert len(files(folder, ".toc")) == 2
    assert len(files(folder, ".arrays")) <= 4
    engine.change(Change([Entry(article) for article in press.articles(1)], replace=True))
    engine.change(Change([Entry(article) for article in press.articles(2)]))
    assert len(files(folder, ".arrays")) == 2


def test_an_empty_state_is_no_fallback(tmp_path: Path) -> None:
    press.add(WhooshEngine(tmp_path, create=True), 1)
    (path,) = files(tmp_path, ".toc")
    flipped(path)
    with pytest.raises(IndexDamaged):
        WhooshEngine(tmp_path)


def test_damage_within_the_newest_is_told_where_it_is_touched(folder: Path) -> None:
    path = newest(folder, ".arrays")
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)
    engine = WhooshEngine(folder)
    (found,) = engine.damage()
    assert found.startswith(f"the index in {folder} is damaged; run: searchkit index --rebuild (")
    with pytest.raises(IndexDamaged):
        engine.search(understand("ferry"), limit=9, offset=0, sort="score", facets=())


def test_damage_after_a_reading_is_found_by_a_check(folder: Path) -> None:
    engine = WhooshEngine(folder)
    assert engine.damage() == ()
    path = newest(folder, ".arrays")
    with path.open("r+b") as file:
        file.seek(200)
        file.write(b"\xff\xff")
    assert len(engine.damage()) == 1


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_text("{")])
def test_a_lost_mark_loses_nothing(damage: Callable[[Path], object], folder: Path) -> None:
    damage(folder / "searchkit.json")
    for create in (False, True):
        with pytest.raises(IndexDamaged, match="run: searchkit index --rebuild"):
            WhooshEngine(folder, create=create)
    engine = WhooshEngine(folder, renew=True)
    assert engine.ids() == ids(3000, 5100) | ids(0, 10)
    assert engine.notes() == WhooshEngine(folder).notes() == ()


def test_a_folder_without_an_index_is_none(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        WhooshEngine(tmp_path)
    assert WhooshEngine(tmp_path, create=True).ids() == set()


def test_what_rots_between_two_commits_is_not_added_to(folder: Path) -> None:
    engine = WhooshEngine(folder)
    engine.change(Change(deleted=["page3000"]))
    assert "page3000" not in engine.ids()
    path = newest(folder, ".toc")
    before = path.stat()
    with path.open("r+b") as file:  # no file system tells of a bit that turns
        file.seek(-3, os.SEEK_END)
        file.write(b"\0")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(IndexDamaged, match="nothing was changed"):
        press.add(engine, 10)


def test_segments_that_nothing_lists_are_damage_and_not_an_empty_folder(folder: Path) -> None:
    for path in files(folder, ".toc"):
        path.unlink()
    for create in (False, True):
        with pytest.raises(IndexDamaged, match="run: searchkit index --rebuild"):
            WhooshEngine(folder, create=create)
    assert len(files(folder, ".arrays")) == 2
    assert WhooshEngine(folder, renew=True).ids() == set()


@pytest.mark.parametrize("number", [1 << 31, 10**10, 10**17])
def test_a_generation_that_no_table_can_hold_is_none(number: int, folder: Path) -> None:
    (folder / f"_searchkit_{number}.toc").write_bytes(b"noise")
    engine = WhooshEngine(folder)
    assert engine.notes() == ()
    press.add(engine, 10)
    assert WhooshEngine(folder).ids() == ids(3000, 5100) | ids(0, 11)


def test_what_another_version_wrote_is_not_read_as_ours(folder: Path) -> None:
    (folder / "searchkit.json").write_text('{"format": 2}')
    with pytest.raises(IndexVersion):
        WhooshEngine(folder)
    engine = WhooshEngine(folder, renew=True)
    assert engine.ids() == WhooshEngine(folder).ids() == set()
    assert engine.notes() == (f"the index in {folder} could not be read, and is empty now",)


def test_a_folder_in_the_place_of_the_mark_gives_way(folder: Path) -> None:
    (folder / "searchkit.json").unlink()
    (folder / "searchkit.json" / "below").mkdir(parents=True)
    with pytest.raises(IndexDamaged):
        WhooshEngine(folder)
    assert WhooshEngine(folder, renew=True).ids() == WhooshEngine(folder).ids()
    assert len(list(folder.glob("*/below"))) == 1


def test_a_segment_has_a_name_of_its_own_whatever_seed_a_caller_sets(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    for number in range(5):
        random.seed(0)
        press.add(engine, number)
    assert WhooshEngine(tmp_path).ids() == ids(0, 5)
