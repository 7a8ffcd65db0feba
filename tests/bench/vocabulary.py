"""Which words a set of articles has, how many articles each is in, and some articles to ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from searchkit.analysis import STOPWORDS, words
from searchkit.article import Article
from searchkit.query import FREE
from searchkit.records import article_record, day_of

_SAMPLE = 2000
_LETTERS = 3  # of a word that is asked for, at least


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by the number of articles that they are in, folded as printed, in the order of letters.

    ``rare`` words are in 2 articles up to 1 of 2,000, ``medium`` in 3 to 50 of 1,000, ``common``
    in 1 of 20 or more; each band has room for a few where the articles are few.  ``sample`` holds
    articles drawn alike from all, ``days`` the first and the last day of publication.
    """

    rare: tuple[str, ...]
    medium: tuple[str, ...]
    common: tuple[str, ...]
    sample: tuple[Article, ...]
    days: tuple[date, date] | None


def vocabulary(articles: Iterable[Article], seed: int) -> Vocabulary:
    """Return the words of the articles, which are read once and not kept but for the sample."""
    chooser = Random(seed)
    frequency: Counter[str] = Counter()
    sample: list[Article] = []
    days: set[date] = set()
    total = 0
    for total, article in enumerate(articles, 1):
        frequency.update(filter(is_telling, words_in(article)))
        _keep(sample, article, total, chooser)
        if day := day_of(article):
            days.add(day)
    return Vocabulary(
        _band(frequency, 2, max(3, total / 2000)),
        _band(frequency, max(2, total * 3 / 1000), max(8, total / 20)),
        _band(frequency, max(min(3, total), total / 20), total),
        tuple(sample),
        (min(days), max(days)) if days else None,
    )


def runs_of(article: Article) -> Iterator[list[str]]:
    """Yield the words of each text that a word without a field is looked for in, in order."""
    texts = article_record(article).texts
    for field in FREE:
        for text in texts[field]:
            yield words_of(text)


def words_in(article: Article) -> set[str]:
    """Return the distinct words of all the texts of ``runs_of``."""
    return {word for run in runs_of(article) for word in run}


def words_of(text: str) -> list[str]:
    """Return the words of a text, in order, folded as printed."""
    return [token.term for token in words(text)]


def is_telling(word: str) -> bool:
    """Say whether a word is worth asking for alone: no stop word, letters only."""
    return len(word) >= _LETTERS and word.isalpha() and word not in STOPWORDS


def _band(frequency: Counter[str], least: float, most: float) -> tuple[str, ...]:
    return tuple(sorted(word for word, count in frequency.items() if least <= count <= most))


def _keep(sample: list[Article], article: Article, number: int, chooser: Random) -> None:
    """Keep each article with the same chance (J. S. Vitter 1985, algorithm R)."""
    if number <= _SAMPLE:
        sample.append(article)
    elif (place := chooser.randrange(number)) < _SAMPLE:
        sample[place] = article
