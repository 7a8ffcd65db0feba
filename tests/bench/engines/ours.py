"""searchkit itself, through ``searchkit.open`` and ``Index.search``; bare, through its engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import searchkit
from searchkit import Article, Index
from searchkit.query import Query, understand

from ..questions import Question
from ..timing import Act
from .engine import LIMIT, Shown

ONE_SHOT = f"""
import sys, searchkit
with searchkit.open(sys.argv[1]) as index:
    for hit in index.search(sys.argv[2], limit={LIMIT}):
        print(hit.id, hit.headline, *hit.snippets)
"""

_WRITTEN = {
    "rare term": "{}",
    "common term": "{}",
    "OR of 2": "{} OR {}",
    "AND of 3": "{} {} {}",
    "phrase": '"{} {}"',
    "prefix": "{}*",
    "fuzzy": "{}~2",
    "headline": "headline:{}",
    "term and dates": "{} date:{}..{}",
}


def build(articles: Iterable[Article], folder: Path) -> None:
    with searchkit.open(folder, create=True) as index:
        index.add(articles)


def open(folder: Path) -> Searchkit:
    return Searchkit(searchkit.open(folder))


class Searchkit:
    """An index of ours."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def count(self, question: Question) -> int:
        return self._index.search(_written(question), limit=0).total

    def bare(self, question: Question) -> Act:
        return partial(self._ranked, understand(_written(question)))

    def whole(self, question: Question) -> Callable[[], Sequence[Shown]]:
        return partial(self._shown, _written(question))

    def close(self) -> None:
        self._index.close()

    def _ranked(self, query: Query) -> object:
        return self._index.engine.search(query, limit=LIMIT, offset=0, sort="score", facets=())

    def _shown(self, text: str) -> list[Shown]:
        hits = self._index.search(text, limit=LIMIT)
        return [(hit.id, hit.headline, hit.snippets) for hit in hits]


def _written(question: Question) -> str:
    return _WRITTEN[question.kind].format(*question.words)
