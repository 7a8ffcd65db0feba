"""Disks that are full or read-only, and rights that are missing: an error each, nothing lost.

The disks are small ones in memory, in a name space of mounts of the trial's own; rights are missing
to another user.  Both need root.
"""

from __future__ import annotations

import ctypes
import io
import os
from contextlib import suppress
from functools import partial
from pathlib import Path

import searchkit
from searchkit import corpus as pages
from searchkit.errors import CorpusError, EngineError, IndexUnwritable
from searchkit.screen import cli

from .plan import held
from .refusing import ADDED, add, articles, kept, refused

_NOBODY = 65534
_NEW_NAMES = 0x20000  # CLONE_NEWNS
_PRIVATE = 1 << 18 | 1 << 14  # MS_PRIVATE | MS_REC
_READ_ONLY, _AGAIN = 1, 32  # MS_RDONLY, MS_REMOUNT


def _disk(folder: Path, size: str) -> Path:
    """Mount a small disk that only this process sees, with the index on it."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_NAMES) or libc.mount(b"none", b"/", None, _PRIVATE, None):
        raise AssertionError("mounts are not allowed here")
    disk = folder / "disk"
    disk.mkdir()
    if libc.mount(b"none", os.fsencode(disk), b"tmpfs", 0, f"size={size}".encode()):
        raise AssertionError("a disk cannot be mounted here")
    with searchkit.open(disk / "index", create=True) as index:
        index.add(articles(10))
    return disk


def _remount(disk: Path, flags: int) -> None:
    ctypes.CDLL(None).mount(b"none", os.fsencode(disk), None, flags, None)


def full_disk(folder: Path) -> None:
    """Whatever room is left, a commit is done or refused, and done once there is room again."""
    disk = _disk(folder, "900k")
    with searchkit.open(disk / "index") as index:
        for room in range(0, 60_000, 4096):
            for jobs in (1, 2):
                _fill(disk, room)
                names = set(os.listdir(disk / "index"))
                try:
                    index.add(articles(10 + ADDED), jobs=jobs)
                except IndexUnwritable as error:
                    assert "No space left" in error.message, error.message
                    assert held(index) == kept(10), "another state answers"
                    left = set(os.listdir(disk / "index")) - names
                    assert not left, f"files are left behind: {left}"
                (disk / "ballast").unlink()
                index.add(articles(10 + ADDED), jobs=jobs)
                index.delete([f"page{number}" for number in range(10, 10 + ADDED)])
        _fill(disk, 0)
        given = folder / "page.txt"
        given.write_text("The ferry was late.\n" * 999)
        call = partial(pages.add, disk / "corpus", [str(given)], stdin=io.BytesIO())
        refused(CorpusError, "No space left", call)
        refused(IndexUnwritable, "No space left", lambda: searchkit.open(disk / "b", create=True))
    assert _exit("index", disk / "index", folder) == 2


def _fill(disk: Path, room: int) -> None:
    """Leave so many bytes on a disk."""
    with suppress(OSError), (disk / "ballast").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    size = (disk / "ballast").stat().st_size
    os.truncate(disk / "ballast", max(0, size - room))


def read_only_disk(folder: Path) -> None:
    disk = _disk(folder, "4m")
    _remount(disk, _READ_ONLY | _AGAIN)
    for jobs in (1, 2):
        refused(IndexUnwritable, "Read-only", partial(add, disk, jobs), disk / "index")
    refused(IndexUnwritable, "Read-only", lambda: searchkit.open(disk / "b", create=True))
    assert _exit("stats", disk / "index", folder) == 0
    assert _exit("index", disk / "index", folder) == 2
    _remount(disk, _AGAIN)
    add(disk)


def missing_rights(folder: Path) -> None:
    index = folder / "index"
    os.setgid(_NOBODY)
    os.setuid(_NOBODY)
    refused(IndexUnwritable, "Permission denied", lambda: add(folder), index)
    make = partial(searchkit.open, folder / "b", create=True)
    refused(IndexUnwritable, "Permission denied", make)


def missing_rights_to_read(folder: Path) -> None:
    index = folder / "index"
    (arrays,) = index.glob("*.arrays")
    arrays.chmod(0o600)
    child = os.fork()
    if not child:
        code = 1
        try:
            os.setgid(_NOBODY)
            os.setuid(_NOBODY)
            refused(EngineError, "Permission denied", lambda: searchkit.open(index).stats())
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert status == 0, "an index that may not be read is not told of"


def _exit(command: str, index: Path, folder: Path) -> int:
    """Return how a command of the shell ends."""
    (folder / "pages").mkdir(exist_ok=True)
    (folder / "pages" / "a.txt").write_text("The ferry was late.\n" * 20)
    words = [command, "--index", str(index), "--corpus", str(folder / "pages")]
    out, err = io.StringIO(), io.StringIO()
    ending = cli.main(words, {}, io.StringIO(), out, err)
    assert "fault of searchkit" not in err.getvalue(), err.getvalue()
    return int(ending)
