"""An explanation becomes lines: where fields come from, what was kept of a page, what was not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from searchkit.screen import reading
from searchkit.screen.styled import Fragment, Layout, Line, line, wrap

if TYPE_CHECKING:
    from searchkit.ingest.explaining import Explained

_Row = tuple[str, Fragment, str]

_STYLES = {"headline": "headline", "subhead": "subhead", "caption": "caption", "left out": "meta"}
_COLUMN = 13


def lines_of(explained: Explained, layout: Layout) -> Iterator[Line]:
    """Yield where an article has its fields from, what its page holds, and its quotes."""
    fields: list[_Row] = [("charset", Fragment("", explained.charset), "")]
    fields += [
        (origin.field, Fragment(_STYLES.get(origin.field, ""), origin.value), origin.origin)
        for origin in explained.origins
    ]
    pieces = [
        (piece.use, Fragment(_STYLES.get(piece.use, ""), piece.text), piece.reason)
        for piece in explained.pieces
    ]
    yield from _section("Where it comes from", fields, layout)
    yield ()
    yield from _section("What was kept, and what was not", pieces, layout)
    yield from reading.quotes_of(explained.article, layout, explain=True)


def _section(title: str, rows: Iterable[_Row], layout: Layout) -> Iterator[Line]:
    yield line(Fragment("label", title))
    for name, text, why in rows:
        reason = Fragment("note", f" ({why})" if why else "")
        yield from wrap(line(f"  {name:{_COLUMN - 2}}", text, reason), layout.width, _COLUMN)
