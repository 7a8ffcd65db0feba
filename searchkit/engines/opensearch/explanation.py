"""Why a match has its score: the share of each leaf of the query, in each field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from searchkit.engines.opensearch.branches import branches
from searchkit.engines.opensearch.clauses import Clause, every, nested, term
from searchkit.engines.opensearch.connection import Cluster
from searchkit.engines.opensearch.mapping import QUOTES
from searchkit.engines.opensearch.ranking import Statistics, statistics, weighed
from searchkit.engines.opensearch.translation import ARTICLES, MATCHED, Translator
from searchkit.hits import Explanation, Part
from searchkit.query.fields import FREE
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


def explain(cluster: Cluster, query: Query, key: str) -> Explanation:
    """Return the parts of the score of a match; they sum to it."""
    id, place = _named(query, key)
    explainer = _Explainer(cluster, statistics(cluster, query.tree), id)
    score = explainer.score(query.tree, place)
    if score is None:
        return NOTHING
    parts = tuple(explainer.parts(query.tree, place))
    return Explanation(sum(part.score for part in parts), parts)


def _named(query: Query, key: str) -> tuple[str, int | None]:
    if query.unit == "article":
        return key, None
    id, _, place = key.rpartition("#")
    return id, int(place)


class _Explainer:
    """Asks for the parts of the score of an article, or of the quote at a place in it."""

    def __init__(self, cluster: Cluster, ranking: Statistics, id: str) -> None:
        self.cluster = cluster
        self.ranking = ranking
        self.translator = Translator(ranking.clause)
        self.id = id

    def parts(self, tree: Tree, place: int | None) -> Iterator[Part]:
        """Yield the shares of the leaves that are true; filters have none."""
        match tree:
            case Not() | InArticle() | Days() | Everything():
                return
            case HasQuote(part):
                yield from self.parts(part, self._best_quote(part))
            case And() | Or() | Maybe():
                for part in children(tree):
                    if self.score(part, place) is not None:
                        yield from self.parts(part, place)
            case _:
                yield from self._of_leaf(tree, place)

    def score(self, tree: Tree, place: int | None) -> float | None:
        """Return what a tree gives, None where it fails."""
        if place is None:
            return self._asked(self.translator.clause(tree))
        for branch in branches(tree):
            quote = every([self.translator.clause(branch.quote)], [_at(place)])
            found = self._asked(nested(QUOTES, quote), MATCHED.clause(branch.article))
            if found is not None:
                return found
        return None

    def _of_leaf(self, leaf: Scorable, place: int | None) -> Iterator[Part]:
        """Yield the score of a leaf, divided as its weighted frequencies in the fields are."""
        score = self.score(leaf, place)
        shares = {name: self._share(leaf, name, place) for name in weighed(leaf)}
        whole = sum(shares.values())
        for name, share in shares.items():
            if score and share:
                yield Part(str(replace(leaf, fields=FREE)), name, score * share / whole)

    def _share(self, leaf: Scorable, name: str, place: int | None) -> float:
        value = self.ranking.value(leaf, name)
        if place is not None:
            value = nested(QUOTES, every([value], [_at(place)]))
        return self._asked(value) or 0.0

    def _best_quote(self, tree: Tree) -> int:
        """Return the quote of the article that scores best, the first among equals."""
        order = [{"_score": "desc"}, {"quotes.place": "asc"}]
        inner = {"name": "best", "size": 1, "_source": False, "sort": order}
        found = self._found(nested(QUOTES, self.translator.clause(tree), inner_hits=inner))
        place: int = found[0]["inner_hits"]["best"]["hits"]["hits"][0]["_nested"]["offset"]
        return place

    def _asked(self, clause: Clause, *around: Clause) -> float | None:
        found = self._found(clause, *around)
        return found[0]["_score"] if found else None

    def _found(self, clause: Clause, *around: Clause) -> Any:
        this = term("key", self.id)
        body = {"query": every([clause], [ARTICLES, this, *around]), "_source": False, "size": 1}
        return self.cluster.search(body)["hits"]["hits"]


def _at(place: int) -> Clause:
    return {"term": {"quotes.place": {"value": place}}}
