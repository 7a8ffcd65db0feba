"""What is asked: questions of each class, drawn from the articles that are to answer.

A question is its class and its words; how it is written is the affair of who is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from random import Random

from searchkit.records import article_record, day_of

from .plan import Source
from .vocabulary import Vocabulary, is_telling, runs_of, vocabulary, words_in, words_of

Words = tuple[str, ...]
_Draw = Callable[[Vocabulary, Random], Words | None]

_STUBBORN = 20  # draws for each question, so that few articles do not mean an endless search
_LONG = 6  # letters of a word that is cut to a prefix, or misspelt


@dataclass(frozen=True, slots=True)
class Question:
    """A class of CLASSES, and the words (names, ISO dates) that are asked for."""

    kind: str
    words: Words


def drawn(articles: Source, seed: int, count: int) -> tuple[Question, ...]:
    """Return up to ``count`` different questions of each class, the same for the same seed.

    Classes that draw alike ask for the same words, so that their times differ by the asking only.
    A class for which the articles hold nothing (no quotes, no dates) has none.
    """
    known = vocabulary(articles(), seed)
    return tuple(
        Question(kind, words)
        for kind, draw in CLASSES.items()
        for words in _distinct(draw, known, Random(seed), count)
    )


def common_word(articles: Source, seed: int) -> str:
    """Return one word that many of the articles have."""
    return Random(seed).choice(vocabulary(articles(), seed).common)


def _distinct(draw: _Draw, known: Vocabulary, chooser: Random, count: int) -> Iterable[Words]:
    found: dict[Words, None] = {}
    for _ in range(count * _STUBBORN):
        if len(found) == count:
            break
        if words := draw(known, chooser):
            found[words] = None
    return found


def _rare(known: Vocabulary, chooser: Random) -> Words | None:
    return _some(known.rare, 1, chooser)


def _common(known: Vocabulary, chooser: Random) -> Words | None:
    return _some(known.common, 1, chooser)


def _two_common(known: Vocabulary, chooser: Random) -> Words | None:
    return _some(known.common, 2, chooser)


def _three_of_one_article(known: Vocabulary, chooser: Random) -> Words | None:
    words = words_in(chooser.choice(known.sample))
    return _some(sorted(words.intersection({*known.medium, *known.common})), 3, chooser)


def _adjacent(known: Vocabulary, chooser: Random) -> Words | None:
    runs = runs_of(chooser.choice(known.sample))
    pairs = [pair for run in runs for pair in pairwise(run) if all(map(is_telling, pair))]
    return chooser.choice(pairs) if pairs else None


def _beginning(known: Vocabulary, chooser: Random) -> Words | None:
    word = _long(known, chooser)
    return (word[:4],) if word else None


def _misspelt(known: Vocabulary, chooser: Random) -> Words | None:
    """Two letters inside a word change places: one slip of the hand, two edits."""
    word = _long(known, chooser)
    return (word[:2] + word[3] + word[2] + word[4:],) if word else None


def _of_headline(known: Vocabulary, chooser: Random) -> Words | None:
    headline = article_record(chooser.choice(known.sample)).texts["headline"]
    words = [word for text in headline for word in words_of(text)]
    return _some(filter(is_telling, words), 1, chooser)


def _said_by(known: Vocabulary, chooser: Random) -> Words | None:
    """The last name of a speaker, and a word of what one quote of an article has him say."""
    quotes = [quote for quote in chooser.choice(known.sample).quotes if quote.speaker]
    if not quotes:
        return None
    quote = chooser.choice(quotes)
    said = [word for word in words_of(quote.text) if is_telling(word)]
    name = words_of(quote.speaker or "")
    return (name[-1], chooser.choice(said)) if said and name else None


def _dated(known: Vocabulary, chooser: Random) -> Words | None:
    """A common word of an article, and days around its day: a quarter of all at most."""
    article = chooser.choice(known.sample)
    day = day_of(article)
    found = words_in(article).intersection(known.common)
    if day is None or known.days is None or not found:
        return None
    around = timedelta(days=(known.days[1] - known.days[0]).days // 8)
    return chooser.choice(sorted(found)), f"{day - around}", f"{day + around}"


def _long(known: Vocabulary, chooser: Random) -> str | None:
    return next(iter(_some([w for w in known.medium if len(w) >= _LONG], 1, chooser) or ()), None)


def _some(words: Iterable[str], count: int, chooser: Random) -> Words | None:
    choice = tuple(words)
    return tuple(chooser.sample(choice, count)) if len(choice) >= count else None


CLASSES: dict[str, _Draw] = {
    "rare term": _rare,
    "common term": _common,
    "OR of 2": _two_common,
    "AND of 3": _three_of_one_article,
    "phrase": _adjacent,
    "prefix": _beginning,
    "fuzzy": _misspelt,
    "headline": _of_headline,
    "speaker and said": _said_by,
    "quotes of speaker": _said_by,
    "term and dates": _dated,
    "common, snippets": _common,
}
"""How the questions of each class are drawn."""
