"""The names of the authors in a byline, without what else is printed there."""

from __future__ import annotations

import re

from searchkit.ingest.cleaning import clean
from searchkit.ingest.words import any_of, phrases, words

_BY = any_of(phrases("bylines", "by"))
_LEADING_BY = re.compile(rf"^(?:{_BY})(?:\s*[:：]\s*|\s+)", re.IGNORECASE)
_BYLINE = re.compile(
    r"^(?:By|BY|Von|Par|Por|Di|Door|Av|Af|Oleh|Автор|بقلم|作者)(?::?\s+|[:：]\s*)(?=\S)"
)
_SPLIT = re.compile(
    r"\s{0,9}(?:[,;|/•·、&]|\s(?:and|und|et|y|e|en|og|och|i|ja|és|ve|dan|и|و)\s|\n)\s{0,9}(?=\S)"
)
_BAR = re.compile(r"\s[|·•–—]\s|\d")
_WIDE_NAME = re.compile(r"[\u3400-\u9fff\u3040-\u30ff]{2,6}|[\uac00-\ud7a3]{2,4}")
_NO_NAME = re.compile(
    rf"@|https?:|www\.|\d|\b(?:{any_of(words('bylines', 'no_names'))})\b", re.IGNORECASE
)
_PARTICLES = frozenset(words("bylines", "particles"))
_LONGEST_LINE = 100


def names_in(text: str) -> list[str]:
    """Return the names that an author field prints.

    >>> names_in("By Ana Ruiz and Tom Berg, Harbour Press correspondent")
    ['Ana Ruiz', 'Tom Berg']
    """
    text = _LEADING_BY.sub("", clean(text))
    parts = (part.strip(" .,:-–—") for part in _SPLIT.split(text))
    return [part for part in parts if _may_name(part)]


def byline_authors(line: str) -> tuple[str, ...]:
    """Return the names in a line that is a byline: "By", names, and at most a label after a bar."""
    mark = _BYLINE.match(line)
    if not mark or len(line) > _LONGEST_LINE or line.endswith((".", "!", "?", ":")):
        return ()
    names = _BAR.split(line[mark.end() :])[0]
    first, *others = [part.strip() for part in _SPLIT.split(names)]
    if not is_personal(first):
        return ()
    return (first, *(name for name in others if is_personal(name)))


def is_personal(name: str) -> bool:
    """Return whether a text has the form of a person's name: 2 to 5 words, none in lower case.

    In Chinese, Japanese and Korean it is one short word.
    """
    if _WIDE_NAME.fullmatch(name):
        return True
    words = [word for word in name.split() if word.lower() not in _PARTICLES]
    return 1 < len(name.split()) <= 5 and bool(words) and all(
        not word[0].islower() and word[0].isalpha() for word in words
    )  # fmt: skip


def _may_name(part: str) -> bool:
    return 1 < len(part) <= 60 and len(part.split()) <= 6 and not _NO_NAME.search(part)
