"""Whether a query holds for an article or a quote, and where in its texts, found by reading them.

Slow and plain: engines answer from an index, this module reads.  Highlighting marks what it
finds, and tests hold the engines to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from searchkit.analysis import ANALYZERS, Analysis, Token, stem
from searchkit.article import Article, Span
from searchkit.query.fields import FIELDS
from searchkit.query.tree import (
    And,
    Days,
    Everything,
    Fuzzy,
    HasQuote,
    InArticle,
    Leaf,
    Maybe,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Term,
    Tree,
    Whole,
)
from searchkit.records import Record, article_record, collection_term, quote_records


@dataclass(frozen=True, slots=True)
class Readable:
    """An article with its records, those of its quotes in the order of ``article.quotes``."""

    article: Record
    quotes: tuple[Record, ...]

    @classmethod
    def of(cls, article: Article) -> Readable:
        return cls(article_record(article), tuple(quote_records(article)))


Marks = Callable[[Leaf, str, str], Sequence[Span]]
"""Gives the spans of the text of a field that a leaf matches: ``marks``, or what finds the same."""


def holds(tree: Tree, record: Record, page: Readable, find: Marks | None = None) -> bool:
    """Say whether a tree is true of a record of the page: its article, or one of its quotes.

    Leaves are looked for by ``marks`` where nothing else is given.
    """
    match tree:
        case And(parts):
            return all(holds(part, record, page, find) for part in parts)
        case Or(parts):
            return any(holds(part, record, page, find) for part in parts)
        case Not(part):
            return not holds(part, record, page, find)
        case Maybe(part, _):
            return holds(part, record, page, find)
        case HasQuote(part):
            return any(holds(part, quote, page, find) for quote in page.quotes)
        case InArticle(part):
            return holds(part, page.article, page, find)
        case _:
            return _leaf_holds(tree, record, page, find or marks)


def _leaf_holds(leaf: Leaf, record: Record, page: Readable, find: Marks) -> bool:
    match leaf:
        case Whole(_, _, collection) if collection != _collection(page):
            return False
        case Days(first, last):
            day = record.day
            return day is not None and (first or day) <= day <= (last or day)
        case Everything():
            return True
        case _:
            texts = ((name, text) for name in leaf.fields for text in record.texts.get(name, ()))
            return any(find(leaf, name, text) for name, text in texts)


def _collection(page: Readable) -> str:
    return collection_term("".join(page.article.texts["collection"]))


def marks(leaf: Leaf, field: str, text: str) -> list[Span]:
    """Return the spans of the text of a field that a leaf matches, in order.

    A phrase is one span; the words of a Near are one span each.
    """
    if isinstance(leaf, Days | Everything) or field not in leaf.fields:
        return []
    analysis = FIELDS[field].analysis
    match leaf:
        case Whole(_, values):
            return [(0, len(text))] if text in values else []
        case Term(_, term):
            return [(t.start, t.end) for t in analysed(analysis, text) if t.term == term]
        case Phrase(_, terms):
            return list(_runs(analysed(analysis, text), terms))
        case Near(_, terms, distance):
            return _close(analysed(analysis, text), terms, distance)
        case Prefix(_, prefix):
            return [(t.start, t.end) for t in printed(analysis, text) if t.term.startswith(prefix)]
        case Fuzzy(_, word, distance):
            tokens = printed(analysis, text)
            near = {term for term, _ in edits(word, [t.term for t in tokens], distance)}
            return [(t.start, t.end) for t in tokens if t.term in near]


def edits(word: str, others: Sequence[str], distance: int) -> list[tuple[str, int]]:
    """Return those of the other words that are at most ``distance`` edits away, and how many.

    An edit inserts, deletes or replaces a character, or exchanges two neighbours of which neither
    is edited again (optimal string alignment).
    """
    from rapidfuzz import process  # compiled: loaded where a fuzzy word is looked for
    from rapidfuzz.distance import OSA

    near = process.extract(word, others, scorer=OSA.distance, score_cutoff=distance, limit=None)
    return [(other, int(count)) for other, count, _ in near]


def printed(analysis: Analysis, text: str) -> tuple[Token, ...]:
    """Return the words of a text as printed, folded: what prefix and fuzzy words look at."""
    return (_kept_printed if len(text) <= _KEPT else _printed)(analysis, text)


def analysed(analysis: Analysis, text: str) -> tuple[Token, ...]:
    """Return the terms of a text of a field with this analysis."""
    return (_kept_analysed if len(text) <= _KEPT else _analysed)(analysis, text)


def _printed(analysis: Analysis, text: str) -> tuple[Token, ...]:
    return tuple(ANALYZERS["exact" if analysis == "exact" else "folded"](text))


def _analysed(analysis: Analysis, text: str) -> tuple[Token, ...]:
    tokens = printed(analysis, text)
    if analysis != "stemmed":
        return tokens
    return tuple(Token(stem(term), start, end) for term, start, end in tokens)


_KEPT = 10_000
"""Characters of a text whose words are kept: those of longer ones would fill the memory."""

_kept_printed = lru_cache(maxsize=256)(_printed)
_kept_analysed = lru_cache(maxsize=256)(_analysed)


def _runs(tokens: Sequence[Token], terms: Sequence[str]) -> Iterator[Span]:
    """Yield where the terms stand one behind the other, looking at each token once.

    However often the terms repeat themselves (Knuth, Morris, Pratt: Fast pattern matching in
    strings, 1977).
    """
    back = _fallbacks(terms)
    held = 0
    for place, token in enumerate(tokens):
        while held and (held == len(terms) or token.term != terms[held]):
            held = back[held]
        held += token.term == terms[held]
        if held == len(terms):
            yield tokens[place - held + 1].start, token.end


def _fallbacks(terms: Sequence[str]) -> list[int]:
    """Return by how many terms are held how many of their last are the first ones again."""
    back = [0, 0]
    for term in terms[1:]:
        held = back[-1]
        while held and terms[held] != term:
            held = back[held]
        back.append(held + (terms[held] == term))
    return back


def _close(tokens: Sequence[Token], terms: Sequence[str], distance: int) -> list[Span]:
    """Mark the wanted terms in each window that holds all of them; the window only moves on."""
    wanted = Counter(terms)
    places = [place for place, token in enumerate(tokens) if token.term in wanted]
    held: Counter[str] = Counter()
    marked: list[int] = []
    done = until = 0
    for first, start in enumerate(places):
        while until < len(places) and places[until] - start <= distance:
            held[tokens[places[until]].term] += 1
            until += 1
        if all(held[term] >= times for term, times in wanted.items()):
            marked += places[max(first, done) : until]
            done = until
        held[tokens[start].term] -= 1
    return [(tokens[place].start, tokens[place].end) for place in marked]
