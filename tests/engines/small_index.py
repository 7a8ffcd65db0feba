"""A Whoosh index of three documents, built and read through our storage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh import columns, fields, query

from searchkit.engines.whoosh.commits.storage import Index, Storage, reading
from searchkit.engines.whoosh.disk.terms import Positions

TEXTS = ("The ferry was late.", "The harbour master denied it.", "A late ferry, said the master.")


def schema() -> fields.Schema:
    text = fields.TEXT(phrase=True)
    text.format = Positions()
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        outlet=fields.COLUMN(columns.RefBytesColumn()),
        text=text,
        year=fields.NUMERIC(sortable=True),
    )


def add(index: Index, *numbers: int, **options: Any) -> None:
    with index.writer(**options) as writer:
        for number in numbers:
            writer.update_document(
                id=f"page{number}", text=TEXTS[number % 3], year=2000 + number, outlet=b"Gazette"
            )


def build(folder: Path, **options: Any) -> Index:
    index = Storage(folder).create().create_index(schema())
    add(index, 0, 1, 2, **options)
    return index


def read(folder: Path) -> tuple[list[Any], ...]:
    """Read of an index all that has a place of its own on disk."""
    with reading(folder), Storage(folder).open_index(schema()).searcher() as searcher:
        reader = searcher.reader()
        numbers = list(reader.all_doc_ids())
        terms = [term for term, _ in reader]
        postings = [list(reader.postings(*term).all_ids()) for term in terms]
        positions = list(reader.postings("text", "late").items_as("positions"))
        stored = [reader.stored_fields(number) for number in numbers]
        sorting = [reader.column_reader(name) for name in ("outlet", "year")]
        values = [column[number] for column in sorting for number in numbers]
        found = [hit["id"] for hit in searcher.search(query.Term("text", "ferry"))]
        return terms, postings, positions, stored, values, found


def the(folder: Path, pattern: str) -> Path:
    (path,) = folder.glob(pattern)
    return path
