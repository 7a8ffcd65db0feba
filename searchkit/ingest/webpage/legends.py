"""The words at a picture part into caption and credit, by their elements or else by their form."""

from __future__ import annotations

import re
from itertools import chain

from searchkit.article import Caption
from searchkit.ingest.cleaning import clean_markup
from searchkit.ingest.markup import Element, names_of, take_out
from searchkit.ingest.printed.credits import caption_of, credit_of
from searchkit.ingest.printed.headlines import letters

_CREDIT = re.compile(
    r"credit|copyright|(?<![a-z])source|quelle|fotograf|photographer|photo-?by|byline|agency|"
    r"attribution|rights|(?<![a-z])author|urheber|(?<![a-z])owner|autor|(?<![a-z])firma"
)
_CREDIT_TAGS = ("small", "cite")
_CREDIT_PROPERTIES = ("copyrightholder", "author", "creator", "credittext", "copyrightnotice")
_PARTS = ("br", "p", "div", "span")
_LONGEST_CREDIT = 120


def legend_text(element: Element) -> str:
    """Return the clean text of a legend, with a blank between its parts."""
    gap = " " if next(element.iter(*_PARTS), None) is not None else ""
    return clean_markup(gap.join(map(str, element.itertext())))


def parted(legend: Element) -> Caption:
    """Return the caption of a legend; the element that holds the credit leaves the tree."""
    credit = credit_in(legend)
    caption = caption_of(legend_text(legend))
    if caption.credit and credit and letters(credit) not in letters(caption.credit):
        return Caption(caption.text, f"{caption.credit}, {credit}")
    return Caption(caption.text, credit or caption.credit)


def with_rest(text: str, element: Element) -> Caption:
    """Return the caption of a text whose element holds nothing else but its credit."""
    caption = caption_of(text)
    rest = credit_of(legend_text(element).replace(text, ""))
    return Caption(caption.text, caption.credit or rest)


def credit_in(element: Element) -> str | None:
    """Take the credit out of an element and return it without its label, or None.

    It is named as one, or else it is what stands last in small print.
    """
    named = [inner for inner in element.iterdescendants("*") if _is_named_credit(inner)]
    small = reversed(list(element.iterdescendants(*_CREDIT_TAGS)))
    for inner in chain(named, small):
        credit = credit_of(legend_text(inner))
        if credit and len(credit) <= _LONGEST_CREDIT:
            take_out(inner)
            return credit
    return None


def _is_named_credit(element: Element) -> bool:
    prop = (element.get("itemprop") or "").lower()
    return prop in _CREDIT_PROPERTIES or bool(_CREDIT.search(names_of(element)))
