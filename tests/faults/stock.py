"""An index of Whoosh's own making under our name, with code in place of each pickle in it.

Whoosh runs what stands there; searchkit reads none of it.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

from whoosh import fields, index

_PICKLE = re.compile(rb"\x80[\x02-\x05][\x95}\](c)]", re.DOTALL)
_SCHEMA = {
    "id": fields.ID(unique=True, stored=True),
    "title": fields.TEXT(stored=True),
    "number": fields.NUMERIC(sortable=True),
    "words": fields.KEYWORD(stored=True),
}
_NAME = "searchkit"  # as our own is called
_DOCUMENTS = 300  # so that the postings of a word take more than one block
_CHOSEN = 24  # pickles of a file


def build(folder: Path) -> None:
    """Make an index with Whoosh alone."""
    made = index.create_in(str(folder), fields.Schema(**_SCHEMA), indexname=_NAME)
    writer = made.writer()
    for number in range(_DOCUMENTS):
        text = f"the ferry {number}"
        writer.add_document(id=f"page{number}", title=text, number=number, words="pier tide")
    writer.commit()


def read(folder: Path) -> int:
    """Read an index with Whoosh alone, whatever is in it; return how many terms it has."""
    with index.open_dir(str(folder), indexname=_NAME).searcher() as searcher:
        reader = searcher.reader()
        terms = list(reader.all_terms())
        for name, text in terms:
            list(reader.postings(name, text).all_ids())
        list(reader.all_stored_fields())
        return len(terms)


def plants(payload: bytes, chance: Random) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Yield functions that put such an index in the place of another, each hostile elsewhere.

    A table of contents has few pickles; of those of a segment, in its directory, its postings and
    its stored fields, some are chosen.
    """
    with tempfile.TemporaryDirectory(prefix="searchkit-stock-") as folder:
        build(Path(folder))
        files = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
        for name, data in sorted(files.items()):
            places = [found.start() for found in _PICKLE.finditer(data)]
            for place in chance.sample(places, min(_CHOSEN, len(places))):
                hostile = data[:place] + payload + data[place + len(payload) :]
                where = f"a pickle at {place} of {Path(name).suffix} in an index of Whoosh"
                yield where, partial(_put, {**files, name: hostile[: len(data)]})


def _put(files: dict[str, bytes], folder: Path) -> None:
    for path in folder.iterdir():
        if path.name != "searchkit.json":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
