"""A query tree becomes a Whoosh query."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from whoosh import query as wq

from searchkit.engines.whoosh.queries import (
    ArticlesOf,
    Expansion,
    Filter,
    QuotesIn,
    Window,
    Without,
)
from searchkit.engines.whoosh.schema import printed_field, value_field
from searchkit.matching import edits
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


class Lexicon(Protocol):
    """What a translation asks of the index: its terms, and where its articles stand."""

    def terms_from(self, name: str, prefix: str) -> list[str]:
        """Return the terms of a Whoosh field that begin so."""

    def terms_between(self, name: str, first: str, last: str) -> list[str]:
        """Return the terms of a Whoosh field in a range, both ends included."""

    def articles(self, leaf: Any) -> list[int]:
        """Return the document numbers of the articles of a segment, in order."""


class Translator:
    """Translates trees for one state of an index."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

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
                return ArticlesOf(self.query(part, "quote"), self.lexicon.articles)
            case InArticle(part):
                return QuotesIn(self.query(part, "article"), self.lexicon.articles)
            case _:
                return self._leaf(tree, unit)

    def _leaf(self, leaf: Leaf, unit: Unit) -> wq.Query:
        match leaf:
            case Everything():
                return Filter("unit", (unit,))
            case Days(first, last):
                low, high = str(first or ""), str(last or date.max)
                days = Filter("date", self.lexicon.terms_between("date", low, high))
                return wq.And([days, Filter("unit", (unit,))])  # quotes have days, too
            case _:
                return either([self.leaf(leaf, name) for name in leaf.fields])

    def leaf(self, leaf: Scorable, name: str) -> wq.Query:
        """Return the Whoosh query of a leaf in one field."""
        boost = leaf.boost * FIELDS[name].weight
        match leaf:
            case Term(_, term):
                return Filter(name, (term,)) if not boost else wq.Term(name, term, boost=boost)
            case Phrase(_, terms):
                return Window(name, terms, None, boost)
            case Near(_, terms, distance):
                return Window(name, terms, distance, boost)
            case Prefix(_, prefix):
                terms = tuple(self.lexicon.terms_from(printed_field(name), prefix))
                return Expansion(printed_field(name), dict.fromkeys(terms, 1.0), boost)
            case Fuzzy(_, word, distance):
                return Expansion(printed_field(name), self._similar(name, word, distance), boost)
            case Whole():
                return self._whole(leaf, name, boost)

    def _whole(self, leaf: Whole, name: str, boost: float) -> wq.Query:
        """Return the query of whole values; they score as one word of the field."""
        values = Expansion(value_field(name), dict.fromkeys(leaf.values, 1.0), boost)
        if leaf.collection:
            inside = self.query(InArticle(Term(("collection",), leaf.collection)), "quote")
            return wq.And([values, inside])
        elsewhere = Filter("collection", self.lexicon.terms_from("collection", ""))
        return Without(values, QuotesIn(elsewhere, self.lexicon.articles))

    def _similar(self, name: str, word: str, distance: int) -> dict[str, float]:
        """Words within a distance; each counts the less the more edits lie between."""
        found = edits(word, self.lexicon.terms_from(printed_field(name), ""), distance)
        return {term: 1 / (1 + count) for term, count in found}

    def _all(self, parts: tuple[Tree, ...], unit: Unit) -> wq.Query:
        """Negations are taken out: Whoosh's And adds 1 to every score for a Not in it."""
        wanted = [self.query(part, unit) for part in parts if not isinstance(part, Not)]
        excluded = [self.query(part.part, unit) for part in parts if isinstance(part, Not)]
        every = wq.And(wanted or [self.query(Everything(), unit)])
        return Without(every, either(excluded)) if excluded else every


def either(queries: list[wq.Query]) -> wq.Query:
    """Return an Or that Whoosh evaluates as a tree of unions: its array drops scores of 0."""
    joined = wq.Or(queries)
    joined.matcher_type = wq.Or.DEFAULT_MATCHER
    return joined
