"""Which part of a marked text is shown: the one where the most of the query stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from searchkit.article import Span
from searchkit.hits import Snippet
from searchkit.scanning import Mark, window

WIDTH = 240
"""Characters of an excerpt, its ellipses aside."""

ELLIPSIS = "…"
_LEAST = 40  # characters that are shown before the first mark where they fit


class Marked(NamedTuple):
    """A text with its marks in order."""

    field: str
    text: str
    marks: Sequence[Mark] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        return merged(span for span, _ in self.marks)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that overlap made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def excerpt(found: Marked) -> Snippet:
    """Return at most ``WIDTH`` characters of a text, where the most of the query stands.

    It is cut at blanks where there are any; an ellipsis stands for what was left out.
    """
    if len(found.text) <= WIDTH:
        return Snippet(found.field, found.text, found.spans)
    start, end = _window(found)
    before = ELLIPSIS if start else ""
    after = ELLIPSIS if end < len(found.text) else ""
    shift = len(before) - start
    shown = merged(span for span, _ in found.marks if span[0] < end and span[1] > start)
    spans = tuple((max(a, start) + shift, min(b, end) + shift) for a, b in shown)
    return Snippet(found.field, before + found.text[start:end] + after, spans)


def _window(found: Marked) -> Span:
    text, length = found.text, len(found.text)
    if not found.marks:
        return 0, _back_to_blank(text, WIDTH, 0)
    start = window(found.marks, length - WIDTH, WIDTH, _LEAST)
    if start and (blank := text.find(" ", start, start + _LEAST)) >= 0:
        start = blank + 1
    end = min(length, start + WIDTH)
    return start, end if end == length else _back_to_blank(text, end, start)


def _back_to_blank(text: str, end: int, start: int) -> int:
    blank = text.rfind(" ", start, end)
    return blank if blank > start + WIDTH // 2 else end
