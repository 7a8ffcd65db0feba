"""What the words of a query are worth in a record: BM25F, with the statistics of its unit.

Robertson, Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond, 2009.  The frequencies
of a word in the fields of a record are added up first, each by the weight of its field and against
its length, so that a word in the headline counts as several in the text, and no word counts for
more than K1 + 1 of them.  The inverse document frequency is that of Lucene, never negative.

Quotes and articles stand in one Whoosh index: the number of records and the average lengths are
those of the unit alone, and of what is alive.  Averages are over the records that have the field.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.engines.whoosh import loops
from searchkit.engines.whoosh.disk.arrays import Buffer
from searchkit.engines.whoosh.schema import base_field
from searchkit.engines.whoosh.searching.found import Scores
from searchkit.engines.whoosh.searching.space import Space
from searchkit.query.fields import FIELDS, Unit

K1 = 1.2
B = 0.75

_SHORT = 1 << 13
"""A field where every length is below is kept with a table of all of them."""


class Statistics:
    """The statistics of one state of an index, each counted once."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self.records: Callable[[Unit], int] = cache(self._records)
        self.field: Callable[[str, float], Any] = cache(self._field)

    def idf(self, unit: Unit, found: int) -> float:
        """Return the weight of what is true of so many records of a unit."""
        records = max(self.records(unit), found)
        return log(1 + (records - found + 0.5) / (found + 0.5))

    def _records(self, unit: Unit) -> int:
        return len(self._space.docs("unit", unit.encode()))

    def _field(self, name: str, weight: float) -> Any:
        """Return a field whose frequencies are divided by length, and count by a weight."""
        sources = self._space.sources(name)
        lengths = self._space.lengths(base_field(name))
        if lengths is None:
            return loops.field(sources)
        codes, distinct = _coded(lengths)
        return loops.field(sources, codes, self._norms(lengths, distinct) / weight)

    def _norms(self, lengths: NDArray[Any], distinct: NDArray[Any]) -> NDArray[Any]:
        """Return what a frequency is divided by, for each of some lengths."""
        alive = self._space.alive
        counted = lengths if alive is None else lengths[alive]
        total = int(counted.sum(dtype=np.int64))
        average = max(1.0, total / max(1, int(np.count_nonzero(counted))))
        return 1 - B + B / average * distinct


def _coded(lengths: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return which of the distinct lengths each is, in few bytes, and those."""
    if lengths.max(initial=0) < _SHORT:
        return lengths.astype(np.uint16), np.arange(_SHORT, dtype=np.float64)
    distinct, codes = np.unique(lengths, return_inverse=True)
    return codes.astype(np.uint32), distinct.astype(np.float64)


@cache
def unit_of(name: str) -> Unit:
    """Return the unit of a Whoosh field."""
    return FIELDS[base_field(name)].unit


def worth(values: Buffer, idf: float) -> Scores:
    """Return the scores of weighted, normalised frequencies."""
    return np.frombuffer(loops.worth(values, idf * (K1 + 1), K1), np.float64)
