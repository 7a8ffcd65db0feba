"""A query tree becomes a Whoosh query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, partial
from typing import NamedTuple

from whoosh import query as wq

from searchkit.engines.whoosh.schema import printed_field, value_field
from searchkit.engines.whoosh.searching.queries import (
    AnyIn,
    ArticlesOf,
    Dated,
    Fields,
    Filter,
    PrefixIn,
    QuotesIn,
    Scored,
    Unscored,
    WindowIn,
    Without,
    WordIn,
)
from searchkit.query.fields import FIELDS, Unit
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
    Scorable,
    Term,
    Tree,
    Whole,
)

Similar = Callable[[str, str, int], Sequence[tuple[bytes, int]]]
"""Gives the terms of a Whoosh field within a distance of a word, and how many edits away."""


class _Fields(NamedTuple):
    """The fields of a leaf: those that score, and those that weigh nothing."""

    scored: Fields
    filters: tuple[str, ...]


@cache
def _of_leaf(names: tuple[str, ...]) -> _Fields:
    weights = [(name, FIELDS[name].weight) for name in names]
    scored = tuple((name, weight) for name, weight in weights if weight)
    return _Fields(scored, tuple(name for name, weight in weights if not weight))


class Translator:
    """Translates trees; ``similar`` looks up fuzzy words when a query is evaluated."""

    def __init__(self, similar: Similar) -> None:
        self._similar = similar

    def query(self, tree: Tree, unit: Unit) -> wq.Query:
        """Return the Whoosh query of a tree that speaks of a unit."""
        match tree:
            case And(parts):
                return self._all(parts, unit)
            case Or(parts):
                return either([self.query(part, unit) for part in parts])
            case Not():
                return self._all((Everything(), tree), unit)
            case Maybe(part, optional):
                return wq.AndMaybe(
                    self.query(part, unit), either([self.query(o, unit) for o in optional])
                )
            case HasQuote(part):
                return ArticlesOf(self.query(part, "quote"))
            case InArticle(part):
                return QuotesIn(self.query(part, "article"))
            case _:
                return self._leaf(tree, unit)

    def _leaf(self, leaf: Leaf, unit: Unit) -> wq.Query:
        match leaf:
            case Everything():
                return Filter("unit", unit.encode())
            case Days(first, last):
                low, high = str(first or ""), str(last or date.max)
                return Dated(unit.encode(), low.encode(), high.encode())
            case _:
                return self.leaf(leaf)

    def leaf(self, leaf: Scorable) -> wq.Query:
        """Return the Whoosh query of a leaf in its fields; those that weigh nothing only filter."""
        words = self.words(leaf)
        parts: list[wq.Query] = [words] if words else []
        for name in _of_leaf(leaf.fields).filters:
            parts.append(Unscored(self._scored(leaf, [(name, 1.0)])))
        found = either(parts)
        return self._inside(found, leaf.collection) if isinstance(leaf, Whole) else found

    def words(self, leaf: Scorable) -> Scored | None:
        """Return what scores of a leaf, None where all its fields are filters."""
        scored = _of_leaf(leaf.fields).scored
        return self._scored(leaf, scored) if scored else None

    def _scored(self, leaf: Scorable, fields: Fields) -> Scored:
        match leaf:
            case Term(_, term, boost):
                return WordIn(fields, coded(term), boost)
            case Phrase(_, terms, boost):
                return WindowIn(fields, [coded(term) for term in terms], None, boost)
            case Near(_, terms, distance, boost):
                return WindowIn(fields, [coded(term) for term in terms], distance, boost)
            case Prefix(_, prefix, boost):
                return PrefixIn(_printed(fields), coded(prefix), boost)
            case Fuzzy(_, word, distance, boost):
                return AnyIn(_printed(fields), partial(self._near, word, distance), boost)
            case Whole(_, values, _, boost):
                found = [(value.encode(), 1.0) for value in values]
                of_values = [(value_field(name), weight) for name, weight in fields]
                return AnyIn(of_values, lambda name: found, boost)

    def _inside(self, values: wq.Query, collection: str) -> wq.Query:
        """Return the quotes found that stand in articles of a collection; the empty one is none."""
        if collection:
            return wq.And([values, QuotesIn(Filter("collection", coded(collection)))])
        return Without(values, QuotesIn(Filter("collection", b"", last=b"\xff")))

    def _near(self, word: str, distance: int, name: str) -> list[tuple[bytes, float]]:
        """Words within a distance; each counts the less the more edits lie between."""
        return [(term, 1 / (1 + edits)) for term, edits in self._similar(name, word, distance)]

    def _all(self, parts: tuple[Tree, ...], unit: Unit) -> wq.Query:
        wanted = [self.query(part, unit) for part in parts if not isinstance(part, Not)]
        excluded = [self.query(part.part, unit) for part in parts if isinstance(part, Not)]
        every = wq.And(wanted or [self.query(Everything(), unit)])
        return Without(every, either(excluded)) if excluded else every


def either(queries: list[wq.Query]) -> wq.Query:
    return queries[0] if len(queries) == 1 else wq.Or(queries)


def coded(term: str) -> bytes:
    """Return a term as an index has it; one with half a surrogate pair is in none, and no fault."""
    return term.encode("utf-8", "surrogatepass")


def _printed(fields: Fields) -> Fields:
    return [(printed_field(name), weight) for name, weight in fields]
