"""What the words of a query are worth in the documents of a cluster: the BM25F of every engine.

A cluster's own ranking has no BM25F, and the statistics of each shard are its own.  Here the counts
are asked for first, over all shards: how many records there are, how long their fields are, how
many have each leaf.  Then the cluster reckons with them: in each field, how often a leaf stands
there, by the weight of the field and against its length; of the sum, what it is worth.  Numbers
are doubles on the way and floats in the end.

Robertson, Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond, 2009.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from searchkit.engines.opensearch.clauses import Clause, either, same, scored
from searchkit.engines.opensearch.connection import Cluster
from searchkit.engines.opensearch.leaves import counted, matched, within
from searchkit.engines.opensearch.mapping import LENGTH, QUOTES, path
from searchkit.engines.opensearch.translation import ARTICLES
from searchkit.query.fields import FIELDS, Unit
from searchkit.query.tree import (
    Days,
    Everything,
    InArticle,
    Not,
    Scorable,
    Tree,
    children,
)

K1 = 1.2
B = 0.75

_NORMALISED = "_score / (params.start + params.slope * doc[params.length].value)"
_SATURATED = "params.worth * _score / (_score + params.half)"
_UNITS: tuple[Unit, ...] = ("article", "quote")
_SCORED = tuple(field for field in FIELDS.values() if field.weight and field.analysis != "day")


def unit_of(leaf: Scorable) -> Unit:
    """Return what a leaf is true of."""
    return FIELDS[leaf.fields[0]].unit


def weighing(tree: Tree) -> Iterator[Scorable]:
    """Yield the leaves of a tree that add to its score."""
    match tree:
        case Not() | InArticle() | Days() | Everything():
            return
        case _ if children(tree):
            for part in children(tree):
                yield from weighing(part)
        case _:
            if weighed(tree):  # type: ignore[arg-type]  # what has no children is a leaf
                yield tree  # type: ignore[misc]


def weighed(leaf: Scorable) -> tuple[str, ...]:
    """Return the fields of a leaf that weigh something."""
    return tuple(name for name in leaf.fields if FIELDS[name].weight)


@dataclass(frozen=True, slots=True)
class Statistics:
    """The counts over a whole index that the scores of a query are reckoned with."""

    records: Mapping[Unit, int]
    lengths: Mapping[str, float]
    found: Mapping[Scorable, int]

    def clause(self, leaf: Scorable) -> Clause:
        """Return what a leaf finds, with its score; fields that weigh nothing only filter."""
        scoring = weighed(leaf)
        parts = [same(matched(leaf, name)) for name in leaf.fields if name not in scoring]
        if scoring:
            values = either([self.value(leaf, name) for name in scoring])
            worth = leaf.boost * self._idf(leaf) * (K1 + 1)
            parts.append(scored(values, _SATURATED, worth=worth, half=K1))
        return within(leaf, either(parts))

    def value(self, leaf: Scorable, name: str) -> Clause:
        """Return what a leaf finds in a field, with its weighted, normalised frequency."""
        weight = FIELDS[name].weight
        return scored(
            counted(leaf, name),
            _NORMALISED,
            start=(1 - B) / weight,
            slope=B / self.lengths[name] / weight,
            length=path(name) + LENGTH,
        )

    def _idf(self, leaf: Scorable) -> float:
        found = self.found[leaf]
        records = max(self.records[unit_of(leaf)], found)
        return log(1 + (records - found + 0.5) / (found + 0.5))


def statistics(cluster: Cluster, tree: Tree) -> Statistics:
    """Ask a cluster for the statistics of a query.

    The lengths are asked for by themselves: the answer is kept there until something changes.
    """
    leaves = tuple(dict.fromkeys(weighing(tree)))
    if not leaves:
        return Statistics({}, {}, {})
    sizes, counts = cluster.search_all([_sizes(), _counts(leaves)])
    inner = sizes["aggregations"][QUOTES]
    means = {**sizes["aggregations"], **inner}
    lengths = {field.name: max(1.0, means[field.name]["value"] or 1.0) for field in _SCORED}
    records: dict[Unit, int] = {
        "article": sizes["hits"]["total"]["value"],
        "quote": inner["doc_count"],
    }
    found = counts["aggregations"]
    numbered = {**found, **found[QUOTES]}
    return Statistics(
        records,
        lengths,
        {leaf: numbered[str(n)]["doc_count"] for n, leaf in enumerate(leaves)},
    )


def _sizes() -> dict[str, Any]:
    asked = _by_unit()
    for field in _SCORED:
        asked[field.unit][field.name] = {"avg": {"field": path(field.name) + LENGTH}}
    return _counting(asked)


def _counts(leaves: Sequence[Scorable]) -> dict[str, Any]:
    asked = _by_unit()
    for number, leaf in enumerate(leaves):
        found = either([matched(leaf, name) for name in weighed(leaf)])
        asked[unit_of(leaf)][str(number)] = {"filter": found}
    return _counting(asked)


def _by_unit() -> dict[Unit, dict[str, Any]]:
    return {unit: {} for unit in _UNITS}


def _counting(asked: Mapping[Unit, Mapping[str, Any]]) -> dict[str, Any]:
    quotes = {QUOTES: {"nested": {"path": QUOTES}, "aggs": asked["quote"]}}
    aggregations = {**asked["article"], **quotes}
    return {"size": 0, "track_total_hits": True, "query": ARTICLES, "aggs": aggregations}
