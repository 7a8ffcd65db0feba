"""The fields of a Whoosh index, made from our field table, and the documents of an article.

An article is one document, directly followed by one for each of its quotes; each table of derived
data is one more.  Articles and quotes share no text field.
"""

# mypy: disallow-subclassing-any=False
# (Whoosh 2.7.4 has no types)

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from whoosh import columns, fields, formats
from whoosh.system import pack_uint
from whoosh.util.numeric import byte_to_length, length_to_byte

from searchkit.analysis import ANALYZERS, Analysis, stem
from searchkit.article import Article
from searchkit.engines import Entry, Tables
from searchkit.engines.whoosh.codec import Positions
from searchkit.query.fields import FIELDS, Field
from searchkit.query.parser import MAX_NEAR
from searchkit.records import Record, article_record, quote_records

Texts = tuple[str, ...]
Posting = tuple[bytes, int, float, bytes]

GAP = MAX_NEAR + 1
"""Positions left out between two texts of a field, so that nothing is near across them."""

PRINTED, VALUE = "_printed", "_value"
"""Endings of the fields that hold words as printed beside stems, and whole values for facets."""

TABLES = "tables"
"""The unit of the documents that hold the tables."""


class TextField(fields.FieldType):
    """Texts with the positions of their terms; the analyzer is ours."""

    def __init__(self, analysis: Analysis) -> None:
        super().__init__(Positions(), None, scorable=True)
        self.analysis = analysis

    def index(self, texts: Texts, **kwargs: Any) -> Iterator[Posting]:
        places: defaultdict[str, list[int]] = defaultdict(list)
        base = 0
        for terms in printed(self.analysis, texts):
            for place, term in enumerate(terms, base):
                places[stem(term) if self.analysis == "stemmed" else term].append(place)
            base += len(terms) + GAP
        length = sum(map(len, places.values()))
        # Whoosh sums the second of a posting, and only for the length.  It keeps that rounded, and
        # sums the rounded ones in a merge: by this the first sum is of rounded ones, too.
        rounding = byte_to_length(length_to_byte(length)) - length
        for term, found in places.items():
            count = len(found)
            yield term.encode(), count + rounding, float(count), self.format.encode(found)
            rounding = 0


class PrintedField(fields.FieldType):
    """The words of a stemmed field as printed, counted, for prefix and fuzzy words."""

    def __init__(self) -> None:
        super().__init__(formats.Frequency(), None)

    def index(self, texts: Texts, **kwargs: Any) -> Iterator[Posting]:
        counts = Counter(term for terms in printed("stemmed", texts) for term in terms)
        for term, count in counts.items():
            yield term.encode(), count, float(count), pack_uint(count)


class ValueField(fields.FieldType):
    """Whole values: folded where ``folded``, else as they are."""

    def __init__(self, *, folded: bool = False, column: Any = None) -> None:
        super().__init__(formats.Existence(), None, sortable=column)
        self.folded = folded

    def index(self, texts: Texts, **kwargs: Any) -> Iterator[Posting]:
        for text in dict.fromkeys(texts):
            for value in (t.term for t in ANALYZERS["exact"](text)) if self.folded else (text,):
                yield value.encode(), 1, 1.0, b""


@lru_cache(maxsize=8)
def printed(analysis: Analysis, texts: Texts) -> tuple[Texts, ...]:
    """Return the words of each text as printed; a stemmed field and its printed twin share them."""
    read = ANALYZERS["exact" if analysis == "exact" else "folded"]
    return tuple(tuple(token.term for token in read(text)) for text in texts)


def schema() -> fields.Schema:
    """Return the Whoosh schema of our field table."""
    made = fields.Schema(
        key=ValueField(column=columns.VarBytesColumn()),
        unit=ValueField(),
        article=ValueField(),
        date=ValueField(column=columns.VarBytesColumn()),
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
    around = {"article": (article.id,)}
    yield {
        **around,
        **_indexed(article_record(article), article.id),
        "header": json.dumps(_header(article), ensure_ascii=False).encode(),
        "json": article.to_json().encode(),
        "page": json.dumps([entry.page, entry.fingerprint]).encode(),
    }
    for place, record in enumerate(quote_records(article)):
        yield {
            **around,
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
            document |= {kind: texts for kind, _ in _kinds(FIELDS[name])}
    return document


def _header(article: Article) -> list[str | None]:
    published = article.published.isoformat() if article.published else None
    return [article.id, article.headline, article.outlet, published, article.source]
