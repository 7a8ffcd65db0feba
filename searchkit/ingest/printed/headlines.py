"""A headline for an article that has none, and a headline without the name of its site."""

from __future__ import annotations

import re

from searchkit.ingest.cleaning import shortened
from searchkit.ingest.printed.datelines import dateline_of

_LENGTH = 90
# A stop ends a sentence where a blank and a new beginning follow, but for initials and titles.
_THREE = "Gov|Gen|Sen|Rep|Hon|Rev|Sgt|Col|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Oct|Nov|Dec"
_SENTENCE = re.compile(
    rf"(?<!\b\w)(?<!\b[A-Z][a-z])(?<!\b(?:{_THREE}))(?<!\b(?:Prof|Sept))[.!?…][\"”’»)]*(?=\s+[\"“‘«(]*[^\Wa-z])|[。！？]"
)
_SITE = re.compile(r"(?<!\s)\s+(?:[|–—·•«»-]|::)\s+|\s?--\s?|[|｜_](?=[\u3040-\u9fff])")
_SEPARATORS = " |–—·•«»-:｜_"


def derived_headline(text: str) -> str:
    """Return the first sentence of a text, cut near 90 characters at the end of a word.

    Where and when it was written stands before it, and is no part of it.
    """
    dateline = dateline_of(text)
    text = text[dateline.end :].lstrip() if dateline else text
    end = _SENTENCE.search(text)
    return shortened(text[: end.end()] if end else text, _LENGTH).rstrip(".")


def without_site(title: str, outlet: str | None) -> str:
    """Return a title without the outlet's name at its end or its beginning.

    >>> without_site("Harbour talks open | The Tidewater Post", "Tidewater Post")
    'Harbour talks open'
    """
    parts = _SITE.split(title)
    if outlet and len(parts) > 1 and _is_outlet(parts[-1], outlet):
        return title[: -len(parts[-1])].rstrip(_SEPARATORS)
    if outlet and len(parts) > 1 and _is_outlet(parts[0], outlet):
        return title[len(parts[0]) :].lstrip(_SEPARATORS)
    return title


def site_in(title: str, headline: str) -> str | None:
    """Return what a page's title adds to its headline, the name of the site, or None.

    >>> site_in("Harbour talks open | The Tidewater Post", "Harbour talks open")
    'The Tidewater Post'
    """
    for separator in _SITE.finditer(title):
        before, after = title[: separator.start()], title[separator.end() :]
        for rest, site in ((before, after), (after, before)):
            if same_words(rest, headline):
                return site.strip(_SEPARATORS) or None
    return None


def same_words(one: str, other: str) -> bool:
    """Return whether two texts have the same letters and digits, in any case."""
    return letters(one) == letters(other)


def letters(text: str) -> str:
    """Return the letters and digits of a text, in lower case."""
    return "".join(filter(str.isalnum, text.lower()))


def _is_outlet(part: str, outlet: str) -> bool:
    shorter, longer = sorted((letters(part), letters(outlet)), key=len)
    return len(shorter) > 2 and shorter in longer
