"""How the files of an index are kept: read without trust, and on disk before they are named.

- A commit is the renaming of a table of contents (TOC): all that was written since the last one is
  synced before it, the folder before and after it.  No file is changed in place, and the state
  before stays until the next commit (states.py).
- A schema is given by the caller, never taken from the disk; links are refused; a name in the
  index never leads out of its folder.
- A write that fails leaves nothing behind.
"""

# mypy: disallow-subclassing-any=False
# (Whoosh 2.7.4 has no types)

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import IO, Any
from weakref import WeakValueDictionary

from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC, EmptyIndexError, FileIndex

from searchkit.durable import make_folder, sync, sync_folder
from searchkit.engines.whoosh.commits import states
from searchkit.engines.whoosh.commits.states import Stamp, State
from searchkit.engines.whoosh.disk.arrays import ArrayFile
from searchkit.engines.whoosh.disk.files import (
    BINARY,
    File,
    MappedFile,
    map_file,
    open_mapped,
)
from searchkit.engines.whoosh.segments.codec import Segment
from searchkit.errors import (
    EngineError,
    IndexDamaged,
    IndexMissing,
    IndexUnwritable,
    SearchkitError,
)
from searchkit.printable import one_line

# What a TOC of both packages starts with: sizes of int, long and float, byte order, TOC version.
# Whoosh reads an older version, or other sizes, by other means, some of which unpickle.
_TOC_HEAD = b"\4\10\4" + (-12345).to_bytes(4, signed=True) + (-111).to_bytes(4, signed=True)


class Index(FileIndex):
    """A Whoosh index that writes with our codec, and takes its schema from the caller."""

    def __init__(self, storage: Storage, schema: Any, indexname: str) -> None:
        if not schema:  # Whoosh would take the one in the TOC for an empty schema, too
            raise ValueError("an index is opened with the schema of its fields")
        # What Whoosh does here, but for the reading of the newest TOC, which may be damaged.
        self.storage, self._schema, self.indexname = storage, schema, indexname
        states.listed(storage, schema, indexname)

    def state(self) -> State:
        """Return the newest state that is whole; see ``states.current``."""
        return states.current(self.storage, self._schema, self.indexname)

    def reader(self, reuse: Any = None) -> Any:
        return self.reader_of(self.state(), reuse)

    def reader_of(self, state: State, reuse: Any = None) -> Any:
        """Return a reader of a state."""
        contents = state.contents
        segments, generation = contents.segments, contents.generation
        return self._reader(self.storage, contents.schema, segments, generation, reuse=reuse)

    def stamp(self) -> Stamp:
        """Return what tells the newest commit from any other."""
        return states.stamp(self.storage, self.indexname)

    def latest_generation(self) -> int:
        return states.latest(self.storage, self.indexname)

    def _read_toc(self) -> Any:
        """Return what is listed of the newest state that is whole, or else that is listed at all.

        A writer that replaces everything needs no more.
        """
        try:
            return self.state().contents
        except EmptyIndexError:
            raise
        except Exception:
            return states.listed(self.storage, self._schema, self.indexname).contents

    def segments(self) -> list[Segment]:
        """Return those of the newest state that is whole, or else that is listed at all."""
        found: list[Segment] = self._read_toc().segments
        return found

    def writer(self, **options: Any) -> Any:
        from searchkit.engines.whoosh.commits.writer import Writer  # loads numpy

        return Writer(self, **options)


class TableOfContents(MappedFile):
    """The TOC: of the one version that is read, and with our segments in it."""

    def __init__(self, view: memoryview, name: str) -> None:
        super().__init__(view, name)
        if self.get(0, len(_TOC_HEAD)) != _TOC_HEAD:
            raise ValueError(f"{name} is not a table of contents")

    def read_pickle(self) -> list[Segment]:
        segments = [Segment.from_state(state) for state in super().read_pickle()]
        if len({segment.segment_id() for segment in segments}) < len(segments):
            raise ValueError(f"{self._name} lists a segment twice")
        return segments


class Storage(FileStorage):
    """The folder of an index.

    Whatever it raises while an index is read, ``reading`` makes IndexDamaged of.  Writers are kept
    apart by ``lock.lock``, which the caller holds.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        super().__init__(os.fspath(folder))
        self._uncommitted: list[str] = []
        self._opened: list[IO[bytes]] = []
        self._arrays: WeakValueDictionary[str, ArrayFile] = WeakValueDictionary()

    def create(self) -> Storage:
        """Make the folder where there is none; IndexUnwritable where it cannot be made."""
        with writing(self.folder):
            make_folder(self.folder)
        return self

    def create_index(self, schema: Any, indexname: str = "searchkit") -> Index:
        """Begin an empty index in place of any that is there."""
        generation = states.latest(self, indexname) + 1
        TOC(schema, [], generation).write(self, indexname)
        states.keep(self, indexname, [(generation, [])])
        return Index(self, schema, indexname)

    def open_index(self, schema: Any, indexname: str = "searchkit") -> Index:
        """Open the index as last committed, to be read with the schema."""
        return Index(self, schema, indexname)

    def create_file(self, name: str, excl: bool = True, mode: str = "wb", **options: Any) -> File:
        """Create a file that is not there yet, to be synced by the next ``rename_file``."""
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | BINARY
        file = os.fdopen(os.open(self._fpath(name), flags, 0o666), mode)
        self._uncommitted.append(name)
        self._opened.append(file)
        return File(file, name=name, **options)

    def open_file(self, name: str, **options: Any) -> MappedFile:
        path = self._fpath(name)
        if not name.endswith(".toc"):
            return open_mapped(path)
        return TableOfContents(memoryview(map_file(path)), name)

    def open_arrays(self, name: str) -> ArrayFile:
        """Open a file of arrays; as none is ever changed, all its readers share one."""
        file = self._arrays.get(name)
        if file is None:
            file = self._arrays[name] = ArrayFile(memoryview(map_file(self._fpath(name))), name)
        return file

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Commit: name the file once all that was written is on disk, and wait for the name."""
        for name in self._uncommitted:
            sync(self._fpath(name), os.O_RDWR)
        sync_folder(self.folder)
        self._uncommitted.clear()  # before: nothing that a new TOC may name is rolled back
        self._opened.clear()
        if safe and os.path.lexists(self._fpath(newname)):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), newname)
        (os.rename if safe else os.replace)(self._fpath(oldname), self._fpath(newname))
        try:
            sync_folder(self.folder)
        except BaseException:
            with suppress(OSError):
                super().delete_file(newname)  # a commit that failed is none
            raise

    def rollback(self) -> None:
        """Close and delete what was written since the last commit; the next removes the rest."""
        for file in self._opened:
            with suppress(OSError):  # of a full disk, which it meets once more
                file.close()
        self._opened.clear()
        for name in list(self._uncommitted):
            with suppress(OSError):
                self.delete_file(name)
        self._uncommitted.clear()

    def adopt(self, names: Iterable[str]) -> None:
        """Take files that another process has written for the next commit."""
        self._uncommitted += names

    def uncommitted(self) -> list[str]:
        """Return the names of the files written since the last commit, all of them on disk."""
        for name in self._uncommitted:
            sync(self._fpath(name), os.O_RDWR)
        return list(self._uncommitted)

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

    def temp_storage(self, name: str | None = None) -> RamStorage:
        """Return a place for the writer's own files, of which ours has none."""
        return RamStorage()

    def _fpath(self, name: str) -> str:
        if name in ("", ".", "..") or os.path.basename(name) != name:
            raise ValueError(f"{name!r} lies outside the folder of the index")
        return os.path.join(self.folder, name)


class reading:
    """Turn what Whoosh raises over a damaged index into IndexDamaged, over none, IndexMissing.

    Damage shows in Whoosh as any exception, bare Exception and NameError among them, so every one
    counts as damage but our own errors, MemoryError, and an OSError other than a missing file,
    which becomes EngineError.  A class, for a search that is done in microseconds enters often.
    """

    __slots__ = ("_folder",)

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        if not isinstance(error, Exception) or isinstance(error, SearchkitError | MemoryError):
            return
        place = one_line(os.fspath(self._folder))
        if isinstance(error, EmptyIndexError):
            raise IndexMissing(f"there is no index in {place}; run: searchkit index") from None
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
