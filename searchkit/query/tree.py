"""The query tree: what every engine is asked to evaluate, and what highlighting marks.

A tree speaks of one unit: articles, or quotes.  Leaves hold terms, as analysis.py makes them, and
the fields in which any of them may stand; where a leaf is found in several fields, its scores are
added.  ``str`` of a tree is its written form, for tests and for debugging.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from searchkit.query.fields import FREE, Unit


@dataclass(frozen=True, slots=True)
class Term:
    """One term."""

    fields: tuple[str, ...]
    term: str
    boost: float = 1.0

    def __str__(self) -> str:
        return _leaf(self.fields, self.term, self.boost)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that stand one behind the other."""

    fields: tuple[str, ...]
    terms: tuple[str, ...]
    boost: float = 1.0

    def __str__(self) -> str:
        return _leaf(self.fields, f'"{" ".join(self.terms)}"', self.boost)


@dataclass(frozen=True, slots=True)
class Near:
    """Terms in any order, the first and the last at most ``distance`` words apart."""

    fields: tuple[str, ...]
    terms: tuple[str, ...]
    distance: int
    boost: float = 1.0

    def __str__(self) -> str:
        return _leaf(self.fields, f'"{" ".join(self.terms)}"~{self.distance}', self.boost)


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words, as printed, that begin so."""

    fields: tuple[str, ...]
    prefix: str
    boost: float = 1.0

    def __str__(self) -> str:
        return _leaf(self.fields, f"{self.prefix}*", self.boost)


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words, as printed, at most ``distance`` edits away.

    An edit inserts, deletes or replaces a character or exchanges two neighbours (optimal string
    alignment distance).
    """

    fields: tuple[str, ...]
    word: str
    distance: int
    boost: float = 1.0

    def __str__(self) -> str:
        return _leaf(self.fields, f"{self.word}~{self.distance}", self.boost)


@dataclass(frozen=True, slots=True)
class Whole:
    """Whole values as printed, any of them, in the articles of one collection.

    ``collection`` is folded, as a term is; the empty one is that of articles that are in none.
    """

    fields: tuple[str, ...]
    values: tuple[str, ...]
    collection: str
    boost: float = 1.0

    def __str__(self) -> str:
        return _leaf(self.fields, f"[{' | '.join(self.values)}]@{self.collection}", self.boost)


@dataclass(frozen=True, slots=True)
class Days:
    """Published from ``first`` to ``last``, both included; None is open."""

    first: date | None
    last: date | None

    def __str__(self) -> str:
        return f"date:{self.first or ''}..{self.last or ''}"


@dataclass(frozen=True, slots=True)
class Everything:
    """All articles, or all quotes."""

    def __str__(self) -> str:
        return "*"


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts are true."""

    parts: tuple[Tree, ...]

    def __str__(self) -> str:
        return _node("and", self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """One or more of the parts are true."""

    parts: tuple[Tree, ...]

    def __str__(self) -> str:
        return _node("or", self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """The part is not true; adds nothing to a score."""

    part: Tree

    def __str__(self) -> str:
        return _node("not", (self.part,))


@dataclass(frozen=True, slots=True)
class Maybe:
    """The first part is true; where others are, they add to the score."""

    part: Tree
    optional: tuple[Tree, ...]

    def __str__(self) -> str:
        return _node("maybe", (self.part, *self.optional))


@dataclass(frozen=True, slots=True)
class HasQuote:
    """True of an article with a quote of which the part is true; scores as the best such quote."""

    part: Tree

    def __str__(self) -> str:
        return _node("quote", (self.part,))


@dataclass(frozen=True, slots=True)
class InArticle:
    """True of a quote in an article of which the part is true; adds nothing to a score."""

    part: Tree

    def __str__(self) -> str:
        return _node("article", (self.part,))


Scorable = Term | Phrase | Near | Prefix | Fuzzy | Whole
Leaf = Scorable | Days | Everything
Tree = Leaf | And | Or | Not | Maybe | HasQuote | InArticle


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood: its text, what a hit is, the tree, and notes for the user."""

    text: str
    unit: Unit
    tree: Tree
    notes: tuple[str, ...] = ()


def children(tree: Tree) -> tuple[Tree, ...]:
    """Return the parts of a tree; a leaf has none."""
    match tree:
        case And(parts) | Or(parts):
            return parts
        case Maybe(part, optional):
            return (part, *optional)
        case Not(part) | HasQuote(part) | InArticle(part):
            return (part,)
        case _:
            return ()


def leaves(tree: Tree) -> Iterator[Leaf]:
    """Yield the leaves of a tree in order, those below a Not too."""
    match tree:
        case And() | Or() | Not() | Maybe() | HasQuote() | InArticle():
            for part in children(tree):
                yield from leaves(part)
        case _:
            yield tree


def _leaf(fields: tuple[str, ...], value: str, boost: float) -> str:
    name = "" if fields == FREE else f"{'|'.join(fields)}:"
    return f"{name}{value}" + (f"^{boost:g}" if boost != 1 else "")


def _node(name: str, parts: tuple[Tree, ...]) -> str:
    return f"({name} {' '.join(map(str, parts))})"
