"""Clauses of the query language of a cluster, as JSON values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Clause = dict[str, Any]

NOTHING: Clause = {"match_none": {}}


def term(path: str, value: str) -> Clause:
    """What has a term."""
    return {"term": {path: {"value": value}}}


def every(must: Sequence[Clause] = (), unscored: Sequence[Clause] = (), **more: Any) -> Clause:
    """What all clauses find; the unscored ones add nothing to a score."""
    return {"bool": {"must": list(must), "filter": list(unscored), **more}}


def either(clauses: Sequence[Clause]) -> Clause:
    """What one or more clauses find; their scores are added."""
    if len(clauses) == 1:
        return clauses[0]
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def without(excluded: Sequence[Clause], **more: Any) -> Clause:
    """What none of the clauses finds."""
    return {"bool": {"must_not": list(excluded), **more}}


def same(clause: Clause, score: float = 0.0) -> Clause:
    """What a clause finds, each with the same score."""
    return {"constant_score": {"filter": clause, "boost": score}}


def scored(clause: Clause, formula: str, **given: Any) -> Clause:
    """What a clause finds, scored by a formula of its score and what is given."""
    return {
        "script_score": {"query": clause, "script": {"source": formula, "params": given}},
    }


def nested(path: str, clause: Clause, **more: Any) -> Clause:
    """What has one or more nested parts that a clause finds; it scores as the best of them."""
    return {"nested": {"path": path, "query": clause, "score_mode": "max", **more}}
