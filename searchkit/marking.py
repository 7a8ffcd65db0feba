"""What the leaves of a query match in texts: candidates by their letters, verified by analysis.

It finds what ``matching.marks`` finds by reading, and asks it, but only of the parts of the texts
that may match.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from searchkit import scanning
from searchkit.article import Span
from searchkit.candidates import SHORT, Joined, regions_of
from searchkit.matching import marks
from searchkit.query.tree import Days, Everything, Leaf, Scorable
from searchkit.scanning import Mark, by_text

MarksOfTexts = Mapping[int, Sequence[Mark]]
"""By the places of those texts that have any, their marks in order."""


class Marker:
    """Marks what one leaf matches."""

    def __init__(self, leaf: Scorable) -> None:
        self.leaf = leaf
        self._regions = regions_of(leaf)
        self._kept = lru_cache(maxsize=256)(self._analysed)

    def spans(self, texts: Joined) -> list[Span]:
        """Return the spans of the joined texts that the leaf matches, in order."""
        regions = self._regions(texts)
        return scanning.spans(texts.text, regions, SHORT, self._kept, self._analysed)

    def _analysed(self, part: str) -> tuple[Span, ...]:
        return tuple(marks(self.leaf, self.leaf.fields[0], part))


marker = lru_cache(maxsize=256)(Marker)
"""The Marker of a leaf, with what it has read."""


def spans(leaf: Leaf, field: str, text: str) -> list[Span]:
    """Return the spans of the text of a field that a leaf matches, in order."""
    if isinstance(leaf, Days | Everything) or field not in leaf.fields:
        return []
    return marker(leaf).spans(Joined.of((text,)))


def marks_of_texts(markers: Iterable[tuple[int, Marker]], texts: Sequence[str]) -> MarksOfTexts:
    """Return what numbered leaves match in the texts of a field that they name."""
    joined = Joined.of(texts)
    return by_text([(n, one.spans(joined)) for n, one in markers], texts)
