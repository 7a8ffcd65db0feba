"""What a term is worth in a document: BM25 by field, with the statistics of its unit.

Robertson, Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond, 2009; the inverse
document frequency is that of Lucene, which is never negative.  Quotes and articles stand in one
Whoosh index, so the number of documents and the average length are those of the unit alone.
"""

# mypy: disallow-subclassing-any=False
# (Whoosh 2.7.4 has no types)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log
from typing import Any

from whoosh import scoring

from searchkit.engines.whoosh.schema import PRINTED
from searchkit.query.fields import FIELDS

K1 = 1.2
B = 0.75


@dataclass(frozen=True, slots=True)
class FieldStatistics:
    """Of one field: how many records of its unit there are, and the average length in terms."""

    records: int
    average: float

    def idf(self, found: int) -> float:
        """Return the weight of a term that stands in ``found`` records."""
        found = min(found, self.records)
        return log(1 + (self.records - found + 0.5) / (found + 0.5))

    def score(self, idf: float, count: float, length: float) -> float:
        """Return the score of a term that stands ``count`` times in a field of ``length`` terms."""
        return idf * count * (K1 + 1) / (count + K1 * (1 - B + B * length / self.average))


def statistics(searcher: Any, name: str) -> FieldStatistics:
    """Return the statistics of a Whoosh field over the whole index of a searcher."""
    top = searcher.get_parent()
    base = name.removesuffix(PRINTED)
    records = top.reader().doc_frequency("unit", FIELDS[base].unit.encode())
    return FieldStatistics(records, max(1.0, top.field_length(base) / max(1, records)))


def lengths(leaf: Any, name: str) -> Callable[[int], int]:
    """Return a function from a document number to the length of a field there, in terms."""
    reader, base = leaf.reader(), name.removesuffix(PRINTED)
    return lambda document: reader.doc_field_length(document, base, 1)


class Bm25(scoring.WeightingModel):
    """The weighting that Whoosh's term queries use."""

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> Any:
        of_field = statistics(searcher, fieldname)
        found = searcher.get_parent().reader().doc_frequency(fieldname, text)
        return _Scorer(searcher, fieldname, of_field, of_field.idf(found))


class _Scorer(scoring.BaseScorer):
    def __init__(self, leaf: Any, name: str, of_field: FieldStatistics, idf: float) -> None:
        self._length = lengths(leaf, name)
        self._statistics = of_field
        self._idf = idf

    def score(self, matcher: Any) -> float:
        return self._statistics.score(self._idf, matcher.weight(), self._length(matcher.id()))
