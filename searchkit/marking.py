"""What the leaves of a query match in texts: candidates by their letters, verified by analysis.

It finds what ``matching.marks`` finds by reading, and asks it, but only of the parts of the texts
that may match.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from searchkit import scanning
from searchkit.article import Span
from searchkit.candidates import SHORT, Joined, regions_of
from searchkit.matching import marks
from searchkit.query.tree import Days, Everything, Leaf, Scorable
from searchkit.scanning import Mark, by_text

MarksOfTexts = Mapping[int, Sequence[Mark]]
"""By the places of those texts that have any, their marks in order."""


_LONG = 200_000
"""Characters of texts that are read at once."""

_OVERLAP = 10_000
"""Characters that are read again with what follows: a leaf matches fewer, but in odd texts."""


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


def first_marks_of_texts(
    markers: Sequence[tuple[int, Marker]], texts: Sequence[str]
) -> MarksOfTexts:
    """Return the same where it comes first, at least: long texts are read until some match.

    No text of the press is as long as what is read at once.
    """
    for pieces in _at_once(texts):
        found = marks_of_texts(markers, [texts[place][slice(*part)] for place, part in pieces])
        if found:
            return {pieces[n][0]: _moved(marks, pieces[n][1][0]) for n, marks in found.items()}
    return {}


def _moved(marks: Sequence[Mark], by: int) -> Sequence[Mark]:
    return [((start + by, end + by), n) for (start, end), n in marks] if by else marks


def _at_once(texts: Sequence[str]) -> Iterator[list[tuple[int, Span]]]:
    """Yield which parts of which texts are read together; no text stands in them twice."""
    pieces: list[tuple[int, Span]] = []
    characters = 0
    for place, text in enumerate(texts):
        for start, end in _parts(text):
            if pieces and (start or characters > _LONG):
                yield pieces
                pieces, characters = [], 0
            pieces.append((place, (start, end)))
            characters += end - start
    yield pieces


def _parts(text: str) -> Iterator[Span]:
    """Yield parts of a text, from blank to blank, that overlap by more than a leaf can match."""
    start = 0
    while len(text) - start > _LONG:
        end = text.rfind(" ", start + _LONG // 2, start + _LONG)
        end = start + _LONG if end < 0 else end
        yield start, end
        again = text.find(" ", end - _OVERLAP, end)
        start = end if again < 0 else again + 1
    yield start, len(text)
