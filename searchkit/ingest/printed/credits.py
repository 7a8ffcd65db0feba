"""The words under a picture part into what it shows and who is credited for it.

A credit is marked by a word of the trade ("Photo:", "Foto:", "Crédit", "摄"), by a copyright sign,
by a slash, or by the name of a news agency at the end.
"""

from __future__ import annotations

import re

from searchkit.article import Caption
from searchkit.ingest.cleaning import clean
from searchkit.ingest.words import any_of, phrases

_ANY_LABEL = any_of(phrases("credits", "labels"))
_LABEL = f"(?i:{_ANY_LABEL})"
_CAPITAL_LABEL = f"(?![a-zà-ÿ])(?i:{_ANY_LABEL})"
_AGENCIES = any_of(phrases("credits", "agencies"))
_NAME = r"(?:[^.!?。！？:：()（）\[\]]|(?<=\b[A-Z])\.){1,80}"
_STOP = r"(?:^|[.。!?！？\"”’»|)\]]\s?)"
_AGENCY = rf"(?:(?:[\w.'’-]+[ /]){{0,4}}(?:{_AGENCIES})(?:\b[ /,&-][^.!?()]{{0,40}})?)"

# Each stands at the end of the text, and its first group is the credit.
_MARKED = tuple(
    map(
        re.compile,
        (
            rf"[(\[（]{_LABEL}s?\s?(?:[:：/©]|by\b|de\b|provided\s(?:to|by)\b)\s?({_NAME}[^()\[\]（）]{{0,40}})[)\]）]\.?$",
            rf"{_STOP}{_LABEL}\s?(?:[:：©]|/)\s?([^:：]{{1,90}})$",
            rf"\s{_CAPITAL_LABEL}\s?[:：]\s?([^:：]{{1,60}}[^:：.!?。])$",
            # More than one credit, each with its label: "Photo: A. Lind. Styling: B. Moor".
            rf"\s{_CAPITAL_LABEL}\s?[:：]\s?([^:：]{{1,60}}(?:[.,|]\s?[\w-]{{2,16}}:\s[^:：]{{1,40}}){{1,5}})$",
            # An agency and its photographer; two agencies sign a report.
            rf"\s[(（]((?:{_AGENCIES})(?:\s(?i:photo)s?\b[^()]{{0,60}}|\s?/\s?[^\Wa-z][^\s()/]*\s[^()/]{{2,40}}))[)）]\.?$",
            rf"{_STOP}(?:(?:Photo(?:graph)?s?|Picture|Image)\sby|Photo\scourtesy\sof)\s({_NAME})\.?$",
            r"(?:^|\s)(?:©|\([cC]\)(?=\s?[^\Wa-z]))\s?([^©]{1,90})$",
            rf"{_STOP}(?:(?i:copyright)\s?(?:[:：©]|(?=\s[^\Wa-z])))\s?©?\s?([^©]{{1,90}})$",
            r"[(（]((?:\w{2,8}记者\s?)?\w{2,8})\s?[摄攝][)）]?$",
            r"[。\s](\w{2,8}记者\s?\w{2,8})\s?[摄攝]$",
        ),
    )
)
# Looked for only where the text is known to be a caption.
_UNMARKED = tuple(
    map(
        re.compile,
        (
            rf"\s?[(（]({_AGENCY})[)）]\.?$",
            r"\s?\[([^\[\]]{2,60})\]\.?$",
            rf"[\s.!?\"”]\s?[/|]\s?({_NAME}(?:\([^()]{{1,40}}\))?)$",
            rf"[.!?\"”»]\s(?:[–—-]\s)?({_AGENCY})\.?$",
        ),
    )
)
_LEADING = re.compile(
    rf"^[\s(\[|/–—-]*(?:(?:{_LABEL}s?\s?(?:[:：/]|(?=©)|\bby\b|\bvon\b)|©|\([cC]\)|[Cc]opyright\b:?)\s?)+"
)
_MOST_WORDS = 12
_END = 200
# What any mark of a credit has; most lines of a text have none of it.
_HINT = re.compile(r"[:：©/摄攝]|[)\]）]\.?$|\bby\s|(?i:copyright)|\([cC]\)|courtesy")
_EDGES = " \t|/–—-"
_PAIRS = {"(": ")", "[": "]", "（": "）"}


def marked_caption(text: str) -> Caption | None:
    """Return the caption and credit of a clean line that is marked as one, or None.

    >>> marked_caption("Delegates arrive at the harbour hall. Photo: A. Lind")
    Caption(text='Delegates arrive at the harbour hall.', credit='A. Lind')
    """
    return _parted(text, _MARKED) if _HINT.search(text, max(0, len(text) - _END)) else None


def caption_of(text: str) -> Caption:
    """Return the caption and credit of a text that is known to stand under a picture."""
    text = clean(text)
    return _parted(text, (*_MARKED, *_UNMARKED)) or Caption(text)


def credit_of(text: str) -> str | None:
    """Return the bare name of a text that is known to be a credit, or None for an empty one.

    >>> credit_of("(Photo: Mara Okello / Harbour Press)")
    'Mara Okello / Harbour Press'
    """
    return _unwrapped(_LEADING.sub("", _unwrapped(clean(text)))) or None


def _parted(text: str, forms: tuple[re.Pattern[str], ...]) -> Caption | None:
    # Forms are anchored at the end and a credit is short: only the end is looked at.
    offset = max(0, len(text) - _END)
    for form in forms:
        match = form.search(text, offset)
        if match and len(match[1].split()) <= _MOST_WORDS:
            head = text[: match.start()] + _kept(match)
            return Caption(head.rstrip(_EDGES), credit_of(match[1]))
    return None


def _kept(match: re.Match[str]) -> str:
    """The stop or the closing quotation mark that a form has taken from the caption."""
    first = match[0][:1]
    return first if first in '.。!?"”’»)' and not match[0].startswith("(") else ""


def _unwrapped(text: str) -> str:
    text = text.strip(_EDGES)
    if text and _PAIRS.get(text[0]) == text[-1]:
        text = text[1:-1]
    return text.strip(_EDGES).rstrip(".") if text.count(".") == 1 else text.strip(_EDGES)
