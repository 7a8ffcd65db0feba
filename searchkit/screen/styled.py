"""Text with styles: marked by spans, wrapped by display width.

A line is a tuple of fragments, each with the names of its styles; ``theme`` says how a style
looks.  The same lines go to a terminal, to a file and to the prompt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category, east_asian_width

from searchkit.article import Span
from searchkit.printable import one_line


class Fragment(NamedTuple):
    """A piece of a line; ``style`` holds the names of styles, separated by blanks."""

    style: str
    text: str


Line = tuple[Fragment, ...]
Marks = tuple[str, str]

NO_MARKS: Marks = ("", "")
HIT = "hit"


def line(*pieces: str | Fragment) -> Line:
    """Return a line of texts without style and of fragments; empty ones are left out."""
    made = (Fragment("", piece) if isinstance(piece, str) else piece for piece in pieces)
    return tuple(piece for piece in made if piece.text)


def plain(pieces: Line) -> str:
    """Return the text of a line, without its styles."""
    return "".join(piece.text for piece in pieces)


def marked(text: str, spans: Iterable[Span], style: str = "", marks: Marks = NO_MARKS) -> Line:
    """Return the text cut at the spans; what lies in one has the style ``hit`` besides.

    ``marks`` are put around each hit, for a page without colour.
    """
    pieces: list[Fragment] = []
    place = 0
    for start, end in spans:
        inner = f"{marks[0]}{text[start:end]}{marks[1]}"
        pieces += [Fragment(style, text[place:start]), Fragment(f"{style} {HIT}".strip(), inner)]
        place = end
    return line(*pieces, Fragment(style, text[place:]))


def display_width(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(maxsize=4096)
def _columns(char: str) -> int:
    # Marks that stand over or inside another letter take no column.  unicodedata comes with
    # Python and loads in no time, where a table of widths costs 20 ms at each start.
    if category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def shortened(text: str, width: int) -> str:
    """Return the text, cut to the width with an ellipsis where it is longer."""
    if display_width(text) <= width:
        return text
    return f"{text[: _fitting(text, width - 1)]}…"


def _fitting(text: str, width: int) -> int:
    """How many code points of the text fit into the width."""
    taken = 0
    for place, char in enumerate(text):
        taken += _columns(char)
        if taken > width:
            return place
    return len(text)


def wrap(pieces: Line, width: int, hanging: int = 0) -> Iterator[Line]:
    """Yield the line broken to the width; all lines but the first begin with ``hanging`` blanks.

    Breaks stand at blanks, beside a character of double width, or within a word that is longer
    than a line.
    """
    clean = tuple(Fragment(style, one_line(text)) for style, text in pieces)
    text = plain(clean)
    for place, span in enumerate(_spans_of_lines(text, width, hanging)):
        yield line(" " * hanging if place else "", *cut(clean, span))


def cut(pieces: Line, span: Span) -> Line:
    """Return the part of the line that lies in the span."""
    start, end = span
    parts = []
    place = 0
    for style, text in pieces:
        parts.append(Fragment(style, text[max(0, start - place) : max(0, end - place)]))
        place += len(text)
    return line(*parts)


_WIDE = r"\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60"
_WORD = re.compile(rf"[{_WIDE}]|[^ {_WIDE}]+")


def _spans_of_lines(text: str, width: int, hanging: int) -> Iterator[Span]:
    """The span of each line, without the blanks at which it was broken."""
    start = end = 0
    room = width
    for first, last in _words(text, max(2, width - hanging)):
        if end > start and display_width(text[start:last]) > room:
            yield start, end
            start, room = first, width - hanging
        end = last
    yield start, end


def _words(text: str, width: int) -> Iterator[Span]:
    """The stretches of text between which a line may be broken, none wider than a line."""
    for word in _WORD.finditer(text):
        start, end = word.span()
        while start < end:
            fits = start + max(1, _fitting(text[start:end], width))
            yield start, fits
            start = fits


def columns(rows: Sequence[Sequence[str]], right: Sequence[bool]) -> Iterator[tuple[str, ...]]:
    """Yield the rows with each cell but the last of a row padded to its column's width.

    ``right`` says of each column whether its cells stand at the right.
    """
    widths = [max(map(display_width, column), default=0) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = zip(row[:-1], widths[:-1], right[:-1], strict=True)
        yield (*(_padded(*cell) for cell in cells), row[-1])


def _padded(cell: str, width: int, right: bool) -> str:
    blanks = " " * (width - display_width(cell))
    return f"{blanks}{cell}" if right else f"{cell}{blanks}"


class Layout(NamedTuple):
    """What a page has room for: its width in columns, and the marks around a match."""

    width: int = 80
    marks: Marks = NO_MARKS
