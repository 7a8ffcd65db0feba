"""Sets of documents with their scores, and how they are put together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.engines.whoosh import loops
from searchkit.engines.whoosh.disk.arrays import Buffer
from searchkit.engines.whoosh.loops.sets import Numbers, Scores

__all__ = ["NOTHING", "Found", "Numbers", "Scores", "common", "either", "inside", "numbers"]


class Found(NamedTuple):
    """Documents in order, and what each scores; None is 0 for all."""

    docs: Numbers
    scores: Scores | None = None

    @classmethod
    def of(cls, docs: Buffer, scores: Buffer | None) -> Found:
        """Return documents and scores that lie in buffers."""
        return cls(numbers(docs), None if scores is None else np.frombuffer(scores, np.float64))

    def only(self, places: NDArray[Any]) -> Found:
        """Return those at some places, or where a mask is true."""
        return Found(self.docs[places], None if self.scores is None else self.scores[places])

    def without(self, docs: Numbers) -> Found:
        """Return those that are not among the given documents."""
        return Found.of(*loops.without(self.docs, self.scores, docs))

    def unscored(self) -> Found:
        return Found(self.docs)

    def filled(self) -> Scores:
        """Return the scores as an array."""
        return np.zeros(len(self.docs)) if self.scores is None else self.scores


NOTHING = Found(np.empty(0, np.int64))


def numbers(docs: Buffer) -> Numbers:
    """Return the documents that lie in a buffer."""
    return np.frombuffer(docs, np.int64)


def either(parts: Iterable[Found]) -> Found:
    """Return what is in any of the parts; scores are added."""
    return Found.of(*loops.either(list(parts)))


def common(parts: Iterable[Found]) -> Found:
    """Return what is in all parts; scores are added."""
    return Found.of(*loops.shared(list(parts)))


def inside(found: Found, docs: Numbers) -> Found:
    """Return those of the documents found that are among the given ones."""
    return Found.of(*loops.shared([found, (docs, None)]))
