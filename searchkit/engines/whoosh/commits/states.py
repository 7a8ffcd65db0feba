"""Which committed state of an index is read: the newest, or else the one before it.

A commit leaves the state that it was made to, until the next one: where the newest is damaged (its
table of contents, a missing file, the head, size or directory of one), the state before is read,
and ``State.fault`` says so.  Two states share most of their files.  An empty one is no fallback,
for it answers nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from whoosh.index import TOC, EmptyIndexError

from searchkit.engines.whoosh.disk.arrays import ArrayFile
from searchkit.engines.whoosh.segments.codec import EXTENSION

if TYPE_CHECKING:
    from searchkit.engines.whoosh.commits.storage import Storage

_MOST = (1 << 31) - 1  # a table of contents holds its generation as an int
_TRIES = 10  # the reading of a state may race commits that remove it


Stamp = tuple[int, int, int]
"""A commit: its generation, and what the file system gave to its table of contents."""


@dataclass(frozen=True, slots=True)
class State:
    """A committed state, its files open.

    ``contents`` is Whoosh's table of contents, ``newest`` the stamp of the newest state, and
    ``fault`` what is wrong with that one where this is the one before.
    """

    contents: Any
    files: tuple[ArrayFile, ...]
    newest: Stamp
    fault: str = ""


def current(storage: Storage, schema: Any, indexname: str) -> State:
    """Return the newest state that can be opened.

    Raises EmptyIndexError where there is none, what is wrong with the newest where no other can be
    read, and any OSError but that of a missing file.
    """
    return _newest(storage, indexname, partial(_opened, storage, schema, indexname))


def listed(storage: Storage, schema: Any, indexname: str) -> State:
    """Return the newest state whose table of contents can be read, none of its files open."""
    return _newest(storage, indexname, partial(_listed, storage, schema, indexname))


def stamp(storage: Storage, indexname: str) -> Stamp:
    """Return what tells the newest commit from any other; one that failed may share its number."""
    generation = latest(storage, indexname)
    with suppress(FileNotFoundError):
        status = os.stat(os.path.join(storage.folder, TOC._filename(indexname, generation)))
        return generation, status.st_ino, status.st_mtime_ns
    return generation, 0, 0


def latest(storage: Storage, indexname: str) -> int:
    """Return the generation that was committed last, -1 where there is none."""
    return max(_generations(storage, indexname), default=-1)


def keep(storage: Storage, indexname: str, states: Iterable[tuple[int, Iterable[Any]]]) -> None:
    """Delete all files but those of some states, each a generation with its segments.

    What cannot be deleted now is deleted by the next commit.
    """
    kept = set()
    for generation, segments in states:
        kept.add(TOC._filename(indexname, generation))
        kept.update(segment.make_filename(EXTENSION) for segment in segments)
    with suppress(OSError):
        for name in set(storage.list()) - kept:
            if _is_ours(name, indexname):
                with suppress(OSError):
                    storage.delete_file(name)


_Read = Callable[[int], tuple[Any, tuple[ArrayFile, ...]]]
"""Reads the state of a generation: its contents, and its files."""


def _newest(storage: Storage, indexname: str, read: _Read) -> State:
    for _ in range(_TRIES - 1):
        newest = stamp(storage, indexname)
        try:
            return _first(storage, indexname, newest, read)
        except Exception:
            if stamp(storage, indexname) == newest:
                raise
    return _first(storage, indexname, stamp(storage, indexname), read)


def _first(storage: Storage, indexname: str, newest: Stamp, read: _Read) -> State:
    generations = [number for number in _generations(storage, indexname) if number <= newest[0]]
    if not generations:
        raise _none(storage, indexname)
    fault: Exception | None = None
    for generation in generations:
        try:
            contents, files = read(generation)
        except Exception as error:
            if not is_damage(error):
                raise
            fault = fault or error
        else:
            if fault is None:
                return State(contents, files, newest)
            if contents.segments:
                return State(contents, files, newest, f"{type(fault).__name__}: {fault}")
    assert fault is not None
    raise fault


def _none(storage: Storage, indexname: str) -> Exception:
    """Return what it means that there is no state: segments are not written before there is one."""
    is_lost = any(name.endswith(EXTENSION) for name in storage.list())
    return (FileNotFoundError if is_lost else EmptyIndexError)(f"{indexname} lists no segments")


def is_damage(error: Exception) -> bool:
    """Say whether an error tells of damage, not of a system that cannot read or has no room."""
    is_of_system = isinstance(error, OSError) and not isinstance(error, FileNotFoundError)
    return not (is_of_system or isinstance(error, MemoryError))


def _listed(
    storage: Storage, schema: Any, indexname: str, generation: int
) -> tuple[Any, tuple[ArrayFile, ...]]:
    return TOC.read(storage, indexname, gen=generation, schema=schema), ()


def _opened(
    storage: Storage, schema: Any, indexname: str, generation: int
) -> tuple[Any, tuple[ArrayFile, ...]]:
    contents, _ = _listed(storage, schema, indexname, generation)
    files = []
    for segment in contents.segments:
        file = storage.open_arrays(segment.make_filename(EXTENSION))
        if file.facts["documents"] != segment.doc_count_all():
            raise ValueError(f"{file.name} has not the documents that it was written with")
        files.append(file)
    return contents, tuple(files)


def _generations(storage: Storage, indexname: str) -> list[int]:
    """Return the generations of all tables of contents, the newest first."""
    form = re.compile(rf"_{re.escape(indexname)}_([0-9]{{1,10}})\.toc")
    found = map(form.fullmatch, storage.list())
    numbers = (int(match[1]) for match in found if match)
    return sorted((number for number in numbers if number <= _MOST), reverse=True)


def _is_ours(name: str, indexname: str) -> bool:
    """Say whether a name is that of a table of contents, half written or whole, or of a segment."""
    return name.startswith(f"_{indexname}_") or bool(
        re.match(rf"{re.escape(indexname)}_[0-9a-z]+\.", name)
    )
