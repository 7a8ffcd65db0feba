"""The window of an answer: which matches stand in it, in which order."""

from __future__ import annotations

from heapq import nlargest
from typing import Protocol

from searchkit.engines import Sort


class Order(Protocol):
    """What breaks ties."""

    def keys(self, documents: list[int]) -> dict[int, bytes]:
        """Return the key of each document."""

    def days(self, documents: list[int]) -> dict[int, bytes]:
        """Return the day of each document as ISO text, empty where there is none."""


def window(
    scores: dict[int, float], order: Order, *, limit: int | None, offset: int, sort: Sort
) -> list[int]:
    """Return the documents of a window, best first.

    By score, then by day, the newest first, then by key; or by day, then by score, then by key.
    """
    until = len(scores) if limit is None else offset + limit
    if offset >= len(scores) or until <= offset:
        return []
    documents = list(scores)
    if sort == "score" and until < len(scores):
        least = nlargest(until, scores.values())[-1]
        documents = [document for document in documents if scores[document] >= least]
    keys, days = order.keys(documents), order.days(documents)
    documents.sort(key=keys.__getitem__)
    by_day = days.__getitem__
    by_score = scores.__getitem__
    first, second = (by_score, by_day) if sort == "score" else (by_day, by_score)
    documents.sort(key=second, reverse=True)
    documents.sort(key=first, reverse=True)
    return documents[offset:until]
