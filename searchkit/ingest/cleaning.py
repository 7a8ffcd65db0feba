"""Text as printed becomes text as stored: composed, visible, its white space folded.

It is the last thing done before a text becomes part of an article, so that every later offset
counts in what is stored.
"""

from __future__ import annotations

import re
from unicodedata import normalize

from searchkit.printable import without_invisibles

_OPENING = "([{«‹“„‘"
_SPACE_BEFORE_STOP = re.compile(r"(?<=\w) (?=[,.](?:\s|$))")


def clean(text: str) -> str:
    """Return the text in NFC, on one line, without code points that are not to be seen.

    >>> clean("caf\\u0065\\u0301 \\x1b[31m\\n\\t menu\\u200b")
    'café [31m menu'
    """
    # White space first: some of its code points (U+0085, U+2028) would go as invisible and glue
    # the words on both sides.
    spaced = " ".join(text.split())
    if spaced.isascii() and spaced.isprintable():
        return spaced
    return normalize("NFC", " ".join(without_invisibles(spaced).split()))


def clean_markup(text: str) -> str:
    """Return ``clean`` text without the blank that markup leaves before a comma or a full stop."""
    return _SPACE_BEFORE_STOP.sub("", clean(text))


def has_letters(text: str) -> bool:
    """Return whether there is anything in the text to read."""
    return any(char.isalnum() for char in text)


def shortened(text: str, length: int) -> str:
    """Return the text cut at the last word boundary before ``length``, with an ellipsis."""
    if len(text) <= length:
        return text
    cut = text[: length + 1].rsplit(None, 1)[0] if " " in text[: length + 1] else text[:length]
    return cut.rstrip(" ,;:–—-" + _OPENING) + "…"
