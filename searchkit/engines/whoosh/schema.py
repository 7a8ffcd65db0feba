"""The fields of a Whoosh index, made from our field table, and the documents of an article.

An article is one document, directly followed by one for each of its quotes; each table of derived
data is one more.  Articles and quotes share no text field.
"""

# mypy: disallow-subclassing-any=False
# (Whoosh 2.7.4 has no types)

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from whoosh import fields, formats

from searchkit.analysis import Analysis, terms
from searchkit.article import Article
from searchkit.engines import Entry, Tables
from searchkit.engines.whoosh.disk.terms import Positions
from searchkit.query.fields import FIELDS, Field
from searchkit.query.parser import MAX_NEAR
from searchkit.records import Record, article_record, quote_records

Texts = tuple[str, ...]

GAP = MAX_NEAR + 1
"""Positions left out between two texts of a field, so that nothing is near across them."""

PRINTED, VALUE = "_printed", "_value"
"""Endings of the fields that hold words as printed beside stems, and whole values for facets."""

TABLES = "tables"
"""The unit of the documents that hold the tables."""

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


class TextField(fields.FieldType):
    """Texts with the positions of their terms; the analyzer is ours."""

    def __init__(self, analysis: Analysis) -> None:
        super().__init__(Positions(), None, scorable=True)
        self.analysis = analysis


class PrintedField(fields.FieldType):
    """The words of a stemmed field as printed, counted, for prefix and fuzzy words.

    What it holds is taken from the texts of the stemmed field.
    """

    def __init__(self) -> None:
        super().__init__(formats.Frequency(), None)


class ValueField(fields.FieldType):
    """Whole values: folded where ``folded``, else as they are."""

    def __init__(self, *, folded: bool = False) -> None:
        super().__init__(formats.Existence(), None)
        self.folded = folded

    def values(self, texts: Texts) -> Texts:
        """Return the terms of the values of a document, each once."""
        return tuple(dict.fromkeys(filter(None, map(_folded, texts)) if self.folded else texts))


@lru_cache(maxsize=1 << 12)
def _folded(text: str) -> str:
    return "".join(terms("exact", text))


def schema() -> fields.Schema:
    """Return the Whoosh schema of our field table."""
    made = fields.Schema(
        key=ValueField(),
        unit=ValueField(),
        date=ValueField(),
        header=fields.STORED(),
        json=fields.STORED(),
        page=fields.STORED(),
    )
    for field in FIELDS.values():
        for name, kind in _kinds(field):
            made.add(name, kind)
    return made


def _kinds(field: Field) -> Iterator[tuple[str, fields.FieldType]]:
    if field.analysis == "day":
        return
    if field.analysis == "exact":
        yield field.name, ValueField(folded=True)
    else:
        yield field.name, TextField(field.analysis)
    if field.analysis == "stemmed":
        yield field.name + PRINTED, PrintedField()
    if field.facet:
        yield field.name + VALUE, ValueField()


_TAKEN = {
    field.name: tuple(name for name, kind in _kinds(field) if not isinstance(kind, PrintedField))
    for field in FIELDS.values()
}
"""The Whoosh fields that take the texts of a field of ours."""


def printed_field(name: str) -> str:
    """Return the Whoosh field with the words of a field as printed."""
    return name + PRINTED if FIELDS[name].analysis == "stemmed" else name


def base_field(name: str) -> str:
    """Return the field of ours that a Whoosh field holds the printed words or the values of."""
    return name.removesuffix(PRINTED).removesuffix(VALUE)


def value_field(name: str) -> str:
    """Return the Whoosh field with the values of a facet field."""
    return name if name == "date" else name + VALUE


def documents(entry: Entry) -> Iterator[dict[str, Any]]:
    """Yield the documents of an article: itself, then its quotes."""
    article = entry.article
    yield {
        **_indexed(article_record(article), article.id),
        "header": _ENCODE(_header(article)).encode(),
        "json": (entry.json or article.to_json()).encode(),
        "page": json.dumps([entry.page, entry.fingerprint]).encode(),
    }
    for place, record in enumerate(quote_records(article)):
        yield {
            **_indexed(record, quote_key(article.id, place)),
            "header": str(place).encode(),
        }


def tables_documents(tables: Tables) -> Iterator[dict[str, Any]]:
    """Yield the documents that hold the tables, one for each, so that each is read alone."""
    for name, table in tables.items():
        stored = {"header": json.dumps(name).encode(), "json": json.dumps(table).encode()}
        yield {"unit": (TABLES,), **stored}


def quote_key(id: str, place: int) -> str:
    """Return the key of a quote by its place in its article; an article's key is its id."""
    return f"{id}#{place:05}"


def _indexed(record: Record, key: str) -> dict[str, Any]:
    document: dict[str, Any] = {"key": (key,), "unit": (record.unit,)}
    if record.day:
        document["date"] = (record.day.isoformat(),)
    for name, texts in record.texts.items():
        if texts:
            document.update(dict.fromkeys(_TAKEN[name], texts))
    return document


def _header(article: Article) -> list[str | None]:
    published = article.published.isoformat() if article.published else None
    return [article.id, article.headline, article.outlet, published, article.source]
