"""bm25s with PyStemmer: headline and text as one bag of words, in arrays that are mapped.

It keeps neither articles nor positions, so that it has bare searches for any of some words and
nothing else; each scores all articles.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

import bm25s
from bm25s.tokenization import Tokenizer
from Stemmer import Stemmer

from searchkit.article import Article

from ..questions import Question
from ..timing import Act
from .engine import LIMIT, text_of

ONE_SHOT = None

_ANSWERED = ("rare term", "common term", "OR of 2")


def build(articles: Iterable[Article], folder: Path) -> None:
    tokenizer = Tokenizer(splitter=r"(?u)\b\w+\b", stopwords=None, stemmer=Stemmer("english"))
    texts = (f"{article.headline or ''}\n{text_of(article)}" for article in articles)
    bags = list(tokenizer.tokenize(texts, update_vocab=True, return_as="stream"))
    index = bm25s.BM25()
    index.index((bags, tokenizer.get_vocab_dict()), show_progress=False)
    index.save(folder, show_progress=False)


def open(folder: Path) -> Bm25s:
    return Bm25s(bm25s.BM25.load(folder, mmap=True, show_progress=False))


class Bm25s:
    """An index of bm25s."""

    def __init__(self, index: bm25s.BM25) -> None:
        self._index = index
        self._stem = Stemmer("english").stemWords

    def count(self, question: Question) -> int | None:
        if question.kind not in _ANSWERED:
            return None
        return int((self._index.get_scores(self._stem(question.words)) > 0).sum())

    def bare(self, question: Question) -> Act | None:
        if question.kind not in _ANSWERED:
            return None
        query = [self._stem(question.words)]
        best = min(LIMIT, self._index.scores["num_docs"])
        return partial(self._index.retrieve, query, k=best, show_progress=False)

    def whole(self, question: Question) -> None:
        """It keeps no article to show."""

    def close(self) -> None:
        """Files are closed with the last reference."""
