"""Query text becomes a query tree, every fault with its position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from searchkit.analysis import stem, words
from searchkit.errors import QueryError, UsageError
from searchkit.query.binding import Match, bind, flat
from searchkit.query.colour import colour
from searchkit.query.dates import Calendar, Event
from searchkit.query.fields import FACETS, FIELDS, FREE, Field, Unit
from searchkit.query.leaves import Others, none
from searchkit.query.parser import Parsed, parse
from searchkit.query.syntax import (
    All,
    Any,
    Clause,
    Condition,
    Negation,
    Quoted,
    Word,
    parts_of,
    written,
)
from searchkit.query.tree import Query

__all__ = [
    "FACETS",
    "FIELDS",
    "FREE",
    "Calendar",
    "Event",
    "Field",
    "Literal",
    "Match",
    "Others",
    "Query",
    "Unit",
    "alternatives",
    "colour",
    "literal",
    "parse",
    "understand",
]

MAX_LITERAL = 10_000
MAX_LITERAL_WORDS = 512
_K3 = 8.0
_FOLDED = 20  # letters that one may be folded to; U+FDFA to 18


@dataclass(frozen=True, slots=True)
class Literal:
    """Words to search as they are, without operators or fields, and how often each was given.

    Raises UsageError for what ``literal`` never makes: another number of counts than of words,
    more of either than a text of 10,000 characters can have.
    """

    words: tuple[str, ...]
    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        if not (_are_words(self.words) and _are_counts(self.counts, len(self.words))):
            raise UsageError("this is no Literal; make one of a text: searchkit.literal(text)")

    def __str__(self) -> str:
        return " ".join(self.words)


def _are_words(words: object) -> bool:
    return (
        isinstance(words, tuple)
        and len(words) <= MAX_LITERAL_WORDS
        and all(isinstance(word, str) for word in words)
        and sum(map(len, words)) <= MAX_LITERAL * _FOLDED
    )


def _are_counts(counts: object, wanted: int) -> bool:
    return (
        isinstance(counts, tuple)
        and len(counts) == wanted
        and all(type(count) is int and 0 < count <= MAX_LITERAL for count in counts)
    )


def literal(text: str) -> Literal:
    """Return the distinct words of any text, in order, as a query without syntax.

    Words of one stem count as one.  At most 512 are kept, the first ones.  Raises QueryError for
    more than 10,000 characters.
    """
    if len(text) > MAX_LITERAL:
        raise QueryError(
            f"a literal has at most {MAX_LITERAL:,} characters, this one {len(text):,}",
            text=text,
            span=(MAX_LITERAL, len(text)),
            hint="search its headline or its first paragraph",
        )
    forms: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for token in words(text):
        word = forms.setdefault(stem(token.term), token.term)
        counts[word] += 1
    kept = tuple(counts)[:MAX_LITERAL_WORDS]
    return Literal(kept, tuple(counts[word] for word in kept))


def understand(
    query: str | Literal,
    unit: Unit = "article",
    match: Match = "all",
    calendar: Calendar | None = None,
    others: Others = none,
) -> Query:
    """Return what a query means, or raise QueryError with the place of the fault.

    ``calendar`` says what days are meant, ``others`` what a leaf stands for beside itself.
    """
    days = calendar or Calendar(date.today())
    return bind(_parsed(query), str(query), unit, days, match, others)


def alternatives(
    query: str | Literal, unit: Unit, calendar: Calendar, others: Others = none
) -> Iterator[Query]:
    """Yield looser readings of a query that found nothing, each with a text that can be typed.

    First its quote clauses as conditions on several quotes of one article, then OR in place of
    AND.
    """
    clause = _parsed(query).clause
    if not isinstance(clause, All):
        return
    parts = flat(clause)
    if unit == "article" and sum(map(_speaks_of_quote, parts)) > 1:
        apart = (Condition(p, (0, 0)) if _speaks_of_quote(p) else p for p in parts)
        yield _bound(All(tuple(apart)), unit, calendar, others)
    positive = tuple(part for part in parts if not isinstance(part, Negation))
    if len(positive) > 1:
        yield _bound(Any(positive), unit, calendar, others)


def _parsed(query: str | Literal) -> Parsed:
    if isinstance(query, str):
        return parse(query)
    if not query.words:
        raise QueryError("no word stands in this text", hint="a literal needs a letter or a digit")
    given = zip(query.words, query.counts, strict=True)
    return Parsed(All(tuple(Word(w, (0, 0), boost=_often(count)) for w, count in given)), ())


def _often(count: int) -> float:
    """Return what a word weighs that is given so often (Okapi BM25, with k3 = 8)."""
    return (_K3 + 1) * count / (_K3 + count)


def _bound(clause: Clause, unit: Unit, calendar: Calendar, others: Others) -> Query:
    text = written(clause)
    return bind(Parsed(clause, ()), text, unit, calendar, others=others)


def _speaks_of_quote(clause: Clause) -> bool:
    """Say whether a clause that is not negated names quote fields only."""
    if isinstance(clause, Word | Quoted):
        return clause.field is not None and FIELDS[clause.field].unit == "quote"
    parts = parts_of(clause)
    return not isinstance(clause, Negation | Condition) and all(map(_speaks_of_quote, parts))
