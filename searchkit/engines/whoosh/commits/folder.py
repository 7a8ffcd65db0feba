"""Where an index is kept: a folder with a mark that says its format; opened, made, made anew."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from whoosh.index import EmptyIndexError

from searchkit.engines.whoosh.commits.lock import lock
from searchkit.engines.whoosh.commits.storage import Index, Storage, reading, writing
from searchkit.errors import EngineError, IndexDamaged, IndexMissing, IndexVersion
from searchkit.printable import one_line

FORMAT = 3
"""Version of what lies in the folder; another one is not read."""

_MARK = "searchkit.json"
_LONGEST = 1000  # bytes of it that are read


def opened(storage: Storage, schema: Any) -> Index:
    """Open the index in a folder; IndexMissing, IndexVersion or IndexDamaged where it cannot be."""
    with reading(storage.folder):
        found = _marked(storage)
        if found != FORMAT:
            raise IndexVersion(
                f"the index in {one_line(storage.folder)} has format {found!r}, this searchkit "
                f"reads {FORMAT}; run: searchkit index --rebuild"
            )
        return storage.open_index(schema)


def made(storage: Storage, schema: Any, curable: tuple[type[EngineError], ...]) -> Index:
    """Make an index where there is none, or in place of one that cannot be opened.

    ``curable`` are the errors at which one is made.  One that only lacks its mark gets it back.
    """
    storage.create()
    with writing(storage.folder), lock(storage.folder):
        try:
            return opened(storage, schema)  # another process may just have made it
        except curable as error:
            if isinstance(error, IndexVersion):  # before the mark says that it can be read
                storage.create_index(schema)
            _mark(storage)
            return _whole(storage, schema) or storage.create_index(schema)


def _whole(storage: Storage, schema: Any) -> Index | None:
    try:
        with reading(storage.folder):
            index = storage.open_index(schema)
            index.state()
    except (IndexMissing, IndexDamaged):
        return None
    return index


def _mark(storage: Storage) -> None:
    part = f"_searchkit_mark.{time.time_ns()}"
    with storage.create_file(part) as file:
        file.write(json.dumps({"format": FORMAT}).encode() + b"\n")
    path = os.path.join(storage.folder, _MARK)
    if os.path.isdir(path) and not os.path.islink(path):  # no file can take the place of a folder
        os.rename(path, os.path.join(storage.folder, f"{part}.folder"))
    storage.rename_file(part, _MARK)


def _marked(storage: Storage) -> Any:
    """Return the format that the folder is marked with.

    The mark is on disk before all else, so an index without one is damaged, not missing.
    """
    try:
        return json.loads(storage.open_file(_MARK).read(_LONGEST))["format"]
    except FileNotFoundError:
        if any(name.endswith(".toc") for name in storage.list()):
            raise
        raise EmptyIndexError from None
