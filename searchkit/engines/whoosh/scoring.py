"""What a term is worth in a document: BM25 by field, with the statistics of its unit.

Robertson, Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond, 2009; the inverse
document frequency is that of Lucene, which is never negative.  Quotes and articles stand in one
Whoosh index, so the number of documents and the average length are those of the unit alone.
"""

# mypy: disallow-subclassing-any=False
# (Whoosh 2.7.4 has no types)

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Any

from whoosh import scoring

from searchkit.engines.whoosh.schema import base_field
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


class Statistics:
    """The statistics of one state of an index; each is counted once, and of what is alive.

    Whoosh's own have the deleted documents, too, until their segment is written anew.
    """

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.of = cache(self._of)
        self.frequency = cache(self._frequency)

    def _of(self, name: str) -> FieldStatistics:
        """Return the statistics of a Whoosh field; its twins have those of the field itself."""
        base = base_field(name)
        records = self.frequency("unit", FIELDS[base].unit)
        length = self._reader.field_length(base) - self._deleted_length(base)
        return FieldStatistics(records, max(1.0, length / max(1, records)))

    def _frequency(self, name: str, term: str) -> int:
        """Return the number of documents that have a term of a Whoosh field."""
        if not self._reader.has_deletions():
            return int(self._reader.doc_frequency(name, coded(term)))
        return sum(1 for _ in documents_with(self._reader, name, term))

    def _deleted_length(self, name: str) -> int:
        return sum(
            leaf.doc_field_length(document, name) or 0  # None where the segment has no such field
            for leaf, _ in self._reader.leaf_readers()
            for document in (leaf.segment().deleted_docs() if leaf.has_deletions() else ())
        )


def lengths(leaf: Any, name: str) -> Callable[[int], int]:
    """Return a function from a document number to the length of a field there, in terms."""
    reader, base = leaf.reader(), base_field(name)
    return lambda document: reader.doc_field_length(document, base, 1)


def documents_with(reader: Any, name: str, term: str) -> Iterator[int]:
    """Yield the documents alive that have a term of a Whoosh field, in order."""
    if (name, coded(term)) in reader:
        yield from reader.postings(name, coded(term)).all_ids()


def coded(term: str) -> bytes:
    """Return a term as an index has it; one with half a surrogate pair is in none, and no fault."""
    return term.encode("utf-8", "surrogatepass")


class Bm25(scoring.WeightingModel):
    """The weighting that Whoosh's term queries use."""

    def __init__(self, statistics: Statistics) -> None:
        self.statistics = statistics

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> Any:
        of_field = self.statistics.of(fieldname)
        idf = of_field.idf(self.statistics.frequency(fieldname, text.decode()))
        return _Scorer(searcher, fieldname, of_field, idf)


class _Scorer(scoring.BaseScorer):
    def __init__(self, leaf: Any, name: str, of_field: FieldStatistics, idf: float) -> None:
        self._length = lengths(leaf, name)
        self._statistics = of_field
        self._idf = idf

    def score(self, matcher: Any) -> float:
        return self._statistics.score(self._idf, matcher.weight(), self._length(matcher.id()))
