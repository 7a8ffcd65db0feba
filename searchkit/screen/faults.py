"""An error becomes lines for the reader: what is wrong, where in the query, what to do."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path

from searchkit.errors import QueryError, SearchkitError
from searchkit.printable import one_line
from searchkit.screen.styled import Fragment, Layout, Line, display_width, line, shortened, wrap

PROGRAM = "searchkit: "
WORDS_SHOWN = 160
CONTEXT = 30
"""Characters of a long query that are shown before a fault."""


def lines_of(error: Exception, layout: Layout, *, debug: bool) -> Iterator[Line]:
    """Yield what is told of an error; with ``debug`` its traceback."""
    if debug:
        trace = "".join(traceback.format_exception(error))
        yield from (line(text) for text in trace.splitlines())
    elif isinstance(error, SearchkitError):
        yield from expected(error, layout)
    else:
        yield unexpected(error)


def expected(error: SearchkitError, layout: Layout) -> Iterator[Line]:
    """Yield an error that the user can mend."""
    hint = error.hint if isinstance(error, QueryError) else None
    text = f"{error.message}; {hint}" if hint else error.message
    yield from wrap(line(Fragment("error", PROGRAM), text), layout.width, hanging=2)
    if isinstance(error, QueryError) and error.text:
        yield from _caret(error, layout)


def unexpected(error: BaseException) -> Line:
    """Return the one line that says that this is a fault of searchkit, and where it lies."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    what = shortened(f"{type(error).__name__}: {error}", WORDS_SHOWN)
    advice = "run it again with --debug, and report what it prints"
    return line(Fragment("error", PROGRAM), f"a fault of searchkit: {what}{place}; {advice}")


def _caret(error: QueryError, layout: Layout) -> Iterator[Line]:
    """The part of the query that fits on a line, and carets under the fault.

    Like ``QueryError.caret``, but measured in columns, and for a query of any length.
    """
    start, end = error.span
    first = max(0, start - CONTEXT) if display_width(error.text) > layout.width - 2 else 0
    shown = one_line(error.text[first:])
    kept = next(iter(wrap(line(shown), layout.width - 2)), ())
    text = "".join(piece.text for piece in kept)
    before = display_width(shown[: start - first])
    under = display_width(text[start - first : end - first])
    yield line("  ", text)
    yield line(" " * (2 + before), Fragment("error", "^" * max(1, under)))
