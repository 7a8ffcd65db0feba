"""A line has the form of a heading: short, whole, and without the stop that ends a sentence."""

from __future__ import annotations

import re

_LONGEST = 90
_WORDS = 14
_WIDE_LONGEST = 32
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ENDS_TEXT = re.compile(r"[.,;:…。，；：、][\"'“”’»)\]」』]*$")
_WIDE_SPEECH = re.compile(r"[「『].*[」』]$")
# A stop inside, but for initials and short titles (U.S., Dr., vs.).
_STOP_INSIDE = re.compile(
    r"(?<!\b\w)(?<!\b[^\W\d_]{2})(?<!\b[A-Z][a-z]{2})\.[\"'“”’»)]*\s+[\"“«(]?[^\Wa-z\d_]|[。！？]"
)
_LIST_MARK = re.compile(r"(?:\d{1,2}[.)]|[a-z]\))\s")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+(?=\S)")
# A letter, a digit, a mark before a word; or a shape (◆) that stands for "here begins a section".
_BEGINS = re.compile(r"\w|[\"'“”„«»‘¿¡(「『《【\u25a0-\u25ff]|#\w")
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("「", "」"), ("《", "》"))
_CLOSES_GERMAN = "„"
# A mark after a blank opens; in French it closes there, too.
_OPENS_AT_END = re.compile(r"\s[\"“”„‘'(\[«]$|^[^«]*\s»$")
_SHORT_WORD = 3
_FEW = 2


def looks_like_heading(text: str, following: str, longest_in_words: int = _WORDS) -> bool:
    """Return whether a line is a heading over the line that follows it, which is longer."""
    longest = _LONGEST if longest_in_words == _WORDS else 2 * _LONGEST
    return len(following) > len(text) and has_heading_form(text, longest, longest_in_words)


def has_heading_form(text: str, longest: int = _LONGEST, longest_in_words: int = _WORDS) -> bool:
    """Return whether a text is short and has no final stop, nor a sentence's end inside."""
    if not 2 <= len(text) <= longest or len(text.split()) > longest_in_words:
        return False
    if len(text) > _WIDE_LONGEST and _WIDE.search(text):
        return False
    if _ENDS_TEXT.search(text) or _STOP_INSIDE.search(text) or _LIST_MARK.match(text):
        return False
    if text[0].islower() or not _BEGINS.match(text) or _WIDE_SPEECH.match(text):
        return False
    if not any(map(str.isalpha, text)):
        return False
    return _is_whole(text)


def without_number(text: str) -> str:
    """Return a heading without the number before it ("3. Tides")."""
    return _NUMBER.sub("", text, count=1)


def is_in_title_case(text: str) -> bool:
    """Return whether all longer words of a text, three or more, begin with a capital."""
    longer = [word for word in text.split() if len(word) > _SHORT_WORD and word[0].isalpha()]
    return len(longer) > _FEW and all(word[0].isupper() for word in longer)


def _is_whole(text: str) -> bool:
    """Whether what is opened in a text is closed in it."""
    if text.count('"') % 2 or _OPENS_AT_END.search(text):
        return False
    return _CLOSES_GERMAN in text or all(text.count(a) == text.count(b) for a, b in _PAIRS)
