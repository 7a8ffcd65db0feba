"""SQLite's FTS5, as the ``sqlite3`` of the standard library has it: ``porter unicode61``.

One table that keeps its content, filled in one transaction, then optimized and vacuumed; positions
are kept.  The day stands before the texts, so that a filter by date need not read past them.  The
file is mapped.  ``rank`` is its BM25; a total would cost a second query and is not asked for.
Fuzzy words it does not have.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from searchkit.article import Article
from searchkit.records import day_of

from ..questions import Question
from ..timing import Act
from .engine import LIMIT, Shown, text_of

_FILE = "articles.db"
_COLUMNS = "id unindexed, day unindexed, headline, text"
_SNIPPET = "snippet(articles, 3, '<b>', '</b>', '…', 32)"
_MAPPED = f"pragma mmap_size = {1 << 31}"

ONE_SHOT = f"""
import sys, sqlite3
articles = sqlite3.connect(sys.argv[1] + "/{_FILE}")
articles.execute("{_MAPPED}")
query = '"' + sys.argv[2] + '"'
print(*articles.execute("select id, headline, {_SNIPPET} from articles where articles match ?"
    " order by rank limit {LIMIT}", (query,)), sep="\\n")
"""

_WRITTEN = {
    "rare term": '"{}"',
    "common term": '"{}"',
    "OR of 2": '"{}" OR "{}"',
    "AND of 3": '"{}" "{}" "{}"',
    "phrase": '"{} {}"',
    "prefix": '"{}" *',
    "headline": 'headline : "{}"',
    "term and dates": '"{}"',
}


def build(articles: Iterable[Article], folder: Path) -> None:
    rows = ((a.id, _day(a), a.headline, text_of(a)) for a in articles)
    with closing(sqlite3.connect(folder / _FILE)) as database:
        with database:
            database.execute(
                f"create virtual table articles using fts5({_COLUMNS}, tokenize='porter unicode61')"
            )
            database.executemany("insert into articles values (?, ?, ?, ?)", rows)
            database.execute("insert into articles(articles) values ('optimize')")
        database.execute("vacuum")


def open(folder: Path) -> Fts5:
    database = sqlite3.connect(folder / _FILE)
    database.execute(_MAPPED)
    database.execute("select 1 from articles limit 0")  # reads the schema, or the file stays shut
    return Fts5(database)


class Fts5:
    """A connection to a database of FTS5."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def count(self, question: Question) -> int | None:
        counting = self._selecting("select count(*)", "", question)
        return int(counting()[0][0]) if counting else None

    def bare(self, question: Question) -> Act | None:
        return self._selecting("select rowid, rank", f"order by rank limit {LIMIT}", question)

    def whole(self, question: Question) -> Callable[[], Sequence[Shown]] | None:
        shown = f"select id, headline, {_SNIPPET}"
        return self._selecting(shown, f"order by rank limit {LIMIT}", question)

    def close(self) -> None:
        self._database.close()

    def _selecting(
        self, select: str, order: str, question: Question
    ) -> Callable[[], list[Shown]] | None:
        if question.kind not in _WRITTEN:
            return None
        dated = question.kind == "term and dates"
        where = "where articles match ?" + " and day between ? and ?" * dated
        statement = f"{select} from articles {where} {order}"
        given = (_WRITTEN[question.kind].format(*question.words), *question.words[1:] * dated)
        return partial(self._rows, statement, given)

    def _rows(self, statement: str, given: Sequence[str]) -> list[Shown]:
        return self._database.execute(statement, given).fetchall()


def _day(article: Article) -> str | None:
    day = day_of(article)
    return day.isoformat() if day else None
