"""tantivy through its Python binding: ``en_stem`` texts, one writer thread, exact counts.

Text is read by ``Index.parse_query``; a prefix is written as a regular expression, since the
parser has no other form for one word.  Days are a fast field.  A ``SnippetGenerator`` marks the
text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import tantivy

from searchkit.article import Article
from searchkit.records import day_of

from ..questions import Question
from ..timing import Act
from .engine import LIMIT, Shown, text_of

ONE_SHOT = f"""
import sys, tantivy
index = tantivy.Index.open(sys.argv[1])
searcher = index.searcher()
query = index.parse_query(sys.argv[2], ["headline", "text"], conjunction_by_default=True)
marker = tantivy.SnippetGenerator.create(searcher, query, index.schema, "text")
for _, address in searcher.search(query, {LIMIT}).hits:
    found = searcher.doc(address)
    snippet = marker.snippet_from_doc(found).to_html()
    print(found.get_first("id"), found.get_first("headline"), snippet)
"""

_HEAP = 300_000_000  # bytes for the writer: fewer segments to merge than with less
_FREE = ["headline", "text"]
_WRITTEN = {
    "rare term": "{}",
    "common term": "{}",
    "OR of 2": "{} OR {}",
    "AND of 3": "{} {} {}",
    "phrase": '"{} {}"',
    "prefix": "headline:/{0}.*/ OR text:/{0}.*/",
    "fuzzy": "{}",
    "headline": "headline:{}",
    "term and dates": "{} date:[{}T00:00:00Z TO {}T00:00:00Z]",
}
# Not a prefix, two edits, neighbours that change places are one.
_FUZZY = {field: (False, 2, True) for field in _FREE}


def build(articles: Iterable[Article], folder: Path) -> None:
    schema = (
        tantivy.SchemaBuilder()
        .add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        .add_text_field("headline", stored=True, tokenizer_name="en_stem")
        .add_text_field("text", stored=True, tokenizer_name="en_stem")
        .add_date_field("date", indexed=True, fast=True)
        .build()
    )
    writer = tantivy.Index(schema, path=str(folder)).writer(_HEAP, num_threads=1)
    for article in articles:
        writer.add_document(_document(article))
    writer.commit()
    writer.wait_merging_threads()


def open(folder: Path) -> Tantivy:
    return Tantivy(tantivy.Index.open(str(folder)))


class Tantivy:
    """An index of tantivy, and the searcher of its newest commit."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._searcher = index.searcher()

    def count(self, question: Question) -> int:
        found: Any = self._searcher.search(self._read(question), LIMIT)  # its stub has no count
        return int(found.count)

    def bare(self, question: Question) -> Act:
        return partial(self._searcher.search, self._read(question), LIMIT)

    def whole(self, question: Question) -> Callable[[], Sequence[Shown]]:
        return partial(self._shown, question)

    def close(self) -> None:
        """Files are closed with the last reference."""

    def _read(self, question: Question) -> tantivy.Query:
        return self._index.parse_query(
            _WRITTEN[question.kind].format(*question.words),
            _FREE,
            conjunction_by_default=True,
            allow_regexes=question.kind == "prefix",
            fuzzy_fields=_FUZZY if question.kind == "fuzzy" else {},
        )

    def _shown(self, question: Question) -> list[Shown]:
        query = self._read(question)
        searcher = self._searcher
        marker = tantivy.SnippetGenerator.create(searcher, query, self._index.schema, "text")
        found = [searcher.doc(address) for _, address in searcher.search(query, LIMIT).hits]
        return [
            (
                str(document.get_first("id")),
                document.get_first("headline"),
                marker.snippet_from_doc(document).to_html(),
            )
            for document in found
        ]


def _document(article: Article) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("id", article.id)
    document.add_text("headline", article.headline or "")
    document.add_text("text", text_of(article))
    if day := day_of(article):
        document.add_date("date", datetime.combine(day, time(), UTC))
    return document
