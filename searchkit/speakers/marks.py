"""Where the quotations of a paragraph stand: the outermost pairs of marks."""

from __future__ import annotations

import re
from typing import NamedTuple

_CLOSERS = {
    '"': ('"', "”"),
    "“": ("”", '"', "“"),
    "''": ("''",),
    "„": ("“", "”"),
    "«": ("»",),
    "»": ("«",),
    "「": ("」",),
    "『": ("』",),
    "‘": ("’", "'"),
    "'": ("'", "’"),
}
_SINGLE = frozenset("‘'")
# An apostrophe opens before a word and closes behind one; all else is no mark.  Of three in a row
# behind a word the first closes a nested quotation.
_MARK = re.compile(
    r"(?<=[^\s(])'(?=''(?!'))|''|[\"“”„«»「」『』]|(?<![\w'’])['‘](?=[\w\[(])|(?<=[\w.,?!…])['’](?![\w'])"
)
_LONGEST_SINGLE = 1000


class Quotation(NamedTuple):
    """A pair of marks: ``start`` to ``end`` with them, ``inner`` to ``outer`` without.

    ``closed`` is false where the paragraph ends before the closing mark.
    """

    start: int
    end: int
    inner: int
    outer: int
    closed: bool


def quotations(text: str) -> list[Quotation]:
    """Return the outermost quotations of a paragraph in order, in one pass."""
    found: list[Quotation] = []
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(text):
        if opened is not None and _too_long(opened, mark):
            opened = None
        if opened is None:
            opened = mark if _opens(text, mark) else None
        elif mark[0] in _CLOSERS[opened[0]] and _closes(text, opened[0], mark):
            found.append(
                Quotation(opened.start(), mark.end(), opened.end(), mark.start(), closed=True)
            )
            opened = None
        elif opened[0] in _SINGLE and mark[0] not in "‘’'":
            opened = mark if _opens(text, mark) else None
    if opened is not None and opened[0] not in _SINGLE:
        end = len(text.rstrip())
        found.append(Quotation(opened.start(), end, opened.end(), end, closed=False))
    return [quotation for quotation in found if quotation.inner < quotation.outer]


def _too_long(opened: re.Match[str], mark: re.Match[str]) -> bool:
    return opened[0] in _SINGLE and mark.start() - opened.start() > _LONGEST_SINGLE


def _opens(text: str, mark: re.Match[str]) -> bool:
    """A straight mark opens where no word ends at it: 6" is a measure."""
    before = text[mark.start() - 1 : mark.start()]
    if mark[0] in ('"', "''"):
        return not before.isalnum() and before not in (".", ",")
    if mark[0] == "'":
        return not text[mark.end() : mark.end() + 1].isdigit()
    return mark[0] in _CLOSERS and not (mark[0] == "»" and before.isalnum())


def _closes(text: str, opener: str, mark: re.Match[str]) -> bool:
    """A straight mark closes where no word starts behind it, an opening one only by mistake."""
    if mark[0] == opener == "“":
        return text[mark.start() - 1] in ",.?!" and not text[mark.end() : mark.end() + 1].isalnum()
    return mark[0] not in ('"', "''") or not text[mark.end() : mark.end() + 1].isalnum()
