"""Why a match has its score: the share of each leaf of the query, in each field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from searchkit.engines.whoosh.schema import base_field
from searchkit.engines.whoosh.searching.snapshot import Snapshot
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
    explainer = _Explainer(snapshot)
    if not explainer.holds(query.tree, query.unit, document):
        return NOTHING
    parts = tuple(explainer.parts(query.tree, query.unit, document))
    return Explanation(sum(part.score for part in parts), parts)


class _Explainer:
    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.evaluator = snapshot.evaluator
        self.translator = snapshot.translator

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
                yield from self.leaf_parts(tree, unit, document)

    def leaf_parts(self, leaf: Scorable, unit: Unit, document: int) -> Iterator[Part]:
        """Yield the score of a leaf, divided as its weighted frequencies in the fields are."""
        words = self.translator.words(leaf)
        if words is None:
            return
        shares = {
            base_field(name): float(found.filled()[found.docs == document].sum())
            for name, found in words.by_field(self.evaluator)
        }
        score, whole = self.value(leaf, unit, document), sum(shares.values())
        for name, share in shares.items():
            if score and share:
                yield Part(str(replace(leaf, fields=FREE)), name, score * share / whole)

    def holds(self, tree: Tree, unit: Unit, document: int) -> bool:
        return self.value(tree, unit, document) is not None

    def value(self, tree: Tree, unit: Unit, document: int) -> float | None:
        """Return what a tree gives a document, None where it fails it."""
        found = self.evaluator.find(self.translator.query(tree, unit))
        place = int(found.docs.searchsorted(document))
        if place == len(found.docs) or found.docs[place] != document:
            return None
        return float(found.filled()[place])

    def best_quote(self, tree: Tree, article: int) -> int:
        """Return the quote of the article that scores best, the first among equals."""
        found = self.evaluator.find(self.translator.query(tree, "quote"))
        articles = self.snapshot.articles
        of_quotes = articles[articles.searchsorted(found.docs) - 1]
        inside = found.only(of_quotes == article)
        return int(inside.docs[np.argmax(inside.filled())])
