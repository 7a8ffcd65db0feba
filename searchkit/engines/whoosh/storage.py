"""How the files of an index are kept: read without trust, and on disk before they are named.

- A commit is the renaming of a table of contents (TOC): all that was written since the last one is
  synced before it, the folder before and after it.  No file is changed in place.
- A schema is given by the caller, never taken from the disk; links are refused; a name in the
  index never leads out of its folder.
- A write that fails leaves nothing behind.
"""

# mypy: disallow-subclassing-any=False
# (Whoosh 2.7.4 has no types)

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import IO, Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import EmptyIndexError, FileIndex
from whoosh.writing import SegmentWriter

from searchkit.engines.whoosh.codec import Codec
from searchkit.engines.whoosh.files import BINARY, File, MappedFile, open_mapped, sync
from searchkit.errors import (
    EngineError,
    IndexDamaged,
    IndexMissing,
    IndexUnwritable,
    SearchkitError,
)
from searchkit.printable import one_line

_TRIES = 10  # opening may race a commit that removes the file just listed
_PAUSE = 0.05  # seconds between two of them


class Index(FileIndex):
    """A Whoosh index that writes with our codec, and takes its schema from the caller."""

    def __init__(self, storage: Storage, schema: Any, indexname: str) -> None:
        if not schema:  # Whoosh would take the one in the TOC for an empty schema, too
            raise ValueError("an index is opened with the schema of its fields")
        super().__init__(storage, schema, indexname)

    def writer(self, **options: Any) -> Writer:
        return Writer(self, **{"codec": Codec(), **options})


class Writer(SegmentWriter):
    """Whoosh's writer, leaving neither files nor locks behind when it fails or is cancelled."""

    def commit(self, **how: Any) -> None:
        """Merge small segments (``merge=False``: none, ``optimize=True``: all) and commit."""
        try:
            super().commit(**how)
        except BaseException:
            self.cancel()
            raise

    def cancel(self) -> None:
        """Undo all since the last commit; a document that failed half way does no harm."""
        self.storage.rollback()
        if not self.is_closed:
            self._finish()

    def _commit_toc(self, segments: list[Any]) -> None:
        super()._commit_toc(segments)
        for name in self.storage.list():
            if ".toc." in name:  # half written by a killed writer, which Whoosh does not look for
                self.storage.delete_file(name)


class Storage(FileStorage):
    """The folder of an index.

    Whatever it raises while an index is read, ``reading`` makes IndexDamaged of.  Writers are kept
    apart by ``lock.lock``, which the caller holds.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        super().__init__(os.fspath(folder))
        self._uncommitted: list[str] = []
        self._opened: list[IO[bytes]] = []

    def create(self) -> Storage:
        """Make the folder where there is none; IndexUnwritable where it cannot be made."""
        with writing(self.folder):
            os.makedirs(self.folder, exist_ok=True)
        return self

    def create_index(self, schema: Any, indexname: str = "searchkit") -> Index:
        """Begin an empty index in place of any that is there."""
        index: Index = super().create_index(schema, indexname, indexclass=Index)
        return index

    def open_index(self, schema: Any, indexname: str = "searchkit") -> Index:
        """Open the index as last committed, to be read with the schema."""
        for _ in range(_TRIES - 1):
            try:
                return Index(self, schema, indexname)
            except FileNotFoundError:
                time.sleep(_PAUSE)
        return Index(self, schema, indexname)

    def create_file(self, name: str, excl: bool = True, mode: str = "wb", **options: Any) -> File:
        """Create a file that is not there yet, to be synced by the next ``rename_file``."""
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | BINARY
        file = os.fdopen(os.open(self._fpath(name), flags, 0o666), mode)
        self._uncommitted.append(name)
        self._opened.append(file)
        return File(file, name=name, **options)

    def open_file(self, name: str, **options: Any) -> MappedFile:
        return open_mapped(self._fpath(name))

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Commit: name the file once all that was written is on disk, and wait for the name."""
        for name in self._uncommitted:
            sync(self._fpath(name), os.O_RDWR)
        self._sync_folder()
        self._uncommitted.clear()  # before: nothing that a new TOC may name is rolled back
        self._opened.clear()
        super().rename_file(oldname, newname, safe)
        self._sync_folder()

    def rollback(self) -> None:
        """Close and delete what was written since the last commit."""
        for file in self._opened:
            with suppress(OSError):  # of a full disk, which it meets once more
                file.close()
        self._opened.clear()
        for name in list(self._uncommitted):
            self.delete_file(name)

    def delete_file(self, name: str) -> None:
        super().delete_file(name)
        if name in self._uncommitted:
            self._uncommitted.remove(name)

    def list(self) -> list[str]:
        """Return the names in the folder; Whoosh takes one that it may not read for empty."""
        try:
            return os.listdir(self.folder)
        except FileNotFoundError:
            return []

    def lock(self, name: str) -> Lock:
        """Return a lock for one writer: with a lasting one, a failed commit would lock for good."""
        return Lock()

    def temp_storage(self, name: str | None = None) -> _Scratch:
        """Return a folder for the writer's own files, which it reads back and removes."""
        path = self._fpath(name or "searchkit.tmp")
        if os.path.islink(path):  # the writer empties the folder when it ends
            raise IndexUnwritable(f"{one_line(path)} is a link; remove it")
        scratch: _Scratch = _Scratch(path, self._opened).create()
        return scratch

    def _fpath(self, name: str) -> str:
        if name in ("", ".", "..") or os.path.basename(name) != name:
            raise ValueError(f"{name!r} lies outside the folder of the index")
        return os.path.join(self.folder, name)

    def _sync_folder(self) -> None:
        if sys.platform != "win32":  # where a folder cannot be opened
            sync(self.folder)


class _Scratch(FileStorage):
    """A folder for a writer's own files; they are trusted, as nobody else knows their names."""

    def __init__(self, folder: str, opened: list[IO[bytes]]) -> None:
        super().__init__(folder)
        self._opened = opened

    def create_file(self, name: str, **options: Any) -> Any:
        file = super().create_file(name, **options)
        self._opened.append(file.raw_file())
        return file


@contextmanager
def reading(folder: str | os.PathLike[str]) -> Iterator[None]:
    """Turn what Whoosh raises over a damaged index into IndexDamaged, over none, IndexMissing.

    Damage shows in Whoosh as any exception, bare Exception and NameError among them, so every one
    counts as damage but our own errors, MemoryError, and an OSError other than a missing file,
    which becomes EngineError.
    """
    place = one_line(os.fspath(folder))
    try:
        yield
    except (SearchkitError, MemoryError):
        raise
    except EmptyIndexError:
        raise IndexMissing(f"there is no index in {place}; run: searchkit index") from None
    except Exception as error:
        if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
            raise EngineError(f"cannot read the index in {place}: {error.strerror}") from error
        cause = one_line(f"{type(error).__name__}: {error}")[:200]
        advice = "run: searchkit index --rebuild"
        raise IndexDamaged(f"the index in {place} is damaged; {advice} ({cause})") from error


@contextmanager
def writing(folder: str | os.PathLike[str]) -> Iterator[None]:
    """Turn an OSError (no permission, disk full) into IndexUnwritable."""
    try:
        yield
    except OSError as error:
        place = one_line(os.fspath(folder))
        raise IndexUnwritable(f"cannot write to {place}: {error.strerror}") from error
