"""Stock Whoosh, as its documentation has it: its writer, its parser, its highlights.

Words are stemmed by PyStemmer, since Porter's first stemmer is broken in Whoosh.  The writer has
256 MB before it sorts on disk, and merges all into one segment at the end.  A total is exact where
Whoosh has read all hits anyway; it is not asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from whoosh import index as stock
from whoosh.analysis import LowercaseFilter, PyStemmerFilter, RegexTokenizer
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.qparser import FuzzyTermPlugin, MultifieldParser

from searchkit.article import Article
from searchkit.records import day_of

from ..questions import Question
from ..timing import Act
from .engine import LIMIT, Shown, text_of

ONE_SHOT = f"""
import sys
from whoosh import index as stock
from whoosh.qparser import MultifieldParser
index = stock.open_dir(sys.argv[1])
query = MultifieldParser(["headline", "text"], index.schema).parse(sys.argv[2])
with index.searcher() as searcher:
    for hit in searcher.search(query, limit={LIMIT}):
        print(hit["id"], hit["headline"], hit.highlights("text"))
"""

_MEMORY = 256  # megabytes for the writer
_FREE = ["headline", "text"]
_WRITTEN = {
    "rare term": "{}",
    "common term": "{}",
    "OR of 2": "{} OR {}",
    "AND of 3": "{} {} {}",
    "phrase": '"{} {}"',
    "prefix": "{}*",
    "fuzzy": "{}~2",
    "headline": "headline:{}",
    "term and dates": "{} date:[{} TO {}]",
}


def build(articles: Iterable[Article], folder: Path) -> None:
    words = RegexTokenizer(r"\w+") | LowercaseFilter() | PyStemmerFilter("english")
    schema = Schema(
        id=ID(stored=True),
        headline=TEXT(words, stored=True),
        text=TEXT(words, stored=True),
        date=NUMERIC(int),
    )
    writer = stock.create_in(folder, schema).writer(limitmb=_MEMORY)
    for article in articles:
        writer.add_document(
            id=article.id,
            headline=article.headline or "",
            text=text_of(article),
            date=_day(article),
        )
    writer.commit(optimize=True)


def open(folder: Path) -> Whoosh:
    return Whoosh(stock.open_dir(folder))


class Whoosh:
    """An index of stock Whoosh, and a searcher of it."""

    def __init__(self, index: stock.Index) -> None:
        self._index = index
        self._searcher = index.searcher()
        self._parser = MultifieldParser(_FREE, index.schema)
        self._parser.add_plugin(FuzzyTermPlugin())

    def count(self, question: Question) -> int:
        return len(self._searcher.search(self._read(question), limit=None))

    def bare(self, question: Question) -> Act:
        return partial(self._searcher.search, self._read(question), limit=LIMIT)

    def whole(self, question: Question) -> Callable[[], Sequence[Shown]]:
        return partial(self._shown, question)

    def close(self) -> None:
        self._searcher.close()
        self._index.close()

    def _read(self, question: Question) -> object:
        words = (word.replace("-", "") for word in question.words)  # a day is 20251107
        return self._parser.parse(_WRITTEN[question.kind].format(*words))

    def _shown(self, question: Question) -> list[Shown]:
        hits = self._searcher.search(self._read(question), limit=LIMIT)
        return [(hit["id"], hit["headline"], hit.highlights("text")) for hit in hits]


def _day(article: Article) -> int | None:
    day = day_of(article)
    return int(day.strftime("%Y%m%d")) if day else None
