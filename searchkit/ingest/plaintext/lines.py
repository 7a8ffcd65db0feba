"""The lines of a pasted text as its paragraphs: one a line, or wrapped and set apart by blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, pairwise

from searchkit.errors import PageRefused
from searchkit.ingest.cleaning import clean, has_letters

MOST_LINES = 100_000
"""Lines of a text, empty ones among them: 5 MB of wrapped text have two thirds of it."""

_WRAPPED_AT = 120
_NARROWEST = 50
_FULL = 0.75
_SHORT = 0.6
_STOPPED = re.compile(r"[.!?:…。！？][\"'”’»)\]]*$")
_HEADING_MARK = re.compile(r"#{1,6}\s+(?=\S)")
_LIST_MARK = re.compile(r"(?:[-*•·–]|\d{1,2}[.)])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """A clean line that is a paragraph or a heading.

    ``gap``: an empty line stands before it; ``marked``: the text itself says that it is a heading
    (as ``## ...`` does).
    """

    text: str
    gap: bool = False
    marked: bool = False


def lines_of(text: str) -> list[Line]:
    """Return the lines that hold something to read, wrapped ones joined.

    Raises PageRefused where the text is a list of more lines than an article can have.
    """
    lines: list[Line] = []
    for group in _groups(text):
        joined = _joined(group) if _is_wrapped(group) else group
        for place, line in enumerate(joined):
            mark = _HEADING_MARK.match(line)
            lines.append(Line(line[mark.end() :] if mark else line, place == 0, bool(mark)))
    return lines


def _groups(text: str) -> list[list[str]]:
    """Runs of lines between empty ones; a line of rules or stars counts as empty."""
    printed = text.splitlines()
    if len(printed) > MOST_LINES:
        raise PageRefused(f"more than {MOST_LINES:,} lines; split the file")
    lines = map(clean, printed)
    return [list(group) for filled, group in groupby(lines, has_letters) if filled]


def _is_wrapped(group: list[str]) -> bool:
    """Whether a break in the lines is one of the column, not of the thought.

    Wrapped lines are of about one length, and most of them end within a sentence; or else many
    go on with a small letter in the next line.
    """
    inner = group[:-1]
    if not inner or max(map(len, group)) > _WRAPPED_AT or any(map(_LIST_MARK.match, group)):
        return False
    width = max(map(len, inner))
    full = sum(len(line) >= _FULL * width for line in inner)
    unstopped = sum(not _STOPPED.search(line) for line in inner)
    is_even = full * 10 >= 6 * len(inner) and unstopped * 10 >= 6 * len(inner)
    return width >= _NARROWEST and (is_even or 3 * _going_on(group) >= len(inner))


def _going_on(group: list[str]) -> int:
    """How many lines end without a stop, and the next begins with a small letter."""
    return sum(after[0].islower() and not _STOPPED.search(line) for line, after in pairwise(group))


def _joined(group: list[str]) -> list[str]:
    """Join wrapped lines; a short one ends a paragraph if it has a stop, a shorter one in any case.

    Unless a small letter goes on with it.
    """
    width = max(map(len, group))
    paragraphs: list[list[str]] = [[]]
    for line, after in zip(group, [*group[1:], ""], strict=True):
        paragraphs[-1].append(line)
        is_last = bool(_STOPPED.search(line)) or len(line) < _SHORT * width
        if len(line) < _FULL * width and is_last and not after[:1].islower():
            paragraphs.append([])
    return [" ".join(paragraph) for paragraph in paragraphs if paragraph]
