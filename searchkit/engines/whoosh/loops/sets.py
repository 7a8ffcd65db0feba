"""Sets of documents, with their scores, in numpy: what is done where nothing is compiled.

Documents are sorted arrays of int64, each once, scores of float64; scores of None are all 0.
``_search.c`` does the same.  Where scores are added, the part with the most documents is first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Scores = NDArray[np.float64]
Part = tuple[Numbers, Scores | None]
Ranked = tuple[list[int], list[float]]
"""Documents, the best first, and their scores."""

_DENSE = 24
"""An array over all documents pays where so many times its postings are more than there are."""


def either(parts: Sequence[Part]) -> Part:
    """Return what is in any of the parts; scores are added."""
    if all(scores is None for _, scores in parts):
        return united([docs for docs, _ in parts]), None
    return summed([(docs, filled(docs, scores)) for docs, scores in parts])


def shared(parts: Sequence[Part]) -> Part:
    """Return what is in all parts; scores are added, those of the fewest documents first."""
    if not parts:
        return np.empty(0, np.int64), None
    (docs, scores), *others = sorted(parts, key=lambda part: len(part[0]))
    for more, values in others:
        places, held = places_in(more, docs)
        docs = docs[held]
        scores = None if scores is None else scores[held]
        if values is not None:
            values = values.take(places[held])
            scores = values if scores is None else scores + values
    return docs, scores


def without(docs: Numbers, scores: Scores | None, others: Numbers) -> Part:
    """Return what is not among the others."""
    kept = ~is_in(others, docs)
    return docs[kept], None if scores is None else scores[kept]


def best(docs: Numbers, scores: Scores, wanted: int) -> Ranked:
    """Return so many with the best scores, and all that equal the last of them, best first."""
    if wanted < len(scores):
        least = np.partition(scores, len(scores) - wanted)[len(scores) - wanted]
        places = np.flatnonzero(scores >= least)
        docs, scores = docs[places], scores[places]
    ranked = (-scores).argsort(kind="stable")
    return docs[ranked].tolist(), scores[ranked].tolist()


def first(
    docs: Numbers, scores: Scores | None, wanted: int, days: Numbers, keys: Numbers
) -> Ranked:
    """Return so many of the documents: by score, then by day, the newest first, then by key.

    The days and keys are those of all documents that there are.
    """
    values = filled(docs, scores)
    ranked = np.lexsort((keys.take(docs), -days.take(docs), -values))[:wanted]
    return docs[ranked].tolist(), values[ranked].tolist()


def worth(values: Scores, factor: float, half: float) -> Scores:
    """Return what frequencies are worth: the factor at most, half of it where they are ``half``."""
    scores: Scores = values * factor
    scores /= values + half
    return scores


def places_in(docs: Numbers, wanted: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return where the wanted documents stand among others, and whether they do."""
    if not len(docs) or not len(wanted):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), bool)
    total = max(int(docs[-1]), int(wanted[-1])) + 1
    if len(wanted) * 4 < len(docs) or (len(docs) + len(wanted)) * _DENSE < total:
        places = docs.searchsorted(wanted)
        np.minimum(places, len(docs) - 1, out=places)
    else:
        spread = np.zeros(total, np.int32)
        spread[docs] = np.arange(len(docs), dtype=np.int32)
        places = spread.take(wanted).astype(np.int64)
    return places, docs.take(places) == wanted


def is_in(docs: Numbers, wanted: Numbers) -> NDArray[np.bool_]:
    """Say of each wanted document whether it stands among others; one may be wanted twice."""
    return places_in(docs, wanted)[1]


def united(parts: Sequence[Numbers]) -> Numbers:
    """Return the documents of all parts, which need not be sorted, each once and in order."""
    docs = np.concatenate([np.empty(0, np.int64), *parts])
    total = int(docs.max(initial=-1)) + 1
    if len(docs) * _DENSE < total:
        return np.unique(docs)
    mask = np.zeros(total, bool)
    mask[docs] = True
    return np.flatnonzero(mask)


def tallied(docs: Numbers, values: Scores) -> tuple[Numbers, Scores]:
    """Return documents that may repeat in any order, each once, its values added as they come."""
    total = int(docs.max(initial=-1)) + 1
    if len(docs) * _DENSE < total:
        distinct, which = np.unique(docs, return_inverse=True)
        return distinct, _sums(which, values, len(distinct))
    distinct = united([docs])
    return distinct, _sums(docs, values, total).take(distinct)


def summed(parts: Sequence[tuple[Numbers, Scores]]) -> tuple[Numbers, Scores]:
    """Return the documents of all parts, their values added."""
    found = sorted(parts, key=lambda part: -len(part[0]))
    if not found:
        return np.empty(0, np.int64), np.empty(0)
    (docs, values), *others = found
    for more, added in others:
        docs, values = _sum(docs, values, more, added)
    return docs, values


def filled(docs: Numbers, scores: Scores | None) -> Scores:
    """Return the scores of documents as an array."""
    return np.zeros(len(docs)) if scores is None else scores


def _sums(numbers: Numbers, values: Scores, count: int) -> Scores:
    """Return for each number below a count the sum of its values; of none, bincount makes ints."""
    return np.bincount(numbers, values, count).astype(np.float64, copy=False)


def _sum(docs: Numbers, values: Scores, more: Numbers, added: Scores) -> tuple[Numbers, Scores]:
    places, held = places_in(docs, more)
    if not held.all():
        return tallied(np.concatenate((docs, more)), np.concatenate((values, added)))
    values = values.copy()
    values[places] += added
    return docs, values
