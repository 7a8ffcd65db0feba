"""Where words said stand beyond English: between marks, or behind the dash that opens a turn."""

from __future__ import annotations

import re

from searchkit.speakers.languages import Language
from searchkit.speakers.marks import Quotation, quotations

_OPENING = re.compile(r"\s*[—–―-]\s?(?=[\w¿¡])")
_INNER = re.compile(r"\s?[—–―]\s?")
_ASIDE = re.compile(r"(?<=[,?!…»])\s(?=[^\W\d_])")
_SINGLE = str.maketrans("‹›", "«»")


def turns(text: str, spoken: Language) -> list[Quotation]:
    """Return what is marked as said in a paragraph, in order."""
    if "‹" in text and "«" not in text:
        text = text.translate(_SINGLE)
    opening = _OPENING.match(text)
    if opening is not None:
        return _dashed(text, opening.end(), spoken) or quotations(text)
    return quotations(text)


def _dashed(text: str, start: int, spoken: Language) -> list[Quotation]:
    """ "—No —dijo Ana—. Nunca." and "— Non, dit Ana." """
    marks = list(_INNER.finditer(text, start))
    if marks and text[marks[0].end() : marks[0].end() + 1].islower():
        return _between(text, start, marks)
    aside = next(
        (
            gap
            for gap in _ASIDE.finditer(text, start)
            if spoken.verb.match(text, gap.end()) is not None
        ),
        None,
    )
    if aside is None:
        return []
    end = aside.start()
    outer = end - 1 if text[end - 1] == "," else end
    return [Quotation(0, outer, start, outer, closed=True)]


def _between(text: str, start: int, marks: list[re.Match[str]]) -> list[Quotation]:
    """The stretches outside of the asides, which open at every other dash."""
    found = []
    begin, inner = 0, start
    for n, mark in enumerate(marks):
        if n % 2 == 0:
            found.append(Quotation(begin, mark.start(), inner, mark.start(), closed=True))
        else:
            begin = inner = _behind_stop(text, mark.end())
    if len(marks) % 2 == 0:
        end = len(text.rstrip())
        found.append(Quotation(begin, end, inner, end, closed=True))
    return [quotation for quotation in found if quotation.inner < quotation.outer]


def _behind_stop(text: str, place: int) -> int:
    """Behind the stop that Spanish sets after the dash of an aside."""
    while place < len(text) and (text[place] in ".,;:" or text[place].isspace()):
        place += 1
    return place
