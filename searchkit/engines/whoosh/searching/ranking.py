"""The window of an answer: which matches stand in it, in which order."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from searchkit.engines import Sort
from searchkit.engines.whoosh.loops import best, first
from searchkit.engines.whoosh.loops.sets import Ranked
from searchkit.engines.whoosh.searching.found import Found, Numbers

Order = Callable[[str], Numbers]
"""Gives by document the rank of its day, or of its key; the greater comes first."""


def window(found: Found, order: Order, *, limit: int | None, offset: int, sort: Sort) -> Ranked:
    """Return the documents of a window, best first, and their scores.

    By score, then by day, the newest first, then by key; or by day, then by score, then by key.
    """
    count = len(found.docs)
    until = count if limit is None else min(count, offset + limit)
    if offset >= until:
        return [], []
    docs, scores = _dated(found, order) if sort == "date" else _best(found, order, until)
    return docs[offset:until], scores[offset:until]


def _best(found: Found, order: Order, until: int) -> Ranked:
    if found.scores is not None:
        docs, scores = best(found.docs, found.scores, until)
        if len(set(scores)) == len(scores):
            return docs, scores
    return first(found.docs, found.scores, until, order("date"), order("key"))


def _dated(found: Found, order: Order) -> Ranked:
    days, keys = order("date").take(found.docs), order("key").take(found.docs)
    ranked = found.only(np.lexsort((-keys, found.filled(), days))[::-1])
    return ranked.docs.tolist(), ranked.filled().tolist()
