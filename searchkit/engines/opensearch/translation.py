"""A query tree becomes a query of a cluster, for what it finds or for its scores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from searchkit.engines.opensearch.branches import Branch
from searchkit.engines.opensearch.clauses import (
    Clause,
    either,
    every,
    nested,
    same,
)
from searchkit.engines.opensearch.leaves import matches_of
from searchkit.engines.opensearch.mapping import QUOTES
from searchkit.query.tree import (
    And,
    Days,
    Everything,
    HasQuote,
    InArticle,
    Leaf,
    Maybe,
    Not,
    Or,
    Scorable,
    Tree,
)

ReadLeaf = Callable[[Scorable], Clause]

ANYTHING = same({"match_all": {}})
ARTICLES: Clause = {"term": {"unit": {"value": "article"}}}


class Translator:
    """Translates trees; ``leaf`` gives the clause of a leaf."""

    def __init__(self, leaf: ReadLeaf) -> None:
        self._leaf = leaf

    def articles(self, tree: Tree) -> Clause:
        """Return what a tree that speaks of articles finds among the documents of an index."""
        return every([self.clause(tree)], [ARTICLES])

    def clause(self, tree: Tree) -> Clause:
        """Return the clause of a tree that speaks of articles, or that is a branch for quotes."""
        match tree:
            case And(parts):
                return self._all(parts)
            case Or(parts):
                return either([self.clause(part) for part in parts])
            case Not():
                return self._all((tree,))
            case Maybe(part, optional):
                wanted = [self.clause(other) for other in optional]
                return every([self.clause(part)], should=wanted, minimum_should_match=0)
            case HasQuote(part):
                return nested(QUOTES, self.clause(part))
            case InArticle():
                raise AssertionError("conditions on articles are taken out of those on quotes")
            case _:
                return self._read(tree)

    def branch(self, branch: Branch, **inner: Any) -> Clause:
        """Return what finds the articles of the quotes that a branch finds."""
        quotes = nested(QUOTES, self.clause(branch.quote), **inner)
        if isinstance(branch.article, Everything):
            return quotes
        return every([quotes], [MATCHED.clause(branch.article)])

    def _all(self, parts: tuple[Tree, ...]) -> Clause:
        wanted = [self.clause(part) for part in parts if not isinstance(part, Not)]
        excluded = [MATCHED.clause(part.part) for part in parts if isinstance(part, Not)]
        return every(wanted or [ANYTHING], must_not=excluded) if excluded else every(wanted)

    def _read(self, leaf: Leaf) -> Clause:
        match leaf:
            case Everything():
                return ANYTHING
            case Days(first, last):
                bounds = {"gte": str(first or date.min), "lte": str(last or date.max)}
                return same({"range": {"day": bounds}})
            case _:
                return self._leaf(leaf)


MATCHED = Translator(lambda leaf: either(matches_of(leaf)))
"""Translates for what is found only."""
