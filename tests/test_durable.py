"""What is on disk when: seen by the calls of the system."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from searchkit.durable import make_folder, sync, sync_folder


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The paths that were synced, in order."""
    found: list[Path] = []
    fsync, opened = os.fsync, os.open
    paths: dict[int, Path] = {}

    def spy_open(path: str | os.PathLike[str], flags: int, mode: int = 0o777) -> int:
        descriptor = opened(path, flags, mode)
        paths[descriptor] = Path(path)
        return descriptor

    def spy_fsync(descriptor: int) -> None:
        found.append(paths[descriptor])
        fsync(descriptor)

    monkeypatch.setattr(os, "open", spy_open)
    monkeypatch.setattr(os, "fsync", spy_fsync)
    return found


def test_the_name_of_each_folder_that_is_made_is_synced(synced: list[Path], tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").is_dir()
    assert synced == [tmp_path, tmp_path / "a", tmp_path / "a" / "b"]


def test_a_folder_that_is_there_is_left_alone(synced: list[Path], tmp_path: Path) -> None:
    make_folder(tmp_path)
    assert synced == []
    sync_folder(tmp_path)
    assert synced == [tmp_path]


def test_a_relative_folder_is_made_where_it_belongs(
    synced: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make_folder("index")
    assert synced == [tmp_path]


def test_a_folder_is_synced_where_a_system_can_do_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(number: int) -> None:
        def fsync(descriptor: int) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(os, "fsync", fsync)

    failing(errno.EINVAL)
    sync_folder(tmp_path)
    with pytest.raises(OSError, match="Invalid argument"):
        sync(tmp_path)
    failing(errno.EIO)
    with pytest.raises(OSError, match="Input/output error"):
        sync_folder(tmp_path)
