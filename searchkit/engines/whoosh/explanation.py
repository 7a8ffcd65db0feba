"""Why a match has its score: the share of each leaf of the query, in each field."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from searchkit.engines.whoosh.queries import documents_of
from searchkit.engines.whoosh.snapshot import Snapshot
from searchkit.engines.whoosh.translation import Translator
from searchkit.hits import Explanation, Part
from searchkit.query.fields import FREE, Unit
from searchkit.query.tree import (
    And,
    Days,
    Everything,
    HasQuote,
    InArticle,
    Maybe,
    Not,
    Or,
    Query,
    Scorable,
    Tree,
    children,
)

NOTHING = Explanation(0.0, ())
"""Why a document that a query does not find has no score."""


def explain(snapshot: Snapshot, query: Query, document: int) -> Explanation:
    """Return the parts of the score of a document; they sum to it."""
    leaf, number = snapshot.leaf_of(document)
    explainer = _Explainer(snapshot, leaf)
    if not explainer.holds(query.tree, query.unit, number):
        return NOTHING
    parts = tuple(explainer.parts(query.tree, query.unit, number))
    return Explanation(sum(part.score for part in parts), parts)


class _Explainer:
    def __init__(self, snapshot: Snapshot, leaf: Any) -> None:
        self.snapshot = snapshot
        self.leaf = leaf
        self.translator = Translator(snapshot)

    def parts(self, tree: Tree, unit: Unit, document: int) -> Iterator[Part]:
        """Yield the shares of the leaves that are true of the document; filters have none."""
        match tree:
            case Not() | InArticle() | Days() | Everything():
                return
            case HasQuote(part):
                yield from self.parts(part, "quote", self.best_quote(part, document))
            case And() | Or() | Maybe():
                for part in children(tree):
                    if self.holds(part, unit, document):
                        yield from self.parts(part, unit, document)
            case _:
                yield from self.leaf_parts(tree, document)

    def leaf_parts(self, leaf: Scorable, document: int) -> Iterator[Part]:
        for name in leaf.fields:
            if score := self.value(self.translator.leaf(leaf, name), document):
                yield Part(str(replace(leaf, fields=FREE)), name, score)

    def holds(self, tree: Tree, unit: Unit, document: int) -> bool:
        return self.value(self.translator.query(tree, unit), document) is not None

    def value(self, query: Any, document: int) -> float | None:
        """Return what a Whoosh query gives a document of the segment, None where it fails it."""
        matcher = query.matcher(self.leaf, None)
        if matcher.is_active() and matcher.id() < document:
            matcher.skip_to(document)
        if matcher.is_active() and matcher.id() == document:
            score: float = matcher.score()
            return score
        return None

    def best_quote(self, tree: Tree, article: int) -> int:
        """Return the quote of the article that scores best, the first among equals."""
        matcher = self.translator.query(tree, "quote").matcher(self.leaf, None)
        articles = self.snapshot.articles(self.leaf)
        scores = {
            quote: matcher.score()
            for quote in documents_of(matcher)
            if articles[bisect_right(articles, quote) - 1] == article
        }
        return max(scores, key=scores.__getitem__)
