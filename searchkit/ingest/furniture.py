"""What of a page is never its article, told by the names and words that sites give to it.

The words themselves stand in ``words.toml``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from searchkit.ingest.words import any_of, phrases, words

TAGS = frozenset(words("furniture", "tags"))
DOUBTFUL_TAGS = frozenset(words("furniture", "doubtful_tags"))
ROLES = frozenset(words("furniture", "roles"))

# Text that is there for other readers than the eye, in running text too.
_UNSEEN = re.compile(r"screen-?reader|visually-?hidden|(?<![a-z])sr-only|a11y-text|off-?screen")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARTS, _WORDS = (any_of(words("furniture", name)) for name in ("parts", "words"))
_FURNITURE = re.compile(rf"{_PARTS}|(?<![a-z])(?:{_WORDS})(?![a-z])")
_LAYOUT = any_of(words("furniture", "layout"))
_LAID_OUT = re.compile(rf"(?<![a-z])(?:{_LAYOUT})(?![a-z])")
_CONTENT = re.compile(r"article-?body|articlebody|story-?body|entry-content|post-content|body-text")

_WHOLE, _STARTS, _LABELS = (any_of(phrases("lines", n)) for n in ("whole", "starts", "labels"))
_LINES = re.compile(
    rf"(?:\d+\s)?(?:{_WHOLE})\s*[:：.…]?$|(?:{_STARTS})\b|(?:{_LABELS})\s*[:：|>»]", re.IGNORECASE
)
_LONGEST_OPENING = 160


@lru_cache(maxsize=8192)
def is_furniture(words: str) -> bool:
    """Return whether the class and id of an element are those of furniture."""
    split = _split(words)
    return bool(_FURNITURE.search(split)) and not _CONTENT.search(split)


@lru_cache(maxsize=8192)
def is_layout(words: str) -> bool:
    """Return whether the class and id of an element may be those of furniture."""
    split = _split(words)
    return bool(_LAID_OUT.search(split)) and not _CONTENT.search(split)


@lru_cache(maxsize=8192)
def is_unseen(words: str) -> bool:
    """Return whether the class and id of an element say that it is not shown."""
    return bool(_UNSEEN.search(_split(words)))


def _split(words: str) -> str:
    return _CAMEL.sub("-", words).lower()


def is_furniture_line(text: str) -> bool:
    """Return whether a short block of text is a label or a pointer to something else."""
    if len(text) > _LONGEST_OPENING:
        return False
    return bool(_LINES.match(text))
