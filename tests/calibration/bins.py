"""How far confidence is from the share that is right: ten bins, and the expected error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .judging import Judgement

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Quotes whose confidence is at least ``floor``: how many, how sure, how often right.

    The mean and the share lie between 0 and 1; both are 0 where there is no quote.
    """

    floor: float
    count: int
    confidence: float
    right: float


def bins(judgements: Sequence[Judgement]) -> list[Bin]:
    """Sort judgements into ten bins of equal width."""
    groups: list[list[Judgement]] = [[] for _ in range(BINS)]
    for judgement in judgements:
        groups[min(BINS - 1, int(BINS * judgement.confidence))].append(judgement)
    return [_bin(place / BINS, group) for place, group in enumerate(groups)]


def _bin(floor: float, group: Sequence[Judgement]) -> Bin:
    count = len(group)
    confidence = sum(judgement.confidence for judgement in group)
    right = sum(judgement.is_right for judgement in group)
    return Bin(floor, count, confidence / max(1, count), right / max(1, count))


def expected_error(found: Sequence[Bin]) -> float:
    """Return the expected calibration error (Naeini 2015): |confidence - right|, by count."""
    total = sum(bin.count for bin in found)
    return sum(bin.count * abs(bin.confidence - bin.right) for bin in found) / max(1, total)


def largest_share(found: Sequence[Bin]) -> float:
    """Return the share of all quotes that the fullest bin holds."""
    total = sum(bin.count for bin in found)
    return max(bin.count for bin in found) / max(1, total)
