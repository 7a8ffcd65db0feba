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
# The name of a place in a page may be made of the heading there.
_SLUG = re.compile(r"(?<!\S)[^\s_-]+(?:-[^\s_-]+){5,}(?!\S)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARTS, _WORDS = (any_of(words("furniture", name)) for name in ("parts", "words"))
# A word of names is no run of letters inside of a number in base 16.
_FURNITURE = re.compile(rf"{_PARTS}|(?<![a-z\d])(?:{_WORDS})(?![a-z])")
_LAYOUT = any_of(words("furniture", "layout"))
_LAID_OUT = re.compile(rf"(?<![a-z])(?:{_LAYOUT})(?![a-z])")
_CONTENT = re.compile(any_of(words("body", "marks")))
_STATES = re.compile(rf"(?<!\S)(?:{any_of(words('furniture', 'states'))})(?!\S)")
# Hidden on one kind of screen and shown on another.
_SHOWN_AGAIN = re.compile(r":(?:block|flex|grid|inline|visible)|d-\w+-block")

_WHOLE, _STARTS, _LABELS = (any_of(phrases("lines", n)) for n in ("whole", "starts", "labels"))
_LINES = re.compile(
    rf"(?:\d+\s)?(?:{_WHOLE})\s*[:：.…]?$|(?:{_STARTS})(?!\w)|(?:{_LABELS})\s*[:：|>»]",
    re.IGNORECASE,
)
# How long ago something was put there: "21 mins ago", "vor 5 Stunden".
_BEFORE_AGE, _UNITS, _AGES = (any_of(phrases("lines", n)) for n in ("before_age", "units", "ages"))
_AGO = re.compile(
    rf"(?:(?:{_BEFORE_AGE})\s\d{{1,2}}\s(?:{_UNITS})|\d{{1,2}}\s(?:{_AGES}))(?![a-z])(?:.*[^.!?])?$",
    re.IGNORECASE,
)
_ALOUD = re.compile(rf"[\s(,]*(?:{any_of(phrases('lines', 'aloud'))})[\s).]*", re.IGNORECASE)
_LONGEST_OPENING = 160
_LONGEST_LABEL = 60


@lru_cache(maxsize=8192)
def is_furniture(words: str) -> bool:
    """Return whether the class and id of an element are those of furniture."""
    split = parted(words)
    return bool(_FURNITURE.search(split)) and not _CONTENT.search(split)


@lru_cache(maxsize=8192)
def is_layout(words: str) -> bool:
    """Return whether the class and id of an element may be those of furniture."""
    split = parted(words)
    return bool(_LAID_OUT.search(split)) and not _CONTENT.search(split)


@lru_cache(maxsize=8192)
def is_unseen(words: str) -> bool:
    """Return whether the class and id of an element say that it is not shown."""
    return bool(_UNSEEN.search(parted(words)))


@lru_cache(maxsize=8192)
def is_hidden(words: str) -> bool:
    """Return whether the class of an element hides it from every reader."""
    return bool(_STATES.search(words)) and not _SHOWN_AGAIN.search(words)


def parted(words: str) -> str:
    """Return a class and id in lower case, with a hyphen before each capital inside."""
    return _CAMEL.sub("-", _SLUG.sub(" ", words)).lower()


def is_for_readers(text: str) -> bool:
    """Return whether a text is only read aloud: that a link opens another window."""
    return 0 < len(text) <= _LONGEST_LABEL and bool(_ALOUD.fullmatch(text))


def is_furniture_line(text: str) -> bool:
    """Return whether a short block of text is a label or a pointer to something else."""
    if len(text) > _LONGEST_OPENING:
        return False
    if len(text) <= _LONGEST_LABEL and _AGO.match(text):
        return True
    return bool(_LINES.match(text))
